//! A dossier as its user meets it: taking reports, every view, judging, undoing, exporting, searching.
//!
//! `UPDATE_GOLDEN=1 cargo test -p rapporteur --test dossier` writes `tests/golden/dossier`; read the difference before you commit it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david")
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A dossier of the sample.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let told = desk.says(&["add", "camp-david.dossier", sample().to_str().unwrap()]);
        assert_eq!(told, "camp-david.dossier: 9 new; 9 reports in all\n");
        desk
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .current_dir(self.folder.path())
            .args(args)
            .env_remove("COLUMNS")
            .env("USER", "ann")
            .stdin(Stdio::null())
            .output()
            .expect("the program runs")
    }

    fn says(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("output is UTF-8")
    }

    fn fails(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(!output.status.success(), "{args:?} should fail");
        let said = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
        said
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.says(&[args, &["--format", "json"]].concat())).expect("JSON")
    }
}

const VIEWS: [&[&str]; 13] = [
    &["positions"],
    &["timeline"],
    &["sessions"],
    &["texts"],
    &["actors"],
    &["figures"],
    &["disagreements"],
    &["changes"],
    &["sources"],
    &["positions", "--issue", "territory"],
    &["positions", "--party", "Egypt", "--unsure"],
    &["changes", "--between", "1978-08-15", "1978-09-30"],
    &["actors", "--as-of", "1978-09-01"],
];

fn on_dossier<'a>(view: &[&'a str]) -> Vec<&'a str> {
    [&view[..1], &["camp-david.dossier"], &view[1..]].concat()
}

#[test]
fn every_view_of_the_sample_is_as_it_was() {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/dossier");
    let mut views: Vec<Vec<&str>> = VIEWS.iter().map(|view| on_dossier(view)).collect();
    views.push(vec!["search", "camp-david.dossier", "airfields"]);
    views.push(vec!["search", "camp-david.dossier", "\"West Bank\"", "issue:territory", "after:1978-08-01"]);
    views.push(vec!["show", "camp-david.dossier", "01-leeds-castle:10"]);
    for args in views {
        let got = desk.says(&args);
        let name: String = args.iter().filter(|arg| !arg.ends_with(".dossier")).copied().collect::<Vec<_>>().join(" ");
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let golden = folder.join(format!("{}.txt", name.trim_matches('-')));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&golden, &got).unwrap();
        }
        let want = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(got == want, "{args:?} is not as it was; it is now:\n{got}");
        assert!(got.lines().all(|line| line.chars().count() <= 80), "{args:?} is wider than 80 columns:\n{got}");
    }
}

#[test]
fn every_view_has_every_format() {
    let desk = Desk::new();
    for view in VIEWS {
        let args = on_dossier(view);
        assert!(!desk.json(&args).is_null());
        let markdown = desk.says(&[&args[..], &["--format", "markdown"]].concat());
        assert!(markdown.starts_with("# "), "{markdown}");
        let html = desk.says(&[&args[..], &["--format", "html"]].concat());
        assert!(
            html.starts_with("<!doctype html>") && html.ends_with("</html>\n") || html.ends_with("</html>"),
            "{view:?}"
        );
        // Every reference leads somewhere on the page.
        for link in html.split("href=\"#s").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(html.contains(&format!("id=\"s{target}\"")), "{view:?}: nothing at s{target}");
        }
    }
}

#[test]
fn the_brief_of_a_dossier_is_that_of_its_reports() {
    let desk = Desk::new();
    let of_reports = desk.says(&["brief", sample().to_str().unwrap()]);
    assert_eq!(desk.says(&["brief", "camp-david.dossier"]), of_reports);
}

#[test]
fn a_brief_between_two_days_tells_first_what_changed() {
    let desk = Desk::new();
    let days = ["--between", "1978-08-15", "1978-09-30"];
    fn with<'a>(args: &[&'a str], days: &[&'a str]) -> Vec<&'a str> {
        [args, days].concat()
    }
    let between = |args: &[&'static str]| with(args, &days);
    let brief = desk.says(&between(&["brief", "camp-david.dossier"]));
    let first = brief.lines().find(|line| line.starts_with("WHAT CHANGED") || line.starts_with("STATE OF PLAY"));
    assert_eq!(first, Some("WHAT CHANGED AFTER 1978-08-15, UP TO 1978-09-30 11"), "{brief}");
    // The same lines as the view, on the same sentences, by the numbers of the brief.
    let json = desk.json(&between(&["brief", "camp-david.dossier"]));
    let view = desk.json(&between(&["changes", "camp-david.dossier"]));
    for kind in ["new", "moved", "contradicted", "dropped", "resolved"] {
        let (ours, theirs) = (json["news"][kind].as_array().unwrap(), view[kind].as_array().unwrap());
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_eq!(ours["what"], theirs["what"]);
            for (ours, theirs) in
                ours["references"].as_array().unwrap().iter().zip(theirs["references"].as_array().unwrap())
            {
                assert_eq!(ours["quote"], theirs["quote"]);
                let report = &json["reports"][ours["report"].as_u64().unwrap() as usize];
                assert_eq!(report["label"], ours["label"]);
                let cited =
                    view["reports"].as_array().unwrap().iter().find(|report| report["label"] == theirs["label"]);
                assert_eq!(report["id"], cited.unwrap()["id"]);
            }
        }
    }
    for format in ["markdown", "html"] {
        let page = desk.says(&between(&["brief", "camp-david.dossier", "--format", format]));
        assert!(page.contains("What changed after 1978-08-15, up to 1978-09-30"), "{page}");
    }
    let sample = sample();
    assert!(desk.fails(&with(&["brief", sample.to_str().unwrap()], &days)).contains("is for a dossier"));
}

