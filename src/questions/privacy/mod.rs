//! What is kept of who asks: given out and erased on their word, erased by itself when its time is over.
//!
//! Numbers, dates, states and the trail stay; what was lawfully published stays without its sender.

pub mod corrections;
pub mod store;

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, iso, start_of};
use crate::base::error::{Error, Result};
use crate::base::id::{QuestionId, TenantId};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::working_days::Calendar;
use crate::inbound::retention;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::attachments::{self, Owner};
use super::codes::code_digests;
use super::desk::{Act, require_sight};
use super::store::{self as questions, Question};
use super::{Contact, reader, sealed};

/// What stands for the words of who asked for them to be erased.
pub const ERASED: &str = "Nội dung đã được xóa theo yêu cầu của người gửi.";
/// How many are emptied in one turn of the duty.
const TURN: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retention {
    question_months: i32,
    comment_months: i32,
    sealed_months: i32,
    requests: Vec<Limit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
    working_days: u32,
    #[serde(rename = "clause")]
    _clause: String,
}

static RULES: LazyLock<Retention> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/retention.toml"))
        .unwrap_or_else(|cause| panic!("rules/retention.toml: {cause}"))
});

/// How many months a question knows its sender after it was closed.
pub fn months_kept() -> i32 {
    RULES.question_months
}

/// How many months a comment on a draft knows its sender after the last day on which comments were taken.
pub fn comment_months_kept() -> i32 {
    RULES.comment_months
}

/// The day before which the time for comments must have ended for their senders to be taken out.
pub fn comments_kept_since(today: Date) -> Date {
    today.saturating_sub(RULES.comment_months.months())
}

/// By when a request about personal data, made now, must be met.
fn due(now: Millis) -> Option<Date> {
    let day = crate::base::clock::local(now).date();
    let limit = RULES.requests.iter().filter(|row| row.from <= day).max_by_key(|row| row.from);
    limit.map(|limit| Calendar::official().due(now, limit.working_days).on)
}

/// The contact of a question; empty once it was erased.
///
/// # Errors
/// When it does not open.
pub fn contact(db: &Db, tenant: &TenantId, question: &Question) -> Result<Contact> {
    let sealed = question.contact.as_ref();
    sealed.map_or_else(
        || Ok(Contact::default()),
        |sealed| Contact::open(db, tenant, &question.filed.id, sealed),
    )
}

/// A text without numbers and addresses of anybody, for lists.
pub fn masked(text: &str) -> String {
    Contact::default().redact(text)
}

/// How a person may read what was written about a question: as it came for who may see the contact, else without what
/// leads to who asked.
pub struct Reading(Option<Contact>);

impl Reading {
    /// A person's reading of a question.
    ///
    /// # Errors
    /// When the contact does not open.
    pub fn of(db: &Db, tenant: &TenantId, question: &Question, staff: &Staff) -> Result<Self> {
        let whole = staff.may(Action::QuestionContact, State::Any);
        Ok(Self(if whole { None } else { Some(contact(db, tenant, question)?) }))
    }

    /// A text as that person reads it.
    pub fn text(&self, text: &str) -> String {
        self.0.as_ref().map_or_else(|| text.to_owned(), |contact| contact.redact(text))
    }
}

/// A question as the staff's index may hold it: subject, and its words with its answers, without what leads to anybody.
///
/// # Errors
/// When the contact does not open.
pub fn indexable(
    db: &Db,
    tenant: &TenantId,
    question: &Question,
    answers: &[questions::Answer],
) -> Result<(String, String)> {
    let contact = contact(db, tenant, question)?;
    let answers: Vec<&str> = answers.iter().map(|answer| answer.body.as_str()).collect();
    let words = format!("{}\n\n{}", question.body, answers.join("\n\n"));
    Ok((contact.redact(&question.filed.subject), contact.redact(&words)))
}

/// Everything that is kept of a question's sender.
#[derive(Clone, Debug, Serialize)]
pub struct Export {
    /// Number in the register.
    pub number: i64,
    /// `hoi-dap`, …
    pub class: &'static str,
    /// `web`, …
    pub channel: &'static str,
    /// When it came.
    pub received_at: String,
    /// The last day to answer.
    pub due_on: Option<String>,
    /// Where it stands.
    pub state: &'static str,
    /// Name, mail, telephone, place.
    pub contact: Contact,
    /// Whether the name may stand on the site.
    pub consent_name: bool,
    /// What it is about.
    pub subject: String,
    /// What was asked.
    pub body: String,
    /// What was added: when and what.
    pub additions: Vec<(String, String)>,
    /// The names of the files.
    pub files: Vec<String>,
    /// The rating and its word.
    pub rating: Option<(i64, String)>,
    /// The approved answer.
    pub answer: Option<String>,
    /// What happened: when and what.
    pub history: Vec<(String, String)>,
    /// The requests about these data: when, which, by when due.
    pub requests: Vec<(String, String, Option<String>)>,
}

