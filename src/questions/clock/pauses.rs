//! The clock stands while the reader is asked for more: never without telling them, never for ever.

use jiff::civil::Date;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::QuestionId;
use crate::base::scope::{Scope, WriteScope};
use crate::base::text::normalise;
use crate::base::working_days::Calendar;
use crate::outbox::{self, MailSettings, NewMail};
use crate::people::{Action, State};
use crate::tenants::directory::Tenant;

use super::super::desk::Act;
use super::super::store::{self as questions, Filed, Question};
use super::{case, deadlines, letters, store};

/// The longest request and the longest reply, in characters.
pub const LONGEST: usize = 2_000;
/// The shortest of both.
const SHORTEST: usize = 5;
/// The rule behind it.
const CLAUSE: &str = "Quy chế Điều 10";

/// How a pause ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The reader replied.
    Reader,
    /// The term was over.
    Term,
    /// The desk wrote down what the reader said.
    Desk,
    /// The case went on: it was answered, sent elsewhere or closed.
    Moved,
}

impl End {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Term => "term",
            Self::Desk => "desk",
            Self::Moved => "moved",
        }
    }
}

/// A pause.
#[derive(Clone, Debug)]
pub struct Pause {
    /// Its id.
    pub id: String,
    /// Which question.
    pub question: QuestionId,
    /// Where the question goes on from.
    pub from: State,
    /// The unit that had it.
    pub unit: Option<String>,
    /// What the reader is asked.
    pub request: String,
    /// Since when.
    pub began_at: Millis,
    /// The last day for the reply.
    pub until: Date,
    /// Whether the reader had to be telephoned.
    pub by_phone: bool,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// What the reader said.
    pub reply: Option<String>,
}

/// Where the clock of a case stood, and where it stands after a pause.
struct Moved {
    pause: Pause,
    before: Option<Date>,
    after: Option<Date>,
}

/// The last day after a pause: as many working days later as passed while the clock stood.
pub fn after_pause(due: Date, began: Millis, ended: Millis) -> Date {
    let calendar = Calendar::official();
    let stood = calendar.between(calendar.day_zero(began), calendar.day_zero(ended.max(began)));
    calendar.plus_working(due, u32::try_from(stood.max(0)).unwrap_or(0))
}

/// Refuses a text that says too little or too much.
pub(super) fn text(given: &str, field: &'static str, missing: &str) -> Result<String> {
    let text = normalise(given).trim().to_owned();
    let length = text.chars().count();
    if length < SHORTEST {
        return Err(Error::refused(field, missing, CLAUSE));
    }
    if length > LONGEST {
        return Err(Error::refused(field, "Nội dung dài quá 2.000 ký tự. Hãy rút gọn.", CLAUSE));
    }
    Ok(text)
}

/// The open pause of a question, if its clock stands.
///
/// # Errors
/// When the database does not answer.
pub async fn open(scope: &mut Scope, question: &QuestionId) -> Result<Option<Pause>> {
    store::open_pause(scope, question).await
}

/// Every pause of a question, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope, question: &QuestionId) -> Result<Vec<Pause>> {
    store::pauses(scope, question).await
}

/// The desk, or the unit in the console, asks the reader for more.
///
/// # Errors
/// [`Error::Refused`] without a request that says something.
pub async fn ask_reader(act: Act<'_>, id: &QuestionId, version: i64, request: &str) -> Result<()> {
    let (mut scope, question) = case::take(act, id, version, Action::QuestionClarify).await?;
    let request = text(request, "noi-dung", "Hãy ghi điều cần người hỏi bổ sung.")?;
    begin(&mut scope, act.mail, act.tenant, &question, &request).await?;
    scope.commit().await
}

