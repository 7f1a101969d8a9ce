//! The SQL of what people say to a consultation and of what became of it, and nobody else's.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Scope, WriteScope};
use crate::consultations::comments::{Comment, Counts, Ground, Response, Standing, Verdict};
use crate::params;

impl FromRow for Comment {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        let ground: Option<String> = row.get("withheld_ground")?;
        let public: Option<String> = row.get("public_body")?;
        let standing = match (state.as_str(), public, ground.as_deref().and_then(Ground::parse)) {
            ("waiting", ..) => Standing::Waiting,
            ("shown", Some(body), _) => Standing::Shown { body, name: row.get("public_name")? },
            ("withheld", _, Some(ground)) => Standing::Withheld(ground),
            _ => return Err(Error::internal(format!("a comment that is {state} without more"))),
        };
        Ok(Self {
            id: row.get("comment_id")?,
            number: row.get("number")?,
            article: row.get("article")?,
            body: row.get("body")?,
            contact: row.get("contact")?,
            consent_name: row.get("consent_name")?,
            received_at: row.get("received_at")?,
            standing,
            note: row.get("moderation_note")?,
            response: row.get("response_id")?,
            erased_at: row.get("erased_at")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Response {
    fn from_row(row: &Row) -> Result<Self> {
        let verdict: String = row.get("verdict")?;
        Ok(Self {
            id: row.get("response_id")?,
            verdict: Verdict::parse(&verdict)
                .ok_or_else(|| Error::internal(format!("unknown verdict {verdict}")))?,
            text: row.get("text")?,
        })
    }
}

struct Counted(String, i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("s")?, row.get("n")?))
    }
}

/// The articles on which somebody spoke, whatever became of it.
pub(in crate::consultations) async fn commented(scope: &mut Scope, id: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT article AS s FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 \
               AND article IS NOT NULL ORDER BY article";
    scope.all(sql, params![id]).await
}

/// A comment to be written down.
pub(in crate::consultations) struct NewRow<'a> {
    pub(in crate::consultations) id: &'a str,
    pub(in crate::consultations) consultation: &'a str,
    pub(in crate::consultations) number: i64,
    pub(in crate::consultations) article: Option<&'a str>,
    pub(in crate::consultations) body: &'a str,
    pub(in crate::consultations) contact: Option<Vec<u8>>,
    pub(in crate::consultations) consent_name: bool,
    pub(in crate::consultations) consent_version: &'a str,
    pub(in crate::consultations) submission_digest: Option<String>,
}

pub(in crate::consultations) async fn insert_comment(scope: &mut WriteScope, row: NewRow<'_>) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO consultation_comments (tenant_id, comment_id, consultation_id, number, article, body, contact, \
             consent_name, consent_version, submission_digest, received_at, state, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 1)",
            params![
                row.id,
                row.consultation,
                row.number,
                row.article,
                row.body,
                row.contact,
                row.consent_name,
                row.consent_version,
                row.submission_digest,
                now
            ],
        )
        .await
        .map(drop)
}

pub(in crate::consultations) async fn was_submitted(scope: &mut Scope, digest: &str) -> Result<bool> {
    let sql =
        "SELECT COUNT(*) AS n FROM consultation_comments WHERE tenant_id = $1 AND submission_digest = $2";
    let found: i64 = scope.one(sql, params![digest]).await?;
    Ok(found > 0)
}

/// How many comments stand where.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(scope: &mut Scope, id: &str) -> Result<Counts> {
    let rows: Vec<Counted> = scope
        .all(
            "SELECT state AS s, COUNT(*) AS n FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 GROUP BY state",
            params![id],
        )
        .await?;
    let unanswered: i64 = scope
        .one(
            "SELECT COUNT(*) AS n FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 AND state = 'shown' \
             AND response_id IS NULL",
            params![id],
        )
        .await?;
    let of = |state: &str| rows.iter().find(|row| row.0 == state).map_or(0, |row| row.1);
    let received = rows.iter().map(|row| row.1).sum();
    let (shown, withheld, waiting) = (of("shown"), of("withheld"), of("waiting"));
    Ok(Counts { received, shown, withheld, waiting, unanswered })
}

/// How many were withheld for which reason.
///
/// # Errors
/// When the database does not answer.
pub async fn grounds(scope: &mut Scope, id: &str) -> Result<Vec<(Ground, i64)>> {
    let rows: Vec<Counted> = scope
        .all(
            "SELECT withheld_ground AS s, COUNT(*) AS n FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 \
             AND state = 'withheld' GROUP BY withheld_ground ORDER BY n DESC, s",
            params![id],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Ground::parse(&row.0)?, row.1))).collect())
}

/// How many shown comments each article has.
///
/// # Errors
/// When the database does not answer.
pub async fn by_article(scope: &mut Scope, id: &str) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<Counted> = scope
        .all(
            "SELECT article AS s, COUNT(*) AS n FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 \
             AND state = 'shown' AND article IS NOT NULL GROUP BY article",
            params![id],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// What readers see of the comments, in the order of their numbers.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(scope: &mut Scope, id: &str, offset: usize, limit: usize) -> Result<Vec<Comment>> {
    let sql = format!(
        "SELECT * FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 AND state = 'shown' ORDER BY number \
         LIMIT {limit} OFFSET {offset}"
    );
    scope.all(AssertSqlSafe(sql), params![id]).await
}

