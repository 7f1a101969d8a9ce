//! The SQL of the outbox, and nobody else's.

use crate::base::audit::Actor;
use crate::base::clock::{HOUR, MINUTE, Millis};
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, MailId, TenantId};
use crate::base::mail::retry::Class;
use crate::base::scope::{Db, Platform, PlatformWrite, Scope, WriteScope};
use crate::params;

use super::{MailState, NewMail, State};

/// Longer than the slowest hand-over that the transport allows, so that a lease only ends with its process.
pub const LEASE: Millis = 20 * MINUTE;
/// While our credentials are refused, one letter tries again this often.
pub const PAUSE: Millis = 5 * MINUTE;
/// No letter is ever set to wait longer: what seems to was written before the clock was put back.
pub const FARTHEST: Millis = 6 * HOUR;
/// Crashed hand-overs taken up in one go.
const RECOVERED_AT_ONCE: i64 = 100;

/// What of a new letter is not to be read in its row.
pub struct Frozen {
    /// Stable over re-sends.
    pub message_id: String,
    /// Keyed.
    pub recipient_digest: String,
    /// Keyed.
    pub domain_digest: String,
    /// Sealed.
    pub envelope: Vec<u8>,
    /// Sealed.
    pub mime: Vec<u8>,
}

/// One attempt, claimed. Its number fences off whoever held the letter before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Whose letter.
    pub tenant: TenantId,
    /// Which one.
    pub mail: MailId,
    /// Counting from 1.
    pub number: i64,
}

impl FromRow for Attempt {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            mail: row.get::<String>("mail_id")?.into(),
            number: row.get("attempts")?,
        })
    }
}

/// A letter to hand over now, still sealed.
pub struct Claimed {
    /// Under which number.
    pub attempt: Attempt,
    /// None when the row holds no class of ours.
    pub class: Option<Class>,
    /// Sealed; none when it was taken away.
    pub envelope: Option<Vec<u8>>,
    /// Sealed; none when it was taken away.
    pub mime: Option<Vec<u8>>,
}

impl FromRow for Claimed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            attempt: Attempt::from_row(row)?,
            class: class(&row.get::<String>("class")?),
            envelope: row.get("envelope")?,
            mime: row.get("mime")?,
        })
    }
}

/// What decides about a letter after an attempt.
pub struct Held {
    /// What it is about.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Who is told.
    pub responsible: Option<AccountId>,
    /// A word for the recipient.
    pub recipient_label: String,
    /// None when the row holds no class of ours.
    pub class: Option<Class>,
    /// Where it is.
    pub state: State,
    /// How far the attempt came, as far as it was committed.
    pub phase: String,
    /// The attempt's number.
    pub attempts: i64,
    /// When the first one began.
    pub first_tried_at: Option<Millis>,
    /// When it was due.
    pub next_at: Millis,
    /// Whether this attempt repeats an uncertain one.
    pub resent: bool,
    /// Whether the operator was told.
    pub alarmed: bool,
}

impl FromRow for Held {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            responsible: row.get::<Option<String>>("responsible")?.map(AccountId::from),
            recipient_label: row.get("recipient_label")?,
            class: class(&row.get::<String>("class")?),
            state: State::parse(&row.get::<String>("state")?)?,
            phase: row.get("phase")?,
            attempts: row.get("attempts")?,
            first_tried_at: row.get("first_tried_at")?,
            next_at: row.get("next_at")?,
            resent: row.get("resent")?,
            alarmed: row.get("alarmed")?,
        })
    }
}

/// What a letter's row becomes.
pub struct Becomes {
    /// Where it is now.
    pub state: State,
    /// How far the attempt came.
    pub phase: String,
    /// Attempts that count.
    pub attempts: i64,
    /// From when its lifetime runs.
    pub first_tried_at: Option<Millis>,
    /// When it is due.
    pub next_at: Millis,
    /// Whether the one repetition is used up.
    pub resent: bool,
    /// Whether the operator was told.
    pub alarmed: bool,
    /// The server's words, without addresses.
    pub reply: String,
    /// When the server took it.
    pub delivered_at: Option<Millis>,
    /// What the attempt came to, as a stable word.
    pub came_to: &'static str,
}

