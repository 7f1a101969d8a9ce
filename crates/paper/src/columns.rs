//! How wide the columns of a table are: as their words need, so that no date and no number is broken.

use crate::measures as m;
use crate::metrics::Style;
use crate::model::{Side, Table};

/// Between a cell's border and its words, in points.
pub const PAD: f32 = 4.0;
/// What is left over, since offices' programs measure words a little differently.
const SLACK: f32 = 3.0;
/// No word asks for more of the room than this part: an address is broken.
const LONGEST_WORD: f32 = 0.25;

/// What a column asks for.
#[derive(Clone, Copy, Debug, Default)]
struct Need {
    /// Its longest word beside its borders.
    least: f32,
    /// Its longest cell in one line.
    most: f32,
}

/// The width of each column, in points, which fill the room together.
pub fn widths(table: &Table, room: f32) -> Vec<f32> {
    let needs: Vec<Need> = (0..table.columns.len()).map(|nth| need(table, nth, room)).collect();
    let (least, most) = (sum(&needs, |need| need.least), sum(&needs, |need| need.most));
    if least >= room {
        return needs.iter().map(|need| need.least * room / least).collect();
    }
    if most <= room {
        return spread(table, &needs, room - most);
    }
    shared(&needs, room - least)
}

fn sum(needs: &[Need], of: impl Fn(&Need) -> f32) -> f32 {
    needs.iter().map(of).sum()
}

fn need(table: &Table, nth: usize, room: f32) -> Need {
    let beside = 2.0 * PAD + SLACK;
    let head = [(table.columns[nth].head.as_str(), Style::Bold)];
    let cells = table.rows.iter().filter_map(|row| Some((row.get(nth)?.as_str(), Style::Regular)));
    let mut need = Need::default();
    for (text, style) in head.into_iter().chain(cells) {
        let wide = |words: &str| style.face().width(words, m::TABLE);
        for word in text.split_whitespace() {
            need.least = need.least.max(wide(word).min(room * LONGEST_WORD) + beside);
        }
        for line in text.lines() {
            need.most = need.most.max(wide(line) + beside);
        }
    }
    need.least = need.least.max(beside);
    need.most = need.most.max(need.least);
    need
}

/// Everything fits in one line: what is left goes to the columns of words, or to all where there are none.
fn spread(table: &Table, needs: &[Need], left: f32) -> Vec<f32> {
    let has_words = table.columns.iter().any(|column| column.side == Side::Left);
    let takes = |nth: usize| !has_words || table.columns[nth].side == Side::Left;
    let whole: f32 = needs.iter().enumerate().filter(|(nth, _)| takes(*nth)).map(|(_, need)| need.most).sum();
    let wider = |(nth, need): (usize, &Need)| if takes(nth) { left * need.most / whole } else { 0.0 };
    needs.iter().enumerate().map(|one| one.1.most + wider(one)).collect()
}

/// What is left beside the longest words goes where cells are long, by the root of what they lack: the rows become low
/// without one long column taking everything.
fn shared(needs: &[Need], mut left: f32) -> Vec<f32> {
    let mut widths: Vec<f32> = needs.iter().map(|need| need.least).collect();
    // A column that has all it can use leaves the rest to the others; each round fills at least one.
    for _ in needs {
        let lacks: Vec<f32> =
            needs.iter().zip(&widths).map(|(need, wide)| (need.most - wide).max(0.0)).collect();
        let whole: f32 = lacks.iter().map(|lack| lack.sqrt()).sum();
        if left < 0.01 || whole <= 0.0 {
            break;
        }
        let part = left / whole;
        for (wide, lack) in widths.iter_mut().zip(lacks) {
            let more = (part * lack.sqrt()).min(lack);
            *wide += more;
            left -= more;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Column;

    fn table(columns: Vec<Column>, rows: &[&[&str]]) -> Table {
        let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        Table { caption: String::new(), columns, rows }
    }

    fn wide(words: &str) -> f32 {
        Style::Regular.face().width(words, m::TABLE)
    }

    #[test]
    fn no_day_and_no_number_is_broken_beside_long_words() {
        let long = "Trình ban hành Quy chế tổ chức, quản lý hoạt động của trang thông tin điện tử ".repeat(4);
        let columns = vec![
            Column::middle("TT"),
            Column::words("Việc"),
            Column::middle("Hạn"),
            Column::words("Kết quả"),
            Column::figures("Số tiền"),
        ];
        let all = table(columns, &[&["1", &long, "30/12/2016", "Đã hoàn thành 30/12/2016", "1.234.567.890"]]);
        let widths = widths(&all, 467.0);
        assert!((widths.iter().sum::<f32>() - 467.0).abs() < 0.1, "{widths:?}");
        for (nth, words) in [(2, "30/12/2016"), (3, "30/12/2016"), (4, "1.234.567.890")] {
            assert!(widths[nth] >= wide(words) + 2.0 * PAD, "{words}: {widths:?}");
        }
        assert!(widths[1] > widths[3] && widths[0] < 30.0, "{widths:?}");
    }

    #[test]
    fn what_fits_leaves_the_rest_to_words_and_what_cannot_fit_shrinks_together() {
        let fits = table(
            vec![Column::middle("TT"), Column::words("Thể loại"), Column::figures("Số")],
            &[&["1", "Tin", "5"]],
        );
        let given = widths(&fits, 400.0);
        assert!((given.iter().sum::<f32>() - 400.0).abs() < 0.1 && given[1] > 320.0, "{given:?}");
        let many: Vec<Column> = (0..30).map(|_| Column::words("Nghiêng")).collect();
        let given = widths(&table(many, &[]), 300.0);
        assert!(given.iter().all(|wide| (wide - 10.0).abs() < 0.1), "{given:?}");
    }

    #[test]
    fn an_address_takes_no_more_than_its_part() {
        let address = format!("https://mau.example/{}", "mot-hai-ba-".repeat(40));
        let given = widths(
            &table(vec![Column::words("Tên"), Column::words("Đơn vị")], &[&[&address, "Văn phòng"]]),
            400.0,
        );
        assert!(given[1] >= wide("phòng") + 2.0 * PAD, "{given:?}");
        assert!((given.iter().sum::<f32>() - 400.0).abs() < 0.1, "{given:?}");
    }
}
