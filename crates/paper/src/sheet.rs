//! A table as people open it in a spreadsheet: XLSX with numbers that add up, CSV that Excel opens in Unicode.

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What XLSX is called on the wire.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words, shown as they are and never read as a formula.
    Text(String),
    /// A count, or đồng: grouped by thousands.
    Whole(i64),
    /// A share, a coefficient, a rate.
    Decimal(f64),
    /// A day.
    Day(Date),
    /// Nothing.
    Empty,
}

impl Cell {
    /// A cell of words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A day, or nothing.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

/// One column: its head, how wide it is in characters, and whether a last row adds it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// In characters.
    pub width: u8,
    /// Whether the sum of its whole numbers stands under it.
    pub summed: bool,
}

impl Column {
    /// A column that is not added up.
    pub fn new(head: &str, width: u8) -> Self {
        Self { head: head.to_owned(), width, summed: false }
    }

    /// A column of whole numbers with their sum under it.
    pub fn summed(head: &str, width: u8) -> Self {
        Self { summed: true, ..Self::new(head, width) }
    }
}

/// A table with what stands over and under it.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The name of its tab.
    pub name: String,
    /// Lines over the table: the office, the title, the days it is about.
    pub above: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as long as the columns are many.
    pub rows: Vec<Vec<Cell>>,
    /// Blocks of signatures under it, side by side: each its lines from above.
    pub signatures: Vec<Vec<String>>,
}

impl Sheet {
    /// The sum of a column's whole numbers.
    pub fn sum(&self, column: usize) -> i64 {
        self.rows
            .iter()
            .map(|row| if let Some(Cell::Whole(value)) = row.get(column) { *value } else { 0 })
            .sum()
    }

    /// As CSV in UTF-8 with a byte-order mark, by which Excel knows it for Unicode. Words that a spreadsheet would take
    /// for a formula are led by an apostrophe.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
        let head: Vec<&str> = self.columns.iter().map(|column| column.head.as_str()).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(plain).collect::<Vec<_>>());
        let written = writer.write_record(head).and_then(|()| {
            for row in rows {
                writer.write_record(row)?;
            }
            Ok(())
        });
        written.expect("memory takes every record of one length");
        writer.into_inner().expect("memory is written to the end")
    }
}

/// The tables as one workbook, a tab each.
pub fn to_xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for sheet in sheets {
        write(book.add_worksheet(), sheet)?;
    }
    book.save_to_buffer()
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) if words.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{words}"),
        Cell::Text(words) => words.clone(),
        Cell::Whole(value) => value.to_string(),
        Cell::Decimal(value) => value.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Empty => String::new(),
    }
}

/// Formats of one sheet.
struct Formats {
    title: Format,
    head: Format,
    words: Format,
    whole: Format,
    decimal: Format,
    day: Format,
    total: Format,
    signature: Format,
}

impl Formats {
    fn new() -> Self {
        let base = || Format::new().set_font_name("Times New Roman").set_font_size(12);
        let cell = || base().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        Self {
            title: base().set_bold(),
            head: cell().set_bold().set_text_wrap().set_align(FormatAlign::Center),
            words: cell().set_text_wrap(),
            whole: cell().set_num_format("#,##0"),
            decimal: cell().set_num_format("#,##0.##"),
            day: cell().set_num_format("dd/mm/yyyy"),
            total: cell().set_bold().set_num_format("#,##0"),
            signature: base().set_bold().set_align(FormatAlign::Center),
        }
    }
}

fn write(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let formats = Formats::new();
    page.set_name(&sheet.name)?;
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    let mut at = 0;
    for line in &sheet.above {
        page.write_string_with_format(at, 0, line, &formats.title)?;
        at += 1;
    }
    at += u32::from(!sheet.above.is_empty());
    for (column, told) in (0u16..).zip(&sheet.columns) {
        page.set_column_width(column, f64::from(told.width))?;
        page.write_string_with_format(at, column, &told.head, &formats.head)?;
    }
    page.set_repeat_rows(at, at)?;
    page.set_freeze_panes(at + 1, 0)?;
    let first = at + 1;
    for row in &sheet.rows {
        at += 1;
        for (column, cell) in (0u16..).zip(row) {
            write_cell(page, at, column, cell, &formats)?;
        }
    }
    if sheet.columns.iter().any(|column| column.summed) {
        at += 1;
        write_totals(page, (first, at), sheet, &formats)?;
    }
    let apart = (sheet.columns.len() / sheet.signatures.len().max(1)).max(1);
    for (nth, block) in sheet.signatures.iter().enumerate() {
        for (line, words) in (at + 2..).zip(block) {
            page.write_string_with_format(line, (nth * apart) as u16, words, &formats.signature)?;
        }
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    at: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(words) => page.write_string_with_format(at, column, words, &formats.words)?,
        Cell::Whole(value) => page.write_number_with_format(at, column, *value as f64, &formats.whole)?,
        Cell::Decimal(value) => page.write_number_with_format(at, column, *value, &formats.decimal)?,
        Cell::Day(day) => {
            let day = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
            page.write_datetime_with_format(at, column, &day, &formats.day)?
        }
        Cell::Empty => page.write_blank(at, column, &formats.words)?,
    };
    Ok(())
}

/// The last row: sums as formulas over what was written, with the result that they have.
fn write_totals(
    page: &mut Worksheet,
    (first, at): (u32, u32),
    sheet: &Sheet,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, told) in (0u16..).zip(&sheet.columns) {
        if told.summed && !sheet.rows.is_empty() {
            let letter = rust_xlsxwriter::utility::column_number_to_name(column);
            let formula = rust_xlsxwriter::Formula::new(format!("=SUM({letter}{}:{letter}{at})", first + 1))
                .set_result(sheet.sum(usize::from(column)).to_string());
            page.write_formula_with_format(at, column, formula, &formats.total)?;
        } else {
            let words = if column == 0 { "Cộng" } else { "" };
            page.write_string_with_format(at, column, words, &formats.total)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            name: "Danh sách".to_owned(),
            above: vec!["DANH SÁCH TIN, BÀI".to_owned()],
            columns: vec![Column::new("Tên", 30), Column::summed("Số tiền", 14)],
            rows: vec![
                vec![Cell::text("=1+1"), Cell::Whole(121_000)],
                vec![Cell::text("Hòa, \"xã\""), Cell::Whole(5)],
            ],
            signatures: vec![vec!["NGƯỜI LẬP".to_owned()], vec!["KẾ TOÁN".to_owned()]],
        }
    }

    #[test]
    fn words_are_never_formulas_and_commas_stay_in_their_cell() {
        let csv = String::from_utf8(sheet().to_csv()).unwrap();
        assert_eq!(csv, "\u{feff}Tên,Số tiền\n'=1+1,121000\n\"Hòa, \"\"xã\"\"\",5\n");
    }

    #[test]
    fn the_sum_stands_as_formula_and_result() {
        let bytes = to_xlsx(&[sheet()]).unwrap();
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut book.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml)
            .unwrap();
        assert!(xml.contains("<f>SUM(B4:B5)</f><v>121005</v>"), "{xml}");
    }
}
