//! Taking a question in: parsed whole or refused with every reason, and acknowledged in the same transaction.

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{QuestionId, TenantId};
use crate::base::mail::Address;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::base::text::normalise;
use crate::outbox::{self, MailSettings, NewMail};
use crate::tenants::directory::Tenant;

use super::attachments::{self, Owner};
use super::channels::Channel;
use super::classes::Class;
use super::codes::{code_digest, fresh_code};
use super::store::{self, NewRow};
use super::{Contact, letters, rules, sealed, spam};

/// The longest subject, in characters.
const SUBJECT: usize = 200;
/// The longest question, in characters.
const BODY: usize = 5000;
/// The longest of the smaller fields, in characters.
const MORE: usize = 300;
/// The law behind what is asked of the reader.
const FORM: &str = "Quy chế Điều 10";

/// What a reader sent.
#[derive(Clone, Debug, Default)]
pub struct NewQuestion {
    /// What kind of matter it is.
    pub class: Class,
    /// How it came in.
    pub channel: Channel,
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
    /// What the class wants to know besides, or "".
    pub more: String,
    /// Consent to handle the data in order to answer.
    pub consent_answer: bool,
    /// Consent to show the name.
    pub consent_name: bool,
    /// What makes one form the same when it is sent twice; files staged under it come along.
    pub nonce: Option<String>,
    /// Where it was sent from, for the audit.
    pub client: Option<String>,
    /// When it came, where that is not now: a letter.
    pub received_at: Option<Millis>,
    /// Who wrote it down for the sender; the sender then need not leave a contact.
    pub taken_by: Option<Actor>,
}

impl NewQuestion {
    fn at_the_desk(&self) -> bool {
        self.taken_by.is_some()
    }
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
    /// What kind of matter it is.
    pub class: Class,
    /// When it came.
    pub received_at: Millis,
    /// What to know besides: where a complaint lawfully goes.
    pub advice: Option<String>,
    /// When the same words had come before.
    pub same_before: Option<Millis>,
}

/// A question that holds.
pub(super) struct Parsed {
    pub(super) contact: Contact,
    pub(super) email: Option<Address>,
    pub(super) subject: String,
    pub(super) body: String,
}

/// Whether a form would be taken.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub fn check(new: &NewQuestion) -> Result<()> {
    parse(new).map(drop)
}

fn parse(new: &NewQuestion) -> Result<Parsed> {
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let contact = Contact {
        name: tidy(&new.name),
        email: tidy(&new.email),
        phone: tidy(&new.phone),
        place: tidy(&new.place),
    };
    let (subject, body, more) = (tidy(&new.subject), tidy(&new.body), tidy(&new.more));
    let asks = new.class.asks();
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
    match asks.more {
        Some((_, what)) if more.is_empty() && !new.at_the_desk() => refuse("more", what, new.class.clause()),
        _ if more.chars().count() > MORE => refuse("more", "Mục này dài quá 300 ký tự.", FORM),
        _ => {}
    }
    if contact.name.is_empty() && asks.name && !new.at_the_desk() {
        refuse("name", NAMELESS, FORM);
    }
    if asks.place && contact.place.is_empty() && !new.at_the_desk() {
        refuse("place", "Loại này cần địa chỉ nơi ở. Hãy ghi địa chỉ.", new.class.clause());
    }
    if asks.contact && contact.email.is_empty() && contact.phone.is_empty() && !new.at_the_desk() {
        refuse("email", "Hãy ghi thư điện tử hoặc số điện thoại để nhận câu trả lời.", FORM);
    }
    // A body acting under the law of its sector needs no consent for a letter it must answer (NĐ 13/2023 Điều 17.5).
    if !new.consent_answer && !new.at_the_desk() {
        refuse(
            "consent_answer",
            "Cần đồng ý cho cơ quan dùng thông tin liên hệ để xử lý và trả lời câu hỏi.",
            "NĐ 13/2023 Đ11; Luật 91/2025 Đ9",
        );
    }
    refusals.extend(malformed(&contact));
    Error::unless_empty(refusals)?;
    let body = match asks.more.filter(|_| !more.is_empty()) {
        Some((label, _)) => format!("{label}: {more}\n\n{body}"),
        None => body,
    };
    let email = address(&contact.email);
    Ok(Parsed { contact, email, subject, body })
}

const NAMELESS: &str = "Hãy ghi họ tên (2 đến 100 ký tự).";

/// What of a contact cannot be so; what is empty is not given.
pub(super) fn malformed(contact: &Contact) -> Vec<Refusal> {
    let given = |text: &str| !text.is_empty();
    let checks = [
        (given(&contact.name) && !(2..=100).contains(&contact.name.chars().count()), "name", NAMELESS),
        (contact.place.chars().count() > MORE, "place", "Địa chỉ dài quá 300 ký tự."),
        (
            given(&contact.email) && address(&contact.email).is_none(),
            "email",
            "Địa chỉ thư điện tử không đúng. Ví dụ đúng: ten@example.vn.",
        ),
        (
            given(&contact.phone) && !is_phone(&contact.phone),
            "phone",
            "Số điện thoại không đúng. Hãy ghi 9 đến 11 chữ số.",
        ),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    failed.map(|(_, field, message)| Refusal::new(field, message, FORM)).collect()
}

/// Whether a text may be a mail address.
pub fn is_address(text: &str) -> bool {
    address(text).is_some()
}

fn address(text: &str) -> Option<Address> {
    let domain = text.rsplit_once('@')?.1;
    (text.is_ascii() && text.len() <= 254 && domain.contains('.')).then(|| text.parse().ok()).flatten()
}

/// Whether a text may be a telephone number.
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (9..=12).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " .-+()".contains(c))
}

