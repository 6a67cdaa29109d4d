//! A document in a line: a test states what matters, the builder makes the rest of the package.
//!
//! In texts `¶` ends a paragraph, `↵` is a line break, `→` a tab and `␣` a blank at an end.

use std::fmt::{self, Display, Write as _};

use super::package::zip;

/// An element of WordprocessingML: what its properties say, and what is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The local name; a node without one is nothing but its content.
    tag: &'static str,
    attributes: String,
    properties: String,
    content: String,
}

impl Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Node { tag, attributes, properties, content } = self;
        if tag.is_empty() {
            return f.write_str(content);
        }
        write!(f, "<w:{tag}{attributes}>")?;
        if !properties.is_empty() {
            write!(f, "<w:{tag}Pr>{properties}</w:{tag}Pr>")?;
        }
        write!(f, "{content}</w:{tag}>")
    }
}

impl Node {
    /// Adds to the properties: `.with("<w:vanish/>")`.
    pub(crate) fn with(mut self, property: &str) -> Node {
        self.properties.push_str(property);
        self
    }

    /// A cell over several layout-grid columns.
    pub(crate) fn span(self, columns: u32) -> Node {
        self.with(&format!("<w:gridSpan w:val=\"{columns}\"/>"))
    }

    /// A cell that goes on in the rows below.
    pub(crate) fn merge(self) -> Node {
        self.with("<w:vMerge w:val=\"restart\"/>")
    }

    /// A cell that goes on from the row above.
    pub(crate) fn merged(self) -> Node {
        self.with("<w:vMerge/>")
    }

    /// A row that begins further right.
    pub(crate) fn before(self, columns: u32) -> Node {
        self.with(&format!("<w:gridBefore w:val=\"{columns}\"/>"))
    }

    /// A row that ends early.
    pub(crate) fn after(self, columns: u32) -> Node {
        self.with(&format!("<w:gridAfter w:val=\"{columns}\"/>"))
    }

