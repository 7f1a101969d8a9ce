//! Whether a tenant's chain holds, and what exactly does not: a changed, removed or re-ordered row, a cut tail.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::base::audit::{Stored, columns_agree, content_hash, link};
use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::{Db, Scope};

use super::store::{self, Head, SignedHead};

/// Events read at a time.
const STEP: i64 = 2_000;
/// So many broken rows are compared with each other, and so many missing ones are named.
const NAMED: usize = 64;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The contents of this event were changed.
    Contents(i64),
    /// The columns beside the contents were changed.
    Columns(i64),
    /// No event and no change has this number any more.
    Missing(i64),
    /// This event stands in the place of another.
    Moved {
        /// Where it stands.
        seq: i64,
        /// Where it was written.
        was: i64,
    },
    /// This event does not follow the one before it.
    Link(i64),
    /// The last event is not the head.
    Tail {
        /// The last event there is.
        after: i64,
    },
    /// The chain is not the one that was signed.
    Signed {
        /// On which day.
        day: Date,
        /// The event that was its last.
        seq: i64,
    },
    /// A kept signature is not the deployment's.
    Signature(Date),
}

impl Finding {
    /// In words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Contents(seq) => format!("Dòng số {seq}: nội dung đã bị sửa."),
            Self::Columns(seq) => format!("Dòng số {seq}: cột hiển thị không khớp nội dung, đã bị sửa."),
            Self::Missing(seq) => format!("Dòng số {seq}: đã bị xóa."),
            Self::Moved { seq, was } => format!("Dòng số {seq}: vốn là dòng số {was}, đã bị đổi chỗ."),
            Self::Link(seq) => {
                format!("Dòng số {seq}: không nối tiếp dòng trước; có dòng bị xóa, chèn hoặc viết lại.")
            }
            Self::Tail { after } => format!("Sau dòng số {after}: phần cuối đã bị cắt hoặc viết lại."),
            Self::Signed { day, seq } => format!(
                "Dòng số {seq}: khác với mã niêm phong ngày {}; đã bị cắt hoặc viết lại.",
                date_vi(*day)
            ),
            Self::Signature(day) => format!("Mã niêm phong ngày {}: chữ ký không đúng.", date_vi(*day)),
        }
    }
}

/// What a check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many events there are.
    pub events: u64,
    /// The number of the last; 0 without any.
    pub last: i64,
    /// Its link.
    pub hash: String,
    /// What does not hold; empty for a whole chain.
    pub findings: Vec<Finding>,
}

/// Checks a tenant's whole chain against its numbers, its head and what was signed.
///
/// # Errors
/// When the database does not answer.
pub async fn check(db: &Db, tenant: &TenantId) -> Result<Outcome> {
    let mut scope = db.read(tenant).await?;
    let head = store::head(&mut scope).await?;
    let signed = store::heads(&mut scope).await?;
    let mut walk = Walk::new(&signed);
    walk.along(&mut scope).await?;
    let taken = store::taken_by_changes(&mut scope, walk.last, head.seq).await?;
    Ok(walk.finish(&head, &taken.into_iter().collect(), tenant))
}

/// Checks only what was added since a head that was signed: what a page can afford.
///
/// # Errors
/// When the database does not answer.
pub async fn check_since(db: &Db, tenant: &TenantId, signed: &SignedHead) -> Result<Outcome> {
    let mut scope = db.read(tenant).await?;
    let head = store::head(&mut scope).await?;
    let mut walk = Walk::new(&[]);
    (walk.last, walk.hash) = (signed.seq, signed.hash.clone());
    walk.along(&mut scope).await?;
    let taken = store::taken_by_changes(&mut scope, walk.last, head.seq).await?;
    Ok(walk.finish(&head, &taken.into_iter().collect(), tenant))
}

/// A broken link, to be compared with the others.
struct Broken {
    seq: i64,
    content_hash: String,
    hash: String,
}

/// A walk along one chain, oldest first.
struct Walk<'a> {
    signed: &'a [SignedHead],
    events: u64,
    last: i64,
    hash: String,
    findings: Vec<Finding>,
    broken: Vec<Broken>,
    /// Links that a broken row may have followed.
    near: Vec<String>,
    met: BTreeSet<Date>,
}

