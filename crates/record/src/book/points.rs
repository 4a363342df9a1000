//! Points: what different parties and reports say about the same thing is one point, named as the thing itself.
//!
//! Phrases of one issue are gone through from the one most told to the one least told; each joins the point whose leading phrase it is
//! most alike, if alike enough, or leads a point of its own. What comes out depends on the phrases and on how often they are
//! told, not on the order in which they came.
//!
//! Whether two phrases are one point is weighed: each is made ready once ([`wording`], by the words of [`thesaurus`]), a pair of
//! them gives [`signs`](mod@signs), and the weights of [`model`] make a probability of these.

mod model;
mod signs;
mod thesaurus;
mod wording;

pub use crate::book::points::signs::{COUNT as SIGN_COUNT, SIGNS};

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::book::Book;
use crate::book::matrix::Phrases;
use crate::book::points::model::Model;
use crate::book::points::wording::Wording;
use crate::book::who::{Because, Form};
use crate::judgement::Naming;
use crate::lexicon::Lexicon;
use crate::meaning::Meaning;
use crate::words::{Bag, fold};

/// Phrases of one issue that are compared; the rest are told too seldom to matter and stay alone.
const COMPARED: usize = 256;
/// Comparisons that are worth handing to another thread.
const SHARED_OUT: usize = 64;

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

