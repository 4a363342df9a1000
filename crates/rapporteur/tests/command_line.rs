//! The program as its user meets it: what is printed where, and with which exit status.

#[path = "desk/elsewhere.rs"]
mod elsewhere;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david")
}

fn rapporteur<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(args)
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("output is UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("messages are UTF-8")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

/// Every reading of the sample as JSON.
fn readings() -> Vec<Value> {
    let output = rapporteur(&[Path::new("read"), &sample()]);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

#[test]
fn readings_keep_the_public_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reading.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let readings = readings();
    assert_eq!(readings.len(), 9);
    for reading in &readings {
        let faults: Vec<String> = schema.iter_errors(reading).map(|e| format!("{}: {e}", e.instance_path)).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", reading["id"]);
    }
    let mut broken = readings[0].clone();
    broken["positions"] = serde_json::json!([{"actor": "A"}]);
    assert!(!schema.is_valid(&broken), "the schema must refuse what is not in the contract");
}

#[test]
fn every_entry_is_verbatim_and_names_only_known_actors() {
    for reading in readings() {
        let id = reading["id"].as_str().unwrap();
        let (folder, stem) = id.split_once('/').unwrap();
        assert_eq!(folder, "camp-david");
        let text = std::fs::read_to_string(sample().join(format!("{stem}.txt"))).unwrap();
        let body = text.strip_prefix("---\n").map_or(&*text, |t| t.split_once("\n---\n").unwrap().1);
        let chars: Vec<char> = body.trim_start_matches('\n').chars().collect();
        for (section, entries) in reading.as_object().unwrap() {
            for entry in entries.as_array().into_iter().flatten() {
                let (start, end) = (entry["span"][0].as_u64().unwrap(), entry["span"][1].as_u64().unwrap());
                let words: String = chars[start as usize..end as usize].iter().collect();
                assert_eq!(Some(words.as_str()), entry["evidence"].as_str(), "{id} {section}");
            }
        }
        let names: Vec<&str> =
            reading["actors"].as_array().unwrap().iter().filter_map(|a| a["name"].as_str()).collect();
        for position in reading["positions"].as_array().unwrap() {
            let actor = position["actor"].as_str().unwrap();
            assert!(names.contains(&actor), "{id}: {actor} holds a position and is no actor of {names:?}");
        }
    }
}

#[test]
fn the_order_of_reports_does_not_matter() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(sample())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|x| x == "txt"))
        .collect();
    files.sort();
    let brief = |files: &[PathBuf]| {
        let args: Vec<PathBuf> = std::iter::once(PathBuf::from("brief")).chain(files.iter().cloned()).collect();
        rapporteur(&args).stdout
    };
    let forward = brief(&files);
    files.reverse();
    assert!(forward == brief(&files), "another order of the same reports gives another brief");
}

#[test]
fn one_bad_report_is_named_and_the_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let good = write(
        dir.path(),
        "good.txt",
        b"Talks resume\nGENEVA, 3 May 1990 - Egypt and Israel met in Geneva on Thursday.",
    );
    let bad = write(dir.path(), "bad.txt", b"caf\xe9");
    let empty = write(dir.path(), "empty.txt", b" \n");
    let missing = dir.path().join("missing.txt");
    let output = rapporteur(&[Path::new("brief"), &bad, &good, &empty, &missing]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        format!(
            "rapporteur: {}: is not UTF-8 text (byte 3); save it as UTF-8\nrapporteur: {}: is empty\nrapporteur: {}: no such file or folder\n",
            bad.display(),
            empty.display(),
            missing.display()
        )
    );
    assert!(stdout(&output).contains("1 report"), "{}", stdout(&output));
}

