//! The data that content controls show (`w:dataBinding`, ECMA-376 Part 1, 17.5.2.6): Word puts it back into the control
//! whenever it opens the document, so a value that is filled in has to be there too.

use std::ops::Range;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::controls::Controls;
use super::edits::Edits;
use crate::limits::Limits;
use crate::read::docx::package::Package;

/// The properties of a document, which are bound by ids that stand for their parts.
const PROPERTIES: [(&str, &str); 2] = [
    ("{6C3C8BC8-F283-45AE-878A-BAB7291924A1}", "docProps/core.xml"),
    ("{6668398D-A668-4E3E-A5EB-62B293D839F1}", "docProps/app.xml"),
];

/// Where a control has its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DataBinding {
    pub(super) path: String,
    /// The namespaces of the path's prefixes: `xmlns:a='urn:x' xmlns:b='urn:y'`.
    pub(super) prefixes: String,
    /// The id of the part that holds the data.
    pub(super) store: String,
}

/// The parts that controls have their data in.
#[derive(Clone, Debug, Default)]
pub(super) struct Stores {
    parts: Vec<(String, Vec<u8>)>,
    /// Each binding that leads to one place, with its part and the range there.
    nodes: Vec<(DataBinding, usize, Node)>,
}

/// A place in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    /// The text of an element, or the value of an attribute.
    Text(Range<usize>),
    /// An element that is written as one tag, and its name.
    Empty(Range<usize>, String),
}

/// A value for a place in a part.
#[derive(Clone, Debug)]
pub(super) struct StoreEdit {
    /// What the control is called.
    pub(super) control: String,
    node: usize,
    text: String,
}

impl Stores {
    /// Finds the data of the controls. What two controls show has no place, since only one of them would be told.
    pub(super) fn of(bytes: &[u8], controls: &Controls, limits: &Limits) -> Stores {
        let mut stores = Stores::default();
        let bindings: Vec<&DataBinding> = controls.bindings().collect();
        let Some(mut package) = (!bindings.is_empty()).then(|| Package::open(bytes, limits).ok()).flatten()
        else {
            return stores;
        };
        let items = items(&mut package);
        for binding in &bindings {
            let shown = bindings.iter().filter(|other| *other == binding).count();
            let known = items.iter().find(|(id, _)| id.eq_ignore_ascii_case(&binding.store));
            let (Some((_, part)), 1) = (known, shown) else { continue };
            let number = stores.parts.iter().position(|(name, _)| name == part);
            let number = number.or_else(|| {
                let name = package.entry_name(part)?.to_owned();
                let bytes = package.part(part).ok().filter(|part| is_utf8(part))?;
                stores.parts.push((name, bytes));
                Some(stores.parts.len() - 1)
            });
            let node = number.and_then(|number| {
                let (_, part) = stores.parts.get(number)?;
                Some((number, find(part, &Step::path(binding)?)?))
            });
            if let Some((number, node)) = node {
                stores.nodes.push(((*binding).clone(), number, node));
            }
        }
        stores
    }

    /// What the data says where a binding leads to.
    pub(super) fn said(&self, binding: &DataBinding) -> Option<&str> {
        let (_, part, node) = self.nodes.iter().find(|(known, ..)| known == binding)?;
        match node {
            Node::Text(range) => {
                let (_, part) = self.parts.get(*part)?;
                std::str::from_utf8(part.get(range.clone())?).ok()
            }
            Node::Empty(..) => Some(""),
        }
    }

    /// The change that puts a text where a binding leads to; `None` when that is no one place.
    pub(super) fn edit(&self, binding: &DataBinding, control: &str, text: &str) -> Option<StoreEdit> {
        let node = self.nodes.iter().position(|(known, ..)| known == binding)?;
        Some(StoreEdit { control: control.to_owned(), node, text: text.to_owned() })
    }

    /// The control whose data cannot say what all copies of a form say.
    pub(super) fn conflict<'e>(&self, edits: &'e [StoreEdit], copies: usize) -> Option<&'e str> {
        let mut all: Vec<&StoreEdit> = edits.iter().collect();
        all.sort_by_key(|edit| edit.node);
        let mut groups = all.chunk_by(|one, other| one.node == other.node);
        let differs = |group: &&[&'e StoreEdit]| {
            group.len() < copies || group.windows(2).any(|pair| matches!(pair, [a, b] if a.text != b.text))
        };
        groups.find(differs).and_then(|group| group.first()).map(|edit| edit.control.as_str())
    }

    /// The parts that are changed, with the changes made.
    pub(super) fn changed(&self, edits: &[StoreEdit]) -> Vec<(String, Vec<u8>)> {
        let mut changed = Vec::new();
        for (number, (name, part)) in self.parts.iter().enumerate() {
            let mut own = Edits::default();
            for edit in edits {
                let Some((_, at, node)) = self.nodes.get(edit.node) else { continue };
                if *at != number {
                    continue;
                }
                let text = quick_xml::escape::escape(edit.text.as_str()).into_owned();
                match node {
                    Node::Text(range) => own.raw_once(range.clone(), text),
                    Node::Empty(range, name) => {
                        let start = range.end.saturating_sub("/>".len());
                        own.raw_once(start..range.end, format!(">{text}</{name}>"));
                    }
                }
            }
            if !own.is_empty() {
                changed.push((name.clone(), own.splice(part, 0..part.len())));
            }
        }
        changed
    }
}