#[test]
fn a_correction_changes_the_matrix_and_undoing_changes_it_back() {
    let desk = Desk::new();
    let matrix = ["positions", "camp-david.dossier"];
    let before = desk.says(&matrix);
    let shown = desk.json(&["show", "camp-david.dossier", "02-invitation"]);
    let position = shown["entries"].as_array().unwrap().iter().find(|entry| entry["section"] == "positions").unwrap();
    let entry = position["id"].as_str().unwrap();

    let judge = |args: &[&str]| desk.says(&[&["judge", "camp-david.dossier"], args].concat());
    let id = judge(&["correct", entry, "stance=opposes", "force=red-line", "point=villages without a mayor"]);
    let after = desk.says(&matrix);
    assert!(after.contains("villages without a mayor") && after.contains("red line"), "{after}");
    let list = judge(&["list"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(list.contains("corrected position in camp-david/02-invitation") && list.contains("ann"), "{list}");
    // It survives reading everything again.
    let said = desk.says(&["reread", "camp-david.dossier"]);
    assert!(said.contains("1 judgements kept"), "{said}");
    assert_eq!(desk.says(&matrix), after);
    judge(&["undo", id.trim()]);
    assert_eq!(desk.says(&matrix), before);
    assert!(judge(&["list"]).contains("undone"));
}

#[test]
fn merging_two_actors_makes_them_one_everywhere() {
    let desk = Desk::new();
    let judge = |args: &[&str]| desk.says(&[&["judge", "camp-david.dossier"], args].concat());
    let id = judge(&["merge", "actor", "Moshe Dayan", "Ezer Weizman"]);
    let actors = desk.json(&["actors", "camp-david.dossier"]);
    let names: Vec<&str> = actors["actors"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Ezer Weizman") && !names.contains(&"Moshe Dayan"), "{names:?}");
    assert!(!desk.says(&["brief", "camp-david.dossier"]).contains("Dayan, leader"));
    judge(&["undo", &id.trim()[..6]]);
    assert!(desk.says(&["actors", "camp-david.dossier"]).contains("Moshe Dayan"));
}

#[test]
fn an_entry_added_by_hand_and_a_described_report_are_in_the_record() {
    let desk = Desk::new();
    let judge = |args: &[&str]| desk.says(&[&["judge", "camp-david.dossier"], args].concat());
    let report = std::fs::read_to_string(sample().join("03-thurmont.txt")).unwrap();
    let words = report.lines().rev().find(|line| line.len() > 60).unwrap().get(..40).unwrap().to_owned();
    judge(&[
        "add",
        "03-thurmont",
        "position",
        &words,
        "actor=Egypt",
        "party=Egypt",
        "issue=territory",
        "point=every village",
        "stance=opposes",
    ]);
    judge(&["describe", "03-thurmont", "outlet=The Gazette", "date=1978-09-10"]);
    judge(&["remark", "03-thurmont", &words, "ask the ministry"]);
    let territory = desk.says(&["positions", "camp-david.dossier", "--issue", "territory"]);
    assert!(territory.contains("every village"), "{territory}");
    assert!(desk.says(&["sources", "camp-david.dossier"]).contains("The Gazette"));

    // What was judged goes to another dossier, and out as training data.
    desk.says(&["export", "camp-david.dossier", "--to", "judgements", "said.jsonl"]);
    desk.says(&["export", "camp-david.dossier", "--to", "training", "gold.jsonl"]);
    let gold = std::fs::read_to_string(desk.folder.path().join("gold.jsonl")).unwrap();
    assert_eq!(gold.lines().count(), 1);
    let gold: Value = serde_json::from_str(&gold).unwrap();
    assert_eq!(gold["positions"][0]["point"], "every village");
    assert_eq!(gold["positions"][0]["evidence"], words);
    desk.says(&["add", "other.dossier", sample().to_str().unwrap()]);
    assert_eq!(desk.says(&["judge", "other.dossier", "import", "said.jsonl"]), "3 judgements\n");
    let other = desk.says(&["positions", "other.dossier", "--issue", "territory"]);
    assert_eq!(other.replace("other", "camp-david"), territory.replace("other", "camp-david"));
}

#[test]
fn exports_are_written_and_the_same_every_time() {
    let desk = Desk::new();
    for (format, name) in [
        ("jsonl", "a.jsonl"),
        ("csv", "tables"),
        ("parquet", "columns"),
        ("graphml", "a.graphml"),
        ("dna", "a.dna"),
        ("annotations", "a.jsonld"),
        ("docx", "a.docx"),
    ] {
        desk.says(&["export", "camp-david.dossier", "--to", format, name]);
        desk.says(&["export", "camp-david.dossier", "--to", format, &format!("again-{name}")]);
        let bytes = |name: &str| -> Vec<u8> {
            let path = desk.folder.path().join(name);
            if path.is_dir() {
                let mut files: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|f| f.unwrap().path()).collect();
                files.sort();
                files.iter().flat_map(|file| std::fs::read(file).unwrap()).collect()
            } else {
                std::fs::read(path).unwrap()
            }
        };
        let (one, two) = (bytes(name), bytes(&format!("again-{name}")));
        assert!(one.len() > 1000, "{format} is nearly empty");
        assert!(one == two, "{format} differs from itself");
    }
    assert!(
        desk.fails(&["export", "camp-david.dossier", "--to", "jsonl", "no/such/folder.jsonl"])
            .contains("no/such/folder")
    );
}

#[test]
fn what_was_exported_as_json_lines_comes_back_in() {
    let desk = Desk::new();
    let file = |name: &str| std::fs::read_to_string(desk.folder.path().join(name)).unwrap();
    let sample = sample();
    let sample = sample.to_str().unwrap();
    desk.says(&["export", "camp-david.dossier", "--to", "jsonl", "a.jsonl"]);
    let said = desk.says(&["import", "new.dossier", "a.jsonl", sample]);
    assert!(said.starts_with("new.dossier: 9 new; 9 reports in all; 0 added by hand, "), "{said}");
    desk.says(&["export", "new.dossier", "--to", "jsonl", "b.jsonl"]);
    assert!(file("a.jsonl") == file("b.jsonl"));

    // What another hand found or corrected is an entry by hand, once.
    let mut first: Value = serde_json::from_str(file("a.jsonl").lines().next().unwrap()).unwrap();
    first["report"]["outlet"] = "The Gazette".into();
    first["positions"][0]["point"] = "every village".into();
    first["obstacles"] = Value::from(vec![first["figures"][0].clone()]);
    first["obstacles"][0]["issue"] = "territory".into();
    std::fs::write(desk.folder.path().join("theirs.jsonl"), first.to_string()).unwrap();
    let said = desk.says(&["import", "new.dossier", "theirs.jsonl", "--author", "bea"]);
    assert!(said.contains("9 reports in all; 3 added by hand, "), "{said}");
    desk.says(&["export", "new.dossier", "--to", "jsonl", "c.jsonl"]);
    let line = file("c.jsonl").lines().find(|line| line.contains("every village")).map(str::to_owned).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["report"]["outlet"], "The Gazette");
    let by_hand = |section: &str, field: &str, value: &str| {
        let entries = line[section].as_array().unwrap();
        entries.iter().any(|entry| entry[field] == value && entry["why"] == "analyst" && entry["probability"] == 1.0)
    };
    assert!(by_hand("positions", "point", "every village") && by_hand("obstacles", "issue", "territory"), "{line}");
    let list = desk.says(&["judge", "new.dossier", "list"]);
    assert!(list.contains("bea") && list.contains("added obstacle"), "{list}");
    let again = desk.says(&["import", "new.dossier", "theirs.jsonl", "--author", "bea"]);
    assert!(again.contains("; 0 added by hand, "), "{again}");
    assert_eq!(desk.says(&["judge", "new.dossier", "list"]), list);
}

#[test]
fn a_file_of_discourse_network_analyzer_comes_in() {
    let desk = Desk::new();
    desk.says(&["export", "camp-david.dossier", "--to", "dna", "a.dna"]);
    let said = desk.says(&["import", "new.dossier", "a.dna"]);
    assert!(said.starts_with("new.dossier: 9 new; 9 reports in all; 0 added by hand, "), "{said}");
    desk.says(&["export", "new.dossier", "--to", "dna", "b.dna"]);
    let bytes = |name: &str| std::fs::read(desk.folder.path().join(name)).unwrap();
    assert!(bytes("a.dna") == bytes("b.dna"));
    // Into the dossier it came from it changes nothing.
    let said = desk.says(&["import", "camp-david.dossier", "a.dna"]);
    assert!(said.starts_with("camp-david.dossier: 0 new, 9 already there; 9 reports in all; 0 added"), "{said}");

    // What the machine does not find itself is there by hand: it was added to the dossier that was exported.
    desk.says(&[
        "judge",
        "camp-david.dossier",
        "add",
        "03-thurmont",
        "position",
        "He will not sign for a Sinai",
        "actor=Egypt",
        "party=Egypt",
        "issue=territory",
        "point=every village on the border",
        "stance=opposes",
    ]);
    desk.says(&["export", "camp-david.dossier", "--to", "dna", "c.dna"]);
    let said = desk.says(&["import", "new.dossier", "c.dna"]);
    assert!(said.contains("0 new, 9 already there; 9 reports in all; 1 added by hand, "), "{said}");
    let territory = desk.says(&["positions", "new.dossier", "--issue", "territory"]);
    assert!(territory.contains("every village"), "{territory}");
    assert!(desk.says(&["import", "new.dossier", "c.dna"]).contains("; 0 added by hand, "));
    desk.says(&["export", "new.dossier", "--to", "dna", "d.dna"]);
    assert!(bytes("c.dna") == bytes("d.dna"));
}

#[test]
fn what_cannot_be_imported_is_said_in_one_line() {
    let desk = Desk::new();
    let write = |name: &str, text: &str| std::fs::write(desk.folder.path().join(name), text).unwrap();
    write("a.txt", "Egypt rejected the airfields.");
    write("b.dna", "Egypt rejected the airfields.");
    write("c.jsonl", "{\"id\": 7}");
    desk.says(&["export", "camp-david.dossier", "--to", "jsonl", "d.jsonl"]);
    let lines = std::fs::read_to_string(desk.folder.path().join("d.jsonl")).unwrap();
    let first = lines.lines().next().unwrap();
    write("d.jsonl", &first.replace("camp-david/", "elsewhere/"));
    write("e.jsonl", &first.replacen("\"evidence\":\"", "\"evidence\":\"Oh, ", 1));
    for (file, says) in [
        ("none.jsonl", "none.jsonl: cannot be opened"),
        ("a.txt", "a.txt: is neither JSON Lines"),
        ("b.dna", "b.dna is no file of Discourse Network Analyzer"),
        ("c.jsonl", "c.jsonl: line 1 is not a reading"),
        ("d.jsonl", "line 1: there is no report elsewhere/01-leeds-castle in the dossier"),
        ("e.jsonl", "the evidence is \"Oh, "),
        ("camp-david.dossier", "has no table DOCUMENTS"),
    ] {
        let said = desk.fails(&["import", "camp-david.dossier", file]);
        assert!(said.contains(says), "{file}: {said}");
    }
    assert_eq!(desk.json(&["doctor", "camp-david.dossier"])["judgements"], 0);
}

#[test]
fn what_goes_wrong_is_said_in_one_line() {
    let desk = Desk::new();
    let cases: [(&[&str], &str); 10] = [
        (&["brief", "camp-david.dossier", "--between", "1979-01-01", "1978-01-01"], "comes before"),
        (&["positions", "nowhere.dossier"], "no such dossier"),
        (&["show", "camp-david.dossier", "novel"], "no report novel"),
        (&["show", "camp-david.dossier", "01-leeds-castle:1/position-9"], "no entry"),
        (&["judge", "camp-david.dossier", "confirm", "x"], "one looks like"),
        (&["judge", "camp-david.dossier", "undo", "zz"], "no judgement zz"),
        (
            &["judge", "camp-david.dossier", "add", "01-leeds-castle", "position", "words that nobody wrote"],
            "does not say",
        ),
        (&["search", "camp-david.dossier", "after:soon"], "is no date"),
        (&["timeline", "camp-david.dossier", "--between", "1979-01-01", "1978-01-01"], "comes before"),
        (&["brief", "camp-david.dossier", "--agenda", "x.toml"], "reread"),
    ];
    for (args, says) in cases {
        let said = desk.fails(args);
        assert!(said.contains(says), "{args:?}: {said}");
    }
    std::fs::write(desk.folder.path().join("text.dossier"), "Not a dossier, but some words of a report.").unwrap();
    assert!(desk.fails(&["positions", "text.dossier"]).contains("is not a dossier"));
}

#[test]
fn the_doctor_finds_the_sample_well() {
    let desk = Desk::new();
    let health = desk.json(&["doctor", "camp-david.dossier"]);
    assert_eq!(health["faults"], serde_json::json!([]));
    assert_eq!(health["reports"], 9);
    assert_eq!(health["out_of_date"], 0);
}
