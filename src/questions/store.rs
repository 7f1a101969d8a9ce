//! The SQL of questions, dispatches and answers, and nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, AnswerId, DispatchId, QuestionId, fresh};
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use crate::people::State;

use super::channels::Channel;
use super::classes::Class;

/// A question as the register lists it.
#[derive(Clone, Debug)]
pub struct Filed {
    /// Its id.
    pub id: QuestionId,
    /// Its number in the register.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// Counts every change.
    pub version: i64,
    /// Who has it.
    pub unit_key: Option<String>,
    /// The last day to answer.
    pub due_on: Option<Date>,
    /// When it came.
    pub received_at: Millis,
    /// What kind of matter it is.
    pub class: Class,
    /// How it came in.
    pub channel: Channel,
}

impl FromRow for Filed {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            id: row.get::<String>("question_id")?.into(),
            number: row.get("number")?,
            subject: row.get("subject")?,
            state: State::parse(&state).ok_or_else(|| Error::internal(format!("unknown state {state}")))?,
            version: row.get("version")?,
            unit_key: row.get("unit_key")?,
            due_on: row.date("due_on")?,
            received_at: row.get("received_at")?,
            class: Class::parse(&row.get::<String>("class")?).unwrap_or_default(),
            channel: Channel::parse(&row.get::<String>("channel")?).unwrap_or_default(),
        })
    }
}

/// A question with all that staff may see; the contact is apart and sealed.
#[derive(Clone, Debug)]
pub struct Question {
    /// As the register lists it.
    pub filed: Filed,
    /// What was asked.
    pub body: String,
    /// Whether the name may stand on the site.
    pub consent_name: bool,
    /// Who gave it to the unit.
    pub assigned_by: Option<AccountId>,
    /// As published.
    pub public_subject: Option<String>,
    /// As published.
    pub public_body: Option<String>,
    /// Its part of the address.
    pub slug: Option<String>,
    /// The answer that was approved.
    pub answer: Option<AnswerId>,
    /// When it went live.
    pub published_at: Option<Millis>,
    pub(super) contact: Option<Vec<u8>>,
    erased_at: Option<Millis>,
    /// An earlier question with the same words.
    pub same_as: Option<QuestionId>,
}

impl FromRow for Question {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            filed: Filed::from_row(row)?,
            body: row.get("body")?,
            consent_name: row.get("consent_name")?,
            assigned_by: row.get::<Option<String>>("assigned_by")?.map(AccountId::from),
            public_subject: row.get("public_subject")?,
            public_body: row.get("public_body")?,
            slug: row.get("slug")?,
            answer: row.get::<Option<String>>("answer_id")?.map(AnswerId::from),
            published_at: row.get("published_at")?,
            contact: row.get("contact")?,
            erased_at: row.get("erased_at")?,
            same_as: row.get::<Option<String>>("same_as")?.map(QuestionId::from),
        })
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its id.
    pub id: AnswerId,
    /// The unit that answered.
    pub unit_key: String,
    /// What it says, plain text.
    pub body: String,
    /// As published.
    pub public_body: Option<String>,
    /// Who says to have written it.
    pub author_name: String,
    /// Their post.
    pub author_post: String,
    /// Who confirmed that.
    pub verified_by: Option<AccountId>,
    /// Who wrote it in the console; none for the mail's link.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Millis,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
    /// Why it was sent back.
    pub returned_reason: Option<String>,
}

impl FromRow for Answer {
    fn from_row(row: &Row) -> Result<Self> {
        let account = |column: &str| -> Result<Option<AccountId>> {
            Ok(row.get::<Option<String>>(column)?.map(AccountId::from))
        };
        Ok(Self {
            id: row.get::<String>("answer_id")?.into(),
            unit_key: row.get("unit_key")?,
            body: row.get("body")?,
            public_body: row.get("public_body")?,
            author_name: row.get("author_name")?,
            author_post: row.get("author_post")?,
            verified_by: account("verified_by")?,
            created_by: account("created_by")?,
            created_at: row.get("created_at")?,
            approved_by: account("approved_by")?,
            returned_reason: row.get("returned_reason")?,
        })
    }
}

