//! The SQL of terms, links, paces and purges, and nobody else's.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, ItemId, TenantId, fresh};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::params;
use crate::tenants::SectionKey;

use super::freshness::Pace;
use super::links::{Due, LinkRow, LinkState};
use super::terms::Term;

impl FromRow for Term {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            expires_on: row.date("expires_on")?,
            review_on: row.date("review_on")?,
            reviewed_at: row.get("reviewed_at")?,
            reviewed_by: row.get("reviewed_by")?,
        })
    }
}

/// What was set for an item.
///
/// # Errors
/// When the database does not answer.
pub async fn term(scope: &mut Scope, item: &ItemId) -> Result<Term> {
    let sql = "SELECT * FROM terms WHERE tenant_id = $1 AND item_id = $2";
    Ok(scope.optional(sql, params![item]).await?.unwrap_or_default())
}

/// Sets both days of an item.
///
/// # Errors
/// When the database refuses.
pub async fn set_term(
    scope: &mut WriteScope,
    item: &ItemId,
    expires_on: Option<Date>,
    review_on: Option<Date>,
) -> Result<()> {
    let sql = "INSERT INTO terms (tenant_id, item_id, expires_on, review_on) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (tenant_id, item_id) DO UPDATE SET expires_on = excluded.expires_on, review_on = excluded.review_on";
    scope.execute(sql, params![item, expires_on, review_on]).await.map(drop)
}

/// An item was looked at again, and is next on that day.
///
/// # Errors
/// When the database refuses.
pub async fn set_reviewed(scope: &mut WriteScope, item: &ItemId, next: Option<Date>) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let sql = "INSERT INTO terms (tenant_id, item_id, review_on, reviewed_at, reviewed_by) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (tenant_id, item_id) DO UPDATE SET review_on = excluded.review_on, \
               reviewed_at = excluded.reviewed_at, reviewed_by = excluded.reviewed_by";
    scope.execute(sql, params![item, next, now, by]).await.map(drop)
}

/// The end of an item's term has been acted on.
///
/// # Errors
/// When the database refuses.
pub async fn clear_expiry(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    let sql = "UPDATE terms SET expires_on = NULL WHERE tenant_id = $1 AND item_id = $2";
    scope.execute(sql, params![item]).await.map(drop)
}

/// Somebody was reminded of an item for that day.
///
/// # Errors
/// When the database refuses.
pub async fn set_reminded(scope: &mut WriteScope, item: &ItemId, day: Date) -> Result<()> {
    let sql = "UPDATE terms SET reminded_for = $3 WHERE tenant_id = $1 AND item_id = $2";
    scope.execute(sql, params![item, day]).await.map(drop)
}

/// A live item one of whose days has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueTerm {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub item: ItemId,
    /// What is live of it.
    pub edition: EditionId,
    /// The day that has come.
    pub day: Date,
}

impl FromRow for DueTerm {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("live_edition_id")?.into(),
            day: row.date("day")?.ok_or_else(|| Error::internal("a term without a day"))?,
        })
    }
}

async fn due_terms(
    platform: &mut Platform,
    column: &str,
    more: &str,
    today: Date,
    most: usize,
) -> Result<Vec<DueTerm>> {
    let sql = format!(
        "SELECT t.tenant_id, t.item_id, i.live_edition_id, t.{column} AS day FROM terms t \
         JOIN items i ON i.tenant_id = t.tenant_id AND i.item_id = t.item_id \
         WHERE t.{column} <= $1 AND i.live_edition_id IS NOT NULL AND i.archived_on IS NULL{more} \
         ORDER BY t.{column} LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), params![today]).await
}

/// The live items whose term is over.
///
/// # Errors
/// When the database does not answer.
pub async fn expired(platform: &mut Platform, today: Date, most: usize) -> Result<Vec<DueTerm>> {
    due_terms(platform, "expires_on", "", today, most).await
}

/// The live items that are to be looked at again and of which nobody was reminded.
///
/// # Errors
/// When the database does not answer.
pub async fn to_review(platform: &mut Platform, today: Date, most: usize) -> Result<Vec<DueTerm>> {
    let more = " AND (t.reminded_for IS NULL OR t.reminded_for <> t.review_on)";
    due_terms(platform, "review_on", more, today, most).await
}

/// A live item of a site with one of its days, for the board's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// What is live of it.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// The day.
    pub day: Date,
}

