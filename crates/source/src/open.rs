//! Files, folders, addresses and standard input to reports.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::address::Address;
use crate::error::{Error, Fault};
use crate::fetch::Fetcher;
use crate::reach::Reach;
use crate::report::{Report, ReportId};

/// Where reports come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A file, or a folder whose texts and pages are taken (see [`is_report`]), with those of its folders, in order of their names.
    Path(PathBuf),
    /// A page or a text on the web, which is fetched.
    Address(String),
    /// One report on standard input.
    Stdin,
}

impl From<&Path> for Input {
    /// `-` is standard input, as on every command line; what begins with `http://` or `https://` is an address.
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some("-") => Input::Stdin,
            Some(words) if Address::is_meant(words) => Input::Address(words.to_owned()),
            _ => Input::Path(path.to_owned()),
        }
    }
}

/// Opens reports one after the other: nothing is read or fetched before it is asked for.
///
/// A file or an address given twice is taken once. A second file of the same folder name and stem gets ` (2)` behind its id.
pub fn open(inputs: impl IntoIterator<Item = Input>) -> impl Iterator<Item = Result<Report, Error>> {
    let mut seen = HashSet::new();
    let mut ids = HashSet::new();
    // Whoever gives addresses here sits at this machine.
    let fetcher = LazyCell::new(|| Fetcher::new(Reach::Anywhere));
    inputs
        .into_iter()
        .flat_map(|input| match input {
            Input::Path(path) => files(path),
            one => vec![Ok(one)],
        })
        .filter(move |input| match input {
            Ok(Input::Path(path)) => seen.insert(Input::Path(path.canonicalize().unwrap_or_else(|_| path.clone()))),
            Ok(Input::Address(words)) => {
                let address = words.parse::<Address>();
                seen.insert(Input::Address(address.map_or_else(|_| words.clone(), |address| address.to_string())))
            }
            Ok(Input::Stdin) => seen.insert(Input::Stdin),
            Err(_) => true,
        })
        .map(move |input| match input? {
            Input::Address(words) => {
                let fetched = words.parse::<Address>().and_then(|address| fetcher.fetch(&address));
                let mut report = fetched.map_err(|fault| Error { path: words.into(), fault })?;
                report.id = unused(&mut ids, report.id.0);
                Ok(report)
            }
            Input::Path(path) => {
                let id = unused(&mut ids, id_of(&path));
                let take = if is_page(&path) {
                    |id, bytes: &[u8]| Report::from_page(id, bytes, None)
                } else {
                    |id: ReportId, bytes: &[u8]| Report::from_bytes(id, bytes)
                };
                let read = std::fs::File::open(&path).map_err(Fault::Io).and_then(read);
                read.and_then(|bytes| take(id, &bytes)).map_err(|fault| Error { path, fault })
            }
            Input::Stdin => {
                let id = unused(&mut ids, "stdin/-".to_owned());
                let read = read(std::io::stdin().lock());
                read.and_then(|bytes| Report::from_bytes(id, &bytes)).map_err(|fault| Error { path: "-".into(), fault })
            }
        })
}

/// Whether a file of a folder is taken for a report: texts (`.txt`) and saved pages (`.html`, `.htm`). What a browser saves beside a page, in a
/// folder `…_files`, is a part of that page.
///
/// ```
/// assert!(source::is_report("talks/day one.html".as_ref()));
/// assert!(!source::is_report("talks/day one_files/frame.html".as_ref()));
/// assert!(!source::is_report("talks/notes.odt".as_ref()));
/// ```
pub fn is_report(path: &Path) -> bool {
    let beside =
        || path.parent().and_then(Path::file_name).is_some_and(|name| name.as_encoded_bytes().ends_with(b"_files"));
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt")) || (is_page(path) && !beside())
}

/// Whether a file is a saved page, by its name.
pub fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm"))
}

/// The file itself, or the reports of a folder.
fn files(path: PathBuf) -> Vec<Result<Input, Error>> {
    if !path.is_dir() {
        return vec![Ok(Input::Path(path))];
    }
    let found: Vec<_> = walkdir::WalkDir::new(&path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !e.file_name().as_encoded_bytes().starts_with(b"."))
        .filter_map(|entry| match entry {
            Ok(e) if e.file_type().is_dir() => None,
            Ok(e) => is_report(e.path()).then(|| Ok(Input::Path(e.into_path()))),
            Err(e) => Some(Err(Error {
                path: e.path().unwrap_or(&path).to_owned(),
                fault: Fault::Io(e.into_io_error().unwrap_or_else(|| std::io::Error::other("folders in a circle"))),
            })),
        })
        .collect();
    if found.is_empty() { vec![Err(Error { path, fault: Fault::NoReports })] } else { found }
}

