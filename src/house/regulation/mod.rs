//! The regulation itself (Điều 7.2d, 14.c): dated versions by article, drafted by one person and published by another; what is
//! proposed to be amended.

pub mod compare;
pub mod cut;
pub mod proposals;
pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, fresh};
use crate::base::scope::{Reach, WriteScope};
use crate::people::{Action, State};

use super::feedback::Desk;
use super::{measures, tidy};

const CLAUSE: &str = "Quy chế Điều 7.2d, 14";
/// The change and the trail's word for one.
pub const SUBJECT: &str = "regulation";

/// An article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The chapter it stands in, or "".
    pub chapter: String,
    /// `7`, `9a`
    pub no: String,
    /// Without its number.
    pub heading: String,
    /// What it says; paragraphs parted by empty lines.
    pub body: String,
}

/// A version, or the draft of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// 1, 2, …; none for a draft.
    pub no: Option<i64>,
    /// What it is called.
    pub title: String,
    /// The decision's number, or "" while it is not known.
    pub decision: String,
    /// Its day.
    pub decided_on: Option<Date>,
    /// The first day in force.
    pub from: Option<Date>,
    /// Who drafted it.
    pub drafted_by: AccountId,
    /// When.
    pub drafted_at: Millis,
    /// Who published it.
    pub published_by: Option<AccountId>,
    /// When.
    pub published_at: Option<Millis>,
    /// Counts the changes.
    pub version: i64,
}

/// A draft as somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// What it is called.
    pub title: &'a str,
    /// The decision's number; may be "" in a draft.
    pub decision: &'a str,
    /// Its day.
    pub decided_on: Option<Date>,
    /// The first day in force.
    pub from: Option<Date>,
    /// The whole text, to be cut.
    pub text: &'a str,
}

/// The name and the articles of what was typed.
fn read(title: &str, text: &str) -> Result<(String, Vec<Article>)> {
    let articles = cut::cut(text).articles;
    let title = tidy(title);
    let mut refusals = Vec::new();
    if !measures(&title, 5, 300) {
        refusals.push(Refusal::new("ten", "Hãy ghi tên bản quy chế (5 đến 300 ký tự).", CLAUSE));
    }
    if articles.is_empty() {
        let message = "Không cắt được điều nào: dán toàn văn, mỗi điều bắt đầu bằng “Điều 1.” ở đầu dòng.";
        refusals.push(Refusal::new("toan-van", message, CLAUSE));
    }
    Error::unless_empty(refusals)?;
    Ok((title, articles))
}

/// Keeps a draft cut from a text; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn draft(desk: Desk<'_>, typed: Typed<'_>) -> Result<String> {
    desk.staff.require(Action::RegulationSave, State::Any)?;
    let (title, articles) = read(typed.title, typed.text)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let one = Version {
        decision: tidy(typed.decision),
        decided_on: typed.decided_on,
        from: typed.from,
        ..blank(desk, title)
    };
    keep(&mut scope, &one, &articles).await?;
    scope.commit().await?;
    Ok(one.id)
}

/// Writes a draft's name and text anew. Who does has drafted it from then on: another publishes it.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when it changed since `version`.
pub async fn redraft(desk: Desk<'_>, id: &str, version: i64, (title, text): (&str, &str)) -> Result<()> {
    desk.staff.require(Action::RegulationSave, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let one = store::get(&mut scope, id).await?.filter(|one| one.no.is_none()).ok_or_else(no_draft)?;
    let (title, articles) = read(title, text)?;
    let one =
        Version { title, drafted_by: desk.staff.account.clone(), drafted_at: desk.db.clock.now(), ..one };
    store::rewrite(&mut scope, &one, version).await?;
    insert_articles(&mut scope, id, &articles).await?;
    told(&mut scope, &one, &articles);
    scope.commit().await
}

fn no_draft() -> Error {
    Error::refused("ma", "Không có bản nháp này.", CLAUSE)
}

/// A draft of which nothing but its name is known.
fn blank(desk: Desk<'_>, title: String) -> Version {
    Version {
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        no: None,
        title,
        decision: String::new(),
        decided_on: None,
        from: None,
        drafted_by: desk.staff.account.clone(),
        drafted_at: desk.db.clock.now(),
        published_by: None,
        published_at: None,
        version: 1,
    }
}

async fn keep(scope: &mut WriteScope, one: &Version, articles: &[Article]) -> Result<()> {
    store::insert(scope, one).await?;
    insert_articles(scope, &one.id, articles).await?;
    told(scope, one, articles);
    Ok(())
}

async fn insert_articles(scope: &mut WriteScope, id: &str, articles: &[Article]) -> Result<()> {
    for (place, article) in (0_i64..).zip(articles) {
        store::insert_article(scope, id, place, article).await?;
    }
    Ok(())
}

fn told(scope: &mut WriteScope, one: &Version, articles: &[Article]) {
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    scope.audit(
        Action::RegulationSave.as_str(),
        SUBJECT,
        &one.id,
        json!({ "title": one.title, "articles": articles.len() }),
    );
}

/// What publishing needs to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Publishing<'a> {
    /// Which draft.
    pub id: &'a str,
    /// The version that was seen.
    pub version: i64,
    /// The decision's number.
    pub decision: &'a str,
    /// Its day.
    pub decided_on: Option<Date>,
    /// The first day in force.
    pub from: Option<Date>,
}

