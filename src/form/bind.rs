//! From labels to places.
//!
//! Blocks are gone through in reading order. In a table, first every cell is looked up as a label; then geometry
//! decides where each label's value stands: in the same cell, in the cell to the right, or below a row of labels.

use super::binding::{Binding, BoundDeclaration, BoundExtra, BoundField, Repeated, Slot, Unclaimed, Within};
use super::inline::is_furniture_line;
use super::lookup::Meaning;
use super::vocabulary::{Form, Kind};
use crate::document::{Block, Cell, Document, Home, Span};
use crate::finding::{Finding, FindingKind, Guess};
use crate::value::AmountUnit;
use crate::value::names_option;
use crate::value::text::{is_blank, is_blank_char, strip_blanks};

impl Form {
    /// Finds where a document holds what the form names. Nothing found is a binding without declarations.
    pub fn bind(&self, document: &Document) -> Binding {
        self.bind_within(document, usize::MAX).unwrap_or_default()
    }

    /// The same; `None` when there are more declarations than so many.
    pub(crate) fn bind_within(&self, document: &Document, most: usize) -> Option<Binding> {
        let mut binder = Binder {
            form: self,
            document,
            binding: Binding::default(),
            claimed: vec![None; document.paragraphs.len()],
            note_unit: None,
            headings: 0,
            most,
        };
        for block in &document.blocks {
            match *block {
                Block::Paragraph(paragraph) => binder.paragraph(paragraph),
                Block::Table(table) => binder.table(table),
            }
        }
        (!binder.is_full()).then(|| binder.finish())
    }
}

pub(super) struct Binder<'a> {
    pub(super) form: &'a Form,
    pub(super) document: &'a Document,
    pub(super) binding: Binding,
    /// For each paragraph: the declaration that accounts for it.
    claimed: Vec<Option<usize>>,
    /// The unit that a line such as `金额单位：元` sets for what follows.
    pub(super) note_unit: Option<AmountUnit>,
    /// How many headings came before what is being bound.
    pub(super) headings: u32,
    /// How many declarations there may be.
    most: usize,
}

/// A field, or a part of it, and the place that was found for it.
pub(super) struct Bound {
    pub(super) field: usize,
    pub(super) part: Option<usize>,
    pub(super) label: String,
    pub(super) unit: Option<AmountUnit>,
    pub(super) slot: Slot,
    /// The row in which the section around the label begins.
    pub(super) section: Option<u32>,
}

impl Bound {
    /// A whole field without a label.
    pub(super) fn of(field: usize, slot: Slot) -> Bound {
        Bound { field, part: None, label: String::new(), unit: None, slot, section: None }
    }
}

/// How far the binding had come.
pub(super) struct Checkpoint {
    declarations: usize,
    title: Option<Slot>,
    /// Fields, lists, extras and findings of the last declaration.
    lengths: [usize; 4],
    foreign: usize,
    note_unit: Option<AmountUnit>,
}

impl<'a> Binder<'a> {
    /// Whether there are more declarations than there may be, so that no more need be looked for.
    pub(super) fn is_full(&self) -> bool {
        self.binding.declarations.len() > self.most
    }

    fn finish(mut self) -> Binding {
        for number in 0..self.binding.declarations.len() {
            self.complete(number);
        }
        // A title alone is a line of a table of contents, or a heading above nothing; a name and a phone alone stand
        // under any letter, and 备注 or 审核意见 alone on any form.
        let is_weak = |bound: &BoundField| {
            bound.part.is_some() || self.form.fields().get(bound.field).is_none_or(|field| field.weak)
        };
        let is_empty = |declaration: &BoundDeclaration| {
            declaration.lists.is_empty()
                && declaration.fields.iter().all(is_weak)
                && (declaration.title.is_none() || declaration.fields.is_empty())
        };
        let kept: Vec<bool> =
            self.binding.declarations.iter().map(|declaration| !is_empty(declaration)).collect();
        let mut count = 0;
        let numbers: Vec<Option<usize>> = kept
            .iter()
            .map(|kept| {
                count += usize::from(*kept);
                kept.then(|| count - 1)
            })
            .collect();
        for claim in &mut self.claimed {
            *claim = claim.and_then(|old| numbers.get(old).copied().flatten());
        }
        let mut kept = kept.into_iter();
        self.binding.declarations.retain(|_| kept.next().unwrap_or(true));
        self.binding.unclaimed = self.unclaimed();
        self.binding
    }

