//! Which column of a table is what, by the many headings that offices write.

use jiff::civil::Date;

use super::{Cells, Entry};
use crate::base::text::folded;
use crate::import::folder::facts::{Facts, day};

/// Rows among which the headings are looked for: a title and a date often stand above them.
const HEAD_ROWS: usize = 20;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    File,
    Number,
    Kind,
    Issuer,
    IssuedOn,
    EffectiveOn,
    ExpiresOn,
    Summary,
    SignerName,
    SignerPost,
    Field,
    Section,
    /// A running number, a remark: known, and not taken.
    Aside,
}

/// The headings of each, without marks and signs.
const HEADINGS: [(Column, &[&str]); 13] = [
    (
        Column::File,
        &[
            "tep",
            "ten tep",
            "tep dinh kem",
            "file",
            "ten file",
            "file dinh kem",
            "tap tin",
            "ten tap tin",
            "duong dan",
        ],
    ),
    (
        Column::Number,
        &["so ky hieu", "so va ky hieu", "so ki hieu", "so hieu", "so van ban", "so vb", "ky hieu", "so kh"],
    ),
    (
        Column::Kind,
        &["loai", "loai van ban", "loai vb", "the loai", "ten loai", "hinh thuc", "hinh thuc van ban"],
    ),
    (
        Column::Issuer,
        &["co quan ban hanh", "co quan", "noi ban hanh", "don vi ban hanh", "cqbh", "co quan bh"],
    ),
    (
        Column::IssuedOn,
        &["ngay ban hanh", "ngay ky", "ngay van ban", "ngay vb", "ngay thang", "ngay thang nam", "ngay bh"],
    ),
    (
        Column::EffectiveOn,
        &["ngay hieu luc", "ngay co hieu luc", "hieu luc tu", "hieu luc tu ngay", "ngay hl"],
    ),
    (Column::ExpiresOn, &["ngay het hieu luc", "het hieu luc", "het hieu luc tu ngay"]),
    (
        Column::Summary,
        &[
            "trich yeu",
            "trich yeu noi dung",
            "noi dung trich yeu",
            "noi dung",
            "ten van ban",
            "ve viec",
            "tom tat",
        ],
    ),
    (Column::SignerName, &["nguoi ky", "ho ten nguoi ky", "ho va ten nguoi ky"]),
    (Column::SignerPost, &["chuc vu", "chuc vu nguoi ky", "chuc danh"]),
    (Column::Field, &["linh vuc", "linh vuc van ban"]),
    (Column::Section, &["chuyen muc", "muc"]),
    (Column::Aside, &["stt", "tt", "so tt", "so thu tu", "ghi chu"]),
];

impl Column {
    fn of(heading: &str) -> Option<Self> {
        let plain = folded(heading);
        let words: Vec<&str> =
            plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let plain = words.join(" ");
        HEADINGS.iter().find(|(_, known)| known.contains(&plain.as_str())).map(|(column, _)| *column)
    }
}

/// The columns of a table.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    places: Vec<(Column, usize)>,
    /// Headings that nobody understands.
    pub unknown: Vec<String>,
}

impl Columns {
    /// The row of headings and what they say; none where no row names the files and something else.
    pub fn find(rows: &[Cells]) -> Option<(usize, Self)> {
        let tried = rows.iter().take(HEAD_ROWS).map(Self::of).enumerate();
        tried
            .into_iter()
            .find(|(_, columns)| columns.place(Column::File).is_some() && columns.places.len() > 1)
    }

    fn of(row: &Cells) -> Self {
        let (mut places, mut unknown) = (Vec::new(), Vec::new());
        for (at, heading) in row.cells.iter().enumerate().filter(|(_, heading)| !heading.trim().is_empty()) {
            match Column::of(heading) {
                // The first of two alike holds; the other is named.
                Some(column) if !places.iter().any(|(known, _)| *known == column) => {
                    places.push((column, at))
                }
                _ => unknown.push(heading.trim().to_owned()),
            }
        }
        Self { places, unknown }
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
    }

    /// What a row says; none for one that is empty under all headings.
    pub fn entry(&self, row: &Cells) -> Option<Entry> {
        let text = |column| -> Option<String> {
            let cell = row.cells.get(self.place(column)?)?.trim();
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        let mut doubts = Vec::new();
        let mut date = |column, name: &str| -> Option<Date> {
            let typed = text(column)?;
            let read = day(&typed);
            if read.is_none() {
                doubts.push(format!("{name} “{typed}” trong bảng không đọc được"));
            }
            read
        };
        let issued_on = date(Column::IssuedOn, "ngày ban hành");
        let effective_on = date(Column::EffectiveOn, "ngày hiệu lực");
        let expires_on = date(Column::ExpiresOn, "ngày hết hiệu lực");
        let fields = text(Column::Field)
            .map(|fields| fields.split([',', ';']).map(|one| one.trim().to_owned()).collect());
        let facts = Facts {
            number: text(Column::Number),
            kind: text(Column::Kind),
            issuer: text(Column::Issuer),
            issued_on,
            effective_on,
            expires_on,
            summary: text(Column::Summary),
            signer_authority: None,
            signer_post: text(Column::SignerPost),
            signer_name: text(Column::SignerName),
            fields: fields.unwrap_or_default(),
            section: text(Column::Section),
            doubts,
        };
        let file = text(Column::File).unwrap_or_default();
        (!file.is_empty() || facts != Facts::default()).then_some(Entry { line: row.line, file, facts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_written() {
        for (heading, column) in [
            ("SỐ, KÝ HIỆU", Column::Number),
            ("Số/Ký hiệu", Column::Number),
            (" Ngày   ban hành: ", Column::IssuedOn),
            ("Tên file (*)", Column::File),
            ("trich yeu", Column::Summary),
            ("STT", Column::Aside),
        ] {
            assert_eq!(Column::of(heading), Some(column), "{heading}");
        }
        assert_eq!(Column::of("Màu bìa"), None);
        assert_eq!(Column::of(""), None);
    }

    #[test]
    fn no_heading_stands_under_two_columns() {
        let mut all: Vec<&str> = HEADINGS.iter().flat_map(|(_, known)| known.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(
            HEADINGS.iter().all(|(column, known)| known.iter().all(|one| Column::of(one) == Some(*column)))
        );
    }
}
