//! The program `shenbao`: reads, fills and shows declaration forms.

mod archive;
mod batch;
mod cli;
#[cfg(feature = "parquet")]
mod columnar;
mod commands;
mod crash;
mod data;
mod drawing;
mod exit;
mod failure;
mod file_name;
mod form;
mod help;
mod input;
mod inspect;
mod interrupt;
mod lang;
mod line;
mod listing;
mod many;
mod output;
mod profile;
mod redact;
mod report;
mod sheet;
mod store;
mod text;
mod ui;
mod usage;
mod workbook;
mod writer;

rust_i18n::i18n!("locales", fallback = "en");

/// The texts are built in; naming the files makes Cargo build again when they change.
const _: [&str; 2] = [include_str!("../locales/en.yml"), include_str!("../locales/zh.yml")];

fn main() -> std::process::ExitCode {
    crash::capture();
    interrupt::settle();
    match crash::guarded(cli::run) {
        Ok(exit) => exit.into(),
        Err(cause) => {
            ui::report(&failure::Failure::new(failure::Kind::Internal(cause)));
            exit::Exit::Nothing.into()
        }
    }
}
