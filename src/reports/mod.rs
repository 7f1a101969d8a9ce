//! What the board reports to the committee and further: figures counted for exact days, texts that people write, approved,
//! numbered in the board's own series, as papers in the official layout (Điều 7.2.e, 9.3, 14).

pub mod dues;
pub mod evidence;
pub mod feed;
pub mod figures;
pub mod letterhead;
pub mod numbers;
pub mod papers;
pub mod planned;
pub mod recall;
pub mod remind;
pub mod rules;
pub mod store;
pub mod survey;
pub mod turn;
mod work;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;

use figures::Figures;
use letterhead::Letterhead;
use rules::Rule;

pub use work::{
    Act, approve, begin, begin_by_itself, current, discard, gaps, may_discard, save, send_back, submit,
};

/// The texts of a report by their keys.
pub type Texts = BTreeMap<String, String>;

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being written; its figures are counted anew whenever it is looked at.
    Draft,
    /// Waiting for the head.
    Submitted,
    /// Signed: neither texts nor figures change any more.
    Approved,
}

impl Stage {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
        }
    }

    /// The stage of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Submitted, Self::Approved].into_iter().find(|stage| stage.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Draft => "Đang soạn",
            Self::Submitted => "Chờ duyệt",
            Self::Approved => "Đã ban hành",
        }
    }
}

/// A report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its id.
    pub id: String,
    /// Its rule's key.
    pub kind: String,
    /// The year it is named after.
    pub year: i16,
    /// Where it stands.
    pub stage: Stage,
    /// The version in hand.
    pub no: i64,
    /// Raised by every change.
    pub version: i64,
    /// Why it was sent back last.
    pub returned: Option<String>,
    /// Who sent it to the head.
    pub submitted_by: Option<AccountId>,
    /// Its number, once it is signed.
    pub number: Option<i64>,
    /// Its symbol, once it is signed.
    pub symbol: String,
    /// The day it was signed.
    pub signed: Option<Date>,
    /// Who signed it.
    pub approved_by: Option<AccountId>,
    /// The step of the reminders that has come.
    pub reminded: String,
    /// When it was last changed.
    pub updated_at: Millis,
}

/// What was written of a report once, with the figures and the letterhead of that moment.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its number.
    pub no: i64,
    /// The texts.
    pub texts: Texts,
    /// The figures.
    pub figures: Figures,
    /// How papers looked.
    pub letterhead: Letterhead,
    /// Who saved it; none is the server.
    pub by: Option<AccountId>,
    /// When.
    pub at: Millis,
}

impl Report {
    /// Its rule.
    ///
    /// # Errors
    /// [`Error::Internal`] for a kind that no rule knows any more.
    pub fn rule(&self) -> Result<&'static Rule> {
        let last = Date::new(self.year, 12, 31).unwrap_or(Date::MAX);
        rules::known(&self.kind, last)
            .ok_or_else(|| Error::internal(format!("no such report: {}", self.kind)))
    }

    /// What it is called, with its year.
    ///
    /// # Errors
    /// As [`Report::rule`].
    pub fn title(&self) -> Result<String> {
        Ok(format!("{} {}", self.rule()?.name, self.year))
    }
}
