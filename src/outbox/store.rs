//! The SQL of the outbox, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, MailId, TenantId};
use crate::base::mail::retry::Class;
use crate::base::scope::{Db, PlatformWrite, Scope, WriteScope};
use crate::params;

use super::{NewMail, class_of, class_word};

/// The row by which a queue is paused: until when.
const PAUSE: &str = "mail_paused_until";

/// The sealed parts of a new letter.
pub(super) struct NewRow {
    pub(super) id: MailId,
    pub(super) envelope: Vec<u8>,
    pub(super) mime: Vec<u8>,
    pub(super) recipient_digest: String,
    pub(super) message_id: String,
}

/// Writes a letter down; false if the same one is there already.
pub(super) async fn insert(scope: &mut WriteScope, row: &NewRow, mail: &NewMail<'_>, now: Millis) -> Result<bool> {
    let inserted = scope
        .execute(
            "INSERT INTO outbox (tenant_id, mail_id, dedupe_key, class, subject_kind, subject_id, responsible, recipient_label, \
             recipient_digest, message_id, envelope, mime, state, phase, attempts, next_at, resent, alarmed, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'queued', '', 0, $13, FALSE, FALSE, $13) \
             ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
            params![
                &row.id,
                &mail.dedupe_key,
                class_word(mail.class),
                mail.subject_kind,
                mail.subject_id,
                mail.responsible,
                &mail.recipient_label,
                &row.recipient_digest,
                &row.message_id,
                row.envelope.clone(),
                row.mime.clone(),
                now,
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Where a letter stands, without any address.
#[derive(Clone, Debug)]
pub struct MailState {
    /// Its id.
    pub id: MailId,
    /// To whom, in a word.
    pub recipient_label: String,
    /// `queued`, `sending`, `uncertain`, `delivered`, `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: Millis,
    /// What the other side said last.
    pub last_reply: Option<String>,
    /// When it was written.
    pub created_at: Millis,
    /// When it was taken.
    pub delivered_at: Option<Millis>,
}

impl FromRow for MailState {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("mail_id")?.into(),
            recipient_label: row.get("recipient_label")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            next_at: row.get("next_at")?,
            last_reply: row.get("last_reply")?,
            created_at: row.get("created_at")?,
            delivered_at: row.get("delivered_at")?,
        })
    }
}

/// The letters about one thing, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subject(scope: &mut Scope, kind: &str, id: &str) -> Result<Vec<MailState>> {
    scope
        .all("SELECT * FROM outbox WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY created_at, mail_id", params![kind, id])
        .await
}

/// A letter that a worker holds.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) tenant: TenantId,
    pub(super) id: MailId,
    pub(super) class: Class,
    pub(super) subject_kind: String,
    pub(super) subject_id: String,
    pub(super) responsible: Option<AccountId>,
    pub(super) recipient_label: String,
    pub(super) envelope: Vec<u8>,
    pub(super) mime: Vec<u8>,
    pub(super) phase: String,
    pub(super) state: String,
    pub(super) attempts: i64,
    pub(super) first_tried_at: Option<Millis>,
    pub(super) resent: bool,
    pub(super) alarmed: bool,
}

impl FromRow for Claimed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get::<String>("mail_id")?.into(),
            class: class_of(&row.get::<String>("class")?),
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            responsible: row.get::<Option<String>>("responsible")?.map(AccountId::from),
            recipient_label: row.get("recipient_label")?,
            envelope: row.get::<Option<Vec<u8>>>("envelope")?.unwrap_or_default(),
            mime: row.get::<Option<Vec<u8>>>("mime")?.unwrap_or_default(),
            phase: row.get("phase")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            first_tried_at: row.get("first_tried_at")?,
            resent: row.get("resent")?,
            alarmed: row.get("alarmed")?,
        })
    }
}

/// Letters that are due, or whose worker died: the oldest first. Locked until the transaction ends.
pub(super) async fn due(platform: &mut PlatformWrite, now: Millis, limit: i64) -> Result<Vec<Claimed>> {
    const DUE: &str = "SELECT * FROM outbox WHERE (state IN ('queued', 'uncertain') AND next_at <= $1) \
                       OR (state = 'sending' AND lease_until <= $1) ORDER BY next_at, mail_id LIMIT $2";
    if platform.is_postgres() {
        let sql = format!("{DUE} FOR UPDATE SKIP LOCKED");
        return platform.all(sqlx::AssertSqlSafe(sql), params![now, limit]).await;
    }
    platform.all(DUE, params![now, limit]).await
}

