//! The tray: letters that wait for a person, what is shown of them, and what the person decides.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{MailId, QuestionId};
use crate::base::mail::received::{self, Letter, Received};
use crate::base::scope::{Reach, WriteScope};
use crate::items::Attachment;
use crate::people::{Action, Staff, State as Held};
use crate::questions::by_mail;
use crate::tenants::directory::Tenant;
use crate::{files, tasks};

use super::store;
use super::{Envelope, State};

/// The longest raw text that is shown; the rest is read after a download.
const SHOWN_BYTES: usize = 200 * 1024;
const CLAUSE: &str = "Quy chế Điều 10.1";

/// A person's decision about a letter that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is the answer of the unit that has the question; "" takes the letter's own words.
    Answer {
        /// The question's number in the register.
        number: i64,
        /// What it says.
        body: String,
    },
    /// It belongs to a question, and is no answer.
    Addition {
        /// The question's number in the register.
        number: i64,
    },
    /// It is a new question; "" takes the letter's own words.
    Question {
        /// What it is about.
        subject: String,
        /// What is asked.
        body: String,
    },
    /// It needs nothing, for a reason.
    Nothing {
        /// Why.
        reason: String,
    },
}

/// A letter that was opened by a person who may.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The envelope.
    pub envelope: Envelope,
    /// The message as it came, as far as it is shown, as text.
    pub raw: String,
    /// Whether there is more of it.
    pub cut: bool,
    /// What it says, if it can be read.
    pub letter: Option<Letter>,
}

/// Who decides where.
#[derive(Clone, Copy)]
pub struct Hand<'a> {
    /// Everything the process has.
    pub app: &'a App,
    /// Where.
    pub tenant: &'a Tenant,
    /// Who, with their rights.
    pub staff: &'a Staff,
    /// Who, for the audit.
    pub actor: &'a Actor,
}

/// Opens a letter: the sender's address is personal data, so the look is on disk before anything is shown.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`] when it is not here, or no longer.
pub async fn open(hand: Hand<'_>, id: &MailId) -> Result<Opened> {
    let (envelope, raw) = download(hand, id, "letter.open").await?;
    let letter = letter_of(&envelope, &raw);
    let shown = &raw[..raw.len().min(SHOWN_BYTES)];
    Ok(Opened {
        cut: raw.len() > shown.len(),
        raw: String::from_utf8_lossy(shown).into_owned(),
        envelope,
        letter,
    })
}

/// The whole letter as it came; the download is written down.
///
/// # Errors
/// As [`open`].
pub async fn original(hand: Hand<'_>, id: &MailId) -> Result<Vec<u8>> {
    Ok(download(hand, id, "letter.download").await?.1)
}

async fn download(hand: Hand<'_>, id: &MailId, how: &'static str) -> Result<(Envelope, Vec<u8>)> {
    hand.staff.require(Action::LetterOpen, Held::Any)?;
    let mut scope = hand.app.db.write(hand.tenant.id(), hand.actor).await?;
    let opened = store::open(&mut scope, id).await?;
    scope.audit(how, "letter", id.as_str(), json!({}));
    scope.commit().await?;
    Ok(opened)
}

/// One attachment of a letter; the download is written down.
///
/// # Errors
/// As [`open`].
pub async fn attachment(hand: Hand<'_>, id: &MailId, place: i64) -> Result<Attachment> {
    hand.staff.require(Action::LetterOpen, Held::Any)?;
    let mut scope = hand.app.db.write(hand.tenant.id(), hand.actor).await?;
    let all = store::files(&mut scope, id).await?;
    let file = all.into_iter().find(|file| file.place == place).and_then(|file| file.file);
    let found = files::find(&mut scope, &file.ok_or(Error::NotFound)?).await?.ok_or(Error::NotFound)?;
    scope.audit("letter.download", "letter", id.as_str(), json!({ "file": found.file_id }));
    scope.commit().await?;
    Ok(found)
}

fn letter_of(envelope: &Envelope, raw: &[u8]) -> Option<Letter> {
    match received::read(raw, &envelope.from) {
        Received::Letter(letter) | Received::Automatic(letter) => Some(letter),
        Received::Report(..) | Received::Unreadable => None,
    }
}

