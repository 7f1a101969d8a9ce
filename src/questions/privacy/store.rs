//! The SQL of readers' own doings and of their data: additions, ratings, requests, erasure, and nobody else's.

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{QuestionId, fresh};
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use crate::questions::spam::Same;

/// Something the reader added later.
#[derive(Clone, Debug)]
pub struct Addition {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Millis,
    /// What.
    pub body: String,
}

impl FromRow for Addition {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("addition_id")?, at: row.get("at")?, body: row.get("body")? })
    }
}

/// What the reader thought of the answer.
#[derive(Clone, Debug)]
pub struct Rating {
    /// 1 to 5.
    pub stars: i64,
    /// A word, or "".
    pub words: String,
    /// When.
    pub at: Millis,
}

impl FromRow for Rating {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { stars: row.get("stars")?, words: row.get("words")?, at: row.get("at")? })
    }
}

impl FromRow for Same {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get::<String>("question_id")?.into(), at: row.get("received_at")? })
    }
}

/// The first question with these words since an instant.
pub(in crate::questions) async fn with_content(
    scope: &mut Scope,
    content: &str,
    since: Millis,
) -> Result<Option<Same>> {
    scope
        .optional(
            "SELECT question_id, received_at FROM questions WHERE tenant_id = $1 AND content_digest = $2 AND \
             received_at >= $3 ORDER BY received_at, number LIMIT 1",
            params![content, since],
        )
        .await
}

/// What the reader added, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn additions(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Addition>> {
    scope
        .all(
            "SELECT * FROM question_additions WHERE tenant_id = $1 AND question_id = $2 ORDER BY at, addition_id",
            params![id],
        )
        .await
}

/// Writes down what the reader adds.
///
/// # Errors
/// When the database refuses.
pub async fn add(scope: &mut WriteScope, id: &QuestionId, body: &str) -> Result<()> {
    let db = scope.db().clone();
    scope
        .execute(
            "INSERT INTO question_additions (tenant_id, addition_id, question_id, at, body) VALUES ($1, $2, $3, $4, $5)",
            params![fresh(db.clock.now(), &db.entropy), id, db.clock.now(), body],
        )
        .await
        .map(drop)
}

/// The reader's rating, if they gave one.
///
/// # Errors
/// When the database does not answer.
pub async fn rating(scope: &mut Scope, id: &QuestionId) -> Result<Option<Rating>> {
    scope
        .optional("SELECT * FROM question_ratings WHERE tenant_id = $1 AND question_id = $2", params![id])
        .await
}

pub(in crate::questions) async fn rate(
    scope: &mut WriteScope,
    id: &QuestionId,
    stars: i64,
    words: &str,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO question_ratings (tenant_id, question_id, stars, words, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (tenant_id, question_id) DO UPDATE SET stars = excluded.stars, words = excluded.words, at = excluded.at",
            params![id, stars, words, now],
        )
        .await
        .map(drop)
}

/// A request about personal data as it stands.
#[derive(Clone, Debug)]
pub struct Request {
    /// `export`, `erase` or `expired`.
    pub kind: String,
    /// When it was made.
    pub asked_at: Millis,
    /// By when the law wants it met.
    pub due_on: Option<Date>,
    /// When it was met.
    pub done_at: Option<Millis>,
    /// `done` or `refused`.
    pub outcome: String,
}

impl FromRow for Request {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            asked_at: row.get("asked_at")?,
            due_on: row.date("due_on")?,
            done_at: row.get("done_at")?,
            outcome: row.get("outcome")?,
        })
    }
}

/// The requests about an owner's data, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn requests(scope: &mut Scope, owner: &str) -> Result<Vec<Request>> {
    scope
        .all(
            "SELECT * FROM privacy_requests WHERE tenant_id = $1 AND owner = $2 ORDER BY asked_at, request_id",
            params![owner],
        )
        .await
}

