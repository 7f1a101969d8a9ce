//! Trainings (Điều 6.6): what was taught when, by whom and for how long, who took part, and whom none has reached.

mod figures;
mod people;
mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::plus_days;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, Scope};
use crate::people::{Action, State};

use super::feedback::Desk;
use super::struck::{self, Struck};
use super::{measures, tidy};

pub use figures::{Figures, Learner, figures, learners};
pub use people::{
    Joining, Kind, Participant, Served, join, leave, outsiders, served_below, untrained, untrained_on,
};
pub use store::{between, find, of_account, people_of, people_of_all, struck_between};

const CLAUSE: &str = "Quy chế Điều 6.6";
/// The trail's word for one.
pub const SUBJECT: &str = "training";
/// The longest training, in days and in hours.
const DAYS: i64 = 366;
const HOURS: std::ops::RangeInclusive<i64> = 1..=1_000;

/// A training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    /// Its id.
    pub id: String,
    /// What it was about, in a line.
    pub topic: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// How many hours all its days had.
    pub hours: i64,
    /// Where.
    pub place: String,
    /// By whom.
    pub trainer: String,
    /// What was taught; may be "".
    pub content: String,
    /// Whether it was struck out.
    pub struck: Option<Struck>,
    /// Counts the changes.
    pub version: i64,
}

/// A training as somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// In a line.
    pub topic: &'a str,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day; none is the first.
    pub until: Option<Date>,
    /// How many hours.
    pub hours: Option<i64>,
    /// Where.
    pub place: &'a str,
    /// By whom.
    pub trainer: &'a str,
    /// What was taught.
    pub content: &'a str,
}

/// The most that can be taught in these days.
fn most_hours(from: Date, until: Date) -> i64 {
    const A_DAY: i64 = 12;
    (i64::from((until - from).get_days()) + 1).max(1) * A_DAY
}

impl Typed<'_> {
    /// The training that it says.
    fn read(self, today: Date) -> Result<Training> {
        let (topic, place, trainer) = (tidy(self.topic), tidy(self.place), tidy(self.trainer));
        let content = tidy(self.content);
        let from = self.from.filter(|day| *day <= today);
        let until = self.until.or(from);
        let fits = |from: Date| until.is_some_and(|until| until >= from && until <= plus_days(from, DAYS));
        let hours = self.hours.filter(|hours| HOURS.contains(hours));
        let checks = [
            (!measures(&topic, 5, 200), "chuyen-de", "Hãy ghi chuyên đề tập huấn (5 đến 200 ký tự)."),
            (from.is_none(), "tu-ngay", "Hãy ghi ngày mở lớp, không sau hôm nay, ví dụ 28/12/2016."),
            (
                from.is_some_and(|from| !fits(from)),
                "den-ngay",
                "Ngày kết thúc không trước ngày mở lớp, ví dụ 30/12/2016.",
            ),
            (hours.is_none(), "so-gio", "Hãy ghi tổng số giờ học, số nguyên từ 1 đến 1.000."),
            (
                from.zip(until)
                    .zip(hours)
                    .is_some_and(|((from, until), hours)| hours > most_hours(from, until)),
                "so-gio",
                "Số giờ học nhiều hơn số giờ của các ngày mở lớp (mỗi ngày không quá 12 giờ).",
            ),
            (!measures(&place, 3, 200), "dia-diem", "Hãy ghi địa điểm (3 đến 200 ký tự)."),
            (
                !measures(&trainer, 3, 200),
                "giang-vien",
                "Hãy ghi người hoặc cơ quan hướng dẫn (3 đến 200 ký tự).",
            ),
            (!measures(&content, 0, 5_000), "noi-dung", "Nội dung không quá 5.000 ký tự."),
        ];
        let failed = checks.into_iter().filter(|check| check.0);
        Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
        let (Some(from), Some(until), Some(hours)) = (from, until, hours) else {
            return Err(Error::NotFound);
        };
        Ok(Training {
            id: String::new(),
            topic,
            from,
            until,
            hours,
            place,
            trainer,
            content,
            struck: None,
            version: 1,
        })
    }
}

/// Writes a training down; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn record(desk: Desk<'_>, typed: Typed<'_>) -> Result<String> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let read = typed.read(desk.db.clock.today())?;
    let one = Training { id: fresh(desk.db.clock.now(), &desk.db.entropy), ..read };
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    store::insert(&mut scope, &one).await?;
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    let detail = json!({ "topic": one.topic, "from": one.from, "hours": one.hours });
    scope.audit(Action::OfficeSet.as_str(), SUBJECT, &one.id, detail);
    scope.commit().await?;
    Ok(one.id)
}

/// Puts right what was written down.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when another was first, [`Error::NotFound`] for what is not here.
pub async fn correct(desk: Desk<'_>, id: &str, version: i64, typed: Typed<'_>) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    standing(&mut scope, id).await?;
    let read = typed.read(desk.db.clock.today())?;
    let one = Training { id: id.to_owned(), version, ..read };
    store::update(&mut scope, &one).await?;
    scope.changed(SUBJECT, id, Reach::Staff);
    let detail = json!({ "topic": one.topic, "from": one.from, "hours": one.hours });
    scope.audit("training.correct", SUBJECT, id, detail);
    scope.commit().await
}

/// A training that stands: what is struck out is changed no more.
async fn standing(scope: &mut Scope, id: &str) -> Result<Training> {
    let one = find(scope, id).await?.ok_or(Error::NotFound)?;
    if one.struck.is_some() {
        return Err(Error::refused("ma-huy", "Lớp này đã hủy ghi, không sửa được nữa.", CLAUSE));
    }
    Ok(one)
}

/// Strikes out a training that was written down by mistake: it stays in the register with its reason, and counts no more.
///
/// # Errors
/// [`Error::Refused`] when there is none that stands, or without a reason.
pub async fn strike(desk: Desk<'_>, id: &str, reason: &str) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let one = find(&mut scope, id).await?;
    let reason = struck::reason(reason, one.is_some_and(|one| one.struck.is_none()), CLAUSE)?;
    store::strike(&mut scope, id, &reason).await?;
    scope.changed(SUBJECT, id, Reach::Staff);
    scope.audit("training.strike", SUBJECT, id, json!({ "reason": reason }));
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_reason_against_is_named_at_once() {
        let today = date(2016, 12, 30);
        let Err(Error::Refused(refusals)) = Typed::default().read(today) else { panic!("refused") };
        let fields: Vec<_> = refusals.iter().map(|one| one.field).collect();
        assert_eq!(fields, ["chuyen-de", "tu-ngay", "so-gio", "dia-diem", "giang-vien"]);
        let right = Typed {
            topic: "Biên tập tin, bài",
            from: Some(today),
            hours: Some(8),
            place: "Hội trường",
            trainer: "Văn phòng",
            ..Typed::default()
        };
        assert_eq!(right.read(today).unwrap().until, today, "one day, where no last one is said");
        let until = Some(date(2016, 12, 29));
        assert!(matches!(Typed { until, ..right }.read(today), Err(Error::Refused(held)) if held.len() == 1));
    }
}
