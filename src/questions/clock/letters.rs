//! The letters of the clock: asking the reader for more, new last days, requests for more time, reminders.

use jiff::civil::Date;

use crate::base::clock::{date_vi, weekday_date_vi};
use crate::base::id::{AccountId, QuestionId};
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::outbox::NewMail;
use crate::tenants::directory::Tenant;

use super::super::store::Filed;

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

/// One letter about a question; its id is put in by who sends it.
struct About<'a> {
    tenant: &'a Tenant,
    class: Class,
    key: String,
    label: String,
    greeting: String,
    subject: String,
    text: String,
}

impl About<'_> {
    fn letter<'a>(self, to: Address) -> NewMail<'a> {
        NewMail {
            class: self.class,
            dedupe_key: self.key,
            subject_kind: "question",
            subject_id: "",
            responsible: None,
            recipient_label: self.label,
            to,
            subject: self.subject,
            text: format!("{},\n\n{}\n{}", self.greeting, self.text, signature(self.tenant)),
            bounces: true,
        }
    }

    fn reader(tenant: &Tenant, key: String, subject: String, text: String) -> About<'_> {
        About {
            tenant,
            class: Class::Reader,
            key,
            label: "người hỏi".into(),
            greeting: "Kính gửi ông/bà".into(),
            subject,
            text,
        }
    }
}

/// Asks the reader for more, and says what that means for the last day.
pub(super) fn clarify(
    tenant: &Tenant,
    filed: &Filed,
    pause: &str,
    request: &str,
    until: Date,
    to: Address,
) -> NewMail<'static> {
    let text = format!(
        "Để trả lời câu hỏi số {} của ông/bà ({}), cơ quan cần ông/bà cho biết thêm:\n\n{request}\n\n\
         Đề nghị ông/bà bổ sung chậm nhất ngày {}, tại trang theo dõi câu hỏi (dùng mã theo dõi đã nhận): {}\n\n\
         Thời hạn trả lời tạm dừng từ hôm nay cho đến khi ông/bà bổ sung hoặc hết ngày nói trên; sau đó được tính tiếp, và \
         ông/bà sẽ được báo hạn mới.",
        filed.number,
        filed.subject,
        weekday_date_vi(until),
        tenant.url("/hoi-dap/theo-doi"),
    );
    let subject = format!("Đề nghị bổ sung thông tin cho câu hỏi số {}", filed.number);
    About::reader(tenant, format!("question/{}/clarify/{pause}", filed.id), subject, text).letter(to)
}

/// Tells the reader that the clock goes on, until when.
pub(super) fn resumed(
    tenant: &Tenant,
    filed: &Filed,
    pause: &str,
    why: &str,
    due: Option<Date>,
    to: Address,
) -> NewMail<'static> {
    let due = due.map(|due| format!(" Hạn trả lời mới: {}.", weekday_date_vi(due))).unwrap_or_default();
    let text = format!(
        "Về câu hỏi số {} của ông/bà ({}): {why} Thời hạn trả lời được tính tiếp.{due}\n\nTheo dõi tại: {}",
        filed.number,
        filed.subject,
        tenant.url("/hoi-dap/theo-doi"),
    );
    let subject = format!("Câu hỏi số {}: hạn trả lời được tính tiếp", filed.number);
    About::reader(tenant, format!("question/{}/resumed/{pause}", filed.id), subject, text).letter(to)
}

/// Tells the unit that the reader has added something, or that the term is over. `reply` has nothing that leads to them.
pub(super) fn unit_resumed(
    tenant: &Tenant,
    filed: &Filed,
    (unit, to): (&str, Address),
    pause: &str,
    reply: &str,
    due: Option<Date>,
) -> NewMail<'static> {
    let due = due.map(|due| format!("\nHạn trả lời mới: {}.", weekday_date_vi(due))).unwrap_or_default();
    let text = format!(
        "Về câu hỏi số {} đã gửi đơn vị: {reply}\n{due}\nĐơn vị trả lời bằng liên kết trong thư giao câu hỏi này.",
        filed.number
    );
    About {
        tenant,
        class: Class::Unit,
        key: format!("question/{}/unit-resumed/{pause}", filed.id),
        label: unit.to_owned(),
        greeting: format!("Kính gửi {unit}"),
        subject: format!("Câu hỏi số {}: hạn trả lời được tính tiếp", filed.number),
        text,
    }
    .letter(to)
}

/// Tells the reader of a new last day and why.
pub(super) fn extended(
    tenant: &Tenant,
    filed: &Filed,
    extension: &str,
    reason: &str,
    due: Date,
    to: Address,
) -> NewMail<'static> {
    let text = format!(
        "Câu hỏi số {} của ông/bà ({}) cần thêm thời gian để trả lời.\n\nLý do: {reason}\nNgày trả lời mới, chậm nhất: {}.\n\n\
         Mong ông/bà thông cảm. Theo dõi tại: {}",
        filed.number,
        filed.subject,
        weekday_date_vi(due),
        tenant.url("/hoi-dap/theo-doi"),
    );
    let subject = format!("Câu hỏi số {}: ngày trả lời mới {}", filed.number, date_vi(due));
    About::reader(tenant, format!("question/{}/extended/{extension}", filed.id), subject, text).letter(to)
}

/// Tells the unit what became of its request.
pub(super) fn decided(
    tenant: &Tenant,
    filed: &Filed,
    (unit, to): (&str, Address),
    extension: &str,
    text: String,
) -> NewMail<'static> {
    About {
        tenant,
        class: Class::Unit,
        key: format!("question/{}/decided/{extension}", filed.id),
        label: unit.to_owned(),
        greeting: format!("Kính gửi {unit}"),
        subject: format!("Về đề nghị gia hạn trả lời câu hỏi số {}", filed.number),
        text,
    }
    .letter(to)
}

/// What one person is reminded of on a day.
pub(super) struct Digest<'a> {
    pub(super) recipient: &'a str,
    pub(super) label: &'a str,
    pub(super) responsible: Option<&'a AccountId>,
    pub(super) day: Date,
    pub(super) serial: i64,
    pub(super) lines: Vec<String>,
    pub(super) first: &'a QuestionId,
}

/// The letter: a list by numbers and days, and not a word of a reader's.
pub(super) fn digest<'a>(tenant: &Tenant, digest: Digest<'a>, to: Address) -> NewMail<'a> {
    let count = digest.lines.len();
    let list: String = digest.lines.iter().map(|line| format!("- {line}\n")).collect();
    let text = format!(
        "Kính gửi {},\n\nĐến ngày {}, các câu hỏi sau của {} sắp đến hạn hoặc đã quá hạn trả lời:\n\n{list}\n\
         Đơn vị trả lời bằng liên kết trong thư giao từng câu hỏi, hoặc trong trang quản trị. Nếu cần thêm thời gian, đề nghị nêu \
         lý do và ngày trả lời mới trước khi hết hạn.\n\nCâu hỏi đã trả lời xong thì không nhắc nữa.\n{}",
        digest.label,
        date_vi(digest.day),
        tenant.identity().full_name,
        signature(tenant),
    );
    NewMail {
        class: Class::Reminder,
        dedupe_key: format!("question-reminders/{}/{}/{}", digest.recipient, digest.day, digest.serial),
        subject_kind: "question",
        subject_id: digest.first.as_str(),
        responsible: digest.responsible,
        recipient_label: digest.label.to_owned(),
        to,
        subject: format!("Nhắc hạn trả lời: {count} câu hỏi, {}", date_vi(digest.day)),
        text,
        bounces: true,
    }
}
