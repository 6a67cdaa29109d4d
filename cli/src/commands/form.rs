use std::path::PathBuf;

use clap::Subcommand;
use shenbao::{Document, Form};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::input::Input;
use crate::output::Target;
use crate::ui;

/// Make vocabularies for forms of one's own
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    New(New),
}

/// Propose a vocabulary for a blank form of any field
///
/// Reads labels, sections, lists and options out of the blank, and guesses what kinds of values belong there. Look the
/// result over and change its keys; then extract, fill, inspect and check take it with --form.
#[derive(Debug, clap::Args)]
struct New {
    /// The blank form, or - for stdin
    #[arg(value_name = "BLANK.docx")]
    blank: PathBuf,
    /// File to write [default: stdout]
    #[arg(short, long, value_name = "FORM.toml")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let What::New(args) = &args.command;
    let target = args.output.as_deref().map_or(Target::Stdout, Target::of);
    target.check(args.force)?;
    let input = Input::of(&args.blank);
    let bytes = input.read()?;
    let document = Document::read(&bytes).map_err(|error| Failure::from(error).about(input.name()))?;
    target.write(Form::propose(&document).as_bytes(), args.force)?;
    ui::written(&target);
    Ok(Exit::Done)
}
