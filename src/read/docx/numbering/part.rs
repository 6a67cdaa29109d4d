//! Reads the numbering and styles parts: what of them is about lists.

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::FromStr;

use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use super::{LEVELS, Level, List, Num, Numbering, Override, StyleNumber, Suffix, clip};
use crate::document::number_format::NumberFormat;

/// What is wrong, and at which byte.
type Broken = (quick_xml::Error, u64);

/// The numbering part while it is read.
#[derive(Default)]
pub(super) struct NumberingPart {
    lists: Vec<List>,
    list_ids: HashMap<i32, usize>,
    nums: Vec<OpenNum>,
    list: Option<(i32, List)>,
    num: Option<OpenNum>,
    change: Option<Override>,
    level: Option<Level>,
}

struct OpenNum {
    id: i32,
    list: Option<i32>,
    overrides: Vec<Override>,
}

impl NumberingPart {
    pub(super) fn read(xml: &[u8]) -> Result<NumberingPart, Broken> {
        let mut part = NumberingPart::default();
        walk(xml, NumberingPart::INSIDE, |tag| part.visit(tag))?;
        Ok(part)
    }

    const INSIDE: &[&[u8]] = &[
        b"numbering",
        b"abstractNum",
        b"lvl",
        b"rPr",
        b"num",
        b"lvlOverride",
        // The same in Word 2003 XML.
        b"wordDocument",
        b"lists",
        b"listDef",
        b"list",
    ];

