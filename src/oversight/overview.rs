//! The sites that an office looks after with what they have: kept figures, and live what must be of this minute.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::base::working_days::Calendar;
use crate::instructions;
use crate::tenants::directory::Tenant;

use super::reminders::{self, Reminded};
use super::score::Score;
use super::{Figure, Figures, backup, store};

/// One site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Which.
    pub tenant: Arc<Tenant>,
    /// What it has.
    pub figures: Figures,
    /// When that was counted, but for what is live; none where it never was.
    pub counted_at: Option<Millis>,
    /// Its score as of now; none until it was counted.
    pub score: Option<i64>,
    /// What it was last urged to do by the office that looks.
    pub reminded: Option<Reminded>,
    /// The office's instructions to it that are past their last day.
    pub instructions_late: i64,
}

impl Site {
    /// How many things of all figures wait for somebody.
    pub fn faults(&self) -> i64 {
        Figure::ALL.iter().map(|figure| figure.of(&self.figures)).sum()
    }
}

/// All of them, in the order of the directory.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The sites.
    pub sites: Vec<Site>,
    /// When the figures counted longest ago were counted; none where some never were.
    pub as_of: Option<Millis>,
    /// When data was last copied away.
    pub backup: Option<Millis>,
}

impl Overview {
    /// All sites together.
    pub fn sum(&self) -> Figures {
        self.sites.iter().fold(Figures::default(), |sum, site| sum.plus(&site.figures))
    }

    /// The mean of the scores; none where no site has one.
    pub fn mean(&self) -> Option<i64> {
        let scores: Vec<i64> = self.sites.iter().filter_map(|site| site.score).collect();
        let (count, sum) = (i64::try_from(scores.len()).unwrap_or(i64::MAX), scores.iter().sum::<i64>());
        (count > 0).then(|| (sum + count / 2) / count)
    }

    /// The office's instructions that are past their last day.
    pub fn instructions_late(&self) -> i64 {
        self.sites.iter().map(|site| site.instructions_late).sum()
    }
}

/// Reads the sites for an office.
///
/// # Errors
/// When the database does not answer.
pub async fn read(db: &Db, office: &TenantId, tenants: Vec<Arc<Tenant>>) -> Result<Overview> {
    let (now, today) = (db.clock.now(), db.clock.today());
    let mut platform = db.platform().await?;
    let kept = store::latest(&mut platform).await?;
    let kept: HashMap<TenantId, store::Kept> =
        kept.into_iter().map(|row| (row.tenant.clone(), row)).collect();
    let live = store::live(&mut platform, Calendar::counts_for(now)).await?;
    let live: HashMap<TenantId, store::Live> =
        live.into_iter().map(|row| (row.tenant.clone(), row)).collect();
    let urgent: HashMap<String, i64> = store::unconfirmed(&mut platform).await?.into_iter().collect();
    let backup = backup::last_backup(&mut platform).await?;
    drop(platform);
    let mut scope = db.read(office).await?;
    let mut reminded = reminders::last(&mut scope).await?;
    let late: HashMap<String, i64> =
        instructions::store::late_by_site(&mut scope, today).await?.into_iter().collect();
    drop(scope);
    let site = |tenant: Arc<Tenant>| {
        let id = tenant.id();
        let found = kept.get(id);
        let mut figures = found.map(|row| row.figures.clone()).unwrap_or_default();
        figures.open = live.get(id).map_or(0, |row| row.open);
        figures.overdue = live.get(id).map_or(0, |row| row.overdue);
        figures.emergencies = urgent.get(id.as_str()).copied().unwrap_or(0);
        Site {
            score: found.map(|_| Score::of(&figures).total),
            counted_at: found.map(|row| row.at),
            reminded: reminded.remove(id),
            instructions_late: late.get(id.as_str()).copied().unwrap_or(0),
            figures,
            tenant,
        }
    };
    let sites: Vec<Site> = tenants.into_iter().map(site).collect();
    let as_of = sites.iter().map(|site| site.counted_at).min().flatten();
    Ok(Overview { sites, as_of, backup })
}
