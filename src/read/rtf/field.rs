//! Fields and form fields.

use crate::document::{MarkKind, MarkState, Span, SymbolFont};
use crate::read::field;

/// A field that is open.
#[derive(Default)]
pub(super) struct Field {
    field: field::Field,
    /// How much had been shown when it began.
    pub(super) shown: u64,
    /// `\fftype`: 0 text, 1 check box, 2 drop-down.
    pub(super) kind: Option<i32>,
    /// `\ffres`
    pub(super) result: Option<i32>,
    /// `\ffdefres`
    pub(super) default: Option<i32>,
    entries: Vec<String>,
}

/// What a field shows that has no result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    Mark(MarkState, MarkKind),
    Text(String),
}

/// Longest entry and longest list of them that are kept.
const ENTRY: usize = 1000;
const ENTRIES: usize = 1000;

/// A result that says there is none: the default counts.
const UNDEFINED: i32 = 25;

impl Field {
    /// A field that begins when so much has been shown.
    pub(super) fn begin(shown: u64) -> Field {
        Field { shown, ..Field::default() }
    }

    pub(super) fn add_instruction(&mut self, text: &str) {
        self.field.add_instruction(text, Span::default());
    }

    pub(super) fn begin_entry(&mut self) {
        if self.entries.len() < ENTRIES {
            self.entries.push(String::new());
        }
    }

    pub(super) fn add_entry(&mut self, text: &str) {
        if let Some(entry) = self.entries.last_mut()
            && entry.len() + text.len() <= ENTRY
        {
            entry.push_str(text);
        }
    }

    /// What it draws by itself; `has_result` when its result shows something already.
    pub(super) fn drawn(mut self, has_result: bool) -> Option<Drawn> {
        let result = self.result.filter(|result| *result != UNDEFINED).or(self.default).unwrap_or(0);
        if self.kind == Some(1) {
            let state = if result == 1 { MarkState::Ticked } else { MarkState::Empty };
            return Some(Drawn::Mark(state, MarkKind::FormField));
        }
        if has_result {
            return None;
        }
        if self.kind == Some(2) {
            let chosen = usize::try_from(result).ok().filter(|chosen| *chosen < self.entries.len())?;
            return Some(Drawn::Text(self.entries.swap_remove(chosen)));
        }
        if let Some(state) = self.field.overstrike() {
            return Some(Drawn::Mark(state, MarkKind::Overstrike));
        }
        symbol(self.field.instruction())
    }
}

/// `SYMBOL 254 \f "Wingdings"` (ECMA-376 Part 1, 17.16.5.60).
fn symbol(instruction: &str) -> Option<Drawn> {
    let (name, rest) = instruction.trim_start().split_at_checked(6)?;
    let (code, rest) = rest.trim_start().split_once(' ').unwrap_or((rest.trim(), ""));
    if !name.eq_ignore_ascii_case("SYMBOL") {
        return None;
    }
    let code = match code.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => code.parse(),
    };
    let code = code.ok()?;
    let font = rest.split_once("\\f").map_or("", |(_, font)| font.trim_start());
    let font = font.strip_prefix('"').map_or(font, |font| font.split('"').next().unwrap_or_default());
    let font = SymbolFont::from_name(font);
    if let Some((font, state)) = font.and_then(|font| Some((font, font.state(code)?))) {
        return Some(Drawn::Mark(state, MarkKind::Symbol(font)));
    }
    char::from_u32(code).filter(|char| !char.is_control()).map(|char| Drawn::Text(char.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_told_by_code_and_font() {
        let wingdings = MarkKind::Symbol(SymbolFont::Wingdings);
        let cases = [
            (" SYMBOL 254 \\f \"Wingdings\" \\s 12", Some(Drawn::Mark(MarkState::Ticked, wingdings))),
            ("symbol 0xA8 \\f Wingdings", Some(Drawn::Mark(MarkState::Empty, wingdings))),
            ("SYMBOL 9745 \\u", Some(Drawn::Text("☑".into()))),
            ("SYMBOL", None),
            ("PAGE", None),
        ];
        for (instruction, expected) in cases {
            assert_eq!(symbol(instruction), expected, "{instruction}");
        }
    }
}
