//! A phrase made ready once to be compared with many others.

use std::hash::{Hash, Hasher};

use lang::Pipeline;
use reading::{WORLD, WorldForm};
use rustc_hash::FxHasher;

use crate::book::points::thesaurus::{Known, Side, Task, Thesaurus};
use crate::lexicon::Lexicon;
use crate::words::root;

/// Weight of a word that is said of almost every point, beside 1 for others.
const FAINT: f32 = 0.4;
/// Numbers of vectors are held as integers; this is one.
const UNIT: f32 = 8191.0;

/// A word that carries what a phrase is about.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Of its root, or of the name it is.
    pub root: u64,
    /// Of what it may mean where that is listed, else of its root.
    pub keys: [u64; 2],
    pub weight: f32,
    pub vector: Option<Vector>,
    pub proper: bool,
    pub side: Option<Side>,
    /// The side of the preposition that governs it.
    pub way: Option<Side>,
}

/// How the two parts of a phrase hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The first part comes first.
    Before,
    /// The second part comes first, or is a condition of the first.
    After,
    /// Each is given for the other.
    Swap,
}

/// A phrase as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Wording {
    /// Its words without case and marks.
    pub folded: String,
    pub tokens: Vec<Token>,
    /// Where its second part begins, and how that hangs on the first.
    pub order: Option<(Order, usize)>,
    /// The token that it is named after.
    pub head: usize,
    /// In the base unit of what is counted: days, shares of one, pieces.
    pub numbers: Vec<f64>,
    pub negations: usize,
    pub undoings: usize,
    /// Whether parties in it may change places.
    pub mutual: bool,
    /// One bit for each key of a token that is not faint.
    pub keys: u64,
    pub vector: Option<Vector>,
}

impl Token {
    /// Whether two words may mean one thing.
    pub(super) fn means(&self, other: &Token) -> bool {
        self.keys.iter().any(|key| other.keys.contains(key))
    }
}

impl Wording {
    /// Of a phrase.
    pub(super) fn of(text: &str, lexicon: &Lexicon) -> Wording {
        let thesaurus = Thesaurus::shipped();
        let mut words = words(text);
        words.retain(|word| word.name.is_some() || !thesaurus.skips(&root(&word.folded)));
        let roots: Vec<String> = words.iter().map(|word| root(&word.folded)).collect();
        let folded = words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
        let mut draft = Draft::default();
        let mut at = 0;
        let unknown = Known::default();
        while let Some(word) = words.get(at) {
            let found = if word.name.is_some() { None } else { thesaurus.at_start(&roots[at..]) };
            let (length, known) = found.unwrap_or((1, &unknown));
            let next = words.get(at + length).filter(|next| next.name.is_none());
            let next = next.and_then(|_| thesaurus.at_start(&roots[at + length..])).map(|(_, known)| known);
            let last = at + length == words.len();
            if !draft.number(word, known) && !draft.task(known, next, last) {
                let empty = length == 1 && lexicon.is_empty_word(&word.folded) && word.name.is_none();
                if !empty || known.senses[0] != 0 || known.side.is_some() {
                    let faint = known.has(Task::Faint) || known.has(Task::Undo) || known.unit.is_some();
                    let light = length == 1 && known.senses[0] == 0 && lexicon.is_light_word(&word.folded);
                    let weight = if (faint || light) && word.name.is_none() { FAINT } else { 1.0 };
                    draft.token(word, &roots[at..at + length], known, weight);
                }
            }
            at += length;
        }
        draft.done(folded)
    }

    /// Without the words of the names of those who hold it, unless nothing would be left.
    pub(super) fn without(mut self, names: &Wording) -> Wording {
        let named = |token: &Token| names.tokens.iter().any(|name| name.root == token.root);
        if self.order.is_none() && !self.tokens.iter().all(named) {
            let head = self.tokens[self.head].root;
            self.tokens.retain(|token| !named(token));
            self.head = self.tokens.iter().position(|token| token.root == head).unwrap_or(0);
            self.sum_up();
        }
        self
    }

