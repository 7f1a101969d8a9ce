//! The plan of a year: its tasks with how far they are, its changes, and one task with its steps.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// A task of the plan.
#[derive(Clone, Debug, Default)]
pub struct EntryRow {
    /// Its ordinal.
    pub place: String,
    /// What is to be done, and its page.
    pub link: Link,
    /// By whom.
    pub owner: String,
    /// Until the end of which day.
    pub due: String,
    /// Where it stands.
    pub state: Badge,
    /// What came of it, or how far it is.
    pub result: String,
}

/// A step as it is told.
#[derive(Clone, Debug, Default)]
pub struct PlanStep {
    /// What happened, when and by whom.
    pub what: String,
    /// What it was and what it is now.
    pub words: String,
    /// Why.
    pub reason: String,
}

/// The form of a task.
///
/// Ids of its fields: `viec`, `ai`, `han`, `ly-do`.
#[derive(Clone, Debug, Default)]
pub struct EntryForm {
    /// Where it is posted.
    pub post: Post,
    /// Of which year's plan, where one is added.
    pub year: Option<String>,
    /// The version that was seen, where one is changed.
    pub version: Option<String>,
    /// What is to be done.
    pub title: String,
    /// Who may be chosen.
    pub owners: Vec<Choice>,
    /// Until when.
    pub due: String,
    /// Why, where the plan is approved already.
    pub reason: Option<String>,
}

/// The form of what a plan rests on.
///
/// Ids of its fields: `nam`, `muc-dich`, `ly-do-muc-dich`.
#[derive(Clone, Debug, Default)]
pub struct AimsForm {
    /// Where it is posted.
    pub post: Post,
    /// Of which year.
    pub year: String,
    /// The version that was seen; none where a plan is begun.
    pub version: Option<String>,
    /// The text.
    pub aims: String,
    /// Why, where the plan is approved already.
    pub reason: Option<String>,
}

/// Approves a plan.
///
/// Id of its field: `so-ke-hoach`.
#[derive(Clone, Debug, Default)]
pub struct ApproveForm {
    /// Where it is posted.
    pub post: Post,
    /// Of which year.
    pub year: String,
    /// The version that was seen.
    pub version: String,
    /// Number and symbol.
    pub number: String,
}

/// Shows a plan to readers, or no longer.
#[derive(Clone, Debug, Default)]
pub struct ShowForm {
    /// Where it is posted.
    pub post: Post,
    /// Of which year.
    pub year: String,
    /// Whether readers see it now.
    pub shown: bool,
    /// Where they do.
    pub url: String,
}

/// Throws a draft away.
///
/// Id of its field: `ly-do-bo`.
#[derive(Clone, Debug, Default)]
pub struct DiscardForm {
    /// Where it is posted.
    pub post: Post,
    /// Of which year.
    pub year: String,
    /// The version that was seen.
    pub version: String,
    /// Why.
    pub reason: String,
}

/// What there is of a plan.
#[derive(Clone, Debug, Default)]
pub struct PlanBody {
    /// Draft, approved, shown.
    pub state: Badge,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// What it rests on and what it is for.
    pub aims: Html,
    /// How many tasks stand where, each with its list, and whether it is the one shown.
    pub sieves: Vec<(Link, bool)>,
    /// The tasks.
    pub rows: Vec<EntryRow>,
    /// What was changed after the approval.
    pub changes: Vec<PlanStep>,
    /// As a document and as a table.
    pub files: Vec<Link>,
    /// Adds a task.
    pub add: Option<EntryForm>,
    /// Writes what it rests on.
    pub write_aims: Option<AimsForm>,
    /// Approves it.
    pub approve: Option<ApproveForm>,
    /// Shows it to readers.
    pub show: Option<ShowForm>,
    /// Throws the draft away.
    pub discard: Option<DiscardForm>,
}

/// The plan of a year.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/plan.html")]
pub struct PlanPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which year.
    pub year: String,
    /// The years before and after.
    pub years: Vec<Link>,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// The plan, where there is one.
    pub body: Option<PlanBody>,
    /// Begins one, for who may.
    pub begin: Option<AimsForm>,
    /// Why a form was refused.
    pub refusals: Refusals,
}

/// Reports on a task.
///
/// Ids of its fields: `buoc`, `ngay-xong`, `ket-qua`.
#[derive(Clone, Debug, Default)]
pub struct ReportForm {
    /// Where it is posted.
    pub post: Post,
    /// Which task.
    pub id: String,
    /// The version that was seen.
    pub version: String,
    /// What can be said.
    pub steps: Vec<Choice>,
    /// The day on which it was done, where that can be said.
    pub done_on: Option<String>,
    /// What came of it.
    pub note: String,
}

/// Takes a task out.
///
/// Id of its field: `ly-do-thoi`.
#[derive(Clone, Debug, Default)]
pub struct DropForm {
    /// Where it is posted.
    pub post: Post,
    /// The version that was seen.
    pub version: String,
    /// Why, where the plan is approved already.
    pub reason: Option<String>,
}

