use std::path::PathBuf;

use rust_i18n::t;
use serde_json::Value;

use crate::exit::Exit;
use crate::failure::Result;
use crate::line::Line;
use crate::output::Target;
use crate::store::Store;
use crate::writer::{Encoder, Format};
use crate::{data, form, ui};

/// Write the declarations of a database as a workbook or in other formats
///
/// The database is that of `import`. The workbook has sheets for declarations, indicators, findings and totals; edited
/// in Excel or WPS, `fill` makes Word forms of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Database to read
    #[arg(long, value_name = "FORMS.db")]
    db: PathBuf,
    /// File to write: .xlsx, .csv, .jsonl or .json [default: JSON Lines on stdout]
    ///
    /// The file gets its name when it is complete. .parquet is written by programs that are built with the feature
    /// `parquet`.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Format of the output [default: by the ending of --output, else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Only declarations of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<u16>,
    /// Only declarations of units with this text in their name
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// Only declarations of departments with this text in their name
    #[arg(long, value_name = "TEXT")]
    department: Option<String>,
    /// Mask phone numbers and the names of people
    #[arg(long)]
    redact: bool,
    /// The form that the database was made with, where it is not the built-in one
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = args.output.as_deref().map_or(Target::Stdout, Target::of);
    let format = Format::of(args.format, &target)?;
    format.check(&target, args.force)?;
    let custom = form::load(args.form.as_deref())?;
    let store = Store::open(&args.db)?;
    store.check_form(&form::name(args.form.as_deref())?)?;
    let encoder = Encoder::new(custom.as_ref(), format, args.redact);
    let mut writer = encoder.writer(&target, args.force)?;
    let mut hints = ui::Hints::default();
    let (mut declarations, mut broken) = (0, 0);
    for line in store.lines::<Value>() {
        match line {
            Ok(line) if !args.wants(&line) => {}
            Ok(line) => {
                writer.add(&encoder.encode(line))?;
                declarations += 1;
            }
            Err(failure) => {
                hints.report(&failure);
                broken += 1;
            }
        }
    }
    let failed = store.failed()?;
    let failures = failed.len();
    failed.into_iter().for_each(|failed| writer.fail(failed));
    for (path, of) in store.copies()? {
        writer.copy(path, of);
    }
    writer.finish()?;
    if target != Target::Stdout {
        ui::status(&match failures {
            0 => t!("export.summary", declarations = declarations),
            failed => t!("export.with_failed", declarations = declarations, failed = failed),
        });
        ui::written(&target);
    }
    Ok(Exit::of_batch(declarations + broken, broken, false))
}

impl Args {
    fn wants(&self, line: &Line) -> bool {
        let text = |key| data::get(&line.declaration, key).and_then(Value::as_str).unwrap_or_default();
        let year = || line.declaration.get("year").and_then(Value::as_u64);
        let within =
            |wanted: &Option<String>, key| wanted.as_deref().is_none_or(|wanted| text(key).contains(wanted));
        self.year.is_none_or(|wanted| year() == Some(wanted.into()))
            && within(&self.unit, "unit")
            && within(&self.department, "project.department")
    }
}