/// Settles a letter that waits.
///
/// # Errors
/// [`Error::Forbidden`] without the right; [`Error::Refused`] with what the decision lacks; [`Error::Conflict`] when
/// somebody else was faster.
pub async fn settle(hand: Hand<'_>, id: &MailId, decision: &Decision) -> Result<()> {
    hand.staff.require(Action::LetterSettle, Held::Any)?;
    let mut scope = hand.app.db.read(hand.tenant.id()).await?;
    if store::get(&mut scope, id).await?.state != State::Waiting {
        return Err(Error::Conflict("Thư này đã được xử lý.".into()));
    }
    let (envelope, raw) = store::open(&mut scope, id).await?;
    drop(scope);
    let letter = letter_of(&envelope, &raw).unwrap_or_default();
    // A question has a transaction of its own, once for a letter however often it is tried.
    let registered = match decision {
        Decision::Question { subject, body } => Some(register(hand, id, &letter, subject, body).await?),
        _ => None,
    };
    let mut scope = hand.app.db.write(hand.tenant.id(), hand.actor).await?;
    let (note, question) = match decision {
        Decision::Answer { number, body } => {
            let body = if body.trim().is_empty() { &letter.text } else { body };
            let name =
                if letter.from_name.trim().is_empty() { "(không ghi tên)" } else { &letter.from_name };
            let question = by_mail::answer_by_hand(&mut scope, hand.staff, *number, body, name).await?;
            ("Đã gắn làm câu trả lời của đơn vị.".to_owned(), Some(question))
        }
        Decision::Addition { number } => {
            let question = by_mail::add_by_hand(&mut scope, hand.staff, *number, &letter).await?;
            ("Đã gắn vào câu hỏi làm phần bổ sung.".to_owned(), Some(question))
        }
        Decision::Question { .. } => ("Đã vào sổ thành câu hỏi mới.".to_owned(), registered),
        Decision::Nothing { reason } => (format!("Không xử lý: {}", needed(reason)?), None),
    };
    store::conclude(&mut scope, id, State::Settled, &note, question.as_ref()).await?;
    scope.changed("letter", id.as_str(), Reach::Staff);
    scope.audit(Action::LetterSettle.as_str(), "letter", id.as_str(), json!({ "question": question }));
    finish_task(&mut scope).await?;
    scope.commit().await
}

/// The reason for doing nothing, which may name no person: it stays when the letter is gone.
fn needed(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    match reason.chars().count() {
        5..=300 => Ok(reason),
        0..5 => Err(Error::refused("ly-do", "Hãy nêu lý do không xử lý thư này.", CLAUSE)),
        _ => Err(Error::refused("ly-do", "Lý do dài quá 300 ký tự.", CLAUSE)),
    }
}

async fn register(
    hand: Hand<'_>,
    id: &MailId,
    letter: &Letter,
    subject: &str,
    body: &str,
) -> Result<QuestionId> {
    let mut letter = letter.clone();
    if !subject.trim().is_empty() {
        subject.trim().clone_into(&mut letter.subject);
    }
    if !body.trim().is_empty() {
        body.trim().clone_into(&mut letter.whole);
    }
    by_mail::ask(&hand.app.db, &hand.app.mail, hand.tenant, id, &letter).await.map_err(|cause| match cause {
        Error::Refused(refusals) => Error::Refused(refusals.into_iter().map(under_form_names).collect()),
        other => other,
    })
}

/// The intake's fields as the tray's form calls them.
fn under_form_names(refusal: Refusal) -> Refusal {
    let field = match refusal.field {
        "subject" => "tieu-de",
        "body" => "noi-dung",
        _ => "viec",
    };
    Refusal { field, ..refusal }
}

/// When the last letter that waited is settled, the task that stood for them is done.
async fn finish_task(scope: &mut WriteScope) -> Result<()> {
    if store::count_waiting(scope).await? > 0 {
        return Ok(());
    }
    let open = tasks::open(scope).await?;
    for task in open.iter().filter(|task| task.kind == super::settle::WAITING) {
        tasks::done(scope, &task.id).await?;
    }
    Ok(())
}
