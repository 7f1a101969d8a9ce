//! The SQL of the queue, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::audit::Actor;
use crate::base::db::{FromRow, Param, Row as Read};
use crate::base::error::{Error, Result};
use crate::base::scope::{Db, Scope};
use crate::items::rights::Sight;
use crate::items::store::title_key;
use crate::items::{Edition, Kind};
use crate::params;
use crate::people::State;
use crate::tenants::SectionKey;

use super::{Filter, Place, Row};

impl FromRow for Row {
    fn from_row(row: &Read) -> Result<Self> {
        let (kind, section): (String, String) = (row.get("kind")?, row.get("section_key")?);
        Ok(Self {
            edition: Edition::from_row(row)?,
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("unknown kind {kind}")))?,
            section: SectionKey::parse(&section)
                .ok_or_else(|| Error::internal(format!("unknown section {section}")))?,
            assignee: row.get::<Option<String>>("assigned_to")?.map(Into::into),
            due_on: row.date("assigned_due")?,
            publish_at: row.get("goes_live_at")?,
            confirm_before: row.get("urgent_until")?,
        })
    }
}

/// A query that grows: its conditions and their values, `$1` being the tenant.
#[derive(Clone, Default)]
struct Asked {
    sql: String,
    params: Vec<Param>,
}

impl Asked {
    fn and(&mut self, condition: &str, values: Vec<Param>) {
        let mut condition = condition.to_owned();
        for value in values {
            self.params.push(value);
            condition = condition.replacen('?', &format!("${}", self.params.len() + 1), 1);
        }
        self.sql += &format!(" AND {condition}");
    }

    /// The filter's conditions. With words the scan runs along the last changes, whose index holds the headings; what
    /// an assignment or an emergency chooses is looked up row by row. `|| ''` keeps the engine from preferring an index
    /// that serves neither.
    fn of(filter: &Filter) -> Self {
        let mut asked = Self::default();
        let words = title_key(&filter.words);
        let bare = words.is_empty() && !is_few(filter);
        let column = |name: &str| if bare { format!("e.{name}") } else { format!("(e.{name} || '')") };
        if let [state] = filter.states.as_slice() {
            asked.and(&format!("{} = ?", column("state")), params![state.as_str()]);
        } else if !filter.states.is_empty() {
            // The enum's own words: nothing a person typed.
            let states: Vec<String> = filter.states.iter().map(|state| format!("'{state}'")).collect();
            asked.and(&format!("{} IN ({})", column("state"), states.join(", ")), vec![]);
        }
        if let Some(kind) = filter.kind {
            asked.and(&format!("{} = ?", column("kind")), params![kind.as_str()]);
        }
        if let Some(section) = filter.section {
            asked.and(&format!("{} = ?", column("section_key")), params![section.as_str()]);
        }
        if let Some(unit) = &filter.unit {
            asked.and(&format!("{} = ?", column("unit_key")), params![unit]);
        }
        for (name, account) in [("created_by", &filter.created_by), ("submitted_by", &filter.submitted_by)] {
            if let Some(account) = account {
                asked.and(&format!("{} = ?", column(name)), params![account]);
            }
        }
        if filter.returned {
            asked.and("e.reason IS NOT NULL", vec![]);
        }
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            asked.and("e.title_key LIKE ?", params![format!("%{word}%")]);
        }
        if let Some(account) = &filter.assignee {
            asked.and("w.account_id = ?", params![account]);
        }
        if let Some(day) = filter.late_on {
            asked.and("w.due_on < ?", params![day]);
        }
        if filter.unconfirmed {
            asked.and("x.closed_at IS NULL", vec![]);
        }
        asked
    }
}

