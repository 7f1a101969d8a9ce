//! The running text of a document as one string, with the way back from a place in it to the piece it stands in.

use std::ops::Range;

use super::pieces::Piece;

/// The text of pieces, one after the other.
pub(super) struct Running<'a> {
    pieces: &'a [Piece],
    /// Where each piece begins in `plain`.
    starts: Vec<usize>,
    /// As it is written.
    pub text: String,
    /// Without marks and capitals, character for character.
    pub plain: String,
}

impl<'a> Running<'a> {
    /// Joins pieces by blanks.
    pub fn of(pieces: &'a [Piece]) -> Self {
        let mut running = Self { pieces, starts: Vec::new(), text: String::new(), plain: String::new() };
        for piece in pieces {
            running.starts.push(running.plain.len());
            running.text.push_str(&piece.text);
            running.text.push(' ');
            running.plain.push_str(&piece.plain);
            running.plain.push(' ');
        }
        running
    }

    /// The piece in which a place of `plain` stands.
    pub fn piece(&self, at: usize) -> Option<&'a Piece> {
        let index = self.starts.partition_point(|start| *start <= at).checked_sub(1)?;
        self.pieces.get(index)
    }

    /// What is written at a range of `plain`.
    pub fn written(&self, range: Range<usize>) -> String {
        let Some(index) = self.starts.partition_point(|start| *start <= range.start).checked_sub(1) else {
            return String::new();
        };
        let mut written = String::new();
        for (piece, start) in self.pieces[index..].iter().zip(&self.starts[index..]) {
            if *start >= range.end {
                break;
            }
            let from = range.start.saturating_sub(*start).min(piece.plain.len());
            let to = (range.end - start).min(piece.plain.len());
            written.push_str(piece.written(from..to));
            written.push(' ');
        }
        written.trim().to_owned()
    }

    /// The sentence in which a place stands, as a range of `plain`: between full stops, at most so many bytes each way.
    pub fn sentence(&self, at: usize, reach: usize) -> Range<usize> {
        let floor = boundary(&self.plain, at.saturating_sub(reach));
        let ceiling = boundary(&self.plain, (at + reach).min(self.plain.len()));
        let start = self.plain[floor..at].rfind(". ").map_or(floor, |stop| floor + stop + 2);
        let end = self.plain[at..ceiling].find([';']).into_iter().chain(self.plain[at..ceiling].find(". "));
        let end = end.min().map_or(ceiling, |stop| at + stop);
        start..end
    }
}

/// The nearest place at or before `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
