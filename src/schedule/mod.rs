//! The calendar of leaders and units: what is done when, where and under whom; withheld until a person publishes it.

pub mod ical;
pub mod seed;
pub mod store;
pub mod week;
mod work;

use serde_json::json;

use crate::base::clock::{date_vi, plus_days};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::base::text::normalise;
use crate::people::{Action, Staff, State};
use crate::tenants::Profile;

pub use week::Week;
pub use work::{Typed, Work, time};

/// The clause behind the section.
const LISTED: &str = "Quy chế Điều 3.5";
/// The clause behind what is never published.
const SECRET: &str = "Quy chế Điều 4";
/// The longest text of an entry's line, in characters.
const LONGEST: usize = 500;

/// An entry of the calendar.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, and the one under which calendars of others know it.
    pub id: String,
    /// What is done when.
    pub work: Work,
    /// Whether everybody reads it.
    pub public: bool,
    /// What readers are told of a change.
    pub changed: Option<String>,
    /// Why it is called off, where it is.
    pub cancelled: Option<String>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: crate::base::clock::Millis,
}

/// An entry as whoever publishes has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub id: String,
    /// The version seen.
    pub version: i64,
}

impl Seen {
    /// As forms send it: `id:version`; without a version it is one that nobody has seen.
    pub fn parse(text: &str) -> Self {
        let (id, version) = text.split_once(':').unwrap_or((text, ""));
        Self { id: id.to_owned(), version: version.parse().unwrap_or(0) }
    }
}

/// How an entry stands to what was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// As it was announced.
    Planned,
    /// Changed since, with what changed.
    Changed(&'a str),
    /// Called off, with the reason.
    Cancelled(&'a str),
}

impl Standing<'_> {
    /// A word for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Changed(_) => "changed",
            Self::Cancelled(_) => "cancelled",
        }
    }
}

impl Entry {
    /// How it stands.
    pub fn standing(&self) -> Standing<'_> {
        match (&self.cancelled, &self.changed) {
            (Some(reason), _) => Standing::Cancelled(reason),
            (None, Some(note)) => Standing::Changed(note),
            (None, None) => Standing::Planned,
        }
    }

    /// As forms send it back, with the version that was seen.
    pub fn seen(&self) -> String {
        format!("{}:{}", self.id, self.version)
    }

    /// All but time, place and subject, in lines: for calendars of others.
    pub fn description(&self) -> String {
        let mut lines = match self.standing() {
            Standing::Planned => Vec::new(),
            Standing::Changed(note) => vec![format!("Thay đổi: {note}")],
            Standing::Cancelled(reason) => vec![format!("Hoãn: {reason}")],
        };
        lines.push(format!("Chủ trì: {}", self.work.presides));
        if !self.work.attends.is_empty() {
            lines.push(format!("Thành phần: {}", self.work.attends));
        }
        lines.join("\n")
    }
}

/// Whether a person may see an entry: a unit's people see their own unit's and what everybody reads.
pub fn may_see(staff: &Staff, entry: &Entry) -> bool {
    entry.public
        || !staff.only_own_unit()
        || staff.only_looks_on()
        || staff.units().any(|unit| unit == entry.work.unit)
}

/// The entries of a week as a person sees them, in order of time.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(scope: &mut Scope, staff: &Staff, week: Week) -> Result<Vec<Entry>> {
    let mut entries = store::between(scope, week.first(), week.last(), false).await?;
    entries.retain(|entry| may_see(staff, entry));
    Ok(entries)
}

/// An entry that a person may see.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(scope: &mut Scope, staff: &Staff, id: &str) -> Result<Entry> {
    let entry = store::get(scope, id).await?;
    if may_see(staff, &entry) { Ok(entry) } else { Err(Error::NotFound) }
}

/// A unit's people write for their unit alone.
fn require_unit(staff: &Staff, unit: &str) -> Result<()> {
    if staff.only_own_unit() && !staff.units().any(|own| own == unit) {
        return Err(Error::refused("unit", "Ông/bà chỉ ghi lịch do đơn vị mình chuẩn bị.", LISTED));
    }
    Ok(())
}

