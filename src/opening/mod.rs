//! Opening the site of a unit below: prepared in steps by the office of the site above, before readers by one act.

pub mod drafts;
pub mod gaps;
pub mod rules;
mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{TenantId, fresh};
use crate::base::scope::{Db, PlatformWrite, Reach};
use crate::board::appointments;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::{Directory, Tenant};
use crate::tenants::store::{self as tenants, Held};
use crate::tenants::{Footer, Host, Identity, Level, Move, Profile, Theme, Unit, UnitKind};

use rules::bare;

/// What the trail calls a step of the preparation.
const PREPARE: &str = "tenant.prepare";

/// A site as the office of the site above typed it.
#[derive(Clone, Debug)]
pub struct NewSite<'a> {
    /// `xã`, `phường`, `thị trấn`.
    pub unit_type: &'a str,
    /// The bare name.
    pub name: &'a str,
    /// The level of government.
    pub level: Option<Level>,
    /// The statistics office's code.
    pub code: &'a str,
    /// The decision that the unit rests on.
    pub decision: &'a str,
    /// Its first day.
    pub from: Option<Date>,
    /// Its name in addresses; empty: the full name without diacritics.
    pub slug: &'a str,
    /// A host of its own; empty: a path under the host of the site above.
    pub host: &'a str,
    /// Its palette.
    pub palette: &'a str,
}

/// What the process says about hosts.
#[derive(Clone, Copy, Debug)]
pub struct Hosting<'a> {
    /// The console's own, which no site may have.
    pub console: &'a str,
    /// Whether hosts are only for trying on one machine.
    pub trial: bool,
}

/// A site below that is not open yet.
///
/// # Errors
/// [`Error::NotFound`] where this site has none of that name below it, or it is open.
pub fn preparing(directory: &Directory, parent: &Tenant, slug: &str) -> Result<std::sync::Arc<Tenant>> {
    let site = directory.by_slug(slug).filter(|site| site.parent.as_ref() == Some(parent.id()));
    site.filter(|site| site.preparing).ok_or(Error::NotFound)
}

/// Begins a site below: it answers its address with a page that says it is being prepared.
///
/// # Errors
/// [`Error::Forbidden`] without the right in the site above, [`Error::Refused`] with every reason.
pub async fn begin(
    db: &Db,
    hosting: Hosting<'_>,
    parent: &Tenant,
    staff: &Staff,
    actor: &Actor,
    new: &NewSite<'_>,
) -> Result<String> {
    staff.require(Action::TenantOpen, State::Any)?;
    let mut platform = db.platform_write(actor).await?;
    appointments::hold(&mut platform, parent.id()).await?;
    let held = tenants::all(&mut platform).await?;
    let all: Vec<&Profile> = held.iter().map(|held| &held.current).collect();
    Error::unless_empty(rules::refusals(new, hosting, parent, &all))?;
    let (Some(level), Some(from)) = (new.level, new.from) else {
        return Err(Error::internal("checked above"));
    };
    let id = TenantId::from(fresh(db.clock.now(), &db.entropy));
    let profile = first(new, (id.clone(), level, from), hosting, parent, &all);
    let position = i64::try_from(held.len()).unwrap_or(i64::MAX);
    tenants::put(&mut platform, &profile, &profile, position).await?;
    tenants::prepare(&mut platform, &id, &staff.account, db.clock.now()).await?;
    platform.changed(&id, "tenant", id.as_str(), Reach::Public);
    let detail = json!({ "slug": profile.slug, "full_name": profile.identities[0].full_name });
    platform.audit(&id, PREPARE, "tenant", id.as_str(), detail.clone());
    platform.audit(parent.id(), PREPARE, "tenant", id.as_str(), detail);
    platform.commit().await?;
    Ok(profile.slug)
}

