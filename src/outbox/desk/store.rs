//! The SQL of what people do with letters, and nobody else's.

use crate::base::audit::SYSTEM;
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, MailId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::outbox::{MailState, State};
use crate::params;

use super::{AttemptMade, Cursor, Filter, Hold};

impl FromRow for AttemptMade {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            n: row.get("n")?,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            phase: row.get("phase")?,
            came_to: row.get("came_to")?,
            reply: row.get("reply")?,
        })
    }
}

impl FromRow for Hold {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { reason: row.get("reason")?, by: row.get("paused_by")?, since: row.get("paused_at")? })
    }
}

/// Letters, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    scope: &mut Scope,
    filter: &Filter,
    after: Option<&Cursor>,
    most: i64,
) -> Result<Vec<MailState>> {
    let (at, id) = after.map_or((i64::MAX, ""), |after| (after.at, after.id.as_str()));
    scope
        .all(
            "SELECT * FROM outbox WHERE tenant_id = $1 AND subject_kind <> 'sealed' \
             AND (created_at < $2 OR (created_at = $2 AND mail_id < $3)) \
             AND ($4 = '' OR state = $4) AND ($5 = '' OR class = $5) \
             AND (NOT $6 OR (alarmed AND state IN ('queued', 'sending'))) \
             ORDER BY created_at DESC, mail_id DESC LIMIT $7",
            params![
                at,
                id,
                filter.state.map_or("", State::as_str),
                filter.class.as_deref().unwrap_or_default(),
                filter.late,
                most
            ],
        )
        .await
}

struct Count(State, i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(State::parse(&row.get::<String>("state")?)?, row.get("n")?))
    }
}

/// How many are in each state.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(scope: &mut Scope) -> Result<Vec<(State, i64)>> {
    let counts: Vec<Count> = scope
        .all(
            "SELECT state, COUNT(*) AS n FROM outbox WHERE tenant_id = $1 AND subject_kind <> 'sealed' GROUP BY state",
            vec![],
        )
        .await?;
    Ok(counts.into_iter().map(|Count(state, n)| (state, n)).collect())
}

/// One letter.
///
/// # Errors
/// When it is not here.
pub async fn get(scope: &mut Scope, id: &MailId) -> Result<MailState> {
    scope.one("SELECT * FROM outbox WHERE tenant_id = $1 AND mail_id = $2", params![id]).await
}

/// Its attempts, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn attempts(scope: &mut Scope, id: &MailId) -> Result<Vec<AttemptMade>> {
    scope
        .all(
            "SELECT * FROM outbox_attempts WHERE tenant_id = $1 AND mail_id = $2 ORDER BY n DESC LIMIT 100",
            params![id],
        )
        .await
}

struct Late(i64, Option<Millis>);

impl FromRow for Late {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("n")?, row.get("since")?))
    }
}

/// Open letters that were alarmed of, or were written before an instant and never tried.
///
/// # Errors
/// When the database does not answer.
pub async fn late(scope: &mut Scope, before: Millis) -> Result<(i64, Option<Millis>)> {
    let late: Late = scope
        .one(
            "SELECT COUNT(*) AS n, MIN(created_at) AS since FROM outbox WHERE tenant_id = $1 \
             AND state IN ('queued', 'sending') AND (alarmed OR (attempts = 0 AND created_at <= $2))",
            params![before],
        )
        .await?;
    Ok((late.0, late.1))
}

struct Sealed(Option<Vec<u8>>, Option<Vec<u8>>);

impl FromRow for Sealed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("envelope")?, row.get("mime")?))
    }
}

/// A letter's envelope and text, still sealed.
///
/// # Errors
/// When it is not here.
pub async fn sealed(scope: &mut Scope, id: &MailId) -> Result<(Option<Vec<u8>>, Option<Vec<u8>>)> {
    let found: Sealed = scope
        .one("SELECT envelope, mime FROM outbox WHERE tenant_id = $1 AND mail_id = $2", params![id])
        .await?;
    Ok((found.0, found.1))
}

