//! The commands, a file each. The doc comments of their arguments are the help.

mod blank;
mod check;
mod completions;
mod export;
mod extract;
mod fill;
mod form;
mod help;
mod import;
mod inspect;
mod report;
mod schema;
mod table;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failure::Result;

/// What the program can do: with documents, with a collection of them, with forms to be filled, with other forms.
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum Command {
    Extract(extract::Args),
    Check(check::Args),
    Inspect(inspect::Args),
    Import(import::Args),
    Report(report::Args),
    Export(export::Args),
    Table(table::Args),
    Fill(fill::Args),
    Blank(blank::Args),
    Form(form::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Help(help::Args),
}

pub(crate) fn run(command: Command) -> Result<Exit> {
    match command {
        Command::Extract(args) => extract::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Table(args) => table::run(&args),
        Command::Fill(args) => fill::run(&args),
        Command::Blank(args) => blank::run(&args),
        Command::Form(args) => form::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Help(args) => help::run(&args),
    }
}
