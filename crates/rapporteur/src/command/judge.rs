//! `rapporteur judge`: what a person says of the record.

use std::io::Write;

use anyhow::Context;
use record::{Act, Judgement, Naming, Section};
use serde_json::{Map, Value};
use source::ReportId;
use store::{EntryAt, Store};

use crate::cli::{JudgeArgs, JudgeCommand, NameKind};
use crate::command::brief::text_options;
use crate::exit::Status;

pub fn run(args: &JudgeArgs) -> anyhow::Result<Status> {
    let mut store = Store::open(&args.dossier)?;
    let entry = |text: &str| text.parse::<EntryAt>().map_err(anyhow::Error::msg);
    let act = match &args.act {
        JudgeCommand::Confirm { entry: at } => store.on_entry(&entry(at)?, |entry| Act::Confirm { entry })?,
        JudgeCommand::Reject { entry: at } => store.on_entry(&entry(at)?, |entry| Act::Reject { entry })?,
        JudgeCommand::Correct { entry: at, fields } => {
            let at = entry(at)?;
            let fields = parsed(at.section, fields)?;
            store.on_entry(&at, |entry| Act::Correct { entry, fields })?
        }
        JudgeCommand::Add { report, section, words, fields } => {
            let section = Section::parse(section).with_context(|| {
                format!("no section {section}; there are {}", Section::ALL.map(Section::one).join(", "))
            })?;
            store.on_words(report, words, section, parsed(section, fields)?)?
        }
        JudgeCommand::Merge { kind, name, into } => {
            Act::Merge { kind: naming(*kind), name: name.clone(), into: into.clone() }
        }
        JudgeCommand::Split { kind, name, from } => {
            Act::Split { kind: naming(*kind), name: name.clone(), from: from.clone() }
        }
        JudgeCommand::Describe { report, fields } => described(&store, report, fields)?,
        JudgeCommand::Remark { report, words, text } => {
            Act::Remark { on: store.passage(report, words)?, text: text.clone() }
        }
        JudgeCommand::Undo { judgement } => Act::Undo { judgement: whole_id(&store, judgement)? },
        JudgeCommand::List => return list(&store),
        JudgeCommand::Import { file } => return import(&mut store, file),
    };
    let author = args.author.clone().or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| "analyst".to_owned());
    let id = store.judge(&Store::now(&author, act, args.note.clone()))?;
    println!("{id}");
    Ok(Status::Success)
}

fn naming(kind: NameKind) -> Naming {
    match kind {
        NameKind::Actor => Naming::Actor,
        NameKind::Point => Naming::Point,
        NameKind::Text => Naming::Text,
        NameKind::Place => Naming::Place,
    }
}

/// `stance=opposes` as a field; a list is separated by semicolons, nothing stands for none.
fn parsed(section: Section, fields: &[String]) -> anyhow::Result<Map<String, Value>> {
    let lists = ["parties", "people", "who", "aliases"];
    let mut out = Map::new();
    for field in fields {
        let (name, value) =
            field.split_once('=').with_context(|| format!("{field}: a field is given as name=value"))?;
        let value = value.trim();
        let parts = || value.split(';').map(str::trim).filter(|part| !part.is_empty());
        let number = value.parse::<serde_json::Number>().ok().filter(|_| matches!(name, "value" | "points"));
        let parsed = match number {
            _ if lists.contains(&name) => parts().map(Value::from).collect(),
            Some(number) => Value::Number(number),
            None if value.is_empty() => Value::Null,
            None => Value::from(value),
        };
        out.insert(name.to_owned(), parsed);
    }
    record::check_fields(section, &out).map_err(anyhow::Error::msg)?;
    Ok(out)
}

fn described(store: &Store, report: &str, fields: &[String]) -> anyhow::Result<Act> {
    let (mut outlet, mut published, mut title) = (None, None, None);
    for field in fields {
        let (name, value) =
            field.split_once('=').with_context(|| format!("{field}: a field is given as name=value"))?;
        match name {
            "outlet" => outlet = Some(value.to_owned()),
            "title" => title = Some(value.to_owned()),
            "date" => {
                published =
                    Some(value.parse().with_context(|| format!("{value} is no date; one looks like 1978-09-17"))?)
            }
            _ => anyhow::bail!("a report has no field {name}; it has date, outlet and title"),
        }
    }
    Ok(Act::Describe { report: ReportId(store.report_name(report)?), outlet, published, title })
}

/// A judgement by the beginning of its id, if no other begins so.
fn whole_id(store: &Store, begins: &str) -> anyhow::Result<String> {
    let journal = store.journal()?;
    let fits: Vec<&str> =
        journal.iter().map(|entered| entered.judgement.id.as_str()).filter(|id| id.starts_with(begins)).collect();
    match fits[..] {
        [one] => Ok(one.to_owned()),
        [] => anyhow::bail!("no judgement {begins}; `rapporteur judge DOSSIER list` lists them"),
        _ => anyhow::bail!("{begins} may be {} judgements; give more of the id", fits.len()),
    }
}

fn list(store: &Store) -> anyhow::Result<Status> {
    let sheet = sheet::journal_sheet(&store.title(), &store.journal()?);
    let mut out = std::io::stdout().lock();
    out.write_all(sheet::sheet_text(&sheet, &text_options(false)).as_bytes())?;
    Ok(Status::Success)
}

fn import(store: &mut Store, file: &std::path::Path) -> anyhow::Result<Status> {
    let text = std::fs::read_to_string(file).with_context(|| format!("judgements {}", file.display()))?;
    let mut status = Status::Success;
    let mut taken = 0;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}, line {}", file.display(), number + 1);
        let judgement: Judgement = serde_json::from_str(line).with_context(place)?;
        anyhow::ensure!(judgement.id == judgement.fingerprint(), "{}: the id is not that of the judgement", place());
        match store.judge(&judgement) {
            Ok(_) => taken += 1,
            Err(error) => {
                eprintln!("rapporteur: {}: {error}", place());
                status = Status::Failure;
            }
        }
    }
    println!("{taken} judgements");
    Ok(status)
}
