//! The letters of routing: to other bodies, to units asked for an opinion, and to readers about where their question is.

use super::contacts::External;
use crate::base::clock::date_vi;
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::outbox::NewMail;
use crate::questions::Contact;
use crate::questions::letters::{signature, told_reader};
use crate::questions::store::{Filed, Question};
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

/// A question as a body or unit may read it: nothing leads to the reader.
pub(super) struct Shown<'a> {
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
}

fn to_unit<'a>(tenant: &Tenant, filed: &'a Filed, dedupe: String, to: Address, label: &str) -> NewMail<'a> {
    NewMail {
        class: Class::Unit,
        dedupe_key: dedupe,
        subject_kind: "question",
        subject_id: filed.id.as_str(),
        responsible: None,
        recipient_label: label.to_owned(),
        to,
        subject: String::new(),
        text: signature(tenant),
        bounces: true,
    }
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
    let note =
        if note.is_empty() { String::new() } else { format!("Nội dung cần ý kiến: {note}\n\n") };
    let due =
        filed.due_on.map(|due| format!("Hạn trả lời người dân: {}.\n", date_vi(due))).unwrap_or_default();
    let text = format!(
        "Kính gửi {},\n\n{lead} chủ trì trả lời câu hỏi số {} của người dân; đề nghị đơn vị cho ý kiến phối hợp. \
         {lead} trả lời người dân; ý kiến của đơn vị được gửi cho đơn vị chủ trì.\n{due}\nTiêu đề: {}\n\nNội dung:\n{}\n\n\
         {note}Đơn vị ghi ý kiến tại địa chỉ sau (không cần tài khoản; xin không chuyển địa chỉ này cho người khác):\n{link}\n{}",
        unit.name,
        filed.number,
        shown.subject,
        shown.body,
        signature(tenant)
    );
    NewMail {
        subject: format!("Đề nghị cho ý kiến về câu hỏi số {}: {}", filed.number, shown.subject),
        text,
        responsible: question.assigned_by.as_ref(),
        ..to_unit(tenant, filed, format!("opinion/{opinion_id}"), to, &unit.name)
    }
}

