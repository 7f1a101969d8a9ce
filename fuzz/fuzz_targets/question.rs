//! Any text as a question: read, looked for in a small index, and completed.

#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use portal::base::text::{folded, from_tcvn3, normalise, tokens};
use portal::items::kinds::document::number::DocumentNumber;
use portal::items::kinds::document::number_query::NumberQuery;
use portal::search::language::{Language, Word};
use portal::search::{Group, Index, Order, Passage, Query, SearchDocument, WriterSize};

const TENANT: &str = "t";

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let index = Index::in_ram().expect("memory for an empty index");
    let mut writer = index.writer(WriterSize::default()).expect("the only writer");
    let items = [
        item("1", "Giấy khai sinh", "Đăng ký khai sinh tại Ủy ban nhân dân xã Đức Thắng, huyện Hiệp Hòa."),
        item("2", "Quyết định 10/2016/QĐ-UBND: Thu hồi đất", "Thu hồi đất, bồi thường; ngày 02/9/2016."),
        item("3", "Đường giao thông", "Sửa đường làng. Phạt 1.500.000 đồng theo 36a/NQ-CP."),
    ];
    writer.apply(&items, &[], &BTreeMap::new()).expect("three items fit");
    index.learn_marks().expect("three texts are read");
    index
});

fn item(name: &str, title: &str, text: &str) -> SearchDocument {
    SearchDocument {
        tenant: TENANT.to_owned(),
        item: name.to_owned(),
        kind: "document".to_owned(),
        title: title.to_owned(),
        number: DocumentNumber::parse("10/2016/QĐ-UBND").ok().filter(|_| name == "2"),
        doc_type: Some("Quyết định".to_owned()),
        url: format!("/{name}"),
        passages: vec![Passage { text: text.to_owned(), ..Passage::default() }],
        ..SearchDocument::default()
    }
}

fuzz_target!(|data: &[u8]| {
    let typed = String::from_utf8_lossy(data).into_owned();
    let text = normalise(from_tcvn3(&typed).as_deref().unwrap_or(&typed));
    assert_eq!(normalise(&text), text);
    assert_eq!(folded(&folded(&text)), folded(&text));
    for piece in tokens(&text) {
        assert_eq!(&text[piece.start..piece.end], piece.text);
    }
    if let Some(number) = NumberQuery::find(&text) {
        assert!(text.get(number.span.clone()).is_some());
        let _ = number.citation();
    }
    let words = Word::all_of(&text);
    for alternative in Language::shipped().alternatives(&words) {
        assert!(alternative.span.end <= words.len() && !alternative.keys.is_empty());
    }
    for (group, order) in [(Group::Item, Order::Relevance), (Group::Passage, Order::Newest)] {
        let query = Query {
            text: typed.clone(),
            tenants: vec![TENANT.to_owned()],
            group,
            order,
            limit: 5,
            facets: true,
            ..Query::default()
        };
        let answer = INDEX.search(&query).expect("a question is never an error");
        assert!(answer.hits.len() <= answer.total);
        assert!(answer.correction.is_none() || answer.total > 0);
    }
    let suggested = INDEX.suggest(&typed, &[TENANT.to_owned()], 8).expect("nor is a beginning");
    assert!(suggested.len() <= 8);
});