/// What happened to a question.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Millis,
    /// Whose login, or what the system calls itself.
    pub actor: String,
    /// The action's word.
    pub kind: String,
    /// In words; no personal data.
    pub note: String,
    /// Whether the reader sees it.
    pub public: bool,
}

impl FromRow for Event {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            actor: row.get("actor")?,
            kind: row.get("kind")?,
            note: row.get("note")?,
            public: row.get("public")?,
        })
    }
}

/// An answered question as the site shows it.
#[derive(Clone, Debug)]
pub struct PublicQuestion {
    /// Its id.
    pub id: QuestionId,
    /// Its part of the address.
    pub slug: String,
    /// What it is about.
    pub subject: String,
    /// What was asked.
    pub body: String,
    /// Who asked, if they agreed to it.
    pub name: Option<String>,
    /// The answer, plain text.
    pub answer: String,
    /// The answer that was approved.
    pub answer_id: Option<AnswerId>,
    /// The unit that answered.
    pub unit_key: String,
    /// When it was asked.
    pub asked_at: Millis,
    /// When the answer went live.
    pub published_at: Millis,
}

impl FromRow for PublicQuestion {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("question_id")?.into(),
            slug: row.get("slug")?,
            subject: row.get("public_subject")?,
            body: row.get("public_body")?,
            name: row.get("public_name")?,
            answer: row.get("answer")?,
            answer_id: row.get::<Option<String>>("answer_id")?.map(AnswerId::from),
            unit_key: row.get("unit_key")?,
            asked_at: row.get("received_at")?,
            published_at: row.get("published_at")?,
        })
    }
}

pub(super) const PUBLIC: &str = "FROM questions q JOIN answers a ON a.tenant_id = q.tenant_id AND a.answer_id = q.answer_id \
                      WHERE q.tenant_id = $1 AND q.state = 'published'";
pub(super) const PUBLIC_COLUMNS: &str = "q.question_id, q.slug, q.public_subject, q.public_body, q.public_name, \
     COALESCE(a.public_body, a.body) AS answer, q.answer_id, a.unit_key, q.received_at, q.published_at";

/// A page of answered questions, with the number of all.
#[derive(Clone, Debug, Default)]
pub struct PublicPage {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub questions: Vec<PublicQuestion>,
}

/// Answered questions, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn public_list(scope: &mut Scope, offset: usize, limit: usize) -> Result<PublicPage> {
    let total: i64 = scope.one(AssertSqlSafe(format!("SELECT COUNT(*) AS n {PUBLIC}")), vec![]).await?;
    let sql = format!(
        "SELECT {PUBLIC_COLUMNS} {PUBLIC} ORDER BY q.published_at DESC, q.question_id DESC LIMIT {limit} OFFSET {offset}"
    );
    Ok(PublicPage {
        total: usize::try_from(total).unwrap_or(0),
        questions: scope.all(AssertSqlSafe(sql), vec![]).await?,
    })
}

/// One answered question by its slug.
///
/// # Errors
/// When the database does not answer.
pub async fn public_get(scope: &mut Scope, slug: &str) -> Result<Option<PublicQuestion>> {
    scope
        .optional(AssertSqlSafe(format!("SELECT {PUBLIC_COLUMNS} {PUBLIC} AND q.slug = $2")), params![slug])
        .await
}

/// One answered question by its id.
///
/// # Errors
/// When the database does not answer.
pub async fn public_by_id(scope: &mut Scope, id: &QuestionId) -> Result<Option<PublicQuestion>> {
    scope
        .optional(
            AssertSqlSafe(format!("SELECT {PUBLIC_COLUMNS} {PUBLIC} AND q.question_id = $2")),
            params![id],
        )
        .await
}

/// The questions changed after a number whose answers were public once and are no longer.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_down_since(scope: &mut Scope, after: i64) -> Result<Vec<String>> {
    scope
        .all(
            "SELECT DISTINCT c.entity_id AS s FROM changes c JOIN questions q ON q.tenant_id = c.tenant_id AND \
             q.question_id = c.entity_id WHERE c.tenant_id = $1 AND c.seq > $2 AND c.kind = 'question' AND \
             q.state <> 'published' AND q.published_at IS NOT NULL",
            params![after],
        )
        .await
}

