//! The sealed drawer: complaints and denunciations, which are no questions.
//!
//! A case is a type of its own in a table of its own with numbers of its own. Nothing that lists, counts, searches,
//! notifies, exports or publishes questions can hold one; whoever opens one leaves that in the trail.

pub mod channel;
mod store;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, QuestionId, TenantId, fresh};
use crate::base::mail::Address;
use crate::base::mail::retry::Class as MailClass;
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::text::normalise;
use crate::letters::signature::Signature;
use crate::letters::{Written, kinds, write};
use crate::outbox::{self, NewMail};
use crate::params;
use crate::people::store::serving;
use crate::people::{Action, Appointment, State, permissions};
use crate::tenants::directory::Tenant;

use super::attachments::{self, Owner};
use super::classes::Class;
use super::codes::{code_digest, code_digests, fresh_code};
use super::desk::Act;
use super::intake::{NewQuestion, Parsed, Receipt};
use super::store as questions;
use super::{Contact, rules, spam};

pub use store::{Case, CaseEvent, all, count};

/// The longest text that is sent to a sender, in characters.
const LONGEST: usize = 10_000;
const LAW: &str = "Luật Khiếu nại; Luật Tố cáo";

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// In the drawer, its sender told where it lawfully goes.
    Received,
    /// Answered by who keeps the drawer.
    Answered,
    /// Passed to who decides.
    Forwarded,
    /// Taken back by its sender.
    Withdrawn,
    /// Closed with a reason.
    Closed,
}

impl CaseState {
    const ALL: [Self; 5] = [Self::Received, Self::Answered, Self::Forwarded, Self::Withdrawn, Self::Closed];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Answered => "answered",
            Self::Forwarded => "forwarded",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Received => "Đã tiếp nhận, giữ kín",
            Self::Answered => "Đã hướng dẫn, trả lời người gửi",
            Self::Forwarded => "Đã chuyển người có thẩm quyền",
            Self::Withdrawn => "Người gửi đã rút",
            Self::Closed => "Đã kết thúc xử lý",
        }
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Answered)
    }
}

/// What a case says, all of it sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Matter {
    /// What it is about.
    pub subject: String,
    /// Its words.
    pub body: String,
    /// Who sent it; empty for who gave no name.
    pub contact: Contact,
}

fn context(tenant: &TenantId, id: &str) -> String {
    format!("sealed-case/{tenant}/{id}")
}

fn event_context(tenant: &TenantId, id: &str) -> String {
    format!("sealed-event/{tenant}/{id}")
}

fn open_matter(db: &Db, tenant: &TenantId, case: &Case) -> Result<Option<Matter>> {
    let opened =
        case.matter.as_ref().map(|sealed| db.sealer.open(&context(tenant, &case.id), sealed)).transpose()?;
    Ok(opened.map(|plain| serde_json::from_slice(&plain)).transpose()?)
}

/// Whether a form of this digest lies here already.
pub(super) async fn was_submitted(scope: &mut Scope, digest: &str) -> Result<bool> {
    store::submitted(scope, digest).await
}

/// What is put into the drawer, from wherever it comes.
struct Incoming<'a> {
    class: Class,
    channel: super::channels::Channel,
    matter: &'a Matter,
    code_digest: String,
    submission: Option<String>,
    received_at: Millis,
}

async fn put(scope: &mut WriteScope, incoming: Incoming<'_>) -> Result<(String, i64, Date)> {
    let db = scope.db().clone();
    let tenant = scope.tenant().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    let number = scope.next_number("sealed").await?;
    let due_on = rules::due(incoming.class.key(), incoming.received_at).on;
    let row = store::NewCase {
        id: &id,
        number,
        class: incoming.class,
        channel: incoming.channel,
        code_digest: incoming.code_digest,
        submission_digest: incoming.submission,
        matter: db.sealer.seal(&context(&tenant, &id), &serde_json::to_vec(incoming.matter)?)?,
        anonymous: incoming.matter.contact.name.is_empty(),
        received_at: incoming.received_at,
        due_on,
    };
    store::insert(scope, row).await?;
    Ok((id, number, due_on))
}

