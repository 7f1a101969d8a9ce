//! What comes to the desk by mail: a unit's answer, a reader's question, and notes of what else came.

use serde_json::json;

use crate::base::error::{Error, Result};
use crate::base::id::{MailId, QuestionId};
use crate::base::mail::received::Letter;
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::text::normalise;
use crate::outbox::MailSettings;
use crate::people::{Action, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::Contact;
use super::clock::pauses;
use super::desk::require_sight;
use super::intake::{self, NewQuestion};
use super::privacy::store as additions;
use super::store::{self, NewAnswer, Question};

/// The shortest answer taken without asking, in characters.
const SHORTEST: usize = 20;
/// The longest.
const LONGEST: usize = 20_000;
/// The law behind what is asked of the desk.
const CLAUSE: &str = "Quy chế Điều 10.1";

/// A letter to the address that was made for a dispatch.
pub struct ByMail<'a> {
    /// The dispatch.
    pub dispatch: &'a str,
    /// What was written.
    pub letter: &'a Letter,
    /// Whether our own mail server vouches for its sender.
    pub vouched: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is what it is meant to be: the unit's answer, which the unit's head or the board confirms as with the link,
    /// or a reader's addition.
    Answered(QuestionId),
    /// A person decides, and why.
    Waits(Option<QuestionId>, &'static str),
}

/// Takes a unit's answer in the caller's transaction. A late reply to a revoked or answered dispatch never answers.
///
/// # Errors
/// When the database refuses.
pub async fn answer(scope: &mut WriteScope, tenant: &Tenant, mail: &ByMail<'_>) -> Result<Taken> {
    let now = scope.db().clock.now();
    let Some(dispatch) = store::dispatch(scope, mail.dispatch).await? else {
        return Ok(Taken::Waits(None, "Thư trả lời một lần chuyển không còn trong sổ."));
    };
    let question = store::get(scope, &dispatch.question).await?;
    let id = dispatch.question.clone();
    let waits = |why| Ok(Taken::Waits(Some(id.clone()), why));
    if dispatch.answered_at.is_some() {
        return waits("Đơn vị gửi thêm thư sau khi đã trả lời câu hỏi.");
    }
    if dispatch.revoked_at.is_some() || question.filed.state != State::Assigned {
        return waits("Thư trả lời đến sau khi câu hỏi đã chuyển nơi khác.");
    }
    if dispatch.expires_at <= now {
        return waits("Thư trả lời đến khi đã quá hạn của địa chỉ trả lời.");
    }
    let day = scope.db().clock.today();
    let unit = tenant.profile.units_on(day).find(|unit| unit.key == dispatch.unit_key);
    let registered = unit.is_some_and(|unit| unit.email.eq_ignore_ascii_case(&mail.letter.from));
    if !registered || !mail.vouched {
        return waits("Thư trả lời từ người gửi chưa xác minh được là đơn vị.");
    }
    let length = mail.letter.text.chars().count();
    if length < SHORTEST {
        return waits("Thư của đơn vị quá ngắn để là câu trả lời.");
    }
    if length > LONGEST {
        return waits("Thư của đơn vị dài quá mức của một câu trả lời.");
    }
    store::answer_dispatch(scope, &dispatch.id, now).await?;
    let new = NewAnswer {
        question: &dispatch.question,
        dispatch: Some(&dispatch.id),
        unit_key: &dispatch.unit_key,
        body: &mail.letter.text,
        name: if mail.letter.from_name.trim().is_empty() {
            "(không ghi tên)"
        } else {
            &mail.letter.from_name
        },
        post: "trả lời qua thư điện tử của đơn vị",
        by: None,
    };
    let words = "Đơn vị trả lời qua thư điện tử; người trả lời chưa được xác nhận";
    answered(scope, &question, new, words).await?;
    Ok(Taken::Answered(id))
}

/// An answer with everything that follows from it.
async fn answered(
    scope: &mut WriteScope,
    question: &Question,
    new: NewAnswer<'_>,
    words: &str,
) -> Result<()> {
    let id = &question.filed.id;
    let dispatch = new.dispatch.map(ToString::to_string);
    let answer = store::insert_answer(scope, new).await?;
    store::advance(scope, &question.filed, State::Answered, "", vec![]).await?;
    store::event(scope, id, Action::QuestionAnswer.as_str(), words, true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    let what = json!({ "answer": answer, "dispatch": dispatch, "by": "mail" });
    scope.audit(Action::QuestionAnswer.as_str(), "question", id.as_str(), what);
    Ok(())
}

/// Takes a letter for the unit's answer because a person of the desk says so; who wrote it is still to be confirmed.
///
/// # Errors
/// [`Error::Refused`] when the question waits for no answer, or the text is too short for one.
pub async fn answer_by_hand(
    scope: &mut WriteScope,
    staff: &Staff,
    number: i64,
    body: &str,
    name: &str,
) -> Result<QuestionId> {
    let question = of_number(scope, staff, number).await?;
    let unit_key = question.filed.unit_key.clone().filter(|_| question.filed.state == State::Assigned);
    let Some(unit_key) = unit_key else {
        let message = format!(
            "Câu hỏi số {number} không chờ đơn vị trả lời ({}). Hãy chọn gắn làm phần bổ sung.",
            question.filed.state.vietnamese().to_lowercase()
        );
        return Err(Error::refused("so", message, CLAUSE));
    };
    let body = normalise(body).trim().to_owned();
    let length = body.chars().count();
    if length < SHORTEST {
        return Err(Error::refused("noi-dung", "Hãy ghi câu trả lời, ít nhất 20 ký tự.", CLAUSE));
    }
    if length > LONGEST {
        return Err(Error::refused("noi-dung", "Câu trả lời dài quá 20.000 ký tự.", CLAUSE));
    }
    let now = scope.db().clock.now();
    store::revoke_dispatches(scope, &question.filed.id, now).await?;
    let new = NewAnswer {
        question: &question.filed.id,
        dispatch: None,
        unit_key: &unit_key,
        body: &body,
        name,
        post: "trả lời qua thư điện tử",
        by: None,
    };
    answered(scope, &question, new, "Đơn vị trả lời qua thư điện tử, do Ban Biên tập gắn vào câu hỏi")
        .await?;
    Ok(question.filed.id)
}

/// Notes a letter as an addition to a question because a person of the desk says so.
///
/// # Errors
/// [`Error::Refused`] when there is no question of this number.
pub async fn add_by_hand(
    scope: &mut WriteScope,
    staff: &Staff,
    number: i64,
    letter: &Letter,
) -> Result<QuestionId> {
    let question = of_number(scope, staff, number).await?;
    let text: String = letter.text.chars().take(LONGEST).collect();
    additions::add(scope, &question.filed.id, &text).await?;
    note(scope, &question.filed.id, "Ban Biên tập gắn một thư đến vào câu hỏi này").await?;
    Ok(question.filed.id)
}

async fn of_number(scope: &mut WriteScope, staff: &Staff, number: i64) -> Result<Question> {
    let unknown = || Error::refused("so", "Không có câu hỏi mang số này trong sổ.", CLAUSE);
    let id = store::by_number(scope, number).await?.ok_or_else(unknown)?;
    let question = store::get(scope, &id).await?;
    require_sight(staff, question.filed.unit_key.as_deref()).map_err(|_| unknown())?;
    Ok(question)
}

/// Adds what a reader wrote to their own question, in the caller's transaction; the desk gets a task to read it.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    id: &QuestionId,
    letter: &Letter,
) -> Result<Taken> {
    let question = match store::get(scope, id).await {
        Ok(question) => question,
        Err(Error::NotFound) => {
            return Ok(Taken::Waits(None, "Thư về một câu hỏi không còn trong sổ."));
        }
        Err(other) => return Err(other),
    };
    let contact = match &question.contact {
        Some(sealed) => Contact::open(scope.db(), scope.tenant(), id, sealed)?,
        None => Contact::default(),
    };
    if contact.email.is_empty() || !contact.email.eq_ignore_ascii_case(&letter.from) {
        let why = "Thư gửi vào địa chỉ của một câu hỏi, nhưng không phải từ địa chỉ của người hỏi.";
        return Ok(Taken::Waits(Some(id.clone()), why));
    }
    additions::add(scope, id, &letter.text.chars().take(LONGEST).collect::<String>()).await?;
    // What was waited for lets the clock go on.
    pauses::reader_replied(scope, mail, tenant, id, &letter.text).await?;
    store::event(scope, id, "question.add", "Người hỏi bổ sung nội dung qua thư điện tử", true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit("question.add", "question", id.as_str(), json!({ "by": "mail" }));
    if !tasks::open(scope).await?.iter().any(|task| task.kind == ADDED && task.subject_id == id.as_str()) {
        let text = format!(
            "Người hỏi gửi thư bổ sung cho câu hỏi số {}. Đề nghị đọc và xử lý.",
            question.filed.number
        );
        let task = NewTask {
            kind: ADDED,
            text,
            subject_kind: "question",
            subject_id: id.as_str(),
            responsible: question.assigned_by.as_ref(),
        };
        tasks::create(scope, task).await?;
    }
    Ok(Taken::Answered(id.clone()))
}

/// The kind of the task to read what a reader added.
const ADDED: &str = "question.added";

/// Registers a reader's mail as a question, once. Who writes to the address for questions asks to be answered there,
/// and nothing more is done with the address; the name is not shown.
///
/// # Errors
/// [`Error::Refused`] when it is no question yet.
pub async fn ask(
    db: &Db,
    mail: &MailSettings,
    tenant: &Tenant,
    id: &MailId,
    letter: &Letter,
) -> Result<QuestionId> {
    let name = if letter.from_name.trim().is_empty() { &letter.from } else { &letter.from_name };
    let subject: String = letter.subject.trim().chars().take(200).collect();
    let new = NewQuestion {
        name: name.clone(),
        email: letter.from.clone(),
        subject: if subject.chars().count() < 5 {
            "Câu hỏi gửi qua thư điện tử".into()
        } else {
            subject
        },
        body: letter.whole.clone(),
        consent_answer: true,
        nonce: Some(format!("mail/{id}")),
        ..NewQuestion::default()
    };
    intake::ask_by_mail(db, mail, tenant, new).await
}

/// The question of a dispatch.
///
/// # Errors
/// When the database does not answer.
pub async fn question_of(scope: &mut Scope, dispatch: &str) -> Result<Option<QuestionId>> {
    Ok(store::dispatch(scope, dispatch).await?.map(|dispatch| dispatch.question))
}

/// Writes down for the desk that something came; it moves nothing.
///
/// # Errors
/// When the database refuses.
pub async fn note(scope: &mut WriteScope, question: &QuestionId, words: &str) -> Result<()> {
    store::event(scope, question, "question.mail", words, false).await?;
    scope.changed("question", question.as_str(), Reach::Staff);
    Ok(())
}
