//! Input that no person types is answered all the same, quickly and without a panic.

use std::time::{Duration, Instant};

use unicode_normalization::UnicodeNormalization;

use super::*;

/// A search in a build without optimisation may take so long; a served one is held to a tenth of it elsewhere.
const PATIENCE: Duration = Duration::from_secs(3);

fn inputs() -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("blanks", " \t\n ".to_owned()),
        ("10,000 characters", "đất đai ".repeat(1_250)),
        ("10,000 letters in one word", "a".repeat(10_000)),
        ("10,000 digits", "1".repeat(10_000)),
        ("a long code", format!("10/2016/{}", "QĐ-".repeat(3_000))),
        ("a long chain of numbers", "10/2016/".repeat(1_000)),
        ("only punctuation", "?!.,;:()[]{}<>/\\|-_+=*&^%$#@~`'".repeat(30)),
        ("only hyphens", "-".repeat(2_000)),
        ("hyphens and blanks", "- ".repeat(2_000)),
        ("only quotes", "\"".repeat(1_001)),
        ("unbalanced quotes", "\"đất đai “nhà ở".to_owned()),
        ("quotes of nothing", "\"\" “” -\"\" -\"".to_owned()),
        ("many phrases", "\"đất đai\" ".repeat(500)),
        ("many exclusions", "-đất ".repeat(500)),
        ("500 terms", (0..500).map(|n| format!("từ{n} ")).collect()),
        ("500 unknown syllables", "sihn khia gaiy ".repeat(170)),
        ("NUL", "đất\0đai\0".to_owned()),
        ("control characters", (1_u8..32).map(char::from).chain("đất".chars()).collect()),
        ("decomposed", "Ủy ban nhân dân Đường".nfd().collect()),
        ("TCVN3", "GiÊy khai sinh, ®¬n ®Ò nghÞ x· héi".to_owned()),
        ("lone combining marks", "\u{301}\u{323}\u{300} \u{309}a \u{31B}".to_owned()),
        ("many marks on one letter", format!("a{}", "\u{301}".repeat(5_000))),
        ("emoji", "🏠 đất 👨‍👩‍👧‍👦 🇻🇳".to_owned()),
        ("right to left", "\u{202E}אבג مرحبا đất\u{202C}".to_owned()),
        ("ideographs", "土地 使用權 土地".to_owned()),
        ("dotted capital I and sharp s", "İSTANBUL ß ﬁ Ǆ".to_owned()),
        ("Greek with final sigma", "ΟΔΟΣ ΣΣ".to_owned()),
        ("private use and noncharacters", "\u{E000}\u{FFFE}\u{10FFFF}".to_owned()),
        ("replacement characters", "\u{FFFD}".repeat(100)),
        ("a query of the engine", "title:* AND NOT (a OR b)~2 ^3".to_owned()),
        ("SQL", "'; DROP TABLE items; --".to_owned()),
        ("HTML", "<script>alert(1)</script><mark>".to_owned()),
        ("Telex of everything", "wwwwwwww ddddddd ffffff asssss dd99 a1b2c3".to_owned()),
        ("numbers at the limits", "0/0/0 999999999999999999999/9999 -0 1e309 ½ ² ٣".to_owned()),
    ]
}

fn sample() -> Index {
    index_of(&[
        ("Giấy khai sinh", "Đăng ký khai sinh tại Ủy ban nhân dân xã"),
        ("Quyết định 10/2016/QĐ-UBND", "thu hồi đất; đất đai"),
        ("Đường", "\u{FFFD} 土地 🏠"),
    ])
}

#[test]
fn every_question_is_answered() {
    let index = sample();
    for (name, text) in inputs() {
        let started = Instant::now();
        let answer = ask(&index, &text);
        assert!(answer.hits.len() <= 10 && answer.hits.len() <= answer.total, "{name}");
        assert!(started.elapsed() < PATIENCE, "{name}: {:?}", started.elapsed());
        for hit in &answer.hits {
            let marks = |html: &str| (html.matches("<mark>").count(), html.matches("</mark>").count());
            let (opened, closed) = marks(&hit.marked_title);
            assert_eq!(opened, closed, "{name}");
        }
        if let Some(correction) = answer.correction {
            assert!(answer.total > 0 && !correction.text.is_empty(), "{name}");
        }
    }
}

#[test]
fn every_beginning_is_answered() {
    let index = sample();
    for (name, text) in inputs() {
        let started = Instant::now();
        let suggested = index.suggest(&text, &["t".to_owned()], 8).unwrap();
        assert!(suggested.len() <= 8, "{name}");
        assert!(started.elapsed() < PATIENCE, "{name}: {:?}", started.elapsed());
    }
}

#[test]
fn limits_and_offsets_out_of_range_give_an_empty_page() {
    let index = sample();
    for (limit, offset) in [(0, 0), (10, usize::MAX), (usize::MAX, 5), (usize::MAX, usize::MAX)] {
        let query = Query {
            text: "đất".to_owned(),
            tenants: vec!["t".to_owned()],
            limit,
            offset,
            ..Query::default()
        };
        let answer = index.search(&query).unwrap();
        assert!(answer.hits.is_empty() && answer.total > 0, "{limit} {offset}");
    }
}
