//! The SQL of proposals, issues and deliveries, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, FileId, ItemId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::base::seal::sha256_hex;
use crate::items::Kind;
use crate::items::store::Listed;
use crate::params;
use crate::tenants::SectionKey;
use sqlx::AssertSqlSafe;

use super::{Delivery, DeliveryState, Issue, Proposal, ProposalState, SourceItem};

/// What is live of the source's item, joined to rows of `x` that point to it.
const SOURCE: &str = "LEFT JOIN items i ON i.tenant_id = x.source_id AND i.item_id = x.item_id \
                      LEFT JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id";
const OF_SOURCE: &str = "i.kind, i.section_key, i.slug, e.title, e.summary";

fn source_item(row: &Row) -> Result<Option<SourceItem>> {
    let Some(title) = row.get::<Option<String>>("title")? else { return Ok(None) };
    let (section, kind): (String, String) = (row.get("section_key")?, row.get("kind")?);
    Ok(Some(SourceItem {
        title,
        summary: row.get("summary")?,
        section: SectionKey::parse(&section)
            .ok_or_else(|| Error::internal(format!("unknown section {section}")))?,
        slug: row.get("slug")?,
        kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("unknown kind {kind}")))?,
    }))
}

impl FromRow for Proposal {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            receiver: row.get::<String>("tenant_id")?.into(),
            id: row.get("proposal_id")?,
            source: row.get::<String>("source_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
            state: ProposalState::parse(&state)
                .ok_or_else(|| Error::internal(format!("no such proposal state: {state}")))?,
            note: row.get("note")?,
            proposed_by: row.get("proposed_by")?,
            proposed_at: row.get("proposed_at")?,
            decided_by: row.get("decided_by")?,
            decided_at: row.get("decided_at")?,
            reason: row.get("reason")?,
            taken_item: row.get::<Option<String>>("taken_item")?.map(ItemId::from),
            live: source_item(row)?,
        })
    }
}

impl FromRow for Issue {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            source: row.get::<String>("source_id")?.into(),
            id: row.get("issue_id")?,
            item: row.get::<String>("item_id")?.into(),
            mandatory: row.get("mandatory")?,
            to_all: row.get("to_all")?,
            note: row.get("note")?,
            issued_by: row.get("issued_by")?,
            issued_at: row.get("issued_at")?,
            recalled_at: row.get("recalled_at")?,
            live: source_item(row)?,
            deliveries: row.get("deliveries")?,
            seen: row.get("seen")?,
        })
    }
}

impl FromRow for Delivery {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            receiver: row.get::<String>("tenant_id")?.into(),
            issue: row.get("issue_id")?,
            source: row.get::<String>("source_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
            mandatory: row.get("mandatory")?,
            state: DeliveryState::parse(&state)
                .ok_or_else(|| Error::internal(format!("no such delivery state: {state}")))?,
            delivered_at: row.get("delivered_at")?,
            decided_by: row.get("decided_by")?,
            seen_at: row.get("seen_at")?,
            seen_by: row.get("seen_by")?,
            live: source_item(row)?,
        })
    }
}

