//! The clock's arithmetic by itself; its stories over HTTP are in `tests/questions_clock.rs`.

use jiff::civil::date;
use proptest::prelude::*;

use super::pauses::after_pause;
use super::register::Standing;
use super::*;
use crate::base::clock::{DAY, HOUR, start_of};

#[test]
fn a_pause_moves_the_last_day_by_the_working_days_it_took() {
    let at = |day, hour: i64| start_of(day) + hour * HOUR;
    // Wednesday to Friday: two days. Over a weekend nothing more; what is said after 17:00 counts for the next day.
    let due = date(2017, 1, 20);
    assert_eq!(after_pause(due, at(date(2017, 1, 4), 10), at(date(2017, 1, 6), 9)), date(2017, 1, 24));
    assert_eq!(after_pause(due, at(date(2017, 1, 6), 10), at(date(2017, 1, 8), 9)), date(2017, 1, 23));
    assert_eq!(after_pause(due, at(date(2017, 1, 4), 10), at(date(2017, 1, 4), 11)), due);
    assert_eq!(after_pause(due, at(date(2017, 1, 4), 18), at(date(2017, 1, 5), 9)), due);
    assert_eq!(after_pause(due, at(date(2017, 1, 4), 10), at(date(2017, 1, 3), 10)), due, "a clock set back");
}

#[test]
fn a_standing_is_said_in_words() {
    assert_eq!(Standing::Overdue(3).vietnamese(), "quá hạn 3 ngày làm việc");
    assert!(Standing::Late(1).is_late() && !Standing::Waits.is_late() && !Standing::Runs(0).is_late());
}

#[test]
fn every_state_of_a_question_is_open_or_an_end() {
    let ends = [State::Published, State::AnsweredPrivately, State::Transferred, State::Closed];
    assert!(OPEN.iter().all(|state| is_open(*state)) && !ends.iter().any(|state| is_open(*state)));
}

proptest! {
    #[test]
    fn a_longer_pause_never_brings_the_last_day_nearer(began in 0i64..400, long in 0i64..60, more in 0i64..60) {
        let began = start_of(date(2016, 1, 4)) + began * DAY + 9 * HOUR;
        let due = date(2017, 6, 1);
        let short = after_pause(due, began, began + long * DAY);
        prop_assert!(due <= short && short <= after_pause(due, began, began + (long + more) * DAY));
    }
}
