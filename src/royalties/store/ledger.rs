//! The SQL of approved months, of the ledger and of remunerations that wait for approval.

use jiff::civil::Date;
use royalties::amount::Rounding;
use royalties::{Coefficient, Dong};
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, ItemId, fresh};
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use crate::royalties::list::{Adjustment, GONE, Row};
use crate::royalties::payees::Payee;
use crate::royalties::remuneration::Remuneration;
use crate::supply::month::Month;

use super::PAYEE;

/// Locks a month; somebody's hand may have been quicker.
pub(in crate::royalties) async fn insert_month(
    scope: &mut WriteScope,
    month: Month,
    (items, total): (i64, Dong),
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO royalty_months (tenant_id, month, items, total, approved_by, approved_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT DO NOTHING",
            params![month.to_string(), items, total, by, now],
        )
        .await
}

pub(in crate::royalties) async fn insert_listed(
    scope: &mut WriteScope,
    month: Month,
    no: i64,
    row: &Row,
    rounding: Rounding,
) -> Result<()> {
    let (genre, assessment) = row.assessment.as_ref().map_or(("", 0), |one| (one.genre.as_str(), one.no));
    scope
        .execute(
            "INSERT INTO royalty_listed (tenant_id, month, no, item_id, edition_id, genre, coefficient, published_on, amount, assessment, \
             share, rounding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                month.to_string(),
                no,
                &row.item,
                &row.edition,
                genre,
                row.coefficient().map_or(0, Coefficient::as_hundredths),
                row.published_on,
                row.amount,
                assessment,
                row.share,
                rounding.dong(),
            ],
        )
        .await
        .map(drop)
}

/// A row that is added to the ledger.
pub(in crate::royalties) struct NewEntry<'a> {
    pub month: Month,
    pub kind: &'static str,
    pub item: Option<&'a ItemId>,
    pub payee: &'a Payee,
    pub task: &'a str,
    pub genre: &'a str,
    pub coefficient: Coefficient,
    pub assessment: i64,
    pub worth_on: Option<Date>,
    pub amount: Dong,
    pub reason: &'a str,
    pub published_on: Option<Date>,
}

/// The statement that adds one, with its values behind the tenant's.
pub(super) const INSERT: &str = "INSERT INTO royalty_entries (tenant_id, entry_id, month, kind, item_id, payee_id, person, name, task, genre, coefficient, \
     assessment, worth_on, amount, reason, published_on, written_by, written_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

pub(in crate::royalties) async fn insert_entry(
    scope: &mut WriteScope,
    new: &NewEntry<'_>,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let id = fresh(now, &scope.db().entropy);
    scope
        .execute(
            INSERT,
            params![
                id,
                new.month.to_string(),
                new.kind,
                new.item,
                &new.payee.id,
                new.payee.person(),
                &new.payee.name,
                new.task,
                new.genre,
                new.coefficient.as_hundredths(),
                new.assessment,
                new.worth_on,
                new.amount,
                new.reason,
                new.published_on,
                by,
                now,
            ],
        )
        .await
        .map(drop)
}

/// A row of the ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its id.
    pub id: String,
    /// The month whose approval wrote it.
    pub month: Month,
    /// `royalty`, `remuneration` or `adjustment`.
    pub kind: String,
    /// The item, if it is for one.
    pub item: Option<ItemId>,
    /// Who gets it.
    pub payee: String,
    /// By whom payments are added up.
    pub person: String,
    /// Their name as it was written.
    pub name: String,
    /// The item's heading, or what a remuneration is for.
    pub title: String,
    /// The genre.
    pub genre: String,
    /// The coefficient.
    pub coefficient: Coefficient,
    /// How much.
    pub amount: Dong,
    /// Why it differs from what an earlier month approved.
    pub reason: String,
    /// When the item was first seen.
    pub published_on: Option<Date>,
    /// Number of the assessment that it follows.
    pub assessment: i64,
}

