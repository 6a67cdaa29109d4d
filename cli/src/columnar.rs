//! Declarations as a Parquet file: a column of its own type for each value, and the whole line as JSON.

use std::sync::Arc;

use arrow_array::builder::{Decimal128Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as Column, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use shenbao::Form;
use shenbao::Severity;
use shenbao::form::Kind as FieldKind;

use crate::data;
use crate::failure::{Failure, Kind, Result};
use crate::line::Line;

/// How many declarations wait in memory until they are written as a group.
const GROUP: usize = 4096;

/// Money in 万元, to a millionth of it and more, and larger than any budget.
const PRECISION: u8 = 38;
const SCALE: i8 = 10;

/// A Parquet file in the making.
pub(crate) struct Writer<'f> {
    form: &'f Form,
    schema: Arc<Schema>,
    file: ArrowWriter<Vec<u8>>,
    waiting: Vec<Line>,
}

/// Where a column comes from.
enum Part<'f> {
    Text(&'f str, Option<&'static str>),
    Texts(&'f str),
    Year(&'f str),
    Money(&'f str),
}

impl<'f> Writer<'f> {
    pub(crate) fn new(form: &'f Form) -> Result<Writer<'f>> {
        let mut columns = vec![
            Column::new("source_path", DataType::Utf8, false),
            Column::new("source_format", DataType::Utf8, false),
            Column::new("source_index", DataType::Int64, false),
        ];
        columns.extend(parts(form).map(|(name, part)| Column::new(name, part.data_type(), true)));
        for name in ["findings_error", "findings_warning", "findings_info", "unclaimed"] {
            columns.push(Column::new(name, DataType::Int64, false));
        }
        columns.push(Column::new("json", DataType::Utf8, false));
        let schema = Arc::new(Schema::new(columns));
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties)).map_err(failed)?;
        Ok(Writer { form, schema, file, waiting: Vec::new() })
    }

    pub(crate) fn add(&mut self, line: Line) -> Result<()> {
        self.waiting.push(line);
        if self.waiting.len() < GROUP { Ok(()) } else { self.write() }
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>> {
        self.write()?;
        self.file.into_inner().map_err(failed)
    }

    fn write(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.waiting);
        let texts = |of: &dyn Fn(&Line) -> String| -> ArrayRef {
            let mut column = StringBuilder::new();
            lines.iter().for_each(|line| column.append_value(of(line)));
            Arc::new(column.finish())
        };
        let counts = |of: &dyn Fn(&Line) -> usize| -> ArrayRef {
            let mut column = Int64Builder::new();
            lines.iter().for_each(|line| column.append_value(i64::try_from(of(line)).unwrap_or(i64::MAX)));
            Arc::new(column.finish())
        };
        let format = |line: &Line| {
            let format = serde_json::to_value(line.source.format).unwrap_or_default();
            format.as_str().unwrap_or_default().to_owned()
        };
        let mut columns =
            vec![texts(&|line| line.source.path.clone()), texts(&format), counts(&|line| line.source.index)];
        for (_, part) in parts(self.form) {
            columns.push(part.column(&lines)?);
        }
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            columns.push(counts(&|line| line.count(severity)));
        }
        columns.push(counts(&|line| line.unclaimed.len()));
        columns.push(texts(&|line| serde_json::to_string(line).unwrap_or_default()));
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(failed)?;
        self.file.write(&batch).map_err(failed)
    }
}