/// What narrows the register.
#[derive(Clone, Debug, Default)]
pub struct DeskFilter {
    /// Only this state.
    pub state: Option<State>,
    /// Only these units; none named means all.
    pub units: Option<Vec<String>>,
}

/// The register, latest first, with the number of all.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    scope: &mut Scope,
    filter: &DeskFilter,
    offset: usize,
    limit: usize,
) -> Result<(usize, Vec<Filed>)> {
    let mut params: Vec<Param> = Vec::new();
    let mut conditions = String::new();
    if let Some(state) = filter.state {
        params.push(state.as_str().into());
        conditions += " AND state = $2";
    }
    if let Some(units) = &filter.units {
        let places: Vec<String> = (0..units.len()).map(|i| format!("${}", params.len() + 2 + i)).collect();
        params.extend(units.iter().map(Param::from));
        conditions += &if places.is_empty() {
            " AND 1 = 0".to_owned()
        } else {
            format!(" AND unit_key IN ({})", places.join(", "))
        };
    }
    let from = format!("FROM questions WHERE tenant_id = $1{conditions}");
    let total: i64 = scope.one(AssertSqlSafe(format!("SELECT COUNT(*) AS n {from}")), params.clone()).await?;
    let sql = format!("SELECT * {from} ORDER BY received_at DESC, number DESC LIMIT {limit} OFFSET {offset}");
    Ok((usize::try_from(total).unwrap_or(0), scope.all(AssertSqlSafe(sql), params).await?))
}

/// A question by its id.
///
/// # Errors
/// [`Error::NotFound`] when this tenant has none.
pub async fn get(scope: &mut Scope, id: &QuestionId) -> Result<Question> {
    scope.one("SELECT * FROM questions WHERE tenant_id = $1 AND question_id = $2", params![id]).await
}

/// A question by the digest of its tracking code.
///
/// # Errors
/// When the database does not answer.
pub async fn by_code(scope: &mut Scope, digests: &[String]) -> Result<Option<Question>> {
    let sql = "SELECT * FROM questions WHERE tenant_id = $1 AND code_digest = $2";
    for digest in digests {
        if let Some(found) = scope.optional(sql, params![digest]).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A key under which codes were digested where the site lived before.
pub(super) struct MovedKey {
    pub(super) id: String,
    pub(super) sealed: Vec<u8>,
}

impl FromRow for MovedKey {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("key_id")?, sealed: row.get("sealed")? })
    }
}

/// Those keys, the latest first.
pub(super) async fn moved_keys(scope: &mut Scope) -> Result<Vec<MovedKey>> {
    let sql = "SELECT key_id, sealed FROM moved_keys WHERE tenant_id = $1 ORDER BY moved_at DESC, key_id";
    scope.all(sql, vec![]).await
}

/// Whether a form of this digest was registered already.
///
/// # Errors
/// When the database does not answer.
pub async fn was_submitted(scope: &mut Scope, digest: &str) -> Result<bool> {
    let n: i64 = scope
        .one(
            "SELECT COUNT(*) AS n FROM questions WHERE tenant_id = $1 AND submission_digest = $2",
            params![digest],
        )
        .await?;
    Ok(n > 0)
}

/// The question that one sending of a form or mail became.
///
/// # Errors
/// When the database does not answer.
pub async fn by_submission(scope: &mut Scope, digest: &str) -> Result<Option<QuestionId>> {
    let sql = "SELECT question_id AS s FROM questions WHERE tenant_id = $1 AND submission_digest = $2";
    Ok(scope.optional::<String>(sql, params![digest]).await?.map(QuestionId::from))
}

/// The question of a number in the register.
///
/// # Errors
/// When the database does not answer.
pub async fn by_number(scope: &mut Scope, number: i64) -> Result<Option<QuestionId>> {
    let sql = "SELECT question_id AS s FROM questions WHERE tenant_id = $1 AND number = $2";
    Ok(scope.optional::<String>(sql, params![number]).await?.map(QuestionId::from))
}

