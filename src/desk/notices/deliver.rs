//! Hands a notice over as the person has chosen: into the outbox, to the next digest, or nowhere.

use crate::app::App;
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::scope::WriteScope;
use crate::outbox;
use crate::people::store as people;
use crate::tenants::directory::Tenant;

use super::{Choice, Notice, choices, letters, store};

/// Where mail reaches somebody who may still sign in.
pub(super) async fn address(app: &App, account: &AccountId) -> Result<Option<Address>> {
    let held = people::account(&mut app.db.platform().await?, account).await?;
    Ok(held.filter(|held| held.disabled_at.is_none()).and_then(|held| held.email.parse().ok()))
}

/// Tells one person of one thing, once.
///
/// # Errors
/// When the database refuses.
pub(super) async fn deliver(
    app: &App,
    scope: &mut WriteScope,
    tenant: &Tenant,
    notice: &Notice,
) -> Result<()> {
    let choice = choices::of(&mut app.db.platform().await?, &notice.account).await?.of(notice.kind);
    let settled_at = (choice != Choice::Digest).then(|| app.db.clock.now());
    if !store::insert(scope, notice, settled_at).await? || choice != Choice::Immediate {
        return Ok(());
    }
    let Some(to) = address(app, &notice.account).await? else { return Ok(()) };
    queued(outbox::enqueue(scope, &app.mail, letters::immediate(app, tenant, notice, to)).await)
}

/// An address that cannot be written to loses its own letter and nobody else's.
pub(super) fn queued<T>(result: Result<T>) -> Result<()> {
    match result {
        Err(Error::Refused(refusals)) => {
            tracing::warn!(?refusals, "a notice has no address to go to");
            Ok(())
        }
        other => other.map(drop),
    }
}
