//! Who is paid: people with an account, and people without one, whose bank and tax data are sealed here.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::text::folded;
use crate::contributors::profile::{self, Payment};
use crate::people::store::{self as people, Account};
use crate::people::{Action, Role, Staff, State};
use crate::tenants::directory::Tenant;

use super::{PAID, store, tidy};

/// Who is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// Their id here.
    pub id: String,
    /// Their account, if they have one.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// Their unit's name, or where they work.
    pub unit: String,
    /// Counts every change.
    pub version: i64,
    /// Whether bank and tax data are sealed here.
    pub has_payment: bool,
}

impl Payee {
    /// By whom payments are added up over items and sites.
    pub fn person(&self) -> String {
        self.account.as_ref().map_or_else(|| self.id.clone(), ToString::to_string)
    }
}

/// Who is named on a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Somebody who is known here.
    Payee(String),
    /// Somebody with an account.
    Account(AccountId),
    /// Somebody by name, unknown until now; behind a comma what tells them from another of that name.
    New(String),
}

impl Named {
    /// As a form's choice writes it.
    pub fn as_choice(&self) -> String {
        match self {
            Self::Payee(id) => format!("p:{id}"),
            Self::Account(account) => format!("a:{account}"),
            Self::New(name) => format!("n:{name}"),
        }
    }

    /// A form's choice; none for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        let rest = tidy(rest);
        match kind {
            _ if rest.is_empty() => None,
            "p" => Some(Self::Payee(rest)),
            "a" => Some(Self::Account(rest.as_str().into())),
            "n" => Some(Self::New(rest)),
            _ => None,
        }
    }
}

/// Somebody who can be named.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// How they are named.
    pub named: Named,
    /// What they are called.
    pub name: String,
    /// What they are here, or where they work.
    pub about: String,
}

/// Everybody who can be named: contributors first, then who else is appointed, then who is known without an account.
///
/// # Errors
/// When the database does not answer.
pub async fn candidates(db: &Db, tenant: &Tenant) -> Result<Vec<Candidate>> {
    let accounts = people::accounts(&mut db.platform().await?).await?;
    let mut scope = db.read(tenant.id()).await?;
    let mut held = people::appointments_in(&mut scope).await?;
    held.sort_by_key(|held| held.role != Role::Contributor);
    let known = store::payees(&mut scope).await?;
    let mut found: Vec<Candidate> = Vec::new();
    for one in &held {
        let named = Named::Account(one.account.clone());
        if found.iter().any(|candidate| candidate.named == named) {
            continue;
        }
        let Some(account) = accounts.iter().find(|account| account.id == one.account) else { continue };
        found.push(Candidate { named, name: account.name.clone(), about: one.role.vietnamese().to_owned() });
    }
    for payee in known.into_iter().filter(|payee| payee.account.is_none()) {
        found.push(Candidate { named: Named::Payee(payee.id), name: payee.name, about: payee.unit });
    }
    Ok(found)
}

/// The row of who is named, made where there is none.
///
/// # Errors
/// [`Error::Refused`] for who is not known here.
pub(super) async fn settled(
    scope: &mut WriteScope,
    tenant: &Tenant,
    named: &Named,
    accounts: &[Account],
    by: &Staff,
) -> Result<Payee> {
    let unknown = || Error::refused("payees", "Có người nhận không còn trong danh sách. Hãy chọn lại.", PAID);
    match named {
        Named::Payee(id) => store::payee(scope, id).await?.ok_or_else(unknown),
        Named::Account(account) => {
            if let Some(known) = store::payee_of(scope, account).await? {
                return Ok(known);
            }
            let held = people::appointments_in(scope).await?;
            let held = held.iter().find(|held| held.account == *account).ok_or_else(unknown)?;
            let unit = held.unit.as_deref().and_then(|key| tenant.profile.unit(key));
            let unit = unit.map_or_else(String::new, |unit| unit.name.clone());
            let known = accounts.iter().find(|known| known.id == *account).ok_or_else(unknown)?;
            add(scope, Some(account.clone()), &known.name, &unit, by).await
        }
        Named::New(name) => {
            let name = tidy(name);
            let (name, unit) = told_apart(&name);
            if !(2..=120).contains(&name.chars().count()) || unit.chars().count() > 120 {
                return Err(Error::refused("payees", "Họ tên người nhận gồm 2 đến 120 ký tự.", PAID));
            }
            if let Some(known) = namesake(scope, accounts, (name, unit), None).await? {
                let message = format!(
                    "Đã có “{known}” trong danh sách người nhận: hãy chọn người đó trong danh sách. Nếu là người khác trùng \
                     tên, hãy ghi thêm đơn vị hoặc nơi ở sau dấu phẩy, ví dụ “{name}, Trường THCS số 1”."
                );
                return Err(Error::refused("payees", message, PAID));
            }
            add(scope, None, name, unit, by).await
        }
    }
}

