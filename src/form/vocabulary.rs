use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::keys::Keys;
use super::label::Label;
use super::lookup::{Frame, Meaning, Meanings};
use crate::error::{Error, ErrorKind, Result};
use crate::value::text::{is_blank, trim};
use crate::value::{AmountUnit, ChoiceOption, Period};

/// The vocabulary of a form: which labels lead to which field, and what kind of value stands there.
#[derive(Clone, Debug)]
pub struct Form {
    name: String,
    /// Shared with what is extracted, which has no lifetime of a form.
    fields: Arc<Vec<Field>>,
    titles: Vec<String>,
    pub(super) sections: Vec<Section>,
    scopes: Vec<Scope>,
    amount_unit: AmountUnit,
    /// For each field: the scope that it is in by its own label, with the field that it is the counterpart of.
    scope_of: Vec<Option<(usize, usize)>>,
    /// Fields in whose place another field stands too, and that field.
    shared: Vec<(usize, usize)>,
    /// The keys of the fields, and for each field those of its columns.
    keys: Keys,
    column_keys: Vec<Keys>,
    pub(super) meanings: Meanings,
}

/// A part of a form under a name of its own.
#[derive(Clone, Debug)]
pub(super) struct Section {
    key: String,
    #[cfg_attr(not(feature = "blank-builder"), allow(dead_code, reason = "only a blank form prints them"))]
    pub(super) labels: Vec<String>,
}

/// A year or term to which the fields of a section may belong: `funding.total` of last year is
/// `funding.last_year.total`.
#[derive(Clone, Debug)]
struct Scope {
    section: usize,
    /// `None` for the fields as they are.
    key: Option<String>,
    /// For each field of the form its counterpart in the scope.
    counterparts: Vec<Option<usize>>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// For a value that may stand in several places, such as name and phone: the labels of each.
    pub parts: Vec<Part>,
    /// The key of the field whose place it takes on a form that lacks that field.
    pub stands_for: Option<String>,
    /// The key of the field in whose place it stands too, such as the kinds and the kinds of kinds of one choice.
    pub place_of: Option<String>,
    /// For a list: the key of the list whose columns it has.
    pub like: Option<String>,
}

