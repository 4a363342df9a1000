//! What speaks for and against two phrases being one point.
//!
//! Every sign owns one idea and goes both ways: it is the same of `a` and `b` as of `b` and `a`.

use crate::book::points::wording::{Order, Token, Wording};

/// Number of signs.
pub const COUNT: usize = 27;

/// Names of the signs, as the weights are stored under them.
pub const SIGNS: [&str; COUNT] = [
    "covered-less",
    "covered-more",
    "shared",
    "heads",
    "worst",
    "left-in-both",
    "all-said",
    "nothing-said",
    "numbers-differ",
    "numbers-equal",
    "number-in-one",
    "names-differ",
    "names-equal",
    "name-in-one",
    "names-swapped",
    "denied",
    "undone",
    "denied-and-undone",
    "apart",
    "side-in-one",
    "order-same",
    "order-reversed",
    "order-in-one",
    "ways",
    "single",
    "clean",
    "contrary",
];

/// Below this cosine of their words two words have nothing in common.
const UNLIKE: f32 = 0.35;
/// A word that has a match of this in the other phrase is said there.
const SAID: f32 = 0.5;
/// What two words are worth to each other that mean one thing by the thesaurus, beside 1 for one root.
const SENSE: f32 = 0.95;
/// The most that vectors alone can say: those of opposites are alike too.
const VECTORS: f32 = 0.7;
/// Phrases that share no word are compared from this cosine on.
const NEAR: f32 = 0.4;

/// The signs of a pair; none where nothing in the one has to do with anything in the other.
pub(super) fn signs(a: &Wording, b: &Wording) -> Option<[f32; COUNT]> {
    let near = || a.vector.as_ref().zip(b.vector.as_ref()).is_some_and(|(x, y)| x.cosine(y) >= NEAR);
    if a.tokens.is_empty() || b.tokens.is_empty() || (a.keys & b.keys == 0 && !near()) {
        return None;
    }
    let fit = Fit::of(a, b);
    let (left, right) = (Fit::sum(a, &fit.a), Fit::sum(b, &fit.b));
    let (fewer, more) = (left.unsaid.min(right.unsaid), left.unsaid.max(right.unsaid));
    let numbers = overlap(&a.numbers, &b.numbers, same_number);
    let names = |w: &Wording| w.tokens.iter().filter(|t| t.proper).map(|t| t.root).collect::<Vec<_>>();
    let (own, other) = (names(a), names(b));
    let named = overlap(&own, &other, |x, y| x == y);
    let (same, crossed, ordered) = order(a, b);
    let (opposed, one_sided) = sides(a, b);
    let odd = |x: usize, y: usize| f32::from(u8::from((x + y) % 2 == 1));
    let flag = |is: bool| f32::from(u8::from(is));
    let polarity = odd(a.negations + a.undoings, b.negations + b.undoings);
    let denied = odd(a.negations, b.negations);
    let swapped = flag(!(a.mutual || b.mutual) && swapped(&own, &other));
    let ways = ways(a, b);
    let against = numbers.differ + named.differ + swapped + polarity + opposed + crossed + ways;
    let all_said = flag(more < 0.1);
    let total = |w: &Wording| w.tokens.iter().map(|t| t.weight).sum::<f32>();
    let short = total(a).min(total(b));
    Some([
        left.covered.min(right.covered),
        left.covered.max(right.covered),
        fit.shared(a, b, SENSE),
        fit.a[a.head].min(fit.b[b.head]),
        left.worst.min(right.worst),
        fewer.min(3.0),
        all_said,
        flag(left.said + right.said == 0.0),
        numbers.differ,
        numbers.equal,
        numbers.in_one,
        named.differ,
        named.equal,
        named.in_one,
        swapped,
        polarity * denied,
        polarity * (1.0 - denied),
        // No bases, and an end to bases.
        (1.0 - polarity) * denied,
        opposed,
        one_sided,
        same,
        crossed,
        ordered,
        ways,
        flag(short <= 1.0),
        all_said * flag(against == 0.0),
        left.covered.min(right.covered) * flag(against > 0.0),
    ])
}

/// What each word is worth to the word of the other phrase that it fits best.
struct Fit {
    a: Vec<f32>,
    b: Vec<f32>,
}

/// How much of a phrase the other one says.
struct Sum {
    /// Softly, and counting only what is told in the same sense: both as shares of the weight.
    covered: f32,
    said: f32,
    /// Weight of the words that the other does not say.
    unsaid: f32,
    /// Of the telling word that fits worst.
    worst: f32,
}

impl Fit {
    fn of(a: &Wording, b: &Wording) -> Fit {
        let mut fit = Fit { a: vec![0.0; a.tokens.len()], b: vec![0.0; b.tokens.len()] };
        for (x, own) in a.tokens.iter().zip(&mut fit.a) {
            for (y, other) in b.tokens.iter().zip(&mut fit.b) {
                let worth = worth(x, y);
                *own = own.max(worth);
                *other = other.max(worth);
            }
        }
        fit
    }

