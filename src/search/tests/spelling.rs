//! When a better spelling is shown, offered, or kept back.

use std::collections::BTreeMap;

use super::*;
use crate::search::spelling::DOUBTFUL_ONE_IN;
use crate::search::{Correction, Filters};

fn sample() -> Index {
    index_of(&[
        ("Giấy khai sinh", "Đăng ký khai sinh tại Ủy ban nhân dân xã; cấp giấy khai sinh bản sao."),
        ("Đất đai", "Giấy chứng nhận quyền sử dụng đất, thu hồi đất, bồi thường khi thu hồi đất."),
        ("Giao thông", "Đường giao thông nông thôn, sửa đường làng."),
        ("Dương lịch", "Tính ngày theo dương lịch."),
        ("Hộ tịch", "Thủ tục đăng ký kết hôn và khai tử tại Ủy ban nhân dân xã."),
    ])
}

fn correction(index: &Index, text: &str) -> Option<(String, bool)> {
    ask(index, text).correction.map(|Correction { text, applied }| (text, applied))
}

fn applied(text: &str) -> Option<(String, bool)> {
    Some((text.to_owned(), true))
}

#[test]
fn a_slip_that_finds_nothing_is_corrected_with_its_marks() {
    let index = sample();
    let answer = ask(&index, "giay khai sihn");
    assert_eq!(answer.correction, Some(Correction { text: "giấy khai sinh".to_owned(), applied: true }));
    assert_eq!(answer.hits[0].title, "Giấy khai sinh");
    assert_eq!(answer.unknown, ["sihn"]);
    assert_eq!(answer.total, answer.hits.len());
    let right = ask(&index, "giay khai sinh");
    assert_eq!((answer.total, answer.facets), (right.total, right.facets));
}

#[test]
fn every_kind_of_slip() {
    let index = sample();
    for slipped in ["khai sih", "khai sinhh", "khai sihn", "khai simh", "khaii sinh", "Khai Sjnh"] {
        let shown = correction(&index, slipped).map(|(text, applied)| (text.to_lowercase(), applied));
        assert_eq!(shown, applied("khai sinh"), "{slipped}");
    }
    assert_eq!(correction(&index, "Giay Khai Sihn"), applied("Giấy Khai Sinh"));
    assert_eq!(correction(&index, "giấy khai sihn?"), applied("giấy khai sinh?"));
}

#[test]
fn marks_typed_tell_which_word_was_meant() {
    let index = index_of(&[
        ("Như", "như thế nào, như vậy, như trên"),
        ("Nhu", "nhu cầu, nhu cầu thế nào, nhu cầu"),
        ("Nhà", "nhà ở, nhà đất, nhà thế nào, nhà cửa, nhà nước"),
        ("Quỹ", "quỹ đất, quy định, quỹ nhà"),
    ]);
    assert_eq!(correction(&index, "nhxư thế nào").map(|shown| shown.0).as_deref(), Some("như thế nào"));
    assert_eq!(correction(&index, "quỹr đất").map(|shown| shown.0).as_deref(), Some("quỹ đất"));
    assert_eq!(correction(&index, "quyf dinhh").map(|shown| shown.0).as_deref(), Some("quy định"));
}

#[test]
fn a_forgotten_blank_is_put_in() {
    assert_eq!(correction(&sample(), "giay khaisinh"), applied("giấy khai sinh"));
    assert_eq!(correction(&sample(), "giaokthong"), None);
}

#[test]
fn keys_of_an_input_method_that_was_off_are_read() {
    let index = sample();
    for (typed, meant) in [
        ("dduwowngf giao thoong", "đường giao thông"),
        ("dduongf giao thong", "đường giao thông"),
        ("thu hoofi ddaats", "thu hồi đất"),
        ("thu hoi dat61", "thu hồi đất"),
        ("thu hoi d9at61", "thu hồi đất"),
        ("giaays khai sinh", "giấy khai sinh"),
    ] {
        assert_eq!(correction(&index, typed), applied(meant), "{typed}");
    }
}

#[test]
fn what_stands_somewhere_is_never_replaced() {
    let index = sample();
    for right in ["khai tử", "duong", "khai sinh", "dat dai"] {
        assert_eq!(correction(&index, right), None, "{right}");
        assert!(ask(&index, right).total > 0, "{right}");
    }
}

