use super::rows::Row;
use super::sense::{Kind, Sense};

/// The layout-grid columns in which the cells of a table's rows begin.
pub(super) struct Grid {
    pub(super) columns: u32,
    /// For every cell of the table, in order.
    pub(super) starts: Vec<u32>,
}

/// Gives every cell its column.
///
/// A dump does not say which cells are merged: a row holds fewer cells than the grid has columns. Rows begin at the
/// left, and the last cell of a short row spans the rest; this keeps labels beside their values, and lists, whose rows
/// are equally long, in columns. Only column headers of two levels need more, because labels govern what is
/// below them:
///
/// ```text
///     | 资金 | 预计投入 | 财政资金              | 其他 |     4 cells: 1, 1, 4 and 1 columns
///     |      |          | 中央 | 省级 | 市级 | 本级 |      |     7 cells
///     |      |   250    | 100  |  0   | 50 | 100 |  0   |     7 cells
/// ```
///
/// An empty cell of the lower row goes on from a header of one column above it; the other headers share out the rest.
/// Row spans are not made of this: an empty value cell looks the same, and only the form can tell.
pub(super) fn lay_out(rows: &[Row], kinds: &[Kind], sense: &Sense<'_>) -> Grid {
    let base = rows.first().map_or(0, |row| row.cells.start as usize);
    let end = rows.last().map_or(0, |row| row.cells.end as usize);
    let mut starts = vec![0u32; end.saturating_sub(base)];
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0) as u32;

    // From the bottom up, so that three levels of headers are no other case than two.
    let mut rest = starts.as_mut_slice();
    let mut below: Option<(&[Kind], &[u32])> = None;
    for row in rows.iter().rev() {
        let own = kinds.get(row.cells.range()).unwrap_or_default();
        let Some((before, row_starts)) = rest.split_at_mut_checked(row.cells.start as usize - base) else {
            break;
        };
        rest = before;
        row_starts.iter_mut().zip(0..).for_each(|(start, column)| *start = column);
        if let Some((lower, lower_starts)) = below {
            if own.len() == lower.len() {
                row_starts.copy_from_slice(lower_starts);
            } else if let Some(firsts) = spread(own, lower, sense) {
                for (start, first) in row_starts.iter_mut().zip(firsts) {
                    *start = lower_starts.get(first).copied().unwrap_or(*start);
                }
            }
        }
        below = Some((own, row_starts));
    }
    Grid { columns, starts }
}

/// Spreads column headers over a longer row of headers below them: the first cell below each.
///
/// `None` where the rows are no such headers, or nothing but their left ends says how they meet.
fn spread(upper: &[Kind], lower: &[Kind], sense: &Sense<'_>) -> Option<Vec<usize>> {
    let spare = upper.len().checked_sub(1)?;
    if upper.len() >= lower.len() {
        return None;
    }
    let is_empty = |kind: &Kind| *kind == Kind::Empty;
    let lead = lower.iter().take_while(|kind| is_empty(kind)).count().min(spare);
    let trail = lower.iter().skip(lead).rev().take_while(|kind| is_empty(kind)).count().min(spare - lead);
    let inner = lower.get(lead..lower.len() - trail)?;
    let headers = upper.get(lead..)?;
    let are_headers = if sense.is_there() {
        headers.iter().all(|&kind| kind == Kind::Label) && inner.contains(&Kind::Label)
    } else {
        !headers.iter().any(is_empty)
    };
    if !are_headers || (trail == 0 && !inner.iter().any(is_empty)) {
        return None;
    }
    let mut firsts: Vec<usize> = (0..lead).collect();
    let count = upper.len() - lead - trail;
    // Where empty cells stand among the others, each is below a header of its own, and so is each group between.
    let groups = || {
        let mut before = None;
        inner.iter().enumerate().filter_map(move |(number, kind)| {
            let joins = before.replace(kind).is_some_and(|before| !is_empty(before) && !is_empty(kind));
            (!joins).then_some(number)
        })
    };
    if groups().count() == count {
        firsts.extend(groups().map(|first| lead + first));
    } else {
        firsts.extend((0..count).map(|number| lead + number * inner.len() / count));
    }
    firsts.extend((0..trail).map(|number| lower.len() - trail + number));
    Some(firsts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    /// Rows drawn with one letter a cell: `.` empty, `L` label, `v` value.
    fn columns(picture: &str) -> Vec<Vec<u32>> {
        let mut kinds = Vec::new();
        let mut rows = Vec::new();
        for line in picture.split_whitespace() {
            let start = kinds.len();
            kinds.extend(line.chars().map(|c| match c {
                '.' => Kind::Empty,
                'L' => Kind::Label,
                _ => Kind::Value,
            }));
            rows.push(Row { cells: Span::new(start, kinds.len()), blanks: 0, doubtful: false });
        }
        struct Nothing;
        impl crate::read::RowSense for Nothing {
            fn is_label(&self, _: &str) -> bool {
                false
            }
            fn is_inline(&self, _: &str) -> bool {
                false
            }
        }
        let grid = lay_out(&rows, &kinds, &Sense(Some(&Nothing)));
        rows.iter().map(|row| grid.starts[row.cells.range()].to_vec()).collect()
    }

    #[test]
    fn short_rows_stand_at_the_left() {
        assert_eq!(columns("Lv .LvLv Lv"), [vec![0, 1], vec![0, 1, 2, 3, 4], vec![0, 1]]);
    }

    #[test]
    fn headers_spread_over_headers_below() {
        let cases: [(&str, &[u32]); 8] = [
            // The last header and the empty cell below it are one.
            ("LLLL ..LLLL. .vvvvvv", &[0, 1, 2, 6]),
            // Two headers share four columns.
            ("LLLLL ..LLLL.", &[0, 1, 2, 4, 6]),
            // An empty cell in the midst has a header of its own.
            ("LLLLL .LL.LL.", &[0, 1, 3, 4, 6]),
            // A header missing in the lower row is not a reason to give up.
            ("LLLL ..L.LL.", &[0, 1, 2, 6]),
            // The equally long row above follows.
            ("LLLL LLLL ..LLLL.", &[0, 1, 2, 6]),
            // Values are no headers, and a blank form is not full of merged cells.
            (".Lv .L.L.", &[0, 1, 2]),
            (".L. .L.L.", &[0, 1, 2]),
            // Nothing says how they meet.
            ("LLL .LLLL", &[0, 1, 2]),
        ];
        for (picture, first) in cases {
            assert_eq!(columns(picture)[0], first, "{picture}");
        }
    }
}
