//! The SQL of the list of what must be public, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::ItemId;
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use crate::people::Staff;
use crate::tenants::SectionKey;

use super::{Entry, Publication, REGISTERS};

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        let key: String = row.get("section_key")?;
        let section = SectionKey::parse(&key)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("unknown section {key}")))?;
        let form: Option<String> = row.get("form")?;
        let publication = match form {
            Some(form) => Some(Publication { form, moment: row.get("moment")?, term: row.get("term")? }),
            None => None,
        };
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            section,
            slug: row.get("slug")?,
            title: row.get("title")?,
            number: row.get("number")?,
            made_on: row.date("made_on")?,
            published_at: row.get("published_at")?,
            publication,
        })
    }
}

/// What stands in the list: live, current, a document or an entry of one of [`REGISTERS`].
fn listed() -> String {
    let registers: Vec<String> = REGISTERS.iter().map(|key| format!("'{key}'")).collect();
    format!(
        "FROM items i JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         LEFT JOIN documents d ON d.tenant_id = i.tenant_id AND d.item_id = i.item_id \
         LEFT JOIN disclosures x ON x.tenant_id = i.tenant_id AND x.item_id = i.item_id \
         WHERE i.tenant_id = $1 AND i.archived_on IS NULL AND (i.kind = 'document' OR EXISTS (SELECT 1 FROM record_facts f \
         WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id AND f.fact_key = 'register' AND f.value IN ({})))",
        registers.join(", ")
    )
}

fn untold(only_untold: bool) -> &'static str {
    if only_untold { " AND x.item_id IS NULL" } else { "" }
}

/// How many entries the list has, or how many of them nobody has told about.
///
/// # Errors
/// When the database does not answer.
pub async fn count(scope: &mut Scope, only_untold: bool) -> Result<usize> {
    let sql = format!("SELECT COUNT(*) AS n {}{}", listed(), untold(only_untold));
    let count: i64 = scope.one(AssertSqlSafe(sql), vec![]).await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// When the latest entry of the list came before readers.
///
/// # Errors
/// When the database does not answer.
pub async fn last(scope: &mut Scope) -> Result<Option<Millis>> {
    struct Last(Option<Millis>);
    impl FromRow for Last {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("last_at")?))
        }
    }
    let sql = format!("SELECT MAX(e.live_from) AS last_at {}", listed());
    let Last(last) = scope.one(AssertSqlSafe(sql), vec![]).await?;
    Ok(last)
}

/// A stretch of the list, what was made last first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(scope: &mut Scope, only_untold: bool, offset: usize, limit: usize) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT i.item_id, e.edition_id, i.section_key, i.slug, e.title, d.number, COALESCE(d.issued_on, i.listed_on) AS made_on, \
         x.form, x.moment, x.term, (SELECT MIN(f.live_from) FROM editions f WHERE f.tenant_id = i.tenant_id \
         AND f.item_id = i.item_id) AS published_at {}{} ORDER BY made_on DESC, i.item_id DESC LIMIT {limit} OFFSET {offset}",
        listed(),
        untold(only_untold)
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// Tells how a published item is public.
///
/// # Errors
/// [`Error::NotFound`] for what is not published here.
pub async fn tell(scope: &mut WriteScope, item: &ItemId, told: &Publication, by: &Staff) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO disclosures (tenant_id, item_id, form, moment, term, set_by, set_at) \
               SELECT tenant_id, item_id, $3, $4, $5, $6, $7 FROM items \
               WHERE tenant_id = $1 AND item_id = $2 AND live_edition_id IS NOT NULL \
               ON CONFLICT (tenant_id, item_id) DO UPDATE SET form = excluded.form, moment = excluded.moment, \
               term = excluded.term, set_by = excluded.set_by, set_at = excluded.set_at";
    let values = params![item, &told.form, &told.moment, &told.term, by.account.as_str(), now];
    match scope.execute(sql, values).await? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}
