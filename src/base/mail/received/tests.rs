//! What comes back, from samples of our own and, where they are at hand, from 115 real reports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

fn mail(headers: &str, body: &str) -> String {
    format!("{headers}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n")
        .replace('\n', "\r\n")
}

const FROM: &str =
    "From: Phòng Tư pháp <tuphap@hiephoa.example>\nTo: <hoidap@hiephoa.example>\nSubject: Re: Câu hỏi số 12";

#[test]
fn a_person_s_answer_is_a_letter_with_what_is_new_in_it() {
    let raw = mail(
        &format!("{FROM}\nIn-Reply-To: <0193f2.1@hiephoa.example>\nDelivered-To: tl-abc@hiephoa.example"),
        "Kính gửi Ban Biên tập,\nHồ sơ gồm đơn.\n\nOn Mon, Jan 2, 2017 Ban wrote:\n> hỏi",
    );
    let Received::Letter(letter) = read(raw.as_bytes(), "tuphap@hiephoa.example") else {
        panic!("no letter")
    };
    assert_eq!(letter.from, "tuphap@hiephoa.example");
    assert_eq!(letter.text, "Kính gửi Ban Biên tập,\nHồ sơ gồm đơn.");
    assert!(letter.whole.ends_with("> hỏi"));
    assert_eq!(letter.answers, ["0193f2.1@hiephoa.example"]);
    assert_eq!(letter.to, ["hoidap@hiephoa.example", "tl-abc@hiephoa.example"]);
}

#[test]
fn what_a_machine_answers_is_no_letter() {
    for header in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "List-Id: <x.example>",
        "X-Loop: x",
    ] {
        let raw = mail(&format!("{FROM}\n{header}"), "Tôi vắng mặt.");
        assert!(matches!(read(raw.as_bytes(), "tuphap@hiephoa.example"), Received::Automatic(_)), "{header}");
    }
    for subject in ["Automatic reply: x", "Trả lời tự động: x", "Out of office"] {
        let raw = mail(&format!("From: a@b.example\nSubject: {subject}"), "Vắng mặt.");
        assert!(matches!(read(raw.as_bytes(), "a@b.example"), Received::Automatic(_)), "{subject}");
    }
    let raw = mail(FROM, "Thư không có người gửi.");
    assert!(matches!(read(raw.as_bytes(), ""), Received::Automatic(_)));
    let plain = mail(&format!("{FROM}\nAuto-Submitted: no"), "Do người viết.");
    assert!(matches!(read(plain.as_bytes(), "tuphap@hiephoa.example"), Received::Letter(_)));
}

#[test]
fn a_report_names_the_letter_it_is_about() {
    let raw = "From: MAILER-DAEMON@mx.example\r\nTo: hoidap@hiephoa.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
               Message-ID: <own@mx.example>\r\nMIME-Version: 1.0\r\n\
               Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n\
               --x\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n\
               --x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
               Final-Recipient: rfc822; tuphap@hiephoa.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
               --x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <0193f2.1@hiephoa.example>\r\n--x--\r\n";
    let Received::Report(report, about) = read(raw.as_bytes(), "") else { panic!("no report") };
    assert_eq!(report, Report::Failed(vec!["tuphap@hiephoa.example".into()]));
    assert_eq!(about, ["0193f2.1@hiephoa.example"]);
    let delayed = raw.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.1");
    let Received::Report(report, _) = read(delayed.as_bytes(), "") else { panic!("no report") };
    assert_eq!(report, Report::Delayed(vec!["tuphap@hiephoa.example".into()]));
}

#[test]
fn only_our_own_server_s_verdict_counts() {
    let with = |results: &str| format!("Authentication-Results: {results}\r\n{}", mail(FROM, "x"));
    let vouched = |results: &str| is_vouched_for(with(results).as_bytes(), "mx.hiephoa.example");
    assert!(vouched("mx.hiephoa.example; dmarc=pass header.from=hiephoa.example"));
    assert!(vouched("mx.hiephoa.example;\r\n dkim=pass header.d=hiephoa.example"));
    assert!(vouched("mx.hiephoa.example; spf=pass smtp.mailfrom=tuphap@hiephoa.example"));
    assert!(!vouched("mx.hiephoa.example; spf=pass smtp.mailfrom=evil.example"));
    assert!(!vouched("mx.hiephoa.example; dkim=pass header.d=evil.example"));
    assert!(!vouched("mx.hiephoa.example; dmarc=fail"));
    assert!(!vouched("mx.evil.example; dmarc=pass"));
    assert!(!is_vouched_for(mail(FROM, "x").as_bytes(), "mx.hiephoa.example"));
}