impl Part<'_> {
    fn data_type(&self) -> DataType {
        match self {
            Part::Text(..) => DataType::Utf8,
            Part::Texts(_) => DataType::List(Arc::new(Column::new_list_field(DataType::Utf8, true))),
            Part::Year(_) => DataType::Int64,
            Part::Money(_) => DataType::Decimal128(PRECISION, SCALE),
        }
    }

    fn column(&self, lines: &[Line]) -> Result<ArrayRef> {
        let values =
            |key| lines.iter().map(move |line| data::get(&line.declaration, key).unwrap_or(&Value::Null));
        Ok(match self {
            Part::Text(key, member) => {
                let mut column = StringBuilder::new();
                for value in values(key) {
                    let value = member.map_or(value, |member| value.get(member).unwrap_or(&Value::Null));
                    column.append_option(value.as_str());
                }
                Arc::new(column.finish())
            }
            Part::Texts(key) => {
                let mut column = ListBuilder::new(StringBuilder::new());
                for value in values(key) {
                    let texts = value.as_array();
                    for text in texts.into_iter().flatten() {
                        column.values().append_option(text.as_str());
                    }
                    column.append(texts.is_some());
                }
                Arc::new(column.finish())
            }
            Part::Year(key) => {
                let mut column = Int64Builder::new();
                values(key).for_each(|value| column.append_option(value.as_i64()));
                Arc::new(column.finish())
            }
            Part::Money(key) => {
                let mut column =
                    Decimal128Builder::new().with_precision_and_scale(PRECISION, SCALE).map_err(failed)?;
                values(key).for_each(|value| column.append_option(value.get("value").and_then(units)));
                Arc::new(column.finish())
            }
        })
    }
}

/// The columns of the values of a form. Lists are in the JSON.
fn parts(form: &Form) -> impl Iterator<Item = (String, Part<'_>)> {
    form.fields().iter().flat_map(|field| {
        let key = field.key.as_str();
        let name = key.replace('.', "_");
        match field.kind {
            FieldKind::List | FieldKind::Opinion => Vec::new(),
            FieldKind::Year => vec![(name, Part::Year(key))],
            FieldKind::Paragraphs => vec![(name, Part::Texts(key))],
            FieldKind::Amount => {
                vec![(format!("{name}_text"), Part::Text(key, Some("text"))), (name, Part::Money(key))]
            }
            FieldKind::Period => members(name, key, ["start", "end"]),
            FieldKind::Contact => members(name, key, ["name", "phone"]),
            FieldKind::Target => vec![(name, Part::Text(key, Some("text")))],
            _ => vec![(name, Part::Text(key, None))],
        }
    })
}

fn members<'f>(name: String, key: &'f str, members: [&'static str; 2]) -> Vec<(String, Part<'f>)> {
    let part = |member| (format!("{name}_{member}"), Part::Text(key, Some(member)));
    let [first, second] = members.map(part);
    vec![(name, Part::Text(key, Some("text"))), first, second]
}

/// The number in units of the last decimal; nothing where it has more decimals than that.
fn units(number: &Value) -> Option<i128> {
    let Value::Number(number) = number else { return None };
    let number = number.to_string().parse::<rust_decimal::Decimal>().ok()?.normalize();
    let missing = u32::try_from(SCALE).ok()?.checked_sub(number.scale())?;
    number.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::new(Kind::CannotWrite(std::io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Decimal128Type, Int64Type};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_parquet_file_reads_back() {
        let line: Line = serde_json::from_value(json!({
            "source": {"path": "a.docx", "format": "docx", "index": 0},
            "declaration": {
                "year": 2026, "annual_goals": ["一", "二"], "project": {"name": "=养护"},
                "funding": {"total": {"text": "12.50", "value": 12.5}, "local": {"text": "约3", "value": null}},
            },
        }))
        .unwrap();
        let mut writer = Writer::new(Form::declaration()).unwrap();
        writer.add(line.clone()).unwrap();
        writer.add(line.clone()).unwrap();
        let bytes = writer.finish().unwrap();
        // The reader takes bytes of a crate of its own, or a file.
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let file = std::fs::File::open(file.path()).unwrap();
        let mut batches = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batch = batches.next().unwrap().unwrap();
        assert_eq!(batch.num_rows(), 2);
        let column = |name: &str| batch.column_by_name(name).unwrap();
        assert_eq!(column("year").as_primitive::<Int64Type>().value(1), 2026);
        assert_eq!(column("funding_total").as_primitive::<Decimal128Type>().value(0), 125_000_000_000);
        assert!(column("funding_local").is_null(0));
        assert_eq!(column("funding_local_text").as_string::<i32>().value(0), "约3");
        assert_eq!(column("project_name").as_string::<i32>().value(0), "=养护");
        assert_eq!(column("annual_goals").as_list::<i32>().value(0).len(), 2);
        let json: Line = serde_json::from_str(column("json").as_string::<i32>().value(0)).unwrap();
        assert_eq!(json, line);
    }
}
