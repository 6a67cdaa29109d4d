//! Any bytes as a web page or web archive.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let starts: &[&[u8]] = &[b"<html>", b"MIME-Version: 1.0\r\n"];
    for start in starts {
        let whole = [start, bytes].concat();
        let Ok(reading) = shenbao::Form::declaration().read(&whole) else { continue };
        let _ = reading.extract::<shenbao::Declaration>();
        for table in &reading.document.tables {
            for row in 0..table.row_count() {
                assert!(table.row_cells(row).count() <= table.columns as usize);
            }
        }
    }
});
