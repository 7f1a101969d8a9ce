//! What the units owe and sent: the month's ranking, quotas, a head's delegations.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// One unit's month.
#[derive(Clone, Debug, Default)]
pub struct UnitRow {
    /// Its place.
    pub place: String,
    /// Its name.
    pub name: String,
    /// What it owes.
    pub quota: String,
    /// What it sent.
    pub sent: i64,
    /// What was published.
    pub published: i64,
    /// What was returned.
    pub returned: i64,
    /// Published in time and late: `5 đúng hạn, 1 trễ`.
    pub timely: String,
    /// Median of the days from event to sending.
    pub delay: String,
    /// Enough, behind, nothing.
    pub state: Badge,
}

/// An item behind its limit.
#[derive(Clone, Debug, Default)]
pub struct MissedRow {
    /// Its heading and page.
    pub link: Link,
    /// Its unit.
    pub unit: String,
    /// Which limit.
    pub limit: String,
    /// `trễ 2 ngày làm việc`.
    pub state: Badge,
}

/// A row of the table of limits.
#[derive(Clone, Debug, Default)]
pub struct LimitRow {
    /// `U-3`
    pub id: String,
    /// What it is about.
    pub name: String,
    /// How long.
    pub span: String,
    /// From when it is counted.
    pub from: String,
    /// The law.
    pub clause: String,
}

/// The month.
///
/// Id of the form's field: `thang`. Ids of the settings' fields: `xac-nhan`, `van-phong`, `ngay-nhac`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/supply.html")]
pub struct SupplyPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// `tháng 12/2016`
    pub month: String,
    /// The months before and after.
    pub months: Vec<Link>,
    /// What can be begun.
    pub begin: Vec<Link>,
    /// Units by place.
    pub rows: Vec<UnitRow>,
    /// Units with nothing, by name; none for a unit's own people.
    pub silent: Vec<String>,
    /// Whether the whole site is shown, or the person's units only.
    pub whole: bool,
    /// What missed its limit.
    pub missed: Vec<MissedRow>,
    /// How many items cannot be counted.
    pub undated_text: String,
    /// The limits of today.
    pub limits: Vec<LimitRow>,
    /// The same as a table to fetch.
    pub csv_url: String,
    /// Where the settings are posted, for who may.
    pub settings: Option<Post>,
    /// Why they were refused.
    pub refusals: Refusals,
    /// What of the units is waited for.
    pub demands: Vec<Choice>,
    /// The board's own office.
    pub offices: Vec<Choice>,
    /// The day of the reminder.
    pub remind_day: String,
    /// Which rule of confirmation holds, in words.
    pub demand_text: String,
}

/// One unit's number.
#[derive(Clone, Debug, Default)]
pub struct QuotaRow {
    /// Id and name of the field.
    pub field: String,
    /// The unit.
    pub name: String,
    /// The number.
    pub items: String,
}

/// The quotas from a month on.
///
/// Ids of its fields: `thang`, `chi-tieu-` with the unit's key.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/quotas.html")]
pub struct QuotasPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Months from this one on.
    pub months: Vec<Choice>,
    /// The units.
    pub rows: Vec<QuotaRow>,
}

/// A delegation.
#[derive(Clone, Debug, Default)]
pub struct DelegationRow {
    /// To whom.
    pub name: String,
    /// For which unit.
    pub unit: String,
    /// From when to when.
    pub term: String,
    /// The paper.
    pub paper: String,
    /// Whether it holds.
    pub state: Badge,
    /// Takes it back.
    pub end: Option<Post>,
}

