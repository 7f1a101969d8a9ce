//! Import batches: kept with their report, approved as a whole by another person.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::board::rules::refuse_alone;
use crate::items::publishing::go_live;
use crate::items::store as items;
use crate::params;
use crate::people::{Action, Role, Staff, State};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::report::{Counts, Refused, Report, Standing};

/// Editions approved in one transaction.
const CHUNK: i64 = 100;

/// A batch as it stands.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its id in the tenant.
    pub id: String,
    /// What was imported, as the person named it.
    pub source: String,
    /// What becomes of what it brought.
    pub standing: Standing,
    /// Who imported it.
    pub imported_by: AccountId,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
    /// When it began.
    pub started_at: Millis,
    /// How many came to what.
    pub counts: Counts,
    /// What was not taken.
    pub refused: Vec<Refused>,
}

impl FromRow for Batch {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("batch_id")?,
            source: row.get("source")?,
            standing: Standing::parse(&row.get::<String>("state")?).unwrap_or(Standing::Waiting),
            imported_by: row.get::<String>("imported_by")?.into(),
            approved_by: row.get::<Option<String>>("approved_by")?.map(AccountId::from),
            started_at: row.get("started_at")?,
            counts: row.json("counts")?,
            refused: row.json("refused")?,
        })
    }
}

/// Batches of a tenant, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope) -> Result<Vec<Batch>> {
    scope
        .all("SELECT * FROM import_batches WHERE tenant_id = $1 ORDER BY started_at DESC LIMIT 100", vec![])
        .await
}

/// One batch.
///
/// # Errors
/// [`Error::NotFound`] when this tenant has none of that id.
pub async fn find(scope: &mut Scope, id: &str) -> Result<Batch> {
    scope.one("SELECT * FROM import_batches WHERE tenant_id = $1 AND batch_id = $2", params![id]).await
}

/// Writes a batch down with its report so far.
///
/// # Errors
/// When the database refuses.
pub(super) async fn put(
    scope: &mut WriteScope,
    report: &Report,
    source: &str,
    by: &AccountId,
    approved_by: Option<&AccountId>,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO import_batches (tenant_id, batch_id, source, state, imported_by, approved_by, started_at, finished_at, counts, refused) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) ON CONFLICT (tenant_id, batch_id) DO UPDATE SET \
             finished_at = excluded.finished_at, counts = excluded.counts, refused = excluded.refused",
            params![
                &report.batch,
                source,
                report.standing.as_str(),
                by,
                approved_by,
                now,
                serde_json::to_string(&report.counts)?,
                serde_json::to_string(&report.refused)?,
            ],
        )
        .await
        .map(drop)
}

/// Approves a waiting batch as another person, and makes it live in chunks; can be run again when interrupted.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for one's own import, for drafts, or without the declaration.
pub async fn approve(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    no_secret: bool,
) -> Result<u64> {
    staff.require(Action::BatchApprove, State::Any)?;
    let mut scope = db.read(tenant.id()).await?;
    let batch = find(&mut scope, id).await?;
    let held: Vec<Role> = staff.appointments.iter().map(|held| held.role).collect();
    let sections = sections(&mut scope, id).await?;
    let mut refusals: Vec<_> =
        refuse_alone(&mut scope, &sections, &held, db.clock.today()).await?.into_iter().collect();
    drop(scope);
    if batch.standing == Standing::Drafts {
        let message = "Lô này gồm các bản nháp: hãy xem, sửa và gửi duyệt từng văn bản.";
        refusals.push(crate::base::error::Refusal::new("", message, "Quy chế Điều 7.2"));
    }
    if batch.imported_by == staff.account {
        let message = "Người nhập không được tự duyệt lô của mình.";
        refusals.push(crate::base::error::Refusal::new("", message, "Quy chế Điều 7.2"));
    }
    if !no_secret {
        let message = "Người duyệt phải xác nhận nội dung của lô không chứa bí mật.";
        refusals.push(crate::base::error::Refusal::new("cam-ket", message, "Quy chế Điều 4"));
    }
    Error::unless_empty(refusals)?;
    let mut done = 0;
    loop {
        let mut scope = db.write(tenant.id(), actor).await?;
        let waiting: Vec<String> = scope
            .all(
                "SELECT edition_id AS s FROM editions WHERE tenant_id = $1 AND batch_id = $2 AND state = 'submitted' ORDER BY edition_id LIMIT $3",
                params![id, CHUNK],
            )
            .await?;
        if waiting.is_empty() {
            finish(&mut scope, id, &staff.account, done).await?;
            scope.commit().await?;
            return Ok(done);
        }
        for edition in &waiting {
            approve_one(&mut scope, &edition.as_str().into(), &staff.account).await?;
        }
        done += waiting.len() as u64;
        scope.audit(Action::BatchApprove.as_str(), "batch", id, json!({ "editions": waiting.len() }));
        scope.commit().await?;
    }
}

/// The sections in which a batch's editions stand.
async fn sections(scope: &mut Scope, id: &str) -> Result<Vec<SectionKey>> {
    let keys: Vec<String> = scope
        .all(
            "SELECT DISTINCT i.section_key AS s FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND \
             i.item_id = e.item_id WHERE e.tenant_id = $1 AND e.batch_id = $2",
            params![id],
        )
        .await?;
    Ok(keys.iter().filter_map(|key| SectionKey::parse(key)).collect())
}

async fn finish(scope: &mut WriteScope, id: &str, by: &AccountId, done: u64) -> Result<()> {
    scope
        .execute("UPDATE import_batches SET state = 'approved', approved_by = $3 WHERE tenant_id = $1 AND batch_id = $2", params![id, by])
        .await?;
    scope.changed("batch", id, Reach::Staff);
    scope.audit(Action::BatchApprove.as_str(), "batch", id, json!({ "finished": true, "editions": done }));
    Ok(())
}

/// Approves one submitted edition of a batch and makes it live.
pub(super) async fn approve_one(scope: &mut WriteScope, id: &EditionId, by: &AccountId) -> Result<()> {
    let now = scope.db().clock.now();
    let edition = items::edition(scope, id).await?;
    let content = items::content(scope, &edition.revision).await?;
    let set = ", approved_by = $6, approved_at = $7, no_secret_declared = TRUE";
    items::advance(scope, &edition, State::Approved, now, set, params![by, now]).await?;
    let edition = items::edition(scope, id).await?;
    go_live(scope, &edition, &content, now).await
}
