//! `rapporteur import`: what others coded, into a dossier. Texts go in as reports, entries as an analyst's.
//!
//! An entry that the dossier has, by the machine or by hand, is not entered again, and one that was imported and undone stays undone.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use export::dna::{DnaDocument, DnaFile, DnaStatement};
use export::jsonl::Imported;
use jiff::Timestamp;
use reading::{Reader, Reading};
use record::{Act, Anchor, Judgement, Quoted, Section};
use serde_json::{Map, Value, json};
use source::{Fault, Report, Span};
use store::{Added, Store};

use crate::cli::ImportArgs;
use crate::command::add::{Taking, told};
use crate::exit::Status;
use crate::intake;

pub fn run(args: &ImportArgs) -> anyhow::Result<Status> {
    let file = &args.file;
    let format = Format::of(file)?;
    let dna = match format {
        Format::JsonLines => None,
        Format::Dna => Some(export::dna::read(file)?),
    };
    let mut store = Store::create(&args.dossier, None)?;
    let mut taking = Taking::new(&mut store);
    let given = intake::for_each_batch(&args.reports, |reports| taking.take(&reports))?;
    let mut added = taking.done();
    let mut coding = Coding { file, acts: Vec::new(), same: 0, status: given };
    match dna {
        Some(dna) => coding.documents(&mut store, &dna, &mut added)?,
        None => coding.lines(&store)?,
    }
    let Coding { acts, mut same, status, .. } = coding;
    let journal: HashSet<String> =
        store.journal()?.iter().map(|entered| key(&entered.judgement.act)).collect::<Result<_, _>>()?;
    let now = Timestamp::now();
    let mut judgements = Vec::new();
    for act in acts {
        if journal.contains(&key(&act)?) {
            same += 1;
        } else {
            judgements.push(Judgement::new(now, args.author.as_str(), act, None));
        }
    }
    let new = store.judge_all(&judgements)?;
    same += judgements.len() - new;
    let reports = told(&added, store.len()?);
    println!("{}: {reports}; {new} added by hand, {same} already there", args.dossier.display());
    Ok(status)
}

/// Who did something and when does not matter to whether it was done.
fn key(act: &Act) -> serde_json::Result<String> {
    serde_json::to_string(act)
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// The reading contract.
    JsonLines,
    /// Discourse Network Analyzer.
    Dna,
}

impl Format {
    /// Told by what it begins with; where that tells nothing, as in an empty file, by how its name ends.
    fn of(path: &Path) -> anyhow::Result<Format> {
        let name = path.display();
        let file = File::open(path).with_context(|| format!("{name}: cannot be opened"))?;
        let mut begins = BufReader::new(file);
        let begins = begins.fill_buf().with_context(|| format!("{name}: cannot be read"))?;
        if begins.starts_with(b"SQLite format 3\0") {
            return Ok(Format::Dna);
        }
        if begins.trim_ascii_start().starts_with(b"{") {
            return Ok(Format::JsonLines);
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "dna" => Ok(Format::Dna),
            "jsonl" | "ndjson" => Ok(Format::JsonLines),
            _ => anyhow::bail!(
                "{name}: is neither JSON Lines as `rapporteur read` writes them nor a file of Discourse Network Analyzer (.dna)"
            ),
        }
    }
}

/// What a file adds to the record.
struct Coding<'a> {
    file: &'a Path,
    acts: Vec<Act>,
    /// Entries that the dossier has.
    same: usize,
    status: Status,
}

