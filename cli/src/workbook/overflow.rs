//! Texts that are too long for a cell: the cell holds a mark and how the text begins, another sheet the whole of it.

use std::collections::BTreeMap;

/// The characters that Excel gives a cell at most, counted as UTF-16 does.
const LONGEST: usize = 32_767;

/// What a mark begins with. Its number follows, and a blank.
const MARK: &str = "↪";

/// How much of the text a cell shows behind the mark.
const SHOWN: usize = 200;

pub(super) fn is_long(text: &str) -> bool {
    text.len() > LONGEST && text.encode_utf16().count() > LONGEST
}

/// The text in pieces that fit into cells.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut units) = (String::new(), 0);
    for character in text.chars() {
        if units + character.len_utf16() > LONGEST {
            pieces.push(std::mem::take(&mut piece));
            units = 0;
        }
        units += character.len_utf16();
        piece.push(character);
    }
    pieces.push(piece);
    pieces
}

pub(super) fn mark(number: usize, text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    format!("{MARK}{number} {start}…")
}

/// The text that a cell stands for: what was kept under its mark, where the rest of the cell is how that begins.
pub(super) fn whole<'t>(cell: &'t str, kept: &'t BTreeMap<usize, String>) -> &'t str {
    let marked = cell.strip_prefix(MARK).and_then(|rest| rest.split_once(' '));
    let found = marked.and_then(|(number, start)| Some((kept.get(&number.parse().ok()?)?, start)));
    match found {
        Some((text, start)) if text.starts_with(start.trim_end_matches('…')) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_comes_back_whole() {
        let text = "清溪𠮷".repeat(20_000);
        assert!(is_long(&text) && !is_long(&"清".repeat(LONGEST)));
        let pieces = pieces(&text);
        assert!(pieces.len() > 2 && pieces.iter().all(|piece| !is_long(piece)));
        let kept = BTreeMap::from([(3, pieces.concat())]);
        assert_eq!(whole(&mark(3, &text), &kept), text);
        assert_eq!(whole("↪3 别的", &kept), "↪3 别的");
        assert_eq!(whole("↪4 清溪", &kept), "↪4 清溪");
    }
}
