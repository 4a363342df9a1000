//! The views of a dossier.

use std::io::Write;

use jiff::civil::Date;
use record::book::{Confidence, MatrixOptions, News, Period};
use record::{Brief, BriefOptions, ReportLine, Section};
use serde::Serialize;
use sheet::Sheet;
use store::{Query, Store};

use crate::cli::{ActorsArgs, BriefFormat, DoctorArgs, PositionsArgs, SearchArgs, ShowArgs, ViewArgs};
use crate::command::brief::text_options;
use crate::exit::Status;

/// Reports that a brief, disagreements and changes are drawn from: they are gone through sentence by sentence. The last ones count.
const WINDOW: usize = 100;
/// Entries of a kind that a view prints unless more are asked for.
const MOST: usize = 40;
/// Points of an issue.
const POINTS: usize = 8;

/// The brief of the last reports of a time, and what to say if there are more.
pub fn brief(store: &Store, from: Option<Date>, to: Option<Date>) -> anyhow::Result<(Brief, Option<String>)> {
    // `--between A B` is after A.
    let window = store.window(from.and_then(|day| day.tomorrow().ok()), to, WINDOW)?;
    let options = BriefOptions { title: Some(store.title()), as_of: to };
    let brief = window.dossier.brief(&options, store.lexicon());
    let note = (window.left_out > 0).then(|| {
        format!(
            "drawn from the last {} of {} reports; --as-of looks further back, `positions`, `timeline` and `actors` at all",
            window.dossier.len(),
            window.dossier.len() + window.left_out
        )
    });
    Ok((brief, note))
}

/// The brief as of the second day, and before everything else what changed since the first.
pub fn brief_between(store: &Store, days: &[Date]) -> anyhow::Result<(Brief, Option<String>)> {
    let (from, to) = ordered(days)?;
    let (mut brief, note) = brief(store, None, Some(to))?;
    store.put_before(&mut brief, news(store, from, to)?)?;
    Ok((brief, note))
}

/// What changed between two days.
fn news(store: &Store, from: Date, to: Date) -> anyhow::Result<News> {
    let book = store.book(&[Section::Positions, Section::Sessions, Section::Texts])?;
    Ok(record::book::news(&book, &store.texts(), from, to, store.lexicon()))
}

/// The two days of `--between`.
fn ordered(days: &[Date]) -> anyhow::Result<(Date, Date)> {
    let [from, to] = days else { anyhow::bail!("--between takes two days") };
    anyhow::ensure!(from < to, "--between {from} {to}: the first day comes before the second");
    Ok((*from, *to))
}

/// What the arguments say of time.
struct Time {
    from: Option<Date>,
    to: Option<Date>,
}

impl Time {
    fn of(args: &ViewArgs) -> anyhow::Result<Time> {
        match args.between.as_deref() {
            Some(days) => ordered(days).map(|(from, to)| Time { from: Some(from), to: Some(to) }),
            None => Ok(Time { from: None, to: args.as_of }),
        }
    }

    fn period(&self) -> Period {
        Period { from: self.from.and_then(|day| day.tomorrow().ok()), to: self.to }
    }

    /// ` as of 1978-09-01`, for the title.
    fn told(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) => format!(" from {from} to {to}"),
            (_, Some(to)) => format!(" as of {to}"),
            _ => String::new(),
        }
    }
}

fn title(store: &Store, time: &Time) -> String {
    format!("{}{}", store.title(), time.told())
}

/// Prints a view in the format asked for.
fn print<T: Serialize>(
    store: &Store,
    format: BriefFormat,
    quotes: bool,
    view: &T,
    sheet: Sheet<'_>,
) -> anyhow::Result<Status> {
    let page = match format {
        BriefFormat::Text => sheet::sheet_text(&sheet, &text_options(quotes)),
        BriefFormat::Markdown => sheet::sheet_markdown(&sheet, quotes),
        BriefFormat::Html => sheet::sheet_html(&whole(store, sheet)?, quotes),
        BriefFormat::Json => serde_json::to_string_pretty(view)? + "\n",
    };
    let mut out = std::io::stdout().lock();
    out.write_all(page.as_bytes())?;
    out.flush()?;
    Ok(Status::Success)
}

