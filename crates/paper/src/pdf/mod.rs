//! An official document as PDF: the same values as the DOCX, laid out here, with text that reads back as it was written.

mod body;
mod pen;

use crate::measures::{self as m, points};
use crate::metrics::{Style, lines};
use crate::model::{Annex, Head, Paper};
use crate::wording;

use pen::{Kind, Pen, left, line};

/// A line of the heads: its style, size and words.
type Line = (Style, f32, String);

/// The document's bytes; nothing if the library cannot write it.
pub fn write(paper: &Paper) -> Option<Vec<u8>> {
    let mut pen = Pen::new();
    top(&mut pen, paper);
    title(&mut pen, paper);
    let foot = Foot::of(paper);
    body::blocks(&mut pen, &paper.closed_body(), foot.high);
    foot.draw(&mut pen);
    for (nth, one) in paper.annexes.iter().enumerate() {
        annex(&mut pen, paper, nth, one);
    }
    pen.finish(&paper.title(), &paper.issuer)
}

/// Lines in the middle of a room, each broken where it is too long; how far down they end.
fn stacked(pen: &mut Pen, room: (f32, f32), from: f32, all: &[Line]) -> f32 {
    let mut y = from;
    for (style, size, words) in all {
        let element = pen.element(Kind::Paragraph, None);
        for words in lines(words, *style, *size, room.1, 0.0) {
            pen.centred(room, y, *style, *size, &words, element);
            y += line(*size);
        }
    }
    y
}

/// A line in the middle of a room.
fn rule(pen: &mut Pen, (x, room): (f32, f32), y: f32, length: f32) {
    let length = length.min(room);
    pen.area((x + (room - length) / 2.0, y), (length, body::THIN * 1.5), 0, None);
}

fn top(pen: &mut Pen, paper: &Paper) {
    let from = pen.y;
    let issuer = (left(), points(m::ISSUER));
    let state = (left() + issuer.1, pen.width() - issuer.1);
    let mut named = vec![(Style::Regular, m::HEAD, paper.parent.to_uppercase())];
    named.retain(|line| !line.2.is_empty());
    named.push((Style::Bold, m::HEAD, paper.issuer.to_uppercase()));
    let mut y = stacked(pen, issuer, from, &named);
    let length = Style::Bold.face().width(&paper.issuer.to_uppercase(), m::HEAD).min(issuer.1);
    rule(pen, issuer, y + 2.0, length * m::SHORT);
    let mut signs = vec![(Style::Regular, m::SIGN, format!("Số: {}", paper.sign()))];
    if let Head::Letter { about } = &paper.head {
        signs.push((Style::Regular, m::HEAD, format!("V/v {about}")));
    }
    if let Some(stamp) = &paper.stamp {
        signs.push((Style::Bold, m::SIGN, stamp.clone()));
    }
    y = stacked(pen, issuer, y + 8.0, &signs);
    let named = [
        (Style::Bold, m::HEAD, wording::STATE.to_owned()),
        (Style::Bold, m::SIGN, wording::MOTTO.to_owned()),
    ];
    let mut beside = stacked(pen, state, from, &named);
    rule(pen, state, beside + 2.0, Style::Bold.face().width(wording::MOTTO, m::SIGN));
    let dated = [(Style::Italic, m::SIGN, wording::dated(&paper.place, paper.day))];
    beside = stacked(pen, state, beside + 8.0, &dated);
    pen.y = y.max(beside) + 14.0;
}

fn title(pen: &mut Pen, paper: &Paper) {
    let room = (left(), pen.width());
    if let Head::Titled { kind, about } = &paper.head {
        let element = pen.element(Kind::Title, None);
        for words in std::iter::once(kind.to_uppercase()).chain(balanced(about, room.1)) {
            pen.centred(room, pen.y, Style::Bold, m::BODY, &words, element);
            pen.y += line(m::BODY);
        }
        let length = Style::Bold.face().width(about, m::BODY).min(room.1);
        rule(pen, room, pen.y + 2.0, length * m::SHORT);
        pen.y += 14.0;
    }
    match paper.to.as_slice() {
        [] => {}
        [one] => {
            pen.y =
                stacked(pen, room, pen.y, &[(Style::Regular, m::BODY, format!("Kính gửi: {one}"))]) + 10.0;
        }
        several => {
            to_several(pen, several);
            pen.y += 10.0;
        }
    }
}

