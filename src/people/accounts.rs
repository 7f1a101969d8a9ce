//! Making accounts, resetting passwords and appointing: what the command line and the demo do.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::Db;

use super::{Appointment, passwords, store};

/// Letters and digits that nobody confuses, for passwords that are read from paper.
const PASSWORD_LENGTH: usize = 16;

/// A fresh random password to hand over once: 80 bits, in groups of four.
pub fn random_password(db: &Db) -> String {
    let code = db.entropy.readable(PASSWORD_LENGTH).to_lowercase();
    let groups: Vec<String> =
        code.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}

/// Makes an account whose first sign-in forces a new password.
///
/// # Errors
/// [`Error::Refused`] when the login is malformed or taken.
pub async fn add(
    db: &Db,
    actor: &Actor,
    login: &str,
    name: &str,
    email: &str,
    password: &str,
) -> Result<AccountId> {
    check_login(login)?;
    let account = store::Account {
        id: AccountId::fresh(&db.clock, &db.entropy),
        login: login.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        password_hash: passwords::hash(password, &db.entropy).await?,
        must_change: true,
        failures: 0,
        locked_until: None,
        disabled_at: None,
        last_sign_in_at: None,
    };
    let mut platform = db.platform_write(actor).await?;
    if store::account_by_login(&mut platform, login).await?.is_some() {
        return Err(Error::refused(
            "login",
            format!("Tên đăng nhập {login} đã có người dùng."),
            "Quy chế Điều 12.4",
        ));
    }
    store::insert_account(&mut platform, &account, db.clock.now()).await?;
    platform.audit(
        &TenantId::platform(),
        "account.add",
        "account",
        account.id.as_str(),
        json!({ "login": login }),
    );
    platform.commit().await?;
    Ok(account.id)
}

/// Refuses a malformed login.
///
/// # Errors
/// [`Error::Refused`] naming the field.
pub(crate) fn check_login(login: &str) -> Result<()> {
    let fine = (3..=64).contains(&login.len())
        && login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c));
    let refusal = Refusal::new("login", "Tên đăng nhập gồm 3-64 ký tự a-z, 0-9, dấu chấm, gạch ngang.", "");
    Error::unless_empty(if fine { vec![] } else { vec![refusal] })
}

/// Gives an account a new password to be changed at the next sign-in, and ends its sessions.
///
/// # Errors
/// [`Error::NotFound`] when there is no such login.
pub async fn reset(db: &Db, actor: &Actor, login: &str, password: &str) -> Result<()> {
    let hash = passwords::hash(password, &db.entropy).await?;
    let mut platform = db.platform_write(actor).await?;
    let account = store::account_by_login(&mut platform, login).await?.ok_or(Error::NotFound)?;
    store::set_password(&mut platform, &account.id, &hash, true).await?;
    store::delete_sessions_of(&mut platform, &account.id, db.clock.now()).await?;
    platform.audit(
        &TenantId::platform(),
        "account.reset",
        "account",
        account.id.as_str(),
        json!({ "login": login }),
    );
    platform.commit().await
}

/// What an appointment is made of, before it has an id.
#[derive(Clone, Debug)]
pub struct NewAppointment<'a> {
    /// Where.
    pub tenant: &'a TenantId,
    /// Who.
    pub account: &'a AccountId,
    /// To what.
    pub role: super::Role,
    /// For which unit.
    pub unit: Option<&'a str>,
    /// The first day.
    pub from: jiff::civil::Date,
    /// The first day without the right.
    pub until: Option<jiff::civil::Date>,
    /// The decision's number.
    pub decision: &'a str,
}

/// Appoints a person in a tenant.
///
/// # Errors
/// [`Error::Refused`] when the role belongs to a unit and none is named, or no decision is.
pub async fn appoint(db: &Db, actor: &Actor, new: NewAppointment<'_>) -> Result<()> {
    let mut refusals = Vec::new();
    if matches!(new.role, super::Role::UnitHead | super::Role::UnitOfficer) && new.unit.is_none() {
        refusals.push(Refusal::new("unit", "Chức danh này phải gắn với một đơn vị.", "Quy chế Điều 12.3"));
    }
    if new.decision.trim().is_empty() {
        refusals.push(Refusal::new("decision", "Phải nêu số quyết định cử.", "Quy chế Điều 7.1"));
    }
    Error::unless_empty(refusals)?;
    let appointment = Appointment {
        tenant: new.tenant.clone(),
        id: fresh(db.clock.now(), &db.entropy),
        account: new.account.clone(),
        role: new.role,
        unit: new.unit.map(str::to_owned),
        from: new.from,
        until: new.until,
        decision: new.decision.to_owned(),
        lent_by: None,
        stopped_at: None,
    };
    let mut platform = db.platform_write(actor).await?;
    store::insert_appointment(&mut platform, &appointment).await?;
    let detail = json!({ "account": new.account, "role": new.role, "unit": new.unit, "from": new.from, "until": new.until, "decision": new.decision });
    platform.audit(new.tenant, "appointment.add", "appointment", &appointment.id, detail);
    platform.commit().await
}
