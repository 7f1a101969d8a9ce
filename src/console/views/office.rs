//! How the office keeps house: awards with the year's top list, violations, how long the site was there.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// An award.
#[derive(Clone, Debug, Default)]
pub struct AwardRow {
    /// Who received it.
    pub who: String,
    /// Which one and for what.
    pub what: String,
    /// The decision and its day.
    pub decision: String,
    /// Where it was struck out: when and why.
    pub struck: Option<String>,
}

/// Strikes an entry out of a register.
///
/// Ids of its fields: `ma-huy`, `ly-do-huy`.
#[derive(Clone, Debug, Default)]
pub struct StrikeForm {
    /// Where it is posted.
    pub post: Post,
    /// The entries that stand.
    pub entries: Vec<Choice>,
    /// Why.
    pub reason: String,
}

/// The form of an award.
///
/// Ids of its fields: `ai`, `hinh-thuc`, `thanh-tich`, `quyet-dinh`, `ngay`.
#[derive(Clone, Debug, Default)]
pub struct AwardForm {
    /// Where it is posted.
    pub post: Post,
    /// People and units.
    pub who: Vec<Choice>,
    /// Which award.
    pub kind: String,
    /// For what.
    pub reason: String,
    /// The decision's number.
    pub decision: String,
    /// Its day.
    pub on: String,
}

/// Awards and the top list of a year.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/awards.html")]
pub struct AwardsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which year.
    pub year: String,
    /// The years before and after.
    pub years: Vec<Link>,
    /// The awards.
    pub awards: Vec<AwardRow>,
    /// People with how many items.
    pub people: Vec<(String, i64)>,
    /// Units with items, answers in time, answers late.
    pub units: Vec<(String, i64, i64, i64)>,
    /// The form, for who may.
    pub form: Option<AwardForm>,
    /// Strikes one out, for who may, where there is one.
    pub strike: Option<StrikeForm>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// A violation.
#[derive(Clone, Debug, Default)]
pub struct ViolationRow {
    /// `Số 3: …`
    pub title: String,
    /// Whether an account is suspended.
    pub state: Badge,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// What it is about.
    pub about: Option<Link>,
    /// Lifts the suspension, for who may: where, and which.
    pub lift: Option<(Post, String)>,
}

/// The form of a violation.
///
/// Ids of its fields: `ai`, `lien-quan`, `ngay`, `noi-dung`, `bien-phap`, `quyet-dinh`, `dinh-chi`, `den-ngay`.
#[derive(Clone, Debug, Default)]
pub struct ViolationForm {
    /// Where it is posted.
    pub post: Post,
    /// People and units.
    pub who: Vec<Choice>,
    /// An edition's id or an event's number.
    pub about: String,
    /// When it was found.
    pub on: String,
    /// What it was.
    pub what: String,
    /// What was done.
    pub measure: String,
    /// The decision's number.
    pub decision: String,
    /// Whether the account is suspended.
    pub suspend: bool,
    /// The last day of that.
    pub until: String,
}

/// The violations of a year.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/violations.html")]
pub struct ViolationsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which year.
    pub year: String,
    /// The years before and after.
    pub years: Vec<Link>,
    /// The violations, the last first.
    pub rows: Vec<ViolationRow>,
    /// The form, for who may.
    pub form: Option<ViolationForm>,
    /// Strikes one out, for who may, where there is one.
    pub strike: Option<StrikeForm>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// How long the site was there in a year.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/uptime.html")]
pub struct UptimePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which year.
    pub year: String,
    /// The years before and after.
    pub years: Vec<Link>,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// The gaps, the last first.
    pub gaps: Vec<String>,
    /// What was announced before, the last first.
    pub planned: Vec<String>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    fn strike(to: &str) -> StrikeForm {
        let entries = vec![Choice::new("1", "15/QĐ-UBND (mẫu)")];
        StrikeForm { post: post(to), entries, reason: String::new() }
    }

    impl AwardsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Khen thưởng"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/khen-thuong?nam=2015")],
                awards: vec![AwardRow {
                    who: "Phòng Tư pháp".into(),
                    what: "Giấy khen (mẫu)".into(),
                    decision: "15/QĐ-UBND, 28/12/2016".into(),
                    struck: Some("Đã hủy ghi lúc 14:30, 29/12/2016: ghi nhầm (mẫu)".into()),
                }],
                people: vec![("(mẫu)".into(), 12)],
                units: vec![("Phòng Tư pháp".into(), 12, 5, 1)],
                form: Some(AwardForm {
                    post: post("/hh/khen-thuong"),
                    who: vec![Choice::new("unit:tuphap", "Phòng Tư pháp").chosen()],
                    kind: "Giấy khen".into(),
                    ..AwardForm::default()
                }),
                strike: Some(strike("/hh/khen-thuong/huy")),
                refusals: refusal("quyet-dinh", "Hãy ghi số quyết định khen thưởng."),
            }
        }
    }

    impl ViolationsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sổ vi phạm"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/vi-pham?nam=2015")],
                rows: vec![ViolationRow {
                    title: "Số 1: để lộ mật khẩu (mẫu)".into(),
                    state: Badge::new("Đang đình chỉ", Tone::Bad),
                    facts: vec![("Biện pháp".into(), "Nhắc nhở (mẫu)".into())],
                    about: Some(Link::new("Bài liên quan", "/hh/tin-bai/1")),
                    lift: Some((post("/hh/vi-pham/cho-lai"), "1".into())),
                }],
                form: Some(ViolationForm {
                    post: post("/hh/vi-pham"),
                    who: vec![Choice::new("account:1", "(mẫu)")],
                    suspend: true,
                    until: "05/01/2017".into(),
                    ..ViolationForm::default()
                }),
                strike: Some(strike("/hh/vi-pham/huy")),
                refusals: refusal("noi-dung", "Hãy nêu hành vi vi phạm."),
            }
        }
    }

    impl UptimePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Thời gian hoạt động"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/hoat-dong?nam=2015")],
                facts: vec![("Tỷ lệ hoạt động".into(), "99,982%".into())],
                gaps: vec!["Từ 22:00, 28/12/2016 đến 22:14, 28/12/2016 (14 phút)".into()],
                planned: vec!["Từ 22:00, 28/12/2016 đến 23:00, 28/12/2016. Bảo trì máy chủ (mẫu).".into()],
            }
        }
    }
}