/// A person bound to their own is answered from one index after the other: no index holds "mine or my unit's".
fn branches(sight: &Sight, asked: &Asked) -> Vec<Asked> {
    let Sight::Own { account, units, sent } = sight else { return vec![asked.clone()] };
    let own = std::iter::once(("e.created_by = ?", Param::from(account)));
    let theirs = units.iter().map(|unit| ("e.unit_key = ?", Param::from(unit)));
    let others = sent.then(|| ("e.state <> ?", Param::from(State::Draft.as_str())));
    own.chain(theirs)
        .chain(others)
        .map(|(condition, value)| {
            let mut branch = asked.clone();
            branch.and(condition, vec![value]);
            branch
        })
        .collect()
}

/// Whether what is asked for is chosen by an assignment or an emergency: never many.
fn is_few(filter: &Filter) -> bool {
    filter.assignee.is_some() || filter.late_on.is_some() || filter.unconfirmed
}

/// Where the rows come from: what chooses few leads to them.
fn source(filter: &Filter) -> String {
    let mut from = String::new();
    if filter.assignee.is_some() || filter.late_on.is_some() {
        from += " JOIN assignments w ON w.tenant_id = $1 AND w.edition_id = e.edition_id";
    }
    if filter.unconfirmed {
        from += " JOIN emergencies x ON x.tenant_id = $1 AND x.edition_id = e.edition_id";
    }
    format!("FROM editions e{from} WHERE e.tenant_id = $1")
}

/// Few rows are sorted; many are read in the order of an index.
fn order(filter: &Filter, direction: &str) -> String {
    let plus = if is_few(filter) { "+" } else { "" };
    format!("ORDER BY {plus}e.updated_at {direction}, e.edition_id {direction}")
}

/// The keys of the page first, so that nothing wide is sorted and nothing is joined that is not shown; the rows come
/// back in no order.
fn statement(asked: &Asked, filter: &Filter, direction: &str, limit: usize) -> String {
    format!(
        "SELECT e.*, a.account_id AS assigned_to, a.due_on AS assigned_due, s.publish_at AS goes_live_at, \
         u.confirm_before AS urgent_until FROM (SELECT e.tenant_id AS of_tenant, e.edition_id AS of_edition \
         {}{} {} LIMIT {limit}) AS page \
         JOIN editions e ON e.tenant_id = page.of_tenant AND e.edition_id = page.of_edition \
         LEFT JOIN assignments a ON a.tenant_id = e.tenant_id AND a.edition_id = e.edition_id \
         LEFT JOIN schedules s ON s.tenant_id = e.tenant_id AND s.edition_id = e.edition_id \
         LEFT JOIN emergencies u ON u.tenant_id = e.tenant_id AND u.edition_id = e.edition_id AND u.closed_at IS NULL",
        source(filter),
        asked.sql,
        order(filter, direction)
    )
}

/// The conditions of a page, one for each way in.
fn asked(sight: &Sight, filter: &Filter, place: &Place) -> (Vec<Asked>, &'static str) {
    let mut asked = Asked::of(filter);
    let direction = match place {
        Place::Start => "DESC",
        Place::After(cursor) => {
            let values = params![cursor.changed, &cursor.edition];
            asked.and("(e.updated_at, e.edition_id) < (?, ?)", values);
            "DESC"
        }
        Place::Before(cursor) => {
            let values = params![cursor.changed, &cursor.edition];
            asked.and("(e.updated_at, e.edition_id) > (?, ?)", values);
            "ASC"
        }
    };
    (branches(sight, &asked), direction)
}

/// Rows from a place on, in the direction of reading.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(
    scope: &mut Scope,
    sight: &Sight,
    filter: &Filter,
    place: &Place,
    limit: usize,
) -> Result<Vec<Row>> {
    let (branches, direction) = asked(sight, filter, place);
    let mut rows: Vec<Row> = Vec::new();
    for branch in branches {
        let sql = statement(&branch, filter, direction, limit);
        rows.extend(scope.all::<Row>(AssertSqlSafe(sql), branch.params).await?);
    }
    let key = |row: &Row| (row.edition.updated_at, row.edition.id.clone());
    rows.sort_by_key(key);
    rows.dedup_by(|one, other| one.edition.id == other.edition.id);
    if direction == "DESC" {
        rows.reverse();
    }
    rows.truncate(limit);
    Ok(rows)
}

