//! The SQL of invitations, contributors and their figures, and nobody else's.

use std::collections::BTreeMap;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::params;
use crate::people::Role;

use super::invitations::Invitation;
use super::profile::{Profile, Sealed};
use super::statistics::Figures;
use super::status::Stop;

impl FromRow for Invitation {
    fn from_row(row: &Row) -> Result<Self> {
        let role: String = row.get("role")?;
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get("invitation_id")?,
            name: row.get("name")?,
            email: row.get("email")?,
            role: Role::parse(&role).ok_or_else(|| Error::internal(format!("unknown role {role}")))?,
            unit: row.get("unit_key")?,
            from: row.date("from_on")?.ok_or_else(|| Error::internal("an invitation without a first day"))?,
            until: row.date("until_on")?,
            decision: row.get("decision")?,
            invited_by: row.get::<String>("invited_by")?.into(),
            invited_at: row.get("invited_at")?,
            expires_at: row.get("expires_at")?,
            accepted_at: row.get("accepted_at")?,
            revoked_at: row.get("revoked_at")?,
        })
    }
}

pub(super) async fn invitations(scope: &mut Scope) -> Result<Vec<Invitation>> {
    scope
        .all(
            "SELECT * FROM invitations WHERE tenant_id = $1 ORDER BY invited_at DESC, invitation_id LIMIT 500",
            vec![],
        )
        .await
}

pub(super) async fn invitation_by_token(platform: &mut Platform, hash: &str) -> Result<Option<Invitation>> {
    platform.optional("SELECT * FROM invitations WHERE token_hash = $1", params![hash]).await
}

pub(super) async fn insert_invitation(scope: &mut WriteScope, new: &Invitation, hash: &str) -> Result<()> {
    scope
        .execute(
            "INSERT INTO invitations (tenant_id, invitation_id, token_hash, name, email, role, unit_key, from_on, until_on, decision, \
             invited_by, invited_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                &new.id,
                hash,
                &new.name,
                &new.email,
                new.role.as_str(),
                new.unit.as_deref(),
                new.from,
                new.until,
                &new.decision,
                &new.invited_by,
                new.invited_at,
                new.expires_at,
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn revoke_invitation(scope: &mut WriteScope, id: &str, now: Millis) -> Result<()> {
    scope
        .execute_one(
            "UPDATE invitations SET revoked_at = $3 WHERE tenant_id = $1 AND invitation_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
            params![id, now],
        )
        .await
}

/// Takes an open invitation for an account; somebody else's hand may have been quicker.
pub(super) async fn accept_invitation(
    platform: &mut PlatformWrite,
    invitation: &Invitation,
    account: &AccountId,
    now: Millis,
) -> Result<()> {
    let touched = platform
        .execute(
            "UPDATE invitations SET accepted_at = $3, account_id = $4 WHERE tenant_id = $1 AND invitation_id = $2 \
             AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
            params![&invitation.tenant, &invitation.id, now, account],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(Error::NotFound) }
}

impl FromRow for Profile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get::<String>("account_id")?.into(),
            pen_name: row.get("pen_name")?,
            rules_accepted_at: row.get("rules_accepted_at")?,
            version: row.get("version")?,
            has_contact: row.get::<i64>("has_contact")? > 0,
            has_payment: row.get::<i64>("has_payment")? > 0,
        })
    }
}

const PROFILE: &str = "SELECT account_id, pen_name, rules_accepted_at, version, \
     CAST(CASE WHEN contact IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_contact, \
     CAST(CASE WHEN payment IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_payment FROM contributors WHERE tenant_id = $1";

pub(super) async fn profile(scope: &mut Scope, account: &AccountId) -> Result<Option<Profile>> {
    scope.optional(sqlx::AssertSqlSafe(format!("{PROFILE} AND account_id = $2")), params![account]).await
}

/// Every profile of the tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn profiles(scope: &mut Scope) -> Result<Vec<Profile>> {
    scope.all(PROFILE, vec![]).await
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { contact: row.get("contact")?, payment: row.get("payment")? })
    }
}

pub(super) async fn sealed(scope: &mut Scope, account: &AccountId) -> Result<Option<Sealed>> {
    scope
        .optional(
            "SELECT contact, payment FROM contributors WHERE tenant_id = $1 AND account_id = $2",
            params![account],
        )
        .await
}