    fn visit(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Open(element) => self.open(&element),
            Tag::Close(name) => self.close(name),
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name {
            b"abstractNum" | b"listDef" => {
                let id = element.number(b"abstractNumId").or_else(|| element.number(b"listDefId"));
                self.list = id.map(|id| (id, List::default()));
            }
            b"num" | b"list" => {
                let id = element.number(b"numId").or_else(|| element.number(b"ilfo"));
                self.num = id.map(|id| OpenNum { id, list: None, overrides: Vec::new() });
            }
            b"lvlOverride" => {
                self.change = element.level().map(|level| Override { level, start: None, definition: None });
            }
            b"lvl" => self.level = element.level().map(|level| Level { level, ..Level::default() }),
            _ => {
                if let Some(level) = &mut self.level {
                    level.read(element);
                } else if let Some(change) = &mut self.change {
                    if element.name == b"startOverride" {
                        change.start = element.number(b"val");
                    }
                } else if let Some(num) = &mut self.num {
                    if matches!(element.name, b"abstractNumId" | b"ilst") {
                        num.list = element.number(b"val");
                    }
                } else if let Some((_, list)) = &mut self.list {
                    match element.name {
                        b"multiLevelType" => list.single = element.value().as_deref() == Some("singleLevel"),
                        b"plt" => list.single = element.value().as_deref() == Some("SingleLevel"),
                        b"styleLink" => list.defines = element.value().map(Cow::into_owned),
                        b"numStyleLink" | b"listStyleLink" => {
                            list.defined_by = element.value().map(Cow::into_owned)
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"lvl" => {
                let Some(level) = self.level.take() else { return };
                if let Some(change) = &mut self.change {
                    change.definition = Some(Level { level: change.level, ..level });
                } else if let Some((_, list)) = &mut self.list
                    && !list.levels.iter().any(|other| other.level == level.level)
                {
                    list.levels.push(level);
                }
            }
            b"lvlOverride" => {
                if let Some(change) = self.change.take()
                    && let Some(num) = &mut self.num
                    && !num.overrides.iter().any(|other| other.level == change.level)
                {
                    num.overrides.push(change);
                }
            }
            b"num" | b"list" => self.nums.extend(self.num.take()),
            b"abstractNum" | b"listDef" => {
                if let Some((id, list)) = self.list.take() {
                    self.list_ids.entry(id).or_insert(self.lists.len());
                    self.lists.push(list);
                }
            }
            _ => {}
        }
    }

    /// Ties nums to lists, and lists to the numbering styles that define them. One step is all Word takes, so
    /// styles that go round in a circle do no harm.
    pub(super) fn link(self, styles: &StylesPart) -> Numbering {
        let mut list_of_num = HashMap::new();
        for num in &self.nums {
            if let Some(list) = num.list.and_then(|list| self.list_ids.get(&list)) {
                list_of_num.entry(num.id).or_insert(*list);
            }
        }
        let mut defines = HashMap::new();
        for (index, list) in self.lists.iter().enumerate() {
            if let Some(style) = &list.defines {
                defines.entry(style.as_str()).or_insert(index);
            }
        }
        let definition = |list: usize| {
            let style = self.lists.get(list)?.defined_by.as_deref()?;
            let by_style = || list_of_num.get(&styles.styles.get(style)?.own.num?);
            defines.get(style).or_else(by_style).copied()
        };
        let mut nums = HashMap::with_capacity(self.nums.len());
        for num in self.nums {
            if let Some(&list) = num.list.as_ref().and_then(|list| self.list_ids.get(list)) {
                let definition = definition(list).unwrap_or(list);
                nums.entry(num.id).or_insert(Num { list, definition, overrides: num.overrides });
            }
        }
        Numbering { nums, lists: self.lists, ..Numbering::default() }
    }
}

/// The styles part while it is read.
#[derive(Default)]
pub(super) struct StylesPart {
    styles: HashMap<String, Style>,
    default: Option<String>,
    style: Option<(String, Style)>,
}

#[derive(Default)]
struct Style {
    paragraph: bool,
    based_on: Option<String>,
    own: StyleNumber,
}

impl StylesPart {
    pub(super) fn read(xml: &[u8]) -> Result<StylesPart, Broken> {
        let mut part = StylesPart::default();
        walk(xml, StylesPart::INSIDE, |tag| part.visit(tag))?;
        Ok(part)
    }

    const INSIDE: &[&[u8]] = &[b"styles", b"style", b"pPr", b"numPr", b"wordDocument", b"listPr"];

    fn visit(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Open(element) if element.name == b"style" => {
                let kind = element.attribute(b"type");
                let paragraph = kind.is_none_or(|kind| kind == "paragraph");
                let id = element.attribute(b"styleId").map(Cow::into_owned);
                if paragraph && element.attribute(b"default").is_some_and(|on| is_on(&on)) {
                    self.default.clone_from(&id);
                }
                self.style = id.map(|id| (id, Style { paragraph, ..Style::default() }));
            }
            Tag::Open(element) => {
                let Some((_, style)) = &mut self.style else { return };
                match element.name {
                    b"basedOn" => style.based_on = element.value().map(Cow::into_owned),
                    b"numId" | b"ilfo" => style.own.num = element.number(b"val"),
                    b"ilvl" => style.own.level = element.number(b"val").map(clip),
                    _ => {}
                }
            }
            Tag::Close(b"style") => {
                if let Some((id, style)) = self.style.take() {
                    self.styles.entry(id).or_insert(style);
                }
            }
            Tag::Close(_) => {}
        }
    }

    /// Works out what every paragraph style inherits, each style once.
    pub(super) fn resolve(self, numbering: &Numbering) -> (HashMap<String, StyleNumber>, StyleNumber) {
        let mut known: HashMap<&str, StyleNumber> = HashMap::with_capacity(self.styles.len());
        let mut chain = Vec::new();
        for id in self.styles.keys() {
            let mut next = Some(id);
            let mut inherited = StyleNumber::default();
            while let Some((id, style)) = next.and_then(|id| self.styles.get_key_value(id)) {
                if let Some(&number) = known.get(id.as_str()) {
                    inherited = number;
                    break;
                }
                // Should the chain come back here, it ends.
                known.insert(id, StyleNumber::default());
                chain.push((id, style));
                next = style.based_on.as_ref();
            }
            while let Some((id, style)) = chain.pop() {
                let num = style.own.num.or(inherited.num);
                // A level that names the style wins over the level that the style names (17.9.23).
                let linked = num.and_then(|num| numbering.level_of_style(num, id));
                inherited = StyleNumber { num, level: linked.or(style.own.level).or(inherited.level) };
                known.insert(id, inherited);
            }
        }
        let default = self.default.as_deref().and_then(|id| known.get(id)).copied().unwrap_or_default();
        let paragraphs = self.styles.iter().filter(|(_, style)| style.paragraph);
        let numbers = paragraphs.filter_map(|(id, _)| Some((id.clone(), *known.get(id.as_str())?))).collect();
        (numbers, default)
    }
}

impl Level {
    fn read(&mut self, element: &Element<'_>) {
        match element.name {
            b"start" => self.start = element.number(b"val").unwrap_or(0),
            // Word writes formats of its own as an alternative; what is understood first counts.
            b"numFmt" if self.format.is_none() => {
                self.format = match element.value().as_deref() {
                    Some("custom") => {
                        element.attribute(b"format").and_then(|f| NumberFormat::from_examples(&f))
                    }
                    Some(name) => Some(NumberFormat::from_name(name)),
                    None => None,
                };
            }
            b"nfc" if self.format.is_none() => {
                let code = element.number::<u8>(b"val");
                self.format = code.map(NumberFormat::from_code);
            }
            b"lvlRestart" => self.restart = element.number(b"val"),
            b"pStyle" => self.style = element.value().map(Cow::into_owned),
            b"isLgl" => self.legal = element.is_on(),
            b"suff" => {
                self.suffix = match element.value().as_deref() {
                    Some("space" | "Space") => Suffix::Space,
                    Some("nothing" | "Nothing") => Suffix::Nothing,
                    _ => Suffix::Tab,
                }
            }
            // Word takes 31 characters ([MS-OI29500] on 17.9.11); no file may make every paragraph long.
            b"lvlText" => self.text = element.value().unwrap_or_default().chars().take(64).collect(),
            b"rFonts" => {
                let names: [&[u8]; 3] = [b"ascii", b"hAnsi", b"h-ansi"];
                let font = names.iter().find_map(|name| element.attribute(name));
                self.font = font.map(Cow::into_owned).unwrap_or_default();
            }
            b"vanish" => self.hidden = element.is_on(),
            _ => {}
        }
    }
}

/// An element of WordprocessingML.
struct Element<'a> {
    name: &'a [u8],
    start: &'a BytesStart<'a>,
    names: &'a NamespaceResolver,
}

enum Tag<'a> {
    Open(Element<'a>),
    Close(&'a [u8]),
}

impl Element<'_> {
    fn attribute(&self, name: &[u8]) -> Option<Cow<'_, str>> {
        self.start
            .attributes()
            .with_checks(false)
            .map_while(Result::ok)
            .find(|attribute| {
                let (namespace, local) = self.names.resolve_attribute(attribute.key);
                local.as_ref() == name && is_word(&namespace)
            })
            .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
    }

    fn value(&self) -> Option<Cow<'_, str>> {
        self.attribute(b"val")
    }