impl FromRow for Upcoming {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            day: row.date("day")?.ok_or_else(|| Error::internal("a term without a day"))?,
        })
    }
}

async fn upcoming(scope: &mut Scope, column: &str, until: Date, most: usize) -> Result<Vec<Upcoming>> {
    let sql = format!(
        "SELECT e.edition_id, e.title, t.{column} AS day FROM terms t \
         JOIN items i ON i.tenant_id = t.tenant_id AND i.item_id = t.item_id AND i.archived_on IS NULL \
         JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         WHERE t.tenant_id = $1 AND t.{column} <= $2 ORDER BY t.{column}, e.edition_id LIMIT {most}"
    );
    scope.all(AssertSqlSafe(sql), params![until]).await
}

/// What is to be looked at again by a day, the longest overdue first.
///
/// # Errors
/// When the database does not answer.
pub async fn reviews_until(scope: &mut Scope, until: Date, most: usize) -> Result<Vec<Upcoming>> {
    upcoming(scope, "review_on", until, most).await
}

/// What ceases to be current by a day, the next first.
///
/// # Errors
/// When the database does not answer.
pub async fn expiring_until(scope: &mut Scope, until: Date, most: usize) -> Result<Vec<Upcoming>> {
    upcoming(scope, "expires_on", until, most).await
}

struct Keyed(String, String);

impl FromRow for Keyed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("section_key")?, row.get("pace")?))
    }
}

/// The paces that the office set.
///
/// # Errors
/// When the database does not answer.
pub async fn paces(scope: &mut Scope) -> Result<BTreeMap<SectionKey, Pace>> {
    let sql = "SELECT section_key, pace FROM section_paces WHERE tenant_id = $1";
    let rows: Vec<Keyed> = scope.all(sql, vec![]).await?;
    Ok(rows
        .iter()
        .filter_map(|Keyed(key, pace)| Some((SectionKey::parse(key)?, Pace::parse(pace)?)))
        .collect())
}

/// Sets a pace.
///
/// # Errors
/// When the database refuses.
pub async fn set_pace(scope: &mut WriteScope, section: SectionKey, pace: Pace) -> Result<()> {
    let sql = "INSERT INTO section_paces (tenant_id, section_key, pace) VALUES ($1, $2, $3) \
               ON CONFLICT (tenant_id, section_key) DO UPDATE SET pace = excluded.pace";
    scope.execute(sql, params![section.as_str(), pace.as_str()]).await.map(drop)
}

struct Latest(String, Millis);

impl FromRow for Latest {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("section_key")?, row.get("at")?))
    }
}

/// Whatever makes a section fresh, each time that it did: an edition that came before readers, a published answer, a published
/// entry of the calendar, a consultation that was opened or accounted for; and since when readers see it no more.
pub const RENEWALS: &str = "\
    SELECT i.section_key, 'edition' AS what, e.edition_id AS id, e.title, e.unit_key, e.batch_id, e.live_from AS at, \
    e.live_until AS gone_at FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id \
    WHERE e.tenant_id = $1 AND e.live_from IS NOT NULL AND i.archived_on IS NULL \
    UNION ALL SELECT 'hoi-dap', 'question', q.question_id, COALESCE(q.public_subject, ''), COALESCE(q.unit_key, ''), \
    CAST(NULL AS TEXT), q.published_at, CASE WHEN q.state = 'published' THEN CAST(NULL AS BIGINT) ELSE COALESCE((SELECT \
    MAX(p.until_at) FROM question_pasts p WHERE p.tenant_id = q.tenant_id AND p.question_id = q.question_id AND \
    p.state = 'published'), q.published_at) END FROM questions q WHERE q.tenant_id = $1 AND q.published_at IS NOT NULL \
    UNION ALL SELECT 'lich-cong-tac', 'schedule', s.entry_id, s.what, s.unit_key, CAST(NULL AS TEXT), s.published_at, \
    CAST(NULL AS BIGINT) FROM schedule_entries s WHERE s.tenant_id = $1 AND s.is_public AND s.published_at IS NOT NULL \
    UNION ALL SELECT 'hoi-dap', 'consultation', c.consultation_id, c.title, c.unit_key, CAST(NULL AS TEXT), c.approved_at, \
    c.taken_down_at FROM consultations c WHERE c.tenant_id = $1 AND c.approved_at IS NOT NULL \
    UNION ALL SELECT 'hoi-dap', 'consultation', c.consultation_id, c.title, c.unit_key, CAST(NULL AS TEXT), c.account_at, \
    c.taken_down_at FROM consultations c WHERE c.tenant_id = $1 AND c.account_at IS NOT NULL";