/// The letter is repeated by another and goes no more by itself; false when it is not in a state for that.
///
/// # Errors
/// When the database refuses.
pub async fn mark_resent(scope: &mut WriteScope, id: &MailId, by: &MailId) -> Result<bool> {
    let rows = scope
        .execute(
            "UPDATE outbox SET resent = $4, resent_as = $3 WHERE tenant_id = $1 AND mail_id = $2 \
             AND resent_as IS NULL AND (state IN ('dead', 'bounced', 'uncertain') OR (state = 'stopped' AND ended_by <> $5))",
            params![id, by, true, SYSTEM],
        )
        .await?;
    Ok(rows == 1)
}

/// The same letter once more, as a new row.
///
/// # Errors
/// When the database refuses.
pub async fn copy(
    scope: &mut WriteScope,
    of: &MailId,
    id: &MailId,
    envelope: Vec<u8>,
    mime: Vec<u8>,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO outbox (tenant_id, mail_id, dedupe_key, class, subject_kind, subject_id, responsible, \
             recipient_label, recipient_digest, message_id, envelope, mime, state, phase, attempts, next_at, resent, \
             alarmed, created_at, domain_digest, seq, resend_of) \
             SELECT tenant_id, $3, $4, class, subject_kind, subject_id, responsible, recipient_label, recipient_digest, \
             message_id, $5, $6, 'queued', '', 0, $7, $8, $8, $7, domain_digest, \
             (SELECT COALESCE(MAX(o.seq), 0) + 1 FROM outbox o WHERE o.tenant_id = $1), mail_id \
             FROM outbox WHERE tenant_id = $1 AND mail_id = $2",
            params![of, id, format!("resend/{of}"), envelope, mime, now, false],
        )
        .await
}

/// Came back, after the server had or may have taken it.
///
/// # Errors
/// When the database refuses.
pub async fn bounced(scope: &mut WriteScope, id: &MailId, by: &str, why: &str) -> Result<bool> {
    let now = scope.db().clock.now();
    let rows = scope
        .execute(
            "UPDATE outbox SET state = 'bounced', ended_by = $3, ended_why = $4, ended_at = $5 \
             WHERE tenant_id = $1 AND mail_id = $2 AND state IN ('delivered', 'uncertain')",
            params![id, by, why, now],
        )
        .await?;
    Ok(rows == 1)
}

struct Responsible(Option<AccountId>);

impl FromRow for Responsible {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<Option<String>>("responsible")?.map(AccountId::from)))
    }
}

/// Who began it.
///
/// # Errors
/// When it is not here.
pub async fn responsible(scope: &mut Scope, id: &MailId) -> Result<Option<AccountId>> {
    let found: Responsible = scope
        .one("SELECT responsible FROM outbox WHERE tenant_id = $1 AND mail_id = $2", params![id])
        .await?;
    Ok(found.0)
}

/// A tenant's hold.
///
/// # Errors
/// When the database does not answer.
pub async fn hold_of(platform: &mut Platform, tenant: &TenantId) -> Result<Option<Hold>> {
    platform.optional("SELECT * FROM outbox_pauses WHERE tenant_id = $1", params![tenant]).await
}

/// Holds the tenant's queue; false when it is held.
///
/// # Errors
/// When the database refuses.
pub async fn hold(scope: &mut WriteScope, why: &str, by: &str) -> Result<bool> {
    let now = scope.db().clock.now();
    let rows = scope
        .execute(
            "INSERT INTO outbox_pauses (tenant_id, reason, paused_by, paused_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tenant_id) DO NOTHING",
            params![why, by, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Lets the tenant's queue go on; false when it is not held.
///
/// # Errors
/// When the database refuses.
pub async fn release(scope: &mut WriteScope) -> Result<bool> {
    Ok(scope.execute("DELETE FROM outbox_pauses WHERE tenant_id = $1", vec![]).await? == 1)
}
