//! What a side wants of land, and whether it gives way: the same side told with a different reach by different reports.

use std::collections::BTreeSet;

use crate::brief::{Account, Difference, DifferenceKind, Nature};
use crate::contrasts::{differ, one_round};
use crate::lexicon::List;
use crate::shelf::Shelf;
use crate::wording::{Said, account, side_of};
use crate::words::fold;

/// Where the words for what is wanted end.
const STOPS: [&str; 12] =
    ["and", "but", "while", "as", "which", "who", "after", "before", "if", "unless", "according", "has"];

/// How much of the land.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// All of something, in these words.
    Whole(String),
    /// What is held already, or a part.
    Part,
    /// Demands, and no word on how far they go.
    Open,
}

struct Claim {
    side: String,
    reach: Reach,
    report: usize,
    account: Account,
}

/// `firm territorial demands`, `keeping captured territory`, `all of the valley`.
pub(crate) fn extents(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut found: Vec<Claim> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            if !one.has(shelf, i, List::Want) {
                continue;
            }
            let told = demands(shelf, one, i).or_else(|| claim(shelf, one, i));
            let Some((from, to, reach)) = told else { continue };
            let Some(who) = one.actor_before(shelf, i) else { continue };
            let account = account(shelf, one.report, one.span_of(from, to), None);
            found.push(Claim { side: side_of(shelf, who), reach, report: one.report, account });
        }
    }
    let sides: BTreeSet<String> = found.iter().map(|claim| claim.side.clone()).collect();
    let mut out = Vec::new();
    for side in sides {
        let all: Vec<&Claim> = found.iter().filter(|claim| claim.side == side).collect();
        let against = |one: &&&Claim| {
            let other =
                |o: &&&Claim| o.reach != one.reach && o.report != one.report && one_round(shelf, o.report, one.report);
            all.iter().any(|o| other(&o))
        };
        let wholes: BTreeSet<&Reach> =
            all.iter().map(|claim| &claim.reach).filter(|reach| matches!(reach, Reach::Whole(_))).collect();
        if wholes.is_empty() {
            continue;
        }
        let nature = if wholes.len() > 1 { Nature::Conflict } else { Nature::Weight };
        let accounts = all.iter().filter(against).map(|claim| claim.account.clone()).collect();
        let about = format!("what {} wants of territory", shelf.lexicon.short(&side));
        out.extend(differ(shelf, DifferenceKind::Stance, nature, about, accounts));
    }
    out
}

