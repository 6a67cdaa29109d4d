//! The marks of tick boxes, as they come out of documents and text dumps, and the text of a choice cut at
//! them.

use std::iter::once;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::text::is_blank_char;

/// What a mark says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    Ticked,
    Empty,
    /// A cross that is no crossed box. Some people tick with it, some strike out.
    Crossed,
    /// There is a mark, but the reader of the document lost which.
    Unreadable,
}

/// One piece of a choice text; blanks are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where it stands in the text as given.
    pub(super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of the option with this index.
    Word(usize),
    /// A glyph that is a mark wherever it stands.
    Mark(Glyph),
    /// A letter that is a mark only when it touches an option word and is no part of another word.
    Letter(Glyph, char),
    /// Any other character, folded.
    Other(char),
}

impl Token {
    pub(super) fn is_mark(&self) -> bool {
        matches!(self.kind, Kind::Mark(_))
    }

    /// Whether this can be a character of a list number: `1.`, `（2）`, `01-`.
    pub(super) fn is_list_number(&self) -> bool {
        matches!(self.kind, Kind::Other('0'..='9' | '.' | '、' | '-' | '(' | ')'))
    }

    pub(super) fn is_alphabetic(&self) -> bool {
        matches!(self.kind, Kind::Other(c) | Kind::Letter(_, c) if c.is_alphabetic())
    }
}

/// One character of the text, folded; several come from one when folding expands it.
struct Element {
    plain: char,
    range: Range<usize>,
}

