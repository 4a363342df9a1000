//! Who is who over the reports: one actor for `Zelenskiy`, `Zelensky` and `the Ukrainian president`.
//!
//! Two actors that one report tells apart are never made one, save a last name and the full name it belongs to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use reading::{ActorKind, Evidence};

use crate::judgement::{Naming, Namings};
use crate::lexicon::{Lexicon, List};
use crate::people::unnamed;
use crate::shelf::Taken;
use crate::words::{distance, fold, singular, sound};

/// An actor of the dossier.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub name: String,
    pub kind: ActorKind,
    /// Ordinary name of its party.
    pub party: Option<String>,
    /// Other forms, as the reports have them.
    pub forms: BTreeSet<String>,
    /// Roles with their reports, in the order of the reports.
    pub roles: Vec<(usize, String)>,
    /// Where each report first tells of it.
    pub tellings: Vec<(usize, Evidence)>,
}

impl Who {
    /// Last word of the name of a person.
    pub(crate) fn surname(&self) -> &str {
        self.name.rsplit(' ').next().unwrap_or(&self.name)
    }
}

/// The actors, and which one a report means by a name.
#[derive(Debug)]
pub(crate) struct Identity {
    /// In the order in which the reports tell of them.
    pub actors: Vec<Who>,
    by_report: HashMap<(usize, String), usize>,
    /// Forms only one actor goes by.
    anywhere: BTreeMap<String, usize>,
    /// The ordinary name of each party, by the folded form.
    parties: BTreeMap<String, String>,
    surnames: BTreeMap<String, usize>,
}

impl Identity {
    pub(crate) fn of(taken: &[&Taken], lexicon: &Lexicon, namings: &Namings) -> Identity {
        let mut clusters = Clusters::by_name(taken, lexicon, namings);
        clusters.join_bodies();
        clusters.join_persons();
        clusters.join_roles(lexicon);
        clusters.finish(lexicon)
    }

    /// The actor a report means by a name.
    pub(crate) fn resolve(&self, report: usize, name: &str) -> Option<usize> {
        let folded = fold(name);
        self.by_report.get(&(report, folded.clone())).or_else(|| self.anywhere.get(&folded)).copied()
    }

    /// The ordinary name of a party; of a person or a group told as one, the party they belong to.
    pub(crate) fn party(&self, name: &str) -> String {
        let folded = fold(name);
        let belongs = self.anywhere.get(&folded).and_then(|who| self.actors[*who].party.clone());
        let name = belongs.unwrap_or_else(|| name.to_owned());
        self.parties.get(&fold(&name)).cloned().unwrap_or(name)
    }

    /// Whether a word is a form of a body or a state of the dossier.
    pub(crate) fn is_body(&self, name: &str) -> bool {
        self.parties.contains_key(&fold(name))
    }

    /// The party of whoever a report names: its own where it is a party.
    pub(crate) fn party_of(&self, report: usize, name: &str) -> Option<String> {
        match self.resolve(report, name) {
            Some(who) => self.actors[who].party.clone(),
            None => self.parties.get(&fold(name)).cloned(),
        }
    }

    /// Whether two persons of the dossier have this one's last name.
    pub(crate) fn surname_is_shared(&self, who: usize) -> bool {
        self.surnames.get(&fold(self.actors[who].surname())).is_some_and(|n| *n > 1)
    }
}

/// One actor of one report.
struct Node<'a> {
    report: usize,
    actor: &'a reading::Actor,
    /// Folded name without titles.
    name: String,
}

impl Node<'_> {
    fn is_person(&self) -> bool {
        self.actor.kind == ActorKind::Person
    }
}

struct Clusters<'a> {
    namings: &'a Namings,
    nodes: Vec<Node<'a>>,
    /// Members of each cluster; emptied when it joins another.
    members: Vec<Vec<usize>>,
}