/// A new proposal; false when the same item waits there already.
///
/// # Errors
/// When the database refuses.
pub async fn insert_proposal(platform: &mut PlatformWrite, proposal: &Proposal) -> Result<bool> {
    let rows = platform
        .execute(
            "INSERT INTO proposals (tenant_id, proposal_id, source_id, item_id, state, note, proposed_by, proposed_at) \
             VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7) ON CONFLICT DO NOTHING",
            params![
                &proposal.receiver,
                &proposal.id,
                &proposal.source,
                &proposal.item,
                &proposal.note,
                &proposal.proposed_by,
                proposal.proposed_at
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Whose proposals are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What a site was given.
    Received,
    /// What it gave.
    Sent,
}

impl Side {
    fn column(self) -> &'static str {
        match self {
            Self::Received => "x.tenant_id",
            Self::Sent => "x.source_id",
        }
    }
}

/// Where a page of a list begins: after this moment and id.
pub type After = Option<(Millis, String)>;

fn after(column: &str, id: &str, from: &After, params: &mut Vec<Param>) -> String {
    let Some((at, key)) = from else { return String::new() };
    params.push((*at).into());
    params.push(key.into());
    let n = params.len();
    format!(" AND ({column} < ${a} OR ({column} = ${a} AND {id} < ${b}))", a = n - 1, b = n)
}

/// Proposals of a site, newest first; of one state or of all.
///
/// # Errors
/// When the database does not answer.
pub async fn proposals(
    platform: &mut Platform,
    tenant: &TenantId,
    side: Side,
    state: Option<ProposalState>,
    from: &After,
    most: usize,
) -> Result<Vec<Proposal>> {
    let mut params = params![tenant];
    let mut more = String::new();
    if let Some(state) = state {
        params.push(state.as_str().into());
        more += &format!(" AND x.state = ${}", params.len());
    }
    more += &after("x.proposed_at", "x.proposal_id", from, &mut params);
    let sql = format!(
        "SELECT x.*, {OF_SOURCE} FROM proposals x {SOURCE} WHERE {} = $1{more} \
         ORDER BY x.proposed_at DESC, x.proposal_id DESC LIMIT {most}",
        side.column()
    );
    platform.all(AssertSqlSafe(sql), params).await
}

/// One proposal of a site, given or received.
///
/// # Errors
/// When the database does not answer.
pub async fn proposal(platform: &mut Platform, tenant: &TenantId, id: &str) -> Result<Option<Proposal>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE} FROM proposals x {SOURCE} \
         WHERE x.proposal_id = $2 AND (x.tenant_id = $1 OR x.source_id = $1)"
    );
    platform.optional(AssertSqlSafe(sql), params![tenant, id]).await
}

/// Decides a proposal that waits.
///
/// # Errors
/// [`Error::Conflict`] when it waits no longer.
pub async fn decide_proposal(
    scope: &mut WriteScope,
    id: &str,
    state: ProposalState,
    reason: Option<&str>,
    taken: Option<&ItemId>,
) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    scope
        .execute_one(
            "UPDATE proposals SET state = $3, reason = $4, taken_item = $5, decided_by = $6, decided_at = $7 \
             WHERE tenant_id = $1 AND proposal_id = $2 AND state = 'waiting'",
            params![id, state.as_str(), reason, taken, by, now],
        )
        .await
}

/// Takes back a proposal that waits; whether it did.
///
/// # Errors
/// When the database refuses.
pub async fn take_back(
    platform: &mut PlatformWrite,
    proposal: &Proposal,
    by: &str,
    now: Millis,
) -> Result<bool> {
    let sql = "UPDATE proposals SET state = 'withdrawn', decided_by = $4, decided_at = $5, told_at = $5 \
               WHERE tenant_id = $1 AND proposal_id = $2 AND source_id = $3 AND state = 'waiting'";
    let params = params![&proposal.receiver, &proposal.id, &proposal.source, by, now];
    Ok(platform.execute(sql, params).await? == 1)
}

/// The decided proposals whose authors were not told yet.
///
/// # Errors
/// When the database does not answer.
pub async fn untold_proposals(platform: &mut Platform, most: usize) -> Result<Vec<Proposal>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE} FROM proposals x {SOURCE} WHERE x.state IN ('taken', 'declined') AND x.told_at IS NULL \
         ORDER BY x.decided_at LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), vec![]).await
}

/// Their authors were told.
///
/// # Errors
/// When the database refuses.
pub async fn told_proposal(platform: &mut PlatformWrite, proposal: &Proposal, now: Millis) -> Result<()> {
    let sql = "UPDATE proposals SET told_at = $3 WHERE tenant_id = $1 AND proposal_id = $2";
    platform.execute(sql, params![&proposal.receiver, &proposal.id, now]).await.map(drop)
}

/// A proposal that was taken and whose source is no longer live, with how it was withdrawn.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The proposal.
    pub proposal: Proposal,
    /// How its source was withdrawn.
    pub kind: String,
}

