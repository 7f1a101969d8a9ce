//! Whose turn a report is: who may sign what was sent, who writes what came back. They get a task and a letter, and the next
//! step closes what the last one opened (Quy chế Điều 7.2).

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::mail::retry::Class;
use crate::base::scope::{Scope, WriteScope};
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::Role;
use crate::people::posts::{self, Post};
use crate::tasks::{self, NewTask};

use super::{Act, Report, store};

/// The kind of its tasks.
pub const TASK: &str = "report.turn";
/// What tasks and letters are about.
pub(super) const SUBJECT: &str = "report";
/// Who may sign reports.
const SIGNERS: [Role; 2] = [Role::BoardHead, Role::StandingDeputy];
/// Who may write reports.
pub(super) const WRITERS: [Role; 5] =
    [Role::StandingDeputy, Role::DistrictOffice, Role::BoardHead, Role::Deputy, Role::Member];

/// A step that somebody else must know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Sent,
    Returned,
    Recalled,
    Signed,
}

impl Turn {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Returned => "returned",
            Self::Recalled => "recalled",
            Self::Signed => "signed",
        }
    }

    /// What happened, as a sentence.
    fn said(self, title: &str) -> String {
        match self {
            Self::Sent => format!("{title} đã được trình, chờ duyệt và ký."),
            Self::Returned => format!("{title} bị trả lại để sửa."),
            Self::Recalled => format!("{title} đã bị thu hồi, cần soạn lại."),
            Self::Signed => format!("{title} đã được ký ban hành."),
        }
    }

    /// What is to be done now; nothing once it is signed.
    fn asks(self) -> Option<&'static str> {
        match self {
            Self::Sent => Some("Hãy xem và duyệt, hoặc trả lại, tại “Báo cáo”."),
            Self::Returned | Self::Recalled => Some("Hãy sửa và trình lại tại “Báo cáo”."),
            Self::Signed => None,
        }
    }
}

/// Who wrote a report, the latest first: who signed what was taken back has signed it, and written none of it.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn authors(scope: &mut Scope, report: &Report) -> Result<Vec<AccountId>> {
    let signed: Vec<i64> = store::recalls(scope, &report.id).await?.into_iter().map(|one| one.no).collect();
    let is_signed = |no: i64| signed.contains(&no) || (report.signed.is_some() && no == report.no);
    let versions = store::versions(scope, &report.id).await?;
    Ok(versions.into_iter().filter(|one| !is_signed(one.no)).filter_map(|one| one.by).collect())
}

/// Who may sign: whoever serves in such a post and neither wrote nor sent it.
async fn signers(scope: &mut Scope, act: Act<'_>, report: &Report) -> Result<Vec<Post>> {
    let wrote = authors(scope, report).await?;
    let mut found = posts::serving_in(act.db, act.tenant.id(), &SIGNERS).await?;
    found
        .retain(|post| !wrote.contains(&post.account) && report.submitted_by.as_ref() != Some(&post.account));
    Ok(found)
}

/// Who writes: who did last while they serve, else who sent it, else who may first.
async fn writer(scope: &mut Scope, act: Act<'_>, was: &Report) -> Result<Vec<Post>> {
    let serving = posts::serving_in(act.db, act.tenant.id(), &WRITERS).await?;
    let wrote = authors(scope, was).await?;
    let is = |wanted: Option<&AccountId>| serving.iter().find(|post| Some(&post.account) == wanted);
    let own = is(wrote.first()).or_else(|| is(was.submitted_by.as_ref())).or(serving.first());
    Ok(own.cloned().into_iter().collect())
}

/// Closes what was open about a report and tells whose turn it is now; `was` and `is` are the report before and after.
///
/// # Errors
/// When the database refuses.
pub(super) async fn tell(
    scope: &mut WriteScope,
    act: Act<'_>,
    (was, is): (&Report, &Report),
    turn: Turn,
    reason: &str,
) -> Result<()> {
    tasks::done_about(scope, SUBJECT, &is.id).await?;
    let to = match turn {
        Turn::Sent => signers(scope, act, is).await?,
        // Who signed has written the last version: before that there was none of theirs.
        Turn::Signed => writer(scope, act, is).await?,
        Turn::Returned | Turn::Recalled => writer(scope, act, was).await?,
    };
    let title = is.title()?;
    let said = turn.said(&title);
    if let Some(asks) = turn.asks() {
        let accounts: Vec<Option<&AccountId>> = match to.as_slice() {
            [] => vec![None],
            some => some.iter().map(|post| Some(&post.account)).collect(),
        };
        for responsible in accounts {
            let text = format!("{said} {asks}");
            let task = NewTask { kind: TASK, text, subject_kind: SUBJECT, subject_id: &is.id, responsible };
            tasks::create(scope, task).await?;
        }
    }
    let due = date_vi(is.rule()?.due(is.year));
    for post in to.iter().filter(|post| post.account != act.staff.account) {
        let letter = kinds::ReportTurn {
            to: &post.label,
            said: &said,
            title: &title,
            by: &act.staff.name,
            due: &due,
            reason,
            url: format!("{}/{}/bao-cao/{}", act.console, act.tenant.slug(), is.id),
        };
        let letter = letters::write(&letter, &Signature::of(act.tenant));
        let mail = NewMail {
            class: Class::Unit,
            // The version before the step: each step is told once, each time that it is taken.
            dedupe_key: format!("report-turn/{}/{}-{}/{}", is.id, turn.as_str(), was.version, post.account),
            subject_kind: SUBJECT,
            subject_id: &is.id,
            responsible: Some(&post.account),
            recipient_label: post.label.clone(),
            to: post.address.clone(),
            subject: letter.subject,
            text: letter.text,
            bounces: true,
        };
        outbox::enqueue(scope, &act.mail.named(&act.tenant.identity().body), mail).await?;
    }
    Ok(())
}