fn read(from: impl Read) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let limit = Report::MAX_BYTES;
    let size = from.take(limit + 1).read_to_end(&mut bytes)?;
    if size as u64 > limit {
        return Err(Fault::TooLarge { limit });
    }
    Ok(bytes)
}

/// `<folder>/<stem>`; the folder of a bare file name is the one it stands in.
fn id_of(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let part = |p: Option<&std::ffi::OsStr>| p.unwrap_or_default().to_string_lossy().into_owned();
    format!("{}/{}", part(whole.parent().and_then(Path::file_name)), part(whole.file_stem()))
}

fn unused(ids: &mut HashSet<String>, id: String) -> ReportId {
    let mut unique = id.clone();
    let mut n = 2;
    while !ids.insert(unique.clone()) {
        unique = format!("{id} ({n})");
        n += 1;
    }
    ReportId(unique)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_texts_in_order_and_bad_files_do_not_stop_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("talks");
        std::fs::create_dir_all(folder.join("more")).unwrap();
        std::fs::write(folder.join("b.txt"), "The sides met again.").unwrap();
        std::fs::write(folder.join("a.txt"), b"\xff").unwrap();
        std::fs::write(folder.join("README.md"), "Not a report.").unwrap();
        std::fs::write(folder.join(".hidden.txt"), "Not a report.").unwrap();
        std::fs::write(folder.join("more/c.txt"), "They left.").unwrap();
        std::fs::write(folder.join("d.htm"), "The sides met <b>in Geneva</b> again.").unwrap();
        std::fs::create_dir_all(folder.join("d_files")).unwrap();
        std::fs::write(folder.join("d_files/frame.html"), "<p>Not a report, but a part of one.").unwrap();
        let got: Vec<_> = open([Input::Path(folder.clone()), Input::Path(folder.join("b.txt"))]).collect();
        let said: Vec<String> = got
            .iter()
            .map(|r| match r {
                Ok(report) => report.id.to_string(),
                Err(e) => e.fault.to_string(),
            })
            .collect();
        assert_eq!(said, ["is not UTF-8 text (byte 0); save it as UTF-8", "talks/b", "talks/d", "more/c"]);
        assert_eq!(got[2].as_ref().unwrap().text, "The sides met in Geneva again.");
    }

    #[test]
    fn what_is_not_there_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("nowhere");
        let said = |input: PathBuf| open([Input::Path(input)]).next().unwrap().unwrap_err().to_string();
        assert_eq!(said(missing.clone()), format!("{}: no such file or folder", missing.display()));
        assert_eq!(
            said(dir.path().to_owned()),
            format!("{}: no .txt or .html file in this folder", dir.path().display())
        );
    }

    #[test]
    fn an_address_is_told_from_a_file() {
        let input = |words: &str| Input::from(Path::new(words));
        assert_eq!(input("HTTPS://example.org/a"), Input::Address("HTTPS://example.org/a".to_owned()));
        assert_eq!(input("https"), Input::Path("https".into()));
        assert_eq!(input("-"), Input::Stdin);
        let wrong = open([input("https://ada:secret@example.org/a")]).next().unwrap().unwrap_err().to_string();
        assert_eq!(wrong, "https://ada:secret@example.org/a: has a name or a password in it; leave them out");
    }

    #[test]
    fn two_files_of_one_name_are_two_reports() {
        let dir = tempfile::tempdir().unwrap();
        for part in ["x", "y"] {
            std::fs::create_dir_all(dir.path().join(part).join("talks")).unwrap();
            std::fs::write(dir.path().join(part).join("talks/1.txt"), "The sides met.").unwrap();
        }
        let ids: Vec<_> = open([Input::Path(dir.path().to_owned())]).map(|r| r.unwrap().id.0).collect();
        assert_eq!(ids, ["talks/1", "talks/1 (2)"]);
    }
}
