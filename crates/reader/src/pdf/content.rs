//! Follows what a page's content draws, as far as it is text, rulings or pictures: glyphs with where they stand.
//!
//! The drawing library's own interpreter tells neither the names of fonts, the only trace of the old encodings, nor
//! can it be stopped; this one draws nothing, so it is short and stops at its allowance.

mod state;

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Do;
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream};
use hayro_syntax::page::{Page, Resources};

use super::fonts::Fonts;
use super::limits::{self, Allowance, Exceeded};
use state::{Stack, Text};

/// How deep forms may hold forms.
const DEPTH: usize = 12;

/// A letter, or a few in one shape, where it stands on the page as shown: points, from the upper left corner.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// What it means; empty where the font does not say.
    pub letters: Box<str>,
    /// Where it begins on its line.
    pub from: (f32, f32),
    /// Where the next one begins.
    pub to: (f32, f32),
    /// The size of the letters.
    pub size: f32,
    /// The font.
    pub face: u16,
    /// Whether it is not drawn: the layer under a scan.
    pub hidden: bool,
    /// The note or stamp that draws it; none where the page itself does.
    pub stamp: Option<u16>,
}

/// A straight line, or the edge of a box.
#[derive(Clone, Copy, Debug)]
pub struct Stroke {
    /// One end.
    pub from: (f32, f32),
    /// The other.
    pub to: (f32, f32),
}

/// What stands on a page.
#[derive(Default)]
pub struct Content {
    /// Its letters in the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// Straight lines along the page's edges.
    pub strokes: Vec<Stroke>,
    /// Its pictures: how much of the page each covers, from 0 to 1.
    pub pictures: Vec<f32>,
    /// Shapes that are neither text nor straight lines.
    pub shapes: usize,
}

/// What a page shows.
pub fn of<'a>(page: &Page<'a>, fonts: &mut Fonts<'a>, allowance: &Allowance) -> Result<Content, Exceeded> {
    allowance.page()?;
    if !streams(page).all(|stream| limits::fits(&stream)) {
        return Err(Exceeded);
    }
    let (width, height) = page.render_dimensions();
    let mut walk = Walk {
        fonts,
        allowance,
        content: Content::default(),
        size: (f64::from(width), f64::from(height)),
        stamp: None,
        depth: 0,
    };
    let upright = Affine::new(page.initial_transform(true).as_coeffs());
    walk.follow(page.typed_operations(), page.resources(), upright)?;
    let notes = page.raw().get::<Array<'a>>("Annots");
    for (number, note) in (0..).zip(notes.iter().flat_map(Array::iter::<Dict<'a>>)) {
        walk.stamp = Some(number);
        walk.note(&note, upright, page.resources())?;
    }
    Ok(walk.content)
}

