//! The few things of `style` attributes that change what a reader sees.

use crate::document::SymbolFont;

/// What a `style` attribute says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// `display: none`: neither text nor place.
    pub(super) gone: bool,
    /// `visibility: hidden` or `mso-hide: all`: no text.
    pub(super) hidden: bool,
    /// Another `display`, and `visibility: visible`: what a rule says does not count.
    pub(super) shown: bool,
    pub(super) visible: bool,
    /// The font, when one is named; none when it is no symbol font.
    pub(super) font: Option<Option<SymbolFont>>,
    /// `white-space: pre`
    pub(super) preformatted: bool,
    /// `mso-list: Ignore`: the automatic number that Word wrote out.
    pub(super) number: bool,
    /// `list-style-type`
    pub(super) list: Option<String>,
}

impl Style {
    pub(super) fn of(text: &str) -> Style {
        let mut style = Style::default();
        for declaration in text.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            let value = value.strip_suffix("!important").unwrap_or(&value).trim_end();
            match name.trim().to_ascii_lowercase().as_str() {
                "display" => (style.gone, style.shown) = (value == "none", value != "none"),
                "visibility" if matches!(value, "hidden" | "collapse") => style.hidden = true,
                "visibility" if value == "visible" => style.visible = true,
                "mso-hide" if matches!(value, "all" | "screen") => style.hidden = true,
                "font-family" => style.font = Some(family(value)),
                // Word's last word on symbols, whatever font it names for other programs.
                "mso-symbol-font-family" => {
                    style.font = Some(family(value)).filter(Option::is_some).or(style.font)
                }
                "font" => style.font = Some(value.rsplit(' ').find_map(SymbolFont::from_name)),
                "white-space" if value.starts_with("pre") => style.preformatted = value != "pre-line",
                "mso-list" if value == "ignore" => style.number = true,
                "list-style" | "list-style-type" => style.list = Some(value.to_owned()),
                _ => {}
            }
        }
        style
    }
}

/// The symbol font, when the first family named is one.
pub(super) fn family(value: &str) -> Option<SymbolFont> {
    let first = value.split(',').next().unwrap_or_default().trim();
    SymbolFont::from_name(first.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_the_text_counts() {
        assert_eq!(Style::of("color:red;width:10px;;nonsense"), Style::default());
        assert!(Style::of("Display : NONE").gone);
        assert!(Style::of("display:none !important").gone);
        assert!(Style::of("mso-hide:all").hidden);
        assert!(Style::of("mso-list:Ignore").number);
        let wingdings = Some(Some(SymbolFont::Wingdings));
        assert_eq!(Style::of("font-family:Wingdings").font, wingdings);
        assert_eq!(Style::of("font-family: 'Wingdings', serif").font, wingdings);
        assert_eq!(Style::of("font-family:宋体;mso-symbol-font-family:Wingdings").font, wingdings);
        assert_eq!(Style::of("font-family:宋体").font, Some(None));
    }
}
