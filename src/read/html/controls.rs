//! Controls of forms on a page, which show what was typed, ticked or chosen.

use crate::document::MarkState;

/// What an `input` shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input<'a> {
    Mark(MarkState),
    Text(&'a str),
    Nothing,
}

impl<'a> Input<'a> {
    pub(super) fn of(kind: Option<&str>, value: Option<&'a str>, checked: bool) -> Input<'a> {
        let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "checkbox" | "radio" => Input::Mark(if checked { MarkState::Ticked } else { MarkState::Empty }),
            // Buttons are of the page, not of the form; the others show no text.
            "hidden" | "password" | "button" | "submit" | "reset" | "image" | "file" | "color" | "range" => {
                Input::Nothing
            }
            _ => value.map_or(Input::Nothing, Input::Text),
        }
    }
}

/// A list to choose from.
#[derive(Default)]
pub(super) struct Select {
    multiple: bool,
    options: Vec<Choice>,
}

struct Choice {
    text: String,
    selected: bool,
}

impl Select {
    pub(super) fn new(multiple: bool) -> Select {
        Select { multiple, options: Vec::new() }
    }

    pub(super) fn begin(&mut self, selected: bool) {
        self.options.push(Choice { text: String::new(), selected });
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(option) = self.options.last_mut() {
            option.text.push_str(text);
        }
    }

    /// What it shows: what is selected; without that a list that drops down shows its first entry.
    pub(super) fn shown(self) -> String {
        let selected = || self.options.iter().filter(|option| option.selected);
        let chosen: Vec<&Choice> = match (self.multiple, selected().next_back()) {
            (true, _) => selected().collect(),
            (false, Some(last)) => vec![last],
            (false, None) => self.options.first().into_iter().collect(),
        };
        let texts =
            chosen.iter().map(|option| option.text.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
        texts.collect::<Vec<_>>().join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_what_is_chosen() {
        let shown = |multiple: bool, options: &[(&str, bool)]| {
            let mut select = Select::new(multiple);
            for (text, selected) in options {
                select.begin(*selected);
                select.text(text);
            }
            select.shown()
        };
        assert_eq!(shown(false, &[("甲", false), (" 乙\n", true)]), "乙");
        assert_eq!(shown(false, &[("甲", false), ("乙", false)]), "甲");
        assert_eq!(shown(true, &[("甲", true), ("乙", false), ("丙", true)]), "甲、丙");
        assert_eq!(shown(false, &[]), "");
    }
}
