//! The data of a form field, `FFData` ([MS-DOC] 2.9.78): binary in .doc, in Base64 in Word 2003 XML.

/// What a form field shows.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read) enum FieldData {
    CheckBox(bool),
    /// The entry of a drop-down list.
    Chosen(String),
}

/// Longest data that is looked at. It holds a few names and texts; Word lets nobody write more.
pub(in crate::read) const LONGEST: usize = 0x1_0000;

/// Where nothing is chosen, the default counts ([MS-DOC] 2.9.79, `iRes`).
const NOTHING_CHOSEN: u16 = 25;

/// Reads what a check box or a drop-down list shows; `None` for other fields, and for data that makes no sense.
pub(in crate::read) fn parse(bytes: &[u8]) -> Option<FieldData> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_box_has_a_default_and_a_state() {
        // A mark, bits, lengths, the name `Check1` with its length and a zero, and the default.
        let data = |bits: u8, default: u8| {
            let name: Vec<u8> = "Check1".encode_utf16().flat_map(u16::to_le_bytes).collect();
            [&[0xFF, 0xFF, 0xFF, 0xFF, bits, 0, 0, 0, 20, 0, 6, 0][..], &name, &[0, 0, default, 0, 0, 0]]
                .concat()
        };
        assert_eq!(parse(&data(0x65, 0)), Some(FieldData::CheckBox(false)));
        assert_eq!(parse(&data(0x65, 1)), Some(FieldData::CheckBox(true)));
        assert_eq!(parse(&data(0x05, 0)), Some(FieldData::CheckBox(true)), "1 by its own state");
        assert_eq!(parse(&data(0x01, 1)), Some(FieldData::CheckBox(false)), "0 by its own state");
        assert_eq!(parse(&[0; 3]), None);
    }
}
