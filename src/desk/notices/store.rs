//! The SQL of notices, choices and the cursor along the audit chain, and nobody else's.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::audit::Stored;
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::params;

use super::choices::{Choice, Choices, Kind};
use super::consulted::Unaccounted;
use super::digest::Reminder;
use super::{About, Notice};

/// So many events are told in one transaction.
const BATCH: &str = "SELECT * FROM audit_events WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT 200";

impl FromRow for Notice {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("notice_id")?,
            account: row.get::<String>("account_id")?.into(),
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("unknown notice {kind}")))?,
            about: About::of(&row.get::<String>("subject_kind")?, row.get("edition_id")?),
            text: row.get("text")?,
            at: row.get("at")?,
        })
    }
}

struct Chosen(Option<(Kind, Choice)>);

impl FromRow for Chosen {
    fn from_row(row: &Row) -> Result<Self> {
        let (kind, choice): (String, String) = (row.get("kind")?, row.get("choice")?);
        Ok(Self(Kind::parse(&kind).zip(Choice::parse(&choice))))
    }
}

/// What a person has chosen.
///
/// # Errors
/// When the database does not answer.
pub async fn choices(platform: &mut Platform, account: &AccountId) -> Result<Choices> {
    let rows: Vec<Chosen> = platform
        .all("SELECT kind, choice FROM notice_choices WHERE account_id = $1", params![account])
        .await?;
    Ok(Choices(rows.into_iter().filter_map(|row| row.0).collect::<BTreeMap<_, _>>()))
}

/// Keeps one choice.
///
/// # Errors
/// When the database refuses.
pub async fn choose(
    platform: &mut PlatformWrite,
    account: &AccountId,
    kind: Kind,
    choice: Choice,
) -> Result<()> {
    platform
        .execute(
            "INSERT INTO notice_choices (account_id, kind, choice) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id, kind) DO UPDATE SET choice = excluded.choice",
            params![account, kind.as_str(), choice.as_str()],
        )
        .await
        .map(drop)
}

/// The tenants in which something happened that was not yet looked at.
///
/// # Errors
/// When the database does not answer.
pub async fn behind(platform: &mut Platform) -> Result<Vec<TenantId>> {
    let ids: Vec<String> = platform
        .all(
            "SELECT h.tenant_id AS s FROM tenant_heads h JOIN tenants t ON t.tenant_id = h.tenant_id \
             LEFT JOIN notice_cursors c ON c.tenant_id = h.tenant_id \
             WHERE h.seq > COALESCE(c.seq, 0) ORDER BY h.tenant_id",
            vec![],
        )
        .await?;
    Ok(ids.into_iter().map(TenantId::from).collect())
}

/// Up to where a tenant's chain was told, and where it ends now.
///
/// # Errors
/// When the database does not answer.
pub async fn cursor(scope: &mut Scope) -> Result<(i64, i64)> {
    let told: Option<i64> =
        scope.optional("SELECT seq AS n FROM notice_cursors WHERE tenant_id = $1", vec![]).await?;
    let head: i64 = scope.one("SELECT seq AS n FROM tenant_heads WHERE tenant_id = $1", vec![]).await?;
    Ok((told.unwrap_or(0), head))
}

/// What happened after a number.
///
/// # Errors
/// When the database does not answer.
pub async fn events(scope: &mut Scope, after: i64) -> Result<Vec<Stored>> {
    scope.all(BATCH, params![after]).await
}

/// Moves the cursor.
///
/// # Errors
/// When the database refuses.
pub async fn move_to(scope: &mut WriteScope, seq: i64) -> Result<()> {
    scope
        .execute(
            "INSERT INTO notice_cursors (tenant_id, seq) VALUES ($1, $2) \
             ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq",
            params![seq],
        )
        .await
        .map(drop)
}

/// A new notice; whether it was new.
///
/// # Errors
/// When the database refuses.
pub async fn insert(scope: &mut WriteScope, notice: &Notice, settled_at: Option<Millis>) -> Result<bool> {
    let inserted = scope
        .execute(
            "INSERT INTO desk_notices (tenant_id, notice_id, account_id, kind, edition_id, text, at, settled_at, subject_kind) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, notice_id) DO NOTHING",
            params![
                &notice.id,
                &notice.account,
                notice.kind.as_str(),
                notice.about.id(),
                &notice.text,
                notice.at,
                settled_at,
                notice.about.kind()
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// A tenant and a person for whom notices wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Where.
    pub tenant: TenantId,
    /// Whose.
    pub account: AccountId,
}

impl FromRow for Waiting {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            account: row.get::<String>("account_id")?.into(),
        })
    }
}

