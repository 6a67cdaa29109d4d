//! Ticking and unticking the boxes of a choice, each in the kind it is made of.

use super::edits::Edits;
use super::fragment::{attribute, element_at, elements, look_at, prefix, run_text, set_attribute};
use super::overstrike::overstrike;
use super::slot::{Protected, Source, cell_paragraphs, write};
use crate::document::{Document, Mark, MarkKind, Span, SymbolFont};
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
    // A drop-down list shows one of its own texts.
    if let Some(entries) = source.entries_of(slot) {
        let means = |text: &str| parse_choice(text, &field.options).0.ticked == Some(wanted);
        let Some((text, _)) = entries.iter().find(|(text, _)| means(text)) else { return Ok(false) };
        write(source, edits, slot, text)?;
        return Ok(true);
    }
    let place = Place::of(source.document, slot);
    let (choice, _) = parse_choice(&place.text, &field.options);
    let is_empty = crate::value::text::is_blank(&slot.text(source.document));
    // A text without boxes that is nothing but a choice is replaced by another one.
    let is_word = choice.ticked.is_some() && choice.marks.iter().all(|mark| mark.mark.is_none());
    if is_empty || is_word {
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
        Some(mark) => {
            let like = sibling(source, place, choice, option, mark.kind, ticked);
            set_mark(source, edits, mark, like, ticked)
        }
        None => {
            edits.text(paragraph, span, character(place, choice, option, ticked));
            Ok(())
        }
    }
}

/// The mark of another option that is of the same make and in the wanted state already.
fn sibling<'a>(
    source: Source<'a>,
    place: &Place,
    choice: &Choice,
    option: &OptionMark,
    kind: MarkKind,
    ticked: bool,
) -> Option<&'a Mark> {
    let state = if ticked { MarkState::Ticked } else { MarkState::Empty };
    let others = choice.marks.iter().filter(|mark| mark.state == state && mark.option != option.option);
    let marks = others.filter_map(|other| {
        let (_, span) = place.locate(other.mark.as_ref()?)?;
        source.document.marks_in(span).first()
    });
    marks.into_iter().find(|mark| mark.kind == kind)
}

/// The character for a box that is plain text: like the ticks and boxes that the place already has.
fn character(place: &Place, choice: &Choice, option: &OptionMark, ticked: bool) -> String {
    let like = |state: MarkState| {
        let other = choice.marks.iter().find(|mark| mark.state == state && mark.option != option.option)?;
        place.text.get(other.mark.clone()?).filter(|mark| is_box(mark)).map(str::to_owned)
    };
    let own = option.mark.clone().and_then(|range| place.text.get(range)).unwrap_or_default();
    let state = if ticked { MarkState::Ticked } else { MarkState::Empty };
    // Brackets hold the tick: `（ √ ）`.
    let mut inside = own.chars();
    if let (Some(open @ ('(' | '（' | '[' | '【')), Some(close)) = (inside.next(), inside.next_back()) {
        let width = if open.is_ascii() { " " } else { "\u{3000}" };
        return format!("{open}{}{close}", if ticked { "√" } else { width });
    }
    like(state).unwrap_or_else(|| {
        let mark = match (ticked, own) {
            (true, "○" | "◯") => "●",
            (true, _) => "☑",
            (false, "●") => "○",
            (false, "☑" | "☒") => "☐",
            (false, _) => "□",
        };
        mark.to_owned()
    })
}

/// One character that is a box or tick beyond doubt; a letter of a symbol font would not be one elsewhere.
fn is_box(mark: &str) -> bool {
    let mut characters = mark.chars();
    matches!((characters.next(), characters.next()), (Some(c), None) if "□☐○◻口■☑☒√✓✔●".contains(c))
}

