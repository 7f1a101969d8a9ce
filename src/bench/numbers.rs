//! Document numbers as people type them, made from the corpus's own numbers.
//!
//! A typed form is *unambiguous* when the search's own reader, [`NumberQuery::find`], recognises a number in it
//! and [`NumberQuery::matches`] fits the number of exactly one document of the corpus. Forms in which no number
//! is recognised, or one that fits no document, are counted apart as unread: they are misses of the reader.

use anyhow::Result;
use serde::Serialize;

use super::chance::Chance;
use super::corpus::Corpus;
use super::engine::{Engines, Name};
use crate::base::text::{folded, normalise};
use crate::items::kinds::document::abbreviations::TYPES;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::document::number_query::NumberQuery;

/// From how many documents forms are made.
const SAMPLE: usize = 300;

/// A way of typing a document's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// 05/2016/QĐ-UBND
    Printed,
    /// 05 2016 qd ubnd
    Bare,
    /// QĐ 05/2016
    TypeNumberYear,
    /// 05/QĐ-UBND
    WithoutYear,
    /// so 05 nam 2016
    InWords,
    /// 5/2016/QĐ-UBND
    ZeroToggled,
    /// 05/2016/qdubnd
    Glued,
    /// quyet dinh 05/2016
    NamedType,
}

impl Writing {
    /// Every writing, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Printed,
        Self::Bare,
        Self::TypeNumberYear,
        Self::WithoutYear,
        Self::InWords,
        Self::ZeroToggled,
        Self::Glued,
        Self::NamedType,
    ];

    /// An example that names it in the table.
    pub fn example(self) -> &'static str {
        match self {
            Self::Printed => "05/2016/QĐ-UBND",
            Self::Bare => "05 2016 qd ubnd",
            Self::TypeNumberYear => "QĐ 05/2016",
            Self::WithoutYear => "05/QĐ-UBND",
            Self::InWords => "so 05 nam 2016",
            Self::ZeroToggled => "5/2016/QĐ-UBND",
            Self::Glued => "05/2016/qdubnd",
            Self::NamedType => "quyet dinh 05/2016",
        }
    }

    /// The number as somebody types it; none where it lacks a part that this writing needs.
    ///
    /// `printed` is the number as it stands in the source. A law is called so: it has no short form.
    pub fn write(self, number: &DocumentNumber, printed: &str) -> Option<String> {
        let serial = number.serial();
        let (year, letters) = (number.year()?, number.letters());
        Some(match self {
            Self::Printed => printed.to_owned(),
            Self::Bare => folded(printed).replace(['/', '-', '_', '.'], " "),
            Self::TypeNumberYear => format!("{} {serial}/{year}", number.kind().or(law(number))?),
            Self::WithoutYear => format!("{serial}/{letters}"),
            Self::InWords => format!("so {serial} nam {year}"),
            Self::ZeroToggled => match printed.strip_prefix('0') {
                Some(rest) => rest.to_owned(),
                None => format!("0{printed}"),
            },
            Self::Glued => format!("{serial}/{year}/{}", folded(&letters).replace(['-', '.'], "")),
            Self::NamedType => format!("{} {serial}/{year}", words(number)?),
        })
    }
}

/// What a law is called for want of a short form.
fn law(number: &DocumentNumber) -> Option<&'static str> {
    number.issuers().iter().any(|issuer| issuer.starts_with("QH")).then_some("luật")
}

/// The kind in words without marks.
fn words(number: &DocumentNumber) -> Option<&'static str> {
    match number.kind() {
        Some(kind) => TYPES.iter().find(|name| name.abbreviation == kind).map(|name| name.words),
        None => law(number).map(|_| "luat"),
    }
}

/// How the corpus's numbers answer a typed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// No number is recognised, or one that no document bears.
    Unread,
    /// It fits one document's number.
    One,
    /// It fits several.
    Several,
}

impl Reading {
    /// Reads a typed form against all numbers of the corpus, one a document.
    pub fn of(text: &str, numbers: &[DocumentNumber]) -> Self {
        let Some(query) = NumberQuery::find(&normalise(text)) else { return Self::Unread };
        match numbers.iter().filter(|number| query.matches(number)).count() {
            0 => Self::Unread,
            1 => Self::One,
            _ => Self::Several,
        }
    }
}

/// The figures of one engine on one writing.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The writing, by example.
    pub writing: &'static str,
    /// The engine.
    pub engine: Name,
    /// How many forms were made.
    pub made: usize,
    /// How many fit several documents; they are not asked.
    pub ambiguous: usize,
    /// How many are unread.
    pub unread: usize,
    /// Of the unread ones, how many found their document first all the same.
    pub unread_hits: usize,
    /// How many fit one document.
    pub unambiguous: usize,
    /// Of these, how many found it first.
    pub hits: usize,
}

impl Row {
    /// The share of unambiguous forms that found their document first.
    pub fn hit_at_1(&self) -> f64 {
        self.hits as f64 / self.unambiguous.max(1) as f64
    }

