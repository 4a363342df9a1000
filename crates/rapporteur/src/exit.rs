//! Exit status with its meanings.

use std::process::ExitCode;

/// How the program ended. Wrong arguments end it with 2, said by the argument parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything was read.
    Success,
    /// Something could not be read or written; the rest was done.
    Failure,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Success => ExitCode::SUCCESS,
            Status::Failure => ExitCode::FAILURE,
        }
    }
}
