//! How a site stands to what the law asks of it, and where a person says what no computer can see.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A check.
#[derive(Clone, Debug, Default)]
pub struct CheckRow {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub title: String,
    /// How it turned out.
    pub light: Badge,
    /// The day of what it rests on.
    pub on: String,
    /// Why.
    pub reason: String,
    /// By which clause.
    pub source: String,
    /// The test that shows it.
    pub test: Option<String>,
    /// Where it is mended.
    pub mend: Option<Link>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/compliance.html")]
pub struct CompliancePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Of which site.
    pub name: String,
    /// On which day, under which profile.
    pub about: String,
    /// How many of each.
    pub sum: String,
    /// The parts: what must be there, what it must do, access.
    pub parts: Vec<(String, Vec<CheckRow>)>,
    /// Where a person says, for who may.
    pub say: Option<Post>,
    /// What can be said.
    pub checks: Vec<Choice>,
    /// So, or not.
    pub met: Vec<Choice>,
    /// What the person's word rests on, as typed.
    pub grounds: String,
    /// What stands against the form.
    pub refusals: Refusals,
    /// Where it is published or taken back, for who may.
    pub publish: Option<Post>,
    /// Whether readers see the summary.
    pub published: bool,
    /// The page as readers see it.
    pub public_url: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    impl CompliancePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Tuân thủ"),
                name: "Huyện Hiệp Hòa".into(),
                about: "Ngày 28/12/2016, theo khung pháp lý 2016 (Nghị định số 43/2011/NĐ-CP)".into(),
                sum: "20 mục đạt, 3 đạt một phần, 2 chưa đạt, 1 chưa tự xác nhận".into(),
                parts: vec![(
                    "Nội dung phải có".into(),
                    vec![
                        CheckRow {
                            id: "P-a".into(),
                            title: "Giới thiệu đủ sáu nội dung".into(),
                            light: Badge::new("Chưa đạt", Tone::Bad),
                            on: "28/12/2016".into(),
                            reason: "Còn trống: bản đồ (mẫu).".into(),
                            source: "Nghị định 43/2011/NĐ-CP Điều 10.1.a".into(),
                            test: None,
                            mend: Some(Link::new("Sửa", "/hh/cham-soc")),
                        },
                        CheckRow {
                            id: "P-14".into(),
                            title: "Dữ liệu đặc tả".into(),
                            light: Badge::new("Đạt", Tone::Good),
                            on: "28/12/2016".into(),
                            reason: "Phần mềm bảo đảm, có kiểm thử kèm theo.".into(),
                            source: "Thông tư 24/2011/TT-BTTTT".into(),
                            test: Some("tests/documents.rs".into()),
                            mend: None,
                        },
                    ],
                )],
                say: Some(post("/hh/tuan-thu/xac-nhan")),
                checks: vec![Choice::new("A-12", "A-12: IPv6 và DNSSEC").chosen()],
                met: vec![Choice::new("co", "Đạt"), Choice::new("khong", "Chưa đạt").chosen()],
                grounds: String::new(),
                refusals: Refusals(vec![Refusal {
                    field: "can-cu".into(),
                    message: "Hãy ghi căn cứ của xác nhận.".into(),
                    clause: None,
                }]),
                publish: Some(post("/hh/tuan-thu/cong-bo")),
                published: false,
                public_url: "/tuan-thu".into(),
            }
        }

        pub(crate) fn looked_at_sample() -> Self {
            Self {
                say: None,
                publish: None,
                refusals: Refusals::default(),
                published: true,
                ..Self::sample()
            }
        }
    }
}
