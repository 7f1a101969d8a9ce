//! What a contributor says of themselves: the pen name in clear, how to reach and to pay them encrypted.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::people::store::appointments_in;
use crate::people::{Action, Role, Staff, State};
use crate::tenants::directory::Tenant;

use super::{CARED, store, tidy};

/// A contributor's profile without what is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Whose.
    pub account: AccountId,
    /// The name their texts are signed with.
    pub pen_name: String,
    /// When they accepted the rules.
    pub rules_accepted_at: Option<Millis>,
    /// Counts every change; the form sends it back. 0: nothing was said yet.
    pub version: i64,
    /// Whether something is there to reach them by.
    pub has_contact: bool,
    /// Whether something is there to pay them by.
    pub has_payment: bool,
}

impl Profile {
    /// Of somebody who has just accepted the rules.
    pub(super) fn first(account: &AccountId, pen_name: &str, now: Millis) -> Self {
        Self { rules_accepted_at: Some(now), version: 1, pen_name: tidy(pen_name), ..Self::none(account) }
    }

    fn none(account: &AccountId) -> Self {
        Self {
            account: account.clone(),
            pen_name: String::new(),
            rules_accepted_at: None,
            version: 0,
            has_contact: false,
            has_payment: false,
        }
    }

    /// What is wrong with a pen name.
    pub(super) fn refuse_pen_name(pen_name: &str) -> Option<Refusal> {
        let long = tidy(pen_name).chars().count() > 60;
        long.then(|| Refusal::new("pen_name", "Bút danh dài quá 60 ký tự.", CARED))
    }
}

/// How a contributor is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Telephone.
    pub phone: String,
    /// Where they live or work.
    pub address: String,
}

/// How a contributor is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The bank, with its branch.
    pub bank: String,
    /// The number of the account.
    pub account_number: String,
    /// In whose name.
    pub holder: String,
    /// The personal tax code.
    pub tax_code: String,
}

fn context(kind: &str, tenant: &TenantId, account: &AccountId) -> String {
    format!("contributors/{kind}/{tenant}/{account}")
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn only(text: &str, allowed: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || allowed.contains(c))
}

impl Contact {
    /// As typed, tidied.
    pub fn of(phone: &str, address: &str) -> Self {
        Self { phone: tidy(phone), address: tidy(address) }
    }

    /// What is wrong with it.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let fine = only(&self.phone, " .+-()") && (9..=13).contains(&digits(&self.phone));
        if !self.phone.is_empty() && !fine {
            let message = "Số điện thoại không đúng. Hãy ghi 9 đến 11 chữ số.";
            refusals.push(Refusal::new("phone", message, CARED));
        }
        if self.address.chars().count() > 200 {
            refusals.push(Refusal::new("address", "Địa chỉ dài quá 200 ký tự.", CARED));
        }
        refusals
    }

    /// Encrypted for its row; nothing where nothing was said.
    pub(super) fn seal(&self, db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Option<Vec<u8>>> {
        if *self == Self::default() {
            return Ok(None);
        }
        let plain = serde_json::to_vec(self)?;
        db.sealer.seal(&context("contact", tenant, account), &plain).map(Some)
    }
}

impl Payment {
    /// As typed, tidied.
    pub fn of(bank: &str, account_number: &str, holder: &str, tax_code: &str) -> Self {
        Self {
            bank: tidy(bank),
            account_number: tidy(account_number),
            holder: tidy(holder),
            tax_code: tidy(tax_code),
        }
    }

    /// What is wrong with it.
    pub fn refusals(&self) -> Vec<Refusal> {
        const PAID: &str = "Quy chế Điều 11";
        let mut refusals = Vec::new();
        let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, PAID));
        let counted = |text: &str, allowed: &str, length: RangeInclusive<usize>| {
            text.is_empty() || (only(text, allowed) && length.contains(&digits(text)))
        };
        if !counted(&self.account_number, " .-", 6..=24) {
            refuse("account_number", "Số tài khoản gồm 6 đến 24 chữ số.");
        }
        if self.account_number.is_empty() != self.bank.is_empty() {
            refuse("bank", "Hãy ghi cả ngân hàng và số tài khoản, hoặc để trống cả hai.");
        }
        if !counted(&self.tax_code, " -", 10..=13) {
            refuse("tax_code", "Mã số thuế cá nhân gồm 10 đến 13 chữ số.");
        }
        if [&self.bank, &self.holder].iter().any(|text| text.chars().count() > 120) {
            refuse("holder", "Tên ngân hàng hoặc chủ tài khoản dài quá 120 ký tự.");
        }
        refusals
    }

    fn seal(&self, db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Option<Vec<u8>>> {
        if *self == Self::default() {
            return Ok(None);
        }
        let plain = serde_json::to_vec(self)?;
        db.sealer.seal(&context("payment", tenant, account), &plain).map(Some)
    }
}

/// What is encrypted in a profile's row.
#[derive(Clone, Debug, Default)]
pub(super) struct Sealed {
    pub contact: Option<Vec<u8>>,
    pub payment: Option<Vec<u8>>,
}

