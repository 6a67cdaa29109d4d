mod data;
mod foreign;

use std::fmt;

pub use data::{DataCause, Found, Wanted};
pub use foreign::Foreign;

use crate::document::Format;
use crate::finding::Finding;
use crate::lang::Lang;
use crate::place::Place;
use crate::value::mask_mobiles;

/// What an operation returns when it may fail as a whole.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be done: a stable code, a place where there is one, and the cause.
///
/// What is only doubtful is no error but a [`Finding`].
pub struct Error(Box<ErrorKind>);

/// What went wrong, with the facts.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input holds nothing.
    Empty,
    /// The input is a file of another kind.
    NotADocument {
        /// What it is.
        found: Foreign,
    },
    /// The input is protected by a password, or encrypted by a document security system.
    Encrypted {
        /// By what.
        by: &'static str,
    },
    /// The package is no readable ZIP archive.
    ZipBroken {
        /// What the archive reader says.
        cause: String,
    },
    /// A part that the document cannot do without is missing.
    PartMissing {
        /// Its name, or what it is.
        part: String,
    },
    /// A part does not inflate, or its checksum is wrong.
    PartBroken {
        /// Its name.
        part: String,
        /// What the archive reader says.
        cause: String,
    },
    /// A binary Word document is not built as it should be.
    DocBroken {
        /// The stream, or the container.
        part: String,
        /// The byte of the stream at which the fault is, where one can be told.
        byte: Option<u64>,
        /// What is wrong there.
        cause: String,
    },
    /// A part is not well-formed XML.
    XmlBroken {
        /// Its name.
        part: String,
        /// The byte at which reading stopped.
        byte: u64,
        /// What is wrong there.
        cause: String,
    },
    /// An RTF file ends before its groups do.
    RtfBroken {
        /// The byte at which it ends.
        byte: u64,
    },
    /// A part is well-formed, but not what it should be.
    PartUnexpected {
        /// Its name.
        part: String,
        /// The element that was found at its root.
        found: String,
    },
    /// The input is a text dump of a program that loses what a form needs.
    DumpUnreadable {
        /// The program that prints such dumps.
        tool: &'static str,
    },
    /// The input is larger than the limits allow.
    LimitExceeded {
        /// The field of [`Limits`](crate::Limits).
        limit: &'static str,
        /// What it allows.
        allowed: u64,
        /// What the input has, at least.
        found: u64,
        /// The part, when it is about one.
        part: Option<String>,
    },
    /// The document holds no declaration that the form's vocabulary knows.
    NoDeclaration,
    /// The document is a self-evaluation table, not a declaration.
    SelfEvaluation {
        /// The labels that gave it away.
        evidence: Vec<String>,
    },
    /// The vocabulary of a form is not what it should be.
    FormBroken {
        /// What is wrong, with its place in the file.
        cause: String,
    },
    /// A profile of rules is not what it should be.
    ProfileBroken {
        /// What is wrong, with its place in the file.
        cause: String,
    },
    /// The template has no place that the form's vocabulary knows.
    TemplateUnbound,
    /// The template is a file that is read, but not written.
    TemplateFormat {
        /// What it is.
        found: Format,
    },
    /// The data is not what the form takes.
    DataBroken {
        /// What is wrong.
        cause: DataCause,
        /// Where in the data.
        place: Place,
    },
    /// The template cannot take the data as it is; nothing was written.
    Refused {
        /// Every reason, in the order of the form.
        findings: Vec<Finding>,
    },
    /// What was written does not read back as it should; nothing is returned. The data has a text that reads as a
    /// label or printed line of the form, or there is a bug.
    ReadBack {
        /// The keys that differ.
        keys: Vec<String>,
    },
}

/// What causes an error; a program decides by it what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The input file.
    Input,
    /// The template or the form's vocabulary.
    Template,
    /// The data to be filled in.
    Data,
    /// A limit of ours.
    Limit,
}