impl FromRow for MailState {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("mail_id")?.into(),
            class: row.get("class")?,
            recipient_label: row.get("recipient_label")?,
            state: State::parse(&row.get::<String>("state")?)?,
            phase: row.get("phase")?,
            attempts: row.get("attempts")?,
            next_at: row.get("next_at")?,
            last_reply: row.get("last_reply")?,
            created_at: row.get("created_at")?,
            delivered_at: row.get("delivered_at")?,
            what: super::words::what(&row.get::<String>("dedupe_key")?),
            resent: row.get("resent")?,
            alarmed: row.get("alarmed")?,
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            resend_of: row.get::<Option<String>>("resend_of")?.map(MailId::from),
            resent_as: row.get::<Option<String>>("resent_as")?.map(MailId::from),
            ended_by: row.get("ended_by")?,
            ended_why: row.get("ended_why")?,
            ended_at: row.get("ended_at")?,
        })
    }
}

/// The stable word of a class.
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Unit => "unit",
        Class::Reader => "reader",
        Class::Reminder => "reminder",
    }
}

fn class(word: &str) -> Option<Class> {
    [Class::Unit, Class::Reader, Class::Reminder].into_iter().find(|class| class_word(*class) == word)
}

/// A new letter, due at once; false when its dedupe key is there already.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    scope: &mut WriteScope,
    id: &MailId,
    mail: &NewMail<'_>,
    frozen: Frozen,
    now: Millis,
) -> Result<bool> {
    let rows = scope
        .execute(
            "INSERT INTO outbox (tenant_id, mail_id, dedupe_key, class, subject_kind, subject_id, responsible, \
             recipient_label, recipient_digest, message_id, envelope, mime, state, phase, attempts, next_at, resent, \
             alarmed, created_at, domain_digest, seq) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'queued', '', 0, $13, $14, $14, $13, $15, \
             (SELECT COALESCE(MAX(o.seq), 0) + 1 FROM outbox o WHERE o.tenant_id = $1)) \
             ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
            params![
                id,
                &mail.dedupe_key,
                class_word(mail.class),
                mail.subject_kind,
                mail.subject_id,
                mail.responsible,
                &mail.recipient_label,
                frozen.recipient_digest,
                frozen.message_id,
                frozen.envelope,
                frozen.mime,
                now,
                false,
                frozen.domain_digest
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Stops a letter as long as it waits; whether it did. One that a worker has claimed does not wait.
///
/// # Errors
/// When the database refuses.
pub async fn stop(scope: &mut WriteScope, id: &MailId, by: &str, why: &str) -> Result<bool> {
    let now = scope.db().clock.now();
    let rows = scope
        .execute(
            "UPDATE outbox SET state = 'stopped', ended_by = $3, ended_why = $4, ended_at = $5 \
             WHERE tenant_id = $1 AND mail_id = $2 AND (state = 'queued' OR (state = 'uncertain' AND NOT resent))",
            params![id, by, why, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Takes back what waits for units, bodies and the reminded about one thing, and empties it; their ids.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw_from_offices(
    scope: &mut WriteScope,
    kind: &str,
    id: &str,
    why: &str,
) -> Result<Vec<String>> {
    let waiting = "tenant_id = $1 AND subject_kind = $2 AND subject_id = $3 AND class <> 'reader' AND \
                   state IN ('queued', 'uncertain')";
    let sql = format!("SELECT mail_id AS s FROM outbox WHERE {waiting} ORDER BY mail_id");
    let ids: Vec<String> = scope.all(sqlx::AssertSqlSafe(sql), params![kind, id]).await?;
    let sql = format!(
        "UPDATE outbox SET state = 'withdrawn', last_reply = $4, envelope = NULL, mime = NULL WHERE {waiting}"
    );
    scope.execute(sqlx::AssertSqlSafe(sql), params![kind, id, why]).await?;
    Ok(ids)
}

/// The letters about one thing, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subject(scope: &mut Scope, kind: &str, id: &str) -> Result<Vec<MailState>> {
    scope
        .all(
            "SELECT * FROM outbox WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY created_at, seq, mail_id",
            params![kind, id],
        )
        .await
}

/// Letters to one recipient since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn written_since(scope: &mut Scope, digest: &str, since: Millis) -> Result<i64> {
    scope
        .one(
            "SELECT COUNT(*) AS n FROM outbox WHERE tenant_id = $1 AND recipient_digest = $2 AND created_at >= $3",
            params![digest, since],
        )
        .await
}

/// Claims one letter that is due, of any tenant: for tests and for the steps of a crash.
///
/// # Errors
/// When the database refuses.
#[cfg(test)]
pub async fn claim(db: &Db, most: i64) -> Result<Vec<Claimed>> {
    let hands = super::claim::Hands::new(usize::try_from(most).unwrap_or(1));
    let claimed = super::claim::claim(db, &hands, 0).await?;
    Ok(claimed.into_iter().map(|(claimed, _)| claimed).collect())
}

/// Counts an attempt on a letter that is as it was read, leases it, and begins the attempt's own row.
///
/// # Errors
/// When the database refuses.
pub async fn lease(platform: &mut PlatformWrite, due: &Attempt, now: Millis) -> Result<Option<Claimed>> {
    let claimed: Option<Claimed> = platform
        .optional(
            "UPDATE outbox SET resent = (resent OR state = 'uncertain'), state = 'sending', phase = '', \
             attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, $3), lease_until = $4 \
             WHERE tenant_id = $1 AND mail_id = $2 AND attempts = $5 AND state IN ('queued', 'uncertain') \
             RETURNING tenant_id, mail_id, attempts, class, envelope, mime",
            params![&due.tenant, &due.mail, now, now + LEASE, due.number],
        )
        .await?;
    if claimed.is_some() {
        platform
            .execute(
                "INSERT INTO outbox_attempts (tenant_id, mail_id, n, began_at, phase, came_to, reply) \
                 SELECT $1, $2, COALESCE(MAX(a.n), 0) + 1, $3, '', '', '' FROM outbox_attempts a \
                 WHERE a.tenant_id = $1 AND a.mail_id = $2",
                params![&due.tenant, &due.mail, now],
            )
            .await?;
    }
    Ok(claimed)
}

/// Commits that the final dot is about to be written.
///
/// # Errors
/// [`Error::Conflict`] when the letter is no longer this attempt's; then nothing may be sent.
#[cfg(test)]
pub async fn before_dot(db: &Db, attempt: &Attempt) -> Result<()> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    mark_dot(&mut platform, attempt).await?;
    platform.commit().await
}

/// As [`before_dot`], in the caller's transaction.
///
/// # Errors
/// As there; the other letters of the transaction are not touched by it.
pub async fn mark_dot(platform: &mut PlatformWrite, attempt: &Attempt) -> Result<()> {
    let until = platform.db().clock.now() + LEASE;
    let rows = platform
        .execute(
            "UPDATE outbox SET phase = 'dot', lease_until = $4 \
             WHERE tenant_id = $1 AND mail_id = $2 AND attempts = $3 AND state = 'sending'",
            params![&attempt.tenant, &attempt.mail, attempt.number, until],
        )
        .await?;
    if rows == 1 { Ok(()) } else { Err(Error::Conflict("the letter is another attempt's by now".into())) }
}

/// Attempts whose process died.
///
/// # Errors
/// When the database does not answer.
pub async fn crashed(db: &Db) -> Result<Vec<Attempt>> {
    db.platform()
        .await?
        .all(
            "SELECT tenant_id, mail_id, attempts FROM outbox WHERE state = 'sending' AND lease_until <= $1 \
             ORDER BY lease_until LIMIT $2",
            params![db.clock.now(), RECOVERED_AT_ONCE],
        )
        .await
}

const HELD: &str = "SELECT * FROM outbox WHERE tenant_id = $1 AND mail_id = $2 AND attempts = $3 AND state IN ('sending', 'uncertain')";
const CONCLUDE: &str = "UPDATE outbox SET state = $3, phase = $4, attempts = $5, first_tried_at = $6, next_at = $7, resent = $8, \
     alarmed = $9, last_reply = $10, delivered_at = $11, lease_until = NULL \
     WHERE tenant_id = $1 AND mail_id = $2 AND state = $12 AND phase = $13 AND attempts = $14";
const END_ATTEMPT: &str = "UPDATE outbox_attempts SET ended_at = $3, phase = $4, came_to = $5, reply = $6 \
     WHERE tenant_id = $1 AND mail_id = $2 AND ended_at IS NULL";

/// The letter, as long as it is this attempt's to decide about.
///
/// # Errors
/// When the database does not answer.
pub async fn held(scope: &mut Scope, attempt: &Attempt) -> Result<Option<Held>> {
    scope.optional(HELD, params![&attempt.mail, attempt.number]).await
}

/// As [`held`], among others of all tenants.
///
/// # Errors
/// When the database does not answer.
pub async fn held_among(platform: &mut Platform, attempt: &Attempt) -> Result<Option<Held>> {
    platform.optional(HELD, params![&attempt.tenant, &attempt.mail, attempt.number]).await
}

fn concluded(was: &Held, to: &Becomes) -> Vec<Param> {
    params![
        to.state.as_str(),
        &to.phase,
        to.attempts,
        to.first_tried_at,
        to.next_at,
        to.resent,
        to.alarmed,
        &to.reply,
        to.delivered_at,
        was.state.as_str(),
        &was.phase,
        was.attempts
    ]
}

fn ended(now: Millis, to: &Becomes) -> Vec<Param> {
    params![now, &to.phase, to.came_to, &to.reply]
}

/// Ends an attempt, if the letter is still as it was read.
///
/// # Errors
/// [`Error::Conflict`] when it is not.
pub async fn conclude(scope: &mut WriteScope, mail: &MailId, was: &Held, to: &Becomes) -> Result<()> {
    let now = scope.db().clock.now();
    let mut params = params![mail];
    params.extend(concluded(was, to));
    scope.execute_one(CONCLUDE, params).await?;
    let mut params = params![mail];
    params.extend(ended(now, to));
    scope.execute(END_ATTEMPT, params).await.map(drop)
}

/// As [`conclude`], among others of all tenants; whether it was still as it was read.
///
/// # Errors
/// When the database refuses.
pub async fn conclude_among(
    platform: &mut PlatformWrite,
    attempt: &Attempt,
    was: &Held,
    to: &Becomes,
) -> Result<bool> {
    let now = platform.db().clock.now();
    let mut params = params![&attempt.tenant, &attempt.mail];
    params.extend(concluded(was, to));
    if platform.execute(CONCLUDE, params).await? != 1 {
        return Ok(false);
    }
    let mut params = params![&attempt.tenant, &attempt.mail];
    params.extend(ended(now, to));
    platform.execute(END_ATTEMPT, params).await?;
    Ok(true)
}

/// What waits for a time that lies farther off than any waits is due now, and a lease that ends there ends.
///
/// # Errors
/// When the database refuses.
pub async fn clock_went_back(db: &Db) -> Result<()> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    let now = db.clock.now();
    for sql in [
        "UPDATE outbox SET next_at = $1 WHERE state IN ('queued', 'uncertain') AND next_at > $2",
        "UPDATE outbox SET lease_until = $1 WHERE state = 'sending' AND lease_until > $2",
    ] {
        platform.execute(sql, params![now, now + FARTHEST]).await?;
    }
    platform.commit().await
}

/// The mail server is there again: what waits because it was not is due now, in its old order.
///
/// # Errors
/// When the database refuses.
pub async fn relay_is_back(db: &Db) -> Result<u64> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    let rows = platform
        .execute(
            "UPDATE outbox SET next_at = $1 WHERE state = 'queued' AND next_at > $1 \
             AND phase IN ('connect', 'hello', 'starttls')",
            params![db.clock.now()],
        )
        .await?;
    platform.commit().await?;
    Ok(rows)
}

/// When something is next to be done, if ever.
///
/// # Errors
/// When the database does not answer.
pub async fn next_due(db: &Db) -> Result<Option<Millis>> {
    let found: Option<Due> = db
        .platform()
        .await?
        .optional(
            "SELECT MIN(CASE WHEN o.state = 'sending' THEN o.lease_until ELSE o.next_at END) AS n FROM outbox o \
             WHERE (o.state IN ('queued', 'sending') OR (o.state = 'uncertain' AND NOT o.resent)) \
             AND (o.state = 'sending' OR NOT EXISTS \
             (SELECT 1 FROM outbox_pauses p WHERE p.tenant_id IN (o.tenant_id, 'platform')))",
            vec![],
        )
        .await?;
    Ok(found.and_then(|due| due.0))
}

struct Due(Option<Millis>);

impl FromRow for Due {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("n")?))
    }
}

