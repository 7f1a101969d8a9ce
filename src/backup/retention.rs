//! How long backups stay: of the last days, weeks and months the latest each.

use std::collections::{BTreeSet, HashSet};

use anyhow::Result;
use jiff::civil::Date;

use super::shelf::Locked;
use crate::base::clock::{Millis, local, plus_days};
use crate::config::Backup;

/// Which of these runs stay, by their moments.
pub fn kept(moments: &[Millis], settings: &Backup) -> BTreeSet<Millis> {
    let mut newest_first = moments.to_vec();
    newest_first.sort_unstable_by(|a, b| b.cmp(a));
    let day = |at: Millis| local(at).date();
    let week = |at: Millis| plus_days(day(at), -i64::from(day(at).weekday().to_monday_zero_offset()));
    let month = |at: Millis| day(at).first_of_month();
    let mut kept = BTreeSet::new();
    kept.extend(latest_of_each(&newest_first, settings.daily, day));
    kept.extend(latest_of_each(&newest_first, settings.weekly, week));
    kept.extend(latest_of_each(&newest_first, settings.monthly, month));
    kept
}

fn latest_of_each(newest_first: &[Millis], many: usize, of: impl Fn(Millis) -> Date) -> Vec<Millis> {
    let mut seen: Vec<Date> = Vec::new();
    let mut kept = Vec::new();
    for at in newest_first {
        let span = of(*at);
        if !seen.contains(&span) && seen.len() < many {
            seen.push(span);
            kept.push(*at);
        }
    }
    kept
}

/// Forgets the runs whose time is over, and the objects that only they named; how many runs.
///
/// # Errors
/// When the place does not answer, or a manifest does not open: then nothing is removed.
pub(super) fn apply(shelf: &Locked, settings: &Backup) -> Result<usize> {
    let runs = shelf.runs()?;
    let manifests = runs.iter().map(|run| shelf.manifest(run)).collect::<Result<Vec<_>, _>>()?;
    let moments: Vec<Millis> = manifests.iter().map(|manifest| manifest.at).collect();
    let kept = kept(&moments, settings);
    let (stay, go): (Vec<_>, Vec<_>) =
        manifests.into_iter().partition(|manifest| kept.contains(&manifest.at));
    if go.is_empty() {
        return Ok(0);
    }
    shelf.forget(go.iter().map(|manifest| manifest.run.as_str()))?;
    let named: HashSet<&str> =
        stay.iter().flat_map(|manifest| manifest.entries().map(|entry| entry.object.as_str())).collect();
    shelf.sweep(|object| named.contains(object))?;
    Ok(go.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::{HOUR, start_of};
    use jiff::civil::date;

    #[test]
    fn the_latest_of_each_day_week_and_month_stays() {
        let settings = Backup { daily: 3, weekly: 2, monthly: 2, ..Backup::default() };
        let at = |y, m, d| start_of(date(y, m, d)) + HOUR;
        let all = [
            at(2016, 10, 30),
            at(2016, 11, 29),
            at(2016, 12, 23),
            at(2016, 12, 25),
            at(2016, 12, 27),
            at(2016, 12, 28),
            at(2016, 12, 29),
            at(2016, 12, 29) + HOUR,
        ];
        let kept = kept(&all, &settings);
        // Three days, of the week before its Sunday, of the month before its last.
        let expected =
            [at(2016, 11, 29), at(2016, 12, 25), at(2016, 12, 27), at(2016, 12, 28), at(2016, 12, 29) + HOUR];
        assert_eq!(kept, expected.into_iter().collect());
    }
}
