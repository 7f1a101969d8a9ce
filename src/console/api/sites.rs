//! The sites of the units below, over JSON: what is prepared, what is missing, and opening it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::sites::hosting;
use crate::opening::{self, NewSite, gaps};
use crate::people::store as people;
use crate::tenants::Level;

use super::call::{Answer, DONE, Done, List, Nothing, day};

/// A site below.
#[derive(Serialize, JsonSchema)]
pub struct SiteJson {
    /// Its name in addresses.
    slug: String,
    /// Its full name.
    name: String,
    /// Its address.
    url: String,
    /// Whether readers do not see it yet.
    preparing: bool,
    /// What it lacks before it can be opened, in sentences.
    missing: Vec<String>,
}

impl Answer for SiteJson {}

/// `GET …/sites`
pub async fn list(desk: Desk, _: Nothing) -> Result<List<SiteJson>> {
    let mut rows = Vec::new();
    for site in desk.tenant.children.iter().filter_map(|id| desk.app.directory.get(id)) {
        let missing = if site.preparing {
            let mut platform = desk.app.db.platform().await?;
            let serving = people::serving(&mut platform, site.id(), desk.app.db.clock.today()).await?;
            gaps::gaps(&site.profile, &serving).into_iter().map(|gap| gap.message).collect()
        } else {
            Vec::new()
        };
        rows.push(SiteJson {
            slug: site.slug().to_owned(),
            name: site.identity().full_name.clone(),
            url: site.url("/"),
            preparing: site.preparing,
            missing,
        });
    }
    Ok(List { rows, after: None })
}

/// A site to be prepared.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct NewSiteJson {
    /// `xã`, `phường`, `thị trấn`.
    #[serde(default)]
    unit_type: String,
    /// The bare name.
    #[serde(default)]
    name: String,
    /// `district` or `commune`.
    #[serde(default)]
    level: String,
    /// The statistics office's code.
    #[serde(default)]
    code: String,
    /// What it rests on.
    #[serde(default)]
    decision: String,
    /// Its first day, `2016-12-28`.
    #[serde(default)]
    from: Option<String>,
    /// Its name in addresses; absent: its name without diacritics.
    #[serde(default)]
    slug: String,
    /// A host of its own; absent: a path under this site's.
    #[serde(default)]
    host: String,
    /// Its palette.
    #[serde(default)]
    palette: String,
}

/// What was begun.
#[derive(Serialize, JsonSchema)]
pub struct BegunJson {
    /// Its name in addresses.
    slug: String,
}

impl Answer for BegunJson {}

/// `POST …/sites`
pub async fn begin(desk: Desk, new: NewSiteJson) -> Result<BegunJson> {
    let site = NewSite {
        unit_type: &new.unit_type,
        name: &new.name,
        level: Level::parse(&new.level),
        code: &new.code,
        decision: &new.decision,
        from: day("from", new.from.as_deref())?,
        slug: &new.slug,
        host: &new.host,
        palette: &new.palette,
    };
    let actor = desk.actor();
    let slug = opening::begin(&desk.app.db, hosting(&desk), &desk.tenant, &desk.staff, &actor, &site).await?;
    desk.app.directory.reload(&desk.app.db).await?;
    Ok(BegunJson { slug })
}

/// `POST …/sites/:site/open`
pub async fn open(desk: Desk, _: Nothing) -> Result<Done> {
    let site = opening::preparing(&desk.app.directory, &desk.tenant, desk.asked.param("site"))?;
    opening::open(&desk.app.db, &desk.tenant, &site, &desk.staff, &desk.actor()).await?;
    desk.app.directory.reload(&desk.app.db).await?;
    Ok(DONE)
}
