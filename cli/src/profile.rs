//! The rules that documents are checked by: a built-in profile, or one that the user writes.

use std::path::Path;

use shenbao::{ErrorKind, Profile};

use crate::failure::Result;
use crate::form::from_file;

/// Finds the profile of `--profile`. A file that is called as a built-in one is named `./strict`.
pub(crate) fn load(profile: Option<&Path>) -> Result<Profile> {
    match profile {
        None => Ok(Profile::default_profile()),
        Some(name) if name.as_os_str() == "default" => Ok(Profile::default_profile()),
        Some(name) if name.as_os_str() == "strict" => Ok(Profile::strict()),
        Some(path) => from_file(path, Profile::from_toml, |cause| ErrorKind::ProfileBroken { cause }),
    }
}
