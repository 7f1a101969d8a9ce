//! A letter as frozen bytes: text, or text and HTML, ours by its headers, and the same every time it is sent.

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime},
};

use super::dkim::Signer;
use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MessageBuilder, MultiPartBuilder, MultiPartKind, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use super::flow;

/// Exchange answers automatically unless asked not to; reports of non-delivery stay wanted.
const NO_AUTOMATIC_ANSWERS: &str = "DR, RN, NRN, OOF, AutoReply";

/// A domain whose mail is ours, from the tenants' declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDomain(String);

/// An address under one of our domains: only such a one can stand in From and Reply-To, because a reader's
/// there would break DMARC and show the reader's address to the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAddress(Address);

/// `<local@domain>` under one of our domains, chosen by the caller and kept for every re-send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(String);

/// Why a letter cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The text is no domain, no local part or no message id.
    #[error("\"{0}\" cannot be part of a mail address or message id")]
    BadName(String),
    /// The recipient's address has characters that need SMTPUTF8, which few relays speak.
    #[error("the address \"{0}\" is not plain ASCII")]
    NotAscii(Address),
    /// The mail library refused.
    #[error(transparent)]
    Library(#[from] lettre::error::Error),
}

impl OwnDomain {
    /// A domain name in ASCII.
    pub fn new(domain: &str) -> Result<Self, ComposeError> {
        let domain = domain.to_ascii_lowercase();
        match Address::new("x", &domain) {
            Ok(_) if domain.is_ascii() => Ok(Self(domain)),
            _ => Err(ComposeError::BadName(domain)),
        }
    }

    /// The domain's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address `local@domain`.
    pub fn address(&self, local: &str) -> Result<OwnAddress, ComposeError> {
        let address = Address::new(local, &self.0).ok().filter(|_| local.is_ascii());
        address.map(OwnAddress).ok_or_else(|| ComposeError::BadName(local.to_owned()))
    }

    /// The message id `<local@domain>`; `local` is letters, digits and `.-_+`.
    pub fn message_id(&self, local: &str) -> Result<MessageId, ComposeError> {
        format!("<{local}@{}>", self.0).parse()
    }
}

impl From<OwnAddress> for Address {
    fn from(own: OwnAddress) -> Self {
        own.0
    }
}

impl fmt::Display for OwnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MessageId {
    type Err = ComposeError;

    fn from_str(text: &str) -> Result<Self, ComposeError> {
        let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        let halves = inner.and_then(|inner| inner.split_once('@'));
        let plain = |half: &str| {
            !half.is_empty() && half.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+".contains(&b))
        };
        match halves {
            Some((local, domain)) if plain(local) && plain(domain) && text.len() <= 250 => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(ComposeError::BadName(text.to_owned())),
        }
    }
}

/// Everything that decides the bytes of a letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The office it comes from.
    pub from_name: String,
    /// Its address.
    pub from: OwnAddress,
    /// Where answers go, when not to `from`: an address made for this dispatch.
    pub reply_to: Option<OwnAddress>,
    /// How the recipient is named in the header; may be empty.
    pub to_name: String,
    /// The one recipient.
    pub to: Address,
    /// One line; line breaks and control characters become spaces.
    pub subject: String,
    /// Plain text, in any line ending.
    pub text: String,
    /// Stable over re-sends.
    pub message_id: MessageId,
    /// The letter this one belongs to.
    pub in_reply_to: Option<MessageId>,
    /// When it was written, to the second.
    pub date: Timestamp,
}

/// The MIME message: seven-bit, CRLF, marked `Auto-Submitted: auto-generated` (RFC 3834). The same letter gives
/// the same bytes.
pub fn compose(letter: &Letter) -> Result<Vec<u8>, ComposeError> {
    compose_signed(letter, None)
}

/// As [`compose`], signed for the domain it comes from; what is signed is what is frozen and sent.
///
/// # Errors
/// As [`compose`].
pub fn compose_signed(letter: &Letter, signer: Option<&Signer>) -> Result<Vec<u8>, ComposeError> {
    let message = head(letter)?.singlepart(SinglePart::plain(crlf(&letter.text)))?;
    Ok(sealed(message, signer))
}

fn sealed(mut message: Message, signer: Option<&Signer>) -> Vec<u8> {
    if let Some(signer) = signer {
        signer.sign(&mut message);
    }
    message.formatted()
}