/// Puts what a sender wrote into the drawer and says where it lawfully goes.
pub(super) async fn take_in(
    scope: &mut WriteScope,
    tenant: &Tenant,
    new: &NewQuestion,
    parsed: &Parsed,
    submission: Option<String>,
    received_at: Millis,
) -> Result<Receipt> {
    let db = scope.db().clone();
    let code = fresh_code(&db);
    let matter = Matter {
        subject: parsed.subject.clone(),
        body: parsed.body.clone(),
        contact: parsed.contact.clone(),
    };
    let incoming = Incoming {
        class: new.class,
        channel: new.channel,
        matter: &matter,
        code_digest: code_digest(&db, tenant.id(), &code),
        submission: submission.clone(),
        received_at,
    };
    let (id, number, due_on) = put(scope, incoming).await?;
    if let Some(form) = submission {
        attachments::store::pass(scope, &Owner::Form(form), &Owner::Sealed(id.clone())).await?;
    }
    store::event(scope, &id, "sealed.receive", Class::received_by(new.channel)).await?;
    scope.audit("sealed.receive", "sealed", &id, json!({}));
    let advice = channel::of(new.class, db.clock.today());
    Ok(Receipt {
        number,
        code,
        question_id: id.as_str().into(),
        due_on: Some(due_on),
        class: new.class,
        received_at,
        advice: advice.map(|channel| channel.told(tenant, parsed.contact.name.is_empty())),
        same_before: None,
    })
}

/// Moves a question of the ordinary register into the drawer; what is left of it there is its number.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub(super) async fn from_question(
    act: Act<'_>,
    scope: &mut WriteScope,
    question: &questions::Question,
    contact: Contact,
    class: Class,
    reason: &str,
) -> Result<()> {
    let filed = &question.filed;
    let matter = Matter { subject: filed.subject.clone(), body: question.body.clone(), contact };
    let (digest, whole) = super::privacy::store::give_up(scope, &filed.id, act.db.clock.now()).await?;
    let incoming = Incoming {
        class,
        channel: filed.channel,
        matter: &Matter { body: format!("{}{whole}", matter.body), ..matter },
        code_digest: digest,
        submission: None,
        received_at: filed.received_at,
    };
    let (id, ..) = put(scope, incoming).await?;
    attachments::store::pass(scope, &Owner::Question(filed.id.clone()), &Owner::Sealed(id.clone())).await?;
    store::event(scope, &id, "sealed.move", &format!("Chuyển từ sổ câu hỏi. {reason}")).await?;
    scope.audit("sealed.receive", "sealed", &id, json!({}));
    Ok(())
}

/// A case that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// As it is listed.
    pub case: Case,
    /// What it says; none once its time is over.
    pub matter: Option<Matter>,
    /// What happened, oldest first: when, who, what.
    pub events: Vec<(Millis, String, String)>,
    /// Its files.
    pub files: Vec<attachments::Attached>,
}

fn refuse_unknown() -> Error {
    Error::refused("don", "Hãy chọn một đơn trong ngăn hồ sơ.", LAW)
}

/// Opens a case; the look is on disk before anything is shown.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] when there is no such case.
pub async fn open(act: Act<'_>, id: &str) -> Result<Opened> {
    act.staff.require(Action::SealedRead, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let case = store::get(&mut scope, id).await?.ok_or_else(refuse_unknown)?;
    let events = store::events(&mut scope, id).await?;
    let files = attachments::store::of(&mut scope, &Owner::Sealed(id.to_owned())).await?;
    scope.audit(Action::SealedRead.as_str(), "sealed", id, json!({}));
    scope.commit().await?;
    let tenant = act.tenant.id();
    let told = |event: CaseEvent| -> Result<(Millis, String, String)> {
        let note = act.db.sealer.open(&event_context(tenant, &event.id), &event.note)?;
        Ok((event.at, event.actor, String::from_utf8_lossy(&note).into_owned()))
    };
    let events = events.into_iter().map(told).collect::<Result<_>>()?;
    Ok(Opened { matter: open_matter(act.db, tenant, &case)?, case, events, files })
}

/// A file of a case; the look is on disk before it is given out.
///
/// # Errors
/// As [`open`].
pub async fn file(act: Act<'_>, id: &str, file: &str) -> Result<attachments::Attached> {
    act.staff.require(Action::SealedRead, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let found = attachments::store::one(&mut scope, &Owner::Sealed(id.to_owned()), file).await?;
    let found = found.ok_or_else(refuse_unknown)?;
    scope.audit(Action::SealedRead.as_str(), "sealed", id, json!({ "file": file }));
    scope.commit().await?;
    Ok(found)
}

/// What is done with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The sender is told where it lawfully goes, and what else there is to say.
    Answer(String),
    /// It was passed to who decides; the sender is told.
    Forward(String),
    /// It is closed with a reason, which the sender sees.
    Close(String),
    /// It was no complaint: the desk has it from now on, as this class.
    ToDesk(Class, String),
}

impl Step {
    /// The step of a form's words.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no step.
    pub fn parse(step: &str, class: &str, text: &str) -> Result<Self> {
        let text = normalise(text).trim().to_owned();
        match step {
            "tra-loi" => Ok(Self::Answer(text)),
            "chuyen" => Ok(Self::Forward(text)),
            "dong" => Ok(Self::Close(text)),
            "hoi-dap" => {
                let class = Class::parse(class).filter(|class| !class.is_sealed());
                let message = "Hãy chọn loại mới; khiếu nại, tố cáo vẫn ở trong ngăn này.";
                Ok(Self::ToDesk(class.ok_or_else(|| Error::refused("loai", message, LAW))?, text))
            }
            _ => Err(Error::refused("buoc", "Hãy chọn việc cần làm.", LAW)),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Answer(text) | Self::Forward(text) | Self::Close(text) | Self::ToDesk(_, text) => text,
        }
    }

    fn missing(&self) -> Option<&'static str> {
        let length = self.text().chars().count();
        match self {
            _ if length > LONGEST => Some("Nội dung dài quá 10.000 ký tự."),
            Self::Forward(_) if length < 5 => Some("Hãy ghi cơ quan, người có thẩm quyền đã nhận đơn."),
            Self::Close(_) | Self::ToDesk(..) if length < 5 => Some("Hãy nêu lý do."),
            _ => None,
        }
    }
}