/// A typed name, and what tells the person from another of that name: what stands behind the first comma.
fn told_apart(typed: &str) -> (&str, &str) {
    let (name, unit) = typed.split_once(',').unwrap_or((typed, ""));
    (name.trim(), unit.trim())
}

/// Who of that name can be chosen already, beside one; what is paid to one person under two names would escape the tax of
/// the whole. Another of the name is known by where they work; marks and capitals tell nobody apart.
async fn namesake(
    scope: &mut Scope,
    accounts: &[Account],
    (name, unit): (&str, &str),
    beside: Option<&str>,
) -> Result<Option<String>> {
    let (name, unit) = (folded(name), folded(unit));
    let same = |known: &str, at: &str| folded(known) == name && (unit.is_empty() || folded(at) == unit);
    let payees = store::payees(scope).await?;
    let known = payees.iter().filter(|one| beside != Some(one.id.as_str()));
    if let Some(known) = known.clone().find(|one| same(&one.name, &one.unit)) {
        let at = if known.unit.is_empty() { String::new() } else { format!(", {}", known.unit) };
        return Ok(Some(format!("{}{at}", known.name)));
    }
    let held = people::appointments_in(scope).await?;
    let appointed = accounts.iter().filter(|account| held.iter().any(|one| one.account == account.id));
    let of_name = appointed.filter(|account| folded(&account.name) == name && unit.is_empty());
    Ok(of_name.map(|account| account.name.clone()).next())
}

async fn add(
    scope: &mut WriteScope,
    account: Option<AccountId>,
    name: &str,
    unit: &str,
    by: &Staff,
) -> Result<Payee> {
    let now = scope.db().clock.now();
    let payee = Payee {
        id: fresh(now, &scope.db().entropy),
        account,
        name: name.to_owned(),
        unit: unit.to_owned(),
        version: 1,
        has_payment: false,
    };
    store::insert_payee(scope, &payee, &by.account, now).await?;
    Ok(payee)
}

fn context(tenant: &TenantId, payee: &str) -> String {
    format!("royalties/payee/{tenant}/{payee}")
}

/// What the office writes down of one who is paid.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// Name; of who has an account it stays as the account says.
    pub name: &'a str,
    /// Where they work.
    pub unit: &'a str,
    /// How they are paid; none: as it stands.
    pub payment: Option<Payment>,
    /// The version the form was made from.
    pub version: i64,
}

/// Whether somebody wrote down how they are paid in their own profile; their own word goes before the office's.
///
/// # Errors
/// When the database does not answer.
pub async fn says_it_themselves(scope: &mut Scope, payee: &Payee) -> Result<bool> {
    match &payee.account {
        Some(account) => Ok(profile::read(scope, account).await?.has_payment),
        None => Ok(false),
    }
}

/// What the office can see of the data by which somebody is paid without opening them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// They wrote them down in their own profile.
    Own,
    /// The office did.
    Office,
    /// Nobody did.
    Nothing,
}

impl Known {
    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Own => "tự ghi trong hồ sơ",
            Self::Office => "đã có",
            Self::Nothing => "chưa có",
        }
    }

    /// Of one who is paid.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(scope: &mut Scope, payee: &Payee) -> Result<Self> {
        Ok(match says_it_themselves(scope, payee).await? {
            true => Self::Own,
            false if payee.has_payment => Self::Office,
            false => Self::Nothing,
        })
    }
}

