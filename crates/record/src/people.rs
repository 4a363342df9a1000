//! The sides and who belongs to them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::ActorKind;

use crate::brief::{Party, Person, Told};
use crate::identity::Who;
use crate::lexicon::List;
use crate::shelf::Shelf;
use crate::words::{fold, singular};

/// The sides, those with most to say first, and who acts without a side.
pub(crate) fn parties(shelf: &Shelf<'_>) -> (Vec<Party>, Vec<Person>) {
    let identity = &shelf.identity;
    let mut weight: BTreeMap<String, (BTreeSet<usize>, usize)> = BTreeMap::new();
    let mut active: BTreeMap<String, bool> = BTreeMap::new();
    let mut add = |report: usize, party: String, sure: bool| {
        *active.entry(party.clone()).or_default() |= sure;
        let (reports, n) = weight.entry(party).or_default();
        reports.insert(report);
        *n += 1;
    };
    for (report, position) in shelf.entries(|r| &r.positions, |p| &p.evidence) {
        if let Some(party) = position.party.as_deref().map(|party| identity.party(party)) {
            add(report, party, position.evidence.probability >= 0.5);
        }
    }
    for (report, session) in shelf.entries(|r| &r.sessions, |s| &s.evidence) {
        for party in session.parties.iter().map(|party| identity.party(party)).collect::<BTreeSet<_>>() {
            add(report, party, session.evidence.probability >= 0.5);
        }
    }
    // Sides that neither hold a position nor sit in a session, such as a mediator, come after those that do.
    for who in identity.actors.iter().filter(|who| who.kind != ActorKind::Person) {
        if who.party.as_ref() == Some(&who.name) {
            weight.entry(who.name.clone()).or_default();
        }
    }
    let mut ranked: Vec<(String, usize, usize)> =
        weight.into_iter().map(|(party, (reports, n))| (party, shelf.independence.count(reports), n)).collect();
    ranked.sort_by_key(|(party, sources, n)| (Reverse(*sources), Reverse(*n), party.clone()));

    let mut out = Vec::new();
    for (name, ..) in ranked {
        let own = identity.actors.iter().position(|who| who.name == name && who.kind != ActorKind::Person);
        let is = |who: &&Who| who.kind == ActorKind::Person && who.party.as_deref() == Some(&name) && who.name != name;
        let mut people: Vec<Person> = identity.actors.iter().filter(is).map(|who| person(shelf, who)).collect();
        rank(&mut people);
        let told = match own {
            Some(who) => told(shelf, &identity.actors[who]),
            None => match people.first() {
                Some(person) => person.told.clone(),
                None => continue,
            },
        };
        let forms = own.map(|who| identity.actors[who].forms.iter().cloned().collect()).unwrap_or_default();
        let short = shelf.lexicon.short(&name).to_owned();
        let side = own.is_some_and(|who| sides(&identity.actors[who])) && active.get(&name).is_some_and(|sure| *sure);
        out.push(Party { name, short, forms, people, side, told });
    }
    let alone = |who: &&Who| who.kind == ActorKind::Person && who.party.is_none() && !unnamed(&who.name);
    let mut unaligned: Vec<Person> = identity.actors.iter().filter(alone).map(|who| person(shelf, who)).collect();
    unaligned.retain(|person| !person.told.is_unsure());
    rank(&mut unaligned);
    (out, unaligned)
}

/// A state or an organisation under a name as names are: no heading taken for one.
fn sides(who: &Who) -> bool {
    let kind = matches!(who.kind, ActorKind::State | ActorKind::Organisation) || who.party.as_ref() == Some(&who.name);
    kind && !unnamed(&who.name) && who.name.split(' ').count() <= 4
}

fn rank(people: &mut [Person]) {
    people.sort_by_key(|person| {
        let cite = &person.told.references[0];
        let doubt = (is_unnamed(&person.name), person.told.is_unsure());
        (doubt, Reverse(person.told.sources), person.role.is_none(), cite.report, cite.start, person.name.clone())
    });
}

/// `a senior official`: somebody, but nobody one could look up.
pub(crate) fn unnamed(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or_default();
    // "el-Sadat" and "de Klerk" are names.
    !(first.starts_with(char::is_uppercase) || crate::identity::proper(name))
        || matches!(first, "A" | "An" | "One" | "Another" | "The")
}

/// Whether a person is told of by a role alone: `a senior official`, `Ardanian president`.
pub fn is_unnamed(name: &str) -> bool {
    unnamed(name) || !crate::identity::proper(name)
}

fn told(shelf: &Shelf<'_>, who: &Who) -> Told {
    let (report, evidence) = &who.tellings[0];
    shelf.told((*report, evidence), who.tellings.iter().map(|(report, evidence)| (*report, evidence)))
}

fn person(shelf: &Shelf<'_>, who: &Who) -> Person {
    let mut roles: Vec<String> = Vec::new();
    for (_, role) in &who.roles {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    Person {
        name: who.name.clone(),
        forms: who.forms.iter().cloned().collect(),
        // "Taliban leader, leader" says nothing twice.
        role: role_head(shelf, who)
            .filter(|role| !format!(" {} ", fold(&who.name)).contains(&format!(" {} ", fold(role)))),
        roles,
        told: told(shelf, who),
    }
}

/// The role most reports give, without what does not tell it from another: party, `new`, what comes after a comma.
fn role_head(shelf: &Shelf<'_>, who: &Who) -> Option<String> {
    let mut counts: Vec<(String, usize, String)> = Vec::new();
    for (_, role) in &who.roles {
        let head = plain_role(shelf, role);
        let key = fold(&head);
        match counts.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, n, _)) => *n += 1,
            None if key.is_empty() => {}
            None => counts.push((key, 1, head)),
        }
    }
    let most = counts.iter().map(|(_, n, _)| *n).max()?;
    counts.into_iter().find(|(_, n, _)| *n == most).map(|(.., head)| head)
}

/// A role without party, article, `new` and what follows a comma or `in`.
pub(crate) fn plain_role(shelf: &Shelf<'_>, role: &str) -> String {
    let head = role.split([',', ';']).next().unwrap_or(role);
    let head = head.split(" in ").next().unwrap_or(head);
    let mut words: Vec<&str> = head.split_whitespace().collect();
    while words.len() > 1 {
        let first = fold(words[0]);
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let party = capital(words[0]) && (shelf.identity.is_body(words[0]) || is_party_form(shelf, &first));
        // "New Zealand's negotiator" is no new negotiator.
        let name = capital(words[0]) && capital(words[1]);
        if party || (!name && shelf.lexicon.has(List::Role, &first)) {
            words.remove(0)
        } else {
            break;
        };
    }
    match words[..] {
        // "presidents X and Y": each is one.
        [one] => singular(one),
        _ => words.join(" "),
    }
}

/// `ukrainian` beside a party `Ukraine`.
fn is_party_form(shelf: &Shelf<'_>, word: &str) -> bool {
    let alike = |name: &str| {
        let name = fold(name);
        name.len() >= 5 && word.len() >= 5 && name.as_bytes()[..5] == word.as_bytes()[..5]
    };
    shelf.identity.actors.iter().any(|who| who.kind == ActorKind::State && alike(&who.name))
}