/// A head's delegations.
///
/// Ids of its fields: `nguoi`, `don-vi`, `tu-ngay`, `den-ngay`, `quyet-dinh`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/delegations.html")]
pub struct DelegationsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What was given.
    pub rows: Vec<DelegationRow>,
    /// Where a new one is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The officers of the head's units.
    pub people: Vec<Choice>,
    /// The head's units.
    pub units: Vec<Choice>,
    /// First day.
    pub from: String,
    /// First day without it.
    pub until: String,
    /// The paper.
    pub paper: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post},
        public::views::{Refusal, Tone},
    };

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    impl SupplyPage {
        pub(crate) fn sample() -> Self {
            let row = |place: &str, name: &str, sent, state| UnitRow {
                place: place.into(),
                name: name.into(),
                quota: "4".into(),
                sent,
                published: sent,
                returned: 0,
                timely: "3 đúng hạn, 1 trễ".into(),
                delay: "2 ngày làm việc".into(),
                state,
            };
            Self {
                layout: layout("Cung cấp tin, bài"),
                month: "tháng 12/2016".into(),
                months: vec![Link::new("Tháng trước", "/hh/cung-cap?thang=2016-11")],
                begin: vec![Link::new("Đặt chỉ tiêu", "/hh/cung-cap/chi-tieu")],
                rows: vec![
                    row("1", "Đài Truyền thanh huyện", 4, Badge::new("Đủ", Tone::Good)),
                    row("2", "Phòng Tư pháp", 0, Badge::new("Chưa gửi bài nào", Tone::Bad)),
                ],
                silent: vec!["Phòng Tư pháp".into()],
                whole: true,
                missed: vec![MissedRow {
                    link: Link::new("Kế hoạch chống rét (mẫu)", "/hh/tin-bai/1"),
                    unit: "Phòng Nông nghiệp".into(),
                    limit: "U-3".into(),
                    state: Badge::new("trễ 2 ngày làm việc", Tone::Bad),
                }],
                undated_text: "2 bài chưa tính được.".into(),
                limits: vec![LimitRow {
                    id: "U-3".into(),
                    name: "Văn bản do chính cơ quan ban hành".into(),
                    span: "2 ngày làm việc".into(),
                    from: "ngày ban hành".into(),
                    clause: "Nghị định 43/2011/NĐ-CP, Điều 17.1.c".into(),
                }],
                csv_url: "/hh/cung-cap.csv?thang=2016-12".into(),
                settings: Some(post("/hh/cung-cap/cai-dat")),
                refusals: refusal("ngay-nhac", "Ngày nhắc là một ngày từ 1 đến 28."),
                demands: vec![Choice::new("sent-by-unit", "Bắt buộc với bài do cán bộ đơn vị gửi").chosen()],
                offices: vec![Choice::new("vanphong", "Văn phòng").chosen()],
                remind_day: "40".into(),
                demand_text: "Bắt buộc với bài do cán bộ đơn vị gửi".into(),
            }
        }

        /// For a unit's own people.
        pub(crate) fn unit_sample() -> Self {
            Self {
                whole: false,
                silent: vec![],
                settings: None,
                refusals: Refusals::default(),
                missed: vec![],
                begin: vec![],
                ..Self::sample()
            }
        }
    }

    impl QuotasPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Chỉ tiêu cung cấp tin, bài"),
                post: post("/hh/cung-cap/chi-tieu"),
                refusals: refusal("thang", "Chỉ tiêu không đặt ngược về tháng đã qua."),
                months: vec![Choice::new("2016-12", "tháng 12/2016").chosen()],
                rows: vec![QuotaRow {
                    field: "chi-tieu-tuphap".into(),
                    name: "Phòng Tư pháp".into(),
                    items: "4".into(),
                }],
            }
        }
    }

    impl DelegationsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Ủy quyền xác nhận"),
                rows: vec![DelegationRow {
                    name: "(mẫu)".into(),
                    unit: "Phòng Tư pháp".into(),
                    term: "từ 28/12/2016 đến trước 01/02/2017".into(),
                    paper: "Giấy ủy quyền 01/GUQ".into(),
                    state: Badge::new("Đang hiệu lực", Tone::Good),
                    end: Some(post("/hh/cung-cap/uy-quyen/1/thoi")),
                }],
                post: post("/hh/cung-cap/uy-quyen"),
                refusals: refusal("nguoi", "Người được ủy quyền phải là cán bộ của đơn vị."),
                people: vec![Choice::new("", "Chọn cán bộ").chosen()],
                units: vec![Choice::new("tuphap", "Phòng Tư pháp").chosen()],
                from: "30/12/2016".into(),
                until: String::new(),
                paper: String::new(),
            }
        }
    }
}
