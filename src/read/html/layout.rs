//! Tables that only arrange a page.
//!
//! Systems put the form into a cell of a table that holds its title, its buttons and its margins. Such a table is no
//! part of the form: what stands in it stands in the body.

use std::collections::HashMap;

use crate::document::{Block, Document, Home, Table};

/// Takes what stands in tables that only arrange the page out into the body.
pub(super) fn dissolve(document: &mut Document) {
    let mut inner: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, table) in document.tables.iter().enumerate() {
        if let Home::Table(outer) = table.home {
            inner.entry(outer).or_default().push(number as u32);
        }
    }
    if inner.is_empty() {
        return;
    }
    let mut dissolved = Vec::new();
    // What is still to be looked at, the next at the end.
    let mut open: Vec<Block> = std::mem::take(&mut document.blocks);
    open.reverse();
    while let Some(block) = open.pop() {
        let Block::Table(number) = block else {
            document.blocks.push(block);
            continue;
        };
        match inner.get(&number).filter(|_| only_arranges(document, number)) {
            Some(tables) => {
                let mut content = content(document, number, tables);
                content.reverse();
                open.extend(content);
                dissolved.push(number);
            }
            None => document.blocks.push(block),
        }
    }
    remove(document, &mut dissolved);
}

/// Removes tables, and gives those behind them their new numbers.
fn remove(document: &mut Document, removed: &mut [u32]) {
    removed.sort_unstable();
    let moved = |number: u32| number - removed.partition_point(|removed| *removed < number) as u32;
    let mut number = 0;
    document.tables.retain(|_| {
        number += 1;
        removed.binary_search(&(number - 1)).is_err()
    });
    // Text that stood between the cells of a table is behind everything now, but not lost.
    for (number, paragraph) in document.paragraphs.iter_mut().enumerate() {
        if let Home::Table(table) = paragraph.home
            && removed.binary_search(&table).is_ok()
        {
            paragraph.home = Home::Body;
            document.blocks.push(Block::Paragraph(number as u32));
        }
    }
    let homes = document.paragraphs.iter_mut().map(|paragraph| &mut paragraph.home);
    for home in homes.chain(document.tables.iter_mut().map(|table| &mut table.home)) {
        if let Home::Table(number) = home {
            *number = moved(*number);
        }
    }
    for block in &mut document.blocks {
        if let Block::Table(number) = block {
            *number = moved(*number);
        }
    }
}

/// Whether a table that holds tables does nothing else: it has one column, or no text of its own.
fn only_arranges(document: &Document, number: u32) -> bool {
    document.tables.get(number as usize).is_some_and(|table| {
        table.home == Home::Body
            && (table.columns == 1
                || table.cells.iter().all(|cell| document.cell_text(number as usize, cell).trim().is_empty()))
    })
}

/// What stands in a table, in reading order, made part of the body.
fn content(document: &mut Document, number: u32, tables: &[u32]) -> Vec<Block> {
    let mut found: Vec<(u32, Block)> = Vec::new();
    let Some(outer) = document.tables.get(number as usize) else { return Vec::new() };
    for cell in &outer.cells {
        let paragraphs = document.cell_paragraphs(number as usize, cell);
        found.extend(paragraphs.map(|paragraph| (paragraph, Block::Paragraph(paragraph))));
    }
    for table in tables {
        // Every cell has a paragraph; a table without cells shows nothing, wherever it is.
        let first = |table: &Table| table.cells.iter().map(|cell| cell.paragraphs.start).min();
        let first = document.tables.get(*table as usize).and_then(first).unwrap_or(u32::MAX);
        found.push((first, Block::Table(*table)));
    }
    found.sort_by_key(|(place, _)| *place);
    for (_, block) in &found {
        match block {
            Block::Paragraph(paragraph) => {
                if let Some(paragraph) = document.paragraphs.get_mut(*paragraph as usize) {
                    paragraph.home = Home::Body;
                }
            }
            Block::Table(table) => {
                if let Some(table) = document.tables.get_mut(*table as usize) {
                    table.home = Home::Body;
                    table.parent_cell = None;
                }
            }
        }
    }
    found.into_iter().map(|(_, block)| block).collect()
}