/// The answers to a question, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn answers(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Answer>> {
    scope
        .all(
            "SELECT * FROM answers WHERE tenant_id = $1 AND question_id = $2 ORDER BY created_at, answer_id",
            params![id],
        )
        .await
}

/// What happened to a question, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn events(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Event>> {
    scope
        .all(
            "SELECT * FROM question_events WHERE tenant_id = $1 AND question_id = $2 ORDER BY at, event_id",
            params![id],
        )
        .await
}

/// What the reader may see of what happened, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn public_events(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Event>> {
    scope
        .all(
            "SELECT * FROM question_events WHERE tenant_id = $1 AND question_id = $2 AND public = TRUE ORDER BY at, event_id",
            params![id],
        )
        .await
}

/// The row of a new question.
pub(super) struct NewRow<'a> {
    pub(super) id: &'a QuestionId,
    pub(super) number: i64,
    pub(super) code_digest: String,
    pub(super) submission_digest: Option<String>,
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
    pub(super) contact: Option<Vec<u8>>,
    pub(super) consent_name: bool,
    pub(super) consent_version: &'a str,
    pub(super) received_at: Millis,
    pub(super) due_on: Date,
    pub(super) class: Class,
    pub(super) channel: Channel,
    pub(super) consent_answer: bool,
    pub(super) content_digest: Option<String>,
    pub(super) same_as: Option<QuestionId>,
}

pub(super) async fn insert(scope: &mut WriteScope, row: NewRow<'_>) -> Result<()> {
    scope
        .execute(
            "INSERT INTO questions (tenant_id, question_id, number, code_digest, submission_digest, state, version, subject, body, contact, \
             consent_answer, consent_name, consent_text_version, received_at, due_on, class, channel, content_digest, same_as) \
             VALUES ($1, $2, $3, $4, $5, 'received', 1, $6, $7, $8, $13, $9, $10, $11, $12, $14, $15, $16, $17)",
            params![
                row.id,
                row.number,
                row.code_digest,
                row.submission_digest,
                row.subject,
                row.body,
                row.contact,
                row.consent_name,
                row.consent_version,
                row.received_at,
                row.due_on,
                row.consent_answer,
                row.class.key(),
                row.channel.key(),
                row.content_digest,
                row.same_as.as_ref(),
            ],
        )
        .await
        .map(drop)
}

/// Puts a question into another state, if it is still as it was read; `set` is more to write, from `$6` on.
pub(super) async fn advance(
    scope: &mut WriteScope,
    question: &Filed,
    to: State,
    set: &str,
    more: Vec<Param>,
) -> Result<()> {
    let sql = format!(
        "UPDATE questions SET state = $5, version = version + 1{set} \
         WHERE tenant_id = $1 AND question_id = $2 AND version = $3 AND state = $4"
    );
    let mut all = params![&question.id, question.version, question.state.as_str(), to.as_str()];
    all.extend(more);
    let now = scope.db().clock.now();
    super::clock::store::keep_past(scope, question, now).await?;
    scope.execute_one(AssertSqlSafe(sql), all).await?;
    super::clock::follow(scope, question, to).await
}

pub(super) async fn event(
    scope: &mut WriteScope,
    id: &QuestionId,
    kind: &str,
    note: &str,
    public: bool,
) -> Result<()> {
    let db = scope.db().clone();
    let actor = scope.actor().label.clone();
    scope
        .execute(
            "INSERT INTO question_events (tenant_id, event_id, question_id, at, actor, kind, note, public) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![fresh(db.clock.now(), &db.entropy), id, db.clock.now(), actor, kind, note, public],
        )
        .await
        .map(drop)
}

/// One sending of a question to a unit.
#[derive(Clone, Debug)]
pub(super) struct Dispatch {
    pub(super) id: DispatchId,
    pub(super) question: QuestionId,
    pub(super) unit_key: String,
    pub(super) token_hash: String,
    pub(super) note: String,
    pub(super) expires_at: Millis,
    pub(super) revoked_at: Option<Millis>,
    pub(super) answered_at: Option<Millis>,
}

impl FromRow for Dispatch {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("dispatch_id")?.into(),
            question: row.get::<String>("question_id")?.into(),
            unit_key: row.get("unit_key")?,
            token_hash: row.get("token_hash")?,
            note: row.get("note")?,
            expires_at: row.get("expires_at")?,
            revoked_at: row.get("revoked_at")?,
            answered_at: row.get("answered_at")?,
        })
    }
}