    /// What follows from the tokens.
    fn sum_up(&mut self) {
        let all = self.tokens.iter().all(|token| token.weight < 1.0);
        let told = || self.tokens.iter().filter(|token| all || token.weight >= 1.0);
        let keys = self.tokens.iter().flat_map(|token| token.keys).fold(0, |bits, key| bits | 1 << (key >> 58));
        let vector = Vector::mean(told().filter_map(|token| token.vector.as_ref()));
        (self.keys, self.vector) = (keys, vector);
    }
}

/// A phrase under way.
#[derive(Default)]
struct Draft {
    tokens: Vec<Token>,
    order: Option<(Order, usize)>,
    head: Option<usize>,
    /// Whether the words that the phrase is named after are over.
    linked: bool,
    way: Option<Side>,
    numbers: Vec<f64>,
    counting: bool,
    negations: usize,
    undoings: usize,
    mutual: bool,
}

impl Draft {
    /// Takes a number; a unit says what the number before it counts.
    fn number(&mut self, word: &Word, known: &Known) -> bool {
        let value = known.number.or_else(|| word.folded.parse().ok().filter(|value: &f64| value.is_finite()));
        if let Some(value) = value.filter(|_| word.name.is_none()) {
            match self.numbers.last_mut() {
                Some(last) if self.counting && value < 1.0 => *last *= value,
                _ => self.numbers.push(value),
            }
            self.counting = true;
            return true;
        }
        if let (Some(unit), true, Some(last)) = (known.unit, self.counting, self.numbers.last_mut()) {
            *last *= unit;
        } else {
            self.counting = false;
        }
        false
    }

    /// Whether a word only says how others hang together; then it is no token.
    fn task(&mut self, known: &Known, next: Option<&Known>, last: bool) -> bool {
        self.negations += usize::from(known.has(Task::Deny));
        self.undoings += usize::from(known.has(Task::Undo));
        self.mutual |= known.has(Task::Both);
        let here = self.tokens.len();
        let order = [
            (Task::Before, Order::Before),
            (Task::After, Order::After),
            (Task::Given, Order::After),
            (Task::Swap, Order::Swap),
        ];
        if let Some((_, order)) = order.into_iter().find(|(task, _)| known.has(*task)) {
            if self.order.is_none() && here > 0 && !last {
                // `no talks before a truce` puts the truce first.
                let turned = order == Order::Before && self.negations > 0;
                self.negations -= usize::from(turned);
                self.order = Some((if turned { Order::After } else { order }, here));
                self.way = None;
            }
            self.linked |= here > 0;
            return true;
        }
        let comes_first = last || next.is_some_and(|next| next.has(Task::Before));
        if known.has(Task::First) && here > 0 && self.order.is_none() && comes_first {
            self.order = Some((Order::Before, here));
            self.linked = true;
            return true;
        }
        if known.has(Task::Link) {
            self.way = known.side;
            self.linked |= here > 0;
        }
        known.has(Task::Link) || known.has(Task::Deny) && known.senses[0] == 0
    }

    fn token(&mut self, word: &Word, roots: &[String], known: &Known, weight: f32) {
        let name = word.name.as_deref();
        let root = hash(&name.map_or_else(|| roots.join("_"), str::to_owned));
        let keys = match known.senses {
            [0, _] => [root; 2],
            [one, 0] => [hash(&one); 2],
            both => both.map(|sense| hash(&sense)),
        };
        if !self.linked && (weight >= 1.0 || self.head.is_none()) {
            self.head = Some(self.tokens.len());
        }
        let vector = Vector::of(&word.folded);
        let (proper, side, way) = (name.is_some(), known.side, self.way);
        self.tokens.push(Token { root, keys, weight, vector, proper, side, way });
    }

    fn done(self, folded: String) -> Wording {
        let Draft { tokens, order, head, numbers, negations, undoings, mutual, .. } = self;
        let head = head.unwrap_or(0);
        let mut wording =
            Wording { folded, tokens, order, head, numbers, negations, undoings, mutual, keys: 0, vector: None };
        wording.sum_up();
        wording
    }
}

