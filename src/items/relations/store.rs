//! The SQL of what live documents say about each other.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::ItemId;
use crate::base::scope::{Scope, WriteScope};
use crate::items::kinds::document::effect::Dates;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::document::relations::{Recognised, number_key};
use crate::items::kinds::document::{Relation, RelationKind};
use crate::params;
use crate::tenants::SectionKey;

/// The most keys asked for at once: both engines bound the parameters of a query.
const AT_ONCE: usize = 500;

/// A live document as others point to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub item: ItemId,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// Type, number and abstract.
    pub title: String,
    /// Number and symbol.
    pub number: String,
    /// Type.
    pub doc_type: String,
    /// Issuing body.
    pub issuer: String,
    /// Day of issue.
    pub issued_on: Option<Date>,
    /// The days it gives itself.
    pub dates: Dates,
}

impl Held {
    /// What it is recognised by.
    pub fn recognised(&self) -> Recognised<'_> {
        Recognised { number: &self.number, issuer: &self.issuer, issued_on: self.issued_on }
    }
}

const HELD: &str = "d.item_id, i.section_key, i.slug, e.title AS held_title, d.number AS held_number, d.doc_type, \
                    d.issuer AS held_issuer, d.issued_on AS held_issued_on, d.effective_on AS held_effective_on, d.expires_on";
const LIVE: &str = "JOIN items i ON i.tenant_id = d.tenant_id AND i.item_id = d.item_id \
                    JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id";

impl FromRow for Held {
    fn from_row(row: &Row) -> Result<Self> {
        let section: String = row.get("section_key")?;
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            section: SectionKey::parse(&section)
                .ok_or_else(|| Error::internal(format!("unknown section {section}")))?,
            slug: row.get("slug")?,
            title: row.get("held_title")?,
            number: row.get("held_number")?,
            doc_type: row.get("doc_type")?,
            issuer: row.get("held_issuer")?,
            issued_on: row.date("held_issued_on")?,
            dates: Dates {
                effective_on: row.date("held_effective_on")?,
                expires_on: row.date("expires_on")?,
            },
        })
    }
}

impl FromRow for Relation {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            kind: RelationKind::parse(&kind)
                .ok_or_else(|| Error::internal(format!("unknown relation {kind}")))?,
            number: row.get("number")?,
            issuer: row.get("issuer")?,
            issued_on: row.date("issued_on")?,
            title: row.get("title")?,
            effective_on: row.date("effective_on")?,
        })
    }
}

/// What one live document says about another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// What it says.
    pub relation: Relation,
    /// The document that says it.
    pub by: Held,
}

impl FromRow for Stated {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { relation: Relation::from_row(row)?, by: Held::from_row(row)? })
    }
}

const SAID: &str = "r.kind, r.number, r.issuer, r.issued_on, r.title, r.effective_on";

/// Writes down what a document says.
///
/// # Errors
/// When the database refuses.
pub async fn put(scope: &mut WriteScope, item: &ItemId, relations: &[Relation]) -> Result<()> {
    for (position, relation) in (0_i64..).zip(relations) {
        let number = DocumentNumber::parse(&relation.number).ok();
        let serial = number.as_ref().map(|number| i64::from(number.serial().number()));
        scope
            .execute(
                "INSERT INTO document_relations (tenant_id, item_id, position, kind, number, number_key, serial, issuer, \
                 issued_on, title, effective_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                params![
                    item,
                    position,
                    relation.kind.as_str(),
                    &relation.number,
                    number.map(|number| number.to_string()),
                    serial,
                    relation.issuer.clone(),
                    relation.issued_on,
                    relation.title.clone(),
                    relation.effective_on,
                ],
            )
            .await?;
    }
    Ok(())
}

/// Forgets what a document said.
///
/// # Errors
/// When the database refuses.
pub async fn clear(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    scope
        .execute("DELETE FROM document_relations WHERE tenant_id = $1 AND item_id = $2", params![item])
        .await
        .map(drop)
}