pub(super) async fn dispatch(scope: &mut Scope, id: &str) -> Result<Option<Dispatch>> {
    scope.optional("SELECT * FROM dispatches WHERE tenant_id = $1 AND dispatch_id = $2", params![id]).await
}

pub(super) async fn insert_dispatch(
    scope: &mut WriteScope,
    dispatch: &Dispatch,
    due_on: Option<Date>,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO dispatches (tenant_id, dispatch_id, question_id, unit_key, token_hash, note, due_on, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &dispatch.id,
                &dispatch.question,
                &dispatch.unit_key,
                &dispatch.token_hash,
                &dispatch.note,
                due_on,
                now,
                dispatch.expires_at,
            ],
        )
        .await
        .map(drop)
}

/// Every open dispatch of a question loses its worth, and its link with it.
pub(super) async fn revoke_dispatches(
    scope: &mut WriteScope,
    question: &QuestionId,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "UPDATE dispatches SET revoked_at = $3 WHERE tenant_id = $1 AND question_id = $2 AND revoked_at IS NULL AND answered_at IS NULL",
            params![question, now],
        )
        .await
        .map(drop)
}

/// A dispatch is answered once: the second conflicts.
pub(super) async fn answer_dispatch(scope: &mut WriteScope, id: &DispatchId, now: Millis) -> Result<()> {
    scope
        .execute_one(
            "UPDATE dispatches SET answered_at = $3 WHERE tenant_id = $1 AND dispatch_id = $2 AND answered_at IS NULL AND revoked_at IS NULL",
            params![id, now],
        )
        .await
}

/// The row of a new answer.
pub(super) struct NewAnswer<'a> {
    pub(super) question: &'a QuestionId,
    pub(super) dispatch: Option<&'a DispatchId>,
    pub(super) unit_key: &'a str,
    pub(super) body: &'a str,
    pub(super) name: &'a str,
    pub(super) post: &'a str,
    pub(super) by: Option<&'a AccountId>,
}

/// An answer by staff is verified by who is signed in; one by the link waits for that.
pub(super) async fn insert_answer(scope: &mut WriteScope, answer: NewAnswer<'_>) -> Result<AnswerId> {
    let db = scope.db().clone();
    let id = AnswerId::fresh(&db.clock, &db.entropy);
    scope
        .execute(
            "INSERT INTO answers (tenant_id, answer_id, question_id, dispatch_id, unit_key, body, author_name, author_post, verified_by, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
            params![
                &id,
                answer.question,
                answer.dispatch.map(DispatchId::as_str),
                answer.unit_key,
                answer.body,
                answer.name,
                answer.post,
                answer.by,
                db.clock.now(),
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn verify(scope: &mut WriteScope, id: &AnswerId, by: &AccountId) -> Result<()> {
    scope
        .execute_one("UPDATE answers SET verified_by = $3 WHERE tenant_id = $1 AND answer_id = $2 AND verified_by IS NULL", params![id, by])
        .await
}

pub(super) async fn return_answer(scope: &mut WriteScope, id: &AnswerId, reason: &str) -> Result<()> {
    scope
        .execute_one(
            "UPDATE answers SET returned_reason = $3 WHERE tenant_id = $1 AND answer_id = $2",
            params![id, reason],
        )
        .await
}

pub(super) async fn approve_answer(
    scope: &mut WriteScope,
    id: &AnswerId,
    public_body: &str,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE answers SET approved_by = $3, approved_at = $4, public_body = $5, verified_by = COALESCE(verified_by, $3) \
             WHERE tenant_id = $1 AND answer_id = $2 AND approved_by IS NULL AND returned_reason IS NULL",
            params![id, by, now, public_body],
        )
        .await
}

impl Question {
    /// Whether there is a contact to show.
    pub fn has_contact(&self) -> bool {
        self.contact.is_some()
    }
    /// When what leads to its sender went.
    pub fn erased_at(&self) -> Option<Millis> {
        self.erased_at
    }
}