pub(in crate::questions) async fn request(
    scope: &mut WriteScope,
    owner: &str,
    kind: &str,
    due_on: Option<Date>,
    outcome: &str,
) -> Result<()> {
    let db = scope.db().clone();
    let now = db.clock.now();
    scope
        .execute(
            "INSERT INTO privacy_requests (tenant_id, request_id, owner, kind, asked_at, due_on, done_at, outcome) \
             VALUES ($1, $2, $3, $4, $5, $6, $5, $7)",
            params![fresh(now, &db.entropy), owner, kind, now, due_on, outcome],
        )
        .await
        .map(drop)
}

/// What stays of a question once its sender is gone from it.
pub(super) struct Emptied<'a> {
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
    /// `""` keeps nothing of what was published.
    pub(super) public: Option<(&'a str, &'a str)>,
}

/// Takes the sender out of a question's own row, of what they added and of their rating.
pub(super) async fn empty(
    scope: &mut WriteScope,
    id: &QuestionId,
    version: i64,
    left: Emptied<'_>,
    now: Millis,
) -> Result<()> {
    let (public_subject, public_body) = left.public.unzip();
    scope
        .execute_one(
            "UPDATE questions SET subject = $4, body = $5, contact = NULL, consent_name = FALSE, public_name = NULL, \
             public_subject = COALESCE($6, public_subject), public_body = COALESCE($7, public_body), \
             content_digest = NULL, erased_at = $8, version = version + 1 \
             WHERE tenant_id = $1 AND question_id = $2 AND version = $3",
            params![id, version, left.subject, left.body, public_subject, public_body, now],
        )
        .await?;
    scope
        .execute("DELETE FROM question_additions WHERE tenant_id = $1 AND question_id = $2", params![id])
        .await?;
    empty_around(scope, id).await?;
    scope
        .execute(
            "UPDATE question_ratings SET words = '' WHERE tenant_id = $1 AND question_id = $2",
            params![id],
        )
        .await
        .map(drop)
}

/// An answer's words, from which its question's sender was taken.
pub(super) async fn answer_words(
    scope: &mut WriteScope,
    id: &str,
    body: &str,
    public_body: Option<&str>,
) -> Result<()> {
    scope
        .execute(
            "UPDATE answers SET body = $3, public_body = $4 WHERE tenant_id = $1 AND answer_id = $2",
            params![id, body, public_body],
        )
        .await
        .map(drop)
}

/// What was written about a question in its history and to its units.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) id: String,
    pub(super) text: String,
}

impl FromRow for Note {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("id")?, text: row.get("note")? })
    }
}

pub(super) async fn event_notes(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Note>> {
    let sql = "SELECT event_id AS id, note FROM question_events WHERE tenant_id = $1 AND question_id = $2";
    scope.all(sql, params![id]).await
}

pub(super) async fn dispatch_notes(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Note>> {
    let sql = "SELECT dispatch_id AS id, note FROM dispatches WHERE tenant_id = $1 AND question_id = $2";
    scope.all(sql, params![id]).await
}

pub(super) async fn set_event_note(scope: &mut WriteScope, note: &Note, text: &str) -> Result<()> {
    let sql = "UPDATE question_events SET note = $3 WHERE tenant_id = $1 AND event_id = $2";
    scope.execute(sql, params![note.id.as_str(), text]).await.map(drop)
}

pub(super) async fn set_dispatch_note(scope: &mut WriteScope, note: &Note, text: &str) -> Result<()> {
    let sql = "UPDATE dispatches SET note = $3 WHERE tenant_id = $1 AND dispatch_id = $2";
    scope.execute(sql, params![note.id.as_str(), text]).await.map(drop)
}

/// The copies of letters about a question that have arrived, or never will.
pub(super) async fn empty_letters(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    scope
        .execute(
            "UPDATE outbox SET envelope = NULL, mime = NULL WHERE tenant_id = $1 AND subject_kind = 'question' AND \
             subject_id = $2 AND state IN ('delivered', 'dead')",
            params![id],
        )
        .await
        .map(drop)
}

/// Questions done with before an instant that still know their sender.
pub(super) async fn expired(scope: &mut Scope, before: Millis, limit: usize) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT q.question_id AS s FROM questions q WHERE q.tenant_id = $1 AND q.erased_at IS NULL AND \
         q.contact IS NOT NULL AND q.received_at < $2 AND \
         q.state IN ('published', 'answered-privately', 'transferred', 'closed') AND NOT EXISTS \
         (SELECT 1 FROM question_events e WHERE e.tenant_id = q.tenant_id AND e.question_id = q.question_id AND e.at >= $2) \
         ORDER BY q.received_at LIMIT {limit}"
    );
    scope.all(sqlx::AssertSqlSafe(sql), params![before]).await
}

