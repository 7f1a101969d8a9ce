//! Sample bodies outside, put into a tenant's register by the demo.

use std::path::Path;

use anyhow::Context;
use jiff::civil::Date;
use serde::Deserialize;

use super::contacts::External;
use super::store as routing;
use crate::base::audit::Actor;
use crate::base::id::fresh;
use crate::base::scope::{Db, Reach};
use crate::tenants::directory::Tenant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    contact: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    matters: String,
    email: String,
    phone: String,
    address: String,
    basis: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
}

/// Puts the bodies of a tenant's samples into its register, unless they are there.
///
/// # Errors
/// When the file does not parse or the database refuses.
pub async fn contacts(db: &Db, tenant: &Tenant, samples: &Path) -> anyhow::Result<()> {
    let file = samples.join("co-quan-ngoai.toml");
    if !file.exists() {
        return Ok(());
    }
    let text = std::fs::read_to_string(&file)?;
    let read: File = toml::from_str(&text).with_context(|| file.display().to_string())?;
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    let known = routing::contacts(&mut scope).await?;
    for entry in read.contact.into_iter().filter(|entry| !known.iter().any(|one| one.name == entry.name)) {
        let body = External {
            id: fresh(db.clock.now(), &db.entropy),
            name: entry.name,
            matters: entry.matters,
            email: entry.email,
            phone: entry.phone,
            address: entry.address,
            basis: entry.basis,
            from: entry.from,
            until: None,
            set_by: scope.actor().label.clone(),
        };
        routing::insert_contact(&mut scope, &body).await?;
        scope.changed("external-contact", &body.id, Reach::Staff);
        scope.audit("demo.contact", "external-contact", &body.id, serde_json::json!({ "name": body.name }));
    }
    Ok(scope.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_parse_and_are_marked() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016/hiephoa/mau");
        let text = std::fs::read_to_string(folder.join("co-quan-ngoai.toml")).unwrap();
        let read: File = toml::from_str(&text).unwrap();
        assert!(!read.contact.is_empty());
        assert!(read.contact.iter().all(|entry| entry.name.ends_with("(mẫu)") && entry.basis.len() > 5));
    }
}