/// What a live document says.
///
/// # Errors
/// When the database does not answer.
pub async fn said_by(scope: &mut Scope, item: &ItemId) -> Result<Vec<Relation>> {
    let sql = format!(
        "SELECT {SAID} FROM document_relations r WHERE r.tenant_id = $1 AND r.item_id = $2 ORDER BY r.position"
    );
    scope.all(AssertSqlSafe(sql), params![item]).await
}

/// What live documents say about those of certain numbers, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn said_about(scope: &mut Scope, keys: &BTreeSet<String>) -> Result<Vec<Stated>> {
    let keys: Vec<&String> = keys.iter().collect();
    let mut found = Vec::new();
    for some in keys.chunks(AT_ONCE) {
        let places: Vec<String> = (0..some.len()).map(|index| format!("${}", index + 2)).collect();
        let sql = format!(
            "SELECT {SAID}, {HELD} FROM document_relations r \
             JOIN documents d ON d.tenant_id = r.tenant_id AND d.item_id = r.item_id {LIVE} \
             WHERE r.tenant_id = $1 AND r.number_key IN ({}) ORDER BY d.issued_on, r.item_id, r.position",
            places.join(", ")
        );
        let params: Vec<Param> = some.iter().map(|key| Param::from(*key)).collect();
        found.extend(scope.all::<Stated>(AssertSqlSafe(sql), params).await?);
    }
    Ok(found)
}

/// The numbers that some live document ends or suspends, each with its running part.
///
/// # Errors
/// When the database does not answer.
pub async fn ended_numbers(scope: &mut Scope) -> Result<BTreeSet<(i64, String)>> {
    struct Ended(i64, String);
    impl FromRow for Ended {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("serial")?, row.get("number_key")?))
        }
    }
    let rows: Vec<Ended> = scope
        .all(
            "SELECT DISTINCT serial, number_key FROM document_relations WHERE tenant_id = $1 \
             AND number_key IS NOT NULL AND kind IN ('replaces', 'repeals', 'suspends')",
            vec![],
        )
        .await?;
    Ok(rows.into_iter().map(|Ended(serial, key)| (serial, key)).collect())
}

/// The live documents that bear a number.
///
/// # Errors
/// When the database does not answer.
pub async fn held(scope: &mut Scope, number: &DocumentNumber) -> Result<Vec<Held>> {
    let serial = i64::from(number.serial().number());
    let mut params = params![serial];
    let mut dated = "";
    if let Some(year) = number.year() {
        params.push(i64::from(year).into());
        dated = " AND d.year = $3";
    }
    let sql =
        format!("SELECT {HELD} FROM documents d {LIVE} WHERE d.tenant_id = $1 AND d.serial = $2{dated}");
    let key = number.to_string();
    let found: Vec<Held> = scope.all(AssertSqlSafe(sql), params).await?;
    Ok(found.into_iter().filter(|held| number_key(&held.number).as_ref() == Some(&key)).collect())
}

/// The live documents of certain numbers, given with their running parts.
///
/// # Errors
/// When the database does not answer.
pub async fn held_of(scope: &mut Scope, numbers: &BTreeSet<(i64, String)>) -> Result<Vec<Held>> {
    let serials: BTreeSet<i64> = numbers.iter().map(|(serial, _)| *serial).collect();
    let keys: BTreeSet<&String> = numbers.iter().map(|(_, key)| key).collect();
    let serials: Vec<String> = serials.iter().map(ToString::to_string).collect();
    let mut found = Vec::new();
    for some in serials.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT {HELD} FROM documents d {LIVE} WHERE d.tenant_id = $1 AND d.serial IN ({})",
            some.join(", ")
        );
        let all: Vec<Held> = scope.all(AssertSqlSafe(sql), vec![]).await?;
        found.extend(
            all.into_iter().filter(|held| number_key(&held.number).is_some_and(|key| keys.contains(&key))),
        );
    }
    Ok(found)
}
