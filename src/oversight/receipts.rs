//! Who was urged to do what, when, by whom, whether the letter arrived, and whether they opened the matter.

use std::collections::BTreeMap;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, MailId, TenantId};
use crate::base::scope::{Db, Platform, Reach, Scope};
use crate::params;
use crate::people::Staff;
use crate::tenants::directory::Tenant;

use super::Figure;

/// So many receipts of one site are looked through.
const MOST: usize = 200;
/// How far back the last urging is looked for.
const REMEMBERED: i64 = 180 * DAY;

/// What a site was last urged to do by an office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// When.
    pub at: Millis,
    /// How many were told.
    pub told: i64,
    /// How many of them opened it.
    pub opened: i64,
    /// How many letters did not arrive.
    pub lost: i64,
}

/// The last urging of each site by the office.
///
/// # Errors
/// When the database does not answer.
pub async fn last(scope: &mut Scope) -> Result<BTreeMap<TenantId, Reminded>> {
    struct OfSite(String, Reminded);
    impl FromRow for OfSite {
        fn from_row(row: &Row) -> Result<Self> {
            let reminded = Reminded {
                at: row.get("sent_at")?,
                told: row.get("n_told")?,
                opened: row.get("n_opened")?,
                lost: row.get("n_lost")?,
            };
            Ok(Self(row.get("site_id")?, reminded))
        }
    }
    let since = scope.db().clock.now() - REMEMBERED;
    let sql = "SELECT r.site_id, r.sent_at, COUNT(*) AS n_told, COUNT(r.opened_at) AS n_opened, \
               COALESCE(SUM(CASE WHEN r.mail_id IS NULL OR o.state IN ('dead', 'bounced', 'stopped') THEN 1 ELSE 0 END), 0) AS n_lost \
               FROM (SELECT site_id, MAX(sent_at) AS at FROM reminder_receipts WHERE tenant_id = $1 AND sent_at >= $2 \
               GROUP BY site_id) l JOIN reminder_receipts r ON r.tenant_id = $1 AND r.site_id = l.site_id AND r.sent_at = l.at \
               LEFT JOIN outbox o ON o.tenant_id = r.tenant_id AND o.mail_id = r.mail_id GROUP BY r.site_id, r.sent_at";
    let rows: Vec<OfSite> = scope.all(sql, params![since]).await?;
    Ok(rows.into_iter().map(|row| (TenantId::from(row.0), row.1)).collect())
}

/// The last urging of a site by whatever office: what the site itself looks at.
///
/// # Errors
/// When the database does not answer.
pub async fn last_of(platform: &mut Platform, site: &TenantId) -> Result<Option<Reminded>> {
    let receipts = of_site(platform, site, MOST).await?;
    let Some(at) = receipts.first().map(|one| one.at) else { return Ok(None) };
    let last: Vec<&Receipt> = receipts.iter().filter(|one| one.at == at).collect();
    let count = |is: fn(&Receipt) -> bool| {
        i64::try_from(last.iter().filter(|one| is(one)).count()).unwrap_or(i64::MAX)
    };
    let is_lost = |one: &Receipt| {
        one.mail.is_none() || matches!(one.mail_state.as_deref(), Some("dead" | "bounced" | "stopped"))
    };
    Ok(Some(Reminded {
        at,
        told: count(|_| true),
        opened: count(|one| one.opened_at.is_some()),
        lost: count(is_lost),
    }))
}

/// When a site was last urged about a figure, and how many it had then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urged {
    /// When.
    pub at: Millis,
    /// How many of the figure the site had then, whoever was told which part of them.
    pub count: i64,
}

/// What each site was last urged about, figure by figure: by this office, and of its own site by whatever office.
///
/// # Errors
/// When the database does not answer.
pub async fn by_figure(scope: &mut Scope) -> Result<BTreeMap<(TenantId, Figure), Urged>> {
    struct Told(String, Vec<(String, i64)>, Millis);
    impl FromRow for Told {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("site_id")?, row.json("whole")?, row.get("sent_at")?))
        }
    }
    let since = scope.db().clock.now() - REMEMBERED;
    let site = scope.tenant().clone();
    let sql = "SELECT DISTINCT site_id, whole, sent_at FROM reminder_receipts WHERE tenant_id = $1 AND sent_at >= $2";
    let mut told: Vec<Told> = scope.all(sql, params![since]).await?;
    let sql =
        "SELECT DISTINCT site_id, whole, sent_at FROM reminder_receipts WHERE site_id = $1 AND sent_at >= $2";
    told.extend(scope.db().platform().await?.all::<Told>(sql, params![&site, since]).await?);
    told.sort_by_key(|one| one.2);
    let mut last = BTreeMap::new();
    for Told(site, figures, at) in told {
        for (figure, count) in figures.iter().filter_map(|(key, n)| Some((Figure::parse(key)?, *n))) {
            last.insert((TenantId::from(site.clone()), figure), Urged { at, count });
        }
    }
    Ok(last)
}