/// Puts a draft before readers as the next version, by another person than who drafted it.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when it changed meanwhile.
pub async fn publish(desk: Desk<'_>, wanted: Publishing<'_>) -> Result<i64> {
    desk.staff.require(Action::RegulationPublish, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let one = store::get(&mut scope, wanted.id).await?.filter(|one| one.no.is_none()).ok_or_else(no_draft)?;
    let last = store::published(&mut scope).await?.into_iter().next_back();
    let decision = tidy(wanted.decision);
    Error::unless_empty(against(desk, &one, last.as_ref(), &decision, wanted))?;
    let no = last.and_then(|last| last.no).unwrap_or(0) + 1;
    let ready = Version {
        no: Some(no),
        decision,
        decided_on: wanted.decided_on,
        from: wanted.from,
        published_by: Some(desk.staff.account.clone()),
        published_at: Some(desk.db.clock.now()),
        ..one
    };
    store::publish(&mut scope, &ready, wanted.version).await?;
    scope.changed(SUBJECT, &ready.id, Reach::Public);
    scope.audit(
        Action::RegulationPublish.as_str(),
        SUBJECT,
        &ready.id,
        json!({ "no": no, "decision": ready.decision, "decided_on": ready.decided_on, "from": ready.from }),
    );
    scope.commit().await?;
    Ok(no)
}

fn against(
    desk: Desk<'_>,
    one: &Version,
    last: Option<&Version>,
    decision: &str,
    wanted: Publishing<'_>,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: String| refusals.push(Refusal::new(field, message, CLAUSE));
    if one.drafted_by == desk.staff.account {
        refuse("ma", "Người soạn không tự công bố: cần một người khác có quyền công bố.".into());
    }
    if !measures(decision, 3, 100) {
        refuse("quyet-dinh", "Hãy ghi số quyết định ban hành, ví dụ 10/2016/QĐ-UBND.".into());
    }
    if wanted.decided_on.is_none() {
        refuse("ngay-quyet-dinh", "Hãy ghi ngày quyết định, ví dụ 28/12/2016.".into());
    }
    match (wanted.from, last.and_then(|last| last.from)) {
        (None, _) => refuse("tu-ngay", "Hãy ghi ngày có hiệu lực, ví dụ 28/12/2016.".into()),
        (Some(from), Some(before)) if from <= before => {
            let before = date_vi(before);
            refuse("tu-ngay", format!("Ngày có hiệu lực phải sau ngày của bản đang có ({before})."));
        }
        (Some(from), _) if wanted.decided_on.is_some_and(|day| from < day) => {
            refuse("tu-ngay", "Ngày có hiệu lực không trước ngày quyết định.".into());
        }
        _ => {}
    }
    refusals
}

/// Gives a draft up.
///
/// # Errors
/// [`Error::Refused`] for what is no draft.
pub async fn discard(desk: Desk<'_>, id: &str) -> Result<()> {
    desk.staff.require(Action::RegulationSave, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    if store::discard(&mut scope, id).await? == 0 {
        return Err(no_draft());
    }
    scope.changed(SUBJECT, id, Reach::Staff);
    scope.audit(Action::RegulationSave.as_str(), SUBJECT, id, json!({ "discarded": true }));
    scope.commit().await
}

/// Articles, each with the chapter that begins with it, or "".
pub fn with_chapters(articles: &[Article]) -> impl Iterator<Item = (&str, &Article)> {
    let before = std::iter::once("").chain(articles.iter().map(|article| article.chapter.as_str()));
    articles.iter().zip(before).map(|(article, last)| {
        let begins = if article.chapter == last { "" } else { article.chapter.as_str() };
        (begins, article)
    })
}

/// The version in force on a day, of published ones in their order.
pub fn in_force_on(versions: &[Version], day: Date) -> Option<&Version> {
    versions.iter().rfind(|one| one.from.is_some_and(|from| from <= day))
}
