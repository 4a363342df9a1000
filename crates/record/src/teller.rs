//! Who speaks in the words of a reference, where the words themselves do not show it.

use reading::{Attribution, Certainty, Speaker};
use source::Span;

use crate::brief::Teller;
use crate::shelf::Shelf;
use crate::words::fold;

impl Teller {
    /// In words: "Solen says", "officials (unnamed) would not say, via AFP".
    pub fn words(&self) -> String {
        let several = self.several;
        let bare = self.attitude.bare();
        let verb = match (self.certainty, self.negated) {
            (Certainty::Conditional, false) => format!("would {bare}"),
            (Certainty::Conditional, true) => format!("would not {bare}"),
            (Certainty::Expected, false) => format!("will {bare}"),
            (Certainty::Expected, true) => format!("will not {bare}"),
            (_, true) if several => format!("do not {bare}"),
            (_, true) => format!("does not {bare}"),
            (_, false) if several => bare.to_owned(),
            (_, false) => self.attitude.as_str().to_owned(),
        };
        let hedge = if self.certainty == Certainty::Hedged { "reportedly " } else { "" };
        let unnamed = if self.unnamed { " (unnamed)" } else { "" };
        let via = self.via.as_ref().map(|via| format!(", via {via}")).unwrap_or_default();
        format!("{}{unnamed} {hedge}{verb}{via}", self.names.join(", "))
    }
}

/// Whoever is told to say the words of a span; nobody where the words name the speaker, or where none is told.
pub(crate) fn teller(shelf: &Shelf<'_>, report: usize, span: Span) -> Option<Teller> {
    let said = || shelf.taken[report].reading.said().filter(|a| a.source.is_some());
    let length = |a: &&Attribution| (a.evidence.span.end - a.evidence.span.start, a.evidence.span.start);
    let best = said().filter(|a| a.evidence.span.contains(span)).min_by_key(length)?;
    // Joint speakers have an entry each.
    let joint = said().filter(|a| a.evidence.span == best.evidence.span && a.cue_spans == best.cue_spans);
    let joint: Vec<&Attribution> = joint.filter(|a| a.content == best.content).collect();
    let mut names: Vec<String> = Vec::new();
    for source in joint.iter().filter_map(|one| one.source.as_deref()) {
        let name = shelf.short_name(report, source);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let words = fold(span.of(shelf.text(report)));
    let shown = best.source_spans.iter().any(|source| span.contains(*source))
        || names.iter().any(|name| words.contains(&fold(name)));
    (!shown).then(|| Teller {
        several: names.len() > 1 || names.iter().any(|name| is_group(name)),
        names,
        unnamed: joint.iter().any(|a| a.speaker == Speaker::Unnamed),
        attitude: best.attitude,
        negated: best.negated,
        certainty: best.certainty,
        via: best.relayed_by.clone(),
    })
}

/// Whether words for somebody unnamed mean more than one: "officials close to the talks".
fn is_group(name: &str) -> bool {
    const AFTER: [&str; 10] = ["of", "from", "close", "familiar", "with", "in", "at", "who", "on", "for"];
    let head = name.split(' ').take_while(|word| !AFTER.contains(word)).last().unwrap_or_default();
    head.ends_with('s') && !head.ends_with("ss") && head.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reading::Attitude;

    #[test]
    fn the_words_say_who_how_surely_and_through_whom() {
        let mut teller = Teller {
            names: vec!["officials".into()],
            several: true,
            unnamed: true,
            attitude: Attitude::Denies,
            negated: false,
            certainty: Certainty::Hedged,
            via: Some("AFP".into()),
        };
        assert_eq!(teller.words(), "officials (unnamed) reportedly deny, via AFP");
        teller = Teller { names: vec!["Kenya".into(), "Peru".into()], unnamed: false, via: None, ..teller };
        assert_eq!(teller.words(), "Kenya, Peru reportedly deny");
        teller = Teller { negated: true, certainty: Certainty::Plain, ..teller };
        assert_eq!(teller.words(), "Kenya, Peru do not deny");
        teller = Teller { certainty: Certainty::Conditional, ..teller };
        assert_eq!(teller.words(), "Kenya, Peru would not deny");
    }

    #[test]
    fn a_group_is_more_than_one() {
        assert!(is_group("officials close to the talks") && is_group("Western diplomats"));
        assert!(!is_group("an aide of the ministers"));
        assert!(!is_group("Solomon Islands") && !is_group("a spokesman"));
    }
}
