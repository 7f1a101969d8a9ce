//! Who takes part: accounts of the site and of those below, people without one, units; and who among the active was never taught.

use std::collections::BTreeSet;

use serde_json::json;

use jiff::civil::Date;

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::{Platform, Reach};
use crate::base::text::folded;
use crate::house::feedback::Desk;
use crate::house::{measures, tidy};
use crate::people::{Action, Role, State};
use crate::tenants::directory::Directory;
use crate::tenants::store::below;

use super::{CLAUSE, SUBJECT, people_of, standing, store};

/// The longest name, and the most that one form brings.
const NAME: usize = 200;
const MOST: usize = 500;

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody with an account.
    Account(AccountId),
    /// Somebody without one.
    Person,
    /// A unit as a whole.
    Unit,
}

impl Kind {
    /// As it is stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Person => "person",
            Self::Unit => "unit",
        }
    }
}

/// Who took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// In which training.
    pub training: String,
    /// The row's id.
    pub id: String,
    /// Who.
    pub kind: Kind,
    /// Their name.
    pub name: String,
    /// For whom they came; may be "".
    pub body: String,
}

impl Participant {
    /// What makes two rows the same person.
    pub fn key(&self) -> String {
        match &self.kind {
            Kind::Account(id) => id.to_string(),
            Kind::Person | Kind::Unit => format!("{}/{}", folded(&self.name), folded(&self.body)),
        }
    }
}

/// Somebody who serves on a site today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// On which.
    pub site: TenantId,
    /// Their account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// For which unit.
    pub unit: Option<String>,
}

impl Served {
    /// For whom they serve: their unit and its site.
    pub fn body(&self, directory: &Directory) -> String {
        let Some(site) = directory.get(&self.site) else { return String::new() };
        let unit = self.unit.as_deref().and_then(|key| site.profile.unit(key));
        let unit = unit.map(|unit| format!("{}, ", unit.name)).unwrap_or_default();
        format!("{unit}{}", site.identity().full_name)
    }
}

/// Everybody who serves today on a site or one below it, each once; operators are nobody's.
///
/// # Errors
/// When the database does not answer.
pub async fn served_below(platform: &mut Platform, tenant: &TenantId) -> Result<Vec<Served>> {
    let today = platform.db().clock.today();
    served_on(platform, tenant, today).await
}

async fn served_on(platform: &mut Platform, tenant: &TenantId, day: Date) -> Result<Vec<Served>> {
    let sites = below(platform, tenant, day).await?;
    let mut seen = BTreeSet::new();
    let mut all = store::serving(platform, day).await?;
    all.retain(|one| {
        sites.contains(&one.site) && one.role != Role::Operator && seen.insert(one.account.clone())
    });
    Ok(all)
}

/// Those among them whom no training of any site has reached.
///
/// # Errors
/// When the database does not answer.
pub async fn untrained(platform: &mut Platform, tenant: &TenantId) -> Result<Vec<Served>> {
    let today = platform.db().clock.today();
    untrained_on(platform, tenant, today).await
}

/// Those who served on a day and whom no training that had begun by then had reached.
///
/// # Errors
/// When the database does not answer.
pub async fn untrained_on(platform: &mut Platform, tenant: &TenantId, day: Date) -> Result<Vec<Served>> {
    let taught = store::taught(platform, day).await?;
    let mut all = served_on(platform, tenant, day).await?;
    all.retain(|one| !taught.contains(&one.account));
    Ok(all)
}

/// Who is to be added.
#[derive(Clone, Debug, Default)]
pub struct Joining {
    /// Accounts.
    pub accounts: Vec<String>,
    /// People without one, with for whom they came.
    pub people: Vec<(String, String)>,
    /// Units as a whole.
    pub units: Vec<String>,
}

/// Names as lines say them: `name; for whom`.
pub fn outsiders(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, body) = line.split_once(';').unwrap_or((line, ""));
            (name.trim().to_owned(), body.trim().to_owned())
        })
        .collect()
}

impl Joining {
    fn count(&self) -> usize {
        self.accounts.len() + self.people.len() + self.units.len()
    }

