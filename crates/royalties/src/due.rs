//! Within how many days of publication it is paid, and when somebody is told (Nghị định 18/2014/NĐ-CP Điều 4.10).

use jiff::ToSpan;
use jiff::civil::Date;

use crate::rules::PayWithin;

/// How what was published on a day and is not paid stands to its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// There is time.
    Early,
    /// The last day is near.
    Soon,
    /// The last day has passed; the number counts the times that somebody is told, from 0.
    Late(i64),
}

impl PayWithin {
    /// The last day on which what was published on a day is paid in time.
    pub fn last_day(&self, published_on: Date) -> Date {
        published_on.saturating_add(self.days.days())
    }

    /// Whether what is not paid on a day should have been.
    pub fn is_late(&self, published_on: Date, today: Date) -> bool {
        today > self.last_day(published_on)
    }

    /// The step that has come for what is paid in time until a day.
    pub fn step(&self, last_day: Date, today: Date) -> Step {
        let left = i64::from(today.until(last_day).map_or(0, |span| span.get_days()));
        match left {
            left if left > self.ahead => Step::Early,
            0.. => Step::Soon,
            past => Step::Late((-past - 1) / self.again.max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::rules;
    use jiff::civil::date;

    #[test]
    fn somebody_is_told_before_the_last_day_on_the_day_after_it_and_from_time_to_time() {
        let within = &rules().pay_within;
        let last = within.last_day(date(2016, 10, 1));
        assert_eq!(last, date(2016, 11, 30));
        let step = |days: i64| within.step(last, last.saturating_add(days.days()));
        assert_eq!((step(-within.ahead - 1), step(-within.ahead)), (Step::Early, Step::Soon));
        assert_eq!((step(0), step(1)), (Step::Soon, Step::Late(0)));
        assert_eq!((step(within.again), step(within.again + 1)), (Step::Late(0), Step::Late(1)));
        assert_eq!(step(3 * within.again + 1), Step::Late(3));
    }
}
