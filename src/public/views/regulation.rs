//! The regulation before readers: a version by article, and two versions compared.

use askama::Template;

use super::layout::Layout;
use super::parts::{Html, Link};

/// An article.
#[derive(Clone, Debug, Default)]
pub struct ArticleView {
    /// The chapter that begins with it, or "".
    pub chapter: String,
    /// `dieu-7`
    pub anchor: String,
    /// `Điều 7. Cơ cấu tổ chức`
    pub heading: String,
    /// What it says.
    pub text: Html,
}

/// A version as it holds on a day.
///
/// Id of the form's field: `ngay`.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/regulation.html")]
pub struct RegulationPage {
    /// Everything around it.
    pub layout: Layout,
    /// What it is called.
    pub title: String,
    /// Its number, decision and days.
    pub about: String,
    /// The day asked for, as people write it.
    pub day: String,
    /// What is said where the day is no day, or before the first version.
    pub notice: Option<String>,
    /// Where the day is asked.
    pub action: String,
    /// All versions.
    pub versions: Vec<Link>,
    /// Compares neighbours.
    pub compares: Vec<Link>,
    /// The articles.
    pub articles: Vec<ArticleView>,
}

/// A stretch of words.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// `ins`, `del` or "" for what stayed.
    pub mark: &'static str,
    /// The words.
    pub text: String,
}

/// An article in both.
#[derive(Clone, Debug, Default)]
pub struct PairView {
    /// `Điều 9`
    pub heading: String,
    /// What became of it, in words.
    pub state: &'static str,
    /// In the earlier version.
    pub before: Option<Html>,
    /// In the later one.
    pub after: Option<Html>,
    /// Both woven together.
    pub runs: Vec<Stretch>,
}

/// Two versions compared.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/regulation_compared.html")]
pub struct ComparedPage {
    /// Everything around it.
    pub layout: Layout,
    /// The earlier one with its days.
    pub before: String,
    /// The later one.
    pub after: String,
    /// The articles that differ.
    pub pairs: Vec<PairView>,
    /// The articles that do not, by number.
    pub same: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::text::RulesPage;

    impl RegulationPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: RulesPage::sample().layout,
                title: "Quy chế (mẫu)".into(),
                about: "Bản 1, Quyết định 10/2016/QĐ-UBND, có hiệu lực từ 28/12/2016".into(),
                day: "30/12/2016".into(),
                notice: Some("Trước ngày 28/12/2016 chưa có quy chế nào được công bố tại đây.".into()),
                action: "/quy-che/toan-van".into(),
                versions: vec![Link::new("Bản 1", "/quy-che/toan-van?ngay=28/12/2016")],
                compares: vec![Link::new("So sánh bản 1 với bản 2", "/quy-che/so-sanh?cu=1&moi=2")],
                articles: vec![ArticleView {
                    chapter: "Chương I NHỮNG QUY ĐỊNH CHUNG".into(),
                    anchor: "dieu-1".into(),
                    heading: "Điều 1. Phạm vi điều chỉnh".into(),
                    text: Html::sanitised("<p>Quy định về trang.</p>"),
                }],
            }
        }
    }

    impl ComparedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: RulesPage::sample().layout,
                before: "Bản 1, có hiệu lực từ 28/12/2016".into(),
                after: "Bản 2, có hiệu lực từ 01/01/2018".into(),
                pairs: vec![PairView {
                    heading: "Điều 9".into(),
                    state: "có sửa đổi",
                    before: Some(Html::sanitised("<p>Cập nhật hàng ngày, hàng tuần.</p>")),
                    after: Some(Html::sanitised("<p>Cập nhật hàng ngày.</p>")),
                    runs: vec![
                        Stretch { mark: "", text: "Cập nhật ".into() },
                        Stretch { mark: "del", text: "hàng tuần".into() },
                        Stretch { mark: "ins", text: "hàng ngày".into() },
                    ],
                }],
                same: "Điều 1, Điều 2".into(),
            }
        }
    }
}
