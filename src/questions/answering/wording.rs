//! The words for everybody: prepared by one of the board, approved by another; taking out is not writing.

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AnswerId, QuestionId};
use crate::base::scope::Reach;
use crate::base::text::normalise;
use crate::people::Action;
use crate::questions::desk::{self, Act, Approval, Hand};
use crate::questions::store::{self as register, Answer};

use super::store::{self, Wording};
use super::{masking, publishable};

/// The most characters of a published subject.
const SUBJECT: usize = 200;
/// The most characters of a published text.
const TEXT: usize = 20_000;

/// The words of a text, without what stands for what was taken out.
fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        out.extend(rest[..open].split_whitespace().map(str::to_owned));
        let close = rest[open..].find(']').map_or(rest.len(), |at| open + at + 1);
        if close == rest.len() && !rest.ends_with(']') {
            rest = &rest[open + 1..];
            continue;
        }
        rest = &rest[close..];
    }
    out.extend(rest.split_whitespace().map(str::to_owned));
    let bare = |word: String| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    out.into_iter().map(bare).filter(|word| !word.is_empty()).collect()
}

/// Whether a text says more than the one before it: words that were not there, or in another order.
#[must_use]
pub fn adds(before: &str, after: &str) -> bool {
    let before = words(before);
    let mut left = before.iter();
    words(after).iter().any(|word| !left.any(|one| one == word))
}

/// Keeps the words for everybody, to be approved by another.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when the question
/// changed since.
pub async fn save(
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    answer: &AnswerId,
    typed: &Wording,
) -> Result<()> {
    let mut hand = act.take(id, version, Action::AnswerEdit).await?;
    let answer = desk::answer_of(&mut hand, answer).await?;
    Error::unless_empty(refusals(typed))?;
    let contact = act.contact(&hand.question)?;
    let wording = Wording {
        subject: masking::of_question(&contact, &tidy(&typed.subject)).text(),
        body: masking::of_question(&contact, &tidy(&typed.body)).text(),
        answer: masking::enforced(&contact, act.tenant, &tidy(&typed.answer)),
        field: tidy(&typed.field),
        edited_by: act.staff.account.clone(),
        edited_at: act.db.clock.now(),
    };
    store::put_wording(&mut hand.scope, &answer.id, &wording).await?;
    let state = hand.question.filed.state;
    register::advance(&mut hand.scope, &hand.question.filed, state, "", vec![]).await?;
    hand.finish(Action::AnswerEdit, "Đã soạn bản công bố", false, Reach::Staff).await
}

fn tidy(text: &str) -> String {
    normalise(text).replace("\r\n", "\n").trim().to_owned()
}

/// What is wrong with words for everybody; empty ones stand for the rules' own proposal.
pub fn refusals(typed: &Wording) -> Vec<Refusal> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let checks = [
        (long(&typed.subject, SUBJECT), "tieu-de-dang", "Tiêu đề đăng dài quá 200 ký tự."),
        (long(&typed.body, TEXT), "cau-hoi-dang", "Câu hỏi đăng dài quá 20.000 ký tự."),
        (long(&typed.answer, TEXT), "tra-loi-dang", "Câu trả lời đăng dài quá 20.000 ký tự."),
        (long(&typed.field, 80), "linh-vuc", "Tên lĩnh vực dài quá 80 ký tự."),
    ];
    let refuse = |(_, field, message)| Refusal::new(field, message, "Quy chế Điều 10");
    checks.into_iter().filter(|check| check.0).map(refuse).collect()
}

/// The words that an approval stands for: those given with it, else the prepared ones, else the rules' proposal; nothing
/// of the reader's own data passes, whoever wrote it.
///
/// # Errors
/// When the database does not answer.
pub(in crate::questions) async fn chosen(
    act: Act<'_>,
    hand: &mut Hand,
    answer: &Answer,
    given: &Approval<'_>,
) -> Result<Wording> {
    let contact = act.contact(&hand.question)?;
    let prepared = store::wording(&mut hand.scope, &answer.id).await?;
    let prepared = |pick: fn(&Wording) -> &String| prepared.as_ref().map(pick).cloned().unwrap_or_default();
    let first = |given: &str, prepared: String| if given.trim().is_empty() { prepared } else { tidy(given) };
    let question = |given: &str, prepared: String, own: &str| {
        let text = first(given, prepared);
        masking::of_question(&contact, if text.is_empty() { own } else { &text }).text()
    };
    let text = first(given.answer, prepared(|one| &one.answer));
    let answer = if text.is_empty() {
        masking::of_answer(&contact, act.tenant, &answer.body).text()
    } else {
        masking::enforced(&contact, act.tenant, &text)
    };
    Ok(Wording {
        subject: question(given.subject, prepared(|one| &one.subject), &hand.question.filed.subject),
        body: question(given.body, prepared(|one| &one.body), &hand.question.body),
        answer,
        field: first(given.field, prepared(|one| &one.field)),
        edited_by: act.staff.account.clone(),
        edited_at: act.db.clock.now(),
    })
}

/// Why these words need another's approval: the approver wrote some of the answer (Điều 7.2).
///
/// # Errors
/// When the database does not answer.
pub(in crate::questions) async fn own_words(
    act: Act<'_>,
    hand: &mut Hand,
    answer: &Answer,
    chosen: &Wording,
) -> Result<Vec<Refusal>> {
    let prepared = store::wording(&mut hand.scope, &answer.id).await?;
    let others = prepared.filter(|one| one.edited_by != act.staff.account);
    let mut bases =
        std::iter::once(answer.body.as_str()).chain(others.as_ref().map(|one| one.answer.as_str()));
    if bases.any(|base| !adds(base, &chosen.answer)) {
        return Ok(Vec::new());
    }
    let message = "Ông/bà đã viết thêm vào câu trả lời nên không được tự duyệt. Hãy lưu bản công bố để người khác duyệt; chỉ che, bớt thì duyệt được ngay.";
    Ok(vec![Refusal::new("tra-loi-dang", message, "Quy chế Điều 7.2")])
}

/// Why this may not go to readers at all.
pub fn unpublishable(question: &register::Question, cleared: bool) -> Vec<Refusal> {
    let text = format!("{} {}", question.filed.subject, question.body);
    publishable::refusals(question.filed.class, &text, cleared)
}

#[cfg(test)]
mod tests {
    use super::adds;

    #[test]
    fn taking_out_and_masking_is_not_writing() {
        let before = "Ông Trần Văn Mẫu (0912345678) mang giấy chứng sinh đến xã.";
        assert!(!adds(before, before));
        assert!(!adds(before, "Ông [họ tên] ([số điện thoại]) mang giấy chứng sinh đến xã."));
        assert!(!adds(before, "mang giấy\n\nđến xã"));
    }

    #[test]
    fn another_word_or_another_order_is() {
        let before = "Gia đình mang giấy chứng sinh đến xã.";
        assert!(adds(before, "Gia đình mang giấy chứng sinh và căn cước đến xã."));
        assert!(adds(before, "Đến xã, gia đình mang giấy chứng sinh."));
    }
}
