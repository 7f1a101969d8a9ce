//! Every letter, held to what all of them promise.

use super::html;
use super::kinds::{ALL, Answer, Dispatch, Kind};
use super::signature::{Signature, put_under};
use super::*;
use crate::base::mail::flow;

fn signature() -> Signature {
    Signature {
        body: "Ủy ban nhân dân huyện (mẫu)".into(),
        address: "Thị trấn (mẫu)".into(),
        phone: "0204 000 000".into(),
        email: "hopthu@trang-mau.example".into(),
        site: "https://trang-mau.example/".into(),
    }
}

#[test]
fn every_letter_is_complete_in_both_parts() {
    for kind in ALL {
        let letter = (kind.sample)(&signature());
        let key = kind.key;
        assert!(!letter.subject.is_empty() && !letter.subject.contains(char::is_control), "{key}");
        // Above the greeting stands at most the line above which a reply is written.
        let greeting = letter.text.lines().find(|line| !line.is_empty() && !line.starts_with("----- "));
        assert!(greeting.is_some_and(|line| line.starts_with("Kính gửi ")), "{key}: {}", letter.text);
        assert!(letter.text.contains("\n-- \nỦy ban nhân dân huyện (mẫu)\n"), "{key}");
        assert!(!letter.text.contains("\n\n\n") && !letter.text.contains("{{"), "{key}: {}", letter.text);
        for line in letter.text.lines().filter(|line| !line.starts_with("https://")) {
            assert!(line.chars().count() <= 78, "{key}: {line}");
        }
        let page = html::page(&letter.subject, &letter.text).unwrap();
        for line in flow::joined(&letter.text) {
            let words = line.trim_start_matches("> ").trim_start_matches("- ");
            let words =
                words.split(":  ").last().unwrap_or_default().split("http").next().unwrap_or_default();
            let escaped = words.trim().replace('&', "&#38;");
            assert!(escaped.starts_with("--") || page.contains(&escaped), "{key}: {escaped}\n{page}");
        }
        for foreign in ["<img", "src=", "<link", "<script", "style", "color:", "bgcolor"] {
            assert!(!page.contains(foreign), "{key}: {foreign}");
        }
        assert_eq!(Kind::of(key).map(|found| found.title), Some(kind.title));
    }
    assert!(Kind::of("khong-co").is_none());
}

#[test]
fn what_is_not_known_leaves_no_gap() {
    let letter = Dispatch { due: None, note: "", ..Dispatch::sample() };
    let text = write(&letter, &signature()).text;
    assert!(
        !text.contains("Hạn trả lời") && !text.contains("Lời nhắn") && !text.contains("\n\n\n"),
        "{text}"
    );
    let text = write(&Answer { url: None, ..Answer::sample() }, &signature()).text;
    assert!(!text.contains("đăng tại"), "{text}");
}

#[test]
fn a_signature_is_replaced_under_any_letter_and_only_the_last_one() {
    let other = Signature { body: "Văn phòng mới (mẫu)".into(), phone: String::new(), ..signature() };
    for mark in ["--", "-- "] {
        let text = format!(
            "Kính gửi ông/bà,\n\n--\nlời của người khác\n\n{mark}\nCơ quan cũ\nhttps://cu.example/\n"
        );
        let put = put_under(&text, &other);
        assert!(
            put.starts_with("Kính gửi ông/bà,\n\n--\nlời của người khác\n\n-- \nVăn phòng mới (mẫu)\n"),
            "{put}"
        );
        assert!(!put.contains("Cơ quan cũ") && !put.contains("Điện thoại"), "{put}");
    }
    assert_eq!(put_under("không có chữ ký", &other), "không có chữ ký");
}