#[test]
fn nothing_readable_prints_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let output = rapporteur(&[Path::new("brief"), dir.path()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert_eq!(
        stderr(&output),
        format!("rapporteur: {}: no .txt or .html file in this folder\n", dir.path().display())
    );
}

#[test]
fn an_address_is_a_report_and_an_edited_page_a_new_version() {
    let page = |words: &str| {
        format!("<html><title>Tariff talks</title><p>GENEVA, 3 May 1990 - Kenya {words} a freeze on tariffs.</p>")
    };
    let away = elsewhere::Elsewhere::with(&page("rejected"));
    let dir = tempfile::tempdir().unwrap();
    let dossier = dir.path().join("talks.dossier").display().to_string();
    let address = format!("{}/talks/tariffs.html", away.address);
    let add = |address: &str| rapporteur(&["add", &dossier, address]);
    assert!(stdout(&add(&address)).contains("1 new; 1 reports in all"));
    assert!(stdout(&add(&format!("{address}#comments"))).contains("1 already there; 1 reports in all"));
    away.edit(&page("accepted"));
    assert!(stdout(&add(&address)).contains("1 new versions; 1 reports in all"));
    let gone = format!("{}/nowhere", away.address);
    let output = rapporteur(&["brief", &address, &gone]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), format!("rapporteur: {gone}: the server says 404: there is no such page\n"));
    assert!(stdout(&output).contains("Kenya"), "{}", stdout(&output));
}

#[test]
fn a_wrong_agenda_says_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let agenda = write(dir.path(), "agenda.toml", b"id = \"mine\"\ntitle = \"Mine\"\nissue = []\n");
    let output = rapporteur(&[Path::new("read"), &sample(), Path::new("--agenda"), &agenda]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with(&format!("rapporteur: agenda {}: ", agenda.display())), "{}", stderr(&output));
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn an_agenda_of_ones_own_names_the_issues() {
    let dir = tempfile::tempdir().unwrap();
    let agenda = write(
        dir.path(),
        "agenda.toml",
        b"id = \"mine\"\ntitle = \"Mine\"\n[[issue]]\nid = \"sand\"\nlabel = \"Deserts\"\nterms = [\"sinai\", \"settlement\"]\n",
    );
    let output = rapporteur(&[Path::new("read"), &sample(), Path::new("--agenda"), &agenda]);
    assert!(output.status.success());
    let issues: std::collections::BTreeSet<String> = stdout(&output)
        .lines()
        .flat_map(|line| serde_json::from_str::<Value>(line).unwrap()["positions"].as_array().unwrap().clone())
        .map(|position| position["issue"].as_str().unwrap().to_owned())
        .collect();
    assert!(issues.contains("sand"), "{issues:?}");
    assert!(issues.iter().all(|issue| issue == "sand" || issue == "other"), "{issues:?}");
}

#[test]
fn later_reports_are_left_out_as_of_a_day() {
    let output = rapporteur(&[Path::new("brief"), &sample(), Path::new("--as-of"), Path::new("1978-08-31")]);
    assert!(output.status.success());
    assert!(
        stdout(&output).contains("Carter calls Begin and Sadat to Camp David")
            || stdout(&output).contains("1978-08-09")
    );
    assert!(!stdout(&output).contains("1978-09-18"), "{}", stdout(&output));
}

#[test]
fn annotation_has_the_columns_of_the_fixtures() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "t.txt", b"Talks failed.\nBoth sides left.");
    let output = rapporteur(&[Path::new("annotate"), &file, Path::new("--format"), Path::new("jsonl")]);
    let doc: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(doc["fields"][0], "text");
    let row = |i: usize| doc["tokens"][i].as_array().unwrap();
    assert_eq!(row(1)[0], "failed");
    assert_eq!(row(3)[0], "Both");
    assert_eq!(row(3)[1], 14);
    assert_eq!(row(3)[13], 1);
}

#[test]
fn a_report_may_come_on_standard_input() {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["read", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"Egypt rejected the plan on Sunday.").unwrap();
    let output = child.wait_with_output().unwrap();
    let reading: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(reading["id"], "stdin/-");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args([Path::new("brief"), &sample(), Path::new("--format"), Path::new("html")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn odd_input_is_read_without_harm() {
    let dir = tempfile::tempdir().unwrap();
    let blank_lines = "\n".repeat(100_000) + "The sides met.";
    let one_line = "The sides met in Geneva and rejected the plan. ".repeat(400);
    let marks = "\u{202e}The sides\u{200b} met\u{fffd} in \u{feff}Geneva\u{2028}on Sunday.".to_owned();
    for (name, text) in [("blank.txt", blank_lines), ("line.txt", one_line), ("marks.txt", marks)] {
        let file = write(dir.path(), name, text.as_bytes());
        for command in ["brief", "read", "annotate"] {
            let output = rapporteur(&[Path::new(command), &file]);
            assert!(output.status.success(), "{command} {name}: {}", stderr(&output));
        }
    }
}
