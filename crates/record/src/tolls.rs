//! How many were killed or hurt, by different reports of one time.

use std::collections::BTreeSet;

use crate::brief::{Account, Difference, DifferenceKind, Nature};
use crate::contrasts::{differ, near, one_round, source_of};
use crate::lexicon::List;
use crate::nature::{self, Range};
use crate::shelf::Shelf;
use crate::wording::{Said, account};
use crate::words::singular;

/// Days after which a toll may have risen.
const SAME_TOLL: i32 = 2;
/// More than this many times another, it counts something else.
const FAR: f64 = 4.0;

struct Toll {
    report: usize,
    /// Who was counted, and whether they died.
    of: (String, bool),
    value: f64,
    range: Range,
    account: Account,
}

/// `about 40 fishermen have been killed`, `25 fishermen died`.
pub(crate) fn tolls(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut found: Vec<Toll> = Vec::new();
    for one in said {
        found.extend((0..one.words.len()).filter_map(|i| toll(shelf, one, i)));
    }
    let things: BTreeSet<(String, bool)> = found.iter().map(|toll| toll.of.clone()).collect();
    let mut out = Vec::new();
    for of in things {
        let all: Vec<&Toll> = found.iter().filter(|toll| toll.of == of).collect();
        // A report that tells two tolls tells of two events.
        let alone = |toll: &Toll| all.iter().filter(|other| other.report == toll.report).count() == 1;
        let against = |one: &&&Toll| {
            let other = |o: &&&Toll| {
                let (low, high) = (o.value.min(one.value), o.value.max(one.value));
                low < high
                    && high <= FAR * low
                    && alone(o)
                    && o.report != one.report
                    && near(shelf, o.report, one.report, SAME_TOLL)
                    && one_round(shelf, o.report, one.report)
            };
            alone(one) && all.iter().any(|o| other(&o))
        };
        let told: Vec<&&Toll> = all.iter().filter(against).collect();
        let ranges: Vec<Range> = told.iter().map(|toll| toll.range).collect();
        let nature = if nature::meet(&ranges) { Nature::Precision } else { Nature::Conflict };
        let about = format!("how many {} were {}", of.0, if of.1 { "killed" } else { "hurt" });
        let accounts = told.iter().map(|toll| toll.account.clone()).collect();
        out.extend(differ(shelf, DifferenceKind::Figure, nature, about, accounts));
    }
    out
}

fn toll(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<Toll> {
    let value = one.number(i).filter(|value| *value >= 2.0)?;
    let noun = one.words.get(i + 1).filter(|noun| !noun.breaks && !noun.joined && noun.key.len() > 2)?;
    let fate = (i + 2..one.words.len().min(i + 6))
        .find(|n| one.has(shelf, *n, List::Dead) || one.has(shelf, *n, List::Hurt))?;
    if one.parted(i, fate) || one.words[i + 2..fate].iter().any(|word| matches!(&*word.key, "who" | "to" | "and")) {
        return None;
    }
    let mut first = i;
    while first > 0 && one.has(shelf, first - 1, List::Vague) {
        first -= 1;
    }
    // "Kenya says 40 …", or whoever the words are attributed to.
    let sayer = || {
        let cue = (0..first).rev().find(|n| one.has(shelf, *n, List::Say))?;
        one.actor_ending(shelf, cue.checked_sub(1)?).map(|(who, _)| shelf.short_of(who))
    };
    let span = one.span_of(first, fate);
    let per = sayer().or_else(|| source_of(shelf, one, span));
    Some(Toll {
        report: one.report,
        of: (singular(&noun.key), one.has(shelf, fate, List::Dead)),
        value,
        range: Range::of(value, &one.words[first..i], shelf.lexicon),
        account: account(shelf, one.report, span, per),
    })
}
