//! The letters of routing: to other bodies, to units asked for an opinion, and to readers about where their question is.

use super::contacts::External;
use crate::base::clock::date_vi;
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::letters::{Letter, kinds};
use crate::outbox::NewMail;
use crate::questions::Contact;
use crate::questions::letters::{to_reader, to_unit, track_url};
use crate::questions::store::Question;
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

/// A question as a body or unit may read it: nothing leads to the reader.
pub(super) struct Shown<'a> {
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
}

/// Tells the reader once of the step that is being taken.
fn told<'a>(
    tenant: &Tenant,
    question: &'a Question,
    step: &str,
    to: Address,
    letter: &impl Letter,
) -> NewMail<'a> {
    let filed = &question.filed;
    let dedupe = format!("question/{}/{step}/{}", filed.id, filed.version);
    to_reader(tenant, filed.id.as_str(), dedupe, to, letter)
}

/// Asks a unit for its opinion on a question that another answers.
pub(super) fn opinion_asked<'a>(
    tenant: &Tenant,
    question: &'a Question,
    (unit, lead): (&Unit, &str),
    shown: &Shown<'_>,
    (note, opinion_id, link): (&str, &str, &str),
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let letter = kinds::OpinionAsked {
        unit: &unit.name,
        lead,
        number: filed.number,
        subject: shown.subject,
        body: shown.body,
        note,
        due: filed.due_on.map(date_vi),
        link,
    };
    let mail = to_unit(tenant, filed, format!("opinion/{opinion_id}"), (&unit.name, to), &letter);
    NewMail { responsible: question.assigned_by.as_ref(), ..mail }
}

/// Tells the unit that answers what another thinks; nothing in it leads to the reader.
pub(super) fn opinion_given<'a>(
    tenant: &Tenant,
    question: &'a Question,
    (lead, subject): (&Unit, &str),
    (unit, opinion, signed): (&str, &str, &str),
    opinion_id: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let letter =
        kinds::OpinionGiven { lead: &lead.name, unit, number: filed.number, subject, opinion, signed };
    let mail = to_unit(tenant, filed, format!("opinion/{opinion_id}/given"), (&lead.name, to), &letter);
    NewMail { responsible: question.assigned_by.as_ref(), ..mail }
}

/// Passes a question on to a body outside, with the reader's contact only where the law and the reader allow it.
pub(super) fn forwarded<'a>(
    tenant: &Tenant,
    question: &'a Question,
    body: &External,
    shown: &Shown<'_>,
    (note, contact, by): (&str, Option<&Contact>, &'a AccountId),
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let lines = contact.map(|contact| [&contact.name, &contact.email, &contact.phone, &contact.place]);
    let lines = lines.into_iter().flatten().map(String::as_str).filter(|line| !line.is_empty());
    let letter = kinds::Forwarded {
        body: &body.name,
        office: &tenant.identity().body,
        number: filed.number,
        basis: &body.basis,
        subject: shown.subject,
        text: shown.body,
        note,
        contact: lines.collect(),
    };
    let dedupe = format!("question/{}/forward/{}", filed.id, filed.version);
    NewMail { responsible: Some(by), ..to_unit(tenant, filed, dedupe, (&body.name, to), &letter) }
}

/// Tells the reader at once that another body has the question (NĐ 43/2011 Đ17.1.đ).
pub(super) fn reader_of_forward<'a>(
    tenant: &Tenant,
    question: &'a Question,
    body: &External,
    with_contact: bool,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let reach = [("Địa chỉ", &body.address), ("Điện thoại", &body.phone), ("Thư điện tử", &body.email)];
    let reach = reach.into_iter().filter(|(_, value)| !value.is_empty());
    let advice = match (body.email.is_empty(), with_contact) {
        (true, _) => "Đề nghị ông/bà liên hệ trực tiếp với cơ quan này.",
        (false, true) => {
            "Câu hỏi đã được chuyển tới cơ quan này, kèm thông tin liên hệ của ông/bà như ông/bà đã đồng ý."
        }
        (false, false) => {
            "Câu hỏi đã được chuyển tới cơ quan này, không kèm thông tin liên hệ của ông/bà; đề nghị ông/bà liên hệ để được trả lời."
        }
    };
    let letter = kinds::Transferred {
        office: &tenant.identity().body,
        number: filed.number,
        subject: &filed.subject,
        whose: &body.name,
        why: &format!("Căn cứ: {}.", body.basis.trim_end_matches('.')),
        reach: reach.map(|(name, value)| format!("{name}:  {value}")).collect(),
        advice,
    };
    told(tenant, question, "transfer", to, &letter)
}

/// Tells the reader at once that another site answers.
pub(super) fn handed_over<'a>(
    tenant: &Tenant,
    question: &'a Question,
    target: &Tenant,
    reason: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let advice = format!(
        "Câu hỏi đã được chuyển và vào sổ của cơ quan này; ông/bà không phải gửi lại. Mã theo dõi đã nhận vẫn dùng được tại:\n{}",
        track_url(tenant)
    );
    let letter = kinds::Transferred {
        office: &tenant.identity().body,
        number: filed.number,
        subject: &filed.subject,
        whose: &target.identity().body,
        why: &format!("Lý do: {}.", reason.trim_end_matches('.')),
        reach: Vec::new(),
        advice: &advice,
    };
    told(tenant, question, "transfer", to, &letter)
}

/// Tells the reader that the same was asked before and they will get its answer.
pub(super) fn joined<'a>(tenant: &Tenant, question: &'a Question, main: i64, to: Address) -> NewMail<'a> {
    let filed = &question.filed;
    let letter = kinds::Joined { number: filed.number, subject: &filed.subject, main };
    told(tenant, question, "joined", to, &letter)
}

/// Sends the main question's answer to who asked the same.
pub(super) fn main_answered<'a>(
    tenant: &Tenant,
    question: &'a Question,
    (main, unit, body, url): (i64, &str, &str, &str),
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let letter = kinds::Answer {
        unit,
        number: filed.number,
        subject: &filed.subject,
        same_as: Some(main),
        answer: body.trim(),
        url: Some(url),
    };
    let dedupe = format!("question/{}/main-answer", filed.id);
    to_reader(tenant, filed.id.as_str(), dedupe, to, &letter)
}

/// Tells the reader why the question is not answered.
pub(super) fn closed<'a>(
    tenant: &Tenant,
    question: &'a Question,
    why: &str,
    reason: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let letter = kinds::Closed { number: filed.number, subject: &filed.subject, why, reason };
    told(tenant, question, "closed", to, &letter)
}
