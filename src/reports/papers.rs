//! A report as a paper: letterhead, texts and figures in the order of its rule; the same values for DOCX and PDF.

use jiff::civil::Date;
use paper::model::{Block, Column, Head, Mark, Paper, Table};

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::people::Role;
use crate::tenants::directory::Tenant;

use super::figures::{FigureTable, Figures};
use super::letterhead::Letterhead;
use super::recall::Recall;
use super::rules::{self, LEVELS, Piece, Rule};
use super::{Report, Texts, Version};

/// Under which key a signed report keeps who signed.
pub const SIGNER: &str = "nguoi-ky";
/// Under which key it keeps as what they signed.
pub const SIGNER_ROLE: &str = "chuc-vu-ky";

/// The key of how a criterion was judged.
pub fn level_key(criterion: &str) -> String {
    format!("muc-{criterion}")
}

/// The key of what was remarked about it.
pub fn remark_key(criterion: &str) -> String {
    format!("nhan-xet-{criterion}")
}

/// What a report says before anybody wrote.
pub fn usual(rule: &'static Rule, year: i16, letterhead: &Letterhead) -> Texts {
    let (from, until) = rule.span(year);
    let about = rule.about(year);
    let mut letters = about.chars();
    let about: String =
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    let filled = |usual: &str| {
        usual
            .replace("{issuer}", &letterhead.issuer)
            .replace("{about}", &about)
            .replace("{from}", &date_vi(from))
            .replace("{until}", &date_vi(until))
    };
    rule.texts().into_iter().map(|text| (text.key.clone(), filled(&text.usual))).collect()
}

/// Of what was sent, what the report has a place for.
pub fn kept(rule: &'static Rule, typed: &Texts) -> Texts {
    let mut keys: Vec<String> = rule.texts().into_iter().map(|text| text.key.clone()).collect();
    if rule.asks() {
        keys.extend(rules::criteria().iter().flat_map(|one| [level_key(&one.key), remark_key(&one.key)]));
    }
    let value =
        |key: &String| typed.get(key).map(|text| text.trim().replace("\r\n", "\n")).unwrap_or_default();
    keys.iter().map(|key| (key.clone(), value(key))).collect()
}

/// Number, symbol and day of a version that was signed, and what it says of itself if it was taken back.
struct Signed {
    number: i64,
    symbol: String,
    day: Date,
    stamp: Option<String>,
}

impl Signed {
    fn of(report: &Report, held: &Version, recalls: &[Recall]) -> Option<Self> {
        let recalled = recalls.iter().find(|one| one.no == held.no).map(|one| Self {
            number: one.number,
            symbol: one.symbol.clone(),
            day: one.signed,
            stamp: Some(one.stamp(report, recalls)),
        });
        let current = || {
            let (number, day) = (report.number?, report.signed.filter(|_| held.no == report.no)?);
            Some(Self { number, symbol: report.symbol.clone(), day, stamp: None })
        };
        recalled.or_else(current)
    }
}

/// A report as a paper.
///
/// # Errors
/// [`crate::base::error::Error::Internal`] for a report that no rule knows.
pub fn paper(tenant: &Tenant, report: &Report, held: &Version, recalls: &[Recall]) -> Result<Paper> {
    let rule = report.rule()?;
    let signed = Signed::of(report, held, recalls);
    let day = signed.as_ref().map_or(held.figures.until, |signed| signed.day);
    let role = held.texts.get(SIGNER_ROLE).and_then(|role| Role::parse(role)).unwrap_or(Role::BoardHead);
    let name = held.texts.get(SIGNER).map_or("", String::as_str);
    let letterhead = &held.letterhead;
    Ok(Paper {
        parent: letterhead.parent.clone(),
        issuer: letterhead.issuer.clone(),
        number: signed.as_ref().map(|signed| signed.number),
        symbol: signed.as_ref().map_or_else(|| letterhead.symbol("BC"), |signed| signed.symbol.clone()),
        place: letterhead.place.clone(),
        day: signed.as_ref().map(|signed| signed.day),
        head: Head::Titled { kind: "Báo cáo".to_owned(), about: rule.about(report.year) },
        to: vec![rule.to(&tenant.profile.identity_on(day).body)],
        body: body(rule, &held.texts, &held.figures),
        signature: letterhead.signature(role, name),
        copies: letterhead.copies(),
        annexes: Vec::new(),
        stamp: signed.map_or_else(|| Some(paper::wording::DRAFT.to_owned()), |signed| signed.stamp),
    })
}

