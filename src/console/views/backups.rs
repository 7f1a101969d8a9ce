//! Backups: what was copied and proved, and what is not as it should be.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Refusals};

/// One run.
#[derive(Clone, Debug, Default)]
pub struct BackupRow {
    /// What it was.
    pub kind: String,
    /// When it began.
    pub began: When,
    /// How long it took; "" while it is at it.
    pub took: String,
    /// How it went.
    pub state: Badge,
    /// All files of the copy, with their size.
    pub whole: String,
    /// What was added.
    pub added: String,
    /// What came of it.
    pub detail: String,
}

/// Where the copies go, and when; only at the top.
#[derive(Clone, Debug, Default)]
pub struct BackupPlan {
    /// The folder.
    pub place: String,
    /// When each day, and how long copies stay.
    pub schedule: String,
    /// How often one is proved.
    pub drills: String,
    /// Where one is asked for; none without the right.
    pub post: Option<Post>,
    /// Whether a run waits to begin.
    pub waiting: bool,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/backups.html")]
pub struct BackupsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is not as it should be.
    pub wrong: Vec<String>,
    /// The last copy that was made.
    pub copied: Option<When>,
    /// The last one that was proved.
    pub proved: Option<When>,
    /// What is set; none below the top, whose site is copied with the others.
    pub plan: Option<BackupPlan>,
    /// The latest runs.
    pub rows: Vec<BackupRow>,
    /// Why a wish was not taken.
    pub refusals: Refusals,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    impl BackupsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sao lưu"),
                wrong: vec!["Chưa diễn tập khôi phục thành công trong 30 ngày gần đây.".into()],
                copied: Some(when("6 giờ trước")),
                proved: None,
                plan: Some(BackupPlan {
                    place: "/mnt/sao-luu/cong".into(),
                    schedule: "01:30 hằng ngày; giữ bản cuối của 7 ngày, 5 tuần, 12 tháng".into(),
                    drills: "30 ngày một lần".into(),
                    post: Some(post("/hh/sao-luu")),
                    waiting: true,
                }),
                rows: vec![
                    BackupRow {
                        kind: "Sao lưu".into(),
                        began: when("6 giờ trước"),
                        took: "4 phút 12 giây".into(),
                        state: Badge::new("Thành công", Tone::Good),
                        whole: "12.480 tệp, 9,8 GB".into(),
                        added: "Thêm 31 tệp, 42 MB".into(),
                        detail: "Đã sao lưu đủ.".into(),
                    },
                    BackupRow {
                        kind: "Diễn tập khôi phục".into(),
                        began: when("6 giờ trước"),
                        took: String::new(),
                        state: Badge::new("Không thành công", Tone::Bad),
                        whole: String::new(),
                        added: String::new(),
                        detail: "Thiếu tệp portal.key trong bản sao.".into(),
                    },
                ],
                refusals: Refusals(vec![Refusal {
                    field: "viec".into(),
                    message: "Hãy chọn việc cần làm.".into(),
                    clause: None,
                }]),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                wrong: Vec::new(),
                copied: None,
                plan: None,
                rows: Vec::new(),
                refusals: Refusals::default(),
                ..Self::sample()
            }
        }
    }
}
