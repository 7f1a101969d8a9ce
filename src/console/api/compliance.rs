//! How a site stands to what the law asks of it, over JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::compliance::{self, Judged, store};
use crate::console::desk::Desk;
use crate::legal;

use super::call::{Answer, DONE, Done, Nothing};

/// A check.
#[derive(Serialize, JsonSchema)]
pub struct CheckJson {
    /// Its id.
    id: &'static str,
    /// What is asked.
    title: &'static str,
    /// By which clauses of the day.
    source: String,
    /// `green`, `yellow`, `red`, or `grey` where nobody has said.
    light: &'static str,
    /// Why.
    reason: String,
    /// The day of what it rests on, else the one on which it was looked at.
    day: String,
    /// The test that shows it, where the software cannot but do it.
    test: Option<&'static str>,
}

/// All of them.
#[derive(Serialize, JsonSchema)]
pub struct ComplianceJson {
    /// The legal profile in force.
    profile: &'static str,
    /// On which day.
    day: String,
    /// Whether readers see the summary.
    published: bool,
    /// The checks.
    checks: Vec<CheckJson>,
}

impl Answer for ComplianceJson {}

/// `GET …/compliance`
pub async fn read(desk: Desk, _: Nothing) -> Result<ComplianceJson> {
    let judged = compliance::of(&desk.app, &desk.tenant).await?;
    let published = store::is_published(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let check = |one: Judged| CheckJson {
        id: one.check.id,
        title: one.title,
        source: one.source,
        light: one.light.as_str(),
        reason: one.reason,
        day: one.day.to_string(),
        test: one.test,
    };
    Ok(ComplianceJson {
        profile: legal::profile(&desk.app).key,
        day: desk.app.db.clock.today().to_string(),
        published,
        checks: judged.into_iter().map(check).collect(),
    })
}

/// A person's word.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct WordJson {
    /// Which check.
    #[serde(default)]
    check: String,
    /// Whether it is so.
    #[serde(default)]
    met: Option<bool>,
    /// What was looked at, and what was found.
    #[serde(default)]
    words: String,
}

/// `POST …/compliance/word`
pub async fn say(desk: Desk, body: WordJson) -> Result<Done> {
    let actor = desk.actor();
    compliance::say(&desk.app.db, &desk.tenant, &desk.staff, &actor, &body.check, body.met, &body.words)
        .await?;
    Ok(DONE)
}

/// Whether readers see the summary.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct PublicationJson {
    /// They do.
    #[serde(default)]
    published: bool,
}

/// `PUT …/compliance/publication`
pub async fn publish(desk: Desk, body: PublicationJson) -> Result<Done> {
    compliance::publish(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), body.published).await?;
    Ok(DONE)
}
