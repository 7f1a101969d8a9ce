//! Letters of two parts, read back by a parser and by Python's.

use std::process::Command;

use mail_parser::{MessageParser, MimeHeaders};

use super::*;
use crate::base::mail::flow::flowed;

fn letter() -> Letter {
    let domain = OwnDomain::new("hiephoa.example").unwrap();
    let text = "Kính gửi ông/bà,\n\nỦy ban nhân dân huyện Hiệp Hòa đã tiếp nhận câu hỏi của ông/bà, ghi số 12 trong sổ tiếp nhận.\n\n.\n-- \nỦy ban nhân dân huyện Hiệp Hòa (mẫu)";
    Letter {
        from_name: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
        from: domain.address("hoidap").unwrap(),
        reply_to: None,
        to_name: String::new(),
        to: "nguoihoi@example.org".parse().unwrap(),
        subject: "Đã tiếp nhận câu hỏi số 12: thủ tục cấp giấy chứng nhận quyền sử dụng đất lần đầu (mẫu)"
            .into(),
        text: flowed(text),
        message_id: domain.message_id("0193f2-77.1").unwrap(),
        in_reply_to: None,
        date: "2016-12-30T01:02:03Z".parse().unwrap(),
    }
}

const HTML: &str = "<!doctype html><html lang=\"vi\"><body><p>Kính gửi ông/bà,</p></body></html>";

#[test]
fn both_parts_come_back_and_the_bytes_are_the_same_every_time() {
    let mime = compose_both(&letter(), HTML, None).unwrap();
    assert_eq!(mime, compose_both(&letter(), HTML, None).unwrap());
    assert!(mime.is_ascii());
    let mail = MessageParser::default().parse(&mime).unwrap();
    assert_eq!(mail.subject(), Some(letter().subject.as_str()));
    let kind = mail.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("alternative")));
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), letter().text);
    assert!(mail.body_html(0).unwrap().contains("Kính gửi ông/bà,"));
    assert_eq!(mail.parts.len(), 3);
}

#[test]
fn nothing_typed_becomes_a_header_or_a_part() {
    let evil = "x\r\nBcc: all@example.org\r\n\r\n--=_0193f2_77_1_hiephoa_example\r\nContent-Type: text/html\r\n\r\nev".to_owned();
    let mut letter = letter();
    letter.subject = evil.clone();
    letter.from_name.clone_from(&evil);
    letter.text = evil;
    let mime = compose_both(&letter, HTML, None).unwrap();
    let mail = MessageParser::default().parse(&mime).unwrap();
    assert!(mail.bcc().is_none());
    assert_eq!(mail.to().unwrap().as_list().unwrap().len(), 1);
    assert!(mail.subject().unwrap().starts_with("x Bcc: all@example.org"));
}

/// Another implementation reads the same: Python's, where it is installed.
#[test]
fn pythons_email_reads_it_without_a_defect() {
    let script = "import sys, email, email.policy\n\
        m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
        assert m.get_content_type() == 'multipart/alternative', m.get_content_type()\n\
        assert [p.get_content_type() for p in m.iter_parts()] == ['text/plain', 'text/html']\n\
        parts = list(m.walk())\n\
        assert all(not p.defects for p in parts), [p.defects for p in parts]\n\
        assert all(not h.defects for h in m.values() if hasattr(h, 'defects'))\n\
        t = m.get_body(('plain',))\n\
        assert t['content-type'].params['format'] == 'flowed'\n\
        assert all(len(l) <= 78 for l in t.get_content().splitlines())\n\
        sys.stdout.buffer.write(m['subject'].encode())";
    let mime = compose_both(&letter(), HTML, None).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &mime).unwrap();
    let input = std::fs::File::open(file.path()).unwrap();
    match Command::new("python3").args(["-c", script]).stdin(input).output() {
        Err(cause) => eprintln!("skipped: there is no python3 ({cause})"),
        Ok(said) => {
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
            assert_eq!(String::from_utf8_lossy(&said.stdout), letter().subject);
        }
    }
}