/// When each section that readers saw something in at the end of a day last had something new or corrected.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(scope: &mut Scope, day: Date) -> Result<BTreeMap<SectionKey, Millis>> {
    let sql = format!(
        "SELECT r.section_key, MAX(r.at) AS at FROM ({RENEWALS}) r WHERE r.at < $2 AND (r.gone_at IS NULL OR r.gone_at >= $2) \
         GROUP BY r.section_key"
    );
    let rows: Vec<Latest> = scope.all(AssertSqlSafe(sql), params![start_of(plus_days(day, 1))]).await?;
    Ok(rows.iter().filter_map(|Latest(key, at)| Some((SectionKey::parse(key)?, *at))).collect())
}

/// The sections that somebody was told are stale.
///
/// # Errors
/// When the database does not answer.
pub async fn told_stale(scope: &mut Scope) -> Result<Vec<SectionKey>> {
    let sql = "SELECT section_key AS s FROM stale_sections WHERE tenant_id = $1";
    let keys: Vec<String> = scope.all(sql, vec![]).await?;
    Ok(keys.iter().filter_map(|key| SectionKey::parse(key)).collect())
}

/// Somebody is told that a section is stale.
///
/// # Errors
/// When the database refuses.
pub async fn remember_stale(scope: &mut WriteScope, section: SectionKey) -> Result<()> {
    let today = scope.db().clock.today();
    let sql = "INSERT INTO stale_sections (tenant_id, section_key, told_on) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    scope.execute(sql, params![section.as_str(), today]).await.map(drop)
}

/// A section is fresh again.
///
/// # Errors
/// When the database refuses.
pub async fn forget_stale(scope: &mut WriteScope, section: SectionKey) -> Result<()> {
    let sql = "DELETE FROM stale_sections WHERE tenant_id = $1 AND section_key = $2";
    scope.execute(sql, params![section.as_str()]).await.map(drop)
}

/// An item whose links are not those of what is live of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub item: ItemId,
    /// What is live of it, if anything is.
    pub edition: Option<EditionId>,
}

impl FromRow for Unread {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<Option<String>>("live_edition_id")?.map(EditionId::from),
        })
    }
}

/// The items whose links are to be read again or forgotten.
///
/// # Errors
/// When the database does not answer.
pub async fn unread(platform: &mut Platform, most: usize) -> Result<Vec<Unread>> {
    let sql = format!(
        "SELECT i.tenant_id, i.item_id, i.live_edition_id FROM items i LEFT JOIN link_sources s \
         ON s.tenant_id = i.tenant_id AND s.item_id = i.item_id \
         WHERE (i.live_edition_id IS NOT NULL AND (s.edition_id IS NULL OR s.edition_id <> i.live_edition_id)) \
         OR (i.live_edition_id IS NULL AND s.edition_id IS NOT NULL) LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), vec![]).await
}

/// Forgets the links of an item.
///
/// # Errors
/// When the database refuses.
pub async fn forget_links(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    for sql in [
        "DELETE FROM item_links WHERE tenant_id = $1 AND item_id = $2",
        "DELETE FROM link_sources WHERE tenant_id = $1 AND item_id = $2",
    ] {
        scope.execute(sql, params![item]).await?;
    }
    Ok(())
}

/// A link that stands in an item.
///
/// # Errors
/// When the database refuses.
pub async fn add_link(scope: &mut WriteScope, item: &ItemId, url: &str, host: &str) -> Result<()> {
    let db = scope.db().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    let sql = "INSERT INTO links (tenant_id, link_id, url, host, state, said, due_at, failed_days) \
               VALUES ($1, $2, $3, $4, 'new', '', $5, 0) ON CONFLICT DO NOTHING";
    scope.execute(sql, params![id, url, host, db.clock.now()]).await?;
    let sql = "INSERT INTO item_links (tenant_id, item_id, link_id) SELECT tenant_id, $2, link_id FROM links \
               WHERE tenant_id = $1 AND url = $3";
    scope.execute(sql, params![item, url]).await.map(drop)
}

/// The links of an edition are read.
///
/// # Errors
/// When the database refuses.
pub async fn mark_read(scope: &mut WriteScope, item: &ItemId, edition: &EditionId) -> Result<()> {
    let sql = "INSERT INTO link_sources (tenant_id, item_id, edition_id) VALUES ($1, $2, $3)";
    scope.execute(sql, params![item, edition]).await.map(drop)
}

/// Forgets the links that stand in no text any more.
///
/// # Errors
/// When the database refuses.
pub async fn drop_orphans(scope: &mut WriteScope) -> Result<()> {
    let sql = "DELETE FROM links WHERE tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM item_links l \
               WHERE l.tenant_id = links.tenant_id AND l.link_id = links.link_id)";
    scope.execute(sql, vec![]).await.map(drop)
}

impl FromRow for LinkRow {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get("link_id")?,
            url: row.get("url")?,
            host: row.get("host")?,
            state: LinkState::parse(&state)
                .ok_or_else(|| Error::internal(format!("no such link state: {state}")))?,
            said: row.get("said")?,
            checked_at: row.get("checked_at")?,
            failed_days: row.get("failed_days")?,
            failures: row.get("failures")?,
            failing_since: row.date("failing_since")?,
            failed_on: row.date("failed_on")?,
            ignored_by: row.get("ignored_by")?,
        })
    }
}

