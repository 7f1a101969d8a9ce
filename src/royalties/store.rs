//! The SQL of royalties: settings, who is paid, assessments, the month's list. And nobody else's.

mod ledger;
mod returned;
mod runs;
mod uncollected;
mod unpaid;

use std::collections::BTreeMap;

use royalties::amount::Rounding;
use royalties::{Coefficient, Supplements};
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, ItemId};
use crate::base::scope::{Scope, WriteScope};
use crate::items::kinds::Kind;
use crate::params;
use crate::supply::month::Month;
use crate::tenants::SectionKey;

use super::list::{Approved, Assessment, Due, Gone, Part, Row, day_of};
use super::payees::Payee;
use super::settings::{Payer, Settings, Terms, Treatment, UnitDay};

pub use ledger::{
    Ledger, adjustments_written, changed, entries, entries_of, remunerations_written, standing,
};
pub(super) use ledger::{
    NewEntry, add_remuneration, insert_entry, insert_listed, insert_month, remove_remuneration, remunerations,
};
pub(super) use returned::{insert_returned, returned_to, sent_again};
pub use returned::{returned_of, returned_open};
pub use runs::*;
pub(super) use uncollected::{
    answer_all, in_fund, insert_carried, insert_carry, insert_claim, insert_notice, insert_response, reopen,
    unanswered,
};
pub use uncollected::{carries, notices, sum_in_fund};
pub(super) use unpaid::{assessed, forget_told, open_items, remember_told, set_step, told};
pub use unpaid::{first_assessed, open_sum, told_on};

fn word<T>(row: &DbRow, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::internal(format!("{column} holds {text}")))
}

impl FromRow for Settings {
    fn from_row(row: &DbRow) -> Result<Self> {
        let rounding = Rounding::to(row.get("rounding")?);
        Ok(Self {
            unit_day: word(row, "unit_day", UnitDay::parse)?,
            rounding: rounding.ok_or_else(|| Error::internal("no such rounding"))?,
            payer: word(row, "payer", Payer::parse)?,
            translation: row.get("translation")?,
            repost: row.get("repost")?,
            duty: row.get("duty")?,
            remuneration: row.get("remuneration")?,
            frame: row.get("frame")?,
        })
    }
}

pub(super) async fn settings(scope: &mut Scope) -> Result<Option<Settings>> {
    scope.optional("SELECT * FROM royalty_settings WHERE tenant_id = $1", vec![]).await
}

pub(super) async fn put_settings(
    scope: &mut WriteScope,
    settings: &Settings,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO royalty_settings (tenant_id, unit_day, rounding, payer, translation, repost, duty, remuneration, set_by, set_at, frame) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tenant_id) DO UPDATE SET unit_day = excluded.unit_day, \
             rounding = excluded.rounding, payer = excluded.payer, translation = excluded.translation, repost = excluded.repost, \
             duty = excluded.duty, remuneration = excluded.remuneration, set_by = excluded.set_by, set_at = excluded.set_at, \
             frame = excluded.frame",
            params![
                settings.unit_day.as_str(),
                settings.rounding.dong(),
                settings.payer.as_str(),
                settings.translation,
                settings.repost,
                settings.duty,
                settings.remuneration,
                by,
                now,
                settings.frame.as_deref(),
            ],
        )
        .await
        .map(drop)
}

impl FromRow for Payee {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            id: row.get("payee_id")?,
            account: row.get::<Option<String>>("account_id")?.map(AccountId::from),
            name: row.get("name")?,
            unit: row.get("unit")?,
            version: row.get("version")?,
            has_payment: row.get::<i64>("has_payment")? > 0,
        })
    }
}

/// The columns of a payee `p`.
const PAYEE: &str = "p.payee_id, p.account_id, p.name, p.unit, p.version, \
     CAST(CASE WHEN p.payment IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_payment";

async fn payee_where(scope: &mut Scope, condition: &str, value: Param) -> Result<Option<Payee>> {
    let sql = format!("SELECT {PAYEE} FROM royalty_payees p WHERE p.tenant_id = $1 AND {condition} = $2");
    scope.optional(AssertSqlSafe(sql), vec![value]).await
}

pub(super) async fn payee(scope: &mut Scope, id: &str) -> Result<Option<Payee>> {
    payee_where(scope, "p.payee_id", id.into()).await
}

