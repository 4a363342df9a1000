//! Descriptions beside a name: who is president, whose envoy, which union.

use lang::{Dep, Doc, Pos, Tag, Token};

use super::names::{Cover, gender_of, head_of};
use super::{ActorIndex, Register};
use crate::clause;
use crate::entry::ActorKind;
use crate::lexicon::ROLES;

/// Gives named actors the roles and sides that stand beside their names.
pub fn attach(register: &mut Register, doc: &Doc, covered: &[Cover]) {
    for i in 0..doc.len() {
        let token = doc.token(i);
        if covered[i] != Cover::Free || !matches!(token.pos(), Pos::Noun | Pos::Propn) {
            continue;
        }
        if let Some(name) = named_by(register, token, covered) {
            let index = register.meant[name.index()][0];
            let kind = register.actor(index).kind;
            let lemma = token.lemma().to_lowercase();
            let fits = match kind {
                ActorKind::Person => ROLES.person.contains(&lemma) && token.tag() != Tag::NNS,
                ActorKind::Organisation => ROLES.body.contains(&lemma),
                ActorKind::State | ActorKind::Group => false,
            };
            if !fits {
                continue;
            }
            let role = role_text(doc, token, covered);
            let side = side(register, token).or_else(|| side(register, name)).or_else(|| side_of_title(&role));
            let before = token.index() < name.index() && !matches!(token.dep(), Dep::Appos | Dep::Attr);
            let actor = register.actor_mut(index);
            actor.nouns.push(lemma.clone());
            if kind == ActorKind::Person {
                if actor.role.is_none() {
                    actor.role = Some(role);
                }
                if actor.gender.is_none() {
                    actor.gender = gender_of(&lemma);
                }
                if let Some(side) = side
                    && actor.party.is_none()
                {
                    actor.party = Some(side);
                }
            }
            register.meant[i] = vec![index];
            if before && name.dep() != Dep::Appos {
                let start = token.subtree().start.min(i).max(i.saturating_sub(6));
                let start = (start..=i).find(|&s| !doc.token(s).pos().eq(&Pos::Punct)).unwrap_or(i);
                let form = clause::bare(doc, start..name_end(register, doc, name, index));
                if form.len() < 80 {
                    register.alias(index, form);
                }
            }
        }
    }
    respectively(register, doc);
    relative_clauses(register, doc);
    beside_name(register, doc, covered);
}

/// One past the last token of a mention.
fn name_end(register: &Register, doc: &Doc, name: Token<'_>, index: ActorIndex) -> usize {
    let mut end = name.index() + 1;
    while end < doc.len() && register.meant[end] == [index] && doc.token(end).pos() == Pos::Propn {
        end += 1;
    }
    end
}

/// The name that a noun describes: "envoy X", "X, the envoy", "the envoy, X", "X is the envoy".
fn named_by<'a>(register: &Register, noun: Token<'a>, covered: &[Cover]) -> Option<Token<'a>> {
    let named = |t: &Token<'_>| {
        covered[t.index()] == Cover::Name && register.meant[t.index()].first().is_some_and(|&i| register.actor(i).named)
    };
    let head = noun.head();
    if !noun.is_root() && matches!(noun.dep(), Dep::Compound | Dep::Appos | Dep::Nmod | Dep::Amod) && named(&head) {
        return Some(head);
    }
    if let Some(appos) = noun.children().find(|c| c.dep() == Dep::Appos && named(c)) {
        return Some(appos);
    }
    // "the head of the negotiators, X": the name is set beside the nearer noun.
    if ROLES.person.contains(&noun.lemma().to_lowercase()) && noun.tag() != Tag::NNS {
        let of = noun.children().filter(|c| c.dep() == Dep::Prep).find_map(|c| c.child(Dep::Pobj));
        let below = of.into_iter().flat_map(|o| {
            let next = o.children().filter(|c| c.dep() == Dep::Prep).find_map(|c| c.child(Dep::Pobj));
            std::iter::once(o).chain(next)
        });
        for of in below {
            let beside = of.children().find(|c| c.dep() == Dep::Appos && named(c));
            if let Some(name) = beside.filter(|n| {
                register.meant[n.index()].first().is_some_and(|&i| register.actor(i).kind == ActorKind::Person)
            }) {
                return Some(name);
            }
        }
    }
    if noun.dep() == Dep::Attr && head.lemma() == "be" {
        return clause::subject(head).filter(named);
    }
    // "leader X" with X parsed as the head's sibling: a title right before the name.
    let next = noun.index() + 1;
    if next < noun.doc().len() && noun.tag() != Tag::NNS {
        let next = noun.doc().token(next);
        let upright = noun.dep() != Dep::Pobj || next.head() == noun || noun.head().index() < noun.index();
        if named(&next) && upright && next.pos() == Pos::Propn && !next.is_sentence_start() {
            let lemma = noun.lemma().to_lowercase();
            if ROLES.person.contains(&lemma) {
                return Some(next);
            }
        }
    }
    None
}