/// A title in lines of about the same length: the narrowest room that takes no line more than the widest.
fn balanced(about: &str, room: f32) -> Vec<String> {
    let within = |part: usize| lines(about, Style::Bold, m::BODY, room * part as f32 / 20.0, 0.0);
    let widest = within(20);
    let narrower = (10..20).map(within).find(|broken| broken.len() == widest.len());
    narrower.unwrap_or(widest)
}

fn to_several(pen: &mut Pen, several: &[String]) {
    let element = pen.element(Kind::Paragraph, None);
    pen.text((left() + points(25.0), pen.y), Style::Regular, m::BODY, "Kính gửi:", 0.0, Some(element));
    pen.y += line(m::BODY);
    for (nth, one) in several.iter().enumerate() {
        let stop = if nth + 1 == several.len() { "." } else { ";" };
        let element = pen.element(Kind::Paragraph, None);
        for words in
            lines(&format!("- {one}{stop}"), Style::Regular, m::BODY, pen.width() - points(45.0), 0.0)
        {
            pen.text((left() + points(45.0), pen.y), Style::Regular, m::BODY, &words, 0.0, Some(element));
            pen.y += line(m::BODY);
        }
    }
}

/// Copies and signature, which are never apart, nor alone on a page.
struct Foot {
    listed: Vec<String>,
    signed: Vec<Line>,
    name: String,
    /// How high it is, with the space above it.
    high: f32,
}

impl Foot {
    const ABOVE: f32 = 8.0;

    fn of(paper: &Paper) -> Self {
        let signed: Vec<Line> =
            paper.signature.lines().into_iter().map(|words| (Style::Bold, m::BODY, words)).collect();
        let room = points(m::COPIES) - 8.0;
        let listed: Vec<String> = paper
            .copies_lines()
            .iter()
            .flat_map(|words| lines(words, Style::Regular, m::COPIES_LINE, room, 0.0))
            .collect();
        let right = line(m::BODY) * (signed.len() + m::SIGNING + 1) as f32;
        let left = line(m::COPIES_HEAD) + line(m::COPIES_LINE) * listed.len() as f32;
        Self { listed, signed, name: paper.signature.name.clone(), high: right.max(left) + Self::ABOVE }
    }

    fn draw(&self, pen: &mut Pen) {
        let copies = (left(), points(m::COPIES));
        let signing = (left() + copies.1, pen.width() - copies.1);
        pen.room(self.high);
        let from = pen.y + Self::ABOVE;
        let element = pen.element(Kind::Paragraph, None);
        pen.text((copies.0, from), Style::BoldItalic, m::COPIES_HEAD, "Nơi nhận:", 0.0, Some(element));
        let mut y = from + line(m::COPIES_HEAD);
        for words in &self.listed {
            let element = pen.element(Kind::Paragraph, None);
            pen.text((copies.0, y), Style::Regular, m::COPIES_LINE, words, 0.0, Some(element));
            y += line(m::COPIES_LINE);
        }
        let after = stacked(pen, signing, from, &self.signed) + line(m::BODY) * m::SIGNING as f32;
        if !self.name.is_empty() {
            stacked(pen, signing, after, &[(Style::Bold, m::BODY, self.name.clone())]);
        }
        pen.y += self.high;
    }
}

fn annex(pen: &mut Pen, paper: &Paper, nth: usize, annex: &Annex) {
    pen.turn_to(annex.lie());
    let (name, of) = paper.annex_heads(nth);
    let heads = [
        (Style::Bold, m::BODY, name),
        (Style::Bold, m::BODY, annex.title.to_uppercase()),
        (Style::Italic, m::BODY, of),
    ];
    let room = (left(), pen.width());
    pen.y = stacked(pen, room, pen.y, &heads) + 12.0;
    body::blocks(pen, &annex.body, 0.0);
}
