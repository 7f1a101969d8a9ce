//! The SQL of consultations, and nobody else's.

mod comments;

use std::collections::BTreeSet;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, FileId, ItemId, fresh};
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::amends::{Amended, Cause, Notice, TakenDown};
use super::comments::Counts;
use super::{Consultation, Course, Listed, Part, Stage, Typed};

pub(super) use comments::{
    NewRow, answer, commented, erase, expired, insert_comment, insert_response, moderate, was_submitted,
};
pub use comments::{by_article, comment, comments, comments_after, counts, grounds, responses, shown};

const PUBLIC: &str = "c.taken_down_at IS NULL AND c.stage IN ('approved', 'account-submitted', 'accounted')";

/// What lists show of consultations `c` with their comments `m`, all counted in one question.
const LISTED: &str = "SELECT c.consultation_id, c.slug, c.title, c.unit_key, c.begins_on, c.ends_on, c.stage, c.taken_down_at, \
     c.approved_at, c.account_at, c.updated_at, c.version, COUNT(m.comment_id) AS received, \
     COUNT(CASE WHEN m.state = 'shown' THEN 1 END) AS shown, \
     COUNT(CASE WHEN m.state = 'withheld' THEN 1 END) AS withheld, \
     COUNT(CASE WHEN m.state = 'waiting' THEN 1 END) AS waiting, \
     COUNT(CASE WHEN m.state = 'shown' AND m.response_id IS NULL THEN 1 END) AS unanswered \
     FROM consultations c LEFT JOIN consultation_comments m ON m.tenant_id = c.tenant_id AND \
     m.consultation_id = c.consultation_id WHERE c.tenant_id = $1";

/// The stage of a row: what is taken down is that, wherever it stood.
fn stage(row: &Row) -> Result<Stage> {
    if row.get::<Option<Millis>>("taken_down_at")?.is_some() {
        return Ok(Stage::TakenDown);
    }
    let stage: String = row.get("stage")?;
    Stage::parse(&stage).ok_or_else(|| Error::internal(format!("unknown stage {stage}")))
}

fn taken_down(row: &Row) -> Result<Option<TakenDown>> {
    let Some(at) = row.get::<Option<Millis>>("taken_down_at")? else { return Ok(None) };
    let cause: String = row.get("taken_down_as")?;
    let cause = Cause::parse(&cause).ok_or_else(|| Error::internal(format!("unknown cause {cause}")))?;
    Ok(Some(TakenDown { cause, reason: row.get("taken_down_reason")?, at }))
}

impl FromRow for Listed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("consultation_id")?,
            slug: row.get("slug")?,
            title: row.get("title")?,
            unit: row.get("unit_key")?,
            course: Course { stage: stage(row)?, begins: row.date("begins_on")?, ends: row.date("ends_on")? },
            approved_at: row.get("approved_at")?,
            account_at: row.get("account_at")?,
            updated_at: row.get("updated_at")?,
            version: row.get("version")?,
            counts: Counts {
                received: row.get("received")?,
                shown: row.get("shown")?,
                withheld: row.get("withheld")?,
                waiting: row.get("waiting")?,
                unanswered: row.get("unanswered")?,
            },
        })
    }
}

impl FromRow for Notice {
    fn from_row(row: &Row) -> Result<Self> {
        let what = match (row.date("ends_before")?, row.date("ends_after")?) {
            (Some(from), Some(to)) => Amended::Extended { from, to },
            _ => Amended::Corrected,
        };
        Ok(Self { what, reason: row.get("reason")?, at: row.get("created_at")? })
    }
}

impl FromRow for Consultation {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("consultation_id")?,
            slug: row.get("slug")?,
            what: Typed {
                kind: row.get("kind")?,
                title: row.get("title")?,
                unit: row.get("unit_key")?,
                contact: row.get("contact")?,
                note: row.get("note")?,
                text: row.get("text")?,
                begins: row.date("begins_on")?,
                ends: row.date("ends_on")?,
                ground: row.get("short_ground")?,
                files: Vec::new(),
            },
            stage: stage(row)?,
            taken_down: taken_down(row)?,
            returned: row.get("returned_reason")?,
            approved_at: row.get("approved_at")?,
            account: row.get("account")?,
            account_at: row.get("account_at")?,
            issued: row.get::<Option<String>>("issued_item_id")?.map(ItemId::from),
            version: row.get("version")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

/// One consultation.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Consultation> {
    scope.one("SELECT * FROM consultations WHERE tenant_id = $1 AND consultation_id = $2", params![id]).await
}

