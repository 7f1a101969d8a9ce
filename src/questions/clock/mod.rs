//! The clock of a question: when it is due, what stops it, who is reminded, and the book that shows it all.

pub mod ageing;
mod case;
pub mod deadlines;
pub mod extensions;
pub mod late;
mod letters;
pub mod link;
pub mod pauses;
pub mod register;
pub mod reminders;
pub mod shown;
pub mod store;

#[cfg(test)]
mod tests;

use crate::base::clock::local;
use crate::base::error::Result;
use crate::base::scope::WriteScope;
use crate::base::working_days::Calendar;
use crate::people::State;

use super::store::Filed;

/// The states in which a case is open: every other one is its end.
pub const OPEN: [State; 5] =
    [State::Received, State::Assigned, State::Clarification, State::Answered, State::AnswerApproved];

/// Whether somebody still has to do something.
pub fn is_open(state: State) -> bool {
    OPEN.contains(&state)
}

/// What every step of a case does to its clock, in the step's own transaction: a pause ends with the state that it is,
/// requests for more time and reminders fall with the step, and the end of the case is written down.
pub(super) async fn follow(scope: &mut WriteScope, question: &Filed, to: State) -> Result<()> {
    if question.state == State::Clarification && to != State::Clarification {
        pauses::end_open(scope, question, pauses::End::Moved).await?;
    }
    if to != State::Assigned {
        store::drop_requests(scope, &question.id).await?;
    }
    reminders::withdraw(scope, &question.id).await?;
    let now = scope.db().clock.now();
    match (is_open(question.state), is_open(to)) {
        (true, false) => store::settle(scope, &question.id, now, Calendar::counts_for(now)).await,
        (false, true) => store::reopen(scope, &question.id).await,
        _ => Ok(()),
    }
}

/// A case turned out to be of another class: its last day is that class's, moved by what its clock stood and was given so
/// far; the reader sees it in the case's history. The caller writes the class, and commits.
///
/// # Errors
/// When the database refuses.
pub async fn class_changed(scope: &mut WriteScope, question: &Filed, was: &str, is: &str) -> Result<()> {
    let calendar = Calendar::official();
    let day = local(question.received_at).date();
    let of = |class: &str| deadlines::of(class, day).ours(question.received_at).on;
    let moved = question.due_on.map_or(0, |due| calendar.between(of(was), due));
    let due = calendar.plus_working(of(is), u32::try_from(moved.max(0)).unwrap_or(0));
    if Some(due) == question.due_on {
        return Ok(());
    }
    store::set_due(scope, &question.id, due).await?;
    store::move_dispatch(scope, &question.id, due).await?;
    reminders::withdraw(scope, &question.id).await?;
    let words = format!(
        "Phân loại lại: {}. {}",
        deadlines::class_name(is),
        case::moved_text(question.due_on, Some(due))
    );
    super::store::event(scope, &question.id, "question.extend", &words, true).await
}
