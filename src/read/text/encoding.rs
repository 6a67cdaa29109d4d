use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::exceeded;
use super::lines::line_number;
use crate::error::{ErrorKind, Foreign, Result};
use crate::limits::Limits;

/// The text of a file, without its byte order mark.
#[derive(Debug)]
pub(in crate::read) struct Decoded {
    pub(in crate::read) text: String,
    /// The line, counted from 0, of the first bytes that the encoding does not explain.
    pub(in crate::read) broken: Option<u32>,
}

/// Decodes a text file by its byte order mark, or by what its bytes can be.
///
/// Without a mark it is UTF-8 where that explains the bytes, UTF-16 where the zero bytes of its blanks and
/// digits say so, and GB18030 otherwise: what Windows in China calls ANSI is GBK, and GB18030 contains it.
pub(in crate::read) fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded> {
    decode_declared(bytes, None, limits)
}

/// Decodes a file that may name its encoding. A byte order mark knows better, and so do the bytes where they cannot be
/// what is declared: pages of a system often name the charset of its templates, not that of its export.
pub(in crate::read) fn decode_declared(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
    limits: &Limits,
) -> Result<Decoded> {
    if bytes.len() as u64 > limits.text_bytes {
        return Err(exceeded("text_bytes", limits.text_bytes, bytes.len() as u64));
    }
    let decoded = match (Encoding::for_bom(bytes), declared) {
        (Some((encoding, mark)), _) => with(encoding, bytes.get(mark..).unwrap_or_default()),
        (None, None) => guess(bytes),
        (None, Some(encoding)) => {
            let declared = with(encoding, bytes);
            match declared.broken {
                None => declared,
                Some(_) => Some(guess(bytes)).filter(|guess| guess.broken.is_none()).unwrap_or(declared),
            }
        }
    };
    if decoded.text.is_empty() {
        return Err(ErrorKind::Empty.into());
    }
    if is_binary(&decoded.text) {
        return Err(ErrorKind::NotADocument { found: Foreign::Binary }.into());
    }
    // GB18030 grows when it becomes UTF-8, and positions in the text are 32 bits wide.
    if decoded.text.len() as u64 > u64::from(u32::MAX) {
        return Err(exceeded("text_bytes", u64::from(u32::MAX), decoded.text.len() as u64));
    }
    Ok(decoded)
}

fn guess(bytes: &[u8]) -> Decoded {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), broken: None };
    }
    let encoding = if is_mostly_utf8(bytes) { encoding_rs::UTF_8 } else { GB18030 };
    with(encoding, bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let broken =
        if broken { text.find('\u{FFFD}').map(|position| line_number(&text, position)) } else { None };
    Decoded { text: text.into_owned(), broken }
}

/// Whether damaged bytes are UTF-8 all the same.
///
/// Chinese is three bytes a character in UTF-8, and GBK text hardly ever looks like that. Two-byte sequences
/// prove nothing: the GBK bytes of 联通 are famous for being valid UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 8 * bad
}

/// Finds UTF-16 that has no byte order mark.
///
/// A form in UTF-16 has tabs, line ends, blanks and digits, whose high byte is zero. Read in the wrong order the
/// same units are rare characters such as U+0900, so that one order has many of them and the other next to none.
/// (A zero low byte alone says nothing: 一 is U+4E00 and the ideographic space U+3000.)
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) || memchr::memchr(0, bytes).is_none() {
        return None;
    }
    let (mut little, mut big) = (0usize, 0usize);
    for unit in bytes.chunks_exact(2) {
        match *unit {
            [b'\t' | b'\n' | b'\r' | b' '..=b'~', 0] => little += 1,
            [0, b'\t' | b'\n' | b'\r' | b' '..=b'~'] => big += 1,
            _ => {}
        }
    }
    let encoding = if little > 4 * big {
        UTF_16LE
    } else if big > 4 * little {
        UTF_16BE
    } else {
        return None;
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.contains(is_control)).then_some(encoding)
}

/// Whether the text holds more control characters than any text does.
fn is_binary(text: &str) -> bool {
    let controls = text.bytes().filter(|&byte| is_control(byte as char)).count();
    controls * 32 > text.len()
}

/// A control character that text files do not have. U+001A is the end of file of DOS, U+0007 the end of a cell
/// in Word's own text.
fn is_control(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\x07' | '\x0B' | '\x0C' | '\x1A')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Decoded {
        decode(bytes, &Limits::default()).unwrap()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "专项名称\t一级\u{3000}指标\r\n2020年\t100%\r\n";
        let gb18030 = GB18030.encode(text).0.into_owned();
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let cases: [(&str, Vec<u8>); 7] = [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with mark", marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec())),
            ("GB18030", gb18030),
            ("UTF-16LE with mark", marked(b"\xFF\xFE", utf16(text, u16::to_le_bytes))),
            ("UTF-16BE with mark", marked(b"\xFE\xFF", utf16(text, u16::to_be_bytes))),
            ("UTF-16LE", utf16(text, u16::to_le_bytes)),
            ("UTF-16BE", utf16(text, u16::to_be_bytes)),
        ];
        for (name, bytes) in cases {
            let decoded = decoded(&bytes);
            assert_eq!(decoded.text, text, "{name}");
            assert_eq!(decoded.broken, None, "{name}");
        }
    }

    #[test]
    fn four_byte_gb18030_is_read() {
        // U+2F9D4 and U+FE62 have no two-byte code.
        let text = "﹢网格\u{2F9D4}";
        assert_eq!(decoded(&GB18030.encode(text).0).text, text);
    }

    #[test]
    fn broken_bytes_have_a_line() {
        // 0xFF begins nothing in GB18030.
        let mut bytes = GB18030.encode("主管部门\n经办人：").0.into_owned();
        bytes.push(0xFF);
        let gb18030 = decoded(&bytes);
        assert_eq!((gb18030.text.as_str(), gb18030.broken), ("主管部门\n经办人：\u{FFFD}", Some(1)));

        // A character cut in half by whoever cut the file.
        let text = "清溪县城市管理局\r\n环境整治经费";
        let cut = decoded(&text.as_bytes()[..text.len() - 1]);
        assert_eq!((cut.text.as_str(), cut.broken), ("清溪县城市管理局\r\n环境整治经\u{FFFD}", Some(1)));
    }

    #[test]
    fn a_replacement_character_of_the_file_itself_is_no_finding() {
        assert_eq!(decoded("a\u{FFFD}".as_bytes()).broken, None);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let binary: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let code = |bytes: &[u8]| decode(bytes, &Limits::default()).unwrap_err().code();
        assert_eq!(code(&binary), "not_a_document");
        assert_eq!(code(&[0; 64]), "not_a_document");
        assert_eq!(code(b""), "empty");
        assert_eq!(code(b"\xEF\xBB\xBF"), "empty");
        let limits = Limits { text_bytes: 3, ..Limits::default() };
        assert_eq!(decode(b"text", &limits).unwrap_err().code(), "limit_exceeded");
    }
}
