//! The SQL of sendings, their receipts and groups, and nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{MailId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;

use super::groups::{Kind, Recipient};
use super::{Carried, Distribution, Receipt};

/// How many rows of a list are read at once; ids follow the time, so that the last one says where the next begin.
pub const MOST: usize = 100;

const SENDING: &str = "SELECT d.*, e.title, \
     (SELECT COUNT(*) FROM distribution_receipts r WHERE r.tenant_id = d.tenant_id AND r.distribution_id = d.distribution_id) \
     AS recipients, \
     (SELECT COUNT(*) FROM distribution_receipts r WHERE r.tenant_id = d.tenant_id AND r.distribution_id = d.distribution_id \
     AND r.opened_at IS NOT NULL) AS opened \
     FROM distributions d JOIN archive_copies c ON c.tenant_id = d.tenant_id AND c.archive_id = d.archive_id \
     JOIN editions e ON e.tenant_id = c.tenant_id AND e.edition_id = c.edition_id";

const RECEIPT: &str = "SELECT r.*, o.state AS mail_state FROM distribution_receipts r \
     LEFT JOIN outbox o ON o.tenant_id = r.tenant_id AND o.mail_id = r.mail_id";

impl FromRow for Distribution {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get("distribution_id")?,
            item: row.get::<String>("item_id")?.into(),
            archive: row.get("archive_id")?,
            title: row.get("title")?,
            groups: row.json("groups")?,
            note: row.get("note")?,
            remind_on: row.date("remind_on")?,
            by: row.get("sent_by")?,
            at: row.get("sent_at")?,
            recipients: row.get("recipients")?,
            opened: row.get("opened")?,
        })
    }
}

impl FromRow for Receipt {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        let (mail, state) = (row.get::<Option<String>>("mail_id")?, row.get::<Option<String>>("mail_state")?);
        let carried = match (mail, state.as_deref()) {
            (None, _) => Carried::NoBox,
            (Some(_), Some("delivered")) => Carried::Sent,
            (Some(_), Some("bounced" | "dead" | "stopped")) => Carried::Bounced,
            (Some(_), _) => Carried::Waiting,
        };
        Ok(Self {
            id: row.get("receipt_id")?,
            distribution: row.get("distribution_id")?,
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("no such recipient: {kind}")))?,
            recipient: row.get("recipient")?,
            name: row.get("name")?,
            token_hashes: row.get("token_hash")?,
            carried,
            opened_at: row.get("opened_at")?,
            opened_by: row.get("opened_by")?,
            opened_post: row.get("opened_post")?,
            reminders: row.get("reminders")?,
        })
    }
}

pub(super) async fn insert(scope: &mut WriteScope, one: &Distribution) -> Result<()> {
    let groups = serde_json::to_string(&one.groups)?;
    scope
        .execute(
            "INSERT INTO distributions (tenant_id, distribution_id, item_id, archive_id, groups, note, remind_on, sent_by, sent_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![&one.id, &one.item, &one.archive, groups, &one.note, one.remind_on, &one.by, one.at],
        )
        .await
        .map(drop)
}

pub(super) async fn insert_receipt(
    scope: &mut WriteScope,
    one: &Distribution,
    id: &str,
    to: &Recipient,
    token_hash: &str,
    mail: Option<&MailId>,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO distribution_receipts (tenant_id, receipt_id, distribution_id, kind, recipient, name, token_hash, mail_id, \
             reminders) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
            params![id, &one.id, to.kind.as_str(), &to.key, &to.name, token_hash, mail],
        )
        .await
        .map(drop)
}

/// What a site sent, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(scope: &mut Scope, before: &str) -> Result<Vec<Distribution>> {
    let sql = format!(
        "{SENDING} WHERE d.tenant_id = $1 AND ($2 = '' OR d.distribution_id < $2) ORDER BY d.distribution_id DESC LIMIT {MOST}"
    );
    scope.all(AssertSqlSafe(sql), params![before]).await
}

/// The sendings of an archive copy, the last first.
pub(super) async fn of_copy(scope: &mut Scope, copy: &str) -> Result<Vec<Distribution>> {
    let sql =
        format!("{SENDING} WHERE d.tenant_id = $1 AND d.archive_id = $2 ORDER BY d.distribution_id DESC");
    scope.all(AssertSqlSafe(sql), params![copy]).await
}

/// One sending.
///
/// # Errors
/// When the database does not answer.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Option<Distribution>> {
    let sql = format!("{SENDING} WHERE d.tenant_id = $1 AND d.distribution_id = $2");
    scope.optional(AssertSqlSafe(sql), params![id]).await
}

/// The receipts of a sending, those who have not opened it first.
///
/// # Errors
/// When the database does not answer.
pub async fn receipts(scope: &mut Scope, id: &str) -> Result<Vec<Receipt>> {
    let sql = format!(
        "{RECEIPT} WHERE r.tenant_id = $1 AND r.distribution_id = $2 \
         ORDER BY CASE WHEN r.opened_at IS NULL THEN 0 ELSE 1 END, r.kind, r.name"
    );
    scope.all(AssertSqlSafe(sql), params![id]).await
}

pub(super) async fn receipt(scope: &mut Scope, id: &str) -> Result<Option<Receipt>> {
    let sql = format!("{RECEIPT} WHERE r.tenant_id = $1 AND r.receipt_id = $2");
    scope.optional(AssertSqlSafe(sql), params![id]).await
}

