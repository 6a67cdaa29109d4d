//! The library from real bytes to real bytes.
#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::field_reassign_with_default, reason = "the model's structs are non-exhaustive")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that meets the unexpected has to fail, and says where"
)]

mod support;

mod ambiguous;
mod binding;
#[cfg(feature = "blank-builder")]
mod blank_forms;
mod bytes;
mod checks;
mod codes;
mod constructs;
mod divided;
mod doc;
mod family;
mod filling;
mod fixtures;
mod formats;
mod hostile;
mod html;
mod judges;
mod laws;
mod legacy;
mod legacy_constructs;
mod own;
mod packing;
mod places;
mod printed;
mod reading;
mod refusals;
mod regressions;
mod rtf;
mod shared;
mod shared_doc;
mod stores;
mod templates;
