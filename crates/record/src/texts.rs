//! Plans, drafts and agreements: one text under several names is one line.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use reading::{Stance, Text, TextState};

use crate::brief::TextLine;
use crate::shelf::Shelf;
use crate::titles::{Title, agree};
use crate::words::one_line;

/// One text and the entries that tell of it.
#[derive(Clone, Debug)]
pub(crate) struct Document<'a> {
    pub tellings: Vec<(usize, &'a Text)>,
    pub title: Title,
}

/// All texts, in the order of the reports.
pub(crate) fn documents<'a>(shelf: &Shelf<'a>) -> Vec<Document<'a>> {
    let mut out: Vec<Document<'a>> = Vec::new();
    for (report, text) in shelf.entries(|r| &r.texts, |t| &t.evidence) {
        let one = Document::new(shelf, report, text);
        let known = |document: &&mut Document<'a>| {
            // What one report names twice under different words is two texts.
            let here = document.tellings.iter().any(|(r, _)| *r == report);
            document.title.is(&one.title) && (!here || document.title.core == one.title.core)
        };
        match out.iter_mut().find(known) {
            Some(document) => document.tellings.push((report, text)),
            None => out.push(one),
        }
    }
    out
}

impl<'a> Document<'a> {
    fn new(shelf: &Shelf<'a>, report: usize, text: &'a Text) -> Document<'a> {
        let side = |words: &str| shelf.identity.is_body(words).then(|| shelf.identity.party(words));
        Document { tellings: vec![(report, text)], title: Title::of(&text.name, text.points, shelf.lexicon, side) }
    }

    /// Whether it goes by a word for texts: a plan, a treaty.
    pub(crate) fn is_called_a_text(&self) -> bool {
        self.title.noun.is_some()
    }

    /// Whether the two may be versions of one text, by their names and by who drafted them.
    pub(crate) fn may_be_version_of(&self, other: &Document<'_>, shelf: &Shelf<'_>) -> bool {
        self.title.may_be_version_of(&other.title) && agree(&self.drafters(shelf), &other.drafters(shelf))
    }

    /// Ordinary names of those said to have drafted it.
    pub(crate) fn drafters(&self, shelf: &Shelf<'_>) -> BTreeSet<String> {
        let named = self.tellings.iter().filter_map(|(report, text)| Some((*report, text.drafter.as_deref()?)));
        named.map(|(report, name)| shelf.identity.party_of(report, name).unwrap_or_else(|| name.to_owned())).collect()
    }

    /// The state the last dated report tells; without dates the one furthest on.
    pub(crate) fn state(&self, shelf: &Shelf<'_>) -> (usize, &'a Text) {
        let rank = |(report, text): &&(usize, &'a Text)| {
            (shelf.taken[*report].report.published, text.state, Reverse(*report), Reverse(text.evidence.span))
        };
        *self.tellings.iter().max_by_key(rank).expect("a document has an entry")
    }
}

/// The lines of the brief: settled texts first, then those under way, each by the number of sources.
pub(crate) fn texts(shelf: &Shelf<'_>, documents: &[Document<'_>]) -> Vec<TextLine> {
    let mut lines: Vec<TextLine> = documents.iter().map(|document| line(shelf, document)).collect();
    lines.sort_by_key(|line| {
        let cite = &line.told.references[0];
        let told = &line.told;
        (
            order(line.state),
            told.is_unsure(),
            Reverse(line.points.is_some()),
            Reverse(told.weight),
            cite.report,
            cite.start,
        )
    });
    lines
}

fn order(state: TextState) -> usize {
    use TextState::*;
    [Signed, Agreed, Rejected, Leaked, Revised, Proposed, Drafted, UnderDiscussion]
        .iter()
        .position(|known| *known == state)
        .unwrap_or(usize::MAX)
}

fn line(shelf: &Shelf<'_>, document: &Document<'_>) -> TextLine {
    let (report, text) = document.state(shelf);
    let told = shelf.told((report, &text.evidence), document.tellings.iter().map(|(r, t)| (*r, &t.evidence)));
    let drafter = document.tellings.iter().find_map(|(r, t)| Some(shelf.short_name(*r, t.drafter.as_deref()?)));
    let by = (text.state == TextState::Rejected).then(|| rejected_by(shelf, report, text)).flatten();
    TextLine { state: text.state, name: one_line(&text.name), points: document.title.points, drafter, by, told }
}

/// The party whose refusal is told by the same words.
fn rejected_by(shelf: &Shelf<'_>, report: usize, text: &Text) -> Option<String> {
    let positions = &shelf.taken[report].reading.positions;
    let refusal = positions
        .iter()
        .find(|position| position.stance == Stance::Opposes && position.evidence.span.overlaps(text.evidence.span))?;
    Some(shelf.short_name(report, refusal.party.as_deref().unwrap_or(&refusal.actor)))
}
