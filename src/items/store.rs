//! The SQL of items, editions, revisions and documents, and nobody else's.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, FileId, ItemId, RevisionId};
use crate::base::scope::{Scope, WriteScope};
use crate::base::seal::sha256_hex;
use crate::base::text::folded;
use crate::extract;
use crate::params;
use crate::people::State;
use crate::tenants::SectionKey;

use super::corrections::{Corrected, Correction};
use super::kinds::document::effect::Dates;
use super::kinds::document::relations::Recognised;
use super::kinds::record::Record;
use super::marks::{self, Mark};
use super::relations::{Judged, Overruled};
use super::withdrawal::{Farewell, Place};
use super::{Content, Edition, Item, Kind, Revision};

fn section(row: &Row) -> Result<SectionKey> {
    let key: String = row.get("section_key")?;
    SectionKey::parse(&key).ok_or_else(|| Error::internal(format!("unknown section {key}")))
}

fn kind(row: &Row) -> Result<Kind> {
    let kind: String = row.get("kind")?;
    Kind::parse(&kind).ok_or_else(|| Error::internal(format!("unknown kind {kind}")))
}

fn state(row: &Row) -> Result<State> {
    let state: String = row.get("state")?;
    State::parse(&state).ok_or_else(|| Error::internal(format!("unknown state {state}")))
}

fn account(row: &Row, column: &str) -> Result<Option<AccountId>> {
    Ok(row.get::<Option<String>>(column)?.map(AccountId::from))
}

impl FromRow for Item {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("item_id")?.into(),
            kind: kind(row)?,
            section: section(row)?,
            slug: row.get("slug")?,
            live: row.get::<Option<String>>("live_edition_id")?.map(EditionId::from),
            created_by: account(row, "created_by")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl FromRow for Edition {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("edition_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
            no: row.get("no")?,
            state: state(row)?,
            version: row.get("version")?,
            revision: row.get::<String>("revision_id")?.into(),
            title: row.get("title")?,
            unit_key: row.get("unit_key")?,
            created_by: account(row, "created_by")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            submitted_by: account(row, "submitted_by")?,
            submitted_at: row.get("submitted_at")?,
            approved_by: account(row, "approved_by")?,
            approved_at: row.get("approved_at")?,
            no_secret_declared: row.get("no_secret_declared")?,
            live_from: row.get("live_from")?,
            live_until: row.get("live_until")?,
            reason: row.get("reason")?,
            note: row.get("note")?,
            waivers: row.json("waivers")?,
        })
    }
}

impl FromRow for Revision {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("revision_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            no: row.get("no")?,
            sha256: row.get("sha256")?,
            created_by: account(row, "created_by")?,
            created_at: row.get("created_at")?,
        })
    }
}

/// An item as a list shows it; contents are not read for it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub item_id: ItemId,
    /// Which kind.
    pub kind: Kind,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// What stands under it.
    pub summary: String,
    /// The author.
    pub author: String,
    /// The day it is listed under.
    pub listed_on: Option<Date>,
    /// A document's number.
    pub number: Option<String>,
    /// A document's type.
    pub doc_type: Option<String>,
    /// A document's issuing body.
    pub issuer: Option<String>,
    /// A document's day of issue.
    pub issued_on: Option<Date>,
    /// Its first day in force.
    pub effective_on: Option<Date>,
    /// Its first day no longer in force.
    pub expires_on: Option<Date>,
}

impl<'a> From<&'a Listed> for Judged<'a> {
    fn from(listed: &'a Listed) -> Self {
        let number = listed.number.as_deref().unwrap_or_default();
        let issuer = listed.issuer.as_deref().unwrap_or_default();
        Self {
            item: &listed.item_id,
            recognised: Recognised { number, issuer, issued_on: listed.issued_on },
            dates: Dates { effective_on: listed.effective_on, expires_on: listed.expires_on },
        }
    }
}

impl FromRow for Listed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            item_id: row.get::<String>("item_id")?.into(),
            kind: kind(row)?,
            section: section(row)?,
            slug: row.get("slug")?,
            title: row.get("title")?,
            summary: row.get("summary")?,
            author: row.get("author")?,
            listed_on: row.date("listed_on")?,
            number: row.get("number")?,
            doc_type: row.get("doc_type")?,
            issuer: row.get("issuer")?,
            issued_on: row.date("issued_on")?,
            effective_on: row.date("effective_on")?,
            expires_on: row.date("expires_on")?,
        })
    }
}

/// What narrows a list of live items.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these sections; empty for all.
    pub sections: Vec<SectionKey>,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this topic.
    pub topic: Option<String>,
    /// Only what bears this theme of the news.
    pub theme: Option<String>,
    /// Only this type of document.
    pub doc_type: Option<String>,
    /// Only documents of this body.
    pub issuer: Option<String>,
    /// Only documents of this year.
    pub year: Option<i64>,
    /// Only documents that on this day are in force (or no longer).
    pub in_force: Option<(Date, bool)>,
    /// What others have done to documents by that day: their own dates do not tell it.
    pub overruled: Overruled,
    /// What is archived, instead of what is current.
    pub archived: bool,
    /// Only entries of this register.
    pub register: Option<&'static str>,
    /// Only entries of which these facts are told.
    pub facts: Vec<(&'static str, String)>,
    /// Only entries that hold on a day, by the facts that say from when and until when.
    pub holding: Option<(Date, (&'static str, &'static str))>,
    /// Only what this unit supplied.
    pub unit: Option<String>,
    /// In the order of their headings, instead of the latest first.
    pub by_title: bool,
}

impl Filter {
    /// Of these sections.
    pub fn of_sections(sections: &[SectionKey]) -> Self {
        Self { sections: sections.to_vec(), ..Self::default() }
    }

