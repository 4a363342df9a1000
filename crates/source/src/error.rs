//! Why a file gave no report.

use std::path::PathBuf;

/// A file, an address, or standard input, that gave no report.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", name(path))]
pub struct Error {
    /// The file or the address; `-` for standard input.
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
    /// A known format that is neither plain text nor a web page.
    #[error("is {format}, not plain text; save its text as a .txt file")]
    NotText {
        /// The format, with its article.
        format: &'static str,
    },
    /// A web page in which no text was found.
    #[error(
        "is a web page without a text that can be read (it may need a login or a script); save its text as a .txt file"
    )]
    NoText,
    /// A web page that would take too long to read.
    #[error("is a web page too intricate to read; save its text as a .txt file")]
    TooIntricate,
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
    #[error("no .txt or .html file in this folder")]
    NoReports,
    /// Words that are no address of a page.
    #[error("is no address; write it as https://example.org/talks")]
    NotAnAddress,
    /// An address with somebody's name or password in it.
    #[error("has a name or a password in it; leave them out")]
    Password,
    /// An address that leads to a machine which is out of [`Reach`](crate::Reach).
    #[error("leads into a private network; only pages of the public internet are fetched here")]
    OutOfReach,
    /// There is no such host.
    #[error("leads to no machine that is known; check the address and the connection")]
    NoSuchHost,
    /// Nothing came in time.
    #[error("gave no answer within {} seconds; try again later", limit.as_secs())]
    TooSlow {
        /// How long was waited.
        limit: std::time::Duration,
    },
    /// One address led to the next, and so on.
    #[error("leads from one address to the next and to no page; open it in a browser and save its text as a .txt file")]
    Redirects,
    /// The server gives no page.
    #[error("the server says {code}: {}", meaning(*code))]
    Status {
        /// The status of HTTP.
        code: u16,
    },
    /// What the server gives is neither a page nor a text.
    #[error("is {format}, neither a web page nor a text; save its text as a .txt file")]
    NotAPage {
        /// The format, with its article where it has one.
        format: String,
    },
    /// The connection failed.
    #[error("cannot be fetched ({0})")]
    Connection(String),
}

/// What a status of HTTP means to who asked, and what to do.
fn meaning(code: u16) -> &'static str {
    match code {
        401 | 402 | 403 | 407 | 451 => "the page is not open to everybody; save its text as a .txt file",
        404 => "there is no such page",
        410 => "the page is gone",
        408 | 425 | 429 => "it has too much to do; try again later",
        500..=599 => "it is in trouble; try again later",
        _ => "it does not give the page",
    }
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
