//! How an edition is worked on, over JSON: what is said about it, whom it is given to, what the checks found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::console::desk::Desk;
use crate::console::pages::review::standing_of;
use crate::desk::assign::{self, Wanted};
use crate::desk::talk::{self, Comment, Thread};
use crate::items::checks::Weight;
use crate::items::store as items;
use crate::review::corpus::Words;
use crate::review::standing::{self, Judged};

use super::call::{Answer, DONE, Done, List, Nothing};
use super::items::{id, seen, writing};

/// A remark or a reply.
#[derive(Serialize, JsonSchema)]
pub struct CommentJson {
    /// Its id.
    comment: String,
    /// Whose account.
    account: String,
    /// What.
    body: String,
    /// When.
    at: String,
    /// The number of the revision that was before them.
    revision_no: i64,
}

impl CommentJson {
    fn of(comment: &Comment) -> Self {
        Self {
            comment: comment.id.clone(),
            account: comment.account.to_string(),
            body: comment.body.clone(),
            at: iso(comment.at),
            revision_no: comment.revision_no,
        }
    }
}

/// A remark with its replies, oldest first.
#[derive(Serialize, JsonSchema)]
pub struct ThreadJson {
    /// The remark.
    first: CommentJson,
    /// What was replied.
    replies: Vec<CommentJson>,
    /// Whether something is still to be done about it.
    open: bool,
    /// Whose account settled it.
    resolved_by: Option<String>,
}

impl ThreadJson {
    fn of(thread: &Thread) -> Self {
        Self {
            first: CommentJson::of(&thread.first),
            replies: thread.replies.iter().map(CommentJson::of).collect(),
            open: thread.is_open(),
            resolved_by: thread.first.resolved_by.as_ref().map(ToString::to_string),
        }
    }
}

async fn threads(desk: &Desk) -> Result<List<ThreadJson>> {
    let edition = seen(desk, &id(desk)).await?;
    let threads = talk::threads(&mut desk.app.db.read(desk.tenant.id()).await?, &edition.id).await?;
    Ok(List { rows: threads.iter().map(ThreadJson::of).collect(), after: None })
}

/// `GET …/comments`
pub async fn comments(desk: Desk, _: Nothing) -> Result<List<ThreadJson>> {
    threads(&desk).await
}

/// What is said.
#[derive(Deserialize, JsonSchema)]
pub struct Said {
    /// The words.
    body: String,
    /// The remark that it replies to.
    #[serde(default)]
    reply_to: Option<String>,
}

/// `POST …/comments`
pub async fn say(desk: Desk, said: Said) -> Result<List<ThreadJson>> {
    let mut scope = writing(&desk).await?;
    let to = said.reply_to.as_deref();
    talk::say(&mut scope, &desk.tenant, &desk.staff, &id(&desk), to, &said.body).await?;
    scope.commit().await?;
    threads(&desk).await
}

/// Whether a remark is settled.
#[derive(Deserialize, JsonSchema)]
pub struct Resolved {
    /// False opens it again; true if not given.
    #[serde(default)]
    resolved: Option<bool>,
}

/// `POST …/comments/:comment/resolve`
pub async fn resolve(desk: Desk, body: Resolved) -> Result<List<ThreadJson>> {
    let (comment, resolved) = (desk.asked.param("comment"), body.resolved.unwrap_or(true));
    let mut scope = writing(&desk).await?;
    talk::settle(&mut scope, &desk.tenant, &desk.staff, &id(&desk), comment, resolved).await?;
    scope.commit().await?;
    threads(&desk).await
}

/// Who works on an edition; nothing is set where nobody does.
#[derive(Default, Serialize, JsonSchema)]
pub struct AssignmentJson {
    /// Whose account.
    account: Option<String>,
    /// The last day.
    due_on: Option<String>,
    /// What they are asked to do.
    note: Option<String>,
    /// Whose account gave it to them.
    by: Option<String>,
    /// When.
    at: Option<String>,
}

impl Answer for AssignmentJson {}

