//! The sheets of a workbook and their columns, as a form has them.

use rust_i18n::t;
use shenbao::form::{Field, Kind};
use shenbao::{Form, Lang, Severity};

use crate::lang;
use crate::sheet::header_of;

/// The longest name that Excel gives a sheet.
const LONGEST_NAME: usize = 31;

/// The sheets of a form.
#[derive(Debug)]
pub(crate) struct Layout<'f> {
    pub(super) sheets: Vec<Sheet<'f>>,
}

#[derive(Debug)]
pub(super) struct Sheet<'f> {
    pub(super) content: Content<'f>,
    pub(super) name: String,
    pub(super) columns: Vec<Column<'f>>,
}

/// What a sheet has a row for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'f> {
    Declarations,
    List(&'f Field),
    /// Opinions and extras: labels with texts.
    Labelled,
    Findings,
    Totals,
    /// What became of each file.
    Files,
    /// What is too long for a cell.
    Overflow,
}

#[derive(Debug)]
pub(super) struct Column<'f> {
    /// What the hidden first row says.
    pub(super) key: String,
    pub(super) header: String,
    pub(super) part: Part<'f>,
    /// How many digits wide.
    pub(super) width: u16,
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'f> {
    /// The number of the declaration, by which sheets refer to each other.
    Number,
    /// The file the declaration comes from.
    File,
    /// A value, or a part of one.
    Value(Slot<'f>),
    /// What is told for orientation and not read back.
    Told(Told),
    /// Which field a label and its text belong to.
    LabelledField,
    Label,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The name of the declaration.
    Name,
    /// Which of its document it is.
    Index,
    Count(Severity),
    Unclaimed,
    Severity,
    /// Of a file.
    State,
    Code,
    Place,
    Field,
    Message,
    Year,
    Department,
    Declarations,
    /// The sum of a field, by its number among the sums.
    Sum(usize),
}

/// A value of a declaration or of a row, or a part of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<'f> {
    /// The key within the declaration or the row.
    pub(super) key: &'f str,
    pub(super) kind: Kind,
    pub(super) facet: Facet,
    /// For the options of a choice.
    pub(super) field: &'f Field,
}

/// What of a value stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    /// All of it; of an amount, the number in 万元.
    Whole,
    /// The text of an amount, where its number does not say the same.
    Written,
    /// A part that may be given instead of the whole.
    Member(&'static str),
}

impl<'f> Layout<'f> {
    pub(crate) fn new(form: &'f Form, built_in: bool) -> Layout<'f> {
        Layout::in_lang(form, built_in, lang::current())
    }

    /// With names in a language: a workbook may have been written in another than the one in use.
    pub(super) fn in_lang(form: &'f Form, built_in: bool, lang: Lang) -> Layout<'f> {
        let names = Names { form, built_in, lang };
        let mut sheets = vec![names.declarations()];
        for field in form.fields().iter().filter(|field| field.kind == Kind::List) {
            sheets.push(names.list(field));
        }
        sheets.extend([names.labelled(), names.findings()]);
        sheets.extend(names.totals());
        sheets.extend([names.files(), names.overflow()]);
        for number in 1..sheets.len() {
            let (before, rest) = sheets.split_at_mut(number);
            if let Some(sheet) = rest.first_mut() {
                sheet.name = unlike(&sheet.name, before);
            }
        }
        Layout { sheets }
    }
}

impl Column<'_> {
    pub(super) fn is_text(&self) -> bool {
        match self.part {
            Part::Number => false,
            Part::Value(slot) => {
                slot.kind != Kind::Year && !(slot.kind == Kind::Amount && slot.facet == Facet::Whole)
            }
            Part::Told(told) => !matches!(
                told,
                Told::Index
                    | Told::Count(_)
                    | Told::Unclaimed
                    | Told::Year
                    | Told::Declarations
                    | Told::Sum(_)
            ),
            Part::File | Part::LabelledField | Part::Label | Part::Text => true,
        }
    }

    pub(super) fn is_money(&self) -> bool {
        match self.part {
            Part::Value(slot) => slot.kind == Kind::Amount && slot.facet == Facet::Whole,
            Part::Told(told) => matches!(told, Told::Sum(_)),
            _ => false,
        }
    }

    pub(super) fn is_written(&self) -> bool {
        matches!(self.part, Part::Value(slot) if slot.facet == Facet::Written)
    }
}

/// The amounts of a declaration that totals are made of.
pub(super) fn summed(form: &Form) -> impl Iterator<Item = &Field> {
    form.fields().iter().filter(|field| field.kind == Kind::Amount)
}

/// The field by which people know a declaration.
pub(super) fn name_field(form: &Form) -> Option<&Field> {
    let texts = || form.fields().iter().filter(|field| field.kind == Kind::Text);
    texts().find(|field| field.starts).or_else(|| texts().next())
}

/// The field of the year, and that of the department.
pub(super) fn group_fields(form: &Form) -> [Option<&Field>; 2] {
    let year = form.fields().iter().find(|field| field.kind == Kind::Year);
    let department = form.fields().iter().find(|field| {
        field.kind == Kind::Text && field.key.rsplit('.').next().is_some_and(|last| last == "department")
    });
    [year, department]
}

/// Gives names to sheets and columns, in the language in use.
struct Names<'f> {
    form: &'f Form,
    built_in: bool,
    lang: Lang,
}

