//! Whether a document is in force, in the words of badges and status lines.

use crate::items::kinds::document::effect::Effect;
use crate::public::site::day;
use crate::public::views::{Badge, Tone};

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
