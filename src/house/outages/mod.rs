//! When the portal was not there (Điều 6.5a; NĐ 43/2011 Đ27.1): a beat a minute whose gaps are outages, and the year's figure.

mod store;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{MINUTE, Millis};
use crate::base::error::Result;
use crate::base::scope::Platform;

use super::span_of;

/// A beat later than this after the one before it was an outage.
const LATE: Millis = 5 * MINUTE;

/// A stretch in which the server was not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last beat before it.
    pub began_at: Millis,
    /// The first beat after it.
    pub ended_at: Millis,
}

/// How long the portal was there in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uptime {
    /// Since when it was watched in the year; none where it was not.
    pub from: Option<Millis>,
    /// Until when.
    pub until: Millis,
    /// The gaps, cut to the year.
    pub gaps: Vec<Gap>,
}

impl Uptime {
    /// How long it was watched.
    pub fn watched(&self) -> Millis {
        self.from.map_or(0, |from| (self.until - from).max(0))
    }

    /// How long it was not there.
    pub fn down(&self) -> Millis {
        self.gaps.iter().map(|gap| gap.ended_at - gap.began_at).sum()
    }

    /// The share of the time in which it was there, in thousandths of a percent; none where it was not watched.
    pub fn share(&self) -> Option<i64> {
        let watched = self.watched();
        (watched > 0).then(|| (watched - self.down()).max(0) * 100_000 / watched)
    }

    /// The share as people read it: `99,982%`.
    pub fn vietnamese(&self) -> String {
        self.share().map_or_else(
            || "chưa theo dõi".to_owned(),
            |share| format!("{},{:03}%", share / 1000, share % 1000),
        )
    }
}

/// Writes down that the server is there, and what gap there was before.
///
/// # Errors
/// When the database does not answer.
pub async fn beat(app: App) -> Result<()> {
    let now = app.db.clock.now();
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    if let Some(last) = store::last(&mut platform).await?
        && now - last.at > LATE
    {
        store::insert_gap(&mut platform, Gap { began_at: last.at, ended_at: now }).await?;
    }
    store::renew(&mut platform, now).await?;
    platform.commit().await
}

/// How long the portal was there in a year, for the yearly report.
///
/// # Errors
/// When the database does not answer.
pub async fn for_year(platform: &mut Platform, year: i16) -> Result<Uptime> {
    let (begin, end) = span_of(year);
    between(platform, begin, end).await
}

/// How long the portal was there from an instant until before another.
///
/// # Errors
/// When the database does not answer.
pub async fn between(platform: &mut Platform, begin: Millis, end: Millis) -> Result<Uptime> {
    let Some(watch) = store::last(platform).await? else { return Ok(Uptime::default()) };
    let (from, until) = (watch.since.max(begin), watch.at.min(end));
    if from >= until {
        return Ok(Uptime::default());
    }
    let gaps = store::gaps(platform, from, until).await?;
    let cut = |gap: Gap| Gap { began_at: gap.began_at.max(from), ended_at: gap.ended_at.min(until) };
    Ok(Uptime { from: Some(from), until, gaps: gaps.into_iter().map(cut).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_leaves_the_gaps_out() {
        let gaps = vec![Gap { began_at: 100, ended_at: 150 }];
        let uptime = Uptime { from: Some(0), until: 1_000, gaps };
        assert_eq!((uptime.share(), uptime.vietnamese()), (Some(95_000), "95,000%".into()));
        assert_eq!(Uptime::default().share(), None);
    }
}
