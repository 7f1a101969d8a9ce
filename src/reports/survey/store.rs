//! The SQL of questionnaires, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;
use crate::people::Staff;

use super::{Asked, Levels, Receiver, Survey, Way, Word};

fn year(row: &Row) -> Result<i16> {
    let year: i64 = row.get("year")?;
    i16::try_from(year).map_err(|_| Error::internal(format!("no year: {year}")))
}

impl FromRow for Survey {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            year: year(row)?,
            words: row.get("words")?,
            due: row.date("due_on")?.ok_or_else(|| Error::internal("a questionnaire without a last day"))?,
            sent_name: row.get("sent_name")?,
            sent_at: row.get("sent_at")?,
        })
    }
}

impl FromRow for Asked {
    fn from_row(row: &Row) -> Result<Self> {
        let receiver: String = row.get("receiver")?;
        let way: Option<String> = row.get("way")?;
        Ok(Self {
            giver: row.get::<String>("tenant_id")?.into(),
            year: year(row)?,
            receiver: Receiver::parse(&receiver)
                .ok_or_else(|| Error::internal(format!("no receiver: {receiver}")))?,
            label: row.get("label")?,
            due: row.date("due_on")?.ok_or_else(|| Error::internal("a questionnaire without a last day"))?,
            reminded_at: row.get("reminded_at")?,
            way: way.and_then(|way| Way::parse(&way)),
            note: row.get("note")?,
            remark: row.get("remark")?,
            answered_name: row.get("answered_name")?,
            answered_at: row.get("answered_at")?,
            version: row.get("version")?,
        })
    }
}

/// A year's questionnaire, if one was sent.
///
/// # Errors
/// When the database does not answer.
pub async fn of_year(scope: &mut Scope, year: i16) -> Result<Option<Survey>> {
    let sql = "SELECT * FROM surveys WHERE tenant_id = $1 AND year = $2";
    scope.optional(sql, params![i64::from(year)]).await
}

/// Everybody who was asked in a year: units, then sites, each by name.
///
/// # Errors
/// When the database does not answer.
pub async fn asked(scope: &mut Scope, year: i16) -> Result<Vec<Asked>> {
    let sql = "SELECT r.*, s.due_on FROM survey_receivers r JOIN surveys s ON s.tenant_id = r.tenant_id AND s.year = r.year \
               WHERE r.tenant_id = $1 AND r.year = $2 ORDER BY SUBSTR(r.receiver, 1, 5) DESC, r.label";
    scope.all(sql, params![i64::from(year)]).await
}

/// What was sent to a receiver: a board from whichever sender, a unit from its own site; the latest years first.
///
/// # Errors
/// When the database does not answer.
pub async fn received(platform: &mut Platform, site: &TenantId, receiver: &Receiver) -> Result<Vec<Asked>> {
    let (own, values) = match receiver {
        Receiver::Unit(_) => ("AND r.tenant_id = $2", params![receiver.key(), site]),
        Receiver::Site(_) => ("", params![receiver.key()]),
    };
    let sql = format!(
        "SELECT r.*, s.due_on FROM survey_receivers r JOIN surveys s ON s.tenant_id = r.tenant_id AND s.year = r.year \
         WHERE r.receiver = $1 {own} ORDER BY r.year DESC, r.tenant_id LIMIT 50"
    );
    platform.all(sqlx::AssertSqlSafe(sql), values).await
}

/// How a receiver judged each question.
///
/// # Errors
/// When the database does not answer.
pub async fn levels(scope: &mut Scope, year: i16, receiver: &Receiver) -> Result<Levels> {
    struct Judged(String, String);
    impl FromRow for Judged {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("question")?, row.get("level")?))
        }
    }
    let sql =
        "SELECT question, level FROM survey_answers WHERE tenant_id = $1 AND year = $2 AND receiver = $3";
    let rows: Vec<Judged> = scope.all(sql, params![i64::from(year), receiver.key()]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// How many judged a question in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The question's key.
    pub question: String,
    /// How.
    pub level: String,
    /// How many.
    pub count: i64,
}

impl FromRow for Judged {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { question: row.get("question")?, level: row.get("level")?, count: row.get("n")? })
    }
}

/// A year's answers, counted.
///
/// # Errors
/// When the database does not answer.
pub async fn judged(scope: &mut Scope, year: i16) -> Result<Vec<Judged>> {
    let sql = "SELECT question, level, COUNT(*) AS n FROM survey_answers WHERE tenant_id = $1 AND year = $2 \
               GROUP BY question, level";
    scope.all(sql, params![i64::from(year)]).await
}

pub(super) async fn put(scope: &mut WriteScope, survey: &Survey, by: &AccountId) -> Result<()> {
    let sql = "INSERT INTO surveys (tenant_id, year, words, due_on, sent_by, sent_name, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (tenant_id, year) DO UPDATE SET words = excluded.words, due_on = excluded.due_on";
    let values =
        params![i64::from(survey.year), &survey.words, survey.due, by, &survey.sent_name, survey.sent_at];
    scope.execute(sql, values).await.map(drop)
}

/// Adds a receiver; whether it is new.
pub(super) async fn add_receiver(
    scope: &mut WriteScope,
    year: i16,
    receiver: &Receiver,
    label: &str,
    now: Millis,
) -> Result<bool> {
    let sql = "INSERT INTO survey_receivers (tenant_id, year, receiver, label, sent_at, note, remark, answered_name, version) \
               VALUES ($1, $2, $3, $4, $5, '', '', '', 1) ON CONFLICT (tenant_id, year, receiver) DO NOTHING";
    let touched = scope.execute(sql, params![i64::from(year), receiver.key(), label, now]).await?;
    Ok(touched == 1)
}

pub(super) async fn set_reminded(
    scope: &mut WriteScope,
    year: i16,
    receiver: &Receiver,
    now: Millis,
) -> Result<()> {
    let sql =
        "UPDATE survey_receivers SET reminded_at = $4 WHERE tenant_id = $1 AND year = $2 AND receiver = $3";
    scope.execute(sql, params![i64::from(year), receiver.key(), now]).await.map(drop)
}

/// Keeps an answer over the one that was seen.
pub(super) async fn answer(
    scope: &mut WriteScope,
    asked: &Asked,
    word: &Word,
    way: Way,
    staff: &Staff,
) -> Result<()> {
    let now = scope.db().clock.now();
    let (year, receiver) = (i64::from(asked.year), asked.receiver.key());
    let sql = "UPDATE survey_receivers SET way = $5, note = $6, remark = $7, answered_by = $8, answered_name = $9, \
               answered_at = $10, version = version + 1 WHERE tenant_id = $1 AND year = $2 AND receiver = $3 AND version = $4";
    let values = params![
        year,
        &receiver,
        asked.version,
        way.as_str(),
        word.note.trim(),
        word.remark.trim(),
        &staff.account,
        &staff.name,
        now
    ];
    scope.execute_one(sql, values).await?;
    let sql = "INSERT INTO survey_answers (tenant_id, year, receiver, question, level) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (tenant_id, year, receiver, question) DO UPDATE SET level = excluded.level";
    for one in crate::reports::rules::criteria() {
        let level = word.levels.get(&one.key).map_or("", String::as_str);
        scope.execute(sql, params![year, &receiver, &one.key, level]).await?;
    }
    Ok(())
}
