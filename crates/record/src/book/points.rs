//! Points: what different parties and reports say about the same thing is one point, named as the thing itself.
//!
//! Phrases of one issue are gone through from the one most told to the one least told; each joins the point whose leading phrase it is
//! most alike, if alike enough, or leads a point of its own. What comes out depends on the phrases and on how often they are
//! told, not on the order in which they came.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::book::Book;
use crate::book::who::{Because, Form};
use crate::judgement::Naming;
use crate::lexicon::Lexicon;
use crate::meaning::Meaning;
use crate::words::{Bag, fold};

/// From this likeness on two phrases are one point: of the pairs of `bench/data/points.tsv` 0.70 of those joined are one, and 0.84 of those
/// that are one are joined (`bench points`). A lower one joins more of what is not.
pub const ONE: f32 = 0.45;
/// Phrases of one issue that are compared; the rest are told too seldom to matter and stay alone.
const COMPARED: usize = 400;

/// How two points of an issue hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// The one is a part or a case of the other.
    PartOf,
    /// A party gives the one for the other.
    InExchangeFor,
    /// Whoever is for the one is against the other.
    Excludes,
}

impl Tie {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tie::PartOf => "part of",
            Tie::InExchangeFor => "in exchange for",
            Tie::Excludes => "excludes",
        }
    }
}

/// A point.
#[derive(Clone, Debug)]
pub(crate) struct Grouped {
    pub name: String,
    pub forms: Vec<Form>,
    /// Numbers of its phrases.
    pub phrases: Vec<u32>,
    pub bag: Bag,
    pub meaning: Meaning,
}

/// One phrase in all its spellings.
#[derive(Default)]
struct Phrase<'a> {
    words: String,
    reports: usize,
    numbers: Vec<u32>,
    holders: BTreeSet<&'a String>,
    /// Whether a person gave it its name.
    merged: bool,
}

/// Groups the phrases of one issue, each with the number of its reports and the names of those who hold it.
pub(crate) fn grouped(
    book: &Book,
    phrases: &BTreeMap<u32, (usize, BTreeSet<String>)>,
    lexicon: &Lexicon,
) -> Vec<Grouped> {
    // One spelling, one phrase; what a person merged goes by the name it was given.
    let mut same: BTreeMap<String, Phrase<'_>> = BTreeMap::new();
    for (phrase, (reports, holders)) in phrases {
        let words = book.string(*phrase);
        let given = book.namings.name(Naming::Point, words);
        let one = same.entry(fold(bare(given))).or_default();
        if one.words.is_empty() || bare(given) < one.words.as_str() {
            bare(given).clone_into(&mut one.words);
        }
        one.reports += reports;
        one.numbers.push(*phrase);
        one.holders.extend(holders);
        one.merged |= given != words;
    }
    let mut order: Vec<Phrase<'_>> = same.into_values().collect();
    order.sort_by(|a, b| {
        let key = |one: &Phrase<'_>| (std::cmp::Reverse(one.reports), one.words.chars().count());
        key(a).cmp(&key(b)).then_with(|| a.words.cmp(&b.words))
    });
    let mut points: Vec<Grouped> = Vec::new();
    for (n, Phrase { words, reports, numbers: phrases, holders, merged }) in order.into_iter().enumerate() {
        let names = holders.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ");
        let names = Bag::of(&names, lexicon);
        let bag = Bag::of(&words, lexicon).without(&names);
        let meaning = Meaning::of(&words, lexicon);
        let alike = |point: &Grouped| {
            let two = book.namings.are_two(Naming::Point, &point.name, &words);
            let like = if two { 0.0 } else { likeness((&point.bag, &point.meaning), (&bag, &meaning)) };
            (like >= ONE).then_some(like)
        };
        let best = if n < COMPARED && !merged {
            let scored = points.iter().enumerate().filter_map(|(i, point)| Some((alike(point)?, i)));
            scored.max_by(|(a, i), (b, j)| a.total_cmp(b).then(j.cmp(i)))
        } else {
            None
        };
        let because = if merged { Because::Analyst } else { Because::SameName };
        match best {
            Some((_, i)) => {
                let point = &mut points[i];
                point.phrases.extend(phrases);
                let probability = Because::Alike.probability();
                point.forms.push(Form { name: words, reports, because: Because::Alike, probability });
            }
            None => points.push(Grouped {
                forms: vec![Form { name: words.clone(), reports, because, probability: because.probability() }],
                name: words,
                phrases,
                bag,
                meaning,
            }),
        }
    }
    for point in &mut points {
        name(point);
    }
    points
}

