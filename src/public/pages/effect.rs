//! Whether a document is in force, in the words of badges and status lines.

use jiff::civil::Date;

use crate::items::kinds::document::effect::Effect;
use crate::public::site::day;
use crate::public::views::{Badge, Tone};
use crate::search;

/// The badge.
pub fn badge(effect: Effect) -> Badge {
    let tone = match effect {
        Effect::InForce { .. } => Tone::Good,
        Effect::NotYet { .. } | Effect::InPart { .. } => Tone::Warn,
        Effect::Ended { .. } | Effect::Suspended { .. } => Tone::Bad,
        Effect::Unknown => Tone::Plain,
    };
    Badge::new(effect.vietnamese(), tone)
}

/// What follows the badge: since or until when.
pub fn text(effect: Effect) -> String {
    match effect {
        Effect::NotYet { from } => format!("có hiệu lực từ {}", day(from).text),
        Effect::InForce { from } => format!("từ {}", day(from).text),
        Effect::InPart { since } | Effect::Ended { since, .. } | Effect::Suspended { since } => {
            format!("từ {}", day(since).text)
        }
        Effect::Unknown => String::new(),
    }
}

/// A state as filters of the search name it, in the same words.
pub fn words(state: search::Effect) -> &'static str {
    let day = Date::MIN;
    let state = match state {
        search::Effect::InForce => Effect::InForce { from: day },
        search::Effect::NotYet => Effect::NotYet { from: day },
        search::Effect::Expired => Effect::Ended { since: day, by_another: false },
    };
    state.vietnamese()
}
