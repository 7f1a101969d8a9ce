//! What staff do with a question: each act is one transaction of state, event, audit, feed and mail.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::DAY;
use crate::base::clock::start_of;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AnswerId, DispatchId, FileId, QuestionId};
use crate::base::mail::Address;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::base::seal::sha256_hex;
use crate::base::text::{normalise, slug};
use crate::outbox::{self, MailSettings};
use crate::params;
use crate::people::{Action, Role, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

use super::answering::{self, Writer, citations, confirming, masking, wording};
use super::routing::duplicates;
use super::store::{self, Answer, Dispatch, NewAnswer, Question};
use super::{Contact, letters};

/// How long a link stays good after the question is due.
const LINK_AFTER_DUE: i64 = 30 * DAY;

/// Who does something in which tenant, with all it takes.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// The database.
    pub db: &'a Db,
    /// How our letters are signed.
    pub mail: &'a MailSettings,
    /// Where.
    pub tenant: &'a Tenant,
    /// Who, for the audit.
    pub actor: &'a Actor,
    /// Who, with their rights.
    pub staff: &'a Staff,
}

/// A question under a staff member's hand.
pub(super) struct Hand {
    pub(super) scope: WriteScope,
    pub(super) question: Question,
}

impl Act<'_> {
    /// Reads the question as it was seen, once the right and the sight are there.
    pub(super) async fn take(&self, id: &QuestionId, version: i64, action: Action) -> Result<Hand> {
        let mut scope = self.db.write(self.tenant.id(), self.actor).await?;
        let question = store::get(&mut scope, id).await?;
        require_sight(self.staff, question.filed.unit_key.as_deref())?;
        self.staff.require(action, question.filed.state)?;
        if question.filed.version != version {
            return Err(Error::Conflict(
                "Câu hỏi vừa được người khác xử lý. Hãy tải lại trang rồi làm lại.".into(),
            ));
        }
        Ok(Hand { scope, question })
    }

    pub(super) fn unit(&self, key: &str) -> Option<&Unit> {
        self.tenant.profile.units_on(self.tenant.day).find(|unit| unit.key == key)
    }

    pub(super) fn unit_name(&self, key: &str) -> String {
        self.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
    }

    pub(super) fn contact(&self, question: &Question) -> Result<Contact> {
        match &question.contact {
            Some(sealed) => Contact::open(self.db, self.tenant.id(), &question.filed.id, sealed),
            None => Ok(Contact::default()),
        }
    }

    pub(super) fn reader(&self, question: &Question) -> Result<Option<Address>> {
        Ok(self.contact(question)?.email.parse().ok())
    }
}

