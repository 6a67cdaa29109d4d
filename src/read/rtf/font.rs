//! The font table, and what bytes are in a font's code page.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

use crate::document::SymbolFont;

/// A font of the table.
#[derive(Debug, Default)]
pub(super) struct Font {
    pub(super) name: String,
    /// The symbol font whose characters people use as tick boxes.
    pub(super) symbols: Option<SymbolFont>,
    /// Its codes are not those of any script.
    is_symbol: bool,
    encoding: Option<&'static Encoding>,
}

/// Longest name that is kept.
const NAME: usize = 100;

/// The fonts of a file, and its own code page.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    fonts: HashMap<i32, Font>,
    /// The entry that is being read.
    entry: i32,
    /// `\ansicpg`
    code_page: Option<&'static Encoding>,
}

impl Fonts {
    /// Takes a control word of the font table.
    pub(super) fn word(&mut self, word: &[u8], number: Option<i32>) {
        if word == b"f" {
            self.entry = number.unwrap_or(0);
            self.fonts.insert(self.entry, Font::default());
            return;
        }
        let Some(font) = self.fonts.get_mut(&self.entry) else { return };
        match (word, number) {
            (b"fcharset", Some(2)) => font.is_symbol = true,
            (b"fcharset", Some(charset)) => font.encoding = of_charset(charset),
            (b"cpg", Some(page)) => font.encoding = of_code_page(page).or(font.encoding),
            _ => {}
        }
    }

    /// Takes text of the font table: names, each ended by a semicolon.
    pub(super) fn text(&mut self, text: &str) {
        let Some(font) = self.fonts.get_mut(&self.entry) else { return };
        if font.name.len() + text.len() <= NAME {
            font.name.push_str(text);
        }
        if let Some((name, _)) = font.name.split_once(';') {
            font.name = name.trim().to_owned();
            font.symbols = SymbolFont::from_name(&font.name);
        }
    }

    /// Takes the code page of the file.
    pub(super) fn code_page(&mut self, page: Option<i32>) {
        self.code_page = page.and_then(of_code_page);
    }

    pub(super) fn get(&self, number: i32) -> Option<&Font> {
        self.fonts.get(&number)
    }

    /// Decodes text in a font, and says whether all of it could be.
    ///
    /// Chinese programs name fonts of the Western charset and write GBK all the same, and Word shows it by the system's
    /// code page. So bytes in a Western font are tried in the code page of the file first when that is a Chinese,
    /// Japanese or Korean one, and in GB18030 when the file names none.
    pub(super) fn decode<'b>(&self, bytes: &'b [u8], font: i32) -> (Cow<'b, str>, bool) {
        if let Ok(text) = std::str::from_utf8(bytes)
            && text.is_ascii()
        {
            return (Cow::Borrowed(text), true);
        }
        let font = self.fonts.get(&font);
        if font.is_some_and(|font| font.is_symbol || font.symbols.is_some()) {
            return (bytes.iter().map(|byte| char::from(*byte)).collect(), true);
        }
        let own = font.and_then(|font| font.encoding);
        let of_file = self.code_page.unwrap_or(GB18030);
        let tried = [own.filter(|own| is_wide(own)), Some(of_file).filter(|page| is_wide(page))];
        for encoding in tried.into_iter().flatten() {
            if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
                return (text, true);
            }
        }
        let (text, broken) = own.unwrap_or(of_file).decode_without_bom_handling(bytes);
        (text, !broken)
    }
}

/// Whether its characters take more than a byte.
fn is_wide(encoding: &'static Encoding) -> bool {
    !encoding.is_single_byte()
}

/// `\fcharset`. None stands for the code page of the file.
fn of_charset(charset: i32) -> Option<&'static Encoding> {
    Some(match charset {
        0 => WINDOWS_1252,
        77 => MACINTOSH,
        128 => SHIFT_JIS,
        129 | 130 => EUC_KR,
        134 => GB18030,
        136 => BIG5,
        161 => WINDOWS_1253,
        162 => WINDOWS_1254,
        163 => WINDOWS_1258,
        177 => WINDOWS_1255,
        178..=181 => WINDOWS_1256,
        186 => WINDOWS_1257,
        204 => WINDOWS_1251,
        222 => WINDOWS_874,
        238 => WINDOWS_1250,
        _ => return None,
    })
}

/// `\ansicpg` and `\cpg`. GB18030 contains GBK.
fn of_code_page(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 | 54936 | 20936 => GB18030,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => UTF_8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_the_code_page_of_their_font_or_file() {
        let mut fonts = Fonts::default();
        for (number, charset, name) in
            [(0, 0, "Arial;"), (1, 134, "SimSun;"), (2, 2, "Wingdings;"), (3, 136, "MingLiU;")]
        {
            fonts.word(b"f", Some(number));
            fonts.word(b"fcharset", Some(charset));
            fonts.text(name);
        }
        let bytes = |encoding: &'static Encoding, text: &'static str| encoding.encode(text).0.into_owned();
        let decode = |fonts: &Fonts, bytes: &[u8], font: i32| fonts.decode(bytes, font).0.into_owned();
        assert_eq!(decode(&fonts, &bytes(GB18030, "申报"), 1), "申报");
        assert_eq!(decode(&fonts, &bytes(BIG5, "申報"), 3), "申報");
        assert_eq!(decode(&fonts, &[0xFE], 2), "þ");
        assert_eq!(fonts.get(2).unwrap().symbols, Some(SymbolFont::Wingdings));
        // No code page: a Chinese file.
        assert_eq!(decode(&fonts, &bytes(GB18030, "申报"), 0), "申报");
        fonts.code_page(Some(1252));
        assert_eq!(decode(&fonts, &[0x63, 0x61, 0x66, 0xE9], 0), "café");
        fonts.code_page(Some(936));
        assert_eq!(decode(&fonts, &bytes(GB18030, "申报"), 0), "申报");
        assert_eq!(fonts.decode(&[0xD6], 1), ("\u{FFFD}".into(), false));
    }
}
