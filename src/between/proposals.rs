//! What a site below proposes to the site above: taken over as a draft of that site's own, or declined with a reason.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, FileId, ItemId, fresh};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::files;
use crate::items::kinds::document::Text;
use crate::items::rights::{require, require_sight};
use crate::items::{Content, editing, store as items};
use crate::media::{self, Description};
use crate::people::{Action, Staff, State};
use crate::tenants::directory::{Directory, Tenant};

use super::{Proposal, ProposalState, store};

/// The longest word that goes with a proposal, in characters.
const LONGEST: usize = 1000;

/// Proposes a live item to the site above.
///
/// # Errors
/// [`Error::Refused`] when there is no site above, or the item waits there already.
pub async fn propose(
    db: &Db,
    directory: &Directory,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    note: &str,
) -> Result<String> {
    let edition = items::edition(&mut db.read(tenant.id()).await?, id).await?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemPropose, edition.state)?;
    require_sight(staff, &edition)?;
    let above = tenant.parent.as_ref().and_then(|id| directory.get(id));
    let Some(above) = above else {
        return Err(Error::refused("", "Trang này không có trang cấp trên để đề xuất.", "Quy chế Điều 2.2"));
    };
    let proposal = Proposal {
        receiver: above.id().clone(),
        id: fresh(db.clock.now(), &db.entropy),
        source: tenant.id().clone(),
        item: edition.item.clone(),
        state: ProposalState::Waiting,
        note: note.trim().chars().take(LONGEST).collect(),
        proposed_by: actor.label.clone(),
        proposed_at: db.clock.now(),
        decided_by: None,
        decided_at: None,
        reason: None,
        taken_item: None,
        live: None,
    };
    let mut platform = db.platform_write(actor).await?;
    if !store::insert_proposal(&mut platform, &proposal).await? {
        return Err(Error::refused("", "Nội dung này đã được đề xuất và đang chờ cấp trên xử lý.", ""));
    }
    let item = edition.item.as_str();
    platform.audit(
        tenant.id(),
        Action::ItemPropose.as_str(),
        "item",
        item,
        json!({ "proposal": proposal.id, "to": above.id() }),
    );
    platform.audit(
        above.id(),
        "proposal.receive",
        "proposal",
        &proposal.id,
        json!({ "from": tenant.id(), "item": item }),
    );
    platform.changed(above.id(), "proposal", &proposal.id, Reach::Staff);
    platform.commit().await?;
    Ok(proposal.id)
}

/// Takes a proposal back while nobody has decided.
///
/// # Errors
/// [`Error::NotFound`] for what this site did not propose, [`Error::Conflict`] when it is decided.
pub async fn take_back(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::ItemPropose, State::Live)?;
    let proposal = of_side(db, tenant, id, |proposal| &proposal.source).await?;
    let mut platform = db.platform_write(actor).await?;
    if !store::take_back(&mut platform, &proposal, &actor.label, db.clock.now()).await? {
        return Err(decided());
    }
    let item = proposal.item.as_str();
    let detail = json!({ "proposal": id, "taken_back": true });
    platform.audit(tenant.id(), Action::ItemPropose.as_str(), "item", item, detail.clone());
    platform.audit(&proposal.receiver, "proposal.withdraw", "proposal", id, detail);
    platform.changed(&proposal.receiver, "proposal", id, Reach::Staff);
    platform.commit().await
}

fn decided() -> Error {
    Error::Conflict("Đề xuất này đã được xử lý. Hãy tải lại trang để xem kết quả.".into())
}

/// A proposal of which this tenant is the named side.
async fn of_side(
    db: &Db,
    tenant: &Tenant,
    id: &str,
    side: impl Fn(&Proposal) -> &crate::base::id::TenantId,
) -> Result<Proposal> {
    let found = store::proposal(&mut db.platform().await?, tenant.id(), id).await?;
    found.filter(|proposal| side(proposal) == tenant.id()).ok_or(Error::NotFound)
}

