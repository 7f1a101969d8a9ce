//! An official document as DOCX, which an office can go on writing in.

use docx_rs::{
    AlignmentType, BorderType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum,
    PageOrientationType, PageSize, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders,
    Run, RunFonts, Section, Shading, SpecialIndentType, Table as Grid, TableAlignmentType, TableCell,
    TableCellBorder, TableCellBorderPosition, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    WidthType,
};

use crate::chart::Chart;
use crate::columns::{PAD, widths};
use crate::measures::{self as m, Lie, points};
use crate::metrics::Style;
use crate::model::{Annex, Block, Head, Mark, Paper, Side, Table};
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

/// A piece of the document.
enum Part {
    Words(Box<Paragraph>),
    Grid(Box<Grid>),
}

impl Part {
    fn words(paragraph: Paragraph) -> Self {
        Self::Words(Box::new(paragraph))
    }

    fn grid(grid: Grid) -> Self {
        Self::Grid(Box::new(grid))
    }
}

/// Pieces on pages that lie alike.
struct Leaf {
    lie: Lie,
    parts: Vec<Part>,
}

impl Leaf {
    fn section(self) -> Section {
        let section = Section::new().page_size(size(self.lie)).page_margin(margin());
        self.parts.into_iter().fold(section, |section, part| match part {
            Part::Words(paragraph) => section.add_paragraph(*paragraph),
            Part::Grid(grid) => section.add_table(*grid),
        })
    }

    /// The last one is no section: what the document itself says of its pages holds for it.
    fn last(self, docx: Docx) -> Docx {
        let (wide, high) = self.lie.page();
        let docx =
            docx.page_size(twips(wide).unsigned_abs(), twips(high).unsigned_abs()).page_margin(margin());
        let docx = match self.lie {
            Lie::Upright => docx,
            Lie::Across => docx.page_orient(PageOrientationType::Landscape),
        };
        self.parts.into_iter().fold(docx, |docx, part| match part {
            Part::Words(paragraph) => docx.add_paragraph(*paragraph),
            Part::Grid(grid) => docx.add_table(*grid),
        })
    }
}

fn size(lie: Lie) -> PageSize {
    let (wide, high) = lie.page();
    let size = PageSize::new().size(twips(wide).unsigned_abs(), twips(high).unsigned_abs());
    match lie {
        Lie::Upright => size,
        Lie::Across => size.orient(PageOrientationType::Landscape),
    }
}

fn margin() -> PageMargin {
    PageMargin {
        top: twips(m::TOP),
        bottom: twips(m::TOP),
        left: twips(m::LEFT),
        right: twips(m::RIGHT),
        header: twips(m::NUMBER),
        footer: twips(m::NUMBER),
        gutter: 0,
    }
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
    let copies = paper.copies_lines();
    let copies = copies.iter().map(|line| words(Style::Regular, m::COPIES_LINE).says(line));
    let signature = paper.signature.lines();
    let mut right: Vec<_> =
        signature.iter().map(|line| words(Style::Bold, m::BODY).centred().kept().says(line)).collect();
    right.extend((0..m::SIGNING).map(|_| words(Style::Regular, m::BODY).centred().kept().says("")));
    right.push(words(Style::Bold, m::BODY).centred().says(&paper.signature.name));
    beside(m::COPIES, [std::iter::once(head).chain(copies).collect(), right])
}

fn title(paper: &Paper) -> Vec<Paragraph> {
    let mut all = Vec::new();
    if let Head::Titled { kind, about } = &paper.head {
        let bold = || words(Style::Bold, m::BODY).centred();
        all.push(bold().apart(14.0, 0.0).kept().says(&kind.to_uppercase()));
        all.push(bold().kept().says(about));
        let length = Style::Bold.face().width(about, m::BODY).min(points(m::WIDTH)) * m::SHORT;
        all.push(rule(m::WIDTH, length));
    }
    match paper.to.as_slice() {
        [] => {}
        [one] => {
            let line = format!("Kính gửi: {one}");
            all.push(words(Style::Regular, m::BODY).centred().apart(10.0, 10.0).says(&line));
        }
        several => all.extend(to_several(several)),
    }
    all
}

fn to_several(several: &[String]) -> Vec<Paragraph> {
    let line = |before, after, left| words(Style::Regular, m::BODY).apart(before, after).indented(left, 0.0);
    let mut all = vec![line(10.0, 0.0, 25.0).says("Kính gửi:")];
    for (nth, one) in several.iter().enumerate() {
        let (stop, after) = if nth + 1 == several.len() { (".", 10.0) } else { (";", 0.0) };
        all.push(line(0.0, after, 45.0).says(&format!("- {one}{stop}")));
    }
    all
}

/// What is said, in a room so many millimetres wide.
fn body(blocks: &[Block], room: f32) -> Vec<Part> {
    blocks.iter().flat_map(|block| said(block, room)).collect()
}

fn said(block: &Block, room: f32) -> Vec<Part> {
    match block {
        Block::Heading { level, text } => {
            let heading = words(Style::Bold, m::BODY).apart(m::GAP, m::GAP).indented(0.0, m::INDENT).kept();
            vec![Part::words(heading.says(text).outline_lvl(usize::from(level.saturating_sub(1))))]
        }
        Block::Paragraph(text) => vec![Part::words(justified().says(text))],
        Block::Points(mark, all) => {
            all.iter().enumerate().map(|(nth, one)| Part::words(point(*mark, nth, one))).collect()
        }
        Block::Table(table) => shown(&table.caption, grid(table, room)),
        Block::Chart(chart) => shown(&format!("{} ({})", chart.title, chart.unit), bars(chart)),
    }
}

