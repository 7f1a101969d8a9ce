//! Questions over JSON: the desk's services, and so the desk's rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::console::desk::Desk;
use crate::console::pages::answering as desk_draft;
use crate::people::State;
use crate::questions::answering;
use crate::questions::answering::corrections::Proposal;
use crate::questions::answering::drafts::{Saved, Typed};
use crate::questions::answering::store::Wording;
use crate::questions::desk::{self as service, Approval, require_sight, seen_units};
use crate::questions::privacy::{Reading, masked};
use crate::questions::store::{self as questions, DeskFilter, Filed};

use super::call::{Answer, List, Nothing, limit};
use super::store;

/// A question as the register lists it.
#[derive(Serialize, JsonSchema)]
pub struct FiledJson {
    /// Its id.
    question: String,
    /// Its number in the register.
    number: i64,
    /// What it is about.
    subject: String,
    /// `hoi-dap`, `gop-y`, …
    class: &'static str,
    /// `web`, `mail`, `letter`, `oral` or `phone`.
    channel: &'static str,
    /// Where it stands.
    state: &'static str,
    /// Send it back with what you do.
    version: i64,
    /// Who has it.
    unit: Option<String>,
    /// The last day to answer.
    due_on: Option<String>,
    /// When it came.
    received_at: String,
}

impl FiledJson {
    fn of(filed: &Filed) -> Self {
        Self {
            question: filed.id.to_string(),
            number: filed.number,
            subject: masked(&filed.subject),
            class: filed.class.key(),
            channel: filed.channel.key(),
            state: filed.state.as_str(),
            version: filed.version,
            unit: filed.unit_key.clone(),
            due_on: filed.due_on.map(|day| day.to_string()),
            received_at: iso(filed.received_at),
        }
    }
}

