//! An official document as PDF: the same values as the DOCX, laid out here, with text that reads back as it was written.

mod body;
mod pen;

use crate::measures::{self as m, points};
use crate::metrics::{Style, lines};
use crate::model::{Annex, Head, Paper};
use crate::wording;

use pen::{Kind, Pen, left, line, width};

/// A line of the heads: its style, size and words.
type Line = (Style, f32, String);

/// The document's bytes; nothing if the library cannot write it.
pub fn write(paper: &Paper) -> Option<Vec<u8>> {
    let mut pen = Pen::new();
    top(&mut pen, paper);
    title(&mut pen, paper);
    body::blocks(&mut pen, &paper.closed_body());
    bottom(&mut pen, paper);
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
    let state = (left() + issuer.1, width() - issuer.1);
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
    let room = (left(), width());
    if let Head::Titled { kind, about } = &paper.head {
        let element = pen.element(Kind::Title, None);
        for words in std::iter::once(kind.to_uppercase()).chain(balanced(about)) {
            pen.centred(room, pen.y, Style::Bold, m::BODY, &words, element);
            pen.y += line(m::BODY);
        }
        let length = Style::Bold.face().width(about, m::BODY).min(width());
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
fn balanced(about: &str) -> Vec<String> {
    let within = |part: usize| lines(about, Style::Bold, m::BODY, width() * part as f32 / 20.0, 0.0);
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
        for words in lines(&format!("- {one}{stop}"), Style::Regular, m::BODY, width() - points(45.0), 0.0) {
            pen.text((left() + points(45.0), pen.y), Style::Regular, m::BODY, &words, 0.0, Some(element));
            pen.y += line(m::BODY);
        }
    }
}

/// Copies and signature, which are never apart.
fn bottom(pen: &mut Pen, paper: &Paper) {
    let copies = (left(), points(m::COPIES));
    let signing = (left() + copies.1, width() - copies.1);
    let signed: Vec<Line> =
        paper.signature.lines().into_iter().map(|words| (Style::Bold, m::BODY, words)).collect();
    let listed: Vec<String> = paper
        .copies
        .lines()
        .iter()
        .flat_map(|words| lines(words, Style::Regular, m::COPIES_LINE, copies.1 - 8.0, 0.0))
        .collect();
    let right = line(m::BODY) * (signed.len() + m::SIGNING + 1) as f32;
    let high = right.max(line(m::COPIES_HEAD) + line(m::COPIES_LINE) * listed.len() as f32);
    pen.y += 8.0;
    pen.room(high);
    let from = pen.y;
    let element = pen.element(Kind::Paragraph, None);
    pen.text((copies.0, from), Style::BoldItalic, m::COPIES_HEAD, "Nơi nhận:", 0.0, Some(element));
    let mut y = from + line(m::COPIES_HEAD);
    for words in &listed {
        let element = pen.element(Kind::Paragraph, None);
        pen.text((copies.0, y), Style::Regular, m::COPIES_LINE, words, 0.0, Some(element));
        y += line(m::COPIES_LINE);
    }
    let after = stacked(pen, signing, from, &signed) + line(m::BODY) * m::SIGNING as f32;
    if !paper.signature.name.is_empty() {
        stacked(pen, signing, after, &[(Style::Bold, m::BODY, paper.signature.name.clone())]);
    }
    pen.y = from + high;
}

fn annex(pen: &mut Pen, paper: &Paper, nth: usize, annex: &Annex) {
    pen.turn();
    let (name, of) = paper.annex_heads(nth);
    let heads = [
        (Style::Bold, m::BODY, name),
        (Style::Bold, m::BODY, annex.title.to_uppercase()),
        (Style::Italic, m::BODY, of),
    ];
    pen.y = stacked(pen, (left(), width()), pen.y, &heads) + 12.0;
    body::blocks(pen, &annex.body);
}