impl<'f> Names<'f> {
    fn declarations(&self) -> Sheet<'f> {
        let mut columns = vec![self.number("id")];
        // The name comes first, so that it stays in view beside whatever people scroll to.
        let name = name_field(self.form).map(|field| field.key.as_str());
        let mut fields: Vec<&Field> = self.form.fields().iter().collect();
        fields.sort_by_key(|field| Some(field.key.as_str()) != name);
        for field in fields {
            if !matches!(field.kind, Kind::List | Kind::Opinion) {
                let key = field.key.as_str();
                self.slots(&mut columns, "", key, field.kind, field, &self.field(field));
            }
        }
        columns.push(Column { part: Part::File, ..self.told("source.path", Told::Name, 30) });
        columns.push(self.told("source.index", Told::Index, 8));
        for (severity, key) in [
            (Severity::Error, "findings.error"),
            (Severity::Warning, "findings.warning"),
            (Severity::Info, "findings.info"),
        ] {
            columns.push(self.told(key, Told::Count(severity), 8));
        }
        columns.push(self.told("unclaimed", Told::Unclaimed, 10));
        Sheet { content: Content::Declarations, name: self.say("sheet.declarations"), columns }
    }

    fn list(&self, list: &'f Field) -> Sheet<'f> {
        let mut columns = vec![self.number("declaration"), self.told("declaration.name", Told::Name, 28)];
        for column in &list.columns {
            let label = match self.lang {
                Lang::Zh => column.labels.first().unwrap_or(&column.key).clone(),
                Lang::En => in_words(&column.key),
            };
            let above = format!("{}[].", list.key);
            self.slots(&mut columns, &above, &column.key, column.kind, list, &label);
        }
        Sheet { content: Content::List(list), name: sheet_name(&self.field(list)), columns }
    }

    fn labelled(&self) -> Sheet<'f> {
        let column = |key: &str, part, width| Column { part, ..self.told(key, Told::Name, width) };
        let columns = vec![
            self.number("declaration"),
            self.told("declaration.name", Told::Name, 28),
            column("labelled.field", Part::LabelledField, 14),
            column("labelled.label", Part::Label, 28),
            column("labelled.text", Part::Text, 60),
        ];
        Sheet { content: Content::Labelled, name: self.say("sheet.labelled"), columns }
    }

    fn findings(&self) -> Sheet<'f> {
        let file = Column { part: Part::File, ..self.told("finding.path", Told::Name, 30) };
        let columns = vec![
            self.told("finding.severity", Told::Severity, 9),
            self.told("finding.message", Told::Message, 70),
            self.told("finding.place", Told::Place, 26),
            self.told("finding.field", Told::Field, 20),
            Column { part: Part::Number, ..self.told("finding.declaration", Told::Name, 7) },
            self.told("declaration.name", Told::Name, 28),
            file,
            self.told("finding.code", Told::Code, 22),
        ];
        Sheet { content: Content::Findings, name: self.say("sheet.findings"), columns }
    }

    /// Sums by year and department; none for a form without money.
    fn totals(&self) -> Option<Sheet<'f>> {
        summed(self.form).next()?;
        let mut columns = vec![
            self.told("total.year", Told::Year, 8),
            self.told("total.department", Told::Department, 30),
            self.told("total.declarations", Told::Declarations, 8),
        ];
        for (number, field) in summed(self.form).enumerate() {
            let header = format!("{}{}", self.field(field), self.say("facet.value"));
            let key = format!("total.{}", field.key);
            columns.push(Column { header, key, part: Part::Told(Told::Sum(number)), width: 16 });
        }
        Some(Sheet { content: Content::Totals, name: self.say("sheet.totals"), columns })
    }

    fn files(&self) -> Sheet<'f> {
        let columns = vec![
            self.told("file.state", Told::State, 8),
            Column { part: Part::File, ..self.told("file.path", Told::Name, 50) },
            self.told("file.declarations", Told::Declarations, 10),
            self.told("file.message", Told::Message, 60),
            self.told("file.place", Told::Place, 22),
            self.told("file.code", Told::Code, 22),
        ];
        Sheet { content: Content::Files, name: self.say("sheet.files"), columns }
    }

    fn overflow(&self) -> Sheet<'f> {
        let column = |key: &str, part, width| Column { part, ..self.told(key, Told::Name, width) };
        let columns =
            vec![column("overflow.number", Part::Number, 8), column("overflow.text", Part::Text, 100)];
        Sheet { content: Content::Overflow, name: self.say("sheet.overflow"), columns }
    }

    /// The columns that a value takes.
    fn slots(
        &self,
        columns: &mut Vec<Column<'f>>,
        above: &str,
        key: &'f str,
        kind: Kind,
        field: &'f Field,
        name: &str,
    ) {
        let facets: &[(Facet, &str)] = match kind {
            Kind::Amount => &[(Facet::Whole, "value"), (Facet::Written, "text")],
            Kind::Period => {
                &[(Facet::Whole, ""), (Facet::Member("start"), "start"), (Facet::Member("end"), "end")]
            }
            Kind::Contact => {
                &[(Facet::Whole, ""), (Facet::Member("name"), "name"), (Facet::Member("phone"), "phone")]
            }
            _ => &[(Facet::Whole, "")],
        };
        for (facet, end) in facets {
            let (key_end, header_end) = match *end {
                "" => (String::new(), String::new()),
                end => (format!(".{end}"), self.say(&format!("facet.{end}"))),
            };
            columns.push(Column {
                key: format!("{above}{key}{key_end}"),
                header: format!("{name}{header_end}"),
                part: Part::Value(Slot { key, kind, facet: *facet, field }),
                width: width_of(key, kind, *facet),
            });
        }
    }

    fn number(&self, key: &str) -> Column<'f> {
        Column { part: Part::Number, ..self.told(key, Told::Name, 7) }
    }

    fn told(&self, key: &str, what: Told, width: u16) -> Column<'f> {
        let header = self.say(&format!("column.{key}"));
        Column { key: key.to_owned(), header, part: Part::Told(what), width }
    }

    fn say(&self, what: &str) -> String {
        t!(format!("workbook.{what}"), locale = lang::code(self.lang)).into_owned()
    }

    fn field(&self, field: &Field) -> String {
        match self.lang {
            Lang::Zh if self.built_in => header_of(self.form, field),
            Lang::Zh => field.labels.first().unwrap_or(&field.key).clone(),
            Lang::En => in_words(&field.key),
        }
    }
}