/// Does a step with a case.
///
/// # Errors
/// [`Error::Refused`] with the reason; [`Error::Conflict`] when it changed since it was read.
pub async fn handle(act: Act<'_>, id: &str, version: i64, step: Step) -> Result<()> {
    act.staff.require(Action::SealedHandle, State::Any)?;
    if let Some(message) = step.missing() {
        return Err(Error::refused("noi-dung", message, LAW));
    }
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let case = store::get(&mut scope, id).await?.ok_or_else(refuse_unknown)?;
    if case.version != version || !case.state.is_open() {
        return Err(Error::Conflict("Đơn vừa được người khác xử lý. Hãy mở lại rồi làm lại.".into()));
    }
    let matter = open_matter(act.db, act.tenant.id(), &case)?;
    let now = act.db.clock.now();
    match &step {
        Step::Answer(text) => {
            store::advance(&mut scope, &case, CaseState::Answered, "", vec![]).await?;
            store::event(&mut scope, id, "sealed.answer", &format!("Đã hướng dẫn, trả lời. {text}")).await?;
            tell(act, &mut scope, &case, matter.as_ref(), text).await?;
        }
        Step::Forward(to) => {
            store::advance(&mut scope, &case, CaseState::Forwarded, ", closed_at = $6", params![now]).await?;
            let words = format!("Đơn đã được chuyển tới {to}.");
            store::event(&mut scope, id, "sealed.forward", &words).await?;
            tell(act, &mut scope, &case, matter.as_ref(), &words).await?;
        }
        Step::Close(reason) => {
            store::advance(&mut scope, &case, CaseState::Closed, ", closed_at = $6", params![now]).await?;
            store::event(&mut scope, id, "sealed.close", reason).await?;
            tell(act, &mut scope, &case, matter.as_ref(), reason).await?;
        }
        Step::ToDesk(class, reason) => to_desk(act, &mut scope, &case, matter, *class, reason).await?,
    }
    scope.audit(Action::SealedHandle.as_str(), "sealed", id, json!({}));
    scope.commit().await
}

/// A letter to the sender, from which nobody else learns anything.
async fn tell(
    act: Act<'_>,
    scope: &mut WriteScope,
    case: &Case,
    matter: Option<&Matter>,
    text: &str,
) -> Result<()> {
    let Some(to) = matter.and_then(|matter| matter.contact.email.parse::<Address>().ok()) else {
        return Ok(());
    };
    let lawful = channel::of(case.class, act.db.clock.today());
    let lawful = lawful.map(|channel| channel.told(act.tenant, case.anonymous)).unwrap_or_default();
    let responsible = keeper(scope, act.db.clock.today()).await?;
    let letter = kinds::LawfulChannel {
        office: &act.tenant.identity().body,
        number: case.number,
        said: text,
        channel: &lawful,
    };
    let Written { subject, text } = write(&letter, &Signature::of(act.tenant));
    let letter = NewMail {
        class: MailClass::Reader,
        dedupe_key: format!("sealed/{}/{}", case.id, case.version),
        subject_kind: "sealed",
        subject_id: &case.id,
        responsible: responsible.as_ref(),
        recipient_label: "người gửi".into(),
        to,
        subject,
        text,
        bounces: true,
    };
    outbox::enqueue(scope, &act.mail.named(&act.tenant.identity().body), letter).await.map(drop)
}

/// Who keeps the drawer, and so has the task when a letter does not arrive.
pub(super) async fn keeper(scope: &mut WriteScope, day: Date) -> Result<Option<AccountId>> {
    let tenant = scope.tenant().clone();
    let people = serving(&mut scope.db().platform().await?, &tenant, day).await?;
    let may = |held: &&Appointment, action| permissions::allows(held.role, action, State::Any);
    let keepers = || people.iter().filter(|held| may(held, Action::SealedRead));
    // First one who can also say that the task is done.
    let keeper = keepers().find(|held| may(held, Action::TaskDone)).or_else(|| keepers().next());
    Ok(keeper.map(|held| held.account.clone()))
}

