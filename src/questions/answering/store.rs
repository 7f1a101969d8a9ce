//! The SQL of answering, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, AnswerId, FileId, QuestionId};
use crate::base::scope::{Scope, WriteScope};
use crate::items::Attachment;
use crate::params;
use crate::questions::store::{PUBLIC, PUBLIC_COLUMNS, PublicPage};

use super::Writer;

/// What was typed and not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Counts the savings.
    pub version: i64,
    /// The answer so far.
    pub body: String,
    /// Who writes.
    pub name: String,
    /// Their post.
    pub post: String,
    /// When it was saved.
    pub saved_at: Millis,
}

impl FromRow for Draft {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            version: row.get("version")?,
            body: row.get("body")?,
            name: row.get("author_name")?,
            post: row.get("author_post")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

/// A writer's draft.
///
/// # Errors
/// When the database does not answer.
pub async fn draft(scope: &mut Scope, question: &QuestionId, writer: &Writer) -> Result<Option<Draft>> {
    let sql = "SELECT * FROM answer_drafts WHERE tenant_id = $1 AND question_id = $2 AND writer = $3";
    scope.optional(sql, params![question, writer.key()]).await
}

/// Keeps a draft over the version it was begun from; whether that one was still there.
pub(super) async fn put_draft(
    scope: &mut WriteScope,
    question: &QuestionId,
    writer: &Writer,
    draft: &Draft,
) -> Result<bool> {
    let given =
        params![question, writer.key(), draft.version, &draft.body, &draft.name, &draft.post, draft.saved_at];
    let sql = if draft.version == 0 {
        "INSERT INTO answer_drafts (tenant_id, question_id, writer, version, body, author_name, author_post, saved_at) \
         VALUES ($1, $2, $3, $4 + 1, $5, $6, $7, $8) ON CONFLICT (tenant_id, question_id, writer) DO NOTHING"
    } else {
        "UPDATE answer_drafts SET version = version + 1, body = $5, author_name = $6, author_post = $7, saved_at = $8 \
         WHERE tenant_id = $1 AND question_id = $2 AND writer = $3 AND version = $4"
    };
    Ok(scope.execute(sql, given).await? == 1)
}

/// A draft's files, in the order they came.
///
/// # Errors
/// When the database does not answer.
pub async fn draft_files(
    scope: &mut Scope,
    question: &QuestionId,
    writer: &Writer,
) -> Result<Vec<Attachment>> {
    let sql = "SELECT f.* FROM answer_files a JOIN files f ON f.tenant_id = a.tenant_id AND f.file_id = a.file_id \
               WHERE a.tenant_id = $1 AND a.question_id = $2 AND a.writer = $3 AND a.answer_id IS NULL AND f.sha256 <> '' \
               ORDER BY f.created_at, f.file_id";
    scope.all(sql, params![question, writer.key()]).await
}

pub(super) async fn add_file(
    scope: &mut WriteScope,
    question: &QuestionId,
    writer: &Writer,
    file: &FileId,
) -> Result<()> {
    let sql = "INSERT INTO answer_files (tenant_id, file_id, question_id, writer, published) VALUES ($1, $2, $3, $4, FALSE)";
    scope.execute(sql, params![file, question, writer.key()]).await.map(drop)
}

/// Takes a file out of a draft again.
///
/// # Errors
/// When the database refuses.
pub async fn drop_file(
    scope: &mut WriteScope,
    question: &QuestionId,
    writer: &Writer,
    file: &FileId,
) -> Result<()> {
    let sql = "DELETE FROM answer_files WHERE tenant_id = $1 AND file_id = $2 AND question_id = $3 AND writer = $4 \
               AND answer_id IS NULL";
    scope.execute(sql, params![file, question, writer.key()]).await.map(drop)
}

/// The draft was sent: its files are the answer's, and it is gone.
pub(in crate::questions) async fn sent(
    scope: &mut WriteScope,
    question: &QuestionId,
    writer: &Writer,
    answer: &AnswerId,
) -> Result<()> {
    let sql = "UPDATE answer_files SET answer_id = $4 WHERE tenant_id = $1 AND question_id = $2 AND writer = $3 AND answer_id IS NULL";
    scope.execute(sql, params![question, writer.key(), answer]).await?;
    let sql = "DELETE FROM answer_drafts WHERE tenant_id = $1 AND question_id = $2 AND writer = $3";
    scope.execute(sql, params![question, writer.key()]).await.map(drop)
}

/// A file of an answer.
#[derive(Clone, Debug)]
pub struct AnswerFile {
    /// The file.
    pub file: Attachment,
    /// Whose it is.
    pub answer: AnswerId,
    /// Whether readers get it too.
    pub published: bool,
}

impl FromRow for AnswerFile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            file: Attachment::from_row(row)?,
            answer: row.get::<String>("answer_id")?.into(),
            published: row.get("published")?,
        })
    }
}