impl Error {
    /// What went wrong, with the facts.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Takes the kind out.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// The stable code. `docs/errors.md` has a heading for each.
    pub fn code(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Empty => "empty",
            ErrorKind::NotADocument { found: Foreign::LegacyDoc } => "legacy_doc",
            ErrorKind::NotADocument { .. } => "not_a_document",
            ErrorKind::Encrypted { .. } => "encrypted",
            ErrorKind::ZipBroken { .. } => "zip_broken",
            ErrorKind::PartMissing { .. } => "part_missing",
            ErrorKind::PartBroken { .. } => "part_broken",
            ErrorKind::DocBroken { .. } => "doc_broken",
            ErrorKind::XmlBroken { .. } => "xml_broken",
            ErrorKind::RtfBroken { .. } => "rtf_broken",
            ErrorKind::PartUnexpected { .. } => "part_unexpected",
            ErrorKind::DumpUnreadable { .. } => "dump_unreadable",
            ErrorKind::LimitExceeded { .. } => "limit_exceeded",
            ErrorKind::NoDeclaration => "no_declaration",
            ErrorKind::SelfEvaluation { .. } => "self_evaluation",
            ErrorKind::FormBroken { .. } => "form_broken",
            ErrorKind::ProfileBroken { .. } => "profile_broken",
            ErrorKind::TemplateUnbound => "template_unbound",
            ErrorKind::TemplateFormat { .. } => "template_format",
            ErrorKind::DataBroken { .. } => "data_broken",
            ErrorKind::Refused { .. } => "fill_refused",
            ErrorKind::ReadBack { .. } => "read_back",
        }
    }

    /// Every code that [`Error::code`] can return.
    pub const CODES: &'static [&'static str] = &[
        "empty",
        "legacy_doc",
        "not_a_document",
        "encrypted",
        "zip_broken",
        "part_missing",
        "part_broken",
        "doc_broken",
        "xml_broken",
        "rtf_broken",
        "part_unexpected",
        "dump_unreadable",
        "limit_exceeded",
        "no_declaration",
        "self_evaluation",
        "form_broken",
        "profile_broken",
        "template_unbound",
        "template_format",
        "data_broken",
        "fill_refused",
        "read_back",
    ];

    /// What caused it.
    pub fn cause(&self) -> Cause {
        match self.kind() {
            ErrorKind::Empty
            | ErrorKind::NotADocument { .. }
            | ErrorKind::Encrypted { .. }
            | ErrorKind::ZipBroken { .. }
            | ErrorKind::PartMissing { .. }
            | ErrorKind::PartBroken { .. }
            | ErrorKind::DocBroken { .. }
            | ErrorKind::XmlBroken { .. }
            | ErrorKind::RtfBroken { .. }
            | ErrorKind::PartUnexpected { .. }
            | ErrorKind::DumpUnreadable { .. }
            | ErrorKind::NoDeclaration
            | ErrorKind::SelfEvaluation { .. } => Cause::Input,
            ErrorKind::LimitExceeded { .. } => Cause::Limit,
            ErrorKind::FormBroken { .. }
            | ErrorKind::ProfileBroken { .. }
            | ErrorKind::TemplateUnbound
            | ErrorKind::TemplateFormat { .. } => Cause::Template,
            ErrorKind::DataBroken { .. } | ErrorKind::Refused { .. } => Cause::Data,
            ErrorKind::ReadBack { .. } => Cause::Data,
        }
    }

    /// Where it went wrong, if it is about one place.
    pub fn place(&self) -> Option<Place> {
        match self.kind() {
            ErrorKind::PartMissing { part }
            | ErrorKind::PartBroken { part, .. }
            | ErrorKind::PartUnexpected { part, .. }
            | ErrorKind::LimitExceeded { part: Some(part), .. } => {
                Some(Place { part: Some(part.clone()), ..Place::default() })
            }
            ErrorKind::DocBroken { part, byte, .. } => {
                Some(Place { part: Some(part.clone()), byte: *byte, ..Place::default() })
            }
            ErrorKind::XmlBroken { part, byte, .. } => {
                Some(Place { part: Some(part.clone()), byte: Some(*byte), ..Place::default() })
            }
            ErrorKind::RtfBroken { byte } => Some(Place { byte: Some(*byte), ..Place::default() }),
            ErrorKind::DataBroken { place, .. } => (!place.is_empty()).then(|| place.clone()),
            _ => None,
        }
    }

    /// The findings behind a refusal; empty for other errors.
    pub fn findings(&self) -> &[Finding] {
        match self.kind() {
            ErrorKind::Refused { findings } => findings,
            _ => &[],
        }
    }

    /// What to tell a person: what is wrong, without the place. Phone numbers in it are masked.
    pub fn message(&self, lang: Lang) -> String {
        // A cause may quote the data.
        mask_mobiles(&match lang {
            Lang::Zh => self.kind().zh(),
            Lang::En => self.kind().en(),
        })
    }

    /// What a person can do about it.
    pub fn hint(&self, lang: Lang) -> Option<&'static str> {
        let (zh, en) = match self.kind() {
            ErrorKind::NotADocument { found: Foreign::OwnerFile } => (
                "这是 Word 打开文档时留下的临时文件，可以忽略",
                "it is left beside an open document; ignore it",
            ),
            ErrorKind::NotADocument { found } if found.opens_in_word() => {
                ("请用 Word 或 WPS 打开后另存为 .docx", "open it in Word or WPS and save it as .docx")
            }
            ErrorKind::NotADocument { .. } => {
                ("请改用填写时的 Word 或 WPS 文档", "take the document in which the form was filled in")
            }
            ErrorKind::TemplateFormat { .. } => {
                ("请用 Word 或 WPS 打开后另存为 .docx", "open it in Word or WPS and save it as .docx")
            }
            ErrorKind::DumpUnreadable { .. } => (
                "请改用原来的 Word 文件，或用 Word、WPS、LibreOffice 把它另存为 .docx",
                "take the Word file itself, or save it as .docx with Word, WPS or LibreOffice",
            ),
            ErrorKind::Encrypted { .. } => (
                "请先去除密码或解密，再重新保存为 .docx",
                "remove the password or decrypt it, then save it again",
            ),
            ErrorKind::ZipBroken { .. }
            | ErrorKind::PartMissing { .. }
            | ErrorKind::PartBroken { .. }
            | ErrorKind::DocBroken { .. }
            | ErrorKind::XmlBroken { .. }
            | ErrorKind::RtfBroken { .. } => (
                "文件可能没有传完或已损坏；请重新获取，或用 Word 打开修复后另存",
                "the file may be incomplete or damaged; fetch it again, or let Word repair and save it",
            ),
            ErrorKind::NoDeclaration => (
                "用 shenbao inspect 查看文档里有哪些表格和标签",
                "see with `shenbao inspect` which tables and labels it has",
            ),
            ErrorKind::ReadBack { .. } => (
                "数据中可能有一行与表上印的标签或“（盖章）”之类的字相同；若没有，请报告为缺陷",
                "a line of the data may read as a label or printed line of the form; if none does, please report a bug",
            ),
            _ => return None,
        };
        Some(if lang == Lang::Zh { zh } else { en })
    }
}