/// A contributor's profile; empty where nothing was said yet.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &mut Scope, account: &AccountId) -> Result<Profile> {
    Ok(store::profile(scope, account).await?.unwrap_or_else(|| Profile::none(account)))
}

/// Whether an account ever was a contributor here.
///
/// # Errors
/// When the database does not answer.
pub async fn is_contributor(scope: &mut Scope, account: &AccountId) -> Result<bool> {
    let all = appointments_in(scope).await?;
    Ok(all.iter().any(|held| held.account == *account && held.role == Role::Contributor))
}

/// Who looks at what is encrypted: the contributor themselves, the board at how to reach them, the office at how to pay
/// them. Every look is in the trail before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Contact,
    Payment,
}

async fn look(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    account: &AccountId,
    what: Look,
) -> Result<Sealed> {
    let (action, word) = match what {
        Look::Contact => (Action::ContributorManage, "contact"),
        Look::Payment => (Action::ContributorPrivate, "payment"),
    };
    let own = staff.account == *account;
    if !own {
        staff.require(action, State::Any)?;
    }
    let mut scope = db.write(tenant.id(), actor).await?;
    if !is_contributor(&mut scope, account).await? {
        return Err(Error::NotFound);
    }
    let sealed = store::sealed(&mut scope, account).await?.unwrap_or_default();
    scope.audit(
        Action::ContributorPrivate.as_str(),
        "contributor",
        account.as_str(),
        json!({ "looked_at": word, "own": own }),
    );
    scope.commit().await?;
    Ok(sealed)
}

/// How a contributor is reached; the look is logged.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`] for who is no contributor here.
pub async fn contact(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    account: &AccountId,
) -> Result<Contact> {
    let sealed = look(db, tenant, staff, actor, account, Look::Contact).await?.contact;
    opened(db, &context("contact", tenant.id(), account), sealed)
}

/// How a contributor is paid; the look is logged.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`] for who is no contributor here.
pub async fn payment(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    account: &AccountId,
) -> Result<Payment> {
    let sealed = look(db, tenant, staff, actor, account, Look::Payment).await?.payment;
    opened(db, &context("payment", tenant.id(), account), sealed)
}

/// How a person is paid, for who has written the look into the scope's trail already.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn sealed_payment(scope: &mut Scope, account: &AccountId) -> Result<Payment> {
    let sealed = store::sealed(scope, account).await?.unwrap_or_default();
    let context = context("payment", scope.tenant(), account);
    opened(scope.db(), &context, sealed.payment)
}

fn opened<T: Default + serde::de::DeserializeOwned>(
    db: &Db,
    context: &str,
    sealed: Option<Vec<u8>>,
) -> Result<T> {
    match sealed {
        Some(sealed) => Ok(serde_json::from_slice(&db.sealer.open(context, &sealed)?)?),
        None => Ok(T::default()),
    }
}

/// What a contributor says of themselves.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The name their texts are signed with.
    pub pen_name: &'a str,
    /// How to reach them.
    pub contact: Contact,
    /// How to pay them.
    pub payment: Payment,
    /// The version the form was made from.
    pub version: i64,
}

/// Saves one's own profile.
///
/// # Errors
/// [`Error::NotFound`] for who is no contributor here, [`Error::Refused`] with every reason, [`Error::Conflict`] when
/// another form was saved since.
pub async fn save(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, said: &Said<'_>) -> Result<()> {
    let mut refusals = said.contact.refusals();
    refusals.extend(said.payment.refusals());
    refusals.extend(Profile::refuse_pen_name(said.pen_name));
    let mut scope = db.write(tenant.id(), actor).await?;
    if !is_contributor(&mut scope, &staff.account).await? {
        return Err(Error::NotFound);
    }
    Error::unless_empty(refusals)?;
    let sealed = Sealed {
        contact: said.contact.seal(db, tenant.id(), &staff.account)?,
        payment: said.payment.seal(db, tenant.id(), &staff.account)?,
    };
    write(&mut scope, &staff.account, said, sealed).await?;
    scope.changed("contributor", staff.account.as_str(), Reach::Staff);
    scope.audit("contributor.save", "contributor", staff.account.as_str(), json!({ "own": true }));
    scope.commit().await
}

async fn write(scope: &mut WriteScope, account: &AccountId, said: &Said<'_>, sealed: Sealed) -> Result<()> {
    let now = scope.db().clock.now();
    store::put_profile(scope, account, &tidy(said.pen_name), sealed, said.version, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(refusals: &[Refusal]) -> Vec<&str> {
        refusals.iter().map(|refusal| refusal.field).collect()
    }

    #[test]
    fn bank_and_tax_data_are_checked_as_they_are_printed() {
        assert_eq!(Payment::default().refusals(), []);
        assert_eq!(Payment::of("Ngân hàng A", "1234 5678 90", "(mẫu)", "8012345678-001").refusals(), []);
        let wrong = Payment::of("", "12AB", "", "123").refusals();
        assert_eq!(fields(&wrong), ["account_number", "bank", "tax_code"]);
    }

    #[test]
    fn telephones_are_checked() {
        assert_eq!(Contact::of("0912 345 678", "").refusals(), []);
        assert_eq!(fields(&Contact::of("số của tôi", "").refusals()), ["phone"]);
    }
}
