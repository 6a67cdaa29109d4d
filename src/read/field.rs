//! What instructions of fields draw, whatever format they stand in.

use crate::document::MarkState;

/// The tick box that an EQ field draws by setting characters over each other: `eq \o\ac(□,√)`.
pub(in crate::read) fn overstrike(instruction: &str) -> Option<MarkState> {
    let text: String = instruction.chars().filter(|character| !character.is_whitespace()).collect();
    let lower = text.to_lowercase();
    if !lower.starts_with("eq\\o") {
        return None;
    }
    let has = |set: &[char]| lower.contains(set);
    if !has(&['□', '☐', '○', '◻', '口']) {
        return None;
    }
    Some(if has(&['√', '✓', '✔', '×', '✗', '■']) { MarkState::Ticked } else { MarkState::Empty })
}
