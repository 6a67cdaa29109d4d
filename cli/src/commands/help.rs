use clap::CommandFactory;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::failure::Result;
use crate::{help, usage};

/// Print help, of a command if one is named
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The command
    command: Option<String>,
}

/// The same as `shenbao COMMAND --help`, which is what it does.
pub(crate) fn run(args: &Args) -> Result<Exit> {
    let line = ["shenbao"].into_iter().chain(args.command.as_deref()).chain(["--help"]);
    match help::localized(Cli::command()).try_get_matches_from(line) {
        Ok(_) => Ok(Exit::Done),
        Err(error) => Ok(usage::report(&error)),
    }
}
