//! Whether a document is in force on a day: the one place where that rule stands.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Document;
use super::relations::RelationKind;

/// The days a document itself gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// First day in force.
    pub effective_on: Option<Date>,
    /// First day no longer in force.
    pub expires_on: Option<Date>,
}

impl Document {
    /// The days that decide whether it is in force.
    pub fn dates(&self) -> Dates {
        Dates { effective_on: self.effective_on, expires_on: self.expires_on }
    }
}

/// What another document does to this one, and from which day on, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it does.
    pub kind: RelationKind,
    /// First day of it; a change of unknown day is told to readers but decides nothing.
    pub from: Option<Date>,
}

/// Whether a document is in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Not yet.
    NotYet {
        /// First day in force.
        from: Date,
    },
    /// All of it.
    InForce {
        /// First day in force.
        from: Date,
    },
    /// Amended or repealed in part.
    InPart {
        /// First day of the last such change.
        since: Date,
    },
    /// No longer.
    Ended {
        /// First day no longer in force.
        since: Date,
        /// Whether another document ended it on that day, rather than its own date.
        by_another: bool,
    },
    /// Stopped for the time being.
    Suspended {
        /// First day of that.
        since: Date,
    },
    /// Nobody knows since when.
    Unknown,
}

impl Effect {
    /// As badges and status lines say it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::NotYet { .. } => "Chưa có hiệu lực",
            Self::InForce { .. } => "Còn hiệu lực",
            Self::InPart { .. } => "Hết hiệu lực một phần",
            Self::Ended { .. } => "Hết hiệu lực",
            Self::Suspended { .. } => "Ngưng hiệu lực",
            Self::Unknown => "Chưa rõ ngày hiệu lực",
        }
    }

    /// Whether anything of it binds on that day.
    pub fn is_in_force(self) -> bool {
        matches!(self, Self::InForce { .. } | Self::InPart { .. })
    }
}

/// Whether a document with these days, changed by others in these ways, is in force on a day.
///
/// What has ended stays ended whatever else happened to it; a suspension outweighs an amendment.
pub fn effect(dates: Dates, changes: &[Change], day: Date) -> Effect {
    if let Some(since) = span(dates, changes).1.filter(|until| *until <= day) {
        return Effect::Ended { since, by_another: dates.expires_on != Some(since) };
    }
    if let Some(since) = latest(changes, day, |kind| kind == RelationKind::Suspends) {
        return Effect::Suspended { since };
    }
    let Some(from) = dates.effective_on else { return Effect::Unknown };
    if from > day {
        return Effect::NotYet { from };
    }
    let partial = |kind| matches!(kind, RelationKind::Amends | RelationKind::RepealsPart);
    latest(changes, day, partial).map_or(Effect::InForce { from }, |since| Effect::InPart { since })
}

/// The first day in force and the first day no longer in force, as far as they are known.
pub fn span(dates: Dates, changes: &[Change]) -> (Option<Date>, Option<Date>) {
    let ends = |change: &&Change| matches!(change.kind, RelationKind::Replaces | RelationKind::Repeals);
    let ended = changes.iter().filter(ends).filter_map(|change| change.from);
    (dates.effective_on, ended.chain(dates.expires_on).min())
}

