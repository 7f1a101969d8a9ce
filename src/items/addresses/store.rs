//! The SQL of old addresses, and nobody else's.

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, ItemId};
use crate::base::scope::{Scope, WriteScope};
use crate::files;
use crate::items::store as items;
use crate::items::withdrawal::Farewell;
use crate::params;
use crate::tenants::SectionKey;

use super::OldAddress;

/// Where an old address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To what readers see.
    Live {
        /// Where it stands.
        section: SectionKey,
        /// Its part of the address.
        slug: String,
    },
    /// To what was taken from them.
    Left(Farewell),
    /// To a file that readers may fetch.
    File {
        /// The file.
        id: FileId,
        /// What it is called.
        name: String,
    },
}

struct Found {
    item: ItemId,
    slug: String,
    section: String,
    live: bool,
}

impl FromRow for Found {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            slug: row.get("slug")?,
            section: row.get("section_key")?,
            live: row.get::<Option<String>>("live_edition_id")?.is_some(),
        })
    }
}

struct OldFile {
    id: FileId,
    name: String,
}

impl FromRow for OldFile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get::<String>("file_id")?.into(), name: row.get("name")? })
    }
}

/// Where an old address of this tenant leads: as it is, else without its query. None where it is none, or where what it
/// stands for was never live.
///
/// # Errors
/// When the database does not answer.
pub async fn leads(scope: &mut Scope, address: &OldAddress) -> Result<Option<Leads>> {
    let found = match find(scope, address).await? {
        Some(found) => Some(found),
        None => match address.without_query() {
            Some(path) => find(scope, &path).await?,
            None => None,
        },
    };
    let Some(found) = found else { return file(scope, address).await };
    if found.live {
        let section = SectionKey::parse(&found.section)
            .ok_or_else(|| Error::internal(format!("unknown section {}", found.section)))?;
        return Ok(Some(Leads::Live { section, slug: found.slug }));
    }
    if items::is_purged(scope, &found.item).await? {
        return Ok(Some(Leads::Left(Farewell::Gone(None))));
    }
    let farewell = items::farewell(scope, &found.slug).await?;
    Ok((farewell != Farewell::Unknown).then_some(Leads::Left(farewell)))
}

async fn file(scope: &mut Scope, address: &OldAddress) -> Result<Option<Leads>> {
    let found: Option<OldFile> = scope
        .optional(
            "SELECT f.file_id, f.name FROM old_file_addresses a JOIN files f ON f.tenant_id = a.tenant_id AND \
             f.file_id = a.file_id WHERE a.tenant_id = $1 AND a.address_sha256 = $2",
            params![address.digest()],
        )
        .await?;
    let Some(OldFile { id, name }) = found else { return Ok(None) };
    Ok(files::is_public(scope, &id).await?.then_some(Leads::File { id, name }))
}

async fn find(scope: &mut Scope, address: &OldAddress) -> Result<Option<Found>> {
    scope
        .optional(
            "SELECT i.item_id, i.slug, i.section_key, i.live_edition_id FROM old_addresses a JOIN items i ON \
             i.tenant_id = a.tenant_id AND i.item_id = a.item_id WHERE a.tenant_id = $1 AND a.address_sha256 = $2",
            params![address.digest()],
        )
        .await
}

/// Remembers an item's old address for good. Whether it is this item's now: the first that had it keeps it.
///
/// # Errors
/// When the database refuses.
pub async fn remember(scope: &mut WriteScope, address: &OldAddress, item: &ItemId) -> Result<bool> {
    scope
        .execute(
            "INSERT INTO old_addresses (tenant_id, address_sha256, item_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            params![address.digest(), item],
        )
        .await?;
    let owner: String = scope
        .one(
            "SELECT item_id AS s FROM old_addresses WHERE tenant_id = $1 AND address_sha256 = $2",
            params![address.digest()],
        )
        .await?;
    Ok(owner == item.as_str())
}

/// Remembers a file's old address for good; the first that had it keeps it.
///
/// # Errors
/// When the database refuses.
pub async fn remember_file(scope: &mut WriteScope, address: &OldAddress, file: &FileId) -> Result<()> {
    scope
        .execute(
            "INSERT INTO old_file_addresses (tenant_id, address_sha256, file_id) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
            params![address.digest(), file],
        )
        .await?;
    Ok(())
}
