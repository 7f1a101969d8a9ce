//! From a unit's first draft to the answer on the site, its corrections and its end.

pub mod beside;
pub mod citations;
pub mod confirming;
pub mod corrections;
pub mod drafts;
pub mod files;
pub(super) mod letters;
pub mod masking;
pub mod publishable;
pub mod rating;
pub mod store;
pub mod wording;

use crate::base::id::{AccountId, DispatchId};

/// Who writes a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Whoever holds the link of a dispatch.
    Link(DispatchId),
    /// A signed-in person.
    Account(AccountId),
}

impl Writer {
    /// As it is stored.
    pub fn key(&self) -> String {
        match self {
            Self::Link(dispatch) => format!("dispatch/{dispatch}"),
            Self::Account(account) => format!("account/{account}"),
        }
    }
}
