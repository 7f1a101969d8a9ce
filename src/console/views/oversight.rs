//! Every site at a glance, one site in full, the list behind a figure, and what a site was urged to do.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Pager, Refusals};

pub use super::oversight_drawing::drawing;
use crate::public::views::parts::Html;

/// A figure with its list, where the person may open it.
#[derive(Clone, Debug, Default)]
pub struct FigureLink {
    /// What it counts, and its list.
    pub link: Link,
    /// How many.
    pub count: i64,
}

/// One site.
#[derive(Clone, Debug, Default)]
pub struct SiteRow {
    /// Its slug, as the form sends it.
    pub slug: String,
    /// Its name and its page.
    pub link: Link,
    /// Its score.
    pub score: Badge,
    /// Open questions.
    pub open: Link,
    /// Answered in time.
    pub rate: Link,
    /// What was published this week.
    pub week: Link,
    /// What is to be put right.
    pub figures: Vec<FigureLink>,
    /// Instructions that are late, where some are.
    pub instructions: Option<Badge>,
    /// Where they are listed.
    pub instructions_url: String,
    /// Who was told last, when, and what came of it.
    pub reminded: Option<(When, Badge)>,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// A figure over all sites, and the way to those that have some.
#[derive(Clone, Debug, Default)]
pub struct SumRow {
    /// What it counts, and the page of the sites that have some.
    pub link: Link,
    /// How many in all.
    pub count: i64,
    /// On how many sites.
    pub sites: usize,
    /// Whether the page is narrowed to it.
    pub current: bool,
}

/// How the copies of the data stand.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// The last copy, and whether it came in time.
    pub copied: Badge,
    /// The last drill with its day and result.
    pub drilled: Badge,
    /// What is not as it should be, for who may look at backups.
    pub wrong: Vec<String>,
    /// Where copies are listed, for who may look there.
    pub url: Option<String>,
}

/// A form that urges.
#[derive(Clone, Debug, Default)]
pub struct RemindForm {
    /// Where it goes.
    pub post: Post,
    /// Made with the form.
    pub id: String,
    /// The figures to choose from.
    pub figures: Vec<Choice>,
    /// The word typed.
    pub words: String,
    /// So many rows of each figure stand in a letter.
    pub rows: usize,
    /// How many sites the page is narrowed to.
    pub sites: usize,
    /// Whether all of them are ticked.
    pub all: bool,
    /// Whether it goes out although the same was told today.
    pub again: bool,
}

/// All sites.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/oversight.html")]
pub struct OversightPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What a leader asks first, as sentences.
    pub lead: Vec<String>,
    /// As of when.
    pub as_of: String,
    /// Of which months the rate and the quotas speak.
    pub periods: String,
    /// How the copies of the data stand.
    pub copies: Copies,
    /// Figures over all sites.
    pub sums: Vec<SumRow>,
    /// The page without narrowing, where it is narrowed.
    pub all_url: Option<String>,
    /// The orders of the rows, and which is taken.
    pub orders: Vec<(Link, bool)>,
    /// Where the search goes.
    pub action: String,
    /// What is looked for.
    pub sought: String,
    /// The sites of this page.
    pub rows: Vec<SiteRow>,
    /// The other pages.
    pub pager: Pager,
    /// The form that urges, for who may.
    pub remind: Option<RemindForm>,
    /// What stands against the form.
    pub refusals: Refusals,
    /// The table to take along.
    pub tables: Vec<Link>,
    /// Ways from here.
    pub ways: Vec<Link>,
}

/// A part of the score.
#[derive(Clone, Debug, Default)]
pub struct PartRow {
    /// What it is about.
    pub name: String,
    /// How it is counted.
    pub formula: String,
    /// Its weight.
    pub weight: i64,
    /// What was reached of it.
    pub share: i64,
    /// The list that it is counted from.
    pub url: String,
}

