//! Archives of every kind, small and fast: what a fill does not change keeps its bytes, and any reader reads the rest.

use std::io::{Cursor, Read as _, Write as _};

use shenbao::{Compression, Declaration, FillOptions, Form, Template};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::support::blanks;
use crate::support::data::sample;
use crate::support::package::{unzip, zip};

const MAIN: &str = "word/document.xml";

fn filled(template: &[u8], data: &[Declaration], compression: Compression) -> Vec<u8> {
    let options = FillOptions::default().compression(compression).allow_unplaced(true);
    Template::open(Form::declaration(), template).unwrap().fill_all(data, options).unwrap().bytes
}

#[test]
fn a_fast_document_says_the_same_in_every_part() {
    for blank in blanks::all() {
        for count in [1, 3] {
            let data: Vec<Declaration> = (0..count).map(|number| sample(2024 + number)).collect();
            let [small, fast] = [Compression::Small, Compression::Fast]
                .map(|compression| filled(&blank.bytes, &data, compression));
            // Taking it apart checks sizes and checksums too.
            assert!(unzip(&small) == unzip(&fast), "{}, {count}", blank.name);
            assert!(small != fast, "{}, {count}", blank.name);
        }
    }
}

#[test]
fn a_fast_document_is_larger_than_a_small_one_and_smaller_than_its_text() {
    let data = [sample(2026)];
    let bytes = blanks::all().remove(0).bytes;
    let [small, fast] =
        [Compression::Small, Compression::Fast].map(|compression| filled(&bytes, &data, compression));
    let stored: usize = unzip(&fast).iter().map(|(_, part)| part.len()).sum();
    assert!(small.len() < fast.len(), "{} {}", small.len(), fast.len());
    assert!(fast.len() < stored / 2, "{} {stored}", fast.len());
}

#[test]
fn a_result_that_is_not_read_back_is_the_same() {
    for blank in blanks::all() {
        let template = Template::open(Form::declaration(), &blank.bytes).unwrap();
        let fill = |verify: bool| {
            let options = FillOptions::default().allow_unplaced(true).verify(verify);
            template.fill(&sample(2026), options).unwrap().bytes
        };
        assert!(fill(true) == fill(false), "{}", blank.name);
    }
}

/// The same parts in archives of other makes.
fn archives() -> Vec<(&'static str, Vec<u8>)> {
    let parts = unzip(&blanks::all().remove(0).bytes);
    let time = DateTime::from_date_and_time(2019, 3, 5, 8, 30, 10).unwrap();
    let options = SimpleFileOptions::default().last_modified_time(time).unix_permissions(0o640);
    let write = |writer: &mut ZipWriter<Cursor<Vec<u8>>>, options: SimpleFileOptions| {
        for (name, part) in &parts {
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(part).unwrap();
        }
    };
    let made = |options: SimpleFileOptions| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        write(&mut writer, options);
        writer.finish().unwrap().into_inner()
    };
    let with_comment = || {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        write(&mut writer, options);
        writer.set_comment("PK\u{5}\u{6} is no end").unwrap();
        writer.finish().unwrap().into_inner()
    };
    let streamed = || {
        let mut writer = ZipWriter::new_stream(Vec::new());
        for (name, part) in &parts {
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(part).unwrap();
        }
        let stream: StreamWriter<Vec<u8>> = writer.finish().unwrap();
        stream.into_inner()
    };
    let ordered = |last: bool| {
        let mut parts = parts.clone();
        parts.sort_by_key(|(name, _)| (name == MAIN) == last);
        zip(parts)
    };
    // A directory in another order than the entries: tools that replace an entry do that.
    let turned = || {
        let bytes = made(options);
        let end = bytes.len() - 22;
        let start = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
        let mut records: Vec<&[u8]> = Vec::new();
        let mut rest = &bytes[start..end];
        while !rest.is_empty() {
            let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
            let (record, behind) = rest.split_at(46 + length(28) + length(30) + length(32));
            records.push(record);
            rest = behind;
        }
        records.reverse();
        [&bytes[..start], &records.concat(), &bytes[end..]].concat()
    };
    vec![
        ("deflated", made(options)),
        ("stored", made(options.compression_method(CompressionMethod::Stored))),
        ("sizes behind the data", streamed()),
        ("sizes of 64 bits", made(options.large_file(true))),
        ("aligned", made(options.with_alignment(64))),
        ("with a comment", with_comment()),
        ("the part first", ordered(true)),
        ("the part last", ordered(false)),
        ("a directory turned round", turned()),
    ]
}