/// Declines a proposal; those who proposed it are told why.
///
/// # Errors
/// [`Error::Refused`] without a reason, [`Error::Conflict`] when it is decided.
pub async fn decline(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    reason: &str,
) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::ProposalDecide, State::Any)?;
    of_side(db, tenant, id, |proposal| &proposal.receiver).await?;
    let reason: String = reason.trim().chars().take(LONGEST).collect();
    if reason.is_empty() {
        let message = "Hãy nêu lý do không nhận; nơi đề xuất được báo lý do này.";
        return Err(Error::refused("reason", message, "Quy chế Điều 7.2"));
    }
    let mut scope = db.write(tenant.id(), actor).await?;
    store::decide_proposal(&mut scope, id, ProposalState::Declined, Some(&reason), None).await?;
    scope.changed("proposal", id, Reach::Staff);
    scope.audit(
        Action::ProposalDecide.as_str(),
        "proposal",
        id,
        json!({ "decision": "declined", "reason": reason }),
    );
    scope.commit().await
}

/// Takes a proposal: a draft of the receiving site, credited to the source, which then goes its own way to approval.
/// `unit` is the unit of the receiving site that answers for it. The new item and its edition.
///
/// # Errors
/// [`Error::Refused`] when the source is no longer live, [`Error::Conflict`] when it is decided.
pub async fn take(
    db: &Db,
    directory: &Directory,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    unit: &str,
) -> Result<(ItemId, EditionId)> {
    require(staff, tenant.id(), db.clock.today(), Action::ProposalDecide, State::Any)?;
    let proposal = of_side(db, tenant, id, |proposal| &proposal.receiver).await?;
    if proposal.state != ProposalState::Waiting {
        return Err(decided());
    }
    let source = directory.get(&proposal.source).ok_or(Error::NotFound)?;
    let live = items::live_by_id(&mut db.read(source.id()).await?, &proposal.item).await?;
    let Some(live) = live else {
        return Err(Error::refused(
            "",
            "Nội dung này không còn đăng ở trang đề xuất nên không nhận được.",
            "",
        ));
    };
    let mut content = live.content;
    content.common_mut().source = format!("Trang thông tin điện tử {}", source.identity().full_name);
    unit.clone_into(&mut content.common_mut().unit_key);
    let held = held_files(db, &source, &content).await?;
    let mut scope = db.write(tenant.id(), actor).await?;
    for (file, description) in held {
        let own = files::adopt(&mut scope, &file).await?;
        media::store::insert(&mut scope, &own, &description, false).await?;
        replace_file(&mut content, &file.file_id, &own.file_id);
    }
    let (item, edition) = editing::begin(&mut scope, &content, Some(staff.account.clone()), None).await?;
    store::decide_proposal(&mut scope, id, ProposalState::Taken, None, Some(&item)).await?;
    audit_taken(&mut scope, &proposal, &item, &edition.id);
    scope.commit().await?;
    Ok((item, edition.id))
}

fn audit_taken(scope: &mut WriteScope, proposal: &Proposal, item: &ItemId, edition: &EditionId) {
    scope.changed("proposal", &proposal.id, Reach::Staff);
    let detail = json!({ "decision": "taken", "item": item, "edition": edition });
    scope.audit(Action::ProposalDecide.as_str(), "proposal", &proposal.id, detail);
    scope.audit(
        Action::ItemCreate.as_str(),
        "item",
        item.as_str(),
        json!({ "edition": edition, "from": proposal.source, "source_item": proposal.item }),
    );
}

/// The files of the source that a content attaches or shows, with what is said of them.
async fn held_files(
    db: &Db,
    source: &Tenant,
    content: &Content,
) -> Result<Vec<(crate::items::Attachment, Description)>> {
    let mut scope = db.read(source.id()).await?;
    let held = media::store::several(&mut scope, &content.file_ids()).await?;
    Ok(held.into_iter().map(|entry| (entry.file, entry.description)).collect())
}

/// The same bytes under the receiving site's own file.
fn replace_file(content: &mut Content, from: &FileId, to: &FileId) {
    for attachment in &mut content.common_mut().attachments {
        if attachment.file_id == *from {
            attachment.file_id = to.clone();
        }
    }
    let renamed = |html: &mut String| *html = html.replace(from.as_str(), to.as_str());
    match content {
        Content::News(news) => renamed(&mut news.body_html),
        Content::Record(record) => renamed(&mut record.body_html),
        Content::Document(document) => {
            renamed(&mut document.preamble_html);
            for article in &mut document.articles {
                if let Text::Html(html) = &mut article.text {
                    renamed(html);
                }
            }
        }
    }
}