    /// Of this kind.
    pub fn of_kind(kind: Kind) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }

    /// The conditions after `$1`, the tenant.
    /// Whether what is told of an entry passes: the rule that [`Filter::sql`] writes for the database, over what
    /// another site's entry tells.
    pub fn passes_told(&self, told: &[(String, String)]) -> bool {
        let value = |key: &str| told.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
        let register = self.register.is_none_or(|register| value("register") == Some(register));
        let facts = self.facts.iter().all(|(key, wanted)| value(key) == Some(wanted));
        let holds = self.holding.is_none_or(|(day, (from, until))| {
            let day = day.to_string();
            value(from).is_none_or(|from| from <= day.as_str())
                && value(until).is_none_or(|until| until >= day.as_str())
        });
        register && facts && holds
    }

    fn sql(&self) -> (String, Vec<Param>) {
        let mut params: Vec<Param> = Vec::new();
        let mut conditions = format!(" AND i.archived_on IS {}NULL", if self.archived { "NOT " } else { "" });
        let mut add = |condition: &str, value: Param| {
            params.push(value);
            conditions += &format!(" AND {}", condition.replace('?', &format!("${}", params.len() + 1)));
        };
        if let Some(kind) = self.kind {
            add("i.kind = ?", kind.as_str().into());
        }
        for (condition, value) in [
            ("i.topic = ?", &self.topic),
            ("d.doc_type = ?", &self.doc_type),
            ("d.issuer = ?", &self.issuer),
            ("e.unit_key = ?", &self.unit),
        ] {
            if let Some(value) = value {
                add(condition, value.into());
            }
        }
        if let Some(theme) = &self.theme {
            add(&marks::store::bears(Mark::Theme), theme.into());
        }
        if let Some(year) = self.year {
            add("d.year = ?", year.into());
        }
        let told = |key: &str, how: &str| {
            format!(
                "EXISTS (SELECT 1 FROM record_facts f WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id \
                 AND f.fact_key = '{key}' AND f.value {how} ?)"
            )
        };
        let register = self.register.map(|register| ("register", register.to_owned()));
        for (key, value) in register.iter().chain(&self.facts) {
            add(&told(key, "="), value.as_str().into());
        }
        if let Some((day, (from, until))) = self.holding {
            add(&format!("NOT {}", told(from, ">")), day.to_string().into());
            add(&format!("NOT {}", told(until, "<")), day.to_string().into());
        }
        // The rule itself stands in `kinds::document::effect`; a test holds this to it.
        let ids = |items: &[ItemId]| {
            let ids: Vec<String> =
                items.iter().map(|id| format!("'{}'", id.as_str().replace('\'', ""))).collect();
            if ids.is_empty() { "''".to_owned() } else { ids.join(", ") }
        };
        match self.in_force {
            Some((day, true)) => {
                add("d.effective_on <= ? AND (d.expires_on IS NULL OR d.expires_on > ?)", day.into());
                let others = [self.overruled.ended.as_slice(), &self.overruled.suspended].concat();
                conditions += &format!(" AND d.item_id NOT IN ({})", ids(&others));
            }
            Some((day, false)) => {
                let ended = ids(&self.overruled.ended);
                add(&format!("(d.expires_on <= ? OR d.item_id IN ({ended}))"), day.into());
            }
            None => {}
        }
        if !self.sections.is_empty() {
            // Keys are the enum's own words: nothing a person typed.
            let keys: Vec<String> = self.sections.iter().map(|key| format!("'{key}'")).collect();
            conditions += &format!(" AND i.section_key IN ({})", keys.join(", "));
        }
        (conditions, params)
    }
}

const LIVE: &str = "FROM items i JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
                    LEFT JOIN documents d ON d.tenant_id = i.tenant_id AND d.item_id = i.item_id WHERE i.tenant_id = $1";
const LISTED: &str = "i.item_id, i.kind, i.section_key, i.slug, i.listed_on, e.title, e.summary, e.author, d.number, d.doc_type, \
                      d.issuer, d.issued_on, d.effective_on, d.expires_on";

/// A page of a list, with the number of all.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub items: Vec<Listed>,
}

/// Live items, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn live_list(scope: &mut Scope, filter: &Filter, offset: usize, limit: usize) -> Result<Page> {
    let (conditions, params) = filter.sql();
    let total: i64 =
        scope.one(AssertSqlSafe(format!("SELECT COUNT(*) AS n {LIVE}{conditions}")), params.clone()).await?;
    let by = if filter.by_title { "i.slug, i.item_id" } else { "i.listed_on DESC, i.item_id DESC" };
    let order = format!("ORDER BY {by} LIMIT {limit} OFFSET {offset}");
    let items =
        scope.all(AssertSqlSafe(format!("SELECT {LISTED} {LIVE}{conditions} {order}")), params).await?;
    Ok(Page { total: usize::try_from(total).unwrap_or(0), items })
}

/// A live item's heading and address.
#[derive(Clone, Debug)]
pub struct Titled {
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// Its heading.
    pub title: String,
}

impl FromRow for Titled {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { section: section(row)?, slug: row.get("slug")?, title: row.get("title")? })
    }
}

/// Headings of live items, newest first; of one section or of all.
///
/// # Errors
/// When the database does not answer.
pub async fn live_titles(scope: &mut Scope, key: Option<SectionKey>, limit: usize) -> Result<Vec<Titled>> {
    let filter = Filter { sections: key.into_iter().collect(), ..Filter::default() };
    titles(scope, &filter, Some(limit)).await
}

