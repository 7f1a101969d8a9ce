//! What the checks look at: read once a site, in few queries.

use jiff::civil::Date;

use crate::app::App;
use crate::base::clock::{Millis, local, plus_days};
use crate::base::error::Result;
use crate::between;
use crate::care::introduction::{self, Topic};
use crate::config::PublicScheme;
use crate::consultations::rules as consultations;
use crate::disclosure::store as disclosures;
use crate::house::outages::{self, Uptime};
use crate::items::kinds::document::SteeringPart;
use crate::items::kinds::record::{
    DISCLOSED, LEADERS, LINKS, OTHER_PLANS, PLAN_GROUPS, PLANS, PROCEDURES, PROJECTS, REQUEST_FORMS,
    STATISTICS,
};
use crate::oversight::{Figures, backup, figures};
use crate::schedule;
use crate::speed::{self, Waits};
use crate::tenants::directory::Tenant;
use crate::tenants::{Footer, Level, SectionKey};

use super::law;
use super::store::{self, Entries, Held};

/// A section in which something stands that is asked of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it is called on the site.
    pub title: String,
    /// Whether the office hides it.
    pub hidden: bool,
    /// Whether readers find something in it.
    pub filled: bool,
}

/// What is known of a site.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The day.
    pub today: Date,
    /// Its level.
    pub level: Level,
    /// Whether it stands under another.
    pub has_parent: bool,
    /// The sites right below it.
    pub children: usize,
    /// Its canonical address.
    pub address: String,
    /// Whether readers reach it with TLS.
    pub tls: bool,
    /// The foot of its pages.
    pub footer: Footer,
    /// Sections that are hidden.
    pub hidden: Vec<SectionKey>,
    /// Sections in which something stands that the law of the day asks of the site.
    pub wanted: Vec<Wanted>,
    /// What lives.
    pub held: Vec<Held>,
    /// The topics of the introduction.
    pub topics: Vec<Topic>,
    /// Posts with a holder, and those without official mail.
    pub leaders: Entries,
    /// Posts without duties.
    pub dutiless: i64,
    /// The last day of which the calendar has something before readers.
    pub calendar: Option<Date>,
    /// The parts of the section of steering, each with the day of its latest document.
    pub steering: Vec<(&'static str, Option<Date>)>,
    /// Groups of plans that the decree names and that hold nothing.
    pub plans: Vec<&'static str>,
    /// Live documents, and those that lack one of the seven facts.
    pub documents: (i64, i64),
    /// Projects, and those without a stage.
    pub projects: Entries,
    /// How many stages they have.
    pub stages: usize,
    /// Consultations, and those whose account is overdue.
    pub consultations: (i64, i64),
    /// Reports of statistics.
    pub statistics: Entries,
    /// Procedures, and those without level.
    pub procedures: Entries,
    /// Procedures without mode, and those without address.
    pub modeless: (i64, i64),
    /// Entries of the directory of links.
    pub links: Entries,
    /// Translated items.
    pub translated: i64,
    /// Entries of the list of what must be public, and those without the three facts.
    pub disclosed: (usize, usize),
    /// When the latest of them came.
    pub disclosed_last: Option<Date>,
    /// Entries that the office declares in the list of its own.
    pub declared: i64,
    /// Forms on which people ask.
    pub forms: Entries,
    /// What oversight counts.
    pub figures: Figures,
    /// The day on which data was last copied away.
    pub backup: Option<Date>,
    /// The day of the last drill that passed.
    pub drill: Option<Date>,
    /// How long the portal was there since the year began.
    pub uptime: Uptime,
    /// How long readers waited for pages in the last days.
    pub waits: Waits,
}

