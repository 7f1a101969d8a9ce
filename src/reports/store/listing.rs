//! The lists behind figures: each is one question, counted, added up and read by pages.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::db::{FromRow, Param, Row as DbRow};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::care::store::RENEWALS;
use crate::params;
use crate::royalties::RULES;
use crate::supply::month::Month;
use crate::tenants::SectionKey;

use super::counted::{FIRST, comment_state, instants};

/// A row of a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is: `edition`, `question`, `schedule`, `consultation`, `run`.
    pub what: String,
    /// Its id; "" where it has no page.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its unit, or "".
    pub unit: String,
    /// Its section, where it has one.
    pub section: Option<SectionKey>,
    /// What else is said of it: the state of a comment, the kind of a row of the ledger.
    pub note: String,
    /// Its number among its kin.
    pub no: Option<i64>,
    /// When it happened, where that is one instant.
    pub at: Option<Millis>,
    /// What it adds to the sum: đồng, openings.
    pub amount: Option<i64>,
}

impl FromRow for Row {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            what: row.get("what")?,
            id: row.get("id")?,
            title: row.get("title")?,
            unit: row.get("unit_key")?,
            section: SectionKey::parse(&row.get::<String>("section_key")?),
            note: row.get("note")?,
            no: row.get("no")?,
            at: row.get("at")?,
            amount: row.get("amount")?,
        })
    }
}

/// What a list holds in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// How many rows.
    pub rows: i64,
    /// What their sums come to.
    pub sum: i64,
}

impl FromRow for Whole {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { rows: row.get("n")?, sum: row.get("total")? })
    }
}

struct BySection(String, i64);

impl FromRow for BySection {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("section_key")?, row.get("n")?))
    }
}

/// Who may read what a list asks: the site alone, or whoever sees the funds of the site that pays for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    Own,
    Payer,
}

/// A list: rows of one question, of the site in the first place of its values.
#[derive(Clone, Debug)]
pub struct Listing {
    sql: String,
    values: Vec<Param>,
    sight: Sight,
}

/// The columns that a row without them has.
const NO_SUM: &str = "CAST(NULL AS BIGINT) AS no, CAST(NULL AS BIGINT) AS amount";

fn months(from: Date, until: Date) -> [String; 2] {
    [Month::of(from).to_string(), Month::of(until).to_string()]
}

impl Listing {
    fn of(sql: String, values: Vec<Param>) -> Self {
        Self { sql, values, sight: Sight::Own }
    }

    /// What was brought in with many others.
    pub fn imported(from: Date, until: Date) -> Self {
        let (begin, end) = instants(from, until);
        let sql = format!(
            "SELECT 'edition' AS what, e.edition_id AS id, e.title, e.unit_key, i.section_key, '' AS note, e.live_from AS at, {NO_SUM} \
             FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id WHERE e.tenant_id = $1 AND \
             e.live_from >= $2 AND e.live_from < $3 AND e.batch_id IS NOT NULL AND {FIRST}"
        );
        Self::of(sql, params![begin, end])
    }

    /// Corrections that came before readers.
    pub fn corrected(from: Date, until: Date) -> Self {
        let (begin, end) = instants(from, until);
        let sql = format!(
            "SELECT 'edition' AS what, e.edition_id AS id, e.title, e.unit_key, i.section_key, '' AS note, e.live_from AS at, {NO_SUM} \
             FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id WHERE e.tenant_id = $1 AND \
             e.live_from >= $2 AND e.live_from < $3 AND NOT {FIRST}"
        );
        Self::of(sql, params![begin, end])
    }

    /// What was taken from readers: once for every time that it was.
    pub fn withdrawn(from: Date, until: Date) -> Self {
        let (begin, end) = instants(from, until);
        let sql = format!(
            "SELECT 'edition' AS what, e.edition_id AS id, e.title, e.unit_key, i.section_key, '' AS note, a.at, {NO_SUM} \
             FROM audit_events a JOIN editions e ON e.tenant_id = a.tenant_id AND e.item_id = a.subject_id AND e.no = 1 \
             JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id WHERE a.tenant_id = $1 AND \
             a.action = 'item.withdraw' AND a.subject_kind = 'item' AND a.at >= $2 AND a.at < $3"
        );
        Self::of(sql, params![begin, end])
    }

