//! Any bytes as the document part of a sound package: reading, binding, extracting, and filling back what was read.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use shenbao::{Declaration, FillOptions, Form, Template};
use zip::write::SimpleFileOptions;

const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

fuzz_target!(|xml: &[u8]| {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("[Content_Types].xml", TYPES), ("word/document.xml", xml)] {
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let Ok(reading) = Form::declaration().read(&bytes) else { return };
    let Ok(found) = reading.extract::<Declaration>() else { return };
    let Ok(template) = Template::open(Form::declaration(), &bytes) else { return };
    let said: Vec<Declaration> = found.into_iter().map(|found| found.declaration).collect();
    // Law 2: what a document says, filled back, changes nothing.
    let again = template.fill_all(&said, FillOptions::default()).expect("what was read can be filled back");
    assert!(again.bytes == bytes, "filling back what was read changed the document");
});
