use crate::lang::Lang;

/// Files that are no Word document this library reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Foreign {
    /// Binary document of Word 95 or older; from Word 97 on they are read.
    LegacyDoc,
    /// Document of Microsoft Works, which has the ending .wps as well.
    Works,
    /// A compound file that holds no Word document (an installer, a mail ...).
    CompoundFile,
    /// XML that is no Word document.
    Xml,
    /// OpenDocument.
    OpenDocument,
    /// A workbook.
    Workbook,
    /// A presentation.
    Presentation,
    /// A ZIP archive that is no Word document.
    Zip,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// The owner file `~$name.docx` that Word leaves beside an open document.
    OwnerFile,
    /// Bytes that are no text and nothing known.
    Binary,
}

impl Foreign {
    /// The name of the kind of file.
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Foreign::LegacyDoc => {
                ("Word 95 或更早版本的文档 (.doc)", "a document of Word 95 or older (.doc)")
            }
            Foreign::Works => ("Microsoft Works 文档 (.wps)", "a document of Microsoft Works (.wps)"),
            Foreign::CompoundFile => ("不含 Word 文档的复合文件", "a compound file without a Word document"),
            Foreign::Xml => ("不是 Word 文档的 XML", "XML that is no Word document"),
            Foreign::OpenDocument => ("OpenDocument 文档", "an OpenDocument file"),
            Foreign::Workbook => ("Excel 工作簿", "a workbook"),
            Foreign::Presentation => ("演示文稿", "a presentation"),
            Foreign::Zip => ("ZIP 压缩包", "a ZIP archive"),
            Foreign::Pdf => ("PDF 文件", "a PDF file"),
            Foreign::Picture => ("图片", "a picture"),
            Foreign::OwnerFile => ("Word 的临时文件 (~$)", "Word's owner file (~$)"),
            Foreign::Binary => ("无法识别的二进制文件", "an unknown binary file"),
        };
        if lang == Lang::Zh { zh } else { en }
    }

    pub(super) fn opens_in_word(self) -> bool {
        matches!(self, Foreign::LegacyDoc | Foreign::Works | Foreign::Xml | Foreign::OpenDocument)
    }
}
