//! Personal keys to the staff's JSON interface: shown once, stored hashed, limited, and over within a year.

pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, MINUTE, Millis, plus_days, start_of};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::Db;
use crate::base::seal::sha256_hex;

use super::Grants;
use super::sessions::Session;
use super::store::{account, appointments_of};

/// How a key begins, so that one lost in a file is known for what it is.
pub const PREFIX: &str = "portal_";
/// The longest life of a key, in days.
pub const LONGEST_DAYS: i64 = 365;
/// The most keys a person may have in use.
pub const MOST: usize = 20;
/// Uses are written down at most this often, to spare the disk.
const TOUCH: Millis = MINUTE;
/// The longest name of a key.
const NAME: usize = 80;

/// A key as it is listed; its token is known to its holder only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// Whose.
    pub account: AccountId,
    /// What its holder calls it.
    pub name: String,
    /// What it may be used for.
    pub grants: Grants,
    /// The tenants whose appointments it may use.
    pub tenants: Vec<TenantId>,
    /// Since when.
    pub created_at: Millis,
    /// The first instant at which it opens nothing.
    pub expires_at: Millis,
    /// When its holder took it out of use.
    pub revoked_at: Option<Millis>,
    /// When it was last used.
    pub last_used_at: Option<Millis>,
    /// From where.
    pub last_address: Option<String>,
}

impl Key {
    /// Whether it opens anything.
    pub fn holds_at(&self, now: Millis) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// The end of its id, by which the trail names it.
    pub fn short(&self) -> &str {
        self.id.get(self.id.len().saturating_sub(8)..).unwrap_or(&self.id)
    }
}

/// What a key is asked to be.
#[derive(Clone, Debug, Default)]
pub struct NewKey {
    /// What its holder calls it.
    pub name: String,
    /// What it may be used for.
    pub grants: Grants,
    /// The tenants whose appointments it may use.
    pub tenants: Vec<TenantId>,
    /// The last day on which it opens anything; none where what was typed is no day.
    pub last_day: Option<Date>,
}

/// Makes a key; the token is told once and never again.
///
/// # Errors
/// [`Error::Refused`] with everything that is missing or goes too far.
pub async fn make(db: &Db, session: &Session, actor: &Actor, new: NewKey) -> Result<(String, Key)> {
    let now = db.clock.now();
    let mut platform = db.platform_write(actor).await?;
    let held = store::of(&mut platform, &session.account.id).await?;
    let in_use = held.iter().filter(|key| key.holds_at(now)).count();
    Error::unless_empty(refusals(&new, session, db.clock.today(), in_use))?;
    let token = format!("{PREFIX}{}", db.entropy.token());
    let key = Key {
        id: fresh(now, &db.entropy),
        account: session.account.id.clone(),
        name: new.name.trim().to_owned(),
        grants: new.grants,
        tenants: new.tenants,
        created_at: now,
        expires_at: new.last_day.map_or(now, start_of) + DAY,
        revoked_at: None,
        last_used_at: None,
        last_address: None,
    };
    store::insert(&mut platform, &key, &sha256_hex(token.as_bytes())).await?;
    let detail = json!({ "grants": key.grants, "tenants": key.tenants, "expires_at": key.expires_at });
    platform.audit(&TenantId::platform(), "key.create", "key", &key.id, detail);
    platform.commit().await?;
    Ok((token, key))
}

fn refusals(new: &NewKey, session: &Session, today: Date, in_use: usize) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse =
        |field, message: String| refusals.push(Refusal::new(field, message, "Quy chế Điều 12.4"));
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME {
        refuse(
            "ten",
            format!("Hãy đặt tên cho khóa, không quá {NAME} ký tự, để biết khóa dùng vào việc gì."),
        );
    }
    if new.grants.is_empty() {
        refuse("quyen", "Hãy chọn ít nhất một việc mà khóa được làm.".into());
    }
    let appointed =
        |tenant: &TenantId| session.appointments.iter().any(|a| &a.tenant == tenant && a.holds_on(today));
    if new.tenants.is_empty() || !new.tenants.iter().all(appointed) {
        refuse("trang", "Hãy chọn ít nhất một trang nơi ông/bà đang giữ chức danh.".into());
    }
    let last = plus_days(today, LONGEST_DAYS);
    if new.last_day.is_none_or(|day| day < today || day > last) {
        let last = crate::base::clock::date_vi(last);
        refuse("het-han", format!("Hãy ghi ngày hết hạn như 31/12/2016, từ hôm nay đến {last}."));
    }
    if in_use >= MOST {
        refuse("", format!("Ông/bà đang có {MOST} khóa còn hiệu lực. Hãy thu hồi khóa không dùng nữa."));
    }
    refusals
}

/// Who stands behind a token, while it holds and its holder's account is in use.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &Db, token: &str, address: &str) -> Result<Option<(Session, Key)>> {
    if !token.starts_with(PREFIX) {
        return Ok(None);
    }
    let now = db.clock.now();
    let mut platform = db.platform().await?;
    let found = store::by_hash(&mut platform, &sha256_hex(token.as_bytes())).await?;
    let Some(key) = found.filter(|key| key.holds_at(now)) else { return Ok(None) };
    let account = account(&mut platform, &key.account).await?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(None) };
    let appointments = appointments_of(&mut platform, &account.id).await?;
    drop(platform);
    if key.last_used_at.is_none_or(|used| used + TOUCH <= now) || key.last_address.as_deref() != Some(address)
    {
        let mut platform = db.platform_write(&Actor::system()).await?;
        store::touch(&mut platform, &key.id, now, address).await?;
        platform.commit().await?;
    }
    let session = Session { account, csrf: String::new(), appointments, hash: String::new() };
    Ok(Some((session, key)))
}

/// A person's keys, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(db: &Db, account: &AccountId) -> Result<Vec<Key>> {
    store::of(&mut db.platform().await?, account).await
}

/// Takes one of a person's own keys out of use.
///
/// # Errors
/// [`Error::NotFound`] when they have none of that id in use.
pub async fn revoke(db: &Db, account: &AccountId, actor: &Actor, id: &str) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    if !store::revoke(&mut platform, account, id, db.clock.now()).await? {
        return Err(Error::NotFound);
    }
    platform.audit(&TenantId::platform(), "key.revoke", "key", id, json!({}));
    platform.commit().await
}
