use std::io::Write;
use std::path::PathBuf;

use anstream::AutoStream;
use rust_i18n::t;
use shenbao::Form;
use terminal_size::{Width, terminal_size};

use crate::exit::Exit;
use crate::failure::{Failure, Result, STANDARD};
use crate::input::Input;
use crate::inspect::bound::Bound;
use crate::inspect::{json, report};
use crate::{form, text};

/// The width of what is no terminal.
const WIDTH: usize = 100;

/// Show the tables of a document and what was found in them
///
/// Draws every table with its merged cells, rows and columns numbered as places count them, and says for each
/// declaration which label leads to which cell, which text nothing accounts for, and what is doubtful.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// File, or - for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print JSON instead: blocks, cells (rows and columns from 0), and the key bound in each cell
    #[arg(long)]
    json: bool,
    /// Read by the vocabulary of another form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let custom = form::load(args.form.as_deref())?;
    let form = custom.as_ref().unwrap_or(Form::declaration());
    let input = Input::of(&args.file);
    let bytes = input.read()?;
    let reading = form.read(&bytes).map_err(|error| Failure::from(error).about(input.name()))?;
    let bound = Bound::of(&reading);

    let mut stdout = std::io::BufWriter::new(AutoStream::auto(std::io::stdout().lock()));
    let written = if args.json {
        json::write(&mut stdout, &reading, &bound)
    } else {
        let width = terminal_size().map_or(WIDTH, |(Width(columns), _)| columns as usize);
        let format = format!("{:?}", reading.document.format).to_lowercase();
        writeln!(stdout, "{}\n", t!("inspect.heading", path = text::one_line(&input.name()), format = format))
            .and_then(|()| report::write(&mut stdout, &reading, &bound, width))
    };
    written.and_then(|()| stdout.flush()).map_err(|cause| Failure::writing(STANDARD.as_ref(), cause))?;
    Ok(Exit::Done)
}
