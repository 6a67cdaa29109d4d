//! Paragraphs that hold labels with their values, titles and frames: outside tables, and in cells.

use std::ops::Range;

use super::bind::{Binder, Bound};
use super::binding::Slot;
use super::inline::{Means, is_furniture_line};
use super::label::Label;
use super::lookup::Meaning;
use super::vocabulary::Kind;
use crate::document::{Home, Span};
use crate::finding::{Finding, FindingKind, Guess};
use crate::value::AmountUnit;
use crate::value::text::{is_blank, strip_blanks};

/// Where a paragraph stands, as far as its labels are concerned.
#[derive(Clone, Copy, Default)]
pub(super) struct Around {
    /// The cell that holds it, as table and cell numbers.
    pub(super) cell: Option<(u32, u32)>,
    pub(super) section: Option<usize>,
    /// The row in which it begins.
    pub(super) section_row: Option<u32>,
    /// The unit of the section.
    pub(super) unit: Option<AmountUnit>,
    /// The year or term that its amounts are of.
    pub(super) scope: Option<usize>,
}

impl Binder<'_> {
    /// A paragraph outside tables.
    pub(super) fn paragraph(&mut self, number: u32) {
        let Some(paragraph) = self.document.paragraphs.get(number as usize) else { return };
        if paragraph.home == Home::Body && !self.is_full() && !is_blank(self.document.text(paragraph.text)) {
            let bound = self.line(number, &mut Around::default());
            self.headings += u32::from(!bound);
        }
    }

    /// Binds what stands in a paragraph by its own labels. Returns whether that accounts for it.
    pub(super) fn line(&mut self, number: u32, around: &mut Around) -> bool {
        let document = self.document;
        let Some(paragraph) = document.paragraphs.get(number as usize) else { return false };
        let text = document.text(paragraph.text);
        let at = |range: &Range<usize>| {
            let start = paragraph.text.start as usize;
            Span::new(start + range.start, start + range.end)
        };
        let inline =
            |range: &Range<usize>| Slot::Inline { paragraph: number, span: at(range), cell: around.cell };
        let meaning = Label::of(text).and_then(|label| self.form.meanings.of(&label.key, None));
        match meaning {
            Some(Meaning::Title) => {
                self.title(inline(&(0..text.len())));
                self.claim(number);
                return true;
            }
            Some(meaning @ (Meaning::Foreign | Meaning::ForeignTitle)) => {
                self.foreign(meaning, text);
                return false;
            }
            _ => {}
        }
        if let Some((field, range)) = self.form.meanings.framed(text) {
            self.bind_field(Bound::of(field, inline(&range)));
            self.claim(number);
            return true;
        }
        // The year may stand behind the title in the same line.
        if let Some(bracket) = text.rfind(['(', '（'])
            && let Some((title, frame)) = text.split_at_checked(bracket)
            && let Some(label) = Label::of(title)
            && self.form.meanings.of(&label.key, None) == Some(Meaning::Title)
            && let Some((field, range)) = self.form.meanings.framed(frame)
        {
            self.title(inline(&(0..bracket)));
            self.bind_field(Bound::of(field, inline(&(bracket + range.start..bracket + range.end))));
            self.claim(number);
            return true;
        }
        if is_furniture_line(self.form, text) {
            if let Some(unit) = AmountUnit::from_label(text) {
                self.note_unit = Some(unit);
            }
            self.claim(number);
            return true;
        }
        self.labelled(number, text, &at, around)
    }

    /// Binds the values behind labels in a paragraph.
    fn labelled(
        &mut self,
        number: u32,
        text: &str,
        at: &dyn Fn(&Range<usize>) -> Span,
        around: &mut Around,
    ) -> bool {
        let mut hits = self.form.inline_labels(text, around.section);
        // Text before the first label belongs to none of them, so the paragraph is not accounted for.
        let whole = hits.first().is_some_and(|hit| text.get(..hit.label.start).is_some_and(is_blank));
        if !whole {
            let Some(mut bare) = self.form.bare_label(text) else {
                return around.cell.is_none() && self.near_label(number, text, at);
            };
            // Later labels of the line may have kept their colons.
            hits.retain(|hit| hit.label.start >= bare.value.start);
            bare.value.end = hits.first().map_or(text.len(), |next| next.label.start);
            hits.insert(0, bare);
        }
        for hit in hits {
            let (field, part) = match hit.means {
                Means::Field { field, part } => (field, part),
                Means::Unit(unit) => {
                    self.note_unit = Some(unit);
                    continue;
                }
            };
            let printed = text.get(hit.label.clone()).map(strip_blanks).unwrap_or_default().into_owned();
            let label = Label::of(&printed).unwrap_or_default();
            let slot = Slot::Inline { paragraph: number, span: at(&hit.value), cell: around.cell };
            let (field, part) = self.owner(&label.key, (field, part), &slot);
            let field = self.in_scope(field, around);
            let unit = label.unit.or(around.unit).or(self.note_unit);
            if hit.bare {
                self.guess(&slot, &printed, Guess::NoColon);
            }
            let section = around.section_row;
            self.bind_field(Bound { field, part, label: printed, unit, slot, section });
        }
        self.claim(number);
        true
    }

    /// Binds what stands behind a label with a slip of the pen, at the start of a line outside tables.
    fn near_label(&mut self, number: u32, text: &str, at: &dyn Fn(&Range<usize>) -> Span) -> bool {
        let Some(colon) = text.find([':', '：']) else { return false };
        let (printed, rest) = text.split_at(colon);
        let Some(label) = Label::of(printed) else { return false };
        let Some((known, meaning)) = self.form.meanings.near(&label.key, None) else { return false };
        let value = colon + rest.chars().next().map_or(0, char::len_utf8)..text.len();
        let Some((field, part)) = meaning.field() else { return false };
        if self.form.fields().get(field).is_none_or(|field| field.kind == Kind::List) {
            return false;
        }
        let slot = Slot::Inline { paragraph: number, span: at(&value), cell: None };
        let printed = strip_blanks(printed).into_owned();
        let unit = label.unit.or(self.note_unit);
        let bound = Bound { field, part, label: printed.clone(), unit, slot, section: None };
        self.bind_field(bound);
        let kind = FindingKind::LabelFuzzy { label: printed, known };
        let place = slot.place(self.document);
        self.declaration().findings.push(Finding::at(place, kind));
        self.claim(number);
        true
    }

    /// The field that a label of an amount means, given the year or term that labels before it named.
    fn in_scope(&self, field: usize, around: &mut Around) -> usize {
        let is_amount = self.form.fields().get(field).is_some_and(|field| field.kind == Kind::Amount);
        if !is_amount || around.cell.is_none() {
            return field;
        }
        if let Some((scope, _)) = self.form.scope_of(field) {
            around.scope = Some(scope);
            return field;
        }
        match around.scope.and_then(|scope| self.form.scoped(field, scope)) {
            // A sum that the term has already is the year's own, and so is what follows.
            Some(counterpart) if self.is_bound(counterpart) => {
                around.scope = None;
                field
            }
            Some(counterpart) => counterpart,
            None => field,
        }
    }
}