    /// Whatever made sections fresh, but for what was brought in with many others.
    pub fn renewed(from: Date, until: Date) -> Self {
        let (begin, end) = instants(from, until);
        let sql = format!(
            "SELECT r.what, r.id, r.title, r.unit_key, r.section_key, '' AS note, r.at, {NO_SUM} FROM ({RENEWALS}) r \
             WHERE r.at >= $2 AND r.at < $3 AND r.batch_id IS NULL"
        );
        Self::of(sql, params![begin, end])
    }

    /// The comments that came to a consultation, or to all, as they stood at the end; only those in a state, where one is given.
    pub fn comments(from: Date, until: Date, consultation: Option<&str>, state: Option<&str>) -> Self {
        let (begin, end) = instants(from, until);
        let told = comment_state("$3");
        let sql = format!(
            "SELECT 'consultation' AS what, c.consultation_id AS id, c.title, c.unit_key, 'hoi-dap' AS section_key, {told} AS note, \
             m.number AS no, m.received_at AS at, CAST(NULL AS BIGINT) AS amount FROM consultation_comments m JOIN consultations c \
             ON c.tenant_id = m.tenant_id AND c.consultation_id = m.consultation_id WHERE m.tenant_id = $1 AND m.received_at >= $2 \
             AND m.received_at < $3"
        );
        let mut listing = Self::of(sql, params![begin, end]);
        listing.narrow("id", consultation);
        listing.narrow("note", state);
        listing
    }

    /// How often the ways out of each procedure were opened in these months.
    pub fn opened(from: Date, until: Date) -> Self {
        let [from, until] = months(from, until);
        let sql = "SELECT 'edition' AS what, COALESCE(i.live_edition_id, '') AS id, COALESCE(e.title, '') AS title, \
                   COALESCE(e.unit_key, '') AS unit_key, i.section_key, o.month AS note, CAST(NULL AS BIGINT) AS no, \
                   e.live_from AS at, o.openings AS amount FROM record_openings o JOIN items i ON \
                   i.tenant_id = o.tenant_id AND i.item_id = o.item_id LEFT JOIN editions e ON e.tenant_id = i.tenant_id AND \
                   e.edition_id = i.live_edition_id WHERE o.tenant_id = $1 AND o.month >= $2 AND o.month <= $3";
        Self::of(sql.to_owned(), params![from, until])
    }

    /// How often somebody searched, day by day; of these, how often nothing was found.
    pub fn searched(from: Date, until: Date, in_vain: bool) -> Self {
        let column = if in_vain { "empty_searches" } else { "searches" };
        let sql = format!(
            "SELECT 'search' AS what, '' AS id, '' AS title, '' AS unit_key, '' AS section_key, s.day AS note, \
             CAST(NULL AS BIGINT) AS no, CAST(NULL AS BIGINT) AS at, CAST(SUM(s.{column}) AS BIGINT) AS amount FROM search_log s \
             WHERE s.tenant_id = $1 AND s.day >= $2 AND s.day <= $3 GROUP BY s.day HAVING SUM(s.{column}) > 0"
        );
        Self::of(sql, params![from, until])
    }

    /// The items of the approved lists of these months.
    pub fn listed(from: Date, until: Date) -> Self {
        let [from, until] = months(from, until);
        let sql = format!(
            "SELECT {WHAT}, COALESCE(e.title, q.public_subject, '') AS title, l.month AS note, l.no, COALESCE(e.live_from, q.published_at) AS at, l.amount FROM royalty_listed l \
             {NAMED} WHERE l.tenant_id = $1 AND l.month >= $2 AND l.month <= $3"
        );
        Self::of(sql, params![from, until])
    }