impl<'a> Clusters<'a> {
    /// Actors of one name, as persons or as bodies.
    fn by_name(taken: &[&'a Taken], lexicon: &Lexicon, namings: &'a Namings) -> Clusters<'a> {
        let mut nodes = Vec::new();
        for (report, taken) in taken.iter().enumerate() {
            let mut actors: Vec<&'a reading::Actor> = taken.reading.actors.iter().collect();
            actors.sort_by(|a, b| (a.evidence.span, &a.name).cmp(&(b.evidence.span, &b.name)));
            for actor in actors {
                let name = untitled(&fold(&actor.name), lexicon);
                if !name.is_empty() {
                    nodes.push(Node { report, actor, name });
                }
            }
        }
        let mut index: BTreeMap<(bool, Option<usize>, String), usize> = BTreeMap::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        for (i, node) in nodes.iter().enumerate() {
            // "A senior official" of two reports may be two people.
            let alone = (node.is_person() && unnamed(&node.actor.name)).then_some(node.report);
            let cluster = *index.entry((node.is_person(), alone, node.name.clone())).or_insert_with(|| {
                members.push(Vec::new());
                members.len() - 1
            });
            members[cluster].push(i);
        }
        Clusters { namings, nodes, members }
    }

    /// States, organisations and groups: another's alias for a name, and groups of one party under one noun.
    fn join_bodies(&mut self) {
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_noun: BTreeMap<(String, String), usize> = BTreeMap::new();
        for cluster in 0..self.members.len() {
            if !self.head(cluster).is_person() {
                by_name.insert(self.head(cluster).name.clone(), cluster);
            }
        }
        let mut pairs = Vec::new();
        for node in self.nodes.iter().filter(|node| !node.is_person()) {
            for alias in &node.actor.aliases {
                let named = alias.chars().next().is_some_and(char::is_uppercase) || alias.contains(char::is_uppercase);
                if let Some(&other) = by_name.get(&fold(alias)).filter(|_| named) {
                    pairs.push((by_name[&node.name], other));
                }
            }
        }
        for cluster in 0..self.members.len() {
            let head = self.head(cluster);
            if head.actor.kind == ActorKind::Group
                && let Some(party) = head.actor.party.as_deref().filter(|party| fold(party) != head.name)
            {
                let noun = singular(head.name.rsplit(' ').next().unwrap_or_default());
                match by_noun.get(&(fold(party), noun.clone())) {
                    Some(&other) => pairs.push((other, cluster)),
                    None => drop(by_noun.insert((fold(party), noun), cluster)),
                }
            }
        }
        for (a, b) in pairs {
            self.join_if(a, b, |a, b| !a.is_person() && !b.is_person());
        }
    }

    /// Persons: spellings of one name, then last names alone.
    fn join_persons(&mut self) {
        let persons: Vec<usize> = (0..self.members.len()).filter(|c| self.head(*c).is_person()).collect();
        let (full, last): (Vec<usize>, Vec<usize>) =
            persons.into_iter().partition(|c| self.head(*c).name.contains(' '));
        let mut by_sound: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &cluster in &full {
            by_sound.entry(sound(surname(&self.head(cluster).name))).or_default().push(cluster);
        }
        for same in by_sound.values() {
            for (i, &a) in same.iter().enumerate() {
                for &b in &same[i + 1..] {
                    self.join_if(a, b, |a, b| given_names_agree(&a.name, &b.name) && parties_agree(a, b));
                }
            }
        }
        let mut by_bones: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for &cluster in &full {
            if let Some(bones) = bones(&self.head(cluster).name) {
                by_bones.entry(bones).or_default().push(cluster);
            }
        }
        for same in by_bones.values() {
            for (i, &a) in same.iter().enumerate() {
                for &b in &same[i + 1..] {
                    self.join_if(a, b, same_consonants);
                }
            }
        }
        let sounds: Vec<&String> = by_sound.keys().collect();
        for (i, a) in sounds.iter().enumerate() {
            for b in &sounds[i + 1..] {
                if a.len().min(b.len()) >= 6 && a.len().abs_diff(b.len()) <= 1 && distance(a, b) == 1 {
                    for &x in &by_sound[*a] {
                        for &y in &by_sound[*b] {
                            self.join_if(x, y, near_misspelling);
                        }
                    }
                }
            }
        }
        for cluster in last {
            let key = sound(&self.head(cluster).name);
            let party = self.party(cluster);
            let alive = by_sound.get(&key).into_iter().flatten().filter(|c| !self.members[**c].is_empty());
            let owners: Vec<usize> = alive.copied().collect();
            let of_party: Vec<usize> =
                owners.iter().copied().filter(|c| party.is_some() && self.party(*c) == party).collect();
            match (owners.as_slice(), of_party.as_slice()) {
                ([one], _) | (_, [one]) => self.join(*one, cluster),
                _ => match by_sound.get(&format!(" {key}")) {
                    Some(same) => self.join(same[0], cluster),
                    None => drop(by_sound.insert(format!(" {key}"), vec![cluster])),
                },
            }
        }
    }