/// What narrows the register.
#[derive(Deserialize, JsonSchema)]
pub struct ListQuery {
    /// `received`, `assigned`, …
    state: Option<String>,
    /// Where the last answer ended.
    after: Option<i64>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// `GET …/questions`
pub async fn list(desk: Desk, query: ListQuery) -> Result<List<FiledJson>> {
    let unknown = || Error::BadRequest("state: không có giá trị này".into());
    let state = query.state.map(|state| State::parse(&state).ok_or_else(unknown)).transpose()?;
    let filter = DeskFilter { state, units: seen_units(&desk.staff) };
    let limit = limit(query.limit);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut rows = store::questions(&mut scope, &filter, query.after, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let after = rows.last().filter(|_| more).map(|last| last.number.to_string());
    Ok(List { rows: rows.iter().map(FiledJson::of).collect(), after })
}

/// A question with its answers.
#[derive(Serialize, JsonSchema)]
pub struct QuestionJson {
    /// As the register lists it.
    #[serde(flatten)]
    filed: FiledJson,
    /// What was asked.
    body: String,
    /// Whether the reader left a contact; it is shown on its own call.
    has_contact: bool,
    /// Its part of the address, once it was published.
    slug: Option<String>,
    /// The answers, oldest first.
    answers: Vec<AnswerJson>,
    /// What its sender added: when and what.
    additions: Vec<(String, String)>,
    /// The files of its sender that the person may open: id, name, type.
    files: Vec<(String, String, String)>,
}

impl Answer for QuestionJson {}

/// An answer of a unit.
#[derive(Serialize, JsonSchema)]
pub struct AnswerJson {
    /// Its id.
    answer: String,
    /// The unit that answered.
    unit: String,
    /// What it says.
    body: String,
    /// Who says to have written it.
    author: String,
    /// Whether that was confirmed.
    verified: bool,
    /// Whether the board approved it.
    approved: bool,
    /// Why it was sent back.
    returned_reason: Option<String>,
}

pub(super) fn id(desk: &Desk) -> QuestionId {
    desk.asked.param("question").into()
}

pub(super) async fn shown(desk: &Desk) -> Result<QuestionJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let question = questions::get(&mut scope, &id(desk)).await?;
    require_sight(&desk.staff, question.filed.unit_key.as_deref())?;
    let answers = questions::answers(&mut scope, &question.filed.id).await?;
    let additions = super::intake::additions(desk, &mut scope, &question).await?;
    let files = super::intake::files(desk, &mut scope, &question).await?;
    let reading = Reading::of(&desk.app.db, desk.tenant.id(), &question, &desk.staff)?;
    let answer = |answer: questions::Answer| AnswerJson {
        answer: answer.id.to_string(),
        unit: answer.unit_key,
        body: reading.text(&answer.body),
        author: answer.author_name,
        verified: answer.verified_by.is_some(),
        approved: answer.approved_by.is_some(),
        returned_reason: answer.returned_reason,
    };
    let subject = reading.text(&question.filed.subject);
    Ok(QuestionJson {
        filed: FiledJson { subject, ..FiledJson::of(&question.filed) },
        has_contact: question.has_contact(),
        body: reading.text(&question.body),
        slug: question.slug,
        answers: answers.into_iter().map(answer).collect(),
        additions,
        files,
    })
}

/// `GET …/questions/:question`
pub async fn read(desk: Desk, _: Nothing) -> Result<QuestionJson> {
    shown(&desk).await
}

/// How to reach who asked.
#[derive(Serialize, JsonSchema)]
pub struct ContactJson {
    /// Their name.
    name: String,
    /// Their mail address, or "".
    email: String,
    /// Their telephone, or "".
    phone: String,
    /// Where they live, or "".
    place: String,
}

impl Answer for ContactJson {}

/// What an act on a question needs; each reads the fields that concern it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct ActJson {
    /// The version that was read.
    #[serde(default)]
    version: i64,
    /// The unit to give it to.
    #[serde(default)]
    unit: String,
    /// A note to the unit, or advice to the reader.
    #[serde(default)]
    note: String,
    /// The answer's id, to verify, return or approve it.
    #[serde(default)]
    answer: String,
    /// The answer's text, to answer.
    #[serde(default)]
    body: String,
    /// Why: needed to return, to close and to withdraw; whose matter it is, to transfer.
    #[serde(default)]
    reason: String,
    /// To close: `spam`, `out-of-scope`, `other` or ""; a request for information also `taken-back`, or the ground of the law
    /// on which it is refused, as `28.1.a`.
    #[serde(default)]
    kind: String,
    /// What it is about, as published; "" takes the reader's words without what leads to them.
    #[serde(default)]
    public_subject: String,
    /// What was asked, as published.
    #[serde(default)]
    public_body: String,
    /// The answer, as published.
    #[serde(default)]
    public_answer: String,
    /// The approver confirms who wrote an unverified answer.
    #[serde(default)]
    confirms_author: bool,
    /// The approver has looked at both texts with their own eyes, not only at what the rules masked.
    #[serde(default)]
    looked: bool,
    /// The approver finds that what sounds like a complaint or a denunciation is none.
    #[serde(default)]
    cleared: bool,
    /// The field it is filed under.
    #[serde(default)]
    field: String,
    /// The ids of the files that readers get with the answer.
    #[serde(default)]
    files: Vec<String>,
    /// Whether the reader is told that the answer was taken down.
    #[serde(default)]
    tell: bool,
}

/// `POST …/contact`
pub async fn contact(desk: Desk, _: Nothing) -> Result<ContactJson> {
    let actor = desk.actor();
    let contact = service::reveal_contact(desk.act(&actor), &id(&desk)).await?;
    Ok(ContactJson { name: contact.name, email: contact.email, phone: contact.phone, place: contact.place })
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, |$act:ident, $id:ident, $body:ident| $call:expr) => {
        $(#[$doc])*
        pub async fn $name(desk: Desk, $body: ActJson) -> Result<QuestionJson> {
            let (actor, $id) = (desk.actor(), id(&desk));
            let $act = desk.act(&actor);
            $call.await?;
            shown(&desk).await
        }
    };
}

