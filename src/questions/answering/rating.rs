//! Whether an answer helped: counted, never by whom.

use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::{Db, Reach};
use crate::questions::store as register;
use crate::tenants::directory::Tenant;

use super::store;

/// Counts one more reader's word.
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] when no answer stands at this address.
pub async fn give(db: &Db, tenant: &Tenant, slug: &str, helped: bool) -> Result<()> {
    // The reader stays unknown, in the trail too.
    let mut scope = db.write(tenant.id(), &Actor::reader(None)).await?;
    let question =
        register::public_get(&mut scope, slug).await?.ok_or(crate::base::error::Error::NotFound)?;
    store::rate(&mut scope, &question.id, helped).await?;
    scope.changed("question", question.id.as_str(), Reach::Public);
    scope.audit("answer.rate", "question", question.id.as_str(), serde_json::json!({ "helped": helped }));
    scope.commit().await
}
