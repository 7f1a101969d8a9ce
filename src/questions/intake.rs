//! Taking a question in: parsed whole or refused with every reason, and acknowledged in the same transaction.

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{QuestionId, TenantId};
use crate::base::mail::Address;
use crate::base::scope::{Db, Reach};
use crate::base::text::normalise;
use crate::outbox::{self, MailSettings};
use crate::tenants::directory::Tenant;

use super::store::{self, NewRow};
use super::{Contact, letters, rules};

/// The longest subject, in characters.
const SUBJECT: usize = 200;
/// The longest question, in characters.
const BODY: usize = 5000;
/// The law behind what is asked of the reader.
const FORM: &str = "Quy chế Điều 10";

/// What a reader sent.
#[derive(Clone, Debug, Default)]
pub struct NewQuestion {
    /// Their name.
    pub name: String,
    /// Mail address, or "".
    pub email: String,
    /// Telephone, or "".
    pub phone: String,
    /// Where they live, or "".
    pub place: String,
    /// What it is about.
    pub subject: String,
    /// The question.
    pub body: String,
    /// Consent to handle the data in order to answer.
    pub consent_answer: bool,
    /// Consent to show the name.
    pub consent_name: bool,
    /// What makes one form the same when it is sent twice.
    pub nonce: Option<String>,
    /// Where it was sent from, for the audit.
    pub client: Option<String>,
}

/// What the reader is told.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Number in the register.
    pub number: i64,
    /// The tracking code, only here in clear.
    pub code: String,
    /// Its id.
    pub question_id: QuestionId,
    /// The last day to answer.
    pub due_on: Option<Date>,
}

/// A question that holds.
struct Parsed {
    contact: Contact,
    email: Option<Address>,
    subject: String,
    body: String,
}

fn parse(new: &NewQuestion) -> Result<Parsed> {
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let contact = Contact {
        name: tidy(&new.name),
        email: tidy(&new.email),
        phone: tidy(&new.phone),
        place: tidy(&new.place),
    };
    let (subject, body) = (tidy(&new.subject), tidy(&new.body));
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str, clause| refusals.push(Refusal::new(field, message, clause));
    let length = subject.chars().count();
    if length < 5 {
        refuse("subject", "Hãy ghi tiêu đề, ít nhất 5 ký tự.", FORM);
    } else if length > SUBJECT {
        refuse("subject", "Tiêu đề dài quá 200 ký tự. Hãy rút gọn, phần chi tiết ghi ở nội dung.", FORM);
    }
    let length = body.chars().count();
    if length < 10 {
        refuse("body", "Hãy ghi nội dung câu hỏi, ít nhất 10 ký tự.", FORM);
    } else if length > BODY {
        refuse("body", "Nội dung dài quá 5.000 ký tự. Hãy tách thành nhiều câu hỏi.", FORM);
    }
    if contact.name.chars().count() < 2 || contact.name.chars().count() > 100 {
        refuse("name", "Hãy ghi họ tên (2 đến 100 ký tự).", FORM);
    }
    if contact.email.is_empty() && contact.phone.is_empty() {
        refuse("email", "Hãy ghi thư điện tử hoặc số điện thoại để nhận câu trả lời.", FORM);
    }
    let email = (!contact.email.is_empty()).then(|| address(&contact.email));
    if email == Some(None) {
        refuse("email", "Địa chỉ thư điện tử không đúng. Ví dụ đúng: ten@example.vn.", FORM);
    }
    if !contact.phone.is_empty() && !is_phone(&contact.phone) {
        refuse("phone", "Số điện thoại không đúng. Hãy ghi 9 đến 11 chữ số.", FORM);
    }
    if !new.consent_answer {
        refuse(
            "consent_answer",
            "Cần đồng ý cho cơ quan dùng thông tin liên hệ để xử lý và trả lời câu hỏi.",
            "NĐ 13/2023 Đ11; Luật 91/2025 Đ9",
        );
    }
    Error::unless_empty(refusals)?;
    Ok(Parsed { contact, email: email.flatten(), subject, body })
}

fn address(text: &str) -> Option<Address> {
    let domain = text.rsplit_once('@')?.1;
    (text.is_ascii() && text.len() <= 254 && domain.contains('.')).then(|| text.parse().ok()).flatten()
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (9..=12).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " .-+()".contains(c))
}

/// The digest that a tracking code is stored under; however it is typed.
pub(super) fn code_digest(db: &Db, tenant: &TenantId, code: &str) -> String {
    let bare: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect();
    db.sealer.digest(&format!("question-code/{tenant}"), &bare)
}