impl Facts {
    /// Reads them, with the sections that the law of a day asks for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(app: &App, tenant: &Tenant, law_of: Date) -> Result<Self> {
        let today = app.db.clock.today();
        let level = tenant.profile.level;
        let mut platform = app.db.platform().await?;
        let backup = backup::last_backup(&mut platform).await?;
        let drill = backup::last_drill(&mut platform).await?;
        let uptime = outages::for_year(&mut platform, today.year()).await?;
        drop(platform);
        let wanted = wanted(app, tenant, &law::sections(level, law_of)).await?;
        let mut scope = app.db.read(tenant.id()).await?;
        let held = store::held(&mut scope).await?;
        let groups = store::values(&mut scope, PLANS.key, "linh-vuc").await?;
        Ok(Self {
            today,
            level,
            has_parent: tenant.parent.is_some(),
            children: tenant.children.len(),
            address: tenant.url("/"),
            tls: app.config.scheme == PublicScheme::Https,
            footer: tenant.profile.footer.clone(),
            hidden: tenant
                .profile
                .sections
                .iter()
                .filter(|section| section.hidden)
                .map(|section| section.key)
                .collect(),
            wanted,
            steering: SteeringPart::ALL
                .iter()
                .map(|part| (part.vietnamese(), latest(&held, *part)))
                .collect(),
            topics: introduction::topics(&mut scope, today).await?,
            leaders: store::register(&mut scope, LEADERS.key, "thu-dien-tu").await?,
            dutiless: store::register(&mut scope, LEADERS.key, "nhiem-vu").await?.lacking,
            calendar: schedule::store::public_span(&mut scope).await?.map(|(_, last)| last),
            plans: PLAN_GROUPS
                .iter()
                .filter(|(key, _)| *key != OTHER_PLANS && groups.iter().all(|held| held != key))
                .map(|(_, name)| *name)
                .collect(),
            documents: store::documents(&mut scope).await?,
            projects: store::register(&mut scope, PROJECTS.key, "tinh-trang").await?,
            stages: store::values(&mut scope, PROJECTS.key, "tinh-trang").await?.len(),
            consultations: store::consultations(&mut scope, accounts_due_of(today)).await?,
            statistics: store::register(&mut scope, STATISTICS.key, "so-lieu").await?,
            procedures: store::register(&mut scope, PROCEDURES.key, "muc-do").await?,
            modeless: (
                store::register(&mut scope, PROCEDURES.key, "hinh-thuc").await?.lacking,
                store::register(&mut scope, PROCEDURES.key, "dia-chi").await?.lacking,
            ),
            links: store::register(&mut scope, LINKS.key, "dia-chi").await?,
            translated: store::marked(&mut scope, "translates").await?,
            disclosed: (
                disclosures::count(&mut scope, false).await?,
                disclosures::count(&mut scope, true).await?,
            ),
            disclosed_last: disclosures::last(&mut scope).await?.map(day),
            declared: store::register(&mut scope, DISCLOSED.key, "hinh-thuc").await?.all,
            forms: store::register(&mut scope, REQUEST_FORMS.key, "ky-hieu").await?,
            figures: figures::count(&mut scope, tenant).await?,
            backup: backup.map(day),
            drill: drill.map(day),
            uptime,
            waits: speed::store::between(&mut scope, plus_days(today, -law::speed().days), today).await?,
            held,
        })
    }

    /// How much lives in a section.
    pub fn count(&self, section: SectionKey) -> i64 {
        self.held.iter().filter(|one| one.section == section.as_str()).map(|one| one.count).sum()
    }

    /// The day of the latest of a section.
    pub fn last(&self, section: SectionKey) -> Option<Date> {
        let of = self.held.iter().filter(|one| one.section == section.as_str());
        of.filter_map(|one| one.last).max().map(day)
    }
}

impl Entries {
    /// The day of the latest.
    pub fn day(&self) -> Option<Date> {
        self.last.map(day)
    }
}

fn day(at: Millis) -> Date {
    local(at).date()
}

/// The day of the latest document of a part of the section of steering.
fn latest(held: &[Held], part: SteeringPart) -> Option<Date> {
    let of = |one: &&Held| {
        one.section == SectionKey::Steering.as_str() && one.topic.as_deref() == Some(part.as_str())
    };
    held.iter().filter(of).filter_map(|one| one.last).max().map(day)
}

/// How the sections stand that are asked for; one that the site does not have is nothing to be shown.
async fn wanted(app: &App, tenant: &Tenant, keys: &[SectionKey]) -> Result<Vec<Wanted>> {
    let stands_alone = app.directory.all().len() == 1;
    let filled = between::shown::filled(&app.db, tenant.id(), &tenant.profile, stands_alone).await?;
    let sections = keys.iter().filter_map(|key| tenant.profile.section(*key));
    Ok(sections
        .map(|section| Wanted {
            title: section.title.clone(),
            hidden: section.hidden,
            filled: filled.contains(&section.key),
        })
        .collect())
}

/// The first last day whose account is not overdue.
fn accounts_due_of(today: Date) -> Date {
    let days = i64::from((consultations::account_due(today) - today).get_days());
    plus_days(today, -days)
}
