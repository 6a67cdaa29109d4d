//! What filling one declaration will change, found out before anything is written.

use super::FillOptions;
use super::edits::Edits;
use super::groups::RowData;
use super::parts::divide;
use super::rows::write_rows;
use super::slot::{Protected, Source, write, write_opinion};
use super::tick::tick;
use crate::document::Span;
use crate::extract::Reading;
use crate::finding::{Finding, FindingKind};
use crate::form::datum::{Datum, EXTRA, Row, Typed};
use crate::form::typed::{label_of, typed};
use crate::form::{
    BoundDeclaration, BoundField, BoundList, Field, Kind, LEADS_OVER, Labelled, Slot, is_furniture_line,
};
use crate::value::text::{is_blank, strip_blanks, trim};
use crate::value::{Amount, AmountUnit};

/// The changes for one declaration, and what will be read back when they are made.
pub(super) struct Plan {
    pub(super) edits: Edits,
    pub(super) expected: Typed,
    pub(super) findings: Vec<Finding>,
}

struct Planner<'a> {
    source: Source<'a>,
    reading: &'a Reading<'a>,
    bound: &'a BoundDeclaration,
    current: &'a Typed,
    options: FillOptions,
    /// The title as the data has it.
    title: String,
    plan: Plan,
}

impl Plan {
    pub(super) fn of(
        reading: &Reading<'_>,
        source: Source<'_>,
        bound: &BoundDeclaration,
        current: &Typed,
        mut data: Typed,
        options: FillOptions,
    ) -> Plan {
        // Nobody asks for what will be read back when nothing is.
        let expected = if options.verify { current.clone() } else { Typed::default() };
        let plan = Plan { edits: Edits::default(), expected, findings: Vec::new() };
        let title = reading.form().fields().iter().position(|field| field.kind == Kind::Title);
        let title = title.and_then(|title| data.get(title));
        let title = title.map(|title| title.text().into_owned()).unwrap_or_default();
        let mut planner = Planner { source, reading, bound, current, options, title, plan };
        for (number, field) in reading.form().fields().iter().enumerate() {
            // The title is the form's own; what the data calls it does not change it.
            if field.kind != Kind::Title
                && let Some(wanted) = data.take(number)
                && current.get(number) != Some(&wanted)
            {
                planner.field(number, field, current.get(number), wanted);
            }
        }
        if let Some(wanted) = data.extra
            && current.extra.as_ref() != Some(&wanted)
        {
            planner.extra(wanted);
        }
        planner.plan
    }
}

impl<'a> Planner<'a> {
    fn field(&mut self, number: usize, field: &Field, current: Option<&Datum>, wanted: Datum) {
        match wanted {
            Datum::Rows(rows) => self.list(number, field, current, rows),
            Datum::Opinions(pairs) => self.opinions(number, field, current, pairs),
            wanted => {
                let Some(bound) = self.bound.fields.iter().find(|bound| bound.field == number) else {
                    self.unplaced(&field.key, &wanted);
                    return;
                };
                self.single(field, bound, current, wanted);
            }
        }
    }

