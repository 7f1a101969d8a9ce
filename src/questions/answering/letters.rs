//! Letters about what became of a published answer.

use crate::base::mail::Address;
use crate::letters::kinds;
use crate::outbox::NewMail;
use crate::questions::letters::{to_reader, track_url};
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
    let letter = kinds::Corrected {
        number: filed.number,
        subject: &filed.subject,
        reason: &correction.reason,
        answer: &correction.answer,
        url,
    };
    let dedupe = format!("question/{}/correction/{}", filed.id, correction.id);
    to_reader(tenant, filed.id.as_str(), dedupe, to, &letter)
}

/// Tells who asked that the answer is no longer on the site.
pub(in crate::questions) fn withdrawal<'a>(
    tenant: &Tenant,
    question: &'a Question,
    reason: &str,
    to: Address,
) -> NewMail<'a> {
    let filed = &question.filed;
    let letter = kinds::Withdrawn {
        number: filed.number,
        subject: &filed.subject,
        reason,
        track_url: track_url(tenant),
    };
    let dedupe = format!("question/{}/withdrawal/{}", filed.id, filed.version);
    to_reader(tenant, filed.id.as_str(), dedupe, to, &letter)
}
