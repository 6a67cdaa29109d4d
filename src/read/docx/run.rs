//! What a run's formatting means for its text.

use super::properties::PropertyTag;
use crate::document::SymbolFont;

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
    pub(super) fn add(&mut self, property: PropertyTag<'_>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::docx::properties::Tags;
    use crate::read::docx::token::Tokeniser;

    fn look(inside: &[u8]) -> Look {
        let mut look = Look::default();
        for property in &mut Tags::of(Tokeniser::new(inside, 0)) {
            look.add(property);
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
}
