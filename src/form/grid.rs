//! Questions to one table while it is being bound: which cell is a label, what belongs to it, where a list ends.

use std::borrow::Cow;

use super::label::Label;
use super::lookup::{Found, Meaning};
use super::vocabulary::{Form, Kind};
use crate::document::{Cell, Document, Format, Table};
use crate::read::RowSense as _;
use crate::value::AmountUnit;
use crate::value::text::is_blank;

/// A table while it is being bound.
pub(super) struct Grid<'a> {
    pub(super) number: u32,
    pub(super) table: &'a Table,
    /// For each cell of the table what it says.
    words: Vec<Words<'a>>,
    /// Cells that are accounted for.
    pub(super) used: Vec<bool>,
    pub(super) sections: Vec<OpenSection>,
    /// Headings above amounts: each row of it has a label, and an amount under each heading.
    pub(super) across: Vec<OpenScope>,
    /// Labels above labels: those in the same column are in its scope.
    pub(super) below: Vec<OpenScope>,
}

/// What a cell says, worked out once: it is asked for again and again.
struct Words<'a> {
    text: Cow<'a, str>,
    /// The text as a label, if it may be one.
    label: Option<Label<'a>>,
    /// What the label means.
    found: Found<'a>,
}

/// A section and the rows that it covers.
pub(super) struct OpenSection {
    pub(super) section: usize,
    pub(super) rows: std::ops::Range<u32>,
    pub(super) right: u32,
    pub(super) unit: Option<AmountUnit>,
}

/// A row of headings that say which year or term the amounts below are of, or a label that says it of the labels below.
pub(super) struct OpenScope {
    pub(super) rows: std::ops::Range<u32>,
    pub(super) heads: Vec<ScopeHead>,
}

/// One of the headings.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScopeHead {
    pub(super) scope: usize,
    pub(super) column: u32,
    pub(super) cell: usize,
}

/// Where the value of a label stands.
pub(super) enum Value {
    /// In another cell.
    In(usize),
    /// In the label's own cell, behind the colon.
    Behind,
    /// The form has no place for it.
    Nowhere,
}

impl<'a> Grid<'a> {
    pub(super) fn new(form: &'a Form, document: &'a Document, number: u32, table: &'a Table) -> Grid<'a> {
        let words = |cell| {
            let text = document.cell_str(number as usize, cell);
            let label = match &text {
                Cow::Borrowed(text) => Label::of(text),
                Cow::Owned(text) => Label::of(text).map(Label::into_owned),
            };
            let found = label.as_ref().map(|label| form.meanings.find(&label.key));
            Words { text, label, found: found.unwrap_or_default() }
        };
        let words: Vec<Words<'_>> = table.cells.iter().map(words).collect();
        let used = vec![false; words.len()];
        let (sections, across, below) = (Vec::new(), Vec::new(), Vec::new());
        Grid { number, table, words, used, sections, across, below }
    }

    /// Takes a cell for a label that it does not quite say.
    pub(super) fn take_for(&mut self, form: &'a Form, cell: usize, key: &str) {
        if let Some(Words { label: Some(label), found, .. }) = self.words.get_mut(cell) {
            label.key = Cow::Owned(key.to_owned());
            *found = form.meanings.find(key);
        }
    }

    pub(super) fn text(&self, cell: usize) -> &str {
        self.words.get(cell).map_or("", |words| &words.text)
    }

    fn label(&self, cell: usize) -> Option<&Label<'a>> {
        self.words.get(cell)?.label.as_ref()
    }

    pub(super) fn key(&self, cell: usize) -> &str {
        self.label(cell).map_or("", |label| &label.key)
    }

    pub(super) fn unit(&self, cell: usize) -> Option<AmountUnit> {
        self.label(cell)?.unit
    }

    fn has_colon(&self, cell: usize) -> bool {
        self.label(cell).is_some_and(|label| label.colon)
    }

    pub(super) fn is_blank(&self, cell: usize) -> bool {
        is_blank(self.text(cell))
    }

    pub(super) fn is_used(&self, cell: usize) -> bool {
        self.used.get(cell).copied().unwrap_or(true)
    }

    pub(super) fn meaning(&self, cell: usize, section: Option<usize>) -> Option<Meaning> {
        let meaning = self.meaning_of(cell, section);
        // 金额 heads a column only beside the heads of other columns.
        meaning.filter(|meaning| !matches!(meaning, Meaning::Column { .. }) || self.heads_column(cell))
    }

    /// What the text of a cell means, wherever it stands.
    pub(super) fn meaning_of(&self, cell: usize, section: Option<usize>) -> Option<Meaning> {
        self.words.get(cell)?.found.within(section)
    }

