//! The content controls of a part: where each has its content, and what it must be told when that changes.

use std::ops::Range;

use super::edits::Edits;
use super::fragment::{
    attribute, child, element_at, elements, local, look_at, remove_attribute, set_attribute,
};
use super::store::DataBinding;
use crate::read::docx::token::{Markup, Tokeniser};
use crate::value::Moment;

/// The controls of a part, in the order of their start tags.
#[derive(Clone, Debug, Default)]
pub(super) struct Controls {
    all: Vec<Control>,
}

/// A `w:sdt` (ECMA-376 Part 1, 17.5.2).
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) range: Range<usize>,
    /// The element `w:sdtContent`.
    pub(super) content: Range<usize>,
    pub(super) kind: ControlKind,
    /// `w:showingPlcHdr`: the content is no value.
    placeholder: Option<Range<usize>>,
    /// What it is called, and where its content comes from (`w:dataBinding`).
    pub(super) bound: Option<(String, DataBinding)>,
    properties: Range<usize>,
    parent: Option<usize>,
}

/// What a control lets people put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ControlKind {
    /// Text, or whatever it encloses.
    Text,
    /// One of the texts, which it shows; a combo box takes others as well.
    DropDown { items: Vec<(String, String)>, others: bool },
    /// A date, and how its data says it (17.5.2.39).
    Date { stored: StoredDate },
    /// A tick, which is no text.
    CheckBox,
}

/// How the data of a date says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoredDate {
    /// As the control shows it.
    Text,
    /// As `xsd:date`.
    Date,
    /// As `xsd:dateTime`, which is meant where nothing is said.
    DateTime,
}

