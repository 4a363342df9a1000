//! `bench corpus`: reports in any number over ten years of negotiations that never were, to measure size and speed.
//!
//! A report is made of paragraphs of the sample reports in which names, numbers and dates are put in anew, so that it
//! reads like one; a tenth are near copies of an earlier one. Report *n* is the same for the same seed however many are made.

mod cast;
mod template;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use cast::{Cast, Syllables, below, one_of};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rayon::prelude::*;
use serde::Deserialize;
use template::{Opener, Scene, Sentence, fill, sentences};

use crate::speech::layers::Chance;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FIRST: Date = date(1978, 1, 1);
/// Days of the ten years.
const DAYS: usize = 3652;
/// Days of which more is told than of others.
const BURSTS: usize = 90;
/// Reports in a folder.
const FOLDER: usize = 1000;

/// The lists of `bench/data/corpus.toml`.
#[derive(Deserialize)]
pub struct Lists {
    outlets: Vec<String>,
    agencies: Vec<String>,
    headlines: Vec<String>,
    weekdays: Vec<String>,
    months: Vec<String>,
    short_months: Vec<String>,
    counts: Vec<String>,
    alike: Vec<Vec<String>>,
    party: Vec<SampleParty>,
    place: BTreeMap<String, String>,
    syllables: Syllables,
}

/// A party of the sample, and all that it is called there.
#[derive(Deserialize)]
struct SampleParty {
    names: Vec<String>,
    adjectives: Vec<String>,
    people: Vec<String>,
    capital: String,
    persons: Vec<Vec<String>>,
}

/// Writes `reports` reports under a folder.
pub fn run(reports: usize, seed: u64, into: &Path, sample: &Path) -> Result<()> {
    let press = Press::new(seed, sample)?;
    for folder in 0..reports.div_ceil(FOLDER) {
        std::fs::create_dir_all(into.join(format!("{folder:02}")))?;
    }
    (0..reports).into_par_iter().try_for_each(|n| {
        let file = into.join(format!("{:02}/{n:06}.txt", n / FOLDER));
        std::fs::write(&file, press.report(n)).map_err(|error| format!("{}: {error}", file.display()))
    })?;
    Ok(())
}

/// All that reports are made of.
struct Press {
    seed: u64,
    lists: Lists,
    cast: Cast,
    paragraphs: Vec<Vec<Sentence>>,
    headlines: Vec<Sentence>,
    bursts: Vec<usize>,
}

/// A report before it is printed.
struct Draft {
    outlet: String,
    day: usize,
    title: String,
    paragraphs: Vec<Vec<String>>,
    credit: Option<String>,
}

impl Press {
    fn new(seed: u64, sample: &Path) -> Result<Press> {
        let lists: Lists = toml::from_str(include_str!("../data/corpus.toml"))?;
        let first = |words: &'_ [String]| words.first().cloned().ok_or("a party of corpus.toml has no name");
        let real = lists
            .party
            .iter()
            .map(|party| {
                Ok([first(&party.names)?, first(&party.adjectives)?, first(&party.people)?, party.capital.clone()])
            })
            .collect::<Result<Vec<[String; 4]>>>()?;
        let real: Vec<[&str; 4]> = real.iter().map(|names| names.each_ref().map(String::as_str)).collect();
        let cast = Cast::new(seed, &lists.syllables, &real, &lists.place);
        let opener = Opener::new(&lists);
        let paragraphs = sample_paragraphs(sample)?
            .iter()
            .map(|paragraph| sentences(paragraph).into_iter().map(|sentence| opener.open(sentence)).collect())
            .collect();
        let headlines = lists.headlines.iter().map(|headline| opener.open(headline)).collect();
        let mut chance = Chance::new(seed ^ 0xb4_57);
        let bursts = (0..BURSTS).map(|_| below(DAYS, &mut chance)).collect();
        Ok(Press { seed, lists, cast, paragraphs, headlines, bursts })
    }

    fn report(&self, n: usize) -> String {
        let mut chance = self.chance(n);
        match self.original(n, &mut chance) {
            None => {
                let scene = self.scene(&mut chance);
                self.draft(&scene, &mut chance)
            }
            Some(other) => self.copy(other, &mut chance),
        }
        .print()
    }

    /// Chances of a report, which do not depend on the reports before it.
    fn chance(&self, n: usize) -> Chance {
        let mut chance = Chance::new(self.seed.rotate_left(32) ^ (n as u64 + 1));
        // The first numbers of neighbouring seeds are alike.
        (0..4).for_each(|_| _ = chance.bits());
        chance
    }

    /// The report that this one is a copy of, if it is one.
    fn original(&self, n: usize, chance: &mut Chance) -> Option<usize> {
        let copied = chance.unit() < 0.1 && n > 0;
        let other = n.checked_sub(1 + below(n.min(300), chance)).filter(|_| copied)?;
        // A copy of a copy is a copy of the first one.
        Some(self.original(other, &mut self.chance(other)).unwrap_or(other))
    }