/// What a field is called in the language in use.
pub(super) fn name_of(form: &Form, built_in: bool, field: &Field) -> String {
    Names { form, built_in, lang: lang::current() }.field(field)
}

fn width_of(key: &str, kind: Kind, facet: Facet) -> u16 {
    match kind {
        Kind::Paragraphs => 44,
        Kind::Year => 8,
        Kind::Amount => 14,
        Kind::Person | Kind::Choice => 12,
        Kind::Contact | Kind::Period if facet == Facet::Whole => 24,
        Kind::Contact | Kind::Period | Kind::Target => 16,
        _ => match key.rsplit('.').next().unwrap_or(key) {
            "overview" | "basis" | "measures" | "notes" | "unit_functions" | "feasibility" | "necessity"
            | "plan" | "scoring" | "explanation" | "remark" => 44,
            "name" | "title" | "item" => 30,
            "code" | "unit_code" | "department_code" | "weight" | "nature" => 14,
            "level1" | "level2" => 14,
            _ => 22,
        },
    }
}

/// `project.department_code` as `Project department code`.
fn in_words(key: &str) -> String {
    let words = key.replace(['.', '_'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A name that Excel takes for a sheet.
fn sheet_name(name: &str) -> String {
    let name: String = name.chars().filter(|c| !r"[]:*?/\'".contains(*c)).take(LONGEST_NAME).collect();
    if name.is_empty() { "List".to_owned() } else { name }
}

fn unlike(name: &str, others: &[Sheet<'_>]) -> String {
    let taken = |name: &str| others.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase());
    let mut unlike = name.to_owned();
    let mut count = 1;
    while taken(&unlike) {
        count += 1;
        let start: String = name.chars().take(LONGEST_NAME - 4).collect();
        unlike = format!("{start}({count})");
    }
    unlike
}