/// Stops the clock and tells the reader in the same transaction; the caller commits.
pub(super) async fn begin(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    question: &Question,
    request: &str,
) -> Result<()> {
    let db = scope.db().clone();
    let filed = &question.filed;
    let now = db.clock.now();
    let pause = Pause {
        id: crate::base::id::fresh(now, &db.entropy),
        question: filed.id.clone(),
        from: filed.state,
        unit: filed.unit_key.clone(),
        request: request.to_owned(),
        began_at: now,
        until: deadlines::clarification().span().after(Calendar::official().day_zero(now)),
        by_phone: false,
        ended_at: None,
        reply: None,
    };
    let phone = format!(
        "đề nghị bổ sung thông tin chậm nhất ngày {}, rồi ghi phần bổ sung vào câu hỏi.",
        date_vi(pause.until)
    );
    let told = case::tell_reader(scope, mail, tenant, question, &phone, |to| {
        letters::clarify(tenant, filed, &pause.id, request, pause.until, to)
    })
    .await?;
    questions::advance(scope, filed, State::Clarification, "", vec![]).await?;
    store::insert_pause(scope, &pause, told, filed.due_on).await?;
    let words = format!(
        "Đề nghị người hỏi bổ sung chậm nhất ngày {}. Thời hạn trả lời tạm dừng.",
        date_vi(pause.until)
    );
    case::note(scope, question, Action::QuestionClarify.as_str(), &words, true).await
}

/// Lets the clock go on with what the reader added; false where nobody waits for it. The caller commits, and has made
/// sure that it is the reader who speaks and that it says something.
///
/// # Errors
/// [`Error::Conflict`] when the case has just moved on.
pub async fn reader_replied(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    question: &QuestionId,
    reply: &str,
) -> Result<bool> {
    let question = questions::get(scope, question).await?;
    if question.filed.state != State::Clarification {
        return Ok(false);
    }
    let reply: String = normalise(reply).trim().chars().take(LONGEST).collect();
    resume(scope, mail, tenant, &question, End::Reader, Some(&reply)).await?;
    Ok(true)
}

/// The desk writes down what the reader said, on the telephone or in the office, and the clock goes on.
///
/// # Errors
/// [`Error::Refused`] without what was said.
pub async fn resume_as_staff(act: Act<'_>, id: &QuestionId, version: i64, reply: &str) -> Result<()> {
    let (mut scope, question) = case::take(act, id, version, Action::QuestionResume).await?;
    let reply = text(reply, "noi-dung", "Hãy ghi người hỏi đã bổ sung điều gì.")?;
    resume(&mut scope, act.mail, act.tenant, &question, End::Desk, Some(&reply)).await?;
    scope.commit().await
}

/// Ends the open pause of a case that goes on, and moves its last day.
pub(super) async fn end_open(scope: &mut WriteScope, filed: &Filed, how: End) -> Result<()> {
    if let Some(moved) = ended(scope, filed, how, None).await?
        && let Some(after) = moved.after.filter(|after| Some(*after) != moved.before)
    {
        store::set_due(scope, &filed.id, after).await?;
        let words = format!("Thời hạn tính tiếp. {}", case::moved_text(moved.before, moved.after));
        questions::event(scope, &filed.id, Action::QuestionResume.as_str(), &words, true).await?;
    }
    Ok(())
}

async fn ended(
    scope: &mut WriteScope,
    filed: &Filed,
    how: End,
    reply: Option<&str>,
) -> Result<Option<Moved>> {
    let Some(pause) = store::open_pause(scope, &filed.id).await? else { return Ok(None) };
    let now = scope.db().clock.now();
    let after = filed.due_on.map(|due| after_pause(due, pause.began_at, now));
    store::end_pause(scope, &pause.id, now, how, reply, after).await?;
    Ok(Some(Moved { pause, before: filed.due_on, after }))
}

async fn resume(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    question: &Question,
    how: End,
    reply: Option<&str>,
) -> Result<()> {
    let filed = &question.filed;
    let moved = ended(scope, filed, how, reply).await?;
    let (to, after, id) = match &moved {
        Some(moved) => (moved.pause.from, moved.after, moved.pause.id.clone()),
        None => (back(filed), filed.due_on, String::new()),
    };
    match after {
        Some(due) => case::move_due(scope, question, to, due).await?,
        None => questions::advance(scope, filed, to, "", vec![]).await?,
    }
    let (word, why) = match how {
        End::Term => ("question.clarification-over", "đã hết thời hạn bổ sung."),
        End::Reader => ("question.reader-replied", "cơ quan đã nhận phần bổ sung của ông/bà."),
        End::Desk | End::Moved => {
            (Action::QuestionResume.as_str(), "cơ quan đã ghi phần bổ sung của ông/bà.")
        }
    };
    tell_both(scope, mail, tenant, question, (&id, why), reply, after).await?;
    let public = match how {
        End::Term => "Hết thời hạn bổ sung, thời hạn trả lời được tính tiếp.",
        _ => "Đã nhận phần bổ sung, thời hạn trả lời được tính tiếp.",
    };
    let words = format!("{public} {}", case::moved_text(filed.due_on, after));
    case::note(scope, question, word, words.trim(), true).await
}