/// Cuts a text into option words, marks and the rest. The longest word wins.
///
/// Words are compared after folding and without blanks: `words` holds them that way, with their option.
pub(super) fn tokens(text: &str, words: &[(usize, Vec<char>)]) -> Vec<Token> {
    let elements = elements(text);
    let mut tokens = Vec::new();
    let mut rest = elements.as_slice();
    while let Some(first) = rest.first() {
        let (kind, length) = mark_at(rest)
            .or_else(|| word_at(rest, words))
            .unwrap_or_else(|| (letter(first.plain).unwrap_or(Kind::Other(first.plain)), 1));
        let (eaten, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let end = eaten.last().map_or(first.range.end, |last| last.range.end);
        tokens.push(Token { kind, range: first.range.start..end });
        rest = after;
    }
    tokens
}

/// Folds an option word the way the text is folded.
pub(super) fn fold_word(word: &str) -> Vec<char> {
    let mut folded = Vec::with_capacity(word.len() / 2);
    fold_each(word, |plain, _| folded.push(plain));
    folded
}

fn elements(text: &str) -> Vec<Element> {
    let mut elements = Vec::with_capacity(text.len() / 2);
    fold_each(text, |plain, range| elements.push(Element { plain, range }));
    elements
}

/// Folds the characters of a text but for its blanks. Tells where each comes from.
fn fold_each(text: &str, mut tell: impl FnMut(char, Range<usize>)) {
    for (start, c) in text.char_indices().filter(|(_, c)| !is_blank_char(*c)) {
        let range = start..start + c.len_utf8();
        // Folding leaves these alone. It would take some marks apart: ¨ is a blank with a diaeresis on it.
        if matches!(c, '!'..='~' | '\u{4E00}'..='\u{9FFF}') || glyph(c).is_some() || letter(c).is_some() {
            tell(c, range);
        } else {
            once(c).nfkc().for_each(|plain| tell(plain, range.clone()));
        }
    }
}

fn word_at(rest: &[Element], words: &[(usize, Vec<char>)]) -> Option<(Kind, usize)> {
    words
        .iter()
        .filter(|(_, word)| {
            !word.is_empty()
                && rest.len() >= word.len()
                && rest.iter().zip(word).all(|(element, c)| element.plain == *c)
        })
        .max_by_key(|(_, word)| word.len())
        .map(|(option, word)| (Kind::Word(*option), word.len()))
}

/// Reads a mark of one glyph, of a glyph in brackets, or of an EQ field that circles one.
fn mark_at(rest: &[Element]) -> Option<(Kind, usize)> {
    let at = |index: usize| rest.get(index).map(|element| element.plain);
    let first = at(0)?;
    if let Some(mark) = glyph(first) {
        return Some((Kind::Mark(mark), 1));
    }
    if let Some(length) = starts_with(rest, r"eq\o\ac(") {
        let inside = |index: usize| at(length + index).and_then(glyph);
        let is_closed = at(length + 1) == Some(',') && at(length + 3) == Some(')');
        let mark = match (inside(0), inside(2)) {
            (Some(Glyph::Ticked), _) | (_, Some(Glyph::Ticked)) => Some(Glyph::Ticked),
            (one, other) => one.or(other),
        };
        return mark.filter(|_| is_closed).map(|mark| (Kind::Mark(mark), length + 4));
    }
    let close = match first {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '|' => '|',
        _ => return None,
    };
    // Blanks are gone already: `（  ）` is an empty box.
    if at(1) == Some(close) && first != '|' {
        return Some((Kind::Mark(Glyph::Empty), 2));
    }
    let mark = match at(1)? {
        'X' | 'x' => Glyph::Ticked,
        '_' => Glyph::Empty,
        inner => glyph(inner)?,
    };
    (at(2) == Some(close)).then_some((Kind::Mark(mark), 3))
}

fn starts_with(rest: &[Element], word: &str) -> Option<usize> {
    let same =
        rest.iter().zip(word.chars()).take_while(|(element, c)| element.plain.to_ascii_lowercase() == *c);
    (same.count() == word.len()).then_some(word.len())
}

/// A character that is a mark by itself. U+F0xx are symbol fonts' codes in the private use area.
fn glyph(c: char) -> Option<Glyph> {
    Some(match c {
        '☑' | '☒' | '✓' | '✔' | '√' | '■' | '●' | '⊠' | '◼' | '⬛' | '✅' | '🗹' | '🗷' => {
            Glyph::Ticked
        }
        // Wingdings û ü ý þ; Wingdings 2 P R S T.
        '\u{F0FB}'..='\u{F0FE}' | '\u{F050}' | '\u{F052}'..='\u{F054}' => Glyph::Ticked,
        // Apache Tika maps the ticked box of Wingdings to this bracket piece.
        '\u{23AD}' => Glyph::Ticked,
        '□' | '☐' | '○' | '◻' | '▢' | '◯' | '⬜' | '❏' | '❑' | '❒' => Glyph::Empty,
        // Wingdings o q r ¨; Wingdings 2 £.
        '\u{F06F}' | '\u{F071}' | '\u{F072}' | '\u{F0A8}' | '\u{F0A3}' => Glyph::Empty,
        '×' | '✕' | '✖' | '✗' | '✘' => Glyph::Crossed,
        // A symbol that the code page of a text dump could not hold.
        '?' | '？' | '\u{FFFD}' => Glyph::Unreadable,
        _ => return None,
    })
}

/// A letter behind which a symbol font shows a box, in texts that lost the font; and 口, typed for □.
fn letter(c: char) -> Option<Kind> {
    match c {
        'R' | 'S' | 'T' | 'P' | 'þ' | 'ý' | 'ü' => Some(Kind::Letter(Glyph::Ticked, c)),
        'o' | '口' | '¨' | '£' => Some(Kind::Letter(Glyph::Empty, c)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_keep_their_place_in_the_text() {
        let words = [(0, fold_word("新增项目"))];
        for (text, kind, mark) in [
            ("新增项目 □", Kind::Mark(Glyph::Empty), "□"),
            ("新 增项目（ √ ）", Kind::Mark(Glyph::Ticked), "（ √ ）"),
            ("新增项目【√】", Kind::Mark(Glyph::Ticked), "【√】"),
            ("新增项目(  )", Kind::Mark(Glyph::Empty), "(  )"),
            ("新增项目 |X|", Kind::Mark(Glyph::Ticked), "|X|"),
            ("新增项目|_|", Kind::Mark(Glyph::Empty), "|_|"),
            (r"新增项目 eq \o\ac(□,√)", Kind::Mark(Glyph::Ticked), r"eq \o\ac(□,√)"),
            (r"新增项目 EQ \O\AC（□，√）", Kind::Mark(Glyph::Ticked), r"EQ \O\AC（□，√）"),
            ("新增项目\u{F0FE}", Kind::Mark(Glyph::Ticked), "\u{F0FE}"),
            ("新增项目¨", Kind::Letter(Glyph::Empty, '¨'), "¨"),
            ("新增项目(", Kind::Other('('), "("),
        ] {
            let found = tokens(text, &words);
            let [word, token] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!(word.kind, Kind::Word(0));
            assert_eq!((token.kind, text.get(token.range.clone())), (kind, Some(mark)), "{text}");
        }
    }
}
