//! A declaration as web pages, web archives and RTF have it.

use encoding_rs::GBK;

use super::form::{Form, FormCell, Merge};

/// The form as a system exports it: a page that is called .doc.
pub(crate) fn page(forms: &[Form]) -> String {
    let mut out = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
                   xmlns:w=\"urn:schemas-microsoft-com:office:word\">\r\n<head>\r\n\
                   <meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">\r\n<title>导出</title>\r\n\
                   <!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->\r\n\
                   <style>td { border: solid windowtext .5pt }</style>\r\n</head>\r\n<body>\r\n"
        .to_owned();
    for form in forms {
        out.push_str("<TABLE cellspacing=0 border=1>\r\n");
        let mut lists = Numbers::default();
        for (at, row) in form.rows.iter().enumerate() {
            out.push_str("  <TR>\r\n");
            for cell in row.iter().filter(|cell| cell.merge != Some(Merge::GoOn)) {
                let below = |row: &Vec<FormCell>| {
                    row.iter().any(|other| other.column == cell.column && other.merge == Some(Merge::GoOn))
                };
                let rows = 1 + if cell.merge == Some(Merge::Start) {
                    form.rows.iter().skip(at + 1).take_while(|row| below(row)).count()
                } else {
                    0
                };
                let spans = [("colspan", cell.span), ("rowspan", rows)];
                let spans: String = spans
                    .iter()
                    .filter(|(_, span)| *span > 1)
                    .map(|(name, span)| format!(" {name}={span}"))
                    .collect();
                out.push_str(&format!("    <TD{spans}>"));
                for paragraph in &cell.paragraphs {
                    let number = lists.number(paragraph.list);
                    let number = match number.as_str() {
                        "" => String::new(),
                        number => format!(
                            "<![if !supportLists]><span style='mso-list:Ignore'>{number}<span \
                             style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>"
                        ),
                    };
                    let text =
                        paragraph.text.replace('&', "&amp;").replace('<', "&lt;").replace("  ", "&nbsp; ");
                    // What GBK does not have is an entity, the symbol a character of its font.
                    let text = text.replace('↵', "<br>").replace('☑', "<font face=Wingdings>&#254;</font>");
                    let text = text.strip_prefix(' ').map_or(text.clone(), |rest| format!("&nbsp;{rest}"));
                    let text = text.strip_suffix(' ').map_or(text.clone(), |rest| format!("{rest}&nbsp;"));
                    out.push_str(&format!("<p class=MsoNormal>{number}{text}<o:p></o:p></p>"));
                }
                out.push_str("</TD>\r\n");
            }
            out.push_str("  </TR>\r\n");
        }
        out.push_str("</TABLE>\r\n<br>\r\n");
    }
    out + "</body>\r\n</html>\r\n"
}

/// The numbers of automatic lists, as the fixtures use them.
#[derive(Default)]
struct Numbers([u32; 8]);

impl Numbers {
    fn number(&mut self, list: Option<u32>) -> String {
        let Some(list) = list else { return String::new() };
        let count = &mut self.0[list as usize];
        *count += 1;
        // The two formats that the lists of the form have.
        match list {
            2 => format!("（{}）", ["一", "二", "三", "四", "五"][*count as usize - 1]),
            _ => format!("{count}."),
        }
    }
}

/// A page as Word and others put it into web archives. All say the same.
pub(crate) fn archives(page: &str) -> Vec<Vec<u8>> {
    let gbk = GBK.encode(page).0.into_owned();
    vec![
        archive(&quoted_printable(&gbk), "charset=\"gb2312\"", "quoted-printable"),
        archive(&quoted_printable(page.as_bytes()), "charset=utf-8", "Quoted-Printable"),
        archive(&base64(&gbk), "charset=gbk", "base64"),
        archive(page.as_bytes(), "charset=utf-8", "8bit"),
        // No multipart at all.
        [
            b"From: <Saved by Blink>\r\nContent-Type: text/html;\r\n charset=gbk\r\nMIME-Version: 1.0\r\n\r\n".to_vec(),
            gbk,
        ]
        .concat(),
        // A multipart in a multipart, the plain text first.
        [
            b"Subject: =?utf-8?B?5Y+N?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n\
              Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\n\
              Content-Type: text/html; charset=utf-8\r\n\r\n"
                .to_vec(),
            page.as_bytes().to_vec(),
            b"\r\n--b--\r\n--a\r\nContent-Type: image/png\r\n\r\nx\r\n--a--\r\n".to_vec(),
        ]
        .concat(),
    ]
}

