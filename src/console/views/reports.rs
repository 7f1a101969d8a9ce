//! Reports: what is due when, one with its figures and texts, the rows behind a figure, how papers look.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A report in the list.
#[derive(Clone, Debug, Default)]
pub struct ReportRow {
    /// What it is called, and its page where it was begun.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// Who asks for it.
    pub clause: String,
    /// Its first and last day.
    pub span: String,
    /// Its last day and how it stands to it.
    pub due: String,
    /// Where it stands.
    pub state: Badge,
    /// Its number and symbol, or why it has none.
    pub sign: String,
    /// Begins it, where it can be.
    pub begin: Option<Begin>,
}

/// A form of one button that begins a report.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    /// Where it is posted.
    pub post: Post,
    /// Its kind.
    pub kind: String,
    /// Its year.
    pub year: String,
}

/// The reports of a site.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/reports.html")]
pub struct ReportsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Why a report was not begun.
    pub refusals: Refusals,
    /// The reports, the latest due first.
    pub rows: Vec<ReportRow>,
    /// Where an earlier one is begun, for who may.
    pub begin: Option<Post>,
    /// The kinds of reports.
    pub kinds: Vec<Choice>,
    /// The year typed.
    pub year: String,
    /// How papers look, for who may set it.
    pub letterhead_url: Option<String>,
}

/// A figure of a report.
#[derive(Clone, Debug, Default)]
pub struct FigureCell {
    /// The head of its column.
    pub head: String,
    /// The figure, or words.
    pub text: String,
    /// Whether it is a figure.
    pub is_count: bool,
    /// The list that proves it.
    pub proof: Option<String>,
}

/// A line of a table of figures.
#[derive(Clone, Debug, Default)]
pub struct FigureLine {
    /// What it is about.
    pub label: String,
    /// Its figures.
    pub cells: Vec<FigureCell>,
    /// Whether it is the sum.
    pub is_total: bool,
}

/// A table of figures.
#[derive(Clone, Debug, Default)]
pub struct FigureBlock {
    /// What it shows.
    pub title: String,
    /// The head of the labels.
    pub label: String,
    /// The heads of the columns.
    pub columns: Vec<String>,
    /// Its lines.
    pub lines: Vec<FigureLine>,
    /// Its drawing, made of escaped words.
    pub chart: Option<String>,
}

/// A text that people write.
#[derive(Clone, Debug, Default)]
pub struct TextField {
    /// Id and name of the field.
    pub id: String,
    /// Its heading.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// A criterion of the yearly evaluation.
#[derive(Clone, Debug, Default)]
pub struct CriterionField {
    /// Id and name of the choice.
    pub level_id: String,
    /// Id and name of the remark.
    pub remark_id: String,
    /// What is judged.
    pub name: String,
    /// How.
    pub levels: Vec<Choice>,
    /// What was remarked.
    pub remark: String,
}

/// A version of a report.
#[derive(Clone, Debug, Default)]
pub struct VersionRow {
    /// Which, when, by whom.
    pub title: String,
    /// As a document that can be written in.
    pub docx_url: String,
    /// As a PDF.
    pub pdf_url: String,
}

/// A paper of a report that was taken back.
#[derive(Clone, Debug, Default)]
pub struct RecalledRow {
    /// Its number and day.
    pub title: String,
    /// Who took it back, when, why, and what took its place.
    pub text: String,
    /// As a document that can be written in.
    pub docx_url: String,
    /// As a PDF.
    pub pdf_url: String,
}

/// One report.
///
/// Ids of its fields: `noi-dung-` with the text's key, `muc-` and `nhan-xet-` with the criterion's, `ly-do`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/report.html")]
pub struct ReportPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// What is known of it: days, due, number, who signed.
    pub facts: Vec<(String, String)>,
    /// Why it was sent back last.
    pub returned: Option<String>,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// What must be put right.
    pub refusals: Refusals,
    /// The version that was seen.
    pub version: String,
    /// Where the texts are posted, for who may write them now.
    pub save: Option<Post>,
    /// The texts.
    pub texts: Vec<TextField>,
    /// The questionnaire; empty for other reports.
    pub criteria: Vec<CriterionField>,
    /// Sends it to the head.
    pub submit: Option<Post>,
    /// Signs it.
    pub approve: Option<Post>,
    /// Sends it back.
    pub send_back: Option<Post>,
    /// Takes what is signed back, for who may and did not sign it.
    pub recall: Option<Post>,
    /// Takes the draft away, for who wrote it and never sent it.
    pub discard: Option<Post>,
    /// Its papers that were taken back.
    pub recalled: Vec<RecalledRow>,
    /// The reason typed.
    pub reason: String,
    /// When its figures were counted, and whether they change.
    pub counted_text: String,
    /// Its figures.
    pub figures: Vec<FigureBlock>,
    /// Itself as a document that can be written in.
    pub docx_url: String,
    /// Itself as a PDF.
    pub pdf_url: String,
    /// Its versions, the latest first.
    pub versions: Vec<VersionRow>,
}

