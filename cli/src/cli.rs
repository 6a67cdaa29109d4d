//! From arguments to an exit code.

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, ValueEnum};

use crate::commands::{self, Command};
use crate::exit::Exit;
use crate::{help, lang, ui, usage};

/// Read and fill Chinese budget-performance declaration forms (专项资金预算绩效目标申报表)
///
/// Data goes to stdout, everything else to stderr; `-` is stdin or stdout.
///
/// Exit status: 0 done; 1 some inputs failed, or there are errors in the data; 2 wrong usage; 3 nothing could be read
/// or written; 130 stopped by Ctrl-C.
#[derive(Debug, Parser)]
#[command(name = "shenbao", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Language of messages and help [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_enum, value_name = "LANG", display_order = 900)]
    lang: Option<Language>,
    #[command(subcommand)]
    command: Command,
}

/// The languages of `--lang`. Which one is in use is settled before the arguments are parsed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    Zh,
    En,
}

/// The whole program.
pub(crate) fn run() -> Exit {
    // A shell of Windows leaves `*.docx` to the program.
    let args: Vec<OsString> = wild::args_os().collect();
    lang::settle(&args);
    let parsed = help::localized(Cli::command())
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error),
    };
    match commands::run(cli.command) {
        Ok(exit) => exit,
        Err(failure) if failure.is_broken_pipe() => Exit::Done,
        Err(failure) => {
            ui::report(&failure);
            failure.exit()
        }
    }
}