impl FromRow for Due {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { link: LinkRow::from_row(row)?, of_directory: row.get::<i64>("of_directory")? == 1 })
    }
}

/// The links that are to be looked at: those of the directory first, then the longest due.
///
/// # Errors
/// When the database does not answer.
pub async fn due_links(platform: &mut Platform, now: Millis, most: usize) -> Result<Vec<Due>> {
    let sql = format!(
        "SELECT k.*, CAST(CASE WHEN EXISTS (SELECT 1 FROM item_links l JOIN items i ON i.tenant_id = l.tenant_id \
         AND i.item_id = l.item_id WHERE l.tenant_id = k.tenant_id AND l.link_id = k.link_id AND i.section_key = '{}') \
         THEN 1 ELSE 0 END AS BIGINT) AS of_directory FROM links k WHERE k.due_at <= $1 AND k.ignored_by IS NULL \
         ORDER BY of_directory DESC, k.due_at, k.link_id LIMIT {most}",
        SectionKey::Links
    );
    platform.all(AssertSqlSafe(sql), params![now]).await
}

/// An entry of the directory of links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which item.
    pub item: ItemId,
    /// What is live of it.
    pub edition: EditionId,
    /// What it is called.
    pub title: String,
    /// Key of the unit that owns it.
    pub unit_key: String,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
}

impl FromRow for Listing {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            unit_key: row.get("unit_key")?,
            approved_by: row.get::<Option<String>>("approved_by")?.map(AccountId::from),
        })
    }
}

/// The entries of the directory in which a link stands.
///
/// # Errors
/// When the database does not answer.
pub async fn listings(scope: &mut Scope, link: &str) -> Result<Vec<Listing>> {
    scope
        .all(
            "SELECT i.item_id, e.edition_id, e.title, e.unit_key, e.approved_by FROM item_links l \
             JOIN items i ON i.tenant_id = l.tenant_id AND i.item_id = l.item_id \
             JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
             WHERE l.tenant_id = $1 AND l.link_id = $2 AND i.section_key = $3",
            params![link, SectionKey::Links.as_str()],
        )
        .await
}

/// Keeps what a look brought; a link that stands nowhere any more is gone.
///
/// # Errors
/// When the database refuses.
pub async fn record_look(scope: &mut WriteScope, link: &LinkRow, due_at: Millis) -> Result<()> {
    scope
        .execute(
            "UPDATE links SET state = $3, said = $4, checked_at = $5, failed_days = $6, failing_since = $7, failed_on = $8, \
             due_at = $9, failures = $10 WHERE tenant_id = $1 AND link_id = $2",
            params![
                &link.id,
                link.state.as_str(),
                &link.said,
                link.checked_at,
                link.failed_days,
                link.failing_since,
                link.failed_on,
                due_at,
                link.failures
            ],
        )
        .await
        .map(drop)
}

/// Has a link looked at in the next turn; whether it is here.
///
/// # Errors
/// When the database refuses.
pub async fn make_due(scope: &mut WriteScope, id: &str) -> Result<bool> {
    let now = scope.db().clock.now();
    let sql = "UPDATE links SET due_at = $3, ignored_by = NULL WHERE tenant_id = $1 AND link_id = $2";
    Ok(scope.execute(sql, params![id, now]).await? == 1)
}

