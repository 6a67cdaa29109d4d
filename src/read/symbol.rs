//! Characters of symbol fonts in list numbers: their codes are no letters.

/// Puts a character that stands in Unicode for one that only a symbol font has, U+F0xx.
///
/// A bullet in a symbol font may also be written with the bare code, as Word 97 did.
pub(in crate::read) fn bullet(char: char, font: &str, bare: bool) -> char {
    let font = font.trim();
    let is = |name: &str| font.eq_ignore_ascii_case(name);
    let code = match u32::from(char) {
        code @ 0xF020..=0xF0FF => code - 0xF000,
        code @ 0xE000..=0xF8FF => code,
        code @ 0x21..=0xFF if bare && (is("Wingdings") || is("Wingdings 2") || is("Webdings")) => code,
        0xB7 if bare && is("Symbol") => 0xB7,
        _ => return char,
    };
    let table: &[(u32, char)] = if is("Wingdings 2") {
        &[(0x4F, '✗'), (0x50, '✓'), (0x51, '☒'), (0x52, '☑'), (0x97, '●'), (0xA2, '■'), (0xA3, '□')]
    } else if is("Webdings") {
        &[(0x34, '▶'), (0x61, '✓'), (0x63, '□'), (0x67, '■'), (0x6E, '●')]
    } else if is("Symbol") {
        &[(0x2D, '-'), (0xA8, '♦'), (0xAE, '→'), (0xDE, '⇒')]
    } else {
        &[
            (0x46, '☞'),
            (0x6C, '●'),
            (0x6E, '■'),
            (0x6F, '□'),
            (0x70, '□'),
            (0x71, '□'),
            (0x72, '□'),
            (0x74, '◆'),
            (0x75, '◆'),
            (0x76, '❖'),
            (0x77, '◆'),
            (0x9F, '•'),
            (0xA1, '○'),
            (0xA7, '▪'),
            (0xA8, '□'),
            (0xAB, '★'),
            (0xB2, '✧'),
            (0xD8, '➢'),
            (0xDC, '➲'),
            (0xE0, '→'),
            (0xE8, '➔'),
            (0xF0, '⇨'),
            (0xFB, '✗'),
            (0xFC, '✓'),
            (0xFD, '☒'),
            (0xFE, '☑'),
        ]
    };
    table.iter().find(|(own, _)| *own == code).map_or('•', |(_, char)| *char)
}
