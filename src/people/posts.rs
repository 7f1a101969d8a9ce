//! Who serves in a site in some posts and can be written to.

use crate::base::error::Result;
use crate::base::id::{AccountId, TenantId};
use crate::base::mail::Address;
use crate::base::scope::Db;

use super::Role;
use super::store::{accounts, serving};

/// Somebody who serves and has an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Their account.
    pub account: AccountId,
    /// Their name with their post.
    pub label: String,
    /// Where mail reaches them.
    pub address: Address,
}

/// Who serves today in one of these posts, each once, in the order of the posts.
///
/// # Errors
/// When the database does not answer.
pub async fn serving_in(db: &Db, tenant: &TenantId, roles: &[Role]) -> Result<Vec<Post>> {
    let mut platform = db.platform().await?;
    let held = serving(&mut platform, tenant, db.clock.today()).await?;
    let known = accounts(&mut platform).await?;
    let mut found: Vec<Post> = Vec::new();
    for role in roles {
        for one in held.iter().filter(|one| one.role == *role) {
            let Some(account) = known.iter().find(|account| account.id == one.account) else { continue };
            let Ok(address) = account.email.parse() else { continue };
            if found.iter().all(|known| known.account != account.id) {
                let label = format!("{}, {}", account.name, role.vietnamese());
                found.push(Post { account: account.id.clone(), label, address });
            }
        }
    }
    Ok(found)
}