act!(
    /// `POST …/assign`
    assign, |act, id, body| service::assign(act, &id, body.version, &body.unit, &body.note)
);
act!(
    /// `POST …/answer`
    answer, |act, id, body| service::answer_as_staff(act, &id, body.version, &body.body)
);
act!(
    /// `POST …/verify`
    verify, |act, id, body| service::verify_answer(act, &id, body.version, &body.answer.as_str().into())
);
act!(
    /// `POST …/return`
    send_back, |act, id, body| service::return_answer(act, &id, body.version, &body.answer.as_str().into(), &body.reason)
);
act!(
    /// `POST …/approve`
    approve, |act, id, body| service::approve_answer(act, &id, body.version, &body.answer.as_str().into(), Approval {
        subject: &body.public_subject,
        body: &body.public_body,
        answer: &body.public_answer,
        confirms_author: body.confirms_author,
        looked: body.looked,
        cleared: body.cleared,
        field: &body.field,
        files: body.files.iter().map(|file| file.as_str().into()).collect(),
    })
);
act!(
    /// `POST …/publish`
    publish, |act, id, body| service::publish(act, &id, body.version)
);
act!(
    /// `POST …/reply`
    reply, |act, id, body| service::reply_privately(act, &id, body.version)
);
act!(
    /// `POST …/transfer`
    transfer, |act, id, body| service::transfer(act, &id, body.version, &body.reason, &body.note)
);
act!(
    /// `POST …/close`
    close, |act, id, body| crate::questions::routing::closing::close(act, &id, body.version, &body.kind, &body.reason)
);
act!(
    /// `POST …/withdraw`
    withdraw, |act, id, body| service::withdraw(act, &id, body.version, &body.reason, body.tell)
);
act!(
    /// `POST …/wording`
    wording, |act, id, body| answering::wording::save(act, &id, body.version, &body.answer.as_str().into(), &Wording {
        subject: body.public_subject,
        body: body.public_body,
        answer: body.public_answer,
        field: body.field,
        edited_by: act.staff.account.clone(),
        edited_at: 0,
    })
);
act!(
    /// `POST …/correct`
    correct, |act, id, body| answering::corrections::propose(act, &id, body.version, Proposal {
        reason: &body.reason,
        subject: &body.public_subject,
        body: &body.public_body,
        answer: &body.public_answer,
    })
);
act!(
    /// `POST …/correction/approve`
    approve_correction, |act, id, body| answering::corrections::approve(act, &id, body.version, body.looked, body.cleared)
);
act!(
    /// `POST …/correction/decline`
    decline_correction, |act, id, body| answering::corrections::decline(act, &id, body.version, &body.reason)
);

/// A draft in the console.
#[derive(Deserialize, JsonSchema)]
pub struct DraftInput {
    /// The draft that was read; 0 where there was none.
    #[serde(default)]
    version: i64,
    /// The answer so far.
    #[serde(default)]
    body: String,
}

/// A draft as it is kept.
#[derive(Serialize, JsonSchema)]
pub struct DraftJson {
    /// Send it back when saving again.
    version: i64,
    /// The answer so far.
    body: String,
    /// When it was saved; absent where there is none.
    saved_at: Option<String>,
}

impl Answer for DraftJson {}

/// `GET …/draft`
pub async fn draft(desk: Desk, _: Nothing) -> Result<DraftJson> {
    let (_, found) = desk_draft::own(&desk).await?;
    Ok(DraftJson {
        version: found.version,
        body: found.body,
        saved_at: (found.version > 0).then(|| iso(found.saved_at)),
    })
}

/// `PUT …/draft`
pub async fn save_draft(desk: Desk, input: DraftInput) -> Result<DraftJson> {
    let typed = Typed { body: input.body, version: Some(input.version), ..Typed::default() };
    if let Saved::Overtaken(_) = desk_draft::save(&desk, &typed, &[], None).await?.0 {
        return Err(Error::Conflict("Bản nháp đã được lưu ở cửa sổ khác. Hãy đọc lại rồi lưu.".into()));
    }
    draft(desk, Nothing {}).await
}