/// The digest under which one sending of a form is known.
pub(super) fn form_digest(db: &Db, tenant: &TenantId, nonce: &str) -> String {
    db.sealer.digest(&format!("question-form/{tenant}"), nonce)
}

/// An address gets one acknowledgement of mail in this time, so that two machines do not answer each other.
const QUIET: Millis = 7 * DAY;

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
    let digest = new.nonce.as_deref().map(|nonce| form_digest(db, tenant.id(), nonce)).unwrap_or_default();
    if let Some(known) = store::by_submission(&mut db.read(tenant.id()).await?, &digest).await? {
        return Ok(known);
    }
    Ok(ask(db, mail, tenant, NewQuestion { channel: Channel::Mail, ..new }).await?.question_id)
}

/// Registers a question and acknowledges it; what is sealed goes to its drawer instead.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::Conflict`] when the same form was sent before.
pub async fn ask(db: &Db, mail: &MailSettings, tenant: &Tenant, new: NewQuestion) -> Result<Receipt> {
    let parsed = parse(&new)?;
    let actor = new.taken_by.clone().unwrap_or_else(|| Actor::reader(new.client.clone()));
    let mut scope = db.write(tenant.id(), &actor).await?;
    let submission = new.nonce.as_deref().map(|nonce| form_digest(db, tenant.id(), nonce));
    if let Some(digest) = &submission
        && (store::was_submitted(&mut scope, digest).await?
            || sealed::was_submitted(&mut scope, digest).await?)
    {
        let message = "Câu hỏi này đã được tiếp nhận ở lần gửi trước. Hãy dùng mã theo dõi đã nhận; nếu muốn hỏi thêm, hãy mở lại biểu mẫu.";
        return Err(Error::Conflict(message.into()));
    }
    let received_at = new.received_at.unwrap_or_else(|| db.clock.now());
    let receipt = if new.class.is_sealed() {
        sealed::take_in(&mut scope, tenant, &new, &parsed, submission, received_at).await?
    } else {
        register(&mut scope, tenant, &new, &parsed, submission, received_at).await?
    };
    if let Some(to) = parsed.email {
        let keeper =
            if new.class.is_sealed() { sealed::keeper(&mut scope, db.clock.today()).await? } else { None };
        let letter = letters::acknowledgement(tenant, &receipt, to);
        let mut letter = NewMail { responsible: keeper.as_ref(), ..letter };
        if new.channel == Channel::Mail {
            let who = db.sealer.digest("question/acknowledged", &parsed.contact.email.to_lowercase());
            letter.dedupe_key = format!("question/ack/{who}/{}", db.clock.now() / QUIET);
        }
        outbox::enqueue(&mut scope, &mail.named(&tenant.identity().body), letter).await?;
    }
    scope.commit().await?;
    Ok(receipt)
}

async fn register(
    scope: &mut WriteScope,
    tenant: &Tenant,
    new: &NewQuestion,
    parsed: &Parsed,
    submission_digest: Option<String>,
    received_at: Millis,
) -> Result<Receipt> {
    let db = scope.db().clone();
    let id = QuestionId::fresh(&db.clock, &db.entropy);
    let number = scope.next_number("questions").await?;
    let code = fresh_code(&db);
    let due_on = rules::due(new.class.key(), received_at).on;
    let content = spam::content_digest(&db, tenant.id(), &parsed.subject, &parsed.body);
    let same = spam::same_words(scope, &content, db.clock.now()).await?;
    let nobody = parsed.contact == Contact::default();
    let row = NewRow {
        id: &id,
        number,
        code_digest: code_digest(&db, tenant.id(), &code),
        submission_digest: submission_digest.clone(),
        subject: &parsed.subject,
        body: &parsed.body,
        contact: if nobody { None } else { Some(parsed.contact.seal(&db, tenant.id(), &id)?) },
        consent_name: new.consent_name && new.class.publishable(),
        consent_version: &rules::consent(db.clock.today()).version,
        received_at,
        due_on,
        class: new.class,
        channel: new.channel,
        consent_answer: new.consent_answer,
        content_digest: Some(content),
        same_as: same.as_ref().map(|same| same.id.clone()),
    };
    store::insert(scope, row).await?;
    if let Some(form) = &submission_digest {
        attachments::store::pass(scope, &Owner::Form(form.clone()), &Owner::Question(id.clone())).await?;
    }
    store::event(scope, &id, "question.receive", Class::received_by(new.channel), true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit(
        "question.receive",
        "question",
        id.as_str(),
        json!({ "number": number, "class": new.class.key(), "channel": new.channel.key() }),
    );
    Ok(Receipt {
        number,
        code,
        question_id: id,
        due_on: Some(due_on),
        class: new.class,
        received_at,
        advice: None,
        same_before: same.map(|same| same.at),
    })
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