/// A queue that waits because our own credentials are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub since: Millis,
    /// When one letter may try.
    pub until: Millis,
}

/// The pause, if there is one.
///
/// # Errors
/// When the database does not answer or the row is not ours.
pub async fn paused(platform: &mut Platform) -> Result<Option<Pause>> {
    let kept: Option<String> =
        platform.optional("SELECT value AS s FROM deployment WHERE name = 'outbox_paused'", vec![]).await?;
    kept.map(|kept| {
        let halves =
            kept.split_once(' ').and_then(|(since, until)| Some((since.parse().ok()?, until.parse().ok()?)));
        let (since, until) = halves.ok_or_else(|| Error::internal(format!("outbox_paused holds {kept}")))?;
        Ok(Pause { since, until })
    })
    .transpose()
}

/// Begins a pause, or draws it out.
///
/// # Errors
/// When the database refuses.
pub async fn pause(db: &Db) -> Result<Pause> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    let now = db.clock.now();
    let since = paused(&mut platform).await?.map_or(now, |pause| pause.since);
    let pause = Pause { since, until: now + PAUSE };
    platform
        .execute(
            "INSERT INTO deployment (name, value) VALUES ('outbox_paused', $1) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![format!("{} {}", pause.since, pause.until)],
        )
        .await?;
    platform.commit().await?;
    Ok(pause)
}

