//! Blocks of pages into the model's paragraphs, old encodings read.

use vietnamese::legacy::{self, Encoding};
use vietnamese::normalise;

use super::page::{Draft, Turned};
use super::words::Turn;
use crate::layout::{Block, Face, Run};
use crate::model::{Page, Paragraph, Written};

/// The pages with their paragraphs.
pub fn pages(drafts: Vec<Draft>, faces: &[Face]) -> Vec<Page> {
    drafts.into_iter().map(|draft| page(draft, faces)).collect()
}

fn page(draft: Draft, faces: &[Face]) -> Page {
    let size = draft.size;
    let placed = |turned: Turned| {
        let turn = turned.turn.unwrap_or(Turn::None);
        turned
            .sheet
            .blocks()
            .into_iter()
            .map(move |block| Block { edges: turn.as_shown(block.edges, size), ..block })
    };
    let blocks = draft.sheets.into_iter().chain(draft.stamps).flat_map(placed);
    let paragraphs =
        blocks.map(|block| paragraph(block, faces)).filter(|paragraph| !paragraph.text.is_empty());
    Page {
        number: draft.number,
        name: String::new(),
        size: Some(size),
        source: draft.source,
        paragraphs: paragraphs.collect(),
    }
}

fn paragraph(block: Block, faces: &[Face]) -> Paragraph {
    let all = |has: fn(&Face) -> bool| {
        let mut with_text = block.runs.iter().filter(|run| !run.text.trim().is_empty());
        with_text.all(|run| faces.get(usize::from(run.face)).is_some_and(has))
    };
    let (bold, italic) = (all(|face| face.bold), all(|face| face.italic));
    let (text, encoding) = decoded(&block.runs, faces);
    Paragraph {
        text,
        role: block.role,
        encoding,
        area: Some(block.edges.area()),
        letters: block.size,
        bold,
        italic,
    }
}

fn decoded(runs: &[Run], faces: &[Face]) -> (String, Written) {
    let raw: String = runs.iter().map(|run| run.text.as_str()).collect();
    let whole = legacy::of_paragraph(&raw, Encoding::Unicode);
    let mut used = Encoding::Unicode;
    let mut text = String::new();
    for run in runs {
        let promised = faces.get(usize::from(run.face)).and_then(|face| Encoding::of_font(&face.name));
        let repaired = if promised.is_some() { repaired(&run.text) } else { run.text.clone() };
        let encoding = promised
            .map(|(encoding, _)| encoding)
            .filter(|encoding| legacy::is_no_worse(*encoding, &repaired));
        let encoding = encoding.unwrap_or(whole);
        let read = encoding.decode(&repaired);
        let capitals = promised.is_some_and(|(_, capitals)| capitals);
        if read != run.text {
            used = encoding;
        }
        text.push_str(&if capitals { read.to_uppercase() } else { read });
    }
    let text = normalise(&text).trim().to_owned();
    let raw = (used != Encoding::Unicode && raw != text).then_some(raw);
    (text, Written { encoding: used, raw, other: None })
}

/// Letters of an old encoding that a table of letters gave as the signs they look like.
fn repaired(text: &str) -> String {
    let letter = |c| match c {
        '\u{2212}' | '\u{2010}' => '\u{ad}',
        '\u{2219}' | '\u{2022}' => '\u{b7}',
        '\u{2264}' => '\u{b2}',
        other => other,
    };
    text.chars().map(letter).collect()
}