/// The ids of the parts with data, and the names of the parts.
fn items(package: &mut Package<'_>) -> Vec<(String, String)> {
    let mut items: Vec<(String, String)> =
        PROPERTIES.map(|(id, part)| (id.to_owned(), part.to_owned())).into();
    // Word numbers them without gaps; other programs begin anywhere, but not far.
    for number in 1..=100 {
        let part = format!("customXml/item{number}.xml");
        if package.has(&part)
            && let Ok(properties) = package.part(&format!("customXml/itemProps{number}.xml"))
            && let Some(id) = item_id(&properties)
        {
            items.push((id, part));
        }
    }
    items
}

/// `ds:itemID` of the root (ECMA-376 Part 1, 22.5.2.1).
fn item_id(properties: &[u8]) -> Option<String> {
    let mut reader = NsReader::from_reader(properties);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let id = tag.attributes().flatten().find(|it| it.key.local_name().as_ref() == b"itemID")?;
                return Some(String::from_utf8_lossy(&id.value).into_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A step of a path.
#[derive(Clone, Debug)]
struct Step {
    namespace: String,
    name: String,
    /// Which of the elements of that name, from 1; without it there must be one alone.
    number: Option<usize>,
    is_attribute: bool,
}

impl Step {
    /// The steps of `/a:root[1]/a:unit[1]/@name`; `None` for any other XPath.
    fn path(binding: &DataBinding) -> Option<Vec<Step>> {
        const LONGEST: usize = 32;
        let steps: Option<Vec<Step>> =
            binding.path.strip_prefix('/')?.split('/').map(|step| Step::of(step, binding)).collect();
        let steps = steps?;
        let (_, before) = steps.split_last()?;
        (steps.len() <= LONGEST && before.iter().all(|step| !step.is_attribute)).then_some(steps)
    }

    fn of(step: &str, binding: &DataBinding) -> Option<Step> {
        let (name, is_attribute) = match step.strip_prefix('@') {
            Some(name) => (name, true),
            None => (step, false),
        };
        let (name, number) = match name.split_once('[') {
            Some((name, rest)) => (name, Some(rest.strip_suffix(']')?.trim().parse().ok()?)),
            None => (name, None),
        };
        let (namespace, name) = match name.split_once(':') {
            Some((prefix, name)) => (binding.namespace(prefix)?, name),
            None => (String::new(), name),
        };
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
        is_name.then(|| Step { namespace, name: name.to_owned(), number, is_attribute })
    }
}

impl DataBinding {
    fn namespace(&self, prefix: &str) -> Option<String> {
        let (_, rest) = self.prefixes.split_once(&format!("xmlns:{prefix}="))?;
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        rest.get(1..)?.split_once(quote).map(|(namespace, _)| namespace.to_owned())
    }
}

/// How far the path is followed at the element that is open.
struct Open {
    /// It is on the path.
    on_path: bool,
    /// How many of its children have the name of the next step.
    seen: usize,
}

/// The one place that a path leads to: an element with nothing but text in it, or an attribute.
fn find(part: &[u8], path: &[Step]) -> Option<Node> {
    let (last, elements) = match path.split_last()? {
        (last, elements) if last.is_attribute => (Some(last), elements),
        _ => (None, path),
    };
    let mut reader = NsReader::from_reader(part);
    let mut open = vec![Open { on_path: true, seen: 0 }];
    let mut found: Option<Node> = None;
    // Where the text of the element begins that the path leads to, and how deep it is.
    let mut begun: Option<(usize, usize)> = None;
    loop {
        let from = usize::try_from(reader.buffer_position()).ok()?;
        let (namespace, event) = reader.read_resolved_event().ok()?;
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => String::from_utf8_lossy(namespace.as_ref()).into_owned(),
            _ => String::new(),
        };
        let (tag, is_empty) = match event {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(_) => {
                if let Some((start, depth)) = begun.filter(|(_, depth)| *depth == open.len()) {
                    let _ = depth;
                    found = Some(Node::Text(start..from));
                    begun = None;
                }
                open.pop();
                continue;
            }
            Event::Eof => return found.filter(|_| begun.is_none()),
            // A reference or CDATA is text written another way.
            _ => continue,
        };
        // An element inside the one that is sought is no text.
        if begun.is_some() {
            return None;
        }
        let depth = open.len();
        let parent = open.last_mut()?;
        let mut on_path = false;
        if parent.on_path
            && let Some(step) = elements.get(depth - 1)
            && step.namespace == namespace
            && step.name.as_bytes() == tag.local_name().as_ref()
        {
            parent.seen += 1;
            on_path = step.number.is_none_or(|number| number == parent.seen);
        }
        if on_path && depth == elements.len() {
            // Without a number, a second one makes the path ambiguous.
            if found.is_some() {
                return None;
            }
            let to = usize::try_from(reader.buffer_position()).ok()?;
            match last {
                Some(attribute) => {
                    found = Some(Node::Text(attribute_value(part, from..to, &tag, attribute)?))
                }
                None if is_empty => {
                    let name = String::from_utf8(tag.name().as_ref().to_vec()).ok()?;
                    found = Some(Node::Empty(from..to, name));
                }
                None => begun = Some((to, depth + 1)),
            }
        }
        if !is_empty {
            open.push(Open { on_path, seen: 0 });
        }
    }
}

/// Where the value of an attribute without a namespace stands in a tag.
fn attribute_value(
    part: &[u8],
    tag: Range<usize>,
    start: &BytesStart<'_>,
    step: &Step,
) -> Option<Range<usize>> {
    let attribute = start.attributes().flatten().find(|it| it.key.as_ref() == step.name.as_bytes())?;
    if !step.namespace.is_empty() {
        return None;
    }
    let bytes = part.get(tag.clone())?;
    let mut from = 0;
    // The value as it is written, behind the name and its sign.
    while let Some(at) = memchr::memmem::find(bytes.get(from..)?, step.name.as_bytes()) {
        let at = from + at;
        let end = at + step.name.len();
        let before = bytes.get(at.checked_sub(1)?)?;
        let rest = bytes.get(end..)?;
        let sign = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        if before.is_ascii_whitespace() && rest.get(sign) == Some(&b'=') {
            let quote =
                sign + 1 + rest.get(sign + 1..)?.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
            let start = tag.start + end + quote + 1;
            return Some(start..start + attribute.value.len());
        }
        from = end;
    }
    None
}

/// Whether a part says of itself that it is in UTF-8, or nothing: what is written into it is.
fn is_utf8(part: &[u8]) -> bool {
    let head = part.get(..part.len().min(256)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declaration = head.split_once("?>").map_or("", |(declaration, _)| declaration);
    declaration.split_once("encoding").is_none_or(|(_, name)| {
        let name = name.trim_start_matches([' ', '=', '"', '\'']);
        name.starts_with("utf-8") || name.starts_with("us-ascii")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(part: &str, path: &str) -> Option<String> {
        let prefixes = "xmlns:a='urn:x' xmlns:b=\"urn:y\"".to_owned();
        let binding = DataBinding { path: path.to_owned(), prefixes, store: String::new() };
        match find(part.as_bytes(), &Step::path(&binding)?)? {
            Node::Text(range) => Some(part[range].to_owned()),
            Node::Empty(range, name) => Some(format!("{} {name}", &part[range])),
        }
    }

    #[test]
    fn a_plain_path_leads_to_one_element_or_attribute() {
        let part = "<?xml version='1.0'?><r xmlns='urn:x' xmlns:q='urn:y'><u>甲</u><u n = \"1\">乙</u><q:u/><w><u>丙 &amp; 丁</u></w></r>";
        for (path, value) in [
            ("/a:r[1]/a:u[1]", "甲"),
            ("/a:r/a:u[2]", "乙"),
            ("/a:r/a:u[2]/@n", "1"),
            ("/a:r[1]/b:u[1]", "<q:u/> q:u"),
            ("/a:r/a:w/a:u", "丙 &amp; 丁"),
        ] {
            assert_eq!(found(part, path).as_deref(), Some(value), "{path}");
        }
        // Two elements, no element, another namespace, an element with others in it, and what is no plain path.
        for path in [
            "/a:r/a:u",
            "/a:r/a:v",
            "/r/u[1]",
            "/a:r/a:w",
            "//a:u",
            "/a:r/a:u[last()]",
            "/a:r/*",
            "/c:r",
            "",
            "/a:r/@n/a:u",
        ] {
            assert_eq!(found(part, path), None, "{path}");
        }
    }
}