pub(super) async fn insert_profile(
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    profile: &Profile,
    contact: Option<Vec<u8>>,
) -> Result<()> {
    platform
        .execute(
            "INSERT INTO contributors (tenant_id, account_id, pen_name, contact, payment, rules_accepted_at, version, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $6)",
            params![
                tenant,
                &profile.account,
                &profile.pen_name,
                contact,
                None::<Vec<u8>>,
                profile.rules_accepted_at,
                profile.version,
            ],
        )
        .await
        .map(drop)
}

/// Saves a profile over the version it was made from; 0 is the first.
pub(super) async fn put_profile(
    scope: &mut WriteScope,
    account: &AccountId,
    pen_name: &str,
    sealed: Sealed,
    version: i64,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO contributors (tenant_id, account_id, pen_name, contact, payment, version, updated_at) \
             VALUES ($1, $2, $3, $4, $5, 1, $7) ON CONFLICT (tenant_id, account_id) DO UPDATE SET pen_name = excluded.pen_name, \
             contact = excluded.contact, payment = excluded.payment, version = contributors.version + 1, \
             updated_at = excluded.updated_at WHERE contributors.version = $6",
            params![account, pen_name, sealed.contact, sealed.payment, version, now],
        )
        .await
}

pub(super) async fn stop(
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    account: &AccountId,
    by: &AccountId,
    reason: &str,
    now: Millis,
) -> Result<u64> {
    platform
        .execute(
            "UPDATE appointments SET stopped_at = $3, stopped_by = $4, stop_reason = $5 \
             WHERE tenant_id = $1 AND account_id = $2 AND role = 'contributor' AND stopped_at IS NULL",
            params![tenant, account, now, by, reason],
        )
        .await
}

pub(super) async fn resume(scope: &mut WriteScope, account: &AccountId) -> Result<u64> {
    scope
        .execute(
            "UPDATE appointments SET stopped_at = NULL, stopped_by = NULL, stop_reason = NULL \
             WHERE tenant_id = $1 AND account_id = $2 AND role = 'contributor' AND stopped_at IS NOT NULL",
            params![account],
        )
        .await
}

impl FromRow for Stop {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get::<String>("account_id")?.into(),
            at: row.get("stopped_at")?,
            by: row.get::<String>("stopped_by")?.into(),
            reason: row.get("stop_reason")?,
        })
    }
}

/// Who is stopped in the tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn stopped(scope: &mut Scope) -> Result<Vec<Stop>> {
    scope
        .all(
            "SELECT account_id, stopped_at, stopped_by, stop_reason FROM appointments \
             WHERE tenant_id = $1 AND stopped_at IS NOT NULL AND role = 'contributor' ORDER BY account_id",
            vec![],
        )
        .await
}

struct Counted(AccountId, i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("s")?.into(), row.get("n")?))
    }
}

/// Since an instant, by author.
pub(super) async fn figures(scope: &mut Scope, since: Millis) -> Result<Vec<(AccountId, Figures)>> {
    let submitted: Vec<Counted> = scope
        .all(
            "SELECT created_by AS s, COUNT(DISTINCT item_id) AS n FROM editions WHERE tenant_id = $1 AND submitted_at >= $2 \
             AND created_by IS NOT NULL GROUP BY created_by",
            params![since],
        )
        .await?;
    let published: Vec<Counted> = scope
        .all(
            "SELECT created_by AS s, COUNT(DISTINCT item_id) AS n FROM editions WHERE tenant_id = $1 AND live_from >= $2 \
             AND created_by IS NOT NULL GROUP BY created_by",
            params![since],
        )
        .await?;
    let returned: Vec<Counted> = scope
        .all(
            "SELECT i.created_by AS s, COUNT(*) AS n FROM audit_events a JOIN items i ON i.tenant_id = a.tenant_id AND \
             i.item_id = a.subject_id WHERE a.tenant_id = $1 AND a.action = 'item.return' AND a.subject_kind = 'item' AND \
             a.at >= $2 AND i.created_by IS NOT NULL GROUP BY i.created_by",
            params![since],
        )
        .await?;
    let mut all: BTreeMap<AccountId, Figures> = BTreeMap::new();
    for Counted(account, n) in submitted {
        all.entry(account).or_default().submitted = n;
    }
    for Counted(account, n) in published {
        all.entry(account).or_default().published = n;
    }
    for Counted(account, n) in returned {
        all.entry(account).or_default().returned = n;
    }
    Ok(all.into_iter().collect())
}
