//! OpenDocument texts out of the content of their parts.

use super::package::zip;

const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
     xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
     xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
     xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
     xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
     xmlns:form=\"urn:oasis:names:tc:opendocument:xmlns:form:1.0\" \
     xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
     xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" \
     xmlns:field=\"urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0\" \
     xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0\"";

/// The kind that a package says it is.
pub(crate) const TEXT: &str = "application/vnd.oasis.opendocument.text";

/// A text with a body.
pub(crate) fn odt(body: &str) -> Vec<u8> {
    odt_with("", "", body)
}

/// A text with automatic styles, what stands in `styles.xml`, and a body.
pub(crate) fn odt_with(automatic: &str, styles: &str, body: &str) -> Vec<u8> {
    package(TEXT, &content(automatic, &format!("<office:text>{body}</office:text>")), styles)
}

/// A package of a kind.
pub(crate) fn package(kind: &str, content: &str, styles: &str) -> Vec<u8> {
    let styles = format!("<office:document-styles {NAMESPACES}>{styles}</office:document-styles>");
    zip([
        ("mimetype", kind),
        ("content.xml", content),
        ("styles.xml", &styles),
        ("META-INF/manifest.xml", "<m/>"),
    ])
}

/// The content part.
pub(crate) fn content(automatic: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {NAMESPACES}>\
         <office:automatic-styles>{automatic}</office:automatic-styles>\
         <office:body>{body}</office:body></office:document-content>"
    )
}

/// The same as one file.
pub(crate) fn flat(automatic: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <office:document {NAMESPACES} office:mimetype=\"{TEXT}\">\
         <office:automatic-styles>{automatic}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document>"
    )
}
