//! What elements mean for the text of a page.

/// What an element is to a reader of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum El {
    Table,
    /// `thead`, `tbody` or `tfoot`.
    Section,
    Row,
    Cell,
    Caption,
    Paragraph,
    /// Anything else that begins and ends lines.
    Block,
    List,
    Item,
    /// Text whose blanks and line ends count.
    Preformatted,
    TextArea,
    Select,
    Choice,
    /// Nothing of it is on the page.
    Hidden,
    /// A part of a line, or not known.
    Inline,
}

impl El {
    pub(super) fn of(name: &[u8]) -> El {
        match name {
            b"table" => El::Table,
            b"thead" | b"tbody" | b"tfoot" => El::Section,
            b"tr" => El::Row,
            b"td" | b"th" => El::Cell,
            b"caption" => El::Caption,
            b"p" => El::Paragraph,
            b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"center" | b"dd" | b"details"
            | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure" | b"footer"
            | b"form" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"html" | b"legend"
            | b"main" | b"nav" | b"section" | b"summary" => El::Block,
            b"ol" | b"ul" | b"menu" => El::List,
            b"li" => El::Item,
            b"pre" => El::Preformatted,
            b"textarea" => El::TextArea,
            b"select" => El::Select,
            b"option" => El::Choice,
            b"head" | b"title" | b"style" | b"script" | b"template" | b"xml" | b"object" | b"iframe"
            | b"noembed" | b"noframes" | b"svg" | b"math" | b"audio" | b"video" | b"canvas" | b"datalist"
            | b"del" | b"rt" | b"rp" | b"colgroup" => El::Hidden,
            _ => El::Inline,
        }
    }

    /// Elements that have no end (HTML standard, 13.1.2), and no content.
    pub(super) fn is_void(name: &[u8]) -> bool {
        matches!(
            name,
            b"area"
                | b"base"
                | b"basefont"
                | b"bgsound"
                | b"br"
                | b"col"
                | b"embed"
                | b"frame"
                | b"hr"
                | b"img"
                | b"input"
                | b"keygen"
                | b"link"
                | b"meta"
                | b"param"
                | b"source"
                | b"track"
                | b"wbr"
        )
    }

    /// Whether it begins and ends lines.
    pub(super) fn is_block(self) -> bool {
        !matches!(self, El::Inline | El::Hidden | El::Select | El::Choice | El::TextArea)
    }

    /// Whether what stands outside of it cannot be closed from inside.
    pub(super) fn is_scope(self) -> bool {
        matches!(self, El::Table | El::Cell | El::Caption)
    }
}
