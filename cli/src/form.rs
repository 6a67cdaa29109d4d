//! The form that documents are read by: the built-in one, or one that the user describes.

use std::path::Path;

use shenbao::{ErrorKind, Form};

use crate::failure::{Failure, Result};
use crate::input::Input;
use crate::store::sha256;

/// Reads the vocabulary of `--form`; nothing when the built-in form is meant.
pub(crate) fn load(path: Option<&Path>) -> Result<Option<Form>> {
    let read = |path| from_file(path, Form::from_toml, |cause| ErrorKind::FormBroken { cause });
    path.map(read).transpose()
}

/// What tells one form from another, for the database: the hash of its vocabulary.
pub(crate) fn name(path: Option<&Path>) -> Result<String> {
    match path {
        Some(path) => Ok(sha256(&Input::of(path).read()?)),
        None => Ok("built-in".to_owned()),
    }
}

/// Reads what a person has written down in a file.
pub(crate) fn from_file<T>(
    path: &Path,
    read: impl Fn(&str) -> shenbao::Result<T>,
    broken: impl Fn(String) -> ErrorKind,
) -> Result<T> {
    let bytes = Input::of(path).read()?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => read(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Err(error) => Err(broken(error.to_string()).into()),
    };
    text.map_err(|error| Failure::from(error).about(path.to_string_lossy()))
}
