use std::path::PathBuf;

use clap::Subcommand;
use shenbao::Form;

use crate::exit::Exit;
use crate::failure::Result;
use crate::output::Target;
use crate::{form, ui, workbook};

/// Make Excel workbooks to type declarations into
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    #[command(name = "new")]
    Table(Table),
}

/// Write an empty workbook to type declarations into, a row each
///
/// Headers carry notes on what to write, choices have drop-downs, and lists such as the indicators have sheets of their
/// own. `fill` makes Word forms of it.
#[derive(Debug, clap::Args)]
struct Table {
    /// File to write, or - for stdout
    #[arg(short, long, value_name = "OUT.xlsx")]
    output: PathBuf,
    /// Columns for the vocabulary of another form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let What::Table(args) = &args.command;
    let target = Target::of(&args.output);
    target.check(args.force)?;
    target.check_binary()?;
    let custom = form::load(args.form.as_deref())?;
    let bytes = workbook::blank(custom.as_ref().unwrap_or(Form::declaration()), custom.is_none())?;
    target.write(&bytes, args.force)?;
    ui::written(&target);
    Ok(Exit::Done)
}
