//! A sample calendar, put into a tenant's register by the demo.

use std::path::Path;

use anyhow::Context;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use super::{Typed, Work, store};
use crate::base::audit::Actor;
use crate::base::id::{AccountId, fresh};
use crate::base::scope::{Db, Reach};
use crate::tenants::directory::Tenant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    entry: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(deserialize_with = "crate::base::civil::date")]
    day: Date,
    begins: String,
    #[serde(default)]
    ends: String,
    what: String,
    place: String,
    presides: String,
    #[serde(default)]
    attends: String,
    unit: String,
    #[serde(default)]
    regular: bool,
    #[serde(default)]
    public: bool,
    #[serde(default)]
    cancelled: String,
}

impl Sample {
    fn typed(&self) -> Typed {
        Typed {
            day: Some(self.day),
            begins: self.begins.clone(),
            ends: self.ends.clone(),
            what: self.what.clone(),
            place: self.place.clone(),
            presides: self.presides.clone(),
            attends: self.attends.clone(),
            unit: self.unit.clone(),
            regular: self.regular,
        }
    }
}

fn samples(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let file = folder.join("lich.toml");
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&file)?;
    let read: File = toml::from_str(&text).with_context(|| file.display().to_string())?;
    Ok(read.entry)
}

/// Puts a tenant's samples into its calendar, unless there is one.
///
/// # Errors
/// When the file does not parse or the database refuses.
pub async fn entries(db: &Db, tenant: &Tenant, folder: &Path, publisher: &AccountId) -> anyhow::Result<()> {
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    if !store::is_empty(&mut scope).await? {
        return Ok(());
    }
    for sample in samples(folder)? {
        let work = Work::parse(&sample.typed(), &tenant.profile, sample.day)?;
        let id = fresh(db.clock.now(), &db.entropy);
        store::insert(&mut scope, &id, &work, None, None).await?;
        if sample.public {
            store::publish(&mut scope, &id, 1, publisher).await?;
        }
        if !sample.cancelled.is_empty() {
            store::cancel(&mut scope, &id, if sample.public { 2 } else { 1 }, &sample.cancelled).await?;
        }
        scope.changed("schedule", &id, Reach::Public);
        scope.audit("demo.schedule", "schedule", &id, json!({ "day": sample.day.to_string() }));
    }
    Ok(scope.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_hold_are_marked_and_some_are_withheld() {
        for set in ["hiep-hoa-2016", "bac-ninh-2026"] {
            let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants").join(set);
            let declared = crate::tenants::declare::load(&set).unwrap();
            let mut found = 0;
            for tenant in &declared.tenants {
                let all = samples(&set.join(&tenant.slug).join("mau")).unwrap();
                for sample in &all {
                    assert!(sample.what.ends_with("(mẫu)"), "{}: {}", tenant.slug, sample.what);
                    Work::parse(&sample.typed(), tenant, sample.day).unwrap();
                }
                assert!(all.is_empty() || all.iter().any(|it| it.public) && all.iter().any(|it| !it.public));
                found += all.len();
            }
            assert!(found > 0, "{}", set.display());
        }
    }
}
