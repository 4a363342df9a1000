//! Why an entry stands there, in a sentence: what found it, and what speaks most for and against it.
//!
//! The words are in `data/reasons.toml`. Only the names of the strongest features are kept with an entry ([`Grounds`]); they are
//! worded where a reading leaves the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// So many features that speak for an entry are told.
const FAVOUR: usize = 3;
/// So many that speak against it.
const AGAINST: usize = 1;
/// What weighs less, as a logarithm of odds, is no ground.
const LEAST: f32 = 0.1;

/// What an entry's probability rests on most.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// The word that it was found by.
    pub cue: Option<String>,
    /// Names of the features that speak for it, strongest first.
    pub favour: Vec<String>,
    /// Names of the features that speak against it, strongest first.
    pub against: Vec<String>,
}

/// Whose features are told: the same name may mean different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Positions.
    Positions,
    /// Obstacles.
    Obstacles,
    /// Sessions, texts, next steps, figures.
    Judged,
    /// Actors.
    Actors,
    /// Attributions.
    Found,
}

impl Grounds {
    /// The strongest of some features with their weights. Several features of one name count once, by the strongest.
    pub(crate) fn of<'a>(weighed: impl IntoIterator<Item = (&'a str, f32)>) -> Grounds {
        // What holds of an entry found by one rule and what holds of any entry is one ground.
        let mut sums: BTreeMap<&str, f32> = BTreeMap::new();
        for (feature, weight) in weighed {
            *sums.entry(without_rule(feature)).or_default() += weight;
        }
        sums.remove("bias");
        let mut strongest: Vec<(&str, f32)> = sums.into_iter().filter(|(_, weight)| weight.abs() >= LEAST).collect();
        // What is there tells a reader more than what is not.
        let rank = |(feature, weight): &(&str, f32)| (*weight > 0.0 && is_absence(feature), -weight.abs());
        strongest.sort_by(|a, b| {
            let ((x, v), (y, w)) = (rank(a), rank(b));
            x.cmp(&y).then(v.total_cmp(&w)).then_with(|| a.0.cmp(b.0))
        });
        let mut grounds = Grounds::default();
        let mut told: Vec<&str> = Vec::new();
        for (feature, weight) in strongest {
            let names: Vec<&str> =
                parts_of(feature).into_iter().map(|part| part.split(['=', ':']).next().unwrap_or(part)).collect();
            let (list, most) =
                if weight > 0.0 { (&mut grounds.favour, FAVOUR) } else { (&mut grounds.against, AGAINST) };
            if list.len() < most && !names.iter().any(|name| told.contains(name)) {
                told.extend(names);
                list.push(feature.to_owned());
            }
        }
        grounds
    }

    /// With the word that the entry was found by.
    pub(crate) fn with_cue(mut self, cue: Option<&str>) -> Grounds {
        self.cue = cue.map(str::to_owned);
        self
    }
}

/// Whether a feature says that something is not there.
fn is_absence(feature: &str) -> bool {
    ["=false", "=none", "=None", "=0", ":0"].iter().any(|end| feature.ends_with(end))
}

/// A feature of one rule's entries without the rule ("stance-verb+cue:want").
fn without_rule(feature: &str) -> &str {
    match feature.split_once('+') {
        Some((rule, rest)) if !rest.is_empty() && Rule::ALL.iter().any(|known| known.as_str() == rule) => rest,
        _ => feature,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    rules: HashMap<Rule, String>,
    features: HashMap<String, String>,
    positions: HashMap<String, String>,
    obstacles: HashMap<String, String>,
    actors: HashMap<String, String>,
    values: HashMap<String, String>,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("../data/reasons.toml")).expect("reasons.toml is checked by a test"));

/// The reason for an entry in a sentence; `who` holds the position, where it is one.
pub fn tell(section: Section, rule: Rule, grounds: &Grounds, who: Option<&str>) -> String {
    let mut out = lead(rule, grounds.cue.as_deref(), who);
    for (label, features) in [("for it", &grounds.favour), ("against it", &grounds.against)] {
        let told: Vec<String> = features.iter().filter_map(|feature| words(section, feature)).collect();
        if !told.is_empty() {
            out += &format!("; {label}: {}", told.join(", "));
        }
    }
    out
}

fn lead(rule: Rule, cue: Option<&str>, who: Option<&str>) -> String {
    let template = LEXICON.rules.get(&rule).map_or(rule.as_str(), String::as_str);
    let template = match cue.filter(|cue| !cue.is_empty()) {
        Some(cue) => template.replace("{cue}", cue),
        // Without a word there is nothing to show in quotation marks.
        None => [" (“{cue}”)", " “{cue}”", "“{cue}” "]
            .iter()
            .fold(template.to_owned(), |text, quoted| text.replace(quoted, "")),
    };
    template.replace("{who}", who.unwrap_or("somebody"))
}

