//! Before and after its last day who writes a report is told, then the board: a task and letters, once a step.

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{date_vi, plus_days, weekday_date_vi};
use crate::base::error::Result;
use crate::base::mail::retry::Class;
use crate::base::scope::Reach;
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::Role;
use crate::people::posts::{self, Post};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::turn::{self, WRITERS};
use super::{Report, store};

/// The kind of the tasks that come of reports.
pub const TASK: &str = "report.due";
/// So many days before the last one somebody is reminded.
const AHEAD: i64 = 7;
/// So many days after it the board is told once more.
const AGAIN: i64 = 14;
const BOARD: [Role; 2] = [Role::StandingDeputy, Role::BoardHead];

/// The steps of reminders, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Soon,
    Late,
    Again,
}

impl Step {
    const ALL: [Self; 3] = [Self::Soon, Self::Late, Self::Again];

    fn as_str(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Late => "late",
            Self::Again => "again",
        }
    }

    /// The step that has come for a last day.
    fn of(due: Date, today: Date) -> Option<Self> {
        match today {
            today if today > plus_days(due, AGAIN) => Some(Self::Again),
            today if today > due => Some(Self::Late),
            today if today >= plus_days(due, -AHEAD) => Some(Self::Soon),
            _ => None,
        }
    }

    /// What is said.
    fn said(self, title: &str, due: Date) -> String {
        match self {
            Self::Soon => format!("{title} đến hạn ngày {}. Hãy hoàn thành tại “Báo cáo”.", date_vi(due)),
            Self::Late | Self::Again => {
                format!("{title} đã quá hạn ngày {}. Hãy hoàn thành và ban hành tại “Báo cáo”.", date_vi(due))
            }
        }
    }
}

/// The step that has come and was not told.
fn step(reminded: &str, due: Date, today: Date) -> Option<Step> {
    let told = Step::ALL.into_iter().find(|step| step.as_str() == reminded);
    Step::of(due, today).filter(|step| told.is_none_or(|told| told < *step))
}

/// Who wrote the version in hand while they may still write, else who may first.
async fn writers(app: &App, tenant: &Tenant, report: &Report) -> Result<Vec<Post>> {
    let serving = posts::serving_in(&app.db, tenant.id(), &WRITERS).await?;
    let wrote = turn::authors(&mut app.db.read(tenant.id()).await?, report).await?;
    let own = serving.iter().find(|post| Some(&post.account) == wrote.first()).or(serving.first());
    Ok(own.cloned().into_iter().collect())
}

async fn told(app: &App, tenant: &Tenant, report: &Report, step: Step) -> Result<Vec<Post>> {
    let mut to = writers(app, tenant, report).await?;
    if step >= Step::Late {
        for post in posts::serving_in(&app.db, tenant.id(), &BOARD).await? {
            if to.iter().all(|known| known.account != post.account) {
                to.push(post);
            }
        }
    }
    Ok(to)
}

/// Tells of a report that is not signed, if a step has come.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn remind(app: &App, tenant: &Tenant, report: &Report, today: Date) -> Result<()> {
    let (due, title) = (report.rule()?.due(report.year), report.title()?);
    let Some(step) = step(&report.reminded, due, today) else { return Ok(()) };
    let to = told(app, tenant, report, step).await?;
    let said = step.said(&title, due);
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    store::set_reminded(&mut scope, &report.id, step.as_str()).await?;
    let task = NewTask {
        kind: TASK,
        text: said.clone(),
        subject_kind: "report",
        subject_id: &report.id,
        responsible: to.first().map(|post| &post.account),
    };
    tasks::create(&mut scope, task).await?;
    for post in &to {
        let letter = kinds::ReportDue {
            to: &post.label,
            said: &said,
            title: &title,
            due: weekday_date_vi(due),
            standing: report.stage.vietnamese(),
            url: format!("{}/{}/bao-cao/{}", app.config.console_url(), tenant.slug(), report.id),
        };
        let letter = letters::write(&letter, &Signature::of(tenant));
        let mail = NewMail {
            class: Class::Reminder,
            // The version in hand: a report that was signed and taken back is told of anew.
            dedupe_key: format!("report/{}/{}-{}/{}", report.id, step.as_str(), report.no, post.account),
            subject_kind: "report",
            subject_id: &report.id,
            responsible: Some(&post.account),
            recipient_label: post.label.clone(),
            to: post.address.clone(),
            subject: letter.subject,
            text: letter.text,
            bounces: true,
        };
        outbox::enqueue(&mut scope, &app.mail.named(&tenant.identity().body), mail).await?;
    }
    let detail = json!({ "step": step.as_str(), "people": to.len() });
    scope.audit("report.remind", "report", &report.id, detail);
    scope.changed("report", &report.id, Reach::Staff);
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_step_is_told_once_and_in_its_order() {
        let due = date(2016, 7, 10);
        assert_eq!(step("", due, date(2016, 7, 2)), None);
        assert_eq!(step("", due, date(2016, 7, 3)), Some(Step::Soon));
        assert_eq!(step("soon", due, due), None);
        assert_eq!(step("soon", due, date(2016, 7, 11)), Some(Step::Late));
        assert_eq!(step("late", due, date(2016, 7, 24)), None);
        assert_eq!(step("late", due, date(2016, 7, 25)), Some(Step::Again));
        assert_eq!(step("again", due, date(2017, 7, 25)), None);
    }
}
