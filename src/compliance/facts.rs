//! What the checks look at: read once a site, in few queries.

use jiff::civil::Date;

use crate::app::App;
use crate::base::clock::{local, plus_days};
use crate::base::error::Result;
use crate::care::introduction::{self, Topic};
use crate::config::PublicScheme;
use crate::consultations::rules as consultations;
use crate::disclosure::store as disclosures;
use crate::house::outages::{self, Uptime};
use crate::items::kinds::document::SteeringPart;
use crate::items::kinds::record::{
    DISCLOSED, LEADERS, LINKS, OTHER_PLANS, PLAN_GROUPS, PLANS, PROCEDURES, REQUEST_FORMS, STATISTICS,
};
use crate::oversight::{Figures, backup, figures};
use crate::schedule;
use crate::tenants::directory::Tenant;
use crate::tenants::{Footer, Level, SectionKey};

use super::store::{self, Held};

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
    /// What lives.
    pub held: Vec<Held>,
    /// The topics of the introduction.
    pub topics: Vec<Topic>,
    /// Posts with a holder; those without official mail; those without duties.
    pub leaders: (i64, i64, i64),
    /// Whether the calendar has anything before readers.
    pub calendar: bool,
    /// Parts of the section of steering that hold no document.
    pub steering: Vec<&'static str>,
    /// Groups of plans that the decree names and that hold nothing.
    pub plans: Vec<&'static str>,
    /// Live documents, and those that lack one of the seven facts.
    pub documents: (i64, i64),
    /// Projects, those without a stage, and how many stages there are.
    pub projects: (i64, i64, i64),
    /// Consultations, and those whose account is overdue.
    pub consultations: (i64, i64),
    /// Reports of statistics.
    pub statistics: i64,
    /// Procedures; those without level; without mode; without address.
    pub procedures: (i64, i64, i64, i64),
    /// Entries of the directory of links.
    pub links: i64,
    /// Translated items.
    pub translated: i64,
    /// Entries of the list of what must be public, and those without the three facts.
    pub disclosed: (usize, usize),
    /// Entries that the office declares in the list of its own.
    pub declared: i64,
    /// Forms on which people ask.
    pub forms: i64,
    /// What oversight counts.
    pub figures: Figures,
    /// The day on which data was last copied away.
    pub backup: Option<Date>,
    /// The day of the last drill that passed.
    pub drill: Option<Date>,
    /// How long the portal was there since the year began.
    pub uptime: Uptime,
}

impl Facts {
    /// Reads them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(app: &App, tenant: &Tenant) -> Result<Self> {
        let today = app.db.clock.today();
        let mut platform = app.db.platform().await?;
        let backup = backup::last_backup(&mut platform).await?;
        let drill = backup::last_drill(&mut platform).await?;
        let uptime = outages::for_year(&mut platform, today.year()).await?;
        drop(platform);
        let mut scope = app.db.read(tenant.id()).await?;
        let held = store::held(&mut scope).await?;
        let part = |part: &SteeringPart| {
            held.iter().any(|one| {
                one.section == SectionKey::Steering.as_str() && one.topic.as_deref() == Some(part.as_str())
            })
        };
        let groups = store::values(&mut scope, PLANS.key, "linh-vuc").await?;
        let stages = store::values(&mut scope, "du-an", "tinh-trang").await?.len();
        let (leaders, mailless) = store::register(&mut scope, LEADERS.key, "thu-dien-tu").await?;
        let (_, dutiless) = store::register(&mut scope, LEADERS.key, "nhiem-vu").await?;
        let (projects, stageless) = store::register(&mut scope, "du-an", "tinh-trang").await?;
        let (procedures, levelless) = store::register(&mut scope, PROCEDURES.key, "muc-do").await?;
        let (_, modeless) = store::register(&mut scope, PROCEDURES.key, "hinh-thuc").await?;
        let (_, addressless) = store::register(&mut scope, PROCEDURES.key, "dia-chi").await?;
        Ok(Self {
            today,
            level: tenant.profile.level,
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
            steering: SteeringPart::ALL.iter().filter(|one| !part(one)).map(|one| one.vietnamese()).collect(),
            topics: introduction::topics(&mut scope, today).await?,
            leaders: (leaders, mailless, dutiless),
            calendar: schedule::store::public_span(&mut scope).await?.is_some(),
            plans: PLAN_GROUPS
                .iter()
                .filter(|(key, _)| *key != OTHER_PLANS && groups.iter().all(|held| held != key))
                .map(|(_, name)| *name)
                .collect(),
            documents: store::documents(&mut scope).await?,
            projects: (projects, stageless, i64::try_from(stages).unwrap_or(i64::MAX)),
            consultations: store::consultations(&mut scope, accounts_due_of(today)).await?,
            statistics: store::register(&mut scope, STATISTICS.key, "so-lieu").await?.0,
            procedures: (procedures, levelless, modeless, addressless),
            links: store::register(&mut scope, LINKS.key, "dia-chi").await?.0,
            translated: store::marked(&mut scope, "translates").await?,
            disclosed: (
                disclosures::count(&mut scope, false).await?,
                disclosures::count(&mut scope, true).await?,
            ),
            declared: store::register(&mut scope, DISCLOSED.key, "hinh-thuc").await?.0,
            forms: store::register(&mut scope, REQUEST_FORMS.key, "ky-hieu").await?.0,
            figures: figures::count(&mut scope, tenant).await?,
            backup: backup.map(|at| local(at).date()),
            drill: drill.map(|at| local(at).date()),
            uptime,
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
        of.filter_map(|one| one.last).max().map(|at| local(at).date())
    }
}

/// The first last day whose account is not overdue.
fn accounts_due_of(today: Date) -> Date {
    let days = i64::from((consultations::account_due(today) - today).get_days());
    plus_days(today, -days)
}
