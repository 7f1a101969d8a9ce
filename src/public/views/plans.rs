//! The plan of a year before readers.

use askama::Template;

use super::layout::Layout;
use super::parts::{Badge, Html, Link};

/// A task.
#[derive(Clone, Debug, Default)]
pub struct PlanTask {
    /// What is to be done.
    pub title: String,
    /// By whom.
    pub owner: String,
    /// Until the end of which day.
    pub due: String,
    /// Where it stands.
    pub state: Badge,
}

/// A change after the approval.
#[derive(Clone, Debug, Default)]
pub struct PlanChange {
    /// When, and which.
    pub what: String,
    /// Of which task, or "".
    pub entry: String,
    /// Why.
    pub reason: String,
}

/// The plan of a year.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/plan.html")]
pub struct PlanPage {
    /// Everything around it.
    pub layout: Layout,
    /// What it is called.
    pub title: String,
    /// Its number and the day of its approval.
    pub about: String,
    /// How far it is.
    pub progress: String,
    /// What it rests on and what it is for.
    pub aims: Html,
    /// The tasks.
    pub tasks: Vec<PlanTask>,
    /// What was changed after the approval, the last first.
    pub changes: Vec<PlanChange>,
    /// The plans of other years.
    pub others: Vec<Link>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::Tone;
    use crate::public::views::text::RulesPage;

    impl PlanPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: RulesPage::sample().layout,
                title: "Kế hoạch duy trì, phát triển trang thông tin điện tử năm 2017".into(),
                about: "Số 12/KH-BBT, duyệt ngày 28/12/2016".into(),
                progress: "1 trong 2 việc đã hoàn thành (50%)".into(),
                aims: Html::sanitised("<p>Thực hiện Quy chế (mẫu).</p>"),
                tasks: vec![PlanTask {
                    title: "Mở lớp tập huấn (mẫu)".into(),
                    owner: "Ban Biên tập".into(),
                    due: "30/06/2017".into(),
                    state: Badge::new("Đang thực hiện, quá hạn", Tone::Bad),
                }],
                changes: vec![PlanChange {
                    what: "05/01/2017, sửa việc".into(),
                    entry: "Mở lớp tập huấn (mẫu)".into(),
                    reason: "Chờ kinh phí (mẫu)".into(),
                }],
                others: vec![Link::new("Kế hoạch năm 2016", "/ke-hoach-nam?nam=2016")],
            }
        }
    }
}
