//! The SQL of received mail, and nobody else's.

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{MailId, QuestionId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;

use super::{Envelope, Kept, State};

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            id: row.get::<String>("mail_id")?.into(),
            state: State::parse(&state).ok_or_else(|| Error::internal(format!("no such state: {state}")))?,
            note: row.get("note")?,
            question: row.get::<Option<String>>("question_id")?.map(QuestionId::from),
            received_at: row.get("received_at")?,
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
            "INSERT INTO received_mail (tenant_id, mail_id, digest, envelope, raw, state, note, attempts, received_at) \
             VALUES ($1, $2, $3, $4, $5, 'new', '', 0, $6) ON CONFLICT (tenant_id, digest) DO NOTHING",
            params![
                id,
                db.sealer.digest("received", &whole),
                db.sealer.seal(&context, &serde_json::to_vec(envelope)?)?,
                db.sealer.seal(&context, raw)?,
                db.clock.now(),
            ],
        )
        .await?;
    Ok(rows == 1)
}

struct Sealed {
    envelope: Vec<u8>,
    raw: Vec<u8>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { envelope: row.get("envelope")?, raw: row.get("raw")? })
    }
}

/// A message with its envelope, opened.
///
/// # Errors
/// [`Error::NotFound`] when it is not here.
pub async fn open(scope: &mut Scope, id: &MailId) -> Result<(Envelope, Vec<u8>)> {
    let sql = "SELECT envelope, raw FROM received_mail WHERE tenant_id = $1 AND mail_id = $2";
    let sealed: Sealed = scope.optional(sql, params![id]).await?.ok_or(Error::NotFound)?;
    let context = context(scope.tenant(), id);
    let sealer = &scope.db().sealer;
    let envelope = serde_json::from_slice(&sealer.open(&context, &sealed.envelope)?)?;
    Ok((envelope, sealer.open(&context, &sealed.raw)?))
}

/// A message without what is sealed.
///
/// # Errors
/// [`Error::NotFound`] when it is not here.
pub async fn get(scope: &mut Scope, id: &MailId) -> Result<Kept> {
    let sql = "SELECT * FROM received_mail WHERE tenant_id = $1 AND mail_id = $2";
    scope.optional(sql, params![id]).await?.ok_or(Error::NotFound)
}

/// Messages that wait for a person, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(scope: &mut Scope) -> Result<Vec<Kept>> {
    let sql = "SELECT * FROM received_mail WHERE tenant_id = $1 AND state = 'waiting' ORDER BY received_at, mail_id";
    scope.all(sql, vec![]).await
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