/// The files of all answers to a question.
///
/// # Errors
/// When the database does not answer.
pub async fn files(scope: &mut Scope, question: &QuestionId) -> Result<Vec<AnswerFile>> {
    let sql = "SELECT f.*, a.answer_id, a.published FROM answer_files a \
               JOIN files f ON f.tenant_id = a.tenant_id AND f.file_id = a.file_id \
               WHERE a.tenant_id = $1 AND a.question_id = $2 AND a.answer_id IS NOT NULL AND f.sha256 <> '' \
               ORDER BY f.created_at, f.file_id";
    scope.all(sql, params![question]).await
}

/// A file of an answer with the unit that has the question, for who may see that.
///
/// # Errors
/// When the database does not answer.
pub async fn file_with_unit(
    scope: &mut Scope,
    file: &FileId,
) -> Result<Option<(Attachment, Option<String>)>> {
    struct Found(Attachment, Option<String>);
    impl FromRow for Found {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(Attachment::from_row(row)?, row.get("unit_key")?))
        }
    }
    let sql = "SELECT f.*, q.unit_key FROM answer_files a JOIN files f ON f.tenant_id = a.tenant_id AND f.file_id = a.file_id \
               JOIN questions q ON q.tenant_id = a.tenant_id AND q.question_id = a.question_id \
               WHERE a.tenant_id = $1 AND a.file_id = $2 AND f.sha256 <> ''";
    let found: Option<Found> = scope.optional(sql, params![file]).await?;
    Ok(found.map(|Found(file, unit)| (file, unit)))
}

/// A file that stands with a published answer.
///
/// # Errors
/// When the database does not answer.
pub async fn public_file(scope: &mut Scope, file: &FileId) -> Result<Option<Attachment>> {
    let sql = "SELECT f.* FROM answer_files a JOIN files f ON f.tenant_id = a.tenant_id AND f.file_id = a.file_id \
               JOIN questions q ON q.tenant_id = a.tenant_id AND q.question_id = a.question_id AND q.answer_id = a.answer_id \
               WHERE a.tenant_id = $1 AND a.file_id = $2 AND a.published = TRUE AND q.state = 'published' AND f.sha256 <> ''";
    scope.optional(sql, params![file]).await
}

/// Lets readers have these files of an answer and no others.
pub(in crate::questions) async fn publish_files(
    scope: &mut WriteScope,
    answer: &AnswerId,
    files: &[FileId],
) -> Result<()> {
    let sql = "UPDATE answer_files SET published = FALSE WHERE tenant_id = $1 AND answer_id = $2";
    scope.execute(sql, params![answer]).await?;
    for file in files {
        let sql = "UPDATE answer_files SET published = TRUE WHERE tenant_id = $1 AND answer_id = $2 AND file_id = $3";
        scope.execute(sql, params![answer, file]).await?;
    }
    Ok(())
}

/// A unit's word for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who gave it.
    pub account: AccountId,
    /// Whether in the head's stead.
    pub delegated: bool,
    /// When.
    pub at: Millis,
}

impl FromRow for Confirmation {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get::<String>("account_id")?.into(),
            delegated: row.get::<Option<String>>("delegation_id")?.is_some(),
            at: row.get("confirmed_at")?,
        })
    }
}

