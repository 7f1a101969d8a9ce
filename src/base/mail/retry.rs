//! When to try again, when to stop, and when a person must take over: pure arithmetic on times.

use super::Outcome;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// After each failed attempt, the last one for ever after: 1, 5, 15, 30 minutes, 1, 2, 4 hours.
const DELAYS: [i64; 7] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
/// Every delay is drawn out or shortened by up to this share, so that a queue does not come back as one wave.
const SPREAD: f64 = 0.2;
/// Whatever waits longer than this concerns the operator.
pub const ALARM_AFTER: i64 = HOUR;
/// How long an uncertain message waits for a bounce, or for the server's late delivery, before it is repeated.
const UNCERTAIN_WAIT: i64 = 30 * MINUTE;

/// Who waits for the letter, and what its loss would mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A unit of the administration: 48 hours, then somebody must tell it otherwise.
    Unit,
    /// A reader: 72 hours.
    Reader,
    /// A reminder to a unit: as for a unit, but never repeated, since the next one follows anyway.
    Reminder,
}

impl Class {
    /// From the first attempt, in milliseconds.
    fn lifetime(self) -> i64 {
        match self {
            Self::Unit | Self::Reminder => 48 * HOUR,
            Self::Reader => 72 * HOUR,
        }
    }
}

/// What is known about a letter when an attempt has ended. Times are milliseconds of the epoch.
#[derive(Clone, Copy, Debug)]
pub struct History {
    /// Attempts so far, with the one that has just ended.
    pub attempts: u32,
    /// When the first one began.
    pub first_tried_at: i64,
    /// Whether an earlier attempt ended uncertain, so that this one was the repetition.
    pub was_uncertain: bool,
    /// Whose letter it is.
    pub class: Class,
}

/// Why a person has to look at a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The recipient's address was refused for good: the contact is suspect, phone them.
    RecipientRefused,
    /// The message was refused for good, for a reason other than its recipient.
    MessageRefused,
    /// Nobody took it within its lifetime.
    Expired,
    /// Sent twice, and both times no answer came to the final dot.
    StillUncertain,
}

/// What becomes of the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Done.
    Delivered,
    /// Try the same bytes again.
    RetryAt {
        /// When.
        at: i64,
        /// It has waited for an hour: tell the operator.
        alarm: bool,
    },
    /// Nobody knows whether it arrived: repeat the same bytes once.
    Uncertain {
        /// When; `None` for what is never repeated.
        resend_at: Option<i64>,
    },
    /// Never again by itself.
    Dead {
        /// What a person is asked to see to.
        task: Task,
    },
    /// Stop the whole queue and tell the operator; the letter keeps its place and its lifetime.
    PauseQueue,
}

/// Decides after an attempt that ended at `now`. `jitter` is drawn by the caller from -1 to 1. An attempt whose
/// process died is judged as [`Outcome::Uncertain`] if it had committed the dot, else as a retry.
pub fn next(outcome: &Outcome, history: History, now: i64, jitter: f64) -> Next {
    match outcome {
        Outcome::Delivered { .. } => Next::Delivered,
        Outcome::OurFault { .. } => Next::PauseQueue,
        Outcome::Refused { phase: super::Phase::Rcpt, .. } => Next::Dead { task: Task::RecipientRefused },
        Outcome::Refused { .. } => Next::Dead { task: Task::MessageRefused },
        Outcome::RetryLater { .. } => retry(history, now, jitter),
        Outcome::Uncertain { .. } => uncertain(history, now, jitter),
    }
}

/// The last attempt falls on the end of the lifetime itself.
fn retry(history: History, now: i64, jitter: f64) -> Next {
    let end = history.first_tried_at + history.class.lifetime();
    if now >= end {
        return Next::Dead { task: Task::Expired };
    }
    let made = usize::try_from(history.attempts.max(1)).unwrap_or(usize::MAX);
    let delay = DELAYS[made.min(DELAYS.len()) - 1];
    let at = (now + spread(delay, jitter)).min(end);
    Next::RetryAt { at, alarm: now - history.first_tried_at >= ALARM_AFTER }
}

fn uncertain(history: History, now: i64, jitter: f64) -> Next {
    match history.class {
        Class::Reminder => Next::Uncertain { resend_at: None },
        _ if history.was_uncertain => Next::Dead { task: Task::StillUncertain },
        _ => Next::Uncertain { resend_at: Some(now + spread(UNCERTAIN_WAIT, jitter)) },
    }
}

/// How long a mail server that has failed so often in a row is left alone; an hour at the most.
pub fn pause(failures: u32, jitter: f64) -> i64 {
    let made = usize::try_from(failures.max(1)).unwrap_or(usize::MAX);
    spread(DELAYS[made.min(DELAYS.len()) - 1].min(HOUR), jitter)
}