/// Ends the pause. It was our fault, so no letter's lifetime ran meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn resume(db: &Db) -> Result<()> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    let now = db.clock.now();
    if let Some(pause) = paused(&mut platform).await? {
        platform
            .execute(
                "UPDATE outbox SET first_tried_at = CASE WHEN first_tried_at < $1 THEN first_tried_at + $2 ELSE $3 END \
                 WHERE first_tried_at IS NOT NULL AND state IN ('queued', 'sending', 'uncertain')",
                params![pause.since, now - pause.since, now],
            )
            .await?;
        platform.execute("DELETE FROM deployment WHERE name = 'outbox_paused'", vec![]).await?;
    }
    platform.commit().await
}

struct Count(String, i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("state")?, row.get("n")?))
    }
}

/// What `/metrics` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Letters by state.
    pub states: Vec<(String, i64)>,
    /// Open letters that have failed for an hour.
    pub alarmed: i64,
    /// Since when the oldest open letter waits.
    pub oldest: Option<Millis>,
    /// Whether the queue waits for our credentials.
    pub paused: bool,
    /// Queues that a person holds.
    pub held: i64,
}

/// Letters by state, what waits too long, and whether the queue is paused.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &Db) -> Result<Counts> {
    let mut platform = db.platform().await?;
    let states: Vec<Count> =
        platform.all("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state", vec![]).await?;
    let alarmed = "SELECT COUNT(*) AS n FROM outbox WHERE alarmed AND state IN ('queued', 'sending')";
    let oldest = "SELECT MIN(created_at) AS n FROM outbox WHERE state IN ('queued', 'sending')";
    let oldest: Option<Due> = platform.optional(oldest, vec![]).await?;
    let alarmed: Option<i64> = platform.optional(alarmed, vec![]).await?;
    let held: Option<i64> = platform.optional("SELECT COUNT(*) AS n FROM outbox_pauses", vec![]).await?;
    Ok(Counts {
        states: states.into_iter().map(|Count(state, n)| (state, n)).collect(),
        alarmed: alarmed.unwrap_or_default(),
        oldest: oldest.and_then(|due| due.0),
        paused: paused(&mut platform).await?.is_some(),
        held: held.unwrap_or_default(),
    })
}

/// A letter, as far as its fate after the sending concerns anybody.
pub struct Sent {
    /// Its id.
    pub id: MailId,
    /// What it is about.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// A keyed digest of the recipient's address.
    pub recipient_digest: String,
    /// Whose loss it would be.
    pub class: String,
}

impl FromRow for Sent {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("mail_id")?.into(),
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            recipient_digest: row.get("recipient_digest")?,
            class: row.get("class")?,
        })
    }
}

/// A letter by its message id.
///
/// # Errors
/// When the database does not answer.
pub async fn by_message_id(scope: &mut Scope, message_id: &str) -> Result<Option<Sent>> {
    // A letter sent again keeps its id: the latest is meant.
    let sql = "SELECT * FROM outbox WHERE tenant_id = $1 AND message_id = $2 ORDER BY created_at DESC, mail_id DESC LIMIT 1";
    scope.optional(sql, params![message_id]).await
}
