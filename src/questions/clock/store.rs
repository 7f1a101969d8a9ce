//! The SQL of the clock: ends, pauses, more time, reminders, the book and its figures; nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{MailId, QuestionId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;
use crate::people::State;
use crate::questions::routing::closing::Ending;
use crate::questions::store::Filed;

use super::ageing::{By, Day, Figures};
use super::extensions::{Extension, Verdict};
use super::is_open;
use super::late::{Cursor, Late, Told};
use super::pauses::{End, Pause};
use super::register::{Entry, Filter};
use super::reminders::Waiting;

/// Where the book finds what a question is, the way it came and its field: the one place that names them.
const CLASS: &str = "q.class";
const CHANNEL: &str = "q.channel";
const FIELD: &str = "(SELECT t.field_key FROM question_triage t WHERE t.tenant_id = q.tenant_id AND t.question_id = q.question_id)";

fn state(row: &Row) -> Result<State> {
    let word: String = row.get("state")?;
    State::parse(&word).ok_or_else(|| Error::internal(format!("unknown state {word}")))
}

fn needed(row: &Row, column: &str) -> Result<Date> {
    row.date(column)?.ok_or_else(|| Error::internal(format!("{column} is empty")))
}

// The end of a case.

pub(super) async fn settle(scope: &mut WriteScope, id: &QuestionId, at: Millis, on: Date) -> Result<()> {
    scope
        .execute(
            "UPDATE questions SET settled_at = COALESCE(settled_at, $3), settled_on = COALESCE(settled_on, $4) \
             WHERE tenant_id = $1 AND question_id = $2",
            params![id, at, on],
        )
        .await
        .map(drop)
}

pub(super) async fn reopen(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    let sql =
        "UPDATE questions SET settled_at = NULL, settled_on = NULL WHERE tenant_id = $1 AND question_id = $2";
    scope.execute(sql, params![id]).await.map(drop)
}

/// The class of a question.
pub(super) async fn class(scope: &mut Scope, id: &QuestionId) -> Result<String> {
    let sql = format!("SELECT {CLASS} AS s FROM questions q WHERE q.tenant_id = $1 AND q.question_id = $2");
    scope.one(AssertSqlSafe(sql), params![id]).await
}

/// Keeps what a question is, as it was read, before a step changes it at an instant; what was kept of a version stays.
pub(in crate::questions) async fn keep_past(
    scope: &mut WriteScope,
    question: &Filed,
    until: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO question_pasts (tenant_id, question_id, version, state, class, unit_key, due_on, settled_at, settled_on, \
             until_at) SELECT tenant_id, question_id, version, state, class, unit_key, due_on, settled_at, settled_on, $4 \
             FROM questions WHERE tenant_id = $1 AND question_id = $2 AND version = $3 \
             ON CONFLICT (tenant_id, question_id, version) DO NOTHING",
            params![&question.id, question.version, until],
        )
        .await
        .map(drop)
}

/// A new last day in a step that has just been made.
pub(super) async fn set_due(scope: &mut WriteScope, id: &QuestionId, due: Date) -> Result<()> {
    let sql = "UPDATE questions SET due_on = $3 WHERE tenant_id = $1 AND question_id = $2";
    scope.execute(sql, params![id, due]).await.map(drop)
}

/// How long a link stays good after the last day.
const LINK_AFTER_DUE: i64 = 30;

/// The open link of a unit lives on with the last day.
pub(super) async fn move_dispatch(scope: &mut WriteScope, id: &QuestionId, due: Date) -> Result<()> {
    scope
        .execute(
            "UPDATE dispatches SET due_on = $3, expires_at = CASE WHEN expires_at < $4 THEN $4 ELSE expires_at END \
             WHERE tenant_id = $1 AND question_id = $2 AND revoked_at IS NULL AND answered_at IS NULL",
            params![id, due, start_of(plus_days(due, LINK_AFTER_DUE))],
        )
        .await
        .map(drop)
}

// Pauses.