    /// The rows of the ledger in these months.
    pub fn ledger(from: Date, until: Date) -> Self {
        let [from, until] = months(from, until);
        let rows = entries("WHERE x.tenant_id = $1 AND x.month >= $2 AND x.month <= $3");
        Self::of(rows, params![from, until])
    }

    /// The runs of payment that the site made, by their day.
    pub fn runs(from: Date, until: Date) -> Self {
        let sql = "SELECT 'run' AS what, '' AS id, '' AS title, '' AS unit_key, '' AS section_key, r.pay_on AS note, r.no, \
                   r.made_at AS at, r.gross AS amount FROM royalty_runs r WHERE r.tenant_id = $1 AND r.pay_on >= $2 AND \
                   r.pay_on <= $3";
        Self::of(sql.to_owned(), params![from, until])
    }

    /// The rows of the site's ledger that runs of these days paid, whoever pays.
    pub fn paid(from: Date, until: Date) -> Self {
        let rows = entries(
            "JOIN royalty_paid d ON d.tenant_id = x.tenant_id AND d.entry_id = x.entry_id \
             WHERE x.tenant_id = $1 AND d.pay_on >= $2 AND d.pay_on <= $3",
        );
        Self::of(rows, params![from, until])
    }

    /// The items that were approved and not paid at the end of a day, though their time to be paid was over; what was taken
    /// back from a person counts against what that person gets (Nghị định 18/2014/NĐ-CP Điều 4.10).
    pub fn unpaid(day: Date) -> Self {
        let end = start_of(plus_days(day, 1));
        let sql = format!(
            "SELECT {WHAT}, COALESCE(e.title, q.public_subject, '') AS title, l.month AS note, l.no, COALESCE(e.live_from, q.published_at) AS at, CAST(o.amount AS BIGINT) AS amount \
             FROM (SELECT p.item_id, SUM(p.amount) AS amount FROM (SELECT x.item_id, x.person, SUM(x.amount) AS amount \
             FROM royalty_entries x WHERE x.tenant_id = $1 AND x.item_id IS NOT NULL AND x.published_on < $4 AND \
             x.written_at < $2 AND NOT EXISTS (SELECT 1 FROM royalty_paid d WHERE d.tenant_id = x.tenant_id AND \
             d.entry_id = x.entry_id AND d.pay_on <= $3) AND NOT {IN_FUND} GROUP BY x.item_id, x.person \
             HAVING SUM(x.amount) > 0) p GROUP BY p.item_id) o \
             JOIN royalty_listed l ON l.tenant_id = $1 AND l.item_id = o.item_id {NAMED}"
        );
        let last = plus_days(day, -RULES.pay_within.days);
        Self { sight: Sight::Payer, ..Self::of(sql, params![end, day, last]) }
    }

    fn narrow(&mut self, column: &str, wanted: Option<&str>) {
        if let Some(wanted) = wanted {
            self.values.push(wanted.into());
            let place = self.values.len() + 1;
            self.sql = format!("SELECT * FROM ({}) n{place} WHERE n{place}.{column} = ${place}", self.sql);
        }
    }

    /// Only what is of a section and of a unit.
    #[must_use]
    pub fn within(mut self, section: Option<SectionKey>, unit: Option<&str>) -> Self {
        self.narrow("section_key", section.map(SectionKey::as_str));
        self.narrow("unit_key", unit);
        self
    }

    async fn all<T: FromRow>(&self, scope: &mut Scope, sql: String) -> Result<Vec<T>> {
        match self.sight {
            Sight::Own => scope.all(AssertSqlSafe(sql), self.values.clone()).await,
            Sight::Payer => {
                let mut values = params![scope.tenant()];
                values.extend(self.values.iter().cloned());
                scope.db().clone().platform().await?.all(AssertSqlSafe(sql), values).await
            }
        }
    }

