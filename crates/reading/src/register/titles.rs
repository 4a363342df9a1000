//! Sides that stand in one breath with a title: "UAW vice-president X", "a union spokesman", "Labor Minister X".

use lang::{Dep, Doc, Pos, Tag, Token};

use super::names::Cover;
use super::{ActorIndex, Register, RegisteredActor, camps};
use crate::entry::ActorKind;
use crate::lexicon::ROLES;

/// Words that a title may have before the name that it gives a side.
const LONGEST: usize = 10;

/// Gives persons and groups without a side the one that their titles name.
pub fn sides(register: &mut Register, doc: &Doc, covered: &[Cover], home: Option<&str>) {
    if let Some(home) = home {
        organs(register, home);
    }
    for token in doc.tokens() {
        let i = token.index();
        let &[index] = register.meant(token) else { continue };
        let actor = register.actor(index);
        if actor.party.is_some() || !matches!(actor.kind, ActorKind::Person | ActorKind::Group) {
            continue;
        }
        let begins = i == 0 || covered[i - 1] != Cover::Name || register.meant[i - 1] != [index];
        let side = match covered[i] {
            Cover::Name if begins => before(register, doc, covered, home, i).or_else(|| after(register, doc, home, i)),
            Cover::Free if token.pos() != Pos::Pron => of_noun(register, token, home),
            _ => None,
        };
        if let Some(side) = side {
            register.actor_mut(index).party = Some(side);
        }
    }
}

/// "Samoa, for the island states, said": a state that speaks for a group is on the group's side.
pub fn spokesmen(register: &mut Register, doc: &Doc) {
    for token in doc.tokens() {
        let &[state] = register.meant(token) else { continue };
        let rest = &doc.text()[token.span().end..];
        let Some(rest) = rest.strip_prefix(", ") else { continue };
        let Some(words) = ROLES.behalf.iter().find(|words| rest.starts_with(words.as_str())) else { continue };
        let Some(rest) = rest[words.len()..].strip_prefix(' ') else { continue };
        let start = doc.text().len() - rest.strip_prefix("the ").unwrap_or(rest).len();
        let after = doc.slice(token.index() + 1..doc.len().min(token.index() + LONGEST));
        let Some(group) = after.into_iter().find(|t| t.span().start == start) else { continue };
        let &[group] = register.meant(group) else { continue };
        let (speaker, spoken_for) = (register.actor(state), register.actor(group));
        let speaks = speaker.kind == ActorKind::State && spoken_for.kind != ActorKind::State;
        if speaks && spoken_for.party.as_ref() == Some(&spoken_for.name) {
            let side = spoken_for.party.clone();
            register.actor_mut(state).party = side;
        }
    }
}

/// "The House of Representatives", "Interior Department": the report's own state's, where no other is named.
fn organs(register: &mut Register, home: &str) {
    for actor in &mut register.actors {
        let organ = |name: &str| name.split(' ').any(|word| ROLES.organ.contains(&word.to_lowercase()));
        if actor.kind == ActorKind::Organisation && actor.party.as_ref() == Some(&actor.name) && organ(&actor.name) {
            actor.party = Some(home.to_owned());
        }
    }
}

/// The side in the title that ends right before a name.
fn before(register: &Register, doc: &Doc, covered: &[Cover], home: Option<&str>, name: usize) -> Option<String> {
    let mut role = false;
    let mut office = false;
    for i in (name.saturating_sub(LONGEST)..name).rev() {
        if doc.token(i + 1).is_sentence_start() {
            break;
        }
        let token = doc.token(i);
        let lower = token.text().to_lowercase();
        if matches!(covered[i], Cover::World(_) | Cover::Name) {
            let of = register.meant(token).first().filter(|_| role)?;
            return register.party(*of).map(str::to_owned);
        }
        if ROLES.person.contains(&lower) {
            role = true;
            office |= ROLES.office.contains(&lower);
        } else if role && is_collective(&token.lemma().to_lowercase()) {
            return body(register, &token.lemma().to_lowercase(), home);
        } else if !(matches!(token.pos(), Pos::Noun | Pos::Propn | Pos::Adj)
            || matches!(token.tag(), Tag::HYPH | Tag::POS)
            || token.text() == "-"
            || ROLES.title_words.contains(&lower))
        {
            break;
        }
    }
    // A minister of no named state is the report's own.
    home.filter(|_| office).map(str::to_owned)
}