fn set_mark(
    source: Source<'_>,
    edits: &mut Edits,
    mark: &Mark,
    like: Option<&Mark>,
    ticked: bool,
) -> Result<(), Protected> {
    let xml = source.xml;
    let range = mark.source.range();
    let same = like.and_then(|like| element_at(xml, like.source.range()));
    match mark.kind {
        MarkKind::Symbol(font) => {
            if let Some(element) = element_at(xml, range) {
                let code = same.and_then(|same| attribute(xml, &same, "char"));
                let code = code.unwrap_or_else(|| format!("{:04X}", font.code(ticked)));
                set_attribute(edits, xml, &element, "char", &code);
            }
            Ok(())
        }
        MarkKind::Typed(font) => {
            let name = prefix(xml, range.start);
            let typed = same.map_or_else(
                || {
                    let private = xml.get(range.clone()).is_some_and(is_private);
                    let code = font.code(ticked) & if private { 0xFFFF } else { 0xFF };
                    run_text(&name, &char::from_u32(code).unwrap_or('?').to_string())
                },
                |same| xml.get(same.range).unwrap_or_default().to_vec(),
            );
            edits.raw(range, typed);
            Ok(())
        }
        MarkKind::Control => {
            let bound = source.controls.within(&range).iter().find_map(|control| control.bound.as_ref());
            if let Some((control, binding)) = bound {
                let data = source.stores.said(binding).and_then(|said| boolean_like(said, ticked));
                let Some(edit) = data.and_then(|data| source.stores.edit(binding, control, data)) else {
                    return Err(Protected(Protection::BoundControl { control: control.clone() }));
                };
                edits.store(edit);
            }
            set_control(source, edits, mark, ticked);
            Ok(())
        }
        MarkKind::FormField => {
            set_form_field(edits, xml, range, ticked);
            Ok(())
        }
        MarkKind::Overstrike => overstrike(edits, xml, range, ticked),
    }
}

/// `xsd:boolean` in the words that the data has for it. Others only the data's schema knows.
fn boolean_like(said: &str, ticked: bool) -> Option<&'static str> {
    match (said.trim(), ticked) {
        ("" | "true" | "false", true) => Some("true"),
        ("" | "true" | "false", false) => Some("false"),
        ("1" | "0", true) => Some("1"),
        ("1" | "0", false) => Some("0"),
        _ => None,
    }
}

/// Whether a `w:t` spells its character in the private use area, where Word keeps those of symbol fonts.
fn is_private(element: &[u8]) -> bool {
    let text = String::from_utf8_lossy(element);
    let lower = text.to_ascii_lowercase();
    text.contains(|c| ('\u{F000}'..='\u{F0FF}').contains(&c))
        || lower.contains("&#xf0")
        || lower.contains("&#61")
}

/// `w14:checked` and the character that the control shows for the state, in the font that it names for it.
fn set_control(source: Source<'_>, edits: &mut Edits, mark: &Mark, ticked: bool) {
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
    let code = state
        .and_then(|state| attribute(xml, state, "val"))
        .and_then(|code| u32::from_str_radix(&code, 16).ok());
    let font = state.and_then(|state| attribute(xml, state, "font"));
    let Some(piece) = source.document.pieces_in(mark.text).first().filter(|piece| !piece.source.is_empty())
    else {
        return;
    };
    let at = piece.source.start as usize;
    let name = prefix(xml, at);
    let symbol = font.as_deref().and_then(SymbolFont::from_name).zip(code);
    let shown = match (symbol, &font) {
        (Some((_, code)), Some(font)) => {
            let code = code & 0xFF | 0xF000;
            format!("<{name}sym {name}font=\"{font}\" {name}char=\"{code:04X}\"/>").into_bytes()
        }
        _ => {
            let shown = code.and_then(char::from_u32).unwrap_or(if ticked { '☒' } else { '☐' });
            run_text(&name, &shown.to_string())
        }
    };
    edits.raw(piece.source.range(), shown);
    if let (None, Some(font)) = (symbol, font) {
        set_font(edits, xml, at, &font);
    }
}

/// Gives a run a font, unless it has it already.
fn set_font(edits: &mut Edits, xml: &[u8], at: usize, font: &str) {
    let Some(look) = look_at(xml, at) else { return };
    let fonts = elements(xml, look.content(xml), 1).into_iter().find(|element| element.name == b"rFonts");
    let Some(fonts) = fonts else { return };
    for local in ["ascii", "eastAsia", "hAnsi"] {
        if attribute(xml, &fonts, local).is_some_and(|known| known != font) {
            set_attribute(edits, xml, &fonts, local, font);
        }
    }
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
