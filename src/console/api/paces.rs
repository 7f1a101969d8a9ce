//! How often each section must have something new, set over JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::care::freshness::{self, Freshness, Pace};
use crate::console::desk::Desk;
use crate::tenants::SectionKey;

use super::call::{List, one_of};

/// How one section stands today.
#[derive(Serialize, JsonSchema)]
pub struct PaceJson {
    /// Its key.
    section: &'static str,
    /// What it is called here.
    title: String,
    /// `day`, `week`, `month`, `quarter` or `none`.
    pace: &'static str,
    /// The day of its latest text.
    last: Option<String>,
    /// Whether that is too long ago.
    stale: bool,
}

impl From<Freshness> for PaceJson {
    fn from(one: Freshness) -> Self {
        Self {
            section: one.section.as_str(),
            title: one.title,
            pace: one.pace.as_str(),
            last: one.last.map(|day| day.to_string()),
            stale: one.stale,
        }
    }
}

/// What is to hold; what is not named stays as it is.
#[derive(Deserialize, JsonSchema)]
pub struct PacesBody {
    /// `day`, `week`, `month`, `quarter` or `none` by the section's key.
    #[serde(default)]
    sections: BTreeMap<String, String>,
}

/// `PUT …/care/paces`
pub async fn set(desk: Desk, body: PacesBody) -> Result<List<PaceJson>> {
    let mut paces = BTreeMap::new();
    for (section, pace) in &body.sections {
        let section = one_of("sections", Some(section), SectionKey::parse)?;
        let pace = one_of("sections", Some(pace), Pace::parse)?;
        paces.extend(section.zip(pace));
    }
    freshness::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &paces).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let now = freshness::of_tenant(&mut scope, &desk.tenant).await?;
    Ok(List { rows: now.into_iter().map(PaceJson::from).collect(), after: None })
}
