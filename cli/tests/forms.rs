//! Folders of made-up forms as counties send them: many layouts, archives, copies, and a few files that are broken in
//! every way that files are. The same seed makes the same folder.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use shenbao::{Declaration, FillOptions, Form, Template, extract};
use zip::ZipWriter;
use zip::unstable::write::FileOptionsExt;
use zip::write::{FileOptions, SimpleFileOptions};

/// So many files make a folder; every fifth folder is packed, and every third of these once more.
const FOLDER: usize = 50;

/// What a file of the folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    Form,
    /// The same bytes as another one.
    Copy,
    Broken(&'static str),
    /// What a word processor leaves behind; nobody reads it.
    LeftBehind,
}

/// A file, by the name under which it is found.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) made: Made,
}

/// Fixtures to fill, and how they are called.
const LAYOUTS: [&str; 16] = [
    "declaration",
    "family/composed-total",
    "family/department",
    "family/fund-rows",
    "family/inline-funds",
    "family/national-2011",
    "family/order-88",
    "family/poverty-fund",
    "family/regional-163",
    "family/schedule",
    "family/split-values",
    "family/term-and-year",
    "family/year-in-title",
    "family/yuan",
    "family/damaged",
    "blank",
];

const UNITS: [&str; 8] =
    ["交通运输局", "教育局", "水利局", "农业农村局", "文化馆", "体育局", "卫生健康局", "民政局"];
const PROJECTS: [&str; 8] = [
    "农村公路养护经费",
    "薄弱学校改造",
    "小型水库维修",
    "高标准农田建设",
    "群众文化活动",
    "全民健身设施",
    "基层卫生院设备",
    "敬老院运转经费",
];

/// Writes so many files below `root/` of `folder`.
pub(crate) fn write(folder: &Path, root: &str, files: usize, seed: u64) -> Vec<File> {
    let mut chance = Chance(seed);
    let layouts: Vec<Layout> = LAYOUTS.iter().map(|name| Layout::of(name)).collect();
    let mut made = Vec::new();
    let mut last_form = Vec::new();
    for (number, start) in (0..files).step_by(FOLDER).enumerate() {
        let mut packed = Vec::new();
        for index in start..files.min(start + FOLDER) {
            let (name, bytes, kind) = one(index, &mut chance, &layouts, &last_form);
            if kind == Made::Form {
                last_form.clone_from(&bytes);
            }
            packed.push((name, bytes, kind));
        }
        let name = format!("{number:04}");
        let within = if number % 5 != 4 {
            for (file, bytes, _) in &packed {
                put(&folder.join(root).join(&name).join(file), bytes);
            }
            format!("{root}/{name}/")
        } else {
            let files: Vec<(String, &[u8])> =
                packed.iter().map(|(file, bytes, _)| (format!("年报/{file}"), &**bytes)).collect();
            let inner = archive(&files);
            let (bytes, within) = if number % 15 == 14 {
                (archive(&[("里层.zip".to_owned(), &inner)]), format!("{root}/{name}.zip!/里层.zip!/年报/"))
            } else {
                (inner, format!("{root}/{name}.zip!/年报/"))
            };
            put(&folder.join(root).join(format!("{name}.zip")), &bytes);
            within
        };
        made.extend(packed.into_iter().map(|(file, _, made)| File { path: format!("{within}{file}"), made }));
    }
    made
}

fn one(index: usize, chance: &mut Chance, layouts: &[Layout], last: &[u8]) -> (String, Vec<u8>, Made) {
    match chance.below(100) {
        0..3 => {
            // In turn, so that each way comes up.
            let (way, ending, broken) = BROKEN[index % BROKEN.len()];
            (format!("{index:06}-{way}.{ending}"), broken(&good()), Made::Broken(way))
        }
        3 => (format!("~${index:06}.docx"), vec![0; 162], Made::LeftBehind),
        4..6 if !last.is_empty() => (format!("{index:06}副本.docx"), last.to_vec(), Made::Copy),
        _ => {
            let layout = &layouts[chance.below(layouts.len())];
            (format!("{index:06}.docx"), layout.filled(index, chance), Made::Form)
        }
    }
}

/// A layout, ready to be filled.
struct Layout {
    name: &'static str,
    template: Template<'static>,
    data: Declaration,
}

impl Layout {
    fn of(name: &'static str) -> Layout {
        if name == "blank" {
            let data = extract(&fixture("declaration.docx")).unwrap().remove(0).declaration;
            return Layout { name, template: Template::blank().unwrap(), data };
        }
        let bytes = fixture(&format!("{name}.docx"));
        let data = extract(&bytes).unwrap().remove(0).declaration;
        Layout { name, template: Template::open(Form::declaration(), &bytes).unwrap(), data }
    }

