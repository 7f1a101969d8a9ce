//! What an attached file says about the document that it is: suggestions for the fields, each with where it stands and
//! whether a person should look. Nothing of it is kept: it is read out of the kept reading whenever it is asked for.

mod text;

use jiff::civil::Date;
use reader::official::{Act, Found, Suggestion, find};
use reader::{Reading, Signature, Status};

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::base::scope::Scope;
use crate::extract::{self, Work};
use crate::items::Attachment;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::document::relations::{RelationKind, same_body};
use crate::items::relations::{Held, store as relations};

/// How many attachments are looked at for the document itself.
const LOOKED_AT: usize = 5;

/// How many characters of a line are shown beside a field.
const SHOWN: usize = 160;

/// How many paragraphs of doubtful encoding are shown.
const DOUBTFUL: usize = 20;

/// A value for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The field, as the rules call it: `number`, `issued_on`.
    pub field: &'static str,
    /// As a person would type it.
    pub value: String,
    /// On which page it stands, from 1.
    pub page: u32,
    /// The line it came from, shortened.
    pub as_written: String,
    /// Why a person should look; none where it is plain.
    pub doubt: Option<String>,
}

/// A paragraph that may be read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoWays {
    /// On which page, from 1.
    pub page: u32,
    /// As it is read.
    pub read: String,
    /// As it may be read.
    pub other: String,
}

/// What a file gives.
#[derive(Clone, Debug)]
pub struct FromFile {
    /// The file.
    pub file: Attachment,
    /// How far the work on it is.
    pub work: Work,
    /// How far it could be read; none while nobody has tried.
    pub status: Option<Status>,
    /// Why it could not be read, or not wholly.
    pub note: String,
    /// What it suggests.
    pub suggestions: Vec<Suggested>,
    /// What else a person should know.
    pub remarks: Vec<String>,
    /// The digital signatures in it.
    pub signatures: Vec<Signature>,
    /// Paragraphs whose old encoding is not sure.
    pub two_ways: Vec<TwoWays>,
    /// The text of its first page.
    pub first_page: Vec<String>,
}

impl FromFile {
    /// The suggestion for a field.
    pub fn of(&self, field: &str) -> Option<&Suggested> {
        self.suggestions.iter().find(|suggested| suggested.field == field)
    }

    /// Whether its letters are still to come.
    pub fn is_awaited(&self) -> bool {
        self.work != Work::Done
    }
}

/// What the attached files say: of the first that is an official document, else of the first that was read.
///
/// # Errors
/// When the database does not answer.
pub async fn from_attachments(scope: &mut Scope, attachments: &[Attachment]) -> Result<Option<FromFile>> {
    let mut first = None;
    for file in attachments.iter().take(LOOKED_AT) {
        let Some(kept) = extract::store::find(scope, &file.sha256).await? else { continue };
        let reading = extract::store::whole(scope, &file.sha256).await?;
        let from = match reading {
            Some(reading) => FromFile { work: kept.work, ..read_from(file, &reading) },
            None => waiting(file, kept.work),
        };
        if from.of("number").is_some() || from.of("doc_type").is_some() {
            return Ok(Some(from));
        }
        first = first.or(Some(from));
    }
    Ok(first)
}

fn waiting(file: &Attachment, work: Work) -> FromFile {
    FromFile {
        file: file.clone(),
        work,
        status: None,
        note: String::new(),
        suggestions: Vec::new(),
        remarks: Vec::new(),
        signatures: Vec::new(),
        two_ways: Vec::new(),
        first_page: Vec::new(),
    }
}

fn read_from(file: &Attachment, reading: &Reading) -> FromFile {
    let found = find(reading);
    let first = reading.pages.first();
    FromFile {
        status: Some(reading.status),
        note: reading.note.clone(),
        suggestions: suggestions(&found),
        remarks: remarks(&found),
        signatures: reading.signatures.clone(),
        two_ways: two_ways(reading),
        first_page: first.map_or_else(Vec::new, |page| page.text().lines().map(str::to_owned).collect()),
        ..waiting(file, Work::Done)
    }
}

/// The fields that a document's facts fill.
pub fn suggestions(found: &Found) -> Vec<Suggested> {
    let texts = [
        ("number", &found.number),
        ("doc_type", &found.kind),
        ("abstract", &found.summary),
        ("issuer", &found.issuer),
        ("signer_authority", &found.signer_authority),
        ("signer_post", &found.signer_post),
        ("signer_name", &found.signer_name),
    ];
    let days = [("issued_on", &found.issued_on), ("effective_on", &found.effective_on)];
    let texts =
        texts.into_iter().filter_map(|(field, fact)| Some(suggested(field, fact.as_ref()?, Clone::clone)));
    let days = days
        .into_iter()
        .filter_map(|(field, fact)| Some(suggested(field, fact.as_ref()?, |day: &Date| date_vi(*day))));
    let mut all: Vec<Suggested> = texts.chain(days).collect();
    let cosigners = found.cosigners.iter().map(|name| name.value.as_str());
    if let Some(name) = all.iter_mut().find(|suggested| suggested.field == "signer_name") {
        name.value = std::iter::once(name.value.clone())
            .chain(cosigners.map(str::to_owned))
            .collect::<Vec<_>>()
            .join("; ");
    }
    all.extend(related(found));
    all.extend(text::of(found));
    all
}

