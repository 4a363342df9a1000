//! Descriptions and pronouns in the order of reading: who "the envoy", "the union", "they" and "both sides" are.

use std::collections::HashMap;

use lang::{Dep, Doc, Pos, Tag, Token};

use super::described::side;
use super::names::{Cover, gender_of};
use super::{ActorIndex, Gender, Register};
use crate::clause;
use crate::entry::ActorKind;
use crate::lexicon::ROLES;

/// A mention already read.
struct Seen {
    sentence: usize,
    token: usize,
    actors: Vec<ActorIndex>,
    subject: bool,
    plural: bool,
}

/// Sentences back that a pronoun may reach.
const REACH: usize = 3;
/// Mentions back that are looked at.
const LOOK: usize = 40;

struct Resolver<'a> {
    register: &'a mut Register,
    doc: &'a Doc,
    covered: &'a [Cover],
    seen: Vec<Seen>,
    /// How often each side was met, for "both sides".
    weight: HashMap<ActorIndex, usize>,
    /// Sides named together last ("A and B", "between A and B").
    pair: Vec<ActorIndex>,
    /// The state whose affairs the report tells.
    home: Option<&'static str>,
}

/// Resolves descriptions and pronouns.
pub fn resolve(register: &mut Register, doc: &Doc, covered: &[Cover], home: Option<&'static str>) {
    let mut resolver =
        Resolver { register, doc, covered, seen: Vec::new(), weight: HashMap::new(), pair: Vec::new(), home };
    // A headline in capitals speaks of those whom the text below it names.
    let (headlines, text): (Vec<_>, Vec<_>) = doc.sentences().partition(|s| is_in_capitals(doc, s.range()));
    for sentence in text.into_iter().chain(headlines) {
        for i in sentence.range() {
            resolver.token(i, sentence.number());
        }
    }
    super::described::sides_by_pronoun(register, doc, covered);
    first_person(register, doc);
    relative_pronouns(register, doc);
}

