//! What words mean: the lexicons in `data/`, read once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::entry::ActorKind;

/// States, world bodies and peoples, with every name they go by.
#[derive(Debug)]
pub struct World {
    entries: Vec<WorldEntry>,
    /// Forms by their first word, longest first.
    forms: HashMap<String, Vec<(String, usize, Form)>>,
}

/// A state, body or people of the world.
#[derive(Debug)]
pub struct WorldEntry {
    /// Ordinary name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Its side: itself, the state that it is a body of, or none for a loose group.
    pub party: Option<String>,
}

/// How a form names its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By name, acronym or a metonym that is no place to meet in.
    Name,
    /// By adjective, or as the people ("the Danes").
    Adjective,
    /// By its capital.
    Capital,
}

#[derive(Deserialize)]
struct WorldFile {
    state: Vec<WorldRow>,
    body: Vec<WorldRow>,
}

#[derive(Deserialize)]
struct WorldRow {
    name: String,
    kind: Option<ActorKind>,
    #[serde(default)]
    adjectives: Vec<String>,
    capital: Option<String>,
    #[serde(default)]
    other: Vec<String>,
    /// The state that it is a body of; empty for a loose group that is no side.
    party: Option<String>,
}

impl World {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: WorldFile = toml::from_str(text)?;
        let mut world = World { entries: Vec::new(), forms: HashMap::new() };
        for row in file.state.into_iter().chain(file.body) {
            let index = world.entries.len();
            for adjective in row.adjectives {
                world.add(format!("{adjective}s"), index, Form::Adjective);
                world.add(adjective, index, Form::Adjective);
            }
            if let Some(capital) = row.capital {
                world.add(capital, index, Form::Capital);
            }
            for other in row.other {
                world.add(other, index, Form::Name);
            }
            world.add(row.name.clone(), index, Form::Name);
            let party = row.party.unwrap_or_else(|| row.name.clone());
            world.entries.push(WorldEntry {
                party: (!party.is_empty()).then_some(party),
                name: row.name,
                kind: row.kind.unwrap_or(ActorKind::State),
            });
        }
        for forms in world.forms.values_mut() {
            forms.sort_by_key(|(form, ..)| std::cmp::Reverse(form.len()));
        }
        Ok(world)
    }

    fn add(&mut self, form: String, index: usize, kind: Form) {
        // Bulletins and datelines write names in capitals.
        let capitals = form.to_uppercase();
        if capitals != form && form.len() > 3 && kind != Form::Adjective {
            let first = capitals.split([' ', '/']).next().unwrap_or_default().to_owned();
            self.forms.entry(first).or_default().push((capitals, index, kind));
        }
        let first = form.split([' ', '/']).next().unwrap_or_default().to_owned();
        self.forms.entry(first).or_default().push((form, index, kind));
    }

    /// The forms that begin with this word, longest first.
    pub fn forms(&self, first: &str) -> &[(String, usize, Form)] {
        // The engine may keep "G-77/China" or "EU-led" in one token.
        let word = first.split('/').next().unwrap_or(first);
        self.forms.get(first).or_else(|| self.forms.get(word)).map_or(&[], Vec::as_slice)
    }

    /// Every name, acronym and metonym with its entry, as they are written in running text.
    pub fn names(&self) -> impl Iterator<Item = (&str, &WorldEntry)> {
        self.forms
            .values()
            .flatten()
            .filter(|(.., kind)| *kind == Form::Name)
            .map(|(form, index, _)| (form.as_str(), &self.entries[*index]))
    }

    /// Whether this is the name, acronym, adjective or capital of an entry.
    pub fn knows(&self, name: &str) -> bool {
        let first = name.split([' ', '/']).next().unwrap_or_default();
        self.forms(first).iter().any(|(form, ..)| form == name)
    }

    /// The longest form that a text begins with and that ends where a word ends: its length in bytes, what it names, and how.
    pub fn at_start(&self, text: &str) -> Option<(usize, &WorldEntry, Form)> {
        let first = text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
        let parts = [first, first.split('-').next().unwrap_or_default(), first.trim_end_matches('.')];
        let forms = parts.iter().flat_map(|first| self.forms(first));
        let fits = forms.filter(|(form, ..)| {
            text.strip_prefix(form.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        let longest = fits.max_by_key(|(form, ..)| form.len());
        longest.map(|&(ref form, index, kind)| (form.len(), &self.entries[index], kind))
    }

    /// An entry by its number.
    pub fn entry(&self, index: usize) -> &WorldEntry {
        &self.entries[index]
    }
}

/// Nouns for people and bodies.
#[derive(Debug, Deserialize)]
pub struct Roles {
    /// Functions of one human being.
    pub person: HashSet<String>,
    /// Functions at the head of a state or its government.
    pub head: HashSet<String>,
    /// Functions at the head of a movement or another body.
    pub chief: HashSet<String>,
    /// Offices that a state's leaders and foreign ministers hold.
    pub office: HashSet<String>,
    /// What says that an office is no longer held.
    pub former: HashSet<String>,
    /// Offices and houses that a field of government goes before.
    pub portfolio: HashSet<String>,
    /// What ends the name of a company in law and not in speech.
    pub incorporated: HashSet<String>,
    /// Bodies that "the ..." may be said of whatever their name.
    pub generic: HashSet<String>,
    /// Words in the names of bodies that only this common noun is said of.
    pub named: HashMap<String, HashSet<String>>,
    /// Words of quantity before a group.
    pub quantifier: HashSet<String>,
    /// Lower-case words inside names of persons.
    pub particle: HashSet<String>,
    /// Those who, in a capital, speak for the state.
    pub resident: HashSet<String>,
    /// Those who fight for a movement, and what it is called.
    pub irregular: HashSet<String>,
    /// What stands between a state and the group that it speaks for.
    pub behalf: Vec<String>,
    /// Those who work for others, and bargain through a union.
    pub labour: HashSet<String>,
    /// Camps without a name that are a side of their own.
    pub side: HashSet<String>,
    /// Words that only go before a name.
    pub honorific: HashSet<String>,
    /// Titles of men.
    pub male: HashSet<String>,
    /// Titles of women.
    pub female: HashSet<String>,
    /// Camps and kinds of people.
    pub group: HashSet<String>,
    /// Bodies.
    pub body: HashSet<String>,
    /// Bodies that are the state's wherever no other owner is named.
    pub organ: HashSet<String>,
    /// Bodies that are nobody's, whatever nation is in their name.
    pub private: HashSet<String>,
    /// Bodies that are the state whose name goes before them.
    pub of_state: HashSet<String>,
    /// What "both" and "two" go before when all sides are meant.
    pub joint: HashSet<String>,
    /// Verbs whose subject leads the object.
    pub leads: HashSet<String>,
    /// What a name ends in when it is a thing and not a body.
    pub thing: HashSet<String>,
    /// Words of time that may be taken for the first part of a name.
    pub weekday: HashSet<String>,
    /// What follows a bloc's adjective when the bloc itself is meant.
    pub of_bloc: HashSet<String>,
    /// Titles that stand for their state without its adjective.
    pub title_of: Vec<TitleOf>,
    /// Common nouns of camps.
    pub camp: Vec<Camp>,
    /// Every single word of the titles of persons; filled after reading.
    #[serde(skip)]
    pub title_words: HashSet<String>,
}

impl Roles {
    /// Whether a word of the name says that it is one of this kind of body.
    pub fn is_named(&self, noun: &str, name: &str) -> bool {
        self.named.get(noun).is_some_and(|words| name.split(' ').any(|word| words.contains(&word.to_lowercase())))
    }

    /// Whether "the union" may be the body of this name: a word of the name says so, or none says that it is another kind.
    pub fn may_be(&self, noun: &str, name: &str) -> bool {
        let has = |words: &HashSet<String>| name.split(' ').any(|word| words.contains(&word.to_lowercase()));
        match self.named.get(noun) {
            Some(words) if has(words) => true,
            _ => !self.named.iter().any(|(other, words)| other != noun && has(words)),
        }
    }
}

/// The common noun of those on one side of a table.
#[derive(Debug, Deserialize)]
pub struct Camp {
    /// In the singular.
    pub noun: String,
    /// As the name of the side.
    pub plural: String,
    /// Whether states can be of it.
    #[serde(default)]
    pub of_states: bool,
}

/// A title that only one state gives.
#[derive(Debug, Deserialize)]
pub struct TitleOf {
    /// In lower case.
    pub title: String,
    /// Ordinary name of the state.
    pub state: String,
}

/// Outlets.
#[derive(Debug, Deserialize)]
pub struct Outlets {
    /// By name.
    pub name: HashSet<String>,
    /// By kind.
    pub kind: HashSet<String>,
    /// Words that an outlet's name ends in.
    pub last: HashSet<String>,
    /// Nouns for what a speaker publishes.
    pub document: HashSet<String>,
}

impl Outlets {
    /// Whether a name is a document's ("Reports", "statement"): it tells of something, but nobody does.
    pub fn is_document(&self, name: &str) -> bool {
        self.document.contains(name.to_lowercase().trim_end_matches('s'))
    }

    /// Whether a name is an outlet's: listed, or of the form "Somewhere Gazette".
    pub fn is_outlet(&self, name: &str) -> bool {
        let name = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name);
        let two_words = || {
            let mut words = name.rsplitn(3, ' ');
            let last = words.next()?;
            Some(format!("{} {last}", words.next()?))
        };
        self.name.contains(name)
            || name.rsplit_once(' ').is_some_and(|(_, last)| self.last.contains(last))
            || name.split(' ').count() > 2 && two_words().is_some_and(|last| self.last.contains(&last))
    }
}

/// The world.
pub static WORLD: LazyLock<World> =
    LazyLock::new(|| World::parse(include_str!("../data/states.toml")).expect("data/states.toml is well formed"));

/// Roles.
pub static ROLES: LazyLock<Roles> = LazyLock::new(|| {
    let mut roles: Roles = toml::from_str(include_str!("../data/roles.toml")).expect("data/roles.toml is well formed");
    let words = roles.person.iter().chain(&roles.honorific).flat_map(|role| role.split(' '));
    roles.title_words = words.map(str::to_owned).collect();
    roles
});

/// Outlets.
pub static OUTLETS: LazyLock<Outlets> =
    LazyLock::new(|| toml::from_str(include_str!("../data/outlets.toml")).expect("data/outlets.toml is well formed"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_to_its_state() {
        let find = |text: &str| {
            let first = text.split(' ').next().unwrap();
            WORLD.forms(first).iter().find(|(form, ..)| form == text).map(|&(_, i, form)| (&*WORLD.entry(i).name, form))
        };
        assert_eq!(find("Oslo"), Some(("Norway", Form::Capital)));
        assert_eq!(find("Danes"), Some(("Denmark", Form::Adjective)));
        assert_eq!(find("White House"), Some(("United States", Form::Name)));
        assert_eq!(find("G-77/China"), Some(("G-77/China", Form::Name)));
    }

    #[test]
    fn a_text_begins_with_a_name_or_not() {
        let start = |text| WORLD.at_start(text).map(|(length, entry, _)| (length, &*entry.name));
        assert_eq!(start("United States' troops"), Some((13, "United States")));
        assert_eq!(start("U.S.-led talks"), Some((4, "United States")));
        assert_eq!(start("Chinese ships"), Some((7, "China")));
        assert_eq!(start("Chinatown"), None);
        assert_eq!(start(""), None);
    }

    #[test]
    fn the_lexicons_are_well_formed() {
        assert!(ROLES.person.contains("envoy") && ROLES.title_words.contains("foreign"));
        assert!(OUTLETS.kind.contains("newspaper"));
    }

    #[test]
    fn no_form_leads_to_two_entries() {
        for forms in WORLD.forms.values() {
            for pair in forms.windows(2) {
                assert!(pair[0].0 != pair[1].0 || pair[0].1 == pair[1].1, "{} is ambiguous", pair[0].0);
            }
        }
    }
}
