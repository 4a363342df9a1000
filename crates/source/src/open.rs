//! Files, folders and standard input to reports.

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault};
use crate::report::{Report, ReportId};

/// Where reports come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder whose `.txt` files are taken, with those of its folders, in order of their names.
    Path(PathBuf),
    /// One report on standard input.
    Stdin,
}

impl From<&Path> for Input {
    /// `-` is standard input, as on every command line.
    fn from(path: &Path) -> Self {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.to_owned()) }
    }
}

/// Opens reports one after the other: nothing is read before it is asked for.
///
/// A file given twice is taken once. A second file of the same folder name and stem gets ` (2)` behind its id.
pub fn open(inputs: impl IntoIterator<Item = Input>) -> impl Iterator<Item = Result<Report, Error>> {
    let mut seen = HashSet::new();
    let mut ids = HashSet::new();
    inputs
        .into_iter()
        .flat_map(|input| match input {
            Input::Stdin => vec![Ok(PathBuf::from("-"))],
            Input::Path(path) => files(path),
        })
        .filter(move |file| match file {
            Ok(path) => seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
            Err(_) => true,
        })
        .map(move |file| {
            let path = file?;
            let id = unused(&mut ids, id_of(&path));
            read(&path).and_then(|bytes| Report::from_bytes(id, &bytes)).map_err(|fault| Error { path, fault })
        })
}

/// The file itself, or the reports of a folder.
fn files(path: PathBuf) -> Vec<Result<PathBuf, Error>> {
    if !path.is_dir() {
        return vec![Ok(path)];
    }
    let found: Vec<_> = walkdir::WalkDir::new(&path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !e.file_name().as_encoded_bytes().starts_with(b"."))
        .filter_map(|entry| match entry {
            Ok(e) if e.file_type().is_dir() => None,
            Ok(e) => e.path().extension().is_some_and(|x| x.eq_ignore_ascii_case("txt")).then(|| Ok(e.into_path())),
            Err(e) => Some(Err(Error {
                path: e.path().unwrap_or(&path).to_owned(),
                fault: Fault::Io(e.into_io_error().unwrap_or_else(|| std::io::Error::other("folders in a circle"))),
            })),
        })
        .collect();
    if found.is_empty() { vec![Err(Error { path, fault: Fault::NoReports })] } else { found }
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let limit = Report::MAX_BYTES;
    let mut take = |from: &mut dyn Read| from.take(limit + 1).read_to_end(&mut bytes);
    let size = if path.as_os_str() == "-" {
        take(&mut std::io::stdin().lock())?
    } else {
        take(&mut std::fs::File::open(path)?)?
    };
    if size as u64 > limit {
        return Err(Fault::TooLarge { limit });
    }
    Ok(bytes)
}

/// `<folder>/<stem>`; the folder of a bare file name is the one it stands in.
fn id_of(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "stdin/-".to_owned();
    }
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
        let got: Vec<_> = open([Input::Path(folder.clone()), Input::Path(folder.join("b.txt"))]).collect();
        let said: Vec<String> = got
            .iter()
            .map(|r| match r {
                Ok(report) => report.id.to_string(),
                Err(e) => e.fault.to_string(),
            })
            .collect();
        assert_eq!(said, ["is not UTF-8 text (byte 0); save it as UTF-8", "talks/b", "more/c"]);
    }

    #[test]
    fn what_is_not_there_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("nowhere");
        let said = |input: PathBuf| open([Input::Path(input)]).next().unwrap().unwrap_err().to_string();
        assert_eq!(said(missing.clone()), format!("{}: no such file or folder", missing.display()));
        assert_eq!(said(dir.path().to_owned()), format!("{}: no .txt file in this folder", dir.path().display()));
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
