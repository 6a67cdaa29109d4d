//! The line of JSON that stands for a declaration wherever declarations are handed on: what `extract` prints, what the
//! database of `import` keeps, and what commands read back from either.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shenbao::document::Format;
use shenbao::form::Unclaimed;
use shenbao::{Extraction, Finding, FindingKind, Form, Lang, Place, Places, Reading, Severity};

use crate::drawing::Drawing;
use crate::failure::Failure;

/// One declaration, and what there is to say about it. Its own part is as the form has it: a
/// [`Declaration`](shenbao::Declaration), or a value with the keys of a user's form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line<T = Value> {
    pub(crate) source: Source,
    pub(crate) declaration: T,
    #[serde(default = "Vec::new")]
    pub(crate) findings: Vec<FindingLine>,
    #[serde(default = "Vec::new")]
    pub(crate) unclaimed: Vec<UnclaimedLine>,
}

/// Where a declaration comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) format: Format,
    /// Which of the declarations of its document, counted from 0.
    pub(crate) index: usize,
}

/// A finding in the language in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FindingLine {
    pub(crate) code: String,
    pub(crate) severity: Severity,
    pub(crate) place: Option<String>,
    pub(crate) message: String,
    /// The field it is about, such as `project.name` or `indicators[0].target`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cell: Option<Cell>,
}

/// What stands for an input that could not be read, where it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErrorLine {
    pub(crate) source: FailedSource,
    pub(crate) error: ErrorFacts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailedSource {
    pub(crate) path: String,
}

/// Why it could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErrorFacts {
    pub(crate) code: String,
    pub(crate) place: Option<String>,
    pub(crate) message: String,
}

/// Text that nothing in the form accounts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnclaimedLine {
    pub(crate) place: String,
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cell: Option<Cell>,
}

/// The address of a cell: everything counted from 1, columns those of the layout grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) table: u32,
    pub(crate) row: u32,
    pub(crate) column: u32,
}

/// A declaration, and where its values stand.
pub(crate) type Placed<T> = (Line<T>, Places);

/// Reads a document; a line for each of its declarations.
pub(crate) fn read<T: DeserializeOwned>(
    form: &Form,
    path: &str,
    bytes: &[u8],
    lang: Lang,
) -> shenbao::Result<Vec<Line<T>>> {
    Ok(lines_of(&form.read(bytes)?, path, lang)?.into_iter().map(|(line, _)| line).collect())
}

/// The same for those who go back to the page: with the places of values, and with a drawing of it.
pub(crate) fn read_drawn<T: DeserializeOwned>(
    form: &Form,
    path: &str,
    bytes: &[u8],
    lang: Lang,
) -> shenbao::Result<(Vec<Placed<T>>, Drawing)> {
    let reading = form.read(bytes)?;
    let lines = lines_of(&reading, path, lang)?;
    let drawing = Drawing::of(&reading, lines.iter().map(|(_, places)| places));
    Ok((lines, drawing))
}

fn lines_of<T: DeserializeOwned>(
    reading: &Reading<'_>,
    path: &str,
    lang: Lang,
) -> shenbao::Result<Vec<Placed<T>>> {
    let format = reading.document.format;
    let lines = reading.extract::<T>()?.into_iter().enumerate().map(|(index, extraction)| {
        let Extraction { declaration, findings, unclaimed, places } = extraction;
        let line = Line {
            source: Source { path: path.to_owned(), format, index },
            declaration,
            findings: findings.iter().map(|finding| FindingLine::of(finding, &places, lang)).collect(),
            unclaimed: unclaimed.into_iter().map(|left| UnclaimedLine::of(left, lang)).collect(),
        };
        (line, places)
    });
    Ok(lines.collect())
}

impl<T> Line<T> {
    /// Whether a person should look at it.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.count(Severity::Error) + self.count(Severity::Warning) + self.unclaimed.len() > 0
    }

    /// How many findings are of a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl ErrorLine {
    pub(crate) fn of(failure: &Failure) -> ErrorLine {
        let path = failure.subject.clone().unwrap_or_default();
        ErrorLine { source: FailedSource { path }, error: ErrorFacts::of(failure) }
    }
}