/// `firm territorial demands`: the demands are the noun itself.
fn demands(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(usize, usize, Reach)> {
    let land = i.checked_sub(1).filter(|n| one.has(shelf, *n, List::Land) && !one.words[i].breaks)?;
    let firm = land.checked_sub(1).filter(|n| one.has(shelf, *n, List::Firm));
    Some((firm.unwrap_or(land), i, Reach::Open))
}

/// `insists it must control the entirety of the valley`: who wants to have land, and how much of it.
fn claim(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(usize, usize, Reach)> {
    // `wants the whole peninsula back` has no verb of its own.
    let back = || one.find(shelf, i + 1, 4, List::Whole)?.checked_sub(1);
    let verb = one.find(shelf, i + 1, 5, List::Take);
    let take = verb.or_else(back)?;
    let denied = (i..take).any(|n| one.has(shelf, n, List::Denial));
    if denied || one.parted(i, take) {
        return None;
    }
    let end = one.phrase_end(take + 1, 6, &STOPS);
    let land = (take + 1..=end).any(|n| one.has(shelf, n, List::Land));
    let whole = (take + 1..=end.min(take + 3)).find(|n| one.has(shelf, *n, List::Whole));
    let named = (take + 1..=end).any(|n| one.words[n].text.starts_with(char::is_uppercase));
    let all_of_a_place = verb.is_some() && whole.is_some() && named;
    if !land && !all_of_a_place {
        return None;
    }
    let part = (take + 1..=end).any(|n| one.has(shelf, n, List::Part));
    let reach = match whole {
        Some(_) => Reach::Whole(fold(one.span_of(take + 1, end).of(shelf.text(one.report)))),
        None if part => Reach::Part,
        None => Reach::Open,
    };
    Some((if verb.is_some() { take } else { take + 1 }, end, reach))
}

/// How a side stands to giving way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bending {
    Yes,
    Terms,
    No,
}

/// Concessions that a side refuses by one report, and makes, or would on terms, by another.
pub(crate) fn concessions(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut found: Vec<(String, Bending, usize, Account)> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            if !one.has(shelf, i, List::Yield) {
                continue;
            }
            let Some((from, cue, bending)) = bending(shelf, one, i) else { continue };
            let Some(who) = one.actor_before(shelf, cue) else { continue };
            let end = one.phrase_end(i, 8, &STOPS);
            let account = account(shelf, one.report, one.span_of(from, end), None);
            found.push((side_of(shelf, who), bending, one.report, account));
        }
    }
    let sides: BTreeSet<String> = found.iter().map(|(side, ..)| side.clone()).collect();
    let mut out = Vec::new();
    for side in sides {
        let all: Vec<_> = found.iter().filter(|(known, ..)| *known == side).collect();
        let no = |bending: Bending| bending == Bending::No;
        let against = |one: &&&(String, Bending, usize, Account)| {
            all.iter().any(|o| no(o.1) != no(one.1) && o.2 != one.2 && one_round(shelf, o.2, one.2))
        };
        let told: Vec<_> = all.iter().filter(against).collect();
        // Who refuses them may still name a price.
        let yes = told.iter().any(|(_, bending, ..)| *bending == Bending::Yes);
        let nature = if yes { Nature::Conflict } else { Nature::Weight };
        let about = format!("{} on concessions", shelf.lexicon.short(&side));
        let accounts = told.into_iter().map(|one| one.3.clone()).collect();
        out.extend(differ(shelf, DifferenceKind::Stance, nature, about, accounts));
    }
    out
}

/// Where the words for the stance begin, the cue that names it, and the stance.
fn bending(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(usize, usize, Bending)> {
    let from = i.saturating_sub(5);
    let terms = |n: usize| one.reads(n, &["in", "exchange", "for"]) || one.reads(n, &["in", "return", "for"]);
    if let Some(n) = (from..i).find(|n| terms(*n) && !one.parted(*n, i)) {
        // What is asked in exchange stands before it.
        let asked = (n.saturating_sub(6)..n).rev().find(|w| one.has(shelf, *w, List::Want));
        return asked.map(|asked| (asked + 1, asked, Bending::Terms));
    }
    let cue = (from..i).rev().find(|n| !one.parted(*n, i) && stance(shelf, one, *n).is_some())?;
    let bending = stance(shelf, one, cue)?;
    let pressed = (cue.saturating_sub(4)..cue).any(|n| one.has(shelf, n, List::Press));
    if bending == Bending::Yes && (pressed || (cue.saturating_sub(2)..cue).any(|n| one.has(shelf, n, List::Denial))) {
        return None;
    }
    // A price may follow, with what is given up in between.
    if bending == Bending::Yes && (i + 1..one.words.len().min(i + 6)).any(terms) {
        return Some((cue, cue, Bending::Terms));
    }
    Some((cue, cue, bending))
}

fn stance(shelf: &Shelf<'_>, one: &Said<'_>, n: usize) -> Option<Bending> {
    let out = one.has(shelf, n, List::Rule) && one.reads(n + 1, &["out"]);
    if out || one.has(shelf, n, List::Refuse) {
        return Some(Bending::No);
    }
    let makes = one.has(shelf, n, List::Give);
    (makes || one.has(shelf, n, List::Ready)).then_some(Bending::Yes)
}