/// The desk has it from now on: a row of the ordinary register with the same tracking code.
async fn to_desk(
    act: Act<'_>,
    scope: &mut WriteScope,
    case: &Case,
    matter: Option<Matter>,
    class: Class,
    reason: &str,
) -> Result<()> {
    let (db, tenant) = (act.db, act.tenant.id());
    let matter =
        matter.ok_or_else(|| Error::Conflict("Nội dung đơn đã được xóa khi hết thời gian giữ.".into()))?;
    let id = QuestionId::fresh(&db.clock, &db.entropy);
    let number = scope.next_number("questions").await?;
    let row = questions::NewRow {
        id: &id,
        number,
        code_digest: case.code_digest.clone(),
        submission_digest: None,
        subject: &matter.subject,
        body: &matter.body,
        contact: Some(matter.contact.seal(db, tenant, &id)?),
        consent_name: false,
        consent_version: &rules::consent(db.clock.today()).version,
        received_at: case.received_at,
        due_on: rules::due(class.key(), db.clock.now()).on,
        class,
        channel: case.channel,
        consent_answer: true,
        content_digest: Some(spam::content_digest(db, tenant, &matter.subject, &matter.body)),
        same_as: None,
    };
    questions::insert(scope, row).await?;
    attachments::store::pass(scope, &Owner::Sealed(case.id.clone()), &Owner::Question(id.clone())).await?;
    store::remove(scope, case).await?;
    questions::event(scope, &id, "question.receive", &format!("Chuyển về sổ câu hỏi: {reason}"), true)
        .await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit(
        "question.receive",
        "question",
        id.as_str(),
        json!({ "number": number, "class": class.key() }),
    );
    Ok(())
}

/// Where a case stands, for who sent it.
#[derive(Clone, Debug)]
pub struct TrackedCase {
    /// As it is listed.
    pub case: Case,
    /// Its subject; none once its time is over.
    pub subject: Option<String>,
    /// What its sender may read of what happened.
    pub events: Vec<(Millis, String)>,
}

/// The case of a tracking code; none if there is none on this site.
///
/// # Errors
/// When the database does not answer.
pub async fn track(db: &Db, tenant: &Tenant, code: &str) -> Result<Option<TrackedCase>> {
    let mut scope = db.read(tenant.id()).await?;
    let digests = code_digests(db, &mut scope, code).await?;
    let Some(case) = store::by_code(&mut scope, &digests).await? else {
        return Ok(None);
    };
    let events = store::events(&mut scope, &case.id).await?;
    let shown = events.into_iter().filter(|event| event.kind != "sealed.move").map(|event| {
        let note = db.sealer.open(&event_context(tenant.id(), &event.id), &event.note)?;
        Ok((event.at, String::from_utf8_lossy(&note).into_owned()))
    });
    let events = shown.collect::<Result<_>>()?;
    let subject = open_matter(db, tenant.id(), &case)?.map(|matter| matter.subject);
    Ok(Some(TrackedCase { case, subject, events }))
}

/// Its sender takes it back; the law keeps the file.
///
/// # Errors
/// [`Error::NotFound`] for a code of nothing, [`Error::Conflict`] once it is done with.
pub async fn take_back(db: &Db, tenant: &Tenant, code: &str, client: Option<String>) -> Result<()> {
    let mut scope = db.write(tenant.id(), &Actor::reader(client)).await?;
    let digests = code_digests(db, &mut scope, code).await?;
    let case = store::by_code(&mut scope, &digests).await?.ok_or(Error::NotFound)?;
    if !case.state.is_open() {
        return Err(Error::Conflict("Đơn đã được xử lý xong nên không rút được nữa.".into()));
    }
    let now = db.clock.now();
    store::advance(&mut scope, &case, CaseState::Withdrawn, ", closed_at = $6", params![now]).await?;
    store::event(&mut scope, &case.id, "sealed.withdraw", "Người gửi đã rút đơn").await?;
    scope.audit("sealed.withdraw", "sealed", &case.id, json!({}));
    scope.commit().await
}

/// Empties the cases whose time is over.
///
/// # Errors
/// When the database refuses.
pub(super) async fn expire(app: &App, tenant: &Tenant, before: Millis) -> Result<()> {
    let expired = store::expired(&mut app.db.read(tenant.id()).await?, before).await?;
    for case in expired {
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        let gone = attachments::store::remove(&mut scope, &Owner::Sealed(case.id.clone())).await?;
        store::advance(&mut scope, &case, case.state, ", matter = NULL", vec![]).await?;
        scope.audit("privacy.expire", "sealed", &case.id, json!({}));
        scope.commit().await?;
        app.drawer.forget(&gone).await?;
    }
    Ok(())
}
