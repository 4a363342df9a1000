//! `bench dossier`: what a dossier costs as it grows: adding, every view, search, room on the disk, memory.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use reading::Reading;
use record::book::{self, Book, MatrixOptions, Period};
use record::{BriefOptions, Section};
use serde_json::{Value, json};
use source::{Input, Report, ReportId};
use store::{Query, Store};

/// Reports added at once while it grows.
const BATCH: usize = 256;
/// Single reports added at each size; the median counts.
const SINGLE: usize = 25;
/// Times a view is opened; the median counts. Each time the file is opened anew.
const TIMES: usize = 5;
/// Reports of the window of a brief, as the command line has it.
const WINDOW: usize = 100;

/// Reports with their readings where there are any.
type Reports<'a> = dyn Iterator<Item = Result<(Report, Option<Reading>), Box<dyn Error>>> + 'a;

/// Grows a dossier from a corpus, and measures it at each of the sizes: a JSON object a line. The corpus is a folder of reports, or
/// a dossier, whose readings are taken as they are.
pub fn run(corpus: &Path, file: &Path, sizes: &[usize]) -> Result<(), Box<dyn Error>> {
    if Store::is_dossier(corpus) {
        let from = Store::open(corpus)?;
        let reports =
            from.reports()?.map(|one| one.map(|(report, reading)| (report, Some(reading))).map_err(Into::into));
        return grow(&mut { reports }, file, sizes);
    }
    let reports = source::open([Input::Path(corpus.to_owned())]);
    grow(&mut reports.map(|report| report.map(|report| (report, None)).map_err(Into::into)), file, sizes)
}

/// Measures the views of a dossier that is there, and searches: a JSON object.
pub fn open_views(file: &Path) -> Result<(), Box<dyn Error>> {
    let reports = Store::open(file)?.len()?;
    let line =
        json!({"reports": reports, "views_ms": views(file)?, "search_ms": searches(file)?, "memory_mb": peak()?});
    println!("{line}");
    Ok(())
}

fn grow(reports: &mut Reports<'_>, file: &Path, sizes: &[usize]) -> Result<(), Box<dyn Error>> {
    let mut dossier = Store::create(file, None)?;
    let reader = dossier.reader();
    let mut texts = 0u64;
    for size in sizes {
        let begun = Instant::now();
        let mut reading_time = Duration::ZERO;
        while dossier.len()? < *size {
            let wanted = BATCH.min(size - dossier.len()?);
            let batch: Vec<(Report, Option<Reading>)> = (&mut *reports).take(wanted).collect::<Result<_, _>>()?;
            if batch.is_empty() {
                return Err(format!("the corpus has less than {size} reports").into());
            }
            let before = Instant::now();
            let batch: Vec<(Report, Reading)> = batch
                .into_par_iter()
                .map(|(report, reading)| (reading.unwrap_or_else(|| reader.read(&report)), report))
                .map(|(reading, report)| (report, reading))
                .collect();
            reading_time += before.elapsed();
            texts += batch.iter().map(|(report, _)| report.text.len() as u64).sum::<u64>();
            dossier.take(&reader, batch.iter().map(|(report, reading)| (report, Some(reading))))?;
        }
        let grown = begun.elapsed();
        let single = single(&mut dossier, reports)?;
        texts += single.1;
        let mut line = json!({
            "reports": dossier.len()?,
            "read_s": reading_time.as_secs_f64(),
            "taken_s": (grown - reading_time).as_secs_f64(),
            "add_one_ms": single.0,
            "views_ms": views(file)?,
            "search_ms": searches(file)?,
            "text_mb": texts as f64 / 1e6,
            "memory_mb": peak()?,
        });
        dossier.settle()?;
        let bytes = std::fs::metadata(file)?.len();
        line["file_mb"] = json!(bytes as f64 / 1e6);
        line["file_per_text"] = json!(bytes as f64 / texts as f64);
        line["parts_mb"] = parts(&dossier)?;
        println!("{line}");
    }
    Ok(())
}

/// Median milliseconds to add one report, beyond reading it, and the bytes of the texts.
fn single(dossier: &mut Store, reports: &mut Reports<'_>) -> Result<(f64, u64), Box<dyn Error>> {
    let reader = dossier.reader();
    let mut times = Vec::new();
    let mut bytes = 0;
    for n in 0..SINGLE {
        let mut report = match reports.next() {
            Some(report) => report?.0,
            // The corpus is used up: one of its reports under a new name, and with new words.
            None => {
                let (mut report, _) = dossier.reports()?.next().ok_or("an empty dossier")??;
                report.id = ReportId(format!("more/{n}"));
                report.text = format!("{} Report {n} ends here.", report.text);
                report
            }
        };
        report.id = ReportId(format!("{}-{n}", report.id));
        let reading = reader.read(&report);
        bytes += report.text.len() as u64;
        let before = Instant::now();
        dossier.take(&reader, [(&report, Some(&reading))])?;
        times.push(before.elapsed());
    }
    Ok((median(times), bytes))
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    (times[times.len() / 2].as_secs_f64() * 10_000.0).round() / 10.0
}