fn latest(changes: &[Change], day: Date, of: impl Fn(RelationKind) -> bool) -> Option<Date> {
    let begun = changes.iter().filter(|change| of(change.kind)).filter_map(|change| change.from);
    begun.filter(|from| *from <= day).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn change(kind: RelationKind, from: &str) -> Change {
        Change { kind, from: Some(day(from)) }
    }

    #[test]
    fn every_state_begins_on_its_first_day() {
        use RelationKind::{Amends, BasedOn, Guides, Repeals, RepealsPart, Replaces, Suspends};
        let (unknown, from) =
            (Dates::default(), Dates { effective_on: Some(date(2014, 5, 30)), expires_on: None });
        let until = Dates { expires_on: Some(date(2016, 7, 1)), ..from };
        let one = |kind| vec![change(kind, "2016-01-01")];
        let rows: Vec<(Dates, Vec<Change>, &str, &str)> = vec![
            (from, vec![], "2014-05-29", "Chưa có hiệu lực"),
            (from, vec![], "2014-05-30", "Còn hiệu lực"),
            (from, vec![], "2099-01-01", "Còn hiệu lực"),
            (until, vec![], "2016-06-30", "Còn hiệu lực"),
            (until, vec![], "2016-07-01", "Hết hiệu lực"),
            (unknown, vec![], "2016-07-01", "Chưa rõ ngày hiệu lực"),
            (Dates { effective_on: None, ..until }, vec![], "2016-07-01", "Hết hiệu lực"),
            (Dates { effective_on: None, ..until }, vec![], "2016-06-30", "Chưa rõ ngày hiệu lực"),
            (from, one(Replaces), "2015-12-31", "Còn hiệu lực"),
            (from, one(Replaces), "2016-01-01", "Hết hiệu lực"),
            (unknown, one(Replaces), "2016-01-01", "Hết hiệu lực"),
            (from, one(Repeals), "2015-12-31", "Còn hiệu lực"),
            (from, one(Repeals), "2016-01-01", "Hết hiệu lực"),
            (from, one(Amends), "2015-12-31", "Còn hiệu lực"),
            (from, one(Amends), "2016-01-01", "Hết hiệu lực một phần"),
            (from, one(RepealsPart), "2016-01-01", "Hết hiệu lực một phần"),
            (until, one(RepealsPart), "2016-07-01", "Hết hiệu lực"),
            (from, one(Suspends), "2015-12-31", "Còn hiệu lực"),
            (from, one(Suspends), "2016-01-01", "Ngưng hiệu lực"),
            (unknown, one(Suspends), "2016-01-01", "Ngưng hiệu lực"),
            (until, one(Suspends), "2016-07-01", "Hết hiệu lực"),
            (from, [one(Suspends), one(Amends)].concat(), "2016-01-01", "Ngưng hiệu lực"),
            (from, [one(Replaces), one(Amends)].concat(), "2016-01-01", "Hết hiệu lực"),
            (from, one(Amends), "2014-05-29", "Chưa có hiệu lực"),
            (from, vec![change(Amends, "2014-01-01")], "2014-05-29", "Chưa có hiệu lực"),
            (from, one(Guides), "2016-01-01", "Còn hiệu lực"),
            (from, one(BasedOn), "2016-01-01", "Còn hiệu lực"),
            (from, vec![Change { kind: Replaces, from: None }], "2099-01-01", "Còn hiệu lực"),
        ];
        for (dates, changes, on, expected) in rows {
            let found = effect(dates, &changes, day(on)).vietnamese();
            assert_eq!(found, expected, "{dates:?} {changes:?} on {on}");
        }
    }

    #[test]
    fn the_earliest_end_counts_and_says_who_set_it() {
        let dates = Dates { effective_on: Some(date(2014, 1, 1)), expires_on: Some(date(2016, 7, 1)) };
        let replaced =
            [change(RelationKind::Replaces, "2016-01-01"), change(RelationKind::Repeals, "2017-01-01")];
        assert_eq!(span(dates, &replaced), (Some(date(2014, 1, 1)), Some(date(2016, 1, 1))));
        let by_another = Effect::Ended { since: date(2016, 1, 1), by_another: true };
        assert_eq!(effect(dates, &replaced, date(2016, 8, 1)), by_another);
        let own = Effect::Ended { since: date(2016, 7, 1), by_another: false };
        assert_eq!(effect(dates, &replaced[1..], date(2018, 1, 1)), own);
        assert_eq!(span(Dates::default(), &[]), (None, None));
    }

    #[test]
    fn the_last_amendment_so_far_is_named() {
        let dates = Dates { effective_on: Some(date(2014, 1, 1)), expires_on: None };
        let changes =
            ["2015-01-01", "2016-01-01", "2018-01-01"].map(|from| change(RelationKind::Amends, from));
        assert_eq!(effect(dates, &changes, date(2017, 1, 1)), Effect::InPart { since: date(2016, 1, 1) });
    }
}