/// A part of a value with a place of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name, such as `phone`.
    pub key: String,
    /// The labels that lead to it.
    pub labels: Vec<String>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its key in a row.
    pub key: String,
    /// What kind of value stands in it.
    pub kind: Kind,
    /// The labels of its header.
    pub labels: Vec<String>,
    /// Rows share its value: it is merged, or written in the first row only.
    pub group: bool,
    /// A row has no such key where the column is blank or missing.
    pub optional: bool,
    /// The column whose value it is the beginning of: an operator before a number.
    pub before: Option<String>,
    /// The column whose value it is the end of: a unit behind a number.
    pub after: Option<String>,
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
        form.titles = file.titles;
        form.meanings.add_patterns(&file.other.titles, Meaning::ForeignTitle);
        form.meanings.add_all(&file.other.labels, Meaning::Foreign, None);
        form.meanings.add_all(&file.furniture.texts, Meaning::Furniture, None);
        for section in file.section {
            let number = form.sections.len();
            form.meanings.add_all(&section.labels, Meaning::Section(number), None);
            form.meanings.add_all(&section.headings, Meaning::Heading, Some(number));
            for scope in section.scope {
                let meaning = Meaning::Scope(form.scopes.len());
                form.meanings.add_all(&scope.columns, meaning, Some(number));
                form.scopes.push(Scope { section: number, key: scope.key, counterparts: Vec::new() });
            }
            form.sections.push(Section { key: section.key, labels: section.labels });
        }
        for entry in file.field {
            form.add_field(entry).map_err(broken)?;
        }
        form.add_scoped_fields();
        form.check_references().map_err(broken)?;
        let place_of = |field: &Field| form.field(field.place_of.as_deref()?).map(|(place, _)| place);
        let fields = form.fields.iter().enumerate();
        form.shared = fields.filter_map(|(number, field)| Some((place_of(field)?, number))).collect();
        form.keys = Keys::of(form.fields.iter().map(|field| field.key.as_str()));
        let columns = |field: &Field| Keys::of(field.columns.iter().map(|column| column.key.as_str()));
        form.column_keys = form.fields.iter().map(columns).collect();
        form.meanings.finish();
        Ok(form)
    }

    /// The name of the form.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title that it prints: the first whole one, else the ending of one.
    pub fn title(&self) -> Option<&str> {
        let whole = self.titles.iter().find(|title| !title.starts_with('*'));
        whole.or(self.titles.first()).map(|title| title.trim_start_matches('*'))
    }

    /// The fields, in the order of the vocabulary.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(crate) fn shared_fields(&self) -> Arc<Vec<Field>> {
        Arc::clone(&self.fields)
    }

    /// The field with a key, and its number.
    pub fn field(&self, key: &str) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, field)| field.key == key)
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The keys of the columns of a list.
    pub(super) fn column_keys(&self, field: usize) -> Option<&Keys> {
        self.column_keys.get(field)
    }

    /// The unit of amounts whose label names none.
    pub fn amount_unit(&self) -> AmountUnit {
        self.amount_unit
    }

    fn empty() -> Form {
        Form {
            name: String::new(),
            fields: Arc::default(),
            titles: Vec::new(),
            sections: Vec::new(),
            scopes: Vec::new(),
            scope_of: Vec::new(),
            amount_unit: AmountUnit::WanYuan,
            shared: Vec::new(),
            keys: Keys::default(),
            column_keys: Vec::new(),
            meanings: Meanings::default(),
        }
    }

    fn add_field(&mut self, entry: FieldEntry) -> std::result::Result<(), String> {
        let section = match &entry.only_in {
            None => None,
            Some(key) => match self.sections.iter().position(|section| section.key == *key) {
                None => return Err(format!("field {}: there is no section {key:?}", entry.key)),
                found => found,
            },
        };
        let keys = || entry.column.iter().map(|column| &column.key).chain([&entry.key]);
        if let Some(key) = keys().find(|key| !is_key(key)) {
            return Err(format!("{key:?} is no key of a field"));
        }
        let like = match &entry.like {
            None => None,
            Some(key) => match self.field(key) {
                Some((_, list)) if list.kind == Kind::List => Some(list.columns.clone()),
                _ => return Err(format!("field {}: there is no list {key:?} before it", entry.key)),
            },
        };
        if (entry.kind == Kind::List) == (entry.column.is_empty() && like.is_none()) {
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
                Arc::make_mut(&mut self.fields).push(Field {
                    columns: like.unwrap_or_default(),
                    like: entry.like,
                    ..Field::new(entry.key, entry.kind)
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
        let Some(field) = Arc::make_mut(&mut self.fields).get_mut(number) else { return Ok(()) };
        for part in &entry.part {
            let meaning = Meaning::Part { field: number, part: field.parts.len() };
            self.meanings.add_all(&part.labels, meaning, section);
            field.parts.push(part.clone());
        }
        field.labels.extend(entry.labels);
        field.inline |= entry.inline;
        field.starts |= entry.starts;
        field.weak |= entry.weak;
        field.stands_for = field.stands_for.take().or(entry.stands_for);
        field.place_of = field.place_of.take().or(entry.place_of);
        field.options.extend(entry.option);
        field.columns.extend(entry.column.into_iter().map(Column::from));
        for (column, entry) in field.columns.iter().enumerate() {
            self.meanings.add_all(&entry.labels, Meaning::Column { field: number, column }, None);
        }
        Ok(())
    }

    /// Adds the counterparts of a section's amounts in each of its scopes.
    fn add_scoped_fields(&mut self) {
        let Form { fields, sections, scopes, scope_of, .. } = self;
        let fields = Arc::make_mut(fields);
        let plain = fields.len();
        for scope in scopes.iter_mut() {
            let Some(key) = &scope.key else {
                scope.counterparts = (0..plain).map(Some).collect();
                continue;
            };
            let section = sections.get(scope.section).map_or("", |section| section.key.as_str());
            for number in 0..plain {
                let counterpart = fields.get(number).and_then(|field| counterpart(field, section, key));
                scope.counterparts.push(counterpart.map(|wanted| {
                    let known = fields.iter().position(|field| field.key == wanted.key);
                    known.unwrap_or_else(|| {
                        fields.push(wanted);
                        fields.len() - 1
                    })
                }));
            }
        }
        *scope_of = vec![None; fields.len()];
        for (number, scope) in scopes.iter().enumerate().filter(|(_, scope)| scope.key.is_some()) {
            for (plain, counterpart) in scope.counterparts.iter().enumerate() {
                if let Some(known) = counterpart.and_then(|counterpart| scope_of.get_mut(counterpart)) {
                    // The first of several counts.
                    known.get_or_insert((number, plain));
                }
            }
        }
    }

    /// Every key that a field names is the key of a field.
    fn check_references(&self) -> std::result::Result<(), String> {
        for field in self.fields.iter() {
            let named = [&field.stands_for, &field.place_of];
            if let Some(lost) = named.into_iter().flatten().find(|key| self.field(key).is_none()) {
                return Err(format!("field {}: there is no field {lost:?}", field.key));
            }
            for column in &field.columns {
                let named = [&column.before, &column.after];
                let is_column = |key: &&String| field.columns.iter().all(|column| column.key != **key);
                if let Some(lost) = named.into_iter().flatten().find(is_column) {
                    return Err(format!("field {}: there is no column {lost:?}", field.key));
                }
            }
        }
        Ok(())
    }

    /// The fields that stand in the place of a field too.
    pub(super) fn also_at(&self, field: usize) -> impl Iterator<Item = usize> + '_ {
        self.shared.iter().filter(move |(place, _)| *place == field).map(|(_, other)| *other)
    }

    /// The counterpart of a field in a scope.
    pub(super) fn scoped(&self, field: usize, scope: usize) -> Option<usize> {
        self.scopes.get(scope)?.counterparts.get(field).copied().flatten()
    }

    /// The scope that a field is in by its own label, with the field that it is the counterpart of.
    pub(super) fn scope_of(&self, field: usize) -> Option<(usize, usize)> {
        self.scope_of.get(field).copied().flatten()
    }
}

/// Names with dots between them, of few levels: data is gone through level by level.
fn is_key(key: &str) -> bool {
    const LEVELS: usize = 8;
    key.split('.').all(|name| !name.is_empty()) && key.split('.').count() <= LEVELS
}

/// The field that an amount of a section is in a scope.
fn counterpart(field: &Field, section: &str, scope: &str) -> Option<Field> {
    let inside = |key: &str| {
        let rest = key.strip_prefix(section)?.strip_prefix('.')?;
        (!rest.contains('.')).then(|| format!("{section}.{scope}.{rest}"))
    };
    (field.kind == Kind::Amount).then_some(())?;
    let stands_for = field.stands_for.as_deref().and_then(inside);
    Some(Field { stands_for, ..Field::new(inside(&field.key)?, Kind::Amount) })
}

impl Field {
    fn new(key: String, kind: Kind) -> Field {
        Field {
            key,
            kind,
            labels: Vec::new(),
            inline: false,
            starts: false,
            weak: false,
            options: Vec::new(),
            columns: Vec::new(),
            parts: Vec::new(),
            stands_for: None,
            place_of: None,
            like: None,
        }
    }

    /// What a row of the list leaves out: columns that rows share, and those that only complete another one.
    pub(crate) fn says(&self, column: usize, text: &str) -> bool {
        let Some(column) = self.columns.get(column) else { return false };
        let own = !column.group && column.before.is_none() && column.after.is_none();
        let is_printed =
            is_blank(text) || is_row_mark(text) || (column.kind == Kind::Period && is_mask(text));
        own && !is_printed
    }
}

/// What forms print in the first cell of a row to be filled in: `1、` `（2）` `……`.
pub(super) fn is_row_mark(text: &str) -> bool {
    let text = trim(text);
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十(（".contains(c);
    text.len() <= 18
        && text.ends_with(['、', '.', '．', ')', '）', '…'])
        && text.trim_end_matches(['、', '.', '．', ')', '）', '…']).chars().all(is_number)
}

/// The number of a row, in a column of its own beside a list: `1` `十二` `3.` `……`.
pub(crate) fn is_row_number(text: &str) -> bool {
    let text = trim(text);
    let is_bare = |text: &str| {
        text.chars().count() <= 3
            && (text.chars().all(|c| c.is_ascii_digit())
                || text.chars().all(|c| "一二三四五六七八九十".contains(c)))
    };
    !text.is_empty() && (is_bare(text) || is_row_mark(text))
}

/// `年 月 日`, to be filled in.
fn is_mask(text: &str) -> bool {
    text.len() <= 96 && Period::parse(text).0.is_blank()
}

impl From<ColumnEntry> for Column {
    fn from(entry: ColumnEntry) -> Column {
        let ColumnEntry { key, kind, labels, group, optional, before, after } = entry;
        Column { key, kind, labels, group, optional, before, after }
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
    #[serde(default)]
    scope: Vec<ScopeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeEntry {
    key: Option<String>,
    #[serde(default)]
    columns: Vec<String>,
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
    #[serde(default)]
    part: Vec<Part>,
    stands_for: Option<String>,
    place_of: Option<String>,
    like: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    key: String,
    kind: Kind,
    labels: Vec<String>,
    #[serde(default)]
    group: bool,
    #[serde(default)]
    optional: bool,
    before: Option<String>,
    after: Option<String>,
}

/// What labels of a vocabulary are looked up by.
pub(super) type Index = Words<Vec<(Option<usize>, Meaning)>>;

/// What words of a vocabulary lead to. Documents only ask it, so that what is written in them cannot make it slow.
pub(super) type Words<T> = HashMap<String, T, foldhash::fast::RandomState>;

pub(super) fn key_of(label: &str) -> Option<Cow<'_, str>> {
    Label::of(label).map(|label| label.key)
}
