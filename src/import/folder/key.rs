//! What makes a file's document the same in the next run, and another file's the same document.

use jiff::civil::Date;

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::extract::store as readings;
use crate::import::line::key;
use crate::items::Document;
use crate::params;

/// By what a document is known: number, body and year, else the bytes of its file.
pub fn of(document: &Document, sha256: &str) -> String {
    match year(document) {
        Some(year) if !document.number.is_empty() && !document.issuer.is_empty() => {
            key(&document.number, &document.issuer, &year.to_string())
        }
        _ => format!("file:{sha256}"),
    }
}

fn year(document: &Document) -> Option<i16> {
    document.issued_on.map(Date::year)
}

/// Whether an item of the tenant carries these bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn is_carried(scope: &mut Scope, sha256: &str) -> Result<bool> {
    Ok(!readings::carriers(scope, sha256).await?.is_empty())
}

/// The title of a document of this key that the tenant has already, whoever brought it.
///
/// # Errors
/// When the database does not answer.
pub async fn known(scope: &mut Scope, source_key: &str, document: &Document) -> Result<Option<String>> {
    let sql = "SELECT e.title AS s FROM items i JOIN editions e ON e.tenant_id = i.tenant_id AND e.item_id = i.item_id \
               WHERE i.tenant_id = $1 AND i.source_key = $2 ORDER BY e.no DESC LIMIT 1";
    let found: Option<String> = scope.optional(sql, params![source_key]).await?;
    if found.is_some() {
        return Ok(found);
    }
    let Some(year) = year(document).filter(|_| !source_key.starts_with("file:")) else { return Ok(None) };
    let sql = "SELECT number AS s FROM documents WHERE tenant_id = $1 AND issuer = $2 AND issued_on LIKE $3";
    let alike: Vec<String> = scope.all(sql, params![&document.issuer, format!("{year}-%")]).await?;
    let same = |number: &String| key(number, &document.issuer, &year.to_string()) == source_key;
    Ok(alike.into_iter().find(same))
}