/// As [`compose_signed`], with the same letter in HTML beside its text, from which a reader's program chooses. A text of
/// [`flow::flowed`] is declared as such.
///
/// # Errors
/// As [`compose`].
pub fn compose_both(letter: &Letter, html: &str, signer: Option<&Signer>) -> Result<Vec<u8>, ComposeError> {
    let kind = if flow::is_flowed(&letter.text) {
        "text/plain; charset=utf-8; format=flowed"
    } else {
        "text/plain; charset=utf-8"
    };
    let kind = ContentType::parse(kind).map_err(|_| ComposeError::BadName(kind.to_owned()))?;
    let text = SinglePart::builder().header(kind).body(crlf(&letter.text));
    let html = SinglePart::html(crlf(html));
    let both = MultiPartBuilder::new()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary(&letter.message_id))
        .singlepart(text)
        .singlepart(html);
    Ok(sealed(head(letter)?.multipart(both)?, signer))
}

/// The same for the same letter; no text holds it, since nobody knows the id before.
fn boundary(id: &MessageId) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let id: String = id.0.chars().filter(|c| !"<>".contains(*c)).map(plain).take(60).collect();
    format!("=_{id}")
}

fn head(letter: &Letter) -> Result<MessageBuilder, ComposeError> {
    if !AsRef::<str>::as_ref(&letter.to).is_ascii() {
        return Err(ComposeError::NotAscii(letter.to.clone()));
    }
    let reply_to = letter.reply_to.as_ref().unwrap_or(&letter.from);
    let mut builder = Message::builder()
        .message_id(Some(letter.message_id.to_string()))
        .date(to_the_second(letter.date))
        .from(mailbox(&letter.from_name, &letter.from.0))
        .reply_to(mailbox(&letter.from_name, &reply_to.0))
        .to(mailbox(&letter.to_name, &letter.to))
        .subject(one_line(&letter.subject))
        .raw_header(fixed("Auto-Submitted", "auto-generated"))
        .raw_header(fixed("X-Auto-Response-Suppress", NO_AUTOMATIC_ANSWERS));
    if let Some(earlier) = &letter.in_reply_to {
        builder = builder.in_reply_to(earlier.to_string()).references(earlier.to_string());
    }
    Ok(builder)
}

/// The library's header type panics outside the years 1970 to 9999; no letter is written there.
fn to_the_second(date: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(date.as_second().try_into().unwrap_or_default())
}

fn mailbox(name: &str, address: &Address) -> Mailbox {
    let name = one_line(name);
    Mailbox::new((!name.is_empty()).then_some(name), address.clone())
}

