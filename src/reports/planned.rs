//! The tasks of a plan as they stood on the last day of a report's span: what was to be done or was done within it.

use jiff::civil::Date;

use crate::base::clock::{local, plus_days, start_of};
use crate::house::plan::{Entry, Happened, Stage, Step};

/// The day from which the tasks of a span are seen: the one after its last, which is over then, or today.
pub fn seen_from(until: Date, today: Date) -> Date {
    plus_days(until, 1).min(today)
}

/// The tasks due or done between two days, and those before that were still open when it began, as they stood at the end.
pub fn as_of(entries: &[Entry], steps: &[Happened], from: Date, until: Date) -> Vec<Entry> {
    let end = start_of(plus_days(until, 1));
    let stood = |entry: &Entry| {
        let mut mine = steps.iter().filter(|one| one.entry == entry.id);
        if mine.clone().any(|one| one.step == Step::Added && one.at >= end) {
            return None;
        }
        let moves = [Step::Progress, Step::Done, Step::Returned, Step::Dropped];
        // What was done within the span counts from its day on, though it was reported afterwards.
        let by_then = |one: &Happened| one.at < end || one.done_on.is_some_and(|day| day <= until);
        let last = mine.rfind(|one| by_then(one) && moves.contains(&one.step));
        let stage = last.map_or(Stage::Open, |one| match one.step {
            Step::Done => Stage::Done,
            Step::Dropped => Stage::Dropped,
            _ => Stage::Doing,
        });
        let day = |one: &Happened| one.done_on.unwrap_or_else(|| local(one.at).date());
        let done_on = last.filter(|_| stage == Stage::Done).map(day);
        Some(Entry { stage, done_on, ..entry.clone() })
    };
    let counts = |entry: &Entry| {
        let within = |day: Date| (from..=until).contains(&day);
        let was_open = entry.due < from && entry.done_on.is_none() && entry.stage.is_open();
        within(entry.due) || entry.done_on.is_some_and(within) || was_open
    };
    entries.iter().filter_map(stood).filter(counts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::HOUR;
    use crate::house::plan::Owner;
    use jiff::civil::date;

    fn entry(id: &str, due: Date) -> Entry {
        Entry {
            id: id.into(),
            plan: String::new(),
            place: 1,
            title: String::new(),
            owner: Owner::Board,
            due,
            stage: Stage::Done,
            result: String::new(),
            done_on: Some(date(2016, 12, 30)),
            soon_for: None,
            late_for: None,
            version: 1,
        }
    }

    fn step(entry: &str, step: Step, day: Date) -> Happened {
        Happened {
            step,
            entry: entry.into(),
            afterwards: false,
            words: String::new(),
            reason: String::new(),
            done_on: None,
            account: "a".into(),
            name: String::new(),
            at: start_of(day) + 9 * HOUR,
        }
    }

    #[test]
    fn what_was_done_in_time_and_reported_late_was_done_in_time() {
        let june = date(2016, 6, 15);
        let reported = Happened { done_on: Some(june), ..step("june", Step::Done, date(2016, 7, 4)) };
        let steps = [step("june", Step::Added, date(2016, 1, 5)), reported];
        let half = as_of(&[entry("june", june)], &steps, date(2016, 1, 1), date(2016, 6, 30));
        assert_eq!((half[0].stage, half[0].done_on, half[0].was_late()), (Stage::Done, Some(june), false));
    }

    #[test]
    fn the_first_half_of_a_year_knows_nothing_of_the_second() {
        let entries = [
            entry("june", date(2016, 6, 15)),
            entry("december", date(2016, 12, 25)),
            entry("early", date(2016, 11, 1)),
            entry("new", date(2016, 6, 30)),
        ];
        let steps = [
            step("june", Step::Added, date(2016, 1, 5)),
            step("june", Step::Progress, date(2016, 6, 20)),
            step("december", Step::Added, date(2016, 1, 5)),
            step("early", Step::Done, date(2016, 6, 29)),
            step("new", Step::Added, date(2016, 7, 1)),
            step("june", Step::Done, date(2016, 12, 30)),
        ];
        let half = as_of(&entries, &steps, date(2016, 1, 1), date(2016, 6, 30));
        let told: Vec<_> = half.iter().map(|one| (one.id.as_str(), one.stage, one.done_on)).collect();
        assert_eq!(
            told,
            [("june", Stage::Doing, None), ("early", Stage::Done, Some(date(2016, 6, 29)))],
            "due in June and begun; done in June before its day"
        );
        let day = seen_from(date(2016, 6, 30), date(2016, 12, 31));
        assert!(half[0].is_late(day), "it stood late on the last day");
        let second = as_of(&entries, &steps, date(2016, 7, 1), date(2016, 12, 31));
        let told: Vec<_> = second.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(
            told,
            ["june", "december", "early", "new"],
            "what was late before and was done now counts too"
        );
        assert_eq!(seen_from(date(2016, 12, 31), date(2016, 12, 30)), date(2016, 12, 30));
    }
}
