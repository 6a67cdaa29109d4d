//! The library from real bytes to real bytes.
#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::field_reassign_with_default, reason = "the model's structs are non-exhaustive")]

mod codes;
mod filling;