impl Resolver<'_> {
    fn token(&mut self, i: usize, sentence: usize) {
        let token = self.doc.token(i);
        if self.covered[i] != Cover::Free {
            let actors = self.register.meant[i].clone();
            let inside = !token.is_root() && self.register.meant[token.head().index()] == actors;
            if actors.is_empty() || inside {
                return;
            }
            let adjective = matches!(token.dep(), Dep::Amod | Dep::Compound | Dep::Nmod);
            for &a in &actors {
                if self.register.party(a) == Some(&self.register.actor(a).name) {
                    *self.weight.entry(a).or_default() += 1;
                }
            }
            self.note_pair(token);
            if !adjective {
                self.see(token, actors, sentence);
            }
            return;
        }
        match token.pos() {
            Pos::Noun | Pos::Propn | Pos::Num | Pos::Adj | Pos::Det => {
                if !self.register.meant[i].is_empty() {
                    let actors = self.register.meant[i].clone();
                    self.see(token, actors, sentence);
                } else if let Some(actors) = self.describe(token) {
                    self.register.meant[i] = actors.clone();
                    let span = source::Span::new(token.span());
                    for &a in &actors {
                        self.register.actor_mut(a).mentions.push(span);
                    }
                    self.see(token, actors, sentence);
                }
            }
            Pos::Pron => {
                let actors = self.pronoun(token, sentence);
                if !actors.is_empty() {
                    self.register.meant[i] = actors.clone();
                    let span = source::Span::new(token.span());
                    for &a in &actors {
                        self.register.actor_mut(a).mentions.push(span);
                    }
                    self.see(token, actors, sentence);
                }
            }
            _ => {}
        }
    }

    fn see(&mut self, token: Token<'_>, actors: Vec<ActorIndex>, sentence: usize) {
        let mut top = token;
        for _ in 0..8 {
            if top.dep() != Dep::Conj {
                break;
            }
            top = top.head();
        }
        let subject = matches!(top.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Agent)
            || top.dep() == Dep::Pobj && top.head().dep() == Dep::Agent;
        let plural = matches!(token.tag(), Tag::NNS | Tag::NNPS) || actors.len() > 1 || token.norm() == "they";
        // "A and B did": the next "they" may be both.
        if top != token
            && let Some(first) = self.seen.iter().rev().take(6).find(|s| s.token == top.index())
        {
            let mut both = first.actors.clone();
            both.extend(actors.iter().copied().filter(|a| !first.actors.contains(a)));
            let joint = Seen { sentence, token: top.index(), actors: both, subject, plural: true };
            self.seen.push(joint);
        }
        self.seen.push(Seen { sentence, token: token.index(), actors, subject, plural });
    }

    /// Remembers sides named in one breath.
    fn note_pair(&mut self, token: Token<'_>) {
        if token.dep() == Dep::Conj || token.dep() == Dep::Punct {
            return;
        }
        let mut sides = Vec::new();
        for part in clause::conjuncts(token) {
            for &a in self.register.meant(part) {
                let actor = self.register.actor(a);
                let party = match &actor.party {
                    Some(party) => self.register.find(party).unwrap_or(a),
                    None => continue,
                };
                if !sides.contains(&party) {
                    sides.push(party);
                }
            }
        }
        if sides.len() > 1 {
            self.pair = sides;
        }
    }

    /// The sides that "both", "the two" or "the parties" are.
    fn sides(&self, number: usize) -> Vec<ActorIndex> {
        if self.pair.len() == number {
            return self.pair.clone();
        }
        let mut sides: Vec<(ActorIndex, usize)> = self.weight.iter().map(|(a, n)| (*a, *n)).collect();
        sides.sort_by_key(|&(a, n)| (std::cmp::Reverse(n), a));
        let sides: Vec<ActorIndex> = sides.into_iter().map(|s| s.0).take(number).collect();
        if sides.len() == number { sides } else { Vec::new() }
    }

    /// The named persons that "the two men" are: those met last, subjects or together.
    fn people(&self, number: usize) -> Option<Vec<ActorIndex>> {
        let mut people: Vec<ActorIndex> = Vec::new();
        for seen in self.seen.iter().rev().take(LOOK) {
            for &a in &seen.actors {
                let actor = self.register.actor(a);
                if actor.kind == ActorKind::Person && actor.named && !people.contains(&a) {
                    people.push(a);
                }
            }
            if people.len() >= number {
                break;
            }
        }
        (people.len() == number).then(|| people.into_iter().rev().collect())
    }

    /// Who a common noun stands for.
    fn describe(&mut self, token: Token<'_>) -> Option<Vec<ActorIndex>> {
        if let Some(bloc) = self.bloc(token) {
            return Some(vec![bloc]);
        }
        if matches!(token.dep(), Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Npadvmod | Dep::Attr) {
            return None;
        }
        let lemma = token.lemma().to_lowercase();
        let plural = matches!(token.tag(), Tag::NNS | Tag::NNPS);
        let determiner = token.children().find(|c| matches!(c.dep(), Dep::Det | Dep::Poss));
        let definite = determiner.is_some_and(|d| matches!(d.norm(), "the" | "this" | "that" | "these" | "those"));
        let number = token.children().chain(std::iter::once(token)).find_map(|c| match c.norm() {
            "both" | "two" | "either" | "neither" | "each" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            _ => None,
        });
        if ROLES.joint.contains(&lemma)
            && (number.is_some()
                && (definite || token.children().any(|c| matches!(c.norm(), "both" | "neither" | "either" | "each")))
                || plural && definite && matches!(&*lemma, "side" | "party" | "delegation"))
            && side(self.register, token).is_none()
        {
            let people = ROLES.person.contains(&lemma);
            if people && let Some(two) = self.people(number.unwrap_or(2)) {
                return Some(two);
            }
            let sides = if people { Vec::new() } else { self.sides(number.unwrap_or(2)) };
            if !sides.is_empty() {
                return Some(sides);
            }
        }
        // "one of his aides", "one of them".
        if token.norm() == "one"
            && let Some(of) = clause::prepositional(token, "of")
        {
            let role = of.lemma().to_lowercase();
            if of.pos() != Pos::Pron && !(ROLES.person.contains(&role) && of.tag() == Tag::NNS) {
                return None;
            }
            let party = side(self.register, of)
                .or_else(|| self.register.meant(of).first().and_then(|&a| self.register.actor(a).party.clone()));
            return Some(vec![self.unnamed(token, ActorKind::Person, &role, party)]);
        }
        if matches!(token.pos(), Pos::Num | Pos::Adj | Pos::Det) {
            if matches!(token.norm(), "both") && matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass) {
                let sides = self.sides(2);
                return (!sides.is_empty()).then_some(sides);
            }
            return None;
        }
        let bare_form = self.phrase(token, false);
        if bare_form.is_empty() || bare_form.len() > 120 {
            return None;
        }
        let own_side = side(self.register, token);
        let modified = own_side.is_some()
            || token
                .children()
                .any(|c| matches!(c.dep(), Dep::Poss | Dep::Acl) || c.dep() == Dep::Prep && c.lemma() != "on");
        if plural && (ROLES.person.contains(&lemma) || ROLES.group.contains(&lemma) || ROLES.body.contains(&lemma)) {
            if definite
                && !modified
                && let Some(known) = self.latest(|a| a.kind == ActorKind::Group && a.nouns.last() == Some(&lemma))
            {
                return Some(vec![known]);
            }
            if let Some(several) = self.by_adjectives(token, &lemma) {
                return Some(several);
            }
            return Some(vec![self.unnamed(token, ActorKind::Group, &lemma, own_side)]);
        }
        if plural {
            return None;
        }
        if ROLES.body.contains(&lemma) {
            if own_side.is_some() && ROLES.of_state.contains(&lemma) {
                let whose = super::modifiers(token)
                    .into_iter()
                    .filter_map(|m| self.register.meant[m.index()].first().copied())
                    .find(|&a| self.register.actor(a).kind == ActorKind::State);
                if let Some(state) = whose {
                    self.register.alias(state, &bare_form);
                    return Some(vec![state]);
                }
            }
            if definite && !modified {
                let capital = capitalised(&lemma);
                let known = self
                    .latest(|a| {
                        a.kind != ActorKind::Person && (a.nouns.contains(&lemma) || a.name.ends_with(&lemma))
                            || a.kind == ActorKind::Organisation
                                && a.named
                                && a.name.split(' ').any(|w| w == capital || w.strip_suffix('s') == Some(&*capital))
                    })
                    .or_else(|| {
                        self.latest(|a| a.kind == ActorKind::State && a.aliases.iter().any(|x| x.ends_with(&lemma)))
                    });
                if let Some(known) = known {
                    self.register.alias(known, &format!("the {lemma}"));
                    return Some(vec![known]);
                }
                if ROLES.of_state.contains(&lemma)
                    && ROLES.body.contains(&lemma)
                    && let Some(state) = self.home
                {
                    let state = super::home::actor(self.register, state);
                    self.register.alias(state, &lemma);
                    self.register.alias(state, &format!("the {lemma}"));
                    return Some(vec![state]);
                }
                let may_be = |a: &super::RegisteredActor| {
                    a.kind == ActorKind::Organisation && a.named && a.nouns.is_empty() && !a.outlet
                };
                let open = |a: &super::RegisteredActor| may_be(a) && ROLES.may_be(&lemma, &a.name);
                if ROLES.generic.contains(&lemma)
                    && let Some(known) = self.latest(open)
                {
                    let actor = self.register.actor_mut(known);
                    actor.nouns.push(lemma.clone());
                    self.register.alias(known, &format!("the {lemma}"));
                    return Some(vec![known]);
                }
            }
            return Some(vec![self.unnamed(token, ActorKind::Organisation, &lemma, own_side)]);
        }
        if ROLES.person.contains(&lemma) {
            if definite || determiner.is_some_and(|d| d.dep() == Dep::Poss) || token.pos() == Pos::Propn {
                let wanted = own_side.clone();
                let same = |a: &super::RegisteredActor| a.kind == ActorKind::Person && a.nouns.contains(&lemma);
                let known = self
                    .latest(|a| same(a) && (wanted.is_none() || a.party == wanted))
                    .or_else(|| self.only_open(&lemma).filter(|&a| same(self.register.actor(a))));
                if let Some(known) = known
                    && !(modified && own_side.is_none())
                {
                    return Some(vec![known]);
                }
                // "The Danish leader": the only one here whose office leads a state, and is nobody's yet.
                if definite
                    && token.pos() == Pos::Noun
                    && let Some(party) = &own_side
                {
                    let known = self.head_of_state(token, &lemma, party);
                    let free =
                        |a: &ActorIndex| self.register.actor(*a).party.is_some() || self.only_open(&lemma) == Some(*a);
                    if let Some(known) = known.filter(free) {
                        let actor = self.register.actor_mut(known);
                        actor.party = own_side;
                        return Some(vec![known]);
                    }
                }
                // "The American envoy" after a name of whom nothing is said yet.
                if definite
                    && own_side.is_some()
                    && token.pos() == Pos::Noun
                    && let Some(known) = self.unplaced(token).filter(|&a| self.only_open(&lemma) == Some(a))
                {
                    let role = clause::bare(self.doc, token.subtree().start..token.index() + 1).to_owned();
                    let actor = self.register.actor_mut(known);
                    actor.nouns.push(lemma);
                    actor.role.get_or_insert(role);
                    actor.party = own_side;
                    return Some(vec![known]);
                }
            }
            return Some(vec![self.unnamed(token, ActorKind::Person, &lemma, own_side)]);
        }
        None
    }

    /// "European partners": the bloc.
    fn bloc(&self, token: Token<'_>) -> Option<ActorIndex> {
        let before = token.index().checked_sub(1)?;
        if !ROLES.of_bloc.contains(&token.lemma().to_lowercase())
            || !matches!(token.tag(), Tag::NNS | Tag::NNPS)
            || self.covered[before] != Cover::World(crate::lexicon::Form::Adjective)
        {
            return None;
        }
        let adjective = self.doc.token(before);
        let alone = adjective.dep() != Dep::Conj && clause::conjuncts(adjective).len() < 2;
        let &of = self.register.meant[before].first()?;
        let actor = self.register.actor(of);
        (alone && actor.kind == ActorKind::Group && actor.named && actor.party.as_deref() == Some(&*actor.name))
            .then_some(of)
    }

    /// The words of a description; with its article, where it is indefinite and that is asked for.
    fn phrase(&self, token: Token<'_>, article: bool) -> String {
        let mut range = clause::noun_phrase(token);
        // A long chain of phrases is no name, nor is a clause.
        range.end = range.end.min(token.index() + 9);
        let finite = |i: &usize| {
            matches!(self.doc.token(*i).tag(), Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD | Tag::VBN | Tag::VBG)
                && self.doc.token(*i).pos() != Pos::Adj
                || matches!(self.doc.token(*i).text(), "," | ":" | ";" | "\"" | "“" | "”" | "(")
        };
        if let Some(stop) = (token.index() + 1..range.end).find(finite) {
            range.end = stop;
        }
        while range.end > token.index() + 1
            && (self.doc.token(range.end - 1).tag() == Tag::POS || self.doc.token(range.end - 1).pos() == Pos::Adp)
        {
            range.end -= 1;
        }
        if !article {
            return clause::bare(self.doc, range).to_owned();
        }
        while range.start < token.index()
            && (self.doc.token(range.start).norm() == "the" || self.doc.token(range.start).pos() == Pos::Punct)
        {
            range.start += 1;
        }
        self.doc.text_of(range).to_owned()
    }

    /// "Ukrainian and European officials": two groups.
    fn by_adjectives(&mut self, token: Token<'_>, lemma: &str) -> Option<Vec<ActorIndex>> {
        let adjective = token.children().find(|c| {
            matches!(c.dep(), Dep::Amod | Dep::Compound | Dep::Nmod)
                && matches!(self.covered[c.index()], Cover::World(_))
        })?;
        let parts = clause::conjuncts(adjective);
        if parts.len() < 2 || parts.iter().any(|p| !matches!(self.covered[p.index()], Cover::World(_))) {
            return None;
        }
        let mut groups = Vec::new();
        for part in parts {
            let &of = self.register.meant[part.index()].first()?;
            let name = format!("{} {}", part.text(), token.text());
            let index = self.register.find(&name).unwrap_or_else(|| {
                let index = self.register.add(&name, ActorKind::Group, false);
                let party = self.register.actor(of).party.clone();
                let actor = self.register.actor_mut(index);
                actor.party = party;
                actor.nouns.push(lemma.to_owned());
                index
            });
            groups.push(index);
        }
        Some(groups)
    }

    /// An actor without a name, new or met before in the same words.
    fn unnamed(&mut self, token: Token<'_>, kind: ActorKind, lemma: &str, party: Option<String>) -> ActorIndex {
        let worded = self.phrase(token, true);
        let name = ["a ", "A ", "an ", "An ", "another ", "Another "]
            .iter()
            .find_map(|article| worded.strip_prefix(article))
            .filter(|rest| kind == ActorKind::Person && rest.contains(' '))
            .unwrap_or(&worded)
            .to_owned();
        let indefinite =
            matches!(self.doc.token(clause::noun_phrase(token).start).norm(), "a" | "an" | "one" | "another");
        if !(kind == ActorKind::Person && indefinite) {
            let known = self
                .register
                .actors
                .iter()
                .position(|a| !a.named && a.kind == kind && a.name.eq_ignore_ascii_case(&name));
            if let Some(known) = known {
                return ActorIndex(known as u32);
            }
        }
        let index = self.register.add(&name, kind, false);
        let bare = self.phrase(token, false);
        self.register.alias(index, &bare);
        self.register.alias(index, &worded);
        let start = clause::noun_phrase(token).start;
        let short = clause::bare(self.doc, start..token.index() + 1).to_owned();
        if short.contains(' ') || kind != ActorKind::Person {
            self.register.alias(index, &short);
        }
        // Article and noun without what follows; noun without possessor; with a short relative clause.
        let with_article =
            self.doc.text_of(start..token.index() + 1).trim_start_matches("the ").trim_start_matches("The ").to_owned();
        self.register.alias(index, &with_article);
        // "Several hundred demonstrators": demonstrators.
        let counted = |i: &usize| {
            let t = self.doc.token(*i);
            let number = t.pos() == Pos::Num || ROLES.quantifier.contains(t.norm());
            !number && !matches!(t.dep(), Dep::Nummod | Dep::Quantmod | Dep::Det | Dep::Predet)
        };
        if kind == ActorKind::Group
            && let Some(from) = (start..=token.index()).find(counted)
            && from > start
        {
            let uncounted = self.doc.text_of(from..token.index() + 1).to_owned();
            self.register.alias(index, &uncounted);
        }
        if let Some(possessor) = token.child(Dep::Poss)
            && possessor.pos() == Pos::Pron
        {
            let rest = clause::bare(self.doc, possessor.index() + 1..token.index() + 1).to_owned();
            self.register.alias(index, &rest);
        }
        if let Some(clause) =
            token.children().find(|c| matches!(c.dep(), Dep::Relcl | Dep::Acl) && c.index() > token.index())
        {
            let end = clause.subtree().end;
            if end - token.index() < 12 {
                let long = self
                    .doc
                    .text_of(start..end)
                    .trim_start_matches("the ")
                    .trim_start_matches("The ")
                    .trim_end_matches([',', '.', ' '])
                    .to_owned();
                self.register.alias(index, &long);
            }
        }
        let gender = gender_of(lemma);
        let actor = self.register.actor_mut(index);
        actor.nouns.push(lemma.to_owned());
        let own = ROLES.side.contains(lemma) && kind != ActorKind::Person && !name.contains(" of ");
        let bare = ["a ", "A ", "an ", "An "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(&name);
        actor.party = party.or_else(|| own.then(|| bare.to_owned()));
        actor.role = Some(lemma.to_owned()).filter(|_| kind == ActorKind::Person);
        actor.gender = gender;
        index
    }

    /// The latest actor met that fits, within reach of a description.
    fn latest(&self, fits: impl Fn(&super::RegisteredActor) -> bool) -> Option<ActorIndex> {
        self.seen
            .iter()
            .rev()
            .take(4 * LOOK)
            .filter(|s| s.actors.len() == 1)
            .map(|s| s.actors[0])
            .find(|&a| fits(self.register.actor(a)))
    }

    /// The one named person within reach whose side is not known and who may have this role: no other is told of without
    /// a side and without a role, or with this one. Of two, "the Egyptian president" may be either.
    fn only_open(&self, lemma: &str) -> Option<ActorIndex> {
        let mut open = self.seen.iter().rev().take(4 * LOOK).flat_map(|seen| &seen.actors).copied().filter(|&a| {
            let actor = self.register.actor(a);
            let may = actor.nouns.is_empty() || actor.nouns.iter().any(|n| n == lemma);
            actor.kind == ActorKind::Person && actor.named && actor.party.is_none() && may
        });
        let first = open.next()?;
        open.all(|a| a == first).then_some(first)
    }

    /// The named president or premier whom "the Danish leader" or "the Danish president" means: the party's own, or the
    /// latest of unknown side.
    fn head_of_state(&self, token: Token<'_>, lemma: &str, party: &str) -> Option<ActorIndex> {
        let role = |a: &super::RegisteredActor| a.role.as_deref().unwrap_or_default().to_lowercase();
        let heads = |a: &super::RegisteredActor| {
            a.named
                && a.kind == ActorKind::Person
                && (a.nouns.iter().any(|n| ROLES.head.contains(n)) || role(a).ends_with("prime minister"))
        };
        let minister = lemma == "minister" && token.children().any(|c| c.norm() == "prime");
        if lemma != "leader" && lemma != "president" && !minister {
            return None;
        }
        let fits = |a: &super::RegisteredActor| {
            heads(a)
                && (lemma == "leader"
                    || minister && role(a).ends_with("prime minister")
                    || a.nouns.iter().any(|n| n == lemma)
                    // Of a leader whom everybody knows the report need not say which office it is.
                    || a.role.is_none() && a.nouns.iter().all(|n| n == "leader"))
        };
        if let Some(own) = self.latest(|a| fits(a) && a.party.as_deref() == Some(party)) {
            return Some(own);
        }
        let mut open: Vec<ActorIndex> = Vec::new();
        for seen in self.seen.iter().rev().take(4 * LOOK) {
            for &a in &seen.actors {
                let actor = self.register.actor(a);
                if fits(actor) && actor.party.is_none() && !open.contains(&a) {
                    open.push(a);
                }
            }
        }
        if let [only] = open[..] { Some(only) } else { None }
    }

    /// The latest named person, a subject of the sentences before, without role and side.
    fn unplaced(&self, token: Token<'_>) -> Option<ActorIndex> {
        let here = token.sentence().number();
        self.seen
            .iter()
            .rev()
            .take(LOOK)
            .take_while(|s| here.abs_diff(s.sentence) <= 2)
            .filter(|s| s.subject && s.sentence < here && s.actors.len() == 1)
            .map(|s| s.actors[0])
            .find(|&a| self.register.actor(a).kind == ActorKind::Person)
            .filter(|&a| {
                let actor = self.register.actor(a);
                actor.named && actor.nouns.is_empty() && actor.party.is_none()
            })
    }

    fn pronoun(&self, token: Token<'_>, sentence: usize) -> Vec<ActorIndex> {
        let none = Vec::new();
        match token.norm() {
            "he" | "him" | "his" | "himself" => self.antecedent(token, sentence, Some(Gender::He), false),
            "she" | "her" | "hers" | "herself" => self.antecedent(token, sentence, Some(Gender::She), false),
            "they" | "them" | "their" | "theirs" | "themselves" => self.antecedent(token, sentence, None, true),
            "it" | "its" | "itself" => {
                if is_expletive(token) {
                    return none;
                }
                self.antecedent(token, sentence, None, false)
            }
            "both" if matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass) => self.sides(2),
            _ => none,
        }
    }

    /// The best earlier mention that agrees.
    fn antecedent(&self, token: Token<'_>, sentence: usize, gender: Option<Gender>, plural: bool) -> Vec<ActorIndex> {
        let mut best: Option<(i64, &Seen)> = None;
        let quoted = self.register.is_quoted(token);
        for (back, seen) in self.seen.iter().rev().take(LOOK).enumerate() {
            let distance = sentence.abs_diff(seen.sentence);
            if distance > REACH {
                break;
            }
            let fits = match gender {
                Some(gender) => {
                    seen.actors.len() == 1 && {
                        let actor = self.register.actor(seen.actors[0]);
                        actor.kind == ActorKind::Person && actor.gender.is_none_or(|g| g == gender)
                    }
                }
                None if plural => {
                    seen.plural
                        || seen
                            .actors
                            .iter()
                            .all(|&a| matches!(self.register.actor(a).kind, ActorKind::Group | ActorKind::Organisation))
                }
                None => {
                    seen.actors.len() == 1
                        && !seen.plural
                        && !self.register.actor(seen.actors[0]).outlet
                        && matches!(
                            self.register.actor(seen.actors[0]).kind,
                            ActorKind::State | ActorKind::Organisation | ActorKind::Group
                        )
                }
            };
            if !fits {
                continue;
            }
            let gendered = gender.is_some() && self.register.actor(seen.actors[0]).gender == gender;
            let score = -12 * distance as i64
                + if seen.subject { 14 } else { 0 }
                + if gendered { 4 } else { 0 }
                + if plural && seen.plural { 8 } else { 0 }
                - back as i64
                - if quoted != self.register.quoted[seen.token] { 3 } else { 0 };
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, seen));
            }
        }
        best.map(|(_, s)| s.actors.clone()).unwrap_or_default()
    }
}

