//! "Not ours": a unit sends a question back to the desk with its reason, from the console or by the link of its mail.

use serde_json::json;

use super::store::{self as routing, Decline};
use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::base::text::normalise;
use crate::params;
use crate::people::{Action, State};
use crate::questions::desk::Act;
use crate::questions::link::{Link, worth};
use crate::questions::store::{self, Question};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

/// The shortest reason, in characters.
const SHORTEST: usize = 10;
/// The longest reason, in characters.
const LONGEST: usize = 2000;

/// Sends a question back to the desk.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn decline(
    act: Act<'_>,
    id: &crate::base::id::QuestionId,
    version: i64,
    reason: &str,
) -> Result<()> {
    let reason = normalise(reason).trim().to_owned();
    Error::unless_empty(refusals(&reason, "ly-do"))?;
    let mut hand = act.take(id, version, Action::QuestionDecline).await?;
    let unit = hand.question.filed.unit_key.clone().ok_or(Error::NotFound)?;
    let said_by = hand.scope.actor().label.clone();
    let decline = Decline { unit_key: unit, reason, said_by, by_link: false, at: act.db.clock.now() };
    back_to_desk(&mut hand.scope, &hand.question, &decline, &act.unit_name(&decline.unit_key)).await?;
    let words =
        format!("{} báo không thuộc trách nhiệm: {}", act.unit_name(&decline.unit_key), decline.reason);
    hand.finish(Action::QuestionDecline, &words, false, Reach::Staff).await
}

/// What a unit sent with its link.
#[derive(Clone, Debug, Default)]
pub struct LinkDecline {
    /// Why.
    pub reason: String,
    /// Who says so.
    pub name: String,
    /// Their post.
    pub post: String,
}

/// Sends a question back to the desk by the link of the unit's mail.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::Conflict`] when the link is worth nothing any more.
pub async fn decline_by_link(
    db: &Db,
    tenant: &Tenant,
    dispatch_id: &str,
    token: &str,
    sent: LinkDecline,
    client: Option<String>,
) -> Result<()> {
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let (reason, name, post) = (tidy(&sent.reason), tidy(&sent.name), tidy(&sent.post));
    let mut against = refusals(&reason, "reason");
    for (text, field, message) in
        [(&name, "name", "Hãy ghi họ tên người báo."), (&post, "post", "Hãy ghi chức vụ người báo.")]
    {
        if !(2..=200).contains(&text.chars().count()) {
            against.push(Refusal::new(field, message, "Quy chế Điều 10.1"));
        }
    }
    Error::unless_empty(against)?;
    let (link, dispatch) = worth(db, &mut db.read(tenant.id()).await?, dispatch_id, token).await?;
    let Some(dispatch) = dispatch else {
        return Err(match link {
            Link::Unknown => Error::NotFound,
            _ => Error::Conflict("Liên kết này không còn dùng được.".into()),
        });
    };
    let mut scope = db.write(tenant.id(), &Actor::unit(&dispatch.unit_key, client)).await?;
    let question = store::get(&mut scope, &dispatch.question).await?;
    if question.filed.state != State::Assigned || question.filed.unit_key.as_ref() != Some(&dispatch.unit_key)
    {
        return Err(Error::Conflict("Câu hỏi này không còn chờ đơn vị trả lời.".into()));
    }
    let unit = tenant.profile.unit(&dispatch.unit_key).map_or(dispatch.unit_key.as_str(), |unit| &unit.name);
    let said_by = format!("{name}, {post}");
    let decline =
        Decline { unit_key: dispatch.unit_key.clone(), reason, said_by, by_link: true, at: db.clock.now() };
    back_to_desk(&mut scope, &question, &decline, unit).await?;
    let words = format!("{unit} báo qua liên kết là không thuộc trách nhiệm: {}", decline.reason);
    let id = &dispatch.question;
    store::event(&mut scope, id, Action::QuestionDecline.as_str(), &words, false).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    let detail = json!({ "number": question.filed.number, "dispatch": dispatch.id });
    scope.audit(Action::QuestionDecline.as_str(), "question", id.as_str(), detail);
    scope.commit().await
}

async fn back_to_desk(
    scope: &mut WriteScope,
    question: &Question,
    decline: &Decline,
    unit: &str,
) -> Result<()> {
    let filed = &question.filed;
    store::revoke_dispatches(scope, &filed.id, decline.at).await?;
    routing::revoke_opinions(scope, &filed.id).await?;
    store::advance(scope, filed, State::Received, ", unit_key = $6", params![Option::<String>::None]).await?;
    routing::insert_decline(scope, &filed.id, decline).await?;
    let text =
        format!("{unit} báo câu hỏi số {} không thuộc trách nhiệm. Hãy chọn đơn vị khác.", filed.number);
    let task = NewTask {
        kind: "question.declined",
        text,
        subject_kind: "question",
        subject_id: filed.id.as_str(),
        responsible: question.assigned_by.as_ref(),
    };
    tasks::create(scope, task).await.map(drop)
}

fn refusals(reason: &str, field: &'static str) -> Vec<Refusal> {
    let clause = "Quy chế Điều 10.1";
    let refuse = |message: &str| vec![Refusal::new(field, message, clause)];
    match reason.chars().count() {
        0..SHORTEST => refuse("Hãy nêu lý do, và nơi có trách nhiệm nếu biết (ít nhất 10 ký tự)."),
        SHORTEST..=LONGEST => Vec::new(),
        _ => refuse("Lý do dài quá 2.000 ký tự."),
    }
}
