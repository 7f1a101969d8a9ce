//! Who is told what has come from another site: by letter, by task, and in the trail of their own site. Each is done
//! in the teller's own transaction after the fact, again after a crash, and once.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::Reach;
use crate::care::letters::{self, ToBoard};
use crate::items::store as items;
use crate::items::withdrawal::{Withdrawal, take_down};
use crate::people::State;
use crate::tasks::{self, NewTask};

use super::store::{self, Orphan};
use super::{Delivery, Proposal, ProposalState};

/// The task of a proposal that was declined.
pub const DECLINED_TASK: &str = "proposal.declined";
/// The task of an item whose source was withdrawn.
pub const ORPHAN_TASK: &str = "proposal.source-gone";
/// How many are told in one turn.
const MOST: usize = 100;

/// Tells everybody who has yet to be told.
///
/// # Errors
/// When the database does not answer; one that cannot be told is logged and tried again.
pub async fn tell(app: App) -> Result<()> {
    let (proposals, deliveries, orphans) = {
        let mut platform = app.db.platform().await?;
        (
            store::untold_proposals(&mut platform, MOST).await?,
            store::untold_deliveries(&mut platform, MOST).await?,
            store::orphans(&mut platform, MOST).await?,
        )
    };
    for orphan in &orphans {
        log(follow_source(&app, orphan).await);
    }
    for proposal in &proposals {
        log(tell_of_decision(&app, proposal).await);
    }
    for delivery in &deliveries {
        log(tell_of_delivery(&app, delivery).await);
    }
    Ok(())
}

fn log(done: Result<()>) {
    if let Err(cause) = done {
        tracing::error!(%cause, "another site could not be told; it is tried again");
    }
}

/// A title for letters: what is live now, or that it is gone.
fn title(live: Option<&super::SourceItem>) -> String {
    live.map_or_else(|| "(nội dung đã gỡ)".to_owned(), |live| format!("“{}”", live.title))
}

async fn tell_of_decision(app: &App, proposal: &Proposal) -> Result<()> {
    let (Some(source), Some(receiver)) =
        (app.directory.get(&proposal.source), app.directory.get(&proposal.receiver))
    else {
        return Ok(());
    };
    let to = letters::board(&app.db, &source).await?;
    let who = &receiver.identity().body;
    let what = title(proposal.live.as_ref());
    let reason = proposal.reason.clone().unwrap_or_default();
    let text = match proposal.state {
        ProposalState::Declined => format!("{who} không nhận nội dung {what} đã đề xuất. Lý do: {reason}"),
        _ => format!("{who} đã nhận nội dung {what} đã đề xuất để biên tập và đăng, có ghi nguồn."),
    };
    let mut scope = app.db.write(source.id(), &Actor::system()).await?;
    let letter = ToBoard {
        key: format!("proposal/{}", proposal.id),
        subject_kind: "proposal",
        subject_id: &proposal.id,
        subject: format!("Kết quả đề xuất lên {}", receiver.identity().full_name),
        text: text.clone(),
    };
    letters::write(&mut scope, &app.mail, &source, &to, &letter).await?;
    if proposal.state == ProposalState::Declined {
        let task = NewTask {
            kind: DECLINED_TASK,
            text,
            subject_kind: "proposal",
            subject_id: &proposal.id,
            responsible: None,
        };
        tasks::create(&mut scope, task).await?;
    }
    scope.changed("proposal", &proposal.id, Reach::Staff);
    scope.audit(
        "proposal.answered",
        "item",
        proposal.item.as_str(),
        json!({ "proposal": proposal.id, "decision": proposal.state.as_str(), "reason": proposal.reason }),
    );
    scope.commit().await?;
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::told_proposal(&mut platform, proposal, app.db.clock.now()).await?;
    platform.commit().await
}

async fn tell_of_delivery(app: &App, delivery: &Delivery) -> Result<()> {
    let (Some(source), Some(receiver)) =
        (app.directory.get(&delivery.source), app.directory.get(&delivery.receiver))
    else {
        return Ok(());
    };
    let to = letters::board(&app.db, &receiver).await?;
    let what = title(delivery.live.as_ref());
    let next = if delivery.mandatory {
        "Nội dung đã hiện trên trang của đơn vị; xin mở để biết."
    } else {
        "Xin mở và quyết định có hiện trên trang của đơn vị hay không."
    };
    let place = format!("{}/{}/phat-hanh/{}", app.config.console_url(), receiver.slug(), delivery.issue);
    let mut scope = app.db.write(receiver.id(), &Actor::system()).await?;
    let letter = ToBoard {
        key: format!("delivery/{}", delivery.issue),
        subject_kind: "delivery",
        subject_id: &delivery.issue,
        subject: format!("{} phát hành nội dung mới", source.identity().full_name),
        text: format!("{} phát hành nội dung {what}. {next}\n\n{place}", source.identity().body),
    };
    letters::write(&mut scope, &app.mail, &receiver, &to, &letter).await?;
    store::told_delivery(&mut scope, &delivery.issue).await?;
    scope.commit().await
}

/// The source of what a site took over is gone: a secret goes here too, anything else is its board's to judge.
async fn follow_source(app: &App, orphan: &Orphan) -> Result<()> {
    let proposal = &orphan.proposal;
    let (Some(source), Some(receiver)) =
        (app.directory.get(&proposal.source), app.directory.get(&proposal.receiver))
    else {
        return Ok(());
    };
    let Some(taken) = &proposal.taken_item else { return Ok(()) };
    let to = letters::board(&app.db, &receiver).await?;
    let from = &source.identity().full_name;
    let secret = orphan.kind == Withdrawal::Secret.as_str();
    let mut scope = app.db.write(receiver.id(), &Actor::system()).await?;
    let item = items::item(&mut scope, taken).await?;
    let text = if secret {
        format!(
            "Nội dung mã {taken} lấy từ {from} đã được gỡ theo bản gốc vì lý do bảo mật. Kiểm tra các bản còn lại."
        )
    } else {
        format!("Bản gốc ở {from} của nội dung mã {taken} đã gỡ. Xem lại có cần gỡ hoặc đính chính không.")
    };
    if let Some(live) = item.live.as_ref().filter(|_| secret) {
        let edition = items::edition(&mut scope, live).await?;
        if matches!(edition.state, State::Live | State::Archived) {
            take_down(&mut scope, &edition, &Withdrawal::Secret, "Bản gốc đã gỡ vì có bí mật.").await?;
        }
    }
    let task = NewTask {
        kind: ORPHAN_TASK,
        text: text.clone(),
        subject_kind: "item",
        subject_id: taken.as_str(),
        responsible: None,
    };
    tasks::create(&mut scope, task).await?;
    let letter = ToBoard {
        key: format!("orphan/{}", proposal.id),
        subject_kind: "item",
        subject_id: taken.as_str(),
        subject: "Bản gốc của một nội dung đã gỡ".into(),
        text,
    };
    letters::write(&mut scope, &app.mail, &receiver, &to, &letter).await?;
    store::know_orphan(&mut scope, &proposal.id).await?;
    scope.commit().await
}