impl ErrorKind {
    fn zh(&self) -> String {
        match self {
            ErrorKind::Empty => "文件是空的".into(),
            ErrorKind::NotADocument { found } => {
                let name = found.name(Lang::Zh);
                let blank = if name.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
                format!("不是可读取的文档，而是{blank}{name}")
            }
            ErrorKind::Encrypted { by } => format!("文档已加密（{by}）"),
            ErrorKind::ZipBroken { cause } => format!("文档已损坏，无法作为压缩包打开：{cause}"),
            ErrorKind::PartMissing { .. } => "文档缺少必需的部件".into(),
            ErrorKind::PartBroken { cause, .. } => format!("部件无法解压或解码：{cause}"),
            ErrorKind::DocBroken { cause, .. } => format!("Word 97-2003 文档已损坏：{cause}"),
            ErrorKind::RtfBroken { .. } => "RTF 文档没有写完：文件结束时还有未关闭的组".into(),
            ErrorKind::XmlBroken { cause, .. } => format!("XML 有错误：{cause}"),
            ErrorKind::PartUnexpected { found, .. } => format!("部件内容不是 Word 文档，根元素是 {found}"),
            ErrorKind::DumpUnreadable { tool } => {
                format!("{tool} 导出的文本丢失了表格的内容或结构，无法读取")
            }
            ErrorKind::LimitExceeded { limit, allowed, found, .. } => {
                format!("超过上限 {limit}：允许 {allowed}，实际至少 {found}")
            }
            ErrorKind::NoDeclaration => "文档中没有找到申报表".into(),
            ErrorKind::SelfEvaluation { evidence } => {
                format!("这是绩效自评表，不是申报表（依据：{}）", evidence.join("、"))
            }
            ErrorKind::FormBroken { cause } => format!("表单词汇有错误：{cause}"),
            ErrorKind::ProfileBroken { cause } => format!("检查规则文件有错误：{cause}"),
            ErrorKind::TemplateUnbound => "模板中没有找到可填写的位置".into(),
            ErrorKind::TemplateFormat { found } => format!("模板必须是 .docx，而这是 {}", found.name()),
            ErrorKind::DataBroken { cause, .. } => format!("数据有错误：{}", cause.describe(Lang::Zh)),
            ErrorKind::Refused { findings } => format!("有 {} 处问题，没有写出任何内容", findings.len()),
            ErrorKind::ReadBack { keys } => {
                format!("写出后读回的内容不一致（{}），没有写出任何内容", keys.join("、"))
            }
        }
    }