pub(super) async fn received(
    platform: &mut Platform,
    site: &TenantId,
    before: &str,
) -> Result<Vec<(Distribution, Receipt)>> {
    receipts_where(platform, site, "$2 = '' OR x.receipt_id < $2", before).await
}

/// One receipt of a site with what it is for.
pub(super) async fn received_one(
    platform: &mut Platform,
    site: &TenantId,
    id: &str,
) -> Result<Option<(Distribution, Receipt)>> {
    Ok(receipts_where(platform, site, "x.receipt_id = $2", id).await?.pop())
}

/// A site's receipts `x` that a condition names, the last first.
async fn receipts_where(
    platform: &mut Platform,
    site: &TenantId,
    condition: &str,
    value: &str,
) -> Result<Vec<(Distribution, Receipt)>> {
    let own = format!(
        "WHERE x.kind = 'site' AND x.recipient = $1 AND ({condition}) ORDER BY x.receipt_id DESC LIMIT {MOST}"
    );
    let sql = format!(
        "SELECT x.*, o.state AS mail_state FROM distribution_receipts x \
         LEFT JOIN outbox o ON o.tenant_id = x.tenant_id AND o.mail_id = x.mail_id {own}"
    );
    let receipts: Vec<Receipt> = platform.all(AssertSqlSafe(sql), params![site, value]).await?;
    let sql = format!(
        "{SENDING} JOIN distribution_receipts x ON x.tenant_id = d.tenant_id AND x.distribution_id = d.distribution_id {own}"
    );
    let sendings: Vec<Distribution> = platform.all(AssertSqlSafe(sql), params![site, value]).await?;
    Ok(sendings.into_iter().zip(receipts).collect())
}

/// How many documents sent to a site nobody of it has opened.
///
/// # Errors
/// When the database does not answer.
pub async fn count_unopened(platform: &mut Platform, site: &TenantId) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM distribution_receipts WHERE kind = 'site' AND recipient = $1 AND opened_at IS NULL";
    Ok(platform.optional(sql, params![site]).await?.unwrap_or(0))
}

/// Writes the first look down; how many rows that touched.
pub(super) async fn open_receipt(scope: &mut WriteScope, id: &str, name: &str, post: &str) -> Result<u64> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "UPDATE distribution_receipts SET opened_at = $3, opened_by = $4, opened_post = $5 \
             WHERE tenant_id = $1 AND receipt_id = $2 AND opened_at IS NULL",
            params![id, now, name, post],
        )
        .await
}

pub(super) async fn remind_receipt(
    scope: &mut WriteScope,
    id: &str,
    token_hash: &str,
    mail: &MailId,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "UPDATE distribution_receipts SET reminders = reminders + 1, reminded_at = $3, token_hash = token_hash || ' ' || $4, mail_id = $5 \
             WHERE tenant_id = $1 AND receipt_id = $2",
            params![id, now, token_hash, mail],
        )
        .await
        .map(drop)
}

/// The sendings whose day of reminding has come, over all sites.
pub(super) async fn due(platform: &mut Platform, today: Date) -> Result<Vec<Distribution>> {
    let sql = format!("{SENDING} WHERE d.remind_on <= $1 AND d.reminded_at IS NULL LIMIT {MOST}");
    platform.all(AssertSqlSafe(sql), params![today]).await
}

pub(super) async fn reminded(scope: &mut WriteScope, id: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE distributions SET reminded_at = $3 WHERE tenant_id = $1 AND distribution_id = $2";
    scope.execute(sql, params![id, now]).await.map(drop)
}

/// Who is in a group.
pub(super) struct Member {
    /// Which.
    pub group: String,
    /// Which kind.
    pub kind: Kind,
    /// Whom.
    pub key: String,
}

impl FromRow for Member {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            group: row.get("group_id")?,
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("no such recipient: {kind}")))?,
            key: row.get("recipient")?,
        })
    }
}

struct Named(String, String);

impl FromRow for Named {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("group_id")?, row.get("name")?))
    }
}

pub(super) async fn groups(scope: &mut Scope) -> Result<Vec<(String, String)>> {
    let sql =
        "SELECT group_id, name FROM recipient_groups WHERE tenant_id = $1 AND ended_at IS NULL ORDER BY name";
    let found: Vec<Named> = scope.all(sql, vec![]).await?;
    Ok(found.into_iter().map(|one| (one.0, one.1)).collect())
}

pub(super) async fn members(scope: &mut Scope) -> Result<Vec<Member>> {
    scope.all("SELECT * FROM recipient_group_members WHERE tenant_id = $1", vec![]).await
}

pub(super) async fn insert_group(scope: &mut WriteScope, id: &str, name: &str) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let sql = "INSERT INTO recipient_groups (tenant_id, group_id, name, set_by, set_at) VALUES ($1, $2, $3, $4, $5)";
    scope.execute(sql, params![id, name, by, now]).await.map(drop)
}

pub(super) async fn insert_member(scope: &mut WriteScope, group: &str, one: &Recipient) -> Result<()> {
    let sql =
        "INSERT INTO recipient_group_members (tenant_id, group_id, kind, recipient) VALUES ($1, $2, $3, $4)";
    scope.execute(sql, params![group, one.kind.as_str(), &one.key]).await.map(drop)
}

pub(super) async fn end_group(scope: &mut WriteScope, id: &str) -> Result<u64> {
    let now = scope.db().clock.now();
    let sql = "UPDATE recipient_groups SET ended_at = $3 WHERE tenant_id = $1 AND group_id = $2 AND ended_at IS NULL";
    scope.execute(sql, params![id, now]).await
}
