//! Words compared: folding, stems and how much two phrases share.

use std::collections::BTreeSet;

use crate::lexicon::Lexicon;

/// Lower case, ASCII, letters and digits only: `U.S.` is `us`, `Ukraine’s` is `ukraine`, `Zoë-Ann` is `zoe ann`.
pub fn fold(text: &str) -> String {
    // Most text is ASCII; what is not becomes it. Then a character is a byte.
    let ascii: std::borrow::Cow<'_, str> =
        if text.is_ascii() { text.into() } else { deunicode::deunicode(text).into() };
    let chars = ascii.as_bytes();
    let alone = |i: usize| i == 0 || !chars[i - 1].is_ascii_alphanumeric();
    let letter = |i: usize| chars.get(i).is_some_and(u8::is_ascii_alphanumeric);
    let mut out = String::with_capacity(chars.len());
    let mut i = 0;
    while i < chars.len() {
        match chars[i] {
            c if c.is_ascii_alphanumeric() => out.push(char::from(c.to_ascii_lowercase())),
            b'.' if i > 0 && letter(i - 1) && alone(i - 1) => {}
            b'\'' if chars.get(i + 1).is_some_and(|c| c.eq_ignore_ascii_case(&b's')) && !letter(i + 2) => i += 1,
            b'\'' if i > 0 && letter(i - 1) && letter(i + 1) => {}
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
        i += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Runs of white space as one space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a phrase that carry what it is about, as stems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bag(BTreeSet<String>);

impl Bag {
    /// The telling words of `text`; where none is left, the light ones.
    pub(crate) fn of(text: &str, lexicon: &Lexicon) -> Bag {
        let folded = fold(text);
        let words = || folded.split(' ').filter(|word| !word.is_empty() && !lexicon.is_empty_word(word));
        let telling: BTreeSet<String> = words().filter(|word| !lexicon.is_light_word(word)).map(stem).collect();
        Bag(if telling.is_empty() { words().map(stem).collect() } else { telling })
    }

    /// Without the words of another phrase, unless nothing would be left.
    pub(crate) fn without(mut self, other: &Bag) -> Bag {
        if !self.0.is_subset(&other.0) {
            self.0.retain(|word| !other.0.contains(word));
        }
        self
    }

    /// Number of different words.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Number of words in both.
    pub(crate) fn shared(&self, other: &Bag) -> usize {
        self.0.intersection(&other.0).count()
    }

    /// Shared words over the words of the shorter phrase.
    pub(crate) fn overlap(&self, other: &Bag) -> f32 {
        share(self.shared(other), self.len().min(other.len()))
    }

    /// Shared words over the words of both.
    pub(crate) fn likeness(&self, other: &Bag) -> f32 {
        let shared = self.shared(other);
        share(shared, self.len() + other.len() - shared)
    }

    /// Whether one phrase says the other again: half of the shorter is shared, two words of it if it has three.
    pub(crate) fn restates(&self, other: &Bag) -> bool {
        let shared = self.shared(other);
        let needed = if self.len().min(other.len()) <= 2 { 1 } else { 2 };
        shared >= needed && self.overlap(other) >= 0.5
    }
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// A word without its plural.
pub(crate) fn singular(word: &str) -> String {
    match word {
        _ if word.len() > 4 && word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") => {
            word[..word.len() - 1].to_owned()
        }
        _ => word.to_owned(),
    }
}

/// The first seven letters of the singular: `territory` and `territorial` meet, and so do `negotiate` and `negotiation`.
fn stem(word: &str) -> String {
    let mut word = singular(word);
    word.truncate(7);
    word
}

/// What is left of a folded word when its endings are taken off: `withdraw` of `withdrawals`, `negoti` of `negotiator` and
/// `negotiating`. Unlike [`stem`] it joins forms of short words; like it, it takes `internal` and `international` for one.
pub(crate) fn root(word: &str) -> String {
    let mut root = singular(word);
    if !root.is_ascii() || root.bytes().any(|b| b.is_ascii_digit()) {
        return root;
    }
    while let Some(shorter) = ENDINGS.iter().find_map(|&(ending, least)| {
        let rest = root.strip_suffix(ending)?;
        (rest.len() >= least && rest.bytes().any(|b| b"aeiouy".contains(&b))).then_some(rest.len())
    }) {
        root.truncate(shorter);
        // `cutting` is of `cut`.
        if let [.., a, b] = root.as_bytes()
            && a == b
            && !b"lsze".contains(b)
        {
            root.pop();
        }
    }
    root
}

/// Endings of words, and how many letters must be left before each.
const ENDINGS: &[(&str, usize)] = &[
    ("ization", 4),
    ("isation", 4),
    ("ement", 5),
    ("ament", 5),
    ("ation", 4),
    ("ition", 5),
    ("ment", 5),
    ("ness", 4),
    ("ance", 4),
    ("ence", 4),
    ("able", 4),
    ("ible", 4),
    ("ity", 4),
    ("ize", 4),
    ("ise", 5),
    ("ive", 4),
    ("ing", 3),
    ("ion", 4),
    ("ate", 4),
    ("ial", 5),
    ("ist", 5),
    ("ous", 5),
    ("iz", 4),
    ("is", 5),
    ("at", 5),
    ("ed", 3),
    ("er", 4),
    ("or", 4),
    ("al", 5),
    ("ly", 4),
    ("ic", 5),
    ("y", 5),
    ("i", 5),
    ("e", 3),
];

/// Letters that transliterations and habits of spelling disagree about, made one.
pub(crate) fn sound(word: &str) -> String {
    let mut key = fold(word).replace(' ', "");
    for (from, to) in SPELLINGS {
        if key.contains(from) {
            key = key.replace(from, to);
        }
    }
    let mut out = String::new();
    for c in key.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

const SPELLINGS: &[(&str, &str)] = &[
    ("dzh", "j"),
    ("dj", "j"),
    ("sch", "sh"),
    ("tsch", "ch"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("ck", "k"),
    ("q", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("yi", "i"),
    ("iy", "i"),
    ("ij", "i"),
    ("yy", "i"),
    ("ey", "e"),
    ("ei", "e"),
    ("yu", "iu"),
    ("ya", "ia"),
    ("ye", "e"),
    ("ie", "e"),
    ("y", "i"),
    ("w", "v"),
];

/// Number of letters to put in, take out or change.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_letters_and_digits() {
        for (text, folded) in [
            ("U.S.-Ukraine talks", "us ukraine talks"),
            ("Ukraine’s “bad deal”", "ukraine bad deal"),
            ("Nicolás O’Neill.", "nicolas oneill"),
            ("ended. Then", "ended then"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn spellings_of_a_name_sound_the_same() {
        for (a, b) in [("Zelenskiy", "Zelensky"), ("Zelenskyy", "Zelensky"), ("Yusuf", "Yousuf"), ("Khaled", "Haled")] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("Petrov"), sound("Petrenko"));
        assert_eq!(distance("umerov", "omerov"), 1);
    }

    #[test]
    fn forms_of_a_word_have_one_root() {
        for (a, b) in [
            ("withdrawal", "withdrawing"),
            ("negotiator", "negotiations"),
            ("recognise", "recognition"),
            ("security", "secure"),
            ("cutting", "cut"),
            ("released", "release"),
        ] {
            assert_eq!(root(a), root(b), "{a} {b}");
        }
        for (a, b) in [("party", "part"), ("union", "unit")] {
            assert_ne!(root(a), root(b), "{a} {b}");
        }
        assert_eq!((root(""), root("s"), root("g77")), (String::new(), "s".to_owned(), "g77".to_owned()));
    }

    #[test]
    fn a_restatement_shares_its_telling_words() {
        let lexicon = Lexicon::default();
        let check = |a, b| Bag::of(a, &lexicon).restates(&Bag::of(b, &lexicon));
        assert!(check("preserve its sovereignty", "any peace agreement must safeguard sovereignty"));
        assert!(check("territorial concessions", "concessions of territory"));
        assert!(!check("legal assurances", "security guarantees"));
    }
}