/// One who was told.
#[derive(Clone, Debug, Default)]
pub struct ReceiptRow {
    /// Who.
    pub label: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: When,
    /// Of what.
    pub told: String,
    /// The word that went with it.
    pub words: String,
    /// Where the letter is.
    pub mail: Badge,
    /// Whether they opened it.
    pub opened: Badge,
}

/// One site in full.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/oversight_site.html")]
pub struct OversightSitePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Its name.
    pub name: String,
    /// Ways to its desk and back.
    pub ways: Vec<Link>,
    /// As of when.
    pub as_of: String,
    /// Its score.
    pub score: Badge,
    /// What it is made of.
    pub parts: Vec<PartRow>,
    /// What the score rests on.
    pub source: String,
    /// Its figures, each with its list and who must act on it.
    pub figures: Vec<(FigureLink, String)>,
    /// What else is counted.
    pub facts: Vec<(String, Link)>,
    /// Who looks after it.
    pub board: Vec<String>,
    /// The course of the score.
    pub drawing: Html,
    /// The same as a table.
    pub course: Vec<(String, String)>,
    /// Who was told what, when.
    pub receipts: Vec<ReceiptRow>,
    /// The office's instructions to it.
    pub instructions: Vec<(Link, Badge)>,
    /// The form that urges, for who may.
    pub remind: Option<RemindForm>,
    /// What stands against the form.
    pub refusals: Refusals,
}

/// A row behind a figure.
#[derive(Clone, Debug, Default)]
pub struct EntryRow {
    /// What it is.
    pub title: String,
    /// Where it is seen to, for who may go there.
    pub url: Option<String>,
    /// What is said of it.
    pub said: String,
    /// With whom it is.
    pub with: String,
    /// Since when.
    pub since: Option<When>,
}

/// The list behind a figure.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/behind.html")]
pub struct BehindPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What it counts.
    pub title: String,
    /// The other figures of the site, and which is open.
    pub figures: Vec<(Link, i64, bool)>,
    /// The rows.
    pub rows: Vec<EntryRow>,
    /// The other pages.
    pub pager: Pager,
    /// Where it is seen to in the desk, for who may go there.
    pub desk: Option<Link>,
    /// Who must act.
    pub acting: Vec<String>,
    /// Who was told of it.
    pub receipts: Vec<ReceiptRow>,
    /// Whom the server told of it by letter, and how the letter fares.
    pub told: Vec<(String, When, Badge)>,
    /// To whom the server gave it as a task.
    pub tasked: Vec<(String, When)>,
    /// Where it is sent to who must act, for who looks after the site.
    pub remind: Option<Link>,
}

