//! What the desk takes in, classes, senders' files and data, and the sealed drawer, over JSON: the pages' services.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::{HOUR, iso, start_of};
use crate::base::error::{Error, Result};
use crate::base::scope::Scope;
use crate::console::desk::Desk;
use crate::console::pages::intake as pages;
use crate::people::{Action, State};
use crate::questions::attachments::{self, Owner};
use crate::questions::channels::Channel;
use crate::questions::classes::Class;
use crate::questions::privacy::store as own;
use crate::questions::sealed::{self as drawer, Case, Step};
use crate::questions::store::Question;
use crate::questions::{NewQuestion, privacy as rights, reclassify};

use super::call::{Answer, List, Nothing};
use super::questions::{QuestionJson, act, id, shown};

/// A letter or a spoken question.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TakeJson {
    /// `hoi-dap`, `gop-y`, `phan-anh`, `yeu-cau-thong-tin`, `phan-hoi-bai-viet`, `khieu-nai` or `to-cao`.
    class: String,
    /// `letter`, `oral` or `phone`.
    channel: String,
    /// The day it came, `2016-12-28`; today if not given.
    received_on: Option<String>,
    /// What it is about.
    subject: String,
    /// Its words.
    body: String,
    /// What the class wants to know besides.
    more: String,
    /// Its sender's name, if known.
    name: String,
    /// Their mail address.
    email: String,
    /// Their telephone.
    phone: String,
    /// Where they live.
    place: String,
}

/// The receipt; its code is given this once.
#[derive(Serialize, JsonSchema)]
pub struct ReceiptJson {
    /// Number in the register.
    number: i64,
    /// The tracking code.
    code: String,
    /// The last day to answer.
    due_on: Option<String>,
    /// Its id; absent for what went to the sealed drawer.
    question: Option<String>,
}

impl Answer for ReceiptJson {}

/// `POST …/questions`
pub async fn take(desk: Desk, body: TakeJson) -> Result<ReceiptJson> {
    let clause = "Quy chế Điều 10";
    let class = Class::parse(&body.class).ok_or_else(|| Error::refused("class", "Hãy chọn loại.", clause))?;
    let channel = Channel::parse(&body.channel).filter(|channel| Channel::AT_THE_DESK.contains(channel));
    let channel = channel.ok_or_else(|| Error::refused("channel", "Hãy chọn cách nhận.", clause))?;
    let now = desk.app.db.clock.now();
    let day = body.received_on.as_deref().map(str::parse::<Date>).transpose();
    let day = day.map_err(|_| Error::refused("received_on", "Ngày nhận không đúng.", clause))?;
    let at = day.map_or(now, |day| start_of(day) + 8 * HOUR);
    if at > now + 24 * HOUR {
        return Err(Error::refused("received_on", "Ngày nhận không thể ở sau hôm nay.", clause));
    }
    let new = NewQuestion {
        class,
        channel,
        name: body.name,
        email: body.email,
        phone: body.phone,
        place: body.place,
        subject: body.subject,
        body: body.body,
        more: body.more,
        received_at: Some(at.min(now)),
        taken_by: Some(desk.actor()),
        ..NewQuestion::default()
    };
    let receipt = pages::take_in(&desk, new).await?;
    Ok(ReceiptJson {
        number: receipt.number,
        code: receipt.code,
        due_on: receipt.due_on.map(|day| day.to_string()),
        question: (!class.is_sealed()).then(|| receipt.question_id.to_string()),
    })
}

/// What the sender added: when and what.
pub(super) async fn additions(
    desk: &Desk,
    scope: &mut Scope,
    question: &Question,
) -> Result<Vec<(String, String)>> {
    let added = own::additions(scope, &question.filed.id).await?;
    let reading = rights::Reading::of(&desk.app.db, desk.tenant.id(), question, &desk.staff)?;
    Ok(added.into_iter().map(|it| (iso(it.at), reading.text(&it.body))).collect())
}

/// The files of the sender that the person may open.
pub(super) async fn files(
    desk: &Desk,
    scope: &mut Scope,
    question: &Question,
) -> Result<Vec<(String, String, String)>> {
    if !desk.may(Action::QuestionFile, State::Any) {
        return Ok(Vec::new());
    }
    let all = desk.may(Action::QuestionContact, State::Any);
    let files = attachments::store::of(scope, &Owner::Question(question.filed.id.clone())).await?;
    let seen = files.into_iter().filter(|file| all || file.released_at.is_some());
    seen.map(|file| Ok((file.id.clone(), desk.app.drawer.name(desk.tenant.id(), &file)?, file.media_type)))
        .collect()
}

/// What an act on a question's class, files or data needs.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct IntakeJson {
    /// The version that was read.
    version: i64,
    /// The new class.
    class: String,
    /// Why.
    reason: String,
    /// A file's id.
    file: String,
    /// Whether the unit sees it from now on.
    release: bool,
    /// `export` or `erase`.
    kind: String,
}

