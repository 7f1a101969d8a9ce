//! One tenant moved whole from a deployment to another, whichever engines they run on: every table that has a `tenant_id`,
//! found in the schema so that a new one cannot be forgotten, the accounts its rows name, and its files.
//!
//! An archive lies like a backup: sealed objects and a manifest, under a key of its own. Sealed fields travel in clear inside
//! it and are sealed anew under the deployment that takes them in; keyed digests lead nowhere under another
//! key, but for the tracking codes of readers, whose own key comes along (`questions::codes`).

pub mod export;
pub mod import;
pub mod sealed;
mod store;

pub use export::export;
pub use import::{Arrived, import};

use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Platform;
use crate::base::tables::Table;

/// The tenant with this name in addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn tenant_of(platform: &mut Platform, slug: &str) -> Result<Option<TenantId>> {
    Ok(store::tenant_of(platform, slug).await?.map(TenantId::from))
}

/// Whether a table's rows of a tenant go along.
fn goes_along(table: &Table) -> bool {
    table.is_tenants() && table.name != CLOSURES
}

/// Tables that point to accounts and stay behind: who moves signs in anew.
const LEFT_BEHIND: [&str; 2] = ["sessions", "api_keys"];
/// A tenant's table that stays behind: what closes the site here does not close it there.
const CLOSURES: &str = "tenant_closures";
/// The table of accounts.
const ACCOUNTS: &str = "accounts";
/// Readers' files, sealed one by one.
const ATTACHMENTS: &str = "question_attachments";