fn fixed(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// No line break or control character reaches a header, whoever typed it.
fn one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines as mail has them. A NUL, which somebody may have typed into a form, is nothing that a message may hold (RFC 5322
/// §3.5), and servers refuse it.
fn crlf(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    format!("{}\n", unix.trim_end()).replace('\n', "\r\n")
}

#[cfg(test)]
mod both;

#[cfg(test)]
mod tests {
    use mail_parser::{Message as Parsed, MessageParser};
    use proptest::prelude::*;

    use super::*;

    fn letter() -> Letter {
        let domain = OwnDomain::new("hiephoa.example").unwrap();
        Letter {
            from_name: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
            from: domain.address("hoidap").unwrap(),
            reply_to: Some(domain.address("hd-0123456789abcdefghjk").unwrap()),
            to_name: "Phòng Tài nguyên và Môi trường".into(),
            to: "pnn@hiephoa.example".parse().unwrap(),
            subject:
                "Câu hỏi số 12: thủ tục cấp giấy chứng nhận quyền sử dụng đất lần đầu ở xã Đức Thắng (mẫu)"
                    .into(),
            text: "Kính gửi ông/bà,\n\nCâu hỏi đã được tiếp nhận.\n.\nTrân trọng.".into(),
            message_id: domain.message_id("0193f2.1").unwrap(),
            in_reply_to: Some(domain.message_id("0193f1.1").unwrap()),
            date: "2016-12-30T01:02:03Z".parse().unwrap(),
        }
    }

    fn parsed(mime: &[u8]) -> Parsed<'_> {
        MessageParser::default().parse(mime).unwrap()
    }

    fn header<'m>(mail: &'m Parsed<'_>, name: &'static str) -> &'m str {
        mail.header_raw(name).unwrap().trim()
    }

    fn lines(mime: &[u8]) -> Vec<String> {
        let text = std::str::from_utf8(mime).unwrap();
        text.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn vietnamese_comes_back_as_it_was_written() {
        let letter = letter();
        let mime = compose(&letter).unwrap();
        let mail = parsed(&mime);
        assert_eq!(mail.subject(), Some(letter.subject.as_str()));
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!(from.name(), Some(letter.from_name.as_str()));
        assert_eq!(from.address(), Some("hoidap@hiephoa.example"));
        let to = mail.to().unwrap().first().unwrap();
        assert_eq!((to.name(), to.address()), (Some(letter.to_name.as_str()), Some("pnn@hiephoa.example")));
        let body = mail.body_text(0).unwrap().replace("\r\n", "\n");
        assert_eq!(body.trim_end(), letter.text);
    }

    #[test]
    fn carries_what_keeps_machines_from_answering() {
        let mime = compose(&letter()).unwrap();
        let mail = parsed(&mime);
        assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        assert!(!header(&mail, "X-Auto-Response-Suppress").contains("NDR"));
        assert_eq!(header(&mail, "Message-ID"), "<0193f2.1@hiephoa.example>");
        assert_eq!(header(&mail, "In-Reply-To"), "<0193f1.1@hiephoa.example>");
        assert_eq!(header(&mail, "References"), "<0193f1.1@hiephoa.example>");
        assert_eq!(header(&mail, "Date"), "Fri, 30 Dec 2016 01:02:03 +0000");
        assert_eq!(header(&mail, "MIME-Version"), "1.0");
        let reply_to = mail.reply_to().unwrap().first().unwrap();
        assert_eq!(reply_to.address(), Some("hd-0123456789abcdefghjk@hiephoa.example"));
        assert!(mail.header_raw("List-Unsubscribe").is_none());
    }

    #[test]
    fn answers_go_to_the_sender_when_nothing_else_is_said() {
        let mime = compose(&Letter { reply_to: None, in_reply_to: None, ..letter() }).unwrap();
        let mail = parsed(&mime);
        assert_eq!(mail.reply_to().unwrap().first().unwrap().address(), Some("hoidap@hiephoa.example"));
        assert!(mail.header_raw("References").is_none());
    }

    #[test]
    fn the_same_letter_is_the_same_bytes() {
        assert_eq!(compose(&letter()).unwrap(), compose(&letter()).unwrap());
    }

    #[test]
    fn nothing_typed_becomes_a_header() {
        let evil = "x\r\nBcc: all@example.org\nX-Evil: 1\r\u{0}\u{85}\u{2028}end".to_owned();
        let letter = Letter { from_name: evil.clone(), to_name: evil.clone(), subject: evil, ..letter() };
        let mime = compose(&letter).unwrap();
        let mail = parsed(&mime);
        assert!(mail.bcc().is_none() && mail.header_raw("X-Evil").is_none());
        assert_eq!(mail.to().unwrap().as_list().unwrap().len(), 1);
        assert!(mail.subject().unwrap().starts_with("x Bcc: all@example.org X-Evil: 1"));
    }

    #[test]
    fn names_outside_ours_are_refused() {
        let domain = OwnDomain::new("HiepHoa.example").unwrap();
        assert_eq!(domain.address("hoidap").unwrap().to_string(), "hoidap@hiephoa.example");
        for local in ["", "a b", "a\r\nb", "hỏi", "a@b"] {
            assert!(domain.address(local).is_err(), "{local:?}");
        }
        for local in ["", "a b", "a>b", "a\r\nb", "a@b", "hỏi"] {
            assert!(domain.message_id(local).is_err(), "{local:?}");
        }
        assert!(OwnDomain::new("hiệphòa.example").is_err() && OwnDomain::new("a b").is_err());
        let foreign = Letter { to: "hỏi@hiephoa.example".parse().unwrap(), ..letter() };
        assert!(matches!(compose(&foreign), Err(ComposeError::NotAscii(_))));
    }

    #[test]
    fn a_nul_in_a_text_is_left_out() {
        let mime = compose(&Letter { text: "một\0 hai".into(), ..letter() }).unwrap();
        assert_eq!(parsed(&mime).body_text(0).unwrap().trim_end(), "một hai");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_letter_is_clean_seven_bit_text(subject in "\\PC{0,120}", text in "(?s).{0,400}", name in "\\PC{0,60}") {
            let letter = Letter { subject: subject.clone(), text, from_name: name, ..letter() };
            let mime = compose(&letter).unwrap();
            prop_assert!(mime.is_ascii());
            for line in lines(&mime) {
                prop_assert!(line.len() <= 998 && !line.contains(['\r', '\n', '\0']), "{line:?}");
            }
            let mail = parsed(&mime);
            prop_assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        }

        #[test]
        fn any_vietnamese_subject_survives(words in proptest::collection::vec("[a-zđăâêôơưạảãàáệễểềếộỗổồốựữửừứ0-9]{1,12}", 1..30)) {
            let subject = words.join(" ");
            let mime = compose(&Letter { subject: subject.clone(), ..letter() }).unwrap();
            let mail = parsed(&mime);
            prop_assert_eq!(mail.subject(), Some(subject.as_str()));
        }
    }
}
