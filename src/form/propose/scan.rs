//! Where a blank form asks for something: labels, and the empty places beside, below or behind them.

use super::{Proposal, Proposed, Section, guess};
use crate::document::{Block, Cell, Document, Home, Table};
use crate::form::label::Label;
use crate::form::vocabulary::Kind;
use crate::value::AmountUnit;
use crate::value::text::{is_blank, is_blank_char, narrow, strip_blanks};

/// Longest text, in characters, that is taken for a label.
const LABEL: usize = 24;

pub(super) fn scan(document: &Document) -> Proposal {
    let mut proposal = Proposal::default();
    for block in &document.blocks {
        match *block {
            Block::Paragraph(number) => {
                let is_body = document.paragraphs.get(number as usize).is_some_and(|p| p.home == Home::Body);
                if is_body {
                    proposal.line(document.paragraph_text(number), None);
                }
            }
            Block::Table(number) => {
                if let Some(table) = document.tables.get(number as usize).filter(|t| t.home == Home::Body) {
                    let texts =
                        table.cells.iter().map(|cell| document.cell_text(number as usize, cell)).collect();
                    Sheet { table, texts, taken: vec![false; table.cells.len()], open: Vec::new() }
                        .scan(&mut proposal);
                }
            }
        }
    }
    proposal
}

impl Proposal {
    /// A line of its own: a title, a year in a frame, labels with colons, something printed.
    fn line(&mut self, text: &str, section: Option<usize>) -> bool {
        let bare = strip_blanks(&narrow(text)).into_owned();
        if bare.is_empty() {
            return true;
        }
        if matches!(bare.trim_matches(['(', ')', '_']), "年度" | "年") {
            self.field("年度", Kind::Year, section).frame = Some("({}年度)");
            return true;
        }
        if let Some(unit) = AmountUnit::from_label(text).filter(|_| bare.contains("单位:")) {
            self.unit = Some(unit);
            self.furniture.push(bare);
            return true;
        }
        if is_mask(text) {
            return true;
        }
        let labels = inline_labels(text);
        if !labels.is_empty() {
            for label in labels {
                let kind = guess::kind(&label);
                let kind = if kind == Kind::Opinion { Kind::Text } else { kind };
                self.field(&label, kind, section).inline = true;
            }
            return true;
        }
        let is_first = self.title.is_none() && self.fields.is_empty() && self.sections.is_empty();
        if is_first && bare.chars().count() <= 40 && !bare.contains(['。', ':']) {
            self.title = Some(bare);
            return true;
        }
        false
    }

    fn field(&mut self, label: &str, kind: Kind, section: Option<usize>) -> &mut Proposed {
        let label = printed(label);
        let field = Proposed {
            label,
            kind,
            section,
            inline: false,
            frame: None,
            options: Vec::new(),
            columns: Vec::new(),
        };
        self.fields.push(field);
        let last = self.fields.len() - 1;
        // The field was just pushed.
        #[allow(clippy::indexing_slicing, reason = "the index is the last of a list that is not empty")]
        &mut self.fields[last]
    }
}

/// One table of the form while it is gone through.
struct Sheet<'d> {
    table: &'d Table,
    texts: Vec<String>,
    /// Cells that are explained.
    taken: Vec<bool>,
    /// Sections with their rows and the column where their labels begin.
    open: Vec<(usize, std::ops::Range<u32>, u32)>,
}

