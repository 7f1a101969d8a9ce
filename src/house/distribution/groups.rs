//! To whom documents go together: groups that follow from the sites and units of the day, and those an office makes of them
//! and of bodies outside.

use serde_json::json;

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, Scope};
use crate::between::issues::below;
use crate::house::feedback::Desk;
use crate::house::{measures, tidy};
use crate::people::{Action, State};
use crate::questions::routing::store::contacts;
use crate::tenants::directory::{Directory, Tenant};

use super::store;

const CLAUSE: &str = "Quyết định 10/2016/QĐ-UBND, Nơi nhận";
/// The group of the sites below, and that of the own units.
const BELOW: &str = "cap-duoi";
const UNITS: &str = "don-vi";

/// What kind of recipient one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The office of a site below.
    Site,
    /// A unit of the site.
    Unit,
    /// A body outside, without a login.
    Contact,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Site, Self::Unit, Self::Contact];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Unit => "unit",
            Self::Contact => "contact",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Who receives: their kind, what they are known by, their name and box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Which kind.
    pub kind: Kind,
    /// The site's id, the unit's key, the body's id.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Its box, or "".
    pub email: String,
}

impl Recipient {
    /// As forms send it.
    pub fn word(&self) -> String {
        format!("{}:{}", self.kind.as_str(), self.key)
    }
}

/// A group as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it follows from the sites and units by itself.
    pub follows: bool,
    /// Who is in it today.
    pub members: Vec<Recipient>,
}

/// Everybody whom a site can send to today: the sites below, its units, bodies outside.
///
/// # Errors
/// When the database does not answer.
pub async fn everybody(scope: &mut Scope, directory: &Directory, tenant: &Tenant) -> Result<Vec<Recipient>> {
    let sites = below(directory, tenant).into_iter().map(|site| Recipient {
        kind: Kind::Site,
        key: site.id().to_string(),
        name: site.identity().body.clone(),
        email: site.profile.footer.email.clone(),
    });
    let units = tenant.profile.units_on(tenant.day).map(|unit| Recipient {
        kind: Kind::Unit,
        key: unit.key.clone(),
        name: unit.name.clone(),
        email: unit.email.clone(),
    });
    let mut all: Vec<Recipient> = sites.chain(units).collect();
    let outside = contacts(scope).await?.into_iter().filter(|one| one.holds_on(tenant.day));
    all.extend(outside.map(|one| Recipient {
        kind: Kind::Contact,
        key: one.id,
        name: one.name,
        email: one.email,
    }));
    Ok(all)
}

/// "UBND các xã, thị trấn": what the sites below are, the most frequent first.
fn name_below(directory: &Directory, tenant: &Tenant) -> String {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for site in below(directory, tenant) {
        let kind = site.identity().unit_type.to_lowercase();
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let names: Vec<String> = kinds.into_iter().map(|(kind, _)| kind).collect();
    format!("UBND các {}", names.join(", "))
}

/// The groups of a site as they are today, those that follow by themselves first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope, directory: &Directory, tenant: &Tenant) -> Result<Vec<Group>> {
    let everybody = everybody(scope, directory, tenant).await?;
    let of =
        |kind: Kind| -> Vec<Recipient> { everybody.iter().filter(|one| one.kind == kind).cloned().collect() };
    let following = [
        (BELOW, name_below(directory, tenant), of(Kind::Site)),
        (UNITS, format!("Các cơ quan, đơn vị thuộc {}", tenant.identity().body), of(Kind::Unit)),
    ];
    let mut groups: Vec<Group> = following
        .into_iter()
        .filter(|group| !group.2.is_empty())
        .map(|(id, name, members)| Group { id: id.into(), name, follows: true, members })
        .collect();
    let members = store::members(scope).await?;
    for (id, name) in store::groups(scope).await? {
        let named = |one: &&Recipient| {
            members
                .iter()
                .any(|member| member.group == id && member.kind == one.kind && member.key == one.key)
        };
        let members = everybody.iter().filter(named).cloned().collect();
        groups.push(Group { id, name, follows: false, members });
    }
    Ok(groups)
}

/// Makes a group of chosen recipients; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn add(desk: Desk<'_>, name: &str, members: &[String]) -> Result<String> {
    desk.staff.require(Action::DistributionSet, State::Any)?;
    let name = tidy(name);
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let known = all(&mut scope, desk.directory, desk.tenant).await?;
    let everybody = everybody(&mut scope, desk.directory, desk.tenant).await?;
    let chosen: Vec<&Recipient> = everybody.iter().filter(|one| members.contains(&one.word())).collect();
    let mut refusals = Vec::new();
    if !measures(&name, 3, 200) {
        refusals.push(Refusal::new("ten", "Hãy ghi tên nhóm (3 đến 200 ký tự).", CLAUSE));
    }
    if known.iter().any(|group| group.name == name) {
        refusals.push(Refusal::new("ten", "Đã có nhóm mang tên này.", CLAUSE));
    }
    if chosen.is_empty() {
        refusals.push(Refusal::new("thanh-vien", "Hãy chọn ít nhất một nơi nhận.", CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let id = fresh(desk.db.clock.now(), &desk.db.entropy);
    store::insert_group(&mut scope, &id, &name).await?;
    for one in &chosen {
        store::insert_member(&mut scope, &id, one).await?;
    }
    scope.audit(
        Action::DistributionSet.as_str(),
        super::SUBJECT,
        &id,
        json!({ "name": name, "members": chosen.len() }),
    );
    scope.changed(super::SUBJECT, &id, Reach::Staff);
    scope.commit().await?;
    Ok(id)
}

/// Lets a group be chosen no longer; what was sent to it stays.
///
/// # Errors
/// [`Error::Refused`] for what is no group that the office made.
pub async fn end(desk: Desk<'_>, id: &str) -> Result<()> {
    desk.staff.require(Action::DistributionSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    if store::end_group(&mut scope, id).await? == 0 {
        return Err(Error::refused("ma", "Không có nhóm này, hoặc nhóm đã thôi dùng.", CLAUSE));
    }
    scope.audit(Action::DistributionSet.as_str(), super::SUBJECT, id, json!({ "ended": true }));
    scope.changed(super::SUBJECT, id, Reach::Staff);
    scope.commit().await
}
