use std::path::PathBuf;

use rust_i18n::t;
use shenbao::fill::blank::BLANK_FORM;

use crate::exit::Exit;
use crate::failure::Result;
use crate::output::Target;
use crate::ui;

/// What the form is called where it is not named otherwise.
const FILE_NAME: &str = "专项资金预算绩效目标申报表.docx";

/// Write the built-in blank form as a Word document
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// File to write, or - for stdout [default: 专项资金预算绩效目标申报表.docx in the current folder]
    #[arg(short, long, value_name = "OUT.docx")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = Target::of(args.output.as_deref().unwrap_or(FILE_NAME.as_ref()));
    target.check_binary()?;
    target.write(BLANK_FORM, args.force)?;
    if args.output.is_none() {
        ui::status(&t!("blank.written", path = FILE_NAME));
    }
    Ok(Exit::Done)
}