/// Headings of the live items that pass, newest first; so many, or all.
///
/// # Errors
/// When the database does not answer.
pub async fn titles(scope: &mut Scope, filter: &Filter, limit: Option<usize>) -> Result<Vec<Titled>> {
    let (conditions, params) = filter.sql();
    let limit = limit.map_or_else(String::new, |limit| format!(" LIMIT {limit}"));
    let sql = format!(
        "SELECT i.section_key, i.slug, e.title {LIVE}{conditions} ORDER BY i.listed_on DESC, i.item_id DESC{limit}"
    );
    scope.all(AssertSqlSafe(sql), params).await
}

/// The units that supplied something live.
///
/// # Errors
/// When the database does not answer.
pub async fn supplying_units(scope: &mut Scope) -> Result<Vec<String>> {
    let (conditions, params) = Filter::default().sql();
    let sql = format!("SELECT DISTINCT e.unit_key AS s {LIVE}{conditions}");
    scope.all(AssertSqlSafe(sql), params).await
}

/// The sections that hold something live.
///
/// # Errors
/// When the database does not answer.
pub async fn filled_sections(scope: &mut Scope) -> Result<BTreeSet<SectionKey>> {
    let keys: Vec<String> =
        scope.all("SELECT DISTINCT section_key AS s FROM items WHERE tenant_id = $1 AND live_edition_id IS NOT NULL", vec![]).await?;
    Ok(keys.iter().filter_map(|key| SectionKey::parse(key)).collect())
}

/// The values that a list of documents can be narrowed by, each with how many it leaves.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// Types.
    pub types: Vec<(String, usize)>,
    /// Years of issue, latest first.
    pub years: Vec<(String, usize)>,
    /// Issuing bodies.
    pub issuers: Vec<(String, usize)>,
}

struct Counted(String, usize);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("s")?, usize::try_from(row.get::<i64>("n")?).unwrap_or(0)))
    }
}

/// The facets of the documents of some sections.
///
/// # Errors
/// When the database does not answer.
pub async fn document_facets(scope: &mut Scope, sections: &[SectionKey]) -> Result<Facets> {
    let (conditions, params) = Filter { kind: Some(Kind::Document), ..Filter::of_sections(sections) }.sql();
    let mut counted = async |column: &str, order: &str| -> Result<Vec<(String, usize)>> {
        let sql = format!(
            "SELECT CAST({column} AS TEXT) AS s, COUNT(*) AS n {LIVE}{conditions} AND {column} IS NOT NULL GROUP BY {column} ORDER BY {order} LIMIT 60"
        );
        let rows: Vec<Counted> = scope.all(AssertSqlSafe(sql), params.clone()).await?;
        Ok(rows.into_iter().map(|Counted(value, count)| (value, count)).collect())
    };
    Ok(Facets {
        types: counted("d.doc_type", "n DESC, s").await?,
        years: counted("d.year", "s DESC").await?,
        issuers: counted("d.issuer", "n DESC, s").await?,
    })
}

/// The values of some facts of a register's live entries, each with how many tell it.
///
/// # Errors
/// When the database does not answer.
pub async fn record_facets(
    scope: &mut Scope,
    filter: &Filter,
    keys: &[&'static str],
) -> Result<Vec<Vec<(String, usize)>>> {
    let (conditions, params) = filter.sql();
    let mut facets = Vec::new();
    for key in keys {
        let sql = format!(
            "SELECT f.value AS s, COUNT(*) AS n FROM record_facts f JOIN (SELECT i.item_id AS id {LIVE}{conditions}) AS x \
             ON x.id = f.item_id WHERE f.tenant_id = $1 AND f.fact_key = '{key}' GROUP BY f.value ORDER BY n DESC, s LIMIT 200"
        );
        let rows: Vec<Counted> = scope.all(AssertSqlSafe(sql), params.clone()).await?;
        facets.push(rows.into_iter().map(|Counted(value, count)| (value, count)).collect());
    }
    Ok(facets)
}

/// What is told of live entries: item, fact, value.
///
/// # Errors
/// When the database does not answer.
pub async fn told_of(scope: &mut Scope, items: &[ItemId]) -> Result<Vec<(ItemId, String, String)>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..items.len()).map(|at| format!("${}", at + 2)).collect();
    let sql = format!(
        "SELECT item_id, fact_key, value FROM record_facts WHERE tenant_id = $1 AND item_id IN ({})",
        places.join(", ")
    );
    let rows: Vec<Told> = scope.all(AssertSqlSafe(sql), items.iter().map(Param::from).collect()).await?;
    Ok(rows.into_iter().map(|Told(item, key, value)| (item, key, value)).collect())
}

/// Counts that the way out of a live entry was opened.
///
/// # Errors
/// When the database refuses.
pub async fn count_opening(scope: &mut WriteScope, item: &ItemId, day: Date) -> Result<()> {
    scope
        .execute(
            "INSERT INTO record_openings (tenant_id, item_id, month, openings) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (tenant_id, item_id, month) DO UPDATE SET openings = record_openings.openings + 1",
            params![item, month(day)],
        )
        .await
        .map(drop)
}

/// How often the way out of an entry was opened since the month of a day.
///
/// # Errors
/// When the database does not answer.
pub async fn openings(scope: &mut Scope, item: &ItemId, since: Date) -> Result<i64> {
    scope
        .one(
            "SELECT CAST(COALESCE(SUM(openings), 0) AS BIGINT) AS n FROM record_openings \
             WHERE tenant_id = $1 AND item_id = $2 AND month >= $3",
            params![item, month(since)],
        )
        .await
}

/// How often the way out of one entry was opened in one month.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The entry.
    pub entry: Titled,
    /// The month, as 2016-12; none where it was not opened at all.
    pub month: Option<String>,
    /// How often.
    pub openings: i64,
}

