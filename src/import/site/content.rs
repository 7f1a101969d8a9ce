//! An old item as content of ours: its section, its day, its text cleaned.

use crate::base::text::folded;
use crate::items::markup::word;
use crate::items::{Attachment, Common, Content, News, Topic};
use crate::tenants::{Profile, SectionKey};

use super::Request;
use super::old::{OldItem, OldKind};

/// The content of an item whose links and pictures stand already as they will.
///
/// # Errors
/// A Vietnamese sentence for what cannot be read.
pub fn content(
    item: &OldItem,
    body: &str,
    attachments: Vec<Attachment>,
    tenant: &Profile,
    request: &Request<'_>,
    today: jiff::civil::Date,
) -> Result<Content, String> {
    let published_on = item.day(today)?;
    let or_source = |text: &str| if text.trim().is_empty() { request.source } else { text }.to_owned();
    let body_html = word::taken_in(body).0;
    if let OldKind::Document(line) = &item.kind {
        let mut content = (**line).clone().content(request.unit_key, &or_source(&item.source));
        if let Content::Document(document) = &mut content
            && document.articles.is_empty()
        {
            document.preamble_html = body_html;
        }
        content.common_mut().attachments = attachments;
        return Ok(content.tidied());
    }
    let section = section(item, tenant, request);
    let common = Common {
        section,
        unit_key: request.unit_key.to_owned(),
        author: or_source(&item.author),
        source: or_source(&item.source),
        attachments,
    };
    let news = News {
        common,
        title: item.title.clone(),
        summary: item.summary.clone(),
        topic: (section == SectionKey::News).then(|| Topic::parse(&item.topic).unwrap_or(Topic::Local)),
        body_html,
        published_on: if matches!(item.kind, OldKind::Page) { None } else { published_on },
        event_on: None,
        aspects: Box::default(),
    };
    Ok(Content::News(news).tidied())
}

/// Where it stands here: as the import says, else the section of the same name, else the news or the introduction.
fn section(item: &OldItem, tenant: &Profile, request: &Request<'_>) -> SectionKey {
    let named = |name: &str| {
        let name = folded(name.trim());
        let said = request.sections.iter().find(|(old, _)| folded(old.trim()) == name).map(|(_, key)| *key);
        said.or_else(|| {
            let same = tenant.sections.iter().find(|section| {
                section.key.as_str() == name || section.slug == name || folded(&section.title) == name
            });
            same.map(|section| section.key)
        })
    };
    let default = if matches!(item.kind, OldKind::Page) { SectionKey::About } else { SectionKey::News };
    item.sections.iter().find_map(|name| named(name)).unwrap_or(default)
}
