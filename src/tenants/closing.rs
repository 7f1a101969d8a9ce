//! A site closes where it moved away from: its addresses lead on, nothing is taken in, no letter leaves, until it is opened again.

use serde_json::json;
use url::Url;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::{Db, Reach};

use super::store;

/// The beginning of the address that a site's readers are sent to: without a path, since every path leads to the same there.
fn address(typed: &str) -> Result<String> {
    let wrong = || {
        let message = "Địa chỉ mới có dạng https://ducthang.bacninh.gov.vn, không kèm đường dẫn.";
        Error::refused("moved_to", message, "")
    };
    let url: Url = typed.parse().map_err(|_| wrong())?;
    let is_whole = matches!(url.scheme(), "https" | "http") && url.host().is_some() && url.path() == "/";
    if !is_whole || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(wrong());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Closes a site; a second time changes where its readers are sent.
///
/// # Errors
/// [`Error::Refused`] for what is no address; when the database refuses.
pub async fn close(db: &Db, tenant: &TenantId, actor: &Actor, moved_to: Option<&str>) -> Result<()> {
    let moved_to = moved_to.map(address).transpose()?.unwrap_or_default();
    let mut platform = db.platform_write(actor).await?;
    store::close(&mut platform, tenant, &moved_to, db.clock.now()).await?;
    platform.changed(tenant, "tenant", tenant.as_str(), Reach::Public);
    platform.audit(tenant, "tenant.closed", "tenant", tenant.as_str(), json!({ "moved_to": moved_to }));
    platform.commit().await
}

/// Opens a site again that was closed.
///
/// # Errors
/// [`Error::NotFound`] for one that is not closed; when the database refuses.
pub async fn reopen(db: &Db, tenant: &TenantId, actor: &Actor) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    if !store::reopen(&mut platform, tenant).await? {
        return Err(Error::NotFound);
    }
    platform.changed(tenant, "tenant", tenant.as_str(), Reach::Public);
    platform.audit(tenant, "tenant.reopened", "tenant", tenant.as_str(), json!({}));
    platform.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_of_an_address_is_one() {
        assert_eq!(address("https://xa.tinh.gov.vn/").ok().as_deref(), Some("https://xa.tinh.gov.vn"));
        assert_eq!(address("http://xa.localhost:8080").ok().as_deref(), Some("http://xa.localhost:8080"));
        for wrong in
            ["xa.tinh.gov.vn", "https://a/b", "https://a/?x", "https://u@a/", "ftp://a/", "javascript:x"]
        {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
