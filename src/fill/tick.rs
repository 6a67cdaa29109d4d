//! Ticking and unticking the boxes of a choice, each in the kind it is made of.

use super::edits::Edits;
use super::fragment::{Element, element_at, elements, prefix, run_text};
use super::slot::{Protected, Source, cell_paragraphs, write};
use crate::document::{Document, Mark, MarkKind, Span};
use crate::finding::Protection;
use crate::form::{Field, Slot};
use crate::value::{Choice, MarkSide, MarkState, OptionMark, parse_choice};

/// Ticks the option with a key, and unticks the others. Returns false when the place has nothing to tick for it.
pub(super) fn tick(
    source: Source<'_>,
    edits: &mut Edits,
    slot: &Slot,
    field: &Field,
    key: &str,
) -> Result<bool, Protected> {
    let Some(wanted) = field.options.iter().position(|option| option.key == key) else { return Ok(false) };
    let place = Place::of(source.document, slot);
    let (choice, _) = parse_choice(&place.text, &field.options);
    if choice.marks.is_empty() {
        // A cell without printed options takes the option's word.
        if !crate::value::text::is_blank(&place.text) {
            return Ok(false);
        }
        let Some(word) = field.options.get(wanted).and_then(|option| option.words.first()) else {
            return Ok(false);
        };
        write(source, edits, slot, word)?;
        return Ok(true);
    }
    if !choice.marks.iter().any(|mark| mark.option == wanted) {
        return Ok(false);
    }
    for mark in &choice.marks {
        let ticked = mark.option == wanted;
        let right = if ticked { MarkState::Ticked } else { MarkState::Empty };
        // An option without a box is unticked already.
        if mark.state != right && (ticked || mark.mark.is_some()) {
            set(source, edits, &place, &choice, mark, ticked)?;
        }
    }
    Ok(true)
}

/// The text of a place, and where each of its stretches stands in the document.
struct Place {
    text: String,
    /// Start in the text, paragraph, and span in the document.
    stretches: Vec<(usize, u32, Span)>,
}

impl Place {
    fn of(document: &Document, slot: &Slot) -> Place {
        let mut place = Place { text: String::new(), stretches: Vec::new() };
        let mut add = |paragraph: u32, span: Span| {
            if !place.stretches.is_empty() {
                place.text.push('\n');
            }
            place.stretches.push((place.text.len(), paragraph, span));
            place.text.push_str(document.text(span));
        };
        match *slot {
            Slot::Cell { table, cell } => {
                for paragraph in cell_paragraphs(document, table, cell) {
                    if let Some(at) = document.paragraphs.get(paragraph as usize) {
                        add(paragraph, at.text);
                    }
                }
            }
            Slot::Inline { paragraph, span, .. } => add(paragraph, span),
        }
        place
    }

    /// The paragraph and the document's span of a range of the text.
    fn locate(&self, range: &std::ops::Range<usize>) -> Option<(u32, Span)> {
        let (start, paragraph, span) =
            self.stretches.iter().rev().find(|(start, ..)| *start <= range.start)?;
        let from = span.start as usize + (range.start - start);
        Some((*paragraph, Span::new(from, from + range.len())))
    }
}

fn set(
    source: Source<'_>,
    edits: &mut Edits,
    place: &Place,
    choice: &Choice,
    option: &OptionMark,
    ticked: bool,
) -> Result<(), Protected> {
    let Some(range) = &option.mark else {
        // The box is lost; a new one goes where the others have theirs.
        let at = if choice.side == MarkSide::Before { option.word.start } else { option.word.end };
        if let Some((paragraph, span)) = place.locate(&(at..at)) {
            edits.text(paragraph, span, "☑");
        }
        return Ok(());
    };
    let Some((paragraph, span)) = place.locate(range) else { return Ok(()) };
    match source.document.marks_in(span).first() {
        Some(mark) => set_mark(source, edits, paragraph, mark, ticked),
        None => {
            edits.text(paragraph, span, character(place, choice, option, ticked));
            Ok(())
        }
    }
}

/// The character for a box that is plain text: like the ticks and boxes that the place already has.
fn character(place: &Place, choice: &Choice, option: &OptionMark, ticked: bool) -> String {
    let like = |state: MarkState| {
        let other = choice.marks.iter().find(|mark| mark.state == state && mark.option != option.option)?;
        place.text.get(other.mark.clone()?).map(str::to_owned)
    };
    let own = option.mark.clone().and_then(|range| place.text.get(range)).unwrap_or_default();
    match (ticked, own) {
        (true, _) => like(MarkState::Ticked).filter(|mark| is_box(mark)).unwrap_or_else(|| "☑".to_owned()),
        (false, "☑" | "☒") => "☐".to_owned(),
        (false, _) => like(MarkState::Empty).filter(|mark| is_box(mark)).unwrap_or_else(|| "□".to_owned()),
    }
}

/// One character that is a box or tick beyond doubt; a letter of a symbol font would not be one elsewhere.
fn is_box(mark: &str) -> bool {
    let mut characters = mark.chars();
    matches!((characters.next(), characters.next()), (Some(c), None) if "□☐○◻■☑☒√✓✔●".contains(c))
}