impl Coding<'_> {
    /// Something of the file cannot be taken; the rest goes on.
    fn fails(&mut self, what: impl std::fmt::Display) {
        eprintln!("rapporteur: {}: {what}", self.file.display());
        self.status = Status::Failure;
    }

    /// The readings of a file of JSON Lines.
    fn lines(&mut self, store: &Store) -> anyhow::Result<()> {
        let input = BufReader::new(File::open(self.file)?);
        let text_of = |id: &source::ReportId| store.report(&id.0).ok().map(|(report, _)| Cow::Owned(report.text));
        for line in export::jsonl::read(input, text_of) {
            match line {
                Ok(imported) => self.reading(store, imported)?,
                Err(error @ export::jsonl::Error::UnknownReport { .. }) => {
                    self.fails(format_args!("{error} in the dossier; name the file of its text behind this one"));
                }
                Err(error) => self.fails(format_args!("{:#}", anyhow::Error::from(error))),
            }
        }
        Ok(())
    }

    fn reading(&mut self, store: &Store, imported: Imported) -> anyhow::Result<()> {
        let Imported { id, title, outlet, published, reading: mut theirs } = imported;
        let (report, ours) = store.report(&id.0)?;
        let has = standing(&report, &ours)?;
        let set = |new: Option<String>, old: &Option<String>| new.filter(|new| old.as_ref() != Some(new));
        let (title, outlet) = (set(title, &report.title), set(outlet, &report.outlet));
        let published = published.filter(|day| report.published != Some(*day));
        if title.is_some() || outlet.is_some() || published.is_some() {
            self.acts.push(Act::Describe { report: report.id.clone(), outlet, published, title });
        }
        // What is said within another's words has no place of its own among entries by hand.
        let mut within = Reading { attributions: std::mem::take(&mut theirs.attributions), ..Reading::default() };
        theirs.attributions = within.attributions.extract_if(.., |said| said.within.is_none()).collect();
        for section in Section::ALL {
            for (entry, _) in record::entries(&report, &theirs, section) {
                self.entry(entry, &has)?;
            }
        }
        let inner = record::entries(&report, &within, Section::Attributions);
        let mut lost = 0;
        for (entry, _) in &inner {
            lost += usize::from(!has.contains(&serde_json::to_string(entry)?));
        }
        self.same += inner.len() - lost;
        if lost > 0 {
            self.fails(format_args!("{}: {lost} attributions within others are left out", report.id));
        }
        Ok(())
    }

    fn entry(&mut self, entry: Quoted, has: &HashSet<String>) -> serde_json::Result<()> {
        if has.contains(&serde_json::to_string(&entry)?) {
            self.same += 1;
        } else {
            self.acts.push(Act::Add { entry });
        }
        Ok(())
    }

    /// The documents of a file of Discourse Network Analyzer as reports, its statements as positions.
    fn documents(&mut self, store: &mut Store, file: &DnaFile, added: &mut Added) -> anyhow::Result<()> {
        let names = names(self.file, &file.documents);
        let mut reports: BTreeMap<i64, Report> = BTreeMap::new();
        let mut new = Vec::new();
        for (document, name) in file.documents.iter().zip(names) {
            match report_of(document, name) {
                Ok(report) => {
                    let known = store.report(&report.id.0).ok().filter(|(known, _)| known.id == report.id);
                    if known.is_some_and(|(known, _)| known.text == report.text) {
                        added.same += 1;
                    } else {
                        new.push(report.clone());
                    }
                    reports.insert(document.id, report);
                }
                Err(fault) => self.fails(format_args!("document {}: {fault}", document.id)),
            }
        }
        let mut taking = Taking::new(store);
        new.chunks(intake::BATCH).try_for_each(|batch| taking.take(batch))?;
        let taken = taking.done();
        added.new += taken.new;
        added.edited += taken.edited;
        added.same += taken.same;
        let reader = store.reader();
        let whole: BTreeMap<i64, usize> =
            file.documents.iter().map(|document| (document.id, document.text.chars().count())).collect();
        let mut statements: BTreeMap<i64, Vec<&DnaStatement>> = BTreeMap::new();
        for statement in &file.statements {
            statements.entry(statement.document).or_default().push(statement);
        }
        for (document, report) in &reports {
            let Some(statements) = statements.get(document) else { continue };
            let (_, ours) = store.report(&report.id.0)?;
            let has: BTreeSet<DnaStatement> = ours
                .positions
                .iter()
                .filter_map(|position| DnaStatement::of(*document, position, &ours, &report.text))
                .collect();
            // Front matter is no part of a report's text.
            let before = whole.get(document).copied().unwrap_or_default().saturating_sub(report.text.chars().count());
            for statement in statements {
                match position(statement, report, before, &reader) {
                    Ok(_) if has.contains(&within(statement, before)) => self.same += 1,
                    Ok(entry) => self.acts.push(Act::Add { entry }),
                    Err(fault) => self.fails(format_args!(
                        "document {document}, characters {} to {}: {fault}",
                        statement.start, statement.end
                    )),
                }
            }
        }
        Ok(())
    }
}