impl FromRow for Opened {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { entry: Titled::from_row(row)?, month: row.get("month")?, openings: row.get("openings")? })
    }
}

/// How often the way out of each live entry of a register was opened, by month since that of a day, in the order of the
/// entries; an entry that was not opened stands there once.
///
/// # Errors
/// When the database does not answer.
pub async fn openings_by_month(
    scope: &mut Scope,
    register: &'static str,
    way: &'static str,
    since: Date,
) -> Result<Vec<Opened>> {
    let filter = Filter { register: Some(register), ..Filter::default() };
    let (conditions, mut params) = filter.sql();
    let since_place = params.len() + 2;
    params.push(month(since).into());
    let sql = format!(
        "SELECT x.section_key, x.slug, x.title, o.month, COALESCE(o.openings, 0) AS openings \
         FROM (SELECT i.tenant_id, i.item_id, i.section_key, i.slug, e.title {LIVE}{conditions}) AS x \
         JOIN record_facts w ON w.tenant_id = x.tenant_id AND w.item_id = x.item_id AND w.fact_key = '{way}' \
         LEFT JOIN record_openings o ON o.tenant_id = x.tenant_id AND o.item_id = x.item_id AND o.month >= ${since_place} \
         ORDER BY x.slug, x.item_id, o.month"
    );
    scope.all(AssertSqlSafe(sql), params).await
}

fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

struct Told(ItemId, String, String);

impl FromRow for Told {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("item_id")?.into(), row.get("fact_key")?, row.get("value")?))
    }
}

/// A document by its number, exactly as printed.
///
/// # Errors
/// When the database does not answer.
pub async fn document_by_number(scope: &mut Scope, number: &str) -> Result<Option<Listed>> {
    scope.optional(AssertSqlSafe(format!("SELECT {LISTED} {LIVE} AND d.number = $2")), params![number]).await
}

/// What readers see of an item.
#[derive(Clone, Debug)]
pub struct LiveItem {
    /// Its id.
    pub item_id: ItemId,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// What the source it was imported from calls it.
    pub source_key: Option<String>,
    /// The day it is listed under.
    pub listed_on: Option<Date>,
    /// What it says.
    pub content: Content,
    /// Since when this edition is live.
    pub live_from: Millis,
    /// Since when any edition was.
    pub first_live_at: Millis,
    /// Since when it is no longer current.
    pub archived_on: Option<Date>,
}

impl FromRow for LiveItem {
    fn from_row(row: &Row) -> Result<Self> {
        let live_from = row.get("live_from")?;
        Ok(Self {
            item_id: row.get::<String>("item_id")?.into(),
            section: section(row)?,
            slug: row.get("slug")?,
            source_key: row.get("source_key")?,
            listed_on: row.date("listed_on")?,
            content: row.json("content")?,
            live_from,
            first_live_at: row.get::<Option<i64>>("first_live_at")?.unwrap_or(live_from),
            archived_on: row.date("archived_on")?,
        })
    }
}

const LIVE_ITEM: &str = "SELECT i.item_id, i.section_key, i.slug, i.source_key, i.listed_on, i.archived_on, r.content, e.live_from, \
     (SELECT MIN(f.live_from) FROM editions f WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id) AS first_live_at \
     FROM items i JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
     JOIN revisions r ON r.tenant_id = e.tenant_id AND r.revision_id = e.revision_id WHERE i.tenant_id = $1";

/// A live item by its slug.
///
/// # Errors
/// When the database does not answer.
pub async fn live(scope: &mut Scope, slug: &str) -> Result<Option<LiveItem>> {
    scope.optional(AssertSqlSafe(format!("{LIVE_ITEM} AND i.slug = $2")), params![slug]).await
}

/// A live item by its id.
///
/// # Errors
/// When the database does not answer.
pub async fn live_by_id(scope: &mut Scope, id: &ItemId) -> Result<Option<LiveItem>> {
    scope.optional(AssertSqlSafe(format!("{LIVE_ITEM} AND i.item_id = $2")), params![id]).await
}

/// The items changed after a number that were live once and are no longer.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_down_since(scope: &mut Scope, after: i64) -> Result<Vec<String>> {
    scope
        .all(
            "SELECT DISTINCT c.entity_id AS s FROM changes c JOIN items i ON i.tenant_id = c.tenant_id AND \
             i.item_id = c.entity_id WHERE c.tenant_id = $1 AND c.seq > $2 AND c.kind = 'item' AND \
             i.live_edition_id IS NULL AND EXISTS (SELECT 1 FROM editions e WHERE e.tenant_id = i.tenant_id AND \
             e.item_id = i.item_id AND e.live_from IS NOT NULL)",
            params![after],
        )
        .await
}

/// What the address of an item that is not live answers.
///
/// # Errors
/// When the database does not answer.
pub async fn farewell(scope: &mut Scope, slug: &str) -> Result<Farewell> {
    let left: Option<Left> = scope
        .optional(
            "SELECT w.reason, w.moved_tenant, w.moved_path FROM withdrawals w JOIN items i ON i.tenant_id = w.tenant_id \
             AND i.item_id = w.item_id WHERE w.tenant_id = $1 AND i.slug = $2",
            params![slug],
        )
        .await?;
    if let Some(Left(farewell)) = left {
        return Ok(farewell);
    }
    let gone = was_live(scope, slug).await? || was_purged(scope, slug).await?;
    Ok(if gone { Farewell::Gone(None) } else { Farewell::Unknown })
}

struct Left(Farewell);

