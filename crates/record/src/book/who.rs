//! Who is who over all reports: one actor for `Zelenskiy`, `Zelensky` and the surname alone; a role noun is whoever held the role then.
//!
//! It looks at names, not at tellings: how often each name is told with which party and role. So its cost grows with the number of
//! different names. Names that one report tells apart are never joined. Each joining says why and how sure it is, and a person
//! can forbid it ([`crate::Naming`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use reading::ActorKind;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::book::fact::list;
use crate::book::points::share_that_is_one;
use crate::book::tally::{Tally, tallies};
use crate::book::{Book, Fact};
use crate::identity::{bones, given_names_agree, proper, strip_title, surname, untitled};
use crate::judgement::Naming;
use crate::lexicon::{Lexicon, List};
use crate::people::unnamed;
use crate::words::{distance, fold, singular, sound};

/// Why two names are one actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// The same name but for title, case and accents.
    SameName,
    /// Two spellings of one name.
    Spelling,
    /// Words alike in what they mean.
    Alike,
    /// The last name of the only person who has it.
    Surname,
    /// A report gives the one as another form of the other.
    OtherForm,
    /// Groups of one party under the same noun.
    SameNoun,
    /// A person said so.
    Analyst,
}

impl Because {
    /// How often names joined so are one: the share with one more of each (Laplace) that `bench joins` finds on the training reports;
    /// behind each how many joins it could judge.
    pub fn probability(self) -> f32 {
        match self {
            Because::SameName => 0.75, // 2
            // 4; two of them the gold spells apart, and they were judged by hand.
            Because::Spelling => 0.83,
            // The precision that `bench learn points` finds on pairs by somebody else, which are full of near misses.
            Because::Alike => share_that_is_one(),
            Because::Surname => 0.8,    // 3
            Because::OtherForm => 0.95, // 411
            Because::SameNoun => 0.33,  // 1
            Because::Analyst => 1.0,
        }
    }

    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Because::SameName => "the same name",
            Because::Spelling => "another spelling",
            Because::Alike => "alike in meaning",
            Because::Surname => "the last name of the only one who has it",
            Because::OtherForm => "a report gives both",
            Because::SameNoun => "the same noun for people of one party",
            Because::Analyst => "an analyst says so",
        }
    }
}

/// A name an actor is told under.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Form {
    /// The name.
    pub name: String,
    /// In how many reports.
    pub reports: usize,
    /// Why it is this actor.
    pub because: Because,
    /// How sure that is.
    pub probability: f32,
}

/// An actor of the record.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub name: String,
    pub kind: ActorKind,
    pub party: Option<String>,
    pub forms: Vec<Form>,
}

/// A name as reports have it.
#[derive(Debug)]
struct Node<'b> {
    /// As reports have it.
    told: &'b str,
    /// As a person has it, where one has named it otherwise.
    name: &'b str,
    /// Without title and case.
    key: String,
    person: bool,
    /// How the last and the first word of the key sound.
    last: String,
    first: String,
    party: &'b str,
    kinds: Vec<(ActorKind, usize)>,
    /// In order.
    reports: Vec<u32>,
    aliases: Vec<&'b str>,
    /// For each role the first day it was told.
    roles: Vec<(&'b str, i32)>,
}

/// The actors, and which one a report means by a name.
#[derive(Debug)]
pub(crate) struct Who {
    pub actors: Vec<Member>,
    by_name: FxHashMap<(u32, u32), usize>,
    by_key: HashMap<String, usize>,
    /// For a role noun, who held the role from which day on.
    roles: FxHashMap<(u32, u32), Vec<(i32, usize)>>,
    surnames: BTreeMap<String, usize>,
}