impl FromRow for Orphan {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { proposal: Proposal::from_row(row)?, kind: row.get("withdrawal")? })
    }
}

/// The taken proposals whose source was withdrawn and whose takers do not know yet.
///
/// # Errors
/// When the database does not answer.
pub async fn orphans(platform: &mut Platform, most: usize) -> Result<Vec<Orphan>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, w.kind AS withdrawal FROM proposals x {SOURCE} \
         JOIN withdrawals w ON w.tenant_id = x.source_id AND w.item_id = x.item_id \
         WHERE x.state = 'taken' AND x.source_gone_at IS NULL LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), vec![]).await
}

/// The taker knows that the source is gone.
///
/// # Errors
/// When the database refuses.
pub async fn know_orphan(scope: &mut WriteScope, id: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE proposals SET source_gone_at = $3 WHERE tenant_id = $1 AND proposal_id = $2";
    scope.execute(sql, params![id, now]).await.map(drop)
}

struct Origin(TenantId, ItemId);

impl FromRow for Origin {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("source_id")?.into(), row.get::<String>("item_id")?.into()))
    }
}

/// From which site's item an item of this tenant was taken.
///
/// # Errors
/// When the database does not answer.
pub async fn origin(scope: &mut Scope, item: &ItemId) -> Result<Option<(TenantId, ItemId)>> {
    let sql = "SELECT source_id, item_id FROM proposals WHERE tenant_id = $1 AND taken_item = $2";
    let found: Option<Origin> = scope.optional(sql, params![item]).await?;
    Ok(found.map(|Origin(source, item)| (source, item)))
}

/// A new issue.
///
/// # Errors
/// When the database refuses.
pub async fn insert_issue(platform: &mut PlatformWrite, issue: &Issue) -> Result<()> {
    platform
        .execute(
            "INSERT INTO issues (tenant_id, issue_id, item_id, mandatory, to_all, note, issued_by, issued_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                &issue.source,
                &issue.id,
                &issue.item,
                issue.mandatory,
                issue.to_all,
                &issue.note,
                &issue.issued_by,
                issue.issued_at
            ],
        )
        .await
        .map(drop)
}

/// Delivers an issue to one site; false when that site holds a delivery of the item already.
///
/// # Errors
/// When the database refuses.
pub async fn insert_delivery(
    platform: &mut PlatformWrite,
    issue: &Issue,
    receiver: &TenantId,
    listed_on: jiff::civil::Date,
) -> Result<bool> {
    let state = if issue.mandatory { DeliveryState::Shown } else { DeliveryState::Waiting };
    let rows = platform
        .execute(
            "INSERT INTO deliveries (tenant_id, issue_id, source_id, item_id, mandatory, state, delivered_at, listed_on) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            params![
                receiver,
                &issue.id,
                &issue.source,
                &issue.item,
                issue.mandatory,
                state.as_str(),
                issue.issued_at,
                listed_on
            ],
        )
        .await?;
    Ok(rows == 1)
}

const COUNTS: &str = "(SELECT COUNT(*) FROM deliveries d WHERE d.source_id = x.source_id AND d.issue_id = x.issue_id) AS deliveries, \
     (SELECT COUNT(DISTINCT s.tenant_id) FROM delivery_sightings s WHERE s.issue_id = x.issue_id) AS seen";
const ISSUES: &str = "(SELECT issues.*, issues.tenant_id AS source_id FROM issues) x";

/// The issues of a site, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn issues(
    platform: &mut Platform,
    source: &TenantId,
    from: &After,
    most: usize,
) -> Result<Vec<Issue>> {
    let mut params = params![source];
    let more = after("x.issued_at", "x.issue_id", from, &mut params);
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, {COUNTS} FROM {ISSUES} {SOURCE} WHERE x.source_id = $1{more} \
         ORDER BY x.issued_at DESC, x.issue_id DESC LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), params).await
}

