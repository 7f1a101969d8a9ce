//! Two people saved the same draft: both texts with what differs, and the three ways on.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::Html;

/// One field that differs.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The form's name of it.
    pub field: String,
    /// Under which name the choice between the two is sent.
    pub choice: String,
    /// Its name for people.
    pub label: String,
    /// The person's own text, as it can be copied.
    pub mine: String,
    /// The saved text.
    pub theirs: String,
    /// What was put in and taken out, from the saved text to the own.
    pub diff: Html,
    /// Whether one of the two is taken in the merge; the body takes both.
    pub choosable: bool,
}

/// Both texts, when somebody else saved first; nothing that was written is lost.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/conflict.html")]
pub struct ConflictPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Title of the item.
    pub title: String,
    /// What happened: who saved when.
    pub explanation: String,
    /// Whose the saved text is, and since when.
    pub theirs_title: String,
    /// The fields that differ.
    pub differences: Vec<Difference>,
    /// Saves the own text over the saved one.
    pub keep_mine: Post,
    /// Opens the form with both texts in one.
    pub merge_url: String,
    /// Drops the own text and opens the form with the saved one.
    pub keep_theirs_url: String,
    /// Every field of the own text: name and value.
    pub hidden: Vec<(String, String)>,
}

#[cfg(test)]
impl ConflictPage {
    pub(crate) fn sample() -> Self {
        use super::layout::samples::{layout, post};
        let difference = |field: &str, label: &str, choosable| Difference {
            field: field.into(),
            choice: format!("chon.{field}"),
            label: label.into(),
            mine: "Quy chế gồm 14 điều.".into(),
            theirs: "Quy chế gồm 3 chương, 14 điều.".into(),
            diff: Html::sanitised(
                "<p class=\"as-text\">Quy chế gồm <del><span class=\"mark\">[bỏ]</span> 3 chương, </del>14 điều.</p>",
            ),
            choosable,
        };
        Self {
            layout: layout("Hai người cùng sửa"),
            title: "Huyện Hiệp Hòa ban hành Quy chế (mẫu)".into(),
            explanation: "Trong lúc ông/bà soạn, Ủy viên Ban Biên tập (mẫu) đã lưu lúc 14:32.".into(),
            theirs_title: "Bản của Ủy viên Ban Biên tập (mẫu), lưu lúc 14:32".into(),
            differences: vec![
                difference("tom-tat", "Tóm tắt", true),
                difference("noi-dung", "Nội dung", false),
            ],
            keep_mine: post("/hh/bai/1/sua"),
            merge_url: "/hh/bai/1/tron".into(),
            keep_theirs_url: "/hh/soan/ban-tam/bo".into(),
            hidden: vec![("phien-ban".into(), "8".into()), ("tom-tat".into(), "Quy chế gồm 14 điều.".into())],
        }
    }
}
