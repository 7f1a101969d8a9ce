//! Correcting what is on the site: one proposes with a reason, another approves; readers see a dated notice.

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{QuestionId, fresh};
use crate::base::mail::Address;
use crate::base::scope::Reach;
use crate::base::text::normalise;
use crate::outbox;
use crate::params;
use crate::people::Action;
use crate::questions::desk::{self, Act, Hand};
use crate::questions::store as register;

use super::store::{self, Correction};
use super::{citations, letters, masking, wording};

const CLAUSE: &str = "Quy chế Điều 4.2";

/// What shall stand on the site instead, and why.
#[derive(Clone, Debug, Default)]
pub struct Proposal<'a> {
    /// What was wrong; readers see it.
    pub reason: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The question.
    pub body: &'a str,
    /// The answer.
    pub answer: &'a str,
}

fn tidy(text: &str) -> String {
    normalise(text).replace("\r\n", "\n").trim().to_owned()
}

/// Proposes a correction; what is on the site stays until another approves.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn propose(act: Act<'_>, id: &QuestionId, version: i64, proposal: Proposal<'_>) -> Result<()> {
    let mut hand = act.take(id, version, Action::AnswerCorrect).await?;
    let answer = desk::approved(&mut hand).await?;
    let contact = act.contact(&hand.question)?;
    let old = (
        hand.question.public_subject.clone().unwrap_or_default(),
        hand.question.public_body.clone().unwrap_or_default(),
        answer.public_body.clone().unwrap_or_else(|| answer.body.clone()),
    );
    let or = |given: &str, old: &str| if given.trim().is_empty() { old.to_owned() } else { tidy(given) };
    let subject = masking::of_question(&contact, &or(proposal.subject, &old.0)).text();
    let body = masking::of_question(&contact, &or(proposal.body, &old.1)).text();
    let text = masking::enforced(&contact, act.tenant, &or(proposal.answer, &old.2));
    // A reason is read by everybody, as the answer is.
    let reason = masking::of_answer(&contact, act.tenant, &tidy(proposal.reason)).text();
    let mut refusals = Vec::new();
    let length = reason.chars().count();
    if !(10..=1000).contains(&length) {
        let message = "Hãy ghi đính chính điều gì, vì sao (10 đến 1.000 ký tự); người đọc sẽ thấy lời này.";
        refusals.push(Refusal::new("ly-do-dinh-chinh", message, CLAUSE));
    }
    if (&subject, &body, &text) == (&old.0, &old.1, &old.2) {
        let message = "Nội dung chưa khác bản đang đăng. Hãy sửa rồi gửi duyệt.";
        refusals.push(Refusal::new("tra-loi-moi", message, CLAUSE));
    }
    if subject.chars().count() > 200 || body.chars().count() > 20_000 || text.chars().count() > 20_000 {
        refusals.push(Refusal::new(
            "tra-loi-moi",
            "Tiêu đề quá 200 ký tự hoặc nội dung quá 20.000 ký tự.",
            CLAUSE,
        ));
    }
    if store::open_correction(&mut hand.scope, id).await?.is_some() {
        let message = "Đã có một bản đính chính chờ duyệt. Hãy duyệt hoặc trả lại bản đó trước.";
        refusals.push(Refusal::new("ly-do-dinh-chinh", message, CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let correction = Correction {
        id: fresh(act.db.clock.now(), &act.db.entropy),
        reason,
        subject,
        body,
        answer: text,
        old_subject: old.0,
        old_body: old.1,
        old_answer: old.2,
        created_by: act.staff.account.clone(),
        created_at: act.db.clock.now(),
        decided_at: None,
    };
    store::insert_correction(&mut hand.scope, id, &correction).await?;
    touched(&mut hand).await?;
    hand.finish(Action::AnswerCorrect, "Đã gửi duyệt bản đính chính", false, Reach::Staff).await
}

/// Every step counts a version, so that two who decide at once do not both.
async fn touched(hand: &mut Hand) -> Result<()> {
    let state = hand.question.filed.state;
    register::advance(&mut hand.scope, &hand.question.filed, state, "", vec![]).await
}

async fn open(hand: &mut Hand) -> Result<Correction> {
    let id = hand.question.filed.id.clone();
    let none = || Error::Conflict("Không có bản đính chính nào chờ duyệt. Hãy tải lại trang.".into());
    store::open_correction(&mut hand.scope, &id).await?.ok_or_else(none)
}

/// Puts a correction on the site, with its notice, and mails it to who asked.
///
/// # Errors
/// [`Error::Refused`] for one's own correction, or without having looked.
pub async fn approve(act: Act<'_>, id: &QuestionId, version: i64, looked: bool, cleared: bool) -> Result<()> {
    let mut hand = act.take(id, version, Action::AnswerCorrectApprove).await?;
    let correction = open(&mut hand).await?;
    let answer = desk::approved(&mut hand).await?;
    let mut refusals = wording::unpublishable(&hand.question, cleared);
    if correction.created_by == act.staff.account {
        let message = "Ông/bà là người soạn bản đính chính này nên không được tự duyệt.";
        refusals.push(Refusal::new("xem-dinh-chinh", message, "Quy chế Điều 7.2"));
    }
    if !looked {
        let message = "Hãy đọc bản mới bên cạnh bản cũ, kiểm tra thông tin cá nhân, rồi đánh dấu.";
        refusals.push(Refusal::new("xem-dinh-chinh", message, CLAUSE));
    }
    Error::unless_empty(refusals)?;
    store::decide(&mut hand.scope, &correction.id, "approved", None).await?;
    store::replace_public(&mut hand.scope, &answer.id, &correction.answer).await?;
    let state = hand.question.filed.state;
    let set = ", public_subject = $6, public_body = $7";
    register::advance(
        &mut hand.scope,
        &hand.question.filed,
        state,
        set,
        params![&correction.subject, &correction.body],
    )
    .await?;
    citations::record(&mut hand.scope, id, &correction.answer).await?;
    if let Some(to) = act.reader(&hand.question)? {
        tell(act, &mut hand, &correction, to).await?;
    }
    hand.finish(Action::AnswerCorrectApprove, "Đã đăng đính chính câu trả lời", true, Reach::Public).await
}

async fn tell(act: Act<'_>, hand: &mut Hand, correction: &Correction, to: Address) -> Result<()> {
    let page =
        hand.question.slug.as_deref().map(|slug| crate::questions::letters::page_url(act.tenant, slug));
    let letter = letters::correction(act.tenant, &hand.question, correction, page.as_deref(), to);
    outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await.map(drop)
}

/// Sends a correction back; what is on the site stays.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn decline(act: Act<'_>, id: &QuestionId, version: i64, reason: &str) -> Result<()> {
    let mut hand = act.take(id, version, Action::AnswerCorrectApprove).await?;
    let reason = tidy(reason);
    if reason.is_empty() {
        return Err(Error::refused("ly-do-tra", "Hãy nêu lý do trả lại bản đính chính.", CLAUSE));
    }
    let correction = open(&mut hand).await?;
    store::decide(&mut hand.scope, &correction.id, "declined", Some(&reason)).await?;
    touched(&mut hand).await?;
    hand.finish(Action::AnswerCorrectApprove, "Đã trả lại bản đính chính", false, Reach::Staff).await
}
