//! The sites that an office looks after with what they have: kept figures, and live what must be of this minute.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::base::working_days::Calendar;
use crate::instructions;
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::receipts::{self, Reminded, Urged};
use super::score::Score;
use super::{Figure, Figures, store};

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
    /// What it was last urged to do by the office that looks; of its own site, by whatever office.
    pub reminded: Option<Reminded>,
    /// About which figures it was last urged.
    pub urged: BTreeMap<Figure, Urged>,
    /// Since when the question that became late last is late.
    pub newest_late: Option<Millis>,
    /// The office's instructions to it that are past their last day.
    pub instructions_late: i64,
}

impl Site {
    /// How many things of all figures wait for somebody.
    pub fn faults(&self) -> i64 {
        Figure::ALL.iter().map(|figure| figure.of(&self.figures)).sum()
    }

    /// How many of a figure came after the site was last urged about it; all of them where it never was.
    pub fn fresh(&self, figure: Figure) -> i64 {
        let count = figure.of(&self.figures);
        let Some(urged) = self.urged.get(&figure) else { return count };
        // One may be settled and another late since: then the number alone says nothing.
        let came = figure == Figure::Overdue && self.newest_late.is_some_and(|at| at > urged.at);
        (count - urged.count).clamp(0, count).max(i64::from(came))
    }
}

/// How far sites were urged about a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Urging {
    /// Sites that have some of it and never were.
    pub sites: usize,
    /// What came at the others since they were.
    pub fresh: i64,
}

impl Urging {
    /// In words.
    pub fn vietnamese(self) -> String {
        match (self.sites, self.fresh) {
            (0, 0) => "đã đôn đốc cả".to_owned(),
            (0, fresh) => format!("{fresh} việc mới chưa đôn đốc"),
            (sites, 0) => format!("{sites} trang chưa được đôn đốc"),
            (sites, fresh) => format!("{sites} trang chưa được đôn đốc, {fresh} việc mới ở các trang khác"),
        }
    }
}

/// All of them, in the order of the directory.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The sites.
    pub sites: Vec<Site>,
    /// When the figures counted longest ago were counted; none where some never were.
    pub as_of: Option<Millis>,
}

impl Overview {
    /// How far the sites were urged about a figure.
    pub fn urging(&self, figure: Figure) -> Urging {
        let touched = self.sites.iter().filter(|site| figure.of(&site.figures) > 0);
        touched.fold(Urging::default(), |sum, site| match site.urged.get(&figure) {
            None => Urging { sites: sum.sites + 1, ..sum },
            Some(_) => Urging { fresh: sum.fresh + site.fresh(figure), ..sum },
        })
    }

    /// The months whose quotas are judged, each once, in their order.
    pub fn quota_months(&self) -> Vec<Month> {
        let months = self.sites.iter().filter_map(|site| site.figures.quota_month());
        months.collect::<BTreeSet<Month>>().into_iter().collect()
    }

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
    drop(platform);
    let mut scope = db.read(office).await?;
    let mut reminded = receipts::last(&mut scope).await?;
    if let Some(own) = receipts::last_of(&mut db.platform().await?, office).await? {
        reminded.insert(office.clone(), own);
    }
    let by_figure = receipts::by_figure(&mut scope).await?;
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
        let urged =
            Figure::ALL.iter().filter_map(|figure| Some((*figure, *by_figure.get(&(id.clone(), *figure))?)));
        Site {
            urged: urged.collect(),
            // Late is what is not settled on the day after its last.
            newest_late: live.get(id).and_then(|row| row.newest).map(|day| start_of(plus_days(day, 1))),
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
    Ok(Overview { sites, as_of })
}
