//! The data of a form field in Word 2003 XML: `FFData` of the binary format ([MS-DOC] 2.9.78) in Base64.

/// What a form field shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FieldData {
    CheckBox(bool),
    /// The entry of a drop-down list.
    Chosen(String),
}

/// Longest data that is looked at. It holds a few names and texts; Word lets nobody write more.
const LONGEST: usize = 0x1_0000;

/// Where nothing is chosen, the default counts ([MS-DOC] 2.9.79, `iRes`).
const NOTHING_CHOSEN: u16 = 25;

/// Reads what a check box or a drop-down list shows; `None` for other fields, and for data that makes no sense.
pub(super) fn parse(base64: &str) -> Option<FieldData> {
    let bytes = decoded(base64.get(..LONGEST).unwrap_or(base64));
    let at = |position: usize| Some(u16::from_le_bytes([*bytes.get(position)?, *bytes.get(position + 1)?]));
    if at(0)? != 0xFFFF || at(2)? != 0xFFFF {
        return None;
    }
    let bits = at(4)?;
    let (kind, result) = (bits & 3, bits >> 2 & 0x1F);
    // A text: its length, its units, a zero.
    let behind = |position: usize| Some(position + 2 + usize::from(at(position)?) * 2 + 2);
    let mut position = behind(10)?;
    let default = at(position).filter(|_| kind != 0)?;
    position += 2;
    let chosen = if result == NOTHING_CHOSEN { default } else { result };
    if kind == 1 {
        return Some(FieldData::CheckBox(chosen != 0));
    }
    // Format, help, status, and the macros on entry and exit.
    for _ in 0..5 {
        position = behind(position)?;
    }
    // A table of texts: a mark that they are UTF-16, how many, and how many more bytes each has.
    let (count, extra) = (at(position + 2)?, usize::from(at(position + 4)?));
    if at(position)? != 0xFFFF || chosen >= count {
        return None;
    }
    position += 6;
    for _ in 0..chosen {
        position += 2 + usize::from(at(position)?) * 2 + extra;
    }
    let length = usize::from(at(position)?);
    let units: Option<Vec<u16>> = (0..length).map(|unit| at(position + 2 + unit * 2)).collect();
    Some(FieldData::Chosen(String::from_utf16_lossy(&units?)))
}

/// Base64 to bytes (RFC 4648), as far as it is that; blanks do not count.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_box_has_a_default_and_a_state() {
        let data = |bits: &str| {
            format!("/////{bits}AAAAUAAYAQwBoAGUAYwBrADEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAA=")
        };
        assert_eq!(parse(&data("2U")), Some(FieldData::CheckBox(false)));
        assert_eq!(parse(&data("wU")), Some(FieldData::CheckBox(true)));
        assert_eq!(parse("/////2UAAAAUAAYAQwBoAGUAYwBrADEAAAABAAAA"), Some(FieldData::CheckBox(true)));
        assert_eq!(parse("/////wUAAAAUAAYAQwBoAGUAYwBrADEAAAAAAAAA"), Some(FieldData::CheckBox(true)));
        assert_eq!(parse("AAAA"), None);
    }

    #[test]
    fn base64_is_decoded() {
        assert_eq!(decoded("TWFu\nTQ=="), b"ManM");
    }
}