impl Who {
    /// The actors that the reports of a period tell of.
    pub(crate) fn of(book: &Book, within: &[bool], lexicon: &Lexicon) -> Who {
        let (nodes, index) = nodes(book, within, lexicon);
        let mut joining =
            Joining { parent: (0..nodes.len()).map(|i| (i, Because::SameName)).collect(), nodes: &nodes, book };
        joining.bodies();
        joining.persons();
        let roots: Vec<usize> = (0..nodes.len()).map(|i| joining.root(i)).collect();
        let because: Vec<Because> = joining.parent.iter().map(|(_, because)| *because).collect();

        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (node, root) in roots.iter().enumerate() {
            members.entry(*root).or_default().push(node);
        }
        let mut clusters: Vec<Vec<usize>> = members.into_values().collect();
        // The numbers of actors are not seen outside, but lists of equals come in their order.
        clusters.sort_by(|a, b| nodes[a[0]].key.cmp(&nodes[b[0]].key).then(nodes[a[0]].party.cmp(nodes[b[0]].party)));
        let mut actor_of = vec![0; nodes.len()];
        for (actor, cluster) in clusters.iter().enumerate() {
            cluster.iter().for_each(|node| actor_of[*node] = actor);
        }
        let actors: Vec<Member> =
            clusters.par_iter().map(|cluster| member(&nodes, cluster, &because, lexicon)).collect();
        let mut who = Who {
            by_name: index.iter().map(|(name, node)| (*name, actor_of[*node])).collect(),
            by_key: HashMap::new(),
            roles: FxHashMap::default(),
            surnames: BTreeMap::new(),
            actors,
        };
        for (actor, member) in who.actors.iter().enumerate() {
            for form in member.forms.iter().map(|form| &form.name).chain([&member.name]) {
                who.by_key.entry(fold(form)).or_insert(actor);
            }
            if member.kind == ActorKind::Person {
                *who.surnames.entry(fold(surname(&member.name))).or_default() += 1;
            }
        }
        who.parties(book);
        who.roles(&nodes, &index, &actor_of, lexicon);
        who
    }

    /// The actor that a fact means by a name, with the party it gives.
    pub(crate) fn find(&self, name: u32, party: u32, day: i32) -> Option<usize> {
        if let Some(holders) = self.roles.get(&(name, party)) {
            let then = holders.iter().rev().find(|(from, _)| *from <= day).or(holders.first());
            return then.map(|(_, actor)| *actor);
        }
        self.by_name.get(&(name, party)).copied()
    }

    /// Whether a name with its party is a role, which one person holds after another.
    pub(crate) fn is_role(&self, name: u32, party: u32) -> bool {
        self.roles.contains_key(&(name, party))
    }

    /// The actor of a name, whatever its party.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        self.by_key.get(&fold(name)).copied()
    }

    /// The ordinary name of a party.
    pub(crate) fn party<'a>(&'a self, name: &'a str) -> &'a str {
        match self.named(name) {
            Some(actor) if self.actors[actor].kind != ActorKind::Person => &self.actors[actor].name,
            Some(actor) => self.actors[actor].party.as_deref().unwrap_or(name),
            None => name,
        }
    }

    /// The party that a word or two stand for, where they name a party, not a person.
    pub(crate) fn side(&self, words: &str) -> Option<String> {
        let actor = &self.actors[self.named(words)?];
        (actor.kind != ActorKind::Person).then(|| actor.party.clone().unwrap_or_else(|| actor.name.clone()))
    }

    /// A person's last name where nobody shares it, else the short form of the name.
    pub(crate) fn short(&self, actor: usize, lexicon: &Lexicon) -> String {
        let member = &self.actors[actor];
        let last = surname(&member.name);
        if member.kind == ActorKind::Person && proper(&member.name) && self.surnames.get(&fold(last)) == Some(&1) {
            return last.to_owned();
        }
        lexicon.short(&member.name).to_owned()
    }

    /// Parties under their ordinary names.
    fn parties(&mut self, book: &Book) {
        let named: Vec<Option<String>> = self
            .actors
            .iter()
            .map(|actor| Some(self.party(book.namings.name(Naming::Actor, actor.party.as_ref()?)).to_owned()))
            .collect();
        for (actor, party) in self.actors.iter_mut().zip(named) {
            actor.party = party;
        }
    }

    /// Who held the role that a name without a name tells: `the Ukrainian president`, `Ukraine's chief negotiator`.
    fn roles(
        &mut self,
        nodes: &[Node<'_>],
        index: &BTreeMap<(u32, u32), usize>,
        actor_of: &[usize],
        lexicon: &Lexicon,
    ) {
        // By party and the last word of the role: whom, with the first day.
        let mut held: BTreeMap<(String, String), BTreeMap<usize, i32>> = BTreeMap::new();
        for (i, node) in nodes.iter().enumerate().filter(|(_, node)| node.person && proper(node.name)) {
            let Some(party) = self.actors[actor_of[i]].party.as_deref().map(fold) else { continue };
            for (role, day) in &node.roles {
                let key = (party.clone(), role_key(role, lexicon));
                let first = held.entry(key).or_default().entry(actor_of[i]).or_insert(*day);
                *first = (*day).min(*first);
            }
        }
        for (name, node) in index {
            let node = &nodes[*node];
            let alone = node.person && !proper(node.name) && !node.name.contains(" senior ");
            if !alone {
                continue;
            }
            let party = fold(self.party(node.party));
            if party.is_empty() {
                continue;
            }
            let Some(by) = held.get(&(party, role_key(node.name, lexicon))) else { continue };
            let mut from: Vec<(i32, usize)> = by.iter().map(|(actor, first)| (*first, *actor)).collect();
            from.sort_unstable();
            self.roles.insert(*name, from);
        }
    }
}