/// Writes down how somebody is paid, with an account or without one; who says it in their own profile is not talked over.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`], [`Error::Refused`] with every reason, [`Error::Conflict`].
pub async fn save(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    said: &Said<'_>,
) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let accounts = people::accounts(&mut db.platform().await?).await?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let known = store::payee(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let name = if known.account.is_some() { known.name.clone() } else { tidy(said.name) };
    let unit = tidy(said.unit);
    let mut refusals = said.payment.as_ref().map(Payment::refusals).unwrap_or_default();
    if said.payment.is_some() && says_it_themselves(&mut scope, &known).await? {
        let message =
            "Người này đã tự ghi tài khoản, mã số thuế trong hồ sơ của mình; tiền chi theo dữ liệu đó.";
        refusals.push(Refusal::new("account_number", message, PAID));
    }
    let renamed = folded(&name) != folded(&known.name) || folded(&unit) != folded(&known.unit);
    if known.account.is_none()
        && renamed
        && let Some(other) = namesake(&mut scope, &accounts, (&name, &unit), Some(id)).await?
    {
        let message = format!("Đã có “{other}” trong danh sách. Hãy ghi đơn vị khác để phân biệt hai người.");
        refusals.push(Refusal::new("name", message, PAID));
    }
    if !(2..=120).contains(&name.chars().count()) {
        refusals.push(Refusal::new("name", "Họ tên người nhận gồm 2 đến 120 ký tự.", PAID));
    }
    if unit.chars().count() > 120 {
        refusals.push(Refusal::new("unit", "Đơn vị dài quá 120 ký tự.", PAID));
    }
    Error::unless_empty(refusals)?;
    let now = db.clock.now();
    store::put_payee(&mut scope, id, (&name, &unit), said.version, &staff.account, now).await?;
    if let Some(payment) = &said.payment {
        let plain = serde_json::to_vec(payment)?;
        let sealed = db.sealer.seal(&context(tenant.id(), id), &plain)?;
        store::put_payment(&mut scope, id, sealed).await?;
    }
    scope.changed("royalty", id, Reach::Staff);
    let detail = json!({ "payee": id, "payment": said.payment.is_some() });
    scope.audit("royalty.payee", "royalty", id, detail);
    scope.commit().await
}

/// How somebody is paid; the look is in the trail of the scope's site with the run it was for.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn payment(scope: &mut WriteScope, payee: &Payee, why: &str) -> Result<Payment> {
    let subject = payee.account.as_ref().map_or(payee.id.as_str(), AccountId::as_str);
    scope.audit(
        Action::ContributorPrivate.as_str(),
        "contributor",
        subject,
        json!({ "looked_at": "payment", "why": why }),
    );
    if let Some(account) = &payee.account {
        let own = profile::sealed_payment(scope, account).await?;
        if own != Payment::default() {
            return Ok(own);
        }
    }
    match store::payment(scope, &payee.id).await? {
        Some(sealed) => {
            let plain = scope.db().sealer.open(&context(scope.tenant(), &payee.id), &sealed)?;
            Ok(serde_json::from_slice(&plain)?)
        }
        None => Ok(Payment::default()),
    }
}

/// One who is known here.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Payee> {
    store::payee(scope, id).await?.ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_comma_tells_two_of_a_name_apart() {
        assert_eq!(told_apart("Tổ ghi hình"), ("Tổ ghi hình", ""));
        assert_eq!(told_apart("Tổ ghi hình , Đài huyện, xã"), ("Tổ ghi hình", "Đài huyện, xã"));
    }

    #[test]
    fn choices_parse_back() {
        for named in [Named::Payee("1".into()), Named::Account("2".into()), Named::New("Tổ ghi hình".into())]
        {
            assert_eq!(Named::parse(&named.as_choice()), Some(named));
        }
        for bad in ["", "p:", "x:1", "a"] {
            assert_eq!(Named::parse(bad), None, "{bad}");
        }
    }
}
