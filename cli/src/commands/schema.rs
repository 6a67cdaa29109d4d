use crate::exit::Exit;
use crate::failure::Result;
use crate::output::Target;

/// Print the JSON Schema of a declaration
///
/// It describes the member `declaration` of what `extract` prints, which is also what `fill` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args) -> Result<Exit> {
    let schema = format!("{:#}\n", shenbao::json_schema());
    Target::Stdout.write(schema.as_bytes(), false)?;
    Ok(Exit::Done)
}
