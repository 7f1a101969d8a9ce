//! What those who work on an edition say to each other, beside the text they had before them.

mod store;

use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, fresh};
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::items::rights::{require, require_sight};
use crate::items::{Edition, store as items};
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

/// The longest remark.
pub const LONGEST: usize = 4_000;

/// A remark or a reply to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: String,
    /// On which edition.
    pub edition: EditionId,
    /// The revision that was before who wrote it.
    pub revision_no: i64,
    /// What it replies to.
    pub parent: Option<String>,
    /// Who.
    pub account: AccountId,
    /// What.
    pub body: String,
    /// When.
    pub at: Millis,
    /// Who settled it.
    pub resolved_by: Option<AccountId>,
    /// When.
    pub resolved_at: Option<Millis>,
}

/// A remark with its replies, oldest first.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The remark.
    pub first: Comment,
    /// The replies.
    pub replies: Vec<Comment>,
}

impl Thread {
    /// Whether something is still to be done about it.
    pub fn is_open(&self) -> bool {
        self.first.resolved_at.is_none()
    }
}

/// The edition, if this person may speak about it.
async fn spoken_of(scope: &mut Scope, tenant: &Tenant, staff: &Staff, id: &EditionId) -> Result<Edition> {
    let edition = items::edition(scope, id).await?;
    require_sight(staff, &edition)?;
    let today = scope.db().clock.today();
    require(staff, tenant.id(), today, Action::ItemComment, edition.state)?;
    Ok(edition)
}

/// Adds a remark, or a reply to one.
///
/// # Errors
/// [`Error::Refused`] without words or with too many, [`Error::NotFound`] when there is no such remark to reply to.
pub async fn say(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    parent: Option<&str>,
    body: &str,
) -> Result<()> {
    let edition = spoken_of(scope, tenant, staff, id).await?;
    let body = body.trim();
    if body.is_empty() {
        return Err(Error::refused("gop-y", "Hãy viết nội dung góp ý.", ""));
    }
    if body.chars().count() > LONGEST {
        return Err(Error::refused("gop-y", format!("Góp ý dài nhất {LONGEST} chữ."), ""));
    }
    if let Some(parent) = parent {
        let above = store::one(scope, id, parent).await?;
        if above.parent.is_some() {
            return Err(Error::NotFound);
        }
    }
    let db = scope.db().clone();
    let comment = Comment {
        id: fresh(db.clock.now(), &db.entropy),
        edition: id.clone(),
        revision_no: items::last_revision(scope, id).await?.no,
        parent: parent.map(str::to_owned),
        account: staff.account.clone(),
        body: crate::base::text::normalise(body),
        at: db.clock.now(),
        resolved_by: None,
        resolved_at: None,
    };
    store::insert(scope, &comment).await?;
    told(scope, &edition, json!({ "edition": id, "comment": comment.id, "parent": comment.parent }));
    Ok(())
}

/// Settles a remark, or opens it again.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn settle(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    comment: &str,
    resolved: bool,
) -> Result<()> {
    let edition = spoken_of(scope, tenant, staff, id).await?;
    let comment = store::one(scope, id, comment).await?;
    if comment.parent.is_some() {
        return Err(Error::NotFound);
    }
    let now = scope.db().clock.now();
    store::resolve(scope, &comment.id, resolved.then_some((&staff.account, now))).await?;
    told(scope, &edition, json!({ "edition": id, "comment": comment.id, "resolved": resolved }));
    Ok(())
}

fn told(scope: &mut WriteScope, edition: &Edition, detail: serde_json::Value) {
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(Action::ItemComment.as_str(), "item", edition.item.as_str(), detail);
}

/// What was said about an edition, newest remark first.
///
/// # Errors
/// When the database does not answer.
pub async fn threads(scope: &mut Scope, id: &EditionId) -> Result<Vec<Thread>> {
    let all = store::of(scope, id).await?;
    let replies_to = |first: &Comment| -> Vec<Comment> {
        all.iter().filter(|comment| comment.parent.as_ref() == Some(&first.id)).cloned().collect()
    };
    let first = all.iter().rev().filter(|comment| comment.parent.is_none());
    Ok(first.map(|first| Thread { replies: replies_to(first), first: first.clone() }).collect())
}