impl<'a> Walk<'a> {
    fn new(signed: &'a [SignedHead]) -> Self {
        Self {
            signed,
            events: 0,
            last: 0,
            hash: String::new(),
            findings: Vec::new(),
            broken: Vec::new(),
            near: Vec::new(),
            met: BTreeSet::new(),
        }
    }

    /// From where it stands to the end.
    async fn along(&mut self, scope: &mut Scope) -> Result<()> {
        loop {
            let events = store::chain(scope, self.last, STEP).await?;
            let Some(newest) = events.last() else { return Ok(()) };
            let taken = store::taken_by_changes(scope, self.last, newest.seq).await?;
            let taken: BTreeSet<i64> = taken.into_iter().collect();
            events.iter().for_each(|event| self.take(event, &taken));
        }
    }

    fn take(&mut self, event: &Stored, taken: &BTreeSet<i64>) {
        self.missing_before(event.seq, taken);
        if let (Some(salt), Some(contents)) = (&event.salt, &event.contents) {
            if content_hash(salt, contents) != event.content_hash {
                self.findings.push(Finding::Contents(event.seq));
            }
            if !columns_agree(event, contents) {
                self.findings.push(Finding::Columns(event.seq));
            }
        }
        if link(&self.hash, event.seq, &event.content_hash) != event.hash && self.broken.len() < NAMED {
            self.near.extend([self.hash.clone(), event.hash.clone()]);
            let Stored { seq, content_hash, hash, .. } = event.clone();
            self.broken.push(Broken { seq, content_hash, hash });
        }
        for signed in self.signed.iter().filter(|signed| signed.seq == event.seq) {
            if signed.hash == event.hash {
                self.met.insert(signed.day);
            }
        }
        self.events += 1;
        self.last = event.seq;
        self.hash.clone_from(&event.hash);
    }

    fn missing_before(&mut self, seq: i64, taken: &BTreeSet<i64>) {
        let gap = (self.last + 1..seq).filter(|number| !taken.contains(number)).take(NAMED);
        self.findings.extend(gap.map(Finding::Missing));
    }

    fn finish(mut self, head: &Head, taken: &BTreeSet<i64>, tenant: &TenantId) -> Outcome {
        self.missing_before(head.seq + 1, taken);
        self.name_broken();
        if self.hash != head.hash {
            self.findings.push(Finding::Tail { after: self.last });
        }
        for signed in self.signed {
            if !self.met.contains(&signed.day) {
                self.findings.push(Finding::Signed { day: signed.day, seq: signed.seq });
            }
            if !super::heads::is_signed(tenant, signed) {
                self.findings.push(Finding::Signature(signed.day));
            }
        }
        Outcome { events: self.events, last: self.last, hash: self.hash, findings: self.findings }
    }