impl FromRow for Pause {
    fn from_row(row: &Row) -> Result<Self> {
        let from: String = row.get("from_state")?;
        Ok(Self {
            id: row.get("pause_id")?,
            question: row.get::<String>("question_id")?.into(),
            from: State::parse(&from).filter(|state| is_open(*state)).unwrap_or(State::Received),
            unit: row.get("unit_key")?,
            request: row.get("request")?,
            began_at: row.get("began_at")?,
            until: needed(row, "until_on")?,
            by_phone: row.get::<String>("told_by")? == "phone",
            ended_at: row.get("ended_at")?,
            reply: row.get("reply")?,
        })
    }
}

pub(super) async fn open_pause(scope: &mut Scope, question: &QuestionId) -> Result<Option<Pause>> {
    let sql = "SELECT * FROM question_pauses WHERE tenant_id = $1 AND question_id = $2 AND ended_at IS NULL";
    scope.optional(sql, params![question]).await
}

pub(super) async fn pauses(scope: &mut Scope, question: &QuestionId) -> Result<Vec<Pause>> {
    let sql =
        "SELECT * FROM question_pauses WHERE tenant_id = $1 AND question_id = $2 ORDER BY began_at, pause_id";
    scope.all(sql, params![question]).await
}

pub(super) async fn insert_pause(
    scope: &mut WriteScope,
    pause: &Pause,
    told_by: &str,
    due: Option<Date>,
) -> Result<()> {
    let asked_by = scope.actor().label.clone();
    scope
        .execute(
            "INSERT INTO question_pauses (tenant_id, pause_id, question_id, from_state, unit_key, asked_by, request, began_at, \
             until_on, told_by, due_before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                &pause.id,
                &pause.question,
                pause.from.as_str(),
                pause.unit.as_deref(),
                asked_by,
                &pause.request,
                pause.began_at,
                pause.until,
                told_by,
                due
            ],
        )
        .await
        .map(drop)
}

/// A pause ends once: the second conflicts.
pub(super) async fn end_pause(
    scope: &mut WriteScope,
    id: &str,
    at: Millis,
    how: End,
    reply: Option<&str>,
    due: Option<Date>,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE question_pauses SET ended_at = $3, ended_by = $4, reply = $5, due_after = $6 \
             WHERE tenant_id = $1 AND pause_id = $2 AND ended_at IS NULL",
            params![id, at, how.as_str(), reply, due],
        )
        .await
}

struct Over(TenantId, QuestionId);

impl FromRow for Over {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("tenant_id")?.into(), row.get::<String>("question_id")?.into()))
    }
}

/// The questions of every tenant whose reader has let the term pass.
pub(super) async fn terms_over(platform: &mut Platform, today: Date) -> Result<Vec<(TenantId, QuestionId)>> {
    let sql = "SELECT tenant_id, question_id FROM question_pauses WHERE ended_at IS NULL AND until_on < $1 \
               ORDER BY tenant_id, began_at LIMIT 500";
    let rows: Vec<Over> = platform.all(sql, params![today]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

// More time.

impl FromRow for Extension {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("extension_id")?,
            unit: row.get("unit_key")?,
            asked_by: row.get("asked_by")?,
            reason: row.get("reason")?,
            wanted: needed(row, "wanted_on")?,
            asked_at: row.get("asked_at")?,
            verdict: row.get::<Option<String>>("verdict")?.and_then(|word| Verdict::parse(&word)),
            due_before: needed(row, "due_before")?,
            due_after: row.date("due_after")?,
        })
    }
}

pub(super) async fn extensions(scope: &mut Scope, question: &QuestionId) -> Result<Vec<Extension>> {
    let sql = "SELECT * FROM question_extensions WHERE tenant_id = $1 AND question_id = $2 ORDER BY asked_at, extension_id";
    scope.all(sql, params![question]).await
}

