//! The SQL of triage and routing, and nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::contacts::External;
use super::ending::Dated;
use super::opinions::Opinion;
use super::rules::{Kind, Rule};
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, QuestionId, TenantId, fresh};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;
use crate::questions::store::Filed;

/// The number of the tenant's last change.
///
/// # Errors
/// When the database does not answer.
pub async fn head(scope: &mut Scope) -> Result<i64> {
    scope.one("SELECT seq AS n FROM tenant_heads WHERE tenant_id = $1", vec![]).await
}

/// The questions changed after a number, at most so many.
///
/// # Errors
/// When the database does not answer.
pub async fn changed_since(scope: &mut Scope, after: i64, limit: usize) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT DISTINCT entity_id AS s FROM changes WHERE tenant_id = $1 AND seq > $2 AND kind = 'question' LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params![after]).await
}

/// A question whose answer was approved, with the unit that gave it.
pub struct Answered {
    pub(in crate::questions) id: String,
    pub(in crate::questions) number: i64,
    pub(in crate::questions) subject: String,
    pub(in crate::questions) body: String,
    pub(in crate::questions) answer: String,
    pub(in crate::questions) unit: String,
    pub(in crate::questions) field: Option<String>,
    pub(in crate::questions) at: Millis,
}

impl FromRow for Answered {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("question_id")?,
            number: row.get("number")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
            answer: row.get("answer")?,
            unit: row.get("unit_key")?,
            field: row.get("field_key")?,
            at: row.get("approved_at")?,
        })
    }
}

/// What the board approved is read, from which nothing leads to who asked.
const ANSWERED: &str = "SELECT q.question_id, q.number, COALESCE(q.public_subject, q.subject) AS subject, \
     COALESCE(q.public_body, q.body) AS body, COALESCE(a.public_body, a.body) AS answer, a.unit_key, t.field_key, \
     a.approved_at FROM questions q \
     JOIN answers a ON a.tenant_id = q.tenant_id AND a.answer_id = q.answer_id \
     LEFT JOIN question_triage t ON t.tenant_id = q.tenant_id AND t.question_id = q.question_id \
     WHERE q.tenant_id = $1 AND a.approved_at IS NOT NULL \
     AND q.state IN ('answer-approved', 'published', 'answered-privately')";

/// Every question whose answer was approved.
///
/// # Errors
/// When the database does not answer.
pub async fn answered(scope: &mut Scope) -> Result<Vec<Answered>> {
    scope.all(AssertSqlSafe(format!("{ANSWERED} ORDER BY a.approved_at")), vec![]).await
}

/// One of them; none for what is not, or no longer, answered.
///
/// # Errors
/// When the database does not answer.
pub async fn answered_one(scope: &mut Scope, id: &str) -> Result<Option<Answered>> {
    scope.optional(AssertSqlSafe(format!("{ANSWERED} AND q.question_id = $2")), params![id]).await
}

/// A question that came lately, to compare others with.
pub struct Recent {
    /// As the register lists it.
    pub filed: Filed,
    pub(super) body: String,
}

impl FromRow for Recent {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { filed: Filed::from_row(row)?, body: row.get("body")? })
    }
}

/// The questions that came last, since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn recent(scope: &mut Scope, since: Millis, limit: usize) -> Result<Vec<Recent>> {
    let sql = format!(
        "SELECT * FROM questions WHERE tenant_id = $1 AND received_at >= $2 ORDER BY received_at DESC LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params![since]).await
}

/// A question by its number in the register.
///
/// # Errors
/// When the database does not answer.
pub async fn by_number(scope: &mut Scope, number: i64) -> Result<Option<Filed>> {
    scope.optional("SELECT * FROM questions WHERE tenant_id = $1 AND number = $2", params![number]).await
}

/// What waits for a person to say whose it is, the one due first before others.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(scope: &mut Scope, limit: usize) -> Result<Vec<Recent>> {
    let sql = format!(
        "SELECT * FROM questions WHERE tenant_id = $1 AND state = 'received' ORDER BY due_on, number LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// The field that a question was put into.
///
/// # Errors
/// When the database does not answer.
pub async fn field_of(scope: &mut Scope, id: &QuestionId) -> Result<Option<String>> {
    scope
        .optional(
            "SELECT field_key AS s FROM question_triage WHERE tenant_id = $1 AND question_id = $2",
            params![id],
        )
        .await
}

pub(super) async fn set_field(scope: &mut WriteScope, id: &QuestionId, field: &str) -> Result<()> {
    let (by, at) = (scope.actor().label.clone(), scope.db().clock.now());
    scope
        .execute(
            "INSERT INTO question_triage (tenant_id, question_id, field_key, decided_by, decided_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, question_id) \
             DO UPDATE SET field_key = excluded.field_key, decided_by = excluded.decided_by, decided_at = excluded.decided_at",
            params![id, field, by, at],
        )
        .await
        .map(drop)
}

/// A unit said that a question is not theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Which unit.
    pub unit_key: String,
    /// Why.
    pub reason: String,
    /// Who said so: a login, or the name given with the link.
    pub said_by: String,
    /// Whether it came by the link of the mail.
    pub by_link: bool,
    /// When.
    pub at: Millis,
}

