use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::failure::Result;
use crate::help;
use crate::output::Target;

/// Print a script that completes commands and options in a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::localized(Cli::command()), "shenbao", &mut script);
    Target::Stdout.write(&script, false)?;
    Ok(Exit::Done)
}
