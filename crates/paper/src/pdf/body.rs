//! The words, tables and charts of a document, over as many pages as they need.

use crate::chart::Chart;
use crate::columns::{PAD, widths};
use crate::measures::{self as m, points};
use crate::metrics::{Style, lines};
use crate::model::{Block, Mark, Side, Table};
use crate::wording;

use super::pen::{Element, Kind, Pen, left, line};

/// How thick lines are.
pub const THIN: f32 = 0.5;
/// From bar to bar, and how high one is.
const BAR: (f32, f32) = (19.0, 11.0);

/// The blocks; the last lines of the last one have room under them for what is so high.
pub fn blocks(pen: &mut Pen, blocks: &[Block], under: f32) {
    for (nth, block) in blocks.iter().enumerate() {
        let under = if nth + 1 == blocks.len() { under } else { 0.0 };
        match block {
            Block::Heading { level, text } => heading(pen, *level, text),
            Block::Paragraph(text) => paragraph(pen, text, under),
            Block::Points(mark, all) => each(pen, *mark, all, under),
            Block::Table(told) => table(pen, told),
            Block::Chart(chart) => bars(pen, chart),
        }
    }
}

fn leading() -> f32 {
    line(m::BODY) * m::LEADING
}

fn heading(pen: &mut Pen, level: u8, text: &str) {
    let broken = lines(text, Style::Bold, m::BODY, pen.width(), points(m::INDENT));
    pen.y += m::GAP;
    // A heading stays with the first two lines under it.
    pen.room(leading() * (broken.len() as f32 + 2.0) + m::GAP);
    let element = pen.element(Kind::Heading(level), None);
    for (nth, words) in broken.iter().enumerate() {
        let indent = if nth == 0 { points(m::INDENT) } else { 0.0 };
        pen.text((left() + indent, pen.y), Style::Bold, m::BODY, words, 0.0, Some(element));
        pen.y += leading();
    }
    pen.y += m::GAP;
}

fn each(pen: &mut Pen, mark: Mark, all: &[String], under: f32) {
    for (nth, point) in all.iter().enumerate() {
        let under = if nth + 1 == all.len() { under } else { 0.0 };
        paragraph(pen, &format!("{} {point}", wording::mark(mark, nth)), under);
    }
}

/// A paragraph in justified lines; neither its first nor its last line stands alone on a page, and its last ones stay
/// with what is `under` it.
fn paragraph(pen: &mut Pen, text: &str, under: f32) {
    let indent = points(m::INDENT);
    let broken = lines(text, Style::Regular, m::BODY, pen.width(), indent);
    let element = pen.element(Kind::Paragraph, None);
    let last = broken.len() - 1;
    for (nth, words) in broken.iter().enumerate() {
        let left = broken.len() - nth;
        let together = if nth == 0 || nth + 1 == last { left.min(2) } else { 1 };
        let after = if together == left && under > 0.0 { m::GAP + under } else { 0.0 };
        pen.room(leading() * together as f32 + after);
        let start = if nth == 0 { indent } else { 0.0 };
        let left_over = pen.width() - start - Style::Regular.face().width(words, m::BODY);
        let blanks = words.matches(' ').count();
        let gap = if nth == last || blanks == 0 { 0.0 } else { left_over / blanks as f32 };
        // The blank between two lines is there to be read, and not seen.
        let words = if nth == last { words.clone() } else { format!("{words} ") };
        pen.text((self::left() + start, pen.y), Style::Regular, m::BODY, &words, gap, Some(element));
        pen.y += leading();
    }
    pen.y += m::GAP;
}

fn caption(pen: &mut Pen, text: &str, under: f32) {
    if text.is_empty() {
        return;
    }
    let broken = lines(text, Style::Italic, m::SIGN, pen.width(), 0.0);
    let high = line(m::SIGN);
    pen.room(high * broken.len() as f32 + m::GAP + under);
    let element = pen.element(Kind::Paragraph, None);
    for words in &broken {
        pen.centred((left(), pen.width()), pen.y, Style::Italic, m::SIGN, words, element);
        pen.y += high;
    }
    pen.y += m::GAP / 2.0;
}

/// A row's cells in lines.
type Broken = Vec<Vec<String>>;

struct Laid<'a> {
    table: &'a Table,
    widths: Vec<f32>,
    head: Broken,
}

fn high(row: &Broken) -> f32 {
    let most = row.iter().map(Vec::len).max().unwrap_or(1).max(1);
    most as f32 * line(m::TABLE) + 2.0 * PAD
}