    /// How many rows there are, and what their sums come to.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn whole(&self, scope: &mut Scope) -> Result<Whole> {
        let sql = format!(
            "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(w.amount), 0) AS BIGINT) AS total FROM ({}) w",
            self.sql
        );
        Ok(self.all(scope, sql).await?.pop().unwrap_or_default())
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(&self, scope: &mut Scope) -> Result<usize> {
        Ok(usize::try_from(self.whole(scope).await?.rows).unwrap_or(usize::MAX))
    }

    /// How many rows each section has.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn by_section(&self, scope: &mut Scope) -> Result<BTreeMap<SectionKey, i64>> {
        let sql = format!("SELECT w.section_key, COUNT(*) AS n FROM ({}) w GROUP BY w.section_key", self.sql);
        let rows: Vec<BySection> = self.all(scope, sql).await?;
        Ok(rows.into_iter().filter_map(|row| Some((SectionKey::parse(&row.0)?, row.1))).collect())
    }

    /// Some of its rows, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page(&self, scope: &mut Scope, start: usize, most: usize) -> Result<Vec<Row>> {
        let sql = format!(
            "SELECT * FROM ({}) w ORDER BY w.at DESC, w.note DESC, w.id, w.no, w.amount LIMIT {most} OFFSET {start}",
            self.sql
        );
        self.all(scope, sql).await
    }
}

/// What a row `l` of a list is: an item, or the question whose answer was published.
const WHAT: &str = "CASE WHEN l.edition_id = '' THEN 'question' ELSE 'edition' END AS what, \
     CASE WHEN l.edition_id = '' THEN l.item_id ELSE COALESCE(l.edition_id, '') END AS id, \
     COALESCE(e.unit_key, q.unit_key, '') AS unit_key, \
     COALESCE(i.section_key, CASE WHEN q.question_id IS NULL THEN '' ELSE 'hoi-dap' END) AS section_key";

/// Where its heading stands.
const NAMED: &str = "LEFT JOIN items i ON i.tenant_id = l.tenant_id AND i.item_id = l.item_id \
     LEFT JOIN editions e ON e.tenant_id = l.tenant_id AND e.edition_id = l.edition_id \
     LEFT JOIN questions q ON q.tenant_id = l.tenant_id AND q.question_id = l.item_id";

/// Rows `x` of the ledger, each with what it is for; more of the question follows.
fn entries(more: &str) -> String {
    format!(
        "SELECT {WHAT}, COALESCE(e.title, q.public_subject, x.task) AS title, x.kind AS note, CAST(NULL AS BIGINT) AS no, \
         x.written_at AS at, x.amount FROM royalty_entries x \
         LEFT JOIN royalty_listed l ON l.tenant_id = x.tenant_id AND l.item_id = x.item_id {NAMED} {more}"
    )
}

/// Of a row `x` of the ledger, that it lay in a fund at the instant in the second place: it went there more often than it was
/// asked for again.
const IN_FUND: &str = "(SELECT COUNT(*) FROM (SELECT tenant_id, entry_id, payer_id, carry_id FROM royalty_carried \
     UNION ALL SELECT tenant_id, entry_id, payer_id, carry_id FROM royalty_carried_again) m JOIN royalty_carries c ON \
     c.tenant_id = m.payer_id AND c.carry_id = m.carry_id WHERE m.tenant_id = x.tenant_id AND m.entry_id = x.entry_id AND \
     c.approved_at < $2) > (SELECT COUNT(*) FROM (SELECT a.tenant_id, a.entry_id, a.payer_id, a.carry_id FROM royalty_carried a \
     JOIN royalty_reopened b ON b.tenant_id = a.tenant_id AND b.entry_id = a.entry_id UNION ALL SELECT g.tenant_id, g.entry_id, \
     g.payer_id, g.carry_id FROM royalty_carried_again g JOIN royalty_reopened_again h ON h.tenant_id = g.tenant_id AND \
     h.entry_id = g.entry_id AND h.carry_id = g.carry_id) m JOIN royalty_claims k ON k.tenant_id = m.payer_id AND \
     k.carry_id = m.carry_id WHERE m.tenant_id = x.tenant_id AND m.entry_id = x.entry_id AND k.made_at < $2)";