/// The words of a role that tell it from another: without party, article, `new`.
fn role_key(role: &str, lexicon: &Lexicon) -> String {
    let head = role.split([',', ';']).next().unwrap_or(role);
    let head = head.split(" in ").next().unwrap_or(head).split(" of ").next().unwrap_or(head);
    let words: Vec<&str> = head.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).collect();
    // "President" stands alone with a capital.
    let folded = if words.is_empty() { fold(head) } else { fold(&words.join(" ")) };
    let kept: Vec<&str> = folded.split(' ').filter(|word| !lexicon.has(List::Role, word) && *word != "s").collect();
    kept.last().map(|word| singular(word)).unwrap_or_default()
}

fn nodes<'b>(book: &'b Book, within: &[bool], lexicon: &Lexicon) -> (Vec<Node<'b>>, BTreeMap<(u32, u32), usize>) {
    let mut nodes: Vec<((u32, u32), Node<'b>)> = tallies(book, within)
        .into_par_iter()
        .map(|tally| ((tally.name, tally.party), Node::of(book, tally, lexicon)))
        .collect();
    let sort = |node: &Node<'b>| (node.party, node.person);
    nodes.par_sort_unstable_by(|(_, a), (_, b)| {
        (&a.key, a.name).cmp(&(&b.key, b.name)).then_with(|| sort(a).cmp(&sort(b))).then_with(|| a.told.cmp(b.told))
    });
    let mut index = BTreeMap::new();
    for (i, (name, new)) in nodes.iter().enumerate() {
        // A name told as a person and as a body is whichever is told more often.
        let at = index.entry(*name).or_insert(i);
        let known = &nodes[*at].1;
        if (new.reports.len(), new.person) > (known.reports.len(), known.person) {
            *at = i;
        }
    }
    (nodes.into_iter().map(|(_, node)| node).collect(), index)
}

impl<'b> Node<'b> {
    fn of(book: &'b Book, tally: Tally, lexicon: &Lexicon) -> Node<'b> {
        let (told, party) = (book.string(tally.name), book.string(tally.party));
        let name = book.namings.name(Naming::Actor, told);
        let key = untitled(&fold(name), lexicon);
        let sounds = |word: &str| if tally.person { sound(word) } else { String::new() };
        let mut aliases: Vec<&str> = tally.forms.iter().flat_map(|forms| list(book.string(*forms))).collect();
        aliases.sort_unstable();
        aliases.dedup();
        Node {
            told,
            name,
            last: sounds(surname(&key)),
            first: sounds(key.split(' ').next().unwrap_or_default()),
            key: if key.is_empty() { name.to_owned() } else { key },
            person: tally.person,
            party,
            kinds: Fact::KINDS.into_iter().zip(tally.kinds).filter(|(_, n)| *n > 0).collect(),
            reports: tally.reports,
            aliases,
            roles: tally.roles.into_iter().map(|(role, day)| (book.string(role), day)).collect(),
        }
    }
}

struct Joining<'a> {
    /// Of each node the one it was joined to, and why.
    parent: Vec<(usize, Because)>,
    nodes: &'a [Node<'a>],
    book: &'a Book,
}

