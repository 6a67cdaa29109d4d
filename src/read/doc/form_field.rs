//! The data of a form field ([MS-DOC] 2.9.78 `FFData`), which lies in the `Data` stream.

use super::bytes::{u16_at, u32_at, wide};
use super::container::Data;
use crate::document::{MarkState, Span};
use crate::read::field::Field;

/// The data of a form field is a few names and texts; 64 KiB are more than Word lets one write.
const LONGEST: usize = 0x1_0000;

/// Where nothing is chosen, the default counts ([MS-DOC] 2.9.79, `iRes`).
const NOTHING_CHOSEN: u16 = 25;

/// Reads what a check box or drop-down shows into its field. A field whose data makes no sense shows nothing.
pub(super) fn read(data: &mut Data<'_>, offset: u32, field: &mut Field) {
    let Some(length) = u32_at(&data.at(offset, 4), 0) else { return };
    let bytes = data.at(offset, (length as usize).min(LONGEST));
    let _ = parse(&bytes, field);
}

fn parse(bytes: &[u8], field: &mut Field) -> Option<()> {
    let header = usize::from(u16_at(bytes, 4)?);
    let bytes = bytes.get(header..)?;
    if u32_at(bytes, 0)? != 0xFFFF_FFFF {
        return None;
    }
    let bits = u16_at(bytes, 4)?;
    let (kind, result) = (bits & 3, bits >> 2 & 0x1F);
    // The name, with its length before it and a zero behind.
    let mut at = 10;
    let skip = |at: usize| Some(at + 2 + usize::from(u16_at(bytes, at)?) * 2 + 2);
    at = skip(at)?;
    if kind == 0 {
        return None;
    }
    let default = u16_at(bytes, at)?;
    at += 2;
    let chosen = if result == NOTHING_CHOSEN { default } else { result };
    if kind == 1 {
        let state = if chosen != 0 { MarkState::Ticked } else { MarkState::Empty };
        field.check_box = Some((state, Span::default()));
        return Some(());
    }
    // Format, help, status, and the macros on entry and exit.
    for _ in 0..5 {
        at = skip(at)?;
    }
    // A table of texts: a mark that they are UTF-16, how many, and how many more bytes each has.
    if u16_at(bytes, at)? != 0xFFFF {
        return None;
    }
    let (count, extra) = (u16_at(bytes, at + 2)?, usize::from(u16_at(bytes, at + 4)?));
    at += 6;
    for number in 0..count {
        let units = usize::from(u16_at(bytes, at)?);
        if number == chosen {
            field.chosen = wide(bytes, at + 2, units);
            break;
        }
        at += 2 + units * 2 + extra;
    }
    Some(())
}
