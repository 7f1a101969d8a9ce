//! The table of what the files are: CSV in whatever a spreadsheet writes, or XLSX read by a worker.

mod columns;
mod csv;
mod text;

use std::path::Path;

use anyhow::{Context, Result, bail};
use reader::{Format, Role};

use super::facts::Facts;
use crate::extract;
use crate::worker::Pool;
use columns::Columns;

/// The largest CSV that is read, in bytes.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// A row of a table as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    /// Its place, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A row that says something.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the table, from 1.
    pub line: u64,
    /// The file it names, as typed.
    pub file: String,
    /// What it says.
    pub facts: Facts,
}

/// What a table says.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its rows.
    pub entries: Vec<Entry>,
    /// The headings of columns that nobody understands.
    pub unknown: Vec<String>,
}

/// Reads a table.
///
/// # Errors
/// When it cannot be read, or has no column that names the files.
pub async fn read(workers: &Pool, path: &Path) -> Result<Sheet> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let rows = if ["xlsx", "xls", "ods"].contains(&ending.as_str()) {
        of_workbook(workers, path).await?
    } else {
        of_text(path)?
    };
    understood(&rows)
}

fn of_text(path: &Path) -> Result<Vec<Cells>> {
    let unread = || format!("không đọc được bảng {}", path.display());
    let size = std::fs::metadata(path).with_context(unread)?.len();
    if size > MOST_BYTES {
        bail!("bảng {} lớn hơn {} MB", path.display(), MOST_BYTES / 1024 / 1024);
    }
    let text = text::decoded(&std::fs::read(path).with_context(unread)?);
    Ok(csv::rows(&text))
}

/// The rows of the first sheet that has any; never opened in this process.
async fn of_workbook(workers: &Pool, path: &Path) -> Result<Vec<Cells>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let reading = extract::read(workers, path).await.map_err(|why| anyhow::anyhow!("{}", why.told(&name)))?;
    if !matches!(reading.format, Some(Format::Xlsx | Format::Xls | Format::Ods)) {
        bail!("{name} không phải bảng tính: {}", reading.note);
    }
    let rows_of = |page: &reader::Page| -> Vec<Cells> {
        let rows = page.paragraphs.iter().filter(|paragraph| paragraph.role == Role::Row).zip(1..);
        rows.map(|(row, line)| Cells { line, cells: row.text.split('\t').map(str::to_owned).collect() })
            .collect()
    };
    let rows = reading.pages.iter().map(rows_of).find(|rows| !rows.is_empty());
    rows.with_context(|| format!("{name} không có dòng nào: {}", reading.note))
}

fn understood(rows: &[Cells]) -> Result<Sheet> {
    let Some((head, columns)) = Columns::find(rows) else {
        bail!(
            "bảng không có dòng tiêu đề với cột “Tệp”; các cột nhận được: Tệp, Số ký hiệu, Loại, Cơ quan ban hành, \
             Ngày ban hành, Ngày hiệu lực, Ngày hết hiệu lực, Trích yếu, Người ký, Chức vụ, Lĩnh vực, Chuyên mục"
        );
    };
    let entries = rows[head + 1..].iter().filter_map(|row| columns.entry(row)).collect();
    Ok(Sheet { entries, unknown: columns.unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_table_with_a_title_above_its_heading_is_read() {
        let text = "DANH MỤC VĂN BẢN NĂM 2016;;;\n;;;\n\
                    STT;Tên tệp;Số, ký hiệu;Ngày ban hành;Trích yếu;Màu bìa\n\
                    1;10.pdf;10/2016/QĐ-UBND;28/12/2016;\"Quy chế; trang thông tin\";xanh\n\
                    ;;;;;\n2;;11/QĐ-UBND;;;\n";
        let sheet = understood(&csv::rows(text)).unwrap();
        assert_eq!(sheet.unknown, ["Màu bìa"]);
        assert_eq!(sheet.entries.len(), 2, "{:?}", sheet.entries);
        let first = &sheet.entries[0];
        assert_eq!((first.line, first.file.as_str()), (4, "10.pdf"));
        assert_eq!(first.facts.number.as_deref(), Some("10/2016/QĐ-UBND"));
        assert_eq!(first.facts.issued_on, Some(date(2016, 12, 28)));
        assert_eq!(first.facts.summary.as_deref(), Some("Quy chế; trang thông tin"));
        assert_eq!((sheet.entries[1].line, sheet.entries[1].file.as_str()), (6, ""));
    }

    #[test]
    fn a_table_without_files_is_told() {
        let told = understood(&csv::rows("Số ký hiệu,Trích yếu\n1,a\n")).unwrap_err().to_string();
        assert!(told.contains("cột “Tệp”"), "{told}");
    }
}
