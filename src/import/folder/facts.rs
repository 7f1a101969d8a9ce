//! What is said of a file: by the table, by the file itself, and both together as a document.

use jiff::civil::Date;

use crate::base::text::folded;
use crate::import::line::section;
use crate::items::{Attachment, Common, Content, Document};
use crate::tenants::{Profile, SectionKey};

use super::Request;

/// The days between Excel's first day and the first of 1970.
const SERIAL_OF_1970: i32 = 25_569;
/// Serial numbers that can be days of documents: 1945 to 2100.
const SERIALS: std::ops::Range<i32> = 16_438..73_416;

/// What is said of a document; nothing where nothing is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Number and symbol.
    pub number: Option<String>,
    /// Its kind: "Quyết định".
    pub kind: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When.
    pub issued_on: Option<Date>,
    /// First day in force.
    pub effective_on: Option<Date>,
    /// First day no longer in force.
    pub expires_on: Option<Date>,
    /// What it is about.
    pub summary: Option<String>,
    /// In whose name it is signed.
    pub signer_authority: Option<String>,
    /// The signer's post.
    pub signer_post: Option<String>,
    /// The signer's name.
    pub signer_name: Option<String>,
    /// Its fields.
    pub fields: Vec<String>,
    /// Where it shall stand, as typed.
    pub section: Option<String>,
    /// What a person should look at.
    pub doubts: Vec<String>,
}

impl Facts {
    /// These, and where they say nothing, those; what the two say differently is a doubt.
    pub fn or(self, file: Self) -> Self {
        let mut doubts = self.doubts;
        differ("số, ký hiệu", self.number.as_deref(), file.number.as_deref(), &mut doubts);
        let written = |day: Option<Date>| day.map(|day| day.strftime("%d/%m/%Y").to_string());
        let (mine, theirs) = (written(self.issued_on), written(file.issued_on));
        differ("ngày ban hành", mine.as_deref(), theirs.as_deref(), &mut doubts);
        doubts.extend(file.doubts);
        Self {
            number: self.number.or(file.number),
            kind: self.kind.or(file.kind),
            issuer: self.issuer.or(file.issuer),
            issued_on: self.issued_on.or(file.issued_on),
            effective_on: self.effective_on.or(file.effective_on),
            expires_on: self.expires_on.or(file.expires_on),
            summary: self.summary.or(file.summary),
            signer_authority: self.signer_authority.or(file.signer_authority),
            signer_post: self.signer_post.or(file.signer_post),
            signer_name: self.signer_name.or(file.signer_name),
            fields: if self.fields.is_empty() { file.fields } else { self.fields },
            section: self.section.or(file.section),
            doubts,
        }
    }

    /// What a document must have and nobody said, each with its field and its name.
    pub fn missing(&self) -> Vec<(&'static str, &'static str)> {
        let facts = [
            (self.number.is_none(), "number", "số, ký hiệu"),
            (self.kind.is_none(), "doc_type", "loại"),
            (self.issuer.is_none(), "issuer", "cơ quan ban hành"),
            (self.issued_on.is_none(), "issued_on", "ngày ban hành"),
            (self.effective_on.is_none(), "effective_on", "ngày hiệu lực"),
            (self.summary.is_none(), "abstract", "trích yếu (tạm lấy tên tệp)"),
        ];
        facts.into_iter().filter(|fact| fact.0).map(|(_, field, name)| (field, name)).collect()
    }

    /// As a document with its file; the name of the file stands in for an abstract that nobody gave.
    pub fn content(
        &mut self,
        stem: &str,
        file: Option<Attachment>,
        tenant: &Profile,
        request: Request<'_>,
    ) -> Content {
        let (kind, number) = (self.kind.clone().unwrap_or_default(), self.number.clone().unwrap_or_default());
        let issuer = self.issuer.clone().unwrap_or_default();
        let common = Common {
            section: self.place(tenant).unwrap_or_else(|| section(&kind, &number)),
            unit_key: request.unit_key.to_owned(),
            author: if issuer.is_empty() { request.source.to_owned() } else { issuer.clone() },
            source: request.source.to_owned(),
            attachments: file.into_iter().collect(),
        };
        let document = Document {
            number,
            doc_type: kind,
            issuer,
            issued_on: self.issued_on,
            effective_on: self.effective_on,
            expires_on: self.expires_on,
            summary: self.summary.clone().unwrap_or_else(|| stem.to_owned()),
            signer_authority: self.signer_authority.clone().unwrap_or_default(),
            signer_post: self.signer_post.clone().unwrap_or_default(),
            signer_name: self.signer_name.clone().unwrap_or_default(),
            fields: self.fields.clone(),
            ..Document::blank(common)
        };
        Content::Document(Box::new(document)).tidied()
    }