/// How many there are, up to a bound; what two ways lead to counts twice only where a person sees by both.
///
/// # Errors
/// When the database does not answer.
pub async fn count(scope: &mut Scope, sight: &Sight, filter: &Filter, bound: usize) -> Result<usize> {
    let (branches, _) = asked(sight, filter, &Place::Start);
    let several = branches.len() > 1;
    let mut ids: Vec<String> = Vec::new();
    let mut total = 0;
    for branch in branches {
        // The order names the index that holds the headings; without words any index may count.
        let along = if filter.words.is_empty() { String::new() } else { order(filter, "DESC") };
        let from = format!("{}{} {along} LIMIT {bound}", source(filter), branch.sql);
        if several {
            let sql = format!("SELECT e.edition_id AS s {from}");
            ids.extend(scope.all::<String>(AssertSqlSafe(sql), branch.params).await?);
        } else {
            let sql = format!("SELECT COUNT(*) AS n FROM (SELECT 1 AS one {from}) AS counted");
            total = usize::try_from(scope.one::<i64>(AssertSqlSafe(sql), branch.params).await?).unwrap_or(0);
        }
    }
    ids.sort();
    ids.dedup();
    Ok((total + ids.len()).min(bound))
}

struct Untitled {
    tenant: String,
    edition: String,
    title: String,
}

impl FromRow for Untitled {
    fn from_row(row: &Read) -> Result<Self> {
        Ok(Self { tenant: row.get("tenant_id")?, edition: row.get("edition_id")?, title: row.get("title")? })
    }
}

/// Fills in the keys that rows older than the column lack.
///
/// # Errors
/// When the database refuses.
pub async fn fill_title_keys(db: &Db) -> Result<()> {
    const BATCH: usize = 500;
    loop {
        let sql = format!(
            "SELECT tenant_id, edition_id, title FROM editions WHERE title_key = '' AND title <> '' LIMIT {BATCH}"
        );
        let rows: Vec<Untitled> = db.platform().await?.all(AssertSqlSafe(sql), vec![]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut platform = db.platform_write(&Actor::system()).await?;
        for row in &rows {
            // A heading of signs alone has no words; a blank marks it as looked at.
            let key = Some(title_key(&row.title)).filter(|key| !key.is_empty()).unwrap_or_else(|| " ".into());
            platform
                .execute(
                    "UPDATE editions SET title_key = $3 WHERE tenant_id = $1 AND edition_id = $2",
                    params![&row.tenant, &row.edition, key],
                )
                .await?;
        }
        platform.commit().await?;
        if rows.len() < BATCH {
            return Ok(());
        }
    }
}

/// How the engine would find a page: for the tests of its indexes.
#[cfg(test)]
pub(super) async fn plan(scope: &mut Scope, sight: &Sight, filter: &Filter, place: &Place) -> Vec<String> {
    struct Step(String);
    impl FromRow for Step {
        fn from_row(row: &Read) -> Result<Self> {
            match row {
                Read::Sqlite(_) => row.get("detail").map(Self),
                Read::Postgres(_) => row.get("QUERY PLAN").map(Self),
            }
        }
    }
    let explain = if matches!(scope.db().store(), crate::base::db::Store::Sqlite { .. }) {
        "EXPLAIN QUERY PLAN"
    } else {
        "EXPLAIN"
    };
    let (branches, direction) = asked(sight, filter, place);
    let mut steps = Vec::new();
    for branch in branches {
        let sql = format!("{explain} {}", statement(&branch, filter, direction, 31));
        let found: Vec<Step> = scope.all(AssertSqlSafe(sql), branch.params).await.unwrap();
        steps.extend(found.into_iter().map(|step| step.0));
    }
    steps
}
