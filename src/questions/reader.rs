//! What who asked does with their question afterwards, by its code: adds, takes back, rates.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::text::normalise;
use crate::outbox::{self, MailSettings, NewMail};
use crate::params;
use crate::people::State;
use crate::tenants::directory::Tenant;

use super::attachments::{self, Owner};
use super::clock::pauses;
use super::codes::code_digests;
use super::letters::{self, News};
use super::privacy::store as own;
use super::store::{self, Question};

/// The longest addition, in characters.
const LONGEST: usize = 5_000;
/// The most additions to one question.
const MOST: usize = 20;
/// The longest word on an answer, in characters.
const WORDS: usize = 500;

/// Whether it can still be taken back.
pub fn may_withdraw(state: State) -> bool {
    !is_done(state) && state != State::AnswerApproved
}

/// Whether nothing more is done with it.
pub fn is_done(state: State) -> bool {
    matches!(state, State::Published | State::AnsweredPrivately | State::Transferred | State::Closed)
}

/// Whether its answer was given to who asked.
pub fn answer_is_out(state: State) -> bool {
    matches!(state, State::AnswerApproved | State::Published | State::AnsweredPrivately)
}

/// The question of a code, to be worked on by who sent it.
async fn own_question(
    db: &Db,
    tenant: &Tenant,
    code: &str,
    client: Option<String>,
) -> Result<(WriteScope, Question)> {
    let mut scope = db.write(tenant.id(), &Actor::reader(client)).await?;
    let digests = code_digests(db, &mut scope, code).await?;
    let found = store::by_code(&mut scope, &digests).await?;
    Ok((scope, found.ok_or(Error::NotFound)?))
}

