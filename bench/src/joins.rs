//! `bench joins TALKS ALIASES`: how often names that the record joins are one actor, by the reason it gives.
//!
//! The reports of each negotiation under TALKS are read, their actors joined as the views over a dossier join them, and every joined
//! name is looked up among the actors that careful readers marked, by ALIASES, the scorer's table. Names that the gold does not have, or has for two actors, are
//! not counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::path::Path;

use reading::Reader;
use record::Lexicon;
use record::book::{Because, Book, Period, actors, contribution};
use serde::Deserialize;
use source::{Input, Report};

use crate::names::Names;

#[derive(Deserialize)]
struct Gold {
    actors: Vec<GoldActor>,
}

#[derive(Deserialize)]
struct GoldActor {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

/// Prints for each reason how many joins were judged, how many were right, and the share with one more of each (Laplace).
pub fn run(path: &Path, aliases: &Path) -> Result<(), Box<dyn Error>> {
    let names = Names::load(aliases)?;
    let mut folders: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for report in source::open([Input::from(path)]) {
        let report = report?;
        let folder = report.id.0.rsplit_once('-').map_or(report.id.0.as_str(), |(folder, _)| folder);
        folders.entry(folder.to_owned()).or_default().push(report);
    }
    let (reader, lexicon) = (Reader::default(), Lexicon::default());
    let mut judged: BTreeMap<Because, (usize, usize)> = BTreeMap::new();
    for (folder, reports) in folders.iter().filter(|(_, reports)| reports.len() > 1) {
        let mut gold = Known::default();
        for report in reports {
            let file = std::fs::read_to_string(path.join(format!("{}.gold.json", report.id.0)))?;
            let marked: Gold = serde_json::from_str(&file)?;
            for actor in &marked.actors {
                gold.take(actor, &names);
            }
        }
        let who = |name: &str| gold.one(name, &names);
        let book = book(&reader, &lexicon, reports);
        let text = |_: u32| None;
        for row in actors(&book, &text, &Period::default(), None, usize::MAX, &lexicon).actors {
            let Some(known) = who(&row.name) else { continue };
            for form in &row.forms {
                let Some(joined) = who(&form.name) else { continue };
                let (all, right) = judged.entry(form.because).or_default();
                *all += 1;
                if joined == known {
                    *right += 1;
                } else {
                    println!("{folder}: {} is not {} ({})", form.name, row.name, form.because.as_str());
                }
            }
        }
    }
    for (because, (all, right)) in judged {
        let share = (right + 1) as f64 / (all + 2) as f64;
        println!("{:<42} {right:>4} of {all:>4} right, {share:.3}", because.as_str());
    }
    Ok(())
}

/// The actors of one negotiation: those of different reports that share a name of their own are one.
#[derive(Default)]
struct Known {
    /// Of each actor another one that it is, or itself.
    is: Vec<usize>,
    /// By the names of their own.
    proper: BTreeMap<String, usize>,
    forms: BTreeMap<String, BTreeSet<usize>>,
}

impl Known {
    fn take(&mut self, actor: &GoldActor, names: &Names) {
        let new = self.is.len();
        self.is.push(new);
        for form in actor.aliases.iter().chain([&actor.name]) {
            let key = names.key(&record::fold(form));
            if form.starts_with(char::is_uppercase) {
                let same = *self.proper.entry(key.clone()).or_insert(new);
                let (a, b) = (self.root(same), self.root(new));
                self.is[a.max(b)] = a.min(b);
            }
            self.forms.entry(key).or_default().insert(new);
        }
    }

    fn root(&self, mut actor: usize) -> usize {
        while self.is[actor] != actor {
            actor = self.is[actor];
        }
        actor
    }

    /// The only actor of a name.
    fn one(&self, name: &str, names: &Names) -> Option<usize> {
        let all = self.forms.get(&names.key(&record::fold(name)))?;
        let roots: BTreeSet<usize> = all.iter().map(|actor| self.root(*actor)).collect();
        roots.first().copied().filter(|_| roots.len() == 1)
    }
}

/// The record of some reports.
fn book(reader: &Reader, lexicon: &Lexicon, reports: &[Report]) -> Book {
    let mut book = Book::default();
    let mut known: HashMap<String, u32> = HashMap::new();
    for (number, report) in reports.iter().enumerate() {
        let mut own = contribution(number as u32, report, &reader.read(report), lexicon);
        let strings = &mut book.strings;
        let mut once = |string: &String| *known.entry(string.clone()).or_insert_with(|| strings.push(string));
        let numbers: Vec<u32> = own.strings.iter().map(&mut once).collect();
        let number = |string: u32| numbers[string as usize - 1];
        own.head.renumber(number);
        book.heads.push(Some(own.head));
        for (section, mut facts) in own.facts {
            facts.iter_mut().for_each(|fact| fact.renumber(number));
            book.facts.entry(section).or_default().push(facts);
        }
    }
    book
}