/// The words of a role: the noun with its modifiers, without article, possessor and name.
fn role_text(doc: &Doc, noun: Token<'_>, covered: &[Cover]) -> String {
    let mut start = noun.index();
    let dateline = clause::dateline(noun.sentence()).filter(|begin| *begin <= start).unwrap_or(0);
    while start > dateline {
        let before = doc.token(start - 1);
        let within =
            before.head().index() <= noun.index() && before.head().index() >= start || before.tag() == Tag::HYPH;
        let word = matches!(before.pos(), Pos::Noun | Pos::Propn | Pos::Adj) || matches!(before.text(), "of" | "-");
        if within && word && covered[start - 1] != Cover::Name && !before.is_sentence_start()
            || (within && word && before.is_sentence_start())
        {
            start -= 1;
        } else {
            break;
        }
    }
    let mut end = noun.index() + 1;
    // "secretary of state", "head of mission", "chief of staff".
    let next = noun.children().find(|c| c.index() > noun.index());
    if let Some(of) = next.filter(|c| c.dep() == Dep::Prep && c.lemma() == "of") {
        end = of.subtree().end.min(noun.index() + 7);
    }
    clause::bare(doc, start..end).to_owned()
}

/// The side that a noun names beside itself: "Ukraine's envoy", "the Egyptian envoy", "envoy of the union".
pub fn side(register: &Register, noun: Token<'_>) -> Option<String> {
    for modifier in super::modifiers(noun) {
        for &index in register.meant(modifier) {
            let actor = register.actor(index);
            if actor.outlet {
                continue;
            }
            if let Some(party) = &actor.party {
                return Some(party.clone());
            }
        }
    }
    None
}

/// "The presidents of Norway and Kenya, X and Y": each in turn.
fn respectively(register: &mut Register, doc: &Doc) {
    for noun in doc.tokens().filter(|t| t.tag() == Tag::NNS) {
        let lemma = noun.lemma().to_lowercase();
        if !ROLES.person.contains(&lemma) {
            continue;
        }
        let Some(of) = clause::prepositional(noun, "of") else { continue };
        let states: Vec<String> = clause::conjuncts(of)
            .into_iter()
            .filter_map(|s| register.meant(s).first().map(|&a| register.actor(a)))
            .filter(|a| a.kind != ActorKind::Person)
            .filter_map(|a| a.party.clone())
            .collect();
        let beside = if noun.dep() == Dep::Appos {
            Some(noun.head())
        } else {
            let below = clause::conjuncts(of).into_iter().chain([noun]);
            below.flat_map(|t| t.children()).find(|c| c.dep() == Dep::Appos)
        };
        let Some(beside) = beside else { continue };
        let people: Vec<ActorIndex> = clause::conjuncts(beside)
            .into_iter()
            .filter_map(|p| register.meant(p).first().copied())
            .filter(|&a| register.actor(a).kind == ActorKind::Person)
            .collect();
        if states.len() < 2 || states.len() != people.len() {
            continue;
        }
        for (index, state) in people.into_iter().zip(states) {
            let actor = register.actor_mut(index);
            actor.party.get_or_insert(state);
            actor.role.get_or_insert_with(|| lemma.clone());
            actor.nouns.push(lemma.clone());
        }
    }
}

/// The state that alone gives a title.
fn side_of_title(role: &str) -> Option<String> {
    let role = role.to_lowercase();
    ROLES.title_of.iter().find(|t| role.ends_with(&t.title)).map(|t| t.state.clone())
}

