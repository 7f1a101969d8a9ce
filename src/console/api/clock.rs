//! The clock over JSON: a question's last days and what moves them, the book with its figures, what is late.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::base::id::QuestionId;
use crate::base::working_days::Calendar;
use crate::console::desk::Desk;
use crate::console::pages::clock::{below, reads_questions};
use crate::people::State;
use crate::questions::clock::ageing::{self, By, Figures};
use crate::questions::clock::extensions::{self, Decision};
use crate::questions::clock::late::{self as lateness, Cursor};
use crate::questions::clock::register::{self as book, Entry, Filter};
use crate::questions::clock::{pauses, shown};
use crate::questions::desk::require_sight;
use crate::questions::privacy::masked;
use crate::questions::routing::closing::Ending;
use crate::questions::store as questions;

use super::call::{Answer, List, Nothing, day, limit, one_of};

/// A question's clock.
#[derive(Serialize, JsonSchema)]
pub struct ClockJson {
    /// The class's key.
    class: String,
    /// Where the question stands.
    state: &'static str,
    /// Send it back with what you do.
    version: i64,
    /// The last day of the first step, where it is another.
    first_due_on: Option<String>,
    /// The last day.
    due_on: Option<String>,
    /// Days off on the way are only computed yet.
    provisional: bool,
    /// The last day that may still be given.
    latest_on: Option<String>,
    /// What the reader is asked, while the clock stands.
    asked: Option<String>,
    /// Until when they may reply.
    asked_until: Option<String>,
    /// What they were asked and said.
    replies: Vec<ReplyJson>,
    /// The unit's request for more time.
    request: Option<RequestJson>,
    /// How the last day moved, oldest first.
    changes: Vec<String>,
}

impl Answer for ClockJson {}

/// What a reader was asked and said.
#[derive(Serialize, JsonSchema)]
pub struct ReplyJson {
    /// What they were asked.
    asked: String,
    /// What they said.
    reply: String,
}

/// A request for more time.
#[derive(Serialize, JsonSchema)]
pub struct RequestJson {
    /// Until when.
    until: String,
    /// Why.
    reason: String,
    /// Who asks.
    by: String,
}

async fn shown_now(desk: &Desk) -> Result<ClockJson> {
    let id: QuestionId = desk.asked.param("question").into();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let question = questions::get(&mut scope, &id).await?;
    require_sight(&desk.staff, question.filed.unit_key.as_deref())?;
    let events = questions::events(&mut scope, &id).await?;
    let clock = shown::of(&mut scope, &question, &events).await?;
    Ok(ClockJson {
        class: clock.class,
        state: clock.state.as_str(),
        version: question.filed.version,
        first_due_on: clock.first.map(|day| day.to_string()),
        due_on: clock.due.map(|day| day.to_string()),
        provisional: clock.provisional,
        latest_on: clock.latest.map(|day| day.to_string()),
        asked_until: clock.pause.as_ref().map(|pause| pause.until.to_string()),
        asked: clock.pause.map(|pause| pause.request),
        replies: clock
            .replies
            .into_iter()
            .map(|pause| ReplyJson { asked: pause.request, reply: pause.reply.unwrap_or_default() })
            .collect(),
        request: clock.request.map(|request| RequestJson {
            until: request.wanted.to_string(),
            reason: request.reason,
            by: request.asked_by,
        }),
        changes: clock.changes.into_iter().map(|(note, _)| note).collect(),
    })
}

/// `GET …/questions/:question/clock`
pub async fn read(desk: Desk, _: Nothing) -> Result<ClockJson> {
    shown_now(&desk).await
}

/// What an act on the clock needs; each reads the fields that concern it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct MoveJson {
    /// The version that was read.
    #[serde(default)]
    version: i64,
    /// What the reader is asked.
    #[serde(default)]
    request: String,
    /// What the reader said.
    #[serde(default)]
    reply: String,
    /// The new last day, as `2017-01-25`.
    #[serde(default)]
    until: Option<String>,
    /// Why more time is needed, given or refused.
    #[serde(default)]
    reason: String,
    /// Whether more time is given.
    #[serde(default)]
    granted: bool,
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, |$act:ident, $id:ident, $body:ident| $call:expr) => {
        $(#[$doc])*
        pub async fn $name(desk: Desk, $body: MoveJson) -> Result<ClockJson> {
            let actor = desk.actor();
            let $id: QuestionId = desk.asked.param("question").into();
            let $act = desk.act(&actor);
            $call.await?;
            shown_now(&desk).await
        }
    };
}