pub(super) async fn payee_of(scope: &mut Scope, account: &AccountId) -> Result<Option<Payee>> {
    payee_where(scope, "p.account_id", account.into()).await
}

/// Everybody who was ever named, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn payees(scope: &mut Scope) -> Result<Vec<Payee>> {
    let sql = format!(
        "SELECT {PAYEE} FROM royalty_payees p WHERE p.tenant_id = $1 ORDER BY p.name, p.payee_id LIMIT 1000"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

pub(super) async fn insert_payee(
    scope: &mut WriteScope,
    payee: &Payee,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO royalty_payees (tenant_id, payee_id, account_id, name, unit, version, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT DO NOTHING",
            params![&payee.id, payee.account.as_ref(), &payee.name, &payee.unit, by, now],
        )
        .await
}

pub(super) async fn put_payee(
    scope: &mut WriteScope,
    id: &str,
    (name, unit): (&str, &str),
    version: i64,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE royalty_payees SET name = $3, unit = $4, version = version + 1, set_by = $6, set_at = $7 \
             WHERE tenant_id = $1 AND payee_id = $2 AND version = $5",
            params![id, name, unit, version, by, now],
        )
        .await
}

pub(super) async fn put_payment(scope: &mut WriteScope, id: &str, sealed: Vec<u8>) -> Result<()> {
    scope
        .execute_one(
            "UPDATE royalty_payees SET payment = $3 WHERE tenant_id = $1 AND payee_id = $2",
            params![id, Some(sealed)],
        )
        .await
}

struct Sealed(Option<Vec<u8>>);

impl FromRow for Sealed {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("payment")?))
    }
}

pub(super) async fn payment(scope: &mut Scope, id: &str) -> Result<Option<Vec<u8>>> {
    let row: Option<Sealed> = scope
        .optional("SELECT payment FROM royalty_payees WHERE tenant_id = $1 AND payee_id = $2", params![id])
        .await?;
    Ok(row.and_then(|row| row.0))
}

/// An assessment without who is paid.
pub(super) struct NewAssessment<'a> {
    pub item: &'a ItemId,
    pub no: i64,
    pub genre: &'a str,
    pub coefficient: Coefficient,
    pub treatment: Treatment,
    pub share: Option<i64>,
    pub supplements: &'a Supplements,
    pub reason: &'a str,
    pub by: &'a AccountId,
}

pub(super) async fn insert_assessment(
    scope: &mut WriteScope,
    new: &NewAssessment<'_>,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO royalty_assessments (tenant_id, item_id, no, genre, coefficient, treatment, reason, set_by, set_at, share, \
             supplements) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            params![
                new.item,
                new.no,
                new.genre,
                new.coefficient.as_hundredths(),
                new.treatment.as_str(),
                new.reason,
                new.by,
                now,
                new.share,
                new.supplements.to_string(),
            ],
        )
        .await
}

pub(super) async fn insert_share(
    scope: &mut WriteScope,
    item: &ItemId,
    no: i64,
    place: i64,
    payee: &str,
    weight: i64,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO royalty_shares (tenant_id, item_id, no, place, payee_id, weight) VALUES ($1, $2, $3, $4, $5, $6)",
            params![item, no, place, payee, weight],
        )
        .await
        .map(drop)
}

/// The number of an item's latest assessment; 0 where there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn last_assessment(scope: &mut Scope, item: &ItemId) -> Result<i64> {
    scope
        .one(
            "SELECT COALESCE(MAX(no), 0) AS n FROM royalty_assessments WHERE tenant_id = $1 AND item_id = $2",
            params![item],
        )
        .await
}

struct Head(ItemId, Assessment);

impl FromRow for Head {
    fn from_row(row: &DbRow) -> Result<Self> {
        let assessment = Assessment {
            no: row.get("no")?,
            genre: row.get("genre")?,
            coefficient: Coefficient::hundredths(row.get("coefficient")?),
            treatment: word(row, "treatment", Treatment::parse)?,
            share: row.get("share")?,
            supplements: word(row, "supplements", Supplements::parse)?,
            reason: row.get("reason")?,
            set_by: row.get::<String>("set_by")?.into(),
            set_at: row.get("set_at")?,
            parts: Vec::new(),
        };
        Ok(Self(row.get::<String>("item_id")?.into(), assessment))
    }
}