    /// A broken row that was written under another number was moved; one that follows such a row is itself whole.
    fn name_broken(&mut self) {
        let missing = self.findings.iter().filter_map(|finding| match finding {
            Finding::Missing(seq) => Some(*seq),
            _ => None,
        });
        let places: BTreeSet<i64> = self.broken.iter().map(|row| row.seq).chain(missing).collect();
        for row in &self.broken {
            let written = |place: i64| {
                self.near.iter().any(|previous| link(previous, place, &row.content_hash) == row.hash)
            };
            match places.iter().copied().find(|place| written(*place)) {
                Some(place) if place == row.seq => {}
                Some(was) => self.findings.push(Finding::Moved { seq: row.seq, was }),
                None => self.findings.push(Finding::Link(row.seq)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::audit::{Actor, Event, contents};

    fn chain(n: i64) -> Vec<Stored> {
        let actor = Actor::system();
        let mut head = String::new();
        let event = |seq: i64| {
            let event = Event {
                action: "item.save".into(),
                subject_kind: "item",
                subject_id: format!("i{seq}"),
                detail: serde_json::json!({}),
            };
            let contents = contents(seq, &actor, &event);
            let content_hash = content_hash("salt", &contents);
            head = link(&head, seq, &content_hash);
            Stored {
                seq,
                at: seq,
                account: None,
                actor: actor.label.clone(),
                action: event.action,
                subject_kind: "item".into(),
                subject_id: event.subject_id,
                contents: Some(contents),
                salt: Some("salt".into()),
                content_hash,
                hash: head.clone(),
            }
        };
        (1..=n).map(event).collect()
    }

    fn findings(events: &[Stored], head: &Head, signed: &[SignedHead]) -> Vec<Finding> {
        let mut walk = Walk::new(signed);
        events.iter().for_each(|event| walk.take(event, &BTreeSet::new()));
        walk.finish(head, &BTreeSet::new(), &"t".into()).findings
    }

    fn head_of(events: &[Stored]) -> Head {
        events.last().map_or_else(Head::default, |last| Head { seq: last.seq, hash: last.hash.clone() })
    }

    #[test]
    fn a_whole_chain_has_no_finding_even_when_purged() {
        let mut events = chain(5);
        (events[2].contents, events[2].salt) = (None, None);
        assert_eq!(findings(&events, &head_of(&events), &[]), []);
    }

    #[test]
    fn a_changed_row_is_named() {
        let events = chain(5);
        let head = head_of(&events);
        let mut changed = events.clone();
        changed[2].contents = changed[2].contents.as_ref().map(|text| text.replace("i3", "i9"));
        assert_eq!(findings(&changed, &head, &[]), [Finding::Contents(3), Finding::Columns(3)]);
        let mut person = events.clone();
        person[1].account = Some("another".into());
        assert_eq!(findings(&person, &head, &[]), [Finding::Columns(2)]);
        let mut whole = events;
        whole[2].contents = whole[2].contents.as_ref().map(|text| text.replace("i3", "i9"));
        whole[2].subject_id = "i9".into();
        whole[2].content_hash = content_hash("salt", whole[2].contents.as_deref().unwrap());
        assert_eq!(findings(&whole, &head, &[]), [Finding::Link(3)]);
    }

    #[test]
    fn a_removed_row_is_named_and_so_is_the_one_that_no_longer_follows() {
        let events = chain(5);
        let head = head_of(&events);
        let removed: Vec<_> = events.iter().filter(|event| event.seq != 3).cloned().collect();
        assert_eq!(findings(&removed, &head, &[]), [Finding::Missing(3), Finding::Link(4)]);
    }

    #[test]
    fn re_ordered_rows_are_named_with_where_they_were() {
        let events = chain(6);
        let head = head_of(&events);
        let mut swapped = events;
        (swapped[2].seq, swapped[3].seq) = (4, 3);
        swapped.sort_by_key(|event| event.seq);
        assert_eq!(
            findings(&swapped, &head, &[]),
            [Finding::Moved { seq: 3, was: 4 }, Finding::Moved { seq: 4, was: 3 }]
        );
    }

    #[test]
    fn a_cut_tail_shows_against_the_head_and_against_what_was_signed() {
        let events = chain(5);
        let head = head_of(&events);
        assert_eq!(
            findings(&events[..3], &head, &[]),
            [Finding::Missing(4), Finding::Missing(5), Finding::Tail { after: 3 }]
        );
        let day = jiff::civil::date(2016, 12, 30);
        let signer = super::super::sign::Signer::of(&crate::base::seal::Sealer::new(
            &[1; 32],
            crate::base::entropy::Entropy::seeded(1),
        ))
        .unwrap();
        let signed = super::super::heads::signed(&signer, &"t".into(), day, 5, &head.hash, 1, true);
        assert_eq!(findings(&events, &head, std::slice::from_ref(&signed)), []);
        let cut = &events[..3];
        assert_eq!(
            findings(cut, &head_of(cut), std::slice::from_ref(&signed)),
            [Finding::Signed { day, seq: 5 }]
        );
        let forged = SignedHead { hash: head_of(cut).hash, seq: 3, ..signed };
        assert_eq!(findings(cut, &head_of(cut), &[forged]), [Finding::Signature(day)]);
    }
}
