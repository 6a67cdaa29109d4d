//! The names that mean something in the XML that is read.

/// The namespaces whose elements we know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    Word,
    Word2010,
    Compatibility,
    Math,
    Relationships,
    FlatPackage,
    /// OpenDocument.
    Office,
    OdfText,
    OdfTable,
    OdfStyle,
    OdfDraw,
    OdfForm,
    /// LibreOffice's extensions of OpenDocument.
    OdfField,
    OdfExtension,
    /// The annotations of Word 2003 XML.
    Annotation,
    /// A Microsoft extension: what a `mc:Choice` may require and we can read.
    Extension,
    Other,
}

impl Ns {
    pub(super) fn from_uri(uri: &[u8]) -> Ns {
        match uri {
            // Transitional and Strict (ECMA-376 Part 1, annex A; Part 4), and Word 2003, whose names are mostly the same.
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            | b"http://schemas.microsoft.com/office/word/2003/wordml" => Ns::Word,
            b"http://schemas.microsoft.com/aml/2001/core" => Ns::Annotation,
            b"http://schemas.microsoft.com/office/word/2010/wordml" => Ns::Word2010,
            b"http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Compatibility,
            b"http://schemas.openxmlformats.org/officeDocument/2006/math"
            | b"http://purl.oclc.org/ooxml/officeDocument/math" => Ns::Math,
            b"http://schemas.openxmlformats.org/package/2006/relationships" => Ns::Relationships,
            b"http://schemas.microsoft.com/office/2006/xmlPackage" => Ns::FlatPackage,
            _ if uri.starts_with(b"http://schemas.microsoft.com/office/") => Ns::Extension,
            _ if uri.starts_with(b"urn:") => Ns::from_urn(uri),
            _ => Ns::Other,
        }
    }

    fn from_urn(uri: &[u8]) -> Ns {
        match uri {
            b"urn:oasis:names:tc:opendocument:xmlns:office:1.0" => Ns::Office,
            b"urn:oasis:names:tc:opendocument:xmlns:text:1.0" => Ns::OdfText,
            b"urn:oasis:names:tc:opendocument:xmlns:table:1.0" => Ns::OdfTable,
            b"urn:oasis:names:tc:opendocument:xmlns:style:1.0" => Ns::OdfStyle,
            b"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" => Ns::OdfDraw,
            b"urn:oasis:names:tc:opendocument:xmlns:form:1.0" => Ns::OdfForm,
            b"urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0" => Ns::OdfField,
            b"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" => Ns::OdfExtension,
            _ => Ns::Other,
        }
    }
}

macro_rules! elements {
    ($($ns:ident { $($name:literal => $el:ident),* $(,)? })*) => {
        /// The elements we know, by namespace and local name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum El {
            $($($el,)*)*
            /// Any other element. It is transparent: what is inside counts.
            Other,
        }

        impl El {
            pub(super) fn from_name(ns: Ns, local: &[u8]) -> El {
                let (el, name): (El, &[u8]) = match (ns, key(local)) {
                    $($((Ns::$ns, known::$el) => (El::$el, $name),)*)*
                    _ => return El::Other,
                };
                if local.len() <= KEYED || name == local { el } else { El::Other }
            }
        }

        #[allow(non_upper_case_globals, reason = "named after the elements so that one table makes both")]
        mod known {
            $($(pub(super) const $el: u64 = super::key($name);)*)*
        }
    };
}

/// Number of bytes of a name that are in its key.
const KEYED: usize = 7;

/// The length and the first seven bytes of a name in one number, so that finding an element is one integer match.
const fn key(name: &[u8]) -> u64 {
    let mut key = name.len() as u64;
    let mut bytes = name;
    let mut taken = 0;
    while taken < KEYED {
        let [first, rest @ ..] = bytes else { break };
        key = key << 8 | *first as u64;
        bytes = rest;
        taken += 1;
    }
    key
}