/// A word as it is written.
struct Word {
    folded: String,
    /// The one name for what it names, if it is a name.
    name: Option<String>,
}

/// The words of a text; a name of the world is one word.
fn words(text: &str) -> Vec<Word> {
    let ascii: std::borrow::Cow<'_, str> =
        if text.is_ascii() { text.into() } else { deunicode::deunicode(text).into() };
    let bytes = ascii.as_bytes();
    let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut out: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if digit(at) {
            while digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && digit(at + 1)) {
                at += 1;
            }
            out.push(Word { folded: ascii[start..at].replace(',', ""), name: None });
            continue;
        }
        if !letter(at) {
            if bytes[at] == b'%' {
                out.push(Word { folded: "percent".to_owned(), name: None });
            }
            at += 1;
            continue;
        }
        let known = if bytes[at].is_ascii_uppercase() { WORLD.at_start(&ascii[at..]) } else { None };
        if let Some((length, entry, form)) = known {
            at += length;
            let owner = bytes[at..].starts_with(b"'");
            // A capital stands for its state where it acts, and for itself elsewhere.
            let place = form == WorldForm::Capital && !owner && start > 0;
            let folded = ascii[start..at].to_lowercase();
            let name = if place { folded.clone() } else { entry.name.clone() };
            out.push(Word { folded, name: Some(name) });
        } else {
            while letter(at) || (bytes.get(at) == Some(&b'\'') && letter(at + 1) && !ends_owner(&bytes[at..])) {
                at += 1;
            }
            let word = &ascii[start..at];
            let folded = word.to_lowercase().replace('\'', "");
            let capital = bytes[start].is_ascii_uppercase();
            let shouted = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
            // At the start of a phrase a capital may be that of the sentence.
            let named = capital && (start > 0 || shouted || Pipeline::english().vector(&folded).is_none());
            let name = named.then(|| people(&root(&folded)).to_owned());
            out.push(Word { folded, name });
        }
        if ends_owner(&bytes[at..]) {
            at += 2;
        }
    }
    out
}

/// The name without what makes an adjective or a people of it: `Norian` and `Noria` are one.
fn people(name: &str) -> &str {
    let rests = PEOPLE.iter().filter_map(|ending| name.strip_suffix(ending));
    rests.filter(|rest| rest.len() >= 3).min_by_key(|rest| rest.len()).unwrap_or(name)
}

/// Endings of countries and their peoples.
const PEOPLE: &[&str] = &["ian", "an", "ese", "ish", "ia", "a", "i"];

/// Whether a text begins with the `'s` of an owner.
fn ends_owner(rest: &[u8]) -> bool {
    rest.starts_with(b"'s") && !rest.get(2).is_some_and(u8::is_ascii_alphanumeric)
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}

/// A vector of length one.
#[derive(Clone, Debug)]
pub(super) struct Vector(Box<[i16]>);

impl Vector {
    fn of(word: &str) -> Option<Vector> {
        Vector::scaled(&Pipeline::english().vector(word)?)
    }

    fn mean<'a>(vectors: impl Iterator<Item = &'a Vector>) -> Option<Vector> {
        let mut sum: Vec<f32> = Vec::new();
        for vector in vectors {
            sum.resize(vector.0.len(), 0.0);
            sum.iter_mut().zip(&vector.0).for_each(|(sum, value)| *sum += f32::from(*value));
        }
        Vector::scaled(&sum)
    }

    fn scaled(values: &[f32]) -> Option<Vector> {
        let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        (length > 0.0).then(|| Vector(values.iter().map(|v| (v / length * UNIT) as i16).collect()))
    }

    /// The cosine of the angle between two.
    pub(super) fn cosine(&self, other: &Vector) -> f32 {
        // Of vectors of length one no sum of products is greater than the square of the unit.
        let sum: i32 = self.0.iter().zip(&other.0).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        sum as f32 / (UNIT * UNIT)
    }
}
