//! What is drawn on which page, what it belongs to, and how it becomes a PDF.

use std::num::NonZeroU16;
use std::sync::LazyLock;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::measures::{self as m, Lie, points};
use crate::metrics::Style;

static FONTS: LazyLock<[Font; 4]> = LazyLock::new(|| {
    [Style::Regular, Style::Bold, Style::Italic, Style::BoldItalic]
        .map(|style| Font::new(style.bytes().into(), 0).expect("the faces are built in"))
});

/// What a piece of the document is, to who has it read out.
#[derive(Clone, Debug)]
pub enum Kind {
    /// The document's name.
    Title,
    /// A heading and its order.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A head of a column.
    Head,
    /// A cell.
    Cell,
    /// A drawing, and what it shows.
    Figure(String),
}

/// A piece of the document, by its number.
pub type Element = usize;

enum Op {
    Text { at: (f32, f32), style: Style, size: f32, words: String, gap: f32, of: Option<Element> },
    Box { from: (f32, f32), size: (f32, f32), grey: u8, of: Option<Element> },
}

/// Writes from the top of a page to its bottom, and then on the next.
pub struct Pen {
    pages: Vec<(Lie, Vec<Op>)>,
    elements: Vec<(Kind, Option<Element>)>,
    /// How far down the page it stands.
    pub y: f32,
}

/// Where the room begins.
pub fn left() -> f32 {
    points(m::LEFT)
}

/// From line to line at a size, where nothing is said of it: what Times New Roman has.
pub fn line(size: f32) -> f32 {
    size * 1.15
}

impl Pen {
    pub fn new() -> Self {
        Self { pages: vec![(Lie::Upright, Vec::new())], elements: Vec::new(), y: points(m::TOP) }
    }

    /// A new piece of the document, within another.
    pub fn element(&mut self, kind: Kind, within: Option<Element>) -> Element {
        self.elements.push((kind, within));
        self.elements.len() - 1
    }

    /// How the page lies.
    fn lie(&self) -> Lie {
        self.pages.last().map_or(Lie::Upright, |page| page.0)
    }

    /// The room between the margins.
    pub fn width(&self) -> f32 {
        points(self.lie().width())
    }

    /// Where the page's room ends.
    fn bottom(&self) -> f32 {
        points(self.lie().page().1 - m::TOP)
    }

    /// How high the page's room is.
    pub fn height(&self) -> f32 {
        self.bottom() - points(m::TOP)
    }

    /// Goes on at the top of the next page, which lies as this one.
    pub fn turn(&mut self) {
        self.turn_to(self.lie());
    }

    /// Goes on at the top of the next page.
    pub fn turn_to(&mut self, lie: Lie) {
        self.pages.push((lie, Vec::new()));
        self.y = points(m::TOP);
    }

    /// Whether so much fits under what stands there.
    pub fn fits(&self, high: f32) -> bool {
        self.y + high <= self.bottom() + 0.01
    }

    /// Turns the page unless so much fits.
    pub fn room(&mut self, high: f32) {
        if !self.fits(high) && self.y > points(m::TOP) {
            self.turn();
        }
    }

    fn put(&mut self, op: Op) {
        self.pages.last_mut().expect("there is always a page").1.push(op);
    }

    /// Words with their upper edge at `y`; `gap` widens each blank.
    pub fn text(
        &mut self,
        (x, y): (f32, f32),
        style: Style,
        size: f32,
        words: &str,
        gap: f32,
        of: Option<Element>,
    ) {
        let at = (x, y + size * 0.95);
        self.put(Op::Text { at, style, size, words: words.to_owned(), gap, of });
    }

    /// Words in the middle of a room.
    pub fn centred(
        &mut self,
        (x, room): (f32, f32),
        y: f32,
        style: Style,
        size: f32,
        words: &str,
        of: Element,
    ) {
        let side = (room - style.face().width(words, size)) / 2.0;
        self.text((x + side, y), style, size, words, 0.0, Some(of));
    }

    /// A line or an area.
    pub fn area(&mut self, from: (f32, f32), size: (f32, f32), grey: u8, of: Option<Element>) {
        self.put(Op::Box { from, size, grey, of });
    }

