//! Puts the cells back that a dump leaves out because a merged cell above goes on there.
//!
//! Apache Tika prints an empty cell for each of them out of .doc and .docx, but none out of .odt and Word 2003 XML.
//! Where no row of a table begins with an empty cell and goes on with others, rows are taken to lack them:
//!
//! ```text
//!     | 资金 | 预计投入 | 财政资金 | 其他 |        3 headers beside a section,
//!     | 中央 | 省级 | 市级 | 本级 |                4 headers below the middle one of them,
//!     | 250  | 100 | 0 | 50 | 100 | 0 |            so that 6 values stand below all
//! ```
//!
//! A list whose rows are shorter than its headers lacks cells at the left, where sections and groups stand.

use super::rows::{Cell, Flow, Item, Outline, Row};
use super::sense::{Kind, Sense};
use crate::document::Span;
use crate::error::Result;

/// Adds the missing cells, and gives what all cells hold then.
pub(super) fn fill(flow: &mut Flow, kinds: Vec<Kind>, sense: &Sense<'_>) -> Result<Vec<Kind>> {
    if !sense.is_there() {
        return Ok(kinds);
    }
    let missing = missing(flow, &kinds);
    if missing.is_empty() {
        return Ok(kinds);
    }
    let added = missing.iter().fold(0, |sum: usize, gap| sum.saturating_add(gap.before + gap.behind));
    let rows = missing.chunk_by(|gap, next| gap.row == next.row).count();
    flow.restored += rows;
    flow.check_cells(flow.cells.len().saturating_add(added))?;
    let mut missing = missing.into_iter().peekable();
    let mut cells: Vec<Cell> = Vec::with_capacity(flow.cells.len());
    let mut filled: Vec<Kind> = Vec::with_capacity(kinds.len());
    for (number, row) in flow.rows.iter_mut().enumerate() {
        let (mut before, mut behind) = (0, 0);
        while let Some(gap) = missing.next_if(|gap| gap.row == number) {
            (before, behind) = (gap.before, gap.behind);
        }
        let own = flow.cells.get(row.cells.range()).unwrap_or_default();
        let lines = own.first().map_or(Span::default(), |cell| Span { end: cell.lines.start, ..cell.lines });
        let start = cells.len();
        let gap = |paragraph: u32| Cell { paragraphs: Span { start: paragraph, end: paragraph }, lines };
        let first = own.first().map_or(0, |cell| cell.paragraphs.start);
        let last = own.last().map_or(0, |cell| cell.paragraphs.end);
        cells.extend(std::iter::repeat_n(gap(first), before));
        filled.extend(std::iter::repeat_n(Kind::Empty, before));
        cells.extend_from_slice(own);
        filled.extend_from_slice(kinds.get(row.cells.range()).unwrap_or_default());
        cells.extend(std::iter::repeat_n(gap(last), behind));
        filled.extend(std::iter::repeat_n(Kind::Empty, behind));
        row.cells = Span::new(start, cells.len());
    }
    flow.cells = cells;
    Ok(filled)
}

/// Cells that a row lacks.
struct Gap {
    row: usize,
    before: usize,
    behind: usize,
}

fn missing(flow: &Flow, kinds: &[Kind]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for item in &flow.items {
        let Item::Table(span) = item else { continue };
        let rows = flow.rows.get(span.range()).unwrap_or_default();
        let of = |row: &Row| kinds.get(row.cells.range()).unwrap_or_default();
        let has_gap = |row: &Row| {
            of(row).first() == Some(&Kind::Empty) && of(row).iter().any(|kind| *kind != Kind::Empty)
        };
        if rows.iter().any(has_gap) {
            continue;
        }
        let mut list = None;
        for (number, row) in rows.iter().enumerate() {
            let own = of(row);
            let outline = Outline::of(own.iter().copied());
            let row_number = span.start as usize + number;
            let below = |more: usize| rows.get(number + more).map(|row| Outline::of(of(row).iter().copied()));
            if let (true, Some(second), Some(third)) = (outline.is_header(), below(1), below(2))
                && let Some(lead) = divided(&outline, &second, &third)
            {
                gaps.push(Gap { row: row_number + 1, before: lead + 1, behind: 1 });
                gaps.push(Gap { row: row_number + 2, before: lead, behind: 0 });
                list = None;
            } else if outline.is_header() && outline.len >= 4 {
                list = Some(outline.len);
            } else if let Some(width) = list {
                if !is_list_row(own) || outline.len > width {
                    list = None;
                } else if outline.len < width {
                    gaps.push(Gap { row: row_number, before: width - outline.len, behind: 0 });
                }
            }
        }
    }
    gaps.sort_by_key(|gap| gap.row);
    gaps
}

/// How many sections stand before three headers of which the middle one is divided into those of the second row.
fn divided(first: &Outline, second: &Outline, third: &Outline) -> Option<usize> {
    let lead = first.len.checked_sub(3)?;
    let fits = second.is_header() && second.lead == 0 && third.labels == 0 && third.len == second.len + 2;
    (fits && lead <= 2).then_some(lead)
}

/// Whether a row is one of a list: labels stand at its beginning only, and it is more than a label with its value.
fn is_list_row(row: &[Kind]) -> bool {
    let labels = row.iter().take_while(|kind| **kind == Kind::Label).count();
    let rest = row.get(labels..).unwrap_or_default();
    let is_pair = row.len() == 2 && labels > 0;
    row.len() >= 2 && !is_pair && !rest.is_empty() && !rest.contains(&Kind::Label)
}