struct Shared(ItemId, Part);

impl FromRow for Shared {
    fn from_row(row: &DbRow) -> Result<Self> {
        let part = Part { payee: Payee::from_row(row)?, weight: row.get("weight")? };
        Ok(Self(row.get::<String>("item_id")?.into(), part))
    }
}

/// The assessments `a` that a condition names, one an item, with who is paid.
async fn assessments_where(
    scope: &mut Scope,
    condition: &str,
    params: Vec<Param>,
) -> Result<BTreeMap<ItemId, Assessment>> {
    let heads = format!("SELECT a.* FROM royalty_assessments a WHERE a.tenant_id = $1 AND {condition}");
    let heads: Vec<Head> = scope.all(AssertSqlSafe(heads), params.clone()).await?;
    let shares = format!(
        "SELECT s.item_id, s.weight, {PAYEE} FROM royalty_assessments a \
         JOIN royalty_shares s ON s.tenant_id = a.tenant_id AND s.item_id = a.item_id AND s.no = a.no \
         JOIN royalty_payees p ON p.tenant_id = s.tenant_id AND p.payee_id = s.payee_id \
         WHERE a.tenant_id = $1 AND {condition} ORDER BY s.item_id, s.place"
    );
    let shares: Vec<Shared> = scope.all(AssertSqlSafe(shares), params).await?;
    let mut found: BTreeMap<ItemId, Assessment> = heads.into_iter().map(|head| (head.0, head.1)).collect();
    for Shared(item, part) in shares {
        if let Some(assessment) = found.get_mut(&item) {
            assessment.parts.push(part);
        }
    }
    Ok(found)
}

const LATEST: &str = "NOT EXISTS (SELECT 1 FROM royalty_assessments b WHERE b.tenant_id = a.tenant_id AND \
     b.item_id = a.item_id AND b.no > a.no)";

/// The latest assessment of every item of which an edition went live in a month, and of every answer published in it.
pub(super) async fn assessments_in(scope: &mut Scope, month: Month) -> Result<BTreeMap<ItemId, Assessment>> {
    let (from, until) = month.span();
    let condition = format!(
        "{LATEST} AND (a.item_id IN (SELECT e.item_id FROM editions e WHERE e.tenant_id = $1 AND e.live_from >= $2 \
         AND e.live_from < $3) OR a.item_id IN (SELECT q.question_id FROM questions q WHERE q.tenant_id = $1 \
         AND q.published_at >= $2 AND q.published_at < $3))"
    );
    assessments_where(scope, &condition, params![from, until]).await
}

/// The assessments with which a month's items were approved.
pub(super) async fn assessments_listed(
    scope: &mut Scope,
    month: Month,
) -> Result<BTreeMap<ItemId, Assessment>> {
    let condition = "EXISTS (SELECT 1 FROM royalty_listed l WHERE l.tenant_id = a.tenant_id AND l.item_id = a.item_id \
         AND l.assessment = a.no AND l.month = $2)";
    assessments_where(scope, condition, params![month.to_string()]).await
}

/// An item's latest assessment.
///
/// # Errors
/// When the database does not answer.
pub async fn assessment(scope: &mut Scope, item: &ItemId) -> Result<Option<Assessment>> {
    let condition = format!("{LATEST} AND a.item_id = $2");
    Ok(assessments_where(scope, &condition, params![item]).await?.remove(item))
}

/// The assessment of an item with a number.
pub(super) async fn assessment_no(scope: &mut Scope, item: &ItemId, no: i64) -> Result<Option<Assessment>> {
    let condition = "a.item_id = $2 AND a.no = $3";
    Ok(assessments_where(scope, condition, params![item, no]).await?.remove(item))
}

/// The coefficient of an item's assessment with a number.
pub(super) async fn coefficient_of(scope: &mut Scope, item: &ItemId, no: i64) -> Result<Coefficient> {
    let found = assessment_no(scope, item, no).await?.filter(Assessment::pays);
    Ok(found.map_or_else(Coefficient::default, |one| one.coefficient))
}

