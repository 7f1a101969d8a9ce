//! The letters of the question desk, in plain administrative Vietnamese.

use crate::base::clock::date_vi;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::outbox::NewMail;
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

use super::intake::Receipt;
use super::store::{PublicQuestion, Question};

fn signature(tenant: &Tenant) -> String {
    let footer = &tenant.profile.footer;
    format!(
        "\n--\n{}\n{}\nĐiện thoại: {} - Thư điện tử: {}\n{}\n",
        tenant.identity().body,
        footer.address,
        footer.phone,
        footer.email,
        tenant.url("/")
    )
}

pub(super) fn to_reader<'a>(
    tenant: &Tenant,
    id: &'a str,
    dedupe: String,
    to: Address,
    subject: String,
    text: &str,
) -> NewMail<'a> {
    NewMail {
        class: Class::Reader,
        dedupe_key: dedupe,
        subject_kind: "question",
        subject_id: id,
        responsible: None,
        recipient_label: "người hỏi".into(),
        to,
        subject,
        text: format!("Kính gửi ông/bà,\n\n{text}\n{}", signature(tenant)),
        bounces: true,
    }
}

/// Tells the reader that the question is registered, and its code.
pub(super) fn acknowledgement<'a>(tenant: &Tenant, receipt: &'a Receipt, to: Address) -> NewMail<'a> {
    let due = receipt.due_on.map(|due| format!(" Hạn trả lời: {}.", date_vi(due))).unwrap_or_default();
    let text = format!(
        "{} đã tiếp nhận câu hỏi của ông/bà, số {} trong sổ.{due}\n\nMã theo dõi: {}\nTheo dõi tại: {}\n\n\
         Đây là thư tự động, xin không trả lời thư này.",
        tenant.identity().body,
        receipt.number,
        receipt.code,
        tenant.url("/hoi-dap/theo-doi"),
    );
    let mail = to_reader(
        tenant,
        receipt.question_id.as_str(),
        format!("question/{}/ack", receipt.question_id),
        to,
        format!("Đã tiếp nhận câu hỏi số {}", receipt.number),
        &text,
    );
    // Nobody answers an acknowledgement, not even a machine.
    NewMail { bounces: false, ..mail }
}

/// Sends a question to a unit; nothing in it leads to the reader.
pub(super) fn dispatch<'a>(
    tenant: &Tenant,
    question: &'a Question,
    unit: &Unit,
    subject_and_body: (&str, &str),
    note: &str,
    dispatch_id: &str,
    link: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let (subject, body) = subject_and_body;
    let due = filed.due_on.map(|due| format!("Hạn trả lời: {}.\n", date_vi(due))).unwrap_or_default();
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("Lời nhắn của Ban Biên tập: {note}\n\n")
    };
    let text = format!(
        "Kính gửi {},\n\nBan Biên tập Trang thông tin điện tử chuyển câu hỏi số {} của người dân để đơn vị trả lời.\n{due}\n\
         Tiêu đề: {subject}\n\nNội dung:\n{body}\n\n{note}Đơn vị trả lời tại địa chỉ sau (không cần tài khoản; xin không chuyển địa chỉ này cho người khác):\n{link}\n{}",
        unit.name,
        filed.number,
        signature(tenant),
    );
    NewMail {
        class: Class::Unit,
        dedupe_key: format!("dispatch/{dispatch_id}"),
        subject_kind: "question",
        subject_id: filed.id.as_str(),
        responsible: question.assigned_by.as_ref(),
        recipient_label: unit.name.clone(),
        to,
        subject: format!("Đề nghị trả lời câu hỏi số {}: {subject}", filed.number),
        text,
        bounces: true,
    }
}

/// Sends the answer to who asked.
pub(super) fn answer<'a>(
    tenant: &Tenant,
    question: &'a Question,
    unit: &str,
    body: &str,
    url: Option<&str>,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let url = url.map(|url| format!("\nCâu trả lời cũng được đăng tại: {url}\n")).unwrap_or_default();
    let text = format!(
        "{unit} trả lời câu hỏi số {} của ông/bà ({}) như sau:\n\n{body}\n{url}",
        filed.number, filed.subject
    );
    let dedupe = format!("question/{}/answer/{}", filed.id, filed.version);
    to_reader(
        tenant,
        filed.id.as_str(),
        dedupe,
        to,
        format!("Trả lời câu hỏi số {}: {}", filed.number, filed.subject),
        &text,
    )
}

/// Tells the reader at once whose matter it is (NĐ 43/2011 Đ17.1.đ).
pub(super) fn transferred<'a>(
    tenant: &Tenant,
    question: &'a Question,
    whose: &str,
    advice: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) thuộc thẩm quyền của {whose}. {advice}\n\n{} đã chuyển câu hỏi và thông báo để ông/bà biết.",
        filed.number,
        filed.subject,
        tenant.identity().body
    );
    let dedupe = format!("question/{}/transfer/{}", filed.id, filed.version);
    to_reader(tenant, filed.id.as_str(), dedupe, to, format!("Về câu hỏi số {}", filed.number), &text)
}

/// The words of an answered question for the page, from which nothing leads to the reader.
pub(super) fn page_url(tenant: &Tenant, slug: &str) -> String {
    let section = tenant.profile.section(crate::tenants::SectionKey::Questions);
    let section = section.map_or("hoi-dap", |section| section.slug.as_str());
    tenant.url(&format!("/{section}/{slug}"))
}

/// What an answered question gives to lists and the search, in one text.
pub fn plain(question: &PublicQuestion) -> String {
    format!("{}\n{}\n{}", question.subject, question.body, question.answer)
}