impl FromRow for Decline {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            unit_key: row.get("unit_key")?,
            reason: row.get("reason")?,
            said_by: row.get("said_by")?,
            by_link: row.get("by_link")?,
            at: row.get("at")?,
        })
    }
}

/// Which units said that a question is not theirs, last first.
///
/// # Errors
/// When the database does not answer.
pub async fn declines(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Decline>> {
    scope
        .all(
            "SELECT * FROM question_declines WHERE tenant_id = $1 AND question_id = $2 ORDER BY at DESC, decline_id DESC",
            params![id],
        )
        .await
}

pub(super) async fn insert_decline(scope: &mut WriteScope, id: &QuestionId, decline: &Decline) -> Result<()> {
    let db = scope.db().clone();
    let Decline { unit_key, reason, said_by, by_link, at } = decline;
    scope
        .execute(
            "INSERT INTO question_declines (tenant_id, decline_id, question_id, unit_key, reason, said_by, by_link, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![fresh(*at, &db.entropy), id, unit_key, reason, said_by, *by_link, *at],
        )
        .await
        .map(drop)
}

impl FromRow for Opinion {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("opinion_id")?,
            question: row.get::<String>("question_id")?.into(),
            unit_key: row.get("unit_key")?,
            token_hash: row.get("token_hash")?,
            note: row.get("note")?,
            asked_at: row.get("asked_at")?,
            expires_at: row.get("expires_at")?,
            revoked_at: row.get("revoked_at")?,
            body: row.get("body")?,
            author_name: row.get("author_name")?,
            author_post: row.get("author_post")?,
            given_at: row.get("given_at")?,
        })
    }
}

/// The opinions asked for about a question, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn opinions(scope: &mut Scope, id: &QuestionId) -> Result<Vec<Opinion>> {
    scope
        .all(
            "SELECT * FROM opinions WHERE tenant_id = $1 AND question_id = $2 ORDER BY asked_at, opinion_id",
            params![id],
        )
        .await
}

pub(super) async fn opinion(scope: &mut Scope, id: &str) -> Result<Option<Opinion>> {
    scope.optional("SELECT * FROM opinions WHERE tenant_id = $1 AND opinion_id = $2", params![id]).await
}

pub(super) async fn insert_opinion(
    scope: &mut WriteScope,
    opinion: &Opinion,
    asked_by: Option<&AccountId>,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO opinions (tenant_id, opinion_id, question_id, unit_key, token_hash, note, asked_by, asked_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &opinion.id,
                &opinion.question,
                &opinion.unit_key,
                &opinion.token_hash,
                &opinion.note,
                asked_by,
                opinion.asked_at,
                opinion.expires_at,
            ],
        )
        .await
        .map(drop)
}

/// An opinion is given once: the second conflicts.
pub(super) async fn give_opinion(
    scope: &mut WriteScope,
    id: &str,
    body: &str,
    name: &str,
    post: &str,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE opinions SET body = $3, author_name = $4, author_post = $5, given_at = $6 \
             WHERE tenant_id = $1 AND opinion_id = $2 AND given_at IS NULL AND revoked_at IS NULL",
            params![id, body, name, post, now],
        )
        .await
}

/// Every opinion that was asked for and not given is no longer wanted.
pub(in crate::questions) async fn revoke_opinions(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "UPDATE opinions SET revoked_at = $3 WHERE tenant_id = $1 AND question_id = $2 AND given_at IS NULL AND revoked_at IS NULL",
            params![id, now],
        )
        .await
        .map(drop)
}

impl FromRow for Rule {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("rule_id")?,
            kind: Kind::parse(&kind)
                .ok_or_else(|| Error::internal(format!("unknown kind of rule {kind}")))?,
            subject: row.get("subject")?,
            unit_key: row.get("unit_key")?,
            from: row.date("from_on")?.ok_or_else(|| Error::internal("a rule without its first day"))?,
            until: row.date("until_on")?,
            note: row.get("note")?,
            set_by: row.get("set_by")?,
            set_at: row.get("set_at")?,
        })
    }
}

