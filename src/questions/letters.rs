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
use super::store::{Filed, PublicQuestion, Question};

/// A letter about a question. The office's own signature, where it has set one, comes under it in the outbox.
fn about<'a>(
    tenant: &Tenant,
    class: Class,
    id: &'a str,
    dedupe: String,
    (label, to): (&str, Address),
    letter: &impl Letter,
) -> NewMail<'a> {
    let Written { subject, text } = write(letter, &Signature::of(tenant));
    NewMail {
        class,
        dedupe_key: dedupe,
        subject_kind: "question",
        subject_id: id,
        responsible: None,
        recipient_label: label.to_owned(),
        to,
        subject,
        text,
        bounces: true,
    }
}

/// A letter to who asked.
pub(super) fn to_reader<'a>(
    tenant: &Tenant,
    id: &'a str,
    dedupe: String,
    to: Address,
    letter: &impl Letter,
) -> NewMail<'a> {
    about(tenant, Class::Reader, id, dedupe, ("người hỏi", to), letter)
}

/// A letter to a unit or a body, by its name.
pub(super) fn to_unit<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    dedupe: String,
    unit: (&str, Address),
    letter: &impl Letter,
) -> NewMail<'a> {
    about(tenant, Class::Unit, filed.id.as_str(), dedupe, unit, letter)
}

/// A letter that the next one makes needless.
pub(super) fn reminder<'a>(
    tenant: &Tenant,
    id: &'a str,
    dedupe: String,
    person: (&str, Address),
    letter: &impl Letter,
) -> NewMail<'a> {
    about(tenant, Class::Reminder, id, dedupe, person, letter)
}

/// Where readers follow a question.
pub(super) fn track_url(tenant: &Tenant) -> String {
    tenant.url("/hoi-dap/theo-doi")
}

/// Tells the reader what is new about their question: `key` makes the letter one.
pub(super) fn progress<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    key: &str,
    (news, said): (String, &str),
    due: Option<jiff::civil::Date>,
    to: Address,
) -> NewMail<'a> {
    let letter = kinds::Progress {
        news,
        office: &tenant.identity().body,
        number: filed.number,
        subject: &filed.subject,
        said,
        due: due.map(crate::base::clock::weekday_date_vi),
        track_url: track_url(tenant),
    };
    to_reader(tenant, filed.id.as_str(), format!("question/{}/{key}", filed.id), to, &letter)
}

/// Something new about a question that a unit has; `words` are the reader's, without what leads to them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct News<'a> {
    /// Makes the letter one.
    pub(super) key: &'a str,
    /// In a few words.
    pub(super) news: &'a str,
    /// In a sentence.
    pub(super) said: &'a str,
    /// What the reader said, or "".
    pub(super) words: &'a str,
    /// The last day, where it is told.
    pub(super) due: Option<jiff::civil::Date>,
}

/// Tells a unit.
pub(super) fn unit_news<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    (unit, to): (&str, Address),
    new: News<'_>,
) -> NewMail<'a> {
    let letter = kinds::UnitNews {
        news: new.news,
        unit,
        number: filed.number,
        said: new.said,
        words: new.words,
        due: new.due.map(crate::base::clock::weekday_date_vi),
    };
    to_unit(tenant, filed, format!("question/{}/{}", filed.id, new.key), (unit, to), &letter)
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
        track_url: track_url(tenant),
    };
    let dedupe = format!("question/{}/ack", receipt.question_id);
    let mail = to_reader(tenant, receipt.question_id.as_str(), dedupe, to, &letter);
    // Nobody answers an acknowledgement, not even a machine.
    let sealed = receipt.class.is_sealed();
    let (subject_kind, recipient_label) =
        if sealed { ("sealed", "người gửi".into()) } else { (mail.subject_kind, mail.recipient_label) };
    NewMail { bounces: false, subject_kind, recipient_label, ..mail }
}

/// Why a question goes to a unit.
#[derive(Clone, Copy, Debug)]
pub(super) enum Errand<'a> {
    /// It is given to it, with a remark or "".
    Given(&'a str),
    /// Its answer goes back, with the reason.
    Returned {
        /// Why.
        reason: &'a str,
        /// The answer, without what leads to the reader.
        answer: &'a str,
    },
}

/// What goes to a unit: nothing in it leads to the reader.
pub(super) struct ToUnit<'a> {
    pub(super) unit: &'a Unit,
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
    pub(super) dispatch_id: &'a str,
    pub(super) link: &'a str,
    pub(super) by_reply: bool,
}

/// Sends a question to a unit, or its answer back.
pub(super) fn dispatch<'a>(
    tenant: &Tenant,
    question: &'a Question,
    given: &ToUnit<'_>,
    errand: Errand<'_>,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let ToUnit { unit, subject, body, dispatch_id, link, by_reply } = *given;
    let (number, due, label) = (filed.number, filed.due_on.map(date_vi), unit.name.as_str());
    let mail = match errand {
        Errand::Given(note) => {
            let letter = kinds::Dispatch { unit: label, number, due, subject, body, note, link, by_reply };
            to_unit(tenant, filed, format!("dispatch/{dispatch_id}"), (label, to), &letter)
        }
        Errand::Returned { reason, answer } => {
            let letter =
                kinds::Returned { unit: label, number, subject, reason, due, answer, link, by_reply };
            to_unit(tenant, filed, format!("dispatch/{dispatch_id}/returned"), (label, to), &letter)
        }
    };
    NewMail { responsible: question.assigned_by.as_ref(), ..mail }
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
    let letter = kinds::Answer {
        unit,
        number: filed.number,
        subject: &filed.subject,
        same_as: None,
        answer: body.trim(),
        url,
    };
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
    let letter = kinds::Transferred {
        office,
        number: filed.number,
        subject: &filed.subject,
        whose,
        why: "",
        reach: Vec::new(),
        advice,
    };
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