/// Whether all words are written in capitals.
fn is_in_capitals(doc: &Doc, tokens: std::ops::Range<usize>) -> bool {
    let letters = doc.text_of(tokens).chars().filter(|c| c.is_alphabetic());
    let (upper, all) = letters.fold((0, 0), |(upper, all), c| (upper + usize::from(c.is_uppercase()), all + 1));
    all > 8 && upper * 10 >= all * 9
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// "It is necessary to", "it seems that".
fn is_expletive(token: Token<'_>) -> bool {
    if token.norm() != "it" {
        return false;
    }
    if token.dep() == Dep::Expl {
        return true;
    }
    let verb = token.head();
    matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass)
        && (verb.lemma() == "be"
            || clause::is_passive(verb)
            || matches!(verb.lemma(), "seem" | "appear" | "take" | "remain"))
        && verb.children().any(|c| matches!(c.dep(), Dep::Ccomp | Dep::Xcomp | Dep::Advcl | Dep::Csubj | Dep::Acl))
}

/// "I" and "we" in a quotation are its speaker: the subject, outside the quotation, of a verb that governs it.
fn first_person(register: &mut Register, doc: &Doc) {
    for token in doc.tokens().filter(|t| t.pos() == Pos::Pron) {
        if !matches!(token.norm(), "i" | "me" | "my" | "we" | "us" | "our" | "mine" | "ours")
            || !register.is_quoted(token)
        {
            continue;
        }
        let speaker = token.ancestors().take(12).find_map(|verb| {
            if register.is_quoted(verb) {
                return None;
            }
            let subject = verb.children().find(|c| c.dep() == Dep::Nsubj)?;
            (!register.is_quoted(subject)).then(|| register.meant(subject).to_vec())
        });
        if let Some(speaker) = speaker {
            register.meant[token.index()] = speaker;
        }
    }
}

/// "who", "which": the noun that the clause describes.
fn relative_pronouns(register: &mut Register, doc: &Doc) {
    for token in doc.tokens() {
        if matches!(token.tag(), Tag::WP | Tag::WDT) && register.meant[token.index()].is_empty() {
            let relative = token.ancestors().take(4).find(|a| a.dep() == Dep::Relcl);
            if let Some(verb) = relative {
                register.meant[token.index()] = register.meant(verb.head()).to_vec();
            }
        }
    }
}
