//! The media library: what lies in it, and adding to it.

use poem::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Answer, List, Nothing, day, limit};
use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::console::desk::Desk;
use crate::console::pages::media::{find, receive};
use crate::files::kind::Family;
use crate::items::rights::Sight;
use crate::media::{self, Consent, Description, Entry, Readiness, Received, store};

/// A file of the library.
#[derive(Serialize, JsonSchema)]
pub struct MediaJson {
    /// Its id.
    id: String,
    /// `image`, `file`, `audio` or `video`.
    kind: &'static str,
    /// The name it is saved under.
    name: String,
    /// `image/jpeg`, …
    media_type: String,
    /// Its size.
    bytes: u64,
    /// The digest of its bytes.
    sha256: String,
    /// What a text carries.
    url: String,
    /// What the console shows of a picture.
    preview: Option<String>,
    /// Upright, for pictures.
    width: Option<u32>,
    /// Upright, for pictures.
    height: Option<u32>,
    /// `ready`, `waiting` for its sizes, or `failed`.
    state: &'static str,
    /// Its author (Điều 8.1).
    author: String,
    /// Its source (Điều 8.1).
    source: String,
    /// What it shows, for who does not see it.
    alt: String,
    /// What stands below it.
    caption: String,
    /// Whether those shown agreed.
    consent: &'static str,
    /// What it lacks before it may be shown, as sentences.
    missing: Vec<String>,
    /// Send it back with what you change.
    version: i64,
    /// Whether it was taken out of the library.
    removed: bool,
    /// When it was added.
    added: String,
    /// How many texts use it; absent where that was not asked.
    uses: Option<usize>,
    /// Whether the same bytes were there already.
    known: bool,
    #[serde(skip)]
    fresh: bool,
}

impl Answer for MediaJson {
    fn status(&self) -> StatusCode {
        if self.fresh { StatusCode::CREATED } else { StatusCode::OK }
    }
}

impl MediaJson {
    fn of(entry: &Entry) -> Self {
        let said = &entry.description;
        Self {
            id: entry.id().to_string(),
            kind: entry.family.as_str(),
            name: entry.file.name.clone(),
            media_type: entry.file.media_type.clone(),
            bytes: entry.file.bytes,
            sha256: entry.file.sha256.clone(),
            url: entry.url(),
            preview: entry.small_url(320),
            width: entry.dimensions.map(|(width, _)| width),
            height: entry.dimensions.map(|(_, height)| height),
            state: match entry.readiness {
                Readiness::Ready => "ready",
                Readiness::Waiting => "waiting",
                Readiness::Failed(_) => "failed",
            },
            author: said.author.clone(),
            source: said.source.clone(),
            alt: said.alt.clone(),
            caption: said.caption.clone(),
            consent: said.consent.as_str(),
            missing: entry.gaps().into_iter().map(|gap| gap.message).collect(),
            version: entry.version,
            removed: entry.removed_at.is_some(),
            added: iso(entry.created_at),
            uses: None,
            known: false,
            fresh: false,
        }
    }
}

/// What narrows the list.
#[derive(Deserialize, JsonSchema)]
pub struct MediaQuery {
    /// `image`, `file`, `audio` or `video`.
    kind: Option<String>,
    /// Words of its name, author, source, alternative text or caption.
    q: Option<String>,
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// `GET …/media`
pub async fn list(desk: Desk, query: MediaQuery) -> Result<List<MediaJson>> {
    let family = match query.kind.as_deref().filter(|kind| !kind.is_empty()) {
        None => None,
        Some(kind) => Some(
            Family::parse(kind)
                .ok_or_else(|| Error::BadRequest(format!("kind: không có giá trị “{kind}”")))?,
        ),
    };
    let filter = store::Filter { family, words: query.q.unwrap_or_default(), ..store::Filter::default() };
    let found = find(&desk, &filter, &query.after.unwrap_or_default(), limit(query.limit)).await?;
    let shown = |entry: &Entry| {
        let uses = Some(found.uses.get(entry.id()).copied().unwrap_or(0));
        MediaJson { uses, ..MediaJson::of(entry) }
    };
    Ok(List { rows: found.entries.iter().map(shown).collect(), after: found.next.map(|id| id.to_string()) })
}

async fn one(desk: &Desk, id: &FileId) -> Result<MediaJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    Ok(MediaJson::of(&store::find(&mut scope, &Sight::of(&desk.staff), id).await?))
}