    /// A paragraph with an automatic number of a list (see [`Doc::lists`]).
    pub(crate) fn numbered(self, list: u32) -> Node {
        self.with(&format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>"))
    }

    /// The node in a content control.
    pub(crate) fn in_control(self) -> Node {
        control("", [self])
    }
}

/// XML as it is.
pub(crate) fn raw(xml: impl Into<String>) -> Node {
    Node { content: xml.into(), ..Node::default() }
}

/// An element with attributes: `element("ins", "w:id=\"1\"", [r("新")])`.
pub(crate) fn element(tag: &'static str, attributes: &str, content: impl IntoIterator<Item = Node>) -> Node {
    let attributes = if attributes.is_empty() { String::new() } else { format!(" {attributes}") };
    Node { tag, attributes, properties: String::new(), content: joined(content) }
}

/// A run.
pub(crate) fn r(text: &str) -> Node {
    element("r", "", [raw(run_content(text))])
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> Node {
    para(if text.is_empty() { None } else { Some(r(text)) })
}

/// A paragraph of runs and the like.
pub(crate) fn para(content: impl IntoIterator<Item = Node>) -> Node {
    element("p", "", content)
}

/// A cell with a text.
pub(crate) fn cell(text: &str) -> Node {
    tc(text.split('¶').map(p))
}

/// A cell with blocks.
pub(crate) fn tc(content: impl IntoIterator<Item = Node>) -> Node {
    element("tc", "", content)
}

/// A row.
pub(crate) fn row(cells: impl IntoIterator<Item = Node>) -> Node {
    element("tr", "", cells)
}

/// A table.
pub(crate) fn table(rows: impl IntoIterator<Item = Node>) -> Node {
    let grid = [raw("<w:tblGrid/>")];
    element("tbl", "", grid.into_iter().chain(rows)).with("<w:tblW w:w=\"0\" w:type=\"auto\"/>")
}

/// A table of labels and values, two cells a row.
pub(crate) fn pairs<'t>(rows: impl IntoIterator<Item = (&'t str, &'t str)>) -> Node {
    table(rows.into_iter().map(|(label, value)| row([cell(label), cell(value)])))
}

/// A content control with properties of its own around anything.
pub(crate) fn control(properties: &str, content: impl IntoIterator<Item = Node>) -> Node {
    let content = joined(content);
    raw(format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"))
}

/// A complex field; without a result it has no separator either.
pub(crate) fn field(instruction: &str, result: &str) -> Node {
    field_with("", instruction, result)
}

/// A complex field with form field data.
pub(crate) fn field_with(data: &str, instruction: &str, result: &str) -> Node {
    let character = |kind: &str, inside: &str| {
        raw(format!("<w:r><w:fldChar w:fldCharType=\"{kind}\">{inside}</w:fldChar></w:r>"))
    };
    let instruction = escaped(instruction);
    let mut parts = vec![
        character("begin", data),
        raw(format!("<w:r><w:instrText xml:space=\"preserve\">{instruction}</w:instrText></w:r>")),
    ];
    if !result.is_empty() {
        parts.extend([character("separate", ""), r(result)]);
    }
    parts.push(character("end", ""));
    raw(joined(parts))
}

/// A symbol of a font.
pub(crate) fn symbol(font: &str, code: &str) -> Node {
    raw(format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>"))
}

/// A text box, as DrawingML with a VML fallback, or as VML alone.
pub(crate) fn text_box(drawing: bool, content: impl IntoIterator<Item = Node>) -> Node {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", joined(content));
    let vml = format!(
        "<w:pict><v:shape id=\"_x0000_s1026\" style=\"width:70pt;height:24pt\">\
         <v:textbox>{content}</v:textbox></v:shape></w:pict>"
    );
    if !drawing {
        return raw(format!("<w:r>{vml}</w:r>"));
    }
    raw(format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline distT=\"0\" distB=\"0\" \
         distL=\"0\" distR=\"0\"><wp:extent cx=\"900000\" cy=\"300000\"/><wp:docPr id=\"7\" name=\"文本框 7\"/>\
         <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData \
         uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp>\
         <wps:cNvSpPr txBox=\"1\"/><wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>\
         </a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback>{vml}</mc:Fallback>\
         </mc:AlternateContent></w:r>"
    ))
}

/// The text of a run in elements.
pub(crate) fn run_content(text: &str) -> String {
    let mut out = String::new();
    let mut plain = String::new();
    let flush = |out: &mut String, plain: &mut String| {
        if !plain.is_empty() {
            let _ = write!(out, "<w:t xml:space=\"preserve\">{}</w:t>", escaped(plain));
            plain.clear();
        }
    };
    for character in text.chars() {
        let element = match character {
            '↵' => "<w:br/>",
            '→' => "<w:tab/>",
            '␣' => {
                plain.push(' ');
                continue;
            }
            other => {
                plain.push(other);
                continue;
            }
        };
        flush(&mut out, &mut plain);
        out.push_str(element);
    }
    flush(&mut out, &mut plain);
    out
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn joined(nodes: impl IntoIterator<Item = Node>) -> String {
    nodes.into_iter().map(|node| node.to_string()).collect()
}

/// What the parts of a document are dressed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dress {
    /// Transitional namespaces, prefix `w`, UTF-8.
    Plain,
    /// The namespaces of ISO/IEC 29500 Strict.
    Strict,
    /// Another prefix than `w`.
    Prefix(&'static str),
    /// No prefix on elements; attributes need one all the same.
    DefaultNamespace,
    /// UTF-16 with a byte order mark, little or big endian.
    Utf16 {
        /// Big endian.
        big: bool,
    },
}

/// A document: blocks, and what its package has beside them.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    body: String,
    main: &'static str,
    dress: Dress,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    /// The name of its file; it stands beside the main part.
    file: String,
    /// The last step of its relationship type, and the middle of its content type.
    kind: &'static str,
    root: &'static str,
    content: String,
}

/// A document of blocks: paragraphs, tables, controls.
pub(crate) fn doc(blocks: impl IntoIterator<Item = Node>) -> Doc {
    Doc { body: joined(blocks), main: "word/document.xml", dress: Dress::Plain, parts: Vec::new() }
}

impl Doc {
    /// Dresses all parts.
    pub(crate) fn dressed(mut self, dress: Dress) -> Doc {
        self.dress = dress;
        self
    }

    /// Puts the main part elsewhere.
    pub(crate) fn main_part(mut self, name: &'static str) -> Doc {
        self.main = name;
        self
    }

    /// Adds a page header.
    pub(crate) fn header(self, content: impl IntoIterator<Item = Node>) -> Doc {
        let content = joined(content);
        self.part("header", "hdr", content)
    }

    /// Adds a page footer.
    pub(crate) fn footer(self, content: impl IntoIterator<Item = Node>) -> Doc {
        let content = joined(content);
        self.part("footer", "ftr", content)
    }

    /// Adds lists, counted from 1, each by the format and text of its first level: `("decimal", "%1.")`.
    pub(crate) fn lists(self, lists: &[(&str, &str)]) -> Doc {
        self.part("numbering", "numbering", list_definitions(lists))
    }

    /// Adds styles.
    pub(crate) fn styles(self, xml: &str) -> Doc {
        self.part("styles", "styles", xml.to_owned())
    }

    fn part(mut self, kind: &'static str, root: &'static str, content: String) -> Doc {
        let number = self.parts.iter().filter(|part| part.kind == kind).count() + 1;
        self.parts.push(Part { file: format!("{kind}{number}.xml"), kind, root, content });
        self
    }

    /// The main part before it is dressed.
    pub(crate) fn xml(&self) -> String {
        let references: String = self
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| matches!(part.kind, "header" | "footer"))
            .map(|(at, part)| {
                format!("<w:{}Reference w:type=\"default\" r:id=\"rId{}\"/>", part.kind, at + 1)
            })
            .collect();
        let section = format!("<w:sectPr>{references}<w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>");
        root("document", &format!("<w:body>{}{section}</w:body>", self.body))
    }

    /// The parts of the package, by name.
    pub(crate) fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let (folder, file) = self.main.rsplit_once('/').unwrap_or(("", self.main));
        let strict = self.dress == Dress::Strict;
        let relationships = if strict { STRICT_RELATIONSHIPS } else { RELATIONSHIPS };
        let mut types = format!(
            "<Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>{}",
            content_type(self.main, "document.main")
        );
        let mut targets = String::new();
        for (at, part) in self.parts.iter().enumerate() {
            let (id, kind, file) = (at + 1, part.kind, &part.file);
            types.push_str(&content_type(&format!("{folder}/{file}"), kind));
            let _ = write!(
                targets,
                "<Relationship Id=\"rId{id}\" Type=\"{relationships}/{kind}\" Target=\"{file}\"/>"
            );
        }
        let main = format!(
            "<Relationship Id=\"rId1\" Type=\"{relationships}/officeDocument\" Target=\"{}\"/>",
            self.main
        );
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), content_types(&types).into_bytes()),
            ("_rels/.rels".to_owned(), relationships_part(&main).into_bytes()),
            (self.main.to_owned(), self.dress.put_on(&self.xml())),
        ];
        if !targets.is_empty() {
            let name = format!("{folder}/_rels/{file}.rels");
            parts.push((name, relationships_part(&targets).into_bytes()));
        }
        parts.extend(self.parts.iter().map(|part| {
            let name = format!("{folder}/{}", part.file);
            (name, self.dress.put_on(&root(part.root, &part.content)))
        }));
        parts
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        zip(self.parts())
    }

    /// The document read.
    pub(crate) fn read(&self) -> shenbao::Document {
        shenbao::Document::read(&self.bytes()).unwrap()
    }
}

