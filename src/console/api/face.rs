//! The home and the look over JSON: the same services, and so the same rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::face::arrangement::Arrangement;
use crate::face::look::Look;
use crate::face::{self, Act, Arranged, Part, Version, preview, store};

use super::call::{Answer, DONE, Done, Nothing};

/// A version that was published.
#[derive(Serialize, JsonSchema)]
pub struct VersionJson {
    /// Its number.
    no: i64,
    /// The version that it brought back.
    restored_from: Option<i64>,
    /// Whose login.
    published_by: String,
    /// When.
    published_at: String,
}

impl VersionJson {
    fn of(version: Version) -> Self {
        Self {
            no: version.no,
            restored_from: version.restored_from,
            published_by: version.published_by,
            published_at: iso(version.published_at),
        }
    }
}

/// A part as it is prepared, else as it holds.
#[derive(Serialize, JsonSchema)]
pub struct PartJson<T> {
    /// What it says.
    prepared: T,
    /// The draft's version, to be sent with the next change; 0 where there is none.
    version: i64,
    /// A link to the prepared home, good for a day.
    preview_url: String,
    /// What was published, the one that holds first.
    published: Vec<VersionJson>,
}

impl<T: Serialize + JsonSchema> Answer for PartJson<T> {}

async fn part<T>(desk: &Desk, part: Part, pick: impl Fn(Arranged) -> Option<T>) -> Result<PartJson<T>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let prepared = pick(face::prepared(&mut scope, &desk.tenant, part).await?);
    let prepared = prepared.ok_or_else(|| {
        crate::base::error::Error::internal("a part of the face is kept under the other's name")
    })?;
    Ok(PartJson {
        prepared,
        version: store::draft(&mut scope, part).await?.map_or(0, |draft| draft.version),
        preview_url: preview::url(&desk.app.db.sealer, &desk.tenant, desk.app.db.clock.now()),
        published: store::versions(&mut scope, part).await?.into_iter().map(VersionJson::of).collect(),
    })
}

/// `GET …/home`
pub async fn home(desk: Desk, _: Nothing) -> Result<PartJson<Arrangement>> {
    part(&desk, Part::Home, |arranged| match arranged {
        Arranged::Home(arrangement) => Some(arrangement),
        Arranged::Look(_) => None,
    })
    .await
}

/// `GET …/look`
pub async fn look(desk: Desk, _: Nothing) -> Result<PartJson<Look>> {
    part(&desk, Part::Look, |arranged| match arranged {
        Arranged::Look(look) => Some(look),
        Arranged::Home(_) => None,
    })
    .await
}

/// A home to keep as a draft.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SetHomeJson {
    /// The draft's version that was seen; 0 for none.
    #[serde(default)]
    version: i64,
    /// The blocks in order.
    home: Arrangement,
}

/// A look to keep as a draft.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SetLookJson {
    /// The draft's version that was seen; 0 for none.
    #[serde(default)]
    version: i64,
    /// The look.
    look: Look,
}

/// Which draft was seen.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct SeenDraftJson {
    /// Its version.
    #[serde(default)]
    version: i64,
}

/// Which version is brought back.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct RestoreJson {
    /// Its number.
    #[serde(default)]
    no: i64,
}

/// What was published.
#[derive(Serialize, JsonSchema)]
pub struct PublishedJson {
    /// The number of the version.
    no: i64,
}

impl Answer for PublishedJson {}

async fn save(desk: &Desk, arranged: Arranged, version: i64) -> Result<Done> {
    let actor = desk.actor();
    face::save(act(desk, &actor), &arranged, version).await?;
    Ok(DONE)
}

fn act<'a>(desk: &'a Desk, actor: &'a crate::base::audit::Actor) -> Act<'a> {
    Act { db: &desk.app.db, tenant: &desk.tenant, actor, staff: &desk.staff }
}

/// `PUT …/home`
pub async fn save_home(desk: Desk, body: SetHomeJson) -> Result<Done> {
    save(&desk, Arranged::Home(body.home), body.version).await
}

/// `PUT …/look`
pub async fn save_look(desk: Desk, body: SetLookJson) -> Result<Done> {
    save(&desk, Arranged::Look(body.look), body.version).await
}

async fn publish(desk: &Desk, part: Part, version: i64) -> Result<PublishedJson> {
    let actor = desk.actor();
    Ok(PublishedJson { no: face::publish(act(desk, &actor), part, version).await? })
}

/// `POST …/home/publish`
pub async fn publish_home(desk: Desk, body: SeenDraftJson) -> Result<PublishedJson> {
    publish(&desk, Part::Home, body.version).await
}

/// `POST …/look/publish`
pub async fn publish_look(desk: Desk, body: SeenDraftJson) -> Result<PublishedJson> {
    publish(&desk, Part::Look, body.version).await
}

async fn discard(desk: &Desk, part: Part, version: i64) -> Result<Done> {
    let actor = desk.actor();
    face::discard(act(desk, &actor), part, version).await?;
    Ok(DONE)
}

/// `POST …/home/discard`
pub async fn discard_home(desk: Desk, body: SeenDraftJson) -> Result<Done> {
    discard(&desk, Part::Home, body.version).await
}

/// `POST …/look/discard`
pub async fn discard_look(desk: Desk, body: SeenDraftJson) -> Result<Done> {
    discard(&desk, Part::Look, body.version).await
}

async fn restore(desk: &Desk, part: Part, no: i64) -> Result<PublishedJson> {
    let actor = desk.actor();
    Ok(PublishedJson { no: face::restore(act(desk, &actor), part, no).await? })
}

/// `POST …/home/restore`
pub async fn restore_home(desk: Desk, body: RestoreJson) -> Result<PublishedJson> {
    restore(&desk, Part::Home, body.no).await
}

/// `POST …/look/restore`
pub async fn restore_look(desk: Desk, body: RestoreJson) -> Result<PublishedJson> {
    restore(&desk, Part::Look, body.no).await
}