/// Takes a letter: the attempt is on disk before the first byte leaves.
pub(super) async fn take(platform: &mut PlatformWrite, row: &Claimed, now: Millis, lease_until: Millis) -> Result<()> {
    platform
        .execute(
            "UPDATE outbox SET state = 'sending', phase = '', attempts = attempts + 1, lease_until = $3, \
             first_tried_at = COALESCE(first_tried_at, $4) WHERE tenant_id = $1 AND mail_id = $2",
            params![&row.tenant, &row.id, lease_until, now],
        )
        .await
        .map(drop)
}

/// What an attempt came to.
pub(super) struct Settled<'a> {
    pub(super) state: &'a str,
    pub(super) phase: &'a str,
    pub(super) next_at: Millis,
    pub(super) resent: bool,
    pub(super) alarmed: bool,
    pub(super) reply: &'a str,
    pub(super) delivered_at: Option<Millis>,
}

/// Writes down what an attempt came to.
pub(super) async fn settle(scope: &mut WriteScope, id: &MailId, settled: &Settled<'_>) -> Result<()> {
    let reply: String = settled.reply.chars().take(500).collect();
    scope
        .execute(
            "UPDATE outbox SET state = $3, phase = $4, next_at = $5, resent = $6, alarmed = $7, last_reply = $8, delivered_at = $9, \
             lease_until = NULL WHERE tenant_id = $1 AND mail_id = $2",
            params![
                id,
                settled.state,
                settled.phase,
                settled.next_at,
                settled.resent,
                settled.alarmed,
                reply,
                settled.delivered_at,
            ],
        )
        .await
        .map(drop)
}

/// Writes down that the final dot is about to leave.
pub(super) async fn about_to_dot(db: &Db, tenant: &TenantId, id: &MailId, lease_until: Millis) -> Result<()> {
    let mut scope = db.write(tenant, &crate::base::audit::Actor::system()).await?;
    scope
        .execute_one(
            "UPDATE outbox SET phase = 'dot', lease_until = $3 WHERE tenant_id = $1 AND mail_id = $2 AND state = 'sending'",
            params![id, lease_until],
        )
        .await?;
    scope.commit().await
}

/// Forgets the text of letters delivered before an instant; that they were sent stays.
///
/// # Errors
/// When the database refuses.
pub async fn forget_delivered(platform: &mut PlatformWrite, before: Millis) -> Result<u64> {
    platform
        .execute("UPDATE outbox SET envelope = NULL, mime = NULL WHERE state = 'delivered' AND delivered_at < $1 AND mime IS NOT NULL", params![before])
        .await
}

/// When the next letter is due, if one waits.
pub(super) async fn next_due(db: &Db) -> Result<Option<Millis>> {
    struct Next(Option<i64>);
    impl FromRow for Next {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("n")?))
        }
    }
    let next: Option<Next> = db
        .platform()
        .await?
        .optional(
            "SELECT MIN(CASE WHEN state = 'sending' THEN lease_until ELSE next_at END) AS n FROM outbox \
             WHERE state IN ('queued', 'uncertain', 'sending')",
            vec![],
        )
        .await?;
    Ok(next.and_then(|next| next.0))
}

struct Count(String, i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("state")?, row.get("n")?))
    }
}

/// How many letters stand where.
pub(super) async fn counts(db: &Db) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Count> = db.platform().await?.all("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state", vec![]).await?;
    Ok(rows.into_iter().map(|Count(state, count)| (state, count)).collect())
}

/// Until when nothing is sent, because our own credentials were refused.
pub(super) async fn paused_until(db: &Db) -> Result<Option<Millis>> {
    let until: Option<String> =
        db.platform().await?.optional("SELECT value AS s FROM deployment WHERE name = $1", params![PAUSE]).await?;
    Ok(until.and_then(|until| until.parse().ok()))
}

/// Sends nothing until then.
pub(super) async fn pause(platform: &mut PlatformWrite, until: Millis) -> Result<()> {
    platform
        .execute(
            "INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![PAUSE, until.to_string()],
        )
        .await
        .map(drop)
}