    fn filled(&self, index: usize, chance: &mut Chance) -> Vec<u8> {
        let mut data = self.data.clone();
        let which = chance.below(UNITS.len());
        if data.unit.is_some() {
            data.unit = Some(format!("清溪县{}", UNITS[which]));
        }
        data.project.name = Some(format!("{}（{index}）", PROJECTS[which]));
        if let Some(overview) = &mut data.project.overview {
            overview.push_str(&format!("\n涉及{}个乡镇。", chance.below(20) + 1));
        }
        let options = FillOptions::default().allow_unplaced(true).overwrite_values(true);
        self.template.fill(&data, options).map_err(|error| (self.name, error)).unwrap().bytes
    }
}

/// How a file is broken: what it is called, its ending, and what is made of a good one.
type Broken = (&'static str, &'static str, fn(&[u8]) -> Vec<u8>);

const BROKEN: [Broken; 24] = [
    ("empty", "docx", |_| Vec::new()),
    ("half", "docx", |good| good[..good.len() / 2].to_vec()),
    ("end-cut", "docx", |good| good[..good.len() - 20].to_vec()),
    ("one-byte", "docx", |_| b"P".to_vec()),
    ("zeros", "docx", |good| vec![0; good.len()]),
    ("head-zeroed", "docx", |good| [&[0; 600], &good[600..]].concat()),
    ("directory-zeroed", "docx", |good| {
        [&good[..good.len() - 700], &[0; 678], &good[good.len() - 22..]].concat()
    }),
    ("checksum", "docx", |good| {
        let document = package(&[("word/document.xml", b"<w:document/>")]);
        let at = document.windows(5).position(|bytes| bytes == b"<w:do").unwrap_or(0);
        let mut document = if good.is_empty() { Vec::new() } else { document };
        document[at + 4] = b'X';
        document
    }),
    ("html", "doc", |_| "<html><body><p>会议通知</p></body></html>".into()),
    ("rtf", "doc", |_| b"{\\rtf1\\ansi notice\\par}".to_vec()),
    ("pdf", "docx", |_| b"%PDF-1.7\n1 0 obj\n".to_vec()),
    ("picture", "docx", |_| b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec()),
    ("workbook", "docx", |_| package(&[("xl/workbook.xml", b"<workbook/>")])),
    ("no-document", "docx", |_| package(&[("docProps/app.xml", b"<Properties/>")])),
    ("encrypted", "docx", |_| compound_file("EncryptedPackage")),
    ("binary", "doc", |_| compound_file("WordDocument")),
    ("bomb", "docx", |_| BOMB.clone()),
    ("deep", "docx", |_| package(&[("word/document.xml", "<w:p>".repeat(100_000).as_bytes())])),
    ("xml-cut", "docx", |_| package(&[("word/document.xml", b"<w:document><w:body><w:p>")])),
    ("notice", "docx", |_| fixture("not-a-form.docx")),
    ("self-evaluation", "docx", |_| fixture("self-evaluation.docx")),
    ("letter", "txt", |_| "各乡镇：\n请于月底前报送材料。\n".into()),
    ("noise", "txt", |_| (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
    ("archive-cut", "zip", |good| archive(&[("a.docx".to_owned(), good)])[..200].to_vec()),
];

/// A part that is nothing but blanks, and more of them than any document has text.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| package(&[("word/document.xml", &vec![b' '; 150 << 20])]));

fn good() -> Vec<u8> {
    fixture("declaration.docx")
}

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name);
    fs::read(&path).map_err(|cause| (path, cause)).unwrap()
}

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("[Content_Types].xml", &b"<Types/>"[..])].iter().chain(parts) {
        // What is stored can be changed with a wrong checksum left.
        let method = if bytes.len() < 1000 {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive with names in UTF-8.
pub(crate) fn archive(files: &[(String, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(&**name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive as Chinese Windows writes it: the name in GBK, and nothing that says so.
pub(crate) fn gbk_archive(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let placeholder: String = "Q".repeat(name.len());
    let mut packed = archive(&[(placeholder.clone(), bytes)]);
    let places: Vec<usize> = (0..packed.len() - name.len())
        .filter(|&at| packed[at..].starts_with(placeholder.as_bytes()))
        .collect();
    for at in places {
        packed[at..at + name.len()].copy_from_slice(name);
    }
    packed
}

/// An archive whose file needs a password.
pub(crate) fn locked_archive(bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options: FileOptions<'_, ()> = FileOptions::default().with_deprecated_encryption(b"1234").unwrap();
    writer.start_file("a.docx", options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// The beginning of a compound file with one stream.
fn compound_file(stream: &str) -> Vec<u8> {
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &*name, &[0; 4]].concat()
}

/// A sequence of numbers that looks like chance (splitmix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