/// A feature in plain words; none where it has no words.
fn words(section: Section, feature: &str) -> Option<String> {
    let own = match section {
        Section::Positions => Some(&LEXICON.positions),
        Section::Obstacles => Some(&LEXICON.obstacles),
        Section::Actors => Some(&LEXICON.actors),
        Section::Judged | Section::Found => None,
    };
    let find = |key: &str| own.and_then(|own| own.get(key)).or_else(|| LEXICON.features.get(key));
    let mut parts = Vec::new();
    for part in parts_of(feature) {
        if let Some(told) = find(part) {
            parts.push(told.replace("{}", ""));
            continue;
        }
        let (name, value) = part.split_once(['=', ':']).unwrap_or_else(|| part.rsplit_once(' ').unwrap_or((part, "")));
        let name = if name.starts_with("small words") { "small words" } else { name };
        let template = find(name)?;
        // Words of the report stand in quotation marks; what stands without is a name of ours.
        let value = if template.contains("“{}”") { bare(value).to_owned() } else { plain(value) };
        parts.push(template.replace("{}", &value));
    }
    (!parts.is_empty()).then(|| parts.join(" and "))
}

/// The features that one of several stands for: "kind=talks place=true".
fn parts_of(feature: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = feature;
    while let Some(first) = rest.find('=') {
        // A value may be the sign itself, or be several words; the name of the next is the word before its sign.
        let next = rest[first + 1..].find('=').map(|at| first + 1 + at);
        let Some(end) = next.and_then(|next| rest[first + 2..next.max(first + 2)].rfind(' ').map(|at| first + 2 + at))
        else {
            break;
        };
        parts.push(&rest[..end]);
        rest = &rest[end + 1..];
    }
    parts.push(rest);
    parts
}

/// A value without what the program adds to it: the kind of a cue ("offer/n"), whether a number is written ("after true").
fn bare(value: &str) -> &str {
    let value = value.strip_suffix(" true").or_else(|| value.strip_suffix(" false")).unwrap_or(value);
    match value.split_once('/') {
        Some((word, kind)) if !word.is_empty() && kind.len() == 1 => word,
        _ => value,
    }
}

/// A value in plain words.
fn plain(value: &str) -> String {
    let value = bare(value);
    let value = value.strip_prefix("Some(").and_then(|v| v.strip_suffix(')')).unwrap_or(value);
    LEXICON.values.get(value).cloned().unwrap_or_else(|| value.replace('-', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Judges;
    use crate::linear::Linear;

    #[test]
    fn every_rule_has_words() {
        for rule in Rule::ALL {
            assert!(LEXICON.rules.contains_key(rule), "no words for the rule {rule}");
        }
    }

    #[test]
    fn every_feature_that_a_judge_weighs_has_words() {
        let mut without = Vec::new();
        let mut check = |section, name: &str| {
            if name != "bias" && words(section, without_rule(name)).is_none() {
                without.push(name.to_owned());
            }
        };
        let judges = Judges::shipped();
        for judge in [&judges.session, &judges.text, &judges.next, &judges.figure] {
            judge.weights.keys().for_each(|name| check(Section::Judged, name));
        }
        for (section, model) in [
            (Section::Positions, include_str!("../data/positions.weights")),
            (Section::Obstacles, include_str!("../data/obstacles.weights")),
            (Section::Actors, include_str!("../data/actors.weights")),
        ] {
            Linear::parse(model).unwrap().names().for_each(|name| check(section, name));
        }
        without.sort();
        assert!(without.is_empty(), "no words in reasons.toml for {without:#?}");
    }

    #[test]
    fn the_strongest_grounds_are_told_once_each() {
        let grounds = Grounds::of([
            ("bias", -3.0),
            ("stance-verb+cue:reject", 0.5),
            ("cue:reject", 0.75),
            ("modality:Past", 0.25),
            ("headline", -1.5),
            ("quoted", -0.5),
            ("own", 0.05),
        ]);
        assert_eq!(grounds.favour, ["cue:reject", "modality:Past"]);
        assert_eq!(grounds.against, ["headline"]);
        let told = tell(Section::Positions, Rule::StanceVerb, &grounds.with_cue(Some("rejects")), Some("Norway"));
        assert_eq!(
            told,
            "the verb of stance “rejects” with Norway as the one who does it; for it: the word “reject”, it is told in the past; \
             against it: it stands in the headline"
        );
    }

    #[test]
    fn features_of_several_parts_are_told_in_full() {
        let said = |feature| words(Section::Judged, feature).unwrap();
        assert_eq!(said("cue=able to timed=false"), "the word “able to” and no time stands with it");
        assert_eq!(said("verb is held Dobj"), "the verb says that it was held");
        assert_eq!(said("state=Some(Agreed)"), "what became of the text: agreed");
    }

    #[test]
    fn a_rule_without_its_word_is_told_without_quotation_marks() {
        assert_eq!(
            tell(Section::Found, Rule::Heard, &Grounds::default(), None),
            "words of speech, heard by the network that finds who says what"
        );
    }
}
