//! The SQL of the board's rules and approvals, of confirmations, and of appointments as the office changes them.

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, RevisionId, TenantId};
use crate::base::scope::{PlatformWrite, Scope, WriteScope};
use crate::params;
use crate::people::{Appointment, Role};
use crate::tenants::SectionKey;

use super::approvals::{Approval, Subject};
use super::confirming::{Confirmation, Delegation, Demand, Settings};
use super::rules::{Approvals, BoardRule};

fn role(row: &Row) -> Result<Role> {
    let role: String = row.get("role")?;
    Role::parse(&role).ok_or_else(|| Error::internal(format!("unknown role {role}")))
}

impl FromRow for BoardRule {
    fn from_row(row: &Row) -> Result<Self> {
        let section: Option<String> = row.get("section_key")?;
        let approvals: i64 = row.get("approvals")?;
        Ok(Self {
            id: Some(row.get("rule_id")?),
            section: section
                .map(|key| {
                    SectionKey::parse(&key).ok_or_else(|| Error::internal(format!("unknown section {key}")))
                })
                .transpose()?,
            approvals: Approvals::of(approvals)
                .ok_or_else(|| Error::internal(format!("{approvals} approvals")))?,
            roles: row.json("roles")?,
            from: row.date("from_on")?,
            until: row.date("until_on")?,
            decision: row.get("decision")?,
            set_by: Some(row.get::<String>("set_by")?.into()),
            set_at: row.get("set_at")?,
        })
    }
}

/// Every rule ever set, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(scope: &mut Scope) -> Result<Vec<BoardRule>> {
    scope
        .all("SELECT * FROM board_rules WHERE tenant_id = $1 ORDER BY from_on DESC, set_at DESC", vec![])
        .await
}

pub(super) async fn insert_rule(scope: &mut WriteScope, id: &str, rule: &BoardRule) -> Result<()> {
    let approvals = i64::try_from(rule.approvals.count()).unwrap_or(1);
    scope
        .execute(
            "INSERT INTO board_rules (tenant_id, rule_id, section_key, approvals, roles, from_on, until_on, decision, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                id,
                rule.section.map(SectionKey::as_str),
                approvals,
                serde_json::to_string(&rule.roles)?,
                rule.from,
                rule.until,
                &rule.decision,
                rule.set_by.as_ref(),
                rule.set_at,
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn end_rule(scope: &mut WriteScope, id: &str, day: Date) -> Result<()> {
    scope
        .execute_one(
            "UPDATE board_rules SET until_on = $3 WHERE tenant_id = $1 AND rule_id = $2 AND (until_on IS NULL OR until_on > $3)",
            params![id, day],
        )
        .await
}

impl FromRow for Approval {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get::<String>("account_id")?.into(),
            role: role(row)?,
            lent_by: row.get::<Option<String>>("lent_by")?.map(TenantId::from),
            at: row.get("approved_at")?,
        })
    }
}

pub(super) async fn standing(
    scope: &mut Scope,
    edition: &EditionId,
    revision: &RevisionId,
) -> Result<Vec<Approval>> {
    scope
        .all(
            "SELECT account_id, role, lent_by, approved_at FROM approvals WHERE tenant_id = $1 AND edition_id = $2 AND \
             revision_id = $3 AND voided_at IS NULL ORDER BY approved_at, approval_id",
            params![edition, revision],
        )
        .await
}