impl FromRow for Left {
    fn from_row(row: &Row) -> Result<Self> {
        let moved: (Option<String>, Option<String>) = (row.get("moved_tenant")?, row.get("moved_path")?);
        Ok(Self(match moved {
            (Some(tenant), Some(path)) => Farewell::Moved(Place { tenant: tenant.into(), path }),
            _ => Farewell::Gone(row.get("reason")?),
        }))
    }
}

async fn was_purged(scope: &mut Scope, slug: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM purges WHERE tenant_id = $1 AND slug_sha256 = $2";
    Ok(scope.one::<i64>(sql, params![sha256_hex(slug.as_bytes())]).await? > 0)
}

/// Whether an item of that slug was ever live: what was taken down answers differently from what never was.
///
/// # Errors
/// When the database does not answer.
pub async fn was_live(scope: &mut Scope, slug: &str) -> Result<bool> {
    let found: i64 = scope
        .one(
            "SELECT COUNT(*) AS n FROM items i JOIN editions e ON e.tenant_id = i.tenant_id AND e.item_id = i.item_id \
             WHERE i.tenant_id = $1 AND i.slug = $2 AND e.live_from IS NOT NULL",
            params![slug],
        )
        .await?;
    Ok(found > 0)
}

/// An item by its id.
///
/// # Errors
/// [`Error::NotFound`] when this tenant has none.
pub async fn item(scope: &mut Scope, id: &ItemId) -> Result<Item> {
    scope.one("SELECT * FROM items WHERE tenant_id = $1 AND item_id = $2", params![id]).await
}

/// An edition by its id.
///
/// # Errors
/// [`Error::NotFound`] when this tenant has none.
pub async fn edition(scope: &mut Scope, id: &EditionId) -> Result<Edition> {
    scope.one("SELECT * FROM editions WHERE tenant_id = $1 AND edition_id = $2", params![id]).await
}

/// All editions of an item, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn editions(scope: &mut Scope, item: &ItemId) -> Result<Vec<Edition>> {
    scope
        .all("SELECT * FROM editions WHERE tenant_id = $1 AND item_id = $2 ORDER BY no DESC", params![item])
        .await
}

struct Stored(Content);

impl FromRow for Stored {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.json("content")?))
    }
}

/// What a revision says.
///
/// # Errors
/// [`Error::NotFound`] when this tenant has none.
pub async fn content(scope: &mut Scope, id: &RevisionId) -> Result<Content> {
    let stored: Stored = scope
        .one("SELECT content FROM revisions WHERE tenant_id = $1 AND revision_id = $2", params![id])
        .await?;
    Ok(stored.0)
}

/// The revisions of an item's editions, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn revisions(scope: &mut Scope, item: &ItemId) -> Result<Vec<Revision>> {
    scope
        .all(
            "SELECT r.revision_id, r.edition_id, r.no, r.sha256, r.created_by, r.created_at FROM revisions r \
             JOIN editions e ON e.tenant_id = r.tenant_id AND e.edition_id = r.edition_id \
             WHERE r.tenant_id = $1 AND e.item_id = $2 ORDER BY r.created_at DESC, r.no DESC",
            params![item],
        )
        .await
}

/// Everybody who wrote a revision of an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn authors(scope: &mut Scope, edition: &EditionId) -> Result<Vec<AccountId>> {
    let ids: Vec<String> = scope
        .all(
            "SELECT DISTINCT created_by AS s FROM revisions WHERE tenant_id = $1 AND edition_id = $2 AND created_by IS NOT NULL",
            params![edition],
        )
        .await?;
    Ok(ids.into_iter().map(AccountId::from).collect())
}

/// A heading as words are looked for in it: without marks and capitals, one blank between words.
pub fn title_key(title: &str) -> String {
    let folded = folded(title);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A slug that no other item of this tenant has: the wanted one, or it with a number.
///
/// # Errors
/// When the database does not answer.
pub async fn free_slug(scope: &mut Scope, wanted: &str) -> Result<String> {
    let taken: Vec<String> = scope
        .all(
            "SELECT slug AS s FROM items WHERE tenant_id = $1 AND (slug = $2 OR slug LIKE $3)",
            params![wanted, format!("{wanted}-%")],
        )
        .await?;
    let taken: BTreeSet<&str> = taken.iter().map(String::as_str).collect();
    if !taken.contains(wanted) {
        return Ok(wanted.to_owned());
    }
    let numbered = (2..).map(|n: u32| format!("{wanted}-{n}")).find(|slug| !taken.contains(slug.as_str()));
    numbered.ok_or_else(|| Error::internal("every slug is taken"))
}

/// A new item row.
///
/// # Errors
/// When the slug or the source key is taken.
pub async fn insert_item(scope: &mut WriteScope, item: &Item, source_key: Option<&str>) -> Result<()> {
    scope
        .execute(
            "INSERT INTO items (tenant_id, item_id, kind, section_key, slug, source_key, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![&item.id, item.kind.as_str(), item.section.as_str(), &item.slug, source_key, item.created_by.as_ref(), item.created_at],
        )
        .await
        .map(drop)
}

/// A new edition row with its first revision.
///
/// # Errors
/// When the database refuses.
pub async fn insert_edition(
    scope: &mut WriteScope,
    edition: &Edition,
    content: &Content,
    batch: Option<&str>,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, unit_key, \
             batch_id, created_by, created_at, updated_at, submitted_by, submitted_at, no_secret_declared, note, waivers, \
             kind, section_key, title_key) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
            params![
                &edition.id,
                &edition.item,
                edition.no,
                edition.state.as_str(),
                edition.version,
                &edition.revision,
                content.title(),
                content.summary(),
                &content.common().author,
                &content.common().unit_key,
                batch,
                edition.created_by.as_ref(),
                edition.created_at,
                edition.updated_at,
                edition.submitted_by.as_ref(),
                edition.submitted_at,
                edition.no_secret_declared,
                edition.note.as_deref(),
                serde_json::to_string(&edition.waivers)?,
                content.kind().as_str(),
                content.common().section.as_str(),
                title_key(&content.title()),
            ],
        )
        .await?;
    insert_revision(
        scope,
        &edition.id,
        &edition.revision,
        1,
        content,
        edition.created_by.as_ref(),
        edition.created_at,
    )
    .await
}

