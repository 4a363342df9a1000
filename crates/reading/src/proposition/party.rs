//! Who may speak in a bulletin: states and negotiating groups, found in the text by name.
//!
//! The text decides, not the parse: names in capitals mislead the parser, and the world's states are a list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use source::Span;

use super::words::WORDS;
use crate::entry::ActorKind;
use crate::lexicon::WORLD;

/// A party's name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// Who is meant: for "G-77/China" two.
    pub names: &'static [String],
    /// Whether the form is an acronym, or holds one.
    pub acronym: bool,
}

/// One form of a name.
struct Form {
    text: String,
    /// Who is meant; nobody for a name that only holds a party's ("Latin America").
    names: Vec<String>,
    acronym: bool,
}

/// All forms by their first letters and digits in lower case, longest first.
static FORMS: LazyLock<HashMap<String, Vec<Form>>> = LazyLock::new(|| {
    let mut forms: HashMap<String, Vec<Form>> = HashMap::new();
    let mut add = |text: &str, names: &[String]| {
        let key = first_word(text).to_lowercase();
        let row = forms.entry(key).or_default();
        // What the bulletins' lexicon says goes before what the world's does.
        if row.iter().all(|form| form.text != text) {
            row.push(Form { text: text.to_owned(), names: names.to_vec(), acronym: is_acronym(text) });
        }
    };
    for group in &WORDS.group {
        group.forms.iter().for_each(|form| add(form, &group.names));
    }
    for state in &WORDS.state {
        state.forms.iter().for_each(|form| add(form, std::slice::from_ref(&state.name)));
    }
    WORDS.none.iter().for_each(|form| add(form, &[]));
    let written: HashSet<String> =
        WORLD.names().filter(|(form, _)| !is_capitals(form)).map(|(form, _)| form.to_uppercase()).collect();
    for (form, entry) in WORLD.names() {
        // The world lists names in capitals too; here they match their ordinary form.
        if entry.kind == ActorKind::State && !(is_capitals(form) && written.contains(form)) {
            let other = WORDS.state.iter().find(|state| state.forms.contains(&entry.name));
            add(form, std::slice::from_ref(other.map_or(&entry.name, |state| &state.name)));
        }
    }
    for row in forms.values_mut() {
        row.sort_by_key(|form| std::cmp::Reverse(form.text.len()));
    }
    forms
});

/// Every mention of a party, in order; the longest form wins ("Papua New Guinea" is not Guinea).
pub fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let before = text[..at].chars().next_back();
        if !letter.is_uppercase() || before.is_some_and(char::is_alphanumeric) {
            at += letter.len_utf8();
            continue;
        }
        let word = first_word(&text[at..]);
        let form = FORMS.get(&word.to_lowercase()).into_iter().flatten().find(|form| form.begins(&text[at..]));
        let Some(form) = form else {
            at += word.len().max(letter.len_utf8());
            continue;
        };
        let end = at + form.text.len();
        if !form.names.is_empty() && !in_compound(before, &text[end..]) {
            found.push(Mention { span: Span::new(at..end), names: &form.names, acronym: form.acronym });
        }
        at = end;
    }
    found
}

impl Form {
    /// Whether a text begins with this form as a whole word.
    fn begins(&self, text: &str) -> bool {
        let Some(words) = text.get(..self.text.len()) else { return false };
        let same = if self.acronym { words == self.text } else { words.eq_ignore_ascii_case(&self.text) };
        same && !text[self.text.len()..].starts_with(char::is_alphanumeric)
    }
}

/// "EU-led", "non-US": no party acts there.
fn in_compound(before: Option<char>, after: &str) -> bool {
    let mut after = after.chars();
    let hyphen = after.next() == Some('-') && after.next().is_some_and(|c| c.is_alphabetic());
    hyphen || before == Some('-')
}

/// The letters and digits that a text begins with.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

/// Whether a form is an acronym, or holds one: it must then be matched letter by letter, or "Us" would be a state.
fn is_acronym(form: &str) -> bool {
    let capitals = |word: &str| word.len() > 1 && word.chars().take(2).all(char::is_uppercase);
    form.len() < 4 || form.split(|c: char| !c.is_alphanumeric()).any(capitals)
}

/// Whether a name is written in capitals.
fn is_capitals(form: &str) -> bool {
    !form.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &[&str])]) {
        let found = mentions(text);
        let found: Vec<(&str, Vec<&str>)> =
            found.iter().map(|m| (m.span.of(text), m.names.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(&str, Vec<&str>)> = expected.iter().map(|(s, n)| (*s, n.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_form_wins_in_any_case() {
        check("PAPUA NEW GUINEA told us", &[("PAPUA NEW GUINEA", &["Papua New Guinea"])]);
        check(
            "the US, Niger and Nigeria",
            &[("US", &["United States"]), ("Niger", &["Niger"]), ("Nigeria", &["Nigeria"])],
        );
    }

    #[test]
    fn a_group_is_split_into_who_stands_behind_it() {
        check("the G-77/CHINA's text", &[("G-77/CHINA", &["Group of 77", "China"])]);
        check("the G77 and China", &[("G77 and China", &["Group of 77", "China"])]);
    }

    #[test]
    fn compounds_and_longer_names_are_nobody() {
        check("a US-led plan for Latin America and non-EU states", &[]);
    }
}
