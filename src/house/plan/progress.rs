//! How far a plan is, counted by its tasks as they stand on a day.

use jiff::civil::Date;

use super::{Entry, Stage};

/// Which tasks are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sieve {
    /// Those of a stage.
    At(Stage),
    /// Those whose day is over and that are not done.
    Late,
    /// Those that were done after their day.
    DoneLate,
}

impl Sieve {
    /// All, with their words in addresses.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::At(Stage::Open), "chua"),
        (Self::At(Stage::Doing), "dang"),
        (Self::At(Stage::Done), "xong"),
        (Self::DoneLate, "xong-tre"),
        (Self::Late, "tre"),
        (Self::At(Stage::Dropped), "thoi"),
    ];

    /// By its word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|one| one.1 == word).map(|one| one.0)
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.1)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::At(stage) => stage.vietnamese(),
            Self::Late => "Quá hạn chưa xong",
            Self::DoneLate => "Hoàn thành sau hạn",
        }
    }

    /// Whether a task is among them.
    pub fn admits(self, entry: &Entry, today: Date) -> bool {
        match self {
            Self::At(stage) => entry.stage == stage,
            Self::Late => entry.is_late(today),
            Self::DoneLate => entry.was_late(),
        }
    }
}

/// How far a plan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Tasks that are to be done or are.
    pub all: usize,
    /// Those that are.
    pub done: usize,
}

impl Progress {
    /// Of these tasks.
    pub fn of(entries: &[Entry]) -> Self {
        let all = entries.iter().filter(|one| one.stage != Stage::Dropped).count();
        let done = entries.iter().filter(|one| one.stage == Stage::Done).count();
        Self { all, done }
    }

    /// `3 trong 8 việc đã hoàn thành (37%)`.
    pub fn vietnamese(self) -> String {
        if self.all == 0 {
            return "Chưa có việc nào".to_owned();
        }
        format!("{} trong {} việc đã hoàn thành ({}%)", self.done, self.all, self.done * 100 / self.all)
    }
}

/// How many of these tasks each sieve holds, in their order.
pub fn counted(entries: &[Entry], today: Date) -> [(Sieve, usize); 6] {
    Sieve::ALL.map(|(sieve, _)| (sieve, entries.iter().filter(|one| sieve.admits(one, today)).count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::plan::Owner;
    use jiff::civil::date;

    fn entry(stage: Stage, due: Date, done_on: Option<Date>) -> Entry {
        Entry {
            id: String::new(),
            plan: String::new(),
            place: 1,
            title: String::new(),
            owner: Owner::Board,
            due,
            stage,
            result: String::new(),
            done_on,
            soon_for: None,
            late_for: None,
            version: 1,
        }
    }

    #[test]
    fn a_task_is_late_after_its_last_day_and_one_let_go_is_not_counted() {
        let day = date(2016, 12, 30);
        let after = date(2016, 12, 31);
        let entries = [
            entry(Stage::Open, day, None),
            entry(Stage::Doing, after, None),
            entry(Stage::Done, day, Some(after)),
            entry(Stage::Dropped, day, None),
        ];
        assert!(!entries[0].is_late(day) && entries[0].is_late(after));
        let counts = counted(&entries, after).map(|(_, count)| count);
        assert_eq!(counts, [1, 1, 1, 1, 1, 1]);
        assert_eq!(Progress::of(&entries).vietnamese(), "1 trong 3 việc đã hoàn thành (33%)");
        for (sieve, word) in Sieve::ALL {
            assert_eq!((Sieve::by_word(word), sieve.word()), (Some(sieve), word));
        }
    }
}
