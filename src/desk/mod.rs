//! The editorial desk: what waits for whom, who works on what until when, what they say to each other, who is told.

pub mod assign;
pub mod mine;
pub mod notices;
pub mod queue;
pub mod talk;

use crate::people::State;

/// Where an edition stands while somebody still works on it.
pub const PENDING: [State; 4] = [State::Draft, State::Submitted, State::Approved, State::Scheduled];