/// One who was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The office that urged.
    pub office: TenantId,
    /// Which urging.
    pub reminder: String,
    /// Whom: an account's id, or the box.
    pub recipient: String,
    /// As people read it.
    pub label: String,
    /// Of what, with how many.
    pub told: Vec<(Figure, i64)>,
    /// The word that went with it.
    pub words: String,
    /// Who urged.
    pub by: String,
    /// When.
    pub at: Millis,
    /// The letter.
    pub mail: Option<MailId>,
    /// Its state's word.
    pub mail_state: Option<String>,
    /// When they opened it in the console.
    pub opened_at: Option<Millis>,
}

impl FromRow for Receipt {
    fn from_row(row: &Row) -> Result<Self> {
        let told: Vec<(String, i64)> = row.json("told")?;
        Ok(Self {
            office: row.get::<String>("tenant_id")?.into(),
            reminder: row.get("reminder_id")?,
            recipient: row.get("recipient")?,
            label: row.get("label")?,
            told: told.iter().filter_map(|(key, n)| Some((Figure::parse(key)?, *n))).collect(),
            words: row.get("words")?,
            by: row.get("sent_name")?,
            at: row.get("sent_at")?,
            mail: row.get::<Option<String>>("mail_id")?.map(MailId::from),
            mail_state: row.get("mail_state")?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// Who of a site was told what, the latest first, by whatever office.
///
/// # Errors
/// When the database does not answer.
pub async fn of_site(platform: &mut Platform, site: &TenantId, most: usize) -> Result<Vec<Receipt>> {
    let sql = format!(
        "SELECT r.*, m.words, m.sent_name, o.state AS mail_state FROM reminder_receipts r \
         JOIN reminders m ON m.tenant_id = r.tenant_id AND m.reminder_id = r.reminder_id \
         LEFT JOIN outbox o ON o.tenant_id = r.tenant_id AND o.mail_id = r.mail_id \
         WHERE r.site_id = $1 ORDER BY r.sent_at DESC, r.reminder_id, r.recipient LIMIT {most}"
    );
    platform.all(sqlx::AssertSqlSafe(sql), params![site]).await
}

/// How many urgings of a site a person has not opened.
///
/// # Errors
/// When the database does not answer.
pub async fn unopened(platform: &mut Platform, site: &TenantId, account: &AccountId) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM reminder_receipts WHERE site_id = $1 AND recipient = $2 AND opened_at IS NULL";
    Ok(platform.optional(sql, params![site, account]).await?.unwrap_or(0))
}

/// The person opens what their site was urged to do; each office sees it.
///
/// # Errors
/// When the database refuses.
pub async fn open(db: &Db, site: &Tenant, staff: &Staff, actor: &Actor) -> Result<()> {
    let all = of_site(&mut db.platform().await?, site.id(), MOST).await?;
    let unopened = |one: &&Receipt| one.recipient == staff.account.as_str() && one.opened_at.is_none();
    let mine: Vec<&Receipt> = all.iter().filter(unopened).collect();
    if mine.is_empty() {
        return Ok(());
    }
    let mut platform = db.platform_write(actor).await?;
    for receipt in mine {
        let sql = "UPDATE reminder_receipts SET opened_at = $5 WHERE tenant_id = $1 AND reminder_id = $2 AND site_id = $3 \
                   AND recipient = $4 AND opened_at IS NULL";
        let values =
            params![&receipt.office, &receipt.reminder, site.id(), &receipt.recipient, db.clock.now()];
        if platform.execute(sql, values).await? == 1 {
            platform.changed(&receipt.office, "reminder", &receipt.reminder, Reach::Staff);
            let detail = json!({ "site": site.id() });
            platform.audit(&receipt.office, "oversight.opened", "reminder", &receipt.reminder, detail);
        }
    }
    platform.commit().await
}