/// The side in the title set beside a name, right after it: "X, the union's president".
fn after(register: &Register, doc: &Doc, home: Option<&str>, name: usize) -> Option<String> {
    let index = register.meant[name].first()?;
    let mut last = name;
    while last + 1 < doc.len()
        && register.meant[last + 1].first() == Some(index)
        && doc.token(last + 1).pos() == Pos::Propn
    {
        last += 1;
    }
    let beside = doc
        .token(last)
        .children()
        .find(|c| matches!(c.dep(), Dep::Appos | Dep::Attr) && ROLES.person.contains(&c.lemma().to_lowercase()))?;
    of_noun(register, beside, home)
}

/// The side that a title's noun names beside itself, by a body's common noun: "union spokesman", "head of the union".
fn of_noun(register: &Register, noun: Token<'_>, home: Option<&str>) -> Option<String> {
    let bodies = super::modifiers(noun).into_iter().filter(|m| matches!(m.pos(), Pos::Noun | Pos::Propn | Pos::Adj));
    bodies.into_iter().find_map(|m| {
        if let Some(&of) = register.meant(m).first() {
            return register.party(of).map(str::to_owned);
        }
        let lemma = m.lemma().to_lowercase();
        is_collective(&lemma).then(|| body(register, &lemma, home)).flatten()
    })
}

/// Whether a noun stands for those who act together: "union", "rebel".
fn is_collective(lemma: &str) -> bool {
    ROLES.body.contains(lemma) || ROLES.irregular.contains(lemma)
}

/// The side of "the union", "the company", "the government": the body of that kind that the report tells of most.
fn body(register: &Register, noun: &str, home: Option<&str>) -> Option<String> {
    let is = |a: &RegisteredActor| {
        let named = |name: &String| {
            name.to_lowercase().split(' ').next_back() == Some(noun) || name.strip_prefix("the ") == Some(noun)
        };
        matches!(a.kind, ActorKind::Organisation | ActorKind::Group | ActorKind::State)
            && !a.outlet
            && (a.nouns.iter().any(|n| n == noun) || named(&a.name) || a.aliases.iter().any(named))
    };
    let most = register
        .actors()
        .filter(|(_, a)| is(a) && a.party.is_some())
        .max_by_key(|&(index, a)| (a.named, a.mentions.len(), std::cmp::Reverse(index)));
    match most {
        Some((ActorIndex(_), actor)) => actor.party.clone(),
        None if noun == camps::UNION => {
            let works = |a: &RegisteredActor| a.nouns.iter().any(|n| ROLES.labour.contains(n)) && a.party.is_some();
            let workers = register.actors().filter(|(_, a)| a.kind == ActorKind::Group && works(a));
            workers
                .max_by_key(|&(index, a)| (a.mentions.len(), std::cmp::Reverse(index)))
                .and_then(|(_, a)| a.party.clone())
        }
        None => home.filter(|_| ROLES.of_state.contains(noun) || ROLES.portfolio.contains(noun)).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(text: &str, name: &str) -> Option<String> {
        let register = Register::of(&lang::Pipeline::english().annotate(text));
        let named = register.actors().find(|(_, a)| a.name == name || a.aliases.iter().any(|x| x == name));
        named.and_then(|(i, _)| register.party(i).map(str::to_owned))
    }

    const UNION: &str = "The Harbour Workers' Union and Nordic Freight Corp resumed talks in Bergen, union vice-president \
        Anna Berg said. NF spokesman Olav Dahl said the Norwegian government would help. Labour Minister Ola Vik and a \
        union official agreed.";

    #[test]
    fn a_title_names_the_side() {
        assert_eq!(party(UNION, "Anna Berg").as_deref(), Some("Harbour Workers' Union"));
        assert_eq!(party(UNION, "Olav Dahl").as_deref(), Some("Nordic Freight"));
        assert_eq!(party(UNION, "union official").as_deref(), Some("Harbour Workers' Union"));
    }

    #[test]
    fn who_speaks_for_a_group_is_on_its_side() {
        let text = "SAMOA, for AOSIS, supported by the EU and NORWAY, asked for money. MALI, on behalf of the AFRICAN GROUP, agreed.";
        let register = Register::of(&crate::speech::Annotated::of(text).doc);
        let side = |name: &str| register.find(name).and_then(|i| register.party(i).map(str::to_owned));
        assert_eq!(side("Samoa").as_deref(), Some("AOSIS"));
        assert_eq!(side("Norway").as_deref(), Some("Norway"));
    }

    #[test]
    fn a_minister_is_of_the_state_that_the_report_is_about() {
        assert_eq!(party(UNION, "Ola Vik").as_deref(), Some("Norway"));
    }
}
