//! Declarations as rows for a spreadsheet.

use serde_json::Value;
use shenbao::Form;
use shenbao::form::{Field, Kind};

use crate::data;

/// Without it, Excel takes UTF-8 for the encoding of the system.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The columns of a form.
#[derive(Debug)]
pub(crate) struct Sheet<'f> {
    columns: Vec<Column<'f>>,
    built_in: bool,
}

/// What stands beside a declaration.
#[derive(Debug, Default)]
pub(crate) struct Beside<'r> {
    pub(crate) path: &'r str,
    pub(crate) format: &'r str,
    pub(crate) index: usize,
    /// How many findings are errors, warnings and infos.
    pub(crate) findings: [usize; 3],
    pub(crate) unclaimed: usize,
}

#[derive(Debug)]
struct Column<'f> {
    header: String,
    key: &'f str,
    field: Option<&'f Field>,
    facet: Facet,
}

/// What of a value stands in the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facet {
    /// Its text.
    Text,
    /// A number, which a spreadsheet may count with.
    Number(&'static str),
    /// A member that is text.
    Member(&'static str),
}

impl<'f> Sheet<'f> {
    /// The columns of the built-in form have Chinese headers, those of a user's form the keys that the user gave.
    pub(crate) fn new(form: &'f Form, built_in: bool) -> Sheet<'f> {
        let mut columns = Vec::new();
        for field in form.fields() {
            for (facet, key_end, header_end) in facets(field.kind) {
                let header = if built_in {
                    format!("{}{header_end}", header_of(form, field))
                } else {
                    format!("{}{key_end}", field.key)
                };
                columns.push(Column { header, key: &field.key, field: Some(field), facet: *facet });
            }
        }
        if form.field("extra").is_none() {
            let header = if built_in { "其他内容" } else { "extra" };
            columns.push(Column { header: header.to_owned(), key: "extra", field: None, facet: Facet::Text });
        }
        Sheet { columns, built_in }
    }

    /// The row of headers.
    pub(crate) fn headers(&self) -> Vec<u8> {
        let [before, after]: [&[&str]; 2] = if self.built_in {
            [&["文件", "格式", "序号"], &["错误数", "警告数", "提示数", "未识别文字数"]]
        } else {
            [
                &["source.path", "source.format", "source.index"],
                &["findings.error", "findings.warning", "findings.info", "unclaimed"],
            ]
        };
        let columns = self.columns.iter().map(|column| harmless(column.header.clone()));
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        row(owned(before).into_iter().chain(columns).chain(owned(after)))
    }

    /// The row of a declaration.
    pub(crate) fn row(&self, beside: &Beside<'_>, declaration: &Value) -> Vec<u8> {
        let before = [harmless(beside.path.to_owned()), beside.format.to_owned(), beside.index.to_string()];
        let columns = self.columns.iter().map(|column| column.cell(declaration));
        let after = beside.findings.iter().chain([&beside.unclaimed]).map(usize::to_string);
        row(before.into_iter().chain(columns).chain(after))
    }
}

impl Column<'_> {
    fn cell(&self, declaration: &Value) -> String {
        let value = data::get(declaration, self.key).unwrap_or(&Value::Null);
        match self.facet {
            Facet::Text => harmless(text_of(value, self.field)),
            Facet::Number(member) => text_of(value.get(member).unwrap_or(&Value::Null), None),
            Facet::Member(member) => harmless(text_of(value.get(member).unwrap_or(&Value::Null), None)),
        }
    }
}

/// The columns that a value takes, with what is added to the key and to the Chinese header.
fn facets(kind: Kind) -> &'static [(Facet, &'static str, &'static str)] {
    match kind {
        Kind::Amount => &[(Facet::Text, "", ""), (Facet::Number("value"), ".value", "（万元）")],
        Kind::Period => &[
            (Facet::Text, "", ""),
            (Facet::Member("start"), ".start", "（起）"),
            (Facet::Member("end"), ".end", "（止）"),
        ],
        Kind::Contact => &[
            (Facet::Text, "", ""),
            (Facet::Member("name"), ".name", "（姓名）"),
            (Facet::Member("phone"), ".phone", "（电话）"),
        ],
        _ => &[(Facet::Text, "", "")],
    }
}

