//! The words of `data/topics.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// Words that say what talks are about, and words that do not.
pub(super) struct Lexicon {
    /// Nouns that a subject stands beside.
    pub about: HashSet<String>,
    /// Prepositions between.
    pub prepositions: HashSet<String>,
    /// Nouns of `about` that take "of".
    pub of: HashSet<String>,
    /// Nouns that name no subject by themselves.
    pub vague: HashSet<String>,
    /// Adjectives that are left away.
    pub plain: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    prepositions: String,
    of: String,
    vague: String,
    plain: String,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/topics.toml")).expect("topics.toml is checked by a test");
    let words = |list: String| list.split_whitespace().map(str::to_owned).collect();
    Lexicon {
        about: words(file.about),
        prepositions: words(file.prepositions),
        of: words(file.of),
        vague: words(file.vague),
        plain: words(file.plain),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_is_well_formed() {
        assert!(LEXICON.of.is_subset(&LEXICON.about));
        assert!(LEXICON.vague.contains("issue") && LEXICON.plain.contains("new"));
    }
}