/// The request that waits, of the unit that has the question now.
pub(super) async fn open_request(scope: &mut Scope, question: &QuestionId) -> Result<Option<Extension>> {
    scope
        .optional(
            "SELECT e.* FROM question_extensions e JOIN questions q ON q.tenant_id = e.tenant_id AND \
             q.question_id = e.question_id WHERE e.tenant_id = $1 AND e.question_id = $2 AND e.decided_at IS NULL AND \
             COALESCE(e.unit_key, '') = COALESCE(q.unit_key, '')",
            params![question],
        )
        .await
}

pub(super) async fn insert_extension(
    scope: &mut WriteScope,
    question: &QuestionId,
    extension: &Extension,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO question_extensions (tenant_id, extension_id, question_id, unit_key, asked_by, reason, wanted_on, \
             asked_at, due_before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &extension.id,
                question,
                extension.unit.as_deref(),
                &extension.asked_by,
                &extension.reason,
                extension.wanted,
                extension.asked_at,
                extension.due_before
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn decide(
    scope: &mut WriteScope,
    id: &str,
    verdict: Verdict,
    note: &str,
    due: Option<Date>,
) -> Result<()> {
    let (now, by) = (scope.db().clock.now(), scope.actor().label.clone());
    scope
        .execute_one(
            "UPDATE question_extensions SET decided_at = $3, decided_by = $4, verdict = $5, note = $6, due_after = $7 \
             WHERE tenant_id = $1 AND extension_id = $2 AND decided_at IS NULL",
            params![id, now, by, verdict.as_str(), note, due],
        )
        .await
}

/// Requests of a case that went on fall.
pub(super) async fn drop_requests(scope: &mut WriteScope, question: &QuestionId) -> Result<()> {
    let (now, by) = (scope.db().clock.now(), scope.actor().label.clone());
    scope
        .execute(
            "UPDATE question_extensions SET decided_at = $3, decided_by = $4, verdict = $5 \
             WHERE tenant_id = $1 AND question_id = $2 AND decided_at IS NULL",
            params![question, now, by, Verdict::Moved.as_str()],
        )
        .await
        .map(drop)
}

// Reminders.

impl FromRow for Waiting {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("question_id")?.into(),
            number: row.get("number")?,
            state: state(row)?,
            unit: row.get("unit_key")?,
            due: needed(row, "due_on")?,
        })
    }
}

/// Open questions whose clock runs and whose last day comes by then.
pub(super) async fn due_by(scope: &mut Scope, until: Date) -> Result<Vec<Waiting>> {
    scope
        .all(
            "SELECT question_id, number, state, unit_key, due_on FROM questions WHERE tenant_id = $1 AND \
             settled_at IS NULL AND state <> 'clarification' AND due_on <= $2 ORDER BY due_on, number",
            params![until],
        )
        .await
}

/// Holds a question as it was read until the end of the transaction; whether it still is so.
pub(super) async fn hold(scope: &mut WriteScope, waiting: &Waiting) -> Result<bool> {
    let rows = scope
        .execute(
            "UPDATE questions SET due_on = due_on WHERE tenant_id = $1 AND question_id = $2 AND state = $3 AND due_on = $4 \
             AND COALESCE(unit_key, '') = $5",
            params![&waiting.id, waiting.state.as_str(), waiting.due, waiting.unit.as_deref().unwrap_or("")],
        )
        .await?;
    Ok(rows == 1)
}

/// A step that was told to somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ToldStep {
    pub(super) question: String,
    pub(super) due: String,
    pub(super) step: String,
    pub(super) recipient: String,
}

impl FromRow for ToldStep {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            question: row.get("question_id")?,
            due: row.get("due_on")?,
            step: row.get("step")?,
            recipient: row.get("recipient")?,
        })
    }
}

/// What was told of the questions that are open.
pub(super) async fn told_steps(scope: &mut Scope) -> Result<Vec<ToldStep>> {
    scope
        .all(
            "SELECT r.question_id, r.due_on, r.step, r.recipient FROM question_reminders r JOIN questions q ON \
             q.tenant_id = r.tenant_id AND q.question_id = r.question_id WHERE r.tenant_id = $1 AND q.settled_at IS NULL \
             AND q.due_on = r.due_on",
            vec![],
        )
        .await
}

