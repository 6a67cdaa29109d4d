use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

/// How much of a page is searched. The standard says 1024; Word puts kilobytes of namespaces and comments in front.
const HEAD: usize = 16 << 10;

/// The encoding that a page names in a `meta` element or in an XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    let of_meta = memmem::find_iter(&head, b"<meta")
        .filter_map(|start| {
            let tag = head.get(start..)?;
            let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
            value(tag.get(..end)?, b"charset")
        })
        .find_map(by_label);
    of_meta.or_else(|| {
        let end = memmem::find(&head, b"?>").filter(|_| head.trim_ascii_start().starts_with(b"<?xml"))?;
        by_label(value(head.get(..end)?, b"encoding")?)
    })
}

/// The encoding by the name that pages and messages use for it.
pub(super) fn by_label(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    // What names itself in ASCII is not UTF-16, whatever it says (HTML standard, 13.2.3.2).
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The value behind `name=`, with or without quotes.
fn value<'b>(text: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
    let behind = text.get(memmem::find(text, name)? + name.len()..)?.trim_ascii_start();
    let value = behind.strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
    value.get(..value.iter().position(|byte| !is_label(byte)).unwrap_or(value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GBK};

    #[test]
    fn a_page_names_its_encoding_in_many_ways() {
        let cases: [(&str, Option<&Encoding>); 8] = [
            ("<html><meta charset=gb2312>", Some(GBK)),
            ("<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=GBK'>", Some(GBK)),
            ("<meta name=a content=b><meta charset = \"utf-8\">", Some(UTF_8)),
            ("<?xml version='1.0' encoding='big5'?><html>", Some(BIG5)),
            ("<meta charset=utf-16>", Some(UTF_8)),
            ("<meta charset=unknown><meta charset=gbk>", Some(GBK)),
            ("<p>charset=gbk</p>", None),
            ("<meta charset", None),
        ];
        for (page, expected) in cases {
            assert_eq!(declared(page.as_bytes()), expected, "{page}");
        }
    }
}
