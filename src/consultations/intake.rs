//! Taking a comment in: within the time, parsed whole or refused with every reason.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Db, Reach};
use crate::base::text::normalise;
use crate::questions::{Contact, intake, rules as consents};
use crate::tenants::directory::Tenant;

use super::{ASKED, Consultation, Phase, comments, store};

/// The longest comment, in characters.
pub const BODY: usize = 5000;

/// What a reader sent.
#[derive(Clone, Debug, Default)]
pub struct NewComment {
    /// The anchor of an article, or "" for the whole.
    pub article: String,
    /// What they say.
    pub body: String,
    /// Who they are, as far as they say.
    pub contact: Contact,
    /// Consent to handle what they say of themselves.
    pub consent_handle: bool,
    /// Consent to show the name.
    pub consent_name: bool,
    /// What makes one form the same when it is sent twice.
    pub nonce: String,
    /// Where it was sent from, for the audit.
    pub client: Option<String>,
}

fn tidied(new: &NewComment) -> (String, Contact) {
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let Contact { name, email, phone, place } = &new.contact;
    let contact = Contact { name: tidy(name), email: tidy(email), phone: tidy(phone), place: tidy(place) };
    (tidy(&new.body), contact)
}

/// Everything that stands against a comment.
fn against(new: &NewComment, body: &str, contact: &Contact, known: &Consultation) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str, clause| refusals.push(Refusal::new(field, message, clause));
    let known_article = known.articles().1.iter().any(|article| article.anchor == new.article);
    if !new.article.is_empty() && !known_article {
        refuse("article", "Dự thảo không có điều này. Hãy chọn lại.", ASKED);
    }
    match body.chars().count() {
        0..10 => refuse("body", "Hãy ghi ý kiến, ít nhất 10 ký tự.", ASKED),
        10..=BODY => {}
        _ => refuse(
            "body",
            "Ý kiến dài quá 5.000 ký tự. Hãy gửi thành nhiều ý kiến, mỗi ý kiến về một điều.",
            ASKED,
        ),
    }
    for (field, text) in [("name", &contact.name), ("place", &contact.place)] {
        if text.chars().count() > 300 {
            refuse(field, "Mục này dài quá 300 ký tự.", ASKED);
        }
    }
    if !contact.email.is_empty() && !intake::is_address(&contact.email) {
        refuse("email", "Địa chỉ thư điện tử không đúng. Ví dụ đúng: ten@example.vn.", ASKED);
    }
    if !contact.phone.is_empty() && !intake::is_phone(&contact.phone) {
        refuse("phone", "Số điện thoại không đúng. Hãy ghi 9 đến 11 chữ số.", ASKED);
    }
    if new.consent_name && contact.name.is_empty() {
        refuse("name", "Muốn hiện họ tên cùng ý kiến, hãy ghi họ tên.", ASKED);
    }
    if *contact != Contact::default() && !new.consent_handle {
        refuse(
            "consent_handle",
            "Ông/bà có ghi thông tin của mình: cần đồng ý cho cơ quan dùng để tổng hợp ý kiến, hoặc để trống các mục đó.",
            "NĐ 13/2023 Đ11; Luật 91/2025 Đ9",
        );
    }
    refusals
}

/// Takes a comment in; its number.
///
/// # Errors
/// [`Error::Refused`] outside the time and with every reason; [`Error::Conflict`] when the same form was sent before.
pub async fn send(db: &Db, tenant: &Tenant, slug: &str, new: NewComment) -> Result<i64> {
    let actor = Actor::reader(new.client.clone());
    let mut scope = db.write(tenant.id(), &actor).await?;
    let known = store::public(&mut scope, slug).await?;
    // The clock of the server decides, whatever page was open how long.
    if known.phase(db.clock.today()) != Phase::Open {
        let message = "Việc lấy ý kiến này không trong thời gian nhận góp ý, nên ý kiến chưa được nhận.";
        return Err(Error::refused("", message, ASKED));
    }
    let (body, contact) = tidied(&new);
    Error::unless_empty(against(&new, &body, &contact, &known))?;
    let nonce = Some(new.nonce.as_str()).filter(|nonce| !nonce.is_empty());
    let digest = nonce.map(|nonce| db.sealer.digest(&format!("consultation-form/{}", tenant.id()), nonce));
    if let Some(digest) = &digest
        && store::was_submitted(&mut scope, digest).await?
    {
        let message = "Ý kiến này đã được nhận ở lần gửi trước. Muốn góp ý thêm, hãy mở lại biểu mẫu.";
        return Err(Error::Conflict(message.into()));
    }
    let number = scope.next_number(&format!("consultation/{}", known.id)).await?;
    let id = fresh(db.clock.now(), &db.entropy);
    let sealed = if contact == Contact::default() {
        None
    } else {
        Some(comments::seal(db, tenant.id(), &id, &contact)?)
    };
    let row = store::NewRow {
        id: &id,
        consultation: &known.id,
        number,
        article: Some(new.article.as_str()).filter(|article| !article.is_empty()),
        body: &body,
        contact: sealed,
        consent_name: new.consent_name,
        consent_version: &consents::consent(db.clock.today()).version,
        submission_digest: digest,
    };
    store::insert_comment(&mut scope, row).await?;
    // Readers see how many came.
    scope.changed("consultation", &known.id, Reach::Public);
    scope.audit("consultation.receive", "consultation", &known.id, json!({ "number": number }));
    scope.commit().await?;
    Ok(number)
}
