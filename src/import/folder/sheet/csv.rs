//! The rows of a CSV, whichever of the three separators its program writes.

use csv::{ReaderBuilder, StringRecord};

use super::Cells;

/// The separators that spreadsheets write.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Rows that are looked at to tell the separator.
const LOOKED_AT: usize = 30;

/// All rows, the empty ones left out.
pub(super) fn rows(text: &str) -> Vec<Cells> {
    let best = SEPARATORS.into_iter().max_by_key(|separator| fit(text, *separator));
    records(text, best.unwrap_or(b',')).filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()
}

/// How many cells a separator makes where rows have several of them.
fn fit(text: &str, separator: u8) -> usize {
    records(text, separator).take(LOOKED_AT).map(|row| row.cells.len() - 1).sum()
}

fn records(text: &str, separator: u8) -> impl Iterator<Item = Cells> + '_ {
    // A sheet of Excel may name its separator itself.
    let named = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    let rest = if named { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    let reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(std::io::Cursor::new(rest.to_owned()));
    let above = u64::from(named);
    reader.into_records().filter_map(Result::ok).map(move |record| {
        let line = record.position().map_or(0, |position| line(rest, position));
        Cells { line: line + above, cells: cells(&record) }
    })
}

/// The line on which a record begins: its position is before the empty lines above it.
fn line(text: &str, position: &csv::Position) -> u64 {
    let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let above = text.as_bytes().get(at..).unwrap_or_default();
    let empty = above.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

fn cells(record: &StringRecord) -> Vec<String> {
    record.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells_of(text: &str) -> Vec<Vec<String>> {
        rows(text).into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn the_separator_is_told_by_the_rows() {
        let expected = [["Tệp", "Trích yếu"], ["a.pdf", "một, hai"]];
        for text in [
            "Tệp,Trích yếu\na.pdf,\"một, hai\"\n",
            "Tệp;Trích yếu\r\na.pdf;một, hai\r\n",
            "Tệp\tTrích yếu\na.pdf\tmột, hai",
            "sep=;\nTệp;Trích yếu\na.pdf;một, hai",
        ] {
            assert_eq!(cells_of(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let found = rows("a,b\n\n\"c\nd\",e\nf,g\n");
        assert_eq!(found.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 3, 5]);
        assert_eq!(found[1].cells, ["c d", "e"]);
    }

    #[test]
    fn nothing_is_no_row() {
        assert!(rows("").is_empty() && rows("\n,,\n").is_empty());
    }
}