/// What was written around a question on its way and holds the sender's words: what they were asked and said, drafts of
/// answers, why units declined, opinions, why more time was asked.
const AROUND: [&str; 6] = [
    "UPDATE question_pauses SET request = '', reply = NULL WHERE tenant_id = $1 AND question_id = $2",
    "UPDATE question_declines SET reason = '' WHERE tenant_id = $1 AND question_id = $2",
    "UPDATE question_extensions SET reason = '', note = NULL WHERE tenant_id = $1 AND question_id = $2",
    "UPDATE opinions SET note = '', body = NULL WHERE tenant_id = $1 AND question_id = $2 AND body IS NOT NULL",
    "UPDATE question_closings SET reason = '' WHERE tenant_id = $1 AND question_id = $2",
    "DELETE FROM answer_drafts WHERE tenant_id = $1 AND question_id = $2",
];

async fn empty_around(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    for sql in AROUND {
        scope.execute(sql, params![id]).await?;
    }
    Ok(())
}

/// What the ordinary register gives up when a question goes to the sealed drawer: everything but its number. The digest
/// of the tracking code, and what the reader had added, go along.
pub(in crate::questions) async fn give_up(
    scope: &mut WriteScope,
    id: &QuestionId,
    now: Millis,
) -> Result<(String, String)> {
    let digest: String = scope
        .one("SELECT code_digest AS s FROM questions WHERE tenant_id = $1 AND question_id = $2", params![id])
        .await?;
    let added = additions(scope, id).await?;
    let added: String = added.iter().map(|addition| format!("\n\n{}", addition.body)).collect();
    for sql in [
        "DELETE FROM question_additions WHERE tenant_id = $1 AND question_id = $2",
        "DELETE FROM question_ratings WHERE tenant_id = $1 AND question_id = $2",
        "UPDATE answers SET body = '', public_body = NULL, returned_reason = NULL WHERE tenant_id = $1 AND question_id = $2",
        "DELETE FROM answer_corrections WHERE tenant_id = $1 AND question_id = $2",
        "DELETE FROM answer_wordings WHERE tenant_id = $1 AND answer_id IN \
         (SELECT answer_id FROM answers WHERE tenant_id = $1 AND question_id = $2)",
        "UPDATE dispatches SET note = '' WHERE tenant_id = $1 AND question_id = $2",
        // Only who received and who moved it stays of its history: what was written meanwhile may tell what it was about.
        "DELETE FROM question_events WHERE tenant_id = $1 AND question_id = $2 AND kind <> 'question.receive'",
    ] {
        scope.execute(sql, params![id]).await?;
    }
    empty_around(scope, id).await?;
    empty_letters(scope, id).await?;
    scope
        .execute(
            "UPDATE questions SET subject = $3, body = '', contact = NULL, consent_name = FALSE, content_digest = NULL, \
             unit_key = NULL, erased_at = $4, code_digest = $5, class = 'hoi-dap' WHERE tenant_id = $1 AND question_id = $2",
            params![id, MOVED, now, format!("moved/{id}")],
        )
        .await?;
    Ok((digest, added))
}

/// What stands for the subject of a question that went to another procedure.
pub const MOVED: &str = "Đã chuyển xử lý theo thủ tục khác";
