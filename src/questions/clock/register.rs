//! The book of questions: every one that came, narrowed and paged by its number, for the screen, paper and spreadsheets.

use jiff::civil::Date;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::error::Result;
use crate::base::id::QuestionId;
use crate::base::scope::Scope;
use crate::base::working_days::Calendar;
use crate::people::State;
use crate::questions::routing::closing::Ending;

use super::{is_open, store};

/// Rows that an export holds at most: a district's book of ten years.
pub const EXPORTED: usize = 100_000;

/// What narrows the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only open, or only closed.
    pub open: Option<bool>,
    /// Only this state.
    pub state: Option<State>,
    /// Only this unit; "" means those with none.
    pub unit: Option<String>,
    /// Only this class.
    pub class: Option<String>,
    /// Only this field.
    pub field: Option<String>,
    /// Only what came this way.
    pub channel: Option<String>,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub until: Option<Date>,
    /// Over on or after.
    pub settled_from: Option<Date>,
    /// Only late: open past the last day, or closed after it.
    pub late: bool,
    /// Only what was closed on or before its last day.
    pub in_time: bool,
    /// Only what was closed in this way.
    pub closing: Option<Ending>,
    /// As the book stood at the end of this day; as it stands now without one.
    pub as_of: Option<Date>,
}

impl Filter {
    /// The instant at which the book is looked at.
    pub fn seen_at(&self, now: Millis) -> Millis {
        self.as_of.map_or(now, |day| now.min(start_of(plus_days(day, 1)) - 1))
    }
}

/// One line of the book.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: QuestionId,
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// The class's key.
    pub class: String,
    /// The way it came.
    pub channel: String,
    /// The field it belongs to, or "".
    pub field: String,
    /// Who has it.
    pub unit: Option<String>,
    /// When it came.
    pub received_at: Millis,
    /// The last day.
    pub due: Option<Date>,
    /// When it was over.
    pub settled_at: Option<Millis>,
    /// The day that counts for.
    pub settled_on: Option<Date>,
}

impl Entry {
    /// How it stands to its last day on a day.
    pub fn standing(&self, today: Date) -> Standing {
        let Some(due) = self.due else { return Standing::InTime };
        match self.settled_on {
            Some(settled) if settled > due => Standing::Late(Calendar::official().between(due, settled)),
            Some(_) => Standing::InTime,
            None if self.state == State::Clarification => Standing::Waits,
            None if today > due => Standing::Overdue(Calendar::official().between(due, today)),
            None => Standing::Runs(Calendar::official().between(today, due)),
        }
    }
}

/// How a case stands to its last day; days are working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Over, in time.
    InTime,
    /// Over, so many days late.
    Late(i64),
    /// Open, with so many days left.
    Runs(i64),
    /// Open, so many days late.
    Overdue(i64),
    /// The clock stands.
    Waits,
}

impl Standing {
    /// In words.
    pub fn vietnamese(self) -> String {
        match self {
            Self::InTime => "đúng hạn".into(),
            Self::Late(days) => format!("xong chậm {days} ngày làm việc"),
            Self::Runs(0) => "đến hạn hôm nay".into(),
            Self::Runs(days) => format!("còn {days} ngày làm việc"),
            Self::Overdue(days) => format!("quá hạn {days} ngày làm việc"),
            Self::Waits => "tạm dừng, chờ bổ sung".into(),
        }
    }

    /// Whether the last day was missed.
    pub fn is_late(self) -> bool {
        matches!(self, Self::Late(_) | Self::Overdue(_))
    }
}

/// A page of the book.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The lines, the highest number first.
    pub entries: Vec<Entry>,
    /// Whether there are lower numbers.
    pub more: bool,
}

/// What is in the book under a filter: received is open and closed together, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// All.
    pub received: i64,
    /// Those that wait for somebody.
    pub open: i64,
    /// Those that are over.
    pub closed: i64,
}

/// Lines below a number.
///
/// # Errors
/// When the database does not answer.
pub async fn page(scope: &mut Scope, filter: &Filter, below: Option<i64>, limit: usize) -> Result<Page> {
    let today = Calendar::counts_for(filter.seen_at(scope.db().clock.now()));
    let mut entries = store::entries(scope, filter, today, below, limit + 1).await?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    Ok(Page { entries, more })
}

/// The sum under a filter, counted by states: a state that is neither open nor an end cannot be.
///
/// # Errors
/// When the database does not answer.
pub async fn sum(scope: &mut Scope, filter: &Filter) -> Result<Sum> {
    let today = Calendar::counts_for(filter.seen_at(scope.db().clock.now()));
    let received = store::count(scope, filter, today).await?;
    let states = store::states(scope, filter, today).await?;
    let of = |wanted: bool| {
        states
            .iter()
            .filter(|(state, _)| State::parse(state).is_some_and(is_open) == wanted)
            .map(|row| row.1)
            .sum()
    };
    Ok(Sum { received, open: of(true), closed: of(false) })
}
