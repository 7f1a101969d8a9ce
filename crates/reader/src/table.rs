//! The cells of a sheet, few or many, wherever they stand.

use std::collections::BTreeMap;

use crate::Role;
use crate::draft::Draft;

/// The most cells that are kept of one document.
const MOST: usize = 1_000_000;

/// The most empty cells that are shown between two others.
const GAP: u32 = 64;

/// The cells of one sheet by row and column.
pub struct Table<C> {
    cells: BTreeMap<(u32, u32), C>,
}

impl<C> Table<C> {
    /// A sheet without cells.
    pub fn new() -> Self {
        Self { cells: BTreeMap::new() }
    }

    /// Puts a cell in its place; says whether there is room for more.
    pub fn put(&mut self, row: u32, column: u32, cell: C) -> bool {
        if self.cells.len() < MOST {
            self.cells.insert((row, column), cell);
        }
        self.cells.len() < MOST
    }

    /// Writes the rows, each cell by what is given for it.
    pub fn write(&self, draft: &mut Draft, mut show: impl FnMut(&C, &mut Draft)) {
        let (mut row, mut column) = (0, 0);
        for (&(at_row, at_column), cell) in &self.cells {
            if draft.is_full() {
                return;
            }
            if at_row != row {
                draft.end(Role::Row);
                (row, column) = (at_row, 0);
            }
            for _ in 0..at_column.saturating_sub(column).min(GAP) {
                draft.gap('\t');
            }
            column = at_column;
            show(cell, draft);
        }
        draft.end(Role::Row);
    }
}
