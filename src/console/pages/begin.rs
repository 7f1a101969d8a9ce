//! What can be begun: an article, a document, or an entry of a section's register.

use poem::Response;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::edit::{BeginPage, Beginning};
use crate::items::kinds::record::{REGISTERS, Register};
use crate::public::views::Link;

use super::frame::layout;

/// `GET /:tenant/tin-bai/moi`
///
/// # Errors
/// When the database does not answer.
pub async fn page(desk: Desk) -> Result<Response> {
    let profile = &desk.tenant.profile;
    let shown = |register: &&&'static Register| {
        profile.section(register.section).is_some_and(|section| !section.hidden)
    };
    let begin = |title: &str, word: &str, about: String| Beginning {
        link: Link::new(title, desk.url(&format!("/tin-bai/moi/{word}"))),
        about,
    };
    let entries = REGISTERS.iter().filter(shown).map(|register| {
        let section = profile.section(register.section).map_or("", |section| &section.title);
        begin(register.one, register.key, format!("Mục {section}"))
    });
    let texts = [
        begin("Tin, bài", "tin", "Mọi mục trừ văn bản và hỏi đáp".into()),
        begin("Văn bản", "van-ban", "Văn bản quy phạm pháp luật; văn bản chỉ đạo, điều hành".into()),
    ];
    desk::page(&BeginPage {
        layout: layout(&desk, "Thêm nội dung").await?,
        beginnings: texts.into_iter().chain(entries).collect(),
    })
}
