//! Files made to cost much: each is read or refused, and so is each that is cut off.

use shenbao::extract;

use crate::support::hostile;

/// So small that the whole suite remains quick: it is the limits and the results that are tested, not the time.
const SIZE: usize = 20_000;

#[test]
fn hostile_files_are_read_or_refused() {
    for (name, make) in hostile::ALL {
        let bytes = make(SIZE);
        for cut in (1..=4).map(|part| bytes.len() * part / 4) {
            if let Err(error) = extract(&bytes[..cut]) {
                assert!(!error.code().is_empty(), "{name}");
            }
        }
    }
}

/// Writes the files, to be measured with the program: `SHENBAO_HOSTILE=10000000 cargo test --test suite -- --ignored
/// hostile`.
#[test]
#[ignore = "writes large files into target/hostile"]
fn hostile_files_are_written() {
    let size = std::env::var("SHENBAO_HOSTILE").ok().and_then(|size| size.parse().ok()).unwrap_or(10_000_000);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/hostile");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, make) in hostile::ALL {
        std::fs::write(folder.join(name), make(size)).unwrap();
    }
}