impl Sheet<'_> {
    fn scan(mut self, proposal: &mut Proposal) {
        let mut row = 0;
        while row < self.table.row_count() {
            let header = self.header(row);
            let cells: Vec<usize> = self.table.row_cells(row).collect();
            for number in cells {
                let is_column = header.as_ref().is_some_and(|(columns, _)| columns.contains(&number));
                if self.starts(number, row) && !is_column && !self.is_taken(number) {
                    self.cell(proposal, number, header.as_ref().map(|(columns, _)| columns.as_slice()));
                }
            }
            row = match header {
                Some((columns, end)) => self.list(proposal, row, &columns, end),
                None => row + 1,
            };
        }
    }

    fn cell(&mut self, proposal: &mut Proposal, number: usize, columns: Option<&[usize]>) {
        let Some(&at) = self.table.cells.get(number) else { return };
        let text = self.text(number).to_owned();
        let section = self.section(&at);
        self.take(number);
        if is_blank(&text) || has_boxes(&text) {
            return;
        }
        let right = self.table.cell_at(at.row, at.right()).filter(|right| !self.is_taken(*right));
        let label = is_label(&text);
        // Beside the label stands its place.
        if label && let Some(right) = right.filter(|&right| self.is_place(right)) {
            self.take(right);
            let value = self.text(right).to_owned();
            place(proposal, &text, &value, section);
            return;
        }
        let is_list_label =
            columns.is_some_and(|columns| right.is_some_and(|right| columns.contains(&right)));
        if label && is_list_label {
            return;
        }
        let is_wide = at.column_span == self.table.columns;
        if is_wide && proposal.line(&text, section) {
            return;
        }
        let below =
            self.table.cell_at(at.bottom(), at.column).filter(|&below| self.starts(below, at.bottom()));
        let below_is_place = below.is_some_and(|below| {
            let same = |cell: &Cell| cell.column == at.column && cell.column_span == at.column_span;
            self.is_place(below) && self.table.cells.get(below).is_some_and(same)
        });
        if label
            && below_is_place
            && let Some(below) = below
        {
            self.take(below);
            let value = self.text(below).to_owned();
            place(proposal, &text, &value, section);
        } else if !is_wide && !inline_labels(&text).is_empty() {
            text.lines().filter(|line| !inline_labels(line).is_empty()).for_each(|line| {
                proposal.line(line, section);
            });
        } else if label && is_wide && self.header(at.bottom()).is_none() {
            self.open_section(proposal, &text, at.bottom()..self.table.row_count(), 0);
        } else if label && at.row_span > 1 && right.is_some() {
            self.open_section(proposal, &text, at.row..at.bottom(), at.right());
        } else if label
            && !is_wide
            && below.is_some_and(|below| is_label(self.text(below)))
            && let Some(section) = section.and_then(|section| proposal.sections.get_mut(section))
        {
            section.headings.push(printed(&text));
        }
    }

    fn open_section(&mut self, proposal: &mut Proposal, text: &str, rows: std::ops::Range<u32>, right: u32) {
        // A section over the whole width ends all others, one on the left those that end above it.
        self.open.retain(|(_, above, _)| right > 0 && above.end > rows.start);
        self.open.push((proposal.sections.len(), rows, right));
        proposal.sections.push(Section { label: printed(text), headings: Vec::new() });
    }

    fn section(&self, at: &Cell) -> Option<usize> {
        let holds = |(_, rows, right): &&(usize, std::ops::Range<u32>, u32)| {
            rows.contains(&at.row) && *right <= at.column
        };
        self.open.iter().rev().find(holds).map(|(section, ..)| *section)
    }

    /// The cells of a row that head a list, and the row after the list: labels up to the right edge, above several
    /// rows of blank cells of their widths. One blank row alone holds one value for each label.
    fn header(&self, row: u32) -> Option<(Vec<usize>, u32)> {
        let mut columns: Vec<usize> = self.table.row_cells(row).collect();
        // A merged cell on the left is what the list is called.
        let height = columns.last().and_then(|last| self.table.cells.get(*last))?.row_span;
        let is_head = |number: &usize| {
            let fits = |cell: &Cell| cell.row == row && cell.row_span == height;
            self.table.cells.get(*number).is_some_and(fits) && is_label(self.text(*number))
        };
        let last_other = columns.iter().rposition(|number| !is_head(number));
        columns.drain(..last_other.map_or(0, |last| last + 1));
        if columns.len() < 2 {
            return None;
        }
        let first = row + height;
        let end = (first..self.table.row_count()).find(|&row| !self.is_list_row(row, &columns));
        let end = end.unwrap_or(self.table.row_count());
        let numbered = columns.first().is_some_and(|first| strip_blanks(self.text(*first)).contains("序号"));
        (end - first >= if numbered { 1 } else { 2 }).then_some((columns, end))
    }

    /// Whether a row has a cell under each column, and the cells are blank. The first may be numbered; names may be
    /// printed in the columns on the left, if two on the right are blank.
    fn is_list_row(&self, row: u32, columns: &[usize]) -> bool {
        let mut printed = 0;
        let mut blank = 0;
        for head in columns {
            let Some(text) = self.below(*head, row) else { return false };
            if is_blank(text) || (blank + printed == 0 && is_number(text)) {
                blank += 1;
            } else if blank == 0 && is_label(text) {
                printed += 1;
            } else {
                return false;
            }
        }
        printed == 0 || blank >= 2
    }

    /// The text of the cell in a row that lies exactly under the cell of a header.
    fn below(&self, head: usize, row: u32) -> Option<&str> {
        let head = self.table.cells.get(head)?;
        let number = self.table.cell_at(row, head.column)?;
        let cell = self.table.cells.get(number)?;
        let fits = cell.column == head.column && cell.column_span == head.column_span;
        fits.then(|| self.text(number))
    }

    fn list(&mut self, proposal: &mut Proposal, row: u32, columns: &[usize], end: u32) -> u32 {
        let first = columns.first().and_then(|first| self.table.cells.get(*first)).copied();
        let Some(first) = first else { return row + 1 };
        // Its own label stands beside its header or its first row, or over the whole width above it.
        let beside = |row| self.table.cell_at(row, first.column.checked_sub(1)?);
        let before = [beside(row), beside(first.bottom())].into_iter().flatten();
        let before = before.into_iter().find(|number| is_label(self.text(*number)));
        let above = row.checked_sub(1).and_then(|above| self.table.cell_at(above, first.column));
        let is_wide = |number: &usize| {
            self.table.cells.get(*number).is_some_and(|cell| cell.column_span == self.table.columns)
        };
        let label = before.or(above.filter(is_wide)).map(|number| self.text(number).to_owned());
        let label =
            label.filter(|label| is_label(label) && proposal.title.as_deref() != Some(&*printed(label)));
        let section = self.section(&first);
        let heads: Vec<(String, Kind, bool)> = columns
            .iter()
            .map(|&head| {
                let text = printed(self.text(head));
                let kind = match guess::kind(&text) {
                    Kind::Opinion => Kind::Text,
                    kind => kind,
                };
                // A column with printed names is shared by rows: a line of the blank form is no row of the data.
                let mut below = (row + 1..end).filter_map(|row| self.below(head, row));
                let shared = below.any(|text| !is_blank(text) && !is_number(text));
                (text, kind, shared)
            })
            .collect();
        for row in row..end {
            let cells: Vec<usize> = self.table.row_cells(row).collect();
            cells.into_iter().for_each(|number| self.take(number));
        }
        let field = proposal.field(label.as_deref().unwrap_or_default(), Kind::List, section);
        field.columns = heads;
        end
    }

    fn text(&self, number: usize) -> &str {
        self.texts.get(number).map_or("", String::as_str)
    }

    fn starts(&self, number: usize, row: u32) -> bool {
        self.table.cells.get(number).is_some_and(|cell| cell.row == row)
    }

    fn is_taken(&self, number: usize) -> bool {
        self.taken.get(number).copied().unwrap_or(true)
    }

    fn take(&mut self, number: usize) {
        if let Some(taken) = self.taken.get_mut(number) {
            *taken = true;
        }
    }

    /// Whether something is to be written into a cell: it is blank, or holds boxes to tick, or only what is printed
    /// for seal and date.
    fn is_place(&self, number: usize) -> bool {
        let text = self.text(number);
        !self.is_taken(number) && (is_blank(text) || has_boxes(text) || is_mask(text))
    }
}