    /// `the Ukrainian president`: whoever alone of that party has that role, or alone of those without a party.
    fn join_roles(&mut self, lexicon: &Lexicon) {
        let alive = |clusters: &Self| -> Vec<usize> {
            (0..clusters.members.len()).filter(|c| !clusters.members[*c].is_empty()).collect()
        };
        let forms = self.party_forms();
        for cluster in alive(self) {
            let head = self.head(cluster);
            if !matches!(head.actor.kind, ActorKind::Person | ActorKind::Group) {
                continue;
            }
            let Some((party, role)) = party_and_role(head, &forms, lexicon) else { continue };
            let has_role = |c: &usize| {
                *c != cluster
                    && self.head(*c).is_person()
                    && party_and_role(self.head(*c), &forms, lexicon).is_none()
                    && self.members[*c].iter().any(|node| {
                        let own = self.nodes[*node].actor.role.as_deref().map(fold).unwrap_or_default();
                        own == role || own.ends_with(&format!(" {role}"))
                    })
            };
            let of_role: Vec<usize> = alive(self).into_iter().filter(has_role).collect();
            let of_party = |c: &usize| self.party(*c).is_some_and(|p| fold(&p) == party);
            let holders: Vec<usize> = of_role.iter().copied().filter(of_party).collect();
            // Where no report says whose president somebody is: the only president without a side.
            let open: Vec<usize> = of_role.into_iter().filter(|c| self.party(*c).is_none()).collect();
            match (&holders[..], &open[..]) {
                ([holder], _) | ([], [holder]) => self.join_if(*holder, cluster, |_, _| true),
                _ => {}
            }
        }
    }

    /// Folded forms under which the parties are told, each with the folded party.
    fn party_forms(&self) -> BTreeMap<String, String> {
        let mut forms = BTreeMap::new();
        for node in self.nodes.iter().filter(|node| !node.is_person()) {
            let Some(party) = node.actor.party.as_deref().map(fold) else { continue };
            if party == node.name {
                for form in node.actor.aliases.iter().map(|alias| fold(alias)).chain([party.clone()]) {
                    forms.insert(form, party.clone());
                }
            }
        }
        forms
    }