/// Every rule that ever held, the last set first.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(scope: &mut Scope) -> Result<Vec<Rule>> {
    scope
        .all("SELECT * FROM routing_rules WHERE tenant_id = $1 ORDER BY set_at DESC, rule_id DESC", vec![])
        .await
}

pub(super) async fn insert_rule(scope: &mut WriteScope, rule: &Rule) -> Result<()> {
    scope
        .execute(
            "INSERT INTO routing_rules (tenant_id, rule_id, kind, subject, unit_key, from_on, until_on, note, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                &rule.id,
                rule.kind.as_str(),
                &rule.subject,
                &rule.unit_key,
                rule.from,
                rule.until,
                &rule.note,
                &rule.set_by,
                rule.set_at,
            ],
        )
        .await
        .map(drop)
}

/// The table of what is dated, and its key.
fn dated(what: Dated) -> (&'static str, &'static str) {
    match what {
        Dated::Rule => ("routing_rules", "rule_id"),
        Dated::Body => ("external_contacts", "contact_id"),
    }
}

/// From when until when it holds; none where there is none.
pub(super) async fn days(scope: &mut Scope, what: Dated, id: &str) -> Result<Option<(Date, Option<Date>)>> {
    struct Days(Date, Option<Date>);
    impl FromRow for Days {
        fn from_row(row: &Row) -> Result<Self> {
            let from = row.date("from_on")?.ok_or_else(|| Error::internal("no first day"))?;
            Ok(Self(from, row.date("until_on")?))
        }
    }
    let (table, key) = dated(what);
    let sql = format!("SELECT from_on, until_on FROM {table} WHERE tenant_id = $1 AND {key} = $2");
    let found: Option<Days> = scope.optional(AssertSqlSafe(sql), params![id]).await?;
    Ok(found.map(|Days(from, until)| (from, until)))
}

/// It holds no more from a day on; what ends before conflicts.
pub(super) async fn end(scope: &mut WriteScope, what: Dated, id: &str, on: Date) -> Result<()> {
    let (table, key) = dated(what);
    let sql = format!(
        "UPDATE {table} SET until_on = $3 WHERE tenant_id = $1 AND {key} = $2 AND (until_on IS NULL OR until_on > $3)"
    );
    scope.execute_one(AssertSqlSafe(sql), params![id, on]).await
}

impl FromRow for External {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("contact_id")?,
            name: row.get("name")?,
            matters: row.get("matters")?,
            email: row.get("email")?,
            phone: row.get("phone")?,
            address: row.get("address")?,
            basis: row.get("basis")?,
            from: row.date("from_on")?.ok_or_else(|| Error::internal("a contact without its first day"))?,
            until: row.date("until_on")?,
            set_by: row.get("set_by")?,
        })
    }
}

/// Every body that questions were ever passed on to, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn contacts(scope: &mut Scope) -> Result<Vec<External>> {
    scope
        .all(
            "SELECT * FROM external_contacts WHERE tenant_id = $1 ORDER BY name, from_on, contact_id",
            vec![],
        )
        .await
}

pub(super) async fn insert_contact(scope: &mut WriteScope, contact: &External) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO external_contacts (tenant_id, contact_id, name, matters, email, phone, address, basis, from_on, until_on, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                &contact.id,
                &contact.name,
                &contact.matters,
                &contact.email,
                &contact.phone,
                &contact.address,
                &contact.basis,
                contact.from,
                contact.until,
                &contact.set_by,
                now,
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn insert_forward(
    scope: &mut WriteScope,
    question: &QuestionId,
    contact: &str,
    with_contact: bool,
) -> Result<()> {
    let (by, at) = (scope.actor().label.clone(), scope.db().clock.now());
    scope
        .execute(
            "INSERT INTO question_forwards (tenant_id, question_id, contact_id, with_contact, forwarded_by, forwarded_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![question, contact, with_contact, by, at],
        )
        .await
        .map(drop)
}

/// A question linked to the one that asks the same.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The other of the two, as the register lists it.
    pub filed: Filed,
    /// Whether it waits for the main one's answer.
    pub together: bool,
}

impl FromRow for Linked {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { filed: Filed::from_row(row)?, together: row.get("together")? })
    }
}

/// The question that this one repeats.
///
/// # Errors
/// When the database does not answer.
pub async fn main_of(scope: &mut Scope, id: &QuestionId) -> Result<Option<Linked>> {
    scope
        .optional(
            "SELECT q.*, l.together FROM question_links l JOIN questions q ON q.tenant_id = l.tenant_id AND q.question_id = l.main_id \
             WHERE l.tenant_id = $1 AND l.question_id = $2",
            params![id],
        )
        .await
}

