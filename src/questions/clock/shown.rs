//! What pages show of a question's clock: steps and last days, why it stands, what was asked and given.

use jiff::civil::Date;

use crate::base::clock::{Millis, local};
use crate::base::error::Result;
use crate::base::id::QuestionId;
use crate::base::scope::{Db, Scope};
use crate::base::working_days::Calendar;
use crate::people::State;
use crate::tenants::directory::Tenant;

use super::super::codes::code_digests;
use super::super::store::{self as questions, Event, Question};
use super::extensions::Extension;
use super::pauses::Pause;
use super::{deadlines, extensions, store};

/// A question's clock.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The class's key.
    pub class: String,
    /// Where the question stands.
    pub state: State,
    /// The last day of the first step, where it is another.
    pub first: Option<Date>,
    /// The last day.
    pub due: Option<Date>,
    /// The limit in words, with the law.
    pub limit: String,
    /// Days off on the way are only computed yet.
    pub provisional: bool,
    /// Why the clock stands.
    pub pause: Option<Pause>,
    /// What the reader was asked before, and said.
    pub replies: Vec<Pause>,
    /// The unit's request that waits.
    pub request: Option<Extension>,
    /// The last day that may still be given.
    pub latest: Option<Date>,
    /// How the last day moved, oldest first.
    pub changes: Vec<(String, Millis)>,
}

/// The acts that move a last day, or stop it.
const MOVES: [&str; 5] = [
    "question.clarify",
    "question.resume",
    "question.reader-replied",
    "question.clarification-over",
    "question.extend",
];

/// Reads the clock of a question.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, question: &Question, events: &[Event]) -> Result<Clock> {
    let filed = &question.filed;
    let class = store::class(scope, &filed.id).await?;
    let received = local(filed.received_at).date();
    let row = deadlines::of(&class, received);
    let pauses = store::pauses(scope, &filed.id).await?;
    let changes = events.iter().filter(|event| event.public && MOVES.contains(&event.kind.as_str()));
    Ok(Clock {
        state: filed.state,
        first: row.first_due(filed.received_at).map(|due| due.on),
        due: filed.due_on,
        limit: format!("{} kể từ ngày nhận ({})", row.own_span().vietnamese(), row.clause),
        provisional: filed.due_on.is_some_and(|due| Calendar::official().touches_provisional(received, due)),
        pause: pauses.iter().find(|pause| pause.ended_at.is_none()).cloned(),
        replies: pauses.into_iter().filter(|pause| pause.reply.is_some()).collect(),
        request: store::open_request(scope, &filed.id).await?,
        latest: extensions::latest(scope, question).await?,
        changes: changes.map(|event| (event.note.clone(), event.at)).collect(),
        class,
    })
}

/// The clock of a question by its id.
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] when this tenant has none.
pub async fn of_id(scope: &mut Scope, id: &QuestionId) -> Result<Clock> {
    let question = questions::get(scope, id).await?;
    let events = questions::events(scope, id).await?;
    of(scope, &question, &events).await
}

/// The clock behind a tracking code; none if there is no such code on this site.
///
/// # Errors
/// When the database does not answer.
pub async fn by_code(db: &Db, tenant: &Tenant, code: &str) -> Result<Option<Clock>> {
    let mut scope = db.read(tenant.id()).await?;
    let digests = code_digests(db, &mut scope, code).await?;
    match questions::by_code(&mut scope, &digests).await? {
        Some(question) => of_id(&mut scope, &question.filed.id).await.map(Some),
        None => Ok(None),
    }
}

/// The clock behind a link that was found worth something, for the unit: what the reader said has nothing in it that
/// leads to them.
///
/// # Errors
/// When the database does not answer.
pub async fn by_dispatch(db: &Db, tenant: &Tenant, dispatch: &str) -> Result<Option<Clock>> {
    let mut scope = db.read(tenant.id()).await?;
    let Some(dispatch) = questions::dispatch(&mut scope, dispatch).await? else { return Ok(None) };
    let question = questions::get(&mut scope, &dispatch.question).await?;
    let contact = super::case::contact(db, tenant.id(), &question)?;
    let mut clock = of_id(&mut scope, &dispatch.question).await?;
    for pause in &mut clock.replies {
        pause.reply = pause.reply.take().map(|reply| contact.redact(&reply));
    }
    Ok(Some(clock))
}