/// One that readers see, by its address.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn public(scope: &mut Scope, slug: &str) -> Result<Consultation> {
    let sql = format!("SELECT c.* FROM consultations c WHERE c.tenant_id = $1 AND c.slug = $2 AND {PUBLIC}");
    scope.one(AssertSqlSafe(sql), params![slug]).await
}

/// One that readers see, by its id.
///
/// # Errors
/// When the database does not answer.
pub async fn public_by_id(scope: &mut Scope, id: &str) -> Result<Option<Consultation>> {
    let sql = format!(
        "SELECT c.* FROM consultations c WHERE c.tenant_id = $1 AND c.consultation_id = $2 AND {PUBLIC}"
    );
    scope.optional(AssertSqlSafe(sql), params![id]).await
}

/// What is told at the address of one that was taken from readers.
///
/// # Errors
/// When the database does not answer.
pub async fn gone(scope: &mut Scope, slug: &str) -> Result<Option<TakenDown>> {
    let sql = "SELECT * FROM consultations WHERE tenant_id = $1 AND slug = $2 AND taken_down_at IS NOT NULL";
    let found: Option<Consultation> = scope.optional(sql, params![slug]).await?;
    Ok(found.and_then(|one| one.taken_down))
}

/// Those that were taken from readers among what changed since a number.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_down_since(scope: &mut Scope, after: i64) -> Result<Vec<String>> {
    scope
        .all(
            "SELECT DISTINCT h.entity_id AS s FROM changes h JOIN consultations c ON c.tenant_id = h.tenant_id AND \
             c.consultation_id = h.entity_id WHERE h.tenant_id = $1 AND h.seq > $2 AND h.kind = 'consultation' AND \
             c.taken_down_at IS NOT NULL",
            params![after],
        )
        .await
}

/// What readers see, the last to end first.
///
/// # Errors
/// When the database does not answer.
pub async fn public_list(scope: &mut Scope, offset: usize, limit: usize) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} AND {PUBLIC} GROUP BY c.tenant_id, c.consultation_id ORDER BY c.ends_on DESC, c.consultation_id DESC \
         LIMIT {limit} OFFSET {offset}"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// Those that take comments on a day, the first to end first.
///
/// # Errors
/// When the database does not answer.
pub async fn open_on(scope: &mut Scope, day: Date, limit: usize) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} AND {PUBLIC} AND c.stage = 'approved' AND c.begins_on <= $2 AND c.ends_on >= $2 \
         GROUP BY c.tenant_id, c.consultation_id ORDER BY c.ends_on, c.consultation_id LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params![day]).await
}

/// Those of the desk, last changed first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(scope: &mut Scope, offset: usize, limit: usize) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} GROUP BY c.tenant_id, c.consultation_id ORDER BY c.updated_at DESC, c.consultation_id \
         LIMIT {limit} OFFSET {offset}"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// Those of some ids that are there, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn listed(scope: &mut Scope, ids: &[String]) -> Result<Vec<Listed>> {
    let places: Vec<String> = (0..ids.len()).map(|at| format!("${}", at + 2)).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{LISTED} AND c.consultation_id IN ({}) GROUP BY c.tenant_id, c.consultation_id",
        places.join(", ")
    );
    scope.all(AssertSqlSafe(sql), ids.iter().map(|id| Param::from(id.as_str())).collect()).await
}

/// Its files, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn files(scope: &mut Scope, id: &str) -> Result<Vec<FileId>> {
    let files: Vec<String> = scope
        .all(
            "SELECT file_id AS s FROM consultation_files WHERE tenant_id = $1 AND consultation_id = $2 ORDER BY place, file_id",
            params![id],
        )
        .await?;
    Ok(files.into_iter().map(FileId::from).collect())
}