/// The archive that Word writes.
pub(crate) fn word_archive(page: &str) -> Vec<u8> {
    archive(&quoted_printable(&GBK.encode(page).0), "charset=\"gb2312\"", "quoted-printable")
}

fn archive(body: &[u8], charset: &str, encoding: &str) -> Vec<u8> {
    let head = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"----=_NextPart_01D0\"\r\n\r\n\
         此文档为“单个文件网页”，也称为“Web 档案”文件。\r\n\r\n------=_NextPart_01D0\r\n\
         Content-Location: file:///C:/0/form.htm\r\nContent-Transfer-Encoding: {encoding}\r\n\
         Content-Type: text/html; {charset}\r\n\r\n"
    );
    let tail = "\r\n------=_NextPart_01D0\r\nContent-Location: file:///C:/0/form.files/filelist.xml\r\n\
                Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n\r\n\
                <xml></xml>\r\n------=_NextPart_01D0--\r\n";
    [GBK.encode(&head).0.into_owned(), body.to_vec(), tail.as_bytes().to_vec()].concat()
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let mut width = 0;
        for byte in line.strip_suffix(b"\r").unwrap_or(line) {
            let code = match byte {
                b'=' | 0x7F.. => format!("={byte:02X}"),
                byte => char::from(*byte).to_string(),
            };
            if width + code.len() > 75 {
                out.push_str("=\r\n");
                width = 0;
            }
            width += code.len();
            out.push_str(&code);
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for (number, three) in bytes.chunks(3).enumerate() {
        if number > 0 && number % 19 == 0 {
            out.extend(b"\r\n");
        }
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(*three.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at > three.len() { b'=' } else { letter });
        }
    }
    out
}

/// The form in RTF, the bytes of GBK as they are written by hand and by WordPad.
pub(crate) fn rtf(forms: &[Form]) -> Vec<u8> {
    let mut out = b"{\\rtf1\\ansi\\ansicpg936\\deff0\\deflang1033\\deflangfe2052{\\fonttbl{\\f0\\fnil\\fprq2\\fcharset134 \\'cb\\'ce\\'cc\\'e5;}\
                    {\\f1\\fnil\\fcharset2 Wingdings;}}\r\n{\\*\\generator Msftedit 5.41.21.2510;}\\viewkind4\\uc1"
        .to_vec();
    for form in forms {
        let mut lists = Numbers::default();
        for row in &form.rows {
            out.extend(b"\\trowd\\trgaph108\\trleft-108");
            for cell in row {
                let merge = match cell.merge {
                    Some(Merge::Start) => "\\clvmgf",
                    Some(Merge::GoOn) => "\\clvmrg",
                    None => "",
                };
                out.extend(format!("{merge}\\cellx{}", (cell.column + cell.span) * 700 - 108).bytes());
            }
            out.extend(b"\r\n\\pard\\intbl\\f0\\fs21 ");
            for cell in row {
                for (number, paragraph) in cell.paragraphs.iter().enumerate() {
                    if number > 0 {
                        out.extend(b"\\par\r\n");
                    }
                    let automatic = lists.number(paragraph.list);
                    if !automatic.is_empty() {
                        out.extend(b"{\\listtext\\f0 ");
                        out.extend(escaped(&automatic));
                        out.extend(b"\\tab}");
                    }
                    out.extend(escaped(&paragraph.text));
                }
                out.extend(b"\\cell\r\n");
            }
            out.extend(b"\\row\r\n");
        }
        out.extend(b"\\pard\\par\r\n");
    }
    out.extend(b"}\r\n\0");
    out
}

/// Text in GBK; what GBK does not have as `\u`.
fn escaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for character in text.chars() {
        let letter = character.to_string();
        match (character, GBK.encode(&letter)) {
            ('↵', _) => out.extend(b"\\line "),
            ('☑', _) => out.extend(b"{\\f1\\'fe}"),
            ('{' | '}' | '\\', _) => out.extend(format!("\\{character}").bytes()),
            (_, (_, _, true)) => out.extend(format!("\\u{}?", character as u32 as i16).bytes()),
            (_, (bytes, ..)) => bytes.iter().for_each(|byte| match byte {
                0x80.. => out.extend(format!("\\'{byte:02x}").bytes()),
                byte => out.push(*byte),
            }),
        }
    }
    out
}