impl Joining<'_> {
    fn root(&self, mut node: usize) -> usize {
        while self.parent[node].0 != node {
            node = self.parent[node].0;
        }
        node
    }

    fn join(&mut self, a: usize, b: usize, because: Because) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b && !self.book.namings.are_two(Naming::Actor, self.nodes[a].name, self.nodes[b].name) {
            let (low, high) = (a.min(b), a.max(b));
            self.parent[high] = (low, because);
        }
    }

    /// Whether both are joined already.
    fn one(&self, a: usize, b: usize) -> bool {
        self.root(a) == self.root(b)
    }

    /// Whether a report tells of both as two.
    fn told_apart(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.nodes[a].reports, &self.nodes[b].reports);
        let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
        if few.len() * 16 < many.len() {
            return few.iter().any(|report| many.binary_search(report).is_ok());
        }
        // About as many: both are gone through side by side.
        let mut rest = many.iter().peekable();
        few.iter().any(|report| {
            while rest.next_if(|other| *other < report).is_some() {}
            rest.peek() == Some(&report)
        })
    }

    /// Nodes by a key, where several share it.
    fn blocks<K: Ord>(&self, key: impl Fn(&Node<'_>) -> Option<K>) -> Vec<Vec<usize>> {
        let mut blocks: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for (i, node) in self.nodes.iter().enumerate() {
            if let Some(key) = key(node) {
                blocks.entry(key).or_default().push(i);
            }
        }
        blocks.into_values().filter(|block| block.len() > 1).collect()
    }

    fn bodies(&mut self) {
        for block in self.blocks(|node| (!node.person).then(|| node.key.clone())) {
            for other in &block[1..] {
                self.join(block[0], *other, Because::SameName);
            }
        }
        let mut by_key: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, node) in self.nodes.iter().enumerate().filter(|(_, node)| !node.person) {
            by_key.entry(&node.key).or_insert(i);
        }
        let mut pairs = Vec::new();
        for (i, node) in self.nodes.iter().enumerate().filter(|(_, node)| !node.person) {
            for alias in node.aliases.iter().filter(|alias| alias.contains(char::is_uppercase)) {
                let other = by_key.get(fold(alias).as_str());
                if let Some(other) = other.filter(|other| !self.one(i, **other) && !self.told_apart(i, **other)) {
                    pairs.push((i, *other));
                }
            }
        }
        for (a, b) in pairs {
            self.join(a, b, Because::OtherForm);
        }
        let group = |node: &Node<'_>| {
            let noun = singular(node.key.rsplit(' ').next().unwrap_or_default());
            let own = fold(node.party) == node.key;
            (!node.person
                && node.kinds.iter().any(|(kind, _)| *kind == ActorKind::Group)
                && !own
                && !node.party.is_empty())
            .then(|| (fold(node.party), noun))
        };
        for block in self.blocks(group) {
            for other in &block[1..] {
                if !self.one(block[0], *other) && !self.told_apart(block[0], *other) {
                    self.join(block[0], *other, Because::SameNoun);
                }
            }
        }
    }

    fn persons(&mut self) {
        let full = |node: &Node<'_>| node.person && node.key.contains(' ') && proper(node.name);
        for block in self.blocks(|node| (node.person && !unnamed(node.name)).then(|| (node.key.clone(), full(node)))) {
            // One last name in two parties is two people until something joins them.
            if full(&self.nodes[block[0]]) {
                for other in &block[1..] {
                    self.join(block[0], *other, Because::SameName);
                }
            }
        }
        let agree =
            |a: &Node<'_>, b: &Node<'_>| a.party.is_empty() || b.party.is_empty() || fold(a.party) == fold(b.party);
        for block in self.blocks(|node| full(node).then(|| node.last.clone())) {
            for (n, &a) in block.iter().enumerate() {
                for &b in &block[n + 1..] {
                    let (x, y) = (&self.nodes[a], &self.nodes[b]);
                    if !self.one(a, b) && given_names_agree(&x.key, &y.key) && agree(x, y) && !self.told_apart(a, b) {
                        self.join(a, b, Because::Spelling);
                    }
                }
            }
        }
        for block in self.blocks(|node| full(node).then(|| bones(&node.key)).flatten()) {
            for other in &block[1..] {
                let (x, y) = (&self.nodes[block[0]], &self.nodes[*other]);
                if !self.one(block[0], *other) && agree(x, y) && !self.told_apart(block[0], *other) {
                    self.join(block[0], *other, Because::Spelling);
                }
            }
        }
        // One letter apart in the last name, the same given name, the same party.
        for block in
            self.blocks(|node| (full(node) && !node.party.is_empty()).then(|| (node.first.clone(), fold(node.party))))
        {
            for (n, &a) in block.iter().enumerate() {
                for &b in &block[n + 1..] {
                    let (x, y) = (&self.nodes[a].last, &self.nodes[b].last);
                    if x.len().min(y.len()) >= 6
                        && x.len().abs_diff(y.len()) <= 1
                        && !self.one(a, b)
                        && distance(x, y) == 1
                        && !self.told_apart(a, b)
                    {
                        self.join(a, b, Because::Spelling);
                    }
                }
            }
        }
        self.surnames(full);
    }

    /// Last names alone: of the only one who has it, else of the only one of that party.
    fn surnames(&mut self, full: impl Fn(&Node<'_>) -> bool) {
        let mut owners: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut parties: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (i, node) in self.nodes.iter().enumerate().filter(|(_, node)| full(node)) {
            let root = self.root(i);
            owners.entry(node.last.clone()).or_default().insert(root);
            if !node.party.is_empty() {
                parties.entry(root).or_default().insert(fold(node.party));
            }
        }
        let mut lone: BTreeMap<(String, String), usize> = BTreeMap::new();
        for i in 0..self.nodes.len() {
            let node = &self.nodes[i];
            if !node.person || node.key.contains(' ') || !proper(node.name) || unnamed(node.name) {
                continue;
            }
            let key = node.last.clone();
            let all: Vec<usize> = owners.get(&key).into_iter().flatten().copied().collect();
            let party = fold(node.party);
            let of_party: Vec<usize> =
                all.iter().copied().filter(|o| parties.get(o).is_some_and(|own| own.contains(&party))).collect();
            match (&all[..], &of_party[..]) {
                (_, [one]) => self.join(*one, i, Because::Surname),
                ([one], _) if party.is_empty() || !parties.contains_key(one) => self.join(*one, i, Because::Surname),
                _ => match lone.get(&(key.clone(), party.clone())) {
                    Some(same) => self.join(*same, i, Because::SameName),
                    None => drop(lone.insert((key, party), i)),
                },
            }
        }
    }
}

