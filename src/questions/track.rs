//! Following a question by its code: the reader sees where it stands, and nothing of the inside.

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::QuestionId;
use crate::base::scope::Db;
use crate::people::State;
use crate::tenants::directory::Tenant;

use super::codes::code_digests;
use super::store;

/// Where a question stands, for who asked it.
#[derive(Clone, Debug)]
pub struct Tracked {
    /// Its id.
    pub id: QuestionId,
    /// Whether what leads to its sender is gone.
    pub erased: bool,
    /// Number in the register.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// When it came.
    pub received_at: Millis,
    /// The last day to answer.
    pub due_on: Option<Date>,
    /// The unit that has it.
    pub unit_key: Option<String>,
    /// When each step was reached.
    pub steps: Vec<(String, Millis)>,
    /// The approved answer: unit and text.
    pub answer: Option<(String, String)>,
    /// Its part of the address, once published.
    pub slug: Option<String>,
    /// Why it was closed or where it went.
    pub closing: Option<String>,
}

/// The question of a code; none if there is none on this site.
///
/// # Errors
/// When the database does not answer.
pub async fn track(db: &Db, tenant: &Tenant, code: &str) -> Result<Option<Tracked>> {
    let mut scope = db.read(tenant.id()).await?;
    let digests = code_digests(db, &mut scope, code).await?;
    let Some(question) = store::by_code(&mut scope, &digests).await? else {
        return Ok(None);
    };
    let events = store::events(&mut scope, &question.filed.id).await?;
    let answers = store::answers(&mut scope, &question.filed.id).await?;
    let out =
        matches!(question.filed.state, State::AnswerApproved | State::Published | State::AnsweredPrivately);
    let approved = answers.into_iter().find(|answer| Some(&answer.id) == question.answer.as_ref());
    let closing = events
        .iter()
        .rev()
        .find(|event| matches!(event.kind.as_str(), "question.close" | "question.transfer"));
    Ok(Some(Tracked {
        id: question.filed.id.clone(),
        erased: question.erased_at().is_some(),
        number: question.filed.number,
        subject: question.filed.subject,
        state: question.filed.state,
        received_at: question.filed.received_at,
        due_on: question.filed.due_on,
        unit_key: question.filed.unit_key,
        closing: closing.map(|event| event.note.clone()),
        steps: events.iter().map(|event| (event.kind.clone(), event.at)).collect(),
        answer: approved
            .filter(|_| out)
            .map(|answer| (answer.unit_key, answer.public_body.unwrap_or(answer.body))),
        slug: question.slug.filter(|_| question.filed.state == State::Published),
    }))
}
