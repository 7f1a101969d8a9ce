//! The lines in which staff write what a document says about others, in both directions.

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::text::folded;
use crate::items::kinds::document::relations::number_key;
use crate::items::kinds::document::{Relation, RelationKind};

use super::form::date;

/// What each kind may be typed as, folded.
const WORDS: [(&str, RelationKind); 12] = [
    ("can cu", RelationKind::BasedOn),
    ("thay the", RelationKind::Replaces),
    ("sua doi, bo sung", RelationKind::Amends),
    ("sua doi bo sung", RelationKind::Amends),
    ("sua doi", RelationKind::Amends),
    ("bo sung", RelationKind::Amends),
    ("bai bo", RelationKind::Repeals),
    ("bai bo mot phan", RelationKind::RepealsPart),
    ("huong dan", RelationKind::Guides),
    ("quy dinh chi tiet", RelationKind::Guides),
    ("dinh chi", RelationKind::Suspends),
    ("ngung hieu luc", RelationKind::Suspends),
];

/// Reads one relation a line: `Thay thế: 02/2014/QĐ-UBND ngày 20/05/2014 của UBND huyện; từ 01/07/2016; tên gọi`.
///
/// # Errors
/// With one sentence for every line that cannot be read.
pub fn parse(text: &str) -> Result<Vec<Relation>, Vec<String>> {
    let (mut relations, mut mistakes) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match one(line.trim()) {
            Ok(relation) => relations.push(relation),
            Err(why) => mistakes.push(format!("Dòng {number}: {why}")),
        }
    }
    if mistakes.is_empty() { Ok(relations) } else { Err(mistakes) }
}

fn one(line: &str) -> Result<Relation, String> {
    let Some((word, rest)) = line.split_once(':') else {
        return Err(format!(
            "thiếu dấu hai chấm sau quan hệ. Viết như: {}: 02/2014/QĐ-UBND; từ 01/07/2016.",
            RelationKind::Replaces.vietnamese()
        ));
    };
    let kind = kind(word)?;
    let mut parts = rest.split(';').map(str::trim);
    let mut relation = named(kind, parts.next().unwrap_or_default())?;
    let mut rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if let Some(day) = rest.first().and_then(|part| after(part, "tu")).filter(|day| begins_with_digit(day)) {
        relation.effective_on = Some(day_of(day)?);
        rest.remove(0);
    }
    relation.title = Some(rest.join("; ")).filter(|title| !title.is_empty());
    Ok(relation)
}

fn kind(word: &str) -> Result<RelationKind, String> {
    let typed = folded(word).split_whitespace().collect::<Vec<_>>().join(" ");
    let known = WORDS.iter().find(|(known, _)| *known == typed).map(|(_, kind)| *kind);
    known.ok_or_else(|| {
        let all: Vec<_> = RelationKind::ALL.iter().map(|kind| kind.vietnamese()).collect();
        format!("không có quan hệ “{}”. Dùng một trong: {}.", word.trim(), all.join("; "))
    })
}

/// `02/2014/QĐ-UBND`, perhaps with `ngày 20/05/2014` and `của UBND huyện` after it.
fn named(kind: RelationKind, text: &str) -> Result<Relation, String> {
    let (rest, issuer) = parted(text, "cua");
    let (number, issued) = parted(rest, "ngay");
    if number.is_empty() {
        return Err("thiếu số, ký hiệu của văn bản liên quan.".into());
    }
    if number_key(number).is_none() {
        return Err(format!(
            "“{number}” không phải số, ký hiệu văn bản. Ví dụ đúng: 10/2016/QĐ-UBND, 15/QĐ-UBND."
        ));
    }
    let issued_on = issued.map(day_of).transpose()?;
    Ok(Relation { issued_on, issuer: issuer.map(str::to_owned), ..Relation::new(kind, number) })
}

fn day_of(text: &str) -> Result<Date, String> {
    date(text).ok_or_else(|| format!("“{text}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 01/07/2016."))
}

/// What stands before and after the first blank-parted word that folds to `word`.
fn parted<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let mut from = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        if from > 0 && folded(piece.trim()) == word {
            return (text[..from].trim(), Some(text[from + piece.len()..].trim()));
        }
        from += piece.len();
    }
    (text.trim(), None)
}

/// What follows if the text begins with a word that folds to `word`.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = text.split_once(char::is_whitespace)?;
    (folded(first) == word).then_some(rest.trim())
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// The lines that [`parse`] reads.
pub fn print(relations: &[Relation]) -> String {
    relations.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One relation as [`parse`] reads it.
pub fn line(relation: &Relation) -> String {
    let mut line = format!("{}: {}", relation.kind.vietnamese(), relation.number);
    if let Some(day) = relation.issued_on {
        line.push_str(&format!(" ngày {}", date_vi(day)));
    }
    if let Some(issuer) = &relation.issuer {
        line.push_str(&format!(" của {issuer}"));
    }
    if let Some(day) = relation.effective_on {
        line.push_str(&format!("; từ {}", date_vi(day)));
    }
    if let Some(title) = &relation.title {
        line.push_str(&format!("; {title}"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_line_says_all_that_a_relation_holds() {
        let text = "Thay thế: 02/2014/QĐ-UBND ngày 20/05/2014 của UBND huyện Hiệp Hòa; từ 01/07/2016; Quy định về đài; loa\n\
                    \n  sua doi : 15/QĐ-UBND \nCăn cứ: 43/2011/NĐ-CP; Từ điển";
        let relations = parse(text).unwrap();
        let first = Relation {
            kind: RelationKind::Replaces,
            number: "02/2014/QĐ-UBND".into(),
            issuer: Some("UBND huyện Hiệp Hòa".into()),
            issued_on: Some(date(2014, 5, 20)),
            title: Some("Quy định về đài; loa".into()),
            effective_on: Some(date(2016, 7, 1)),
        };
        assert_eq!(relations[0], first);
        assert_eq!(relations[1], Relation::new(RelationKind::Amends, "15/QĐ-UBND"));
        assert_eq!(relations[2].title.as_deref(), Some("Từ điển"));
        assert_eq!(parse(&print(&relations)).unwrap(), relations);
    }

    #[test]
    fn every_line_that_cannot_be_read_is_named_with_its_reason() {
        let text = "Thay thế 02/2014/QĐ-UBND\nThích: 02/2014/QĐ-UBND\nThay thế: ;\nThay thế: 02/2014/QĐ-UBND; từ 31/02/2016\n\
                    Bãi bỏ: hai không mười sáu\nBãi bỏ: 15/QĐ-UBND ngày mai\nCăn cứ: 43/2011/NĐ-CP";
        let mistakes = parse(text).unwrap_err();
        let expected = [
            "Dòng 1: thiếu dấu hai chấm",
            "Dòng 2: không có quan hệ “Thích”",
            "Dòng 3: thiếu số",
            "Dòng 4: “31/02/2016” không phải là ngày",
            "Dòng 5: “hai không mười sáu” không phải số",
            "Dòng 6: “mai” không phải là ngày",
        ];
        assert_eq!(mistakes.len(), expected.len());
        for (mistake, expected) in mistakes.iter().zip(expected) {
            assert!(mistake.starts_with(expected), "{mistake}");
        }
    }

    #[test]
    fn every_kind_can_be_typed_as_it_is_shown() {
        for shown in RelationKind::ALL {
            assert_eq!(kind(shown.vietnamese()), Ok(shown));
        }
    }
}