/// One issue of a site.
///
/// # Errors
/// When the database does not answer.
pub async fn issue(platform: &mut Platform, source: &TenantId, id: &str) -> Result<Option<Issue>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, {COUNTS} FROM {ISSUES} {SOURCE} WHERE x.source_id = $1 AND x.issue_id = $2"
    );
    platform.optional(AssertSqlSafe(sql), params![source, id]).await
}

const SIGHTING: &str = "(SELECT MIN(s.seen_at) FROM delivery_sightings s WHERE s.tenant_id = x.tenant_id AND s.issue_id = x.issue_id) AS seen_at, \
     (SELECT MIN(a.name) FROM delivery_sightings s JOIN accounts a ON a.account_id = s.account_id \
      WHERE s.tenant_id = x.tenant_id AND s.issue_id = x.issue_id AND s.seen_at = (SELECT MIN(f.seen_at) FROM delivery_sightings f \
      WHERE f.tenant_id = x.tenant_id AND f.issue_id = x.issue_id)) AS seen_by";

/// Every delivery of an issue.
///
/// # Errors
/// When the database does not answer.
pub async fn deliveries_of(platform: &mut Platform, source: &TenantId, issue: &str) -> Result<Vec<Delivery>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, {SIGHTING} FROM deliveries x {SOURCE} WHERE x.source_id = $1 AND x.issue_id = $2 \
         ORDER BY x.tenant_id"
    );
    platform.all(AssertSqlSafe(sql), params![source, issue]).await
}

/// The deliveries to a site, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn deliveries_to(
    platform: &mut Platform,
    receiver: &TenantId,
    from: &After,
    most: usize,
) -> Result<Vec<Delivery>> {
    let mut params = params![receiver];
    let more = after("x.delivered_at", "x.issue_id", from, &mut params);
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, {SIGHTING} FROM deliveries x {SOURCE} WHERE x.tenant_id = $1{more} \
         ORDER BY x.delivered_at DESC, x.issue_id DESC LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), params).await
}

/// One delivery to a site.
///
/// # Errors
/// When the database does not answer.
pub async fn delivery(platform: &mut Platform, receiver: &TenantId, issue: &str) -> Result<Option<Delivery>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, {SIGHTING} FROM deliveries x {SOURCE} WHERE x.tenant_id = $1 AND x.issue_id = $2"
    );
    platform.optional(AssertSqlSafe(sql), params![receiver, issue]).await
}

/// How many deliveries of a site somebody has yet to open or to decide on.
///
/// # Errors
/// When the database does not answer.
pub async fn open_deliveries(scope: &mut Scope) -> Result<i64> {
    scope
        .one(
            "SELECT COUNT(*) AS n FROM deliveries d WHERE d.tenant_id = $1 AND d.state <> 'recalled' AND (d.state = 'waiting' \
             OR NOT EXISTS (SELECT 1 FROM delivery_sightings s WHERE s.tenant_id = d.tenant_id AND s.issue_id = d.issue_id))",
            vec![],
        )
        .await
}

/// How many proposals wait for a site's decision.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_proposals(scope: &mut Scope) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM proposals WHERE tenant_id = $1 AND state = 'waiting'";
    scope.one(sql, vec![]).await
}

/// Shows an optional delivery, or does not.
///
/// # Errors
/// [`Error::Conflict`] when it is mandatory or was recalled.
pub async fn decide_delivery(scope: &mut WriteScope, issue: &str, state: DeliveryState) -> Result<()> {
    let (by, now, today) = (scope.actor().label.clone(), scope.db().clock.now(), scope.db().clock.today());
    let rows = scope
        .execute(
            "UPDATE deliveries SET state = $3, decided_by = $4, decided_at = $5, listed_on = $6 \
             WHERE tenant_id = $1 AND issue_id = $2 AND mandatory = FALSE AND state <> 'recalled'",
            params![issue, state.as_str(), by, now, today],
        )
        .await?;
    if rows == 1 {
        return Ok(());
    }
    Err(Error::Conflict(
        "Nội dung này bắt buộc hiển thị hoặc đã được nơi phát hành thu hồi. Hãy tải lại trang.".into(),
    ))
}

