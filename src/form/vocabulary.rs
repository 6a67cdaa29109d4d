use std::collections::HashMap;

use serde::Deserialize;

use super::label::Label;
use super::lookup::{Frame, Meaning, Meanings};
use crate::error::{Error, ErrorKind, Result};
use crate::value::{AmountUnit, ChoiceOption};

/// The vocabulary of a form: which labels lead to which field, and what kind of value stands there.
#[derive(Clone, Debug)]
pub struct Form {
    name: String,
    fields: Vec<Field>,
    sections: Vec<String>,
    amount_unit: AmountUnit,
    pub(super) meanings: Meanings,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key in the data, dots between the levels: `project.name`.
    pub key: String,
    /// What kind of value stands in its place.
    pub kind: Kind,
    /// The labels as the vocabulary has them.
    pub labels: Vec<String>,
    /// The value usually stands behind the label in the same cell.
    pub inline: bool,
    /// Meeting the field again starts another declaration.
    pub starts: bool,
    /// Documents of all kinds have it: alone it makes no declaration.
    pub weak: bool,
    /// For a choice: its options.
    pub options: Vec<ChoiceOption>,
    /// For a list: its columns.
    pub columns: Vec<Column>,
}

/// A column of a list.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its key in a row.
    pub key: String,
    /// What kind of value stands in it.
    pub kind: Kind,
    /// The labels of its header.
    pub labels: Vec<String>,
    /// Rows share its value: it is merged, or written in the first row only.
    pub group: bool,
}

/// What kind of value stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// The title of the form. It belongs to the form, not to what is filled in.
    Title,
    /// Text.
    Text,
    /// A list of texts, a paragraph each.
    Paragraphs,
    /// An amount of money.
    Amount,
    /// A year.
    Year,
    /// A period between two dates.
    Period,
    /// One of several options with a box each.
    Choice,
    /// A person's name.
    Person,
    /// Persons and their phone numbers.
    Contact,
    /// The value of an indicator.
    Target,
    /// A reviewer's opinion with seal and date.
    Opinion,
    /// Rows of a table.
    List,
}

