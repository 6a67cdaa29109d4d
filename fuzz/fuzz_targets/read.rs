//! Any bytes: sniffing, opening the package, reading, binding, extracting.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = shenbao::extract(bytes);
});