elements! {
    Word {
        b"document" => Document, b"hdr" => Hdr, b"ftr" => Ftr, b"glossaryDocument" => GlossaryDocument,
        b"body" => Body, b"p" => P, b"r" => R, b"t" => T, b"tbl" => Tbl, b"tr" => Tr, b"tc" => Tc,
        b"tblPr" => TblPr, b"tblGrid" => TblGrid, b"tblPrEx" => TblPrEx,
        b"trPr" => TrPr, b"tcPr" => TcPr, b"pPr" => PPr,
        b"sectPr" => SectPr, b"headerReference" => HeaderReference, b"footerReference" => FooterReference,
        b"rPr" => RPr, b"br" => Br, b"cr" => Cr, b"tab" => Tab, b"ptab" => PTab, b"sym" => Sym,
        b"noBreakHyphen" => NoBreakHyphen, b"softHyphen" => SoftHyphen,
        b"ins" => Ins, b"del" => Del, b"moveFrom" => MoveFrom, b"moveTo" => MoveTo, b"delText" => DelText,
        b"fldChar" => FldChar, b"instrText" => InstrText, b"delInstrText" => DelInstrText,
        b"ffData" => FfData, b"ddList" => DdList, b"result" => FormResult, b"listEntry" => ListEntry, b"checkBox" => CheckBox, b"checked" => Checked, b"default" => Default,
        b"sdt" => Sdt, b"sdtPr" => SdtPr, b"sdtEndPr" => SdtEndPr, b"sdtContent" => SdtContent,
        b"showingPlcHdr" => ShowingPlcHdr,
        b"rt" => Rt, b"rubyPr" => RubyPr, b"txbxContent" => TxbxContent,
        b"altChunk" => AltChunk, b"subDoc" => SubDoc, b"footnoteReference" => FootnoteReference,
        b"endnoteReference" => EndnoteReference,
        // Word 2003 XML: all parts in one file, and notes where they are referred to.
        b"wordDocument" => WordDocument, b"fonts" => Fonts, b"lists" => ListDefinitions, b"styles" => Styles,
        b"docPr" => DocPr, b"docSuppData" => DocSuppData, b"docOleData" => DocOleData, b"binData" => BinData,
        b"footnote" => Footnote, b"endnote" => Endnote, b"fldData" => FldData,
    }
    Annotation { b"annotation" => Annotation }
    Office {
        b"body" => OfficeBody, b"text" => OfficeText, b"spreadsheet" => OfficeSpreadsheet,
        b"presentation" => OfficePresentation, b"styles" => OfficeStyles,
        b"automatic-styles" => OfficeAutomaticStyles, b"master-styles" => OfficeMasterStyles,
        b"meta" => OfficeMeta, b"settings" => OfficeSettings, b"scripts" => OfficeScripts,
        b"annotation" => OfficeAnnotation, b"binary-data" => OfficeBinaryData,
    }
    OdfText {
        b"p" => TextP, b"h" => TextH, b"span" => TextSpan, b"s" => TextS, b"tab" => TextTab,
        b"line-break" => TextLineBreak, b"list" => TextList, b"list-item" => TextListItem,
        b"list-style" => TextListStyle, b"section" => TextSection, b"note" => TextNote,
        b"ruby-text" => TextRubyText, b"tracked-changes" => TextTrackedChanges, b"hidden-text" => TextHiddenText,
        b"hidden-paragraph" => TextHiddenParagraph, b"placeholder" => TextPlaceholder,
    }
    OdfTable {
        b"table" => Table, b"table-row" => TableRow, b"table-cell" => TableCell,
        b"covered-table-cell" => TableCovered, b"table-header-rows" => TableHeaderRows,
    }
    OdfStyle {
        b"style" => StyleStyle, b"text-properties" => StyleTextProperties, b"font-face" => StyleFontFace,
        b"master-page" => StyleMasterPage, b"header" => StyleHeader, b"footer" => StyleFooter,
        b"list-level-label-alignment" => StyleLabelAlignment,
    }
    OdfDraw {
        b"frame" => DrawFrame, b"g" => DrawG, b"custom-shape" => DrawCustomShape, b"rect" => DrawRect,
        b"ellipse" => DrawEllipse, b"circle" => DrawCircle, b"path" => DrawPath, b"polygon" => DrawPolygon,
        b"polyline" => DrawPolyline, b"line" => DrawLine, b"connector" => DrawConnector, b"caption" => DrawCaption,
        b"control" => DrawControl, b"object" => DrawObject, b"image" => DrawImage,
    }
    OdfForm { b"checkbox" => FormCheckbox }
    OdfField { b"fieldmark" => Fieldmark, b"fieldmark-start" => FieldmarkStart, b"param" => FieldParam }
    OdfExtension { b"content-control" => ContentControl }
    Word2010 { b"checkbox" => Checkbox14, b"checked" => Checked14 }
    Compatibility {
        b"AlternateContent" => AlternateContent, b"Choice" => Choice, b"Fallback" => Fallback,
    }
    Math { b"r" => MathR, b"t" => MathT, b"rPr" => MathRPr, b"ctrlPr" => MathCtrlPr }
    Relationships { b"Relationship" => Relationship }
    FlatPackage { b"part" => FlatPart, b"xmlData" => XmlData }
}