fn spread(delay: i64, jitter: f64) -> i64 {
    delay + (delay as f64 * SPREAD * jitter.clamp(-1.0, 1.0)) as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::mail::Phase;

    const START: i64 = 1_483_059_600_000;

    fn history(attempts: u32, class: Class) -> History {
        History { attempts, first_tried_at: START, was_uncertain: false, class }
    }

    fn later() -> Outcome {
        Outcome::retry(Phase::Connect, "connection refused")
    }

    fn unclear() -> Outcome {
        Outcome::Uncertain { reason: "time-out".into() }
    }

    #[test]
    fn the_delays_are_those_of_the_table() {
        let table = [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 120), (7, 240), (8, 240), (50, 240)];
        for (attempts, minutes) in table {
            let wanted = Next::RetryAt { at: START + minutes * MINUTE, alarm: false };
            assert_eq!(next(&later(), history(attempts, Class::Unit), START, 0.0), wanted, "{attempts}");
        }
        assert_eq!(
            next(&later(), history(0, Class::Unit), START, 0.0),
            next(&later(), history(1, Class::Unit), START, 0.0)
        );
    }

    #[test]
    fn jitter_moves_a_delay_by_a_fifth_at_most() {
        for (jitter, minutes) in [(-1.0, 24), (-0.5, 27), (0.5, 33), (1.0, 36), (7.0, 36), (-7.0, 24)] {
            let wanted = Next::RetryAt { at: START + minutes * MINUTE, alarm: false };
            assert_eq!(next(&later(), history(4, Class::Unit), START, jitter), wanted, "{jitter}");
        }
    }

    #[test]
    fn the_operator_hears_after_an_hour() {
        for (waited, wanted) in [(HOUR - 1, false), (HOUR, true), (30 * HOUR, true)] {
            let Next::RetryAt { alarm, .. } = next(&later(), history(5, Class::Unit), START + waited, 0.0)
            else {
                panic!("expected a retry");
            };
            assert_eq!(alarm, wanted, "{waited}");
        }
    }

    #[test]
    fn units_wait_two_days_and_readers_three() {
        for (class, hours) in [(Class::Unit, 48), (Class::Reminder, 48), (Class::Reader, 72)] {
            let end = START + hours * HOUR;
            let last = Next::RetryAt { at: end, alarm: true };
            assert_eq!(next(&later(), history(20, class), end - 1, 0.0), last, "{class:?}");
            let dead = Next::Dead { task: Task::Expired };
            assert_eq!(next(&later(), history(20, class), end, 0.0), dead, "{class:?}");
        }
    }

    #[test]
    fn a_refusal_is_a_task_and_names_the_contact_only_when_it_is_about_the_contact() {
        for (phase, task) in [
            (Phase::Rcpt, Task::RecipientRefused),
            (Phase::Mail, Task::MessageRefused),
            (Phase::Data, Task::MessageRefused),
            (Phase::Dot, Task::MessageRefused),
        ] {
            let refused = Outcome::Refused { phase, reply: "550 no".into() };
            assert_eq!(next(&refused, history(1, Class::Reader), START, 0.0), Next::Dead { task });
        }
    }

    #[test]
    fn our_own_fault_never_kills_a_letter() {
        let fault = Outcome::OurFault { phase: Phase::Auth, reply: "535 no".into() };
        let long_ago = history(99, Class::Unit);
        assert_eq!(next(&fault, long_ago, START + 400 * HOUR, 0.0), Next::PauseQueue);
    }

    #[test]
    fn the_uncertain_is_repeated_once_and_then_somebodys_task() {
        let first = next(&unclear(), history(3, Class::Reader), START, 0.0);
        assert_eq!(first, Next::Uncertain { resend_at: Some(START + 30 * MINUTE) });
        let repeated = History { was_uncertain: true, ..history(4, Class::Reader) };
        assert_eq!(next(&unclear(), repeated, START, 0.0), Next::Dead { task: Task::StillUncertain });
        let broken_off = next(&later(), repeated, START, 0.0);
        assert_eq!(broken_off, Next::RetryAt { at: START + 30 * MINUTE, alarm: false });
    }

    #[test]
    fn a_reminder_is_not_repeated() {
        let wanted = Next::Uncertain { resend_at: None };
        assert_eq!(next(&unclear(), history(1, Class::Reminder), START, 0.0), wanted);
    }

    #[test]
    fn a_delivery_is_a_delivery_however_late() {
        let done = Outcome::Delivered { reply: "250 ok".into() };
        assert_eq!(next(&done, history(30, Class::Unit), START + 400 * HOUR, 0.0), Next::Delivered);
    }

    proptest! {
        /// Every retry lies ahead and inside the lifetime, and a queue that never succeeds does end.
        #[test]
        fn a_hopeless_letter_ends_and_not_too_soon(jitters in proptest::collection::vec(-1.0f64..1.0, 40)) {
            let mut now = START;
            let mut task = None;
            for (n, jitter) in jitters.iter().enumerate() {
                match next(&later(), history(n as u32 + 1, Class::Unit), now, *jitter) {
                    Next::RetryAt { at, .. } => {
                        prop_assert!(at > now && at <= START + 48 * HOUR);
                        now = at;
                    }
                    Next::Dead { task: why } => {
                        task = Some(why);
                        break;
                    }
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            prop_assert_eq!(task, Some(Task::Expired));
            prop_assert_eq!(now, START + 48 * HOUR);
        }
    }
}
