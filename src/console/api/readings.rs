//! What was read in files, over JSON: a file's text page by page, the files without text, and reading one again.

use reader::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Answer, DONE, Done, List, Nothing, limit};
use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::console::desk::Desk;
use crate::extract::{self, Kept, store};
use crate::items::rights::Sight;
use crate::media::{Entry, store as media};

/// A page of a file.
#[derive(Serialize, JsonSchema)]
pub struct PageJson {
    /// From 1.
    number: u32,
    /// What a sheet is called; may be empty.
    name: String,
    /// `layer` where the text is written in the file, `recognised` where a machine read it on a picture, `picture` where
    /// nobody did.
    source: &'static str,
    /// Its running text, a paragraph a line; cells of a row apart by tabs.
    text: String,
}

/// A digital signature.
#[derive(Serialize, JsonSchema)]
pub struct SignatureJson {
    /// Whom the certificate names.
    signer: String,
    /// Who issued the certificate.
    issuer: String,
    /// When, as RFC 3339; may be empty.
    at: String,
    /// Whether what was signed is unchanged.
    intact: bool,
    /// Whether nothing was added after it.
    whole: bool,
}

/// What was read in a file.
#[derive(Serialize, JsonSchema)]
pub struct ReadingJson {
    /// `waiting`, `recognising` or `done`.
    work: &'static str,
    /// How far it could be read, in Vietnamese.
    status: &'static str,
    /// Why it is so; may be empty.
    note: String,
    /// Its pages.
    pages: Vec<PageJson>,
    /// The digital signatures in it.
    signatures: Vec<SignatureJson>,
}

impl Answer for ReadingJson {}

async fn entry(desk: &Desk) -> Result<Entry> {
    let id = FileId::from(desk.asked.param("file"));
    media::find(&mut desk.app.db.read(desk.tenant.id()).await?, &Sight::of(&desk.staff), &id).await
}

/// `GET …/media/:file/reading`
pub async fn read(desk: Desk, _: Nothing) -> Result<ReadingJson> {
    let entry = entry(&desk).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let kept = store::find(&mut scope, &entry.file.sha256).await?.ok_or(Error::NotFound)?;
    let pages = store::pages(&mut scope, &entry.file.sha256).await?;
    let page = |kept: extract::KeptPage| PageJson {
        number: kept.page.number,
        text: kept.page.text(),
        source: match kept.page.source {
            Source::Layer => "layer",
            Source::Picture => "picture",
            Source::Recognised => "recognised",
        },
        name: kept.page.name,
    };
    let signature = |one: &reader::Signature| SignatureJson {
        signer: one.signer.clone(),
        issuer: one.issuer.clone(),
        at: one.at.clone(),
        intact: one.intact,
        whole: one.whole,
    };
    Ok(ReadingJson {
        work: kept.work.as_str(),
        status: extract::told(&kept),
        signatures: kept.head.signatures.iter().map(signature).collect(),
        note: kept.note,
        pages: pages.into_iter().map(page).collect(),
    })
}

/// `POST …/media/:file/read-again`
pub async fn again(desk: Desk, _: Nothing) -> Result<Done> {
    let entry = entry(&desk).await?;
    extract::read_again(&desk.app.db, desk.tenant.id(), &desk.actor(), &desk.staff, &entry).await?;
    Ok(DONE)
}

/// A file that is used and has no text, or not all of it.
#[derive(Serialize, JsonSchema)]
pub struct TextlessJson {
    /// The file.
    id: String,
    /// Its name.
    name: String,
    /// Whether readers see it.
    public: bool,
    /// How far it could be read, in Vietnamese.
    status: &'static str,
    /// Why it is so; may be empty.
    note: String,
    /// When it was last tried.
    changed: String,
}

/// Which of them.
#[derive(Deserialize, JsonSchema)]
pub struct TextlessQuery {
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// `GET …/textless`
pub async fn textless(desk: Desk, query: TextlessQuery) -> Result<List<TextlessJson>> {
    let offset: i64 = match query.after.as_deref().filter(|after| !after.is_empty()) {
        None => 0,
        Some(after) => after
            .parse()
            .ok()
            .filter(|offset| (0..1_000_000).contains(offset))
            .ok_or_else(|| Error::BadRequest(format!("after: không có giá trị “{after}”")))?,
    };
    let most = i64::try_from(limit(query.limit)).unwrap_or(50);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let rows = store::textless(&mut scope, offset, most + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(0) > most;
    let row = |row: store::Textless| {
        let Kept { note, updated_at, .. } = row.kept.clone();
        TextlessJson {
            id: row.file.to_string(),
            name: row.name,
            public: row.public,
            status: extract::told(&row.kept),
            note,
            changed: iso(updated_at),
        }
    };
    let shown = rows.into_iter().take(usize::try_from(most).unwrap_or(50));
    Ok(List { rows: shown.map(row).collect(), after: more.then(|| (offset + most).to_string()) })
}
