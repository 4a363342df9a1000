//! Interrupted, full, read-only, old, foreign, damaged, and used by two at once.

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{REPORTS, everything, filled};
use reading::Reader;
use store::{Error, Store};

#[test]
fn what_is_no_dossier_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.dossier");
    let said = |path: &Path| Store::open(path).unwrap_err().to_string();
    assert!(said(&path).ends_with("no such dossier; `rapporteur add` makes one"));
    std::fs::write(&path, "Talks resume in Geneva. ".repeat(400)).unwrap();
    assert!(said(&path).ends_with("is not a dossier"));
    assert!(Store::create(&path, None).unwrap_err().to_string().ends_with("is not a dossier"));
    let foreign = folder.path().join("other.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(said(&foreign).ends_with("is not a dossier"));
}

#[test]
fn a_later_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    drop(filled(&path, &[0]));
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, Error::Later { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("update rapporteur"));
}

#[test]
fn a_file_of_the_first_format_opens_and_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.dossier");
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-1.dossier");
    std::fs::copy(old, &path).unwrap();
    let mut dossier = Store::open(&path).unwrap();
    assert_eq!(dossier.len().unwrap(), 2);
    assert_eq!(dossier.doctor().unwrap().faults, Vec::<String>::new());
    assert_eq!(dossier.journal().unwrap().len(), 1);
    // Read by today's reader it is what a dossier made today is.
    dossier.reread(None, |_| {}).unwrap();
    dossier.rebuild().unwrap();
    let mut new = filled(&folder.path().join("new.dossier"), &[0, 1]);
    for entered in dossier.journal().unwrap() {
        new.judge(&entered.judgement).unwrap();
    }
    assert_eq!(everything(&dossier), everything(&new));
}

#[test]
fn a_judgement_holds_on_a_reading_that_another_version_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a.dossier"), folder.path().join("b.dossier"));
    drop(filled(&path, &[0, 1]));
    let later = "UPDATE reading SET reader = '2/9.9-9/0', entries = x'00ff00ff'";
    rusqlite::Connection::open(&path).unwrap().execute(later, []).unwrap();
    let (mut dossier, mut same) = (Store::open(&path).unwrap(), filled(&other, &[0, 1]));
    let name = &REPORTS[0].id.0;
    let fields = serde_json::Map::from_iter([("issue".to_owned(), "territory".into())]);
    let words = REPORTS[0].text.get(..20).unwrap();
    let act = dossier.on_words(name, words, record::Section::Obstacles, fields).unwrap();
    let judgement = Store::now("ann", act, None);
    dossier.judge(&judgement).unwrap();
    same.judge(&judgement).unwrap();
    assert_eq!(everything(&dossier), everything(&same));
    dossier.rebuild().unwrap();
    assert_eq!(everything(&dossier), everything(&same));
}

#[test]
fn a_file_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    let before = everything(&filled(&path, &[0, 1]));
    let set = |mode: u32| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode | 0o100)).unwrap();
    };
    set(0o400);
    // Whoever may do everything may write it anyway.
    let all_powerful = std::fs::write(folder.path().join("probe"), "").is_ok();
    if !all_powerful {
        let mut dossier = Store::open(&path).unwrap();
        assert_eq!(everything(&dossier), before);
        let error = dossier.add(&Reader::default(), &REPORTS[2..3]).unwrap_err();
        assert!(matches!(error, Error::ReadOnly(_)), "{error}");
    }
    set(0o700);
}

#[test]
fn a_damaged_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    drop(filled(&path, &[0, 1, 2]));
    let mut bytes = std::fs::read(&path).unwrap();
    let n = bytes.len();
    for byte in &mut bytes[n / 4..n / 4 * 3] {
        *byte ^= 0x5a;
    }
    std::fs::write(&path, bytes).unwrap();
    let wrong = match Store::open(&path) {
        Err(error) => error.to_string(),
        Ok(dossier) => match dossier.doctor() {
            Err(error) => error.to_string(),
            Ok(health) => health.faults.join("\n"),
        },
    };
    assert!(wrong.contains("damaged") || wrong.contains("not a dossier"), "{wrong}");
}

/// Run by [`two_processes_do_not_corrupt_the_file`] and [`killed_at_any_moment_the_file_is_whole`] in processes of their own: adds
/// the sample reports under other names, and says each that is safe.
#[test]
fn child() {
    let Ok(path) = std::env::var("DOSSIER_CHILD") else { return };
    let prefix = std::env::var("DOSSIER_PREFIX").unwrap();
    let mut dossier = Store::create(Path::new(&path), None).unwrap();
    for round in 0..40 {
        for report in REPORTS.iter() {
            let mut report = report.clone();
            report.id = source::ReportId(format!("{prefix}/{round}-{}", report.id.stem()));
            // Reading would take most of the time in which it can be killed.
            let reading = reading::Reading { report: report.id.clone(), ..Default::default() };
            dossier.take(&Reader::default(), [(&report, Some(&reading))]).unwrap();
            println!("SAFE {}", report.id);
        }
    }
}

fn spawn(path: &Path, prefix: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .env("DOSSIER_CHILD", path)
        .env("DOSSIER_PREFIX", prefix)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn killed_at_any_moment_the_file_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    let mut safe = std::collections::BTreeSet::new();
    // A linear congruence: the moments are spread, and the same every time as far as the machine allows.
    let mut moment = 7u64;
    for round in 0..100 {
        let mut child = spawn(&path, &format!("r{round}"));
        moment = (moment * 48_271) % 0x7fff_ffff;
        std::thread::sleep(Duration::from_millis(20 + moment % 400));
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap();
        let lines = String::from_utf8_lossy(&said.stdout).into_owned();
        // The last line may be cut.
        let whole = lines.rfind('\n').map_or("", |end| &lines[..end]);
        safe.extend(whole.lines().filter_map(|line| line.split("SAFE ").nth(1)).map(str::to_owned));
        if round % 20 == 19 && path.exists() {
            let dossier = Store::open(&path).unwrap();
            assert_eq!(dossier.doctor().unwrap().faults, Vec::<String>::new());
        }
    }
    let mut dossier = Store::open(&path).unwrap();
    assert!(safe.len() > 100, "only {} reports were safe: the test tests nothing", safe.len());
    for name in &safe {
        assert!(dossier.report(name).is_ok(), "{name} was acknowledged and is gone");
    }
    let before = dossier.len().unwrap();
    dossier.add(&Reader::default(), &REPORTS[..1]).unwrap();
    assert_eq!(dossier.len().unwrap(), before + 1, "it cannot go on");
    assert_eq!(dossier.doctor().unwrap().faults, Vec::<String>::new());
}

#[test]
fn two_processes_do_not_corrupt_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    let both = ["a", "b"].map(|prefix| spawn(&path, prefix));
    for child in both {
        let said = child.wait_with_output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    }
    let dossier = Store::open(&path).unwrap();
    assert_eq!(dossier.len().unwrap(), 2 * 40 * REPORTS.len());
    assert_eq!(dossier.doctor().unwrap().faults, Vec::<String>::new());
}
