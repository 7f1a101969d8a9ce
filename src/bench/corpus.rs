//! The documents of a file as every engine gets them: the same texts in the same fields.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result};

use crate::import::line::Line;
use crate::indexing::of_document;
use crate::items::{Content, Document};
use crate::search::{Passage, SearchDocument};

/// The tenant that all documents belong to.
pub const TENANT: &str = "t";

/// Documents with their passages; places are counted from 0.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The documents.
    pub documents: Vec<SearchDocument>,
    /// For each passage its document and its place in it.
    places: Vec<(usize, usize)>,
    /// For each document the place of its first passage.
    firsts: Vec<usize>,
    references: HashMap<String, usize>,
}

impl Corpus {
    /// The documents of a file of JSON Lines, plain or gzip.
    ///
    /// # Errors
    /// When the file cannot be read or a line is no document.
    pub fn read(file: &Path) -> Result<Self> {
        let mut documents = Vec::new();
        for (at, line) in lines(file)?.enumerate() {
            let line: Line = serde_json::from_str(&line?).with_context(|| format!("line {}", at + 1))?;
            if let Content::Document(document) = line.content("bench", "bench") {
                documents.push(searched(&document, documents.len()));
            }
        }
        Ok(Self::of(documents))
    }

    /// The documents with their passages numbered.
    pub fn of(documents: Vec<SearchDocument>) -> Self {
        let mut corpus = Self::default();
        for (at, document) in documents.iter().enumerate() {
            corpus.firsts.push(corpus.places.len());
            for (inside, passage) in document.passages.iter().enumerate() {
                if let Some(reference) = &passage.source_ref {
                    corpus.references.insert(reference.clone(), corpus.places.len());
                }
                corpus.places.push((at, inside));
            }
        }
        Self { documents, ..corpus }
    }

    /// How many passages there are.
    pub fn passages(&self) -> usize {
        self.places.len()
    }

    /// A passage.
    pub fn passage(&self, at: usize) -> &Passage {
        let (document, inside) = self.places[at];
        &self.documents[document].passages[inside]
    }

    /// The place of the document that holds a passage.
    pub fn document_of(&self, passage: usize) -> usize {
        self.places[passage].0
    }

    /// The place of a document's first passage, if it has any.
    pub fn first_passage(&self, document: usize) -> Option<usize> {
        (!self.documents[document].passages.is_empty()).then(|| self.firsts[document])
    }

    /// The place of the passage that the source calls so.
    pub fn by_reference(&self, reference: &str) -> Option<usize> {
        self.references.get(reference).copied()
    }

    /// Each passage with the document that holds it.
    pub fn each(&self) -> impl Iterator<Item = (&SearchDocument, &Passage)> {
        self.places.iter().map(|&(at, inside)| (&self.documents[at], &self.documents[at].passages[inside]))
    }
}

/// The lines of a file, plain or gzip by its name.
///
/// # Errors
/// When the file cannot be opened.
pub fn lines(file: &Path) -> Result<impl Iterator<Item = Result<String>>> {
    let named = || file.display().to_string();
    let opened = std::fs::File::open(file).with_context(named)?;
    let reader: Box<dyn Read> = if file.extension().is_some_and(|ending| ending == "gz") {
        Box::new(flate2::read::MultiGzDecoder::new(opened))
    } else {
        Box::new(opened)
    };
    Ok(BufReader::new(reader).lines().map(|line| Ok(line?)))
}

/// What a document gives to an index, as its place in the file names it.
pub fn searched(document: &Document, at: usize) -> SearchDocument {
    let base = SearchDocument {
        tenant: TENANT.into(),
        item: at.to_string(),
        kind: "document".into(),
        section: document.common.section.as_str().into(),
        title: document.title(),
        date: document.issued_on,
        url: format!("/{at}"),
        passages: document.articles.iter().map(passage).collect(),
        ..SearchDocument::default()
    };
    of_document(document, base)
}

fn passage(article: &crate::items::kinds::document::Article) -> Passage {
    Passage {
        anchor: article.anchor.clone(),
        heading: article.label(),
        text: article.text.plain().into_owned(),
        source_ref: article.source_ref.clone(),
        file: None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Three documents in the shape of an imported file.
    pub const TOY: &str = r#"{"number": "10/2016/QĐ-UBND", "type": "Quyết định", "issuer": "Ủy ban nhân dân", "abstract": "Cấp giấy phép xây dựng", "articles": [{"id": 1, "no": "1", "heading": "Phạm vi", "text": "Nhà ở riêng lẻ phải có giấy phép xây dựng."}, {"id": 2, "no": "2", "heading": "Hiệu lực", "text": "Có hiệu lực từ ngày ký."}]}
{"number": "11/2016/QĐ-UBND", "type": "Quyết định", "issuer": "Ủy ban nhân dân", "abstract": "Đường giao thông", "articles": [{"id": 3, "no": "1", "heading": "Lòng đường", "text": "Không đổ vật liệu ra lòng đường."}]}
{"number": "12/2016/NQ-HĐND", "type": "Nghị quyết", "issuer": "Hội đồng nhân dân", "abstract": "Dương lịch", "articles": [{"id": 4, "no": "1", "heading": "Lịch", "text": "Tính theo dương lịch, long dương."}]}
"#;

    /// The toy corpus.
    pub fn toy() -> Corpus {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("toy.jsonl");
        std::fs::write(&file, TOY).unwrap();
        Corpus::read(&file).unwrap()
    }

    #[test]
    fn passages_and_documents_find_each_other() {
        let corpus = toy();
        assert_eq!((corpus.documents.len(), corpus.passages()), (3, 4));
        let third = corpus.by_reference("3").unwrap();
        assert_eq!(corpus.document_of(third), 1);
        assert_eq!(corpus.first_passage(1), Some(third));
        assert_eq!(corpus.passage(third).heading, "Điều 1. Lòng đường");
        assert_eq!(corpus.by_reference("9"), None);
        assert_eq!(corpus.each().count(), 4);
    }

    #[test]
    fn packed_files_are_read_alike() {
        use std::io::Write as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("toy.jsonl.gz");
        let mut packed =
            flate2::write::GzEncoder::new(std::fs::File::create(&file).unwrap(), flate2::Compression::fast());
        packed.write_all(TOY.as_bytes()).unwrap();
        packed.finish().unwrap();
        assert_eq!(Corpus::read(&file).unwrap().passages(), 4);
    }
}