/// `GET …/media/:file`
pub async fn read(desk: Desk, _: Nothing) -> Result<MediaJson> {
    one(&desk, &FileId::from(desk.asked.param("file"))).await
}

/// `POST …/media`: a form with one file, and `author`, `source`, `alt`, `caption`, `shared` (`0` for what belongs to
/// one draft) before it. The same bytes again answer with what is there.
pub async fn add(mut desk: Desk, _: Nothing) -> Result<MediaJson> {
    if desk.asked.json.is_some() {
        return Err(Error::BadRequest("Hãy gửi tệp bằng multipart/form-data.".into()));
    }
    let form = &desk.asked.form;
    let text = |name: &str| form.get(name).to_owned();
    let description = Description {
        author: text("author"),
        source: text("source"),
        alt: text("alt"),
        caption: text("caption"),
        consent: Consent::Unsaid,
    };
    let shared = form.get("shared") != "0";
    match receive(&mut desk, description, shared).await? {
        Received::New(file) => Ok(MediaJson { fresh: true, ..one(&desk, &file.file_id).await? }),
        Received::Known(entry) => Ok(MediaJson { known: true, ..one(&desk, entry.id()).await? }),
    }
}

async fn entry(desk: &Desk) -> Result<Entry> {
    let id = FileId::from(desk.asked.param("file"));
    store::find(&mut desk.app.db.read(desk.tenant.id()).await?, &Sight::of(&desk.staff), &id).await
}

/// What is said of a file.
#[derive(Deserialize, JsonSchema)]
pub struct MediaBody {
    /// The version that was read.
    version: i64,
    /// Its author (Điều 8.1).
    #[serde(default)]
    author: String,
    /// Its source (Điều 8.1).
    #[serde(default)]
    source: String,
    /// What it shows, for who does not see it.
    #[serde(default)]
    alt: String,
    /// What stands below it.
    #[serde(default)]
    caption: String,
    /// `unsaid`, `not-needed`, `given` or `children-without`.
    #[serde(default)]
    consent: String,
    /// Who agreed, where it is given.
    #[serde(default)]
    consent_by: String,
    /// The day they agreed, as `2016-12-28`.
    consent_on: Option<String>,
}

impl MediaBody {
    fn consent(&self) -> Result<Consent> {
        match self.consent.as_str() {
            "" | "unsaid" => Ok(Consent::Unsaid),
            "not-needed" => Ok(Consent::NotNeeded),
            "children-without" => Ok(Consent::ChildrenWithout),
            "given" => match day("consent_on", self.consent_on.as_deref())? {
                Some(on) => Ok(Consent::Given { by: self.consent_by.clone(), on }),
                None => Err(Error::refused("consent_on", "Hãy ghi ngày đồng ý.", "")),
            },
            other => Err(Error::BadRequest(format!("consent: không có giá trị “{other}”"))),
        }
    }
}

/// `PUT …/media/:file`
pub async fn edit(desk: Desk, body: MediaBody) -> Result<MediaJson> {
    let entry = entry(&desk).await?;
    let consent = body.consent()?;
    let MediaBody { version, author, source, alt, caption, .. } = body;
    let description = Description { author, source, alt, caption, consent };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    media::describe(&mut scope, &desk.staff, &entry, version, description).await?;
    scope.commit().await?;
    one(&desk, entry.id()).await
}

/// `POST …/media/:file/remove`
pub async fn remove(desk: Desk, _: Nothing) -> Result<MediaJson> {
    let entry = entry(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    media::remove(&mut scope, &desk.staff, &entry).await?;
    scope.commit().await?;
    one(&desk, entry.id()).await
}

/// `POST …/media/:file/restore`
pub async fn restore(desk: Desk, _: Nothing) -> Result<MediaJson> {
    let entry = entry(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    media::restore(&mut scope, &desk.staff, entry.id()).await?;
    scope.commit().await?;
    one(&desk, entry.id()).await
}
