//! What a report about a mail says: which addresses it could not reach, or not yet.
//!
//! One report in five carries the fields of RFC 3464; the others are prose of forty mail systems. The prose is read
//! cautiously: what is not plainly a failure or a delay of a named address stays unclear, and a person decides.

use mail_parser::{Message, MimeHeaders, PartType};

/// What became of a mail, as a report tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It will never arrive at these addresses.
    Failed(Vec<String>),
    /// It has not arrived at these addresses yet; the other side goes on trying.
    Delayed(Vec<String>),
    /// A report, but of what cannot be told: a person reads it.
    Unclear,
}

/// What one recipient's fields say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Failed,
    Delayed,
    Reached,
}

/// Reads a message that [`is_report`] has recognised, or finds that it tells nothing.
pub fn read(message: &Message<'_>) -> Report {
    if let Some(report) = by_fields(message) {
        return report;
    }
    if let Some(failed) = message.header_raw("X-Failed-Recipients") {
        let failed = addresses(failed);
        if !failed.is_empty() {
            return Report::Failed(failed);
        }
    }
    by_prose(&prose(message), &senders(message))
}

/// Whether a message reports on the delivery of another; an automatic reply of a person is none.
pub fn is_report(message: &Message<'_>) -> bool {
    let from = message.from().and_then(|from| from.first());
    let address = from.and_then(|from| from.address()).unwrap_or_default().to_lowercase();
    let name = from.and_then(|from| from.name()).unwrap_or_default().to_lowercase();
    let local = address.split('@').next().unwrap_or_default();
    let subject = message.subject().unwrap_or_default().to_lowercase();
    let by_machine = MACHINES.iter().any(|word| local.contains(word) || name.contains(word));
    let about_delivery = SUBJECTS.iter().any(|word| subject.contains(word));
    has_fields(message) || message.header_raw("X-Failed-Recipients").is_some() || by_machine || about_delivery
}

const MACHINES: &[&str] = &[
    "mailer-daemon",
    "mailer_daemon",
    "mail-daemon",
    "postmaster",
    "mail.delivery.system",
    "mail delivery system",
    "mail delivery subsystem",
    "mail administrator",
    "system administrator",
];

const SUBJECTS: &[&str] = &[
    "undeliver",
    "failure notice",
    "delivery fail",
    "delivery failure",
    "failed mail",
    "mail failure",
    "mail system error",
    "returned mail",
    "returning message to sender",
    "delivery status notification",
    "delivery notification",
    "delivery problem",
    "could not be delivered",
    "non-delivery",
    "mail error",
    "user unknown",
    "không gửi được",
    "không thể gửi",
];

/// Words after which what follows is the mail that was sent, not the report.
const ENDS: &[&str] = &[
    "below this line is a copy",
    "original message follows",
    "this is a copy of the message",
    "copy of your message",
    "message headers follow",
    "message header follows",
    "headers of the message",
    "headers follow",
    "unsent message below",
    "body of message generated",
    "your message follows",
    "message text follows",
    "included below",
];

/// The same at the head of a line.
const STARTS: &[&str] = &[
    "returned message",
    "original message",
    "included message",
    "old message",
    "original-recipient:",
    "received: from",
    "return-path:",
];

/// What says that a mail will not arrive.
const FAILURES: &[&str] = &[
    "could not be delivered",
    "can not be delivered",
    "cannot be delivered",
    "can't be delivered",
    "couldn't be delivered",
    "was not delivered",
    "not delivered to",
    "were not delivered",
    "not be delivered",
    "unable to deliver",
    "undeliverable",
    "undelivered",
    "wasn't able to deliver",
    "was not able to deliver",
    "could not deliver",
    "couldn't deliver",
    "cannot deliver",
    "did not reach",
    "permanent fatal error",
    "permanent error",
    "failed permanently",
    "delivery failed",
    "delivery has failed",
    "delivery to the following",
    "following address",
    "following recipient",
    "failed addresses follow",
    "had permanent",
    "user unknown",
    "unknown user",
    "no such user",
    "unknown local",
    "not a valid",
    "invalid recipient",
    "invalid address",
    "invalid final delivery",
    "not known",
    "mailbox unavailable",
    "mailbox is full",
    "mailbox full",
    "over quota",
    "exceeded storage",
    "does not exist",
    "doesn't exist",
    "no longer",
    "is not listed",
    "not listed in",
    "account has been disabled",
    "address rejected",
    "rejected by",
    "delivery error",
    "no mailbox",
    "không tồn tại",
    "không gửi được",
];

/// What says that the other side goes on trying.
const DELAYS: &[&str] = &[
    "warning message only",
    "this is a warning",
    "not yet been delivered",
    "has been delayed",
    "delayed",
    "will be retried",
    "will retry",
    "will keep trying",
    "will continue to try",
    "continue to be",
    "attempts will continue",
    "still trying",
    "will try to deliver",
    "do not need to resend",
    "don't need to resend",
    "not necessary to resend",
    "no action is required",
];

pub(super) fn has_fields(message: &Message<'_>) -> bool {
    message.parts.iter().any(|part| {
        part.content_type().is_some_and(|kind| {
            kind.ctype() == "message"
                && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("delivery-status"))
        })
    })
}