impl FromRow for Terms {
    fn from_row(row: &DbRow) -> Result<Self> {
        let chosen: Option<i64> = row.get("chosen")?;
        let rounding = Rounding::to(row.get("rounding")?);
        Ok(Self {
            treatment: word(row, "treatment", Treatment::parse)?,
            share: row.get::<Option<i64>>("share")?.filter(|_| chosen.is_none()),
            rounding: rounding.ok_or_else(|| Error::internal("no such rounding"))?,
        })
    }
}

/// With what an item was approved; none where it was approved without a worth.
pub(super) async fn terms(scope: &mut Scope, item: &ItemId) -> Result<Option<Terms>> {
    scope
        .optional(
            "SELECT l.share, l.rounding, a.treatment, a.share AS chosen FROM royalty_listed l JOIN royalty_assessments a \
             ON a.tenant_id = l.tenant_id AND a.item_id = l.item_id AND a.no = l.assessment \
             WHERE l.tenant_id = $1 AND l.item_id = $2",
            params![item],
        )
        .await
}

/// An item that readers see, with an edition that went live in the month.
pub(super) struct Seen {
    pub item: ItemId,
    pub edition: EditionId,
    pub title: String,
    pub kind: Kind,
    pub section: SectionKey,
    pub slug: String,
    pub author: String,
    pub unit: String,
    pub created_by: Option<AccountId>,
    pub published_on: jiff::civil::Date,
    pub is_imported: bool,
    first_live: Millis,
}

impl FromRow for Seen {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            kind: word(row, "kind", Kind::parse)?,
            section: word(row, "section_key", SectionKey::parse)?,
            slug: row.get("slug")?,
            author: row.get("author")?,
            unit: row.get("unit_key")?,
            created_by: row.get::<Option<String>>("created_by")?.map(AccountId::from),
            published_on: day_of(row.get("first_live")?),
            is_imported: row.get::<i64>("imported")? > 0,
            first_live: row.get("first_live")?,
        })
    }
}

/// What readers see today and first saw in the month, or see again since then and no list holds; answers to them too.
pub(super) async fn published(scope: &mut Scope, month: Month) -> Result<Vec<Seen>> {
    let (from, until) = month.span();
    let mut seen: Vec<Seen> = scope
        .all(
            "SELECT i.item_id, i.kind, i.section_key, i.slug, i.created_by, e.edition_id, e.title, e.author, e.unit_key, \
             (SELECT MIN(f.live_from) FROM editions f WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id) AS first_live, \
             (SELECT COUNT(*) FROM editions g WHERE g.tenant_id = i.tenant_id AND g.item_id = i.item_id AND g.no = 1 AND \
             g.batch_id IS NOT NULL) AS imported \
             FROM items i JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
             WHERE i.tenant_id = $1 AND i.item_id IN (SELECT h.item_id FROM editions h WHERE h.tenant_id = $1 AND h.live_from >= $2 \
             AND h.live_from < $3) AND NOT EXISTS (SELECT 1 FROM royalty_listed l WHERE l.tenant_id = i.tenant_id AND \
             l.item_id = i.item_id) ORDER BY first_live, i.item_id",
            params![from, until],
        )
        .await?;
    seen.extend(answers(scope, month).await?);
    seen.sort_by(|a, b| (a.first_live, a.item.as_str()).cmp(&(b.first_live, b.item.as_str())));
    Ok(seen)
}

/// The answers that were published in a month, are still read, and stand in no list.
async fn answers(scope: &mut Scope, month: Month) -> Result<Vec<Seen>> {
    let (from, until) = month.span();
    scope
        .all(
            "SELECT q.question_id AS item_id, $4 AS kind, $5 AS section_key, q.slug, a.created_by, '' AS edition_id, \
             COALESCE(q.public_subject, '') AS title, a.author_name AS author, a.unit_key, q.published_at AS first_live, \
             CAST(0 AS BIGINT) AS imported FROM questions q JOIN answers a ON a.tenant_id = q.tenant_id AND \
             a.answer_id = q.answer_id WHERE q.tenant_id = $1 AND q.state = 'published' AND q.published_at >= $2 \
             AND q.published_at < $3 AND NOT EXISTS (SELECT 1 FROM royalty_listed l WHERE l.tenant_id = q.tenant_id AND \
             l.item_id = q.question_id)",
            params![from, until, Kind::Record.as_str(), SectionKey::Questions.as_str()],
        )
        .await
}