impl ErrorFacts {
    pub(crate) fn of(failure: &Failure) -> ErrorFacts {
        ErrorFacts { code: failure.code().to_owned(), place: failure.place(), message: failure.message() }
    }
}

impl FindingLine {
    pub(crate) fn of(finding: &Finding, places: &Places, lang: Lang) -> FindingLine {
        let place = finding.place.as_ref();
        FindingLine {
            code: finding.code().to_owned(),
            severity: finding.severity(),
            place: place.map(|place| place.describe(lang)),
            message: finding.message(lang),
            key: key_of(finding, places),
            cell: place.and_then(Cell::of),
        }
    }
}

impl UnclaimedLine {
    fn of(left: Unclaimed, lang: Lang) -> UnclaimedLine {
        let (place, cell) = (left.place.describe(lang), Cell::of(&left.place));
        UnclaimedLine { place, text: left.text, cell }
    }
}

impl Cell {
    pub(crate) fn of(place: &Place) -> Option<Cell> {
        Some(Cell { table: place.table?, row: place.row?, column: place.column? })
    }
}

/// The field that a finding names.
pub(crate) fn named_key(finding: &Finding) -> Option<&str> {
    match &finding.kind {
        FindingKind::ValueUnplaced { key }
        | FindingKind::PlaceOccupied { key }
        | FindingKind::ValueContradicts { key }
        | FindingKind::ChoiceUnplaced { key }
        | FindingKind::PlaceAmbiguous { key, .. }
        | FindingKind::ValueAsPrinted { key }
        | FindingKind::PlaceProtected { key, .. } => Some(key),
        _ => None,
    }
}

/// The field that a finding is about: the one it names, else the one whose value stands where it points. A place that
/// several fields share is that of the one with the same label, or of none.
fn key_of(finding: &Finding, places: &Places) -> Option<String> {
    if let Some(key) = named_key(finding) {
        return Some(key.to_owned());
    }
    let wanted = finding.place.as_ref()?;
    if let Some((key, _)) = places.iter().find(|(_, place)| place == wanted) {
        return Some(key);
    }
    let address = |place: &Place| (place.part.clone(), place.table, place.row, place.column, place.line);
    let spot = address(wanted);
    let mut there = places.iter().filter(|(_, place)| place.row.is_some() && address(place) == spot);
    let only = there.next()?;
    there.next().is_none().then_some(only.0)
}

#[cfg(test)]
mod tests {
    use shenbao::Declaration;

    use super::*;

    const DUMP: &str = "专项名称\t清溪县农村公路养护经费\n专项负责人\t周明远\n本年度预计投入（万元）\t约12\n";

    fn lines() -> Vec<Line<Declaration>> {
        read(Form::declaration(), "a.txt", DUMP.as_bytes(), Lang::En).unwrap()
    }

    #[test]
    fn a_finding_names_its_field_and_its_cell() {
        let lines = lines();
        let finding = &lines[0].findings[0];
        assert_eq!(finding.code, "amount_unreadable");
        assert_eq!(finding.key.as_deref(), Some("funding.total"));
        assert_eq!(finding.cell.map(|cell| (cell.table, cell.row, cell.column)), Some((1, 3, 2)));
    }

    #[test]
    fn a_line_comes_back_as_it_was_written() {
        let line = &lines()[0];
        let json = serde_json::to_string(line).unwrap();
        assert_eq!(&serde_json::from_str::<Line<Declaration>>(&json).unwrap(), line);
        let untyped: Line = serde_json::from_str(&json).unwrap();
        assert_eq!(untyped.declaration["project"]["name"], "清溪县农村公路养护经费");
        let bare: Line = serde_json::from_str(
            r#"{"source":{"path":"a","format":"docx","index":0},"declaration":{"year":2026}}"#,
        )
        .unwrap();
        assert_eq!(bare.findings, []);
    }
}