pub(super) async fn insert_approval(
    scope: &mut WriteScope,
    id: &str,
    subject: Subject<'_>,
    approval: &Approval,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO approvals (tenant_id, approval_id, edition_id, revision_id, account_id, written_by, role, lent_by, no_secret, approved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, TRUE, $9)",
            params![
                id,
                subject.edition,
                subject.revision,
                &approval.account,
                subject.written_by,
                approval.role.as_str(),
                approval.lent_by.as_ref(),
                approval.at,
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn void_approvals(scope: &mut WriteScope, edition: &EditionId, now: Millis) -> Result<()> {
    scope
        .execute(
            "UPDATE approvals SET voided_at = $3 WHERE tenant_id = $1 AND edition_id = $2 AND voided_at IS NULL",
            params![edition, now],
        )
        .await
        .map(drop)
}

/// Holds every other change of a tenant's appointments off until this one is done.
pub(super) async fn hold(platform: &mut PlatformWrite, tenant: &TenantId) -> Result<()> {
    platform
        .execute("UPDATE tenant_heads SET seq = seq WHERE tenant_id = $1", params![tenant])
        .await
        .map(drop)
}

/// Everybody ever appointed in a tenant, as the office that changes it sees them.
pub(super) async fn appointed(platform: &mut PlatformWrite, tenant: &TenantId) -> Result<Vec<Appointment>> {
    platform.all("SELECT * FROM appointments WHERE tenant_id = $1 ORDER BY from_on", params![tenant]).await
}

/// How an appointment ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending<'a> {
    pub until: Date,
    pub decision: &'a str,
    pub by: &'a AccountId,
    pub at: Millis,
}

pub(super) async fn end_appointment(
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    id: &str,
    ending: Ending<'_>,
) -> Result<()> {
    let touched = platform
        .execute(
            "UPDATE appointments SET until_on = $3, end_decision = $4, ended_by = $5, ended_at = $6 \
             WHERE tenant_id = $1 AND appointment_id = $2 AND (until_on IS NULL OR until_on > $3)",
            params![tenant, id, ending.until, ending.decision, ending.by, ending.at],
        )
        .await?;
    if touched == 1 {
        return Ok(());
    }
    Err(Error::Conflict("Việc cử này đã chấm dứt từ trước. Hãy tải lại trang.".into()))
}

/// The decisions by which appointments ended, by appointment.
///
/// # Errors
/// When the database does not answer.
pub async fn end_decisions(scope: &mut Scope) -> Result<Vec<(String, String)>> {
    struct Ended(String, String);
    impl FromRow for Ended {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("appointment_id")?, row.get("end_decision")?))
        }
    }
    let rows: Vec<Ended> = scope
        .all(
            "SELECT appointment_id, end_decision FROM appointments WHERE tenant_id = $1 AND end_decision IS NOT NULL",
            vec![],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// Whom a tenant lends to others, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn lent_by(
    platform: &mut crate::base::scope::Platform,
    tenant: &TenantId,
) -> Result<Vec<Appointment>> {
    platform
        .all("SELECT * FROM appointments WHERE lent_by = $1 ORDER BY from_on DESC LIMIT 200", params![tenant])
        .await
}

impl FromRow for Settings {
    fn from_row(row: &Row) -> Result<Self> {
        let word: String = row.get("confirmation")?;
        Ok(Self {
            demand: Demand::parse(&word)
                .ok_or_else(|| Error::internal(format!("unknown confirmation {word}")))?,
            office_unit: row.get("office_unit")?,
            remind_day: row.get("remind_day")?,
        })
    }
}

pub(super) async fn settings(scope: &mut Scope) -> Result<Option<Settings>> {
    scope.optional("SELECT * FROM supply_settings WHERE tenant_id = $1", vec![]).await
}

pub(super) async fn put_settings(
    scope: &mut WriteScope,
    settings: &Settings,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO supply_settings (tenant_id, confirmation, office_unit, remind_day, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id) DO UPDATE SET confirmation = excluded.confirmation, \
             office_unit = excluded.office_unit, remind_day = excluded.remind_day, set_by = excluded.set_by, set_at = excluded.set_at",
            params![settings.demand.as_str(), &settings.office_unit, settings.remind_day, by, now],
        )
        .await
        .map(drop)
}

impl FromRow for Delegation {
    fn from_row(row: &Row) -> Result<Self> {
        let day = |column: &str| -> Result<Date> {
            row.date(column)?.ok_or_else(|| Error::internal(format!("{column} is empty")))
        };
        Ok(Self {
            id: row.get("delegation_id")?,
            unit: row.get("unit_key")?,
            account: row.get::<String>("account_id")?.into(),
            from: day("from_on")?,
            until: day("until_on")?,
            paper: row.get("paper")?,
            given_by: row.get::<String>("given_by")?.into(),
        })
    }
}

