//! The SQL of received mail, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, MailId, QuestionId, TenantId};
use crate::base::scope::{Db, Platform, Scope, WriteScope};
use crate::params;

use super::attachments::Looked;
use super::{Envelope, Kept, KeptFile, State};

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            id: row.get::<String>("mail_id")?.into(),
            state: State::parse(&state).ok_or_else(|| Error::internal(format!("no such state: {state}")))?,
            note: row.get("note")?,
            question: row.get::<Option<String>>("question_id")?.map(QuestionId::from),
            received_at: row.get("received_at")?,
            settled_at: row.get("settled_at")?,
            settled_by: row.get("settled_by")?,
            emptied: row.get::<i64>("emptied")? == 1,
        })
    }
}

fn context(tenant: &TenantId, id: &MailId) -> String {
    format!("received/{tenant}/{id}")
}

/// Keeps a message, sealed; whether it was not there yet.
///
/// # Errors
/// When the database refuses.
pub async fn insert(scope: &mut WriteScope, id: &MailId, envelope: &Envelope, raw: &[u8]) -> Result<bool> {
    let db = scope.db().clone();
    let context = context(scope.tenant(), id);
    let whole = format!("{}\n{}", envelope.to, crate::base::seal::sha256_hex(raw));
    let rows = scope
        .execute(
            "INSERT INTO received_mail (tenant_id, mail_id, digest, envelope, raw, state, note, attempts, received_at, \
             sender_digest) VALUES ($1, $2, $3, $4, $5, 'new', '', 0, $6, $7) ON CONFLICT (tenant_id, digest) DO NOTHING",
            params![
                id,
                db.sealer.digest("received", &whole),
                db.sealer.seal(&context, &serde_json::to_vec(envelope)?)?,
                db.sealer.seal(&context, raw)?,
                db.clock.now(),
                sender_digest(&db, &envelope.from),
            ],
        )
        .await?;
    Ok(rows == 1)
}

fn sender_digest(db: &Db, from: &str) -> String {
    db.sealer.digest("received/sender", &from.to_lowercase())
}

/// How many messages of this sender of an envelope came since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn from_sender_since(scope: &mut Scope, from: &str, since: Millis) -> Result<i64> {
    let digest = sender_digest(scope.db(), from);
    let sql = "SELECT COUNT(*) AS n FROM received_mail WHERE tenant_id = $1 AND sender_digest = $2 AND received_at >= $3";
    scope.one(sql, params![digest, since]).await
}

struct Sealed {
    envelope: Option<Vec<u8>>,
    raw: Option<Vec<u8>>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { envelope: row.get("envelope")?, raw: row.get("raw")? })
    }
}

/// A message with its envelope, opened.
///
/// # Errors
/// [`Error::NotFound`] when it is not here, or no longer.
pub async fn open(scope: &mut Scope, id: &MailId) -> Result<(Envelope, Vec<u8>)> {
    let sql = "SELECT envelope, raw FROM received_mail WHERE tenant_id = $1 AND mail_id = $2";
    let sealed: Sealed = scope.optional(sql, params![id]).await?.ok_or(Error::NotFound)?;
    let context = context(scope.tenant(), id);
    let sealer = &scope.db().sealer;
    let (Some(envelope), Some(raw)) = (sealed.envelope, sealed.raw) else { return Err(Error::NotFound) };
    let envelope = serde_json::from_slice(&sealer.open(&context, &envelope)?)?;
    Ok((envelope, sealer.open(&context, &raw)?))
}

/// A message without what is sealed.
///
/// # Errors
/// [`Error::NotFound`] when it is not here.
pub async fn get(scope: &mut Scope, id: &MailId) -> Result<Kept> {
    let sql =
        AssertSqlSafe(format!("SELECT {SHOWN} FROM received_mail WHERE tenant_id = $1 AND mail_id = $2"));
    scope.optional(sql, params![id]).await?.ok_or(Error::NotFound)
}

/// What is shown of a message without opening it.
const SHOWN: &str = "mail_id, state, note, question_id, received_at, settled_at, settled_by, CAST(CASE WHEN raw IS NULL THEN 1 ELSE 0 END AS BIGINT) AS emptied";

/// The first 200 messages that wait for a person, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(scope: &mut Scope) -> Result<Vec<Kept>> {
    let sql = format!(
        "SELECT {SHOWN} FROM received_mail WHERE tenant_id = $1 AND state = 'waiting' ORDER BY received_at, mail_id LIMIT 200"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// How many wait for a person.
///
/// # Errors
/// When the database does not answer.
pub async fn count_waiting(scope: &mut Scope) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM received_mail WHERE tenant_id = $1 AND state = 'waiting'";
    scope.one(sql, vec![]).await
}

/// Messages in some states, latest first, with the number of all.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    scope: &mut Scope,
    states: &[State],
    offset: usize,
    limit: usize,
) -> Result<(usize, Vec<Kept>)> {
    let places: Vec<String> = (0..states.len()).map(|at| format!("${}", at + 2)).collect();
    let from = format!("FROM received_mail WHERE tenant_id = $1 AND state IN ({})", places.join(", "));
    let wanted: Vec<Param> = states.iter().map(|state| state.as_str().into()).collect();
    let total: i64 = scope.one(AssertSqlSafe(format!("SELECT COUNT(*) AS n {from}")), wanted.clone()).await?;
    let sql = format!(
        "SELECT {SHOWN} {from} ORDER BY received_at DESC, mail_id DESC LIMIT {limit} OFFSET {offset}"
    );
    Ok((usize::try_from(total).unwrap_or(0), scope.all(AssertSqlSafe(sql), wanted).await?))
}