    fn against(&self, served: &[Served]) -> Vec<Refusal> {
        let is_long = |name: &str| !measures(&tidy(name), 1, NAME);
        let strange = |id: &String| served.iter().all(|one| one.account.as_str() != id);
        let checks = [
            (self.count() == 0, "nguoi", "Hãy chọn hoặc ghi ít nhất một người, một đơn vị."),
            (self.count() > MOST, "nguoi", "Mỗi lần thêm không quá 500 người, đơn vị."),
            (
                self.accounts.iter().any(strange),
                "nguoi",
                "Có tài khoản không còn giữ nhiệm vụ ở trang này hoặc trang cấp dưới. Hãy tải lại trang.",
            ),
            (
                self.people.iter().any(|(name, body)| is_long(name) || body.chars().count() > NAME),
                "nguoi-ngoai",
                "Mỗi dòng ghi họ tên, dấu chấm phẩy rồi đơn vị; mỗi phần không quá 200 ký tự.",
            ),
            (self.units.iter().any(|name| is_long(name)), "don-vi-ngoai", "Tên đơn vị không quá 200 ký tự."),
        ];
        let failed = checks.into_iter().filter(|check| check.0);
        failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect()
    }

    /// As rows; who is there already is left out.
    fn rows(
        self,
        desk: Desk<'_>,
        training: &str,
        served: &[Served],
        held: &[Participant],
    ) -> Vec<Participant> {
        let row = |kind: Kind, name: String, body: String| Participant {
            training: training.to_owned(),
            id: fresh(desk.db.clock.now(), &desk.db.entropy),
            kind,
            name,
            body,
        };
        let accounts =
            self.accounts.iter().filter_map(|id| served.iter().find(|one| one.account.as_str() == id));
        let accounts = accounts
            .map(|one| row(Kind::Account(one.account.clone()), one.name.clone(), one.body(desk.directory)));
        let people = self.people.iter().map(|(name, body)| row(Kind::Person, tidy(name), tidy(body)));
        let units = self.units.iter().map(|name| row(Kind::Unit, tidy(name), tidy(name)));
        let mut seen: BTreeSet<String> = held.iter().map(Participant::key).collect();
        accounts.chain(people).chain(units).filter(|one| seen.insert(one.key())).collect()
    }
}

/// Adds who took part; how many were not there already.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::NotFound`] for a training that is not here.
pub async fn join(desk: Desk<'_>, id: &str, joining: Joining) -> Result<usize> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let served = served_below(&mut desk.db.platform().await?, desk.tenant.id()).await?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    standing(&mut scope, id).await?;
    Error::unless_empty(joining.against(&served))?;
    let held = people_of(&mut scope, id).await?;
    let rows = joining.rows(desk, id, &served, &held);
    for row in &rows {
        store::insert_person(&mut scope, row).await?;
    }
    if !rows.is_empty() {
        scope.changed(SUBJECT, id, Reach::Staff);
        scope.audit("training.join", SUBJECT, id, json!({ "people": rows.len() }));
        scope.commit().await?;
    }
    Ok(rows.len())
}

/// Takes out who did not take part.
///
/// # Errors
/// [`Error::NotFound`] for who is not there.
pub async fn leave(desk: Desk<'_>, id: &str, person: &str) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    standing(&mut scope, id).await?;
    let held = people_of(&mut scope, id).await?;
    let one = held.iter().find(|one| one.id == person).ok_or(Error::NotFound)?;
    store::delete_person(&mut scope, id, person).await?;
    scope.changed(SUBJECT, id, Reach::Staff);
    let account = if let Kind::Account(id) = &one.kind { Some(id) } else { None };
    scope.audit("training.leave", SUBJECT, id, json!({ "kind": one.kind.as_str(), "account": account }));
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_who_and_for_whom() {
        let read = outsiders(" Cán bộ một cửa ; Xã Danh Thắng\n\nHội Nông dân\r\n");
        assert_eq!(read[0], ("Cán bộ một cửa".to_owned(), "Xã Danh Thắng".to_owned()));
        assert_eq!(read[1], ("Hội Nông dân".to_owned(), String::new()));
    }

    #[test]
    fn nobody_and_a_stranger_are_refused() {
        let fields = |joining: &Joining| joining.against(&[]).iter().map(|one| one.field).collect::<Vec<_>>();
        assert_eq!(fields(&Joining::default()), ["nguoi"]);
        let joining = Joining {
            accounts: vec!["khac".into()],
            people: vec![(" ".into(), String::new())],
            units: vec!["x".repeat(201)],
        };
        assert_eq!(fields(&joining), ["nguoi", "nguoi-ngoai", "don-vi-ngoai"]);
    }
}