/// A new revision row.
///
/// # Errors
/// When the database refuses.
pub async fn insert_revision(
    scope: &mut WriteScope,
    edition: &EditionId,
    id: &RevisionId,
    no: i64,
    content: &Content,
    by: Option<&AccountId>,
    at: Millis,
) -> Result<()> {
    let (text, digest) = content.canonical()?;
    scope
        .execute(
            "INSERT INTO revisions (tenant_id, revision_id, edition_id, no, content, sha256, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![id, edition, no, text, digest, by, at],
        )
        .await?;
    note_files(scope, edition, content).await
}

/// Which files an edition uses now.
async fn note_files(scope: &mut WriteScope, edition: &EditionId, content: &Content) -> Result<()> {
    scope.execute("DELETE FROM file_uses WHERE tenant_id = $1 AND edition_id = $2", params![edition]).await?;
    for file in content.file_ids() {
        scope
            .execute(
                "INSERT INTO file_uses (tenant_id, file_id, edition_id) SELECT tenant_id, file_id, $3 FROM files WHERE tenant_id = $1 AND file_id = $2",
                params![&file, edition],
            )
            .await?;
    }
    if content.kind() == Kind::News {
        Ok(())
    } else {
        extract::store::wish_pictures(scope, &content.common().attachments).await
    }
}

/// The number of the last revision of an edition, and its digest.
///
/// # Errors
/// When the database does not answer.
pub async fn last_revision(scope: &mut Scope, edition: &EditionId) -> Result<Revision> {
    scope
        .one(
            "SELECT revision_id, edition_id, no, sha256, created_by, created_at FROM revisions \
             WHERE tenant_id = $1 AND edition_id = $2 ORDER BY no DESC LIMIT 1",
            params![edition],
        )
        .await
}

/// Points a draft to a new revision, if it is still at the version that was read.
///
/// # Errors
/// [`Error::Conflict`] when it is not.
pub async fn point_to(
    scope: &mut WriteScope,
    id: &EditionId,
    version: i64,
    revision: &RevisionId,
    content: &Content,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE editions SET revision_id = $4, title = $5, summary = $6, author = $7, unit_key = $8, updated_at = $9, \
             section_key = $10, title_key = $11, version = version + 1 \
             WHERE tenant_id = $1 AND edition_id = $2 AND version = $3",
            params![
                id,
                version,
                revision,
                content.title(),
                content.summary(),
                &content.common().author,
                &content.common().unit_key,
                now,
                content.common().section.as_str(),
                title_key(&content.title()),
            ],
        )
        .await
}

/// Moves the section and topic of an item along with its content, while it has never been live.
///
/// # Errors
/// When the database refuses.
pub async fn place(scope: &mut WriteScope, id: &ItemId, content: &Content) -> Result<()> {
    scope
        .execute(
            "UPDATE items SET section_key = $3, topic = $4 WHERE tenant_id = $1 AND item_id = $2 AND live_edition_id IS NULL",
            params![id, content.common().section.as_str(), content.topic()],
        )
        .await
        .map(drop)
}

/// Puts an edition into another state, if it is still as it was read; `set` is more to write, from `$6` on.
///
/// # Errors
/// [`Error::Conflict`] when it is not.
pub async fn advance(
    scope: &mut WriteScope,
    edition: &Edition,
    to: State,
    now: Millis,
    set: &str,
    more: Vec<Param>,
) -> Result<()> {
    let sql = format!(
        "UPDATE editions SET state = $4, updated_at = $5, version = version + 1{set} \
         WHERE tenant_id = $1 AND edition_id = $2 AND version = $3 AND state = '{}'",
        edition.state
    );
    let mut all = params![&edition.id, edition.version, to.as_str(), now];
    all.extend(more);
    scope.execute_one(AssertSqlSafe(sql), all).await
}

/// The edition that another replaced when it went live, as long as nothing else came between.
///
/// # Errors
/// When the database does not answer.
pub async fn replaced_by(scope: &mut WriteScope, later: &Edition) -> Result<Option<Edition>> {
    let Some(from) = later.live_from else { return Ok(None) };
    scope
        .optional(
            "SELECT * FROM editions WHERE tenant_id = $1 AND item_id = $2 AND state = 'superseded' AND live_until = $3 \
             ORDER BY no DESC LIMIT 1",
            params![&later.item, from],
        )
        .await
}