/// A sheet with the text of every report it refers to: references lead there.
fn whole(store: &Store, sheet: Sheet<'_>) -> anyhow::Result<Sheet<'static>> {
    let labels: Vec<String> = sheet.report_labels().map(str::to_owned).collect();
    let names: Vec<String> = sheet.report_names().map(str::to_owned).collect();
    let mut reports: Vec<ReportLine> = Vec::new();
    for (label, name) in labels.into_iter().zip(names) {
        let (report, reading) = store.report(&name)?;
        reports.push(record::report_line(label, &report, &reading));
    }
    Ok(sheet.with_reports(reports))
}

pub fn positions(args: &PositionsArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.view.dossier)?, Time::of(&args.view)?);
    let book = store.book(&[Section::Positions])?;
    let narrow = args.issue.is_some();
    let options = MatrixOptions {
        period: time.period(),
        party: args.party.clone(),
        issue: args.issue.clone(),
        points: args.view.limit.unwrap_or(if narrow { MOST } else { POINTS }),
        confidence: if args.unsure { Confidence::Unsure } else { Confidence::Likely },
        outlet: args.outlet.clone(),
        ..MatrixOptions::default()
    };
    let view = record::book::matrix(&book, &store.texts(), &options, store.lexicon());
    if let Some(issue) = args.issue.as_ref().filter(|_| view.issues.is_empty()) {
        let known: Vec<&str> = store.agenda().issues().iter().map(|issue| issue.id.0.as_str()).collect();
        eprintln!("rapporteur: no position on {issue}; the issues are {}", known.join(", "));
    }
    let sheet = sheet::matrix_sheet(&title(&store, &time), &view, narrow || args.party.is_some());
    print(&store, args.view.format, args.view.quotes, &view, sheet)
}

pub fn timeline(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    let book = store.book(&[Section::Positions, Section::Sessions, Section::Texts])?;
    let most = args.limit.unwrap_or(MOST);
    let view = record::book::timeline(&book, &store.texts(), &time.period(), most, store.lexicon());
    print(&store, args.format, args.quotes, &view, sheet::timeline_sheet(&title(&store, &time), &view))
}

pub fn sessions(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    let book = store.book(&[Section::Sessions])?;
    let most = args.limit.unwrap_or(MOST);
    let view = record::book::meetings(&book, &store.texts(), &time.period(), most, store.lexicon());
    print(&store, args.format, args.quotes, &view, sheet::meetings_sheet(&title(&store, &time), &view))
}

pub fn texts(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    let book = store.book(&[Section::Texts])?;
    let most = args.limit.unwrap_or(MOST);
    let view = record::book::documents(&book, &store.texts(), &time.period(), most, store.lexicon());
    print(&store, args.format, args.quotes, &view, sheet::documents_sheet(&title(&store, &time), &view))
}

pub fn actors(args: &ActorsArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.view.dossier)?, Time::of(&args.view)?);
    let book = store.book(&[Section::Actors])?;
    let most = args.view.limit.unwrap_or(MOST);
    let party = args.party.as_deref();
    let view = record::book::actors(&book, &store.texts(), &time.period(), party, most, store.lexicon());
    print(&store, args.view.format, args.view.quotes, &view, sheet::actors_sheet(&title(&store, &time), &view))
}

pub fn figures(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    let book = store.book(&[Section::Figures])?;
    let most = args.limit.unwrap_or(MOST);
    let view = record::book::figures(&book, &store.texts(), &time.period(), most, store.lexicon());
    print(&store, args.format, args.quotes, &view, sheet::figures_sheet(&title(&store, &time), &view))
}

pub fn disagreements(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    let (mut view, note) = brief(&store, time.from, time.to)?;
    view.differences.truncate(args.limit.unwrap_or(usize::MAX));
    let note = note.map(|note| format!("; {note}")).unwrap_or_default();
    let sheet = sheet::differences_sheet(&view, &note);
    print(&store, args.format, args.quotes, &view.differences, sheet)
}

pub fn changes(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    if let (Some(from), Some(to)) = (time.from, time.to) {
        let view = news(&store, from, to)?;
        let sheet = sheet::news_sheet(&store.title(), &view);
        return print(&store, args.format, args.quotes, &view, sheet);
    }
    let (mut view, note) = brief(&store, time.from, time.to)?;
    view.changes.truncate(args.limit.unwrap_or(usize::MAX));
    let note = note.map(|note| format!("; {note}")).unwrap_or_default();
    let sheet = sheet::changes_sheet(&view, &note);
    print(&store, args.format, args.quotes, &view.changes, sheet)
}

pub fn sources(args: &ViewArgs) -> anyhow::Result<Status> {
    let (store, time) = (Store::open(&args.dossier)?, Time::of(args)?);
    let book = store.book(&[])?;
    let view = record::book::sources(&book, &time.period(), args.limit.unwrap_or(MOST));
    print(&store, args.format, args.quotes, &view, sheet::sources_sheet(&title(&store, &time), &view))
}

pub fn search(args: &SearchArgs) -> anyhow::Result<Status> {
    let store = Store::open(&args.dossier)?;
    let typed = args.query.join(" ");
    let found = store.search(&Query::parse(&typed)?, args.limit)?;
    print(&store, args.format, false, &found, sheet::found_sheet(&store.title(), &typed, &found))
}

pub fn show(args: &ShowArgs) -> anyhow::Result<Status> {
    let store = Store::open(&args.dossier)?;
    let shown = store.show(&args.what)?;
    print(&store, args.format, false, &shown, sheet::shown_sheet(&store.title(), &shown))
}

pub fn doctor(args: &DoctorArgs) -> anyhow::Result<Status> {
    let store = Store::open(&args.dossier)?;
    let health = store.doctor()?;
    let status = print(&store, args.format, false, &health, sheet::health_sheet(&store.title(), &health))?;
    Ok(if health.faults.is_empty() { status } else { Status::Failure })
}
