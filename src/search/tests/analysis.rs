//! Every rule of the analyser, seen from what a question finds.

use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::search::analyser::{Reading, key, marked_key};
use tantivy::tokenizer::{TokenStream, Tokenizer};

fn read(mut reading: Reading, text: &str) -> Vec<String> {
    let mut stream = reading.token_stream(text);
    let mut out = Vec::new();
    while stream.advance() {
        out.push(stream.token().text.clone());
    }
    out
}

/// Whether a question finds a text.
fn finds(text: &str, question: &str) -> bool {
    ask(&index_of(&[("", text)]), question).total > 0
}

#[test]
fn composed_and_decomposed_agree() {
    let text = "Ủy ban nhân dân huyện Hiệp Hòa";
    assert!(finds(text, &text.nfd().collect::<String>()));
    for reading in Reading::ALL {
        assert_eq!(read(reading, text), read(reading, &text.nfd().collect::<String>()));
    }
}

#[test]
fn stray_eth_is_d_with_stroke() {
    assert!(finds("Quyết định, đất đai", "\u{F0}ất \u{F0}ai"));
    assert_eq!(marked_key("\u{D0}ẤT"), marked_key("đất"));
    assert_eq!(key("\u{D0}ất"), "dat");
}

#[test]
fn tone_marks_old_new_and_wrong_agree() {
    for (official, typed) in [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("việt", "vịêt"),
        ("quý", "qúy"),
        ("địa", "điạ"),
        ("của", "cuả"),
        ("tòa", "toà"),
    ] {
        assert_eq!(marked_key(official), marked_key(typed), "{typed}");
        assert!(finds(official, typed), "{typed}");
    }
}

#[test]
fn vowel_marks_and_d_are_kept_apart_in_the_exact_form() {
    let forms = ["dan", "dán", "đan", "đàn", "dân", "dăn", "tô", "tơ", "tư", "tu", "tê", "te"];
    let mut keys: Vec<String> =
        forms.iter().map(|form| marked_key(form).unwrap_or_else(|| key(form))).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), forms.len());
    let index = index_of(&[("Dương", "họ dương"), ("Đường", "con đường")]);
    assert_eq!(found(&index, "đường")[0], "Đường");
    assert_eq!(found(&index, "dương")[0], "Dương");
    assert_eq!(found(&index, "duong").len(), 2);
}

#[test]
fn i_and_y_agree_in_open_syllables_only() {
    for (one, other) in [
        ("kỹ", "kĩ"),
        ("Mỹ", "Mĩ"),
        ("hy", "hi"),
        ("lý", "lí"),
        ("sỹ", "sĩ"),
        ("tỷ", "tỉ"),
        ("vy", "vi"),
        ("quý", "quí"),
    ] {
        assert_eq!(marked_key(one), marked_key(other), "{one}");
        assert_eq!(key(one), key(other), "{one}");
    }
    for (one, other) in [("tay", "tai"), ("thuý", "thuí"), ("ý", "í"), ("may", "mai"), ("kyz", "kiz")] {
        assert_ne!(key(one), key(other), "{one}");
    }
}

#[test]
fn pairs_never_cross_punctuation() {
    for sign in [",", ".", ";", ":", "!", "?", " – ", " - ", "(", ")", "\"", "…", "/", "\n\n"] {
        let text = format!("đất{sign}rừng");
        assert!(read(Reading::Pairs, &text).is_empty(), "{text}");
    }
    for joint in [" ", "\n", "-", "  ", "\u{2011}"] {
        assert_eq!(read(Reading::Pairs, &format!("đất{joint}rừng")), ["dat rung"]);
    }
    let index = index_of(&[("Rời", "đất, rừng"), ("Liền", "đất rừng")]);
    assert_eq!(found(&index, "\"đất rừng\""), ["Liền"]);
}

#[test]
fn numbers_dates_and_codes_are_one_piece() {
    let text =
        "1.500.000 đồng ngày 02/9/2016, 02-09-2016, số 10/2016/QĐ-UBND, 36a/NQ-CP, 3,5 %, 66.13/2026/NQ-CP";
    let expected = [
        "1500000",
        "dong",
        "ngay",
        "2/9/2016",
        "2/9/2016",
        "so",
        "10/2016/qd-ubnd",
        "36a/nq-cp",
        "3,5",
        "66.13/2026/nq-cp",
    ];
    assert_eq!(read(Reading::Folded, text), expected);
    assert!(finds("có hiệu lực từ ngày 02/9/2016", "2016-09-02"));
    assert!(finds("phạt 1.500.000 đồng", "1500000"));
}

#[test]
fn a_question_pasted_from_an_old_document_is_answered() {
    let index = index_of(&[("Giấy khai sinh", "Đăng ký khai sinh"), ("Đất đai", "thu hồi đất")]);
    assert_eq!(found(&index, "GiÊy khai sinh"), ["Giấy khai sinh"]);
    assert_eq!(found(&index, "®Êt ®ai"), ["Đất đai"]);
}

#[test]
fn types_and_years_lift_what_they_name() {
    let dated = |number: usize, doc_type: &str, year: i16| SearchDocument {
        doc_type: Some(doc_type.to_owned()),
        date: Some(jiff::civil::date(year, 1, 2)),
        ..item(number, &format!("{doc_type} {year}"), "về thu hồi đất của hộ gia đình")
    };
    let index = Index::in_ram().unwrap();
    let items = [
        dated(0, "Quyết định", 2014),
        dated(1, "Quyết định", 2016),
        dated(2, "Nghị quyết", 2016),
        dated(3, "Nghị quyết", 2014),
    ];
    index.writer(WriterSize::default()).unwrap().apply(&items, &[], &BTreeMap::new()).unwrap();
    assert!(found(&index, "quyết định thu hồi đất")[0].starts_with("Quyết định"));
    assert!(found(&index, "qd thu hoi dat")[0].starts_with("Quyết định"));
    assert!(found(&index, "thu hồi đất 2014")[0].ends_with("2014"));
}