    /// The columns of lists that a cell heads.
    pub(super) fn columns(&self, cell: usize) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.words.get(cell).map(|words| words.found).unwrap_or_default().columns()
    }

    /// What a cell means in its own section.
    pub(super) fn meaning_here(&self, cell: usize) -> Option<Meaning> {
        // Most values mean nothing anywhere.
        let words = self.words.get(cell).filter(|words| !words.found.is_nothing());
        words.and_then(|_| self.meaning(cell, self.section_of(cell)))
    }

    fn heads_column(&self, cell: usize) -> bool {
        let Some(at) = self.table.cells.get(cell) else { return false };
        let is_head = |other: &usize| self.columns(*other).next().is_some();
        self.table.row_cells(at.row).filter(is_head).nth(1).is_some()
    }

    /// Whether a cell stands over several labels, which is why it is no value of the label before it.
    fn heads_labels(&self, at: &Cell) -> bool {
        let below = self.table.cell_at(at.bottom(), at.column);
        below.is_some_and(|below| {
            let narrower = self.table.cells.get(below).is_some_and(|it| it.column_span < at.column_span);
            narrower && self.is_label(below)
        })
    }

    /// Whether a cell holds a label in its own section.
    pub(super) fn is_label(&self, cell: usize) -> bool {
        self.meaning_here(cell).is_some()
    }

    /// The section whose rows and columns a cell stands in.
    pub(super) fn section(&self, at: &Cell) -> Option<&OpenSection> {
        // They are in the order of their rows, and few begin before one is over.
        const OPEN: usize = 16;
        let begun = self.sections.partition_point(|open| open.rows.start <= at.row);
        let begun = self.sections.get(..begun).unwrap_or_default();
        let open = |open: &&OpenSection| open.rows.contains(&at.row) && open.right <= at.column;
        begun.iter().rev().take(OPEN).find(open)
    }

    /// The row in which the section around a cell begins.
    pub(super) fn section_row(&self, at: &Cell) -> Option<u32> {
        self.section(at).map(|open| open.rows.start)
    }

    /// The row after a section that begins at a cell: where its merged cell ends, or, where rows are not merged,
    /// where something else stands in its column.
    pub(super) fn section_end(&self, at: &Cell) -> u32 {
        let full_width = at.column_span == self.table.columns;
        (at.bottom()..self.table.row_count())
            .find(|&row| match self.table.cell_at(row, at.column) {
                Some(_) if full_width => false,
                Some(cell) => !self.is_blank(cell),
                None => true,
            })
            .unwrap_or(self.table.row_count())
    }

    /// The section that a cell stands in, by its number.
    pub(super) fn section_of(&self, cell: usize) -> Option<usize> {
        self.table.cells.get(cell).and_then(|at| self.section(at)).map(|open| open.section)
    }

    /// The headings over the amounts beside a label.
    pub(super) fn heads(&self, at: &Cell) -> &[ScopeHead] {
        let mut open = open_at(&self.across, at.row);
        let heads = open.find(|open| open.heads.iter().all(|head| at.right() <= head.column));
        heads.map_or(&[], |open| &open.heads)
    }

    /// The scope of a label that stands under the label of a scope.
    pub(super) fn scope_above(&self, at: &Cell) -> Option<usize> {
        let open = open_at(&self.below, at.row)
            .find(|open| open.heads.iter().any(|head| head.column == at.column))?;
        open.heads.first().map(|head| head.scope)
    }

    /// The row after the last one of a list.
    pub(super) fn list_end(&self, lists: &[usize], first: u32, starts: &[u32]) -> u32 {
        let left = starts.iter().copied().min().unwrap_or(0);
        let last = starts.iter().copied().max().unwrap_or(0);
        (first..self.table.row_count())
            .find(|&row| {
                // One cell over the whole list is no row of it.
                let (Some(head), Some(tail)) = (self.table.cell_at(row, left), self.table.cell_at(row, last))
                else {
                    return true;
                };
                if head == tail {
                    return true;
                }
                // A label of the enclosing level: left of the list, or where the list begins.
                let mut before = self.table.row_cells(row).filter(|&cell| {
                    self.table.cells.get(cell).is_some_and(|at| at.column <= left && at.row == row)
                });
                before.any(|cell| {
                    let meaning = self.meaning(cell, None);
                    // The list's own label may stand beside its first row.
                    if row == first && lists.iter().any(|list| meaning == Some(Meaning::Field(*list))) {
                        return false;
                    }
                    let known = matches!(meaning, Some(Meaning::Title | Meaning::Section(_)))
                        || meaning.is_some_and(|meaning| meaning.field().is_some());
                    let outside = self.table.cells.get(cell).is_some_and(|at| at.column < left);
                    known || (outside && !self.is_blank(cell))
                })
            })
            .unwrap_or(self.table.row_count())
    }

    pub(super) fn value_of(&self, form: &Form, format: Format, cell: usize, inline: bool) -> Value {
        let Some(at) = self.table.cells.get(cell) else { return Value::Nowhere };
        let colon = self.has_colon(cell);
        let free = |value: usize| !self.is_used(value) && !self.labels_something(form, format, value);
        // A dump prints what a merged label covers as an empty cell below it; that is no place for a value.
        let covered = |cell: usize| {
            let above = at.row.checked_sub(1).and_then(|row| self.table.cell_at(row, at.right()));
            format == Format::Text && self.is_blank(cell) && above.is_some_and(|above| self.is_label(above))
        };
        let right = self.table.cell_at(at.row, at.right()).filter(|&right| free(right) && !covered(right));
        // What stands beside is a value only if it has no label of its own.
        let has_label = |right: usize| form.is_inline(self.text(right));
        if colon && inline && right.is_none_or(|right| self.is_blank(right) || has_label(right)) {
            return Value::Behind;
        }
        if let Some(right) = right {
            return Value::In(right);
        }
        if let Some(below) = self.below(form, format, at).filter(|&below| free(below)) {
            return Value::In(below);
        }
        // The dump of a row may break behind a label.
        let is_last = at.right() >= self.table.columns;
        if format == Format::Text
            && is_last
            && let Some(next) = self.table.cell_at(at.bottom(), 0)
            && free(next)
            && !self.is_blank(next)
        {
            return Value::In(next);
        }
        if colon { Value::Behind } else { Value::Nowhere }
    }

    /// Whether a cell is a label with a place of its own. A value may read like a label; then it has none.
    fn labels_something(&self, form: &Form, format: Format, cell: usize) -> bool {
        let Some(at) = self.table.cells.get(cell) else { return false };
        match self.meaning_here(cell) {
            None => false,
            Some(meaning) if meaning.field().is_some() && format != Format::Text => {
                let right = self.table.cell_at(at.row, at.right());
                self.has_colon(cell)
                    || self.heads_labels(at)
                    || right.is_some_and(|right| !self.is_used(right) && !self.is_label(right))
                    || self.below(form, format, at).is_some()
            }
            Some(_) => true,
        }
    }

    /// The cell below a label in a row of labels.
    fn below(&self, form: &Form, format: Format, at: &Cell) -> Option<usize> {
        // Labels stand over each other in two rows, seldom in three.
        const LABEL_ROWS: u32 = 4;
        let mut row = at.bottom();
        while row < at.bottom() + LABEL_ROWS {
            let below = self.table.cell_at(row, at.column)?;
            let origin = self.table.cells.get(below)?;
            if self.is_label(below) || origin.row != row {
                return None;
            }
            let among_labels = || {
                self.table.row_cells(row).any(|cell| {
                    self.table.cells.get(cell).is_some_and(|at| at.row == row) && self.is_label(cell)
                })
            };
            // A text dump prints the continuation of a merged label as an empty cell; the row of values is the
            // first one without labels.
            if format == Format::Text && self.is_blank(below) && among_labels() {
                row += 1;
                continue;
            }
            // What stands to the right of another label is that label's.
            let left = origin.column.checked_sub(1).and_then(|column| self.table.cell_at(row, column));
            let of_another = || {
                left.is_some_and(|left| {
                    self.table.cells.get(left).is_some_and(|at| at.row == row) && self.is_label(left)
                })
            };
            let same_columns = origin.column == at.column && origin.column_span == at.column_span;
            let takes = (same_columns && format != Format::Text && !of_another()) || !among_labels();
            return (takes && !form.is_inline(self.text(below))).then_some(below);
        }
        None
    }

    /// Cells that nothing explains, in the place of a label and one edit away from one: cell and known label.
    pub(super) fn near(&self, form: &Form) -> Vec<(usize, String)> {
        let mut near = Vec::new();
        for (cell, at) in self.table.cells.iter().enumerate() {
            let key = self.key(cell);
            if self.is_used(cell) || key.is_empty() || self.is_label(cell) {
                continue;
            }
            let right = self.table.cell_at(at.row, at.right());
            if right.is_none_or(|right| self.is_used(right) || self.is_label(right)) {
                continue;
            }
            let section = self.section(at).map(|open| open.section);
            // The label of a list has no value beside it; 时效指标 is no slip of the pen for 绩效指标.
            if let Some((known, meaning)) = form.meanings.near(key, section)
                && let Some((field, _)) = meaning.field()
                && form.fields().get(field).is_some_and(|field| field.kind != Kind::List)
            {
                near.push((cell, known));
            }
        }
        near
    }
}

/// The scopes that cover a row, the last one first. They are in the order of their rows; one that many others have
/// followed is over.
fn open_at(scopes: &[OpenScope], row: u32) -> impl Iterator<Item = &OpenScope> {
    const FOLLOWERS: usize = 8;
    let begun = scopes.partition_point(|open| open.rows.start <= row);
    let begun = scopes.get(..begun).unwrap_or_default().iter().rev().take(FOLLOWERS);
    begun.filter(move |open| open.rows.contains(&row))
}