    fn sum(of: &Wording, best: &[f32]) -> Sum {
        let mut sum = Sum { covered: 0.0, said: 0.0, unsaid: 0.0, worst: 1.0 };
        let mut total = 0.0;
        for (token, &best) in of.tokens.iter().zip(best) {
            total += token.weight;
            sum.covered += token.weight * best;
            sum.said += if best >= SENSE { token.weight } else { 0.0 };
            sum.unsaid += if best < SAID { token.weight } else { 0.0 };
            if token.weight >= 1.0 {
                sum.worst = sum.worst.min(best);
            }
        }
        sum.covered /= total;
        sum.said /= total;
        sum
    }

    /// The share of the words of both that are worth this much in the other phrase.
    fn shared(&self, a: &Wording, b: &Wording, least: f32) -> f32 {
        let words = || a.tokens.iter().zip(&self.a).chain(b.tokens.iter().zip(&self.b));
        let hit: f32 = words().filter(|(_, best)| **best >= least).map(|(token, _)| token.weight).sum();
        hit / words().map(|(token, _)| token.weight).sum::<f32>()
    }
}

/// How near two words are, from 0 to 1.
fn worth(a: &Token, b: &Token) -> f32 {
    if a.root == b.root {
        return 1.0;
    }
    if a.means(b) {
        return SENSE;
    }
    // What the vectors take for near are often the other side, the other party or the other place.
    if a.proper || b.proper || a.side.zip(b.side).is_some_and(|(x, y)| x.group == y.group) {
        return 0.0;
    }
    match (&a.vector, &b.vector) {
        (Some(x), Some(y)) => VECTORS * ((x.cosine(y) - UNLIKE) / (1.0 - UNLIKE)).max(0.0),
        _ => 0.0,
    }
}

/// How two lists stand to each other; each is 0 or 1.
struct Overlap {
    /// Each has something that the other has not.
    differ: f32,
    /// Both have the same, and something.
    equal: f32,
    /// One has something more than the other.
    in_one: f32,
}

fn overlap<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> Overlap {
    let more = a.iter().any(|x| !b.iter().any(|y| same(x, y)));
    let less = b.iter().any(|y| !a.iter().any(|x| same(x, y)));
    let is = |is: bool| f32::from(u8::from(is));
    Overlap { differ: is(more && less), equal: is(!more && !less && !a.is_empty()), in_one: is(more != less) }
}

/// Whether two numbers are one: a month is thirty days, but 2050 is not 2060.
fn same_number(a: &f64, b: &f64) -> bool {
    let apart = (a - b).abs();
    apart < 1.0 && apart <= 0.015 * a.abs().max(b.abs())
}

/// Whether two names that both phrases have stand in the other order.
fn swapped(a: &[u64], b: &[u64]) -> bool {
    let places: Vec<usize> = a.iter().filter_map(|name| b.iter().position(|other| other == name)).collect();
    places.windows(2).any(|pair| pair[0] > pair[1])
}

/// What comes first, if both say so: whether it is the same, or the other part; and whether only one says so.
fn order(a: &Wording, b: &Wording) -> (f32, f32, f32) {
    let (Some((order, cut)), Some((other, at))) = (a.order, b.order) else {
        return (0.0, 0.0, f32::from(u8::from(a.order.is_some() != b.order.is_some())));
    };
    if order == Order::Swap || other == Order::Swap {
        let both = f32::from(u8::from(order == other));
        return (both, 0.0, 1.0 - both);
    }
    let parts = |w: &Wording, order: Order, cut: usize| {
        let all = (0..cut, cut..w.tokens.len());
        if order == Order::Before { all } else { (all.1, all.0) }
    };
    let ((first, then), (sooner, later)) = (parts(a, order, cut), parts(b, other, at));
    let meet = |x: &std::ops::Range<usize>, y: &std::ops::Range<usize>| {
        let (x, y) = (&a.tokens[x.clone()], &b.tokens[y.clone()]);
        x.iter().filter(|t| y.iter().any(|u| t.means(u))).map(|t| t.weight).sum::<f32>()
    };
    let straight = meet(&first, &sooner) + meet(&then, &later);
    let crossed = meet(&first, &later) + meet(&then, &sooner);
    let is = |is: bool| f32::from(u8::from(is));
    (is(straight > crossed), is(crossed > straight), 0.0)
}

/// How many groups of words that exclude each other set the phrases apart, and how many only one of them speaks of.
fn sides(a: &Wording, b: &Wording) -> (f32, f32) {
    let (mut opposed, mut alone): (f32, f32) = (0.0, 0.0);
    let of = |w: &Wording, group: u8| {
        let sides = w.tokens.iter().filter_map(|token| token.side).filter(|side| side.group == group);
        sides.fold(0_u16, |bits, side| bits | 1 << side.side)
    };
    for (w, other) in [(a, b), (b, a)] {
        for side in w.tokens.iter().filter_map(|token| token.side) {
            match of(other, side.group) {
                0 => alone += 1.0,
                theirs if theirs & of(w, side.group) == 0 => opposed += 0.5,
                _ => {}
            }
        }
    }
    (opposed.min(2.0), alone.min(2.0))
}

/// Whether a word of both is governed by opposite prepositions: `exports to` and `exports from`.
fn ways(a: &Wording, b: &Wording) -> f32 {
    let opposite = |x: &Token, y: &Token| {
        x.means(y) && x.way.zip(y.way).is_some_and(|(v, w)| v.group == w.group && v.side != w.side)
    };
    f32::from(u8::from(a.tokens.iter().any(|x| x.weight >= 1.0 && b.tokens.iter().any(|y| opposite(x, y)))))
}