/// Has a link left alone, or not; whether it is here.
///
/// # Errors
/// When the database refuses.
pub async fn set_ignored(scope: &mut WriteScope, id: &str, by: Option<&str>) -> Result<bool> {
    let now = scope.db().clock.now();
    let sql = "UPDATE links SET ignored_by = $3, due_at = $4 WHERE tenant_id = $1 AND link_id = $2";
    Ok(scope.execute(sql, params![id, by, now]).await? == 1)
}

/// A broken link with a text in which it stands.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The link.
    pub link: LinkRow,
    /// The live edition of that text.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// In how many texts it stands.
    pub texts: i64,
}

impl FromRow for Broken {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            link: LinkRow::from_row(row)?,
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            texts: row.get("texts")?,
        })
    }
}

/// The links of a site in one state, ignored ones apart, the longest failing first, after a link's id.
///
/// # Errors
/// When the database does not answer.
pub async fn broken(
    scope: &mut Scope,
    state: LinkState,
    ignored: bool,
    after: &str,
    most: usize,
) -> Result<Vec<Broken>> {
    let kept = if ignored { "NOT NULL" } else { "NULL" };
    let sql = format!(
        "SELECT k.*, e.edition_id, e.title, (SELECT COUNT(*) FROM item_links c WHERE c.tenant_id = k.tenant_id AND c.link_id = k.link_id) AS texts \
         FROM links k JOIN item_links l ON l.tenant_id = k.tenant_id AND l.link_id = k.link_id \
         AND l.item_id = (SELECT MIN(f.item_id) FROM item_links f WHERE f.tenant_id = k.tenant_id AND f.link_id = k.link_id) \
         JOIN items i ON i.tenant_id = l.tenant_id AND i.item_id = l.item_id \
         JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         WHERE k.tenant_id = $1 AND k.state = $2 AND k.link_id > $3 AND k.ignored_by IS {kept} ORDER BY k.link_id LIMIT {most}"
    );
    scope.all(AssertSqlSafe(sql), params![state.as_str(), after]).await
}

/// Whether an address is known to be broken on a site, and nobody has said that it may be.
///
/// # Errors
/// When the database does not answer.
pub async fn is_broken(scope: &mut Scope, url: &str) -> Result<bool> {
    let sql = "SELECT link_id AS s FROM links \
               WHERE tenant_id = $1 AND url = $2 AND state = 'dead' AND ignored_by IS NULL";
    let found: Option<String> = scope.optional(sql, params![url]).await?;
    Ok(found.is_some())
}

/// How many links of a site are broken.
///
/// # Errors
/// When the database does not answer.
pub async fn count_broken(scope: &mut Scope) -> Result<i64> {
    let sql =
        "SELECT COUNT(*) AS n FROM links WHERE tenant_id = $1 AND state = 'dead' AND ignored_by IS NULL";
    scope.one(sql, vec![]).await
}

/// A recorded purge whose bytes and indexes have yet to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPurge {
    /// Whose.
    pub tenant: TenantId,
    /// Which item.
    pub item: ItemId,
}

impl FromRow for OpenPurge {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
        })
    }
}

/// The purges that are not finished.
///
/// # Errors
/// When the database does not answer.
pub async fn open_purges(platform: &mut Platform, most: usize) -> Result<Vec<OpenPurge>> {
    let sql = format!(
        "SELECT tenant_id, item_id FROM purges WHERE finished_at IS NULL ORDER BY purged_at LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), vec![]).await
}

/// The digests of the files that went with a purge.
///
/// # Errors
/// When the database does not answer.
pub async fn purged_digests(platform: &mut Platform, purge: &OpenPurge) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT sha256 AS s FROM purged_files WHERE tenant_id = $1 AND item_id = $2";
    platform.all(sql, params![&purge.tenant, &purge.item]).await
}

/// A purge is finished.
///
/// # Errors
/// When the database refuses.
pub async fn finish_purge(platform: &mut PlatformWrite, purge: &OpenPurge, now: Millis) -> Result<()> {
    let sql = "UPDATE purges SET finished_at = $3 WHERE tenant_id = $1 AND item_id = $2";
    platform.execute(sql, params![&purge.tenant, &purge.item, now]).await.map(drop)
}

/// Asks the server for new indexes, as the operator may.
///
/// # Errors
/// When the database refuses.
pub async fn wish_for_new_indexes(platform: &mut PlatformWrite, name: &str, now: Millis) -> Result<()> {
    let sql = "INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    platform.execute(sql, params![name, now.to_string()]).await.map(drop)
}