impl FromRow for Ledger {
    fn from_row(row: &DbRow) -> Result<Self> {
        let task: String = row.get("task")?;
        Ok(Self {
            id: row.get("entry_id")?,
            month: super::word(row, "month", Month::parse)?,
            kind: row.get("kind")?,
            item: row.get::<Option<String>>("item_id")?.map(ItemId::from),
            payee: row.get("payee_id")?,
            person: row.get("person")?,
            name: row.get("name")?,
            title: row.get::<Option<String>>("title")?.unwrap_or(task),
            genre: row.get("genre")?,
            coefficient: Coefficient::hundredths(row.get("coefficient")?),
            amount: row.get("amount")?,
            reason: row.get("reason")?,
            published_on: row.date("published_on")?,
            assessment: row.get("assessment")?,
        })
    }
}

/// Rows of the ledger `x` with the headings of their items and of the questions answered.
pub(super) const LEDGER: &str = "SELECT x.*, COALESCE(e.title, q.public_subject) AS title FROM royalty_entries x \
     LEFT JOIN royalty_listed l ON l.tenant_id = x.tenant_id AND l.item_id = x.item_id \
     LEFT JOIN editions e ON e.tenant_id = l.tenant_id AND e.edition_id = l.edition_id \
     LEFT JOIN questions q ON q.tenant_id = l.tenant_id AND q.question_id = l.item_id";

/// The rows that a month's approval wrote.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(scope: &mut Scope, month: Month) -> Result<Vec<Ledger>> {
    let sql = format!("{LEDGER} WHERE x.tenant_id = $1 AND x.month = $2 ORDER BY x.entry_id");
    scope.all(AssertSqlSafe(sql), params![month.to_string()]).await
}

/// The rows of one person, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn entries_of(scope: &mut Scope, person: &str) -> Result<Vec<Ledger>> {
    let sql =
        format!("{LEDGER} WHERE x.tenant_id = $1 AND x.person = $2 ORDER BY x.entry_id DESC LIMIT 1000");
    scope.all(AssertSqlSafe(sql), params![person]).await
}

/// An approved item of which something changed since.
pub struct Changed {
    /// The item.
    pub item: ItemId,
    /// Its heading as it was approved.
    pub title: String,
    /// The month whose list holds it.
    pub listed_in: Month,
    /// Whether readers see it.
    pub live: bool,
    /// The last assessment that the ledger follows.
    pub applied: i64,
    /// The day whose worth it was counted with.
    pub worth_on: Date,
    /// When it was first seen.
    pub published_on: Date,
}

struct Compared {
    changed: Changed,
    latest: i64,
    net: Dong,
    entries: i64,
}

impl FromRow for Compared {
    fn from_row(row: &DbRow) -> Result<Self> {
        let published_on =
            row.date("published_on")?.ok_or_else(|| Error::internal("listed without a day"))?;
        let changed = Changed {
            item: row.get::<String>("item_id")?.into(),
            title: row.get("title")?,
            listed_in: super::word(row, "month", Month::parse)?,
            live: row.get::<i64>("live")? > 0,
            applied: row.get::<i64>("applied")?.max(row.get("assessment")?),
            worth_on: row.date("worth_on")?.unwrap_or(published_on),
            published_on,
        };
        Ok(Self { changed, latest: row.get("latest")?, net: row.get("net")?, entries: row.get("entries")? })
    }
}

impl Compared {
    fn place(&self) -> (Date, &str) {
        (self.changed.published_on, self.changed.item.as_str())
    }
}

/// What was approved in months before one and said to be worth something, `from` items or answers, with heading and whether it
/// is read.
async fn compared(scope: &mut Scope, read: &str, from: &str, before: Month) -> Result<Vec<Compared>> {
    let sql = format!(
        "SELECT l.item_id, l.month, l.assessment, l.published_on, {read}, a.latest, \
         COALESCE(x.net, 0) AS net, COALESCE(x.applied, 0) AS applied, COALESCE(x.entries, 0) AS entries, x.worth_on \
         FROM royalty_listed l {from} \
         JOIN (SELECT item_id, MAX(no) AS latest FROM royalty_assessments WHERE tenant_id = $1 GROUP BY item_id) a \
         ON a.item_id = l.item_id \
         LEFT JOIN (SELECT item_id, CAST(SUM(amount) AS BIGINT) AS net, MAX(assessment) AS applied, COUNT(*) AS entries, \
         MAX(worth_on) AS worth_on FROM royalty_entries WHERE tenant_id = $1 GROUP BY item_id) x ON x.item_id = l.item_id \
         WHERE l.tenant_id = $1 AND l.month < $2"
    );
    scope.all(AssertSqlSafe(sql), params![before.to_string()]).await
}

