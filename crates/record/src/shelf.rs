//! The reports in order, with what every view asks of them: labels, references, independence, who is who.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use reading::{Evidence, Reading};
use source::{Report, Span};

use crate::brief::{Cite, Told};
use crate::copies::Independence;
use crate::identity::Identity;
use crate::judgement::Namings;
use crate::lexicon::Lexicon;
use crate::teller::teller;
use crate::unlisted::Unlisted;
use crate::wording::{Said, sentences};
use crate::words::one_line;

/// Entries less likely than this are left out of the brief and counted.
pub(crate) const FLOOR: f32 = 0.25;

/// A report with its reading.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub report: Report,
    pub reading: Reading,
}

/// Where an entry comes from: the index of its report, and its evidence.
pub(crate) type Origin<'a> = (usize, &'a Evidence);

/// The reports of a brief.
#[derive(Debug)]
pub(crate) struct Shelf<'a> {
    pub taken: Vec<&'a Taken>,
    pub labels: Vec<String>,
    pub independence: Independence,
    pub identity: Identity,
    /// Names of the subjects that no agenda has.
    pub unlisted: Unlisted,
    pub lexicon: &'a Lexicon,
    said: OnceCell<Vec<Said<'a>>>,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(taken: Vec<&'a Taken>, lexicon: &'a Lexicon, namings: &Namings) -> Shelf<'a> {
        let labels = labels(&taken);
        let independence = Independence::of(&taken, &labels, lexicon);
        let identity = Identity::of(&taken, lexicon, namings);
        let mut shelf = Shelf {
            taken,
            labels,
            independence,
            identity,
            unlisted: Unlisted::default(),
            lexicon,
            said: OnceCell::new(),
        };
        shelf.unlisted = Unlisted::of(&shelf);
        shelf
    }

    /// All entries of one section that are likely enough, with the index of their report, in the order of the text.
    pub(crate) fn entries<T>(
        &self,
        section: impl Fn(&'a Reading) -> &'a [T],
        evidence: impl Fn(&T) -> &Evidence,
    ) -> Vec<(usize, &'a T)> {
        let mut out = Vec::new();
        for (report, taken) in self.taken.iter().enumerate() {
            let mut entries: Vec<&'a T> = section(&taken.reading).iter().collect();
            entries.retain(|entry| evidence(entry).probability >= FLOOR);
            entries.sort_by_key(|entry| evidence(entry).span);
            out.extend(entries.into_iter().map(|entry| (report, entry)));
        }
        out
    }

    /// All sentences as words, in order.
    pub(crate) fn said(&self) -> &[Said<'a>] {
        self.said.get_or_init(|| sentences(&self.taken))
    }

    /// The sentence in which a span begins, from 1.
    pub(crate) fn sentence(&self, report: usize, span: Span) -> usize {
        let sentences = &self.taken[report].reading.sentences;
        sentences.partition_point(|sentence| sentence.start <= span.start).max(1)
    }

    pub(crate) fn cite(&self, report: usize, span: Span) -> Cite {
        let text = &self.taken[report].report.text;
        let (start, end) = span.code_points(text);
        Cite {
            report,
            label: self.labels[report].clone(),
            sentence: self.sentence(report, span),
            start,
            end,
            quote: one_line(span.of(text)),
            teller: teller(self, report, span),
        }
    }

    /// What a line rests on; the words printed are those of `first`.
    pub(crate) fn told<'b>(&self, first: Origin<'b>, all: impl IntoIterator<Item = Origin<'b>>) -> Told {
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        let mut references = vec![self.cite(first.0, first.1.span)];
        let mut more: Vec<Origin<'b>> = all.into_iter().collect();
        more.push(first);
        more.sort_by_key(|(report, evidence)| (*report, evidence.span));
        for (report, evidence) in more {
            let voice = self.independence.voice[report];
            let sure = best.entry(voice).or_default();
            *sure = sure.max(evidence.probability.clamp(0.0, 1.0));
            let sentence = self.sentence(report, evidence.span);
            if !references.iter().any(|cite| cite.report == report && cite.sentence == sentence) {
                references.push(self.cite(report, evidence.span));
            }
        }
        // Other reports before other sentences of the same one.
        let mut seen = std::collections::BTreeSet::new();
        let (mut others, again): (Vec<Cite>, Vec<Cite>) =
            references.into_iter().partition(|cite| seen.insert(cite.report));
        others.extend(again);
        let wrong: f32 = best.values().map(|sure| 1.0 - sure).product();
        let sources = best.values().filter(|sure| **sure >= 0.5).count().max(1);
        let weight = (best.values().sum::<f32>() * 10.0).round() as u32;
        Told { references: others, sources, weight, probability: 1.0 - wrong }
    }

    /// The text of a report.
    pub(crate) fn text(&self, report: usize) -> &'a str {
        &self.taken[report].report.text
    }

    /// Where the sentence is that a span begins in.
    pub(crate) fn sentence_span(&self, report: usize, span: Span) -> Option<Span> {
        self.taken[report].reading.sentences.get(self.sentence(report, span) - 1).copied()
    }

    /// The whole sentence a span begins in.
    pub(crate) fn around(&self, report: usize, span: Span) -> &'a str {
        let sentences = &self.taken[report].reading.sentences;
        let index = self.sentence(report, span) - 1;
        sentences.get(index).map_or("", |sentence| sentence.of(self.text(report)))
    }

    /// Short name of whoever an entry of a report names: a party's short name, a person's last name.
    pub(crate) fn short_name(&self, report: usize, name: &str) -> String {
        match self.identity.resolve(report, name) {
            Some(who) => self.short_of(who),
            None => self.lexicon.short(name).to_owned(),
        }
    }

    /// Short name of an actor.
    pub(crate) fn short_of(&self, who: usize) -> String {
        let actor = &self.identity.actors[who];
        if actor.kind == reading::ActorKind::Person && !self.identity.surname_is_shared(who) {
            actor.surname().to_owned()
        } else {
            self.lexicon.short(&actor.name).to_owned()
        }
    }
}

/// What references call the reports: their file names where those are short and differ, else numbers.
fn labels(taken: &[&Taken]) -> Vec<String> {
    let stems: Vec<&str> = taken.iter().map(|taken| taken.report.id.stem()).collect();
    let fit = |stem: &&str| (1..=4).contains(&stem.len()) && stem.chars().all(|c| c.is_ascii_alphanumeric());
    let different = stems.iter().collect::<std::collections::BTreeSet<_>>().len() == stems.len();
    if different && stems.iter().all(fit) {
        stems.into_iter().map(str::to_owned).collect()
    } else {
        (1..=taken.len()).map(|number| number.to_string()).collect()
    }
}