/// Makes an edition what readers see, with its facts and files.
///
/// # Errors
/// When the database refuses.
pub async fn make_live(
    scope: &mut WriteScope,
    item: &ItemId,
    edition: &EditionId,
    content: &Content,
    listed_on: Date,
) -> Result<()> {
    scope
        .execute(
            "UPDATE items SET live_edition_id = $3, listed_on = $4, section_key = $5, topic = $6, archived_on = NULL WHERE tenant_id = $1 AND item_id = $2",
            params![item, edition, listed_on, content.common().section.as_str(), content.topic()],
        )
        .await?;
    clear_live_facts(scope, item).await?;
    marks::store::put(scope, item, content).await?;
    if let Content::Record(record) = content {
        tell_facts(scope, item, record).await?;
    }
    if let Content::Document(document) = content {
        let serial = document.parsed_number().map(|number| i64::from(number.serial().number()));
        scope
            .execute(
                "INSERT INTO documents (tenant_id, item_id, number, serial, year, doc_type, issuer, issued_on, effective_on, expires_on, effective_unsure) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                params![
                    item,
                    &document.number,
                    serial,
                    document.year().map(i64::from),
                    &document.doc_type,
                    &document.issuer,
                    document.issued_on,
                    document.effective_on,
                    document.expires_on,
                    document.effective_unsure(),
                ],
            )
            .await?;
    }
    for file in content.file_ids() {
        scope
            .execute(
                "INSERT INTO live_files (tenant_id, file_id, item_id) SELECT tenant_id, file_id, $3 FROM files WHERE tenant_id = $1 AND file_id = $2",
                params![&file, item],
            )
            .await?;
    }
    Ok(())
}

/// Takes an item from the readers.
///
/// # Errors
/// When the database refuses.
pub async fn make_unseen(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    scope
        .execute(
            "UPDATE items SET live_edition_id = NULL, archived_on = NULL WHERE tenant_id = $1 AND item_id = $2",
            params![item],
        )
        .await?;
    clear_live_facts(scope, item).await
}

async fn tell_facts(scope: &mut WriteScope, item: &ItemId, record: &Record) -> Result<()> {
    let short = record.register.facts.iter().filter(|fact| !fact.shape.is_long());
    let short =
        short.map(|fact| (fact.key, record.facts.get(fact.key))).filter(|(_, value)| !value.is_empty());
    for (key, value) in std::iter::once(("register", record.register.key)).chain(short) {
        scope
            .execute(
                "INSERT INTO record_facts (tenant_id, item_id, fact_key, value) VALUES ($1, $2, $3, $4)",
                params![item, key, value],
            )
            .await?;
    }
    Ok(())
}

async fn clear_live_facts(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    marks::store::clear(scope, item).await?;
    scope.execute("DELETE FROM record_facts WHERE tenant_id = $1 AND item_id = $2", params![item]).await?;
    scope.execute("DELETE FROM documents WHERE tenant_id = $1 AND item_id = $2", params![item]).await?;
    scope
        .execute("DELETE FROM live_files WHERE tenant_id = $1 AND item_id = $2", params![item])
        .await
        .map(drop)
}

/// What is no longer current stays under its address and leaves the lists.
///
/// # Errors
/// When the database refuses.
pub async fn archive(scope: &mut WriteScope, item: &ItemId, on: Date) -> Result<()> {
    let sql = "UPDATE items SET archived_on = $3 WHERE tenant_id = $1 AND item_id = $2";
    scope.execute(sql, params![item, on]).await.map(drop)
}

/// Keeps what the address of an item answers from now on.
///
/// # Errors
/// When the database refuses.
pub async fn remember_withdrawal(
    scope: &mut WriteScope,
    item: &ItemId,
    kind: &str,
    told: Option<&str>,
    moved: Option<&Place>,
    at: Millis,
) -> Result<()> {
    forget_withdrawal(scope, item).await?;
    scope
        .execute(
            "INSERT INTO withdrawals (tenant_id, item_id, kind, reason, moved_tenant, moved_path, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![
                item,
                kind,
                told,
                moved.map(|place| &place.tenant),
                moved.map(|place| place.path.as_str()),
                at
            ],
        )
        .await
        .map(drop)
}

/// The address answers with the item again.
///
/// # Errors
/// When the database refuses.
pub async fn forget_withdrawal(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    let sql = "DELETE FROM withdrawals WHERE tenant_id = $1 AND item_id = $2";
    scope.execute(sql, params![item]).await.map(drop)
}

/// How an item was last withdrawn, as it is stored; none while it is live or was never.
///
/// # Errors
/// When the database does not answer.
pub async fn withdrawn_as(scope: &mut Scope, item: &ItemId) -> Result<Option<String>> {
    let sql = "SELECT kind AS s FROM withdrawals WHERE tenant_id = $1 AND item_id = $2";
    scope.optional(sql, params![item]).await
}

/// Whether readers have seen an earlier edition of the same item.
///
/// # Errors
/// When the database does not answer.
pub async fn follows_another(scope: &mut Scope, edition: &Edition) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM editions WHERE tenant_id = $1 AND item_id = $2 AND no < $3 AND live_from IS NOT NULL";
    Ok(scope.one::<i64>(sql, params![&edition.item, edition.no]).await? > 0)
}

/// Writes what an edition corrects, if it is still at the version that was read.
///
/// # Errors
/// [`Error::Conflict`] when it is not.
pub async fn set_note(scope: &mut WriteScope, id: &EditionId, version: i64, note: &str) -> Result<()> {
    let sql = "UPDATE editions SET note = $4 WHERE tenant_id = $1 AND edition_id = $2 AND version = $3";
    scope.execute_one(sql, params![id, version, note]).await
}

impl FromRow for Correction {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { no: row.get("no")?, at: row.get("live_from")?, note: row.get("note")? })
    }
}

impl FromRow for Corrected {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { slug: row.get("slug")?, title: row.get("title")?, correction: Correction::from_row(row)? })
    }
}

/// What was corrected in an item and is or was before readers, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn corrections(scope: &mut Scope, item: &ItemId) -> Result<Vec<Correction>> {
    scope
        .all(
            "SELECT no, live_from, note FROM editions WHERE tenant_id = $1 AND item_id = $2 AND live_from IS NOT NULL \
             AND note IS NOT NULL ORDER BY no DESC",
            params![item],
        )
        .await
}

