//! What is suggested, to whom, and when no longer.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::items::kinds::document::number::DocumentNumber;
use crate::search::{SearchDocument, WriterSize};

fn item(tenant: &str, title: &str, year: i16) -> SearchDocument {
    SearchDocument {
        tenant: tenant.to_owned(),
        item: format!("{title}{year}"),
        kind: "news".to_owned(),
        title: title.to_owned(),
        date: Some(date(year, 5, 1)),
        url: format!("/{tenant}"),
        ..SearchDocument::default()
    }
}

fn document(tenant: &str, number: &str, about: &str, year: i16) -> SearchDocument {
    let number = DocumentNumber::parse(number).unwrap();
    let doc_type = match number.kind() {
        Some("NQ") => "Nghị quyết",
        Some("QĐ") => "Quyết định",
        _ => "Luật",
    };
    SearchDocument {
        kind: "document".to_owned(),
        doc_type: Some(doc_type.to_owned()),
        number_text: Some(number.to_string()),
        ..SearchDocument {
            number: Some(number.clone()),
            ..item(tenant, &format!("{doc_type} {number}: {about}"), year)
        }
    }
}

fn index_of(items: &[SearchDocument]) -> Index {
    let index = Index::in_ram().unwrap();
    index.writer(WriterSize::default()).unwrap().apply(items, &[], &BTreeMap::new()).unwrap();
    index
}

fn sample() -> Index {
    index_of(&[
        item("a", "Lịch tiếp công dân tháng 5", 2016),
        item("a", "Lịch tiếp công dân tháng 4", 2015),
        item("a", "Sửa đường giao thông", 2014),
        item("a", "Tính ngày theo dương lịch", 2016),
        item("b", "Sửa đường giao thông", 2016),
        item("a", "Kỳ họp thứ ba, quy chế mới", 2013),
        document("a", "10/2016/QĐ-UBND", "Cấp giấy phép xây dựng", 2016),
        document("a", "10/2016/NQ-HĐND", "Quyền sử dụng đất", 2016),
        document("a", "100/2015/QĐ-UBND", "Giá đất", 2015),
        document("a", "36/NQ-CP", "Chính phủ điện tử", 2015),
        document("a", "24/2018/QH14", "An ninh mạng", 2018),
    ])
}

fn titles(index: &Index, typed: &str) -> Vec<String> {
    let tenants = ["a".to_owned(), "b".to_owned()];
    index.suggest(typed, &tenants, 10).unwrap().into_iter().map(|one| one.title).collect()
}

fn numbers(index: &Index, typed: &str) -> Vec<String> {
    let tenants = ["a".to_owned()];
    index.suggest(typed, &tenants, 10).unwrap().into_iter().filter_map(|one| one.number).collect()
}

#[test]
fn words_stand_anywhere_and_the_last_one_is_a_beginning() {
    let index = sample();
    assert_eq!(titles(&index, "giao th"), ["Sửa đường giao thông"]);
    assert_eq!(titles(&index, "thong sua"), ["Sửa đường giao thông"]);
    assert_eq!(titles(&index, "xay dung gi"), ["Quyết định 10/2016/QĐ-UBND: Cấp giấy phép xây dựng"]);
    assert!(titles(&index, "giao th ").is_empty());
    assert!(titles(&index, "chuồn").is_empty());
}

#[test]
fn what_begins_so_comes_first_then_the_newer() {
    let found = titles(&sample(), "lich");
    assert_eq!(
        found,
        ["Lịch tiếp công dân tháng 5", "Lịch tiếp công dân tháng 4", "Tính ngày theo dương lịch"]
    );
}

#[test]
fn marks_typed_are_taken_at_their_word_where_they_distinguish() {
    let index = sample();
    assert_eq!(titles(&index, "đường"), ["Sửa đường giao thông"]);
    assert_eq!(titles(&index, "dương"), ["Tính ngày theo dương lịch"]);
    assert_eq!(titles(&index, "duong").len(), 2);
    assert_eq!(titles(&index, "đướng").len(), 2, "a form that no title has tells nothing apart");
}

#[test]
fn i_and_y_agree_in_whole_words_and_beginnings() {
    let index = sample();
    assert_eq!(titles(&index, "ki hop"), ["Kỳ họp thứ ba, quy chế mới"]);
    assert!(titles(&index, "quy").iter().any(|title| title.starts_with("Kỳ họp")));
    assert!(titles(&index, "quy").iter().any(|title| title.ends_with("Quyền sử dụng đất")));
}

#[test]
fn the_same_title_is_suggested_once_from_the_nearest_site() {
    let index = sample();
    let near = |tenants: [&str; 2]| {
        let found = index.suggest("sua duong", &tenants.map(str::to_owned), 10).unwrap();
        found.into_iter().map(|one| one.tenant).collect::<Vec<_>>()
    };
    assert_eq!(near(["a", "b"]), ["a"]);
    assert_eq!(near(["b", "a"]), ["b"]);
}

#[test]
fn only_the_tenants_asked_for() {
    let index = sample();
    assert_eq!(index.suggest("lich", &["b".to_owned()], 10).unwrap(), []);
    assert_eq!(index.suggest("10/2016", &["b".to_owned()], 10).unwrap(), []);
    assert_eq!(index.suggest("lich", &[], 10).unwrap(), []);
}

#[test]
fn numbers_in_every_form_come_first() {
    let index = sample();
    for typed in [
        "10/2016/QĐ-UBND",
        "10 2016 qd",
        "qd 10/2016",
        "QĐ10",
        "quyet dinh so 10",
        "10/2016 qdub",
        "010/2016/qd",
    ] {
        assert_eq!(numbers(&index, typed)[0], "10/2016/QĐ-UBND", "{typed}");
    }
    assert_eq!(numbers(&index, "10/20").len(), 2);
    assert_eq!(numbers(&index, "10 2016 nq"), ["10/2016/NQ-HĐND"]);
    assert_eq!(numbers(&index, "luat 24"), ["24/2018/QH14"]);
    assert_eq!(numbers(&index, "36/nq-c"), ["36/NQ-CP"]);
    assert_eq!(numbers(&index, "qd"), ["10/2016/QĐ-UBND", "100/2015/QĐ-UBND"]);
    let open = numbers(&index, "10");
    assert_eq!(open.len(), 3);
    assert_eq!(open[2], "100/2015/QĐ-UBND", "the very number leads");
}

#[test]
fn what_is_withdrawn_is_gone_with_the_commit() {
    let index = sample();
    let mut writer = index.writer(WriterSize::default()).unwrap();
    assert_eq!(titles(&index, "duong lich").len(), 1);
    let gone = item("a", "Tính ngày theo dương lịch", 2016);
    writer.apply(&[], &[(gone.tenant, gone.item)], &BTreeMap::new()).unwrap();
    assert!(titles(&index, "duong lich").is_empty());
}

#[test]
fn what_only_some_may_find_is_never_suggested() {
    let draft =
        SearchDocument { audience: vec!["editor".to_owned()], ..item("a", "Bản thảo mật", 2016) };
    assert!(titles(&index_of(&[draft]), "ban").is_empty());
}

#[test]
fn no_more_than_asked_for() {
    let index = sample();
    let found = |limit| index.suggest("l", &["a".to_owned()], limit).unwrap().len();
    assert_eq!((found(0), found(1), found(2)), (0, 1, 2));
    assert!(found(usize::MAX) <= MOST);
}
