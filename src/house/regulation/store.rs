//! The SQL of the regulation's versions and of proposals, and nobody else's.

use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::proposals::{Amendment, Proposal};
use super::{Article, Version};

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("regulation_id")?,
            no: row.get("no")?,
            title: row.get("title")?,
            decision: row.get("decision")?,
            decided_on: row.date("decided_on")?,
            from: row.date("from_on")?,
            drafted_by: row.get::<String>("drafted_by")?.into(),
            drafted_at: row.get("drafted_at")?,
            published_by: row.get::<Option<String>>("published_by")?.map(AccountId::from),
            published_at: row.get("published_at")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Article {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            chapter: row.get("chapter")?,
            no: row.get("no")?,
            heading: row.get("heading")?,
            body: row.get("body")?,
        })
    }
}

pub(super) async fn insert(scope: &mut WriteScope, one: &Version) -> Result<()> {
    scope
        .execute(
            "INSERT INTO regulation_versions (tenant_id, regulation_id, title, decision, decided_on, from_on, drafted_by, drafted_at, \
             version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &one.id,
                &one.title,
                &one.decision,
                one.decided_on,
                one.from,
                &one.drafted_by,
                one.drafted_at,
                one.version,
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn insert_article(
    scope: &mut WriteScope,
    id: &str,
    place: i64,
    article: &Article,
) -> Result<()> {
    let sql = "INSERT INTO regulation_articles (tenant_id, regulation_id, place, chapter, no, heading, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![id, place, &article.chapter, &article.no, &article.heading, &article.body];
    scope.execute(sql, values).await.map(drop)
}

/// Makes a draft the next version, if it is still as it was seen.
pub(super) async fn publish(scope: &mut WriteScope, one: &Version, seen: i64) -> Result<()> {
    scope
        .execute_one(
            "UPDATE regulation_versions SET no = $4, decision = $5, decided_on = $6, from_on = $7, published_by = $8, \
             published_at = $9, version = version + 1 WHERE tenant_id = $1 AND regulation_id = $2 AND version = $3 AND no IS NULL",
            params![
                &one.id,
                seen,
                one.no,
                &one.decision,
                one.decided_on,
                one.from,
                one.published_by.as_ref(),
                one.published_at,
            ],
        )
        .await
}

/// Writes a draft anew, if it is still as it was seen; its articles are to be inserted.
pub(super) async fn rewrite(scope: &mut WriteScope, one: &Version, seen: i64) -> Result<()> {
    scope
        .execute_one(
            "UPDATE regulation_versions SET title = $4, drafted_by = $5, drafted_at = $6, \
             version = version + 1 WHERE tenant_id = $1 AND regulation_id = $2 AND version = $3 AND no IS NULL",
            params![
                &one.id,
                seen,
                &one.title,
                &one.drafted_by,
                one.drafted_at,
            ],
        )
        .await?;
    let sql = "DELETE FROM regulation_articles WHERE tenant_id = $1 AND regulation_id = $2";
    scope.execute(sql, params![&one.id]).await.map(drop)
}

pub(super) async fn discard(scope: &mut WriteScope, id: &str) -> Result<u64> {
    let articles = "DELETE FROM regulation_articles WHERE tenant_id = $1 AND regulation_id IN (SELECT regulation_id \
                    FROM regulation_versions WHERE tenant_id = $1 AND regulation_id = $2 AND no IS NULL)";
    scope.execute(articles, params![id]).await?;
    let sql = "DELETE FROM regulation_versions WHERE tenant_id = $1 AND regulation_id = $2 AND no IS NULL";
    scope.execute(sql, params![id]).await
}

/// One version or draft.
///
/// # Errors
/// When the database does not answer.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Option<Version>> {
    let sql = "SELECT * FROM regulation_versions WHERE tenant_id = $1 AND regulation_id = $2";
    scope.optional(sql, params![id]).await
}

/// The published versions, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn published(scope: &mut Scope) -> Result<Vec<Version>> {
    let sql = "SELECT * FROM regulation_versions WHERE tenant_id = $1 AND no IS NOT NULL ORDER BY no";
    scope.all(sql, vec![]).await
}

