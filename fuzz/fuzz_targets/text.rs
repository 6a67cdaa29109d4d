//! Any bytes as a text dump.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reading) = shenbao::Form::declaration().read(bytes) {
        let _ = reading.extract::<shenbao::Declaration>();
        for table in &reading.document.tables {
            for row in 0..table.row_count() {
                assert!(table.row_cells(row).count() <= table.columns as usize);
            }
        }
    }
});