/// What the built-in form calls a field: its first label, where that says enough without the form around it.
pub(crate) fn header_of(form: &Form, field: &Field) -> String {
    for (scope, time) in [("funding.last_year.", "上年度"), ("funding.term.", "实施期")] {
        let plain = field.key.strip_prefix(scope).map(|rest| format!("funding.{rest}"));
        if let Some((_, plain)) = plain.and_then(|key| form.field(&key)) {
            let name =
                if plain.key == "funding.total" { "资金总额".to_owned() } else { header_of(form, plain) };
            return format!("{time}{name}");
        }
    }
    let name = match field.key.as_str() {
        "title" => "标题",
        "opinions" => "审核意见",
        "measures" => "保证专项实施的制度、措施",
        "project.recurrence" => "项目属性（是否经常）",
        "project.subtype" => "项目类型（细类）",
        "project.liaison" => "绩效管理联络员",
        "funding.central" => "中央资金",
        "funding.provincial" => "省级资金",
        "funding.municipal" => "市级资金",
        "funding.local" => "本级资金",
        "funding.other" => "其他资金",
        "funding.superior" => "上级资金",
        "reporter" => "填报人",
        key => field.labels.first().map_or(key, String::as_str),
    };
    name.to_owned()
}

/// A value as the text of one cell.
fn text_of(value: &Value, field: Option<&Field>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        // A choice is told in the words of the form.
        Value::String(text) => match field {
            Some(field) if field.kind == Kind::Choice => {
                let option = field.options.iter().find(|option| option.key == *text);
                option.and_then(|option| option.words.first()).unwrap_or(text).clone()
            }
            _ => text.clone(),
        },
        Value::Array(items) => items.iter().map(|item| line_of(item, field)).collect::<Vec<_>>().join("\n"),
        Value::Object(members) => members.get("text").map(|text| text_of(text, None)).unwrap_or_default(),
    }
}

/// An item of a list as a line: `产出指标/数量指标/名称：≥17个`, `财政局审核意见：同意`. What only some forms have stands in
/// brackets behind it.
fn line_of(item: &Value, field: Option<&Field>) -> String {
    let Value::Object(members) = item else { return text_of(item, None) };
    let (keys, optional): (Vec<&str>, Vec<&str>) = match field {
        Some(field) if field.kind == Kind::List => {
            let keys = |optional: bool| {
                let columns = field.columns.iter().filter(move |column| column.optional == optional);
                columns.map(|column| column.key.as_str()).collect()
            };
            (keys(false), keys(true))
        }
        _ if members.contains_key("label") => (vec!["label", "text"], Vec::new()),
        _ => return text_of(item, None),
    };
    let texts = |keys: Vec<&str>| -> Vec<String> {
        let values = keys.into_iter().map(|key| data::get(item, key));
        values.map(|value| value.map(|value| text_of(value, None)).unwrap_or_default()).collect()
    };
    let mut main = texts(keys);
    let last = main.pop().unwrap_or_default();
    main.retain(|text| !text.is_empty());
    let mut more = texts(optional);
    more.retain(|text| !text.is_empty());
    let more = if more.is_empty() { String::new() } else { format!("（{}）", more.join("；")) };
    if main.is_empty() { format!("{last}{more}") } else { format!("{}：{last}{more}", main.join("/")) }
}

/// The text so that a spreadsheet shows it and does nothing else.
///
/// Excel, WPS and LibreOffice run a cell of a CSV file as a formula when it begins with one of these characters, in
/// full width too, and they lose the leading zeros of a number and its digits after the fifteenth. An apostrophe in
/// front prevents both.
fn harmless(text: String) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let damaged = digits && (text.len() > 11 || text.len() > 1 && text.starts_with('0'));
    if formula || damaged { format!("'{text}") } else { text }
}