    fn single(&mut self, field: &Field, bound: &BoundField, current: Option<&Datum>, wanted: Datum) {
        let slot = bound.slot;
        let document = self.source.document;
        let place_of = |slot: &Slot| slot.place(document).with_label(bound.label.clone());
        let place = || place_of(&slot);
        if let Some(repeated) = bound.repeated.first() {
            let other = repeated.slot.place(self.source.document).with_label(repeated.label.clone());
            let kind = FindingKind::PlaceAmbiguous { key: field.key.clone(), other };
            self.plan.findings.push(Finding::at(place_of(&repeated.of), kind));
            return;
        }
        // A text that its kind cannot read is no value, but it is there.
        let unread = self.unread(field, bound);
        let occupied = match current {
            Some(current) => !current.is_empty(),
            None => field.kind != Kind::Choice && unread.is_some(),
        };
        if occupied && !self.options.overwrite_values {
            let kind = FindingKind::PlaceOccupied { key: field.key.clone() };
            self.plan.findings.push(Finding::at(place(), kind));
            return;
        }
        let (texts, expected) = match wanted {
            Datum::Amount(wanted) => {
                let (text, expected) = self.amount(bound.unit, wanted);
                (vec![(slot, text)], Datum::Amount(expected))
            }
            wanted => divide(self.source.form, field, bound, wanted),
        };
        // Underlines at the ends of a text are the line that it stands on, and some punctuation leads to the next label.
        let is_printed = |(slot, text): &(Slot, String)| match *slot {
            Slot::Inline { paragraph, span, .. } => {
                let leads_over = || {
                    let line = self.source.document.paragraphs.get(paragraph as usize);
                    let rest = line.map_or(span, |line| Span { start: span.end, end: line.text.end });
                    !is_blank(self.source.document.text(rest))
                };
                text.starts_with('_') || text.ends_with('_') || (text.ends_with(LEADS_OVER) && leads_over())
            }
            Slot::Cell { .. } => false,
        };
        if texts.iter().any(is_printed) {
            self.plan
                .findings
                .push(Finding::at(place(), FindingKind::ValueAsPrinted { key: field.key.clone() }));
            return;
        }
        for (slot, text) in texts {
            let written = match field.kind {
                Kind::Choice => match tick(self.source, &mut self.plan.edits, &slot, field, &text) {
                    Ok(true) => Ok(()),
                    Ok(false) => {
                        let kind = FindingKind::ChoiceUnplaced { key: field.key.clone() };
                        self.plan.findings.push(Finding::at(place(), kind));
                        return;
                    }
                    Err(protected) => Err(protected),
                },
                _ if slot.text(self.source.document) == text => Ok(()),
                _ => write(self.source, &mut self.plan.edits, &slot, &text),
            };
            if let Err(protected) = written {
                self.protected(&field.key, place(), protected);
                return;
            }
        }
        if field.kind == Kind::Year {
            self.retitle(&slot, &expected.text(), place, &field.key);
        }
        if let (Some(unread), Some(extra)) = (unread, &mut self.plan.expected.extra) {
            extra.retain(|pair| pair != unread);
        }
        self.plan.expected.extra.take_if(|extra| extra.is_empty());
        self.plan.expected.set(bound.field, expected);
    }

