//! The SQL of what is not paid, and of what was told of it.

use jiff::civil::Date;
use royalties::Dong;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{ItemId, TaskId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;
use crate::royalties::list::day_of;
use crate::royalties::remind::Told;
use crate::royalties::unpaid::Matter;
use crate::supply::month::Month;

use super::uncollected::OPEN;

/// The sites that ever said what an item is worth.
pub(in crate::royalties) async fn assessed(platform: &mut Platform) -> Result<Vec<TenantId>> {
    let rows: Vec<String> =
        platform.all("SELECT DISTINCT tenant_id AS s FROM royalty_assessments", vec![]).await?;
    Ok(rows.into_iter().map(TenantId::from).collect())
}

struct First(Option<Millis>);

impl FromRow for First {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("first_live")?))
    }
}

/// The first month of which the board said what an item is worth; none where it never did.
///
/// # Errors
/// When the database does not answer.
pub async fn first_assessed(scope: &mut Scope) -> Result<Option<Month>> {
    let first: First = scope
        .one(
            "SELECT MIN(s.first_live) AS first_live FROM (SELECT MIN(e.live_from) AS first_live FROM editions e \
             WHERE e.tenant_id = $1 AND e.item_id IN (SELECT a.item_id FROM royalty_assessments a WHERE a.tenant_id = $1) \
             UNION ALL SELECT MIN(q.published_at) FROM questions q WHERE q.tenant_id = $1 AND q.question_id IN \
             (SELECT b.item_id FROM royalty_assessments b WHERE b.tenant_id = $1)) s",
            vec![],
        )
        .await?;
    Ok(first.0.map(|at| Month::of(day_of(at))))
}

/// An item that is approved and of which something is to be paid.
pub(in crate::royalties) struct OpenItem {
    pub month: Month,
    pub item: ItemId,
    pub published_on: Date,
    pub amount: Dong,
}

impl FromRow for OpenItem {
    fn from_row(row: &DbRow) -> Result<Self> {
        let day = row.date("published_on")?;
        Ok(Self {
            month: super::word(row, "month", Month::parse)?,
            item: row.get::<String>("item_id")?.into(),
            published_on: day.ok_or_else(|| Error::internal("an item without a day"))?,
            amount: row.get("amount")?,
        })
    }
}

/// The items of which no run has paid somebody what is theirs, as royalties or as an adjustment of them; what was taken back
/// from a person counts against what that person gets, and who owes as much as they get is owed nothing.
pub(in crate::royalties) async fn open_items(scope: &mut Scope) -> Result<Vec<OpenItem>> {
    let sql = format!(
        "SELECT MIN(x.month) AS month, x.item_id, MIN(x.published_on) AS published_on, \
         CAST(SUM(x.amount) AS BIGINT) AS amount FROM royalty_entries x WHERE x.tenant_id = $1 AND x.item_id IS NOT NULL \
         AND {OPEN} AND x.person IN (SELECT x.person FROM royalty_entries x WHERE x.tenant_id = $1 AND {OPEN} GROUP BY x.person \
         HAVING SUM(x.amount) > 0) GROUP BY x.item_id, x.person HAVING SUM(x.amount) > 0 ORDER BY MIN(x.published_on), x.item_id, x.person"
    );
    let people: Vec<OpenItem> = scope.all(AssertSqlSafe(sql), vec![]).await?;
    let mut items: Vec<OpenItem> = Vec::with_capacity(people.len());
    for one in people {
        match items.iter_mut().find(|item| item.item == one.item) {
            Some(item) => {
                item.month = item.month.min(one.month);
                item.amount += one.amount;
            }
            None => items.push(one),
        }
    }
    Ok(items)
}

/// What of a site's ledger no run has paid and no fund holds.
///
/// # Errors
/// When the database does not answer.
pub async fn open_sum(scope: &mut Scope) -> Result<Dong> {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(x.amount), 0) AS BIGINT) AS n FROM royalty_entries x WHERE x.tenant_id = $1 AND {OPEN}"
    );
    scope.one(AssertSqlSafe(sql), vec![]).await
}

impl FromRow for Told {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            teller: row.get::<String>("tenant_id")?.into(),
            site: row.get::<String>("site_id")?.into(),
            month: super::word(row, "month", Month::parse)?,
            step: row.get("step")?,
            task: row.get::<String>("task_id")?.into(),
        })
    }
}

/// Everything that was told and is not over.
pub(in crate::royalties) async fn told(platform: &mut Platform) -> Result<Vec<Told>> {
    platform.all("SELECT * FROM royalty_reminders ORDER BY tenant_id, month", vec![]).await
}

/// When a site's desk was last told of each month of a site.
///
/// # Errors
/// When the database does not answer.
pub async fn told_on(platform: &mut Platform, site: &TenantId) -> Result<Vec<(Month, Date)>> {
    struct On(Month, Date);
    impl FromRow for On {
        fn from_row(row: &DbRow) -> Result<Self> {
            let day = row.date("told_on")?.ok_or_else(|| Error::internal("told on no day"))?;
            Ok(Self(super::word(row, "month", Month::parse)?, day))
        }
    }
    let sql = "SELECT month, told_on FROM royalty_reminders WHERE site_id = $1";
    let rows: Vec<On> = platform.all(sql, params![site]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

pub(in crate::royalties) async fn remember_told(
    scope: &mut WriteScope,
    matter: &Matter,
    step: &str,
    task: &TaskId,
    today: Date,
) -> Result<()> {
    let sql = "INSERT INTO royalty_reminders (tenant_id, site_id, month, step, task_id, told_on) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (tenant_id, site_id, month) DO UPDATE SET step = excluded.step, task_id = excluded.task_id, \
               told_on = excluded.told_on";
    let values = params![&matter.site, matter.month.to_string(), step, task, today];
    scope.execute(sql, values).await.map(drop)
}

pub(in crate::royalties) async fn set_step(
    scope: &mut WriteScope,
    matter: &Matter,
    step: &str,
) -> Result<()> {
    let sql = "UPDATE royalty_reminders SET step = $4 WHERE tenant_id = $1 AND site_id = $2 AND month = $3";
    scope.execute(sql, params![&matter.site, matter.month.to_string(), step]).await.map(drop)
}

pub(in crate::royalties) async fn forget_told(
    scope: &mut WriteScope,
    site: &TenantId,
    month: Month,
) -> Result<()> {
    let sql = "DELETE FROM royalty_reminders WHERE tenant_id = $1 AND site_id = $2 AND month = $3";
    scope.execute(sql, params![site, month.to_string()]).await.map(drop)
}
