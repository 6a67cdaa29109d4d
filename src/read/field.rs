//! Complex fields (ECMA-376 Part 1, 17.16.18): an instruction that is not on the page, and a result that is.

use super::field_data::FieldData;
use crate::document::{MarkState, Span};

/// A field that is open.
#[derive(Default)]
pub(in crate::read) struct Field {
    instruction: String,
    /// Where the instruction stands, from its first `w:instrText` to its last.
    pub(in crate::read) source: Option<Span>,
    pub(in crate::read) separated: bool,
    /// The state of a check box form field, and where its data stands.
    pub(in crate::read) check_box: Option<(MarkState, Span)>,
    /// The entry that a drop-down form field shows.
    pub(in crate::read) chosen: Option<String>,
}

/// Longest instruction that is kept; those that matter have 20 characters.
const INSTRUCTION: usize = 1000;

impl Field {
    pub(in crate::read) fn shows_result(&self) -> bool {
        self.separated
    }

    pub(in crate::read) fn add_instruction(&mut self, text: &str, source: Span) {
        let start = self.source.map_or(source.start, |before| before.start);
        self.source = Some(Span { start, end: source.end });
        if self.instruction.len() + text.len() <= INSTRUCTION {
            self.instruction.push_str(text);
        }
    }

    /// Takes what the data of a form field says. Data that makes no sense says nothing.
    pub(in crate::read) fn set_data(&mut self, data: Option<FieldData>, source: Span) {
        match data {
            Some(FieldData::CheckBox(true)) => self.check_box = Some((MarkState::Ticked, source)),
            Some(FieldData::CheckBox(false)) => self.check_box = Some((MarkState::Empty, source)),
            Some(FieldData::Chosen(entry)) => self.chosen = Some(entry),
            None => {}
        }
    }

    /// Whether it is one of the fields that people fill in.
    pub(in crate::read) fn is_form_field(&self) -> bool {
        self.instruction.trim_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("FORM"))
    }

    /// What a button shows, which stands behind the name of its macro: `MACROBUTTON NoMacro [单击此处输入]` (17.16.5.33).
    pub(in crate::read) fn button(&self) -> Option<&str> {
        let (name, rest) = self.instruction.trim_start().split_once(char::is_whitespace)?;
        let (_, shown) = rest.trim_start().split_once(char::is_whitespace)?;
        let is_button = ["MACROBUTTON", "GOTOBUTTON"].iter().any(|own| name.eq_ignore_ascii_case(own));
        Some(shown.trim()).filter(|_| is_button)
    }

    pub(in crate::read) fn instruction(&self) -> &str {
        &self.instruction
    }

    /// The tick box that an EQ field draws by setting characters over each other: `eq \o\ac(□,√)`.
    pub(in crate::read) fn overstrike(&self) -> Option<MarkState> {
        let text: String = self.instruction.chars().filter(|character| !character.is_whitespace()).collect();
        let lower = text.to_lowercase();
        if !lower.starts_with("eq\\o") {
            return None;
        }
        let has = |set: &[char]| lower.contains(set);
        if !has(&['□', '☐', '○', '◻', '口']) {
            return None;
        }
        Some(if has(&['√', '✓', '✔', '×', '✗', '■']) {
            MarkState::Ticked
        } else {
            MarkState::Empty
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overstruck_box_is_ticked_when_a_tick_is_in_it() {
        let field = |instruction: &str| {
            let mut field = Field::default();
            field.add_instruction(instruction, Span::default());
            field.overstrike()
        };
        assert_eq!(field(" eq \\o\\ac(□,√)"), Some(MarkState::Ticked));
        assert_eq!(field("EQ \\o\\ac(□, )"), Some(MarkState::Empty));
        assert_eq!(field("EQ \\f(1,2)"), None);
        assert_eq!(field("PAGE"), None);
    }

    #[test]
    fn a_button_shows_what_stands_behind_its_macro() {
        let field = |instruction: &str| {
            let mut field = Field::default();
            field.add_instruction(instruction, Span::default());
            field.button().map(str::to_owned)
        };
        assert_eq!(field(" MacroButton NoMacro [单击 此处] ").as_deref(), Some("[单击 此处]"));
        assert_eq!(field("MACROBUTTON NoMacro"), None);
        assert_eq!(field("IF 1 = 1"), None);
    }
}