/// The word that was given for an answer.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmation(scope: &mut Scope, answer: &AnswerId) -> Result<Option<Confirmation>> {
    let sql = "SELECT * FROM answer_confirmations WHERE tenant_id = $1 AND answer_id = $2";
    scope.optional(sql, params![answer]).await
}

pub(super) async fn insert_confirmation(
    scope: &mut WriteScope,
    answer: &AnswerId,
    unit: &str,
    account: &AccountId,
    delegation: Option<String>,
) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO answer_confirmations (tenant_id, answer_id, unit_key, account_id, delegation_id, confirmed_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, answer_id) DO NOTHING";
    scope.execute_one(sql, params![answer, unit, account, delegation, now]).await
}

/// The words that the board prepared for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The subject.
    pub subject: String,
    /// The question.
    pub body: String,
    /// The answer.
    pub answer: String,
    /// The field it is filed under.
    pub field: String,
    /// Who prepared them.
    pub edited_by: AccountId,
    /// When.
    pub edited_at: Millis,
}

impl FromRow for Wording {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            subject: row.get("subject")?,
            body: row.get("body")?,
            answer: row.get("answer")?,
            field: row.get("field")?,
            edited_by: row.get::<String>("edited_by")?.into(),
            edited_at: row.get("edited_at")?,
        })
    }
}

/// The words prepared for an answer.
///
/// # Errors
/// When the database does not answer.
pub async fn wording(scope: &mut Scope, answer: &AnswerId) -> Result<Option<Wording>> {
    let sql = "SELECT * FROM answer_wordings WHERE tenant_id = $1 AND answer_id = $2";
    scope.optional(sql, params![answer]).await
}

pub(super) async fn put_wording(scope: &mut WriteScope, answer: &AnswerId, wording: &Wording) -> Result<()> {
    let sql = "INSERT INTO answer_wordings (tenant_id, answer_id, subject, body, answer, field, edited_by, edited_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, answer_id) DO UPDATE SET \
               subject = $3, body = $4, answer = $5, field = $6, edited_by = $7, edited_at = $8";
    let given = params![
        answer,
        &wording.subject,
        &wording.body,
        &wording.answer,
        &wording.field,
        &wording.edited_by,
        wording.edited_at,
    ];
    scope.execute(sql, given).await.map(drop)
}

/// A correction with the words before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: String,
    /// What was wrong; readers see it.
    pub reason: String,
    /// The subject from then on.
    pub subject: String,
    /// The question from then on.
    pub body: String,
    /// The answer from then on.
    pub answer: String,
    /// The subject before.
    pub old_subject: String,
    /// The question before.
    pub old_body: String,
    /// The answer before.
    pub old_answer: String,
    /// Who proposed it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
    /// When it was approved or declined.
    pub decided_at: Option<Millis>,
}

impl FromRow for Correction {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("correction_id")?,
            reason: row.get("reason")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
            answer: row.get("answer")?,
            old_subject: row.get("old_subject")?,
            old_body: row.get("old_body")?,
            old_answer: row.get("old_answer")?,
            created_by: row.get::<String>("created_by")?.into(),
            created_at: row.get("created_at")?,
            decided_at: row.get("decided_at")?,
        })
    }
}

pub(super) async fn insert_correction(
    scope: &mut WriteScope,
    question: &QuestionId,
    one: &Correction,
) -> Result<()> {
    let sql = "INSERT INTO answer_corrections (tenant_id, correction_id, question_id, state, reason, subject, body, answer, \
               old_subject, old_body, old_answer, created_by, created_at) \
               VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let given = params![
        &one.id,
        question,
        &one.reason,
        &one.subject,
        &one.body,
        &one.answer,
        &one.old_subject,
        &one.old_body,
        &one.old_answer,
        &one.created_by,
        one.created_at,
    ];
    scope.execute(sql, given).await.map(drop)
}