fn body(rule: &'static Rule, texts: &Texts, figures: &Figures) -> Vec<Block> {
    let mut blocks = Vec::new();
    let pieces = rule.pieces();
    for (nth, piece) in pieces.iter().enumerate() {
        // What is empty is said only where nothing else stands under the heading.
        let under_heading = matches!(blocks.last(), Some(Block::Heading { .. }));
        match *piece {
            Piece::Heading(level, words) => blocks.push(Block::Heading { level, text: words.to_owned() }),
            Piece::Text(key) => {
                let told = paragraphs(texts.get(key).map_or("", String::as_str));
                let is_all = !matches!(pieces.get(nth + 1), Some(Piece::Table(_) | Piece::Chart(_)));
                if told.is_empty() && under_heading && is_all {
                    blocks.push(Block::Paragraph("Không có.".to_owned()));
                }
                blocks.extend(told);
            }
            Piece::Table(key) => {
                let told = figures.table(key).filter(|one| under_heading || !one.lines.is_empty());
                blocks.extend(told.map(table));
            }
            Piece::Chart(key) => {
                let chart = figures.table(key).map(FigureTable::chart).filter(|chart| !chart.bars.is_empty());
                blocks.extend(chart.map(Block::Chart));
            }
            Piece::Late => blocks.extend(late(figures)),
            Piece::Criteria => blocks.push(criteria(texts)),
        }
    }
    blocks
}

/// A text's paragraphs; lines that begin with a dash are points.
fn paragraphs(text: &str) -> Vec<Block> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| match line.strip_prefix("- ") {
            Some(point) => Block::Points(Mark::Dash, vec![point.to_owned()]),
            None => Block::Paragraph(line.to_owned()),
        })
        .collect()
}

/// A table with its ordinals and its sums.
fn table(figures: &FigureTable) -> Block {
    if figures.lines.is_empty() {
        return Block::Paragraph("Trong kỳ không có.".to_owned());
    }
    let is_count = |column: usize| {
        figures.lines.iter().any(|line| line.cells.get(column).is_some_and(|cell| cell.count.is_some()))
    };
    let mut columns = vec![Column::middle("TT"), Column::words(&figures.label)];
    columns.extend(
        figures
            .columns
            .iter()
            .enumerate()
            .map(|(nth, head)| if is_count(nth) { Column::figures(head) } else { Column::words(head) }),
    );
    let row = |ordinal: String, line: &super::figures::Line| {
        let cells = line.cells.iter().map(super::figures::Cell::text);
        [ordinal, line.label.clone()].into_iter().chain(cells).collect::<Vec<_>>()
    };
    let lines = figures.lines.iter().enumerate().map(|(nth, line)| row((nth + 1).to_string(), line));
    let rows = lines.chain(figures.total.iter().map(|line| row(String::new(), line))).collect();
    Block::Table(Table { caption: String::new(), columns, rows })
}

fn late(figures: &Figures) -> Vec<Block> {
    let tables: Vec<_> =
        figures.tables.iter().filter(|one| one.key == "late" && !one.lines.is_empty()).collect();
    if tables.is_empty() {
        return vec![Block::Paragraph("Trong kỳ không có việc trễ hạn.".to_owned())];
    }
    tables.into_iter().flat_map(|one| [Block::Paragraph(late_text(one)), table(one)]).collect()
}

/// How many are late, and how many of them the table does not name.
fn late_text(late: &FigureTable) -> String {
    let (all, named) = (late.cases(), i64::try_from(late.lines.len()).unwrap_or(i64::MAX));
    let FigureTable { title, unit, .. } = late;
    match all - named {
        ..=0 => format!("{title}: {all} {unit}."),
        more => format!("{title}: {all} {unit}; bảng sau nêu {named} {unit} đầu, còn {more} {unit} nữa."),
    }
}

fn criteria(texts: &Texts) -> Block {
    let level = |key: &str| {
        let held = texts.get(&level_key(key)).map_or("", String::as_str);
        LEVELS.iter().find(|level| level.0 == held).map_or("", |level| level.1).to_owned()
    };
    let rows = rules::criteria().iter().enumerate().map(|(nth, one)| {
        let remark = texts.get(&remark_key(&one.key)).cloned().unwrap_or_default();
        vec![(nth + 1).to_string(), one.name.clone(), level(&one.key), remark]
    });
    Block::Table(Table {
        caption: String::new(),
        columns: vec![
            Column::middle("TT"),
            Column::words("Nội dung"),
            Column::middle("Đánh giá"),
            Column::words("Nhận xét"),
        ],
        rows: rows.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_text_becomes_paragraphs_and_points() {
        let blocks = paragraphs("Một.\n\n- Hai;\n- Ba.\r\n");
        assert_eq!(blocks.len(), 3);
        assert_eq!(blocks[0], Block::Paragraph("Một.".into()));
        assert_eq!(blocks[1], Block::Points(Mark::Dash, vec!["Hai;".into()]));
    }

    #[test]
    fn what_is_sent_is_kept_only_where_it_has_a_place() {
        let rule = rules::of("h1", date(2016, 12, 28)).unwrap();
        let typed = [("vuong-mac", " Thiếu người. "), ("khac", "x")]
            .map(|(key, text)| (key.to_owned(), text.to_owned()));
        let kept = kept(rule, &typed.into());
        assert_eq!(kept["vuong-mac"], "Thiếu người.");
        assert!(!kept.contains_key("khac") && kept["tinh-hinh"].is_empty());
        let usual = usual(rule, 2016, &Letterhead::default());
        assert!(
            usual["can-cu"].contains("từ ngày 01/01/2016 đến hết ngày 30/06/2016"),
            "{}",
            usual["can-cu"]
        );
    }
}