    /// The document.
    pub fn finish(self, title: &str, author: &str) -> Option<Vec<u8>> {
        let mut document = Document::new_with(SerializeSettings::default());
        let mut found: Vec<Vec<Identifier>> = self.elements.iter().map(|_| Vec::new()).collect();
        for (nth, (lie, ops)) in self.pages.iter().enumerate() {
            let (wide, high) = lie.page();
            let settings = PageSettings::from_wh(points(wide), points(high))?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            if nth > 0 {
                number(&mut surface, nth + 1, wide);
            }
            for op in ops {
                draw(&mut surface, op, &mut found)?;
            }
            surface.finish();
            page.finish();
        }
        document.set_tag_tree(tree(&self.elements, found));
        let metadata = Metadata::new().title(title.to_owned()).language("vi".to_owned());
        document.set_metadata(metadata.authors(vec![author.to_owned()]).creator("portal".to_owned()));
        document.finish().ok()
    }
}

/// The number of a page so many millimetres wide, in the middle of its upper margin.
fn number(surface: &mut Surface<'_>, nth: usize, page: f32) {
    let words = nth.to_string();
    let wide = Style::Regular.face().width(&words, m::SIGN);
    let artifact = Artifact::with_kind(ArtifactType::Header);
    surface.start_tagged(ContentTag::Artifact(artifact));
    write(
        surface,
        ((points(page) - wide) / 2.0, points(m::NUMBER) + m::SIGN),
        Style::Regular,
        m::SIGN,
        &words,
        0.0,
    );
    surface.end_tagged();
}

fn draw(surface: &mut Surface<'_>, op: &Op, found: &mut [Vec<Identifier>]) -> Option<()> {
    let of = match op {
        Op::Text { of, .. } | Op::Box { of, .. } => *of,
    };
    let tag = match (of, op) {
        (None, _) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)),
        (Some(_), Op::Text { .. }) => ContentTag::Span(SpanTag::empty()),
        (Some(_), Op::Box { .. }) => ContentTag::Other,
    };
    let identifier = surface.start_tagged(tag);
    match op {
        Op::Text { at, style, size, words, gap, .. } => write(surface, *at, *style, *size, words, *gap),
        Op::Box { from, size, grey, .. } => {
            let mut path = PathBuilder::new();
            path.push_rect(Rect::from_xywh(from.0, from.1, size.0, size.1)?);
            surface.set_fill(Some(fill(*grey)));
            surface.draw_path(&path.finish()?);
        }
    }
    surface.end_tagged();
    if let Some(element) = of {
        found[element].push(identifier);
    }
    Some(())
}

fn fill(grey: u8) -> Fill {
    Fill {
        paint: luma::Color::new(grey).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }
}

/// One glyph a letter, each with the letter it stands for, so that what is read out of the file is what was written.
fn write(surface: &mut Surface<'_>, at: (f32, f32), style: Style, size: f32, words: &str, gap: f32) {
    let face = style.face();
    let glyphs: Vec<_> = words
        .char_indices()
        .map(|(start, letter)| {
            let wider = if letter == ' ' { gap / size } else { 0.0 };
            let id = GlyphId::new(u32::from(face.glyph(letter)));
            let range = start..start + letter.len_utf8();
            KrillaGlyph::new(id, face.advance(letter) + wider, 0.0, 0.0, 0.0, range, None)
        })
        .collect();
    surface.set_fill(Some(fill(0)));
    let font = FONTS[style.index()].clone();
    surface.draw_glyphs(Point::from_xy(at.0, at.1), &glyphs, font, words, size, false);
}

fn tree(elements: &[(Kind, Option<Element>)], mut found: Vec<Vec<Identifier>>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("vi".to_owned()));
    for (nth, (_, within)) in elements.iter().enumerate() {
        if within.is_none() {
            tree.push(group(elements, &mut found, nth));
        }
    }
    tree
}

fn group(elements: &[(Kind, Option<Element>)], found: &mut [Vec<Identifier>], nth: Element) -> TagGroup {
    let level = |order: u8| NonZeroU16::new(u16::from(order)).unwrap_or(NonZeroU16::MIN);
    let tag: TagKind = match &elements[nth].0 {
        Kind::Title => Tag::Hn(level(1), None).into(),
        Kind::Heading(order) => Tag::Hn(level(order + 1), None).into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::Head => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Figure(shown) => Tag::Figure(Some(shown.clone())).into(),
    };
    let own = std::mem::take(&mut found[nth]).into_iter().map(Node::from);
    let mut group = TagGroup::with_children(tag, own.collect());
    for (child, (_, within)) in elements.iter().enumerate().skip(nth + 1) {
        if *within == Some(nth) {
            let inner = self::group(elements, found, child);
            group.push(inner);
        }
    }
    group
}
