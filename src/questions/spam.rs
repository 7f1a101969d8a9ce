//! What tells a person's form from a machine's, without asking anybody to read crooked letters.
//!
//! The form carries the moment at which it was opened, signed. Forms without it are not refused, for an old phone may
//! have kept a page for days, but fewer of them are taken from one address. The same words within days are taken,
//! linked to the first and told.

use crate::base::clock::{DAY, Millis};
use crate::base::error::Result;
use crate::base::id::{QuestionId, TenantId};
use crate::base::scope::{Db, Scope};
use crate::base::text::folded;

use super::privacy::store;

/// Nobody fills the form in faster.
const QUICKEST: Millis = 3_000;
/// A form opened longer ago is as good as one without its moment.
const OLDEST: Millis = 2 * DAY;
/// The same words so soon after are the same matter.
const SAME_WITHIN: Millis = 14 * DAY;

/// What the moment in a form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Opened and filled in as people do.
    Person,
    /// Sent faster than anybody writes.
    TooQuick,
    /// No moment, an old one, or one that is not ours.
    Unknown,
}

/// The signed moment for a form's hidden field.
pub fn stamp(db: &Db, tenant: &TenantId) -> String {
    let now = db.clock.now();
    format!("{now}.{}", &signature(db, tenant, now)[..24])
}

fn signature(db: &Db, tenant: &TenantId, at: Millis) -> String {
    db.sealer.digest(&format!("question-opened/{tenant}"), &at.to_string())
}

/// Reads a form's moment.
pub fn opened(db: &Db, tenant: &TenantId, stamp: &str) -> Opened {
    let read = stamp.split_once('.').and_then(|(at, mac)| Some((at.parse::<Millis>().ok()?, mac)));
    let Some((at, mac)) = read else { return Opened::Unknown };
    let good = subtle::ConstantTimeEq::ct_eq(mac.as_bytes(), &signature(db, tenant, at).as_bytes()[..24]);
    match db.clock.now() - at {
        _ if !bool::from(good) => Opened::Unknown,
        0..QUICKEST => Opened::TooQuick,
        QUICKEST..OLDEST => Opened::Person,
        _ => Opened::Unknown,
    }
}

/// How a wait is told.
pub fn wait(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "khoảng 1 phút".to_owned(),
        minutes => format!("khoảng {minutes} phút"),
    }
}

/// The digest under which the words of a matter are known, however they are spaced, marked or cased.
pub(super) fn content_digest(db: &Db, tenant: &TenantId, subject: &str, body: &str) -> String {
    let plain = folded(&format!("{subject}\n{body}"));
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    db.sealer.digest(&format!("question-content/{tenant}"), &words.join(" "))
}

/// An earlier question with the same words.
pub(super) struct Same {
    pub(super) id: QuestionId,
    pub(super) at: Millis,
}

pub(super) async fn same_words(scope: &mut Scope, content: &str, now: Millis) -> Result<Option<Same>> {
    store::with_content(scope, content, now - SAME_WITHIN).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployment::testkit;

    #[tokio::test]
    async fn the_moment_tells_people_from_machines_and_cannot_be_made_up() {
        let it = testkit::empty().await.unwrap();
        let (db, here) = (&it.db, TenantId::from("hh"));
        let stamp = stamp(db, &here);
        assert_eq!(opened(db, &here, &stamp), Opened::TooQuick);
        db.clock.advance(10_000);
        assert_eq!(opened(db, &here, &stamp), Opened::Person);
        assert_eq!(opened(db, &TenantId::from("other"), &stamp), Opened::Unknown);
        for made_up in [
            "",
            "1.x",
            "x",
            &stamp.replace('.', "0."),
            &format!("{}.{}", db.clock.now() - 10_000, "0".repeat(24)),
        ] {
            assert_eq!(opened(db, &here, made_up), Opened::Unknown, "{made_up}");
        }
        db.clock.advance(3 * DAY);
        assert_eq!(opened(db, &here, &stamp), Opened::Unknown);
    }

    #[tokio::test]
    async fn the_same_words_are_the_same_however_they_are_typed() {
        let it = testkit::empty().await.unwrap();
        let here = TenantId::from("hh");
        let digest = |subject: &str, body: &str| content_digest(&it.db, &here, subject, body);
        assert_eq!(digest("Hỏi về đất", "Thửa số  5?"), digest("hoi ve dat", "thua so 5"));
        assert_ne!(digest("Hỏi về đất", "Thửa số 5"), digest("Hỏi về đất", "Thửa số 6"));
    }
}