#[test]
fn attachments_are_kept_and_anything_at_all_is_read_without_trouble() {
    let raw = format!(
        "{FROM}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nGửi kèm.\r\n--x\r\nContent-Type: application/pdf\r\n\
         Content-Disposition: attachment; filename=\"don.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--x--\r\n"
    );
    let Received::Letter(letter) = read(raw.as_bytes(), "a@b.example") else { panic!("no letter") };
    assert_eq!(letter.attachments, [Attached { name: "don.pdf".into(), bytes: b"%PDF-".to_vec() }]);
    for end in 0..raw.len() {
        read(&raw.as_bytes()[..end], "a@b.example");
    }
    assert_eq!(read(b"", ""), Received::Unreadable);
    assert_eq!(read(&[0xff; 300], ""), Received::Unreadable);
}

/// What the samples' own tests expect of each: the addresses, and whether the other side goes on trying.
fn expected(tests: &str) -> BTreeMap<String, (BTreeSet<String>, bool)> {
    let begin = tests.find("DETECTORS = [").expect("the table of samples");
    let end = tests[begin..].find("\n]").expect("its end") + begin;
    let mut table = BTreeMap::new();
    for row in tests[begin..end].split("\n    (").skip(1) {
        let quoted: Vec<&str> = row.split('\'').collect();
        let addresses = (5..quoted.len()).step_by(2).filter(|at| quoted[at - 1].ends_with('b'));
        let addresses: BTreeSet<String> = addresses.map(|at| quoted[at].to_lowercase()).collect();
        let known = table.contains_key(quoted[3]);
        if !addresses.is_empty() || !known {
            table.insert(quoted[3].to_owned(), (addresses, row.contains("], True")));
        }
    }
    table
}

#[test]
fn real_reports_are_read_right_or_left_to_a_person() {
    let Ok(folder) = std::env::var("PORTAL_TEST_BOUNCES") else {
        eprintln!("skipped: PORTAL_TEST_BOUNCES names no unpacked source package of flufl.bounce");
        return;
    };
    let folder = Path::new(&folder).join("tests");
    let table = expected(&std::fs::read_to_string(folder.join("test_detectors.py")).unwrap());
    let (mut right, mut left, mut wrong) = (0, 0, Vec::new());
    for entry in std::fs::read_dir(folder.join("data")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".txt") {
            continue;
        }
        let raw = std::fs::read(&path).unwrap();
        let after_mbox_line =
            if raw.starts_with(b"From ") { raw.iter().position(|b| *b == b'\n').unwrap() + 1 } else { 0 };
        let (addresses, delayed) = table.get(&name).cloned().unwrap_or_default();
        let told = |found: &[String]| {
            found.iter().map(|one| one.to_lowercase()).collect::<BTreeSet<_>>() == addresses
        };
        match read(&raw[after_mbox_line..], "") {
            Received::Report(Report::Failed(found), _) if !delayed && told(&found) => right += 1,
            Received::Report(Report::Delayed(found), _) if delayed && told(&found) => right += 1,
            Received::Report(Report::Failed(found) | Report::Delayed(found), _) => wrong.push((name, found)),
            Received::Automatic(_) if addresses.is_empty() => right += 1,
            Received::Report(Report::Unclear, _) | Received::Automatic(_) | Received::Unreadable => left += 1,
            Received::Letter(letter) => wrong.push((name, vec![letter.subject])),
        }
    }
    eprintln!("{right} read right, {left} left to a person, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(right >= 80, "{right}");
}

#[test]
fn a_head_tells_the_envelope_as_far_as_it_can() {
    let told = headed(
        b"Return-Path: <Nguoi@Thu.example>\r\nDelivered-To: hop@provider.example\r\nDelivered-To: a@b.example\r\n\
          X-Original-To: <TL-1@hiephoa.example>\r\nFrom: khac@thu.example\r\nTo: \"A, B\" <c@d.example>, e@f.example\r\n\
          Cc: undisclosed-recipients:;\r\n\r\nTo: than@thu.example\r\n",
    );
    assert_eq!(told.from, "nguoi@thu.example");
    let to = ["hop@provider.example", "a@b.example", "tl-1@hiephoa.example", "c@d.example", "e@f.example"];
    assert_eq!(told.to, to);
    assert_eq!(headed(b"Return-Path: <>\r\nFrom: a@b.example\r\n\r\n").from, "", "the null sender");
    assert_eq!(headed(b"From: A <a@b.example>\r\n\r\n").from, "a@b.example");
    assert_eq!(headed(b""), Headed::default());
}
