//! Sending to the board and approving, with the checks in front of the rule: every reason at once.

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::base::scope::Db;
use crate::items::checks::Corpus;
use crate::items::rights::{against_approver, require_hand, require_sight};
use crate::items::{editing, publishing, store as items};
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

use super::standing;

/// Sends a draft to the board.
///
/// # Errors
/// [`Error::Refused`] with everything that must be put right first.
pub async fn submit(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    corpus: &dyn Corpus,
) -> Result<()> {
    let mut scope = db.read(tenant.id()).await?;
    let edition = items::edition(&mut scope, id).await?;
    // The version stands for the text: what is looked at here is what is sent below.
    if edition.version == version
        && require_hand(staff, &edition).is_ok()
        && staff.may(Action::ItemSubmit, edition.state)
    {
        let content = items::content(&mut scope, &edition.revision).await?;
        let standing = standing::of(&mut scope, tenant, &edition, &content, corpus).await?;
        Error::unless_empty(standing.against_submission())?;
    }
    drop(scope);
    editing::submit(db, tenant, staff, actor, id, version).await
}

/// Approves an edition once every doubt is answered.
///
/// # Errors
/// [`Error::Refused`] with every reason: own work, no declaration, the rule, the checks.
pub async fn approve(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    no_secret: bool,
    corpus: &dyn Corpus,
) -> Result<()> {
    let mut scope = db.read(tenant.id()).await?;
    let edition = items::edition(&mut scope, id).await?;
    let able = staff.may(Action::ItemApprove, edition.state) && require_sight(staff, &edition).is_ok();
    if edition.version == version && able {
        let content = items::content(&mut scope, &edition.revision).await?;
        let standing = standing::of(&mut scope, tenant, &edition, &content, corpus).await?;
        if standing.checks.iter().any(standing::Judged::stands) {
            let authors = items::authors(&mut scope, id).await?;
            let mut refusals = against_approver(&staff.account, &edition, &authors, no_secret);
            refusals.extend(standing.against_approval());
            return Err(Error::Refused(refusals));
        }
    }
    drop(scope);
    publishing::approve(db, tenant, staff, actor, id, version, no_secret).await
}