async fn gathered(app: &App, scope: &mut Scope, question: &Question) -> Result<Export> {
    let (db, tenant, filed) = (&app.db, scope.tenant().clone(), &question.filed);
    let owner = Owner::Question(filed.id.clone());
    let files = attachments::store::of(scope, &owner).await?;
    let answers = questions::answers(scope, &filed.id).await?;
    let approved = answers.into_iter().find(|answer| Some(&answer.id) == question.answer.as_ref());
    let out = reader::answer_is_out(filed.state);
    Ok(Export {
        number: filed.number,
        class: filed.class.key(),
        channel: filed.channel.key(),
        received_at: iso(filed.received_at),
        due_on: filed.due_on.map(|day| day.to_string()),
        state: filed.state.to_reader(),
        contact: contact(db, &tenant, question)?,
        consent_name: question.consent_name,
        subject: filed.subject.clone(),
        body: question.body.clone(),
        additions: store::additions(scope, &filed.id)
            .await?
            .into_iter()
            .map(|it| (iso(it.at), it.body))
            .collect(),
        files: files.iter().map(|file| app.drawer.name(&tenant, file)).collect::<Result<_>>()?,
        rating: store::rating(scope, &filed.id).await?.map(|rating| (rating.stars, rating.words)),
        answer: approved.filter(|_| out).map(|answer| answer.public_body.unwrap_or(answer.body)),
        history: questions::public_events(scope, &filed.id)
            .await?
            .into_iter()
            .map(|it| (iso(it.at), it.note))
            .collect(),
        requests: store::requests(scope, &owner.key())
            .await?
            .into_iter()
            .map(|it| (iso(it.asked_at), it.kind, it.due_on.map(|day| day.to_string())))
            .collect(),
    })
}

/// The sender asks for their data, by their code.
///
/// # Errors
/// [`Error::NotFound`] for a code of nothing.
pub async fn export_by_code(
    app: &App,
    tenant: &Tenant,
    code: &str,
    client: Option<String>,
) -> Result<Export> {
    let mut scope = app.db.write(tenant.id(), &Actor::reader(client)).await?;
    let question = by_code(app, &mut scope, code).await?;
    export(app, scope, &question, "question.export").await
}

/// The desk gives a sender their data, on the sender's word.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn export_by_staff(app: &App, act: Act<'_>, id: &QuestionId) -> Result<Export> {
    let (scope, question) = held(act, id).await?;
    export(app, scope, &question, Action::QuestionPrivacy.as_str()).await
}

async fn export(app: &App, mut scope: WriteScope, question: &Question, word: &str) -> Result<Export> {
    let owner = Owner::Question(question.filed.id.clone()).key();
    store::request(&mut scope, &owner, "export", due(app.db.clock.now()), "done").await?;
    scope.audit(word, "question", question.filed.id.as_str(), json!({ "kind": "export" }));
    let gathered = gathered(app, &mut scope, question).await?;
    scope.commit().await?;
    Ok(gathered)
}

async fn by_code(app: &App, scope: &mut Scope, code: &str) -> Result<Question> {
    let digests = code_digests(&app.db, scope, code).await?;
    questions::by_code(scope, &digests).await?.ok_or(Error::NotFound)
}

async fn held(act: Act<'_>, id: &QuestionId) -> Result<(WriteScope, Question)> {
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let question = questions::get(&mut scope, id).await?;
    require_sight(act.staff, question.filed.unit_key.as_deref())?;
    act.staff.require(Action::QuestionPrivacy, question.filed.state)?;
    Ok((scope, question))
}

/// The sender asks for their data to be erased, by their code: at once. What is still being worked on is taken back
/// with it.
///
/// # Errors
/// [`Error::NotFound`] for a code of nothing, [`Error::Conflict`] when it changed meanwhile.
pub async fn erase_by_code(app: &App, tenant: &Tenant, code: &str, client: Option<String>) -> Result<()> {
    let mut scope = app.db.write(tenant.id(), &Actor::reader(client)).await?;
    let mut question = by_code(app, &mut scope, code).await?;
    if reader::may_withdraw(question.filed.state) {
        question = reader::withdraw(&mut scope, question).await?;
    }
    erase(app, scope, question, Why::Asked, "question.erase").await
}

