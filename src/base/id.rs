//! Typed identifiers: UUIDv7 text, so that rows sort by creation and no id of one kind passes for another.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use super::clock::{Clock, Millis};
use super::entropy::Entropy;

/// A fresh UUIDv7 in its usual hyphenated form.
pub fn fresh(now: Millis, entropy: &Entropy) -> String {
    let millis = u64::try_from(now).unwrap_or(0);
    let uuid: Uuid = Builder::from_unix_timestamp_millis(millis, &entropy.bytes::<10>()).into_uuid();
    uuid.to_string()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A fresh id.
            pub fn fresh(clock: &Clock, entropy: &Entropy) -> Self {
                Self(fresh(clock.now(), entropy))
            }

            /// The id as it is stored and printed.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<&$name> for super::db::Param {
            fn from(id: &$name) -> Self {
                Self::Text(Some(id.0.clone()))
            }
        }

        impl From<Option<&$name>> for super::db::Param {
            fn from(id: Option<&$name>) -> Self {
                Self::Text(id.map(|id| id.0.clone()))
            }
        }
    )*};
}

ids! {
    /// A tenant: its own, immutable id, never a name or a code of the state.
    TenantId,
    /// A person's account.
    AccountId,
    /// A published or publishable thing, over all its editions.
    ItemId,
    /// One edition of an item.
    EditionId,
    /// An immutable revision of an edition.
    RevisionId,
    /// A reader's question.
    QuestionId,
    /// A stored file of a tenant.
    FileId,
    /// One sending of a question to a unit.
    DispatchId,
    /// A unit's answer to a question.
    AnswerId,
    /// A mail to one recipient.
    MailId,
    /// What a named person must do.
    TaskId,
}

impl TenantId {
    /// The head row of what belongs to no tenant: accounts, sign-ins, the deployment itself.
    pub fn platform() -> Self {
        Self("platform".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time() {
        let entropy = Entropy::seeded(1);
        assert!(fresh(1_000, &entropy) < fresh(2_000, &entropy));
    }
}