    /// Every paragraph that nothing accounts for, with the declaration it comes after.
    fn unclaimed(&self) -> Vec<Unclaimed> {
        let mut current = 0;
        let mut unclaimed = Vec::new();
        for (number, paragraph) in self.document.paragraphs.iter().enumerate() {
            if let Some(Some(declaration)) = self.claimed.get(number) {
                current = current.max(*declaration);
                continue;
            }
            let text = self.document.text(paragraph.text);
            if is_blank(text) || self.is_page_furniture(paragraph.home, text) {
                continue;
            }
            let place = match paragraph.home {
                Home::Table(table) => self.cell_of(table, number as u32).map_or_else(
                    || crate::Place { table: Some(table + 1), ..crate::Place::default() },
                    |cell| self.document.cell_place(table as usize, cell),
                ),
                _ => self.document.paragraph_place(number as u32),
            };
            let text = text.trim_matches(is_blank_char).to_owned();
            unclaimed.push(Unclaimed { place, text, declaration: current });
        }
        unclaimed
    }

    /// The cell of a table that holds a paragraph. Cells are in the order of their paragraphs.
    fn cell_of(&self, table: u32, paragraph: u32) -> Option<&'a Cell> {
        let cells = &self.document.tables.get(table as usize)?.cells;
        let after = cells.partition_point(|cell| cell.paragraphs.start <= paragraph);
        cells.get(..after)?.iter().rev().take(64).find(|cell| paragraph < cell.paragraphs.end)
    }

    /// Page numbers and the like in headers and footers, and lines that are no text at all.
    fn is_page_furniture(&self, home: Home, text: &str) -> bool {
        let is_page = |text: &str| {
            text.chars().all(|c| c.is_ascii_digit() || is_blank_char(c) || "第页共/-—–Page of".contains(c))
        };
        is_furniture_line(self.form, text) || (matches!(home, Home::Header | Home::Footer) && is_page(text))
    }

    // Declarations

    fn current(&mut self) -> usize {
        if self.binding.declarations.is_empty() {
            self.binding.declarations.push(BoundDeclaration::default());
        }
        self.binding.declarations.len() - 1
    }

    pub(super) fn declaration(&mut self) -> &mut BoundDeclaration {
        if self.binding.declarations.is_empty() {
            self.binding.declarations.push(BoundDeclaration::default());
        }
        let last = self.binding.declarations.len() - 1;
        // The list was just made sure to hold one.
        #[allow(clippy::indexing_slicing, reason = "the index is the last of a list that is not empty")]
        &mut self.binding.declarations[last]
    }

    pub(super) fn title(&mut self, slot: Slot) {
        // Unit and year may stand before the title; what a declaration begins with, or a list, may not.
        let starts =
            |bound: &BoundField| self.form.fields().get(bound.field).is_some_and(|field| field.starts);
        let begun = self.binding.declarations.last().is_some_and(|last| {
            let titled = last.title.is_some() && !last.fields.is_empty();
            titled || !last.lists.is_empty() || last.fields.iter().any(starts)
        });
        if self.is_full() {
            return;
        }
        if begun || self.binding.declarations.is_empty() {
            self.binding.declarations.push(BoundDeclaration::default());
            self.note_unit = None;
        }
        self.declaration().title = Some(slot);
    }

    pub(super) fn foreign(&mut self, meaning: Meaning, text: &str) {
        self.binding.foreign_title |= meaning == Meaning::ForeignTitle;
        self.binding.foreign.push(strip_blanks(text).into_owned());
    }

    pub(super) fn claim(&mut self, paragraph: u32) {
        let current = self.current();
        if let Some(claim) = self.claimed.get_mut(paragraph as usize) {
            *claim = Some(current);
        }
    }

    pub(super) fn claim_cell(&mut self, table: u32, cell: &Cell) {
        let document = self.document;
        for paragraph in document.cell_paragraphs(table as usize, cell) {
            self.claim(paragraph);
        }
    }

    /// Binds a field, unless the declaration has it already. A part of it goes to its other parts.
    pub(super) fn bind_field(&mut self, bound: Bound) {
        if self.is_full() {
            return;
        }
        let Bound { field, part, label, unit, slot, section } = bound;
        let within = Within { heading: self.headings, section };
        let Some(known) = self.form.fields().get(field) else { return };
        let once = known.kind != Kind::Opinion;
        let document = self.document;
        let nearer = part.is_some_and(|part| self.is_nearer(field, part, &slot));
        let declaration = self.binding.declarations.last_mut();
        let earlier = declaration.and_then(|it| it.fields.iter_mut().find(|bound| bound.field == field));
        match earlier {
            Some(_) if once && known.starts => self.next_declaration(),
            Some(earlier) if once => {
                let same = |one: Option<usize>| one.is_none() || part.is_none() || one == part;
                let at = match same(earlier.part) {
                    true => None,
                    false => match earlier.more.iter().position(|(one, _)| same(Some(*one))) {
                        None => {
                            earlier.more.extend(part.map(|part| (part, slot)));
                            return;
                        }
                        at => at,
                    },
                };
                let there = at.and_then(|at| earlier.more.get_mut(at).map(|(_, slot)| slot));
                let there = there.unwrap_or(&mut earlier.slot);
                let written = there.text(document);
                if nearer {
                    let slot = std::mem::replace(there, slot);
                    if !is_blank(&written) {
                        self.declaration().extras.push(BoundExtra { label, slot });
                    }
                    return;
                }
                // A heading that is worded like one of the labels under it has a blank place at most.
                if is_blank(&written) && !is_blank(&slot.text(document)) {
                    *there = slot;
                    if at.is_none() {
                        (earlier.label, earlier.unit) = (label, unit);
                    }
                    return;
                }
                let text = slot.text(document);
                let is_twin = earlier.label == label && earlier.within == within && is_blank(&written);
                if is_twin || !is_blank(&text) {
                    let of = *there;
                    earlier.repeated.push(Repeated { of, slot, label });
                }
                return;
            }
            _ => {}
        }
        let bound = |field, label| {
            let (more, repeated) = (Vec::new(), Vec::new());
            BoundField { field, label, unit, slot, part, more, repeated, within }
        };
        // Another choice has the place only where one of its options is printed.
        let form = self.form;
        let is_printed = |other: &usize| {
            let options = form.fields().get(*other).map(|other| other.options.as_slice()).unwrap_or_default();
            names_option(&slot.text(document), options)
        };
        let also: Vec<usize> = form.also_at(field).filter(is_printed).collect();
        let fields = &mut self.declaration().fields;
        fields.extend(also.into_iter().map(|field| bound(field, label.clone())));
        fields.push(bound(field, label));
    }

    /// Whether a part of a field stands behind another part of it in the same line, and the place that it has so far
    /// does not: of two phones, that behind the name is the person's.
    fn is_nearer(&self, field: usize, part: usize, slot: &Slot) -> bool {
        let last = self.binding.declarations.last();
        let Some(bound) = last.and_then(|last| last.fields.iter().find(|bound| bound.field == field)) else {
            return false;
        };
        let places = || bound.more.iter().copied().chain(bound.part.map(|part| (part, bound.slot)));
        let stands_behind = |slot: &Slot| {
            places().any(|(other, before)| {
                other != part
                    && self.line_of(&before) == self.line_of(slot)
                    && before.first_paragraph(self.document) < slot.first_paragraph(self.document)
            })
        };
        let known = places().find(|(other, _)| *other == part);
        known.is_some_and(|(_, known)| stands_behind(slot) && !stands_behind(&known))
    }

    /// Begins the declaration that a field met again belongs to. What stood right before the field, and repeated what
    /// the last declaration has, is of the new one.
    fn next_declaration(&mut self) {
        let document = self.document;
        let mut next = BoundDeclaration::default();
        if let Some(last) = self.binding.declarations.last_mut() {
            let end = last.end(document);
            for bound in &mut last.fields {
                let is_next = |it: &Repeated| it.slot.first_paragraph(document) > end;
                let moved = bound.repeated.iter().rposition(is_next).map(|at| bound.repeated.remove(at));
                next.fields.extend(moved.map(|Repeated { slot, label, .. }| BoundField {
                    slot,
                    label,
                    more: Vec::new(),
                    repeated: Vec::new(),
                    ..bound.clone()
                }));
            }
        }
        self.binding.declarations.push(next);
    }

    /// Whether the declaration at hand has a field.
    pub(super) fn is_bound(&self, field: usize) -> bool {
        let last = self.binding.declarations.last();
        last.is_some_and(|declaration| declaration.fields.iter().any(|bound| bound.field == field))
    }

    /// Whose part a label such as 联系电话 names: that of the person in the same line, else of the one just before,
    /// else of the first field that has such a part.
    pub(super) fn owner(
        &self,
        key: &str,
        found: (usize, Option<usize>),
        slot: &Slot,
    ) -> (usize, Option<usize>) {
        let candidates: Vec<(usize, usize)> = self.form.meanings.parts(key).collect();
        let Some(declaration) = self.binding.declarations.last().filter(|_| candidates.len() > 1) else {
            return found;
        };
        let line = self.line_of(slot);
        let mut before = declaration.fields.iter().rev();
        let same_line = before.clone().take_while(|bound| self.line_of(&bound.slot) == line);
        let owner = same_line
            .chain(before.next())
            .find_map(|bound| candidates.iter().find(|(field, _)| *field == bound.field));
        owner.map_or(found, |(field, part)| (*field, Some(*part)))
    }

    /// The row of a table, or the paragraph, that a place is in.
    fn line_of(&self, slot: &Slot) -> (u32, u32) {
        let (table, cell) = match *slot {
            Slot::Cell { table, cell } => (table, cell),
            Slot::Inline { cell: Some((table, cell)), .. } => (table, cell),
            Slot::Inline { paragraph, .. } => return (u32::MAX, paragraph),
        };
        let at = self.document.tables.get(table as usize).and_then(|table| table.cells.get(cell as usize));
        (table, at.map_or(0, |at| at.row))
    }

    /// Says that a value is assigned on weak evidence, and on which.
    pub(super) fn guess(&mut self, slot: &Slot, label: &str, guess: Guess) {
        let place = slot.place(self.document);
        let kind = FindingKind::PlaceGuessed { label: label.to_owned(), guess };
        self.declaration().findings.push(Finding::at(place, kind));
    }

    /// What can be said of a declaration only when all of it is known.
    fn complete(&mut self, number: usize) {
        let fields = self.form.fields();
        let year = fields.iter().position(|field| field.kind == Kind::Year);
        let Some(declaration) = self.binding.declarations.get(number) else { return };
        let has = |field: usize| declaration.fields.iter().any(|bound| bound.field == field);
        let year = year.filter(|year| !has(*year)).and_then(|year| {
            Some(BoundField {
                field: year,
                label: String::new(),
                unit: None,
                slot: self.year_in(declaration.title?)?,
                part: None,
                more: Vec::new(),
                repeated: Vec::new(),
                within: Within::default(),
            })
        });
        let mut moved: Vec<(usize, usize)> = Vec::new();
        for (at, bound) in declaration.fields.iter().enumerate() {
            let key = fields.get(bound.field).and_then(|field| field.stands_for.as_deref());
            if let Some((other, _)) = key.and_then(|key| self.form.field(key))
                && !has(other)
                && moved.iter().all(|(_, taken)| *taken != other)
            {
                moved.push((at, other));
            }
        }
        let Some(declaration) = self.binding.declarations.get_mut(number) else { return };
        for (at, other) in moved {
            if let Some(bound) = declaration.fields.get_mut(at) {
                bound.field = other;
            }
        }
        declaration.fields.extend(year);
        self.keep_repeated(number);
    }

    /// Keeps a text that stands where a field has another one already.
    fn keep_repeated(&mut self, number: usize) {
        let document = self.document;
        let Some(declaration) = self.binding.declarations.get_mut(number) else { return };
        for bound in &mut declaration.fields {
            for Repeated { slot, label, .. } in
                bound.repeated.extract_if(.., |it| it.slot.text(document) != it.of.text(document))
            {
                let place = slot.place(document).with_label(label.clone());
                let kind = FindingKind::LabelRepeated { label: label.clone() };
                declaration.findings.push(Finding::at(place, kind));
                declaration.extras.push(BoundExtra { label, slot });
            }
        }
    }

    /// The year in a title, or the line for it: `2023年项目支出绩效目标申报表`.
    fn year_in(&self, title: Slot) -> Option<Slot> {
        let (paragraphs, cell): (Vec<u32>, _) = match title {
            Slot::Cell { table, cell } => {
                let at = self.document.tables.get(table as usize)?.cells.get(cell as usize)?;
                (self.document.cell_paragraphs(table as usize, at).collect(), Some((table, cell)))
            }
            Slot::Inline { paragraph, cell, .. } => (vec![paragraph], cell),
        };
        paragraphs.into_iter().find_map(|paragraph| {
            let start = self.document.paragraphs.get(paragraph as usize)?.text.start as usize;
            let text = self.document.paragraph_text(paragraph);
            let (before, after) = text.split_once('年')?;
            // A line to write on: `____年度…申报表`.
            let written = before.trim_end_matches(|c| is_blank_char(c) || c == '_');
            let line = before.len() - written.len();
            let digits = written.len() - written.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let is_line = line > 0 && line == before.len() && after.starts_with('度');
            let end = before.len() - if is_line { 0 } else { line };
            let span = Span::new(start + end - if is_line { line } else { digits }, start + end);
            (is_line || digits == 4).then_some(Slot::Inline { paragraph, span, cell })
        })
    }

    /// How much is bound, to be able to go back to it.
    pub(super) fn checkpoint(&self) -> Checkpoint {
        let last = self.binding.declarations.last();
        Checkpoint {
            declarations: self.binding.declarations.len(),
            title: last.and_then(|last| last.title),
            lengths: last.map_or([0; 4], |last| {
                [last.fields.len(), last.lists.len(), last.extras.len(), last.findings.len()]
            }),
            foreign: self.binding.foreign.len(),
            note_unit: self.note_unit,
        }
    }

    /// Forgets what has been bound since a checkpoint, which was all in one table.
    pub(super) fn go_back(&mut self, to: Checkpoint, table: u32) {
        self.binding.declarations.truncate(to.declarations);
        self.binding.foreign.truncate(to.foreign);
        self.note_unit = to.note_unit;
        if let Some(last) = self.binding.declarations.last_mut() {
            let [fields, lists, extras, findings] = to.lengths;
            last.title = to.title;
            last.fields.truncate(fields);
            last.lists.truncate(lists);
            last.extras.truncate(extras);
            last.findings.truncate(findings);
            for bound in &mut last.fields {
                bound.more.retain(|(_, slot)| !slot.is_in_table(table));
                bound.repeated.retain(|it| !it.slot.is_in_table(table));
            }
        }
        for (claim, paragraph) in self.claimed.iter_mut().zip(&self.document.paragraphs) {
            if paragraph.home == Home::Table(table) {
                *claim = None;
            }
        }
    }
}

/// A label as printed, without blanks, number and colon.
pub(super) fn printed_label(text: &str) -> String {
    let text = strip_blanks(text);
    text.trim_end_matches([':', '：']).to_owned()
}

/// Whether an unknown text may be a label: short, and no sentence.
pub(super) fn looks_like_label(text: &str) -> bool {
    let bare = strip_blanks(text);
    let is_number = bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'));
    bare.chars().count() <= 30 && !is_number && !bare.contains(['。', '；', '！', '？'])
}
