//! Review over JSON: two revisions compared, one restored, set times, emergencies.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::base::id::RevisionId;
use crate::console::desk::Desk;
use crate::items::rights::Sight;
use crate::items::{Revision, store as items};
use crate::review::compare::{self as comparing, Block, Change, Fact};
use crate::review::{emergency as emergencies, restore as restoring, schedule as times};

use super::call::Answer;
use super::items::{EditionJson, id, seen, shown, writing};

/// Which two revisions of an edition's item.
#[derive(Deserialize, JsonSchema)]
pub struct CompareQuery {
    /// The earlier one; the one before the later if not given.
    from: Option<String>,
    /// The later one; the newest if not given.
    to: Option<String>,
}

/// A fact that differs.
#[derive(Serialize, JsonSchema)]
pub struct FactJson {
    /// What it is.
    name: &'static str,
    /// What it was.
    before: String,
    /// What it is.
    after: String,
}

/// A stretch of words with one fate.
#[derive(Serialize, JsonSchema)]
pub struct RunJson {
    /// `same`, `added`, `removed`, or `reset`: the same words set in another way.
    change: &'static str,
    /// The words.
    text: String,
}

/// A block of the text with what changed in it.
#[derive(Serialize, JsonSchema)]
pub struct BlockJson {
    /// `p`, `h2`, `li`, `td`, …
    kind: String,
    /// What it was, where it is of another kind now.
    was: Option<String>,
    /// Its stretches.
    runs: Vec<RunJson>,
}

/// What differs between two revisions.
#[derive(Serialize, JsonSchema)]
pub struct DifferenceJson {
    /// The earlier revision.
    from: String,
    /// The later revision.
    to: String,
    /// Whether nothing differs.
    same: bool,
    /// The facts that differ.
    facts: Vec<FactJson>,
    /// The whole text, with what changed in it.
    text: Vec<BlockJson>,
}

impl Answer for DifferenceJson {}

fn change(change: Change) -> &'static str {
    match change {
        Change::Same => "same",
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Reset => "reset",
    }
}

fn block(block: Block) -> BlockJson {
    let runs = block.runs.iter().map(|run| RunJson { change: change(run.change), text: run.text() });
    BlockJson { runs: runs.collect(), kind: block.kind, was: block.was }
}

/// The revisions of an edition's item that the person may see, newest first.
async fn revisions(desk: &Desk) -> Result<Vec<Revision>> {
    let edition = seen(desk, &id(desk)).await?;
    let sight = Sight::of(&desk.staff);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut editions = items::editions(&mut scope, &edition.item).await?;
    editions.retain(|edition| sight.covers(edition));
    let mut revisions = items::revisions(&mut scope, &edition.item).await?;
    revisions.retain(|revision| editions.iter().any(|edition| edition.id == revision.edition));
    Ok(revisions)
}

/// `GET …/compare`
pub async fn compare(desk: Desk, query: CompareQuery) -> Result<DifferenceJson> {
    let revisions = revisions(&desk).await?;
    let place = |wanted: &Option<String>| {
        let of = |id: &String| revisions.iter().position(|revision| revision.id.as_str() == id);
        wanted.as_ref().map(|id| of(id).ok_or(Error::NotFound)).transpose()
    };
    let to = place(&query.to)?.unwrap_or(0);
    let from = place(&query.from)?.unwrap_or((to + 1).min(revisions.len().saturating_sub(1)));
    let (before, after) = (&revisions[from], &revisions[to]);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let old = items::content(&mut scope, &before.id).await?;
    let new = items::content(&mut scope, &after.id).await?;
    drop(scope);
    let tenant = desk.tenant.clone();
    let difference = tokio::task::spawn_blocking(move || comparing::compare(&tenant.profile, &old, &new))
        .await
        .map_err(|cause| Error::internal(cause.to_string()))?;
    let fact = |fact: Fact| FactJson { name: fact.name, before: fact.before, after: fact.after };
    Ok(DifferenceJson {
        from: before.id.to_string(),
        to: after.id.to_string(),
        same: difference.is_empty(),
        facts: difference.facts.into_iter().map(fact).collect(),
        text: difference.text.into_iter().map(block).collect(),
    })
}

/// Which revision is brought back.
#[derive(Deserialize, JsonSchema)]
pub struct Restore {
    /// The version that was read.
    version: i64,
    /// A revision of the same item.
    revision: String,
}

/// `POST …/restore`
pub async fn restore(desk: Desk, body: Restore) -> Result<EditionJson> {
    let from = RevisionId::from(body.revision.as_str());
    let mut scope = writing(&desk).await?;
    restoring::restore(&mut scope, &desk.tenant, &desk.staff, &id(&desk), body.version, &from).await?;
    scope.commit().await?;
    shown(&desk, &id(&desk)).await
}

/// When an edition goes live.
#[derive(Deserialize, JsonSchema)]
pub struct SetTime {
    /// The version that was read.
    version: i64,
    /// The moment, like 2016-12-31T08:00:00+07:00.
    at: String,
}

/// `POST …/schedule`
pub async fn schedule(desk: Desk, body: SetTime) -> Result<EditionJson> {
    let at: Timestamp =
        body.at.parse().map_err(|_| Error::BadRequest("at: hãy ghi như 2016-12-31T08:00:00+07:00".into()))?;
    let (version, at) = (body.version, at.as_millisecond());
    let mut scope = writing(&desk).await?;
    times::schedule(&mut scope, &desk.tenant, &desk.staff, &id(&desk), version, at).await?;
    scope.commit().await?;
    shown(&desk, &id(&desk)).await
}

/// The version that was read.
#[derive(Deserialize, JsonSchema)]
pub struct Version {
    /// As it was answered.
    version: i64,
}

/// `POST …/unschedule`
pub async fn unschedule(desk: Desk, body: Version) -> Result<EditionJson> {
    let mut scope = writing(&desk).await?;
    times::unschedule(&mut scope, &desk.tenant, &desk.staff, &id(&desk), body.version).await?;
    scope.commit().await?;
    shown(&desk, &id(&desk)).await
}

/// Why an edition cannot wait.
#[derive(Deserialize, JsonSchema)]
pub struct Urgent {
    /// The version that was read.
    version: i64,
    /// Why, in at least ten letters.
    #[serde(default)]
    reason: String,
    /// Who makes it live declares that it holds no secret (Điều 4).
    #[serde(default)]
    no_secret: bool,
}

/// `POST …/emergency`
pub async fn emergency(desk: Desk, body: Urgent) -> Result<EditionJson> {
    let Urgent { version, reason, no_secret } = body;
    let (tenant, staff) = (&desk.tenant, &desk.staff);
    let mut scope = writing(&desk).await?;
    emergencies::publish(&mut scope, tenant, staff, &id(&desk), version, &reason, no_secret).await?;
    scope.commit().await?;
    shown(&desk, &id(&desk)).await
}

/// The declaration of who confirms.
#[derive(Deserialize, JsonSchema)]
pub struct Confirmed {
    /// That it holds no secret (Điều 4).
    #[serde(default)]
    no_secret: bool,
}

/// `POST …/emergency-confirm`
pub async fn emergency_confirm(desk: Desk, body: Confirmed) -> Result<EditionJson> {
    let mut scope = writing(&desk).await?;
    emergencies::confirm(&mut scope, &desk.tenant, &desk.staff, &id(&desk), body.no_secret).await?;
    scope.commit().await?;
    shown(&desk, &id(&desk)).await
}
