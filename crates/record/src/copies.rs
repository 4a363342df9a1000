//! Which reports are independent of each other.
//!
//! Reports that share 13 words in a row outside quotation marks, or rest on one agency by their own word, count as one
//! source. Words that somebody said, quoted by two reporters, do not make the two depend on each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use reading::Reading;
use source::{Report, Span};

use crate::brief::{Dependence, Link};
use crate::lexicon::Lexicon;
use crate::shelf::Taken;
use crate::words::{fold, one_line};

/// Words in a row that two writers do not choose alike by chance.
const RUN: usize = 13;
/// From this share of the shorter one's wording on, one report is a copy of the other.
const COPY: f32 = 0.5;

/// Who counts as one source with whom.
#[derive(Debug)]
pub(crate) struct Independence {
    /// For each report the first report it counts as one with.
    pub voice: Vec<usize>,
    pub links: Vec<Link>,
    /// For each report the line that says where it comes from.
    pub credits: Vec<Option<Credit>>,
}

/// A line of a report on where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Credit {
    pub line: Span,
    /// The agency named, for a credit; none for a byline.
    pub agency: Option<String>,
}

impl Independence {
    pub(crate) fn of(taken: &[&Taken], labels: &[String], lexicon: &Lexicon) -> Independence {
        let credits: Vec<_> = taken.iter().map(|taken| credit(&taken.report, &taken.reading, lexicon)).collect();
        let mut voice: Vec<usize> = (0..taken.len()).collect();
        let mut links = Vec::new();
        let mut link = |a: usize, b: usize, why: Dependence, voice: &mut Vec<usize>| {
            let (low, high) = (voice[a].min(voice[b]), voice[a].max(voice[b]));
            if low != high {
                voice.iter_mut().filter(|v| **v == high).for_each(|v| *v = low);
                links.push(Link { reports: (labels[a].clone(), labels[b].clone()), why });
            }
        };
        for ((a, b), why) in shared_wording(taken) {
            link(a, b, why, &mut voice);
        }
        for (agency, reports) in agencies(taken, &credits) {
            for pair in reports.windows(2) {
                link(pair[0], pair[1], Dependence::Agency(agency.clone()), &mut voice);
            }
        }
        Independence { voice, links, credits }
    }

    /// Number of independent sources among these reports.
    pub(crate) fn count(&self, reports: impl IntoIterator<Item = usize>) -> usize {
        reports.into_iter().map(|report| self.voice[report]).collect::<BTreeSet<_>>().len()
    }
}

fn shared_wording(taken: &[&Taken]) -> BTreeMap<(usize, usize), Dependence> {
    let texts: Vec<Vec<Vec<String>>> = taken.iter().map(|taken| unquoted(&taken.report.text)).collect();
    let mut seen: HashMap<&[String], Vec<usize>> = HashMap::new();
    let mut sizes = vec![0usize; taken.len()];
    for (report, pieces) in texts.iter().enumerate() {
        let shingles: BTreeSet<&[String]> = pieces.iter().flat_map(|piece| piece.windows(RUN)).collect();
        sizes[report] = shingles.len();
        for shingle in shingles {
            seen.entry(shingle).or_default().push(report);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for reports in seen.values() {
        for (i, &a) in reports.iter().enumerate() {
            for &b in &reports[i + 1..] {
                *shared.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
    }
    shared
        .into_iter()
        .map(|((a, b), n)| {
            let share = n as f32 / sizes[a].min(sizes[b]).max(1) as f32;
            let why = if share >= COPY { Dependence::Copy(share) } else { Dependence::Wording(n + RUN - 1) };
            ((a, b), why)
        })
        .collect()
}

/// The words of a text between quotations, in pieces.
fn unquoted(text: &str) -> Vec<Vec<String>> {
    let mut pieces = Vec::new();
    for line in text.lines() {
        let mut quoted = false;
        for part in line.split_inclusive(['“', '”', '"']) {
            let mark = part.chars().next_back().filter(|c| matches!(c, '“' | '”' | '"'));
            if !quoted {
                pieces.push(fold(part).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect());
            }
            quoted = match mark {
                Some('“') => true,
                Some('”') => false,
                Some(_) => !quoted,
                None => quoted,
            };
        }
    }
    pieces
}

/// The agency that a report says it rests on.
pub(crate) fn credited_agency(report: &Report, reading: &Reading, lexicon: &Lexicon) -> Option<String> {
    credit(report, reading, lexicon)?.agency
}

/// The credit line or byline of a report: a short sentence near its beginning or its end.
fn credit(report: &Report, reading: &Reading, lexicon: &Lexicon) -> Option<Credit> {
    let text = &report.text;
    let spans = &reading.sentences;
    let edge = |i: usize| i < 3 || i + 6 >= spans.len();
    let lines = || spans.iter().enumerate().filter(|(i, _)| edge(*i)).map(|(_, span)| *span);
    let named = |span: Span| {
        let words = one_line(span.of(text));
        let cue = lexicon.credit_cues().iter().find(|cue| words.to_lowercase().starts_with(cue.as_str()))?;
        let name = words.get(cue.len()..)?.trim().trim_end_matches('.').to_owned();
        (words.len() < 80 && !name.is_empty()).then_some(Credit { line: span, agency: Some(name) })
    };
    let byline = |span: Span| {
        let words = one_line(span.of(text));
        let named =
            |word: &str| word.starts_with(char::is_uppercase) || matches!(word, "and" | "of" | "the" | "for" | "in");
        let mut rest = words.split(' ').skip(1).peekable();
        let signs = words.starts_with("By ") && rest.peek().is_some() && rest.all(named);
        (signs && words.split(' ').count() <= 9).then_some(Credit { line: span, agency: None })
    };
    lines().find_map(named).or_else(|| lines().find_map(byline))
}

/// For each agency, the reports that rest on it: those that credit it and those it published.
fn agencies(taken: &[&Taken], credits: &[Option<Credit>]) -> BTreeMap<String, Vec<usize>> {
    let mut out: BTreeMap<String, (String, BTreeSet<usize>)> = BTreeMap::new();
    for (report, credit) in credits.iter().enumerate() {
        if let Some(agency) = credit.as_ref().and_then(|credit| credit.agency.as_ref()) {
            out.entry(fold(agency)).or_insert_with(|| (agency.clone(), BTreeSet::new())).1.insert(report);
        }
    }
    for (report, taken) in taken.iter().enumerate() {
        if let Some(outlet) = &taken.report.outlet
            && let Some((_, reports)) = out.get_mut(&fold(outlet))
        {
            reports.insert(report);
        }
    }
    out.into_values().map(|(name, reports)| (name, reports.into_iter().collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_not_shared_wording() {
        let pieces = unquoted("He said: “We will not sign.” Then he left.\nShe \"stayed\" on.");
        let words: Vec<String> = pieces.iter().filter(|p| !p.is_empty()).map(|p| p.join(" ")).collect();
        assert_eq!(words, ["he said", "then he left", "she", "on"]);
    }
}