fn row(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::<u8>::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("13800000000", "13800000000"),
            ("07390000000", "'07390000000"),
            ("430000200001010000", "'430000200001010000"),
            ("0.5", "0.5"),
            ("0", "0"),
            ("≥17个", "≥17个"),
            ("", ""),
        ] {
            assert_eq!(harmless(text.to_owned()), cell);
        }
    }

    /// The columns follow the form; this holds them against the model, which follows it too.
    #[test]
    fn every_field_of_the_model_has_a_column() {
        let sheet = Sheet::new(Form::declaration(), true);
        let schema = shenbao::json_schema();
        let mut keys = Vec::new();
        let mut open = vec![(String::new(), &schema)];
        while let Some((above, object)) = open.pop() {
            for (name, property) in object["properties"].as_object().unwrap() {
                let key = format!("{above}{name}");
                // A member that may be missing is either the type or null.
                let path = property["$ref"].as_str().or_else(|| property["anyOf"][0]["$ref"].as_str());
                let inner = path.map(|path| &schema["$defs"][path.rsplit('/').next().unwrap()]);
                match inner.filter(|inner| inner["properties"].is_object()) {
                    // A value is one column, whatever members it has.
                    Some(inner) if Form::declaration().field(&key).is_none() => {
                        open.push((format!("{key}."), inner));
                    }
                    _ => keys.push(key),
                }
            }
        }
        assert!(keys.iter().any(|key| key == "funding.last_year.total"), "{keys:?}");
        assert!(keys.len() > 20, "{keys:?}");
        for key in keys {
            assert!(sheet.columns.iter().any(|column| column.key == key), "{key}");
        }
    }

    #[test]
    fn a_declaration_is_a_row() {
        let sheet = Sheet::new(Form::declaration(), true);
        let declaration = json!({
            "year": 2020,
            "project": {"attribute": "continuing", "contact": {"text": "周明远 13800000000", "phone": "13800000000"}},
            "funding": {"total": {"text": "-10", "value": -10}},
            "annual_goals": ["一", "二"],
            "indicators": [
                {"level1": "产出指标", "level2": "数量指标", "name": "养护里程", "target": {"text": "≥17公里"}},
                {"level1": "产出指标", "level2": "", "name": "验收", "target": {"text": "=1"}, "standard": "计划标准"},
            ],
            "opinions": [{"label": "财政局审核意见", "text": "同意"}],
        });
        let beside = Beside { path: "a.docx", format: "docx", index: 1, findings: [0, 2, 1], unclaimed: 3 };
        let mut sheet_bytes = sheet.headers();
        sheet_bytes.extend(sheet.row(&beside, &declaration));
        let mut reader = csv::ReaderBuilder::new().from_reader(&*sheet_bytes);
        let headers = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        let filled: Vec<String> = headers
            .iter()
            .zip(&row)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(header, cell)| format!("{header} = {cell}"))
            .collect();
        let expected = [
            "文件 = a.docx",
            "格式 = docx",
            "序号 = 1",
            "年度 = 2020",
            "专项属性 = 延续项目",
            "联系人及电话 = 周明远 13800000000",
            "联系人及电话（电话） = 13800000000",
            "本年度预计投入 = '-10",
            "本年度预计投入（万元） = -10",
            "本年度绩效目标 = 一\n二",
            "专项年度绩效指标 = 产出指标/数量指标/养护里程：≥17公里\n产出指标/验收：=1（计划标准）",
            "审核意见 = 财政局审核意见：同意",
            "错误数 = 0",
            "警告数 = 2",
            "提示数 = 1",
            "未识别文字数 = 3",
        ];
        assert_eq!(filled, expected);
    }
}
