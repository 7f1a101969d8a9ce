//! A piece of work: what is typed of one, and what holds.

use jiff::civil::{Date, Time};

use crate::base::clock::plus_days;
use crate::base::error::{Error, Refusal, Result};
use crate::base::text::normalise;
use crate::tenants::Profile;

use super::{LISTED, LONGEST};

/// How far from today an entry may lie, in days.
const REACH_DAYS: i64 = 800;

/// What is typed, before anybody has looked at it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The day, where it could be read.
    pub day: Option<Date>,
    /// `7:30`, `07h30`, `14 giờ`.
    pub begins: String,
    /// The same, or "".
    pub ends: String,
    /// What is done.
    pub what: String,
    /// Where.
    pub place: String,
    /// Who presides: a post.
    pub presides: String,
    /// Who attends, or "".
    pub attends: String,
    /// The unit that prepares it.
    pub unit: String,
    /// Whether it is copied from week to week.
    pub regular: bool,
}

/// A piece of work that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The day.
    pub day: Date,
    /// When it begins.
    pub begins: Time,
    /// When it ends, where that is known.
    pub ends: Option<Time>,
    /// What is done.
    pub what: String,
    /// Where.
    pub place: String,
    /// Who presides.
    pub presides: String,
    /// Who attends, or "".
    pub attends: String,
    /// The unit that prepares it.
    pub unit: String,
    /// Whether it is copied from week to week.
    pub regular: bool,
}

impl Work {
    /// What was typed, as work.
    ///
    /// # Errors
    /// [`Error::Refused`] with every reason.
    pub fn parse(typed: &Typed, profile: &Profile, today: Date) -> Result<Self> {
        let mut refusals = Vec::new();
        let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, LISTED));
        let tidy = |text: &str| normalise(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let (what, place) = (tidy(&typed.what), tidy(&typed.place));
        let (presides, attends) = (tidy(&typed.presides), tidy(&typed.attends));
        match typed.day {
            None => refuse("day", "Hãy ghi ngày, ví dụ 28/12/2016."),
            Some(day) if day < plus_days(today, -REACH_DAYS) || day > plus_days(today, REACH_DAYS) => {
                refuse("day", "Ngày cách hôm nay quá hai năm. Hãy kiểm tra lại năm.");
            }
            Some(_) => {}
        }
        let (begins, ends) = (time(&typed.begins), time(&typed.ends));
        if begins.is_none() {
            refuse("begins", "Hãy ghi giờ bắt đầu theo 24 giờ, ví dụ 7:30 hoặc 14:00.");
        }
        match (begins, ends) {
            (_, None) if !typed.ends.trim().is_empty() => {
                refuse(
                    "ends",
                    "Không đọc được giờ kết thúc. Hãy ghi theo 24 giờ, ví dụ 11:30, hoặc để trống.",
                );
            }
            (Some(begins), Some(ends)) if ends <= begins => {
                refuse(
                    "ends",
                    "Giờ kết thúc phải sau giờ bắt đầu. Việc kéo sang ngày khác: ghi mỗi ngày một dòng.",
                );
            }
            _ => {}
        }
        if what.chars().count() < 5 {
            refuse("what", "Hãy ghi nội dung công việc, ít nhất 5 ký tự.");
        }
        if place.is_empty() {
            refuse("place", "Hãy ghi địa điểm.");
        }
        if presides.is_empty() {
            refuse(
                "presides",
                "Hãy ghi người chủ trì theo chức danh, ví dụ: Chủ tịch Ủy ban nhân dân huyện.",
            );
        }
        for (field, text) in
            [("what", &what), ("place", &place), ("presides", &presides), ("attends", &attends)]
        {
            if text.chars().count() > LONGEST {
                refuse(field, "Mục này dài quá 500 ký tự. Hãy rút gọn.");
            }
        }
        let on = typed.day.unwrap_or(today);
        if !profile.units_on(on).any(|unit| unit.key == typed.unit) {
            refuse("unit", "Hãy chọn đơn vị chuẩn bị trong danh sách của trang.");
        }
        match (typed.day, begins) {
            (Some(day), Some(begins)) if refusals.is_empty() => Ok(Self {
                day,
                begins,
                ends,
                what,
                place,
                presides,
                attends,
                unit: typed.unit.clone(),
                regular: typed.regular,
            }),
            _ => Err(Error::Refused(refusals)),
        }
    }

    /// `08:00 - 11:30`, or the begin alone.
    pub fn hours(&self) -> String {
        let begins = self.begins.strftime("%H:%M");
        self.ends.map_or_else(|| begins.to_string(), |ends| format!("{begins} - {}", ends.strftime("%H:%M")))
    }
}

/// A time as people type it: `7:30`, `07.30`, `7h30`, `14h`, `14 giờ 30`.
pub fn time(text: &str) -> Option<Time> {
    let text = normalise(text).to_lowercase().replace("giờ", ":").replace("phút", "");
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (hour, minute) = text.split_once([':', 'h', '.', 'g'])?;
    let minute = if minute.is_empty() { "0" } else { minute };
    let digits = |text: &str| text.len() <= 2 && text.chars().all(|c| c.is_ascii_digit());
    (digits(hour) && digits(minute))
        .then(|| Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_type_them() {
        for (typed, shown) in [
            ("7:30", "07:30"),
            ("07.30", "07:30"),
            ("7h30", "07:30"),
            ("14h", "14:00"),
            ("14 giờ 15", "14:15"),
            ("8 giờ", "08:00"),
        ] {
            assert_eq!(time(typed).unwrap().strftime("%H:%M").to_string(), shown, "{typed}");
        }
        for bad in ["", "sáng", "25:00", "7:60", "7", "730", "7:3x", "-1:30"] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }
}
