//! What becomes of a letter when an attempt has ended, in one transaction with everything that follows from it.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::mail::retry::{self, History, Next};
use crate::base::mail::{Outcome, Phase};
use crate::base::scope::{Db, PlatformWrite, Reach, WriteScope};
use crate::tasks::{self, NewTask};

use super::State;
use super::alarm;
use super::store::{self, Attempt, Becomes, Held, class_word};

/// What a change can be about; anything else is told as a change of the letter itself.
const SUBJECTS: [&str; 8] = ["question", "answer", "dispatch", "item", "account", "tenant", "task", "outbox"];

/// How an attempt ended.
pub enum Ending {
    /// As the transport says; the words are without addresses.
    Came {
        /// What it came to.
        outcome: Outcome,
        /// The words to keep.
        reply: String,
    },
    /// Its process died.
    Crashed,
    /// The row cannot be opened, so nothing was tried.
    Unreadable,
}

/// What the caller still has to see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// The operator is to be told, for the first time about this letter.
    Alarm,
}

/// What was decided; `why` is a stable word for the audit.
struct Verdict {
    next: Next,
    phase: String,
    reply: String,
    why: &'static str,
    unreadable: bool,
}

/// Ends the attempt, unless the letter has passed to another one.
///
/// # Errors
/// When the database refuses; then the lease will end, and the attempt counts as crashed.
pub async fn settle(db: &Db, attempt: &Attempt, ending: &Ending) -> Result<After> {
    let mut scope = db.write(&attempt.tenant, &Actor::system()).await?;
    let Some(held) = store::held(&mut scope, attempt).await? else { return Ok(After::Nothing) };
    if matches!(ending, Ending::Crashed) && held.state != State::Sending {
        return Ok(After::Nothing);
    }
    let verdict = judge(db, &held, ending);
    if verdict.next == Next::PauseQueue {
        // Before the letter is free again; the writing scope would stand in the way of the platform's.
        drop(scope);
        pause(db, &verdict.reply).await?;
        scope = db.write(&attempt.tenant, &Actor::system()).await?;
    }
    let becomes = becomes(db, &held, &verdict);
    let after = if becomes.alarmed && !held.alarmed { After::Alarm } else { After::Nothing };
    store::conclude(&mut scope, &attempt.mail, &held, &becomes).await?;
    follow(&mut scope, attempt, &held, &verdict).await?;
    scope.commit().await?;
    Ok(after)
}

/// Ends an attempt that the server took, in a transaction with others of all tenants. A letter that has passed to another
/// attempt is left alone.
///
/// # Errors
/// When the database refuses.
pub async fn delivered(
    platform: &mut PlatformWrite,
    attempt: &Attempt,
    outcome: &Outcome,
    reply: &str,
) -> Result<()> {
    let db = platform.db().clone();
    let Some(held) = store::held_among(platform, attempt).await? else { return Ok(()) };
    let verdict = judge(&db, &held, &Ending::Came { outcome: outcome.clone(), reply: reply.to_owned() });
    if verdict.next != Next::Delivered {
        return Err(Error::internal("only what was delivered is settled among others"));
    }
    if !store::conclude_among(platform, attempt, &held, &becomes(&db, &held, &verdict)).await? {
        return Ok(());
    }
    let (kind, id) = subject(attempt, &held);
    platform.changed(&attempt.tenant, kind, id, Reach::Staff);
    platform.audit(&attempt.tenant, "mail.delivered", kind, id, detail(attempt, &held, &verdict));
    Ok(())
}

async fn pause(db: &Db, reply: &str) -> Result<()> {
    let pause = store::pause(db).await?;
    if pause.since == db.clock.now() {
        alarm::of_pause(db).await;
    }
    tracing::error!(
        since = pause.since,
        until = pause.until,
        reply,
        "mail is paused: the server refuses our credentials"
    );
    Ok(())
}

fn judge(db: &Db, held: &Held, ending: &Ending) -> Verdict {
    let (Some(class), false) = (held.class, matches!(ending, Ending::Unreadable)) else {
        let next = Next::Dead { task: retry::Task::MessageRefused };
        let reply = "the letter cannot be opened".to_owned();
        return Verdict { next, phase: held.phase.clone(), reply, why: "unreadable", unreadable: true };
    };
    let now = db.clock.now();
    let history = History {
        attempts: u32::try_from(held.attempts).unwrap_or(u32::MAX),
        first_tried_at: held.first_tried_at.unwrap_or(now),
        was_uncertain: held.resent,
        class,
    };
    let (outcome, phase, reply) = if let Ending::Came { outcome, reply } = ending {
        (outcome.clone(), outcome.phase().as_str().to_owned(), reply.clone())
    } else {
        let outcome = crash(held);
        let reply = outcome.reply().to_owned();
        (outcome, held.phase.clone(), reply)
    };
    let next = retry::next(&outcome, history, now, db.entropy.jitter());
    Verdict { next, phase, reply, why: why(next), unreadable: false }
}