    fn head(&self, cluster: usize) -> &Node<'a> {
        // An emptied cluster is only asked for by passes that skip it.
        &self.nodes[self.members[cluster].first().copied().unwrap_or(0)]
    }

    fn party(&self, cluster: usize) -> Option<String> {
        self.members[cluster].iter().find_map(|node| self.nodes[*node].actor.party.clone())
    }

    fn join(&mut self, a: usize, b: usize) {
        let names = |c: usize| &self.head(c).actor.name;
        if a != b && !self.namings.are_two(Naming::Actor, names(a), names(b)) {
            let moved = std::mem::take(&mut self.members[b]);
            self.members[a].extend(moved);
            self.members[a].sort_unstable();
        }
    }

    /// Joins two clusters that no report tells apart.
    fn join_if(&mut self, a: usize, b: usize, agree: impl Fn(&Node<'_>, &Node<'_>) -> bool) {
        if a == b || self.members[a].is_empty() || self.members[b].is_empty() {
            return;
        }
        let reports = |c: usize| -> BTreeSet<usize> { self.members[c].iter().map(|n| self.nodes[*n].report).collect() };
        if reports(a).is_disjoint(&reports(b)) && agree(self.head(a), self.head(b)) {
            self.join(a.min(b), a.max(b));
        }
    }

    fn finish(self, lexicon: &Lexicon) -> Identity {
        let nodes = &self.nodes;
        let mut clusters: Vec<&Vec<usize>> = self.members.iter().filter(|members| !members.is_empty()).collect();
        clusters.sort_by_key(|members| members[0]);
        let mut identity = Identity {
            actors: Vec::new(),
            by_report: HashMap::new(),
            anywhere: BTreeMap::new(),
            parties: BTreeMap::new(),
            surnames: BTreeMap::new(),
        };
        let mut claims: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for members in &clusters {
            let who = identity.actors.len();
            let name = ordinary_name(members.iter().map(|n| &nodes[*n]), lexicon);
            let mut forms = BTreeSet::new();
            let mut roles = Vec::new();
            let mut tellings: Vec<(usize, Evidence)> = Vec::new();
            for node in members.iter().map(|n| &nodes[*n]) {
                for form in node.actor.aliases.iter().chain([&node.actor.name]) {
                    identity.by_report.entry((node.report, fold(form))).or_insert(who);
                    claims.entry(fold(form)).or_default().insert(who);
                    if *form != name {
                        forms.insert(form.clone());
                    }
                }
                roles.extend(node.actor.role.iter().map(|role| (node.report, role.clone())));
                if tellings.iter().all(|(report, _)| *report != node.report) {
                    tellings.push((node.report, node.actor.evidence.clone()));
                }
            }
            // A report's own name for an actor goes before another actor's alias.
            for node in members.iter().map(|n| &nodes[*n]) {
                identity.by_report.insert((node.report, fold(&node.actor.name)), who);
            }
            let kind = most_common(members.iter().map(|n| nodes[*n].actor.kind));
            let kind = kind.unwrap_or(ActorKind::Group);
            let party = most_common(members.iter().filter_map(|n| nodes[*n].actor.party.clone()));
            identity.actors.push(Who { name, kind, party, forms, roles, tellings });
        }
        identity.anywhere = claims
            .into_iter()
            .filter(|(_, by)| by.len() == 1)
            .filter_map(|(f, by)| Some((f, by.into_iter().next()?)))
            .collect();
        for who in identity.actors.iter().filter(|who| who.kind != ActorKind::Person) {
            for form in who.forms.iter().chain([&who.name]) {
                identity.parties.entry(fold(form)).or_insert_with(|| who.name.clone());
            }
        }
        let parties: Vec<Option<String>> =
            identity.actors.iter().map(|who| who.party.as_ref().map(|party| identity.party(party))).collect();
        for (who, party) in identity.actors.iter_mut().zip(parties) {
            who.party = party;
        }
        for who in identity.actors.iter().filter(|who| who.kind == ActorKind::Person) {
            *identity.surnames.entry(fold(who.surname())).or_default() += 1;
        }
        identity
    }
}

/// Without the titles before it.
pub(crate) fn untitled(folded: &str, lexicon: &Lexicon) -> String {
    let words: Vec<&str> = folded.split(' ').collect();
    let titles = words.iter().take_while(|word| lexicon.has(List::Title, word) || **word == "the").count();
    // "el-Sadat" is a last name alone.
    let article = usize::from(words.len() == titles + 2 && lexicon.has(List::Article, words[titles]));
    let head = titles + article;
    if head < words.len() { words[head..].join(" ") } else { folded.to_owned() }
}