fn member(nodes: &[Node<'_>], cluster: &[usize], because: &[Because], lexicon: &Lexicon) -> Member {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<ActorKind, usize> = BTreeMap::new();
    let mut parties: BTreeMap<&str, usize> = BTreeMap::new();
    let mut forms: BTreeMap<&str, (usize, Because)> = BTreeMap::new();
    let mut aliases: BTreeSet<&str> = BTreeSet::new();
    for node in cluster.iter().map(|i| (&nodes[*i], because[*i])) {
        let (node, because) = node;
        let n = node.reports.len();
        *names.entry(strip_title(node.name, lexicon)).or_default() += n;
        for (kind, n) in &node.kinds {
            *kinds.entry(*kind).or_default() += n;
        }
        if !node.party.is_empty() {
            *parties.entry(node.party).or_default() += n;
        }
        let because = if node.told == node.name { because } else { Because::Analyst };
        let form = forms.entry(node.told).or_insert((0, because));
        form.0 += n;
        aliases.extend(&node.aliases);
    }
    let person = nodes[cluster[0]].person;
    let full = |name: &str| person && proper(name) && name.contains(' ');
    let rank = |(name, n): &(&&str, &usize)| {
        (person && proper(name), full(name), **n, name.chars().count(), std::cmp::Reverse((**name).to_owned()))
    };
    let name = names.iter().max_by_key(rank).map(|(name, _)| (*name).to_owned()).unwrap_or_default();
    let most = |counts: &BTreeMap<&str, usize>| {
        counts.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name))).map(|(name, _)| (*name).to_owned())
    };
    let kind = kinds
        .iter()
        .max_by_key(|(kind, n)| (**n, std::cmp::Reverse(**kind)))
        .map_or(ActorKind::Group, |(kind, _)| *kind);
    let mut out: Vec<Form> = forms
        .into_iter()
        .filter(|(form, _)| *form != name)
        .map(|(form, (reports, because))| {
            let spelt = because == Because::SameName && fold(form) != fold(&name);
            let because = if spelt { Because::Spelling } else { because };
            Form { name: form.to_owned(), reports, because, probability: because.probability() }
        })
        .collect();
    // "Special envoy Steve Witkoff" tells nothing that name and role do not.
    let ends = [fold(&name), fold(surname(&name))].map(|end| format!(" {end}"));
    for alias in aliases {
        let titled = person && ends.iter().any(|end| fold(alias).ends_with(end.as_str()));
        if alias != name && !titled && out.iter().all(|form| form.name != alias) {
            let because = Because::OtherForm;
            out.push(Form { name: alias.to_owned(), reports: 0, because, probability: because.probability() });
        }
    }
    out.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| a.name.cmp(&b.name)));
    Member { name, kind, party: most(&parties), forms: out }
}