/// The correction that waits for another's approval.
///
/// # Errors
/// When the database does not answer.
pub async fn open_correction(scope: &mut Scope, question: &QuestionId) -> Result<Option<Correction>> {
    let sql =
        "SELECT * FROM answer_corrections WHERE tenant_id = $1 AND question_id = $2 AND state = 'proposed'";
    scope.optional(sql, params![question]).await
}

/// The corrections that readers see, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn corrections(scope: &mut Scope, question: &QuestionId) -> Result<Vec<Correction>> {
    let sql = "SELECT * FROM answer_corrections WHERE tenant_id = $1 AND question_id = $2 AND state = 'approved' \
               ORDER BY decided_at, correction_id";
    scope.all(sql, params![question]).await
}

/// Decides a correction once.
pub(super) async fn decide(scope: &mut WriteScope, id: &str, state: &str, why: Option<&str>) -> Result<()> {
    let (now, by) = (scope.db().clock.now(), scope.actor().account.clone());
    let sql = "UPDATE answer_corrections SET state = $3, declined_reason = $4, decided_by = $5, decided_at = $6 \
               WHERE tenant_id = $1 AND correction_id = $2 AND state = 'proposed'";
    scope.execute_one(sql, params![id, state, why.map(str::to_owned), by.as_ref(), now]).await
}

/// Puts other words on the page of an answer.
pub(super) async fn replace_public(scope: &mut WriteScope, answer: &AnswerId, text: &str) -> Result<()> {
    let sql = "UPDATE answers SET public_body = $3 WHERE tenant_id = $1 AND answer_id = $2";
    scope.execute_one(sql, params![answer, text]).await
}

pub(in crate::questions) async fn withdraw(
    scope: &mut WriteScope,
    question: &QuestionId,
    reason: &str,
    by: &AccountId,
) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO answer_withdrawals (tenant_id, question_id, reason, withdrawn_by, withdrawn_at) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, question_id) DO UPDATE SET \
               reason = $3, withdrawn_by = $4, withdrawn_at = $5";
    scope.execute(sql, params![question, reason, by, now]).await.map(drop)
}

/// Why what stood at an address was taken off the site.
///
/// # Errors
/// When the database does not answer.
pub async fn withdrawn(scope: &mut Scope, slug: &str) -> Result<Option<String>> {
    let sql = "SELECT w.reason AS s FROM answer_withdrawals w JOIN questions q ON q.tenant_id = w.tenant_id \
               AND q.question_id = w.question_id WHERE w.tenant_id = $1 AND q.slug = $2 AND q.state <> 'published'";
    scope.optional(sql, params![slug]).await
}

/// Files a published question under a field; what readers said of it stays.
pub(in crate::questions) async fn file_under(
    scope: &mut WriteScope,
    question: &QuestionId,
    field: &str,
) -> Result<()> {
    let sql = "INSERT INTO answer_publications (tenant_id, question_id, field, helpful, unhelpful) VALUES ($1, $2, $3, 0, 0) \
               ON CONFLICT (tenant_id, question_id) DO UPDATE SET field = $3";
    scope.execute(sql, params![question, field]).await.map(drop)
}

/// How an answer stands with its readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The field; "" if it has none.
    pub field: String,
    /// How many found it helpful.
    pub helpful: i64,
    /// How many did not.
    pub unhelpful: i64,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { field: row.get("field")?, helpful: row.get("helpful")?, unhelpful: row.get("unhelpful")? })
    }
}

/// How an answer stands with its readers.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(scope: &mut Scope, question: &QuestionId) -> Result<Standing> {
    let sql = "SELECT * FROM answer_publications WHERE tenant_id = $1 AND question_id = $2";
    Ok(scope.optional(sql, params![question]).await?.unwrap_or_default())
}

pub(super) async fn rate(scope: &mut WriteScope, question: &QuestionId, helped: bool) -> Result<()> {
    let (yes, no) = (i64::from(helped), i64::from(!helped));
    let sql = "INSERT INTO answer_publications (tenant_id, question_id, field, helpful, unhelpful) VALUES ($1, $2, '', $3, $4) \
               ON CONFLICT (tenant_id, question_id) DO UPDATE SET helpful = answer_publications.helpful + $3, \
               unhelpful = answer_publications.unhelpful + $4";
    scope.execute(sql, params![question, yes, no]).await.map(drop)
}