    /// The text in the place of a field, if its kind could not read it, as it is kept beside the values.
    fn unread(&self, field: &Field, bound: &BoundField) -> Option<&'a Labelled> {
        let extra = self.current.extra.as_ref()?;
        let label = label_of(Some(bound.label.as_str()).filter(|label| !label.is_empty()), field);
        let text = bound.text(field.kind, self.source.document);
        extra.iter().find(|pair| pair.label == label && pair.text == trim(&text))
    }

    /// A year that stands in the title changes what the title will be read as.
    fn retitle(&mut self, year: &Slot, text: &str, place: impl Fn() -> crate::Place, key: &str) {
        let form = self.source.form;
        let is_in = |title: &Slot| match (*title, *year) {
            (Slot::Cell { table, cell }, Slot::Inline { cell: at, .. }) => at == Some((table, cell)),
            (Slot::Inline { span, .. }, Slot::Inline { span: year, .. }) => span.contains(year),
            _ => false,
        };
        let title = form.fields().iter().position(|field| field.kind == Kind::Title);
        let Some(title) = title.filter(|_| self.bound.title.as_ref().is_some_and(is_in)) else { return };
        // The data's own title has to agree, since that year is what it would be printed with.
        let before = self.title.split_once('年').map_or("", |(before, _)| before);
        let other = before.trim_start_matches(|c: char| !c.is_ascii_digit());
        if other.len() == 4 && other != text {
            let kind = FindingKind::ValueContradicts { key: key.to_owned() };
            self.plan.findings.push(Finding::at(place(), kind));
        }
        let said = self.plan.expected.get(title).map(Datum::text).unwrap_or_default();
        if let Some((before, after)) = said.split_once('年') {
            let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
            let retitled = format!("{before}{text}年{after}");
            self.plan.expected.set(title, Datum::Text(retitled));
        }
    }

    /// An amount as it is written and read under the unit of its place. `10` under 万元 is `100000` under 元.
    fn amount(&self, unit: Option<AmountUnit>, wanted: Amount) -> (String, Amount) {
        let unit = unit.unwrap_or(self.source.form.amount_unit());
        // The value counts: the text of data from a form in 元 is in 元.
        match wanted.value {
            Some(value) if Amount::parse(&wanted.text, unit).0.value != Some(value) => {
                let text = Amount::to_text(value, unit);
                let written = Amount::parse(&text, unit).0;
                (text, written)
            }
            _ => (wanted.text.clone(), wanted),
        }
    }

    fn list(&mut self, number: usize, field: &Field, current: Option<&Datum>, mut said: Vec<Row>) {
        let Some(list) = self.bound.lists.iter().find(|list| list.field == number) else {
            if !said.is_empty() {
                self.plan.findings.push(Finding::new(FindingKind::ValueUnplaced { key: field.key.clone() }));
            }
            return;
        };
        let place = crate::Place { table: Some(list.table + 1), ..crate::Place::default() };
        if current.is_some_and(|rows| !rows.is_empty()) && !self.options.overwrite_values {
            let kind = FindingKind::PlaceOccupied { key: field.key.clone() };
            self.plan.findings.push(Finding::at(place, kind));
            return;
        }
        for datum in said.iter_mut().flatten().flatten() {
            if let Datum::Amount(amount) = datum {
                *amount = self.amount(list.unit, std::mem::take(amount)).1;
            }
        }
        self.leave_out_columns(field, list, &mut said);
        let text = |datum: &Option<Datum>| datum.as_ref().map(|datum| datum.text().into_owned());
        let rows: Vec<Vec<String>> = said
            .iter()
            .map(|row| row.iter().map(|datum| text(datum).unwrap_or_default()).collect())
            .collect();
        match write_rows(self.source, &mut self.plan.edits, list, &field.columns, &rows) {
            Ok(order) => self.plan.expected.set(number, Datum::Rows(reordered(field, said, order))),
            Err(protected) => self.protected(&field.key, place, protected),
        }
    }

    /// Reports the columns of the data that the template does not have, and leaves them out.
    fn leave_out_columns(&mut self, field: &Field, list: &BoundList, said: &mut Vec<Row>) {
        for (number, column) in field.columns.iter().enumerate() {
            if column.group || list.columns.get(number).is_some_and(Option::is_some) {
                continue;
            }
            let filled = |datum: &&mut Datum| !datum.is_empty();
            let mut lost = false;
            for datum in said.iter_mut().filter_map(|row| row.get_mut(number)) {
                if datum.as_mut().filter(filled).is_some() {
                    lost = true;
                    let blank = || typed(column.kind, "", self.source.form.amount_unit(), field).0;
                    *datum = (!column.optional).then(blank);
                }
            }
            if lost {
                let key = format!("{}[].{}", field.key, column.key);
                self.plan.findings.push(Finding::new(FindingKind::ValueUnplaced { key }));
            }
        }
        let says = |(column, datum): (usize, &Option<Datum>)| {
            datum.as_ref().is_some_and(|datum| field.says(column, &datum.text()))
        };
        said.retain(|row| row.iter().enumerate().any(says));
    }

    fn opinions(&mut self, number: usize, field: &Field, current: Option<&Datum>, wanted: Vec<Labelled>) {
        let mut expected = match current {
            Some(Datum::Opinions(current)) => current.clone(),
            _ => Vec::new(),
        };
        let places: Vec<&BoundField> =
            self.bound.fields.iter().filter(|bound| bound.field == number).collect();
        let mut used = vec![false; places.len()];
        for Labelled { label, text } in wanted {
            let found = places
                .iter()
                .enumerate()
                .position(|(at, bound)| used.get(at) == Some(&false) && bound.label == strip_blanks(&label));
            let Some((at, bound)) = found.and_then(|at| Some((at, *places.get(at)?))) else {
                if !text.is_empty() {
                    let key = format!("{}: {label}", field.key);
                    self.plan.findings.push(Finding::new(FindingKind::ValueUnplaced { key }));
                }
                continue;
            };
            if let Some(used) = used.get_mut(at) {
                *used = true;
            }
            let there = expected.get(at).map_or("", |pair| &pair.text);
            if there == text {
                continue;
            }
            let place = bound.slot.place(self.source.document).with_label(bound.label.clone());
            if !there.is_empty() && !self.options.overwrite_values {
                let kind = FindingKind::PlaceOccupied { key: field.key.clone() };
                self.plan.findings.push(Finding::at(place, kind));
                continue;
            }
            let is_printed = |line: &str| !is_blank(line) && is_furniture_line(self.source.form, line);
            if text.split('\n').any(is_printed) {
                let kind = FindingKind::ValueAsPrinted { key: field.key.clone() };
                self.plan.findings.push(Finding::at(place, kind));
                continue;
            }
            match write_opinion(self.source, &mut self.plan.edits, &bound.slot, &text) {
                Ok(()) => {
                    if let Some(pair) = expected.get_mut(at) {
                        pair.text = text;
                    }
                }
                Err(protected) => self.protected(&field.key, place, protected),
            }
        }
        // A form without a place for opinions says nothing of them.
        if !places.is_empty() {
            self.plan.expected.set(number, Datum::Opinions(expected));
        }
    }

    /// Pairs whose label the form does not know go beside the same label in the template.
    fn extra(&mut self, wanted: Vec<Labelled>) {
        let current = self.current.extra.as_deref().unwrap_or_default();
        let mut expected = self.plan.expected.extra.take().unwrap_or_default();
        for pair in wanted {
            let Labelled { label, text } = &pair;
            if current.contains(&pair) {
                continue;
            }
            let Some(slot) = self.extra_slot(label) else {
                self.plan
                    .findings
                    .push(Finding::new(FindingKind::ValueUnplaced { key: format!("{EXTRA}: {label}") }));
                continue;
            };
            let place = slot.place(self.source.document).with_label(label.as_str());
            if !is_blank(&slot.text(self.source.document)) && !self.options.overwrite_values {
                let kind = FindingKind::PlaceOccupied { key: format!("{EXTRA}: {label}") };
                self.plan.findings.push(Finding::at(place, kind));
                continue;
            }
            match write(self.source, &mut self.plan.edits, &slot, text) {
                Ok(()) => {
                    expected.retain(|known| known.label != *label);
                    expected.push(pair);
                }
                Err(protected) => self.protected(EXTRA, place, protected),
            }
        }
        if !expected.is_empty() {
            self.plan.expected.extra = Some(expected);
        }
    }

    /// The place beside a label that the form does not know, or whose field could not hold the text.
    fn extra_slot(&self, label: &str) -> Option<Slot> {
        if let Some(extra) = self.bound.extras.iter().find(|extra| extra.label == label) {
            return Some(extra.slot);
        }
        if let Some(bound) = self.bound.fields.iter().find(|bound| bound.label == label) {
            return Some(bound.slot);
        }
        let document = self.source.document;
        let is_bound = |slot: &Slot| {
            self.reading
                .binding
                .declarations
                .iter()
                .any(|declaration| declaration.fields.iter().any(|bound| bound.slot == *slot))
        };
        document.tables.iter().enumerate().find_map(|(number, table)| {
            let beside = |at: &crate::document::Cell| {
                let printed = document.cell_text(number, at);
                let bare = strip_blanks(&printed);
                if bare.trim_end_matches([':', '：']) != label {
                    return None;
                }
                let cell = table.cell_at(at.row, at.right())? as u32;
                let slot = Slot::Cell { table: number as u32, cell };
                (is_blank(&slot.text(document)) && !is_bound(&slot)).then_some(slot)
            };
            table.cells.iter().find_map(beside)
        })
    }

    fn unplaced(&mut self, key: &str, wanted: &Datum) {
        if !wanted.is_empty() {
            self.plan.findings.push(Finding::new(FindingKind::ValueUnplaced { key: key.to_owned() }));
        }
    }

    fn protected(&mut self, key: &str, place: crate::Place, protected: Protected) {
        let kind = FindingKind::PlaceProtected { key: key.to_owned(), by: protected.0 };
        self.plan.findings.push(Finding::at(place, kind));
    }
}

/// The rows of the data in the order, and with the group names, in which they were written.
fn reordered(field: &Field, mut said: Vec<Row>, order: Vec<RowData>) -> Vec<Row> {
    let written = order.into_iter().map(|written| {
        let mut row = said.get_mut(written.row).map(std::mem::take).unwrap_or_default();
        for ((column, datum), text) in field.columns.iter().zip(&mut row).zip(written.texts) {
            if column.group {
                *datum = Some(Datum::Text(text));
            }
        }
        row
    });
    written.collect()
}