/// For whom notices wait that were there before an instant; what is due is told of the same morning.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(platform: &mut Platform, before: Millis) -> Result<Vec<Waiting>> {
    platform
        .all(
            "SELECT DISTINCT n.tenant_id, n.account_id FROM tenants t JOIN desk_notices n ON n.tenant_id = t.tenant_id \
             WHERE n.settled_at IS NULL AND (n.at < $1 OR n.kind = 'den-han') ORDER BY n.tenant_id, n.account_id",
            params![before],
        )
        .await
}

/// One person's waiting notices of a tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_for(scope: &mut Scope, account: &AccountId, before: Millis) -> Result<Vec<Notice>> {
    scope
        .all(
            "SELECT * FROM desk_notices WHERE tenant_id = $1 AND settled_at IS NULL AND account_id = $2 \
             AND (at < $3 OR kind = 'den-han') ORDER BY kind, at, notice_id",
            params![account, before],
        )
        .await
}

/// Those are told.
///
/// # Errors
/// When the database refuses.
pub async fn settle(scope: &mut WriteScope, notices: &[Notice], now: Millis) -> Result<()> {
    for notice in notices {
        scope
            .execute(
                "UPDATE desk_notices SET settled_at = $3 WHERE tenant_id = $1 AND notice_id = $2",
                params![&notice.id, now],
            )
            .await?;
    }
    Ok(())
}

/// Drops what was told long ago.
///
/// # Errors
/// When the database refuses.
pub async fn forget(platform: &mut PlatformWrite, before: Millis) -> Result<()> {
    platform
        .execute("DELETE FROM desk_notices WHERE settled_at IS NOT NULL AND at < $1", params![before])
        .await
        .map(drop)
}

impl FromRow for Reminder {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            account: row.get::<String>("account_id")?.into(),
            due_on: row.date("due_on")?.ok_or_else(|| Error::internal("an assignment without a day"))?,
        })
    }
}

/// What is due by a day, was given before an instant and is still worked on, in every tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn due(platform: &mut Platform, by: Date, given_before: Millis) -> Result<Vec<Reminder>> {
    platform
        .all(
            "SELECT a.tenant_id, a.edition_id, a.account_id, a.due_on FROM tenants t \
             JOIN assignments a ON a.tenant_id = t.tenant_id AND a.due_on <= $1 \
             JOIN editions e ON e.tenant_id = a.tenant_id AND e.edition_id = a.edition_id \
             WHERE a.assigned_at < $2 AND e.state IN ('draft', 'submitted', 'approved', 'scheduled') \
             ORDER BY a.tenant_id, a.edition_id",
            params![by, given_before],
        )
        .await
}

impl FromRow for Unaccounted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            consultation: row.get("consultation_id")?,
            unit: row.get("unit_key")?,
            ended_on: row.date("ends_on")?.ok_or_else(|| Error::internal("opened without a last day"))?,
        })
    }
}

/// The consultations whose time was over before a day and whose account is still to be written, in every tenant.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn unaccounted(platform: &mut Platform, day: Date) -> Result<Vec<Unaccounted>> {
    platform
        .all(
            "SELECT c.tenant_id, c.consultation_id, c.unit_key, c.ends_on FROM tenants t \
             JOIN consultations c ON c.tenant_id = t.tenant_id AND c.ends_on < $1 \
             WHERE c.stage = 'approved' AND c.taken_down_at IS NULL ORDER BY c.tenant_id, c.consultation_id",
            params![day],
        )
        .await
}

/// Whether a notice is there.
///
/// # Errors
/// When the database does not answer.
pub async fn is_known(platform: &mut Platform, tenant: &TenantId, id: &str) -> Result<bool> {
    let found: Option<i64> = platform
        .optional(
            "SELECT CAST(1 AS BIGINT) AS n FROM desk_notices WHERE tenant_id = $1 AND notice_id = $2",
            params![tenant, id],
        )
        .await?;
    Ok(found.is_some())
}

/// Everybody who ever spoke about an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn speakers(scope: &mut Scope, edition: &EditionId) -> Result<Vec<AccountId>> {
    let ids: Vec<String> = scope
        .all(
            "SELECT DISTINCT account_id AS s FROM comments WHERE tenant_id = $1 AND edition_id = $2",
            params![edition],
        )
        .await?;
    Ok(ids.into_iter().map(AccountId::from).collect())
}
