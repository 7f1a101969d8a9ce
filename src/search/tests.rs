//! Questions to a small index: spelling, marks, the analyser seen from outside, and what no person would type.

mod analysis;
mod hostile;
mod numbers;
mod spelling;

use std::collections::BTreeMap;

use super::{Index, Passage, Query, Results, SearchDocument, WriterSize};

/// An item of tenant `t` with one passage.
fn item(number: usize, title: &str, text: &str) -> SearchDocument {
    SearchDocument {
        tenant: "t".to_owned(),
        item: number.to_string(),
        kind: "news".to_owned(),
        title: title.to_owned(),
        url: format!("/{number}"),
        passages: vec![Passage { text: text.to_owned(), ..Passage::default() }],
        ..SearchDocument::default()
    }
}

/// An index of these titles and texts, its marks learnt.
fn index_of(texts: &[(&str, &str)]) -> Index {
    let index = Index::in_ram().unwrap();
    let items: Vec<SearchDocument> =
        texts.iter().enumerate().map(|(at, (title, text))| item(at, title, text)).collect();
    index.writer(WriterSize::default()).unwrap().apply(&items, &[], &BTreeMap::new()).unwrap();
    index.learn_marks().unwrap();
    index
}

fn ask(index: &Index, text: &str) -> Results {
    let query = Query {
        text: text.to_owned(),
        tenants: vec!["t".to_owned()],
        limit: 10,
        facets: true,
        ..Query::default()
    };
    index.search(&query).unwrap()
}

/// The titles found.
fn found(index: &Index, text: &str) -> Vec<String> {
    ask(index, text).hits.into_iter().map(|hit| hit.title).collect()
}
