//! Blocks of pages into the model's paragraphs, old encodings read.

use vietnamese::legacy::Encoding;

use super::page::{Draft, Turned};
use super::words::Turn;
use crate::layout::{Block, Face};
use crate::model::{Page, Paragraph};
use crate::runs::{self, Habits, Run, Survey};

/// The pages with their paragraphs.
pub fn pages(drafts: Vec<Draft>, faces: &[Face]) -> Vec<Page> {
    let pages: Vec<Blocks> = drafts.into_iter().map(|draft| Blocks::of(draft, faces)).collect();
    let mut survey = Survey::default();
    for block in pages.iter().flat_map(|page| &page.blocks) {
        survey.add(&named(block, faces));
    }
    let habits = survey.conclude();
    pages.into_iter().map(|page| page.read(faces, &habits)).collect()
}

/// A page in blocks as they stand on it.
struct Blocks {
    page: Page,
    blocks: Vec<Block>,
}

impl Blocks {
    fn of(draft: Draft, faces: &[Face]) -> Self {
        let size = draft.size;
        let placed = |turned: Turned| {
            let turn = turned.turn.unwrap_or(Turn::None);
            let blocks = turned.sheet.blocks().into_iter();
            blocks.map(move |block| Block { edges: turn.as_shown(block.edges, size), ..block })
        };
        let mut blocks: Vec<Block> = draft.sheets.into_iter().chain(draft.stamps).flat_map(placed).collect();
        blocks.iter_mut().for_each(|block| repair(block, faces));
        let page = Page {
            number: draft.number,
            name: String::new(),
            size: Some(size),
            source: draft.source,
            paragraphs: Vec::new(),
        };
        Self { page, blocks }
    }

    fn read(self, faces: &[Face], habits: &Habits) -> Page {
        let paragraphs = self.blocks.iter().map(|block| paragraph(block, faces, habits));
        let paragraphs = paragraphs.filter(|paragraph| !paragraph.text.is_empty()).collect();
        Page { paragraphs, ..self.page }
    }
}

fn paragraph(block: &Block, faces: &[Face], habits: &Habits) -> Paragraph {
    let all = |has: fn(&Face) -> bool| {
        let mut written = block.runs.iter().filter(|run| !run.text.trim().is_empty());
        written.all(|run| faces.get(usize::from(run.face)).is_some_and(has))
    };
    Paragraph {
        role: block.role,
        area: Some(block.edges.area()),
        letters: block.size,
        confidence: block.sure,
        bold: all(|face| face.bold),
        italic: all(|face| face.italic),
        ..runs::paragraph(&named(block, faces), habits)
    }
}

/// The runs of a block with the names of their fonts.
fn named<'b>(block: &'b Block, faces: &'b [Face]) -> Vec<Run<'b>> {
    let name = |face: u16| faces.get(usize::from(face)).map_or("", |face| face.name.as_str());
    block.runs.iter().map(|run| Run { text: &run.text, font: name(run.face) }).collect()
}

/// Puts back the letters of an old encoding that the file gives as the signs they look like.
fn repair(block: &mut Block, faces: &[Face]) {
    let letter = |c| match c {
        '\u{2212}' | '\u{2010}' => '\u{ad}',
        '\u{2219}' | '\u{2022}' => '\u{b7}',
        '\u{2264}' => '\u{b2}',
        other => other,
    };
    for run in &mut block.runs {
        let face = faces.get(usize::from(run.face));
        if face.is_some_and(|face| Encoding::of_font(&face.name).is_some()) {
            run.text = run.text.chars().map(letter).collect();
        }
    }
}
