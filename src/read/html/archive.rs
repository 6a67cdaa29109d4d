//! The page in a web archive.
//!
//! The mail parsers at hand look for the end of a part from each part anew, which takes quadratic time when a file names
//! boundaries it does not have. An archive needs little of MIME: one pass over its lines, and two decoders.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::charset;
use crate::error::{ErrorKind, Result};
use crate::limits::Limits;
use crate::read::base64;

/// The bytes of a page, and the charset that its header names.
pub(super) struct Page<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    pub(super) charset: Option<&'static Encoding>,
}

/// Multiparts inside each other. Word writes one, mail programs three.
const NESTED: usize = 20;

/// Finds the first part that is a web page, and decodes it.
pub(super) fn page<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Page<'b>> {
    if bytes.len() as u64 > limits.part_bytes {
        let (limit, allowed, found) = ("part_bytes", limits.part_bytes, bytes.len() as u64);
        return Err(ErrorKind::LimitExceeded { limit, allowed, found, part: None }.into());
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let (mut header, mut at) = Header::read(bytes, 0);
    let mut boundaries: Vec<String> = Vec::new();
    loop {
        if header.is("multipart/") {
            let Some(boundary) = header.parameter("boundary").filter(|_| boundaries.len() < NESTED) else {
                return Err(missing());
            };
            boundaries.push(boundary);
        } else if header.is("text/html") || header.is("application/xhtml+xml") {
            let (end, _) = delimiter(bytes, at, &boundaries);
            let body = bytes.get(at..end).unwrap_or_default();
            let charset = header.parameter("charset");
            return Ok(Page {
                bytes: decoded(body, &header.encoding)?,
                charset: charset.and_then(|label| charset::by_label(label.as_bytes())),
            });
        } else if boundaries.is_empty() {
            return Err(missing());
        }
        let (_, next) = delimiter(bytes, at, &boundaries);
        let Some((behind, level)) = next else { return Err(missing()) };
        boundaries.truncate(level);
        (header, at) = Header::read(bytes, behind);
    }
}

fn missing() -> crate::Error {
    ErrorKind::PartMissing { part: "text/html".to_owned() }.into()
}

/// Goes on to the next line that is a delimiter of an open multipart: where the part before it ends, where the next
/// begins, and how many multiparts are open there.
fn delimiter(bytes: &[u8], from: usize, boundaries: &[String]) -> (usize, Option<(usize, usize)>) {
    let mut start = from;
    let mut text_end = from;
    for line in (Lines { bytes, at: from }) {
        let end = start + line.len();
        if let Some(name) = line.strip_prefix(b"--") {
            let name = name.trim_ascii_end();
            let named = |boundary: &String| name == boundary.as_bytes();
            let closed = |boundary: &String| name.strip_suffix(b"--") == Some(boundary.as_bytes());
            if let Some(level) = boundaries.iter().rposition(named) {
                return (text_end, Some((end, level + 1)));
            }
            // What follows the last part of a multipart belongs to the one around it, and is no part.
            if let Some(level) = boundaries.iter().rposition(closed) {
                return match delimiter_after(bytes, end, boundaries.get(..level).unwrap_or_default()) {
                    Some(next) => (text_end, Some(next)),
                    None => (text_end, None),
                };
            }
        }
        // The line end in front of a delimiter is the delimiter's.
        text_end = start + line.trim_ascii_end().len();
        start = end;
    }
    (bytes.len(), None)
}

/// The next part after the end of a multipart.
fn delimiter_after(bytes: &[u8], from: usize, boundaries: &[String]) -> Option<(usize, usize)> {
    let mut end = from;
    for line in (Lines { bytes, at: from }) {
        end += line.len();
        let name = line.strip_prefix(b"--").unwrap_or_default().trim_ascii_end();
        if let Some(level) = boundaries.iter().rposition(|boundary| name == boundary.as_bytes()) {
            return Some((end, level + 1));
        }
    }
    None
}

/// Lines with their ends.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Iterator for Lines<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        self.at += length;
        rest.get(..length)
    }
}

/// What is said of a part.
#[derive(Default)]
struct Header {
    /// `Content-Type` with its parameters.
    kind: String,
    /// `Content-Transfer-Encoding`
    encoding: String,
}

impl Header {
    /// Reads the fields up to the empty line, and gives what stands behind it.
    fn read(bytes: &[u8], from: usize) -> (Header, usize) {
        let mut header = Header::default();
        let mut at = from;
        let mut field: Option<&mut String> = None;
        for line in (Lines { bytes, at: from }) {
            at += line.len();
            let text = line.trim_ascii_end();
            if text.is_empty() {
                break;
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some(value) = &mut field {
                    value.push_str(&String::from_utf8_lossy(text));
                }
                continue;
            }
            let colon = memchr::memchr(b':', text).unwrap_or(text.len());
            let (name, value) = text.split_at_checked(colon).unwrap_or_default();
            field = if name.eq_ignore_ascii_case(b"content-type") {
                Some(&mut header.kind)
            } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
                Some(&mut header.encoding)
            } else {
                None
            };
            if let Some(field) = &mut field {
                field.clear();
                field.push_str(String::from_utf8_lossy(value.get(1..).unwrap_or_default()).trim());
            }
        }
        (header, at)
    }

    fn is(&self, kind: &str) -> bool {
        self.kind.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind))
    }

    fn parameter(&self, name: &str) -> Option<String> {
        self.kind.split(';').skip(1).find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or(value);
            key.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }
}

fn decoded<'b>(body: &'b [u8], encoding: &str) -> Result<Cow<'b, [u8]>> {
    if encoding.eq_ignore_ascii_case("base64") {
        base64::decode(body).map(Cow::Owned).map_err(|error| {
            ErrorKind::PartBroken { part: "text/html".to_owned(), cause: error.to_string() }.into()
        })
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        Ok(Cow::Owned(quoted_printable(body)))
    } else {
        Ok(Cow::Borrowed(body))
    }
}

/// Decodes quoted-printable (RFC 2045, 6.7). The crate for it drops bytes that the encoding does not allow; systems write
/// raw UTF-8 and GBK under this name, and that is text.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    for line in (Lines { bytes: body, at: 0 }) {
        let text = line.trim_ascii_end();
        let mut rest = text;
        let mut goes_on = false;
        while let Some(escape) = memchr::memchr(b'=', rest) {
            let (before, code) = rest.split_at_checked(escape).unwrap_or_default();
            decoded.extend_from_slice(before);
            let digit = |at: usize| code.get(at).and_then(|digit| (*digit as char).to_digit(16));
            rest = match (digit(1), digit(2)) {
                (Some(high), Some(low)) => {
                    decoded.push((high * 16 + low) as u8);
                    code.get(3..)
                }
                _ if code.len() == 1 => {
                    goes_on = true;
                    None
                }
                _ => {
                    decoded.push(b'=');
                    code.get(1..)
                }
            }
            .unwrap_or_default();
        }
        decoded.extend_from_slice(rest);
        if !goes_on {
            decoded.push(b'\n');
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_characters_come_back() {
        let body = "a=3Db=\r\nc =\r\nd\r\n=E7=94=B2 = 乙";
        assert_eq!(quoted_printable(body.as_bytes()), "a=bc d\n甲 = 乙\n".as_bytes());
    }
}
