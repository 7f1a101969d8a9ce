//! Statistics of a site for the national platform, by the three groups of the decree (Nghị định 224/2026/NĐ-CP, Điều 12.2):
//! completeness and timeliness, reachability and speed, use.

use jiff::civil::Date;
use serde::Serialize;

use crate::base::clock::{MINUTE, Millis, iso};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::care::{freshness, store as care};
use crate::disclosure::store as disclosures;
use crate::house::outages;
use crate::questions::clock::ageing::{self, By, Figures};
use crate::questions::clock::register::Filter;
use crate::search_log::store as searches;
use crate::speed::store as speed;
use crate::tenants::directory::Tenant;

use super::store;

/// What is there, and whether it came in time.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Completeness {
    /// Sections that readers see.
    pub sections: usize,
    /// Of these, those with nothing yet.
    pub sections_empty: usize,
    /// Of these, those whose last text is older than their pace allows.
    pub sections_stale: usize,
    /// Texts, documents and entries that first came before readers.
    pub published: usize,
    /// Of these, documents.
    pub documents: usize,
    /// What was brought in with many others.
    pub imported: usize,
    /// Corrections.
    pub corrected: usize,
    /// What was taken down.
    pub withdrawn: usize,
    /// What must be public by law and is.
    pub disclosures: usize,
    /// Questions received.
    pub questions_received: i64,
    /// Of these, over in time.
    pub questions_in_time: i64,
    /// Of these, over or open past their last day.
    pub questions_late: i64,
    /// Of these, open.
    pub questions_open: i64,
    /// Half of those that are over took at most so many working days.
    pub answer_days_median: Option<i64>,
    /// Nineteen of twenty took at most so many.
    pub answer_days_p95: Option<i64>,
}

/// Whether it can be reached, and how soon it answers.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Reachability {
    /// Planned outages that began.
    pub planned_outages: i64,
    /// Links out of texts that are broken today.
    pub broken_links: i64,
    /// Minutes for which the deployment was not there.
    pub down_minutes: i64,
    /// How long it was there, of what was watched, in percent with its fraction, as `99.982`; null where it was not watched.
    pub availability: Option<f64>,
    /// Since when it was watched within these days; null where it was not.
    pub watched_from: Option<String>,
    /// Pages whose time was measured at the server, to within the last ten minutes.
    pub pages_measured: i64,
    /// Half of them were answered within so many milliseconds.
    pub page_ms_median: Option<i64>,
    /// Nineteen of twenty were answered within so many.
    pub page_ms_p95: Option<i64>,
}

/// How it is used; visits are not counted.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Use {
    /// Searches.
    pub searches: i64,
    /// Searches that found nothing.
    pub searches_empty: i64,
    /// Ways out of procedures that were opened.
    pub service_openings: i64,
    /// Consultations that were open.
    pub consultations: usize,
    /// Comments received in them.
    pub comments: i64,
}

/// A site's statistics.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Statistics {
    /// The site's own id, for good.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The state's code of the place.
    pub code: String,
    /// Its address.
    pub url: String,
    /// The first day counted.
    pub from: String,
    /// The last day counted.
    pub until: String,
    /// When it was counted.
    pub counted_at: String,
    /// Completeness and timeliness.
    pub completeness: Completeness,
    /// Reachability and speed.
    pub reachability: Reachability,
    /// Use.
    #[serde(rename = "use")]
    pub used: Use,
}

/// The least of sorted values that so many in the hundred do not exceed.
fn quantile(sorted: &[i64], percent: usize) -> Option<i64> {
    let nth = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(nth - 1).copied()
}

/// Thousandths of a percent as percent.
fn percent(share: i64) -> Option<f64> {
    i32::try_from(share).ok().map(|share| f64::from(share) / 1_000.0)
}

/// Counts a site between two days.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, tenant: &Tenant, from: Date, until: Date) -> Result<Statistics> {
    let now: Millis = scope.db().clock.now();
    let sections = freshness::of_tenant(scope, tenant).await?;
    let shown = store::shown(scope, from, until).await?;
    let imported = shown.iter().filter(|one| one.imported).count();
    let documents = shown.iter().filter(|one| !one.imported && one.kind == "document").count();
    let span = Filter { from: Some(from), until: Some(until), ..Filter::default() };
    let questions = Figures::total(&ageing::by(scope, &span, By::Class).await?);
    let looked = searches::between(scope, from, until).await?;
    let waited = store::waited(scope, from, until).await?;
    let (begin, end) = store::instants(from, until);
    let uptime = outages::between(&mut scope.db().platform().await?, begin, end).await?;
    let consulted = store::consulted(scope, from, until).await?;
    let waits = speed::between(scope, from, until).await?;
    Ok(Statistics {
        id: tenant.id().to_string(),
        name: tenant.identity().full_name.clone(),
        code: tenant.identity().code.clone(),
        url: tenant.url("/"),
        from: from.to_string(),
        until: until.to_string(),
        counted_at: iso(now),
        completeness: Completeness {
            sections: sections.len(),
            sections_empty: sections.iter().filter(|one| one.last.is_none()).count(),
            sections_stale: sections.iter().filter(|one| one.stale).count(),
            published: shown.len() - imported,
            documents,
            imported,
            corrected: store::Listing::corrected(from, until).count(scope).await?,
            withdrawn: store::Listing::withdrawn(from, until).count(scope).await?,
            disclosures: disclosures::count(scope, false).await?,
            questions_received: questions.received,
            questions_in_time: questions.closed - questions.late,
            questions_late: questions.late + questions.overdue,
            questions_open: questions.open,
            answer_days_median: quantile(&waited, 50),
            answer_days_p95: quantile(&waited, 95),
        },
        reachability: Reachability {
            planned_outages: store::outages(scope, from, until).await?,
            broken_links: care::count_broken(scope).await?,
            down_minutes: uptime.down() / MINUTE,
            availability: uptime.share().and_then(percent),
            watched_from: uptime.from.map(iso),
            pages_measured: waits.pages(),
            page_ms_median: waits.quantile(50),
            page_ms_p95: waits.quantile(95),
        },
        used: Use {
            searches: looked.iter().map(|one| one.tally.searches).sum(),
            searches_empty: looked.iter().map(|one| one.tally.empty).sum(),
            service_openings: store::openings(scope, from, until).await?,
            consultations: consulted.len(),
            comments: consulted.iter().map(|one| one.counts[0]).sum(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{percent, quantile};

    #[test]
    fn availability_is_a_number_with_its_fraction() {
        assert_eq!(serde_json::json!(percent(99_982)).to_string(), "99.982");
        assert_eq!(serde_json::json!(percent(100_000)).to_string(), "100.0");
    }

    #[test]
    fn a_quantile_is_one_of_the_values() {
        assert_eq!(quantile(&[], 50), None);
        assert_eq!((quantile(&[3], 50), quantile(&[3], 95)), (Some(3), Some(3)));
        let days: Vec<i64> = (1..=20).collect();
        assert_eq!((quantile(&days, 50), quantile(&days, 95)), (Some(10), Some(19)));
    }
}
