//! What a person needs to see why something of a document was read, or was not.

pub(crate) mod bound;
pub(crate) mod draw;
pub(crate) mod json;
pub(crate) mod report;

use std::collections::HashMap;

use shenbao::document::{Document, Home};

/// The tables that stand in a cell, by table and cell.
pub(crate) type Nested = HashMap<(u32, u32), Vec<u32>>;

/// Finds the nested tables of all cells in one go.
pub(crate) fn nested_tables(document: &Document) -> Nested {
    let mut nested = Nested::new();
    for (number, table) in (0..).zip(&document.tables) {
        if let Home::Table(outer) = table.home
            && let Some(cell) = table.parent_cell
        {
            nested.entry((outer, cell)).or_default().push(number);
        }
    }
    nested
}