/// The serial of a person's next digest of a day; none when they have had theirs.
pub(super) async fn next_serial(scope: &mut Scope, recipient: &str, day: Date) -> Result<Option<i64>> {
    let standing: i64 = scope
        .one(
            "SELECT COUNT(*) AS n FROM reminder_digests WHERE tenant_id = $1 AND recipient = $2 AND day = $3 AND \
             withdrawn_at IS NULL",
            params![recipient, day],
        )
        .await?;
    if standing > 0 {
        return Ok(None);
    }
    let sql =
        "SELECT COUNT(*) AS n FROM reminder_digests WHERE tenant_id = $1 AND recipient = $2 AND day = $3";
    scope.one(sql, params![recipient, day]).await.map(Some)
}

pub(super) async fn insert_digest(
    scope: &mut WriteScope,
    recipient: &str,
    day: Date,
    serial: i64,
    mail: Option<&MailId>,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO reminder_digests (tenant_id, recipient, day, serial, mail_id) VALUES ($1, $2, $3, $4, $5)",
            params![recipient, day, serial, mail],
        )
        .await
        .map(drop)
}

pub(super) async fn insert_reminder(
    scope: &mut WriteScope,
    told: &ToldStep,
    label: &str,
    mail: Option<&MailId>,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO question_reminders (tenant_id, question_id, due_on, step, recipient, label, mail_id, told_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, question_id, due_on, step, recipient) DO NOTHING",
            params![&told.question, &told.due, &told.step, &told.recipient, label, mail, now],
        )
        .await
        .map(drop)
}

/// The letters in which a question stands and that have not left yet.
pub(super) async fn unsent(scope: &mut Scope, question: &QuestionId) -> Result<Vec<MailId>> {
    let rows: Vec<String> = scope
        .all(
            "SELECT DISTINCT r.mail_id AS s FROM question_reminders r JOIN outbox o ON o.tenant_id = r.tenant_id AND \
             o.mail_id = r.mail_id WHERE r.tenant_id = $1 AND r.question_id = $2 AND o.state = 'queued'",
            params![question],
        )
        .await?;
    Ok(rows.into_iter().map(MailId::from).collect())
}

/// A letter that was withdrawn told nobody anything.
pub(super) async fn forget_digest(scope: &mut WriteScope, mail: &MailId) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE reminder_digests SET withdrawn_at = $3 WHERE tenant_id = $1 AND mail_id = $2";
    scope.execute(sql, params![mail, now]).await?;
    let sql = "DELETE FROM question_reminders WHERE tenant_id = $1 AND mail_id = $2";
    scope.execute(sql, params![mail]).await.map(drop)
}

// The book.

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("question_id")?.into(),
            number: row.get("number")?,
            subject: row.get("subject")?,
            state: state(row)?,
            class: row.get("class_key")?,
            channel: row.get("channel_key")?,
            field: row.get("field_key")?,
            unit: row.get("unit_key")?,
            received_at: row.get("received_at")?,
            due: row.date("due_on")?,
            settled_at: row.get("settled_at")?,
            settled_on: row.date("settled_on")?,
        })
    }
}

/// Conditions of a query, with their values from `$2` on.
#[derive(Default)]
struct Where {
    /// The questions `q` that they are asked of.
    book: String,
    sql: String,
    values: Vec<Param>,
}

