//! What we say about each set, in its scorer's format, one JSON object a line.
//!
//! Only texts are read, never a gold file or a gold field.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;

use jiff::civil::Date;
use lang::Pipeline;
use rayon::prelude::*;
use reading::{Published, Reader, Rule};
use record::{BriefOptions, Dossier, Lexicon};
use serde::Deserialize;
use serde_json::{Value, json};
use source::{Input, Report, ReportId, Span};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Writes the predictions for a set.
pub fn run(set: &str, path: &Path) -> Result<()> {
    let lines = match set {
        "lang" => lang(path)?,
        "attributions" => attributions(path)?,
        "propositions" => propositions(path)?,
        "talks" => talks(path)?,
        "dossier" => dossier(path)?,
        "timex" => timex(path)?,
        "coref" => crate::coref::predict(path)?,
        _ => {
            return Err(format!(
                "no set `{set}`; there are lang, attributions, propositions, talks, dossier, timex, coref"
            )
            .into());
        }
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// Parity: each text as a whole document, in the fixtures' shape. A file whose stem ends in `-md` is for the medium
/// weights, any other for the small ones.
pub fn lang(path: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Line {
        id: String,
        text: String,
    }
    let medium = path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("-md"));
    let small;
    let pipeline = if medium {
        Pipeline::english()
    } else {
        let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/lang/weights/en-sm.bin");
        small = Pipeline::from_bytes(std::fs::read(weights)?)?;
        &small
    };
    let lines = std::fs::read_to_string(path)?;
    let lines: Vec<Line> = lines.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?;
    lines
        .par_iter()
        .map(|line| serde_json::to_string(&lang::Columns::new(&line.id, "", &pipeline.annotate_whole(&line.text))))
        .collect::<std::result::Result<_, serde_json::Error>>()
        .map_err(Into::into)
}

/// A folder of talks: the reports' readings.
fn talks(path: &Path) -> Result<Vec<String>> {
    let reader = Reader::default();
    let reports: Vec<Report> = source::open([Input::from(path)]).collect::<std::result::Result<_, _>>()?;
    reports
        .par_iter()
        .map(|report| serde_json::to_string(&Published { report, reading: &reader.read(report) }))
        .collect::<std::result::Result<_, _>>()
        .map_err(Into::into)
}

/// A folder of reports on one negotiation: their brief, in one line.
fn dossier(path: &Path) -> Result<Vec<String>> {
    let reader = Reader::default();
    let mut dossier = Dossier::default();
    for report in source::open([Input::from(path)]) {
        let report = report?;
        let reading = reader.read(&report);
        dossier.take(report, reading);
    }
    let brief = dossier.brief(&BriefOptions { title: None, as_of: None }, &Lexicon::default());
    Ok(vec![serde_json::to_string(&brief)?])
}

/// A file of dated texts: expressions of time with type and value.
fn timex(path: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Line {
        id: String,
        dct: Date,
        text: String,
    }
    let lines = std::fs::read_to_string(path)?;
    let lines: Vec<Line> = lines.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?;
    let predict = |line: &Line| {
        let doc = Pipeline::english().annotate(&line.text);
        let found = reading::timexes(&doc, line.dct).into_iter().map(|t| {
            let bytes = doc.token(t.tokens.start).span().start..doc.token(t.tokens.end - 1).span().end;
            let (start, end) = Span::new(bytes).code_points(&line.text);
            json!({"start": start, "end": end, "type": t.kind.as_str(), "value": t.value})
        });
        json!({"id": line.id, "timexes": found.collect::<Vec<Value>>()}).to_string()
    };
    Ok(lines.par_iter().map(predict).collect())
}

/// A PolNeAR folder: source, cue and content spans of every attribution.
fn attributions(path: &Path) -> Result<Vec<String>> {
    let reader = Reader::default();
    let mut files: Vec<_> =
        std::fs::read_dir(path.join("text"))?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|x| x == "txt"));
    files.sort();
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|file| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok((stem, std::fs::read_to_string(file)?))
        })
        .collect::<std::io::Result<_>>()?;
    Ok(texts
        .into_par_iter()
        .map(|(stem, text)| {
            let report = plain(&stem, text);
            let reading = reader.read(&report);
            let spans =
                |spans: &[Span]| -> Vec<(usize, usize)> { spans.iter().map(|s| s.code_points(&report.text)).collect() };
            let mut found: Vec<Value> = reading
                .attributions
                .iter()
                // PolNeAR knows none without a cue, and marks what stands within another's words only where nobody's are
                // around it: what the rules find there is not counted.
                .filter(|a| a.evidence.why == Rule::Heard)
                .map(|a| {
                    json!({
                        "source": spans(&a.source_spans),
                        "cue": spans(&a.cue_spans),
                        "content": spans(&a.content_spans),
                    })
                })
                .collect();
            // Joint speakers are entries of their own; here they are one.
            found.dedup();
            json!({"id": stem, "attributions": found}).to_string()
        })
        .collect())
}

/// ENB sentences: actor, predicate and point of every proposition; who opposes has the predicate with "not".
fn propositions(path: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Line {
        n: u64,
        text: String,
    }
    let reader = Reader::default();
    let lines = std::fs::read_to_string(path)?;
    let lines: Vec<Line> = lines.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?;
    Ok(lines
        .into_par_iter()
        .map(|line| {
            let found: Vec<[String; 3]> = reader
                .propositions(&plain(&line.n.to_string(), line.text))
                .into_iter()
                .map(|p| [p.actor, if p.opposed { format!("not {}", p.predicate) } else { p.predicate }, p.point])
                .collect();
            json!({"n": line.n, "propositions": found}).to_string()
        })
        .collect())
}

/// A text of which nothing else is known.
fn plain(id: &str, text: String) -> Report {
    Report { id: ReportId(id.to_owned()), title: None, outlet: None, published: None, text }
}
