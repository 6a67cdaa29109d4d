//! Any bytes as the content of an OpenDocument text, packed and as one XML file, and as Word 2003 XML.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

fuzz_target!(|xml: &[u8]| {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("mimetype", &b"application/vnd.oasis.opendocument.text"[..]),
        ("content.xml", xml),
        ("styles.xml", xml),
    ] {
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let _ = shenbao::extract(&writer.finish().unwrap().into_inner());
    // A flat document and Word 2003 XML are told by their roots.
    let _ = shenbao::extract(xml);
});