/// A value of a filter and how many answers it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The field's name or the unit's key.
    pub value: String,
    /// How many.
    pub count: i64,
}

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { value: row.get("value")?, count: row.get("n")? })
    }
}

const FILED: &str =
    "LEFT JOIN answer_publications p ON p.tenant_id = q.tenant_id AND p.question_id = q.question_id";

fn filed(from: &str) -> String {
    from.replacen(" WHERE ", &format!(" {FILED} WHERE "), 1)
}

/// The fields under which answers stand on the site, the largest first.
///
/// # Errors
/// When the database does not answer.
pub async fn fields(scope: &mut Scope) -> Result<Vec<Count>> {
    let sql = format!(
        "SELECT p.field AS value, COUNT(*) AS n {} AND p.field <> '' GROUP BY p.field ORDER BY n DESC, value",
        filed(PUBLIC)
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// The units whose answers stand on the site, the busiest first.
///
/// # Errors
/// When the database does not answer.
pub async fn units(scope: &mut Scope) -> Result<Vec<Count>> {
    let sql = format!(
        "SELECT a.unit_key AS value, COUNT(*) AS n {PUBLIC} GROUP BY a.unit_key ORDER BY n DESC, value"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// Answered questions of a field and of a unit, latest first; none named means all.
///
/// # Errors
/// When the database does not answer.
pub async fn public_list(
    scope: &mut Scope,
    field: Option<&str>,
    unit: Option<&str>,
    offset: usize,
    limit: usize,
) -> Result<PublicPage> {
    let mut given: Vec<Param> = Vec::new();
    let mut from = filed(PUBLIC);
    for (column, value) in [("p.field", field), ("a.unit_key", unit)] {
        if let Some(value) = value {
            given.push(value.into());
            from.push_str(&format!(" AND {column} = ${}", given.len() + 1));
        }
    }
    let total: i64 = scope.one(AssertSqlSafe(format!("SELECT COUNT(*) AS n {from}")), given.clone()).await?;
    let sql = format!(
        "SELECT {PUBLIC_COLUMNS} {from} ORDER BY q.published_at DESC, q.question_id DESC LIMIT {limit} OFFSET {offset}"
    );
    Ok(PublicPage {
        total: usize::try_from(total).unwrap_or(0),
        questions: scope.all(AssertSqlSafe(sql), given).await?,
    })
}

pub(super) async fn replace_citations<'a>(
    scope: &mut WriteScope,
    question: &QuestionId,
    keys: impl Iterator<Item = &'a str>,
) -> Result<()> {
    let sql = "DELETE FROM answer_citations WHERE tenant_id = $1 AND question_id = $2";
    scope.execute(sql, params![question]).await?;
    for key in keys {
        let sql = "INSERT INTO answer_citations (tenant_id, question_id, number_key) VALUES ($1, $2, $3)";
        scope.execute(sql, params![question, key]).await?;
    }
    Ok(())
}

/// The subjects and addresses of published answers that cite a number, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn citing(scope: &mut Scope, number_key: &str, limit: usize) -> Result<Vec<(String, String)>> {
    struct Citing(String, String);
    impl FromRow for Citing {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("public_subject")?, row.get("slug")?))
        }
    }
    let sql = format!(
        "SELECT q.public_subject, q.slug FROM answer_citations c JOIN questions q ON q.tenant_id = c.tenant_id \
         AND q.question_id = c.question_id WHERE c.tenant_id = $1 AND c.number_key = $2 AND q.state = 'published' \
         ORDER BY q.published_at DESC, q.question_id LIMIT {limit}"
    );
    let found: Vec<Citing> = scope.all(AssertSqlSafe(sql), params![number_key]).await?;
    Ok(found.into_iter().map(|Citing(subject, slug)| (subject, slug)).collect())
}
