//! Where a consultation stands on a day: its stage on paper, and the phase that its days make of it.

use jiff::civil::Date;

use super::rules;

/// How far a consultation has come on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being written.
    Draft,
    /// Waiting for another to approve its opening.
    Submitted,
    /// Approved: open from its first to its last day.
    Approved,
    /// The account waits for another to approve it.
    AccountSubmitted,
    /// The account is before readers.
    Accounted,
    /// Taken from readers, wherever it stood.
    TakenDown,
}

impl Stage {
    /// Those that are stored; what is taken down says so beside them.
    const STORED: [Self; 5] =
        [Self::Draft, Self::Submitted, Self::Approved, Self::AccountSubmitted, Self::Accounted];

    /// A word for machines, and what is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::AccountSubmitted => "account-submitted",
            Self::Accounted => "accounted",
            Self::TakenDown => "taken-down",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::STORED.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Whether readers see it.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Approved | Self::AccountSubmitted | Self::Accounted)
    }
}

/// What a consultation is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Being written.
    Draft,
    /// Waiting for approval.
    Submitted,
    /// Approved; its first day is to come.
    Announced,
    /// Comments are taken.
    Open,
    /// No more comments; the account is not out yet.
    Closed,
    /// The account is out.
    Accounted,
    /// Taken from readers.
    TakenDown,
}

impl Phase {
    /// A word for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Announced => "announced",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Accounted => "accounted",
            Self::TakenDown => "taken-down",
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Draft => "Bản nháp",
            Self::Submitted => "Chờ duyệt",
            Self::Announced => "Sắp lấy ý kiến",
            Self::Open => "Đang lấy ý kiến",
            Self::Closed => "Đã kết thúc",
            Self::Accounted => "Đã kết thúc, đã công bố kết quả tiếp thu",
            Self::TakenDown => "Đã gỡ",
        }
    }
}

/// A stage with the days between which comments are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// How far it has come on paper.
    pub stage: Stage,
    /// The first day.
    pub begins: Option<Date>,
    /// The last day.
    pub ends: Option<Date>,
}

impl Course {
    /// What it is on a day: the last day closes it without anybody's doing.
    pub fn phase(&self, day: Date) -> Phase {
        match self.stage {
            Stage::Draft => Phase::Draft,
            Stage::Submitted => Phase::Submitted,
            Stage::Accounted => Phase::Accounted,
            Stage::TakenDown => Phase::TakenDown,
            Stage::Approved | Stage::AccountSubmitted => match (self.begins, self.ends) {
                (Some(begins), _) if day < begins => Phase::Announced,
                (_, Some(ends)) if day <= ends => Phase::Open,
                _ => Phase::Closed,
            },
        }
    }

    /// By when the account must be out, once the time for comments is over.
    pub fn account_due(&self) -> Option<Date> {
        self.ends.map(rules::account_due)
    }

    /// Whether the account should have been out.
    pub fn is_late(&self, day: Date) -> bool {
        self.phase(day) == Phase::Closed && self.account_due().is_some_and(|due| due < day)
    }
}
