//! The file information block: where everything else stands.

use super::Part;
use crate::Role;
use crate::compound::Bytes;

/// The first version that has today's layout: Word 97.
const WORD_97: u16 = 0xC1;

/// Places of the pairs (begin, length) that are read, by their number in the block of Word 97.
#[derive(Clone, Copy)]
pub enum Table {
    Styles = 1,
    Characters = 12,
    Paragraphs = 13,
    Fonts = 15,
    Pieces = 33,
    Lists = 73,
    Overrides = 74,
}

/// The file information block.
pub struct Fib {
    version: u16,
    /// Whether a password locks the document.
    pub is_encrypted: bool,
    /// Whether its tables stand in the stream `1Table`.
    pub uses_table_1: bool,
    /// Whether it has a piece table (from Word 97 on, always).
    pub is_complex: bool,
    /// Where the text of a document without a piece table begins.
    pub begin: usize,
    lengths: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

impl Fib {
    /// The block at the beginning of the main stream.
    pub fn of(main: &[u8]) -> Option<Self> {
        if !matches!(main.u16_at(0)?, 0xA5EC | 0xA5DC) {
            return None;
        }
        let version = main.u16_at(2)?;
        let flags = main.u16_at(10)?;
        let is_old = version < WORD_97;
        let (lengths, pairs) = if is_old { (0x34, 0x58) } else { (0x4C, 0x9A) };
        let read_pair =
            |place: usize| Some((main.size_at(pairs + place * 8)?, main.size_at(pairs + 4 + place * 8)?));
        Some(Self {
            version,
            is_encrypted: flags & 0x0100 != 0,
            uses_table_1: flags & 0x0200 != 0,
            is_complex: flags & 0x0004 != 0 || !is_old,
            begin: main.size_at(0x18)?,
            lengths: (0..8).map_while(|place| main.size_at(lengths + place * 4)).collect(),
            pairs: (0..108).map_while(read_pair).collect(),
        })
    }

    /// Whether Word 6 or 95 wrote it.
    pub fn is_old(&self) -> bool {
        self.version < WORD_97
    }

    /// The bytes of a table.
    pub fn table<'a>(&self, stream: &'a [u8], table: Table) -> Option<&'a [u8]> {
        // Lists came later than the others.
        if self.is_old() && matches!(table, Table::Lists | Table::Overrides) {
            return None;
        }
        let (begin, length) = *self.pairs.get(table as usize)?;
        if length == 0 { None } else { stream.slice(begin, length.min(stream.len().saturating_sub(begin))) }
    }

    /// The bytes of a stream from a table's place on, for tables that are longer than they say.
    pub fn rest_from<'a>(&self, stream: &'a [u8], table: Table) -> Option<&'a [u8]> {
        self.table(stream, table)?;
        stream.get(self.pairs.get(table as usize)?.0..)
    }

    /// The lengths in characters of the parts of the text, as they follow each other, and what each is.
    pub fn stories(&self) -> Vec<(usize, Part)> {
        let parts: [Part; 8] = [
            Some(None),
            Some(Some(Role::Note)),
            Some(Some(Role::Margin)),
            None,
            None,
            Some(Some(Role::Note)),
            Some(None),
            Some(Some(Role::Margin)),
        ];
        self.lengths.iter().copied().zip(parts).collect()
    }
}