impl Controls {
    pub(super) fn of(xml: &[u8]) -> Controls {
        let mut all: Vec<Control> = Vec::new();
        if memchr::memmem::find(xml, b"sdtContent").is_none() {
            return Controls { all };
        }
        let mut tokens = Tokeniser::new(xml, 0);
        let mut open: Vec<usize> = Vec::new();
        loop {
            let start = tokens.position();
            let Ok(Some(token)) = tokens.next() else { return Controls { all } };
            let end = tokens.position();
            let last = open.last().copied();
            match token {
                Markup::Start { name, empty, .. } => match local(name) {
                    b"sdt" if !empty => {
                        all.push(Control::at(start, last));
                        open.push(all.len() - 1);
                    }
                    b"sdtPr" => {
                        if let Some(control) = last.and_then(|last| all.get_mut(last)) {
                            control.properties = start..end;
                        }
                    }
                    b"sdtContent" => {
                        if let Some(control) = last.and_then(|last| all.get_mut(last)) {
                            control.content = start..end;
                        }
                    }
                    _ => {}
                },
                Markup::End { name } => {
                    let Some(control) = last.and_then(|last| all.get_mut(last)) else { continue };
                    match local(name) {
                        b"sdt" => {
                            control.range.end = end;
                            open.pop();
                        }
                        b"sdtPr" => {
                            control.properties.end = end;
                            control.read_properties(xml);
                        }
                        b"sdtContent" => control.content.end = end,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The controls whose content holds a position, the innermost first.
    pub(super) fn around(&self, at: usize) -> impl Iterator<Item = &Control> {
        let before = self.all.partition_point(|control| control.range.start <= at);
        let innermost = before.checked_sub(1).and_then(|last| self.all.get(last));
        let climb = |control: &&Control| control.parent.and_then(|parent| self.all.get(parent));
        std::iter::successors(innermost, climb).filter(move |control| control.content.contains(&at))
    }

    /// The controls that begin in a range.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Control] {
        let start = self.all.partition_point(|control| control.range.start < range.start);
        let end = self.all.partition_point(|control| control.range.start < range.end);
        self.all.get(start..end.max(start)).unwrap_or_default()
    }

    /// Where controls have their data.
    pub(super) fn bindings(&self) -> impl Iterator<Item = &DataBinding> {
        self.all.iter().filter_map(|control| control.bound.as_ref().map(|(_, binding)| binding))
    }

    /// Whether what stands at a position is a placeholder.
    pub(super) fn is_placeholder(&self, at: usize) -> bool {
        self.around(at).any(|control| control.placeholder.is_some())
    }

    /// Has the controls around a position say that it holds a value: no longer a placeholder, in no style of one.
    pub(super) fn fill(&self, edits: &mut Edits, xml: &[u8], at: usize) {
        let mut look = None;
        let mut shows = false;
        for control in self.around(at) {
            let Some(placeholder) = &control.placeholder else { continue };
            shows = true;
            edits.raw(placeholder.clone(), "");
            look = look.or_else(|| control.look(xml));
        }
        if !shows {
            return;
        }
        let Some(properties) = look_at(xml, at) else { return };
        // What the control says of its text (17.5.2.27) is said for the value; the placeholder has a look of its own.
        match look {
            Some(look) => edits.raw(properties.range, look),
            None => {
                let inside = elements(xml, properties.content(xml), 1);
                if let Some(style) = inside.iter().find(|element| element.name == b"rStyle") {
                    edits.raw(style.range.clone(), "");
                }
            }
        }
    }
}

impl Control {
    fn at(start: usize, parent: Option<usize>) -> Control {
        Control {
            range: start..start,
            content: start..start,
            kind: ControlKind::Text,
            placeholder: None,
            bound: None,
            properties: start..start,
            parent,
        }
    }

    fn read_properties(&mut self, xml: &[u8]) {
        let mut name = None;
        let mut bound = None;
        for element in elements(xml, self.properties.clone(), 3) {
            let text = |local: &str| attribute(xml, &element, local);
            match (element.depth, element.name) {
                (1, b"showingPlcHdr") => {
                    let off =
                        text("val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"));
                    self.placeholder = (!off).then(|| element.range.clone());
                }
                (1, b"alias") => name = text("val"),
                (1, b"tag") => name = name.or_else(|| text("val")),
                (1, b"dataBinding") => {
                    let of = |name: &str| text(name).unwrap_or_default();
                    let (path, prefixes) = (of("xpath"), of("prefixMappings"));
                    bound = Some(DataBinding { path, prefixes, store: of("storeItemID") });
                }
                (1, b"checkbox") => self.kind = ControlKind::CheckBox,
                (1, b"date") => self.kind = ControlKind::Date { stored: StoredDate::DateTime },
                (1, kind @ (b"dropDownList" | b"comboBox")) => {
                    self.kind = ControlKind::DropDown { items: Vec::new(), others: kind == b"comboBox" };
                }
                (2, b"storeMappedDataAs") => {
                    let stored = match text("val").as_deref() {
                        Some("text") => StoredDate::Text,
                        Some("date") => StoredDate::Date,
                        _ => StoredDate::DateTime,
                    };
                    if let ControlKind::Date { stored: own } = &mut self.kind {
                        *own = stored;
                    }
                }
                (2, b"listItem") => {
                    let value = text("value").unwrap_or_default();
                    // Without a text of its own an entry shows its value (17.5.2.21).
                    let shown = text("displayText").unwrap_or_else(|| value.clone());
                    if let ControlKind::DropDown { items, .. } = &mut self.kind {
                        items.push((shown, value));
                    }
                }
                _ => {}
            }
        }
        self.bound = bound.map(|bound| (name.unwrap_or_default(), bound));
    }

    /// What the data of the control says when the control shows a text: the value of its entry, the day of a date. `None`
    /// where the data cannot say it.
    pub(super) fn data_of(&self, text: &str) -> Option<String> {
        match &self.kind {
            ControlKind::Text => Some(text.to_owned()),
            ControlKind::DropDown { items, others } => {
                let item = items.iter().find(|(shown, _)| shown == text);
                item.map(|(_, value)| value.clone()).or_else(|| others.then(|| text.to_owned()))
            }
            ControlKind::Date { stored: StoredDate::Text } => Some(text.to_owned()),
            ControlKind::Date { .. } if text.is_empty() => Some(String::new()),
            ControlKind::Date { stored } => {
                let full = full_date(text)?;
                let (day, time) = full.trim_end_matches('Z').split_at_checked("2026-01-01".len())?;
                Some(if *stored == StoredDate::Date { day.to_owned() } else { format!("{day}{time}") })
            }
            ControlKind::CheckBox => None,
        }
    }

    /// The look that the control gives its text.
    fn look(&self, xml: &[u8]) -> Option<Vec<u8>> {
        let properties = element_at(xml, self.properties.clone())?;
        let look = child(xml, &properties, b"rPr")?;
        xml.get(look.range).map(<[u8]>::to_vec)
    }

    /// Notes a text that the control comes to show: the entry of a list, the date of a date. Returns false when it
    /// can show no such text.
    pub(super) fn choose(&self, edits: &mut Edits, xml: &[u8], text: &str) -> bool {
        let inside = elements(xml, self.properties.clone(), 2);
        let element = |name: &[u8]| inside.iter().find(|element| element.depth == 1 && element.name == name);
        match &self.kind {
            ControlKind::Text | ControlKind::CheckBox => true,
            ControlKind::Date { .. } => {
                if let Some(date) = element(b"date") {
                    match full_date(text) {
                        Some(full) => set_attribute(edits, xml, date, "fullDate", &full),
                        None => remove_attribute(edits, xml, date, "fullDate"),
                    }
                }
                true
            }
            ControlKind::DropDown { items, others } => {
                let item = items.iter().find(|(shown, _)| shown == text);
                let Some(list) = element(b"dropDownList").or_else(|| element(b"comboBox")) else {
                    return true;
                };
                match item {
                    Some((_, value)) => {
                        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                        set_attribute(edits, xml, list, "lastValue", &value);
                    }
                    None => remove_attribute(edits, xml, list, "lastValue"),
                }
                item.is_some() || *others || text.is_empty()
            }
        }
    }
}

/// A day of the calendar as `w:fullDate` has it; `None` for what is no single day.
fn full_date(text: &str) -> Option<String> {
    let text = crate::value::text::strip_blanks(text);
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut number = || numbers.next()?.parse::<u16>().ok();
    let (year, month, day) = (number()?, number()?, number()?);
    let is_one =
        numbers.next().is_none() && text.chars().all(|c| c.is_ascii_digit() || "年月日-/.".contains(c));
    let date = format!("{year:04}-{month:02}-{day:02}");
    (is_one && date.parse::<Moment>().is_ok()).then(|| date + "T00:00:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_full_when_it_is_one_day() {
        assert_eq!(full_date("2026年3月5日").as_deref(), Some("2026-03-05T00:00:00Z"));
        assert_eq!(full_date("2026-03-05").as_deref(), Some("2026-03-05T00:00:00Z"));
        assert_eq!(full_date("2026年3月"), None);
        assert_eq!(full_date("2026年1月1日-2026年12月31日"), None);
        assert_eq!(full_date("2026.13.1"), None);
    }

    #[test]
    fn controls_are_found_around_a_position() {
        let xml = b"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent><w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r/></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>";
        let controls = Controls::of(xml);
        let run = memchr::memmem::find(xml, b"<w:r/>").unwrap();
        assert_eq!(controls.around(run).count(), 2);
        assert!(controls.is_placeholder(run));
        assert_eq!(controls.around(2).count(), 0);
    }
}
