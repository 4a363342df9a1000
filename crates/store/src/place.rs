//! One entry, by where it stands: `03-thurmont:12/position-2` is the second position that rests on sentence 12.

use reading::Reading;
use record::{Judgement, Quoted, Section};
use serde::Serialize;
use source::Report;

use crate::error::{Error, Result};
use crate::store::Store;

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryAt {
    /// The report's name, or the end of it.
    pub report: String,
    /// The sentence its words begin in, from 1.
    pub sentence: usize,
    /// Its section.
    pub section: Section,
    /// Which of the section's in that sentence, from 1.
    pub number: usize,
}

/// What `show` shows.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The report's name.
    pub report: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When, as the judgements have it.
    pub published: Option<jiff::civil::Date>,
    /// Reports that are copies of it, or it of them.
    pub copies: Vec<String>,
    /// How many versions of it were received.
    pub versions: usize,
    /// The entries asked for.
    pub entries: Vec<ShownEntry>,
}

/// One entry with everything behind it.
#[derive(Clone, Debug, Serialize)]
pub struct ShownEntry {
    /// Where it stands: what `judge` takes.
    pub id: String,
    /// The entry.
    #[serde(flatten)]
    pub entry: Quoted,
    /// How sure it is.
    pub probability: f32,
    /// Which rule or model found it.
    pub why: String,
    /// The reason in words.
    pub reason: String,
    /// The sentence it rests on.
    pub sentence: String,
    /// What people said of it, in order.
    pub judgements: Vec<Judgement>,
}

impl std::fmt::Display for EntryAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}/{}-{}", self.report, self.sentence, self.section.one(), self.number)
    }
}

impl std::str::FromStr for EntryAt {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("{text} is no entry; one looks like 03-thurmont:12/position-1 (see `rapporteur show`)");
        let (place, entry) = text.rsplit_once('/').ok_or_else(wrong)?;
        let (report, sentence) = place.rsplit_once(':').ok_or_else(wrong)?;
        let (section, number) = entry.rsplit_once('-').ok_or_else(wrong)?;
        let number = number.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
        Ok(EntryAt {
            report: report.to_owned(),
            sentence: sentence.parse().map_err(|_| wrong())?,
            section: Section::parse(section).ok_or_else(wrong)?,
            number,
        })
    }
}

/// Why an entry stands there, in words.
fn reason(quoted: &Quoted, evidence: &reading::Evidence) -> String {
    let kind = match quoted.section {
        Section::Actors => reading::ReasonFor::Actors,
        Section::Positions => reading::ReasonFor::Positions,
        Section::Obstacles => reading::ReasonFor::Obstacles,
        Section::Sessions | Section::Texts | Section::Next | Section::Figures => reading::ReasonFor::Judged,
        Section::Attributions => reading::ReasonFor::Found,
    };
    let who = quoted.fields.get("actor").and_then(serde_json::Value::as_str);
    reading::reason(kind, evidence.why, &evidence.grounds, who)
}

/// All entries of a reading with where they stand.
fn placed(report: &Report, reading: &Reading, section: Section) -> Vec<(EntryAt, Quoted, reading::Evidence)> {
    let mut out: Vec<(EntryAt, Quoted, reading::Evidence)> = Vec::new();
    for (quoted, evidence) in record::entries(report, reading, section) {
        let sentence = reading.sentences.partition_point(|s| s.start <= evidence.span.start).max(1);
        let before = out.iter().filter(|(at, ..)| at.sentence == sentence).count();
        let at = EntryAt { report: report.id.0.clone(), sentence, section, number: before + 1 };
        out.push((at, quoted, evidence));
    }
    out
}

impl Store {
    /// An entry by where it stands, as the judgements have it.
    ///
    /// # Errors
    /// If there is none.
    pub fn entry(&self, at: &EntryAt) -> Result<(Quoted, reading::Evidence)> {
        let (report, reading) = self.effective(self.number(&at.report)?)?;
        placed(&report, &reading, at.section)
            .into_iter()
            .find(|(here, ..)| here.sentence == at.sentence && here.number == at.number)
            .map(|(_, quoted, evidence)| (quoted, evidence))
            .ok_or_else(|| Error::NoEntry(at.to_string()))
    }

    /// A report, a sentence of it (`03-thurmont:12`) or an entry, with everything behind it.
    ///
    /// # Errors
    /// If there is no such thing.
    pub fn show(&self, what: &str) -> Result<Shown> {
        let entry: Option<EntryAt> = what.parse().ok();
        let place = what.rsplit_once(':').and_then(|(name, n)| Some((name, n.parse::<usize>().ok()?)));
        let (name, sentence) = match (&entry, place) {
            (Some(at), _) => (at.report.as_str(), Some(at.sentence)),
            (None, Some((name, sentence))) => (name, Some(sentence)),
            (None, None) => (what, None),
        };
        let id = self.number(name)?;
        let (report, reading) = self.effective(id)?;
        let judgements = self.run(|db| crate::journal::of_report(db, id))?;
        let mut entries = Vec::new();
        for section in Section::ALL {
            for (at, quoted, evidence) in placed(&report, &reading, section) {
                let asked = entry.as_ref().is_none_or(|e| e.section == at.section && e.number == at.number);
                if !asked || sentence.is_some_and(|sentence| sentence != at.sentence) {
                    continue;
                }
                let around = reading.sentences.get(at.sentence - 1);
                let about = |judgement: &&Judgement| match &judgement.act {
                    record::Act::Confirm { entry }
                    | record::Act::Reject { entry }
                    | record::Act::Correct { entry, .. }
                    | record::Act::Add { entry } => {
                        entry.section == section && entry.anchor.find(&report.text) == Some(evidence.span)
                    }
                    record::Act::Remark { on, .. } => {
                        on.find(&report.text).is_some_and(|on| on.overlaps(evidence.span))
                    }
                    _ => false,
                };
                entries.push(ShownEntry {
                    id: at.to_string(),
                    probability: evidence.probability,
                    why: evidence.why.to_string(),
                    reason: reason(&quoted, &evidence),
                    sentence: around.map_or("", |span| span.of(&report.text)).to_owned(),
                    judgements: judgements.iter().filter(about).cloned().collect(),
                    entry: quoted,
                });
            }
        }
        if entry.is_some() && entries.is_empty() {
            return Err(Error::NoEntry(what.to_owned()));
        }
        let (copies, versions) = self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT name FROM report WHERE id IN
                 (SELECT b FROM copy WHERE a = ?1 UNION SELECT a FROM copy WHERE b = ?1) ORDER BY name",
            )?;
            let copies = statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            let versions = db
                .prepare_cached("SELECT count(*) FROM report WHERE name = ?1")?
                .query_row([&report.id.0], |row| row.get(0))?;
            Ok((copies, versions))
        })?;
        Ok(Shown {
            report: report.id.0,
            title: report.title,
            outlet: report.outlet,
            published: report.published,
            copies,
            versions,
            entries,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_is_written() {
        for text in ["03-thurmont:12/position-2", "camp-david/03:1/step-1", "a:b:3/text-10"] {
            assert_eq!(text.parse::<EntryAt>().unwrap().to_string(), text);
        }
        for text in ["", "a", "a:1", "a:1/position", "a:1/position-0", "a:x/position-1", "a:1/novel-1"] {
            assert!(text.parse::<EntryAt>().is_err(), "{text}");
        }
    }
}