impl Phrase<'_> {
    /// The names of those who hold it.
    fn names(&self) -> String {
        self.holders.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// A point under way.
struct Point {
    /// Place of the phrase that leads it.
    lead: usize,
    forms: Vec<Form>,
    phrases: Vec<u32>,
}

/// Groups the phrases of one issue, each with the number of its reports and the names of those who hold it.
pub(crate) fn grouped(book: &Book, phrases: &Phrases, lexicon: &Lexicon) -> Vec<Grouped> {
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
    let model = Model::shipped();
    let compared = &order[..order.len().min(COMPARED)];
    let ready = |one: &Phrase<'_>| Wording::of(&one.words, lexicon).without(&Wording::of(&one.names(), lexicon));
    let mut ready = compared.par_iter().map(ready).collect::<Vec<_>>().into_iter();
    let mut points: Vec<Point> = Vec::new();
    // The leading phrase of each point, as long as phrases are compared.
    let mut wordings: Vec<Wording> = Vec::new();
    for (lead, one) in order.iter().enumerate() {
        let wording = ready.next();
        let best = wording.as_ref().filter(|_| !one.merged).and_then(|wording| {
            let alike = |point: &Point, leading: &Wording| {
                let like = likeness(leading, wording, model);
                let two = || book.namings.are_two(Naming::Point, &order[point.lead].words, &one.words);
                (like >= model.threshold && !two()).then_some(like)
            };
            // One issue may have more phrases than all others: its comparisons are shared out too.
            let leading = points.par_iter().zip(&wordings).enumerate().with_min_len(SHARED_OUT);
            let scored = leading.filter_map(|(i, (point, wording))| Some((alike(point, wording)?, i)));
            scored.max_by(|(a, i), (b, j)| a.total_cmp(b).then(j.cmp(i)))
        });
        let because = match (best, one.merged) {
            (Some(_), _) => Because::Alike,
            (None, true) => Because::Analyst,
            (None, false) => Because::SameName,
        };
        let probability = because.probability();
        let form = Form { name: one.words.clone(), reports: one.reports, because, probability };
        match best {
            Some((_, i)) => {
                points[i].phrases.extend(&one.numbers);
                points[i].forms.push(form);
            }
            None => {
                wordings.extend(wording);
                points.push(Point { lead, forms: vec![form], phrases: one.numbers.clone() });
            }
        }
    }
    let drawn = points.into_par_iter().map(|Point { lead, forms, phrases }| {
        let Phrase { words, .. } = &order[lead];
        let bag = Bag::of(words, lexicon).without(&Bag::of(&order[lead].names(), lexicon));
        let mut point = Grouped { name: words.clone(), forms, phrases, bag, meaning: Meaning::of(words, lexicon) };
        name(&mut point);
        point
    });
    drawn.collect()
}

/// The probability, from 0 to 1, that two phrases of one issue are one point: what [`matrix`](crate::book::matrix) groups points by.
/// It is the same of `b` and `a`, and 1 of the same words. `bench points` measures it.
pub fn alike(a: &str, b: &str, lexicon: &Lexicon) -> f32 {
    let of = |words| Wording::of(bare(words), lexicon);
    likeness(&of(a), &of(b), Model::shipped())
}

/// The probability from which on two phrases are one point. Chosen with the weights, by cross-validation on the pairs that teach them.
pub fn one_point() -> f32 {
    Model::shipped().threshold
}

/// The share of what is joined from [`one_point`] on that is one point, cross-validated.
pub(crate) fn share_that_is_one() -> f32 {
    Model::shipped().precision
}

/// What speaks for and against two phrases being one point, in the order of [`SIGNS`]; none where the words are the same or have
/// nothing to do with each other. `bench learn points` weighs it.
pub fn signs(a: &str, b: &str, lexicon: &Lexicon) -> Option<[f32; SIGN_COUNT]> {
    let (a, b) = (Wording::of(bare(a), lexicon), Wording::of(bare(b), lexicon));
    if a.folded == b.folded { None } else { ordered(&a, &b) }
}

fn likeness(a: &Wording, b: &Wording, model: &Model) -> f32 {
    if a.folded == b.folded { 1.0 } else { ordered(a, b).map_or(0.0, |signs| model.probability(&signs)) }
}

/// The signs of a pair, the sums in the same order whichever phrase is given first.
fn ordered(a: &Wording, b: &Wording) -> Option<[f32; SIGN_COUNT]> {
    let (a, b) = if a.folded <= b.folded { (a, b) } else { (b, a) };
    signs::signs(a, b)
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

    fn one(a: &str, b: &str) -> bool {
        alike(a, b, &Lexicon::default()) >= one_point()
    }

    #[test]
    fn what_parties_say_of_one_thing_is_one_point() {
        for (a, b) in [
            ("Ardania in the alliance", "membership of the alliance for Ardania"),
            ("uranium enrichment", "the enrichment of uranium on its soil"),
            ("a truce", "a ceasefire"),
            ("a ceasefire before talks", "a truce first, then negotiations"),
            ("a pullout of foreign forces", "withdrawing foreign troops"),
            ("reinstating dismissed workers", "giving dismissed workers their jobs back"),
            ("release of prisoners", "freeing detainees"),
            ("no foreign bases", "a ban on foreign bases"),
            ("withdrawal within 24 months", "withdrawal within two years"),
        ] {
            assert!(one(a, b), "{a} / {b}: {}", alike(a, b, &Lexicon::default()));
        }
    }

    #[test]
    fn what_is_near_is_another_point() {
        for (a, b) in [
            ("visas restored", "inspection of ships at the port"),
            ("a new constitution", "a new wage for dockers"),
            ("no foreign bases", "foreign bases"),
            ("lifting sanctions", "imposing sanctions"),
            ("a cut of 30 percent", "a cut of 60 percent"),
            ("withdrawal from the north", "withdrawal from the south"),
            ("Ostria's army leaves", "Veland's army leaves"),
            ("a ceasefire before talks", "talks before a ceasefire"),
            ("exports to Kuran", "exports from Kuran"),
            ("a permanent ceasefire", "a temporary ceasefire"),
            ("ceding the northern strip", "keeping the northern strip"),
        ] {
            assert!(!one(a, b), "{a} / {b}: {}", alike(a, b, &Lexicon::default()));
        }
    }

    #[test]
    fn what_it_still_takes_for_one_point() {
        // Who offers a truce may well refuse one without conditions: these are two points, and joined today.
        assert!(one("a ceasefire", "an unconditional ceasefire"));
    }

    #[test]
    fn the_words_of_those_who_hold_a_phrase_do_not_count() {
        let lexicon = Lexicon::default();
        let of = |words| Wording::of(words, &lexicon);
        let held = of("Ostria in the alliance").without(&of("Ostria"));
        assert_eq!(held.tokens.len(), 1);
        assert_eq!(of("Ostria").without(&of("Ostria")).tokens.len(), 1, "something must be left");
    }

    proptest::proptest! {
        #[test]
        fn likeness_goes_both_ways_and_is_a_probability(a in "\\PC{0,60}", b in "[a-zA-Z0-9,.%' -]{0,60}", c in words()) {
            let lexicon = Lexicon::default();
            for (a, b) in [(&a, &b), (&b, &c), (&c, &a)] {
                let like = alike(a, b, &lexicon);
                proptest::prop_assert_eq!(like, alike(b, a, &lexicon));
                proptest::prop_assert!((0.0..=1.0).contains(&like));
                proptest::prop_assert_eq!(alike(a, a, &lexicon), 1.0);
            }
        }
    }

    /// Words that do something in a phrase, in any order.
    fn words() -> impl proptest::strategy::Strategy<Value = String> {
        let word = proptest::sample::select(vec![
            "no",
            "before",
            "after",
            "until",
            "first",
            "then",
            "truce",
            "talks",
            "from",
            "to",
            "Ostria",
            "30",
            "percent",
            "hundred",
            "in",
            "exchange",
            "for",
            "lifting",
            "sanctions",
            "the",
            "if",
            "and",
            "Geneva's",
            "U.S.",
        ]);
        proptest::strategy::Strategy::prop_map(proptest::collection::vec(word, 0..9), |words| words.join(" "))
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