impl Form {
    /// The vocabulary of 《专项资金预算绩效目标申报表》 and its siblings.
    pub fn declaration() -> &'static Form {
        use std::sync::LazyLock;
        // The embedded file is tested, so the empty form is never seen; it spares a panic on the way.
        static FORM: LazyLock<Form> = LazyLock::new(|| {
            Form::from_toml(include_str!("declaration.toml")).unwrap_or_else(|_| Form::empty())
        });
        &FORM
    }

    /// Reads a vocabulary.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::FormBroken`] when the text is no TOML or says something no form can mean.
    pub fn from_toml(text: &str) -> Result<Form> {
        let broken = |cause: String| Error::from(ErrorKind::FormBroken { cause });
        let file: FormFile = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
        let mut form = Form { name: file.name, ..Form::empty() };
        if let Some(unit) = &file.amount_unit {
            form.amount_unit = AmountUnit::from_label(&format!("({unit})"))
                .ok_or_else(|| broken(format!("amount_unit = {unit:?} is no unit of money")))?;
        }
        form.meanings.add_patterns(&file.titles, Meaning::Title);
        form.meanings.add_patterns(&file.other.titles, Meaning::ForeignTitle);
        form.meanings.add_all(&file.other.labels, Meaning::Foreign, None);
        form.meanings.add_all(&file.furniture.texts, Meaning::Furniture, None);
        for section in file.section {
            let number = form.sections.len();
            form.meanings.add_all(&section.labels, Meaning::Section(number), None);
            form.meanings.add_all(&section.headings, Meaning::Heading, Some(number));
            form.sections.push(section.key);
        }
        for entry in file.field {
            form.add_field(entry).map_err(broken)?;
        }
        Ok(form)
    }

    /// The name of the form.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The fields, in the order of the vocabulary.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field with a key, and its number.
    pub fn field(&self, key: &str) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, field)| field.key == key)
    }

    /// The unit of amounts whose label names none.
    pub fn amount_unit(&self) -> AmountUnit {
        self.amount_unit
    }

    fn empty() -> Form {
        Form {
            name: String::new(),
            fields: Vec::new(),
            sections: Vec::new(),
            amount_unit: AmountUnit::WanYuan,
            meanings: Meanings::default(),
        }
    }

    fn add_field(&mut self, entry: FieldEntry) -> std::result::Result<(), String> {
        let section = match &entry.only_in {
            None => None,
            Some(key) => match self.sections.iter().position(|section| section == key) {
                None => return Err(format!("field {}: there is no section {key:?}", entry.key)),
                found => found,
            },
        };
        if entry.key.is_empty() || entry.key.split('.').any(str::is_empty) {
            return Err(format!("{:?} is no key of a field", entry.key));
        }
        if (entry.kind == Kind::List) == entry.column.is_empty() {
            return Err(format!("field {}: a list has columns, and nothing else has", entry.key));
        }
        if (entry.kind == Kind::Choice) == entry.option.is_empty() && self.field(&entry.key).is_none() {
            return Err(format!("field {}: a choice has options, and nothing else has", entry.key));
        }
        // A field may be written twice, with labels that hold everywhere and labels that hold in a section.
        let number = match self.field(&entry.key) {
            Some((_, known)) if known.kind != entry.kind => {
                return Err(format!("field {} has two kinds", entry.key));
            }
            Some((number, _)) => number,
            None => {
                self.fields.push(Field {
                    key: entry.key,
                    kind: entry.kind,
                    labels: Vec::new(),
                    inline: false,
                    starts: false,
                    weak: false,
                    options: Vec::new(),
                    columns: Vec::new(),
                });
                self.fields.len() - 1
            }
        };
        self.meanings.add_all(&entry.labels, Meaning::Field(number), section);
        self.meanings.add_patterns(&entry.labels, Meaning::Field(number));
        for frame in &entry.frames {
            let frame = Frame::new(frame, number).ok_or_else(|| format!("frame {frame:?} has no {{}}"))?;
            self.meanings.frames.push(frame);
        }
        for (column, entry) in entry.column.iter().enumerate() {
            self.meanings.add_all(&entry.labels, Meaning::Column { field: number, column }, None);
        }
        if let Some(field) = self.fields.get_mut(number) {
            field.labels.extend(entry.labels);
            field.inline |= entry.inline;
            field.starts |= entry.starts;
            field.weak |= entry.weak;
            field.options.extend(entry.option);
            field.columns.extend(entry.column.into_iter().map(|column| Column {
                key: column.key,
                kind: column.kind,
                labels: column.labels,
                group: column.group,
            }));
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    name: String,
    #[serde(default)]
    titles: Vec<String>,
    amount_unit: Option<String>,
    #[serde(default)]
    other: OtherEntry,
    #[serde(default)]
    furniture: FurnitureEntry,
    #[serde(default)]
    section: Vec<SectionEntry>,
    #[serde(default)]
    field: Vec<FieldEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherEntry {
    #[serde(default)]
    titles: Vec<String>,
    #[serde(default)]
    labels: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FurnitureEntry {
    #[serde(default)]
    texts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionEntry {
    key: String,
    labels: Vec<String>,
    #[serde(default)]
    headings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    key: String,
    kind: Kind,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    frames: Vec<String>,
    only_in: Option<String>,
    #[serde(default)]
    inline: bool,
    #[serde(default)]
    starts: bool,
    #[serde(default)]
    weak: bool,
    #[serde(default)]
    option: Vec<ChoiceOption>,
    #[serde(default)]
    column: Vec<ColumnEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    key: String,
    kind: Kind,
    labels: Vec<String>,
    #[serde(default)]
    group: bool,
}

/// What labels of a vocabulary are looked up by.
pub(super) type Index = HashMap<String, Vec<(Option<usize>, Meaning)>>;

pub(super) fn key_of(label: &str) -> Option<String> {
    Label::of(label).map(|label| label.key)
}