/// The drafts, the last begun first.
///
/// # Errors
/// When the database does not answer.
pub async fn drafts(scope: &mut Scope) -> Result<Vec<Version>> {
    let sql =
        "SELECT * FROM regulation_versions WHERE tenant_id = $1 AND no IS NULL ORDER BY drafted_at DESC";
    scope.all(sql, vec![]).await
}

/// The articles of a version.
///
/// # Errors
/// When the database does not answer.
pub async fn articles(scope: &mut Scope, id: &str) -> Result<Vec<Article>> {
    let sql = "SELECT * FROM regulation_articles WHERE tenant_id = $1 AND regulation_id = $2 ORDER BY place";
    scope.all(sql, params![id]).await
}

impl FromRow for Proposal {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("proposal_id")?,
            title: row.get("title")?,
            by: row.get("made_by")?,
            at: row.get("made_at")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Amendment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            place: row.get("place")?,
            article: row.get("article")?,
            old_words: row.get("old_words")?,
            new_words: row.get("new_words")?,
            reason: row.get("reason")?,
            feedback: row.get("feedback_id")?,
        })
    }
}

pub(super) async fn insert_proposal(scope: &mut WriteScope, one: &Proposal) -> Result<()> {
    let sql = "INSERT INTO regulation_proposals (tenant_id, proposal_id, title, made_by, made_at, version) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    scope.execute(sql, params![&one.id, &one.title, &one.by, one.at, one.version]).await.map(drop)
}

pub(super) async fn insert_amendment(scope: &mut WriteScope, id: &str, one: &Amendment) -> Result<()> {
    let sql = "INSERT INTO regulation_amendments (tenant_id, proposal_id, place, article, old_words, new_words, reason, feedback_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values =
        params![id, one.place, &one.article, &one.old_words, &one.new_words, &one.reason, &one.feedback];
    scope.execute(sql, values).await.map(drop)
}

/// Writes the new words and reasons of a proposal, if it is still as it was seen.
pub(super) async fn amend(scope: &mut WriteScope, one: &Proposal, amendments: &[Amendment]) -> Result<()> {
    let sql = "UPDATE regulation_proposals SET version = version + 1 WHERE tenant_id = $1 AND proposal_id = $2 AND version = $3";
    scope.execute_one(sql, params![&one.id, one.version]).await?;
    for amendment in amendments {
        let sql = "UPDATE regulation_amendments SET new_words = $4, reason = $5 WHERE tenant_id = $1 AND proposal_id = $2 AND place = $3";
        let values = params![&one.id, amendment.place, &amendment.new_words, &amendment.reason];
        scope.execute(sql, values).await?;
    }
    Ok(())
}

/// The proposals to amend, the last made first.
///
/// # Errors
/// When the database does not answer.
pub async fn proposals(scope: &mut Scope) -> Result<Vec<Proposal>> {
    scope
        .all(
            "SELECT * FROM regulation_proposals WHERE tenant_id = $1 ORDER BY made_at DESC LIMIT 100",
            vec![],
        )
        .await
}

/// One proposal.
///
/// # Errors
/// When the database does not answer.
pub async fn proposal(scope: &mut Scope, id: &str) -> Result<Option<Proposal>> {
    let sql = "SELECT * FROM regulation_proposals WHERE tenant_id = $1 AND proposal_id = $2";
    scope.optional(sql, params![id]).await
}

/// What a proposal amends.
///
/// # Errors
/// When the database does not answer.
pub async fn amendments(scope: &mut Scope, id: &str) -> Result<Vec<Amendment>> {
    let sql = "SELECT * FROM regulation_amendments WHERE tenant_id = $1 AND proposal_id = $2 ORDER BY place";
    scope.all(sql, params![id]).await
}
