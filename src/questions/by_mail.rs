//! What comes to the desk by mail: a unit's answer, a reader's question, and notes of what else came.

use serde_json::json;

use crate::base::error::Result;
use crate::base::id::{MailId, QuestionId};
use crate::base::mail::received::Letter;
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::outbox::MailSettings;
use crate::people::{Action, State};
use crate::tenants::directory::Tenant;

use super::intake::{self, NewQuestion};
use super::store::{self, NewAnswer};

/// The shortest answer taken without asking, in characters.
const SHORTEST: usize = 20;

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
    /// It is the unit's answer; who wrote it, the unit's head or the board confirms as with the link.
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
    if mail.letter.text.chars().count() < SHORTEST {
        return waits("Thư của đơn vị quá ngắn để là câu trả lời.");
    }
    store::answer_dispatch(scope, &dispatch.id, now).await?;
    let new = NewAnswer {
        question: &dispatch.question,
        dispatch: Some(&dispatch.id),
        unit_key: &dispatch.unit_key,
        body: &mail.letter.text,
        name: &mail.letter.from_name,
        post: "trả lời qua thư điện tử của đơn vị",
        by: None,
    };
    let answer = store::insert_answer(scope, new).await?;
    store::advance(scope, &question.filed, State::Answered, "", vec![]).await?;
    let words = "Đơn vị trả lời qua thư điện tử; người trả lời chưa được xác nhận";
    store::event(scope, &id, Action::QuestionAnswer.as_str(), words, true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    let what = json!({ "answer": answer, "dispatch": dispatch.id, "by": "mail" });
    scope.audit(Action::QuestionAnswer.as_str(), "question", id.as_str(), what);
    Ok(Taken::Answered(id))
}

/// Registers a reader's mail as a question, once. Who writes to the address for questions asks to be answered there,
/// and nothing more is done with the address; the name is not shown.
///
/// # Errors
/// [`crate::base::error::Error::Refused`] when it is no question yet.
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

/// A question by its number in the register.
///
/// # Errors
/// When the database does not answer.
pub async fn by_number(scope: &mut Scope, number: i64) -> Result<Option<QuestionId>> {
    store::by_number(scope, number).await
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