impl Section {
    /// Whether it, or a heading in it, names a unit of money.
    fn is_of_money(&self) -> bool {
        std::iter::once(&self.label)
            .chain(&self.headings)
            .any(|text| Label::of(text).is_some_and(|label| label.unit.is_some()))
    }
}

/// A label and the text of its place, which may hold boxes or printed lines.
fn place(proposal: &mut Proposal, label: &str, value: &str, section: Option<usize>) {
    let options = options(value);
    if options.len() >= 2 {
        proposal.field(label, Kind::Choice, section).options = options;
        return;
    }
    let of_money =
        section.and_then(|section| proposal.sections.get(section)).is_some_and(Section::is_of_money);
    let kind = match guess::kind(label) {
        // What stands in a section of amounts is one, unless it says otherwise.
        Kind::Text if of_money && !guess::is_prose(label) => Kind::Amount,
        kind => kind,
    };
    if kind == Kind::Opinion {
        let value = strip_blanks(value);
        proposal
            .furniture
            .extend(SIGNERS.iter().find(|word| value.contains(**word)).map(|word| (*word).to_owned()));
    }
    proposal.field(label, kind, section);
}

/// A label as it is looked up: on one line, without blanks.
fn printed(text: &str) -> String {
    strip_blanks(text).trim_end_matches([':', '：']).to_owned()
}

