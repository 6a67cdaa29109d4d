//! What a run's formatting and the fields around it mean for its text.

use super::properties::PropertyTag;
use crate::document::{MarkState, Span, SymbolFont};

/// The few things of `w:rPr` that change what a reader sees.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    /// `w:vanish`: the text is not on the page.
    pub(super) hidden: bool,
    /// The run's font is a symbol font: its letters are not letters.
    pub(super) font: Option<SymbolFont>,
}

impl Look {
    /// Takes account of one element of a `w:rPr`.
    pub(super) fn add(&mut self, property: &PropertyTag<'_>) {
        match property.name {
            b"vanish" => self.hidden = property.is_on(),
            b"rFonts" => {
                let names: [&[u8]; 3] = [b"ascii", b"hAnsi", b"h-ansi"];
                let font = names.iter().find_map(|name| property.attr(name));
                self.font = font.as_deref().and_then(SymbolFont::from_name);
            }
            _ => {}
        }
    }
}

/// A complex field (ECMA-376 Part 1, 17.16.18) that is open. Its instruction is not on the page, its result is.
#[derive(Default)]
pub(super) struct Field {
    instruction: String,
    pub(super) separated: bool,
    /// The state of a check box form field, and where its data stands.
    pub(super) check_box: Option<(MarkState, Span)>,
    /// The entry that a drop-down form field shows.
    pub(super) chosen: Option<String>,
}

/// Longest instruction that is kept; those that matter have 20 characters.
const INSTRUCTION: usize = 1000;

impl Field {
    pub(super) fn shows_result(&self) -> bool {
        self.separated
    }

    pub(super) fn add_instruction(&mut self, text: &str) {
        if self.instruction.len() + text.len() <= INSTRUCTION {
            self.instruction.push_str(text);
        }
    }

    /// The tick box that an EQ field draws by setting characters over each other: `eq \o\ac(□,√)`.
    pub(super) fn overstrike(&self) -> Option<MarkState> {
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
    use crate::read::docx::properties::Tags;
    use crate::read::docx::token::Tokeniser;

    fn look(inside: &[u8]) -> Look {
        let mut look = Look::default();
        for property in &mut Tags::of(Tokeniser::new(inside, 0)) {
            look.add(&property);
        }
        look
    }

    #[test]
    fn a_run_is_hidden_only_when_vanish_is_on() {
        assert!(look(b"<w:b/><w:vanish/>").hidden);
        assert!(look(b"<w:vanish w:val=\"1\"/>").hidden);
        assert!(!look(b"<w:vanish w:val=\"0\"/>").hidden);
        assert!(!look(b"<w:vanish w:val='false'/><w:sz w:val=\"1\"/>").hidden);
        assert!(!look(b"<w:webHidden/>").hidden);
    }

    #[test]
    fn letters_of_a_symbol_font_are_told_by_the_font() {
        let seen = look(b"<w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/>");
        assert_eq!(seen.font, Some(SymbolFont::Wingdings2));
        assert_eq!(look(b"<w:rFonts w:ascii=\"SimSun\"/>").font, None);
    }

    #[test]
    fn an_overstruck_box_is_ticked_when_a_tick_is_in_it() {
        let field = |instruction: &str| {
            let mut field = Field::default();
            field.add_instruction(instruction);
            field.overstrike()
        };
        assert_eq!(field(" eq \\o\\ac(□,√)"), Some(MarkState::Ticked));
        assert_eq!(field("EQ \\o\\ac(□, )"), Some(MarkState::Empty));
        assert_eq!(field("EQ \\f(1,2)"), None);
        assert_eq!(field("PAGE"), None);
    }
}