fn table(pen: &mut Pen, table: &Table) {
    let widths = widths(table, pen.width());
    let broken = |text: &str, style, wide: f32| -> Vec<String> {
        text.split('\n').flat_map(|text| lines(text, style, m::TABLE, wide - 2.0 * PAD, 0.0)).collect()
    };
    let head = table
        .columns
        .iter()
        .zip(&widths)
        .map(|(column, wide)| broken(&column.head, Style::Bold, *wide))
        .collect();
    let laid = Laid { table, widths, head };
    let room = pen.height() - high(&laid.head);
    let rows: Vec<Vec<Broken>> = table
        .rows
        .iter()
        .map(|row| row.iter().zip(&laid.widths).map(|(text, wide)| broken(text, Style::Regular, *wide)))
        .map(|cells| parts(cells.collect(), room))
        .collect();
    // The head stays with the first row.
    let first = rows.first().and_then(|row| row.first()).map_or(0.0, high);
    caption(pen, &table.caption, high(&laid.head) + first);
    let whole = pen.element(Kind::Table, None);
    pen.room(high(&laid.head) + first);
    let head = pen.element(Kind::Row, Some(whole));
    laid.row(pen, &laid.head, Some((head, true)));
    for row in &rows {
        let element = pen.element(Kind::Row, Some(whole));
        for part in row {
            if !pen.fits(high(part)) {
                pen.turn();
                laid.row(pen, &laid.head, None);
            }
            laid.row(pen, part, Some((element, false)));
        }
    }
    pen.y += m::GAP * 1.5;
}

/// A row that is higher than a page in rows that are not.
fn parts(row: Broken, room: f32) -> Vec<Broken> {
    let most = (((room - 2.0 * PAD) / line(m::TABLE)).floor() as usize).max(1);
    let longest = row.iter().map(Vec::len).max().unwrap_or(0).max(1);
    (0..longest.div_ceil(most))
        .map(|nth| {
            row.iter().map(|cell| cell.iter().skip(nth * most).take(most).cloned().collect()).collect()
        })
        .collect()
}

impl Laid<'_> {
    /// A row; without its element it is a head that comes again, and is not read out twice.
    fn row(&self, pen: &mut Pen, cells: &Broken, of: Option<(Element, bool)>) {
        let (top, tall) = (pen.y, high(cells));
        let is_head = of.is_none_or(|(_, head)| head);
        let mut x = left();
        for ((cell, wide), column) in cells.iter().zip(&self.widths).zip(&self.table.columns) {
            let style = if is_head { Style::Bold } else { Style::Regular };
            let side = if is_head { Side::Middle } else { column.side };
            let kind = if is_head { Kind::Head } else { Kind::Cell };
            let element = of.map(|(row, _)| pen.element(kind, Some(row)));
            let mut y = top + (tall - cell.len() as f32 * line(m::TABLE)) / 2.0;
            for words in cell {
                let over = wide - 2.0 * PAD - style.face().width(words, m::TABLE);
                let lead = match side {
                    Side::Left => 0.0,
                    Side::Middle => over / 2.0,
                    Side::Right => over,
                };
                pen.text((x + PAD + lead, y), style, m::TABLE, words, 0.0, element);
                y += line(m::TABLE);
            }
            pen.area((x, top), (THIN, tall), 0, None);
            x += wide;
        }
        pen.area((x, top), (THIN, tall), 0, None);
        pen.area((left(), top), (pen.width(), THIN), 0, None);
        pen.area((left(), top + tall), (pen.width() + THIN, THIN), 0, None);
        pen.y += tall;
    }
}

fn bars(pen: &mut Pen, chart: &Chart) {
    let tall = BAR.0 * chart.bars.len() as f32;
    caption(pen, &format!("{} ({})", chart.title, chart.unit), tall.min(pen.height() / 2.0));
    let figure = pen.element(Kind::Figure(chart.sentence()), None);
    let labels = pen.width() * 0.36;
    let longest = pen.width() * 0.52;
    for (label, value) in &chart.bars {
        pen.room(BAR.0);
        let words = lines(label, Style::Regular, m::TABLE, labels - PAD * 2.0, 0.0);
        let cut = words.len() > 1;
        let label = words
            .first()
            .map_or_else(String::new, |first| if cut { format!("{first}…") } else { first.clone() });
        pen.text((left(), pen.y), Style::Regular, m::TABLE, &label, 0.0, Some(figure));
        let long = chart.length(*value, longest as usize) as f32;
        if long > 0.0 {
            pen.area((left() + labels, pen.y + 1.5), (long, BAR.1), 110, Some(figure));
        }
        let value = wording::grouped(*value);
        pen.text((left() + labels + long + PAD, pen.y), Style::Regular, m::TABLE, &value, 0.0, Some(figure));
        pen.y += BAR.0;
    }
    pen.y += m::GAP;
}