impl Where {
    fn place(&mut self, value: impl Into<Param>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len() + 1)
    }

    fn and(&mut self, condition: &str) {
        self.sql += " AND ";
        self.sql += condition;
    }

    fn is(&mut self, expression: &str, wanted: Option<&String>) {
        if let Some(wanted) = wanted {
            let place = self.place(wanted);
            self.and(&format!("COALESCE({expression}, '') = {place}"));
        }
    }

    /// The questions as they are, or as they stood at the end of a day.
    fn book(&mut self, as_of: Option<Date>) -> String {
        let Some(day) = as_of else { return "questions q".to_owned() };
        let end = self.place(start_of(plus_days(day, 1)));
        let then = ["state", "class", "unit_key", "due_on", "settled_at", "settled_on"].map(|column| {
            format!("CASE WHEN p.version IS NULL THEN n.{column} ELSE p.{column} END AS {column}")
        });
        format!(
            "(SELECT n.tenant_id, n.question_id, n.number, n.subject, n.channel, n.received_at, {} FROM questions n \
             LEFT JOIN question_pasts p ON p.tenant_id = n.tenant_id AND p.question_id = n.question_id AND p.version = \
             (SELECT MIN(x.version) FROM question_pasts x WHERE x.tenant_id = n.tenant_id AND x.question_id = n.question_id \
             AND x.until_at >= {end}) WHERE n.tenant_id = $1) q",
            then.join(", ")
        )
    }

    fn of(filter: &Filter, today: Date) -> Self {
        let mut all = Self::default();
        all.book = all.book(filter.as_of);
        match filter.open {
            Some(true) => all.and("q.settled_at IS NULL"),
            Some(false) => all.and("q.settled_at IS NOT NULL"),
            None => {}
        }
        if let Some(state) = filter.state {
            let place = all.place(state.as_str());
            all.and(&format!("q.state = {place}"));
        }
        all.is("q.unit_key", filter.unit.as_ref());
        all.is(CLASS, filter.class.as_ref());
        all.is(FIELD, filter.field.as_ref());
        all.is(CHANNEL, filter.channel.as_ref());
        if let Some(from) = filter.from {
            let place = all.place(start_of(from));
            all.and(&format!("q.received_at >= {place}"));
        }
        if let Some(until) = filter.until {
            let place = all.place(start_of(plus_days(until, 1)));
            all.and(&format!("q.received_at < {place}"));
        }
        if let Some(from) = filter.settled_from {
            let place = all.place(from);
            all.and(&format!("q.settled_on >= {place}"));
        }
        if filter.late {
            let place = all.place(today);
            all.and(&format!("(({OVERDUE} AND q.due_on < {place}) OR q.settled_on > q.due_on)"));
        }
        if let Some(closing) = filter.closing {
            all.closed_by(closing, filter.as_of);
        }
        if filter.in_time {
            all.and("q.settled_at IS NOT NULL AND NOT COALESCE(q.settled_on > q.due_on, 1 = 0)");
        }
        all
    }
}

impl Where {
    /// Only what was closed in this way the last time, up to the end of the day.
    fn closed_by(&mut self, closing: Ending, as_of: Option<Date>) {
        let end = self.place(as_of.map_or(Millis::MAX, |day| start_of(plus_days(day, 1))));
        self.and(&format!(
            "q.state = 'closed' AND EXISTS (SELECT 1 FROM question_closings c WHERE c.tenant_id = q.tenant_id AND \
             c.question_id = q.question_id AND {} AND c.closed_at = (SELECT MAX(l.closed_at) FROM question_closings l WHERE \
             l.tenant_id = q.tenant_id AND l.question_id = q.question_id AND l.closed_at < {end}))",
            closing.condition()
        ));
    }
}

const OVERDUE: &str = "q.settled_at IS NULL AND q.state <> 'clarification'";

pub(super) async fn entries(
    scope: &mut Scope,
    filter: &Filter,
    today: Date,
    below: Option<i64>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let mut conditions = Where::of(filter, today);
    if let Some(below) = below {
        let place = conditions.place(below);
        conditions.and(&format!("q.number < {place}"));
    }
    let sql = format!(
        "SELECT q.question_id, q.number, q.subject, q.state, q.unit_key, q.received_at, q.due_on, q.settled_at, q.settled_on, \
         COALESCE({CLASS}, '') AS class_key, COALESCE({CHANNEL}, '') AS channel_key, COALESCE({FIELD}, '') AS field_key \
         FROM {} WHERE q.tenant_id = $1{} ORDER BY q.number DESC LIMIT {limit}",
        conditions.book, conditions.sql
    );
    scope.all(AssertSqlSafe(sql), conditions.values).await
}