#[test]
fn archives_of_every_make_keep_what_is_not_changed() {
    let expected = unzip(&filled(&blanks::all().remove(0).bytes, &[sample(2026)], Compression::Small));
    for (make, bytes) in archives() {
        for compression in [Compression::Small, Compression::Fast] {
            let filled = filled(&bytes, &[sample(2026)], compression);
            for ((said, packed), (now, kept)) in heads(&bytes).iter().zip(heads(&filled)) {
                assert_eq!(*said, now, "{make}");
                assert!(*packed == kept, "{make}: {said}");
            }
            let mut parts = unzip(&filled);
            for (name, part) in &expected {
                let at = parts.iter().position(|(other, _)| other == name).unwrap();
                assert!(parts.swap_remove(at).1 == *part, "{make}: {name}");
            }
            assert!(parts.is_empty(), "{make}");
            assert!(shenbao::extract(&filled).is_ok(), "{make}");
        }
    }
}

/// What an archive says of its entries, in the order of its directory, and the packed bytes of all but the document part.
fn heads(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let comment = format!("{:?}", archive.comment());
    let entries = (0..archive.len()).map(|index| {
        let mut entry = archive.by_index_raw(index).unwrap();
        let (name, mut packed) = (entry.name().to_owned(), Vec::new());
        entry.read_to_end(&mut packed).unwrap();
        let (time, mode, method) = (entry.last_modified(), entry.unix_mode(), entry.compression());
        match name == MAIN {
            true => (format!("{name} {time:?} {mode:?}"), Vec::new()),
            false => (format!("{name} {time:?} {mode:?} {method:?}"), packed),
        }
    });
    entries.chain([(comment, Vec::new())]).collect()
}

#[test]
fn a_plain_archive_keeps_all_bytes_around_the_entry() {
    for (make, bytes) in archives() {
        let filled = filled(&bytes, &[sample(2026)], Compression::Small);
        let at = |bytes: &[u8]| memchr::memmem::find(bytes, MAIN.as_bytes()).unwrap() - 30;
        if make == "sizes of 64 bits" {
            continue;
        }
        assert_eq!(at(&bytes), at(&filled), "{make}");
        assert!(bytes[..at(&bytes)] == filled[..at(&filled)], "{make}");
    }
}

#[test]
fn an_archive_that_is_damaged_is_refused_or_filled_whole() {
    let bytes = archives().remove(0).1;
    let end = bytes.len() - 22;
    let start = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
    let mut filled = 0;
    for at in (start..bytes.len()).step_by(7) {
        for turned in [0x01, 0xFF] {
            let mut bytes = bytes.clone();
            bytes[at] ^= turned;
            let Ok(template) = Template::open(Form::declaration(), &bytes) else { continue };
            let data = serde_json::json!({ "unit": "清溪县交通运输局" });
            let options = FillOptions::default().compression(Compression::Fast).verify(false);
            let Ok(done) = template.fill(&data, options) else { continue };
            let read = shenbao::extract(&done.bytes).unwrap();
            assert_eq!(read[0].declaration.unit.as_deref(), Some("清溪县交通运输局"), "byte {at}");
            filled += 1;
        }
    }
    assert!(filled > 20, "{filled}");
}