impl Dress {
    fn put_on(self, xml: &str) -> Vec<u8> {
        match self {
            Dress::Plain => xml.to_owned().into_bytes(),
            Dress::Strict => {
                let dressed = NAMESPACES
                    .iter()
                    .filter_map(|(_, uri, strict)| Some((*uri, (*strict)?)))
                    .fold(xml.to_owned(), |xml, (uri, strict)| xml.replace(uri, strict));
                dressed.into_bytes()
            }
            Dress::Prefix(prefix) => xml
                .replace("<w:", &format!("<{prefix}:"))
                .replace("</w:", &format!("</{prefix}:"))
                .replace(" w:", &format!(" {prefix}:"))
                .replace("xmlns:w=", &format!("xmlns:{prefix}="))
                .into_bytes(),
            Dress::DefaultNamespace => xml
                .replace("<w:", "<")
                .replace("</w:", "</")
                .replace("xmlns:w=", &format!("xmlns=\"{W}\" xmlns:w="))
                .into_bytes(),
            Dress::Utf16 { big } => {
                let xml = xml.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"");
                let units = "\u{FEFF}".encode_utf16().chain(xml.encode_utf16());
                units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
            }
        }
    }
}

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_RELATIONSHIPS: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// Prefixes, their namespaces, and what these are in Strict files.
const NAMESPACES: [(&str, &str, Option<&str>); 10] = [
    ("w", W, Some("http://purl.oclc.org/ooxml/wordprocessingml/main")),
    ("r", RELATIONSHIPS, Some(STRICT_RELATIONSHIPS)),
    (
        "m",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        Some("http://purl.oclc.org/ooxml/officeDocument/math"),
    ),
    (
        "wp",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        Some("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"),
    ),
    ("v", "urn:schemas-microsoft-com:vml", None),
    ("o", "urn:schemas-microsoft-com:office:office", None),
    ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006", None),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml", None),
    ("w15", "http://schemas.microsoft.com/office/word/2012/wordml", None),
    ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape", None),
];

/// A part: the declaration, and a root element with all namespaces.
pub(crate) fn root(name: &str, content: &str) -> String {
    let namespaces: String =
        NAMESPACES.iter().map(|(prefix, uri, _)| format!(" xmlns:{prefix}=\"{uri}\"")).collect();
    format!("{DECLARATION}<w:{name}{namespaces} mc:Ignorable=\"w14 w15\">{content}</w:{name}>")
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The definitions of lists: for each the format and text of its first level.
pub(crate) fn list_definitions(lists: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (id, (format, text)) in lists.iter().enumerate() {
        let _ = write!(
            out,
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"singleLevel\"/>\
             <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>\
             <w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/></w:lvl></w:abstractNum>"
        );
    }
    for id in 0..lists.len() {
        let number = id + 1;
        let _ = write!(out, "<w:num w:numId=\"{number}\"><w:abstractNumId w:val=\"{id}\"/></w:num>");
    }
    out
}

/// The entry of a part of WordprocessingML among the content types.
pub(crate) fn content_type(part: &str, kind: &str) -> String {
    format!(
        "<Override PartName=\"/{part}\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
    )
}

/// The part of content types.
pub(crate) fn content_types(entries: &str) -> String {
    format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">{entries}</Types>"
    )
}

/// A relationships part.
pub(crate) fn relationships_part(entries: &str) -> String {
    format!(
        "{DECLARATION}<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{entries}</Relationships>"
    )
}

/// A relationship of the office document kind.
pub(crate) fn relationship(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{target}\"/>")
}
