//! The same page in another language: led to both ways, or said not to be there (NĐ 43/2011/NĐ-CP Điều 13).

use crate::base::error::Result;
use crate::items::kinds::{Content, Language};
use crate::items::marks::{self, Mark};
use crate::items::store::{self as items, LiveItem};
use crate::public::views::layout::{InLanguage, Languages};
use crate::public::visit::Visit;
use crate::tenants::SectionKey;

/// The tag of what pages are told in unless they say otherwise.
const VIETNAMESE: &str = "vi";

/// In which languages an item is told. News and introduction pages say so where there is no other; everything else
/// is silent.
///
/// # Errors
/// When the database does not answer.
pub async fn of(visit: &Visit, live: &LiveItem) -> Result<Languages> {
    let (tenant, own) = (&visit.tenant, live.content.language());
    let original = match live.content.translates() {
        "" => live.slug.as_str(),
        slug => slug,
    };
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let mut others = Vec::new();
    if own.is_some()
        && original != live.slug
        && let Some(found) = items::live(&mut scope, original).await?
    {
        others.push(version(None, super::item_url(tenant, found.section, &found.slug)));
    }
    for one in marks::store::bearing(&mut scope, Mark::Translates, &[original.to_owned()], 20).await? {
        let translated = items::live(&mut scope, &one.titled.slug).await?;
        let language = translated.as_ref().and_then(|found| found.content.language());
        if language.is_some() && one.titled.slug != live.slug {
            others.push(version(language, super::item_url(tenant, one.titled.section, &one.titled.slug)));
        }
    }
    let told = matches!(&live.content, Content::News(_)) || live.section == SectionKey::About;
    let missing = if !told || own.is_some() || !others.is_empty() {
        Vec::new()
    } else {
        Language::ALL.iter().map(|language| language.in_sentence().to_owned()).collect()
    };
    Ok(Languages { own: own.map_or(VIETNAMESE, Language::tag), others, missing })
}

fn version(language: Option<Language>, url: String) -> InLanguage {
    InLanguage {
        tag: language.map_or(VIETNAMESE, Language::tag),
        name: language.map_or("Tiếng Việt", Language::own_name),
        url,
    }
}