/// Takes an issue back; the sites that had it.
///
/// # Errors
/// When the database refuses.
pub async fn recall(platform: &mut PlatformWrite, issue: &Issue, now: Millis) -> Result<Vec<TenantId>> {
    let sql = "SELECT tenant_id AS s FROM deliveries WHERE source_id = $1 AND issue_id = $2 AND state <> 'recalled'";
    let held: Vec<String> = platform.all(sql, params![&issue.source, &issue.id]).await?;
    let sql = "UPDATE deliveries SET state = 'recalled' WHERE source_id = $1 AND issue_id = $2";
    platform.execute(sql, params![&issue.source, &issue.id]).await?;
    let sql =
        "UPDATE issues SET recalled_at = $3 WHERE tenant_id = $1 AND issue_id = $2 AND recalled_at IS NULL";
    platform.execute(sql, params![&issue.source, &issue.id, now]).await?;
    Ok(held.into_iter().map(TenantId::from).collect())
}

/// Somebody of the receiving site has opened a delivery; whether it was for the first time.
///
/// # Errors
/// When the database refuses.
pub async fn sight(scope: &mut WriteScope, issue: &str, account: &AccountId) -> Result<bool> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO delivery_sightings (tenant_id, issue_id, account_id, seen_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    Ok(scope.execute(sql, params![issue, account, now]).await? == 1)
}

/// The deliveries whose receivers were not told yet.
///
/// # Errors
/// When the database does not answer.
pub async fn untold_deliveries(platform: &mut Platform, most: usize) -> Result<Vec<Delivery>> {
    let sql = format!(
        "SELECT x.*, {OF_SOURCE}, {SIGHTING} FROM deliveries x {SOURCE} WHERE x.told_at IS NULL AND x.state <> 'recalled' \
         ORDER BY x.delivered_at LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), vec![]).await
}

/// The receiver was told of a delivery.
///
/// # Errors
/// When the database refuses.
pub async fn told_delivery(scope: &mut WriteScope, issue: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE deliveries SET told_at = $3 WHERE tenant_id = $1 AND issue_id = $2";
    scope.execute(sql, params![issue, now]).await.map(drop)
}

/// A source's item as a receiving site lists it.
#[derive(Clone, Debug)]
pub struct ShownItem {
    /// Whose it is.
    pub source: TenantId,
    /// Its topic among the news.
    pub topic: Option<String>,
    /// The item, listed under the day on which this site began to show it.
    pub listed: Listed,
}

impl FromRow for ShownItem {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            source: row.get::<String>("source_id")?.into(),
            topic: row.get("topic")?,
            listed: Listed::from_row(row)?,
        })
    }
}

/// What a site shows of others' live items, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(platform: &mut Platform, receiver: &TenantId, most: usize) -> Result<Vec<ShownItem>> {
    let sql = format!(
        "SELECT x.source_id, x.listed_on, i.item_id, i.topic, i.kind, i.section_key, i.slug, e.title, e.summary, e.author, \
         d.number, d.doc_type, d.issuer, d.issued_on, d.effective_on, d.expires_on FROM deliveries x \
         JOIN items i ON i.tenant_id = x.source_id AND i.item_id = x.item_id AND i.archived_on IS NULL \
         JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         LEFT JOIN documents d ON d.tenant_id = i.tenant_id AND d.item_id = i.item_id \
         WHERE x.tenant_id = $1 AND x.state = 'shown' ORDER BY x.listed_on DESC, x.issue_id DESC LIMIT {most}"
    );
    platform.all(AssertSqlSafe(sql), params![receiver]).await
}

/// A fact that is told of an entry of another site which a site shows.
pub(super) struct ToldOfShown {
    pub(super) source: TenantId,
    pub(super) item: ItemId,
    pub(super) key: String,
    pub(super) value: String,
}

