//! The calendar in the console: a week with what is withheld, and the form of an entry.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// The box of an entry that can be published.
#[derive(Clone, Debug, Default)]
pub struct Tick {
    /// The entry's id.
    pub id: String,
    /// What is sent: the id with the version seen.
    pub value: String,
    /// Whether it was ticked in a form that came back.
    pub ticked: bool,
}

/// An entry in the week.
#[derive(Clone, Debug, Default)]
pub struct ScheduleRow {
    /// `08:00 - 11:30`
    pub hours: String,
    /// What is done, with the form where the person may change it.
    pub what: String,
    /// The form.
    pub url: Option<String>,
    /// Where.
    pub place: String,
    /// Who presides.
    pub presides: String,
    /// The unit that prepares it.
    pub unit: String,
    /// Public, withheld, changed, called off.
    pub states: Vec<Badge>,
    /// The box for publication; none where it is public, called off, or the person may not.
    pub tick: Option<Tick>,
    /// Takes it back from everybody's eyes.
    pub withhold: Option<Post>,
    /// Sent as `phien-ban` with it.
    pub version: String,
}

/// A day.
#[derive(Clone, Debug, Default)]
pub struct ScheduleDay {
    /// Id of its heading.
    pub id: String,
    /// `thứ Tư, 28/12/2016`
    pub title: String,
    /// In order of time.
    pub rows: Vec<ScheduleRow>,
}

/// The week.
///
/// Ids of the publishing form's fields: `muc-` with an id, `cam-ket`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/schedule.html")]
pub struct SchedulePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// `Tuần 52 (từ 26/12/2016 đến 01/01/2017)`
    pub week: String,
    /// `2016-W52`
    pub week_key: String,
    /// The weeks before and after.
    pub weeks: Vec<Link>,
    /// Where a new entry is begun.
    pub new_url: Option<String>,
    /// Copies what is regular from the week before.
    pub copy: Option<Post>,
    /// Publishes what is ticked, for who may.
    pub publish: Option<Post>,
    /// Whether who publishes had declared that nothing is secret.
    pub declared: bool,
    /// What happened meanwhile, where that kept it from being published.
    pub notice: Option<String>,
    /// Why that was refused.
    pub refusals: Refusals,
    /// The days with entries.
    pub days: Vec<ScheduleDay>,
}

/// The form of an entry.
///
/// Ids of its fields: `ngay`, `bat-dau`, `ket-thuc`, `noi-dung`, `dia-diem`, `chu-tri`, `thanh-phan`, `don-vi`,
/// `thuong-xuyen`, `thay-doi`, `ly-do`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/schedule_edit.html")]
pub struct ScheduleEditPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What the form is about.
    pub heading: String,
    /// Back to the week.
    pub back: Link,
    /// Public or withheld.
    pub state: Option<Badge>,
    /// Where it is posted.
    pub post: Post,
    /// The version seen; empty for a new entry.
    pub version: String,
    /// What happened meanwhile, where that kept it from being saved.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The day.
    pub day: String,
    /// Begin.
    pub begins: String,
    /// End.
    pub ends: String,
    /// What is done.
    pub what: String,
    /// Where.
    pub place: String,
    /// Who presides.
    pub presides: String,
    /// Who attends.
    pub attends: String,
    /// The units.
    pub units: Vec<Choice>,
    /// Copied from week to week.
    pub regular: bool,
    /// What readers are told; asked for where everybody reads it.
    pub note: Option<String>,
    /// Calls it off.
    pub cancel: Option<Post>,
    /// The reason typed.
    pub reason: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    impl SchedulePage {
        pub(crate) fn sample() -> Self {
            let row = |hours: &str, state: Badge, tick: Option<&str>| ScheduleRow {
                hours: hours.into(),
                what: "Phiên họp thường kỳ (mẫu)".into(),
                url: Some("/hh/lich-cong-tac/1".into()),
                place: "Hội trường".into(),
                presides: "Chủ tịch Ủy ban nhân dân huyện".into(),
                unit: "Văn phòng".into(),
                states: vec![state],
                tick: tick.map(|id| Tick { id: id.into(), value: format!("{id}:2"), ticked: true }),
                withhold: tick.is_none().then(|| post("/hh/lich-cong-tac/1/rut")),
                version: "2".into(),
            };
            Self {
                layout: layout("Lịch công tác"),
                week: "Tuần 52 (từ 26/12/2016 đến 01/01/2017)".into(),
                week_key: "2016-W52".into(),
                weeks: vec![Link::new("Về tuần 51", "/hh/lich-cong-tac?tuan=2016-W51")],
                new_url: Some("/hh/lich-cong-tac/moi?tuan=2016-W52".into()),
                copy: Some(post("/hh/lich-cong-tac/chep")),
                publish: Some(post("/hh/lich-cong-tac/cong-bo")),
                declared: false,
                notice: Some("“Phiên họp” vừa được người khác sửa. Hãy xem lại rồi chọn lại.".into()),
                refusals: refusal("cam-ket", "Người công bố cần cam kết."),
                days: vec![ScheduleDay {
                    id: "ngay-2016-12-28".into(),
                    title: "thứ Tư, 28/12/2016".into(),
                    rows: vec![
                        row("08:00 - 11:30", Badge::new("Đã công bố", Tone::Good), None),
                        row("14:00", Badge::new("Chưa công bố", Tone::Warn), Some("2")),
                    ],
                }],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                days: Vec::new(),
                notice: None,
                refusals: Refusals::default(),
                publish: None,
                ..Self::sample()
            }
        }
    }

    impl ScheduleEditPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sửa lịch công tác"),
                heading: "Sửa lịch công tác".into(),
                back: Link::new("Về tuần 52", "/hh/lich-cong-tac?tuan=2016-W52"),
                state: Some(Badge::new("Đã công bố", Tone::Good)),
                post: post("/hh/lich-cong-tac/1"),
                version: "3".into(),
                notice: Some("Nội dung vừa được người khác thay đổi.".into()),
                refusals: refusal("bat-dau", "Hãy ghi giờ bắt đầu theo 24 giờ, ví dụ 7:30 hoặc 14:00."),
                day: "28/12/2016".into(),
                begins: "sáng".into(),
                ends: String::new(),
                what: "Phiên họp thường kỳ (mẫu)".into(),
                place: "Hội trường".into(),
                presides: "Chủ tịch".into(),
                attends: String::new(),
                units: vec![Choice::new("vanphong", "Văn phòng").chosen()],
                regular: true,
                note: Some("Chuyển sang hội trường.".into()),
                cancel: Some(post("/hh/lich-cong-tac/1/hoan")),
                reason: String::new(),
            }
        }
    }
}