/// Refuses a question of another unit to who is bound to their own, as if it were not there.
///
/// # Errors
/// [`Error::NotFound`].
pub fn require_sight(staff: &Staff, unit: Option<&str>) -> Result<()> {
    let own = staff.only_own_unit();
    if !own || unit.is_some_and(|unit| staff.units().any(|mine| mine == unit)) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

impl Hand {
    /// Writes down what happened and makes it durable.
    pub(super) async fn finish(
        mut self,
        action: Action,
        note: &str,
        public: bool,
        reach: Reach,
    ) -> Result<()> {
        let id = self.question.filed.id.clone();
        store::event(&mut self.scope, &id, action.as_str(), note, public).await?;
        self.scope.changed("question", id.as_str(), reach);
        self.scope.audit(
            action.as_str(),
            "question",
            id.as_str(),
            json!({ "number": self.question.filed.number }),
        );
        self.scope.commit().await
    }
}

/// Shows the contact; the look is on disk before anything is shown.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn reveal_contact(act: Act<'_>, id: &QuestionId) -> Result<Contact> {
    act.staff.require(Action::QuestionContact, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let question = store::get(&mut scope, id).await?;
    require_sight(act.staff, question.filed.unit_key.as_deref())?;
    scope.audit(Action::QuestionContact.as_str(), "question", id.as_str(), json!({}));
    scope.commit().await?;
    act.contact(&question)
}

/// Gives a question to a unit of this tenant, by mail; an older dispatch and its link lose their worth.
///
/// # Errors
/// [`Error::Refused`] for a unit that is not there or has no box.
pub async fn assign(act: Act<'_>, id: &QuestionId, version: i64, unit_key: &str, note: &str) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionAssign).await?;
    let unit = act
        .unit(unit_key)
        .cloned()
        .ok_or_else(|| Error::refused("don-vi", "Hãy chọn một đơn vị của trang này.", "Quy chế Điều 10.1"))?;
    let set = ", unit_key = $6, assigned_by = $7";
    store::advance(
        &mut hand.scope,
        &hand.question.filed,
        State::Assigned,
        set,
        params![unit_key, &act.staff.account],
    )
    .await?;
    hand.question.assigned_by = Some(act.staff.account.clone());
    send_to_unit(act, &mut hand, &unit, note).await?;
    let words = format!("Đã chuyển {} trả lời", unit.name);
    hand.finish(Action::QuestionAssign, &words, true, Reach::Staff).await
}

/// A fresh link for a unit, in a letter from which nothing leads to the reader.
async fn send_to_unit(act: Act<'_>, hand: &mut Hand, unit: &Unit, note: &str) -> Result<()> {
    let now = act.db.clock.now();
    let question = &hand.question;
    store::revoke_dispatches(&mut hand.scope, &question.filed.id, now).await?;
    let token = data_encoding::BASE64URL_NOPAD.encode(&act.db.entropy.bytes::<16>());
    let until = question.filed.due_on.map_or(now, |due| start_of(due).max(now)) + LINK_AFTER_DUE;
    let dispatch = Dispatch {
        id: DispatchId::fresh(&act.db.clock, &act.db.entropy),
        question: question.filed.id.clone(),
        unit_key: unit.key.clone(),
        token_hash: sha256_hex(token.as_bytes()),
        note: normalise(note).trim().to_owned(),
        expires_at: until,
        revoked_at: None,
        answered_at: None,
    };
    store::insert_dispatch(&mut hand.scope, &dispatch, question.filed.due_on, now).await?;
    let to: Address = unit.email.parse().map_err(|_| {
        Error::refused("don-vi", "Đơn vị này chưa có hộp thư đúng. Hãy báo Văn phòng.", "NĐ 43/2011 Đ10.1.k")
    })?;
    let contact = act.contact(question)?;
    let texts = (contact.redact(&question.filed.subject), contact.redact(&question.body));
    let link = act.tenant.url(&format!("/tra-loi/{}?khoa={token}", dispatch.id));
    let letter = letters::dispatch(
        act.tenant,
        question,
        unit,
        (&texts.0, &texts.1),
        &dispatch.note,
        dispatch.id.as_str(),
        &link,
        act.mail.receives,
        to,
    );
    let settings = act.mail.named(&act.tenant.identity().body);
    outbox::enqueue_answerable(&mut hand.scope, &settings, letter, Some(&dispatch.id)).await.map(drop)
}

/// Answers in the console, for the unit that has the question.
///
/// # Errors
/// [`Error::Refused`] for an answer that is too short.
pub async fn answer_as_staff(act: Act<'_>, id: &QuestionId, version: i64, body: &str) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionAnswer).await?;
    let body = normalise(body).trim().to_owned();
    if body.chars().count() < 20 {
        return Err(Error::refused("tra-loi", "Hãy ghi câu trả lời, ít nhất 20 ký tự.", "Quy chế Điều 10.1"));
    }
    let unit_key = hand.question.filed.unit_key.clone().unwrap_or_default();
    let post = act.staff.appointments.first().map_or("", |held| held.role.vietnamese());
    let new = NewAnswer {
        question: id,
        dispatch: None,
        unit_key: &unit_key,
        body: &body,
        name: &act.staff.name,
        post,
        by: Some(&act.staff.account),
    };
    let answer = store::insert_answer(&mut hand.scope, new).await?;
    answering::store::sent(&mut hand.scope, id, &Writer::Account(act.staff.account.clone()), &answer).await?;
    confirming::by(&mut hand.scope, act.staff, &answer, &unit_key).await?;
    store::revoke_dispatches(&mut hand.scope, id, act.db.clock.now()).await?;
    store::advance(&mut hand.scope, &hand.question.filed, State::Answered, "", vec![]).await?;
    hand.finish(Action::QuestionAnswer, "Đơn vị đã trả lời", true, Reach::Staff).await
}

pub(super) async fn answer_of(hand: &mut Hand, answer: &AnswerId) -> Result<Answer> {
    let all = store::answers(&mut hand.scope, &hand.question.filed.id).await?;
    all.into_iter()
        .find(|found| &found.id == answer && found.returned_reason.is_none())
        .ok_or(Error::NotFound)
}

/// Confirms who wrote an answer that came by the link.
///
/// # Errors
/// [`Error::Forbidden`] for a head of another unit.
pub async fn verify_answer(act: Act<'_>, id: &QuestionId, version: i64, answer: &AnswerId) -> Result<()> {
    let mut hand = act.take(id, version, Action::AnswerVerify).await?;
    let answer = answer_of(&mut hand, answer).await?;
    let for_unit = confirming::by(&mut hand.scope, act.staff, &answer.id, &answer.unit_key).await?;
    if act.staff.only_own_unit() && !for_unit {
        let message =
            "Chỉ thủ trưởng đơn vị, hoặc cán bộ đang được ủy quyền, xác nhận được câu trả lời của đơn vị.";
        return Err(Error::refused("", message, "Quy chế Điều 8.2"));
    }
    if answer.verified_by.is_none() || !for_unit {
        store::verify(&mut hand.scope, &answer.id, &act.staff.account).await?;
    }
    let state = hand.question.filed.state;
    store::advance(&mut hand.scope, &hand.question.filed, state, "", vec![]).await?;
    hand.finish(Action::AnswerVerify, "Đã xác nhận người trả lời", false, Reach::Staff).await
}

/// Sends an answer back to the unit with a reason and a fresh link.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn return_answer(
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    answer: &AnswerId,
    reason: &str,
) -> Result<()> {
    let reason = needed(reason, "ly-do", "Hãy nêu lý do để đơn vị trả lời lại.")?;
    let mut hand = act.take(id, version, Action::AnswerReturn).await?;
    let answer = answer_of(&mut hand, answer).await?;
    store::return_answer(&mut hand.scope, &answer.id, reason).await?;
    store::advance(&mut hand.scope, &hand.question.filed, State::Assigned, "", vec![]).await?;
    if let Some(unit) = act.unit(&answer.unit_key).cloned() {
        send_to_unit(act, &mut hand, &unit, reason).await?;
    }
    hand.finish(Action::AnswerReturn, "Ban Biên tập đề nghị đơn vị trả lời lại", false, Reach::Staff).await
}