struct ListedRow(i64, Row);

impl FromRow for ListedRow {
    fn from_row(row: &DbRow) -> Result<Self> {
        let kind = word(row, "kind", Kind::parse)?;
        let section = word(row, "section_key", SectionKey::parse)?;
        let published_on =
            row.date("published_on")?.ok_or_else(|| Error::internal("listed without a day"))?;
        let is_gone = row.get::<i64>("gone")? > 0;
        let since = row.get::<Option<Millis>>("live_until")?.map(day_of);
        let listed = Row {
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            kind,
            section,
            slug: row.get("slug")?,
            author: row.get("author")?,
            unit: row.get("unit_key")?,
            created_by: row.get::<Option<String>>("created_by")?.map(AccountId::from),
            published_on,
            due: Due::of(kind, section, row.get::<i64>("imported")? > 0),
            assessment: None,
            amount: row.get("amount")?,
            worth_on: row.date("worth_on")?.unwrap_or(published_on),
            share: row.get("share")?,
            gone: is_gone.then_some(Gone { since }),
        };
        Ok(Self(row.get("no")?, listed))
    }
}

/// A locked list in its order, without the assessments.
pub(super) async fn listed(scope: &mut Scope, month: Month) -> Result<Vec<Row>> {
    let mut rows: Vec<ListedRow> = scope
        .all(
            "SELECT l.no, l.item_id, l.edition_id, l.published_on, l.amount, l.share, i.kind, i.section_key, i.slug, i.created_by, e.title, \
             e.author, e.unit_key, (SELECT COUNT(*) FROM editions g WHERE g.tenant_id = l.tenant_id AND g.item_id = l.item_id AND \
             g.no = 1 AND g.batch_id IS NOT NULL) AS imported, (SELECT MIN(x.worth_on) FROM royalty_entries x WHERE \
             x.tenant_id = l.tenant_id AND x.item_id = l.item_id AND x.kind = 'royalty') AS worth_on, \
             CAST(CASE WHEN i.live_edition_id IS NULL THEN 1 ELSE 0 END AS BIGINT) AS gone, (SELECT MAX(w.live_until) FROM \
             editions w WHERE w.tenant_id = l.tenant_id AND w.item_id = l.item_id) AS live_until FROM royalty_listed l JOIN items i ON i.tenant_id = l.tenant_id AND i.item_id = l.item_id \
             JOIN editions e ON e.tenant_id = l.tenant_id AND e.edition_id = l.edition_id \
             WHERE l.tenant_id = $1 AND l.month = $2 ORDER BY l.no",
            params![month.to_string()],
        )
        .await?;
    rows.extend(answers_listed(scope, month).await?);
    rows.sort_by_key(|row| row.0);
    Ok(rows.into_iter().map(|row| row.1).collect())
}

async fn answers_listed(scope: &mut Scope, month: Month) -> Result<Vec<ListedRow>> {
    scope
        .all(
            "SELECT l.no, l.item_id, l.edition_id, l.published_on, l.amount, l.share, $3 AS kind, $4 AS section_key, q.slug, \
             a.created_by, COALESCE(q.public_subject, '') AS title, a.author_name AS author, a.unit_key, CAST(0 AS BIGINT) \
             AS imported, (SELECT MIN(x.worth_on) FROM royalty_entries x WHERE x.tenant_id = l.tenant_id AND \
             x.item_id = l.item_id AND x.kind = 'royalty') AS worth_on, CAST(CASE WHEN q.state = 'published' THEN 0 ELSE 1 END \
             AS BIGINT) AS gone, (SELECT w.withdrawn_at FROM answer_withdrawals w WHERE w.tenant_id = q.tenant_id AND \
             w.question_id = q.question_id) AS live_until FROM royalty_listed l JOIN questions q ON q.tenant_id = l.tenant_id \
             AND q.question_id = l.item_id JOIN answers a ON a.tenant_id = q.tenant_id AND a.answer_id = q.answer_id \
             WHERE l.tenant_id = $1 AND l.month = $2 AND l.edition_id = ''",
            params![month.to_string(), Kind::Record.as_str(), SectionKey::Questions.as_str()],
        )
        .await
}