/// What was received about a question, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_question(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Kept>> {
    let sql = format!(
        "SELECT {SHOWN} FROM received_mail WHERE tenant_id = $1 AND question_id = $2 ORDER BY received_at, mail_id"
    );
    scope.all(AssertSqlSafe(sql), params![id]).await
}

impl FromRow for KeptFile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            place: row.get("place")?,
            name: row.get("name")?,
            file: row.get::<Option<String>>("file_id")?.map(FileId::from),
            refusal: row.get("refusal")?,
        })
    }
}

/// What came with a message, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn files(scope: &mut Scope, id: &MailId) -> Result<Vec<KeptFile>> {
    let sql = "SELECT place, name, file_id, refusal FROM received_files WHERE tenant_id = $1 AND mail_id = $2 ORDER BY place";
    scope.all(sql, params![id]).await
}

/// Writes down one attachment.
///
/// # Errors
/// When the database refuses.
pub async fn insert_file(scope: &mut WriteScope, id: &MailId, place: i64, looked: &Looked) -> Result<()> {
    let (file, refusal) = match &looked.outcome {
        Ok(attachment) => (Some(&attachment.file_id), ""),
        Err(why) => (None, why.as_str()),
    };
    let sql = "INSERT INTO received_files (tenant_id, mail_id, place, name, file_id, refusal) VALUES ($1, $2, $3, $4, $5, $6)";
    scope.execute(sql, params![id, place, &looked.name, file, refusal]).await.map(drop)
}

struct Id(MailId);

impl FromRow for Id {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("mail_id")?.into()))
    }
}

/// Messages settled before an instant whose text is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn settled_before(scope: &mut Scope, before: Millis, most: i64) -> Result<Vec<MailId>> {
    let sql = "SELECT mail_id FROM received_mail WHERE tenant_id = $1 AND state NOT IN ('new', 'waiting') AND \
               raw IS NOT NULL AND settled_at < $2 ORDER BY settled_at LIMIT $3";
    let ids: Vec<Id> = scope.all(sql, params![before, most]).await?;
    Ok(ids.into_iter().map(|Id(id)| id).collect())
}

/// Removes the text of a message and the names of its files; that it came, and what became of it, stays.
///
/// # Errors
/// When the database refuses.
pub async fn empty(scope: &mut WriteScope, id: &MailId) -> Result<()> {
    let sql = "UPDATE received_files SET name = '', file_id = NULL, refusal = '' WHERE tenant_id = $1 AND mail_id = $2";
    scope.execute(sql, params![id]).await?;
    let sql = "UPDATE received_mail SET envelope = NULL, raw = NULL WHERE tenant_id = $1 AND mail_id = $2";
    scope.execute(sql, params![id]).await.map(drop)
}

/// What became of a message; only one that is new or waits can become anything.
///
/// # Errors
/// [`Error::Conflict`] when it has become something already.
pub async fn conclude(
    scope: &mut WriteScope,
    id: &MailId,
    state: State,
    note: &str,
    question: Option<&QuestionId>,
) -> Result<()> {
    let (now, by) = (scope.db().clock.now(), scope.actor().label.clone());
    scope
        .execute_one(
            "UPDATE received_mail SET state = $3, note = $4, question_id = COALESCE($5, question_id), \
             settled_at = $6, settled_by = $7 WHERE tenant_id = $1 AND mail_id = $2 AND state IN ('new', 'waiting')",
            params![id, state.as_str(), note, question, now, by],
        )
        .await
}

/// Counts one more try of a message that could not be read through.
///
/// # Errors
/// When the database refuses.
pub async fn tried(scope: &mut WriteScope, id: &MailId) -> Result<i64> {
    let sql = "UPDATE received_mail SET attempts = attempts + 1 WHERE tenant_id = $1 AND mail_id = $2";
    scope.execute_one(sql, params![id]).await?;
    scope
        .one("SELECT attempts AS n FROM received_mail WHERE tenant_id = $1 AND mail_id = $2", params![id])
        .await
}

/// A message that nobody has read, with its tenant.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub id: MailId,
}

impl FromRow for Unread {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { tenant: row.get::<String>("tenant_id")?.into(), id: row.get::<String>("mail_id")?.into() })
    }
}

/// Messages to read, oldest first; those tried less often go before, so that one that cannot be read stops no other.
///
/// # Errors
/// When the database does not answer.
pub async fn unread(platform: &mut Platform, most: i64) -> Result<Vec<Unread>> {
    let sql = "SELECT tenant_id, mail_id FROM received_mail WHERE state = 'new' ORDER BY attempts, received_at, mail_id LIMIT $1";
    platform.all(sql, params![most]).await
}

/// The tenant of a dispatch.
///
/// # Errors
/// When the database does not answer.
pub async fn tenant_of_dispatch(platform: &mut Platform, id: &str) -> Result<Option<TenantId>> {
    let sql = "SELECT tenant_id AS s FROM dispatches WHERE dispatch_id = $1";
    Ok(platform.optional::<String>(sql, params![id]).await?.map(TenantId::from))
}

/// The tenant of a letter of ours.
///
/// # Errors
/// When the database does not answer.
pub async fn tenant_of_letter(platform: &mut Platform, id: &str) -> Result<Option<TenantId>> {
    let sql = "SELECT tenant_id AS s FROM outbox WHERE mail_id = $1";
    Ok(platform.optional::<String>(sql, params![id]).await?.map(TenantId::from))
}

/// The tenant of a question.
///
/// # Errors
/// When the database does not answer.
pub async fn tenant_of_question(platform: &mut Platform, id: &str) -> Result<Option<TenantId>> {
    let sql = "SELECT tenant_id AS s FROM questions WHERE question_id = $1";
    Ok(platform.optional::<String>(sql, params![id]).await?.map(TenantId::from))
}