    fn scene(&self, chance: &mut Chance) -> Scene<'_> {
        let day = if chance.unit() < 0.25 {
            (one_of(&self.bursts, chance) + below(4, chance)).min(DAYS - 1)
        } else {
            below(DAYS, chance)
        };
        let real = chance.unit() < 1.0 / 3.0;
        let conflict = if real { 0 } else { 1 + below(self.cast.conflicts.len() - 1, chance) };
        Scene {
            cast: &self.cast,
            conflict: &self.cast.conflicts[conflict],
            real_persons: real && chance.unit() < 0.5,
            day,
            year: date_of(day).year(),
        }
    }

    fn draft(&self, scene: &Scene, chance: &mut Chance) -> Draft {
        let wanted = 8 + below(18, chance);
        let mut order: Vec<usize> = (0..self.paragraphs.len()).collect();
        chance.shuffle(&mut order);
        let mut paragraphs: Vec<Vec<String>> = Vec::new();
        let mut left = wanted;
        for sample in order.iter().map(|&i| &self.paragraphs[i]) {
            if left == 0 {
                break;
            }
            let mut paragraph = Vec::new();
            for sentence in sample.iter().take(left) {
                let mut text = String::new();
                fill(&mut text, sentence, scene, &self.lists, chance);
                paragraph.push(text);
            }
            left -= paragraph.len();
            paragraphs.push(paragraph);
        }
        if chance.unit() < 0.7
            && let Some(first) = paragraphs.first_mut().and_then(|paragraph| paragraph.first_mut())
        {
            let party = &self.cast.parties[scene.conflict.parties[below(3, chance)]];
            first.insert_str(0, &format!("{} - ", party.capital.to_uppercase()));
        }
        let mut title = String::new();
        fill(&mut title, one_of(&self.headlines, chance), scene, &self.lists, chance);
        Draft { outlet: one_of(&self.lists.outlets, chance).clone(), day: scene.day, title, paragraphs, credit: None }
    }

    /// Another outlet's print of a report: a headline of its own, a sentence less or more, sometimes a credit.
    fn copy(&self, other: usize, chance: &mut Chance) -> Draft {
        let mut theirs = self.chance(other);
        self.original(other, &mut theirs);
        let scene = self.scene(&mut theirs);
        let first = self.draft(&scene, &mut theirs);
        let mut draft = self.draft(&scene, chance);
        let mut paragraphs = first.paragraphs;
        let at = below(paragraphs.len(), chance);
        match below(3, chance) {
            0 => {
                paragraphs[at].pop();
            }
            // The last paragraph: the first begins with a dateline.
            1 => paragraphs[at].extend(draft.paragraphs.pop().and_then(|mut last| last.pop())),
            _ => {}
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        if draft.outlet == first.outlet {
            draft.outlet = format!("{} Weekend", first.outlet);
        }
        let agency = one_of(&self.lists.agencies, chance);
        let credit = (chance.unit() < 0.3).then(|| format!("With information from {agency}"));
        Draft { day: (first.day + below(2, chance)).min(DAYS - 1), paragraphs, credit, ..draft }
    }
}

impl Draft {
    fn print(&self) -> String {
        let mut out = format!(
            "---\noutlet: {}\ndate: {}\ntitle: {}\n---\n",
            self.outlet,
            date_of(self.day).strftime("%Y-%m-%d"),
            self.title
        );
        let paragraphs = self.paragraphs.iter().map(|sentences| sentences.join(" "));
        out += &paragraphs.chain(self.credit.clone()).collect::<Vec<_>>().join("\n\n");
        out + "\n"
    }
}

fn date_of(day: usize) -> Date {
    FIRST.saturating_add((day as i64).days())
}

/// The paragraphs of the sample's texts: lines that are sentences, without datelines and the marks of lists.
fn sample_paragraphs(folder: &Path) -> Result<Vec<String>> {
    let listing = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = listing.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut out: Vec<String> = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(file)?.lines() {
            let line = match (line.split_once(" - "), line.strip_prefix("- ")) {
                (Some((dateline, rest)), _) if dateline.len() < 60 => rest,
                (_, Some(item)) => {
                    item.split_once(": ").or_else(|| item.split_once(". ")).map_or(item, |(_, rest)| rest)
                }
                // Who is there: lists, not sentences.
                _ if line.split_once(": ").is_some_and(|(head, _)| head.len() < 20) => continue,
                _ => line,
            };
            if line.len() > 40 && line.ends_with(['.', '”', '"']) && !out.iter().any(|other| other == line) {
                out.push(line.to_owned());
            }
        }
    }
    if out.is_empty() {
        return Err(format!("{}: no text with a sentence", folder.display()).into());
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(seed: u64) -> Press {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/camp-david");
        Press::new(seed, &sample).expect("the sample is in the tree")
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let (one, two, other) = (press(7), press(7), press(8));
        assert!((0..300).all(|n| one.report(n) == two.report(n)));
        assert!((0..300).all(|n| one.report(n) != other.report(n)));
    }

    #[test]
    fn a_report_has_a_head_and_sentences() {
        let press = press(1);
        for n in 0..200 {
            let report = press.report(n);
            assert!(report.starts_with("---\noutlet: ") && report.contains("\n---\n"), "{report}");
            let (_, text) = report.split_once("\n---\n").expect("just seen");
            let said: usize = text.lines().map(|line| sentences(line).len()).sum();
            assert!((8..=40).contains(&said), "{said} sentences: {report}");
            assert!(!text.contains(" a Egypt") && !text.contains(" an Syria"));
        }
    }

    #[test]
    fn a_tenth_are_copies_and_a_third_the_samples_conflict() {
        let press = press(1);
        let copies = (0..2000).filter(|&n| press.original(n, &mut press.chance(n)).is_some()).count();
        assert!((150..250).contains(&copies), "{copies}");
        let real = (0..600).filter(|&n| press.report(n).contains("Egypt")).count();
        assert!((150..250).contains(&real), "{real}");
    }

    #[test]
    fn names_numbers_and_dates_are_left_open() {
        let opener = Opener::new(&press(1).lists);
        let open = opener.open("Egypt's Anwar Sadat came to Gaza on Sept. 5");
        let opened: Vec<&str> = open
            .iter()
            .filter_map(|piece| match piece {
                template::Piece::Open(_, sample) => Some(sample.as_str()),
                template::Piece::Text(_) => None,
            })
            .collect();
        assert_eq!(opened, ["Egypt", "Anwar Sadat", "Gaza", "Sept.", "5"]);
    }
}
