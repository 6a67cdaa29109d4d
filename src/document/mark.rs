use super::Span;

/// A tick box: something a person ticks, whatever the document made it of.
///
/// In the document's text it always stands as one character, [`MarkState::glyph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Whether it is ticked.
    pub state: MarkState,
    /// What it is made of.
    pub kind: MarkKind,
    /// Its character in the document's text.
    pub text: Span,
    /// The element that makes it, in its part (see [`Paragraph::source`](super::Paragraph::source)).
    pub source: Span,
}

/// Whether a tick box is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkState {
    /// ☑
    Ticked,
    /// ☐
    Empty,
    /// There is a mark, but nothing says which.
    Unknown,
}

impl MarkState {
    /// The character that stands for it in the document's text.
    pub fn glyph(self) -> char {
        match self {
            MarkState::Ticked => '☑',
            MarkState::Empty => '☐',
            MarkState::Unknown => '□',
        }
    }
}

/// What a tick box is made of. A filler ticks it in the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MarkKind {
    /// A check box content control (`w14:checkbox`, [MS-DOCX] 2.2.1.5).
    Control,
    /// A character of a symbol font (`w:sym`, ECMA-376 Part 1, 17.3.3.30).
    Symbol(SymbolFont),
    /// A check box form field (`w:checkBox` in `w:ffData`, 17.16.7).
    FormField,
    /// A character typed in a symbol font: the `R` of Wingdings 2.
    Typed(SymbolFont),
    /// Two characters set over each other by an EQ field: `eq \o\ac(□,√)`, WPS's and Word's 带圈字符.
    Overstrike,
}

/// The fonts whose characters people use as tick boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SymbolFont {
    /// Wingdings
    Wingdings,
    /// Wingdings 2
    Wingdings2,
    /// Webdings
    Webdings,
}

impl SymbolFont {
    /// Finds the font by its name as written in `w:font` or `w:rFonts`.
    pub fn from_name(name: &str) -> Option<SymbolFont> {
        let same = |other: &str| name.trim().eq_ignore_ascii_case(other);
        if same("Wingdings") {
            Some(SymbolFont::Wingdings)
        } else if same("Wingdings 2") {
            Some(SymbolFont::Wingdings2)
        } else if same("Webdings") {
            Some(SymbolFont::Webdings)
        } else {
            None
        }
    }

    /// Its name, as Word writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            SymbolFont::Wingdings => "Wingdings",
            SymbolFont::Wingdings2 => "Wingdings 2",
            SymbolFont::Webdings => "Webdings",
        }
    }

    /// Says what a character code of the font means as a tick box; `None` when it is no box or tick.
    ///
    /// Codes are the font's own (0x20..=0xFF); the private-use form U+F0xx is the same code plus 0xF000.
    pub fn state(self, code: u32) -> Option<MarkState> {
        let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
        match (self, code) {
            (SymbolFont::Wingdings, 0xFB..=0xFE) => Some(MarkState::Ticked),
            (SymbolFont::Wingdings, 0x6F | 0x70 | 0x71 | 0x72 | 0xA8) => Some(MarkState::Empty),
            (SymbolFont::Wingdings2, 0x4F..=0x54) => Some(MarkState::Ticked),
            (SymbolFont::Wingdings2, 0x2A | 0x30 | 0x35 | 0x99 | 0xA3) => Some(MarkState::Empty),
            (SymbolFont::Webdings, 0x61 | 0x72) => Some(MarkState::Ticked),
            (SymbolFont::Webdings, 0x63) => Some(MarkState::Empty),
            _ => None,
        }
    }

    /// What a text set in the font means as a tick box: `R` in Wingdings 2 is a ticked one.
    pub(crate) fn typed(self, text: &str) -> Option<MarkState> {
        let mut characters = text.chars();
        let only = characters.next().filter(|_| characters.next().is_none())?;
        self.state(only as u32)
    }

    /// The code a filler writes for a state.
    pub fn code(self, ticked: bool) -> u32 {
        match (self, ticked) {
            (SymbolFont::Wingdings, true) => 0xF0FE,
            (SymbolFont::Wingdings, false) => 0xF0A8,
            (SymbolFont::Wingdings2, true) => 0xF052,
            (SymbolFont::Wingdings2, false) => 0xF0A3,
            (SymbolFont::Webdings, true) => 0xF061,
            (SymbolFont::Webdings, false) => 0xF063,
        }
    }
}