async fn given(desk: &Desk) -> Result<AssignmentJson> {
    let edition = seen(desk, &id(desk)).await?;
    let given = assign::of(&mut desk.app.db.read(desk.tenant.id()).await?, &edition.id).await?;
    Ok(given.map_or_else(AssignmentJson::default, |given| AssignmentJson {
        account: Some(given.account.to_string()),
        due_on: Some(given.due_on.to_string()),
        note: Some(given.note),
        by: Some(given.by.to_string()),
        at: Some(iso(given.at)),
    }))
}

/// `GET …/assignment`
pub async fn assignment(desk: Desk, _: Nothing) -> Result<AssignmentJson> {
    given(&desk).await
}

/// To whom an edition is given.
#[derive(Deserialize, JsonSchema)]
pub struct Assign {
    /// The person's account; none takes it back.
    #[serde(default)]
    account: Option<String>,
    /// In how many working days, from 1 to 60; 3 if not given.
    #[serde(default)]
    days: Option<u32>,
    /// What they are asked to do.
    #[serde(default)]
    note: String,
}

/// `POST …/assign`
pub async fn assign(desk: Desk, body: Assign) -> Result<AssignmentJson> {
    let days = body.days.unwrap_or(3).to_string();
    let account = body.account.as_deref().map(AccountId::from);
    let wanted = Wanted { account, days: &days, note: &body.note };
    let mut scope = writing(&desk).await?;
    assign::assign(&mut scope, &desk.tenant, &desk.staff, &id(&desk), wanted).await?;
    scope.commit().await?;
    given(&desk).await
}

/// A finding, or a refusal of the publication rule.
#[derive(Serialize, JsonSchema)]
pub struct CheckJson {
    /// The word of the check; absent for the publication rule.
    check: Option<&'static str>,
    /// The digest of what was found; absent for the publication rule.
    finding: Option<String>,
    /// The field it is about.
    field: String,
    /// What is wrong and what to do.
    message: String,
    /// The article it rests on.
    clause: String,
    /// Whether a person can answer it; else it must be put right.
    answerable: bool,
    /// Whether it still stands against approval.
    stands: bool,
    /// What was answered.
    answer: Option<String>,
    /// Whose account answered.
    answered_by: Option<String>,
}

impl CheckJson {
    fn of(judged: &Judged) -> Self {
        let finding = &judged.finding;
        Self {
            check: Some(finding.check),
            finding: Some(finding.digest()),
            field: finding.field.to_owned(),
            message: finding.message.clone(),
            clause: finding.clause.to_owned(),
            answerable: finding.weight == Weight::Warning,
            stands: judged.stands(),
            answer: judged.answer.as_ref().map(|answer| answer.text.clone()),
            answered_by: judged.answer.as_ref().map(|answer| answer.account.to_string()),
        }
    }

    fn of_rule(refusal: &crate::base::error::Refusal) -> Self {
        Self {
            check: None,
            finding: None,
            field: refusal.field.to_string(),
            message: refusal.message.clone(),
            clause: refusal.clause.to_string(),
            answerable: false,
            stands: true,
            answer: None,
            answered_by: None,
        }
    }
}

/// `GET …/checks`
pub async fn checks(desk: Desk, _: Nothing) -> Result<List<CheckJson>> {
    let edition = seen(&desk, &id(&desk)).await?;
    let content = items::content(&mut desk.app.db.read(desk.tenant.id()).await?, &edition.revision).await?;
    let standing = standing_of(&desk, &edition, &content).await?;
    let of_rule = standing.rule.iter().map(CheckJson::of_rule);
    Ok(List { rows: of_rule.chain(standing.checks.iter().map(CheckJson::of)).collect(), after: None })
}

/// Why what a check found stays as it is.
#[derive(Deserialize, JsonSchema)]
pub struct CheckAnswer {
    /// The word of the check.
    check: String,
    /// The digest of what was found, as it was read.
    finding: String,
    /// Why it stays.
    text: String,
}

/// `POST …/checks`
pub async fn answer(desk: Desk, body: CheckAnswer) -> Result<Done> {
    let words = Words::of(&desk.app.search);
    let which = (body.check.as_str(), body.finding.as_str());
    let mut scope = writing(&desk).await?;
    standing::answer(&mut scope, &desk.tenant, &desk.staff, &id(&desk), which, &body.text, &words).await?;
    scope.commit().await?;
    Ok(DONE)
}
