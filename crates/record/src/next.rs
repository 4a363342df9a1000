//! What comes next.

use std::cmp::Reverse;

use reading::{NextStep, SessionStatus};

use crate::brief::NextLine;
use crate::positions::voice;
use crate::sessions::Meeting;
use crate::shelf::Shelf;
use crate::words::{Bag, fold, one_line};

/// Steps: those with a time first, then those most sources tell.
/// What has taken place since, by the word of another report, is not to come.
pub(crate) fn next(shelf: &Shelf<'_>, meetings: &[Meeting<'_>]) -> Vec<NextLine> {
    let done = |report: usize, step: &NextStep| {
        let plans = meetings.iter().filter(|meeting| meeting.status != SessionStatus::Planned);
        let mut plans = plans.filter_map(|meeting| meeting.planned);
        plans.any(|(r, plan)| r == report && plan.evidence.span.overlaps(step.evidence.span))
    };
    let mut groups: Vec<(Bag, Vec<(usize, &NextStep)>)> = Vec::new();
    let steps = shelf.entries(|r| &r.next, |n| &n.evidence);
    for (report, step) in steps.into_iter().filter(|(report, step)| !done(*report, step)) {
        let bag = Bag::of(&step.what, shelf.lexicon);
        let same = |(known, group): &&mut (Bag, Vec<(usize, &NextStep)>)| {
            let when = |step: &NextStep| step.when.as_deref().map(fold);
            let again = group.iter().any(|(r, other)| *r == report && other.evidence.span == step.evidence.span);
            let alike = known.likeness(&bag) >= 0.6 && when(group[0].1) == when(step);
            alike || (again && known.overlap(&bag) >= 0.5)
        };
        match groups.iter_mut().find(same) {
            Some((_, group)) => group.push((report, step)),
            None => groups.push((bag, vec![(report, step)])),
        }
    }
    let mut lines: Vec<NextLine> = groups.iter().map(|(_, group)| line(shelf, group)).collect();
    lines.sort_by_key(|line| {
        let cite = &line.told.references[0];
        // Of steps with a time, those of the last report are the nearest.
        let recent = line.when.is_some().then_some(Reverse(cite.report));
        (
            line.told.is_unsure(),
            line.when.is_none(),
            Reverse(line.told.sources),
            recent,
            Reverse(line.told.weight),
            cite.report,
            cite.start,
        )
    });
    lines
}

fn line(shelf: &Shelf<'_>, group: &[(usize, &NextStep)]) -> NextLine {
    let (report, step) = group[0];
    let mut who: Vec<String> = Vec::new();
    for name in &step.who {
        let name = shelf.short_name(report, name);
        if !who.contains(&name) {
            who.push(name);
        }
    }
    let span = step.evidence.span;
    // Whoever is quoted on it, if that is nobody who takes the step.
    let speaker =
        shelf.taken[report].reading.said().find(|a| a.evidence.span == span).and_then(|a| a.source.as_deref());
    let speaker = speaker.filter(|name| !who.contains(&shelf.short_name(report, name)));
    let speaker = speaker.filter(|name| {
        let party = shelf.identity.party_of(report, name);
        party.as_deref() != Some(*name)
    });
    let (per, via) = voice(shelf, report, speaker, span);
    let told = shelf.told((report, &step.evidence), group.iter().map(|(r, s)| (*r, &s.evidence)));
    NextLine { who, what: one_line(&step.what), when: step.when.clone(), per, via, told }
}
