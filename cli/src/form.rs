//! The form that documents are read by: the built-in one, or one that the user describes.

use std::path::Path;

use shenbao::{ErrorKind, Form};

use crate::failure::{Failure, Result};
use crate::input::Input;

/// Reads the vocabulary of `--form`; nothing when the built-in form is meant.
pub(crate) fn load(path: Option<&Path>) -> Result<Option<Form>> {
    let Some(path) = path else { return Ok(None) };
    let bytes = Input::of(path).read()?;
    let broken = |error: shenbao::Error| Failure::from(error).about(path.to_string_lossy());
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
        Err(error) => return Err(broken(ErrorKind::FormBroken { cause: error.to_string() }.into())),
    };
    Form::from_toml(text).map(Some).map_err(broken)
}