/// What a site was urged to do.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/urged.html")]
pub struct UrgedPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What there is still to put right, for who looks after the site.
    pub figures: Option<Vec<FigureLink>>,
    /// Where others see to what they were told.
    pub places: Vec<Link>,
    /// Who was told what, when.
    pub receipts: Vec<ReceiptRow>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn figure(title: &str, count: i64) -> FigureLink {
        FigureLink { link: Link::new(title, "/ducthang/can-xu-ly?loai=lien-ket"), count }
    }

    fn remind() -> RemindForm {
        RemindForm {
            post: post("/hh/giam-sat/nhac"),
            id: "0193".into(),
            figures: vec![Choice::new("qua-han", "Câu hỏi quá hạn").chosen(), Choice::new("tep", "Tệp")],
            words: "Đề nghị xong trước thứ Sáu (mẫu).".into(),
            rows: 20,
            sites: 26,
            all: false,
            again: false,
        }
    }

    fn receipt() -> ReceiptRow {
        ReceiptRow {
            label: "Phó ban thường trực (mẫu)".into(),
            by: "Văn phòng (mẫu)".into(),
            at: when("2 giờ trước"),
            told: "Câu hỏi quá hạn: 2; Liên kết hỏng: 5".into(),
            words: "Đề nghị xong trước thứ Sáu (mẫu).".into(),
            mail: Badge::new("máy chủ thư đã nhận", Tone::Good),
            opened: Badge::new("chưa mở", Tone::Warn),
        }
    }

    impl OversightPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Toàn cảnh các trang"),
                lead: vec!["2 câu hỏi quá hạn ở 1 trang.".into(), "1 chỉ đạo quá hạn.".into()],
                as_of: "28/12/2016 14:30".into(),
                periods:
                    "Tỷ lệ hỏi đáp đúng hạn tính trong 12 tháng qua. Chỉ tiêu của đơn vị xét tháng 11/2016."
                        .into(),
                copies: Copies {
                    copied: Badge::new("không đạt yêu cầu, bản gần nhất 20/12/2016 02:00", Tone::Bad),
                    drilled: Badge::new("28/12/2016: thành công", Tone::Good),
                    wrong: vec!["Chưa có bản sao nào đúng lịch (mẫu).".into()],
                    url: Some("/hh/sao-luu".into()),
                },
                sums: vec![SumRow {
                    link: Link::new("Câu hỏi quá hạn", "/hh/giam-sat?van-de=qua-han"),
                    count: 2,
                    sites: 1,
                    current: true,
                }],
                all_url: Some("/hh/giam-sat".into()),
                orders: vec![(Link::new("Điểm thấp trước", "/hh/giam-sat"), true)],
                action: "/hh/giam-sat".into(),
                sought: "đức".into(),
                rows: vec![
                    SiteRow {
                        slug: "ducthang".into(),
                        link: Link::new("Xã Đức Thắng", "/hh/giam-sat/ducthang"),
                        score: Badge::new("71", Tone::Warn),
                        open: Link::new("4", "/ducthang/so-theo-doi?tinh-trang=dang-xu-ly"),
                        rate: Link::new("60%", "/ducthang/so-theo-doi?tinh-trang=dung-han"),
                        week: Link::new("3", "/ducthang/can-cu-so-lieu?so=dang-moi"),
                        figures: vec![figure("Câu hỏi quá hạn", 2), figure("Liên kết hỏng", 5)],
                        instructions: Some(Badge::new("1 quá hạn", Tone::Bad)),
                        instructions_url: "/hh/giam-sat/ducthang#chi-dao".into(),
                        reminded: Some((when("2 giờ trước"), Badge::new("2 người, 1 đã mở", Tone::Warn))),
                        ticked: true,
                    },
                    SiteRow {
                        slug: "donglo".into(),
                        link: Link::new("Xã Đông Lỗ", "/hh/giam-sat/donglo"),
                        score: Badge::new("100", Tone::Good),
                        open: Link::new("0", "/xa/so-theo-doi"),
                        week: Link::new("0", "/xa/can-cu-so-lieu"),
                        rate: Link::new("chưa có", "/xa/so-theo-doi"),
                        ..SiteRow::default()
                    },
                ],
                pager: Pager::over(3, 1, |page| format!("/hh/giam-sat?trang={page}")),
                remind: Some(remind()),
                refusals: Refusals(vec![Refusal {
                    field: "loi-nhan".into(),
                    message: "Lời nhắn không dài quá 1.000 chữ cái.".into(),
                    clause: None,
                }]),
                tables: vec![Link::new("Excel", "/hh/giam-sat.xlsx"), Link::new("CSV", "/hh/giam-sat.csv")],
                ways: vec![Link::new("Chỉ đạo", "/hh/chi-dao")],
            }
        }

        pub(crate) fn alone_sample() -> Self {
            Self {
                rows: Vec::new(),
                remind: None,
                refusals: Refusals::default(),
                pager: Pager::default(),
                all_url: None,
                ..Self::sample()
            }
        }
    }

    impl OversightSitePage {
        pub(crate) fn sample() -> Self {
            let course = vec![("Tháng 11/2016".to_owned(), Some(64)), ("Tháng 12/2016".to_owned(), None)];
            Self {
                layout: layout("Xã Đức Thắng"),
                name: "Xã Đức Thắng".into(),
                ways: vec![Link::new("Bàn làm việc của trang", "/ducthang")],
                as_of: "28/12/2016 14:30".into(),
                score: Badge::new("71 điểm", Tone::Warn),
                parts: vec![PartRow {
                    name: "Liên kết không hỏng".into(),
                    formula: "100 − 5 × 2, không dưới 0".into(),
                    weight: 6,
                    share: 90,
                    url: "/ducthang/can-xu-ly?loai=lien-ket".into(),
                }],
                source: "Quy chế Điều 9.1".into(),
                figures: vec![
                    (figure("Câu hỏi quá hạn", 2), "Đơn vị đang giữ câu hỏi, Ban Biên tập".into()),
                    (figure("Liên kết hỏng", 0), "Ban Biên tập, Văn phòng".into()),
                ],
                facts: vec![("Bản nháp".into(), Link::new("4", "/ducthang/tin-bai?trang-thai=draft"))],
                board: vec!["Người phụ trách (mẫu), Phó ban thường trực".into()],
                drawing: drawing("Điểm của Xã Đức Thắng", &course),
                course: vec![
                    ("Tháng 11/2016".into(), "64".into()),
                    ("Tháng 12/2016".into(), "chưa có".into()),
                ],
                receipts: vec![receipt()],
                instructions: vec![(
                    Link::new("Rà soát thủ tục (mẫu)", "/hh/chi-dao/1"),
                    Badge::new("Quá hạn", Tone::Bad),
                )],
                remind: Some(remind()),
                refusals: Refusals::default(),
            }
        }
    }

    impl BehindPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Liên kết hỏng"),
                title: "Liên kết hỏng".into(),
                figures: vec![
                    (Link::new("Liên kết hỏng", "/ducthang/can-xu-ly?loai=lien-ket"), 2, true),
                    (Link::new("Tệp chưa có chữ", "/ducthang/can-xu-ly?loai=tep"), 1, false),
                ],
                rows: vec![
                    EntryRow {
                        title: "https://trang-mau.example/".into(),
                        url: Some("/ducthang/tin-bai/1".into()),
                        said: "không mở được".into(),
                        with: "Ban Biên tập".into(),
                        since: Some(when("3 ngày trước")),
                    },
                    EntryRow { title: "3 bản nháp của Tư pháp".into(), ..EntryRow::default() },
                ],
                pager: Pager::over(3, 2, |page| format!("/ducthang/can-xu-ly?loai=lien-ket&trang={page}")),
                desk: Some(Link::new("Mở nơi xử lý", "/ducthang/lien-ket-hong")),
                told: vec![(
                    "Phòng chuyên môn (mẫu)".into(),
                    when("hôm qua"),
                    Badge::new("máy chủ thư đã nhận", Tone::Good),
                )],
                acting: vec!["Người phụ trách (mẫu), Phó ban thường trực".into()],
                receipts: vec![receipt()],
                tasked: vec![("Người phụ trách (mẫu)".into(), when("hôm qua"))],
                remind: Some(Link::new("Gửi danh sách này", "/hh/giam-sat/ducthang?loai=lien-ket#don-doc")),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                rows: Vec::new(),
                receipts: Vec::new(),
                told: Vec::new(),
                tasked: Vec::new(),
                pager: Pager::default(),
                remind: None,
                ..Self::sample()
            }
        }
    }

    impl UrgedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đôn đốc đã nhận"),
                figures: Some(vec![figure("Liên kết hỏng", 5)]),
                places: Vec::new(),
                receipts: vec![receipt()],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { figures: Some(Vec::new()), receipts: Vec::new(), ..Self::sample() }
        }

        pub(crate) fn unit_sample() -> Self {
            let places = vec![Link::new("Đơn vị thiếu chỉ tiêu", "/ducthang/cung-cap")];
            Self { figures: None, places, ..Self::sample() }
        }
    }
}
