//! Sentences of the sample with its names, numbers and dates left open.

use crate::corpus::Lists;
use crate::corpus::cast::{Cast, Conflict, below, one_of};
use crate::speech::layers::Chance;

/// A sentence as pieces: what stays, and what is put in anew each time.
pub type Sentence = Vec<Piece>;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words that stay.
    Text(String),
    /// What stands for a name of the sample, and that name.
    Open(Slot, String),
}

/// What is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    State(usize),
    Adjective(usize),
    People(usize),
    Capital(usize),
    /// Party and office; by the whole name, or by the surname.
    Person(usize, usize, bool),
    Place(usize),
    Weekday,
    Month,
    ShortMonth,
    Count,
    /// A number of so many digits.
    Number(usize),
    Year,
    /// One of the words alike in a list.
    Alike(usize),
}

/// Where and when a report plays.
pub struct Scene<'a> {
    pub cast: &'a Cast,
    pub conflict: &'a Conflict,
    /// Whether the sample's persons keep their names.
    pub real_persons: bool,
    /// Days since the first, and the year.
    pub day: usize,
    pub year: i16,
}

/// Finds what of a sentence is left open.
pub struct Opener(Vec<(String, Slot)>);

impl Opener {
    pub fn new(lists: &Lists) -> Opener {
        let mut known: Vec<(String, Slot)> = Vec::new();
        let mut all = |names: &[String], slot: Slot| known.extend(names.iter().map(|name| (name.clone(), slot)));
        for (i, party) in lists.party.iter().enumerate() {
            all(&party.names, Slot::State(i));
            all(&party.adjectives, Slot::Adjective(i));
            all(&party.people, Slot::People(i));
            all(std::slice::from_ref(&party.capital), Slot::Capital(i));
            for (office, forms) in party.persons.iter().enumerate() {
                let (surnames, whole): (Vec<_>, Vec<_>) = forms.iter().cloned().partition(|form| !form.contains(' '));
                all(&whole, Slot::Person(i, office, true));
                all(&surnames, Slot::Person(i, office, false));
            }
        }
        for (i, place) in lists.place.keys().enumerate() {
            all(std::slice::from_ref(place), Slot::Place(i));
        }
        for (i, words) in lists.alike.iter().enumerate() {
            all(words, Slot::Alike(i));
        }
        all(&lists.weekdays, Slot::Weekday);
        all(&lists.short_months, Slot::ShortMonth);
        all(&lists.months, Slot::Month);
        all(&lists.counts, Slot::Count);
        // The longest name first; of one that is in two lists the earlier.
        known.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Opener(known)
    }

    pub fn open(&self, sentence: &str) -> Sentence {
        let mut out = Vec::new();
        let mut text = String::new();
        let mut rest = sentence;
        while let Some(c) = rest.chars().next() {
            let within = text.ends_with(|c: char| c.is_alphanumeric() || c == '-');
            match if within { None } else { self.next(rest) } {
                Some((length, slot)) => {
                    if !text.is_empty() {
                        out.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    out.push(Piece::Open(slot, rest[..length].to_owned()));
                    rest = &rest[length..];
                }
                None => {
                    text.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        if !text.is_empty() {
            out.push(Piece::Text(text));
        }
        out
    }

    /// The name or number that a text begins with.
    fn next(&self, rest: &str) -> Option<(usize, Slot)> {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        match digits {
            0 => {}
            4 => return Some((digits, Slot::Year)),
            _ => return Some((digits, Slot::Number(digits))),
        }
        let known = self.0.iter().find(|(name, _)| {
            rest.strip_prefix(name.as_str()).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric()))
        })?;
        Some((known.0.len(), known.1))
    }
}

/// Adds a sentence to a text, with everything put in.
pub fn fill(out: &mut String, sentence: &Sentence, scene: &Scene, lists: &Lists, chance: &mut Chance) {
    let from = out.len();
    for piece in sentence {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Open(slot, sample) => {
                let word = word(*slot, sample, scene, lists, chance);
                agree(out, &word);
                out.push_str(&word);
            }
        }
    }
    if let Some(first) = out[from..].chars().next() {
        out.replace_range(from..from + first.len_utf8(), &first.to_uppercase().to_string());
    }
}

fn word(slot: Slot, sample: &str, scene: &Scene, lists: &Lists, chance: &mut Chance) -> String {
    let party = |i: usize| &scene.cast.parties[scene.conflict.parties[i]];
    match slot {
        Slot::State(i) => party(i).name.clone(),
        Slot::Adjective(i) => party(i).adjective.clone(),
        Slot::People(i) => party(i).people.clone(),
        Slot::Capital(i) => party(i).capital.clone(),
        Slot::Person(..) if scene.real_persons => sample.to_owned(),
        Slot::Person(i, office, whole) => {
            let (given, surname) = party(i).person(office, scene.day);
            if whole { format!("{given} {surname}") } else { surname.clone() }
        }
        Slot::Place(i) => scene.conflict.places[i].clone(),
        Slot::Weekday => one_of(&lists.weekdays, chance).clone(),
        Slot::Month => one_of(&lists.months, chance).clone(),
        Slot::ShortMonth => one_of(&lists.short_months, chance).clone(),
        Slot::Count => one_of(&lists.counts, chance).clone(),
        // A day of the month is a number of one or two digits as well: none above 28.
        Slot::Number(1) => (2 + below(8, chance)).to_string(),
        Slot::Number(2) => (10 + below(19, chance)).to_string(),
        Slot::Number(digits) => {
            let least = 10usize.pow(digits.clamp(3, 12) as u32 - 1);
            (least + below(9 * least, chance)).to_string()
        }
        Slot::Year => (scene.year - below(15, chance) as i16).to_string(),
        Slot::Alike(i) => one_of(&lists.alike[i], chance).clone(),
    }
}

/// Makes the article at the end of a text agree with the word that is to follow.
fn agree(out: &mut String, word: &str) {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    for (article, other, fits) in [(" a ", " an ", !vowel), (" an ", " a ", vowel)] {
        if out.ends_with(article) && !fits {
            out.truncate(out.len() - article.len());
            out.push_str(other);
            return;
        }
    }
}

/// The sentences of a paragraph.
pub fn sentences(paragraph: &str) -> Vec<&str> {
    const CLOSING: [char; 2] = ['”', '"'];
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in paragraph.match_indices(' ') {
        let (before, after) = (&paragraph[from..at], &paragraph[at + 1..]);
        let last = before.rsplit(' ').next().unwrap_or_default().trim_end_matches(CLOSING);
        // Short words with a full stop are abbreviations ("Sept. 5", "U.S. envoys") in the sample.
        let ends = last.ends_with('.') && (last.len() > 5 || !last.starts_with(char::is_uppercase));
        if ends && after.starts_with(|c: char| c.is_uppercase() || c == '“' || c == '"') {
            out.push(before);
            from = at + 1;
        }
    }
    out.push(&paragraph[from..]);
    out
}