fn is_label(text: &str) -> bool {
    let bare = strip_blanks(text);
    let length = bare.chars().count();
    (1..=LABEL).contains(&length)
        && !bare.contains(['。', '；', '！', '？'])
        && !has_boxes(text)
        && !is_mask(text)
        && bare.chars().any(char::is_alphabetic)
        && !bare.trim_end_matches([':', '：']).contains([':', '：'])
        && Label::of(&bare).is_some()
}

/// Whether a text is the number of a row.
fn is_number(text: &str) -> bool {
    strip_blanks(text).chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '、' | '…'))
}

fn is_box(c: char) -> bool {
    matches!(c, '□' | '☐' | '☑' | '☒' | '■' | '◻' | '▢')
}

fn has_boxes(text: &str) -> bool {
    text.contains(is_box)
}

/// The words beside the boxes of a text, whichever side the boxes stand on.
fn options(text: &str) -> Vec<String> {
    if !has_boxes(text) {
        return Vec::new();
    }
    let words = text.split(is_box).map(|word| {
        let word = strip_blanks(word);
        word.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '、' | ',' | '，' | '；' | '_'))
            .to_owned()
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// Whether a text is nothing but what is printed for seal, signature and date. Who signs is no mask alone.
fn is_mask(text: &str) -> bool {
    const MARKS: [&str; 9] = ["盖章", "公章", "签章", "签字", "签名", "年", "月", "日", "至"];
    let rest = strip_blanks(&narrow(text)).replace(['(', ')', ':', '_', '-', ',', '、'], "");
    let mut rest = rest.as_str();
    let mut has_mark = false;
    while !rest.is_empty() {
        let mark = MARKS.iter().find_map(|mark| rest.strip_prefix(mark));
        has_mark |= mark.is_some();
        let signer = || SIGNERS.iter().chain(&["单位"]).find_map(|word| rest.strip_prefix(word));
        match mark.or_else(signer) {
            Some(more) => rest = more,
            None => return false,
        }
    }
    has_mark
}

/// Who signs, the longest words first.
const SIGNERS: [&str; 3] = ["单位负责人", "负责人", "经办人"];

/// The labels in a line that end with a colon, such as `申请单位（盖章）：      填表日期：    年  月  日`.
fn inline_labels(text: &str) -> Vec<String> {
    let mut labels = Vec::new();
    let mut from = 0;
    for (at, sign) in text.match_indices([':', '：']) {
        let segment = text.get(from..at).unwrap_or_default();
        from = at + sign.len();
        // A wide gap ends what stands before; the characters of a label may be set apart: `姓  名`.
        let mut chunks: Vec<&str> = Vec::new();
        for chunk in segment.split(is_blank_char).filter(|chunk| !chunk.is_empty()).rev() {
            let is_single = |chunk: &str| chunk.chars().count() == 1;
            let goes_on = is_single(chunk) && chunks.iter().all(|chunk| is_single(chunk));
            if !goes_on && !chunks.is_empty() {
                break;
            }
            chunks.push(chunk);
        }
        chunks.reverse();
        let label = chunks.concat();
        if !is_label(&label) || label.chars().count() < 2 {
            return Vec::new();
        }
        labels.push(label);
    }
    labels
}