/// What the record has of a report.
fn standing(report: &Report, reading: &Reading) -> serde_json::Result<HashSet<String>> {
    let entries = Section::ALL.into_iter().flat_map(|section| record::entries(report, reading, section));
    entries.map(|(entry, _)| serde_json::to_string(&entry)).collect()
}

/// What the reports of documents are called: as their notes say where all notes are ids of reports, as `export` writes them; by the
/// file and their numbers otherwise.
fn names(file: &Path, documents: &[DnaDocument]) -> Vec<String> {
    let is_id = |notes: &str| {
        let parts = notes.split_once('/');
        parts.is_some_and(|(folder, stem)| !folder.is_empty() && !stem.is_empty()) && !notes.contains('\n')
    };
    let all: BTreeSet<&str> =
        documents.iter().map(|document| document.notes.as_str()).filter(|notes| is_id(notes)).collect();
    if all.len() == documents.len() {
        return documents.iter().map(|document| document.notes.clone()).collect();
    }
    let stem = file.file_stem().map_or_else(|| "dna".into(), |stem| stem.to_string_lossy());
    documents.iter().map(|document| format!("{stem}/{}", document.id)).collect()
}

/// A document as `add` would take its text; what the file says of it goes before what the text says.
fn report_of(document: &DnaDocument, name: String) -> Result<Report, Fault> {
    let mut report = Report::from_bytes(name.as_str(), document.text.as_bytes())?;
    let told = |words: &str| Some(words.trim().to_owned()).filter(|words| !words.is_empty());
    // A report without a title was exported under its name.
    report.title = told(&document.title).filter(|title| title != report.id.stem()).or(report.title);
    report.outlet = told(&document.source).or(report.outlet);
    report.published = document.date.or(report.published);
    Ok(report)
}

/// A statement as it stands in the report, which begins so many characters later than the document.
fn within(statement: &DnaStatement, before: usize) -> DnaStatement {
    DnaStatement {
        start: statement.start.saturating_sub(before),
        end: statement.end.saturating_sub(before),
        ..statement.clone()
    }
}

/// A statement as an entry by hand: who, for whom, on what, for or against.
fn position(statement: &DnaStatement, report: &Report, before: usize, reader: &Reader) -> Result<Quoted, &'static str> {
    let DnaStatement { person, organisation, concept, agreement, .. } = statement;
    let actor = if person.is_empty() { organisation } else { person };
    if actor.is_empty() {
        return Err("names neither a person nor an organisation");
    }
    if concept.is_empty() {
        return Err("has no concept");
    }
    if statement.start < before {
        return Err("stands in the front matter");
    }
    let within = within(statement, before);
    let byte = |character| report.text.char_indices().map(|(at, _)| at).chain([report.text.len()]).nth(character);
    let (Some(start), Some(end)) = (byte(within.start), byte(within.end)) else {
        return Err("is no passage of the report");
    };
    let stance = if *agreement { "supports" } else { "opposes" };
    let party = (!organisation.is_empty()).then_some(organisation);
    let fields = Map::from_iter([
        ("actor".to_owned(), Value::from(actor.as_str())),
        ("party".to_owned(), json!(party)),
        ("issue".to_owned(), Value::from(reader.issue_of(concept).0)),
        ("point".to_owned(), Value::from(concept.as_str())),
        ("stance".to_owned(), Value::from(stance)),
    ]);
    let anchor = Anchor::of(&report.id, &report.text, Span::new(start..end));
    Ok(Quoted { section: Section::Positions, anchor, fields })
}
