//! What is proposed to be amended: made from what offices filed and the board accepted, article by article with old words, new
//! words and reasons; and the draft that follows from it.

use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::Reach;
use crate::house::feedback::{self, About, Desk, Feedback};
use crate::house::{measures, tidy};
use crate::people::{Action, State};

use super::{Article, CLAUSE, SUBJECT, blank, in_force_on, keep, store};

/// The longest new words and reason, in characters.
const WORDS: usize = 20_000;

/// A proposal to amend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whose login made it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// Counts the changes.
    pub version: i64,
}

/// One article as it is to be amended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amendment {
    /// Its place in the proposal.
    pub place: i64,
    /// The article's number, or "" where what was filed names none.
    pub article: String,
    /// What it says.
    pub old_words: String,
    /// What it is to say.
    pub new_words: String,
    /// Why.
    pub reason: String,
    /// The first that was filed about it.
    pub feedback: String,
}

/// Makes a proposal from all that was filed about the regulation and accepted; its id.
///
/// # Errors
/// [`Error::Refused`] without a name, or when nothing accepted waits.
pub async fn make(desk: Desk<'_>, title: &str) -> Result<String> {
    desk.staff.require(Action::RegulationSave, State::Any)?;
    let title = tidy(title);
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let mut filed = feedback::store::accepted(&mut scope).await?;
    filed.retain(|one| one.about == About::Regulation);
    let mut refusals = Vec::new();
    if !measures(&title, 5, 300) {
        refusals.push(Refusal::new("ten-kien-nghi", "Hãy ghi tên bản kiến nghị (5 đến 300 ký tự).", CLAUSE));
    }
    if filed.is_empty() {
        let message = "Chưa có ý kiến nào về quy chế đã tiếp thu và chưa thực hiện.";
        refusals.push(Refusal::new("ten-kien-nghi", message, CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let now = current(&mut scope, desk).await?;
    let one = Proposal {
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        title,
        by: desk.actor.label.clone(),
        at: desk.db.clock.now(),
        version: 1,
    };
    store::insert_proposal(&mut scope, &one).await?;
    for amendment in amendments(&filed, &now) {
        store::insert_amendment(&mut scope, &one.id, &amendment).await?;
    }
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    let detail = json!({ "proposal": one.title, "amendments": filed.len() });
    scope.audit(Action::RegulationSave.as_str(), SUBJECT, &one.id, detail);
    scope.commit().await?;
    Ok(one.id)
}

/// One amendment an article, whatever was filed about it together; what is about no article stands by itself.
fn amendments(filed: &[Feedback], now: &[Article]) -> Vec<Amendment> {
    let mut found: Vec<Amendment> = Vec::new();
    for one in filed {
        let reason = format!("Ý kiến số {}: {}", one.number, one.body);
        let known = found.iter_mut().find(|known| !one.article.is_empty() && known.article == one.article);
        if let Some(known) = known {
            known.reason = format!("{}\n\n{reason}", known.reason);
            continue;
        }
        let words = now.iter().find(|article| article.no == one.article);
        let words = words.map(|article| article.body.clone()).unwrap_or_default();
        found.push(Amendment {
            place: 0,
            article: one.article.clone(),
            old_words: words.clone(),
            new_words: words,
            reason,
            feedback: one.id.clone(),
        });
    }
    for (place, amendment) in (0..).zip(&mut found) {
        amendment.place = place;
    }
    found
}

/// The articles in force today, or of the last version.
async fn current(scope: &mut crate::base::scope::Scope, desk: Desk<'_>) -> Result<Vec<Article>> {
    let versions = store::published(scope).await?;
    let found = in_force_on(&versions, desk.db.clock.today()).or_else(|| versions.last());
    match found {
        Some(one) => store::articles(scope, &one.id).await,
        None => Ok(Vec::new()),
    }
}

/// Writes the new words and the reasons, by their places.
///
/// # Errors
/// [`Error::Refused`] for what is too long, [`Error::Conflict`] when another was first.
pub async fn save(desk: Desk<'_>, id: &str, version: i64, typed: &[(i64, String, String)]) -> Result<()> {
    desk.staff.require(Action::RegulationSave, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let found = store::proposal(&mut scope, id).await?;
    let one = found.ok_or_else(|| Error::refused("ma", "Không có bản kiến nghị này.", CLAUSE))?;
    let long = |text: &String| text.chars().count() > WORDS;
    if typed.iter().any(|(_, words, reason)| long(words) || long(reason)) {
        return Err(Error::refused("ma", "Mỗi ô không quá 20.000 ký tự.", CLAUSE));
    }
    let amended: Vec<Amendment> = typed
        .iter()
        .map(|(place, words, reason)| Amendment {
            place: *place,
            new_words: tidy(words),
            reason: tidy(reason),
            ..Amendment::default()
        })
        .collect();
    store::amend(&mut scope, &Proposal { version, ..one }, &amended).await?;
    scope.changed(SUBJECT, id, Reach::Staff);
    scope.audit(Action::RegulationSave.as_str(), SUBJECT, id, json!({ "amended": amended.len() }));
    scope.commit().await
}

/// What no article says yet, as one after the last: where it belongs is for who edits the draft.
fn added(articles: &[Article], amendment: Amendment) -> Article {
    let number = |article: &Article| article.no.trim_end_matches(char::is_alphabetic).parse::<u32>().ok();
    let last = articles.iter().filter_map(number).max().unwrap_or(0);
    Article {
        chapter: articles.last().map(|article| article.chapter.clone()).unwrap_or_default(),
        no: (last + 1).to_string(),
        heading: "Quy định mới".into(),
        body: amendment.new_words,
    }
}

/// A draft of the regulation in which every amended article says its new words; its id.
///
/// # Errors
/// [`Error::Refused`] for what is no proposal, or where no version is there to amend.
pub async fn begin_draft(desk: Desk<'_>, id: &str) -> Result<String> {
    desk.staff.require(Action::RegulationSave, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let found = store::proposal(&mut scope, id).await?;
    let one = found.ok_or_else(|| Error::refused("ma", "Không có bản kiến nghị này.", CLAUSE))?;
    let mut articles = current(&mut scope, desk).await?;
    if articles.is_empty() {
        return Err(Error::refused("ma", "Chưa có bản quy chế nào để sửa đổi.", CLAUSE));
    }
    for amendment in store::amendments(&mut scope, id).await? {
        match articles.iter_mut().find(|article| article.no == amendment.article) {
            Some(article) => article.body = amendment.new_words,
            None => articles.push(added(&articles, amendment)),
        }
    }
    let draft = blank(desk, one.title);
    keep(&mut scope, &draft, &articles).await?;
    scope.commit().await?;
    Ok(draft.id)
}