/// Every delegation ever given, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn delegations(scope: &mut Scope) -> Result<Vec<Delegation>> {
    scope
        .all(
            "SELECT * FROM unit_delegations WHERE tenant_id = $1 ORDER BY from_on DESC, delegation_id LIMIT 500",
            vec![],
        )
        .await
}

pub(super) async fn delegation_of(
    scope: &mut Scope,
    account: &AccountId,
    unit: &str,
    day: Date,
) -> Result<Option<Delegation>> {
    scope
        .optional(
            "SELECT * FROM unit_delegations WHERE tenant_id = $1 AND account_id = $2 AND unit_key = $3 AND from_on <= $4 \
             AND until_on > $4 ORDER BY from_on DESC LIMIT 1",
            params![account, unit, day],
        )
        .await
}

pub(super) async fn insert_delegation(
    scope: &mut WriteScope,
    delegation: &Delegation,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO unit_delegations (tenant_id, delegation_id, unit_key, account_id, from_on, until_on, paper, given_by, given_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &delegation.id,
                &delegation.unit,
                &delegation.account,
                delegation.from,
                delegation.until,
                &delegation.paper,
                &delegation.given_by,
                now,
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn end_delegation(scope: &mut WriteScope, id: &str, day: Date) -> Result<()> {
    scope
        .execute_one(
            "UPDATE unit_delegations SET until_on = $3 WHERE tenant_id = $1 AND delegation_id = $2 AND until_on > $3",
            params![id, day],
        )
        .await
}

impl FromRow for Confirmation {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            unit: row.get("unit_key")?,
            account: row.get::<String>("account_id")?.into(),
            delegated: row.get::<Option<String>>("delegation_id")?.is_some(),
            at: row.get("confirmed_at")?,
        })
    }
}

pub(super) async fn confirmation(
    scope: &mut Scope,
    edition: &EditionId,
    revision: &RevisionId,
) -> Result<Option<Confirmation>> {
    scope
        .optional(
            "SELECT unit_key, account_id, delegation_id, confirmed_at FROM unit_confirmations \
             WHERE tenant_id = $1 AND edition_id = $2 AND revision_id = $3",
            params![edition, revision],
        )
        .await
}

/// The confirmations an edition ever had, by revision.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmed_before(scope: &mut Scope, edition: &EditionId) -> Result<i64> {
    scope
        .one(
            "SELECT COUNT(*) AS n FROM unit_confirmations WHERE tenant_id = $1 AND edition_id = $2",
            params![edition],
        )
        .await
}

pub(super) async fn insert_confirmation(
    scope: &mut WriteScope,
    id: &str,
    edition: &EditionId,
    revision: &RevisionId,
    confirmation: &Confirmation,
    delegation: Option<&str>,
) -> Result<bool> {
    let touched = scope
        .execute(
            "INSERT INTO unit_confirmations (tenant_id, confirmation_id, edition_id, revision_id, unit_key, account_id, delegation_id, confirmed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, edition_id, revision_id) DO NOTHING",
            params![id, edition, revision, &confirmation.unit, &confirmation.account, delegation, confirmation.at],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether a person acted for a unit on a day, as its officer or head.
pub(super) async fn acted_for(scope: &mut Scope, account: &AccountId, unit: &str, day: Date) -> Result<bool> {
    let found: i64 = scope
        .one(
            "SELECT COUNT(*) AS n FROM appointments WHERE tenant_id = $1 AND account_id = $2 AND unit_key = $3 AND from_on <= $4 \
             AND (until_on IS NULL OR until_on > $4) AND role IN ('unit-officer', 'unit-head')",
            params![account, unit, day],
        )
        .await?;
    Ok(found > 0)
}