    /// The same with the unread forms counted in.
    pub fn hit_at_1_with_unread(&self) -> f64 {
        (self.hits + self.unread_hits) as f64 / (self.unambiguous + self.unread).max(1) as f64
    }
}

/// A typed form and the document it was made from.
struct Typed {
    text: String,
    document: usize,
    reading: Reading,
}

/// Asks each engine for a sample of documents by their numbers.
///
/// # Errors
/// When an engine fails.
pub async fn measure(engines: &mut Engines) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for writing in Writing::ALL {
        let typed = typed(engines.corpus(), writing);
        for engine in engines.names() {
            // Numbers are words of the same weight to FTS5 with or without pairs: one of the two tells it.
            if engine != Name::Fts5Pairs {
                rows.push(row(engines, engine, writing, &typed).await?);
            }
        }
    }
    Ok(rows)
}

/// The sampled documents' numbers in one writing.
fn typed(corpus: &Corpus, writing: Writing) -> Vec<Typed> {
    let numbers: Vec<DocumentNumber> =
        corpus.documents.iter().filter_map(|document| document.number.clone()).collect();
    let numbered = (0..corpus.documents.len()).filter(|at| {
        corpus.documents[*at].number.as_ref().is_some_and(|number| number.year().is_some())
            && corpus.first_passage(*at).is_some()
    });
    let sample = Chance::of("numbers", "").sample(numbered.collect(), SAMPLE);
    let made = sample.into_iter().filter_map(|at| {
        let document = &corpus.documents[at];
        let text = writing.write(document.number.as_ref()?, document.number_text.as_deref()?)?;
        Some(Typed { reading: Reading::of(&text, &numbers), text, document: at })
    });
    made.collect()
}

async fn row(engines: &mut Engines, engine: Name, writing: Writing, typed: &[Typed]) -> Result<Row> {
    let mut row = Row {
        writing: writing.example(),
        engine,
        made: typed.len(),
        ambiguous: 0,
        unread: 0,
        unread_hits: 0,
        unambiguous: 0,
        hits: 0,
    };
    for form in typed {
        if form.reading == Reading::Several {
            row.ambiguous += 1;
            continue;
        }
        let hit = usize::from(engines.document(engine, &form.text).await? == Some(form.document));
        if form.reading == Reading::One {
            row.unambiguous += 1;
            row.hits += hit;
        } else {
            row.unread += 1;
            row.unread_hits += hit;
        }
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::super::engine::Rivals;
    use super::*;

    fn written(text: &str) -> Vec<Option<String>> {
        let number = DocumentNumber::parse(text).unwrap();
        Writing::ALL.iter().map(|writing| writing.write(&number, text)).collect()
    }

    #[test]
    fn writings_of_a_decision() {
        let expected = Writing::ALL.map(|writing| Some(writing.example().to_owned()));
        assert_eq!(written("05/2016/QĐ-UBND"), expected);
        assert_eq!(written("10/2016/QĐ-UBND")[5].as_deref(), Some("010/2016/QĐ-UBND"));
    }

    #[test]
    fn writings_of_a_law_and_of_a_number_without_year() {
        let law = written("24/2018/QH14");
        assert_eq!(law[1].as_deref(), Some("24 2018 qh14"));
        assert_eq!(law[2].as_deref(), Some("luật 24/2018"));
        assert_eq!(law[6].as_deref(), Some("24/2018/qh14"));
        assert_eq!(law[7].as_deref(), Some("luat 24/2018"));
        assert!(written("15/QĐ-UBND").iter().all(Option::is_none));
        assert_eq!(written("01/2020/UBTVQH14")[7], None);
    }

    #[test]
    fn ambiguity_is_what_the_corpus_says() {
        let numbers = ["10/2016/QĐ-UBND", "10/2016/NQ-HĐND", "11/2016/QĐ-UBND"]
            .map(|text| DocumentNumber::parse(text).unwrap());
        assert_eq!(Reading::of("10/2016", &numbers), Reading::Several);
        assert_eq!(Reading::of("QĐ 10/2016", &numbers), Reading::One);
        assert_eq!(Reading::of("so 11 nam 2016", &numbers), Reading::One);
        assert_eq!(Reading::of("12/2016/QĐ-UBND", &numbers), Reading::Unread);
        assert_eq!(Reading::of("xin chào", &numbers), Reading::Unread);
    }

    #[tokio::test]
    async fn the_toy_corpus_is_found_by_number() {
        let mut engines =
            Engines::build(super::super::corpus::tests::toy(), Rivals::All { postgres: None }, |_| ())
                .await
                .unwrap();
        let rows = measure(&mut engines).await.unwrap();
        assert_eq!(rows.len(), 16);
        for row in rows.iter().filter(|row| row.engine == Name::Portal) {
            assert_eq!((row.made, row.ambiguous, row.unread), (3, 0, 0), "{row:?}");
            assert!((row.hit_at_1() - 1.0).abs() < 1e-9, "{row:?}");
        }
    }
}
