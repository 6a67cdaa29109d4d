//! Writes a folder of made-up forms, for measuring: `cargo run -p shenbao-cli --example forms -- FOLDER NUMBER`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a tool of the tests, which has to fail when it meets the unexpected"
)]

#[path = "../tests/forms.rs"]
mod forms;

use std::env;
use std::path::Path;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let [folder, number] = &*args else { panic!("forms FOLDER NUMBER") };
    let made = forms::write(Path::new(folder), "in", number.parse().unwrap(), 1);
    let broken = made.iter().filter(|file| matches!(file.made, forms::Made::Broken(_))).count();
    println!("{} files, {broken} of them broken", made.len());
}