#[test]
fn a_question_that_finds_something_is_only_offered_a_better_spelling() {
    let fillers: Vec<String> = (0..40).map(|n| format!("Tin thứ {n} về khai sinh")).collect();
    let mut texts: Vec<(&str, &str)> = fillers.iter().map(|text| ("Tin", text.as_str())).collect();
    texts.push(("Hộ tịch", "Thủ tục đăng ký kết hôn và khai tử tại Ủy ban nhân dân xã, giấy khai sinh."));
    let index = index_of(&texts);
    let answer = ask(&index, "thu tuc dang ky ket hon tai uy ban nhan dan xa khai sihn");
    let spelt = "thủ tục đăng ký kết hôn tại ủy ban nhân dân xã khai sinh";
    assert_eq!(answer.correction, Some(Correction { text: spelt.to_owned(), applied: false }));
    assert_eq!(answer.hits[0].title, "Hộ tịch");
    assert_eq!(answer.unknown, ["sihn"]);
}

#[test]
fn a_doubtful_word_stays_and_is_offered_what_finds_much_more() {
    let mut texts = vec![("Lạ", "chuyện sihn ở xa"); 1];
    texts.resize(DOUBTFUL_ONE_IN as usize + 1, ("Tin", "giấy khai sinh"));
    let index = index_of(&texts);
    let answer = ask(&index, "khai sihn");
    assert_eq!(answer.correction, Some(Correction { text: "khai sinh".to_owned(), applied: false }));
    assert_eq!((answer.total, answer.hits[0].title.as_str(), answer.unknown.len()), (1, "Lạ", 0));
    let answer = ask(&index, "sihn");
    assert_eq!((answer.total, answer.correction), (1, None));
}

#[test]
fn known_words_that_fit_nowhere_are_corrected_only_where_nothing_is_found() {
    let index =
        index_of(&[("Khai sinh", "giấy khai sinh"), ("Sing", "sing là tên riêng"), ("Xinh", "nhà xinh")]);
    assert_eq!(correction(&index, "giay khai sing"), applied("giấy khai sinh"));
    assert_eq!(found(&index, "giay khai xinh"), ["Khai sinh"]);
    assert_eq!(correction(&index, "sing"), None);
    assert_eq!(correction(&index, "nha sing"), None);
}

#[test]
fn names_numbers_codes_and_short_forms_stay() {
    let index = sample();
    for text in ["QDX", "hiêp hoa", "45678", "khai 9x", "bidv", "a", "10/2017/QD-UBNX", "website"] {
        assert_eq!(correction(&index, text), None, "{text}");
    }
}

#[test]
fn a_word_the_corpus_lacks_is_no_slip() {
    let index = sample();
    for text in ["ly hôn khai trường", "bắn súng", "homestay", "sinh"] {
        let shown = correction(&index, text);
        assert!(shown.as_ref().is_none_or(|(_, applied)| !applied), "{text}: {shown:?}");
    }
}

#[test]
fn excluded_words_and_quotes_keep_their_meaning() {
    let index = sample();
    assert_eq!(correction(&index, "\"khai sihn\""), applied("\"khai sinh\""));
    assert_eq!(correction(&index, "khai sihn -dat"), applied("khai sinh -dat"));
    assert_eq!(correction(&index, "khai sinh -sihn"), None);
}

#[test]
fn nothing_is_offered_that_the_reader_cannot_find() {
    let index = sample();
    let elsewhere = Query {
        text: "giay khai sihn".to_owned(),
        tenants: vec!["x".to_owned()],
        limit: 10,
        ..Query::default()
    };
    assert_eq!(index.search(&elsewhere).unwrap().correction, None);
    let filtered = Query {
        text: "giay khai sihn".to_owned(),
        tenants: vec!["t".to_owned()],
        filters: Filters { kinds: vec!["document".to_owned()], ..Filters::default() },
        limit: 10,
        ..Query::default()
    };
    assert_eq!(index.search(&filtered).unwrap().correction, None);
}

#[test]
fn what_is_withdrawn_corrects_nothing() {
    let index = sample();
    let mut writer = index.writer(WriterSize::default()).unwrap();
    assert!(correction(&index, "duong lihc").is_some());
    writer.apply(&[], &[("t".to_owned(), "3".to_owned())], &BTreeMap::new()).unwrap();
    assert_eq!(correction(&index, "duong lihc"), None);
    let long = "đường giao thông nông thôn và đường làng lihc";
    assert!(correction(&index, long).is_none_or(|(text, _)| !text.contains("lịch")));
}

#[test]
fn without_learnt_marks_the_correction_is_shown_bare() {
    let index = sample().with_marks_of(&Index::in_ram().unwrap());
    assert_eq!(correction(&index, "giay khai sihn"), applied("giay khai sinh"));
}

#[test]
fn marks_are_restored() {
    let index = sample();
    assert_eq!(index.restored("giay khai sinh"), "giấy khai sinh");
    assert_eq!(index.restored("thu hoi dat lang"), "thu hồi đất làng");
}
