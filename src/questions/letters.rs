//! The letters of the question desk, in plain administrative Vietnamese.

use crate::base::clock::date_vi;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::letters::signature::Signature;
use crate::letters::{Letter, Written, kinds, write};
use crate::outbox::NewMail;
use crate::tenants::Unit;
use crate::tenants::directory::Tenant;

use super::intake::Receipt;
use super::store::{PublicQuestion, Question};

/// A letter to who asked. The office's own signature, where it has set one, comes under it in the outbox.
fn to_reader<'a>(
    tenant: &Tenant,
    id: &'a str,
    dedupe: String,
    to: Address,
    letter: &impl Letter,
) -> NewMail<'a> {
    let Written { subject, text } = write(letter, &Signature::of(tenant));
    NewMail {
        class: Class::Reader,
        dedupe_key: dedupe,
        subject_kind: "question",
        subject_id: id,
        responsible: None,
        recipient_label: "người hỏi".into(),
        to,
        subject,
        text,
        bounces: true,
    }
}

/// The signature of a tenant under a letter written in words of its own.
pub(super) fn signature(tenant: &Tenant) -> String {
    format!("\n{}", Signature::of(tenant).print())
}

/// A letter to who asked, in words of its own.
pub(super) fn told_reader<'a>(
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
    let letter = kinds::Acknowledgement {
        office: &tenant.identity().body,
        noun: receipt.class.noun(),
        number: receipt.number,
        code: &receipt.code,
        due: receipt.due_on.map(date_vi),
        next: receipt.class.acknowledged(),
        advice: receipt.advice.as_deref().unwrap_or_default(),
        track_url: tenant.url("/hoi-dap/theo-doi"),
    };
    let dedupe = format!("question/{}/ack", receipt.question_id);
    let mail = to_reader(tenant, receipt.question_id.as_str(), dedupe, to, &letter);
    // Nobody answers an acknowledgement, not even a machine.
    let sealed = receipt.class.is_sealed();
    let (subject_kind, recipient_label) =
        if sealed { ("sealed", "người gửi".into()) } else { (mail.subject_kind, mail.recipient_label) };
    NewMail { bounces: false, subject_kind, recipient_label, ..mail }
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
    by_reply: bool,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let (subject, body) = subject_and_body;
    let letter = kinds::Dispatch {
        unit: &unit.name,
        number: filed.number,
        due: filed.due_on.map(date_vi),
        subject,
        body,
        note,
        link,
        by_reply,
    };
    let Written { subject, text } = write(&letter, &Signature::of(tenant));
    NewMail {
        class: Class::Unit,
        dedupe_key: format!("dispatch/{dispatch_id}"),
        subject_kind: "question",
        subject_id: filed.id.as_str(),
        responsible: question.assigned_by.as_ref(),
        recipient_label: unit.name.clone(),
        to,
        subject,
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
    let letter =
        kinds::Answer { unit, number: filed.number, subject: &filed.subject, answer: body.trim(), url };
    let dedupe = format!("question/{}/answer/{}", filed.id, filed.version);
    to_reader(tenant, filed.id.as_str(), dedupe, to, &letter)
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
    let office = &tenant.identity().body;
    let letter = kinds::Transferred { office, number: filed.number, subject: &filed.subject, whose, advice };
    let dedupe = format!("question/{}/transfer/{}", filed.id, filed.version);
    to_reader(tenant, filed.id.as_str(), dedupe, to, &letter)
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
