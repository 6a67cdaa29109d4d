//! The exit codes.

use std::process::ExitCode;

/// How the program ends. The numbers are part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// There are findings of severity error, or some inputs failed.
    Findings = 1,
    /// The arguments are wrong.
    Usage = 2,
    /// Nothing could be read or written.
    Nothing = 3,
    /// The user stopped it; what shells say of a program that Ctrl-C ended.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

impl Exit {
    /// The end of a run over many inputs, each of which stands for itself.
    pub(crate) fn of_batch(inputs: usize, failed: usize, findings: bool) -> Exit {
        match failed {
            0 if findings => Exit::Findings,
            0 => Exit::Done,
            all if all == inputs => Exit::Nothing,
            _ => Exit::Findings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_file_does_not_make_a_failed_batch() {
        assert_eq!(Exit::of_batch(3, 0, false), Exit::Done);
        assert_eq!(Exit::of_batch(3, 0, true), Exit::Findings);
        assert_eq!(Exit::of_batch(3, 1, false), Exit::Findings);
        assert_eq!(Exit::of_batch(3, 3, false), Exit::Nothing);
    }
}
