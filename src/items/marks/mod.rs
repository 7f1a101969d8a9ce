//! What live items are found by beside their words: themes, the documents they introduce, what they translate.

pub mod store;

use super::Content;
use crate::base::error::{Refusal, Result};
use crate::base::scope::Scope;
use crate::tenants::Profile;

/// The clause on introducing documents.
const INTRODUCING: &str = "Quy chế Điều 3.6";
/// The clause on pages in other languages.
const LANGUAGES: &str = "Nghị định 43/2011/NĐ-CP Điều 13";

/// What is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A theme of the news, by its key.
    Theme,
    /// A document that is introduced, see [`super::kinds::news::Introduced::mark`].
    Introduces,
    /// The item that is translated, by its slug.
    Translates,
}

impl Mark {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Introduces => "introduces",
            Self::Translates => "translates",
        }
    }
}

/// The marks of a content.
pub fn of(content: &Content) -> Vec<(Mark, String)> {
    let translated = Some(content.translates()).filter(|slug| !slug.is_empty());
    let mut marks: Vec<_> = translated.map(|slug| (Mark::Translates, slug.to_owned())).into_iter().collect();
    if let Content::News(news) = content {
        marks.extend(news.aspects.themes.iter().map(|theme| (Mark::Theme, theme.clone())));
        let introduced = news.aspects.introduces.iter().filter_map(super::kinds::news::Introduced::mark);
        marks.extend(introduced.map(|mark| (Mark::Introduces, mark)));
    }
    marks
}

/// What stands against publishing for the sake of what a content names: themes of the site, documents and items that
/// are held. A document of the site above counts as held.
///
/// # Errors
/// When the database does not answer.
pub async fn unheld(scope: &mut Scope, profile: &Profile, content: &Content) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    if let Content::News(news) = content {
        for theme in news.aspects.themes.iter().filter(|key| profile.news_theme(key).is_none()) {
            let message = format!("Trang này không có chủ đề “{theme}”.");
            refusals.push(Refusal::new("themes", message, "Quy chế Điều 2.1"));
        }
        for introduced in &news.aspects.introduces {
            if introduced.mark().is_some() && !store::is_held(scope, introduced).await? {
                let message = format!(
                    "Văn bản số {} chưa được đăng trên trang này. Hãy đăng văn bản trước, hoặc bỏ khỏi bài.",
                    introduced.number
                );
                refusals.push(Refusal::new("introduces", message, INTRODUCING));
            }
        }
    }
    let original = content.translates();
    if !original.is_empty() && super::store::live(scope, original).await?.is_none() {
        let message =
            format!("Bản dịch của: trên trang này không có nội dung đang đăng ở địa chỉ “{original}”.");
        refusals.push(Refusal::new("translates", message, LANGUAGES));
    }
    Ok(refusals)
}