/// Whether readers see a file beside some draft.
///
/// # Errors
/// When the database does not answer.
pub async fn shows_file(scope: &mut Scope, file: &FileId) -> Result<bool> {
    let sql = format!(
        "SELECT COUNT(*) AS n FROM consultation_files f JOIN consultations c ON c.tenant_id = f.tenant_id AND \
         c.consultation_id = f.consultation_id WHERE f.tenant_id = $1 AND f.file_id = $2 AND {PUBLIC}"
    );
    let found: i64 = scope.one(AssertSqlSafe(sql), params![file]).await?;
    Ok(found > 0)
}

pub(super) async fn free_slug(scope: &mut Scope, wanted: &str) -> Result<String> {
    let taken: Vec<String> = scope
        .all(
            "SELECT slug AS s FROM consultations WHERE tenant_id = $1 AND (slug = $2 OR slug LIKE $3)",
            params![wanted, format!("{wanted}-%")],
        )
        .await?;
    let taken: BTreeSet<&str> = taken.iter().map(String::as_str).collect();
    let numbered = (2..).map(|n: u32| format!("{wanted}-{n}"));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    all.find(|slug| !taken.contains(slug.as_str())).ok_or_else(|| Error::internal("every slug is taken"))
}

pub(super) async fn insert(scope: &mut WriteScope, id: &str, slug: &str, typed: &Typed) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO consultations (tenant_id, consultation_id, slug, kind, title, unit_key, contact, note, text, begins_on, \
             ends_on, short_ground, stage, account, version, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', '', 1, $13, $13)",
            params![
                id,
                slug,
                &typed.kind,
                &typed.title,
                &typed.unit,
                &typed.contact,
                &typed.note,
                &typed.text,
                typed.begins,
                typed.ends,
                &typed.ground,
                now
            ],
        )
        .await?;
    put_files(scope, id, &typed.files).await
}

pub(super) async fn save(scope: &mut WriteScope, id: &str, version: i64, typed: &Typed) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET kind = $4, title = $5, unit_key = $6, contact = $7, note = $8, text = $9, begins_on = $10, \
             ends_on = $11, short_ground = $12, updated_at = $13, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3 AND stage = 'draft'",
            params![
                id,
                version,
                &typed.kind,
                &typed.title,
                &typed.unit,
                &typed.contact,
                &typed.note,
                &typed.text,
                typed.begins,
                typed.ends,
                &typed.ground,
                now
            ],
        )
        .await?;
    put_files(scope, id, &typed.files).await
}

async fn put_files(scope: &mut WriteScope, id: &str, files: &[FileId]) -> Result<()> {
    let gone = "DELETE FROM consultation_files WHERE tenant_id = $1 AND consultation_id = $2";
    scope.execute(gone, params![id]).await?;
    for (place, file) in files.iter().enumerate() {
        scope
            .execute(
                "INSERT INTO consultation_files (tenant_id, consultation_id, file_id, place) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (tenant_id, consultation_id, file_id) DO NOTHING",
                params![id, file, i64::try_from(place).unwrap_or(0)],
            )
            .await?;
    }
    Ok(())
}

pub(super) async fn wrote(scope: &mut WriteScope, id: &str, part: Part, account: &AccountId) -> Result<()> {
    scope
        .execute(
            "INSERT INTO consultation_authors (tenant_id, consultation_id, part, account_id) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tenant_id, consultation_id, part, account_id) DO NOTHING",
            params![id, part.as_str(), account],
        )
        .await
        .map(drop)
}

/// Who wrote at a part.
pub(crate) async fn authors(scope: &mut Scope, id: &str, part: Part) -> Result<Vec<AccountId>> {
    let sql = "SELECT account_id AS s FROM consultation_authors WHERE tenant_id = $1 AND consultation_id = $2 AND part = $3";
    let authors: Vec<String> = scope.all(sql, params![id, part.as_str()]).await?;
    Ok(authors.into_iter().map(AccountId::from).collect())
}

/// One step on, from what was read.
pub(super) async fn advance(scope: &mut WriteScope, known: &Consultation, next: Stage) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET stage = $4, returned_reason = NULL, updated_at = $5, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3",
            params![&known.id, known.version, next.as_str(), now],
        )
        .await
}