/// A row behind a figure.
#[derive(Clone, Debug, Default)]
pub struct EvidenceRow {
    /// Its heading and page.
    pub link: Link,
    /// Its section.
    pub section: String,
    /// Its unit.
    pub unit: String,
    /// When.
    pub at: String,
    /// What it adds to the sum, or "".
    pub amount: String,
}

/// The rows behind a figure.
///
/// Ids of its fields: `so`, `tu-ngay`, `den-ngay`, `chuyen-muc`, `don-vi`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/evidence.html")]
pub struct EvidencePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is listed, between which days.
    pub title: String,
    /// Where the form is sent.
    pub action: String,
    /// What cannot be read of the days.
    pub refusals: Refusals,
    /// What is listed.
    pub of: Vec<Choice>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Sections.
    pub sections: Vec<Choice>,
    /// Units.
    pub units: Vec<Choice>,
    /// What else narrows it, in words.
    pub narrowed: Vec<String>,
    /// How many there are.
    pub count_text: String,
    /// What the rows are added up in, where they are.
    pub sums: Option<String>,
    /// The rows.
    pub rows: Vec<EvidenceRow>,
    /// The way back to earlier rows.
    pub newer: Option<String>,
    /// The way to later rows.
    pub older: Option<String>,
}

/// How the papers of the board are headed and signed.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/letterhead.html")]
pub struct LetterheadPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted.
    pub post: Post,
    /// What must be put right.
    pub refusals: Refusals,
    /// From when it holds.
    pub from: String,
    /// The body above.
    pub parent: String,
    /// Who issues.
    pub issuer: String,
    /// The short form in symbols.
    pub short: String,
    /// Where papers are signed.
    pub place: String,
    /// On whose behalf.
    pub behalf: String,
    /// In whose stead.
    pub authorities: Vec<Choice>,
    /// The head in whose stead.
    pub stead_of: String,
    /// The post of the head.
    pub head: String,
    /// The post of the deputy.
    pub deputy: String,
    /// Who gets copies, one a line.
    pub copies: String,
    /// Who keeps one.
    pub kept: String,
    /// How the head of a paper looks with these.
    pub sample: Vec<String>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    impl ReportsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Báo cáo"),
                refusals: Refusals::default(),
                rows: vec![
                    ReportRow {
                        title: "Báo cáo kết quả hoạt động 6 tháng cuối năm 2016".into(),
                        url: None,
                        clause: "Quy chế Điều 7.2.e".into(),
                        span: "từ 01/07/2016 đến 31/12/2016".into(),
                        due: "10/01/2017, còn 13 ngày".into(),
                        state: Badge::new("Chưa lập", Tone::Plain),
                        sign: String::new(),
                        begin: Some(Begin {
                            post: post("/hh/bao-cao"),
                            kind: "h2".into(),
                            year: "2016".into(),
                        }),
                    },
                    ReportRow {
                        title: "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016".into(),
                        url: Some("/hh/bao-cao/1".into()),
                        clause: "Quy chế Điều 7.2.e".into(),
                        span: "từ 01/01/2016 đến 30/06/2016".into(),
                        due: "10/07/2016, chậm 171 ngày".into(),
                        state: Badge::new("Đã ban hành", Tone::Good),
                        sign: "01/BC-BBT ngày 28/12/2016".into(),
                        begin: None,
                    },
                ],
                begin: Some(post("/hh/bao-cao")),
                kinds: vec![Choice::new("h1", "Báo cáo 6 tháng đầu năm").chosen()],
                year: "2015".into(),
                letterhead_url: Some("/hh/mau-van-ban".into()),
            }
        }
    }

    impl ReportPage {
        pub(crate) fn sample() -> Self {
            let cell = FigureCell {
                head: "Đăng mới".into(),
                text: "12".into(),
                is_count: true,
                proof: Some("/hh/can-cu-so-lieu?so=dang-moi".into()),
            };
            Self {
                layout: layout("Báo cáo"),
                title: "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016".into(),
                state: Badge::new("Đang soạn", Tone::Warn),
                facts: vec![("Kỳ báo cáo".into(), "từ 01/01/2016 đến 30/06/2016".into())],
                returned: Some("Bổ sung kiến nghị".into()),
                notice: None,
                refusals: Refusals(vec![Refusal {
                    field: "muc-day-du".into(),
                    message: "Chưa đánh giá.".into(),
                    clause: None,
                }]),
                version: "3".into(),
                save: Some(post("/hh/bao-cao/1")),
                texts: vec![TextField {
                    id: "noi-dung-vuong-mac".into(),
                    name: "Vướng mắc".into(),
                    text: "Không có.".into(),
                }],
                criteria: vec![CriterionField {
                    level_id: "muc-day-du".into(),
                    remark_id: "nhan-xet-day-du".into(),
                    name: "Thông tin đầy đủ".into(),
                    levels: vec![Choice::new("tot", "Tốt").chosen()],
                    remark: String::new(),
                }],
                submit: Some(post("/hh/bao-cao/1/trinh")),
                approve: Some(post("/hh/bao-cao/1/duyet")),
                send_back: Some(post("/hh/bao-cao/1/tra-lai")),
                recall: None,
                discard: Some(post("/hh/bao-cao/1/xoa")),
                recalled: vec![RecalledRow {
                    title: "Báo cáo số 01/BC-BBT ngày 05/07/2016".into(),
                    text: "Trưởng ban (mẫu) thu hồi lúc 14:30, 08/07/2016: Sai kỳ. Chưa có bản thay thế."
                        .into(),
                    docx_url: "/hh/bao-cao/1/tai/bao-cao.docx?ban=2".into(),
                    pdf_url: "/hh/bao-cao/1/tai/bao-cao.pdf?ban=2".into(),
                }],
                reason: String::new(),
                counted_text: "Tính lúc 14:30, 28/12/2016.".into(),
                figures: vec![FigureBlock {
                    title: "Đăng mới theo chuyên mục".into(),
                    label: "Chuyên mục".into(),
                    columns: vec!["Đăng mới".into()],
                    lines: vec![FigureLine { label: "Tin tức".into(), cells: vec![cell], is_total: false }],
                    chart: Some(
                        paper::chart::Chart {
                            title: "Đăng mới theo chuyên mục".into(),
                            unit: "tin, bài".into(),
                            bars: vec![("Tin tức".into(), 12)],
                        }
                        .figure("bieu-do-1"),
                    ),
                }],
                docx_url: "/hh/bao-cao/1/tai/bao-cao.docx".into(),
                pdf_url: "/hh/bao-cao/1/tai/bao-cao.pdf".into(),
                versions: vec![VersionRow {
                    title: "Bản 1, lúc 14:30, 28/12/2016, hệ thống".into(),
                    docx_url: "/hh/bao-cao/1/tai/bao-cao.docx?ban=1".into(),
                    pdf_url: "/hh/bao-cao/1/tai/bao-cao.pdf?ban=1".into(),
                }],
            }
        }
    }

    impl EvidencePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Căn cứ số liệu"),
                title: "Đăng mới từ 01/01/2016 đến 30/06/2016".into(),
                action: "/hh/can-cu-so-lieu".into(),
                refusals: Refusals::default(),
                of: vec![Choice::new("dang-moi", "Đăng mới").chosen()],
                from: "01/01/2016".into(),
                until: "30/06/2016".into(),
                sections: vec![Choice::new("", "Mọi chuyên mục").chosen()],
                units: vec![Choice::new("", "Mọi đơn vị").chosen()],
                narrowed: vec!["Loại: Văn bản".into()],
                count_text: "1 mục".into(),
                rows: vec![EvidenceRow {
                    link: Link::new("Lịch tiếp nhận hồ sơ (mẫu)", "/hh/tin-bai/1"),
                    section: "Tin tức".into(),
                    unit: "Phòng Tư pháp".into(),
                    at: "14:30, 28/03/2016".into(),
                    amount: "242.000".into(),
                }],
                sums: Some("Số đồng".into()),
                newer: None,
                older: Some("/hh/can-cu-so-lieu?tu=100".into()),
            }
        }
    }

    impl LetterheadPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Mẫu văn bản"),
                post: post("/hh/mau-van-ban"),
                refusals: Refusals::default(),
                from: "28/12/2016".into(),
                parent: "UBND huyện Hiệp Hòa".into(),
                issuer: "Văn phòng HĐND và UBND".into(),
                short: "BBT".into(),
                place: "Hiệp Hòa".into(),
                behalf: "Ban Biên tập".into(),
                authorities: vec![Choice::new("board", "Trưởng ban ký").chosen()],
                stead_of: String::new(),
                head: "Trưởng ban".into(),
                deputy: "Phó Trưởng ban Thường trực".into(),
                copies: "Như trên".into(),
                kept: "BBT".into(),
                sample: vec!["UBND HUYỆN HIỆP HÒA".into(), "Số: 01/BC-BBT".into()],
            }
        }
    }
}