/// The questions that repeat this one, by number.
///
/// # Errors
/// When the database does not answer.
pub async fn repeats(scope: &mut Scope, main: &QuestionId) -> Result<Vec<Linked>> {
    scope
        .all(
            "SELECT q.*, l.together FROM question_links l JOIN questions q ON q.tenant_id = l.tenant_id AND q.question_id = l.question_id \
             WHERE l.tenant_id = $1 AND l.main_id = $2 ORDER BY q.number",
            params![main],
        )
        .await
}

/// Those of them that wait closed for the main one's answer and were not told.
pub(super) async fn untold(scope: &mut Scope, main: &QuestionId) -> Result<Vec<String>> {
    scope
        .all(
            "SELECT question_id AS s FROM question_links WHERE tenant_id = $1 AND main_id = $2 AND together AND told_at IS NULL \
             ORDER BY question_id",
            params![main],
        )
        .await
}

pub(super) async fn told(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE question_links SET told_at = $3 WHERE tenant_id = $1 AND question_id = $2 AND told_at IS NULL",
            params![id, now],
        )
        .await
}

pub(super) async fn link(
    scope: &mut WriteScope,
    id: &QuestionId,
    main: &QuestionId,
    together: bool,
) -> Result<()> {
    let (by, at) = (scope.actor().label.clone(), scope.db().clock.now());
    scope
        .execute(
            "INSERT INTO question_links (tenant_id, question_id, main_id, together, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (tenant_id, question_id) DO UPDATE SET main_id = excluded.main_id, together = excluded.together, \
             linked_by = excluded.linked_by, linked_at = excluded.linked_at, told_at = NULL",
            params![id, main, together, by, at],
        )
        .await
        .map(drop)
}

pub(super) async fn unlink(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    scope
        .execute("DELETE FROM question_links WHERE tenant_id = $1 AND question_id = $2", params![id])
        .await
        .map(drop)
}

pub(super) async fn insert_closing(
    scope: &mut WriteScope,
    id: &QuestionId,
    (kind, ground): (&str, &str),
    reason: &str,
) -> Result<()> {
    let (by, at) = (scope.actor().label.clone(), scope.db().clock.now());
    let closing = fresh(at, &scope.db().entropy);
    scope
        .execute(
            "INSERT INTO question_closings (tenant_id, closing_id, question_id, kind, ground, reason, closed_by, closed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![closing, id, kind, ground, reason, by, at],
        )
        .await
        .map(drop)
}

/// A question given to another site.
#[derive(Clone, Debug)]
pub struct Handover {
    /// Whose it was.
    pub from: TenantId,
    /// Which question there.
    pub question: QuestionId,
    /// Whose it is.
    pub to: TenantId,
    /// Which question there.
    pub to_question: QuestionId,
    /// Why.
    pub reason: String,
}

impl FromRow for Handover {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            from: row.get::<String>("tenant_id")?.into(),
            question: row.get::<String>("question_id")?.into(),
            to: row.get::<String>("to_tenant")?.into(),
            to_question: row.get::<String>("to_question")?.into(),
            reason: row.get("reason")?,
        })
    }
}

/// Where a question went, if it was given to another site.
///
/// # Errors
/// When the database does not answer.
pub async fn handover(scope: &mut Scope, id: &QuestionId) -> Result<Option<Handover>> {
    scope.optional("SELECT * FROM handovers WHERE tenant_id = $1 AND question_id = $2", params![id]).await
}

pub(super) async fn insert_handover(scope: &mut WriteScope, handover: &Handover) -> Result<()> {
    let (by, at) = (scope.actor().label.clone(), scope.db().clock.now());
    scope
        .execute(
            "INSERT INTO handovers (tenant_id, question_id, to_tenant, to_question, reason, handed_by, handed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![&handover.question, &handover.to, &handover.to_question, &handover.reason, by, at],
        )
        .await
        .map(drop)
}

pub(super) async fn taken(scope: &mut WriteScope, id: &QuestionId) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "UPDATE handovers SET taken_at = $3 WHERE tenant_id = $1 AND question_id = $2 AND taken_at IS NULL",
            params![id, now],
        )
        .await
        .map(drop)
}

/// What was given to another site whose register has it not yet, in every tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn handovers_open(platform: &mut Platform) -> Result<Vec<Handover>> {
    platform.all("SELECT * FROM handovers WHERE taken_at IS NULL ORDER BY handed_at LIMIT 200", vec![]).await
}