/// One task of a plan.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/plan_entry.html")]
pub struct PlanEntryPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// To the plan.
    pub back: Link,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// What happened to it, the last first.
    pub steps: Vec<PlanStep>,
    /// Reports on it, for who may.
    pub report: Option<ReportForm>,
    /// Changes it, for who may.
    pub change: Option<EntryForm>,
    /// Takes it out, for who may.
    pub drop: Option<DropForm>,
    /// Why a form was refused.
    pub refusals: Refusals,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    fn refusal(field: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: "Hãy ghi đủ.".into(), clause: None }])
    }

    fn aims(version: Option<&str>) -> AimsForm {
        AimsForm {
            post: post("/hh/ke-hoach"),
            year: "2017".into(),
            version: version.map(str::to_owned),
            aims: "Thực hiện Quy chế (mẫu).".into(),
            reason: version.map(|_| String::new()),
        }
    }

    fn entry(reason: Option<&str>) -> EntryForm {
        EntryForm {
            post: post("/hh/ke-hoach/viec"),
            year: Some("2017".into()),
            version: None,
            title: "Mở lớp tập huấn (mẫu)".into(),
            owners: vec![Choice::new("board", "Ban Biên tập").chosen()],
            due: "30/06/2017".into(),
            reason: reason.map(str::to_owned),
        }
    }

    fn step() -> PlanStep {
        PlanStep {
            what: "Sửa việc, 14:30, 05/01/2017, Văn phòng (mẫu)".into(),
            words: "Hạn: 30/06/2017 → 31/07/2017".into(),
            reason: "Chờ kinh phí (mẫu)".into(),
        }
    }

    impl PlanPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Kế hoạch năm"),
                year: "2017".into(),
                years: vec![Link::new("Năm 2016", "/hh/ke-hoach?nam=2016")],
                notice: Some("Kế hoạch vừa được sửa. Hãy tải lại trang.".into()),
                body: Some(PlanBody {
                    state: Badge::new("Đã duyệt", Tone::Good),
                    facts: vec![("Tiến độ".into(), "0 trong 1 việc".into())],
                    aims: Html::sanitised("<p>Thực hiện Quy chế (mẫu).</p>"),
                    sieves: vec![(Link::new("Quá hạn: 1", "/hh/ke-hoach?nam=2017&loc=tre"), true)],
                    rows: vec![EntryRow {
                        place: "1".into(),
                        link: Link::new("Mở lớp tập huấn (mẫu)", "/hh/ke-hoach/1"),
                        owner: "Ban Biên tập".into(),
                        due: "30/06/2017".into(),
                        state: Badge::new("Quá hạn", Tone::Bad),
                        result: String::new(),
                    }],
                    changes: vec![step()],
                    files: vec![Link::new("Tải văn bản (DOCX)", "/hh/ke-hoach/van-ban.docx?nam=2017")],
                    add: Some(entry(Some(""))),
                    write_aims: Some(aims(Some("3"))),
                    approve: Some(ApproveForm {
                        post: post("/hh/ke-hoach/duyet"),
                        year: "2017".into(),
                        version: "3".into(),
                        number: "12/KH-BBT".into(),
                    }),
                    show: Some(ShowForm {
                        post: post("/hh/ke-hoach/cong-bo"),
                        year: "2017".into(),
                        shown: true,
                        url: "/ke-hoach-nam".into(),
                    }),
                    discard: Some(DiscardForm {
                        post: post("/hh/ke-hoach/bo-du-thao"),
                        year: "2017".into(),
                        version: "3".into(),
                        reason: String::new(),
                    }),
                }),
                begin: None,
                refusals: refusal("viec"),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                notice: None,
                body: None,
                begin: Some(aims(None)),
                refusals: refusal("muc-dich"),
                ..Self::sample()
            }
        }
    }

    impl PlanEntryPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Việc của kế hoạch năm"),
                back: Link::new("Kế hoạch năm 2017", "/hh/ke-hoach?nam=2017"),
                title: "Mở lớp tập huấn (mẫu)".into(),
                state: Badge::new("Quá hạn", Tone::Bad),
                notice: None,
                facts: vec![("Thực hiện".into(), "Ban Biên tập".into())],
                steps: vec![step()],
                report: Some(ReportForm {
                    post: post("/hh/ke-hoach/bao-cao"),
                    id: "1".into(),
                    version: "1".into(),
                    steps: vec![Choice::new("done", "Báo cáo hoàn thành").chosen()],
                    done_on: Some("28/12/2016".into()),
                    note: String::new(),
                }),
                change: Some(EntryForm { year: None, version: Some("1".into()), ..entry(Some("")) }),
                drop: Some(DropForm {
                    post: post("/hh/ke-hoach/1/thoi"),
                    version: "1".into(),
                    reason: Some(String::new()),
                }),
                refusals: refusal("ket-qua"),
            }
        }
    }
}