    fn number<T: FromStr>(&self, name: &[u8]) -> Option<T> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Word refuses a level beyond the ninth; here it is passed over.
    fn level(&self) -> Option<u8> {
        self.number(b"ilvl").filter(|&level| usize::from(level) < LEVELS)
    }

    fn is_on(&self) -> bool {
        self.value().is_none_or(|value| is_on(&value))
    }
}

/// Visits the elements of WordprocessingML in a part, going into those named in `inside` alone.
fn walk(xml: &[u8], inside: &[&[u8]], mut visit: impl FnMut(Tag<'_>)) -> Result<(), Broken> {
    // Seven elements stand inside each other, and a few more around alternatives. What is deeper is passed
    // over, so that a name is never looked up among many declarations.
    const DEPTH: usize = 12;
    let mut reader = NsReader::from_reader(xml);
    let mut open = Vec::new();
    loop {
        let event = reader.read_event().map_err(|cause| (cause, reader.error_position()))?;
        let names = reader.resolver();
        match event {
            Event::Start(start) => {
                let (namespace, name) = names.resolve_element(start.name());
                let word = is_word(&namespace);
                let enter = if word { inside.contains(&name.as_ref()) } else { is_alternative(&namespace) };
                if word {
                    visit(Tag::Open(Element { name: name.as_ref(), start: &start, names }));
                }
                if enter && open.len() < DEPTH {
                    open.push(start);
                } else {
                    reader.read_to_end(start.name()).map_err(|cause| (cause, reader.error_position()))?;
                    if word {
                        visit(Tag::Close(start.local_name().as_ref()));
                    }
                }
            }
            Event::Empty(start) => {
                let (namespace, name) = names.resolve_element(start.name());
                if is_word(&namespace) {
                    visit(Tag::Open(Element { name: name.as_ref(), start: &start, names }));
                    visit(Tag::Close(name.as_ref()));
                }
            }
            Event::End(end) => {
                open.pop();
                if is_word(&names.resolve_element(end.name()).0) {
                    visit(Tag::Close(end.local_name().as_ref()));
                }
            }
            Event::Eof => {
                let Some(start) = open.pop() else { return Ok(()) };
                let name = String::from_utf8_lossy(start.name().into_inner()).into_owned();
                return Err((IllFormedError::MissingEndTag(name).into(), xml.len() as u64));
            }
            _ => {}
        }
    }
}

fn is_word(namespace: &ResolveResult<'_>) -> bool {
    const TRANSITIONAL: &[u8] = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const STRICT: &[u8] = b"http://purl.oclc.org/ooxml/wordprocessingml/main";
    const WORD_2003: &[u8] = b"http://schemas.microsoft.com/office/word/2003/wordml";
    matches!(namespace, ResolveResult::Bound(Namespace(TRANSITIONAL | STRICT | WORD_2003)))
}

/// `mc:AlternateContent` with its choices: both are read, the reader of the element decides.
fn is_alternative(namespace: &ResolveResult<'_>) -> bool {
    const COMPATIBILITY: &[u8] = b"http://schemas.openxmlformats.org/markup-compatibility/2006";
    matches!(namespace, ResolveResult::Bound(Namespace(COMPATIBILITY)))
}

fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}
