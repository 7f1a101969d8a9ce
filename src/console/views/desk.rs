//! The desk: what waits for me, what I sent, what came back; and the lists of items.

use askama::Template;

use super::layout::{ConsoleLayout, ListRow, When};
use crate::public::views::{Badge, Choice, Link};

/// Rows under a heading on the desk.
#[derive(Clone, Debug, Default)]
pub struct DeskGroup {
    /// `Chờ tôi xử lý`, `Tôi đã gửi`, `Bị trả lại`.
    pub title: String,
    /// The rows.
    pub rows: Vec<ListRow>,
    /// What an empty group says.
    pub empty_text: String,
    /// The whole tray.
    pub all: Option<Link>,
}

/// One figure of what leaders look at first.
#[derive(Clone, Debug, Default)]
pub struct LedFigure {
    /// The figure, and the list behind it.
    pub link: Link,
    /// What it counts.
    pub what: String,
    /// What is said beside it: on how many sites, since when.
    pub about: String,
    /// How pressing it is.
    pub state: Badge,
}

/// A site with what waits there, and who was told.
#[derive(Clone, Debug, Default)]
pub struct LedSite {
    /// The site, and its page of oversight.
    pub link: Link,
    /// What waits, the most first.
    pub faults: String,
    /// Who was told, when, and whether they opened it.
    pub told: String,
}

/// What leaders and the office look at first: what is late, with whom, who was told.
#[derive(Clone, Debug, Default)]
pub struct Led {
    /// The figures that are not nothing.
    pub figures: Vec<LedFigure>,
    /// The sites with the most to do.
    pub sites: Vec<LedSite>,
    /// As of when the figures were counted.
    pub as_of: String,
    /// All sites.
    pub all: Link,
}

/// The home of the desk.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/desk.html")]
pub struct DeskPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What can be begun from here: `Viết tin`, `Thêm văn bản`.
    pub begin: Vec<Link>,
    /// What the law or the regulation asks for soon: `Tin tức: 6 ngày chưa có tin mới`.
    pub reminders: Vec<Reminder>,
    /// What leaders and the office look at first.
    pub led: Option<Led>,
    /// The groups.
    pub groups: Vec<DeskGroup>,
}

/// Something that runs late or soon will.
#[derive(Clone, Debug, Default)]
pub struct Reminder {
    /// How pressing it is.
    pub state: Badge,
    /// One sentence.
    pub text: String,
    /// Where it is put right.
    pub link: Option<Link>,
}

/// A row of the item list.
#[derive(Clone, Debug, Default)]
pub struct ItemRow {
    /// Title, or number and abstract, and its page.
    pub link: Link,
    /// `Tin`, `Văn bản`.
    pub kind: String,
    /// Section.
    pub section: String,
    /// Its state.
    pub state: Badge,
    /// Supplying unit.
    pub unit: String,
    /// Who works on it, until when.
    pub assigned: String,
    /// That it is late.
    pub late: Option<Badge>,
    /// Last change.
    pub changed: When,
}