act!(
    /// `POST …/clarify`
    clarify, |act, id, body| pauses::ask_reader(act, &id, body.version, &body.request)
);
act!(
    /// `POST …/resume`
    resume, |act, id, body| pauses::resume_as_staff(act, &id, body.version, &body.reply)
);
act!(
    /// `POST …/more-time`
    more_time, |act, id, body| extensions::ask_as_staff(act, &id, body.version, day("until", body.until.as_deref())?, &body.reason)
);
act!(
    /// `POST …/extend`
    extend, |act, id, body| extensions::decide(act, &id, body.version, Decision {
        granted: body.granted,
        until: day("until", body.until.as_deref())?,
        reason: &body.reason,
    })
);

/// What narrows the book.
#[derive(Deserialize, JsonSchema)]
pub struct BookQuery {
    /// `true` for what waits for somebody, `false` for what is over.
    open: Option<bool>,
    /// `received`, `assigned`, …
    state: Option<String>,
    /// A unit's key; `-` for those with none.
    unit: Option<String>,
    /// A class's key.
    class: Option<String>,
    /// A field.
    field: Option<String>,
    /// A way of coming.
    channel: Option<String>,
    /// Received on or after, as `2016-12-28`.
    from: Option<String>,
    /// Received on or before.
    until: Option<String>,
    /// Over on or after.
    settled_from: Option<String>,
    /// Only what is or was late.
    late: Option<bool>,
    /// Only what was closed on or before its last day.
    in_time: Option<bool>,
    /// Only what was closed in this way: `refused`, `taken-back`, `out-of-scope`, `spam`, `duplicate`, `other`, or a ground.
    closing: Option<String>,
    /// As the book stood at the end of this day.
    as_of: Option<String>,
    /// Where the last answer ended.
    after: Option<i64>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

impl BookQuery {
    fn filter(&self) -> Result<Filter> {
        let word = |given: &Option<String>| {
            let given = given.as_ref().filter(|word| !word.is_empty());
            given.map(|word| if word == "-" { String::new() } else { word.clone() })
        };
        Ok(Filter {
            open: self.open,
            state: one_of("state", self.state.as_deref(), State::parse)?,
            unit: word(&self.unit),
            class: word(&self.class),
            field: word(&self.field),
            channel: word(&self.channel),
            from: day("from", self.from.as_deref())?,
            until: day("until", self.until.as_deref())?,
            settled_from: day("settled_from", self.settled_from.as_deref())?,
            late: self.late.unwrap_or(false),
            in_time: self.in_time.unwrap_or(false),
            closing: one_of("closing", self.closing.as_deref(), Ending::by_word)?,
            as_of: day("as_of", self.as_of.as_deref())?,
        })
    }
}

/// A line of the book.
#[derive(Serialize, JsonSchema)]
pub struct EntryJson {
    /// Its id.
    question: String,
    /// Its number.
    number: i64,
    /// What it is about; absent for who may not read questions here.
    subject: Option<String>,
    /// Where it stands.
    state: &'static str,
    /// The class's key.
    class: String,
    /// The way it came.
    channel: String,
    /// Its field.
    field: String,
    /// Who has it.
    unit: Option<String>,
    /// When it came.
    received_at: String,
    /// The last day.
    due_on: Option<String>,
    /// When it was over.
    settled_at: Option<String>,
    /// Whether the last day was missed.
    late: bool,
}

/// `GET …/register`
pub async fn register(desk: Desk, query: BookQuery) -> Result<List<EntryJson>> {
    let (filter, limit) = (query.filter()?, limit(query.limit));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let page = book::page(&mut scope, &filter, query.after, limit).await?;
    let (reads, today) =
        (reads_questions(&desk), Calendar::counts_for(filter.seen_at(desk.app.db.clock.now())));
    let after = page.entries.last().filter(|_| page.more).map(|last| last.number.to_string());
    let row = |entry: Entry| EntryJson {
        late: entry.standing(today).is_late(),
        question: entry.id.to_string(),
        number: entry.number,
        subject: reads.then(|| masked(&entry.subject)),
        state: entry.state.as_str(),
        class: entry.class,
        channel: entry.channel,
        field: entry.field,
        unit: entry.unit,
        received_at: iso(entry.received_at),
        due_on: entry.due.map(|day| day.to_string()),
        settled_at: entry.settled_at.map(iso),
    };
    Ok(List { rows: page.entries.into_iter().map(row).collect(), after })
}

/// One line of figures.
#[derive(Serialize, JsonSchema)]
pub struct FigureJson {
    /// Which one; "" where there is none.
    key: String,
    /// Received: open and closed together.
    received: i64,
    /// Those that wait for somebody.
    open: i64,
    /// Of these, those whose reader is asked for more.
    waiting: i64,
    /// Of these, those past the last day.
    overdue: i64,
    /// Those that are over.
    closed: i64,
    /// Of these, those after the last day.
    late: i64,
    /// Per cent in time of what is over or overdue.
    on_time: Option<i64>,
    /// The open ones by age in working days: up to 5, 10, 15, more.
    ages: [i64; 4],
}

impl FigureJson {
    fn of(key: String, one: &Figures) -> Self {
        let Figures { received, open, waiting, overdue, closed, late, ages, .. } = *one;
        Self { key, received, open, waiting, overdue, closed, late, on_time: one.on_time(), ages }
    }
}

/// The figures.
#[derive(Serialize, JsonSchema)]
pub struct FiguresJson {
    /// Received: open and closed together.
    received: i64,
    /// Those that wait for somebody.
    open: i64,
    /// Those that are over.
    closed: i64,
    /// By `unit`, `field`, `channel` and `class`.
    by: std::collections::BTreeMap<&'static str, Vec<FigureJson>>,
    /// The sites below that one looks after, by their short names.
    below: Vec<FigureJson>,
}

impl Answer for FiguresJson {}

/// `GET …/register/figures`
pub async fn figures(desk: Desk, query: BookQuery) -> Result<FiguresJson> {
    let filter = query.filter()?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let sum = book::sum(&mut scope, &filter).await?;
    let mut by = std::collections::BTreeMap::new();
    for one in By::ALL {
        let rows = ageing::by(&mut scope, &filter, one).await?;
        by.insert(one.as_str(), rows.iter().map(|row| FigureJson::of(row.key.clone(), row)).collect());
    }
    drop(scope);
    let below = below(&desk).await?;
    Ok(FiguresJson {
        received: sum.received,
        open: sum.open,
        closed: sum.closed,
        by,
        below: below.iter().map(|(tenant, one)| FigureJson::of(tenant.slug().to_owned(), one)).collect(),
    })
}

/// Which late cases.
#[derive(Deserialize, JsonSchema)]
pub struct LateQuery {
    /// A unit's key; `-` for those with none.
    unit: Option<String>,
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// Somebody was told.
#[derive(Serialize, JsonSchema)]
pub struct ToldJson {
    /// Who.
    who: String,
    /// When.
    at: String,
    /// Where the letter is; absent where there was no address.
    mail: Option<String>,
}

/// A late case.
#[derive(Serialize, JsonSchema)]
pub struct LateJson {
    /// Its id.
    question: String,
    /// Its number.
    number: i64,
    /// What it is about; absent for who may not read questions here.
    subject: Option<String>,
    /// Where it stands.
    state: &'static str,
    /// Who has it.
    unit: Option<String>,
    /// The last day.
    due_on: String,
    /// Working days past it.
    days: i64,
    /// Who was told, oldest first.
    told: Vec<ToldJson>,
}

/// `GET …/late`
pub async fn late(desk: Desk, query: LateQuery) -> Result<List<LateJson>> {
    let unit =
        query.unit.as_deref().filter(|unit| !unit.is_empty()).map(|unit| if unit == "-" { "" } else { unit });
    let after = one_of("after", query.after.as_deref(), Cursor::parse)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let page = lateness::page(&mut scope, unit, after, limit(query.limit)).await?;
    let reads = reads_questions(&desk);
    let row = |case: lateness::Late| LateJson {
        question: case.id.to_string(),
        number: case.number,
        subject: reads.then(|| masked(&case.subject)),
        state: case.state.as_str(),
        unit: case.unit,
        due_on: case.due.to_string(),
        days: case.days,
        told: case
            .told
            .into_iter()
            .map(|told| ToldJson { who: told.label, at: iso(told.at), mail: told.mail })
            .collect(),
    };
    Ok(List { rows: page.cases.into_iter().map(row).collect(), after: page.next.map(Cursor::written) })
}
