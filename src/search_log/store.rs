//! The SQL of the counts of searches, and nobody else's.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::counts::Tally;
use super::words::Words;
use super::{SHARED, WORDS_A_DAY};

/// What was counted of some words in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The words; the key is empty for all that is not told apart.
    pub words: Words,
    /// The counts of the period; `hits` are the most of a day.
    pub tally: Tally,
}

impl Counted {
    fn join(&mut self, other: &Self) {
        let hits = self.tally.hits.max(other.tally.hits);
        self.tally.add(&other.tally);
        self.tally.hits = hits;
        self.words.prefer(&other.words.text);
    }
}

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        let text: String = row.get("text")?;
        Ok(Self {
            words: Words { key: row.get("query_key")?, text: text.clone() },
            tally: Tally {
                text,
                searches: row.get("searches")?,
                empty: row.get("empty_searches")?,
                hits: row.get("hits")?,
                clicks: row.get("clicks")?,
                ranks: row.get("click_ranks")?,
            },
        })
    }
}

const ADD: &str = "INSERT INTO search_log (tenant_id, day, query_key, query, searches, empty_searches, hits, clicks, click_ranks) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, day, query_key) DO UPDATE SET \
     searches = search_log.searches + excluded.searches, \
     empty_searches = search_log.empty_searches + excluded.empty_searches, \
     hits = excluded.hits, clicks = search_log.clicks + excluded.clicks, \
     click_ranks = search_log.click_ranks + excluded.click_ranks";

/// Adds what was counted on a day. What was opened counts only where the words were looked for that day, so that
/// nobody can bring in words by that way.
///
/// # Errors
/// When the database refuses.
pub async fn add(scope: &mut WriteScope, day: Date, tallies: &BTreeMap<String, Tally>) -> Result<()> {
    let known: i64 = scope
        .one("SELECT COUNT(*) AS n FROM search_log WHERE tenant_id = $1 AND day = $2", params![day])
        .await?;
    let mut known = usize::try_from(known).unwrap_or(usize::MAX);
    for (key, tally) in tallies {
        if update(scope, day, key, tally).await? || tally.searches == 0 {
            continue;
        }
        let full = known >= WORDS_A_DAY;
        known += 1;
        let (key, text) = if full { ("", "") } else { (key.as_str(), tally.text.as_str()) };
        insert(scope, day, key, text, tally).await?;
    }
    Ok(())
}

/// Adds to words that are known that day; whether they are.
async fn update(scope: &mut WriteScope, day: Date, key: &str, tally: &Tally) -> Result<bool> {
    let known: Option<String> = scope
        .optional(
            "SELECT query AS s FROM search_log WHERE tenant_id = $1 AND day = $2 AND query_key = $3",
            params![day, key],
        )
        .await?;
    let Some(text) = known else { return Ok(false) };
    let mut words = Words { key: key.to_owned(), text };
    words.prefer(&tally.text);
    scope
        .execute(
            "UPDATE search_log SET searches = searches + $4, empty_searches = empty_searches + $5, \
             hits = CASE WHEN $4 > 0 THEN $6 ELSE hits END, clicks = clicks + $7, click_ranks = click_ranks + $8, \
             query = $9 WHERE tenant_id = $1 AND day = $2 AND query_key = $3",
            params![day, key, tally.searches, tally.empty, tally.hits, tally.clicks, tally.ranks, words.text],
        )
        .await?;
    Ok(true)
}

async fn insert(scope: &mut WriteScope, day: Date, key: &str, text: &str, tally: &Tally) -> Result<()> {
    let params = params![day, key, text, tally.searches, tally.empty, tally.hits, tally.clicks, tally.ranks];
    scope.execute(ADD, params).await.map(drop)
}

/// What was counted from one day to another, both included: each words once, the most looked for first.
///
/// # Errors
/// When the database does not answer.
pub async fn between(scope: &mut Scope, from: Date, to: Date) -> Result<Vec<Counted>> {
    let rows: Vec<Counted> = scope
        .all(
            "SELECT query_key, query AS text, CAST(SUM(searches) AS BIGINT) AS searches, \
             CAST(SUM(empty_searches) AS BIGINT) AS empty_searches, MAX(hits) AS hits, \
             CAST(SUM(clicks) AS BIGINT) AS clicks, CAST(SUM(click_ranks) AS BIGINT) AS click_ranks \
             FROM search_log WHERE tenant_id = $1 AND day >= $2 AND day <= $3 GROUP BY query_key, query",
            params![from, to],
        )
        .await?;
    let mut all: BTreeMap<String, Counted> = BTreeMap::new();
    for row in rows {
        match all.get_mut(&row.words.key) {
            Some(known) => known.join(&row),
            None => drop(all.insert(row.words.key.clone(), row)),
        }
    }
    let mut all: Vec<Counted> = all.into_values().collect();
    all.sort_by_key(|one| -one.tally.searches);
    Ok(all)
}

/// Takes out what was counted before a day.
///
/// # Errors
/// When the database refuses.
pub async fn purge(scope: &mut WriteScope, before: Date) -> Result<()> {
    scope.execute("DELETE FROM search_log WHERE tenant_id = $1 AND day < $2", params![before]).await.map(drop)
}

const RARE: &str = "(SELECT query_key FROM search_log WHERE tenant_id = $1 AND query_key <> '' GROUP BY query_key \
                    HAVING SUM(searches) < $2 AND MAX(day) < $3)";

/// Takes the text from words that too few have shared and nobody has looked for since a day; the counts stay.
///
/// # Errors
/// When the database refuses.
pub async fn blur(scope: &mut WriteScope, since: Date) -> Result<()> {
    let together = format!(
        "INSERT INTO search_log (tenant_id, day, query_key, query, searches, empty_searches, hits, clicks, click_ranks) \
         SELECT $1, day, '', '', CAST(SUM(searches) AS BIGINT), CAST(SUM(empty_searches) AS BIGINT), 0, \
         CAST(SUM(clicks) AS BIGINT), CAST(SUM(click_ranks) AS BIGINT) FROM search_log \
         WHERE tenant_id = $1 AND query_key IN {RARE} GROUP BY day \
         ON CONFLICT (tenant_id, day, query_key) DO UPDATE SET searches = search_log.searches + excluded.searches, \
         empty_searches = search_log.empty_searches + excluded.empty_searches, \
         clicks = search_log.clicks + excluded.clicks, click_ranks = search_log.click_ranks + excluded.click_ranks"
    );
    let removed = format!("DELETE FROM search_log WHERE tenant_id = $1 AND query_key IN {RARE}");
    for sql in [together, removed] {
        scope.execute(sqlx::AssertSqlSafe(sql), params![SHARED, since]).await?;
    }
    Ok(())
}
