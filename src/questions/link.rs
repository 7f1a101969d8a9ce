//! The link in a unit's mail: answers one question without an account, once, until it is revoked or expires.

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::QuestionId;
use crate::base::scope::{Db, Reach, Scope};
use crate::base::seal::sha256_hex;
use crate::base::text::normalise;
use crate::people::{Action, State};
use crate::tenants::directory::Tenant;

use super::Contact;
use super::answering::{self, Writer};
use super::store::{self, Dispatch, NewAnswer};

/// The shortest answer, in characters.
const SHORTEST: usize = 20;
/// The longest answer, in characters.
const LONGEST: usize = 20_000;

/// The question as the unit sees it: nothing leads to the reader.
#[derive(Clone, Debug)]
pub struct UnitQuestion {
    /// Number in the register.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// What was asked.
    pub body: String,
    /// When it came.
    pub received_at: Millis,
    /// The last day to answer.
    pub due_on: Option<Date>,
    /// What the desk wrote to the unit.
    pub note: Option<String>,
    /// The unit.
    pub unit_key: String,
}

/// What a link is worth now.
#[derive(Clone, Debug)]
pub enum Link {
    /// The unit can answer.
    Valid(Box<UnitQuestion>),
    /// It was answered.
    Used(String, Millis),
    /// Its time is over.
    Expired(String, Millis),
    /// The question went elsewhere.
    Revoked(String),
    /// There is no such link.
    Unknown,
}

/// What a unit sent.
#[derive(Clone, Debug, Default)]
pub struct LinkAnswer {
    /// The answer.
    pub body: String,
    /// Who writes it.
    pub name: String,
    /// Their post.
    pub post: String,
    /// That they answer for the unit.
    pub declared: bool,
}

/// What a link is worth; looking changes nothing, for mail scanners look too.
///
/// # Errors
/// When the database does not answer.
pub async fn open_link(db: &Db, tenant: &Tenant, dispatch_id: &str, token: &str) -> Result<Link> {
    let mut scope = db.read(tenant.id()).await?;
    worth(db, &mut scope, dispatch_id, token).await.map(|(link, _)| link)
}

/// The question and the unit behind a link that is still good; none behind any other.
///
/// # Errors
/// When the database does not answer.
pub async fn behind(
    db: &Db,
    scope: &mut Scope,
    dispatch_id: &str,
    token: &str,
) -> Result<Option<(QuestionId, String)>> {
    let (_, dispatch) = worth(db, scope, dispatch_id, token).await?;
    Ok(dispatch.map(|dispatch| (dispatch.question, dispatch.unit_key)))
}

pub(super) async fn worth(
    db: &Db,
    scope: &mut Scope,
    dispatch_id: &str,
    token: &str,
) -> Result<(Link, Option<Dispatch>)> {
    let found = store::dispatch(scope, dispatch_id).await?;
    let right = |dispatch: &Dispatch| {
        let hash = sha256_hex(token.as_bytes());
        bool::from(subtle::ConstantTimeEq::ct_eq(hash.as_bytes(), dispatch.token_hash.as_bytes()))
    };
    let Some(dispatch) = found.filter(right) else { return Ok((Link::Unknown, None)) };
    let unit = dispatch.unit_key.clone();
    if let Some(at) = dispatch.answered_at {
        return Ok((Link::Used(unit, at), None));
    }
    if dispatch.revoked_at.is_some() {
        return Ok((Link::Revoked(unit), None));
    }
    if dispatch.expires_at <= db.clock.now() {
        return Ok((Link::Expired(unit, dispatch.expires_at), None));
    }
    let question = store::get(scope, &dispatch.question).await?;
    let contact = match &question.contact {
        Some(sealed) => Contact::open(db, scope.tenant(), &question.filed.id, sealed)?,
        None => Contact::default(),
    };
    let view = UnitQuestion {
        number: question.filed.number,
        subject: contact.redact(&question.filed.subject),
        body: contact.redact(&super::reader::whole_text(scope, &question).await?),
        received_at: question.filed.received_at,
        due_on: question.filed.due_on,
        note: Some(dispatch.note.clone()).filter(|note| !note.is_empty()),
        unit_key: unit,
    };
    Ok((Link::Valid(Box::new(view)), Some(dispatch)))
}

/// Takes a unit's answer; it stays unverified until the unit's head or the board confirms who wrote it.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::Conflict`] when the link is worth nothing any more.
pub async fn answer_by_link(
    db: &Db,
    tenant: &Tenant,
    dispatch_id: &str,
    token: &str,
    answer: LinkAnswer,
    client: Option<String>,
) -> Result<()> {
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let (body, name, post) = (tidy(&answer.body), tidy(&answer.name), tidy(&answer.post));
    Error::unless_empty(refusals(&body, &name, &post, answer.declared))?;
    let (link, dispatch) = worth(db, &mut db.read(tenant.id()).await?, dispatch_id, token).await?;
    let Some(dispatch) = dispatch else {
        return Err(match link {
            Link::Unknown => Error::NotFound,
            _ => Error::Conflict(
                "Liên kết này không còn dùng được: câu hỏi đã được trả lời hoặc đã chuyển nơi khác.".into(),
            ),
        });
    };
    let mut scope = db.write(tenant.id(), &Actor::unit(&dispatch.unit_key, client)).await?;
    let question = store::get(&mut scope, &dispatch.question).await?;
    if !matches!(question.filed.state, State::Assigned | State::Clarification) {
        return Err(Error::Conflict("Câu hỏi này không còn chờ đơn vị trả lời.".into()));
    }
    store::answer_dispatch(&mut scope, &dispatch.id, db.clock.now()).await?;
    let new = NewAnswer {
        question: &dispatch.question,
        dispatch: Some(&dispatch.id),
        unit_key: &dispatch.unit_key,
        body: &body,
        name: &name,
        post: &post,
        by: None,
    };
    let id = store::insert_answer(&mut scope, new).await?;
    answering::store::sent(&mut scope, &dispatch.question, &Writer::Link(dispatch.id.clone()), &id).await?;
    store::advance(&mut scope, &question.filed, State::Answered, "", vec![]).await?;
    store::event(
        &mut scope,
        &dispatch.question,
        Action::QuestionAnswer.as_str(),
        "Đơn vị trả lời qua liên kết trong thư; người trả lời chưa được xác nhận",
        true,
    )
    .await?;
    scope.changed("question", dispatch.question.as_str(), Reach::Staff);
    scope.audit(
        Action::QuestionAnswer.as_str(),
        "question",
        dispatch.question.as_str(),
        json!({ "answer": id, "dispatch": dispatch.id }),
    );
    scope.commit().await
}

fn refusals(body: &str, name: &str, post: &str, declared: bool) -> Vec<Refusal> {
    let clause = "Quy chế Điều 10.1";
    let length = body.chars().count();
    let checks = [
        (length < SHORTEST, "body", "Hãy ghi câu trả lời, ít nhất 20 ký tự."),
        (length > LONGEST, "body", "Câu trả lời dài quá 20.000 ký tự."),
        (name.chars().count() < 2, "name", "Hãy ghi họ tên người trả lời."),
        (post.chars().count() < 2, "post", "Hãy ghi chức vụ người trả lời."),
        (!declared, "declared", "Hãy xác nhận ông/bà trả lời thay mặt đơn vị."),
    ];
    checks
        .into_iter()
        .filter(|check| check.0)
        .map(|(_, field, message)| Refusal::new(field, message, clause))
        .collect()
}