/// "X, who leads the Greek Cypriots"; "X led the Danish delegation"; "the Danish delegation, led by X".
fn relative_clauses(register: &mut Register, doc: &Doc) {
    for verb in doc.tokens().filter(|t| t.pos() == Pos::Verb && ROLES.leads.contains(t.lemma())) {
        let team = |t: Token<'_>| {
            let lemma = t.lemma().to_lowercase();
            matches!(&*lemma, "delegation" | "team" | "side" | "party" | "mission" | "negotiator")
        };
        let (object, people) = if verb.dep() == Dep::Relcl {
            (verb.child(Dep::Dobj).or_else(|| clause::prepositional(verb, "for")), vec![verb.head()])
        } else if verb.dep() == Dep::Acl && verb.tag() == Tag::VBN {
            let by = verb.children().find(|c| c.dep() == Dep::Agent).and_then(|by| by.child(Dep::Pobj));
            (Some(verb.head()).filter(|t| team(*t)), by.into_iter().collect())
        } else {
            let subject = verb.children().filter(|c| c.dep() == Dep::Nsubj).collect();
            (verb.child(Dep::Dobj).filter(|t| team(*t)), subject)
        };
        let Some(object) = object else { continue };
        let heads: Vec<ActorIndex> = people.into_iter().flat_map(|p| register.meant(p).to_vec()).collect();
        let party = register
            .meant(object)
            .first()
            .and_then(|&i| register.actor(i).party.clone())
            .or_else(|| side(register, object));
        for index in heads {
            let role = match verb.dep() {
                Dep::Relcl => doc.text_of(verb.index()..object.index() + 1).to_owned(),
                _ => format!("leader of the {}", object.text()),
            };
            let actor = register.actor_mut(index);
            if actor.kind == ActorKind::Person {
                actor.role.get_or_insert(role);
                if actor.party.is_none() {
                    actor.party = party.clone();
                }
            }
        }
    }
}

/// "X of the OSCE", "Ukraine's X", "the UAW's X".
fn beside_name(register: &mut Register, doc: &Doc, covered: &[Cover]) {
    for (i, &cover) in covered.iter().enumerate() {
        if cover != Cover::Name {
            continue;
        }
        let Some(&index) = register.meant[i].first() else { continue };
        if register.actor(index).kind != ActorKind::Person || register.actor(index).party.is_some() {
            continue;
        }
        let token = doc.token(i);
        if head_of(doc, &(i..i + 1)) != token {
            continue;
        }
        if let Some(side) = side(register, token) {
            register.actor_mut(index).party = Some(side);
        }
    }
}

/// "Norway: Prime Minister X and Y": a list of those present, one side a line.
pub fn sides_of_lists(register: &mut Register, doc: &Doc, covered: &[Cover]) {
    for i in 0..doc.len() {
        if doc.token(i).text() != ":" || i == 0 || !matches!(covered[i - 1], Cover::World(_)) {
            continue;
        }
        let mut start = i - 1;
        while start > 0 && register.meant[start - 1] == register.meant[i - 1] {
            start -= 1;
        }
        let before = start.checked_sub(1).map(|b| doc.token(b));
        let opens = before.is_none_or(|b| {
            doc.text()[b.span().end..doc.token(start).span().start].contains('\n')
                || matches!(b.text(), "-" | "–" | "•" | "*")
        });
        let Some(party) = register.meant[i - 1].first().and_then(|&a| register.actor(a).party.clone()) else {
            continue;
        };
        let line = |t: &usize| !doc.text()[doc.token(*t - 1).span().end..doc.token(*t).span().start].contains('\n');
        let rest: Vec<usize> = (i + 1..doc.len()).take_while(line).collect();
        let people = |t: &&usize| covered[**t] == Cover::Name;
        // A list names people first; a sentence is none.
        let clause = rest.iter().take_while(|t| covered[**t] != Cover::Name).any(|&t| {
            matches!(doc.token(t).tag(), Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD)
                || matches!(covered[t], Cover::World(_))
        });
        if !opens || clause {
            continue;
        }
        for &t in rest.iter().filter(people) {
            for index in register.meant[t].clone() {
                let actor = register.actor_mut(index);
                if actor.kind == ActorKind::Person && actor.party.is_none() {
                    actor.party = Some(party.clone());
                }
            }
        }
    }
}

/// "Its chief negotiator, X": sides that only a pronoun names, once pronouns are known.
pub fn sides_by_pronoun(register: &mut Register, doc: &Doc, covered: &[Cover]) {
    for (i, &cover) in covered.iter().enumerate() {
        let token = doc.token(i);
        let lemma = token.lemma().to_lowercase();
        if cover != Cover::Free || !matches!(token.pos(), Pos::Noun | Pos::Propn) || lemma == "counterpart" {
            continue;
        }
        let Some(&index) = register.meant[i].first() else { continue };
        if register.actor(index).kind != ActorKind::Person || register.actor(index).party.is_some() {
            continue;
        }
        if let Some(side) = side(register, token) {
            register.actor_mut(index).party = Some(side);
        }
    }
}