fn set_mark(
    source: Source<'_>,
    edits: &mut Edits,
    paragraph: u32,
    mark: &Mark,
    ticked: bool,
) -> Result<(), Protected> {
    let xml = source.xml;
    let range = mark.source.range();
    match mark.kind {
        MarkKind::Symbol(font) => {
            if let Some(element) = element_at(xml, range) {
                let code = format!("{:04X}", font.code(ticked));
                set_attribute(edits, xml, &element, "char", &code);
            }
            Ok(())
        }
        MarkKind::Typed(font) => {
            let name = prefix(xml, range.start);
            let code = char::from_u32(font.code(ticked) & 0xFF).unwrap_or('?');
            edits.raw(range, run_text(&name, &code.to_string()));
            Ok(())
        }
        MarkKind::Control => {
            set_control(source, edits, paragraph, mark, ticked);
            Ok(())
        }
        MarkKind::FormField => {
            set_form_field(edits, xml, range, ticked);
            Ok(())
        }
        _ => Err(Protected(Protection::DrawnBox)),
    }
}

/// `w14:checked` and the character that the control shows for the state.
fn set_control(source: Source<'_>, edits: &mut Edits, paragraph: u32, mark: &Mark, ticked: bool) {
    let xml = source.xml;
    let inside = elements(xml, mark.source.range(), 4);
    let named = |name: &[u8]| inside.iter().find(|element| element.name == name);
    let value = if ticked { "1" } else { "0" };
    match (named(b"checked"), named(b"checkbox")) {
        (Some(checked), _) => set_attribute(edits, xml, checked, "val", value),
        (None, Some(control)) if !control.is_empty(xml) => {
            let name = prefix(xml, control.tag.start);
            edits.raw(control.tag.end..control.tag.end, format!("<{name}checked {name}val=\"{value}\"/>"));
        }
        _ => {}
    }
    let state = if ticked { named(b"checkedState") } else { named(b"uncheckedState") };
    let code = state.and_then(|state| attribute(xml, state, "val"));
    let shown = code
        .and_then(|code| u32::from_str_radix(&code, 16).ok())
        .and_then(char::from_u32)
        .unwrap_or(if ticked { '☒' } else { '☐' });
    edits.text(paragraph, mark.text, shown.to_string());
}

/// `w:checked` in the data of a form field, in its place after `w:default` (CT_FFCheckBox).
fn set_form_field(edits: &mut Edits, xml: &[u8], range: std::ops::Range<usize>, ticked: bool) {
    let inside = elements(xml, range, 3);
    let value = if ticked { "1" } else { "0" };
    let Some(check_box) = inside.iter().find(|element| element.name == b"checkBox") else { return };
    let name = prefix(xml, check_box.tag.start);
    let checked = format!("<{name}checked {name}val=\"{value}\"/>");
    match inside.iter().find(|element| element.name == b"checked") {
        Some(old) => edits.raw(old.range.clone(), checked),
        None if check_box.is_empty(xml) => {
            edits.raw(check_box.range.clone(), format!("<{name}checkBox>{checked}</{name}checkBox>"));
        }
        None => {
            let end = check_box.content(xml).end;
            edits.raw(end..end, checked);
        }
    }
}

/// Where the value of an attribute stands in a start tag, by its local name.
fn attribute_range(xml: &[u8], element: &Element, local: &str) -> Option<std::ops::Range<usize>> {
    let tag = xml.get(element.tag.clone())?;
    memchr::memmem::find_iter(tag, local.as_bytes()).find_map(|at| {
        let before = *tag.get(at.checked_sub(1)?)?;
        if before != b':' && !before.is_ascii_whitespace() {
            return None;
        }
        let mut at = at + local.len();
        let mut skip = |wanted: &dyn Fn(u8) -> bool| -> Option<u8> {
            while tag.get(at)?.is_ascii_whitespace() {
                at += 1;
            }
            let byte = *tag.get(at)?;
            at += 1;
            wanted(byte).then_some(byte)
        };
        skip(&|byte| byte == b'=')?;
        let quote = skip(&|byte| matches!(byte, b'"' | b'\''))?;
        let end = at + memchr::memchr(quote, tag.get(at..)?)?;
        Some(element.tag.start + at..element.tag.start + end)
    })
}

fn attribute(xml: &[u8], element: &Element, local: &str) -> Option<String> {
    let range = attribute_range(xml, element, local)?;
    xml.get(range).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn set_attribute(edits: &mut Edits, xml: &[u8], element: &Element, local: &str, value: &str) {
    match attribute_range(xml, element, local) {
        Some(range) => edits.raw(range, value),
        None => {
            let name = prefix(xml, element.tag.start);
            let slash = if element.is_empty(xml) { 2 } else { 1 };
            let at = element.tag.end - slash;
            edits.raw(at..at, format!(" {name}{local}=\"{value}\""));
        }
    }
}
