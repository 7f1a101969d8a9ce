//! The audit trail as people read it, check it and take it along; how it is written stands in `base::audit`.

pub mod check;
pub mod export;
pub mod heads;
pub mod sign;
pub mod store;
pub mod words;

use serde_json::Value;

use crate::base::audit::Stored;
use crate::base::clock::Millis;

/// What narrows a trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what these logins did; none named means everybody.
    pub actors: Vec<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only what was done to this thing: its kind and id.
    pub subject: Option<(String, String)>,
    /// Not before this instant.
    pub from: Option<Millis>,
    /// Before this instant.
    pub until: Option<Millis>,
}

impl Filter {
    /// Whether it leaves everything.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// As the trail itself keeps it when somebody looked.
    pub fn said(&self) -> Value {
        serde_json::json!({
            "actors": self.actors,
            "action": self.action,
            "subject": self.subject.as_ref().map(|(kind, id)| format!("{kind}:{id}")),
            "from": self.from,
            "until": self.until,
        })
    }
}

/// The parts of an event's contents that people read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// From where.
    pub address: String,
    /// What is worth keeping.
    pub detail: Value,
    /// Whether the contents were purged.
    pub purged: bool,
}

impl Told {
    /// What an event's contents tell.
    pub fn of(event: &Stored) -> Self {
        let Some(contents) = &event.contents else { return Self { purged: true, ..Self::default() } };
        let parts: Value = serde_json::from_str(contents).unwrap_or_default();
        Self {
            address: parts[3].as_str().unwrap_or_default().to_owned(),
            detail: parts[7].clone(),
            purged: false,
        }
    }

    /// Why, where a reason was given.
    pub fn reason(&self) -> Option<&str> {
        self.detail["reason"].as_str()
    }

    /// The names of the fields that changed, as people read them.
    pub fn changed(&self) -> Vec<String> {
        let fields = self.detail["changed"].as_array().into_iter().flatten();
        fields.filter_map(Value::as_str).map(words::field).collect()
    }
}
