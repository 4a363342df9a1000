//! `rapporteur agenda suggest` on the sample, against `tests/golden/agenda.toml`; and that what it prints is an agenda.
//!
//! `UPDATE_GOLDEN=1 cargo test -p rapporteur --test agenda` writes the file; read the difference before you commit it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use reading::Agenda;

fn files() -> Vec<PathBuf> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david");
    let entries = std::fs::read_dir(sample).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|x| x == "txt")).collect();
    files.sort();
    files
}

fn rapporteur(before: &[&str], files: &[PathBuf]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(before)
        .args(files)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn suggested(files: &[PathBuf]) -> String {
    let output = rapporteur(&["agenda", "suggest"], files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn the_sample_gives_the_golden_agenda_in_any_order() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/agenda.toml");
    let mut files = files();
    let got = suggested(&files);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &got).unwrap();
    }
    let want = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(got == want, "the suggested agenda is not as it was; it is now:\n{got}");
    files.reverse();
    assert!(suggested(&files) == want, "another order of the same reports gives another agenda");
}

#[test]
fn what_is_suggested_is_an_agenda_that_briefs_are_made_with() {
    let files = files();
    let text = suggested(&files);
    let agenda = Agenda::parse(&text).expect("the suggested agenda loads");
    assert_eq!(agenda.id(), "camp-david");
    assert!(agenda.index_of("territory").is_some(), "{text}");
    assert!(agenda.index_of("emissions").is_none(), "the sample does not speak of emissions");

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("agenda.toml");
    std::fs::write(&path, &text).unwrap();
    let output = rapporteur(&["brief", "--agenda", path.to_str().unwrap()], &files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("territory"));
}

#[test]
fn reports_on_nothing_give_no_agenda() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("recipe.txt");
    std::fs::write(&path, "Peel the potatoes and cut them into thin slices.").unwrap();
    let output = rapporteur(&["agenda", "suggest"], &[path]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "rapporteur: the reports speak of nothing that talks could settle, so there is no agenda to suggest\n"
    );
}
