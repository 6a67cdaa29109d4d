//! Little-endian numbers at places that the input decides.

/// The bytes of a length at a place, if they are all there.
pub(super) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(slice(bytes, at, 2)?.try_into().ok()?))
}

pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_le_bytes(slice(bytes, at, 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(slice(bytes, at, 4)?.try_into().ok()?))
}

pub(super) fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_le_bytes(slice(bytes, at, 4)?.try_into().ok()?))
}

/// UTF-16 text of so many units at a place; what is no text becomes U+FFFD.
pub(super) fn wide(bytes: &[u8], at: usize, units: usize) -> Option<String> {
    let units = slice(bytes, at, units.checked_mul(2)?)?
        .chunks_exact(2)
        .map(|pair| u16_at(pair, 0).unwrap_or_default());
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
