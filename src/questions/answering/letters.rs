//! Letters about what became of a published answer.

use crate::base::mail::Address;
use crate::outbox::NewMail;
use crate::questions::letters::told_reader;
use crate::questions::store::Question;
use crate::tenants::directory::Tenant;

use super::store::Correction;

/// Tells who asked that the answer was corrected, and gives the answer as it is now.
pub(super) fn correction<'a>(
    tenant: &Tenant,
    question: &'a Question,
    correction: &Correction,
    url: Option<&str>,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let url = url.map(|url| format!("\nBản đã đính chính được đăng tại: {url}\n")).unwrap_or_default();
    let text = format!(
        "Câu trả lời cho câu hỏi số {} của ông/bà ({}) đã được đính chính.\n\nNội dung đính chính: {}\n\nCâu trả lời sau khi đính chính:\n\n{}\n{url}",
        filed.number, filed.subject, correction.reason, correction.answer
    );
    let dedupe = format!("question/{}/correction/{}", filed.id, correction.id);
    let subject = format!("Đính chính câu trả lời cho câu hỏi số {}", filed.number);
    told_reader(tenant, filed.id.as_str(), dedupe, to, subject, &text)
}

/// Tells who asked that the answer is no longer on the site.
pub(in crate::questions) fn withdrawal<'a>(
    tenant: &Tenant,
    question: &'a Question,
    reason: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) cùng câu trả lời đã được gỡ khỏi trang thông tin điện tử.\n\nLý do: {reason}\n\nCâu trả lời đã gửi ông/bà trước đây vẫn xem được bằng mã theo dõi tại: {}",
        filed.number,
        filed.subject,
        tenant.url("/hoi-dap/theo-doi"),
    );
    let dedupe = format!("question/{}/withdrawal/{}", filed.id, filed.version);
    let subject = format!("Đã gỡ câu trả lời cho câu hỏi số {}", filed.number);
    told_reader(tenant, filed.id.as_str(), dedupe, to, subject, &text)
}