impl FromRow for ToldOfShown {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            source: row.get::<String>("source_id")?.into(),
            item: row.get::<String>("item_id")?.into(),
            key: row.get("fact_key")?,
            value: row.get("value")?,
        })
    }
}

/// What is told of all entries that a site shows of others.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn told_of_shown(platform: &mut Platform, receiver: &TenantId) -> Result<Vec<ToldOfShown>> {
    let sql = "SELECT x.source_id, f.item_id, f.fact_key, f.value FROM deliveries x JOIN record_facts f \
               ON f.tenant_id = x.source_id AND f.item_id = x.item_id WHERE x.tenant_id = $1 AND x.state = 'shown'";
    platform.all(sql, params![receiver]).await
}

/// The sections, as their sources have them, of what a site shows of others.
///
/// # Errors
/// When the database does not answer.
pub async fn shown_sections(platform: &mut Platform, receiver: &TenantId) -> Result<Vec<SectionKey>> {
    let sql = "SELECT DISTINCT i.section_key AS s FROM deliveries x JOIN items i ON i.tenant_id = x.source_id \
               AND i.item_id = x.item_id WHERE x.tenant_id = $1 AND x.state = 'shown' \
               AND i.live_edition_id IS NOT NULL AND i.archived_on IS NULL";
    let keys: Vec<String> = platform.all(sql, params![receiver]).await?;
    Ok(keys.iter().filter_map(|key| SectionKey::parse(key)).collect())
}

/// The state of a site's delivery of the item that bears an address at its source, purged ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn delivered_as(
    platform: &mut Platform,
    receiver: &TenantId,
    source: &TenantId,
    slug: &str,
) -> Result<Option<DeliveryState>> {
    let found: Option<String> = platform
        .optional(
            "SELECT x.state AS s FROM deliveries x JOIN items i ON i.tenant_id = x.source_id AND i.item_id = x.item_id \
             LEFT JOIN purges p ON p.tenant_id = i.tenant_id AND p.item_id = i.item_id \
             WHERE x.tenant_id = $1 AND x.source_id = $2 AND (i.slug = $3 OR p.slug_sha256 = $4) \
             ORDER BY x.delivered_at DESC, x.issue_id DESC",
            params![receiver, source, slug, sha256_hex(slug.as_bytes())],
        )
        .await?;
    Ok(found.as_deref().and_then(DeliveryState::parse))
}

/// A file of a live item that a site shows.
///
/// # Errors
/// When the database does not answer.
pub async fn source_of_file(
    platform: &mut Platform,
    receiver: &TenantId,
    file: &FileId,
) -> Result<Option<TenantId>> {
    let source: Option<String> = platform
        .optional(
            "SELECT x.source_id AS s FROM deliveries x JOIN live_files l ON l.tenant_id = x.source_id AND l.item_id = x.item_id \
             JOIN files f ON f.tenant_id = l.tenant_id AND f.file_id = l.file_id \
             WHERE x.tenant_id = $1 AND x.state = 'shown' AND f.file_id = $2 AND f.sha256 <> ''",
            params![receiver, file],
        )
        .await?;
    Ok(source.map(TenantId::from))
}

/// The sites that show an item of another.
///
/// # Errors
/// When the database does not answer.
pub async fn hosts(platform: &mut Platform, source: &TenantId, item: &ItemId) -> Result<Vec<String>> {
    let sql = "SELECT tenant_id AS s FROM deliveries WHERE source_id = $1 AND item_id = $2 AND state = 'shown' ORDER BY tenant_id";
    platform.all(sql, params![source, item]).await
}

/// The deliveries of an item, for its page at the source's desk: how many, and how many unseen.
///
/// # Errors
/// When the database does not answer.
pub async fn issued_as(scope: &mut Scope, item: &ItemId) -> Result<Vec<String>> {
    let sql =
        "SELECT issue_id AS s FROM issues WHERE tenant_id = $1 AND item_id = $2 ORDER BY issued_at DESC";
    scope.all(sql, params![item]).await
}