/// The latest corrections of what is current in a section, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn latest_corrections(
    scope: &mut Scope,
    section: SectionKey,
    most: usize,
) -> Result<Vec<Corrected>> {
    scope
        .all(
            "SELECT i.slug, e.title, e.no, e.live_from, e.note FROM items i JOIN editions e ON e.tenant_id = i.tenant_id \
             AND e.edition_id = i.live_edition_id WHERE i.tenant_id = $1 AND i.section_key = $2 AND i.archived_on IS NULL \
             AND e.note IS NOT NULL ORDER BY e.live_from DESC LIMIT $3",
            params![section.as_str(), i64::try_from(most).unwrap_or(i64::MAX)],
        )
        .await
}

/// Whether an item's content was removed for good.
///
/// # Errors
/// When the database does not answer.
pub async fn is_purged(scope: &mut Scope, item: &ItemId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM purges WHERE tenant_id = $1 AND item_id = $2";
    Ok(scope.one::<i64>(sql, params![item]).await? > 0)
}

/// Records a purge: what allows revisions and audit events of the item to be emptied.
///
/// # Errors
/// When the database refuses.
pub async fn record_purge(scope: &mut WriteScope, item: &ItemId, slug_sha256: &str) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let sql = "INSERT INTO purges (tenant_id, item_id, slug_sha256, purged_by, purged_at) VALUES ($1, $2, $3, $4, $5)";
    scope.execute(sql, params![item, slug_sha256, by, now]).await.map(drop)
}

/// Records a file that goes with a purge; of its audit events who, what and when stay.
///
/// # Errors
/// When the database refuses.
pub async fn record_purged_file(
    scope: &mut WriteScope,
    item: &ItemId,
    file: &FileId,
    sha256: &str,
) -> Result<()> {
    let sql = "INSERT INTO purged_files (tenant_id, file_id, item_id, sha256) VALUES ($1, $2, $3, $4)";
    scope.execute(sql, params![file, item, sha256]).await?;
    let sql = "UPDATE audit_events SET contents = NULL, salt = NULL WHERE tenant_id = $1 AND subject_kind = 'file' AND subject_id = $2";
    scope.execute(sql, params![file]).await.map(drop)
}

/// Whether a revision of another item of this tenant, or a draft open for views, names a file.
///
/// # Errors
/// When the database does not answer.
pub async fn holds_elsewhere(scope: &mut Scope, item: &ItemId, file: &FileId) -> Result<bool> {
    let held: i64 = scope
        .one(
            "SELECT (SELECT COUNT(*) FROM revisions r JOIN editions e ON e.tenant_id = r.tenant_id AND e.edition_id = r.edition_id \
             WHERE r.tenant_id = $1 AND e.item_id <> $2 AND r.content LIKE $3) \
             + (SELECT COUNT(*) FROM consultation_files WHERE tenant_id = $1 AND file_id = $4) AS n",
            params![item, format!("%{file}%"), file],
        )
        .await?;
    Ok(held > 0)
}

/// Puts what stands in place of a purged revision's words; its digest stays.
///
/// # Errors
/// When the database refuses, as it does without a recorded purge.
pub async fn empty_revision(scope: &mut WriteScope, id: &RevisionId, emptied: &Content) -> Result<()> {
    let sql = "UPDATE revisions SET content = $3 WHERE tenant_id = $1 AND revision_id = $2";
    scope.execute(sql, params![id, emptied.canonical()?.0]).await.map(drop)
}

/// Removes the words of an item from everything but its revisions: editions, address, what readers were told, tasks,
/// and the contents of its audit events, of which who, what and when stay.
///
/// # Errors
/// When the database refuses.
pub async fn empty_item(scope: &mut WriteScope, item: &ItemId, removed: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let by = scope.actor().label.clone();
    scope
        .execute(
            "UPDATE editions SET title = $3, title_key = ' ', summary = '', author = '', reason = NULL, note = NULL, waivers = '[]', \
             version = version + 1, updated_at = $4, state = CASE WHEN state IN ('draft', 'submitted', 'approved', \
             'scheduled') THEN 'withdrawn' ELSE state END WHERE tenant_id = $1 AND item_id = $2",
            params![item, removed, now],
        )
        .await?;
    for sql in [
        "UPDATE items SET slug = item_id WHERE tenant_id = $1 AND item_id = $2",
        "UPDATE withdrawals SET reason = NULL WHERE tenant_id = $1 AND item_id = $2",
        "UPDATE distributions SET note = '' WHERE tenant_id = $1 AND item_id = $2",
        "UPDATE audit_events SET contents = NULL, salt = NULL WHERE tenant_id = $1 AND subject_kind = 'item' AND subject_id = $2",
    ] {
        scope.execute(sql, params![item]).await?;
    }
    for change in [
        "UPDATE comments SET body = ''",
        "UPDATE assignments SET note = ''",
        "UPDATE desk_notices SET text = ''",
        "UPDATE check_answers SET answer = ''",
        "UPDATE emergencies SET reason = ''",
        "DELETE FROM working_copies",
    ] {
        let of = if change.ends_with("copies") { "place" } else { "edition_id" };
        let sql = format!(
            "{change} WHERE tenant_id = $1 AND {of} IN (SELECT edition_id FROM editions WHERE tenant_id = $1 AND item_id = $2)"
        );
        scope.execute(AssertSqlSafe(sql), params![item]).await?;
    }
    scope
        .execute(
            "UPDATE tasks SET text = $3, done_at = COALESCE(done_at, $4), done_by = COALESCE(done_by, $5) \
             WHERE tenant_id = $1 AND subject_kind = 'item' AND subject_id = $2",
            params![item, removed, now, by],
        )
        .await
        .map(drop)
}