/// What the board approves: the words that may stand on the page.
#[derive(Clone, Debug, Default)]
pub struct Approval<'a> {
    /// What it is about, as published; "" takes the reader's words without what leads to them.
    pub subject: &'a str,
    /// What was asked, as published; "" likewise.
    pub body: &'a str,
    /// The answer, as published; "" takes the unit's words.
    pub answer: &'a str,
    /// The approver confirms who wrote an unverified answer.
    pub confirms_author: bool,
    /// The approver has looked at both texts with their own eyes, not only at what the rules masked.
    pub looked: bool,
    /// The approver finds that what sounds like a complaint is none.
    pub cleared: bool,
    /// The field it is filed under; "" takes the prepared one.
    pub field: &'a str,
    /// The files that readers get with the answer.
    pub files: Vec<FileId>,
}

/// Approves an answer; whoever wrote it may not.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn approve_answer(
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    answer: &AnswerId,
    approval: Approval<'_>,
) -> Result<()> {
    let mut hand = act.take(id, version, Action::AnswerApprove).await?;
    let answer = answer_of(&mut hand, answer).await?;
    let mut refusals = Vec::new();
    if answer.created_by.as_ref() == Some(&act.staff.account) {
        let message = "Ông/bà là người viết câu trả lời này nên không được tự duyệt.";
        refusals.push(Refusal::new("", message, "Quy chế Điều 7.2"));
    }
    if answer.verified_by.is_none() && !approval.confirms_author {
        let message =
            "Câu trả lời đến qua liên kết, chưa xác nhận người viết. Hãy xác nhận với đơn vị rồi đánh dấu.";
        refusals.push(Refusal::new("xac-nhan", message, "Quy chế Điều 10.1"));
    } else if !approval.looked {
        let message = "Hãy đọc bản công bố bên cạnh bản gốc, xem các chỗ đã che và chưa che, rồi đánh dấu.";
        refusals.push(Refusal::new("xac-nhan", message, "Quy chế Điều 10"));
    }
    refusals.extend(confirming::refusal(&mut hand.scope, &act.tenant.profile, &answer).await?);
    // What is answered to its sender alone is approved too; only the site is closed to it.
    if hand.question.filed.class.publishable() {
        refusals.extend(wording::unpublishable(&hand.question, approval.cleared));
    }
    let wording = wording::chosen(act, &mut hand, &answer, &approval).await?;
    refusals.extend(wording::refusals(&wording));
    refusals.extend(wording::own_words(act, &mut hand, &answer, &wording).await?);
    Error::unless_empty(refusals)?;
    store::approve_answer(
        &mut hand.scope,
        &answer.id,
        &wording.answer,
        &act.staff.account,
        act.db.clock.now(),
    )
    .await?;
    let set = ", answer_id = $6, public_subject = $7, public_body = $8";
    let more = params![&answer.id, &wording.subject, &wording.body];
    store::advance(&mut hand.scope, &hand.question.filed, State::AnswerApproved, set, more).await?;
    answering::store::file_under(&mut hand.scope, id, &wording.field).await?;
    answering::store::publish_files(&mut hand.scope, &answer.id, &approval.files).await?;
    hand.finish(Action::AnswerApprove, "Ban Biên tập đã duyệt câu trả lời", true, Reach::Staff).await
}

