//! The trail over JSON: read, taken along with its signature, checked.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::audit::Stored;
use crate::base::clock::{DAY, iso, start_of};
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::trail::{looked, take_along};
use crate::people::Action;
use crate::trail::check::{Finding, check};
use crate::trail::{Filter, Told, store as trail, words};

use super::call::{Answer, List, Nothing, limit};

/// An event.
#[derive(Serialize, JsonSchema)]
pub struct EventJson {
    /// Its number in the tenant.
    seq: i64,
    /// When.
    at: String,
    /// Whose login.
    actor: String,
    /// From where.
    address: String,
    /// What was done.
    action: String,
    /// The same as a Vietnamese sentence.
    sentence: String,
    /// To what kind of thing.
    subject_kind: String,
    /// To which one.
    subject: String,
    /// What is worth keeping: what changed, why.
    detail: Value,
    /// Its link in the chain.
    hash: String,
}

impl EventJson {
    fn of(event: &Stored) -> Self {
        let told = Told::of(event);
        Self {
            seq: event.seq,
            at: iso(event.at),
            actor: event.actor.clone(),
            address: told.address,
            action: event.action.clone(),
            sentence: words::sentence(&event.action),
            subject_kind: event.subject_kind.clone(),
            subject: event.subject_id.clone(),
            detail: told.detail,
            hash: event.hash.clone(),
        }
    }
}

/// A page of events, of which one more than wanted was read.
pub fn page(mut events: Vec<Stored>, limit: usize) -> List<EventJson> {
    let more = events.len() > limit;
    events.truncate(limit);
    let after = events.last().filter(|_| more).map(|last| last.seq.to_string());
    List { rows: events.iter().map(EventJson::of).collect(), after }
}

/// What narrows the trail.
#[derive(Deserialize, JsonSchema)]
pub struct TrailQuery {
    /// A login.
    actor: Option<String>,
    /// A word such as `item.approve`.
    action: Option<String>,
    /// The kind of thing acted on, with `subject`.
    subject_kind: Option<String>,
    /// The id of the thing acted on.
    subject: Option<String>,
    /// The first day, 2016-12-30.
    from: Option<String>,
    /// The last day.
    to: Option<String>,
    /// Where the last answer ended.
    after: Option<i64>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

impl TrailQuery {
    fn filter(&self) -> Result<Filter> {
        let day = |text: &Option<String>, name: &str| {
            let read = |text: &String| text.parse::<Date>().map(start_of);
            let wrong = |_| Error::BadRequest(format!("{name}: hãy ghi ngày như 2016-12-30"));
            text.as_ref().map(read).transpose().map_err(wrong)
        };
        Ok(Filter {
            actors: self.actor.iter().cloned().collect(),
            action: self.action.clone(),
            subject: self.subject_kind.clone().zip(self.subject.clone()),
            from: day(&self.from, "from")?,
            until: day(&self.to, "to")?.map(|day| day + DAY),
        })
    }
}

/// `GET …/audit`
pub async fn list(desk: Desk, query: TrailQuery) -> Result<List<EventJson>> {
    let (filter, limit) = (query.filter()?, limit(query.limit));
    looked(&desk, &filter, Action::AuditRead.as_str(), "api").await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    Ok(page(trail::newest(&mut scope, &filter, query.after, limit + 1).await?, limit))
}

/// `GET …/audit/export`
pub async fn export(desk: Desk, query: TrailQuery) -> Result<Value> {
    take_along(&desk, &query.filter()?).await
}

/// Whether a chain holds.
#[derive(Serialize, JsonSchema)]
pub struct ChainJson {
    /// Whether nothing was found.
    sound: bool,
    /// How many events there are.
    events: u64,
    /// The number of the last.
    last: i64,
    /// Its link.
    hash: String,
    /// What does not hold, a Vietnamese sentence each.
    findings: Vec<String>,
}

impl Answer for ChainJson {}

/// `GET …/audit/verify`
pub async fn verify(desk: Desk, _: Nothing) -> Result<ChainJson> {
    let outcome = check(&desk.app.db, desk.tenant.id()).await?;
    Ok(ChainJson {
        sound: outcome.findings.is_empty(),
        events: outcome.events,
        last: outcome.last,
        hash: outcome.hash,
        findings: outcome.findings.iter().map(Finding::sentence).collect(),
    })
}
