//! Bodies outside the deployment: police, tax, insurance, land registry; dated data of each tenant.

use jiff::civil::Date;
use serde_json::json;

use super::store as routing;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::mail::Address;
use crate::base::scope::Reach;
use crate::base::text::normalise;
use crate::people::{Action, State};
use crate::questions::desk::Act;

/// The longest line, in characters.
const LINE: usize = 300;

/// A body that questions are passed on to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What is theirs, in words.
    pub matters: String,
    /// Its box, or "".
    pub email: String,
    /// Its telephone, or "".
    pub phone: String,
    /// Where it is, or "".
    pub address: String,
    /// The law by which it is theirs.
    pub basis: String,
    /// The first day.
    pub from: Date,
    /// The first day on which it holds no more.
    pub until: Option<Date>,
    /// Whose login.
    pub set_by: String,
}

impl External {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Adds a body.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn add(act: Act<'_>, new: External, from: Option<Date>) -> Result<String> {
    act.staff.require(Action::RoutingSet, State::Any)?;
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let contact = External {
        id: fresh(act.db.clock.now(), &act.db.entropy),
        name: tidy(&new.name),
        matters: tidy(&new.matters),
        email: tidy(&new.email),
        phone: tidy(&new.phone),
        address: tidy(&new.address),
        basis: tidy(&new.basis),
        from: from.unwrap_or(act.tenant.day),
        until: None,
        set_by: act.actor.label.clone(),
    };
    Error::unless_empty(against(&contact, from))?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let known = routing::contacts(&mut scope).await?;
    if known.iter().any(|one| one.name == contact.name && one.holds_on(contact.from)) {
        return Err(Error::refused(
            "ten",
            "Cơ quan này đã có. Hãy thôi dùng mục cũ trước khi ghi mục mới.",
            "Quy chế Điều 10.1",
        ));
    }
    routing::insert_contact(&mut scope, &contact).await?;
    scope.audit(
        Action::RoutingSet.as_str(),
        "external-contact",
        &contact.id,
        json!({ "name": contact.name, "basis": contact.basis, "from": contact.from }),
    );
    scope.changed("external-contact", &contact.id, Reach::Staff);
    scope.commit().await?;
    Ok(contact.id)
}

fn against(contact: &External, from: Option<Date>) -> Vec<Refusal> {
    let long = |text: &str| text.chars().count() > LINE;
    let lines = [&contact.matters, &contact.phone, &contact.address];
    let checks = [
        (
            contact.name.chars().count() < 3 || long(&contact.name),
            "ten",
            "Hãy ghi tên cơ quan (3 đến 300 ký tự).",
        ),
        (lines.into_iter().any(|line| long(line)), "viec", "Mỗi dòng không quá 300 ký tự."),
        (
            !contact.email.is_empty() && contact.email.parse::<Address>().is_err(),
            "thu-dien-tu",
            "Địa chỉ thư điện tử không đúng. Ví dụ đúng: ten@example.vn.",
        ),
        (
            contact.email.is_empty() && contact.phone.is_empty() && contact.address.is_empty(),
            "thu-dien-tu",
            "Hãy ghi ít nhất một cách liên hệ: thư điện tử, điện thoại hoặc địa chỉ.",
        ),
        (
            contact.basis.chars().count() < 5 || long(&contact.basis),
            "can-cu",
            "Hãy ghi căn cứ: văn bản giao thẩm quyền cho cơ quan này.",
        ),
        (from.is_none(), "tu-ngay", "Hãy ghi ngày bắt đầu, ví dụ 28/12/2016."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    failed.map(|(_, field, message)| Refusal::new(field, message, "Quy chế Điều 10.1")).collect()
}

/// A body holds no more from today on.
///
/// # Errors
/// [`Error::Conflict`] when it holds no more already.
pub async fn end(act: Act<'_>, id: &str) -> Result<()> {
    act.staff.require(Action::RoutingSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    if !routing::contacts(&mut scope).await?.iter().any(|contact| contact.id == id) {
        return Err(Error::NotFound);
    }
    routing::end_contact(&mut scope, id, act.tenant.day).await?;
    scope.audit(Action::RoutingSet.as_str(), "external-contact", id, json!({ "ended": act.tenant.day }));
    scope.changed("external-contact", id, Reach::Staff);
    scope.commit().await
}
