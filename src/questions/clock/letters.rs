//! The letters of the clock: asking the reader for more, new last days, requests for more time, reminders.

use jiff::civil::Date;

use crate::base::clock::{date_vi, weekday_date_vi};
use crate::base::id::{AccountId, QuestionId};
use crate::base::mail::Address;
use crate::letters::kinds;
use crate::outbox::NewMail;
use crate::tenants::directory::Tenant;

use super::super::letters::{News, progress, reminder, to_reader, track_url, unit_news};
use super::super::store::Filed;

/// What a last day that goes on is called, to readers and units alike.
const GOES_ON: &str = "hạn trả lời được tính tiếp";

/// Asks the reader for more, and says what that means for the last day.
pub(super) fn clarify<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    pause: &str,
    request: &str,
    until: Date,
    to: Address,
) -> NewMail<'a> {
    let letter = kinds::Clarification {
        number: filed.number,
        subject: &filed.subject,
        wanted: request,
        until: weekday_date_vi(until),
        track_url: track_url(tenant),
    };
    let dedupe = format!("question/{}/clarify/{pause}", filed.id);
    to_reader(tenant, filed.id.as_str(), dedupe, to, &letter)
}

/// Tells the reader that the clock goes on, until when.
pub(super) fn resumed<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    pause: &str,
    why: &str,
    due: Option<Date>,
    to: Address,
) -> NewMail<'a> {
    let said = format!("{why} Thời hạn trả lời được tính tiếp.");
    progress(tenant, filed, &format!("resumed/{pause}"), (GOES_ON.into(), &said), due, to)
}

/// Tells the unit that the reader has added something, or that the term is over. `reply` has nothing that leads to them.
pub(super) fn unit_resumed<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    unit: (&str, Address),
    pause: &str,
    reply: Option<&str>,
    due: Option<Date>,
) -> NewMail<'a> {
    let said = match reply {
        Some(_) => "người hỏi đã bổ sung như sau; thời hạn trả lời được tính tiếp.",
        None => "đã hết thời hạn bổ sung mà người hỏi chưa bổ sung; thời hạn trả lời được tính tiếp.",
    };
    let key = format!("unit-resumed/{pause}");
    unit_news(
        tenant,
        filed,
        unit,
        News { key: &key, news: GOES_ON, said, words: reply.unwrap_or_default(), due },
    )
}

/// Tells the reader of a new last day and why.
pub(super) fn extended<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    extension: &str,
    reason: &str,
    due: Date,
    to: Address,
) -> NewMail<'a> {
    let said = format!("Cần thêm thời gian để trả lời. Lý do: {reason}\n\nMong ông/bà thông cảm.");
    let news = format!("ngày trả lời mới {}", date_vi(due));
    progress(tenant, filed, &format!("extended/{extension}"), (news, &said), Some(due), to)
}

/// Tells the unit what became of its request.
pub(super) fn decided<'a>(
    tenant: &Tenant,
    filed: &'a Filed,
    unit: (&str, Address),
    extension: &str,
    (said, due): (&str, Option<Date>),
) -> NewMail<'a> {
    let (key, news) = (format!("decided/{extension}"), "kết quả đề nghị gia hạn");
    unit_news(tenant, filed, unit, News { key: &key, news, said, words: "", due })
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
    let letter = kinds::Reminder {
        to: digest.label,
        day: date_vi(digest.day),
        site: &tenant.identity().full_name,
        lines: digest.lines,
    };
    let dedupe = format!("question-reminders/{}/{}/{}", digest.recipient, digest.day, digest.serial);
    let mail = reminder(tenant, digest.first.as_str(), dedupe, (digest.label, to), &letter);
    NewMail { responsible: digest.responsible, ..mail }
}
