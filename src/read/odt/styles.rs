//! What styles say about the text: whether it is hidden, whether its letters are symbols, and how lists count.

use std::collections::{BTreeSet, HashMap};

use super::list::ListStyle;
use crate::document::{Span, SymbolFont};
use crate::error::Result;
use crate::limits::Limits;
use crate::read::docx::xml::{El, Scanner, Tag, Token};

/// The styles of one part of a file: the named ones, or the automatic ones.
#[derive(Default)]
pub(super) struct StyleSet {
    /// By family and name.
    styles: HashMap<(Family, String), Style>,
    lists: HashMap<String, ListStyle>,
    fonts: HashMap<String, SymbolFont>,
    /// Name, then header or footer and its place.
    masters: Vec<(String, bool, Span)>,
}

/// The styles that hold in a part.
#[derive(Clone, Copy)]
pub(super) struct Styles<'s> {
    pub(super) own: &'s StyleSet,
    pub(super) common: &'s StyleSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Family {
    Text,
    Paragraph,
    /// Tables may name the page that begins with them.
    Table,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    font: Option<String>,
    list: Option<String>,
    page: Option<String>,
}

/// What a style makes of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) hidden: bool,
    pub(super) font: Option<SymbolFont>,
}

/// Longest chain of parents that is followed.
const CHAIN: usize = 32;

impl StyleSet {
    /// Reads what stands before the body: the named styles, and the automatic ones with the pages.
    pub(super) fn read(xml: &[u8], part: &str, limits: &Limits) -> Result<(StyleSet, StyleSet)> {
        let (mut common, mut own) = (StyleSet::default(), StyleSet::default());
        let mut scanner = Scanner::new(xml, part, limits.depth);
        let mut open = Open::default();
        let mut in_common = false;
        while let Some(token) = scanner.next()? {
            match token {
                Token::Open(tag) => match tag.el {
                    El::OfficeBody => break,
                    El::OfficeStyles => in_common = true,
                    El::OfficeAutomaticStyles | El::OfficeMasterStyles => in_common = false,
                    El::OfficeMeta | El::OfficeSettings | El::OfficeScripts => scanner.skip(&tag)?,
                    El::StyleHeader | El::StyleFooter => {
                        let place = scanner.source(&tag)?;
                        own.masters.push((open.master.clone(), tag.el == El::StyleHeader, place));
                    }
                    El::StyleFontFace => {
                        let name = tag.attr("name").unwrap_or_default();
                        let family = tag.attr("font-family").unwrap_or_default();
                        if let Some(font) = symbol_font(&family) {
                            common.fonts.insert(name.to_string(), font);
                            own.fonts.insert(name.into_owned(), font);
                        }
                    }
                    _ => open.tag(&tag),
                },
                Token::Close { el, .. } => {
                    open.close(el, if in_common { &mut common } else { &mut own });
                }
                Token::Text(_) => {}
            }
        }
        Ok((common, own))
    }

    /// The headers and footers of the pages of these names, each once.
    pub(super) fn sides(&self, pages: &BTreeSet<String>) -> impl Iterator<Item = (bool, Span)> {
        let first = self.masters.first().map(|(name, ..)| name.clone());
        let used =
            move |name: &String| pages.contains(name) || name == "Standard" || first.as_ref() == Some(name);
        let used: Vec<_> = self.masters.iter().filter(|(name, ..)| used(name)).collect();
        used.into_iter().map(|(_, is_header, place)| (*is_header, *place))
    }
}

/// What is open while styles are read.
#[derive(Default)]
struct Open {
    master: String,
    style: Option<((Family, String), Style)>,
    list: Option<(String, ListStyle)>,
}

impl Open {
    fn tag(&mut self, tag: &Tag<'_>) {
        let text = |name: &str| tag.attr(name).map(|value| value.into_owned());
        match tag.el {
            El::StyleMasterPage => self.master = text("name").unwrap_or_default(),
            El::StyleStyle => {
                let family = match tag.attr("family").as_deref() {
                    Some("text") => Family::Text,
                    Some("paragraph") => Family::Paragraph,
                    Some("table") => Family::Table,
                    _ => return,
                };
                let style = Style {
                    parent: text("parent-style-name"),
                    list: text("list-style-name"),
                    page: text("master-page-name").filter(|page| !page.is_empty()),
                    ..Style::default()
                };
                self.style = text("name").map(|name| ((family, name), style));
            }
            El::StyleTextProperties => {
                if let Some((_, style)) = &mut self.style {
                    style.hidden = tag.attr("display").map(|display| display == "none");
                    style.font = text("font-name").or_else(|| text("font-family"));
                }
            }
            El::TextListStyle => self.list = text("name").map(|name| (name, ListStyle::default())),
            _ => {
                if let Some((_, list)) = &mut self.list {
                    list.read(tag);
                }
            }
        }
    }

    fn close(&mut self, el: El, set: &mut StyleSet) {
        match el {
            El::StyleStyle => {
                if let Some((key, style)) = self.style.take() {
                    set.styles.entry(key).or_insert(style);
                }
            }
            El::TextListStyle => {
                if let Some((name, list)) = self.list.take() {
                    set.lists.entry(name).or_insert(list);
                }
            }
            _ => {}
        }
    }
}

impl Styles<'_> {
    fn chain(&self, family: Family, name: &str) -> impl Iterator<Item = &Style> {
        let find = move |name: &str| {
            let key = (family, name.to_owned());
            self.own.styles.get(&key).or_else(|| self.common.styles.get(&key))
        };
        let first = find(name);
        std::iter::successors(first, move |style| find(style.parent.as_deref()?)).take(CHAIN)
    }

    /// What a style makes of text that looks like `outer` without it.
    pub(super) fn look(&self, family: Family, name: &str, outer: Look) -> Look {
        let mut look = outer;
        if let Some(hidden) = self.chain(family, name).find_map(|style| style.hidden) {
            look.hidden = hidden;
        }
        if let Some(font) = self.chain(family, name).find_map(|style| style.font.as_deref()) {
            let fonts = [&self.own.fonts, &self.common.fonts];
            look.font = fonts.iter().find_map(|fonts| fonts.get(font)).copied().or_else(|| symbol_font(font));
        }
        look
    }

    /// The page that begins with a paragraph or table of this style.
    pub(super) fn page(&self, family: Family, name: &str) -> Option<&str> {
        self.chain(family, name).find_map(|style| style.page.as_deref())
    }

    /// The name of the list style that a paragraph style has.
    pub(super) fn list_of(&self, name: &str) -> Option<&str> {
        self.chain(Family::Paragraph, name).find_map(|style| style.list.as_deref())
    }

    /// A list style by its name.
    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.own.lists.get(name).or_else(|| self.common.lists.get(name))
    }
}

fn symbol_font(family: &str) -> Option<SymbolFont> {
    SymbolFont::from_name(family.trim().trim_matches(|quote| matches!(quote, '\'' | '"')))
}
