//! Sample consultations, put into a tenant's register by the demo, as of its day.

use std::path::Path;

use anyhow::Context;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use super::{Typed, store};
use crate::base::audit::Actor;
use crate::base::id::AccountId;
use crate::base::scope::{Db, Reach};
use crate::base::text::slug;
use crate::tenants::directory::Tenant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    consultation: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    kind: String,
    title: String,
    unit: String,
    contact: String,
    note: String,
    text: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    begins: Date,
    #[serde(deserialize_with = "crate::base::civil::date")]
    ends: Date,
    account: Option<String>,
}

impl Sample {
    fn typed(&self) -> Typed {
        Typed {
            kind: self.kind.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            contact: self.contact.clone(),
            note: self.note.trim().to_owned(),
            text: self.text.trim().to_owned(),
            begins: Some(self.begins),
            ends: Some(self.ends),
            ..Typed::default()
        }
    }
}

fn samples(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let file = folder.join("lay-y-kien.toml");
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&file)?;
    let read: File = toml::from_str(&text).with_context(|| file.display().to_string())?;
    Ok(read.consultation)
}

/// Puts a tenant's samples into its register, unless there are consultations.
///
/// # Errors
/// When the file does not parse or the database refuses.
pub async fn consultations(
    db: &Db,
    tenant: &Tenant,
    folder: &Path,
    approver: &AccountId,
) -> anyhow::Result<()> {
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    if !store::list(&mut scope, 0, 1).await?.is_empty() {
        return Ok(());
    }
    for sample in samples(folder)? {
        let address = store::free_slug(&mut scope, &slug(&sample.title)).await?;
        let account = sample.account.as_deref().map(str::trim);
        let id = store::seed(&mut scope, &sample.typed(), &address, account, approver).await?;
        scope.changed("consultation", &id, Reach::Public);
        scope.audit("demo.consultation", "consultation", &id, json!({ "ends": sample.ends.to_string() }));
    }
    Ok(scope.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consultations::gaps::{unkept, unopened};

    #[test]
    fn the_samples_keep_the_rules_and_are_marked() {
        for set in ["hiep-hoa-2016", "bac-ninh-2026"] {
            let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants").join(set);
            let declared = crate::tenants::declare::load(&set).unwrap();
            let mut found = 0;
            for tenant in &declared.tenants {
                for sample in samples(&set.join(&tenant.slug).join("mau")).unwrap() {
                    let typed = sample.typed();
                    assert!(typed.title.ends_with("(mẫu)"), "{}", typed.title);
                    let against =
                        [unkept(&typed, tenant, sample.begins), unopened(&typed, sample.begins)].concat();
                    assert!(against.is_empty(), "{}: {against:?}", typed.title);
                    found += 1;
                }
            }
            assert!(found > 0, "{}", set.display());
        }
    }
}
