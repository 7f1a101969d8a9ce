//! Letters that came in, over JSON: the tray's services, and so its rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::MailId;
use crate::console::desk::Desk;
use crate::inbound::tray::{self, Decision, Hand};
use crate::inbound::{Kept, KeptFile, store};

use super::call::{Answer, DONE, Done, List, Nothing};

/// A letter without what it says.
#[derive(Serialize, JsonSchema)]
pub struct LetterJson {
    /// Its id.
    letter: String,
    /// `waiting`, `answer`, `question`, `addition`, `report`, `automatic`, `settled`, `new`.
    state: &'static str,
    /// What became of it, or why it waits.
    note: String,
    /// The question it belongs to.
    question: Option<String>,
    /// When it came.
    received_at: String,
    /// What came with it; not in a list.
    files: Vec<FileJson>,
}

impl Answer for LetterJson {}

/// An attachment.
#[derive(Serialize, JsonSchema)]
pub struct FileJson {
    /// Counted from 0.
    place: i64,
    /// Its name.
    name: String,
    /// Why it was not kept; absent when it was.
    refusal: Option<String>,
}

impl LetterJson {
    fn of(kept: Kept, files: Vec<KeptFile>) -> Self {
        let file = |file: KeptFile| FileJson {
            place: file.place,
            name: file.name,
            refusal: Some(file.refusal).filter(|why| !why.is_empty()),
        };
        Self {
            letter: kept.id.to_string(),
            state: kept.state.as_str(),
            note: kept.note,
            question: kept.question.map(|question| question.to_string()),
            received_at: iso(kept.received_at),
            files: files.into_iter().map(file).collect(),
        }
    }
}

fn id(desk: &Desk) -> MailId {
    desk.asked.param("letter").into()
}

/// `GET …/letters`
pub async fn list(desk: Desk, _: Nothing) -> Result<List<LetterJson>> {
    let waiting = store::waiting(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let rows = waiting.into_iter().map(|kept| LetterJson::of(kept, Vec::new())).collect();
    Ok(List { rows, after: None })
}

/// `GET …/letters/:letter`
pub async fn read(desk: Desk, _: Nothing) -> Result<LetterJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let kept = store::get(&mut scope, &id(&desk)).await?;
    let files = store::files(&mut scope, &kept.id).await?;
    Ok(LetterJson::of(kept, files))
}

/// What a letter says.
#[derive(Serialize, JsonSchema)]
pub struct OpenedJson {
    /// The envelope's sender, "" for the null sender.
    envelope_from: String,
    /// The envelope's recipient.
    envelope_to: String,
    /// The address in From.
    from: String,
    /// Its subject.
    subject: String,
    /// Its text without quotes.
    text: String,
    /// The message as it came, as text; its beginning, where it is long.
    raw: String,
}

impl Answer for OpenedJson {}

/// `POST …/letters/:letter/open`
pub async fn open(desk: Desk, _: Nothing) -> Result<OpenedJson> {
    let actor = desk.actor();
    let hand = Hand { app: &desk.app, tenant: &desk.tenant, staff: &desk.staff, actor: &actor };
    let opened = tray::open(hand, &id(&desk)).await?;
    let letter = opened.letter.unwrap_or_default();
    Ok(OpenedJson {
        envelope_from: opened.envelope.from,
        envelope_to: opened.envelope.to,
        from: letter.from,
        subject: letter.subject,
        text: letter.text,
        raw: opened.raw,
    })
}

/// What a person decides about a letter.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct SettleJson {
    /// `answer`, `addition`, `question` or `nothing`.
    #[serde(default)]
    kind: String,
    /// The question's number in the register, for an answer or an addition.
    #[serde(default)]
    number: i64,
    /// What a new question is about; "" takes the letter's subject.
    #[serde(default)]
    subject: String,
    /// The answer's or the question's text; "" takes the letter's.
    #[serde(default)]
    body: String,
    /// Why nothing is done.
    #[serde(default)]
    reason: String,
}

/// `POST …/letters/:letter/settle`
pub async fn settle(desk: Desk, body: SettleJson) -> Result<Done> {
    let (actor, id) = (desk.actor(), id(&desk));
    store::get(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?;
    let number = body.number;
    let decision = match body.kind.as_str() {
        "answer" => Decision::Answer { number, body: body.body },
        "addition" => Decision::Addition { number },
        "question" => Decision::Question { subject: body.subject, body: body.body },
        "nothing" => Decision::Nothing { reason: body.reason },
        _ => return Err(Error::refused("kind", "kind: answer, addition, question hoặc nothing.", "")),
    };
    let hand = Hand { app: &desk.app, tenant: &desk.tenant, staff: &desk.staff, actor: &actor };
    tray::settle(hand, &id, &decision).await?;
    Ok(DONE)
}