/// The items and answers approved in months before one that are gone, came back, or are worth something else since.
///
/// # Errors
/// When the database does not answer.
pub async fn changed(scope: &mut Scope, before: Month) -> Result<Vec<Changed>> {
    let mut rows = compared(
        scope,
        "e.title, CAST(CASE WHEN i.live_edition_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS live",
        "JOIN items i ON i.tenant_id = l.tenant_id AND i.item_id = l.item_id \
         JOIN editions e ON e.tenant_id = l.tenant_id AND e.edition_id = l.edition_id",
        before,
    )
    .await?;
    let answers = compared(
        scope,
        "COALESCE(q.public_subject, '') AS title, CAST(CASE WHEN q.state = 'published' THEN 1 ELSE 0 END AS BIGINT) AS live",
        "JOIN questions q ON q.tenant_id = l.tenant_id AND q.question_id = l.item_id",
        before,
    );
    rows.extend(answers.await?);
    rows.sort_by(|a, b| a.place().cmp(&b.place()));
    let differs = |row: &Compared| {
        let came_back = row.net == 0 && row.entries > 0;
        if row.changed.live { row.latest > row.changed.applied || came_back } else { row.net != 0 }
    };
    Ok(rows.into_iter().filter(differs).map(|row| row.changed).collect())
}

struct Stands(Payee, Dong);

impl FromRow for Stands {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(Payee::from_row(row)?, row.get("amount")?))
    }
}

/// What the ledger says of an item, row by row.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(scope: &mut Scope, item: &ItemId) -> Result<Vec<(Payee, Dong)>> {
    let sql = format!(
        "SELECT x.amount, {PAYEE} FROM royalty_entries x JOIN royalty_payees p ON p.tenant_id = x.tenant_id AND \
         p.payee_id = x.payee_id WHERE x.tenant_id = $1 AND x.item_id = $2 ORDER BY x.entry_id"
    );
    let rows: Vec<Stands> = scope.all(AssertSqlSafe(sql), params![item]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

struct Written {
    ledger: Ledger,
    payee: Payee,
    worth_on: Option<Date>,
    listed_in: Option<String>,
    /// Number of the assessment that the ledger followed before.
    applied: i64,
    /// What stood for the item before.
    stood: Dong,
}

impl FromRow for Written {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            ledger: Ledger::from_row(row)?,
            payee: Payee::from_row(row)?,
            worth_on: row.date("worth_on")?,
            listed_in: row.get("listed_in")?,
            applied: row.get::<i64>("applied")?.max(row.get("first")?),
            stood: row.get("stood")?,
        })
    }
}

async fn written(scope: &mut Scope, month: Month, kind: &str) -> Result<Vec<Written>> {
    let sql = format!(
        "SELECT x.entry_id, x.month, x.kind, x.item_id, x.person, x.task, x.genre, x.coefficient, x.amount, x.reason, \
         x.published_on, x.assessment, x.worth_on, COALESCE(e.title, q.public_subject) AS title, l.month AS listed_in, COALESCE(l.assessment, 0) AS first, \
         (SELECT COALESCE(MAX(y.assessment), 0) FROM royalty_entries y WHERE y.tenant_id = x.tenant_id AND \
         y.item_id = x.item_id AND y.written_at < x.written_at) AS applied, (SELECT CAST(COALESCE(SUM(z.amount), 0) AS BIGINT) \
         FROM royalty_entries z WHERE z.tenant_id = x.tenant_id AND z.item_id = x.item_id AND z.written_at < x.written_at) \
         AS stood, {PAYEE} FROM royalty_entries x \
         JOIN royalty_payees p ON p.tenant_id = x.tenant_id AND p.payee_id = x.payee_id \
         LEFT JOIN royalty_listed l ON l.tenant_id = x.tenant_id AND l.item_id = x.item_id \
         LEFT JOIN editions e ON e.tenant_id = l.tenant_id AND e.edition_id = l.edition_id \
         LEFT JOIN questions q ON q.tenant_id = l.tenant_id AND q.question_id = l.item_id \
         WHERE x.tenant_id = $1 AND x.month = $2 AND x.kind = $3 ORDER BY x.entry_id"
    );
    scope.all(AssertSqlSafe(sql), params![month.to_string(), kind]).await
}