pub(crate) fn surname(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// Equal in sound, or one is the initial of the other.
pub(crate) fn given_names_agree(a: &str, b: &str) -> bool {
    let given = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    let (a, b) = (given(a), given(b));
    let initial = |x: &str, y: &str| x.len() == 1 && y.starts_with(x);
    sound(&a) == sound(&b)
        || initial(&a, &b)
        || initial(&b, &a)
        || (a.len().min(b.len()) >= 5 && distance(&sound(&a), &sound(&b)) <= 1)
}

/// The same consonants in the first and in the last name: transliterations differ in vowels.
fn same_consonants(a: &Node<'_>, b: &Node<'_>) -> bool {
    bones(&a.name).is_some_and(|one| Some(one) == bones(&b.name)) && parties_agree(a, b)
}

/// The consonants of the first and of the last name, if there are three in each.
pub(crate) fn bones(name: &str) -> Option<(String, String)> {
    let bones = |word: &str| -> String { sound(word).chars().filter(|c| !"aeiou".contains(*c)).collect() };
    let ends = (bones(name.split(' ').next().unwrap_or_default()), bones(surname(name)));
    (ends.0.len() >= 3 && ends.1.len() >= 3).then_some(ends)
}

fn parties_agree(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (&a.actor.party, &b.actor.party) {
        (Some(a), Some(b)) => fold(a) == fold(b),
        _ => true,
    }
}

/// One letter apart in the last name, with the same given name and the same party.
fn near_misspelling(a: &Node<'_>, b: &Node<'_>) -> bool {
    let given = |name: &str| sound(name.split(' ').next().unwrap_or_default());
    given(&a.name) == given(&b.name) && a.actor.party.is_some() && parties_agree(a, b)
}

/// Party and role, for an actor whose name is nothing but those: `Ukrainian president`, `Ukraine's president`.
fn party_and_role(node: &Node<'_>, forms: &BTreeMap<String, String>, lexicon: &Lexicon) -> Option<(String, String)> {
    let raw = node.actor.name.trim_start_matches("the ").trim_start_matches("The ");
    let folded = fold(raw);
    let words: Vec<&str> = folded.split(' ').collect();
    let party_of = |first: &str| {
        let stem =
            |form: &str| form.len() >= 5 && first.len() >= 5 && form.is_char_boundary(5) && form[..5] == first[..5];
        forms.get(first).or_else(|| forms.iter().find(|(form, _)| stem(form)).map(|(_, party)| party)).cloned()
    };
    let own = node.actor.party.as_deref().map(fold);
    let lower = raw.split(' ').skip(1).all(|word| word.chars().next().is_some_and(char::is_lowercase));
    match words.as_slice() {
        [first, role @ ..] if !role.is_empty() && lower => {
            let party = party_of(first)?;
            let role: Vec<&str> = role.iter().copied().filter(|w| !lexicon.has(List::Role, w)).collect();
            (!role.is_empty()).then(|| (own.unwrap_or(party), role.join(" ")))
        }
        [role] if raw.chars().next().is_some_and(char::is_lowercase) && !role.ends_with('s') => {
            Some((own?, (*role).to_owned()))
        }
        _ => None,
    }
}

/// The name most reports use, in full; without a title.
fn ordinary_name<'a, 'b: 'a>(nodes: impl Iterator<Item = &'a Node<'b>>, lexicon: &Lexicon) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut person = false;
    let nodes: Vec<&Node<'_>> = nodes.collect();
    for node in &nodes {
        person |= node.is_person();
        *counts.entry(strip_title(&node.actor.name, lexicon)).or_default() += 1;
    }
    // "The Egyptian president" is a name only as long as no report has a better one.
    if person && !counts.keys().any(|name| proper(name)) {
        let aliases = nodes.iter().flat_map(|node| &node.actor.aliases).map(|alias| strip_title(alias, lexicon));
        let aliases: Vec<&str> =
            aliases.filter(|bare| proper(bare) && !lexicon.has(List::Title, &fold(bare))).collect();
        // Two last names under one role are two people: then the role alone is sure.
        let last: BTreeSet<String> = aliases.iter().map(|alias| sound(surname(alias))).collect();
        for alias in aliases.into_iter().filter(|_| last.len() == 1) {
            *counts.entry(alias).or_default() += 1;
        }
    }
    let full = |name: &str| person && proper(name).then_some(name.contains(' ')).is_some_and(|full| full);
    let best = counts.iter().max_by(|(a, n), (b, m)| {
        (person && proper(a), full(a), n, a.chars().count(), std::cmp::Reverse(a)).cmp(&(
            person && proper(b),
            full(b),
            m,
            b.chars().count(),
            std::cmp::Reverse(b),
        ))
    });
    best.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
}

/// Every word begins with a capital, particles aside: a name, and no `Egyptian president`.
pub(crate) fn proper(name: &str) -> bool {
    const PARTICLES: [&str; 12] = ["al", "el", "de", "del", "da", "von", "van", "der", "bin", "ibn", "ben", "di"];
    let word = |word: &str| {
        let first = word.split('-').next().unwrap_or(word);
        word.chars().next().is_some_and(char::is_uppercase) || PARTICLES.contains(&first)
    };
    name.chars().any(char::is_uppercase) && name.split(' ').all(word)
}

pub(crate) fn strip_title<'n>(name: &'n str, lexicon: &Lexicon) -> &'n str {
    let mut rest = name;
    while let Some((first, after)) = rest.split_once(' ')
        && lexicon.has(List::Title, &fold(first))
        && after.chars().next().is_some_and(char::is_uppercase)
    {
        rest = after;
    }
    rest
}

/// The value met most often; of two, the smaller.
fn most_common<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, n)| *n == most).map(|(value, _)| value)
}