/// Writes a new entry down, withheld.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for another unit's.
pub async fn add(scope: &mut WriteScope, staff: &Staff, work: &Work) -> Result<String> {
    staff.require(Action::ScheduleSave, State::Any)?;
    require_unit(staff, &work.unit)?;
    let db = scope.db().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    store::insert(scope, &id, work, Some(&staff.account), None).await?;
    told(scope, Action::ScheduleSave.as_str(), &id, Reach::Staff, json!({ "day": work.day.to_string() }));
    Ok(id)
}

/// Changes an entry. Where everybody reads it already, only who publishes may, and says what is changed.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when it was changed meanwhile.
pub async fn change(
    scope: &mut WriteScope,
    staff: &Staff,
    entry: &Entry,
    version: i64,
    work: &Work,
    note: &str,
) -> Result<()> {
    staff.require(Action::ScheduleSave, State::Any)?;
    require_unit(staff, &entry.work.unit)?;
    require_unit(staff, &work.unit)?;
    let note = normalise(note).trim().to_owned();
    require_open(entry)?;
    require_word(
        staff,
        entry,
        "note",
        &note,
        "Lịch này đã công bố: hãy ghi điều thay đổi để người đọc biết.",
    )?;
    let told_readers = if entry.public { Some(note.as_str()) } else { None };
    store::save(scope, &entry.id, version, work, told_readers).await?;
    told(
        scope,
        Action::ScheduleSave.as_str(),
        &entry.id,
        reach(entry),
        json!({ "changed": changed(&entry.work, work) }),
    );
    Ok(())
}

/// Calls an entry off; where everybody reads it, it stays and says so.
///
/// # Errors
/// As [`change`].
pub async fn cancel(
    scope: &mut WriteScope,
    staff: &Staff,
    entry: &Entry,
    version: i64,
    reason: &str,
) -> Result<()> {
    staff.require(Action::ScheduleSave, State::Any)?;
    require_unit(staff, &entry.work.unit)?;
    let reason = normalise(reason).trim().to_owned();
    require_open(entry)?;
    if reason.chars().count() < 3 || reason.chars().count() > LONGEST {
        let message = "Hãy ghi lý do hoãn, từ 3 đến 500 ký tự; lịch đã công bố sẽ hiện lý do này.";
        return Err(Error::refused("reason", message, LISTED));
    }
    require_word(staff, entry, "reason", &reason, "")?;
    store::cancel(scope, &entry.id, version, &reason).await?;
    told(scope, "schedule.cancel", &entry.id, reach(entry), json!({}));
    Ok(())
}

/// Publishes entries: each is read by everybody from then on.
///
/// # Errors
/// [`Error::Refused`] without entries or without the declaration, [`Error::NotFound`] for what is not there,
/// [`Error::Conflict`] naming the first entry that is not as it was seen: then none is published.
pub async fn publish(scope: &mut WriteScope, staff: &Staff, entries: &[Seen], no_secret: bool) -> Result<()> {
    staff.require(Action::SchedulePublish, State::Any)?;
    let mut refusals = Vec::new();
    if entries.is_empty() {
        refusals.push(Refusal::new("entries", "Hãy chọn ít nhất một việc để công bố.", LISTED));
    }
    if !no_secret {
        let message =
            "Người công bố cần cam kết nội dung không có bí mật nhà nước, thông tin không được phổ biến.";
        refusals.push(Refusal::new("no_secret", message, SECRET));
    }
    Error::unless_empty(refusals)?;
    for seen in entries {
        let entry = find(scope, staff, &seen.id).await?;
        if entry.public {
            continue;
        }
        require_open(&entry)?;
        require_unchanged(&entry, seen.version)?;
        store::publish(scope, &entry.id, entry.version, &staff.account).await?;
        told(
            scope,
            Action::SchedulePublish.as_str(),
            &entry.id,
            Reach::Public,
            json!({ "day": entry.work.day.to_string() }),
        );
    }
    Ok(())
}

