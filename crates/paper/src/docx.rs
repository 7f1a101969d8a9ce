//! An official document as DOCX, which an office can go on writing in.

use docx_rs::{
    AlignmentType, BorderType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, Shading, SpecialIndentType,
    Table as Grid, TableAlignmentType, TableCell, TableCellBorder, TableCellBorderPosition, TableCellMargins,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

use crate::chart::Chart;
use crate::measures::{self as m, points};
use crate::metrics::Style;
use crate::model::{Annex, Block, Head, Paper, Side, Table};
use crate::wording;

/// What DOCX is called on the wire.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The face that the decree names.
const FACE: &str = "Times New Roman";
/// In how many parts a chart's longest bar is divided.
const PARTS: usize = 40;

/// Twentieths of a point, in which Word measures.
fn twips(millimetres: f32) -> i32 {
    (points(millimetres) * 20.0).round() as i32
}

fn cell_width(millimetres: f32) -> usize {
    usize::try_from(twips(millimetres)).unwrap_or(0)
}

/// A paragraph to be.
struct Words {
    paragraph: Paragraph,
    style: Style,
    size: f32,
}

fn words(style: Style, size: f32) -> Words {
    Words { paragraph: Paragraph::new().line_spacing(LineSpacing::new().before(0).after(0)), style, size }
}

impl Words {
    fn align(mut self, to: AlignmentType) -> Self {
        self.paragraph = self.paragraph.align(to);
        self
    }

    fn centred(self) -> Self {
        self.align(AlignmentType::Center)
    }

    /// Space above and below, in points.
    fn apart(mut self, before: f32, after: f32) -> Self {
        let spacing = LineSpacing::new().before((before * 20.0) as u32).after((after * 20.0) as u32);
        let spacing = spacing.line((m::LEADING * 240.0) as i32).line_rule(LineSpacingType::Auto);
        self.paragraph = self.paragraph.line_spacing(spacing);
        self
    }

    fn indented(mut self, left: f32, first: f32) -> Self {
        let first = SpecialIndentType::FirstLine(twips(first));
        self.paragraph = self.paragraph.indent(Some(twips(left)), Some(first), None, None);
        self
    }

    fn kept(mut self) -> Self {
        self.paragraph = self.paragraph.keep_next(true);
        self
    }

    fn says(self, text: &str) -> Paragraph {
        let run = Run::new().add_text(text).size((self.size * 2.0) as usize).fonts(face());
        let run = if matches!(self.style, Style::Bold | Style::BoldItalic) { run.bold() } else { run };
        let run = if matches!(self.style, Style::Italic | Style::BoldItalic) { run.italic() } else { run };
        self.paragraph.add_run(run)
    }
}

fn face() -> RunFonts {
    RunFonts::new().ascii(FACE).hi_ansi(FACE).east_asia(FACE).cs(FACE)
}

/// A line of a length, in points, in the middle of a room: the lower border of a paragraph that is otherwise empty.
fn rule(room: f32, length: f32) -> Paragraph {
    let side = (((points(room) - length) / 2.0).max(0.0) * 20.0) as i32;
    let border =
        ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(6).space(0);
    let mut paragraph = Paragraph::new()
        .add_run(Run::new().size(4))
        .indent(Some(side), None, Some(side), None)
        .line_spacing(LineSpacing::new().before(40).after(60).line(40).line_rule(LineSpacingType::Exact));
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

/// Two blocks side by side, without lines around them.
fn beside(left: f32, columns: [Vec<Paragraph>; 2]) -> Grid {
    let widths = [cell_width(left), cell_width(m::WIDTH - left)];
    let cells = columns.into_iter().zip(widths).map(|(lines, width)| {
        let cell = TableCell::new().width(width, WidthType::Dxa).clear_all_border();
        lines.into_iter().fold(cell, TableCell::add_paragraph)
    });
    Grid::without_borders(vec![TableRow::new(cells.collect())])
        .set_grid(widths.to_vec())
        .width(cell_width(m::WIDTH), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

fn top(paper: &Paper) -> Grid {
    let issuer = paper.issuer.to_uppercase();
    let mut left = Vec::new();
    if !paper.parent.is_empty() {
        left.push(words(Style::Regular, m::HEAD).centred().says(&paper.parent.to_uppercase()));
    }
    left.push(words(Style::Bold, m::HEAD).centred().says(&issuer));
    let room = points(m::ISSUER);
    left.push(rule(m::ISSUER, Style::Bold.face().width(&issuer, m::HEAD).min(room) * m::SHORT));
    left.push(words(Style::Regular, m::SIGN).centred().says(&format!("Số: {}", paper.sign())));
    if let Head::Letter { about } = &paper.head {
        left.push(words(Style::Regular, m::HEAD).centred().says(&format!("V/v {about}")));
    }
    if let Some(stamp) = &paper.stamp {
        left.push(words(Style::Bold, m::SIGN).centred().says(stamp));
    }
    let right = vec![
        words(Style::Bold, m::HEAD).centred().says(wording::STATE),
        words(Style::Bold, m::SIGN).centred().says(wording::MOTTO),
        rule(m::WIDTH - m::ISSUER, Style::Bold.face().width(wording::MOTTO, m::SIGN)),
        words(Style::Italic, m::SIGN).centred().says(&wording::dated(&paper.place, paper.day)),
    ];
    beside(m::ISSUER, [left, right])
}

fn bottom(paper: &Paper) -> Grid {
    let head = words(Style::BoldItalic, m::COPIES_HEAD).says("Nơi nhận:");
    let copies = paper.copies.lines();
    let copies = copies.iter().map(|line| words(Style::Regular, m::COPIES_LINE).says(line));
    let signature = paper.signature.lines();
    let mut right: Vec<_> =
        signature.iter().map(|line| words(Style::Bold, m::BODY).centred().kept().says(line)).collect();
    right.extend((0..m::SIGNING).map(|_| words(Style::Regular, m::BODY).centred().kept().says("")));
    right.push(words(Style::Bold, m::BODY).centred().says(&paper.signature.name));
    beside(m::COPIES, [std::iter::once(head).chain(copies).collect(), right])
}

fn title(mut docx: Docx, paper: &Paper) -> Docx {
    if let Head::Titled { kind, about } = &paper.head {
        let bold = || words(Style::Bold, m::BODY).centred();
        docx = docx.add_paragraph(bold().apart(14.0, 0.0).kept().says(&kind.to_uppercase()));
        docx = docx.add_paragraph(bold().kept().says(about));
        let length = Style::Bold.face().width(about, m::BODY).min(points(m::WIDTH)) * m::SHORT;
        docx = docx.add_paragraph(rule(m::WIDTH, length));
    }
    match paper.to.as_slice() {
        [] => docx,
        [one] => docx.add_paragraph(
            words(Style::Regular, m::BODY).centred().apart(10.0, 10.0).says(&format!("Kính gửi: {one}")),
        ),
        several => {
            docx = docx.add_paragraph(
                words(Style::Regular, m::BODY).apart(10.0, 0.0).indented(25.0, 0.0).says("Kính gửi:"),
            );
            for (nth, line) in several.iter().enumerate() {
                let stop = if nth + 1 == several.len() { "." } else { ";" };
                let after = if nth + 1 == several.len() { 10.0 } else { 0.0 };
                let line = format!("- {line}{stop}");
                docx = docx.add_paragraph(
                    words(Style::Regular, m::BODY).apart(0.0, after).indented(45.0, 0.0).says(&line),
                );
            }
            docx
        }
    }
}

fn body(mut docx: Docx, blocks: &[Block]) -> Docx {
    for block in blocks {
        docx = match block {
            Block::Heading { level, text } => {
                let mut paragraph = words(Style::Bold, m::BODY)
                    .apart(m::GAP, m::GAP)
                    .indented(0.0, m::INDENT)
                    .kept()
                    .says(text);
                paragraph = paragraph.outline_lvl(usize::from(level.saturating_sub(1)));
                docx.add_paragraph(paragraph)
            }
            Block::Paragraph(text) => docx.add_paragraph(justified().says(text)),
            Block::Points(mark, points) => points.iter().enumerate().fold(docx, |docx, (nth, point)| {
                docx.add_paragraph(justified().says(&format!("{} {point}", wording::mark(*mark, nth))))
            }),
            Block::Table(table) => captioned(docx, &table.caption)
                .add_table(grid(table))
                .add_paragraph(words(Style::Regular, 6.0).says("")),
            Block::Chart(chart) => captioned(docx, &format!("{} ({})", chart.title, chart.unit))
                .add_table(bars(chart))
                .add_paragraph(words(Style::Regular, 6.0).says("")),
        };
    }
    docx
}

fn justified() -> Words {
    words(Style::Regular, m::BODY).align(AlignmentType::Both).apart(0.0, m::GAP).indented(0.0, m::INDENT)
}

fn captioned(docx: Docx, caption: &str) -> Docx {
    if caption.is_empty() {
        return docx;
    }
    docx.add_paragraph(words(Style::Italic, m::SIGN).centred().apart(m::GAP, m::GAP).kept().says(caption))
}

fn grid(table: &Table) -> Grid {
    let whole: f32 = table.columns.iter().map(|column| f32::from(column.share)).sum();
    let widths: Vec<_> =
        table.columns.iter().map(|column| cell_width(m::WIDTH * f32::from(column.share) / whole)).collect();
    let cell = |text: &str, style: Style, side: AlignmentType, width: usize| {
        let words = words(style, m::TABLE).align(side).says(text);
        TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(words)
    };
    let heads = table.columns.iter().zip(&widths);
    let heads = heads.map(|(column, width)| cell(&column.head, Style::Bold, AlignmentType::Center, *width));
    // The one row that is not to be split is the head: what is written makes it come again on every page.
    let head = TableRow::new(heads.collect()).cant_split();
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&table.columns).zip(&widths).map(|((text, column), width)| {
            let side = match column.side {
                Side::Left => AlignmentType::Left,
                Side::Middle => AlignmentType::Center,
                Side::Right => AlignmentType::Right,
            };
            cell(text, Style::Regular, side, *width)
        });
        TableRow::new(cells.collect())
    });
    Grid::new(std::iter::once(head).chain(rows).collect())
        .set_grid(widths.clone())
        .width(cell_width(m::WIDTH), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(40, 80, 40, 80))
}

/// A chart as rows of label, bar and value: the bar is a cell over as many parts as it is long.
fn bars(chart: &Chart) -> Grid {
    let (label, part) = (cell_width(60.0), cell_width(80.0) / PARTS);
    let value = cell_width(m::WIDTH) - label - part * PARTS;
    let mut widths = vec![label];
    widths.extend(std::iter::repeat_n(part, PARTS));
    widths.push(value);
    let plain = |text: &str, width: usize, side: AlignmentType| {
        let words = words(Style::Regular, m::TABLE).align(side).says(text);
        TableCell::new().width(width, WidthType::Dxa).clear_all_border().add_paragraph(words)
    };
    let rows = chart.bars.iter().map(|(name, count)| {
        let long = chart.length(*count, PARTS);
        let mut cells = vec![plain(name, label, AlignmentType::Left)];
        if long > 0 {
            let bar = plain("", part * long, AlignmentType::Left).grid_span(long);
            let apart = |at| TableCellBorder::new(at).color("FFFFFF").size(36);
            let bar = bar
                .set_border(apart(TableCellBorderPosition::Top))
                .set_border(apart(TableCellBorderPosition::Bottom));
            cells.push(bar.shading(Shading::new().fill("808080")));
        }
        if long < PARTS {
            cells.push(plain("", part * (PARTS - long), AlignmentType::Left).grid_span(PARTS - long));
        }
        cells.push(plain(&wording::grouped(*count), value, AlignmentType::Right));
        TableRow::new(cells)
    });
    Grid::without_borders(rows.collect())
        .set_grid(widths)
        .width(cell_width(m::WIDTH), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(30, 60, 30, 60))
}

fn annex(docx: Docx, paper: &Paper, nth: usize, annex: &Annex) -> Docx {
    let (name, of) = paper.annex_heads(nth);
    let mut first = words(Style::Bold, m::BODY).centred().kept().says(&name);
    first = first.page_break_before(true);
    let docx = docx
        .add_paragraph(first)
        .add_paragraph(words(Style::Bold, m::BODY).centred().kept().says(&annex.title.to_uppercase()))
        .add_paragraph(words(Style::Italic, m::BODY).centred().apart(0.0, m::GAP * 2.0).says(&of));
    body(docx, &annex.body)
}

fn number() -> Header {
    let mut run = PageNum::new();
    run.instr = docx_rs::InstrPAGE {};
    let paragraph =
        Paragraph::new().align(AlignmentType::Center).size((m::SIGN * 2.0) as usize).fonts(face());
    Header::new().add_paragraph(paragraph.add_page_num(run))
}

/// The document's bytes.
///
/// # Errors
/// When the package cannot be written.
pub fn write(paper: &Paper) -> std::io::Result<Vec<u8>> {
    let margin = PageMargin {
        top: twips(m::TOP),
        bottom: twips(m::TOP),
        left: twips(m::LEFT),
        right: twips(m::RIGHT),
        header: twips(m::NUMBER),
        footer: twips(m::NUMBER),
        gutter: 0,
    };
    let docx = Docx::new()
        .page_size(twips(m::PAGE.0).unsigned_abs(), twips(m::PAGE.1).unsigned_abs())
        .page_margin(margin)
        .default_fonts(face())
        .default_size((m::BODY * 2.0) as usize)
        .title_pg()
        .header(number())
        .add_table(top(paper));
    let docx = title(docx, paper);
    let docx = body(docx, &paper.closed_body());
    let docx = docx.add_paragraph(words(Style::Regular, m::BODY).says("")).add_table(bottom(paper));
    let docx = paper.annexes.iter().enumerate().fold(docx, |docx, (nth, one)| annex(docx, paper, nth, one));
    pack(docx, paper)
}

/// Writes the package, with what the library has no words for: language, title, heads of tables on every page.
fn pack(docx: Docx, paper: &Paper) -> std::io::Result<Vec<u8>> {
    let mut package = docx.build();
    let replaced = |part: &mut Vec<u8>, from: &str, to: &str| {
        *part = String::from_utf8_lossy(part).replace(from, to).into_bytes();
    };
    replaced(&mut package.document, "<w:cantSplit />", "<w:cantSplit /><w:tblHeader />");
    replaced(
        &mut package.styles,
        "</w:rPr></w:rPrDefault>",
        "<w:lang w:val=\"vi-VN\" w:eastAsia=\"vi-VN\" w:bidi=\"ar-SA\" /></w:rPr></w:rPrDefault>",
    );
    let escaped = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    replaced(&mut package.doc_props.core, ">unknown<", &format!(">{}<", escaped(&paper.issuer)));
    let told =
        format!("<dc:language>vi</dc:language><dc:title>{}</dc:title></cp:core", escaped(&paper.title()));
    replaced(&mut package.doc_props.core, "</cp:core", &told);
    let mut bytes = std::io::Cursor::new(Vec::new());
    package.pack(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.into_inner())
}
