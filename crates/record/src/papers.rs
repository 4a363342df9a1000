//! Which texts a round dealt with, where reports count or list them.

use crate::brief::{Account, Difference, DifferenceKind, Nature};
use crate::contrasts::{differ, one_round};
use crate::lexicon::List;
use crate::shelf::Shelf;
use crate::wording::{Said, account};

/// `the talks revolved around four documents`, `the discussions centred on a framework, a guarantee and a plan`.
pub(crate) fn papers(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    let mut found: Vec<(usize, usize, Account)> = Vec::new();
    for one in said {
        for i in 1..one.words.len() {
            let on = one.words.get(i + 1).is_some_and(|word| matches!(&*word.key, "on" | "around" | "about" | "upon"));
            let deals =
                matches!(&*one.words[i].key, "dealt") && one.reads(i + 1, &["with"]) || one.has(shelf, i, List::Treat);
            let talks = (i.saturating_sub(4)..i).any(|n| one.has(shelf, n, List::Meeting));
            let cue = deals || (on && one.has(shelf, i, List::Cover));
            if !talks || !cue {
                continue;
            }
            let first = if on || one.reads(i, &["dealt", "with"]) { i + 2 } else { i + 1 };
            let Some((count, end)) = counted(shelf, one, first).or_else(|| listed(shelf, one, first)) else { continue };
            found.push((count, one.report, account(shelf, one.report, one.span_of(first, end), None)));
        }
    }
    let against = |one: &&(usize, usize, Account)| {
        found.iter().any(|o| o.0 != one.0 && o.1 != one.1 && one_round(shelf, o.1, one.1))
    };
    let accounts = found.iter().filter(against).map(|one| one.2.clone()).collect();
    let about = "which texts the talks dealt with".to_owned();
    differ(shelf, DifferenceKind::Documents, Nature::Conflict, about, accounts)
}

/// `four foundational pillars`.
fn counted(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(usize, usize)> {
    let value = one.number(i).filter(|value| (2.0..=20.0).contains(value) && value.fract() == 0.0)?;
    let noun = one.find(shelf, i + 1, 4, List::Paper).filter(|noun| !one.parted(i, *noun))?;
    Some((value as usize, noun))
}

/// `a framework, a guarantee for the coast, and a plan`: items with an article each, two of them texts.
fn listed(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(usize, usize)> {
    let article = |n: usize| one.words.get(n).is_some_and(|word| matches!(&*word.key, "a" | "an" | "the"));
    let mut starts = vec![i];
    for n in i + 1..one.words.len() {
        let and = one.words[n - 1].key == "and";
        if article(n) && (one.words[n].breaks || and) {
            starts.push(n);
        }
    }
    let end = one.words.len() - 1;
    let texts = (i..=end).filter(|n| one.has(shelf, *n, List::Text) || one.has(shelf, *n, List::Paper)).count();
    (article(i) && starts.len() >= 2 && texts >= 2).then_some((starts.len(), end))
}