pub(super) async fn count(scope: &mut Scope, filter: &Filter, today: Date) -> Result<i64> {
    let conditions = Where::of(filter, today);
    let Where { book, sql, values } = conditions;
    let sql = format!("SELECT COUNT(*) AS n FROM {book} WHERE q.tenant_id = $1{sql}");
    scope.one(AssertSqlSafe(sql), values).await
}

/// A word and how many.
struct Counted(String, i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("word")?, row.get("n")?))
    }
}

fn pairs(rows: Vec<Counted>) -> Vec<(String, i64)> {
    rows.into_iter().map(|row| (row.0, row.1)).collect()
}

pub(super) async fn states(scope: &mut Scope, filter: &Filter, today: Date) -> Result<Vec<(String, i64)>> {
    let conditions = Where::of(filter, today);
    let Where { book, sql, values } = conditions;
    let sql = format!(
        "SELECT q.state AS word, COUNT(*) AS n FROM {book} WHERE q.tenant_id = $1{sql} GROUP BY q.state"
    );
    scope.all(AssertSqlSafe(sql), values).await.map(pairs)
}

/// The fields that questions were put into, for the choices of the book's filter.
///
/// # Errors
/// When the database does not answer.
pub async fn fields(scope: &mut Scope) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT field_key AS s FROM question_triage WHERE tenant_id = $1 ORDER BY 1";
    scope.all(sql, vec![]).await
}

fn column(by: By) -> &'static str {
    match by {
        By::Unit => "q.unit_key",
        By::Field => FIELD,
        By::Channel => CHANNEL,
        By::Class => CLASS,
    }
}

// Figures.

impl FromRow for Figures {
    fn from_row(row: &Row) -> Result<Self> {
        let received: i64 = row.get("received")?;
        let closed: i64 = row.get("closed")?;
        let young = [row.get("age_1")?, row.get("age_2")?, row.get::<i64>("age_3")?];
        let open = received - closed;
        Ok(Self {
            key: row.get("word")?,
            received,
            open,
            waiting: row.get("waiting")?,
            overdue: row.get("overdue")?,
            closed,
            late: row.get("late")?,
            ages: [young[0], young[1] - young[0], young[2] - young[1], open - young[2]],
        })
    }
}

/// What is counted of a group; `today` and the three instants are the places of their values.
fn counted(today: &str, since: &[String; 3]) -> String {
    let sum = |condition: String| format!("COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
    let young = |at: &String| sum(format!("q.settled_at IS NULL AND q.received_at >= {at}"));
    format!(
        "COUNT(*) AS received, {} AS closed, {} AS waiting, {} AS overdue, {} AS late, {} AS age_1, {} AS age_2, {} AS age_3",
        "COUNT(q.settled_at)",
        sum("q.state = 'clarification'".into()),
        sum(format!("{OVERDUE} AND q.due_on < {today}")),
        sum("q.settled_on > q.due_on".into()),
        young(&since[0]),
        young(&since[1]),
        young(&since[2]),
    )
}

/// Figures in parts that go together by their key: all columns of the book's index are grouped by, so that a long book is
/// read along it and not sorted.
pub(super) async fn figures(scope: &mut Scope, filter: &Filter, by: By, day: Day) -> Result<Vec<Figures>> {
    let mut conditions = Where::of(filter, day.today);
    let today = conditions.place(day.today);
    let since = day.since.map(|at| conditions.place(at));
    let column = column(by);
    let parts = match by {
        By::Field => "1".to_owned(),
        By::Unit | By::Channel | By::Class => format!("q.state, q.unit_key, {CLASS}, {CHANNEL}"),
    };
    let sql = format!(
        "SELECT COALESCE({column}, '') AS word, {} FROM {} WHERE q.tenant_id = $1{} GROUP BY {parts}",
        counted(&today, &since),
        conditions.book,
        conditions.sql
    );
    scope.all(AssertSqlSafe(sql), conditions.values).await
}

pub(super) async fn figures_by_site(platform: &mut Platform, day: Day) -> Result<Vec<Figures>> {
    let since = [2, 3, 4].map(|place| format!("${place}"));
    let sql = format!(
        "SELECT q.tenant_id AS word, {} FROM questions q GROUP BY 1 ORDER BY 2 DESC, 1",
        counted("$1", &since)
    );
    let [first, second, third] = day.since;
    platform.all(AssertSqlSafe(sql), params![day.today, first, second, third]).await
}

// What is late.

impl FromRow for Late {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("question_id")?.into(),
            number: row.get("number")?,
            subject: row.get("subject")?,
            state: state(row)?,
            unit: row.get("unit_key")?,
            due: needed(row, "due_on")?,
            days: 0,
            told: Vec::new(),
        })
    }
}

