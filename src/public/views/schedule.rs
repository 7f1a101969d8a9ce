//! A week of the calendar.

use askama::Template;

use super::layout::Layout;
use super::parts::{Badge, Link, Refusals, Stamp};

/// A piece of work.
#[derive(Clone, Debug, Default)]
pub struct EntryView {
    /// `08:00 - 11:30`
    pub hours: String,
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
    /// Changed or called off, in a word.
    pub state: Option<Badge>,
    /// What changed, or why it is called off.
    pub note: String,
    /// Whether it is called off.
    pub cancelled: bool,
}

/// A day with its work.
#[derive(Clone, Debug, Default)]
pub struct DayView {
    /// Id of its heading: `ngay-2016-12-28`.
    pub id: String,
    /// `thứ Tư, 28/12/2016`
    pub day: Stamp,
    /// Whether it is the day of reading.
    pub today: bool,
    /// In order of time.
    pub entries: Vec<EntryView>,
}

/// The week.
///
/// Id of the form's field: `ngay`.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/schedule.html")]
pub struct SchedulePage {
    /// Everything around it.
    pub layout: Layout,
    /// Name of the section.
    pub title: String,
    /// `Tuần 52 (từ 26/12/2016 đến 01/01/2017)`
    pub week: String,
    /// The weeks before and after, and the present one, as far as there is something to see.
    pub weeks: Vec<Link>,
    /// Where the form leads.
    pub action: String,
    /// The day that was typed.
    pub typed: String,
    /// Why it could not be read.
    pub refusals: Refusals,
    /// Monday to Sunday.
    pub days: Vec<DayView>,
    /// Whether there is anything in the week.
    pub empty: bool,
    /// The calendar for programs of others.
    pub ical_url: String,
    /// The page for printing.
    pub print_url: Option<String>,
    /// What was written about the calendar, latest first.
    pub articles: Vec<Link>,
    /// All of it.
    pub articles_url: Option<String>,
    /// What is no longer current.
    pub archive: Option<Link>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::{Refusal, Tone, layout::samples::layout};

    impl SchedulePage {
        pub(crate) fn sample() -> Self {
            let entry = |hours: &str, what: &str| EntryView {
                hours: hours.into(),
                what: what.into(),
                place: "Hội trường Ủy ban nhân dân huyện".into(),
                presides: "Chủ tịch Ủy ban nhân dân huyện".into(),
                attends: "Các Phó Chủ tịch, trưởng các phòng".into(),
                unit: "Văn phòng HĐND và UBND huyện".into(),
                ..EntryView::default()
            };
            let called_off = EntryView {
                state: Some(Badge::new("Hoãn", Tone::Bad)),
                note: "Trùng với phiên họp của tỉnh.".into(),
                cancelled: true,
                attends: String::new(),
                ..entry("14:00", "Kiểm tra tiến độ nạo vét kênh mương (mẫu)")
            };
            let changed = EntryView {
                state: Some(Badge::new("Có thay đổi", Tone::Warn)),
                note: "Chuyển từ phòng họp sang hội trường.".into(),
                ..entry("08:00 - 11:30", "Phiên họp thường kỳ tháng 12 (mẫu)")
            };
            let day = |iso: &str, text: &str, today, entries| DayView {
                id: format!("ngay-{iso}"),
                day: Stamp::new(text, iso),
                today,
                entries,
            };
            Self {
                layout: layout("Lịch công tác", "lich-cong-tac"),
                title: "Lịch công tác".into(),
                week: "Tuần 52 (từ 26/12/2016 đến 01/01/2017)".into(),
                weeks: vec![Link::new("Về tuần trước", "/lich-cong-tac?tuan=2016-W51")],
                action: "/lich-cong-tac".into(),
                typed: "31/02/2017".into(),
                refusals: Refusals(vec![Refusal {
                    field: "ngay".into(),
                    message: "“31/02/2017” không phải là ngày.".into(),
                    clause: None,
                }]),
                days: vec![
                    day("2016-12-28", "thứ Tư, 28/12/2016", false, vec![changed, called_off]),
                    day("2016-12-30", "thứ Sáu, 30/12/2016", true, vec![]),
                ],
                empty: false,
                ical_url: "/lich-cong-tac/lich.ics".into(),
                print_url: Some("/lich-cong-tac?in=1".into()),
                articles: vec![Link::new(
                    "Lịch tiếp công dân tháng 01/2017 (mẫu)",
                    "/lich-cong-tac/tiep-dan",
                )],
                articles_url: Some("/lich-cong-tac?bai-viet=1".into()),
                archive: Some(Link::new("Đã lưu trữ", "/lich-cong-tac?luu-tru=1")),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                refusals: Refusals::default(),
                typed: String::new(),
                days: Vec::new(),
                empty: true,
                articles: Vec::new(),
                articles_url: None,
                ..Self::sample()
            }
        }
    }
}