pub(super) async fn approved(hand: &mut Hand) -> Result<Answer> {
    let id = hand.question.answer.clone().ok_or(Error::NotFound)?;
    let all = store::answers(&mut hand.scope, &hand.question.filed.id).await?;
    all.into_iter().find(|answer| answer.id == id).ok_or(Error::NotFound)
}

/// Puts an approved answer on the site, and mails it to who asked.
///
/// # Errors
/// When the database refuses.
pub async fn publish(act: Act<'_>, id: &QuestionId, version: i64) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionPublish).await?;
    if !hand.question.filed.class.publishable() {
        let message = "Loại này chỉ trả lời riêng người gửi, không đăng trên trang.";
        return Err(Error::refused("", message, hand.question.filed.class.clause()));
    }
    let answer = approved(&mut hand).await?;
    // Who approved has cleared what only sounds like a complaint; what is one by its class never passes.
    Error::unless_empty(wording::unpublishable(&hand.question, true))?;
    let subject = hand.question.public_subject.clone().unwrap_or_default();
    let page = format!("{}-{}", slug(&subject), hand.question.filed.number);
    let name = if hand.question.consent_name { Some(act.contact(&hand.question)?.name) } else { None };
    let set = ", slug = $6, published_at = $7, public_name = $8";
    let more = params![&page, act.db.clock.now(), name];
    store::advance(&mut hand.scope, &hand.question.filed, State::Published, set, more).await?;
    citations::record(&mut hand.scope, id, answer.public_body.as_deref().unwrap_or(&answer.body)).await?;
    let url = letters::page_url(act.tenant, &page);
    mail_answer(act, &mut hand, &answer, Some(&url)).await?;
    duplicates::tell(act, &mut hand, &answer, &url).await?;
    hand.finish(Action::QuestionPublish, "Đã đăng câu trả lời", true, Reach::Public).await
}

async fn mail_answer(act: Act<'_>, hand: &mut Hand, answer: &Answer, url: Option<&str>) -> Result<()> {
    let Some(to) = act.reader(&hand.question)? else { return Ok(()) };
    let body = answer.public_body.as_deref().unwrap_or(&answer.body);
    let letter = letters::answer(act.tenant, &hand.question, &act.unit_name(&answer.unit_key), body, url, to);
    outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await.map(drop)
}