    fn en(&self) -> String {
        match self {
            ErrorKind::Empty => "the file is empty".into(),
            ErrorKind::NotADocument { found } => {
                format!("not a document this program reads, but {}", found.name(Lang::En))
            }
            ErrorKind::Encrypted { by } => format!("the document is encrypted ({by})"),
            ErrorKind::ZipBroken { cause } => format!("the package is broken: {cause}"),
            ErrorKind::PartMissing { .. } => "the document lacks a part it cannot do without".into(),
            ErrorKind::PartBroken { cause, .. } => format!("the part does not inflate or decode: {cause}"),
            ErrorKind::DocBroken { cause, .. } => format!("the Word 97-2003 document is broken: {cause}"),
            ErrorKind::RtfBroken { .. } => "the RTF document is cut off: it ends inside of a group".into(),
            ErrorKind::XmlBroken { cause, .. } => format!("the XML is broken: {cause}"),
            ErrorKind::PartUnexpected { found, .. } => {
                format!("the part is no Word document, its root element is {found}")
            }
            ErrorKind::DumpUnreadable { tool } => {
                format!("text printed by {tool} has lost the contents or the structure of tables")
            }
            ErrorKind::LimitExceeded { limit, allowed, found, .. } => {
                format!("limit {limit} exceeded: {allowed} allowed, {found} or more found")
            }
            ErrorKind::NoDeclaration => "no declaration found in the document".into(),
            ErrorKind::SelfEvaluation { evidence } => {
                format!("a self-evaluation table, not a declaration (because of {})", evidence.join(", "))
            }
            ErrorKind::FormBroken { cause } => format!("the form's vocabulary is broken: {cause}"),
            ErrorKind::ProfileBroken { cause } => format!("the profile of rules is broken: {cause}"),
            ErrorKind::TemplateUnbound => "the template has no place to fill that the form knows".into(),
            ErrorKind::TemplateFormat { found } => {
                format!("a template has to be a .docx, and this is {}", found.name())
            }
            ErrorKind::DataBroken { cause, .. } => {
                format!("the data is broken: {}", cause.describe(Lang::En))
            }
            ErrorKind::Refused { findings } => format!("{} problems, nothing was written", findings.len()),
            ErrorKind::ReadBack { keys } => {
                format!("what was written reads back differently ({}), nothing is returned", keys.join(", "))
            }
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place() {
            write!(f, "{}: ", place.describe(Lang::En))?;
        }
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Error {}