/// `POST …/classify`
pub async fn classify(desk: Desk, body: IntakeJson) -> Result<QuestionJson> {
    let actor = desk.actor();
    reclassify::reclassify(act(&desk, &actor), &id(&desk), body.version, &body.class, &body.reason).await?;
    shown(&desk).await
}

/// `POST …/release`
pub async fn release(desk: Desk, body: IntakeJson) -> Result<QuestionJson> {
    let actor = desk.actor();
    reclassify::release(act(&desk, &actor), &id(&desk), &body.file, body.release).await?;
    shown(&desk).await
}

/// A file in clear.
#[derive(Serialize, JsonSchema)]
pub struct FileJson {
    /// Its name.
    name: String,
    /// Its type.
    media_type: String,
    /// Its bytes, base64.
    base64: String,
}

impl Answer for FileJson {}

/// `POST …/file`
pub async fn file(desk: Desk, body: IntakeJson) -> Result<FileJson> {
    let actor = desk.actor();
    let file = reclassify::file(act(&desk, &actor), &id(&desk), &body.file).await?;
    let opened = desk.app.drawer.read(desk.tenant.id(), &file).await?;
    let base64 = data_encoding::BASE64.encode(&opened.bytes);
    Ok(FileJson { name: opened.name, media_type: opened.media_type, base64 })
}

/// `POST …/privacy`
pub async fn privacy(desk: Desk, body: IntakeJson) -> Result<serde_json::Value> {
    let (actor, id) = (desk.actor(), id(&desk));
    match body.kind.as_str() {
        "export" => {
            let export = rights::export_by_staff(&desk.app, act(&desk, &actor), &id).await?;
            Ok(serde_json::to_value(export)?)
        }
        "erase" => {
            rights::erase_by_staff(&desk.app, act(&desk, &actor), &id, body.version).await?;
            Ok(serde_json::json!({ "done": true }))
        }
        _ => Err(Error::refused("kind", "Hãy chọn export hoặc erase.", "")),
    }
}

/// A case of the drawer, without its words.
#[derive(Serialize, JsonSchema)]
pub struct CaseJson {
    /// Its id.
    case: String,
    /// Its number in the drawer's register.
    number: i64,
    /// `khieu-nai` or `to-cao`.
    class: &'static str,
    /// Where it stands.
    state: &'static str,
    /// Send it back with what you do.
    version: i64,
    /// Whether its sender gave no name.
    anonymous: bool,
    /// When it came.
    received_at: String,
    /// By when the first step is due.
    due_on: Option<String>,
}

impl CaseJson {
    fn of(case: &Case) -> Self {
        Self {
            case: case.id.clone(),
            number: case.number,
            class: case.class.key(),
            state: case.state.as_str(),
            version: case.version,
            anonymous: case.anonymous,
            received_at: iso(case.received_at),
            due_on: case.due_on.map(|day| day.to_string()),
        }
    }
}

/// `GET …/sealed`
pub async fn sealed(desk: Desk, _: Nothing) -> Result<List<CaseJson>> {
    let cases = drawer::all(&mut desk.app.db.read(desk.tenant.id()).await?, 0, 500).await?;
    Ok(List { rows: cases.iter().map(CaseJson::of).collect(), after: None })
}

/// Which case, and what is done with it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CaseAct {
    /// Its id.
    case: String,
    /// The version that was read.
    version: i64,
    /// `tra-loi`, `chuyen`, `dong` or `hoi-dap`.
    step: String,
    /// The class it has on the ordinary desk.
    class: String,
    /// What the sender is told, or why.
    text: String,
}

/// A case that was opened.
#[derive(Serialize, JsonSchema)]
pub struct OpenJson {
    /// As it is listed.
    #[serde(flatten)]
    case: CaseJson,
    /// What it is about; absent once its time is over.
    subject: Option<String>,
    /// Its words.
    body: Option<String>,
    /// Who sent it.
    contact: Option<serde_json::Value>,
    /// What happened: when, who, what.
    events: Vec<(String, String, String)>,
}

impl Answer for OpenJson {}

/// `POST …/sealed/open`
pub async fn open_sealed(desk: Desk, body: CaseAct) -> Result<OpenJson> {
    let actor = desk.actor();
    let opened = drawer::open(act(&desk, &actor), &body.case).await?;
    let (subject, words, contact) = match opened.matter {
        Some(matter) => {
            (Some(matter.subject), Some(matter.body), Some(serde_json::to_value(matter.contact)?))
        }
        None => (None, None, None),
    };
    Ok(OpenJson {
        case: CaseJson::of(&opened.case),
        subject,
        body: words,
        contact,
        events: opened.events.into_iter().map(|(at, who, what)| (iso(at), who, what)).collect(),
    })
}

/// `POST …/sealed/handle`
pub async fn handle_sealed(desk: Desk, body: CaseAct) -> Result<super::call::Done> {
    let actor = desk.actor();
    let step = Step::parse(&body.step, &body.class, &body.text)?;
    drawer::handle(act(&desk, &actor), &body.case, body.version, step).await?;
    Ok(super::call::DONE)
}