/// The list of items, narrowed by a GET form.
///
/// Ids of the form's fields: `q`, `trang-thai`, `chuyen-muc`, `loai`, `don-vi`, `nguoi-tao`, `nguoi-xu-ly`, `qua-han`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/items.html")]
pub struct ItemsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Name of the tray or of the list.
    pub title: String,
    /// Address of the form.
    pub action: String,
    /// Words searched for.
    pub q: String,
    /// States, the first being all.
    pub states: Vec<Choice>,
    /// Sections, the first being all.
    pub sections: Vec<Choice>,
    /// Kinds, the first being all.
    pub kinds: Vec<Choice>,
    /// Units, the first being all.
    pub units: Vec<Choice>,
    /// Who began it, the first being all.
    pub authors: Vec<Choice>,
    /// Who works on it, the first being all.
    pub assignees: Vec<Choice>,
    /// Whether only what is late is shown.
    pub late: bool,
    /// What can be begun from here.
    pub begin: Vec<Link>,
    /// How many in words.
    pub count_text: String,
    /// The rows.
    pub rows: Vec<ItemRow>,
    /// What an empty list says.
    pub empty_text: String,
    /// The same words in the whole texts.
    pub whole_text: Option<Link>,
    /// What changed later.
    pub newer: Option<String>,
    /// What changed earlier.
    pub older: Option<String>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, pane, when},
        public::views::Tone,
    };

    impl DeskPage {
        pub(crate) fn sample() -> Self {
            let group = |title: &str, rows: Vec<ListRow>, empty_text: &str| DeskGroup {
                title: title.into(),
                all: (!rows.is_empty()).then(|| Link::new(format!("Mở khay “{title}”"), "/hh/khay")),
                rows,
                empty_text: empty_text.into(),
            };
            Self {
                layout: layout("Bàn làm việc"),
                begin: vec![
                    Link::new("Viết tin", "/hh/tin/moi"),
                    Link::new("Thêm văn bản", "/hh/van-ban/moi"),
                ],
                reminders: vec![
                    Reminder {
                        state: Badge::new("Quá hạn 1 ngày", Tone::Bad),
                        text: "Câu hỏi HĐ-2016-0039 chưa có câu trả lời của Phòng Tài nguyên và Môi trường."
                            .into(),
                        link: Some(Link::new("Mở câu hỏi HĐ-2016-0039", "/hh/hoi-dap/39")),
                    },
                    Reminder {
                        state: Badge::new("Sắp đến hạn", Tone::Warn),
                        text: "Mục Lịch công tác đã 6 ngày chưa cập nhật.".into(),
                        link: None,
                    },
                ],
                led: Some(Led {
                    figures: vec![LedFigure {
                        link: Link::new("3", "/hh/giam-sat?van-de=qua-han"),
                        what: "Câu hỏi quá hạn".into(),
                        about: "ở 2 trang".into(),
                        state: Badge::new("Quá hạn", Tone::Bad),
                    }],
                    sites: vec![LedSite {
                        link: Link::new("Xã (mẫu)", "/hh/giam-sat/xa"),
                        faults: "2 câu hỏi quá hạn, 1 chuyên mục quá hạn cập nhật".into(),
                        told: "đã đôn đốc 26/12/2016, 1/2 người đã mở".into(),
                    }],
                    as_of: "08:00, 28/12/2016".into(),
                    all: Link::new("Toàn cảnh các trang", "/hh/giam-sat"),
                }),
                groups: vec![
                    group("Chờ tôi xử lý", pane().rows, ""),
                    group("Tôi đã gửi", pane().rows.split_off(2), ""),
                    group("Bị trả lại", Vec::new(), "Không có bài nào bị trả lại."),
                ],
            }
        }
    }

    impl ItemsPage {
        pub(crate) fn sample() -> Self {
            let row = |title: &str, kind: &str, state| ItemRow {
                link: Link::new(title, "/hh/bai/1"),
                kind: kind.into(),
                section: if kind == "Tin" { "Tin tức, sự kiện" } else { "Văn bản" }.into(),
                state,
                unit: "Đài Truyền thanh huyện".into(),
                assigned: "Ủy viên (mẫu), hạn 28/12/2016".into(),
                late: Some(Badge::new("Quá hạn", Tone::Bad)),
                changed: when("2 giờ trước"),
            };
            Self {
                layout: layout("Chờ tôi duyệt"),
                title: "Chờ tôi duyệt".into(),
                action: "/hh/bai".into(),
                q: String::new(),
                states: vec![
                    Choice::new("", "Mọi trạng thái"),
                    Choice::new("cho-duyet", "Chờ duyệt").chosen(),
                ],
                sections: vec![Choice::new("", "Mọi chuyên mục"), Choice::new("tin-tuc", "Tin tức, sự kiện")],
                kinds: vec![
                    Choice::new("", "Mọi loại"),
                    Choice::new("tin", "Tin"),
                    Choice::new("van-ban", "Văn bản"),
                ],
                units: vec![Choice::new("", "Mọi đơn vị")],
                authors: vec![Choice::new("", "Mọi người")],
                assignees: vec![Choice::new("", "Mọi người")],
                late: true,
                begin: vec![Link::new("Viết tin", "/hh/tin/moi")],
                count_text: "3 bài".into(),
                rows: vec![
                    row(
                        "Huyện Hiệp Hòa ban hành Quy chế Trang thông tin điện tử (mẫu)",
                        "Tin",
                        Badge::new("Chờ duyệt", Tone::Warn),
                    ),
                    row(
                        "128/KH-UBND Triển khai công tác tuyển quân năm 2017 (mẫu)",
                        "Văn bản",
                        Badge::new("Đã đăng", Tone::Good),
                    ),
                    row("Mở lớp dạy nghề may công nghiệp (mẫu)", "Tin", Badge::new("Bị trả lại", Tone::Bad)),
                ],
                empty_text: "Không có bài nào ở đây.".into(),
                whole_text: Some(Link::new("Tìm “nước” trong toàn văn các bài đang soạn", "/hh/bai?q=a")),
                newer: Some("/hh/bai?truoc=1.a".into()),
                older: Some("/hh/bai?sau=1.a".into()),
            }
        }
    }
}