fn suggested<T>(field: &'static str, fact: &Suggestion<T>, typed: impl Fn(&T) -> String) -> Suggested {
    Suggested {
        field,
        value: typed(&fact.value),
        page: fact.page,
        as_written: shortened(&fact.as_written),
        doubt: fact.doubt.clone(),
    }
}

/// What it rests on and what it does to others, one a line.
fn related(found: &Found) -> Option<Suggested> {
    let act = |act| match act {
        Act::Replaces => RelationKind::Replaces,
        Act::Amends => RelationKind::Amends,
        Act::Repeals => RelationKind::Repeals,
        Act::RepealsPart => RelationKind::RepealsPart,
    };
    let changes = found.changes.iter().map(|change| (act(change.value.act), change.value.number.clone()));
    let bases =
        found.bases.iter().filter_map(|basis| Some((RelationKind::BasedOn, basis.value.number.clone()?)));
    let mut lines: Vec<String> = Vec::new();
    for (kind, number) in changes.chain(bases) {
        let line = format!("{}: {number}", kind.vietnamese());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let (page, as_written) = found
        .changes
        .first()
        .map(|change| (change.page, &change.as_written))
        .or_else(|| found.bases.first().map(|basis| (basis.page, &basis.as_written)))?;
    let doubt = (!found.changes.is_empty())
        .then(|| "Quan hệ với văn bản khác được nhận ra từ câu chữ: đối chiếu trước khi lưu.".to_owned());
    let suggested = Suggested {
        field: "relations",
        value: lines.join("\n"),
        page,
        as_written: shortened(as_written),
        doubt,
    };
    (!suggested.value.is_empty()).then_some(suggested)
}

fn remarks(found: &Found) -> Vec<String> {
    let remarks = found.remarks.iter();
    remarks
        .map(|remark| {
            format!("{} (trang {}: “{}”)", remark.sentence, remark.page, shortened(&remark.as_written))
        })
        .collect()
}

fn two_ways(reading: &Reading) -> Vec<TwoWays> {
    let paragraphs =
        reading.pages.iter().flat_map(|page| page.paragraphs.iter().map(move |one| (page.number, one)));
    let doubtful = paragraphs.filter_map(|(page, paragraph)| {
        let other = paragraph.encoding.other.clone()?;
        Some(TwoWays { page, read: paragraph.text.clone(), other })
    });
    doubtful.take(DOUBTFUL).collect()
}

/// A line as it is shown beside a field.
fn shortened(line: &str) -> String {
    let tidy = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy.chars().count() <= SHOWN { tidy } else { tidy.chars().take(SHOWN).chain(['…']).collect() }
}

/// The live documents of the same body, number and year, other than the item's own.
///
/// # Errors
/// When the database does not answer.
pub async fn doubles(
    scope: &mut Scope,
    own: Option<&ItemId>,
    number: &str,
    issuer: &str,
    issued_on: Option<Date>,
) -> Result<Vec<Held>> {
    let Ok(number) = DocumentNumber::parse(number) else { return Ok(Vec::new()) };
    let held = relations::held(scope, &number).await?;
    let same = held.into_iter().filter(|held| {
        let year = held.issued_on.zip(issued_on).is_none_or(|(held, own)| held.year() == own.year());
        year && same_body(&held.issuer, issuer) && own != Some(&held.item)
    });
    Ok(same.collect())
}

#[cfg(test)]
mod tests {
    use reader::{Page, Paragraph, Source};

    use super::*;

    fn reading(lines: &[&str]) -> Reading {
        let paragraphs =
            lines.iter().map(|line| Paragraph { text: (*line).to_owned(), ..Paragraph::default() }).collect();
        let page = Page { number: 1, name: String::new(), size: None, source: Source::Layer, paragraphs };
        Reading { pages: vec![page], ..Reading::without_text(None, Status::Text, "") }
    }

    #[test]
    fn a_decision_fills_its_form() {
        let found = find(&reading(&[
            "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "XÃ ĐÔNG LỖ\tĐộc lập - Tự do - Hạnh phúc",
            "Số: 05/QĐ-UBND\tĐông Lỗ, ngày 05 tháng 02 năm 2016",
            "QUYẾT ĐỊNH",
            "Về việc thành lập Tổ công nghệ số",
            "Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13 tháng 6 năm 2011 của Chính phủ;",
            "Điều 1. Thành lập Tổ công nghệ số gồm 5 người.",
            "Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 02/QĐ-UBND./.",
        ]));
        let all = suggestions(&found);
        let value = |field: &str| all.iter().find(|one| one.field == field).map(|one| one.value.as_str());
        assert_eq!(value("number"), Some("05/QĐ-UBND"));
        assert_eq!(value("doc_type"), Some("Quyết định"));
        assert_eq!(value("issued_on"), Some("05/02/2016"));
        assert_eq!(value("effective_on"), Some("05/02/2016"));
        assert_eq!(value("relations"), Some("Thay thế: 02/QĐ-UBND\nCăn cứ: 43/2011/NĐ-CP"));
        let body = value("body").unwrap();
        assert!(body.contains("## Điều 1") && body.contains("gồm 5 người"), "{body}");
        assert_eq!(value("signer_name"), None);
    }

    #[test]
    fn what_is_no_document_suggests_nothing() {
        assert_eq!(suggestions(&find(&reading(&["TCVN 13926 : 2023", "Hệ thống chữa cháy đóng gói"]))), []);
    }
}