fn streams<'a>(page: &Page<'a>) -> impl Iterator<Item = Stream<'a>> {
    let one = page.raw().get::<Stream<'a>>("Contents");
    let many = page.raw().get::<Array<'a>>("Contents").filter(|_| one.is_none());
    one.into_iter().chain(many.into_iter().flat_map(|array| array.iter::<Stream<'a>>().collect::<Vec<_>>()))
}

struct Walk<'w, 'a> {
    fonts: &'w mut Fonts<'a>,
    allowance: &'w Allowance,
    content: Content,
    size: (f64, f64),
    stamp: Option<u16>,
    depth: usize,
}

impl<'a> Walk<'_, 'a> {
    fn follow(
        &mut self,
        mut steps: TypedIter<'_>,
        resources: &Resources<'a>,
        place: Affine,
    ) -> Result<(), Exceeded> {
        let mut stack = Stack::new(place);
        let mut path = Path::default();
        while let Some(step) = steps.next() {
            self.allowance.instruction()?;
            match step {
                Do::SaveState(_) => stack.save(),
                Do::RestoreState(_) => stack.restore(),
                Do::Transform(m) => stack.now.place *= matrix([m.0, m.1, m.2, m.3, m.4, m.5]),
                Do::XObject(form) => {
                    if let Some(object) = resources.get_x_object(form.0) {
                        self.object(&object, resources, stack.now.place)?;
                    }
                }
                Do::InlineImage(_) => self.picture(stack.now.place),
                Do::SetGraphicsState(named) => {
                    if let Some(state) = resources.get_ext_g_state(named.0) {
                        self.graphics_state(&state, &mut stack.now.text);
                    }
                }
                Do::MoveTo(to) => path.begin(point(to.0, to.1)),
                Do::LineTo(to) => path.line(point(to.0, to.1)),
                Do::RectPath(r) => {
                    path.rectangle(point(r.0, r.1), r.2.as_f64(), r.3.as_f64());
                }
                Do::CubicTo(to) => path.curve(point(to.4, to.5)),
                Do::CubicStartTo(to) => path.curve(point(to.2, to.3)),
                Do::CubicEndTo(to) => path.curve(point(to.2, to.3)),
                Do::ClosePath(_) => path.close(),
                Do::CloseAndStrokePath(_)
                | Do::CloseFillAndStrokeNonZero(_)
                | Do::CloseFillAndStrokeEvenOdd(_) => {
                    path.close();
                    self.drawn(&mut path, stack.now.place);
                }
                Do::StrokePath(_)
                | Do::FillPathNonZero(_)
                | Do::FillPathNonZeroCompatibility(_)
                | Do::FillPathEvenOdd(_)
                | Do::FillAndStrokeNonZero(_)
                | Do::FillAndStrokeEvenOdd(_) => self.drawn(&mut path, stack.now.place),
                Do::EndPath(_) => path = Path::default(),
                other => self.write(other, resources, &mut stack)?,
            }
        }
        Ok(())
    }

    /// Follows what concerns text.
    fn write(
        &mut self,
        step: Do<'_, '_>,
        resources: &Resources<'a>,
        stack: &mut Stack,
    ) -> Result<(), Exceeded> {
        let place = stack.now.place;
        let text = &mut stack.now.text;
        match step {
            Do::BeginText(_) => text.begin(),
            Do::CharacterSpacing(by) => text.letter_space = by.0.as_f64(),
            Do::WordSpacing(by) => text.word_space = by.0.as_f64(),
            Do::HorizontalScaling(by) => text.stretch = by.0.as_f64() / 100.0,
            Do::TextLeading(by) => text.leading = by.0.as_f64(),
            Do::TextRise(by) => text.rise = by.0.as_f64(),
            Do::TextRenderingMode(mode) => text.hidden = matches!(mode.0.as_i64(), 3 | 7),
            Do::TextFont(font) => {
                text.font = resources.get_font(font.0).and_then(|dict| self.fonts.of(&dict));
                text.size = font.1.as_f64();
            }
            Do::SetTextMatrix(m) => text.set(matrix([m.0, m.1, m.2, m.3, m.4, m.5])),
            Do::NextLine(by) => text.next_line(by.0.as_f64(), by.1.as_f64()),
            Do::NextLineAndSetLeading(by) => {
                text.leading = -by.1.as_f64();
                text.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Do::NextLineUsingLeading(_) => text.next_line(0.0, -text.leading),
            Do::ShowText(shown) => self.show(shown.0, text, place)?,
            Do::NextLineAndShowText(shown) => {
                text.next_line(0.0, -text.leading);
                self.show(shown.0, text, place)?;
            }
            Do::ShowTextWithParameters(shown) => {
                text.word_space = shown.0.as_f64();
                text.letter_space = shown.1.as_f64();
                text.next_line(0.0, -text.leading);
                self.show(shown.2, text, place)?;
            }
            Do::ShowTexts(shown) => {
                for piece in shown.0.iter::<Object<'_>>() {
                    match piece {
                        Object::Number(by) => text.back(by.as_f64()),
                        Object::String(codes) => self.show(&codes, text, place)?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, codes: &[u8], text: &mut Text, place: Affine) -> Result<(), Exceeded> {
        let Some(known) = text.font.and_then(|number| self.fonts.get(number)) else { return Ok(()) };
        let mut at = 0;
        while at < codes.len() {
            self.allowance.glyph()?;
            let (code, length) = known.font.read_code(codes, at);
            at += length.max(1);
            let upright = place * text.matrix;
            let advance = known.font.code_advance(code);
            let space = text.letter_space + if code == 32 && length == 1 { text.word_space } else { 0.0 };
            let by = if known.font.is_horizontal() {
                (advance.x / 1_000.0 * text.size * text.stretch, 0.0)
            } else {
                (0.0, advance.y / 1_000.0 * text.size)
            };
            let from = upright * Point::new(0.0, text.rise);
            // Spaced letters stand next to one another; only more than that parts words.
            let wide = (text.letter_space * text.stretch).clamp(0.0, 0.6 * text.size.abs());
            let to = upright * Point::new(by.0 + wide, by.1 + text.rise);
            let height = (upright * Point::new(0.0, text.rise + text.size)) - from;
            if is_placed(from) && is_placed(to) {
                self.content.glyphs.push(Glyph {
                    letters: known.letters(code).into(),
                    from: (from.x as f32, from.y as f32),
                    to: (to.x as f32, to.y as f32),
                    size: height.hypot() as f32,
                    face: known.face,
                    hidden: text.hidden,
                    stamp: self.stamp,
                });
            }
            let spaced = if known.font.is_horizontal() { (space * text.stretch, 0.0) } else { (0.0, space) };
            text.matrix *= Affine::translate((by.0 + spaced.0, by.1 + spaced.1));
        }
        Ok(())
    }

    fn graphics_state(&mut self, state: &Dict<'a>, text: &mut Text) {
        let Some(font) = state.get::<Array<'a>>("Font") else { return };
        let mut parts = font.iter::<Object<'a>>();
        text.font = parts.next().and_then(Object::into_dict).and_then(|dict| self.fonts.of(&dict));
        text.size = parts.next().and_then(Object::into_number).map_or(text.size, |size| size.as_f64());
    }

    fn object(&mut self, object: &Stream<'a>, outer: &Resources<'a>, place: Affine) -> Result<(), Exceeded> {
        match object.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.picture(place),
            Some(b"Form") => self.form(object, outer, place)?,
            _ => {}
        }
        Ok(())
    }

    fn form(&mut self, form: &Stream<'a>, outer: &Resources<'a>, place: Affine) -> Result<(), Exceeded> {
        if self.depth >= DEPTH {
            return Ok(());
        }
        if !limits::fits(form) {
            return Err(Exceeded);
        }
        let Ok(data) = form.decoded_data() else { return Ok(()) };
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        let inner = form_matrix(form);
        self.depth += 1;
        let followed = self.follow(TypedIter::new(&data), own.as_ref().unwrap_or(outer), place * inner);
        self.depth -= 1;
        followed
    }

    /// A note on the page by its appearance, put into its rectangle.
    fn note(&mut self, note: &Dict<'a>, place: Affine, resources: &Resources<'a>) -> Result<(), Exceeded> {
        const HIDDEN: u32 = 1 << 1 | 1 << 5;
        if note.get::<u32>("F").unwrap_or(0) & HIDDEN != 0 {
            return Ok(());
        }
        let Some(form) = appearance(note) else { return Ok(()) };
        let (Some(to), Some(from)) = (note.get::<Rect>("Rect"), form.dict().get::<Rect>("BBox")) else {
            return Ok(());
        };
        let corners = [(from.x0, from.y0), (from.x1, from.y0), (from.x0, from.y1), (from.x1, from.y1)];
        let turned = corners.map(|corner| form_matrix(&form) * Point::from(corner));
        let least = |of: fn(&Point) -> f64| turned.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Point) -> f64| turned.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (left, low) = (least(|p| p.x), least(|p| p.y));
        let (width, height) = (most(|p| p.x) - left, most(|p| p.y) - low);
        let scale = |to: f64, from: f64| if from > 0.0 { to / from } else { 1.0 };
        let (x, y) = (scale(to.width(), width), scale(to.height(), height));
        let fitted = Affine::new([x, 0.0, 0.0, y, to.x0 - x * left, to.y0 - y * low]);
        self.form(&form, resources, place * fitted)
    }

    fn picture(&mut self, place: Affine) {
        let corners =
            [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|corner| place * Point::from(corner));
        let within = |value: f64, bound: f64| value.clamp(0.0, bound);
        let xs = corners.map(|p| within(p.x, self.size.0));
        let ys = corners.map(|p| within(p.y, self.size.1));
        let span = |values: [f64; 4]| {
            values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
                - values.iter().copied().fold(f64::INFINITY, f64::min)
        };
        let share = span(xs) * span(ys) / (self.size.0 * self.size.1);
        if share.is_finite() {
            self.content.pictures.push(share as f32);
        }
    }

    fn drawn(&mut self, path: &mut Path, place: Affine) {
        const MOST: usize = 20_000;
        let path = std::mem::take(path);
        if path.curved {
            self.content.shapes += 1;
            return;
        }
        let room = MOST.saturating_sub(self.content.strokes.len());
        let lines = path.lines.into_iter().map(|(from, to)| (place * from, place * to));
        let straight = lines.filter(|(from, to)| (from.x - to.x).abs() < 0.7 || (from.y - to.y).abs() < 0.7);
        let placed = straight.filter(|(from, to)| is_placed(*from) && is_placed(*to));
        self.content.strokes.extend(placed.take(room).map(|(from, to)| Stroke {
            from: (from.x as f32, from.y as f32),
            to: (to.x as f32, to.y as f32),
        }));
    }
}

/// The path under the pen: only its straight lines matter.
#[derive(Default)]
struct Path {
    lines: Vec<(Point, Point)>,
    start: Point,
    at: Point,
    curved: bool,
}

impl Path {
    /// More edges than this are no table's.
    const MOST: usize = 4_096;

    fn begin(&mut self, at: Point) {
        (self.start, self.at) = (at, at);
    }

    fn line(&mut self, to: Point) {
        if self.lines.len() < Self::MOST {
            self.lines.push((self.at, to));
        }
        self.at = to;
    }

    fn curve(&mut self, to: Point) {
        self.curved = true;
        self.at = to;
    }

    fn close(&mut self) {
        self.line(self.start);
    }

    fn rectangle(&mut self, corner: Point, width: f64, height: f64) {
        self.begin(corner);
        self.line(corner + (width, 0.0));
        self.line(corner + (width, height));
        self.line(corner + (0.0, height));
        self.close();
    }
}

fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    match note.get::<Dict<'a>>("AP")?.get::<Object<'a>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'a>>(note.get::<Name<'_>>("AS")?),
        _ => None,
    }
}

fn form_matrix(form: &Stream<'_>) -> Affine {
    let Some(array) = form.dict().get::<Array<'_>>("Matrix") else { return Affine::IDENTITY };
    let numbers: Vec<f64> = array.iter::<f32>().map(f64::from).collect();
    <[f64; 6]>::try_from(numbers).map_or(Affine::IDENTITY, Affine::new)
}

fn matrix(numbers: [hayro_syntax::object::Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}

fn point(x: hayro_syntax::object::Number, y: hayro_syntax::object::Number) -> Point {
    Point::new(x.as_f64(), y.as_f64())
}

/// Whether a place is one a page could have.
fn is_placed(at: Point) -> bool {
    at.x.abs() < 1e5 && at.y.abs() < 1e5
}