/// The desk erases a sender's data, on the sender's word.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] while it is being worked on.
pub async fn erase_by_staff(app: &App, act: Act<'_>, id: &QuestionId, version: i64) -> Result<()> {
    let (scope, question) = held(act, id).await?;
    if question.filed.version != version {
        return Err(Error::Conflict(
            "Câu hỏi vừa được người khác xử lý. Hãy tải lại trang rồi làm lại.".into(),
        ));
    }
    if !reader::is_done(question.filed.state) {
        let message = "Câu hỏi đang xử lý: hãy trả lời hoặc đóng trước khi xóa dữ liệu người hỏi.";
        return Err(Error::refused("", message, "NĐ 13/2023 Điều 16"));
    }
    erase(app, scope, question, Why::Asked, Action::QuestionPrivacy.as_str()).await
}

/// Why a sender is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// They asked for it: their words go too, but for what was published.
    Asked,
    /// Its time is over: what leads to them goes, the register keeps the matter.
    Expired,
}

/// Takes a sender out of everything that holds them, in one transaction; the bytes of files follow.
async fn erase(app: &App, mut scope: WriteScope, question: Question, why: Why, word: &str) -> Result<()> {
    let (db, id) = (&app.db, question.filed.id.clone());
    if question.erased_at().is_some() {
        return Err(Error::Conflict("Dữ liệu của câu hỏi này đã được xóa trước đó.".into()));
    }
    let now = db.clock.now();
    let contact = contact(db, scope.tenant(), &question)?;
    let owner = Owner::Question(id.clone());
    let kept = |text: &str| if why == Why::Asked { ERASED.to_owned() } else { contact.redact(text) };
    let (subject, body) = (kept(&question.filed.subject), kept(&question.body));
    let public = question.public_subject.as_deref().zip(question.public_body.as_deref());
    let public = public.map(|(subject, body)| (contact.redact(subject), contact.redact(body)));
    let left = store::Emptied {
        subject: &subject,
        body: &body,
        public: public.as_ref().map(|(subject, body)| (subject.as_str(), body.as_str())),
    };
    store::empty(&mut scope, &id, question.filed.version, left, now).await?;
    clean_writings(&mut scope, &id, &contact).await?;
    store::empty_letters(&mut scope, &id).await?;
    let gone = attachments::store::remove(&mut scope, &owner).await?;
    let (kind, due) = if why == Why::Asked { ("erase", due(now)) } else { ("expired", None) };
    store::request(&mut scope, &owner.key(), kind, due, "done").await?;
    let reach = if question.filed.state == State::Published { Reach::Public } else { Reach::Staff };
    scope.changed("question", id.as_str(), reach);
    scope.audit(word, "question", id.as_str(), json!({ "number": question.filed.number, "kind": kind }));
    let received = retention::erase_of_question(&mut scope, &id).await?;
    scope.commit().await?;
    retention::forget_bytes(app, received).await?;
    app.drawer.forget(&gone).await
}

/// What units and the desk wrote may name who asked.
async fn clean_writings(scope: &mut WriteScope, id: &QuestionId, contact: &Contact) -> Result<()> {
    for answer in questions::answers(scope, id).await? {
        let public = answer.public_body.as_deref().map(|body| contact.redact(body));
        store::answer_words(scope, answer.id.as_str(), &contact.redact(&answer.body), public.as_deref())
            .await?;
    }
    for note in store::event_notes(scope, id).await? {
        store::set_event_note(scope, &note, &contact.redact(&note.text)).await?;
    }
    for note in store::dispatch_notes(scope, id).await? {
        store::set_dispatch_note(scope, &note, &contact.redact(&note.text)).await?;
    }
    Ok(())
}

/// The instant before which something closed is old, so many months ago.
fn months_ago(now: Millis, months: i32) -> Millis {
    let day = crate::base::clock::local(now).date();
    start_of(day.saturating_sub(months.months()))
}

/// Takes the senders out of what was closed long ago. Doing it again does nothing: what was emptied is not found.
///
/// # Errors
/// When the database does not answer.
pub async fn expire(app: App) -> Result<()> {
    let now = app.db.clock.now();
    for tenant in app.directory.all() {
        let before = months_ago(now, RULES.question_months);
        let old = store::expired(&mut app.db.read(tenant.id()).await?, before, TURN).await?;
        for id in old {
            let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
            let question = questions::get(&mut scope, &id.as_str().into()).await?;
            erase(&app, scope, question, Why::Expired, "privacy.expire").await?;
        }
        sealed::expire(&app, &tenant, months_ago(now, RULES.sealed_months)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::HOUR;
    use jiff::civil::date;

    #[test]
    fn requests_have_the_clock_of_their_day() {
        let friday = start_of(date(2026, 11, 13)) + 16 * HOUR;
        assert_eq!(due(friday), Some(date(2026, 11, 17)), "two working days after a Friday");
        assert!(due(start_of(date(2016, 12, 30))).is_some());
        assert!(months_kept() >= 12);
    }

    #[test]
    fn months_are_calendar_months() {
        assert_eq!(months_ago(start_of(date(2018, 12, 30)), 24), start_of(date(2016, 12, 30)));
    }
}