/// Takes an entry back from everybody's eyes.
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile or is withheld.
pub async fn withhold(scope: &mut WriteScope, staff: &Staff, entry: &Entry, version: i64) -> Result<()> {
    staff.require(Action::SchedulePublish, State::Any)?;
    store::withhold(scope, &entry.id, version).await?;
    told(scope, "schedule.withhold", &entry.id, Reach::Public, json!({}));
    Ok(())
}

/// Copies what is regular in the week before, withheld; what was copied already is left. How many came.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn copy_into(scope: &mut WriteScope, staff: &Staff, profile: &Profile, week: Week) -> Result<u64> {
    staff.require(Action::ScheduleSave, State::Any)?;
    let db = scope.db().clone();
    let mut copied = 0;
    for entry in seen(scope, staff, week.plus(-1)).await? {
        let work = Work { day: plus_days(entry.work.day, 7), ..entry.work.clone() };
        let stands = profile.units_on(work.day).any(|unit| unit.key == work.unit);
        if work.regular && entry.cancelled.is_none() && stands && require_unit(staff, &work.unit).is_ok() {
            let id = fresh(db.clock.now(), &db.entropy);
            copied += store::insert(scope, &id, &work, Some(&staff.account), Some(&entry.id)).await?;
        }
    }
    if copied > 0 {
        told(scope, "schedule.copy", &week.to_string(), Reach::Staff, json!({ "copied": copied }));
    }
    Ok(copied)
}

/// What was called off stays as it was announced.
fn require_open(entry: &Entry) -> Result<()> {
    if entry.cancelled.is_some() {
        return Err(Error::Conflict(
            "Việc này đã hoãn. Nếu diễn ra trở lại, hãy ghi một dòng lịch mới.".into(),
        ));
    }
    Ok(())
}

/// What is published is what was looked at.
fn require_unchanged(entry: &Entry, version: i64) -> Result<()> {
    if entry.version == version {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "“{}”, {} ngày {}, vừa được người khác sửa nên chưa việc nào được công bố. Hãy xem lại rồi chọn lại.",
        entry.work.what,
        entry.work.hours(),
        date_vi(entry.work.day)
    )))
}

/// What everybody reads is changed by who publishes, with a word to the readers.
fn require_word(staff: &Staff, entry: &Entry, field: &'static str, word: &str, missing: &str) -> Result<()> {
    if !entry.public {
        return Ok(());
    }
    if !staff.may(Action::SchedulePublish, State::Any) {
        let message = "Lịch này đã công bố: chỉ người có quyền công bố được thay đổi. Hãy báo Văn phòng hoặc Ban Biên tập.";
        return Err(Error::refused("", message, LISTED));
    }
    if word.is_empty() {
        return Err(Error::refused(field, missing, LISTED));
    }
    if word.chars().count() > LONGEST {
        return Err(Error::refused(field, "Mục này dài quá 500 ký tự. Hãy rút gọn.", LISTED));
    }
    Ok(())
}

fn reach(entry: &Entry) -> Reach {
    if entry.public { Reach::Public } else { Reach::Staff }
}

fn told(scope: &mut WriteScope, word: &str, id: &str, reach: Reach, detail: serde_json::Value) {
    scope.changed("schedule", id, reach);
    scope.audit(word, "schedule", id, detail);
}

/// The names of the fields that differ.
fn changed(old: &Work, new: &Work) -> Vec<&'static str> {
    let pairs = [
        ("day", old.day != new.day),
        ("hours", old.begins != new.begins || old.ends != new.ends),
        ("what", old.what != new.what),
        ("place", old.place != new.place),
        ("presides", old.presides != new.presides),
        ("attends", old.attends != new.attends),
        ("unit", old.unit != new.unit),
        ("regular", old.regular != new.regular),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_ticked_says_which_version_was_seen() {
        assert_eq!(Seen::parse("0190-ab:3"), Seen { id: "0190-ab".into(), version: 3 });
        for unseen in ["0190-ab", "0190-ab:", "0190-ab:ba"] {
            assert_eq!(Seen::parse(unseen), Seen { id: "0190-ab".into(), version: 0 }, "{unseen}");
        }
    }
}
