//! The SQL of accounts, sessions and appointments, and nobody else's.

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope};
use crate::params;

use super::Appointment;

/// A person's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What they type.
    pub login: String,
    /// Who they are.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
    /// Argon2id.
    pub password_hash: String,
    /// The next sign-in forces a new password.
    pub must_change: bool,
    /// Wrong tries since the last right one.
    pub failures: i64,
    /// Until when no password is looked at.
    pub locked_until: Option<Millis>,
    /// Since when it is out of use.
    pub disabled_at: Option<Millis>,
    /// When it was last used.
    pub last_sign_in_at: Option<Millis>,
}

impl FromRow for Account {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("account_id")?.into(),
            login: row.get("login")?,
            name: row.get("name")?,
            email: row.get("email")?,
            password_hash: row.get("password_hash")?,
            must_change: row.get("must_change")?,
            failures: row.get("failures")?,
            locked_until: row.get("locked_until")?,
            disabled_at: row.get("disabled_at")?,
            last_sign_in_at: row.get("last_sign_in_at")?,
        })
    }
}

/// A session's row.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Whose.
    pub account: AccountId,
    /// The token its forms carry.
    pub csrf: String,
    /// When it was last used.
    pub seen_at: Millis,
    /// When it ends at the latest.
    pub expires_at: Millis,
}