/// By which way a question came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    /// The form of the site.
    Form,
    /// The site's address for questions.
    Mail,
}

/// An address gets one acknowledgement of mail in this time, so that two machines do not answer each other.
const QUIET: Millis = 7 * DAY;

/// Registers a question and acknowledges it.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::Conflict`] when the same form was sent before.
pub async fn ask(db: &Db, mail: &MailSettings, tenant: &Tenant, new: NewQuestion) -> Result<Receipt> {
    register(db, mail, tenant, new, Channel::Form).await
}

/// Registers a question that came by mail, once, however often its message is read.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub(super) async fn ask_by_mail(
    db: &Db,
    mail: &MailSettings,
    tenant: &Tenant,
    new: NewQuestion,
) -> Result<QuestionId> {
    let digest =
        new.nonce.as_deref().map(|nonce| submission_digest(db, tenant.id(), nonce)).unwrap_or_default();
    if let Some(known) = store::by_submission(&mut db.read(tenant.id()).await?, &digest).await? {
        return Ok(known);
    }
    Ok(register(db, mail, tenant, new, Channel::Mail).await?.question_id)
}

fn submission_digest(db: &Db, tenant: &TenantId, nonce: &str) -> String {
    db.sealer.digest(&format!("question-form/{tenant}"), nonce)
}

async fn register(
    db: &Db,
    mail: &MailSettings,
    tenant: &Tenant,
    new: NewQuestion,
    channel: Channel,
) -> Result<Receipt> {
    let parsed = parse(&new)?;
    let actor = Actor::reader(new.client.clone());
    let mut scope = db.write(tenant.id(), &actor).await?;
    let submission_digest = new.nonce.as_deref().map(|nonce| submission_digest(db, tenant.id(), nonce));
    if let Some(digest) = &submission_digest
        && store::was_submitted(&mut scope, digest).await?
    {
        let message = "Câu hỏi này đã được tiếp nhận ở lần gửi trước. Hãy dùng mã theo dõi đã nhận; nếu muốn hỏi thêm, hãy mở lại biểu mẫu.";
        return Err(Error::Conflict(message.into()));
    }
    let id = QuestionId::fresh(&db.clock, &db.entropy);
    let now = db.clock.now();
    let number = scope.next_number("questions").await?;
    let raw = db.entropy.readable(10);
    let code = format!("{}-{}", &raw[..5], &raw[5..]);
    let due_on = rules::due(now).on;
    let row = NewRow {
        id: &id,
        number,
        code_digest: code_digest(db, tenant.id(), &code),
        submission_digest,
        subject: &parsed.subject,
        body: &parsed.body,
        contact: Some(parsed.contact.seal(db, tenant.id(), &id)?),
        consent_name: new.consent_name,
        consent_version: &rules::consent(db.clock.today()).version,
        received_at: now,
        due_on,
    };
    store::insert(&mut scope, row).await?;
    let words = match channel {
        Channel::Form => "Đã tiếp nhận qua trang thông tin điện tử",
        Channel::Mail => "Đã tiếp nhận qua thư điện tử",
    };
    store::event(&mut scope, &id, "question.receive", words, true).await?;
    let receipt = Receipt { number, code, question_id: id.clone(), due_on: Some(due_on) };
    if let Some(to) = parsed.email {
        let mut letter = letters::acknowledgement(tenant, &receipt, to);
        if channel == Channel::Mail {
            let who = db.sealer.digest("question/acknowledged", &parsed.contact.email.to_lowercase());
            letter.dedupe_key = format!("question/ack/{who}/{}", now / QUIET);
        }
        outbox::enqueue(&mut scope, &mail.named(&tenant.identity().body), letter).await?;
    }
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit("question.receive", "question", id.as_str(), json!({ "number": number }));
    scope.commit().await?;
    Ok(receipt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_at_once() {
        let Err(Error::Refused(refusals)) = parse(&NewQuestion::default()) else { panic!("refused") };
        let fields: Vec<_> = refusals.iter().map(|refusal| refusal.field).collect();
        assert_eq!(fields, ["subject", "body", "name", "email", "consent_answer"]);
    }

    #[test]
    fn addresses_and_phones() {
        assert!(address("ten@example.vn").is_some());
        for bad in ["ten", "ten@example", "tên@example.vn", "a@b.vn\r\nBcc: x@y.vn"] {
            assert!(address(bad).is_none(), "{bad}");
        }
        assert!(is_phone("0912 345 678") && is_phone("+84 912.345.678"));
        assert!(!is_phone("09123") && !is_phone("0912345678 gọi tối"));
    }
}