    /// The section that the table names, if documents stand there.
    fn place(&mut self, tenant: &Profile) -> Option<SectionKey> {
        let named = self.section.as_deref()?;
        let plain = folded(named);
        let documents = [SectionKey::Legislation, SectionKey::Steering];
        let found =
            tenant.sections.iter().filter(|section| documents.contains(&section.key)).find(|section| {
                section.key.as_str() == plain || section.slug == plain || folded(&section.title) == plain
            });
        if found.is_none() {
            self.doubts.push(format!("chuyên mục “{named}” không nhận văn bản, đã xếp theo loại và số"));
        }
        found.map(|section| section.key)
    }
}

fn differ(what: &str, table: Option<&str>, file: Option<&str>, doubts: &mut Vec<String>) {
    let (Some(table), Some(file)) = (table, file) else { return };
    let plain = |text: &str| folded(text).split_whitespace().collect::<String>();
    if plain(table) != plain(file) {
        doubts.push(format!("{what}: bảng ghi “{table}”, tệp ghi “{file}”"));
    }
}

/// A day as people and spreadsheets write it: 28/12/2016, 28-12-2016, 2016-12-28, "ngày 28 tháng 12 năm 2016", 42732.
pub fn day(text: &str) -> Option<Date> {
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.parse::<i32>().ok();
    match numbers[..] {
        [serial] if serial == text.trim() => {
            let days = number(serial).filter(|days| SERIALS.contains(days))? - SERIAL_OF_1970;
            jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok()
        }
        [year, month, day, ..] if year.len() == 4 => date(number(year)?, number(month)?, number(day)?),
        [day, month, year, ..] if year.len() == 4 => date(number(year)?, number(month)?, number(day)?),
        _ => None,
    }
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_they_are_written() {
        for text in [
            "28/12/2016",
            "28-12-2016",
            "2016-12-28",
            "28.12.2016",
            "ngày 28 tháng 12 năm 2016",
            "42732",
            "2016-12-28 00:00:00",
            "28/12/2016 0:00",
        ] {
            assert_eq!(day(text), Some(date(2016, 12, 28)), "{text}");
        }
        for text in ["", "12/28/2016", "28/12/16", "tháng 12/2016", "2016", "31/02/2016", "99999999"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn the_table_goes_before_the_file_and_what_they_disagree_on_is_told() {
        let table = Facts { number: Some("10/2016/QĐ-UBND".into()), ..Facts::default() };
        let file = Facts {
            number: Some("11/2016/QĐ-UBND".into()),
            kind: Some("Quyết định".into()),
            doubts: vec!["người ký không rõ".into()],
            ..Facts::default()
        };
        let both = table.clone().or(file.clone());
        assert_eq!(
            (both.number.as_deref(), both.kind.as_deref()),
            (Some("10/2016/QĐ-UBND"), Some("Quyết định"))
        );
        assert_eq!(
            both.doubts,
            ["số, ký hiệu: bảng ghi “10/2016/QĐ-UBND”, tệp ghi “11/2016/QĐ-UBND”", "người ký không rõ"]
        );
        let same = Facts { number: Some("10/2016/qđ-ubnd".into()), ..Facts::default() };
        assert!(table.or(same).doubts.is_empty());
        let missing: Vec<&str> = both.missing().into_iter().map(|(field, _)| field).collect();
        assert_eq!(missing, ["issuer", "issued_on", "effective_on", "abstract"]);
    }
}
