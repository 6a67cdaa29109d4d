//! What reviewers would say, by the rules of `check`, beside what the reader doubted.

use shenbao::{Declaration, Extraction, Form, Lang, Places, Profile, check};

use crate::line::FindingLine;
use crate::sheet;
use crate::store::DocumentRow;

/// Adds what breaks the rules of a profile to the findings. What the reader doubts is among them already, so that the
/// rules on doubts are not asked; and a declaration that is not of the built-in form has no rules.
pub(crate) fn judge(form: &Form, document: &mut DocumentRow, profile: &Profile, lang: Lang) {
    for line in &mut document.lines {
        let Ok(declaration) = serde_json::from_value::<Declaration>(line.declaration.clone()) else {
            continue;
        };
        let places = document.drawing.as_ref().map(|drawing| drawing.places(line.source.index));
        let named = |(key, place): (String, shenbao::Place)| {
            let place = place.with_label(name_of(form, &key));
            (key, place)
        };
        let places = places.iter().flat_map(Places::iter).map(named).collect();
        let extraction = Extraction { declaration, findings: Vec::new(), unclaimed: Vec::new(), places };
        let findings = check(&extraction, profile);
        line.findings
            .extend(findings.iter().map(|finding| FindingLine::of(finding, &extraction.places, lang)));
    }
}

/// What a place is called: the field, or the column of a list. A row has no name.
fn name_of(form: &Form, key: &str) -> String {
    let Some((list, rest)) = key.split_once('[') else {
        return form.field(key).map_or_else(|| key.to_owned(), |(_, field)| sheet::header_of(form, field));
    };
    let column = rest.split_once("].").map(|(_, column)| column);
    let columns = form.field(list).map(|(_, field)| field.columns.as_slice()).unwrap_or_default();
    let found = columns.iter().find(|one| Some(one.key.as_str()) == column);
    found.and_then(|column| column.labels.first()).cloned().unwrap_or_default()
}
