//! What styles say about the text: whether it is hidden, whether its letters are symbols, and how lists count.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

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

/// A style as it is written, and with what it inherits once all are read.
#[derive(Clone, Default)]
struct Style {
    parent: Option<Rc<str>>,
    hidden: Option<bool>,
    font: Option<Font>,
    list: Option<Rc<str>>,
    page: Option<Rc<str>>,
}

#[derive(Clone)]
enum Font {
    Named(Rc<str>),
    Known(Option<SymbolFont>),
}

/// What a style makes of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) hidden: bool,
    pub(super) font: Option<SymbolFont>,
}

/// Longest chain of parents that is followed.
const CHAIN: usize = 32;

/// Bytes of the longest name that counts: names are looked up again for every paragraph.
const NAME: usize = 1000;

/// A name in an attribute.
pub(super) fn name<'t>(tag: &'t Tag<'_>, attribute: &str) -> Option<Cow<'t, str>> {
    tag.attr(attribute).filter(|name| name.len() <= NAME)
}

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

    /// Gives each style what it inherits from others of the set, or from `common`: styles are asked far more often than
    /// there are any.
    pub(super) fn inherit(&mut self, common: Option<&StyleSet>) {
        let sets = || std::iter::once(&*self).chain(common);
        let find = |family, name: &str| {
            let key = (family, name.to_owned());
            sets().find_map(|set| set.styles.get(&key))
        };
        let known = |font: &Font| match font {
            Font::Named(name) => {
                let named = sets().find_map(|set| set.fonts.get(&**name)).copied();
                Font::Known(named.or_else(|| symbol_font(name)))
            }
            Font::Known(_) => font.clone(),
        };
        let mut inherited = HashMap::with_capacity(self.styles.len());
        for (key, own) in &self.styles {
            let mut style = own.clone();
            let chain = std::iter::successors(Some(own), |style| find(key.0, style.parent.as_deref()?));
            for from in chain.take(CHAIN) {
                style.hidden = style.hidden.or(from.hidden);
                style.font = style.font.or_else(|| from.font.clone());
                style.list = style.list.or_else(|| from.list.clone());
                style.page = style.page.or_else(|| from.page.clone());
            }
            style.font = style.font.as_ref().map(known);
            inherited.insert(key.clone(), style);
        }
        self.styles = inherited;
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
        let text = |attribute: &str| name(tag, attribute).map(Cow::into_owned);
        let shared = |attribute: &str| name(tag, attribute).map(Rc::from);
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
                    parent: shared("parent-style-name"),
                    list: shared("list-style-name"),
                    page: shared("master-page-name").filter(|page| !page.is_empty()),
                    ..Style::default()
                };
                self.style = text("name").map(|name| ((family, name), style));
            }
            El::StyleTextProperties => {
                if let Some((_, style)) = &mut self.style {
                    style.hidden = tag.attr("display").map(|display| display == "none");
                    style.font = shared("font-name").or_else(|| shared("font-family")).map(Font::Named);
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
    fn get(&self, family: Family, name: &str) -> Option<&Style> {
        let key = (family, name.to_owned());
        self.own.styles.get(&key).or_else(|| self.common.styles.get(&key))
    }

    /// What a style makes of text that looks like `outer` without it.
    pub(super) fn look(&self, family: Family, name: &str, outer: Look) -> Look {
        let Some(style) = self.get(family, name) else { return outer };
        let font = match style.font {
            Some(Font::Known(font)) => font,
            _ => outer.font,
        };
        Look { hidden: style.hidden.unwrap_or(outer.hidden), font }
    }

    /// The page that begins with a paragraph or table of this style.
    pub(super) fn page(&self, family: Family, name: &str) -> Option<&str> {
        self.get(family, name)?.page.as_deref()
    }

    /// The name of the list style that a paragraph style has.
    pub(super) fn list_of(&self, name: &str) -> Option<&str> {
        self.get(Family::Paragraph, name)?.list.as_deref()
    }

    /// A list style by its name.
    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.own.lists.get(name).or_else(|| self.common.lists.get(name))
    }
}

fn symbol_font(family: &str) -> Option<SymbolFont> {
    SymbolFont::from_name(family.trim().trim_matches(|quote| matches!(quote, '\'' | '"')))
}
