//! Why a file gave no report.

use std::path::PathBuf;

/// A file, or standard input, that gave no report.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", name(path))]
pub struct Error {
    /// The file; `-` for standard input.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub fault: Fault,
}

/// What can be wrong with a report. Each says what to do where that is not plain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It could not be opened or read.
    #[error("{}", plain(.0))]
    Io(#[from] std::io::Error),
    /// Nothing but white space.
    #[error("is empty")]
    Empty,
    /// Larger than [`Report::MAX_BYTES`](crate::Report::MAX_BYTES).
    #[error("is larger than {} MB; split it into one file a report", limit / 1_000_000)]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The bytes are no UTF-8.
    #[error("is not UTF-8 text (byte {at}); save it as UTF-8")]
    NotUtf8 {
        /// Offset of the first wrong byte.
        at: usize,
    },
    /// A known format that is not plain text.
    #[error("is {format}, not plain text; save its text as a .txt file")]
    NotText {
        /// The format, with its article.
        format: &'static str,
    },
    /// Plainly another language than English.
    #[error("is in {language}; only English is read")]
    NotEnglish {
        /// English name of the language.
        language: &'static str,
    },
    /// The front matter has a date that is none.
    #[error("front matter: `{value}` is not a date such as 1978-09-17")]
    Date {
        /// As it stands there.
        value: String,
    },
    /// The front matter is not closed by a line `---`.
    #[error("front matter: no closing line `---`")]
    OpenFrontMatter,
    /// A folder without any report.
    #[error("no .txt file in this folder")]
    NoReports,
}

fn name(path: &std::path::Path) -> String {
    if path.as_os_str() == "-" { "standard input".into() } else { path.display().to_string() }
}

/// The operating system's reason without its number.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "may not be read (permission denied)".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}
