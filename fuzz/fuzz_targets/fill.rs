//! Any JSON as data for the built-in blank form: it is refused, or what is written reads back as it should.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use shenbao::{FillOptions, Template};

static BLANK: LazyLock<Template<'static>> = LazyLock::new(|| Template::blank().unwrap());

fuzz_target!(|json: &[u8]| {
    let Ok(data) = serde_json::from_slice::<serde_json::Value>(json) else { return };
    let options = FillOptions::default().allow_unplaced(true);
    if let Ok(filled) = BLANK.fill(&data, options) {
        assert!(shenbao::extract(&filled.bytes).is_ok());
    }
});
