//! The SQL of the interface's lists, which go on from where the last answer ended, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::Param;
use crate::base::error::{Error, Result};
use crate::base::scope::Scope;
use crate::items::Edition;
use crate::items::rights::Sight;
use crate::items::store::{DeskFilter, within};
use crate::questions::store::{DeskFilter as QuestionFilter, Filed};

/// The last row of an answer: its instant and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    at: Millis,
    key: String,
}

impl After {
    /// As it is sent.
    pub fn of(at: Millis, key: &str) -> String {
        format!("{at}.{key}")
    }

    /// As it is sent back.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for what was never sent.
    pub fn parse(text: &str) -> Result<Self> {
        let parts = text.split_once('.').and_then(|(at, key)| Some((at.parse().ok()?, key.to_owned())));
        let (at, key) =
            parts.ok_or_else(|| Error::BadRequest("after không đúng: hãy gửi lại giá trị đã nhận".into()))?;
        Ok(Self { at, key })
    }
}

/// Editions as a person may see them, last changed first, after a row.
///
/// # Errors
/// When the database does not answer.
pub async fn editions(
    scope: &mut Scope,
    sight: &Sight,
    filter: &DeskFilter,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Edition>> {
    let mut params: Vec<Param> = Vec::new();
    let mut conditions = String::new();
    let mut add = |condition: &str, value: Param| {
        params.push(value);
        conditions += &format!(" AND {condition} ${}", params.len() + 1);
    };
    if let Some(state) = filter.state {
        add("e.state =", state.as_str().into());
    }
    if let Some(kind) = filter.kind {
        add("i.kind =", kind.as_str().into());
    }
    if let Some(section) = filter.section {
        add("i.section_key =", section.as_str().into());
    }
    conditions += &within(sight, &mut params);
    if let Some(After { at, key }) = after {
        params.extend([Param::from(*at), Param::from(key)]);
        let key = params.len() + 1;
        conditions += &format!(
            " AND (e.updated_at < ${at} OR (e.updated_at = ${at} AND e.edition_id < ${key}))",
            at = key - 1
        );
    }
    let sql = format!(
        "SELECT e.* FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id \
         WHERE e.tenant_id = $1{conditions} ORDER BY e.updated_at DESC, e.edition_id DESC LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params).await
}

/// The register of questions, latest first, after a row.
///
/// # Errors
/// When the database does not answer.
pub async fn questions(
    scope: &mut Scope,
    filter: &QuestionFilter,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Filed>> {
    let mut params: Vec<Param> = Vec::new();
    let mut conditions = String::new();
    if let Some(state) = filter.state {
        params.push(state.as_str().into());
        conditions += &format!(" AND state = ${}", params.len() + 1);
    }
    if let Some(after) = after {
        params.push(after.into());
        conditions += &format!(" AND number < ${}", params.len() + 1);
    }
    if let Some(units) = &filter.units {
        let first = params.len() + 2;
        let places: Vec<String> = (first..first + units.len()).map(|place| format!("${place}")).collect();
        params.extend(units.iter().map(Param::from));
        conditions += &match places.is_empty() {
            true => " AND 1 = 0".to_owned(),
            false => format!(" AND unit_key IN ({})", places.join(", ")),
        };
    }
    let sql = format!(
        "SELECT * FROM questions WHERE tenant_id = $1{conditions} ORDER BY number DESC LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params).await
}
