//! Where clauses begin and end: what may stand before a subject, and behind those who join it.

use super::unit::{Unit, word};
use super::words::WORDS;
use crate::lexicon::ROLES;

/// Where the clause of a subject at this unit begins, with its conjunction; `None` where no subject can stand. While a point
/// runs, only a mark or a conjunction lets another subject begin.
pub fn opening(units: &[Unit<'_>], at: usize, running: bool) -> Option<usize> {
    if word(units, at) == "," {
        return None;
    }
    let mut from = at;
    let mut bounded = at == 0;
    while from > 0 && !bounded {
        let before = &units[from - 1];
        if is_quote(&before.word) && from > 1 {
            from -= 1;
            continue;
        }
        if before.is("(") {
            return (!in_chair(units, from)).then_some(from);
        }
        if before.is(",") || before.is_stop() || before.is(".") {
            bounded = true;
            from -= usize::from(before.is(","));
        } else if WORDS.opener.contains(&before.word) || before.is("with") || before.is_adverb() {
            from -= 1;
            bounded = from == 0 || !running || WORDS.breaks.contains(&before.word) && !before.is("with");
        } else {
            return (!running && is_office(units, from)).then_some(from);
        }
    }
    bounded.then_some(from)
}

/// Whether the words before a name tell who speaks for the party: "the Minister of ...".
fn is_office(units: &[Unit<'_>], name: usize) -> bool {
    let of = name - usize::from(word(units, name.wrapping_sub(1)) == "the");
    let before = &units[of.saturating_sub(8)..of];
    let from = before.iter().rposition(|u| u.is(",") || u.is_stop()).map_or(0, |comma| comma + 1);
    matches!(word(units, of.wrapping_sub(1)), "of" | "from")
        && before[from..].iter().any(|u| ROLES.person.contains(u.word.as_str()))
        && !in_chair(units, name)
}

/// Whether the words around a name tell of an office of the talks: "Co-Chair Lee (...)".
fn in_chair(units: &[Unit<'_>], name: usize) -> bool {
    let around = &units[name.saturating_sub(10)..units.len().min(name + 6)];
    around.iter().any(|u| WORDS.chair.contains(&u.word))
        || around.windows(2).any(|pair| pair[0].word.starts_with("cop") && pair[1].is("president"))
}

/// Whether a clause can end before this unit.
pub fn is_end(units: &[Unit<'_>], at: usize) -> bool {
    let ends = |u: &Unit| {
        u.is_stop() || matches!(u.word.as_str(), "," | "." | ")") || is_quote(&u.word) || WORDS.breaks.contains(&u.word)
    };
    units.get(at).is_none_or(ends) || word(units, at.wrapping_sub(1)) == ","
}

/// Where the sentence begins behind its heading: "OTHER MATTERS: On the annex, ...".
pub fn heading_end(units: &[Unit<'_>]) -> usize {
    let colon = units.iter().take(30).position(|u| u.is(":"));
    let heading = colon.filter(|&colon| units[..colon].iter().all(|u| WORDS.verb(&u.word).is_none()));
    heading.map_or(0, |colon| colon + 1)
}

/// A mark that closes a quotation.
pub fn is_quote(word: &str) -> bool {
    matches!(word, "\"" | "''" | "”" | "’")
}