pub(super) async fn send_back(
    scope: &mut WriteScope,
    known: &Consultation,
    next: Stage,
    reason: &str,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET stage = $4, returned_reason = $5, updated_at = $6, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3",
            params![&known.id, known.version, next.as_str(), reason, now],
        )
        .await
}

pub(super) async fn approve(
    scope: &mut WriteScope,
    known: &Consultation,
    next: Stage,
    by: &AccountId,
) -> Result<()> {
    let now = scope.db().clock.now();
    let set = if next == Stage::Accounted {
        "account_by = $5, account_at = $6"
    } else {
        "approved_by = $5, approved_at = $6"
    };
    let sql = format!(
        "UPDATE consultations SET stage = $4, {set}, returned_reason = NULL, updated_at = $6, version = version + 1 \
         WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3"
    );
    scope.execute_one(AssertSqlSafe(sql), params![&known.id, known.version, next.as_str(), by, now]).await
}

pub(super) async fn set_account(scope: &mut WriteScope, known: &Consultation, account: &str) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET account = $4, updated_at = $5, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3",
            params![&known.id, known.version, account, now],
        )
        .await
}

pub(super) async fn set_issued(
    scope: &mut WriteScope,
    known: &Consultation,
    item: Option<&ItemId>,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET issued_item_id = $4, updated_at = $5, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3",
            params![&known.id, known.version, item, now],
        )
        .await
}

/// A later last day.
pub(super) async fn extend(scope: &mut WriteScope, known: &Consultation, to: Date) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET ends_on = $4, updated_at = $5, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3 AND ends_on < $4",
            params![&known.id, known.version, to, now],
        )
        .await
}

/// A corrected note and text.
pub(super) async fn correct(scope: &mut WriteScope, known: &Consultation, what: &Typed) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET note = $4, text = $5, updated_at = $6, version = version + 1 \
             WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3",
            params![&known.id, known.version, &what.note, &what.text, now],
        )
        .await
}

pub(super) async fn take_down(
    scope: &mut WriteScope,
    known: &Consultation,
    cause: Cause,
    reason: &str,
    by: &AccountId,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultations SET taken_down_at = $4, taken_down_as = $5, taken_down_reason = $6, taken_down_by = $7, \
             updated_at = $4, version = version + 1 WHERE tenant_id = $1 AND consultation_id = $2 AND version = $3",
            params![&known.id, known.version, now, cause.as_str(), reason, by],
        )
        .await
}

pub(super) async fn insert_notice(
    scope: &mut WriteScope,
    id: &str,
    known: &Consultation,
    notice: &Notice,
    by: &AccountId,
) -> Result<()> {
    let (kind, from, to) = match notice.what {
        Amended::Extended { from, to } => ("extended", Some(from), Some(to)),
        Amended::Corrected => ("corrected", None, None),
    };
    scope
        .execute(
            "INSERT INTO consultation_notices (tenant_id, notice_id, consultation_id, kind, reason, ends_before, ends_after, \
             created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![id, &known.id, kind, &notice.reason, from, to, by, notice.at],
        )
        .await
        .map(drop)
}

/// What readers are told of changes of one, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn notices(scope: &mut Scope, id: &str) -> Result<Vec<Notice>> {
    let sql = "SELECT * FROM consultation_notices WHERE tenant_id = $1 AND consultation_id = $2 \
               ORDER BY created_at DESC, notice_id DESC";
    scope.all(sql, params![id]).await
}

/// Puts a sample down as it stood on its day: approved, perhaps with its account.
pub(super) async fn seed(
    scope: &mut WriteScope,
    typed: &Typed,
    slug: &str,
    account: Option<&str>,
    by: &AccountId,
) -> Result<String> {
    let db = scope.db().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    insert(scope, &id, slug, typed).await?;
    let stage = if account.is_some() { Stage::Accounted } else { Stage::Approved };
    let at = account.map(|_| db.clock.now());
    scope
        .execute_one(
            "UPDATE consultations SET stage = $3, approved_by = $4, approved_at = $5, account = $6, account_by = $7, account_at = $8 \
             WHERE tenant_id = $1 AND consultation_id = $2",
            params![
                &id,
                stage.as_str(),
                by,
                db.clock.now(),
                account.unwrap_or_default(),
                account.map(|_| by),
                at
            ],
        )
        .await?;
    Ok(id)
}