/// The comments on the desk: what waits first, then by number.
///
/// # Errors
/// When the database does not answer.
pub async fn comments(scope: &mut Scope, id: &str, offset: usize, limit: usize) -> Result<Vec<Comment>> {
    let sql = format!(
        "SELECT * FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 \
         ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, number LIMIT {limit} OFFSET {offset}"
    );
    scope.all(AssertSqlSafe(sql), params![id]).await
}

/// Comments after a number, in the order of their numbers; all of them, or what readers see.
///
/// # Errors
/// When the database does not answer.
pub async fn comments_after(
    scope: &mut Scope,
    id: &str,
    after: i64,
    shown_only: bool,
    limit: usize,
) -> Result<Vec<Comment>> {
    let sql = format!(
        "SELECT * FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 AND number > $3 \
         AND (state = 'shown' OR NOT $4) ORDER BY number LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params![id, after, shown_only]).await
}

/// One comment of a consultation.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn comment(scope: &mut Scope, consultation: &str, id: &str) -> Result<Comment> {
    scope
        .one(
            "SELECT * FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 AND comment_id = $3",
            params![consultation, id],
        )
        .await
}

pub(in crate::consultations) async fn moderate(
    scope: &mut WriteScope,
    comment: &Comment,
    standing: &Standing,
    note: &str,
    by: &AccountId,
) -> Result<()> {
    let now = scope.db().clock.now();
    let (state, body, name, ground) = match standing {
        Standing::Waiting => ("waiting", None, None, None),
        Standing::Shown { body, name } => ("shown", Some(body.as_str()), name.as_deref(), None),
        Standing::Withheld(ground) => ("withheld", None, None, Some(ground.as_str())),
    };
    scope
        .execute_one(
            "UPDATE consultation_comments SET state = $4, public_body = $5, public_name = $6, withheld_ground = $7, \
             moderation_note = $8, moderated_by = $9, moderated_at = $10, response_id = NULL, version = version + 1 \
             WHERE tenant_id = $1 AND comment_id = $2 AND version = $3",
            params![&comment.id, comment.version, state, body, name, ground, note, by, now],
        )
        .await
}

pub(in crate::consultations) async fn insert_response(
    scope: &mut WriteScope,
    consultation: &str,
    id: &str,
    verdict: Verdict,
    text: &str,
    by: &AccountId,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO consultation_responses (tenant_id, response_id, consultation_id, verdict, text, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![id, consultation, verdict.as_str(), text, by, now],
        )
        .await
        .map(drop)
}

/// Puts a shown comment under a response.
pub(in crate::consultations) async fn answer(
    scope: &mut WriteScope,
    consultation: &str,
    number: i64,
    response: &str,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE consultation_comments SET response_id = $4 WHERE tenant_id = $1 AND consultation_id = $2 AND number = $3 \
             AND state = 'shown'",
            params![consultation, number, response],
        )
        .await
}

/// The responses under which some comment stands, oldest first, each with the numbers of its comments.
///
/// # Errors
/// When the database does not answer.
pub async fn responses(scope: &mut Scope, id: &str) -> Result<Vec<(Response, Vec<i64>)>> {
    let responses: Vec<Response> = scope
        .all(
            "SELECT * FROM consultation_responses WHERE tenant_id = $1 AND consultation_id = $2 ORDER BY created_at, response_id",
            params![id],
        )
        .await?;
    let rows: Vec<Counted> = scope
        .all(
            "SELECT response_id AS s, number AS n FROM consultation_comments WHERE tenant_id = $1 AND consultation_id = $2 \
             AND state = 'shown' AND response_id IS NOT NULL ORDER BY number",
            params![id],
        )
        .await?;
    let numbers =
        |response: &Response| rows.iter().filter(|row| row.0 == response.id).map(|row| row.1).collect();
    let all = responses.into_iter().map(|response| {
        let numbers: Vec<i64> = numbers(&response);
        (response, numbers)
    });
    Ok(all.filter(|(_, numbers)| !numbers.is_empty()).collect())
}

/// Takes the sender out of a comment; what readers see stays without a name.
pub(in crate::consultations) async fn erase(
    scope: &mut WriteScope,
    comment: &Comment,
    body: &str,
) -> Result<()> {
    let now: Millis = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE consultation_comments SET body = $4, contact = NULL, public_name = NULL, consent_name = FALSE, \
             submission_digest = NULL, erased_at = $5, version = version + 1 \
             WHERE tenant_id = $1 AND comment_id = $2 AND version = $3",
            params![&comment.id, comment.version, body, now],
        )
        .await
}

/// Comments whose sender is still known, on what ended before a day: consultation and comment.
pub(in crate::consultations) async fn expired(
    scope: &mut Scope,
    before: Date,
    limit: usize,
) -> Result<Vec<(String, String)>> {
    struct Pair(String, String);
    impl FromRow for Pair {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("consultation_id")?, row.get("comment_id")?))
        }
    }
    let sql = format!(
        "SELECT m.consultation_id, m.comment_id FROM consultation_comments m JOIN consultations c ON c.tenant_id = m.tenant_id \
         AND c.consultation_id = m.consultation_id WHERE m.tenant_id = $1 AND c.ends_on < $2 AND m.erased_at IS NULL \
         ORDER BY m.comment_id LIMIT {limit}"
    );
    let pairs: Vec<Pair> = scope.all(AssertSqlSafe(sql), params![before]).await?;
    Ok(pairs.into_iter().map(|pair| (pair.0, pair.1)).collect())
}