impl FromRow for SessionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get::<String>("account_id")?.into(),
            csrf: row.get("csrf")?,
            seen_at: row.get("seen_at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

/// An account by its login.
///
/// # Errors
/// When the database does not answer.
pub async fn account_by_login(platform: &mut Platform, login: &str) -> Result<Option<Account>> {
    platform.optional("SELECT * FROM accounts WHERE login = $1", params![login]).await
}

/// An account by its id.
///
/// # Errors
/// When the database does not answer.
pub async fn account(platform: &mut Platform, id: &AccountId) -> Result<Option<Account>> {
    platform.optional("SELECT * FROM accounts WHERE account_id = $1", params![id]).await
}

/// Every account, by login.
///
/// # Errors
/// When the database does not answer.
pub async fn accounts(platform: &mut Platform) -> Result<Vec<Account>> {
    platform.all("SELECT * FROM accounts ORDER BY login", vec![]).await
}

/// A new account.
///
/// # Errors
/// When the login is taken.
pub async fn insert_account(platform: &mut PlatformWrite, account: &Account, now: Millis) -> Result<()> {
    platform
        .execute(
            "INSERT INTO accounts (account_id, login, name, email, password_hash, must_change, failures, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
            params![&account.id, &account.login, &account.name, &account.email, &account.password_hash, account.must_change, now],
        )
        .await
        .map(drop)
}

/// Replaces a password and lifts every lock.
///
/// # Errors
/// When the database refuses.
pub async fn set_password(
    platform: &mut PlatformWrite,
    id: &AccountId,
    hash: &str,
    must_change: bool,
) -> Result<()> {
    platform
        .execute(
            "UPDATE accounts SET password_hash = $2, must_change = $3, failures = 0, locked_until = NULL WHERE account_id = $1",
            params![id, hash, must_change],
        )
        .await
        .map(drop)
}

/// Writes down a wrong try.
///
/// # Errors
/// When the database refuses.
pub async fn record_failure(
    platform: &mut PlatformWrite,
    id: &AccountId,
    failures: i64,
    locked_until: Option<Millis>,
) -> Result<()> {
    platform
        .execute(
            "UPDATE accounts SET failures = $2, locked_until = $3 WHERE account_id = $1",
            params![id, failures, locked_until],
        )
        .await
        .map(drop)
}

/// Writes down a right one.
///
/// # Errors
/// When the database refuses.
pub async fn record_success(platform: &mut PlatformWrite, id: &AccountId, now: Millis) -> Result<()> {
    platform
        .execute(
            "UPDATE accounts SET failures = 0, locked_until = NULL, last_sign_in_at = $2 WHERE account_id = $1",
            params![id, now],
        )
        .await
        .map(drop)
}

/// A new session.
///
/// # Errors
/// When the database refuses.
pub async fn insert_session(
    platform: &mut PlatformWrite,
    hash: &str,
    row: &SessionRow,
    address: Option<&str>,
) -> Result<()> {
    platform
        .execute(
            "INSERT INTO sessions (session_hash, account_id, csrf, created_at, seen_at, expires_at, address) VALUES ($1, $2, $3, $4, $4, $5, $6)",
            params![hash, &row.account, &row.csrf, row.seen_at, row.expires_at, address],
        )
        .await
        .map(drop)
}

/// A session by the digest of its cookie.
///
/// # Errors
/// When the database does not answer.
pub async fn session(platform: &mut Platform, hash: &str) -> Result<Option<SessionRow>> {
    platform.optional("SELECT * FROM sessions WHERE session_hash = $1", params![hash]).await
}

/// From where the sessions of an account are that were used since `since` and have not ended by `now`.
///
/// # Errors
/// When the database does not answer.
pub async fn addresses_in_use(
    platform: &mut Platform,
    account: &AccountId,
    since: Millis,
    now: Millis,
) -> Result<Vec<String>> {
    platform
        .all(
            "SELECT address AS s FROM sessions WHERE account_id = $1 AND seen_at > $2 AND expires_at > $3 \
             AND address IS NOT NULL ORDER BY seen_at DESC",
            params![account, since, now],
        )
        .await
}

/// Keeps a session alive.
///
/// # Errors
/// When the database refuses.
pub async fn touch_session(platform: &mut PlatformWrite, hash: &str, now: Millis) -> Result<()> {
    platform
        .execute("UPDATE sessions SET seen_at = $2 WHERE session_hash = $1", params![hash, now])
        .await
        .map(drop)
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn delete_session(platform: &mut PlatformWrite, hash: &str) -> Result<()> {
    platform.execute("DELETE FROM sessions WHERE session_hash = $1", params![hash]).await.map(drop)
}

/// Ends every session of a person, and all that are past their end.
///
/// # Errors
/// When the database refuses.
pub async fn delete_sessions_of(platform: &mut PlatformWrite, id: &AccountId, now: Millis) -> Result<()> {
    platform
        .execute("DELETE FROM sessions WHERE account_id = $1 OR expires_at < $2", params![id, now])
        .await
        .map(drop)
}

/// Everything a person was ever appointed to.
///
/// # Errors
/// When the database does not answer.
pub async fn appointments_of(platform: &mut Platform, id: &AccountId) -> Result<Vec<Appointment>> {
    platform
        .all("SELECT * FROM appointments WHERE account_id = $1 ORDER BY tenant_id, from_on", params![id])
        .await
}

/// A new appointment.
///
/// # Errors
/// When the database refuses.
pub async fn insert_appointment(platform: &mut PlatformWrite, appointment: &Appointment) -> Result<()> {
    platform
        .execute(
            "INSERT INTO appointments (tenant_id, appointment_id, account_id, role, unit_key, from_on, until_on, decision, lent_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &appointment.tenant,
                &appointment.id,
                &appointment.account,
                appointment.role.as_str(),
                appointment.unit.as_deref(),
                appointment.from,
                appointment.until,
                &appointment.decision,
                appointment.lent_by.as_ref(),
            ],
        )
        .await
        .map(drop)
}

/// Everybody ever appointed in one tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn appointments_in(scope: &mut Scope) -> Result<Vec<Appointment>> {
    scope.all("SELECT * FROM appointments WHERE tenant_id = $1 ORDER BY role, from_on", vec![]).await
}

/// Who serves in a tenant on a day with an account in use, the longest-serving first.
///
/// # Errors
/// When the database does not answer.
pub async fn serving(platform: &mut Platform, tenant: &TenantId, day: Date) -> Result<Vec<Appointment>> {
    platform
        .all(
            "SELECT p.* FROM appointments p JOIN accounts a ON a.account_id = p.account_id \
             WHERE p.tenant_id = $1 AND a.disabled_at IS NULL AND p.from_on <= $2 \
             AND (p.until_on IS NULL OR p.until_on > $2) ORDER BY p.from_on, p.appointment_id",
            params![tenant, day],
        )
        .await
}
