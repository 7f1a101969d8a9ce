//! Signing in and out: server-side sessions, a lock after five wrong tries, a forced first password.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{HOUR, MINUTE, Millis};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::base::seal::sha256_hex;
use crate::base::web::limits::neighbourhood;

use super::store::{self, Account, SessionRow};
use super::{Appointment, csrf, passwords};

/// Wrong tries before the account rests.
pub const TRIES: i64 = 5;
/// How long it rests.
pub const LOCK: Millis = 15 * MINUTE;
/// A session ends when it was not used for so long.
pub const IDLE: Millis = 2 * HOUR;
/// A session ends after so long in any case.
pub const LONGEST: Millis = 12 * HOUR;
/// Looks are written down at most this often, to spare the disk.
const TOUCH: Millis = MINUTE;

/// A signed-in person with all they are appointed to.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub account: Account,
    /// The token its forms carry, masked anew each time the session is found.
    pub csrf: String,
    /// Everything they were ever appointed to.
    pub appointments: Vec<Appointment>,
    /// The digest it is stored under.
    pub hash: String,
}

/// A session that was just opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The cookie's token.
    pub token: String,
    /// Whose it is.
    pub account: Account,
    /// From where another session of theirs is in use, in another network.
    pub elsewhere: Option<String>,
}

/// Why somebody was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Unknown login or wrong password: never said which.
    Wrong,
    /// Too many wrong tries; until then even the right password is not looked at.
    Locked(Millis),
    /// The account is out of use.
    Disabled,
}

/// Tries to sign in; the session on success.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_in(
    db: &Db,
    login: &str,
    password: &str,
    address: Option<&str>,
) -> Result<Result<Opened, Denied>> {
    let login = login.trim().to_lowercase();
    let now = db.clock.now();
    let found = store::account_by_login(&mut db.platform().await?, &login).await?;
    let Some(account) = found else {
        // As slow as a known login, so that logins cannot be told by the clock.
        passwords::hash(password, &db.entropy).await?;
        return Ok(Err(Denied::Wrong));
    };
    if let Some(until) = account.locked_until.filter(|&until| now < until) {
        return Ok(Err(Denied::Locked(until)));
    }
    if !passwords::verify(password, &account.password_hash).await? {
        return fail(db, &account, address).await.map(Err);
    }
    if account.disabled_at.is_some() {
        return Ok(Err(Denied::Disabled));
    }
    open(db, account, address).await.map(Ok)
}

async fn fail(db: &Db, account: &Account, address: Option<&str>) -> Result<Denied> {
    let mut platform = db.platform_write(&actor(account, address)).await?;
    // Read again under the write lock: two wrong tries at once are two.
    let failures = store::account(&mut platform, &account.id).await?.map_or(0, |a| a.failures) + 1;
    let locked_until = (failures >= TRIES).then(|| db.clock.now() + LOCK);
    let kept = if locked_until.is_some() { 0 } else { failures };
    store::record_failure(&mut platform, &account.id, kept, locked_until).await?;
    let action = if locked_until.is_some() { "account.lock" } else { "account.wrong-password" };
    platform.audit(
        &TenantId::platform(),
        action,
        "account",
        account.id.as_str(),
        json!({ "login": account.login }),
    );
    platform.commit().await?;
    Ok(locked_until.map_or(Denied::Wrong, Denied::Locked))
}

async fn open(db: &Db, account: Account, address: Option<&str>) -> Result<Opened> {
    let now = db.clock.now();
    let token = db.entropy.token();
    let row = SessionRow {
        account: account.id.clone(),
        csrf: db.entropy.token(),
        seen_at: now,
        expires_at: now + LONGEST,
    };
    let mut platform = db.platform_write(&actor(&account, address)).await?;
    let in_use = store::addresses_in_use(&mut platform, &account.id, now - IDLE, now).await?;
    let elsewhere = in_use.into_iter().find(|other| address.is_some_and(|here| are_apart(here, other)));
    store::record_success(&mut platform, &account.id, now).await?;
    store::insert_session(&mut platform, &sha256_hex(token.as_bytes()), &row, address).await?;
    platform.audit(
        &TenantId::platform(),
        "account.sign-in",
        "account",
        account.id.as_str(),
        json!({ "login": account.login }),
    );
    platform.commit().await?;
    Ok(Opened { token, account, elsewhere })
}

/// Whether two addresses belong to different networks.
fn are_apart(here: &str, other: &str) -> bool {
    let network = |address: &str| address.parse().ok().map(neighbourhood);
    network(here).zip(network(other)).is_some_and(|(here, other)| here != other)
}

/// The actor that a signed-in person is.
pub fn actor(account: &Account, address: Option<&str>) -> Actor {
    Actor {
        account: Some(account.id.clone()),
        label: account.login.clone(),
        address: address.map(str::to_owned),
    }
}

/// The session a cookie stands for, if it still holds.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &Db, token: &str) -> Result<Option<Session>> {
    let hash = sha256_hex(token.as_bytes());
    let now = db.clock.now();
    let mut platform = db.platform().await?;
    let Some(row) = store::session(&mut platform, &hash).await? else { return Ok(None) };
    if row.expires_at <= now || row.seen_at + IDLE <= now {
        return Ok(None);
    }
    let account =
        store::account(&mut platform, &row.account).await?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(None) };
    let appointments = store::appointments_of(&mut platform, &account.id).await?;
    drop(platform);
    if row.seen_at + TOUCH <= now {
        let mut platform = db.platform_write(&Actor::system()).await?;
        store::touch_session(&mut platform, &hash, now).await?;
        platform.commit().await?;
    }
    let csrf = csrf::masked(&row.csrf, &db.entropy);
    Ok(Some(Session { account, csrf, appointments, hash }))
}

/// Ends a session.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(db: &Db, session: &Session, address: Option<&str>) -> Result<()> {
    let mut platform = db.platform_write(&actor(&session.account, address)).await?;
    store::delete_session(&mut platform, &session.hash).await?;
    platform.audit(
        &TenantId::platform(),
        "account.sign-out",
        "account",
        session.account.id.as_str(),
        json!({}),
    );
    platform.commit().await
}

/// Replaces one's own password; every other session of the person ends, and this one with them.
///
/// # Errors
/// [`Error::Refused`] when the old one is wrong or the new one weak.
pub async fn change_password(
    db: &Db,
    session: &Session,
    old: &str,
    new: &str,
    address: Option<&str>,
) -> Result<()> {
    let account = &session.account;
    if !passwords::verify(old, &account.password_hash).await? {
        return Err(Error::refused("old", "Mật khẩu hiện tại không đúng.", ""));
    }
    if old == new {
        return Err(Error::refused(
            "password",
            "Mật khẩu mới phải khác mật khẩu hiện tại.",
            "Quy chế Điều 12.4",
        ));
    }
    Error::unless_empty(passwords::refusals(new, &account.login))?;
    let hash = passwords::hash(new, &db.entropy).await?;
    let mut platform = db.platform_write(&actor(account, address)).await?;
    store::set_password(&mut platform, &account.id, &hash, false).await?;
    store::delete_sessions_of(&mut platform, &account.id, db.clock.now()).await?;
    platform.audit(&TenantId::platform(), "account.password", "account", account.id.as_str(), json!({}));
    platform.commit().await
}