/// Mails an approved answer to who asked, and puts nothing on the site; who left no mail address finds it by the
/// tracking code, and a person is asked to call.
///
/// # Errors
/// When the database refuses.
pub async fn reply_privately(act: Act<'_>, id: &QuestionId, version: i64) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionReply).await?;
    let answer = approved(&mut hand).await?;
    let by_mail = act.reader(&hand.question)?.is_some();
    store::advance(&mut hand.scope, &hand.question.filed, State::AnsweredPrivately, "", vec![]).await?;
    mail_answer(act, &mut hand, &answer, None).await?;
    duplicates::release(&mut hand).await?;
    if !by_mail {
        let text = format!(
            "Câu hỏi số {}: người hỏi không để lại thư điện tử. Hãy gọi điện báo câu trả lời, hoặc nhắc xem bằng mã theo dõi.",
            hand.question.filed.number
        );
        let task = NewTask {
            kind: "question.phone",
            text,
            subject_kind: "question",
            subject_id: id.as_str(),
            responsible: Some(&act.staff.account),
        };
        tasks::create(&mut hand.scope, task).await?;
    }
    hand.finish(Action::QuestionReply, "Đã trả lời riêng người hỏi", true, Reach::Staff).await
}

/// Tells the reader whose matter it is, at once.
///
/// # Errors
/// [`Error::Refused`] without the other body's name.
pub async fn transfer(act: Act<'_>, id: &QuestionId, version: i64, whose: &str, advice: &str) -> Result<()> {
    let whose = needed(whose, "ly-do", "Hãy ghi cơ quan có thẩm quyền.")?;
    let mut hand = act.take(id, version, Action::QuestionTransfer).await?;
    store::revoke_dispatches(&mut hand.scope, id, act.db.clock.now()).await?;
    duplicates::release(&mut hand).await?;
    store::advance(
        &mut hand.scope,
        &hand.question.filed,
        State::Transferred,
        ", closed_at = $6",
        params![act.db.clock.now()],
    )
    .await?;
    if let Some(to) = act.reader(&hand.question)? {
        let letter = letters::transferred(act.tenant, &hand.question, whose, advice.trim(), to);
        outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
    }
    let words = format!("Thuộc thẩm quyền của {whose}");
    hand.finish(Action::QuestionTransfer, &words, true, Reach::Staff).await
}

/// Takes a published answer down; its address says why, and the reader keeps the answer that was mailed and is told,
/// if `tell` says so.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn withdraw(act: Act<'_>, id: &QuestionId, version: i64, reason: &str, tell: bool) -> Result<()> {
    let reason = needed(reason, "ly-do", "Hãy nêu lý do gỡ; người đọc sẽ thấy lý do này ở địa chỉ cũ.")?;
    let mut hand = act.take(id, version, Action::QuestionWithdraw).await?;
    let contact = act.contact(&hand.question)?;
    let reason = masking::of_answer(&contact, act.tenant, &normalise(reason)).text();
    store::advance(&mut hand.scope, &hand.question.filed, State::AnsweredPrivately, "", vec![]).await?;
    answering::store::withdraw(&mut hand.scope, id, &reason, &act.staff.account).await?;
    if tell && let Some(to) = act.reader(&hand.question)? {
        let letter = answering::letters::withdrawal(act.tenant, &hand.question, &reason, to);
        outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
    }
    hand.finish(Action::QuestionWithdraw, &reason, false, Reach::Public).await
}

pub(super) fn needed<'a>(text: &'a str, field: &'static str, message: &str) -> Result<&'a str> {
    let text = text.trim();
    if text.is_empty() { Err(Error::refused(field, message, "Quy chế Điều 10")) } else { Ok(text) }
}

/// Whether a text speaks of a complaint or a denunciation, which are not questions: a person decides.
pub fn looks_like_complaint(text: &str) -> bool {
    !super::classes::words_of_complaint(text).is_empty()
}

/// The units whose matters a person sees; none named means all.
pub fn seen_units(staff: &Staff) -> Option<Vec<String>> {
    let bound = staff
        .appointments
        .iter()
        .all(|held| matches!(held.role, Role::UnitOfficer | Role::UnitHead | Role::Contributor));
    bound.then(|| staff.units().map(str::to_owned).collect())
}