impl FromRow for Approved {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            by: row.get::<String>("approved_by")?.into(),
            at: row.get("approved_at")?,
            items: row.get("items")?,
            total: row.get("total")?,
        })
    }
}

/// Whether and how a month was approved.
///
/// # Errors
/// When the database does not answer.
pub async fn approved(scope: &mut Scope, month: Month) -> Result<Option<Approved>> {
    scope
        .optional(
            "SELECT * FROM royalty_months WHERE tenant_id = $1 AND month = $2",
            params![month.to_string()],
        )
        .await
}

struct Named(Month);

impl FromRow for Named {
    fn from_row(row: &DbRow) -> Result<Self> {
        word(row, "month", Month::parse).map(Self)
    }
}

/// Every month that was approved, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn approved_months(scope: &mut Scope) -> Result<Vec<Month>> {
    let rows: Vec<Named> = scope
        .all("SELECT month FROM royalty_months WHERE tenant_id = $1 ORDER BY month DESC", vec![])
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

struct Placed {
    listed: Option<String>,
    first_live: Option<Millis>,
    shown_from: Option<Millis>,
}

impl FromRow for Placed {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            listed: row.get("listed")?,
            first_live: row.get("first_live")?,
            shown_from: row.get("shown_from")?,
        })
    }
}

/// The month whose list holds an item, or would if it were approved now; none for what no list holds.
pub(super) async fn month_of(scope: &mut Scope, item: &ItemId) -> Result<Option<Month>> {
    let placed: Option<Placed> = scope
        .optional(
            "SELECT (SELECT l.month FROM royalty_listed l WHERE l.tenant_id = i.tenant_id AND l.item_id = i.item_id) AS listed, \
             (SELECT MIN(f.live_from) FROM editions f WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id) AS first_live, \
             (SELECT e.live_from FROM editions e WHERE e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id) AS shown_from \
             FROM items i WHERE i.tenant_id = $1 AND i.item_id = $2",
            params![item],
        )
        .await?;
    let Some(placed) = placed else { return month_of_answer(scope, item).await };
    if let Some(listed) = placed.listed {
        return Ok(Month::parse(&listed));
    }
    let month = |at: Option<Millis>| at.map(|at| Month::of(day_of(at)));
    let Some(first) = month(placed.first_live) else { return Ok(None) };
    match approved(scope, first).await? {
        Some(_) => Ok(month(placed.shown_from)),
        None => Ok(Some(first)),
    }
}

/// The month whose list holds an answer to a reader, or would; none for what is no published answer.
async fn month_of_answer(scope: &mut Scope, question: &ItemId) -> Result<Option<Month>> {
    let placed: Option<Placed> = scope
        .optional(
            "SELECT (SELECT l.month FROM royalty_listed l WHERE l.tenant_id = q.tenant_id AND l.item_id = q.question_id) AS listed, \
             q.published_at AS first_live, q.published_at AS shown_from FROM questions q WHERE q.tenant_id = $1 \
             AND q.question_id = $2 AND q.published_at IS NOT NULL",
            params![question],
        )
        .await?;
    let Some(placed) = placed else { return Ok(None) };
    let listed = placed.listed.as_deref().and_then(Month::parse);
    Ok(listed.or_else(|| placed.first_live.map(|at| Month::of(day_of(at)))))
}

/// Whom the board named as an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Their account, if they have one.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: String,
}

/// Whom the board last named for each item of which an edition went live between two instants.
///
/// # Errors
/// When the database does not answer.
pub async fn authors(
    scope: &mut Scope,
    from: Millis,
    until: Millis,
) -> Result<BTreeMap<ItemId, Vec<Author>>> {
    let condition = format!(
        "{LATEST} AND a.item_id IN (SELECT e.item_id FROM editions e WHERE e.tenant_id = $1 AND e.live_from >= $2 \
         AND e.live_from < $3)"
    );
    let found = assessments_where(scope, &condition, params![from, until]).await?;
    let named = found.into_iter().filter(|(_, one)| !one.parts.is_empty());
    let author = |part: Part| Author { account: part.payee.account, name: part.payee.name };
    Ok(named.map(|(item, one)| (item, one.parts.into_iter().map(author).collect())).collect())
}