impl FromRow for Told {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            question: row.get::<String>("question_id")?.into(),
            label: row.get("label")?,
            at: row.get("told_at")?,
            mail: row.get("mail_state")?,
        })
    }
}

/// The unit that has to act; "" where it is the board.
const WITH: &str = "CASE WHEN q.state = 'assigned' THEN COALESCE(q.unit_key, '') ELSE '' END";

/// With whom how many are late.
pub(super) async fn late_with(scope: &mut Scope, today: Date) -> Result<Vec<(String, i64)>> {
    let sql = format!(
        "SELECT {WITH} AS word, COUNT(*) AS n FROM questions q WHERE q.tenant_id = $1 AND {OVERDUE} AND \
         q.due_on < $2 GROUP BY 1 ORDER BY 2 DESC, 1"
    );
    scope.all(AssertSqlSafe(sql), params![today]).await.map(pairs)
}

pub(super) async fn late_by_site(platform: &mut Platform, today: Date) -> Result<Vec<(TenantId, i64)>> {
    let sql = format!(
        "SELECT q.tenant_id AS word, COUNT(*) AS n FROM questions q WHERE {OVERDUE} AND q.due_on < $1 GROUP BY 1"
    );
    let rows: Vec<Counted> = platform.all(AssertSqlSafe(sql), params![today]).await?;
    Ok(rows.into_iter().map(|row| (row.0.into(), row.1)).collect())
}

pub(super) async fn late(
    scope: &mut Scope,
    today: Date,
    unit: Option<&str>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Late>> {
    let mut conditions = Where::default();
    let place = conditions.place(today);
    conditions.and(&format!("{OVERDUE} AND q.due_on < {place}"));
    conditions.is(WITH, unit.map(str::to_owned).as_ref());
    if let Some(after) = after {
        let (due, number) = (conditions.place(after.due), conditions.place(after.number));
        conditions.and(&format!("(q.due_on > {due} OR (q.due_on = {due} AND q.number > {number}))"));
    }
    let sql = format!(
        "SELECT q.question_id, q.number, q.subject, q.state, q.unit_key, q.due_on FROM questions q WHERE q.tenant_id = $1{} \
         ORDER BY q.due_on, q.number LIMIT {limit}",
        conditions.sql
    );
    scope.all(AssertSqlSafe(sql), conditions.values).await
}

/// Who was told of these questions.
pub(super) async fn told(scope: &mut Scope, ids: &[QuestionId]) -> Result<Vec<Told>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..ids.len()).map(|n| format!("${}", n + 2)).collect();
    let sql = format!(
        "SELECT r.question_id, r.label, r.told_at, o.state AS mail_state FROM question_reminders r LEFT JOIN outbox o ON \
         o.tenant_id = r.tenant_id AND o.mail_id = r.mail_id WHERE r.tenant_id = $1 AND r.question_id IN ({}) \
         ORDER BY r.told_at, r.label",
        places.join(", ")
    );
    scope.all(AssertSqlSafe(sql), ids.iter().map(Param::from).collect()).await
}