/// What a month's approval added to earlier months, and took back.
///
/// # Errors
/// When the database does not answer.
pub async fn adjustments_written(scope: &mut Scope, month: Month) -> Result<Vec<Adjustment>> {
    let mut found = Vec::new();
    for one in written(scope, month, "adjustment").await? {
        let Written { ledger, payee, worth_on, listed_in, applied, stood } = one;
        let (Some(item), Some(published_on)) = (ledger.item, ledger.published_on) else { continue };
        let before = match stood {
            0 => Coefficient::default(),
            _ => super::coefficient_of(scope, &item, applied).await?,
        };
        found.push(Adjustment {
            item,
            title: ledger.title,
            payee,
            amount: ledger.amount,
            listed_in: listed_in.and_then(|listed| Month::parse(&listed)).unwrap_or(ledger.month),
            before,
            after: (ledger.reason != GONE).then_some(ledger.coefficient),
            reason: ledger.reason,
            assessment: None,
            worth_on: worth_on.unwrap_or(published_on),
            published_on,
        });
    }
    Ok(found)
}

/// What editors and who runs the site were granted for a month.
///
/// # Errors
/// When the database does not answer.
pub async fn remunerations_written(scope: &mut Scope, month: Month) -> Result<Vec<Remuneration>> {
    let rows = written(scope, month, "remuneration").await?;
    let one = |Written { ledger, payee, .. }| Remuneration {
        id: ledger.id,
        payee,
        task: ledger.title,
        genre: ledger.genre,
        amount: ledger.amount,
        set_by: None,
    };
    Ok(rows.into_iter().map(one).collect())
}

impl FromRow for Remuneration {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            id: row.get("line_id")?,
            payee: Payee::from_row(row)?,
            task: row.get("task")?,
            genre: row.get("genre")?,
            amount: row.get("amount")?,
            set_by: Some(row.get::<String>("set_by")?.into()),
        })
    }
}

/// What is proposed for a month that is not approved.
pub(in crate::royalties) async fn remunerations(
    scope: &mut Scope,
    month: Month,
) -> Result<Vec<Remuneration>> {
    let sql = format!(
        "SELECT r.line_id, r.task, r.genre, r.amount, r.set_by, {PAYEE} FROM royalty_remunerations r JOIN royalty_payees p ON \
         p.tenant_id = r.tenant_id AND p.payee_id = r.payee_id WHERE r.tenant_id = $1 AND r.month = $2 ORDER BY r.line_id"
    );
    scope.all(AssertSqlSafe(sql), params![month.to_string()]).await
}

pub(in crate::royalties) async fn add_remuneration(
    scope: &mut WriteScope,
    month: Month,
    payee: &str,
    (task, genre, amount): (&str, &str, Dong),
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let id = fresh(now, &scope.db().entropy);
    scope
        .execute(
            "INSERT INTO royalty_remunerations (tenant_id, line_id, month, payee_id, task, amount, set_by, set_at, genre) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![id, month.to_string(), payee, task, amount, by, now, genre],
        )
        .await
        .map(drop)
}

/// Takes a proposal back; the month that it was for.
pub(in crate::royalties) async fn remove_remuneration(scope: &mut WriteScope, id: &str) -> Result<Month> {
    let month: String = scope
        .one(
            "SELECT month AS s FROM royalty_remunerations WHERE tenant_id = $1 AND line_id = $2",
            params![id],
        )
        .await?;
    scope
        .execute_one("DELETE FROM royalty_remunerations WHERE tenant_id = $1 AND line_id = $2", params![id])
        .await?;
    Month::parse(&month).ok_or_else(|| Error::internal(format!("no month: {month}")))
}
