//! A binary Word document: a whole compound file, or its streams, which are then put into a sound one.
//!
//! Streams are told by the lengths of the first two, 32 bits each, before them; what is left is the third.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let _ = shenbao::extract(bytes);
        return;
    }
    let Some((lengths, rest)) = bytes.split_at_checked(8) else { return };
    let (first, second) = lengths.split_at(4);
    let length = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().unwrap_or_default()) as usize;
    let (main, rest) = rest.split_at(length(first).min(rest.len()));
    let (table, data) = rest.split_at(length(second).min(rest.len()));
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    for (name, stream) in [("WordDocument", main), ("0Table", table), ("1Table", table), ("Data", data)] {
        file.create_stream(name).expect("a name").write_all(stream).expect("memory takes it");
    }
    let _ = shenbao::extract(&file.into_inner().into_inner());
});