fn crash(held: &Held) -> Outcome {
    let reason = "the process ended during the hand-over".to_owned();
    if held.phase == Phase::Dot.as_str() {
        Outcome::Uncertain { reason }
    } else {
        Outcome::RetryLater { phase: Phase::Data, reply: reason }
    }
}

fn why(next: Next) -> &'static str {
    match next {
        Next::Delivered => "delivered",
        Next::RetryAt { .. } => "retry",
        Next::PauseQueue => "paused",
        Next::Uncertain { .. } => "uncertain",
        Next::Dead { task: retry::Task::RecipientRefused } => "recipient-refused",
        Next::Dead { task: retry::Task::MessageRefused } => "message-refused",
        Next::Dead { task: retry::Task::Expired } => "expired",
        Next::Dead { task: retry::Task::StillUncertain } => "still-uncertain",
    }
}

fn becomes(db: &Db, held: &Held, verdict: &Verdict) -> Becomes {
    let same = Becomes {
        state: State::Queued,
        phase: verdict.phase.clone(),
        attempts: held.attempts,
        first_tried_at: held.first_tried_at,
        next_at: held.next_at,
        resent: held.resent,
        alarmed: held.alarmed,
        reply: verdict.reply.clone(),
        delivered_at: None,
        came_to: verdict.why,
    };
    match verdict.next {
        Next::Delivered => Becomes { state: State::Delivered, delivered_at: Some(db.clock.now()), ..same },
        Next::RetryAt { at, alarm } => Becomes { next_at: at, alarmed: held.alarmed || alarm, ..same },
        Next::Uncertain { resend_at: Some(at) } => Becomes { state: State::Uncertain, next_at: at, ..same },
        Next::Uncertain { resend_at: None } => Becomes { state: State::Uncertain, resent: true, ..same },
        Next::Dead { .. } => Becomes { state: State::Dead, ..same },
        // The attempt does not count: it said nothing about this letter.
        Next::PauseQueue => {
            let first_tried_at = held.first_tried_at.filter(|_| held.attempts > 1);
            Becomes { attempts: held.attempts - 1, first_tried_at, ..same }
        }
    }
}

/// What a change of the letter is a change of.
fn subject<'a>(attempt: &'a Attempt, held: &'a Held) -> (&'static str, &'a str) {
    match SUBJECTS.into_iter().find(|kind| *kind == held.subject_kind) {
        Some(kind) => (kind, held.subject_id.as_str()),
        None => ("outbox", attempt.mail.as_str()),
    }
}

fn detail(attempt: &Attempt, held: &Held, verdict: &Verdict) -> serde_json::Value {
    let class = held.class.map(class_word);
    json!({ "mail": attempt.mail, "class": class, "attempts": held.attempts, "why": verdict.why })
}

/// Tells the followers; on a final outcome also writes to the audit, and gives a person the task.
async fn follow(scope: &mut WriteScope, attempt: &Attempt, held: &Held, verdict: &Verdict) -> Result<()> {
    let (kind, id) = subject(attempt, held);
    let action = match verdict.next {
        Next::RetryAt { .. } | Next::PauseQueue => return Ok(()),
        Next::Uncertain { .. } => "mail.uncertain",
        Next::Delivered => "mail.delivered",
        Next::Dead { .. } => "mail.dead",
    };
    scope.changed(kind, id, Reach::Staff);
    scope.audit(action, kind, id, detail(attempt, held, verdict));
    if let Next::Dead { task } = verdict.next {
        let text = if verdict.unreadable {
            unreadable(&held.recipient_label)
        } else {
            request(task, &held.recipient_label)
        };
        let task = NewTask {
            kind: "mail.dead",
            text,
            subject_kind: &held.subject_kind,
            subject_id: &held.subject_id,
            responsible: held.responsible.as_ref(),
        };
        tasks::create(scope, task).await?;
    }
    Ok(())
}

fn request(task: retry::Task, label: &str) -> String {
    match task {
        retry::Task::RecipientRefused => format!(
            "Thư gửi {label} không đến được vì máy chủ thư nơi nhận không chấp nhận địa chỉ này. Đề nghị kiểm tra lại \
             địa chỉ và liên hệ bằng điện thoại hoặc cách khác."
        ),
        retry::Task::MessageRefused => format!(
            "Thư gửi {label} bị máy chủ thư từ chối. Đề nghị chuyển nội dung bằng cách khác và báo người quản trị hệ thống."
        ),
        retry::Task::Expired => {
            format!(
                "Thư gửi {label} đã quá thời hạn gửi lại mà chưa đi được. Đề nghị chuyển nội dung bằng cách khác."
            )
        }
        retry::Task::StillUncertain => format!(
            "Thư gửi {label} đã gửi hai lần nhưng máy chủ thư không xác nhận. Đề nghị hỏi lại xem thư đã đến chưa."
        ),
    }
}

fn unreadable(label: &str) -> String {
    format!(
        "Thư gửi {label} chưa được gửi vì dữ liệu trong hàng đợi không mở được. Đề nghị chuyển nội dung bằng cách khác \
         và báo người quản trị hệ thống."
    )
}
