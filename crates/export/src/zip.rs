//! A folder of tables as one file, for who downloads it.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

/// Writes the files of a folder into an archive, in the order of their names and without times: the same folder gives the same bytes.
///
/// # Errors
/// If a file cannot be read or the output fails.
pub fn write(out: impl Write + Seek, folder: &Path) -> io::Result<()> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(::zip::DateTime::default())
        .large_file(true);
    let mut archive = ZipWriter::new(out);
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        archive.start_file(name, options)?;
        io::copy(&mut File::open(&path)?, &mut archive)?;
    }
    archive.finish()?.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_folder_gives_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv"] {
            std::fs::write(folder.path().join(name), format!("{name}\r\n")).unwrap();
        }
        let packed = || {
            let mut out = io::Cursor::new(Vec::new());
            write(&mut out, folder.path()).unwrap();
            out.into_inner()
        };
        assert_eq!(packed(), packed());
        let mut archive = ::zip::ZipArchive::new(io::Cursor::new(packed())).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
        assert_eq!(io::read_to_string(archive.by_name("b.csv").unwrap()).unwrap(), "b.csv\r\n");
    }
}
