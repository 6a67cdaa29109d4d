//! Runs the program in a folder of its own, and puts all that comes of it into one text.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    pub(crate) fn new() -> Runner {
        Runner { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Runner {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// The names in a folder, sorted.
    pub(crate) fn list(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs `shenbao` with arguments that are separated by blanks.
    pub(crate) fn run(&self, line: &str) -> String {
        self.run_with(line, b"")
    }

    pub(crate) fn run_with(&self, line: &str, stdin: &[u8]) -> String {
        let output = self.output(line, stdin);
        let mut said = format!("$ shenbao {line}\n{}", String::from_utf8_lossy(&output.stdout));
        if !output.stderr.is_empty() {
            said.push_str("------- stderr -------\n");
            said.push_str(&String::from_utf8_lossy(&output.stderr));
        }
        said.push_str(&format!("[exit status: {}]\n", output.status.code().unwrap_or(-1)));
        said
    }

    pub(crate) fn output(&self, line: &str, stdin: &[u8]) -> Output {
        let mut child = command(self.folder.path())
            .args(line.split(' ').filter(|arg| !arg.is_empty()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not want its input may close it early.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        child.wait_with_output().unwrap()
    }
}

/// The program, with nothing in its environment that it listens to.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shenbao"));
    command.current_dir(folder);
    for name in ["LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.env("LANG", "C");
    command
}