/// How alike two phrases of one issue are, from 0 to 1: what [`matrix`](crate::book::matrix) groups points by. `bench points` measures it.
pub fn alike(a: &str, b: &str, lexicon: &Lexicon) -> f32 {
    let (a, b) = (bare(a), bare(b));
    let of = |words| (Bag::of(words, lexicon), Meaning::of(words, lexicon));
    let ((x, meant), (y, other)) = (of(a), of(b));
    likeness((&x, &meant), (&y, &other))
}

/// The mean of what the vectors say, of the words shared of both and of the words shared of the shorter phrase. Each alone is worse: the
/// first joins `visas` and `flights`, the second takes `a permanent ceasefire` for a ceasefire apart, the third any part for its whole.
fn likeness((bag, meaning): (&Bag, &Meaning), (other, meant): (&Bag, &Meaning)) -> f32 {
    if bag.shared(other) == 0 {
        return 0.0;
    }
    (meaning.cosine(meant) + bag.likeness(other) + bag.overlap(other)) / 3.0
}

/// The thing without the words that make a clause of it.
fn bare(words: &str) -> &str {
    let words = words.trim();
    words.strip_prefix("that ").or_else(|| words.strip_prefix("the ")).unwrap_or(words)
}

/// Named by the form most reports have; of several told as often, by the one that is brief without being a single word.
fn name(point: &mut Grouped) {
    let best = point.forms.iter().min_by_key(|form| {
        let length = form.name.chars().count();
        (std::cmp::Reverse(form.reports), length.abs_diff(28), form.name.clone())
    });
    if let Some(best) = best {
        point.name = best.name.clone();
    }
    let name = point.name.clone();
    point.forms.retain(|form| form.name != name);
    // The phrase that led is now one of those that mean the same.
    for form in point.forms.iter_mut().filter(|form| form.because == Because::SameName) {
        form.because = Because::Alike;
        form.probability = Because::Alike.probability();
    }
}

/// Whether one point is a part or a case of another: it says all that the other says, and more.
pub(crate) fn is_part(narrow: &Grouped, wide: &Grouped) -> bool {
    let shared = narrow.bag.shared(&wide.bag);
    shared == wide.bag.len() && shared > 0 && narrow.bag.len() > shared
}

/// The point that some terms name, if they name one.
pub(crate) fn meant(points: &[&Grouped], terms: &str, lexicon: &Lexicon) -> Option<usize> {
    let (bag, meaning) = (Bag::of(terms, lexicon), Meaning::of(terms, lexicon));
    let scored = points.iter().enumerate().filter_map(|(i, point)| {
        let like = if point.bag.shared(&bag) == 0 { 0.0 } else { point.meaning.likeness(&meaning) };
        (like >= 0.7).then_some((like, i))
    });
    scored.max_by(|(a, i), (b, j)| a.total_cmp(b).then(j.cmp(i))).map(|(_, i)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(name: &str) -> Grouped {
        let lexicon = Lexicon::default();
        Grouped {
            name: name.to_owned(),
            forms: Vec::new(),
            phrases: Vec::new(),
            bag: Bag::of(name, &lexicon),
            meaning: Meaning::of(name, &lexicon),
        }
    }

    #[test]
    fn what_parties_say_of_one_thing_is_one_point() {
        let one = |a, b| alike(a, b, &Lexicon::default()) >= ONE;
        assert!(one("Ardania in the alliance", "membership of the alliance"));
        assert!(one("a ceasefire", "an unconditional ceasefire"));
        assert!(one("uranium enrichment", "the enrichment of uranium on its soil"));
        assert!(!one("visas restored", "inspection of ships at the port"));
        assert!(!one("a new constitution", "a new wage for dockers"));
    }

    #[test]
    fn a_part_says_all_that_the_whole_says_and_more() {
        let part = |a, b| is_part(&grouped(a), &grouped(b));
        assert!(part("withdrawal from the northern islands", "withdrawal from the islands"));
        assert!(!part("withdrawal from the islands", "withdrawal from the northern islands"));
        assert!(!part("withdrawal from the islands", "fishing near the islands"));
        assert!(!part("fishing quotas", "fishing quotas"));
    }

    #[test]
    fn terms_name_a_point_or_none() {
        let points = ["release of prisoners", "fishing near the islands"].map(grouped);
        let points: Vec<&Grouped> = points.iter().collect();
        let lexicon = Lexicon::default();
        assert_eq!(meant(&points, "the prisoners are released", &lexicon), Some(0));
        assert_eq!(meant(&points, "a new port", &lexicon), None);
    }
}