/// RFC 3464: blocks of fields, the first about the message, one more for each recipient.
fn by_fields(message: &Message<'_>) -> Option<Report> {
    let part = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| {
            kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("delivery-status"))
        })
    })?;
    let text = String::from_utf8_lossy(part.contents()).replace("\r\n", "\n");
    let (mut failed, mut delayed) = (Vec::new(), Vec::new());
    for block in text.split("\n\n") {
        let fields = unfolded(block);
        let of = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let fate = match of("action").map(|action| action.trim().to_lowercase()) {
            Some(action) if action.starts_with("fail") => Fate::Failed,
            Some(action) if action.starts_with("delay") => Fate::Delayed,
            _ => Fate::Reached,
        };
        let named = of("original-recipient").or_else(|| of("final-recipient"));
        let Some(address) = named.and_then(recipient) else { continue };
        match fate {
            Fate::Failed => add(&mut failed, address),
            Fate::Delayed => add(&mut delayed, address),
            Fate::Reached => {}
        }
    }
    match (failed.is_empty(), delayed.is_empty()) {
        (false, _) => Some(Report::Failed(failed)),
        (true, false) => Some(Report::Delayed(delayed)),
        (true, true) => None,
    }
}

fn unfolded(block: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// The address of `rfc822; <someone@somewhere>`.
fn recipient(value: &str) -> Option<String> {
    let address = value.split_once(';').map_or(value, |(_, address)| address);
    addresses(address).into_iter().next()
}

/// The text of a report up to where it quotes the mail it is about.
fn prose(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in &message.parts {
        match &part.body {
            PartType::Text(body) => text.push_str(body),
            PartType::Html(body) => text.push_str(&mail_parser::decoders::html::html_to_text(body)),
            _ => continue,
        }
        text.push('\n');
    }
    text
}

/// Addresses that a report may name without meaning that they failed: those it was sent to.
fn senders(message: &Message<'_>) -> Vec<String> {
    let to = |name: &str| {
        ["To", "Delivered-To", "X-Original-To"].iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let lines = message.headers_raw().filter(|(name, _)| to(name));
    lines.flat_map(|(_, line)| addresses(line)).map(|address| address.to_lowercase()).collect()
}

fn by_prose(text: &str, senders: &[String]) -> Report {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines
        .iter()
        .position(|line| {
            let line = line.to_lowercase();
            let plain = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            (ENDS.iter().any(|word| line.contains(word)) || STARTS.iter().any(|word| plain.starts_with(word)))
                && !FAILURES.iter().any(|word| line.contains(word))
        })
        .unwrap_or(lines.len());
    let told = lines[..end].join("\n");
    let lower = told.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let mut named = Vec::new();
    let mut announced = false;
    for line in &lines[..end] {
        let is_told = announced || tells(line);
        for address in addresses(line) {
            if (is_told || begins_with(line, &address)) && !is_of_ours(&address, senders) {
                add(&mut named, address);
            }
        }
        if !line.trim().is_empty() {
            announced = tells(line) || line.trim_end().ends_with(':');
        }
    }
    match (named.is_empty(), holds(DELAYS), holds(FAILURES)) {
        (false, true, _) => Report::Delayed(named),
        (false, false, true) => Report::Failed(named),
        _ => Report::Unclear,
    }
}

/// Whether a line speaks of a failure, in words or by a code such as `550` or `5.1.1`.
fn tells(line: &str) -> bool {
    let line = line.to_lowercase();
    let coded = line.split(|c: char| !c.is_ascii_digit() && c != '.').any(|word| {
        let digits = word.trim_matches('.');
        digits.starts_with(['4', '5'])
            && (digits.len() == 3 && !digits.contains('.') || digits.matches('.').count() == 2)
    });
    coded || FAILURES.iter().chain(DELAYS).any(|word| line.contains(word))
}

fn begins_with(line: &str, address: &str) -> bool {
    let plain = line.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let plain = plain.strip_prefix("SMTP=").or_else(|| plain.strip_prefix("smtp=")).unwrap_or(plain);
    plain.strip_prefix(address).is_some_and(|rest| {
        rest.trim().is_empty() || !rest.starts_with(|c: char| c.is_alphanumeric() || c == ' ')
    })
}

/// Addresses that a report names without meaning that they failed: who sent the mail and their house, who wrote the
/// report.
fn is_of_ours(address: &str, senders: &[String]) -> bool {
    let address = address.to_lowercase();
    let domain = address.split('@').nth(1).unwrap_or_default();
    MACHINES.iter().any(|word| address.starts_with(word))
        || senders.iter().any(|sender| *sender == address || sender.split('@').nth(1) == Some(domain))
}

/// The mail addresses that stand in a text, in order.
fn addresses(text: &str) -> Vec<String> {
    let is_part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '=' | '~' | '/' | '#');
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let local: String = text[..at].chars().rev().take_while(|c| is_part(*c)).collect();
        let local: String = local.chars().rev().collect();
        let domain: String = text[at + 1..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            .collect();
        let local = local.strip_prefix("SMTP=").or_else(|| local.strip_prefix("smtp=")).unwrap_or(&local);
        let domain = domain.split("..").next().unwrap_or_default().trim_end_matches(['.', '-']);
        if !local.is_empty() && !local.contains("..") && domain.contains('.') {
            add(&mut found, format!("{local}@{domain}"));
        }
    }
    found
}

fn add(list: &mut Vec<String>, address: String) {
    if !list.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
        list.push(address);
    }
}