/// Where a case goes on that has no pause to say it.
fn back(filed: &Filed) -> State {
    if filed.unit_key.is_some() { State::Assigned } else { State::Received }
}

/// The reader by mail where there is an address; the unit with what was said, without what leads to the reader.
async fn tell_both(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    question: &Question,
    (pause, why): (&str, &str),
    reply: Option<&str>,
    due: Option<Date>,
) -> Result<()> {
    let (db, filed) = (scope.db().clone(), &question.filed);
    let settings = mail.named(&tenant.identity().body);
    let contact = case::contact(&db, tenant.id(), question)?;
    if let Ok(to) = contact.email.parse() {
        let letter = letters::resumed(tenant, filed, pause, why, due, to);
        let letter = NewMail { subject_id: filed.id.as_str(), ..letter };
        outbox::enqueue(scope, &settings, letter).await?;
    }
    let unit = filed.unit_key.as_deref().and_then(|key| tenant.profile.unit(key));
    if let Some(unit) = unit
        && let Ok(to) = unit.email.parse()
    {
        let said = reply.map_or_else(
            || "đã hết thời hạn mà người hỏi chưa bổ sung.".to_owned(),
            |reply| format!("người hỏi đã bổ sung như sau.\n\n{}\n", contact.redact(reply)),
        );
        let letter = letters::unit_resumed(tenant, filed, (&unit.name, to), pause, &said, due);
        let letter = NewMail { subject_id: filed.id.as_str(), ..letter };
        outbox::enqueue(scope, &settings, letter).await?;
    }
    Ok(())
}

/// Lets the clock go on where the term is over: a duty, idempotent, one case a transaction.
///
/// # Errors
/// When the database does not answer; the other cases were looked at all the same.
pub async fn end_terms(app: App) -> Result<()> {
    let today = Calendar::counts_for(app.db.clock.now());
    let over = store::terms_over(&mut app.db.platform().await?, today).await?;
    let mut failure = None;
    for (tenant, question) in over {
        let Some(tenant) = app.directory.get(&tenant) else { continue };
        if let Err(cause) = end_term(&app, &tenant, &question).await {
            tracing::error!(tenant = tenant.slug(), %question, %cause, "a pause whose term is over was not ended");
            failure = Some(cause);
        }
    }
    failure.map_or(Ok(()), Err)
}

async fn end_term(app: &App, tenant: &Tenant, question: &QuestionId) -> Result<()> {
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    let question = questions::get(&mut scope, question).await?;
    if question.filed.state != State::Clarification {
        return Ok(());
    }
    match resume(&mut scope, &app.mail, tenant, &question, End::Term, None).await {
        Ok(()) => scope.commit().await,
        // The reader was quicker.
        Err(Error::Conflict(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Who speaks for a unit on its link, or why they cannot.
pub(super) fn signed(name: &str, post: &str) -> Result<String, Vec<Refusal>> {
    let tidy = |text: &str| normalise(text).trim().chars().take(100).collect::<String>();
    let (name, post) = (tidy(name), tidy(post));
    let mut refusals = Vec::new();
    if name.chars().count() < 2 {
        refusals.push(Refusal::new("ho-ten", "Hãy ghi họ tên người đề nghị.", "Quy chế Điều 10.1"));
    }
    if post.chars().count() < 2 {
        refusals.push(Refusal::new("chuc-vu", "Hãy ghi chức vụ người đề nghị.", "Quy chế Điều 10.1"));
    }
    if refusals.is_empty() { Ok(format!("{name}, {post}")) } else { Err(refusals) }
}
