use std::path::PathBuf;

use rust_i18n::t;
use shenbao::fill::blank::{BLANK_FORM, build_blank_form_for};

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::file_name::safe;
use crate::form;
use crate::output::Target;
use crate::ui;

/// What the form is called where it is not named otherwise.
const FILE_NAME: &str = "专项资金预算绩效目标申报表.docx";

/// Write a blank form as a Word document: the built-in one, or one for a vocabulary
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// File to write, or - for stdout [default: the form's title.docx in the current folder]
    #[arg(short, long, value_name = "OUT.docx")]
    output: Option<PathBuf>,
    /// Make a form for the vocabulary of another form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let form = form::load(args.form.as_deref())?;
    let file_name = match &form {
        None => FILE_NAME.to_owned(),
        Some(form) => format!("{}.docx", safe(form.title().unwrap_or(form.name()))),
    };
    let target = Target::of(args.output.as_deref().unwrap_or(file_name.as_ref()));
    target.check_binary()?;
    match &form {
        None => target.write(BLANK_FORM, args.force)?,
        Some(form) => {
            let internal = |cause: &dyn ToString| Failure::new(Kind::Internal(cause.to_string()));
            let blank = build_blank_form_for(form).map_err(|cause| internal(&cause))?;
            target.write(&blank.bytes, args.force)?;
            for key in &blank.missing {
                ui::note(&t!("blank.missing", key = key));
            }
        }
    }
    ui::written(&target);
    Ok(Exit::Done)
}