/// Tells the unit that answers what another thinks.
pub(super) fn opinion_given<'a>(
    tenant: &Tenant,
    question: &'a Question,
    lead: &Unit,
    (unit, body, signed): (&str, &str, &str),
    opinion_id: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let text = format!(
        "Kính gửi {},\n\n{unit} có ý kiến phối hợp về câu hỏi số {} ({}) như sau:\n\n{body}\n\n{signed}\n\n\
         Đơn vị chủ trì trả lời bằng liên kết trong thư giao câu hỏi.\n{}",
        lead.name,
        filed.number,
        filed.subject,
        signature(tenant)
    );
    NewMail {
        subject: format!("Ý kiến phối hợp về câu hỏi số {}", filed.number),
        text,
        responsible: question.assigned_by.as_ref(),
        ..to_unit(tenant, filed, format!("opinion/{opinion_id}/given"), to, &lead.name)
    }
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
    let note = if note.is_empty() { String::new() } else { format!("{note}\n\n") };
    let who = contact.map_or_else(
        || "Thông tin liên hệ của người hỏi không được chuyển kèm; người hỏi đã được báo để liên hệ trực tiếp.".into(),
        |contact| {
            let lines = [&contact.name, &contact.email, &contact.phone, &contact.place];
            let lines: Vec<&str> = lines.into_iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
            format!("Người hỏi đồng ý chuyển kèm thông tin liên hệ:\n{}", lines.join("\n"))
        },
    );
    let text = format!(
        "Kính gửi {},\n\n{} nhận được câu hỏi số {} của người dân thuộc thẩm quyền của quý cơ quan ({}), xin chuyển để quý \
         cơ quan xem xét, trả lời theo quy định.\n\nTiêu đề: {}\n\nNội dung:\n{}\n\n{note}{who}\n{}",
        body.name,
        tenant.identity().body,
        filed.number,
        body.basis,
        shown.subject,
        shown.body,
        signature(tenant)
    );
    NewMail {
        subject: format!("Chuyển câu hỏi của người dân thuộc thẩm quyền: {}", shown.subject),
        text,
        responsible: Some(by),
        ..to_unit(tenant, filed, format!("question/{}/forward/{}", filed.id, filed.version), to, &body.name)
    }
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
    let lines = [("Địa chỉ", &body.address), ("Điện thoại", &body.phone), ("Thư điện tử", &body.email)];
    let where_to: String = lines
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let sent = match (body.email.is_empty(), with_contact) {
        (true, _) => "Đề nghị ông/bà liên hệ trực tiếp với cơ quan này.",
        (false, true) => {
            "Câu hỏi đã được chuyển tới cơ quan này, kèm thông tin liên hệ của ông/bà như ông/bà đã đồng ý."
        }
        (false, false) => {
            "Câu hỏi đã được chuyển tới cơ quan này, không kèm thông tin liên hệ của ông/bà; đề nghị ông/bà liên hệ để được trả lời."
        }
    };
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) thuộc thẩm quyền của {} ({}).\n\n{where_to}\n{sent}",
        filed.number, filed.subject, body.name, body.basis
    );
    let dedupe = format!("question/{}/transfer/{}", filed.id, filed.version);
    told_reader(tenant, filed.id.as_str(), dedupe, to, format!("Về câu hỏi số {}", filed.number), &text)
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
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) thuộc trách nhiệm trả lời của {}. Lý do: {reason}.\n\nCâu hỏi đã được chuyển và vào sổ \
         của cơ quan này; ông/bà không phải gửi lại. Mã theo dõi đã nhận vẫn dùng được tại: {}",
        filed.number,
        filed.subject,
        target.identity().body,
        tenant.url("/hoi-dap/theo-doi")
    );
    let dedupe = format!("question/{}/transfer/{}", filed.id, filed.version);
    told_reader(tenant, filed.id.as_str(), dedupe, to, format!("Về câu hỏi số {}", filed.number), &text)
}

/// Tells the reader that the same was asked before and they will get its answer.
pub(super) fn joined<'a>(tenant: &Tenant, question: &'a Question, main: i64, to: Address) -> NewMail<'a> {
    let filed = &question.filed;
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) có cùng nội dung với câu hỏi số {main} đang được xử lý. Khi câu hỏi đó được trả lời, \
         câu trả lời sẽ được gửi tới ông/bà.",
        filed.number, filed.subject
    );
    let dedupe = format!("question/{}/joined/{}", filed.id, filed.version);
    told_reader(tenant, filed.id.as_str(), dedupe, to, format!("Về câu hỏi số {}", filed.number), &text)
}

/// Sends the main question's answer to who asked the same.
pub(super) fn main_answered<'a>(
    tenant: &Tenant,
    question: &'a Question,
    (main, unit, body, url): (i64, &str, &str, &str),
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) có cùng nội dung với câu hỏi số {main}. {unit} trả lời như sau:\n\n{body}\n\n\
         Câu trả lời được đăng tại: {url}",
        filed.number, filed.subject
    );
    let dedupe = format!("question/{}/main-answer", filed.id);
    told_reader(tenant, filed.id.as_str(), dedupe, to, format!("Trả lời câu hỏi số {}", filed.number), &text)
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
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) không được trả lời trên Trang thông tin điện tử vì {why}. {reason}\n\nNếu cần trao đổi \
         thêm, đề nghị ông/bà liên hệ theo địa chỉ dưới đây.",
        filed.number, filed.subject
    );
    let dedupe = format!("question/{}/closed/{}", filed.id, filed.version);
    told_reader(tenant, filed.id.as_str(), dedupe, to, format!("Về câu hỏi số {}", filed.number), &text)
}
