//! What blocks or divides, by issue.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::{IssueId, Obstacle};

use crate::brief::ObstacleLine;
use crate::positions::is_aside;
use crate::shelf::Shelf;

/// An issue of the agenda, or what fits none with the name of its subject.
type Subject = (IssueId, Option<String>);

/// Words longer than this are left to the reference.
const BRIEF: usize = 100;

/// No more words than fit, cut at a comma if there is one late enough.
fn short_of(words: &str) -> String {
    const MOST: usize = 120;
    let Some((end, _)) = words.char_indices().nth(MOST) else { return words.to_owned() };
    let head = &words[..end];
    let comma = head.rfind([',', ';', '—']).filter(|at| *at >= 60);
    let cut = comma.or_else(|| head.rfind(' ')).unwrap_or(end);
    format!("{} …", head[..cut].trim_end())
}

/// Issues in the order of how many sources say they are in the way.
pub(crate) fn obstacles(shelf: &Shelf<'_>) -> Vec<ObstacleLine> {
    let mut by_issue: BTreeMap<Subject, Vec<(usize, &Obstacle)>> = BTreeMap::new();
    for (report, obstacle) in shelf.entries(|r| &r.obstacles, |o| &o.evidence) {
        let words = obstacle.evidence.span.of(shelf.text(report));
        let topic = shelf.unlisted.name(&obstacle.issue.0, words).map(str::to_owned);
        by_issue.entry((obstacle.issue.clone(), topic)).or_default().push((report, obstacle));
    }
    let mut groups: Vec<(Subject, Vec<(usize, &Obstacle)>)> = by_issue.into_iter().collect();
    groups.sort_by_key(|((issue, topic), group)| {
        let (report, first) = group[0];
        let told = shelf.told((report, &first.evidence), group.iter().map(|(r, o)| (*r, &o.evidence)));
        let aside = is_aside(issue, topic.as_deref());
        (aside, Reverse((told.sources, told.weight)), report, issue.clone(), topic.clone())
    });
    let mut used = BTreeSet::new();
    groups
        .into_iter()
        .map(|((issue, topic), group)| {
            // The briefest words that no line above has said already.
            let words = |(report, o): &(usize, &Obstacle)| shelf.cite(*report, o.evidence.span).quote;
            let fresh = group.iter().filter(|telling| {
                let length = words(telling).chars().count();
                (20..=BRIEF).contains(&length) && !used.contains(&words(telling))
            });
            let unsure = |telling: &(usize, &Obstacle)| telling.1.evidence.probability < 0.5;
            let best =
                fresh.min_by_key(|telling| (unsure(telling), words(telling).chars().count(), telling.0)).copied();
            let (report, first) = best.unwrap_or(group[0]);
            let quote = Some(short_of(&words(&(report, first))));
            used.insert(words(&(report, first)));
            let told = shelf.told((report, &first.evidence), group.iter().map(|(r, o)| (*r, &o.evidence)));
            let label = topic.as_deref().unwrap_or_else(|| shelf.lexicon.short(&issue.0)).to_owned();
            ObstacleLine { label, topic, issue, words: quote, told }
        })
        .collect()
}