fn point(mark: Mark, nth: usize, text: &str) -> Paragraph {
    justified().says(&format!("{} {text}", wording::mark(mark, nth)))
}

fn justified() -> Words {
    words(Style::Regular, m::BODY).align(AlignmentType::Both).apart(0.0, m::GAP).indented(0.0, m::INDENT)
}

/// A grid under what it shows, and a little room after it.
fn shown(caption: &str, grid: Grid) -> Vec<Part> {
    let mut all = Vec::new();
    if !caption.is_empty() {
        let line = words(Style::Italic, m::SIGN).centred().apart(m::GAP, m::GAP).kept();
        all.push(Part::words(line.says(caption)));
    }
    all.extend([Part::grid(grid), Part::words(words(Style::Regular, 6.0).says(""))]);
    all
}

fn grid(table: &Table, room: f32) -> Grid {
    let widths: Vec<_> =
        widths(table, points(room)).into_iter().map(|wide| (wide * 20.0).round() as usize).collect();
    let cell = |lines: Vec<Paragraph>, width: usize| {
        let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
        lines.into_iter().fold(cell, TableCell::add_paragraph)
    };
    let heads = table.columns.iter().zip(&widths).map(|(column, width)| {
        // The head stays with the first row.
        let line = words(Style::Bold, m::TABLE).centred().kept().says(&column.head);
        cell(vec![line], *width)
    });
    // No row is split over two pages; of the first one, what is written makes the head that comes again on every page.
    let head = TableRow::new(heads.collect()).cant_split();
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&table.columns).zip(&widths).map(|((text, column), width)| {
            let side = match column.side {
                Side::Left => AlignmentType::Left,
                Side::Middle => AlignmentType::Center,
                Side::Right => AlignmentType::Right,
            };
            let line = |text| words(Style::Regular, m::TABLE).align(side).says(text);
            cell(text.split('\n').map(line).collect(), *width)
        });
        TableRow::new(cells.collect()).cant_split()
    });
    let (above, beside) = (40, (PAD * 20.0) as usize);
    Grid::new(std::iter::once(head).chain(rows).collect())
        .set_grid(widths.clone())
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(above, beside, above, beside))
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

fn annex(paper: &Paper, nth: usize, annex: &Annex) -> Leaf {
    let (name, of) = paper.annex_heads(nth);
    let bold = || words(Style::Bold, m::BODY).centred().kept();
    let heads = [
        bold().says(&name),
        bold().says(&annex.title.to_uppercase()),
        words(Style::Italic, m::BODY).centred().apart(0.0, m::GAP * 2.0).says(&of),
    ];
    let mut parts: Vec<_> = heads.into_iter().map(Part::words).collect();
    parts.extend(body(&annex.body, annex.lie().width()));
    Leaf { lie: annex.lie(), parts }
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
    let docx = Docx::new().default_fonts(face()).default_size((m::BODY * 2.0) as usize).header(number());
    let mut leaves: Vec<_> =
        paper.annexes.iter().enumerate().map(|(nth, one)| annex(paper, nth, one)).collect();
    let Some(last) = leaves.pop() else { return pack(main(paper).last(docx.title_pg()), paper) };
    // The first page has no number; the sections after the first have the head of those before them.
    let docx = docx.add_section(main(paper).section().title_pg().header(number()));
    let docx = leaves.into_iter().fold(docx, |docx, leaf| docx.add_section(leaf.section()));
    pack(last.last(docx), paper)
}

/// The document itself, without what is attached.
fn main(paper: &Paper) -> Leaf {
    let mut parts = vec![Part::grid(top(paper))];
    parts.extend(title(paper).into_iter().map(Part::words));
    parts.extend(body(&paper.closed_body(), m::WIDTH));
    // The signature does not stand alone on a page.
    if let Some(Part::Words(last)) = parts.last_mut() {
        **last = last.as_ref().clone().keep_next(true);
    }
    parts.push(Part::words(words(Style::Regular, m::BODY).kept().says("")));
    parts.push(Part::grid(bottom(paper)));
    Leaf { lie: Lie::Upright, parts }
}

/// Takes away the paragraphs' counters, which go on from one document to the next: the same paper is the same file.
fn uncounted(part: &mut Vec<u8>) {
    const COUNTER: &str = " w14:paraId=\"";
    let text = String::from_utf8_lossy(part);
    let mut pieces = text.split(COUNTER);
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| piece.split_once('"').map_or(piece, |(_, after)| after));
    let text: String = std::iter::once(first.as_str()).chain(rest).collect();
    *part = text.into_bytes();
}

/// Says of the first row of every table whose rows are not to be split that it is the head.
fn headed(document: &mut Vec<u8>) {
    const WHOLE: &str = "<w:cantSplit />";
    let text = String::from_utf8_lossy(document);
    let mut tables = text.split("<w:tbl>");
    let first = tables.next().unwrap_or_default().to_owned();
    let head = |table: &str| format!("<w:tbl>{}", table.replacen(WHOLE, "<w:cantSplit /><w:tblHeader />", 1));
    let text: String = std::iter::once(first).chain(tables.map(head)).collect();
    *document = text.into_bytes();
}

/// Writes the package, with what the library has no words for: language, title, heads of tables on every page.
fn pack(docx: Docx, paper: &Paper) -> std::io::Result<Vec<u8>> {
    let mut package = docx.build();
    let replaced = |part: &mut Vec<u8>, from: &str, to: &str| {
        *part = String::from_utf8_lossy(part).replace(from, to).into_bytes();
    };
    headed(&mut package.document);
    std::iter::once(&mut package.document).chain(&mut package.headers).for_each(uncounted);
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
