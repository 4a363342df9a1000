//! What texts are called: which names are of one text, and which of versions of one text.
//!
//! The brief and the views over a whole dossier tell texts apart by this alone. It looks at names, never at words of reports.

use std::collections::BTreeSet;

use crate::lexicon::{Lexicon, List};
use crate::words::{fold, singular};

/// What the name of a text tells.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    pub points: Option<u32>,
    /// What tells it from other texts.
    pub core: BTreeSet<String>,
    /// What it is called: plan, framework.
    pub noun: Option<String>,
    /// What it is about: the core without whose it is, how far it has come and what it is meant to do.
    subject: BTreeSet<String>,
    /// Whose it is said to be.
    pub sides: BTreeSet<String>,
    stage: Stage,
    pact: bool,
    /// Whether it is about no more than what all the talks are about.
    general: bool,
}

/// How far a version has come, by the name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Early,
    Late,
    Untold,
}

impl Title {
    /// Of a name; `side` is the party that one or two folded words stand for.
    pub(crate) fn of(
        name: &str,
        points: Option<u32>,
        lexicon: &Lexicon,
        side: impl Fn(&str) -> Option<String>,
    ) -> Title {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').collect();
        let number = |word: &str| word.chars().all(|c| c.is_ascii_digit()) || word == "point";
        let mut title = Title {
            points,
            core: BTreeSet::new(),
            noun: None,
            subject: BTreeSet::new(),
            sides: BTreeSet::new(),
            stage: Stage::Untold,
            pact: false,
            general: false,
        };
        let mut aside = false;
        let mut skipped = 0;
        for (i, told) in words.iter().enumerate() {
            let word = &singular(told);
            let has = |list| lexicon.has(list, word);
            aside |= title.noun.is_some() && has(List::Purpose);
            if skipped > 0 {
                skipped -= 1;
            } else {
                let two = words.get(i + 1).map(|next| format!("{told} {next}"));
                let found = two.and_then(|two| Some((side(&two)?, 1))).or_else(|| Some((side(told)?, 0)));
                let named = found.is_some();
                if let Some((party, more)) = found {
                    title.sides.insert(party);
                    skipped = more;
                }
                if has(List::Early) || has(List::Late) {
                    title.stage = if has(List::Early) { Stage::Early } else { Stage::Late };
                }
                let other = [List::Early, List::Late, List::Back, List::Author, List::Text].into_iter().any(has);
                if !named && !other && !aside && !number(word) && tells(word, lexicon) {
                    title.subject.insert(word.clone());
                }
            }
            if has(List::Text) {
                if !aside {
                    title.pact = has(List::Pact);
                }
                title.noun = Some(word.clone());
            } else if !number(word) && tells(word, lexicon) {
                title.core.insert(word.clone());
            }
        }
        title.general = title.subject.iter().all(|word| lexicon.has(List::Goal, word));
        title
    }

    /// Same number of points and same words, or two words or more of which one name adds to the other.
    pub(crate) fn is(&self, other: &Title) -> bool {
        let fewer = self.core.len().min(other.core.len());
        let nested = self.core.is_subset(&other.core) || other.core.is_subset(&self.core);
        let alike = if self.points.is_some() { nested } else { fewer >= 2 && nested };
        let equal = self.core == other.core && self.noun == other.noun;
        self.points == other.points && (equal || alike)
    }

    /// Whether it says nothing but what sort of text it is: `the plan`, `a U.S. draft`.
    pub(crate) fn is_bare(&self) -> bool {
        self.subject.is_empty() && self.points.is_none() && self.noun.is_some()
    }

    /// Whether both are plans, or both are what is signed.
    fn same_sort(&self, other: &Title) -> bool {
        self.noun.is_some() && other.noun.is_some() && self.pact == other.pact
    }

    /// Whether the two may be versions of one text, by their names alone.
    pub(crate) fn may_be_version_of(&self, other: &Title) -> bool {
        agree(&self.sides, &other.sides) && self.fits(other, !self.sides.is_disjoint(&other.sides))
    }

    /// The same of two that nobody says are of two sides; `same_side` where they are said to be of one.
    pub(crate) fn fits(&self, other: &Title, same_side: bool) -> bool {
        if self.noun.is_none() || other.noun.is_none() {
            return self.core == other.core;
        }
        let (few, many) = if self.subject.len() <= other.subject.len() { (self, other) } else { (other, self) };
        if !self.same_sort(other) {
            return few.subject.len() >= 2 && few.subject == many.subject;
        }
        let counted = self.points.is_some() && other.points.is_some();
        if few.subject.is_empty() {
            // Two counted plans, or `the U.S. plan` and the text of the talks.
            let nobodys = self.sides.is_empty() && other.sides.is_empty();
            let same = many.subject.is_empty() && self.noun == other.noun && (same_side || nobodys);
            return counted || same || (many.general && same_side);
        }
        // What one of the two names leaves out is little; or it is the text of the talks, which goes by many names.
        let nested = few.subject.is_subset(&many.subject);
        nested && (few.subject == many.subject || few.subject.len() >= 2 || few.general || counted)
    }

    /// Whether a report that names both, under other words and without telling that they are versions, means two texts.
    pub(crate) fn differs_beside(&self, other: &Title) -> bool {
        self.points == other.points && self.stage == other.stage && self.subject != other.subject
    }
}

/// Whether a word tells one text from another.
fn tells(word: &str, lexicon: &Lexicon) -> bool {
    !lexicon.has(List::Empty, word) && (lexicon.has(List::Goal, word) || !lexicon.has(List::Light, word))
}

/// Whether what is said of whose a text is may hold of one text.
pub(crate) fn agree(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    a.is_empty() || b.is_empty() || !a.is_disjoint(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(name: &str, points: Option<u32>) -> Title {
        let side = |words: &str| match words {
            "ardanian" | "ardania" => Some("Ardania".to_owned()),
            "borovian" | "borovia" => Some("Borovia".to_owned()),
            _ => None,
        };
        Title::of(name, points, &Lexicon::default(), side)
    }

    #[test]
    fn versions_of_one_text() {
        let check = |a: &str, n, b: &str, m| {
            let (a, b) = (title(a, n), title(b, m));
            assert_eq!(a.may_be_version_of(&b), b.may_be_version_of(&a));
            a.may_be_version_of(&b)
        };
        assert!(check("12-point peace plan", Some(12), "9-point Ardanian peace proposal", Some(9)));
        assert!(check("comprehensive peace plan", None, "peace plan", None));
        assert!(check("revised peace framework aimed at ending the war", None, "peace plan", None));
        assert!(check("Ardanian-drafted proposal", None, "Ardanian peace plan", None));
        assert!(check("grain corridor agreement", None, "new grain corridor agreement", None));
        assert!(!check("Borovian peace plan", None, "Ardanian peace plan", None));
        assert!(!check("economic prosperity plan", None, "peace plan", None));
        assert!(!check("cease-fire framework", None, "peace framework", None));
        assert!(!check("peace treaty", None, "peace plan", None));
        assert!(!check("joint statement", None, "peace plan", None));
        assert!(!check("draft of their own", None, "Ardanian draft", None));
    }

    #[test]
    fn a_report_tells_two_texts_apart_by_their_subject() {
        let (local, wide) =
            (title("bilateral security framework", None), title("multilateral security framework", None));
        assert!(local.differs_beside(&wide));
        assert!(
            !title("earlier draft of the peace plan", None).differs_beside(&title("peace plan on the coast", None))
        );
        assert!(!title("12-point peace plan", Some(12)).differs_beside(&title("9-point plan", Some(9))));
    }
}