fn timed<T>(mut work: impl FnMut() -> Result<T, store::Error>) -> Result<f64, store::Error> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let before = Instant::now();
        work()?;
        times.push(before.elapsed());
    }
    Ok(median(times))
}

/// What draws a view from a record, and which sections it needs.
type View = (&'static str, &'static [Section], fn(&Store, &Book));

fn views(file: &Path) -> Result<Value, Box<dyn Error>> {
    const POSITIONS: &[Section] = &[Section::Positions];
    const EVENTS: &[Section] = &[Section::Positions, Section::Sessions, Section::Texts];
    let all: [View; 8] = [
        ("positions", POSITIONS, |store, book| {
            let options = MatrixOptions { points: 8, ..MatrixOptions::default() };
            drop(book::matrix(book, &store.texts(), &options, store.lexicon()));
        }),
        ("timeline", EVENTS, |store, book| {
            drop(book::timeline(book, &store.texts(), &Period::default(), 40, store.lexicon()));
        }),
        ("sessions", &[Section::Sessions], |store, book| {
            drop(book::meetings(book, &store.texts(), &Period::default(), 40, store.lexicon()));
        }),
        ("texts", &[Section::Texts], |store, book| {
            drop(book::documents(book, &store.texts(), &Period::default(), 40, store.lexicon()));
        }),
        ("actors", &[Section::Actors], |store, book| {
            drop(book::actors(book, &store.texts(), &Period::default(), None, 40, store.lexicon()));
        }),
        ("figures", &[Section::Figures], |store, book| {
            drop(book::figures(book, &store.texts(), &Period::default(), 40, store.lexicon()));
        }),
        ("changes between", EVENTS, |store, book| {
            let (from, to) = (jiff::civil::date(1982, 1, 1), jiff::civil::date(1982, 2, 1));
            drop(book::news(book, &store.texts(), from, to, store.lexicon()));
        }),
        ("sources", &[], |_, book| drop(book::sources(book, &Period::default(), 40))),
    ];
    let mut out = serde_json::Map::new();
    for (name, sections, view) in all {
        let time = timed(|| {
            let store = Store::open(file)?;
            view(&store, &store.book(sections)?);
            Ok(())
        })?;
        out.insert(name.into(), json!(time));
    }
    let brief = timed(|| {
        let store = Store::open(file)?;
        let window = store.window(None, None, WINDOW)?;
        Ok(window.dossier.brief(&BriefOptions::default(), store.lexicon()))
    })?;
    out.insert("brief".into(), json!(brief));
    let as_of = timed(|| {
        let store = Store::open(file)?;
        let options = MatrixOptions {
            period: Period::up_to(Some(jiff::civil::date(1983, 6, 30))),
            points: 8,
            ..MatrixOptions::default()
        };
        Ok(book::matrix(&store.book(POSITIONS)?, &store.texts(), &options, store.lexicon()))
    })?;
    out.insert("positions as of".into(), json!(as_of));
    let name = Store::open(file)?.reports()?.next().ok_or("an empty dossier")??.0.id.0;
    let show = timed(|| Store::open(file)?.show(&name))?;
    out.insert("show".into(), json!(show));
    Ok(Value::Object(out))
}

fn searches(file: &Path) -> Result<Value, Box<dyn Error>> {
    let store = Store::open(file)?;
    let mut out = serde_json::Map::new();
    for query in [
        "treaty",
        "the",
        "oil wells",
        "\"Gaza Strip\"",
        "issue:territory stance:against",
        "settle* after:1980-01-01 before:1980-02-01",
        "actor:Begin autonomy -oil",
    ] {
        let parsed = Query::parse(query)?;
        out.insert(query.into(), json!(timed(|| store.search(&parsed, 20))?));
    }
    Ok(Value::Object(out))
}

fn parts(dossier: &Store) -> Result<Value, Box<dyn Error>> {
    let sizes = dossier.sizes()?;
    Ok(sizes.into_iter().map(|size| (size.part, json!((size.bytes as f64 / 1e5).round() / 10.0))).collect())
}

/// The most memory this process has had, in megabytes.
fn peak() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1e3)
}