/// Adds to what was asked; files staged under `form` come along. The id of the question, for what follows from it.
///
/// # Errors
/// [`Error::Refused`] with the reason.
pub async fn add(
    db: &Db,
    mail: &MailSettings,
    tenant: &Tenant,
    code: &str,
    text: &str,
    form: &Owner,
    client: Option<String>,
) -> Result<QuestionId> {
    let text = normalise(text).trim().to_owned();
    let (mut scope, question) = own_question(db, tenant, code, client).await?;
    let id = question.filed.id.clone();
    let added = own::additions(&mut scope, &id).await?;
    let staged = attachments::store::of(&mut scope, form).await?.len();
    let held = attachments::store::of(&mut scope, &Owner::Question(id.clone())).await?.len();
    let length = text.chars().count();
    let clause = "Quy chế Điều 10";
    let refused = [
        (
            is_done(question.filed.state),
            "Câu hỏi đã xử lý xong, không bổ sung được nữa. Xin gửi câu hỏi mới.",
        ),
        (length < 5 && staged == 0, "Hãy ghi nội dung bổ sung, ít nhất 5 ký tự."),
        (length > LONGEST, "Nội dung bổ sung dài quá 5.000 ký tự."),
        (added.len() >= MOST, "Câu hỏi này đã được bổ sung quá nhiều lần. Xin gửi câu hỏi mới."),
        (held + staged > attachments::MOST, "Câu hỏi này đã có đủ 5 tệp đính kèm."),
    ];
    if let Some((_, message)) = refused.into_iter().find(|(refused, _)| *refused) {
        return Err(Error::refused("bo-sung", message, clause));
    }
    if added.last().is_some_and(|last| last.body == text) && staged == 0 {
        // The same page sent again.
        return Ok(id);
    }
    attachments::store::pass(&mut scope, form, &Owner::Question(id.clone())).await?;
    let said = if text.is_empty() { "(tệp đính kèm)" } else { &text };
    if !take_addition(&mut scope, mail, tenant, &question, said).await? {
        store::advance(&mut scope, &question.filed, question.filed.state, "", vec![]).await?;
    }
    store::event(&mut scope, &id, "question.add", "Người hỏi đã bổ sung", true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit(
        "question.add",
        "question",
        id.as_str(),
        json!({ "number": question.filed.number, "files": staged }),
    );
    scope.commit().await?;
    Ok(id)
}

/// Writes down what the reader adds. What was waited for lets the clock go on, of which both sides are told; else the
/// unit that has the question is told. Whether it was waited for.
///
/// # Errors
/// When the database refuses.
pub(super) async fn take_addition(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    question: &Question,
    said: &str,
) -> Result<bool> {
    let filed = &question.filed;
    let addition = own::add(scope, &filed.id, said).await?;
    if pauses::reader_replied(scope, mail, tenant, &filed.id, said).await? {
        return Ok(true);
    }
    let unit = filed.unit_key.as_deref().filter(|_| filed.state == State::Assigned);
    let unit = unit.and_then(|key| tenant.profile.unit(key));
    if let Some((name, to)) = unit.and_then(|unit| Some((unit.name.as_str(), unit.email.parse().ok()?))) {
        let words = super::contact_for_masking(scope.db(), tenant.id(), question)?.redact(said);
        let news = News {
            key: &format!("unit-added/{addition}"),
            news: "người hỏi đã bổ sung",
            said: "người hỏi đã bổ sung như sau.",
            words: &words,
            due: filed.due_on,
        };
        let letter = NewMail {
            responsible: question.assigned_by.as_ref(),
            ..letters::unit_news(tenant, filed, (name, to), news)
        };
        outbox::enqueue(scope, &mail.named(&tenant.identity().body), letter).await?;
    }
    Ok(false)
}

/// Takes the question back.
///
/// # Errors
/// [`Error::Conflict`] once it is answered.
pub async fn take_back(db: &Db, tenant: &Tenant, code: &str, client: Option<String>) -> Result<()> {
    let (mut scope, question) = own_question(db, tenant, code, client).await?;
    if !may_withdraw(question.filed.state) {
        return Err(Error::Conflict("Câu hỏi đã có câu trả lời hoặc đã đóng nên không rút được nữa.".into()));
    }
    withdraw(&mut scope, question).await?;
    scope.commit().await
}

/// The same within another's transaction; the question as it stands then.
pub(super) async fn withdraw(scope: &mut WriteScope, question: Question) -> Result<Question> {
    let (id, now) = (question.filed.id.clone(), scope.db().clock.now());
    store::revoke_dispatches(scope, &id, now).await?;
    store::advance(scope, &question.filed, State::Closed, ", closed_at = $6", params![now]).await?;
    store::event(scope, &id, "question.close", "Người hỏi đã rút", true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit("question.take-back", "question", id.as_str(), json!({ "number": question.filed.number }));
    store::get(scope, &id).await
}

/// Says how good the answer was.
///
/// # Errors
/// [`Error::Refused`] without a number of stars, or before there is an answer.
pub async fn rate(
    db: &Db,
    tenant: &Tenant,
    code: &str,
    stars: &str,
    words: &str,
    client: Option<String>,
) -> Result<()> {
    let (mut scope, question) = own_question(db, tenant, code, client).await?;
    let id = question.filed.id.clone();
    let words: String = normalise(words).trim().chars().take(WORDS).collect();
    let stars = stars.parse::<i64>().ok().filter(|stars| (1..=5).contains(stars));
    let Some(stars) = stars else {
        return Err(Error::refused("sao", "Hãy chọn từ 1 đến 5.", ""));
    };
    if !matches!(question.filed.state, State::Published | State::AnsweredPrivately) {
        return Err(Error::refused("sao", "Chỉ đánh giá được khi đã có câu trả lời.", ""));
    }
    own::rate(&mut scope, &id, stars, &words).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit("question.rate", "question", id.as_str(), json!({ "stars": stars }));
    scope.commit().await
}

/// What was asked with all that was added, each with its day.
///
/// # Errors
/// When the database does not answer.
pub async fn whole_text(scope: &mut Scope, question: &Question) -> Result<String> {
    let added = own::additions(scope, &question.filed.id).await?;
    let added = added.into_iter().map(|it| {
        format!(
            "\n\nNgười hỏi bổ sung ngày {}:\n{}",
            crate::base::clock::date_vi(crate::base::clock::local(it.at).date()),
            it.body
        )
    });
    Ok(std::iter::once(question.body.clone()).chain(added).collect())
}