/// The site as it begins: sections, units and look as its neighbours have them, nothing said about who answers for it.
fn first(
    new: &NewSite<'_>,
    (id, level, from): (TenantId, Level, Date),
    hosting: Hosting<'_>,
    parent: &Tenant,
    all: &[&Profile],
) -> Profile {
    let slug = rules::slug(new);
    let (unit_type, name) = (new.unit_type.trim().to_lowercase(), new.name.trim().to_owned());
    let neighbour = rules::neighbour(level, parent, all);
    let mail_domain = format!("{slug}.{}", parent.profile.mail_domain);
    let host = new.host.trim().to_lowercase();
    let decision = new.decision.trim().to_owned();
    let hosts = Some(host).filter(|host| !host.is_empty()).map(|host| Host {
        host,
        from,
        until: None,
        trial: hosting.trial,
        decision: decision.clone(),
    });
    Profile {
        id,
        level,
        path: Some(rules::path(new, &slug, neighbour)),
        identities: vec![Identity {
            from,
            full_name: capitalised(&format!("{unit_type} {name}")),
            body: format!("Ủy ban nhân dân {unit_type} {name}"),
            place: name.clone(),
            code: new.code.trim().to_owned(),
            unit_type,
            name,
            decision,
        }],
        moves: vec![Move {
            from,
            parent: parent.slug().to_owned(),
            decision: "khai báo đầu tiên".to_owned(),
        }],
        hosts: hosts.into_iter().collect(),
        theme: Theme {
            palette: new.palette.to_owned(),
            emblem: parent.profile.theme.emblem.clone(),
            motto: String::new(),
        },
        footer: Footer {
            unit: String::new(),
            responsible: String::new(),
            address: String::new(),
            phone: String::new(),
            email: String::new(),
        },
        sections: neighbour.unwrap_or(&parent.profile).sections.clone(),
        units: units(neighbour, &mail_domain),
        themes: Vec::new(),
        mail_domain,
        slug,
    }
}

/// The units of a neighbour of the same level, each at its own box here; else an office alone.
fn units(neighbour: Option<&Profile>, mail_domain: &str) -> Vec<Unit> {
    let office = || Unit {
        key: "vanphong".into(),
        name: "Văn phòng".into(),
        abbr: "VP".into(),
        kind: UnitKind::Office,
        email: String::new(),
        head: "Chánh Văn phòng".into(),
        fields: Vec::new(),
        duties: "Tổng hợp, văn thư, quản trị trang thông tin điện tử.".into(),
        from: None,
        until: None,
    };
    let units = neighbour.map(|neighbour| neighbour.units.clone()).filter(|units| !units.is_empty());
    let own = |unit: Unit| Unit {
        email: format!("{}@{mail_domain}", bare(&unit.key)),
        from: None,
        until: None,
        ..unit
    };
    units.unwrap_or_else(|| vec![office()]).into_iter().map(own).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One step of the preparation: changes what the site says of itself, unless something stands against it.
///
/// # Errors
/// [`Error::Forbidden`] without the right in the site above, [`Error::NotFound`] for a site that is not being prepared below
/// it, [`Error::Refused`] with every reason.
pub async fn change(
    db: &Db,
    parent: &Tenant,
    site: &Tenant,
    staff: &Staff,
    actor: &Actor,
    part: &str,
    edit: impl FnOnce(&mut Profile) -> Vec<Refusal>,
) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    let (position, held) = held(&mut platform, db, parent, site, staff).await?;
    let mut profile = held.current;
    Error::unless_empty(edit(&mut profile))?;
    tenants::put(&mut platform, &profile, &held.declared, position).await?;
    platform.changed(site.id(), "tenant", site.id().as_str(), Reach::Public);
    platform.audit(site.id(), PREPARE, "tenant", site.id().as_str(), json!({ "changed": [part] }));
    platform.commit().await
}

/// The site as it stands behind the lock, with its place in the deployment.
async fn held(
    platform: &mut PlatformWrite,
    db: &Db,
    parent: &Tenant,
    site: &Tenant,
    staff: &Staff,
) -> Result<(i64, Held)> {
    staff.require(Action::TenantOpen, State::Any)?;
    appointments::hold(platform, site.id()).await?;
    if !tenants::preparing(platform).await?.contains(site.id()) {
        return Err(Error::NotFound);
    }
    let all = tenants::all(platform).await?;
    let found = (0_i64..).zip(all).find(|(_, held)| &held.current.id == site.id());
    let below = |held: &Held| held.current.parent_on(db.clock.today()) == Some(parent.slug());
    found.filter(|(_, held)| below(held)).ok_or(Error::NotFound)
}

/// Opens a site to its readers.
///
/// # Errors
/// [`Error::Forbidden`] without the right in the site above, [`Error::Refused`] with everything that is missing.
pub async fn open(db: &Db, parent: &Tenant, site: &Tenant, staff: &Staff, actor: &Actor) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    let (_, held) = held(&mut platform, db, parent, site, staff).await?;
    let people = crate::people::store::serving(&mut platform, site.id(), db.clock.today()).await?;
    Error::unless_empty(gaps::gaps(&held.current, &people))?;
    tenants::open(&mut platform, site.id(), &staff.account, db.clock.now()).await?;
    for tenant in [site.id(), parent.id()] {
        platform.changed(tenant, "tenant", site.id().as_str(), Reach::Public);
        let detail = json!({ "slug": held.current.slug });
        platform.audit(tenant, Action::TenantOpen.as_str(), "tenant", site.id().as_str(), detail);
    }
    platform.commit().await
}
