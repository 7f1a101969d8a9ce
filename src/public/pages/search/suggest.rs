//! Suggestions while a person types: titles and numbers of what is public, and this site's own sections.

use poem::Response;
use poem::http::header;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::base::error::{Error, Result};
use crate::base::text::folded;
use crate::public::visit::{Reply, Visit};
use crate::search::suggest::Suggestion;

use super::tenants_of;
use super::wanted::{LONGEST, Wanted};
use super::way::{Face, kind_words};

/// The most suggestions at once.
const MOST: usize = 8;
/// The most sections among them.
const SECTIONS: usize = 2;
/// Fewer characters say too little.
const SHORTEST: usize = 2;

/// One suggestion.
#[derive(Serialize, JsonSchema)]
pub struct SuggestionJson {
    /// `document`, `news`, `question` or `section`.
    pub kind: String,
    /// The same in words, as the page shows it.
    pub kind_text: String,
    /// Its title.
    pub title: String,
    /// A document's number as printed.
    pub number: Option<String>,
    /// The site it is on, where that is not the one asked.
    pub site: Option<String>,
    /// Its canonical URL.
    pub url: String,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
pub struct SuggestJson {
    /// What was typed, as it was read.
    pub q: String,
    /// Best first; at most eight.
    pub suggestions: Vec<SuggestionJson>,
}

/// `GET /api/v1/suggest?q=&format=json|opensearch`
///
/// # Errors
/// [`Error::BadRequest`] for an unknown format, [`Error::TooMany`] above the limit of suggestions.
pub async fn suggest(visit: Visit) -> Result<Reply> {
    let for_browsers = match visit.asked.query("format") {
        "" | "json" => false,
        "opensearch" => true,
        _ => return Err(Error::BadRequest("format là json hoặc opensearch".into())),
    };
    visit
        .app
        .limits
        .suggest
        .check(visit.asked.client.addr)
        .map_err(|often| Error::TooMany(often.seconds()))?;
    let typed = Wanted::of(&visit, Face::Api).0.words;
    let suggestions = suggestions(&visit, &typed).await?;
    let (kind, body) = if for_browsers {
        ("application/x-suggestions+json; charset=utf-8", in_opensearch(&typed, &suggestions))
    } else {
        ("application/json; charset=utf-8", serde_json::to_string(&SuggestJson { q: typed, suggestions })?)
    };
    Ok(Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, kind)
            // What is withdrawn is gone from the next suggestion on.
            .header(header::CACHE_CONTROL, "no-store")
            .body(body),
    ))
}

/// Titles, texts and addresses, as the OpenSearch suggestions extension orders them.
fn in_opensearch(typed: &str, suggestions: &[SuggestionJson]) -> String {
    let list = |part: fn(&SuggestionJson) -> &str| suggestions.iter().map(part).collect::<Vec<_>>();
    json!([typed, list(|one| &one.title), list(|one| &one.kind_text), list(|one| &one.url)]).to_string()
}

async fn suggestions(visit: &Visit, typed: &str) -> Result<Vec<SuggestionJson>> {
    let length = typed.chars().count();
    if !(SHORTEST..LONGEST).contains(&length) || !typed.chars().any(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let mut all = sections(visit, typed);
    let own = tenants_of(visit, &visit.tenant);
    let found = visit.app.search.suggest(typed, own, MOST - all.len()).await?;
    all.extend(found.into_iter().map(|one| of_index(visit, one)));
    if let Some(parent) = visit.tenant.parent.clone().filter(|_| all.len() < MOST) {
        let above = vec![parent.as_str().to_owned()];
        let found = visit.app.search.suggest(typed, above, MOST - all.len()).await?;
        all.extend(found.into_iter().map(|one| of_index(visit, one)));
    }
    Ok(all)
}

fn of_index(visit: &Visit, one: Suggestion) -> SuggestionJson {
    let owner = visit.app.directory.get(&one.tenant.as_str().into());
    let elsewhere = owner.as_ref().filter(|owner| owner.id() != visit.tenant.id());
    SuggestionJson {
        kind_text: kind_words(&one.kind).to_owned(),
        kind: one.kind,
        title: one.title,
        number: one.number,
        site: elsewhere.map(|owner| owner.identity().full_name.clone()),
        url: owner.map_or_else(|| one.url.clone(), |owner| owner.url(&one.url)),
    }
}

/// The sections with a word that goes on from what was typed.
fn sections(visit: &Visit, typed: &str) -> Vec<SuggestionJson> {
    let shown = visit.tenant.profile.sections.iter().filter(|section| !section.hidden);
    let fitting = shown.filter(|section| goes_on(&section.title, typed)).take(SECTIONS);
    fitting
        .map(|section| SuggestionJson {
            kind: "section".into(),
            kind_text: "Chuyên mục".into(),
            title: section.title.clone(),
            number: None,
            site: None,
            url: visit.tenant.section_url(section, ""),
        })
        .collect()
}

/// Whether what was typed begins at a word of the title, marks aside.
fn goes_on(title: &str, typed: &str) -> bool {
    let plain = |text: &str| {
        let folded = folded(text);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    };
    let (title, typed) = (plain(title), plain(typed));
    !typed.is_empty() && format!(" {title}").contains(&format!(" {typed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_go_on_from_what_was_typed() {
        assert!(goes_on("Tin tức, sự kiện", "tin t"));
        assert!(goes_on("Tin tức, sự kiện", "tuc su ki"));
        assert!(goes_on("Hỏi đáp", "hỏi"));
        assert!(!goes_on("Hỏi đáp", "ỏi") && !goes_on("Hỏi đáp", "?") && !goes_on("Hỏi đáp", "đáp án"));
    }

    #[test]
    fn browsers_are_answered_in_four_lists() {
        let one = SuggestionJson {
            kind: "section".into(),
            kind_text: "Chuyên mục".into(),
            title: "Hỏi đáp".into(),
            number: None,
            site: None,
            url: "http://a/hoi-dap".into(),
        };
        assert_eq!(
            in_opensearch("hoi", &[one]),
            r#"["hoi",["Hỏi đáp"],["Chuyên mục"],["http://a/hoi-dap"]]"#
        );
    }
}
