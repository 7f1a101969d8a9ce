//! Who stands under every letter of a tenant: set by its office, dated, with the tenant's own footer until then.

mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::mail::flow;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::people::Action;
use crate::tenants::directory::Tenant;

/// The longest line, in characters.
const LONGEST: usize = 120;

/// Lines under a letter; an empty one is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The body that writes.
    pub body: String,
    /// Where it sits.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Its official mail.
    pub email: String,
    /// Its site.
    pub site: String,
}

impl Signature {
    /// As the tenant's declaration gives it.
    pub fn of(tenant: &Tenant) -> Self {
        let footer = &tenant.profile.footer;
        Self {
            body: tenant.identity().body.clone(),
            address: footer.address.clone(),
            phone: footer.phone.clone(),
            email: footer.email.clone(),
            site: tenant.url("/"),
        }
    }

    /// As it stands under a letter, with the line that parts it from the text.
    pub fn print(&self) -> String {
        let phone = (!self.phone.is_empty()).then(|| format!("Điện thoại: {}", self.phone));
        let email = (!self.email.is_empty()).then(|| format!("Thư điện tử: {}", self.email));
        let reach: Vec<String> = phone.into_iter().chain(email).collect();
        let lines = [flow::SIGNATURE, &self.body, &self.address, &reach.join(" - "), &self.site];
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        lines.join("\n") + "\n"
    }

    /// Every reason why it cannot stand so.
    fn refusals(&self) -> Vec<Refusal> {
        let fields = [
            ("body", "Tên cơ quan", &self.body),
            ("address", "Địa chỉ", &self.address),
            ("phone", "Điện thoại", &self.phone),
            ("email", "Thư điện tử", &self.email),
            ("site", "Địa chỉ trang", &self.site),
        ];
        let mut refusals = Vec::new();
        for (field, label, value) in fields {
            if value.chars().count() > LONGEST {
                refusals.push(Refusal::new(field, format!("{label} dài quá {LONGEST} ký tự."), ""));
            }
            if value.contains(char::is_control) {
                refusals.push(Refusal::new(field, format!("{label} phải viết trên một dòng."), ""));
            }
        }
        if self.body.is_empty() {
            refusals.push(Refusal::new("body", "Hãy ghi tên cơ quan đứng dưới thư.", ""));
        }
        if !self.email.is_empty() && self.email.parse::<crate::base::mail::Address>().is_err() {
            refusals.push(Refusal::new("email", "Thư điện tử không đúng dạng ten@mien.", ""));
        }
        if !self.site.is_empty() && !self.site.starts_with("https://") && !self.site.starts_with("http://") {
            refusals.push(Refusal::new("site", "Địa chỉ trang phải bắt đầu bằng https:// hoặc http://.", ""));
        }
        if self.phone.is_empty() && self.email.is_empty() {
            refusals.push(Refusal::new(
                "phone",
                "Hãy ghi điện thoại hoặc thư điện tử để người nhận liên hệ.",
                "",
            ));
        }
        refusals
    }
}

/// A signature with its first day and who set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The lines.
    pub signature: Signature,
    /// The first day.
    pub from: Date,
    /// Who, by name.
    pub set_by: String,
    /// When.
    pub set_at: Millis,
}

/// The signature that the office has set for today; none while the tenant's footer stands.
///
/// # Errors
/// When the database does not answer.
pub async fn today(scope: &mut Scope) -> Result<Option<Signature>> {
    let day = scope.db().clock.today();
    store::on(scope, day).await
}

/// The signature under today's letters of a tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn current(scope: &mut Scope, tenant: &Tenant) -> Result<Signature> {
    Ok(today(scope).await?.unwrap_or_else(|| Signature::of(tenant)))
}

/// Every signature that was set, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn history(scope: &mut Scope) -> Result<Vec<Dated>> {
    store::history(scope).await
}

/// Sets the signature from a day on, not in the past; what was set stays in the history. The caller has asked whether the
/// person may ([`Action::MailSign`]).
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn set(scope: &mut WriteScope, signature: &Signature, from: Option<Date>, by: &str) -> Result<()> {
    let today = scope.db().clock.today();
    let mut refusals = signature.refusals();
    match from {
        None => refusals.push(Refusal::new("from", "Hãy ghi ngày bắt đầu dùng, ví dụ 02/01/2017.", "")),
        Some(day) if day < today => {
            refusals.push(Refusal::new("from", "Ngày bắt đầu dùng không được ở trước hôm nay.", ""));
        }
        Some(_) => {}
    }
    Error::unless_empty(refusals)?;
    let from = from.unwrap_or(today);
    store::insert(scope, signature, from, by).await?;
    scope.audit(Action::MailSign.as_str(), "outbox", "signature", json!({ "from": from }));
    scope.changed("outbox", "signature", Reach::Staff);
    Ok(())
}

/// A text with another signature under it; a text without one stays as it is.
pub fn put_under(text: &str, signature: &Signature) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let at = lines.iter().rposition(|line| matches!(line.trim_end_matches('\r'), "-- " | "--"));
    match at {
        Some(at) => format!("{}\n{}", lines[..at].join("\n"), flow::flowed(&signature.print())),
        None => text.to_owned(),
    }
}
