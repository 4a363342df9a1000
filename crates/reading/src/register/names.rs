//! Names: of the world's states and bodies by lexicon, of persons and organisations by the annotation, corrected by titles
//! and by what the rest of the report calls them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use lang::{Dep, Doc, EntityLabel, Pos, Tag, Token};

use super::{ActorIndex, Gender, Register};
use crate::entry::ActorKind;
use crate::lexicon::{Form, OUTLETS, ROLES, WORLD};

/// What covers a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// No name.
    Free,
    /// A name from the lexicon of states and bodies.
    World(Form),
    /// The capital of a state, as a place.
    Place,
    /// A name of a person, organisation or region.
    Name,
}

/// A name that is not in the lexicon.
struct Candidate<'a> {
    tokens: Range<usize>,
    text: &'a str,
    /// With what ends it in law ("Corp").
    legal: &'a str,
    /// Signs that it is a person, less signs that it is not.
    person: i32,
    region: bool,
}

/// Enters the names into the register; says what covers each token.
pub fn read(register: &mut Register, doc: &Doc) -> Vec<Cover> {
    let mut covered = vec![Cover::Free; doc.len()];
    let mut world: HashMap<usize, ActorIndex> = HashMap::new();
    let mut i = 0;
    while i < doc.len() {
        match world_form(doc, i) {
            Some((tokens, _, _)) if people_of(doc, &tokens).is_some() => {
                // "Bosnian Serbs", "Turkish Cypriot": a people of its own.
                let tokens = tokens.start..tokens.end + 1;
                let text = doc.text_of(tokens.clone());
                let name = if text.ends_with('s') { text.to_owned() } else { format!("{text}s") };
                let index = register.find(&name).unwrap_or_else(|| register.add(&name, ActorKind::Group, true));
                register.mention(doc, tokens.clone(), index);
                register.alias(index, text);
                for t in tokens.clone() {
                    covered[t] = Cover::World(Form::Adjective);
                }
                i = tokens.end;
            }
            Some((tokens, entry, form)) => {
                let place = form == Form::Capital && is_place(doc, &tokens);
                for t in tokens.clone() {
                    covered[t] = if place { Cover::Place } else { Cover::World(form) };
                }
                if !place {
                    let known = WORLD.entry(entry);
                    let index = *world.entry(entry).or_insert_with(|| {
                        let index = register.add(&known.name, known.kind, true);
                        register.actor_mut(index).party = known.party.clone();
                        index
                    });
                    register.mention(doc, tokens.clone(), index);
                    register.alias(index, doc.text_of(tokens.clone()));
                }
                i = tokens.end;
            }
            None => i += 1,
        }
    }

    let mut candidates = candidates(doc, &covered);
    vote(&mut candidates);
    no_actors(doc, &mut candidates, &mut covered);
    persons(register, doc, &candidates, &mut covered);
    organisations(register, doc, &candidates, &mut covered);
    covered
}

/// The people that an adjective and the people after it make ("Bosnian Serbs"), if they do.
fn people_of(doc: &Doc, first: &Range<usize>) -> Option<()> {
    let second = (first.end < doc.len()).then(|| doc.token(first.end))?;
    let (before, _, form) = world_form(doc, first.start)?;
    let (tokens, _, people) = world_form(doc, second.index())?;
    let kin = second.head() == doc.token(before.end - 1).head() || doc.token(before.end - 1).head() == second;
    let spaced = doc.token(before.end - 1).has_space_after() && !second.is_sentence_start();
    let noun = matches!(second.pos(), Pos::Propn | Pos::Noun);
    (form == Form::Adjective && people == Form::Adjective && tokens.len() == 1 && kin && spaced && noun).then_some(())
}

/// The longest form of the lexicon that begins at a token and ends with one.
pub fn world_form(doc: &Doc, i: usize) -> Option<(Range<usize>, usize, Form)> {
    let token = doc.token(i);
    let start = token.span().start;
    for (text, entry, form) in WORLD.forms(token.text()) {
        if !doc.text()[start..].starts_with(text.as_str()) {
            continue;
        }
        let end = start + text.len();
        let mut last = i;
        while last + 1 < doc.len() && doc.token(last).span().end < end {
            last += 1;
        }
        if doc.token(last).span().end != end {
            continue;
        }
        let tokens = i..last + 1;
        // A name of which this is but a part ("Bank of England", "Jordan Hayes") is another's.
        if let Some(entity) = token.entity()
            && (entity.tokens.start < tokens.start || entity.tokens.end > tokens.end)
        {
            let longer = entity.tokens.end - entity.tokens.start > tokens.len()
                && doc
                    .slice(entity.tokens.clone())
                    .all(|t| !matches!(t.tag(), Tag::POS) || t.index() + 1 == entity.tokens.end);
            match entity.label {
                EntityLabel::Person if longer => return None,
                // "British Airways" is no Briton; "Russian Foreign Ministry" is Russia's.
                EntityLabel::Org if longer && *form == Form::Adjective => {
                    let own = doc.slice(tokens.end..entity.tokens.end).all(|t| {
                        let lower = t.lemma().to_lowercase();
                        t.pos() == Pos::Propn
                            && !ROLES.title_words.contains(&lower)
                            && !ROLES.body.contains(&lower)
                            && !ROLES.of_bloc.contains(&lower)
                            && WORLD.forms(t.text()).is_empty()
                    });
                    let portfolio = entity.tokens.end < doc.len() && is_portfolio(doc.token(entity.tokens.end));
                    if own && !portfolio && entity.tokens.start == tokens.start {
                        return None;
                    }
                }
                EntityLabel::Org | EntityLabel::Fac | EntityLabel::WorkOfArt | EntityLabel::Law
                    if longer && *form != Form::Adjective && doc.token(entity.tokens.end - 1).pos() == Pos::Propn =>
                {
                    let rest: Vec<Token<'_>> =
                        doc.slice(entity.tokens.clone()).filter(|t| !tokens.contains(&t.index())).collect();
                    if rest
                        .iter()
                        .any(|t| t.pos() == Pos::Propn && !ROLES.title_words.contains(&t.text().to_lowercase()))
                        && !rest.iter().any(|t| t.tag() == Tag::POS)
                    {
                        return None;
                    }
                }
                _ => {}
            }
        }
        return Some((tokens, *entry, *form));
    }
    None
}

/// Whether a capital is where something happens rather than who acts.
fn is_place(doc: &Doc, tokens: &Range<usize>) -> bool {
    let mut at = doc.token(tokens.end - 1);
    for _ in 0..8 {
        if at.dep() != Dep::Conj {
            break;
        }
        at = at.head();
    }
    match at.dep() {
        Dep::Nsubj | Dep::Nsubjpass | Dep::Poss | Dep::Dative | Dep::Dobj => false,
        Dep::Pobj | Dep::Pcomp => {
            let preposition = at.head();
            let above = preposition.head();
            match preposition.lemma() {
                "between" | "with" | "by" | "against" | "on" | "upon" | "under" | "toward" | "towards" => false,
                // "left for X" is a place, "bad for X" a state.
                "for" => above.pos() == Pos::Verb,
                "of" => above.pos() == Pos::Noun && !is_role_noun(above),
                "in" => !ROLES.resident.contains(&above.lemma().to_lowercase()),
                _ => true,
            }
        }
        Dep::Compound | Dep::Nmod | Dep::Amod => !is_role_noun(at.head()),
        Dep::Root => {
            // A headline's colon, or a dateline.
            doc.token((tokens.end).min(doc.len() - 1)).text() != ":"
        }
        _ => true,
    }
}

/// The noun of an office or house that a field goes before: "Secretary" of "Commerce Secretary".
fn is_portfolio(token: Token<'_>) -> bool {
    !token.is_sentence_start() && ROLES.portfolio.contains(&token.lemma().to_lowercase())
}

fn is_role_noun(token: Token<'_>) -> bool {
    let lemma = token.lemma().to_lowercase();
    ROLES.person.contains(&lemma) || ROLES.group.contains(&lemma) || ROLES.body.contains(&lemma)
}

/// Whether the word may stand in a name: capitalised, or a particle between capitalised words.
fn is_name_word(token: Token<'_>) -> bool {
    token.text().chars().next().is_some_and(char::is_uppercase) && token.pos() != Pos::Verb || is_particle(token)
}

fn is_particle(token: Token<'_>) -> bool {
    matches!(token.text(), "-" | "'" | "’" | "Al") || ROLES.particle.contains(token.text())
}

/// Names that are not in the lexicon: the annotation's persons, organisations and places, cut to the name.
fn candidates<'a>(doc: &'a Doc, covered: &[Cover]) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    let mut taken = vec![false; doc.len()];
    let people = doc.entities().iter().filter(|e| e.label == EntityLabel::Person && e.tokens.len() > 1);
    let surnames: HashSet<&str> = people.map(|e| doc.token(e.tokens.end - 1).text()).collect();
    for entity in doc.entities() {
        use EntityLabel::{Event, Fac, Gpe, Law, Loc, Norp, Org, Person, Product, WorkOfArt};
        let label = entity.label;
        if !matches!(label, Person | Org | Gpe | Norp | Loc | Fac | Product | WorkOfArt | Event | Law) {
            continue;
        }
        let mut tokens = entity.tokens.clone();
        // "PARIS - The council", "The council (": what stands before a dash or after an open bracket is another's.
        let dash = |i: &usize| {
            let t = doc.token(*i);
            matches!(t.text(), "-" | "–" | "—" | "--" | ":") && *i > 0 && doc.token(i - 1).has_space_after()
                || t.text() == ":"
        };
        if let Some(dash) = tokens.clone().rev().find(dash)
            && dash + 1 < tokens.end
        {
            tokens.start = dash + 1;
        }
        let closed = doc.slice(tokens.clone()).any(|t| t.text() == ")");
        if let Some(open) = tokens.clone().find(|&i| doc.token(i).text() == "(" && !closed)
            && open > tokens.start
        {
            tokens.end = open;
        }
        // A state before a title or name is not part of it ("U.S. Secretary of State X"), but may begin a body's name.
        let body = label == Org && doc.slice(tokens.clone()).any(|t| ROLES.body.contains(&t.lemma().to_lowercase()));
        while tokens.len() > 1 {
            let first = doc.token(tokens.start);
            let states = !body && covered[tokens.start] != Cover::Free;
            if first.pos() == Pos::Det || first.tag() == Tag::POS || states || first.pos() == Pos::Punct {
                tokens.start += 1;
            } else {
                break;
            }
        }
        let mut titled = 0;
        if label == Person || !body && surnames.contains(doc.token(tokens.end - 1).text()) {
            while tokens.len() > 1 {
                let lower = doc.token(tokens.start).text().to_lowercase();
                if ROLES.title_words.contains(&lower) || (titled > 0 && matches!(&*lower, "of" | "for")) {
                    tokens.start += 1;
                    titled += 1;
                } else {
                    break;
                }
            }
        }
        while tokens.len() > 1 && ROLES.weekday.contains(&doc.token(tokens.start).text().to_lowercase()) {
            tokens.start += 1;
        }
        while tokens.len() > 1 {
            let last = doc.token(tokens.end - 1);
            if matches!(last.tag(), Tag::POS)
                || last.pos() == Pos::Punct
                || (label == Person && last.pos() == Pos::Verb)
            {
                tokens.end -= 1;
            } else {
                break;
            }
        }
        // "American Motors Corp" is American Motors.
        let legal = tokens.end;
        while label == Org
            && tokens.len() > 1
            && ROLES.incorporated.contains(doc.token(tokens.end - 1).text().to_lowercase().trim_end_matches('.'))
        {
            tokens.end -= 1;
        }
        // "United Auto Workers union": the noun says what it is.
        while label == Org && tokens.len() > 2 && {
            let last = doc.token(tokens.end - 1);
            last.pos() == Pos::Noun && ROLES.generic.contains(&last.text().to_lowercase())
        } {
            tokens.end -= 1;
        }
        if tokens.is_empty() || tokens.clone().all(|t| covered[t] != Cover::Free) {
            continue;
        }
        // The rest of a name that the annotation cut short.
        if label == Person {
            while tokens.end < doc.len() {
                let next = doc.token(tokens.end);
                let particle = is_particle(next)
                    && tokens.end + 1 < doc.len()
                    && doc.token(tokens.end + 1).pos() == Pos::Propn
                    && next.pos() != Pos::Punct;
                let goes_on = next.pos() == Pos::Propn
                    && covered[tokens.end] == Cover::Free
                    && doc.token(tokens.end - 1).head() == next
                    && doc.token(tokens.end - 1).dep() == Dep::Compound
                    && next.entity().is_none();
                if (particle || goes_on) && !next.is_sentence_start() {
                    tokens.end += 1;
                } else {
                    break;
                }
            }
        }
        let first = doc.token(tokens.start);
        if !is_name_word(first) || is_particle(first) && first.text() != "Al" && tokens.len() == 1 {
            continue;
        }
        if label == Person && (tokens.len() > 5 || doc.slice(tokens.clone()).any(|t| t.tag() == Tag::CD)) {
            continue;
        }
        if matches!(label, Loc | Fac | WorkOfArt | Event | Law | Product | Norp) && !acts(doc, &tokens) {
            continue;
        }
        if label == Org {
            tokens = whole_name(doc, covered, tokens);
        }
        // "Commerce" of "Commerce Secretary".
        if label != Person && tokens.end < doc.len() && is_portfolio(doc.token(tokens.end)) {
            continue;
        }
        // "State" of "Secretary of State".
        let title = |t: &Token<'_>| ROLES.title_words.contains(&t.text().to_lowercase());
        if label != Person && tokens.len() == 1 && title(&first) {
            continue;
        }
        if is_dateline(doc, &tokens) || tokens.len() == 1 && ROLES.body.contains(&first.lemma().to_lowercase()) {
            continue;
        }
        // The first of the name, where the annotation made it a name of its own or none.
        if matches!(label, Person | Org) {
            while tokens.start > entity.tokens.start.saturating_sub(3) && tokens.start > 0 && titled == 0 {
                let before = doc.token(tokens.start - 1);
                let inside = tokens.contains(&before.head().index());
                let lower = before.text().to_lowercase();
                // "On Wednesday X worked": a date is no first name.
                let dated = before.entity_label().is_some_and(|l| !matches!(l, Person | Org | Gpe | Norp));
                let name =
                    before.pos() == Pos::Propn && before.dep() == Dep::Compound && is_name_word(before) && !dated
                        || is_particle(before)
                            && before.pos() != Pos::Punct
                            && tokens.start > 1
                            && inside
                            && lower != "the";
                if inside
                    && name
                    && covered[tokens.start - 1] == Cover::Free
                    && !ROLES.title_words.contains(&lower)
                    && !first.is_sentence_start()
                {
                    tokens.start -= 1;
                } else {
                    break;
                }
            }
        }
        let mut person = match label {
            Person => 2,
            Org => -2,
            Gpe | Norp | Loc => -1,
            _ => -1,
        };
        if titled > 0 || is_titled(doc, &tokens) {
            person += 3;
        }
        if has_relative_who(doc, &tokens) {
            person += 2;
        }
        if is_beside_role(doc, &tokens) {
            person += 3;
        }
        // "the X": a body or people; nobody is called so by name.
        if label == Person && titled == 0 && tokens.start > 0 && tokens.start == entity.tokens.start {
            let before = doc.token(tokens.start - 1);
            let own = before.dep() == Dep::Det && tokens.contains(&before.head().index());
            let plural = doc.token(tokens.end - 1).tag() == Tag::NNPS;
            if own && before.norm() == "the" && !plural {
                person -= 3;
            }
        }
        // "the war in X": no person.
        let head = head_of(doc, &tokens);
        if head.dep() == Dep::Pobj && matches!(head.head().lemma(), "in" | "near" | "at") {
            person -= 3;
        }
        for t in tokens.clone() {
            taken[t] = true;
        }
        found.push(Candidate {
            text: doc.text_of(tokens.clone()),
            legal: doc.text_of(tokens.start..legal.max(tokens.end)),
            tokens,
            person,
            region: matches!(label, Gpe | Loc),
        });
    }
    // Runs of proper nouns that the annotation passed over.
    let mut i = 0;
    while i < doc.len() {
        let free = |i: usize| {
            let t = doc.token(i);
            t.pos() == Pos::Propn
                && !taken[i]
                && covered[i] == Cover::Free
                && t.entity().is_none_or(|e| e.label == EntityLabel::Person || e.label == EntityLabel::Org)
                && t.text().chars().next().is_some_and(char::is_uppercase)
        };
        if !free(i) {
            i += 1;
            continue;
        }
        let mut tokens = i..i + 1;
        while tokens.end < doc.len() && free(tokens.end) && !doc.token(tokens.end).is_sentence_start() {
            tokens.end += 1;
        }
        i = tokens.end;
        let legal = |t: &Token<'_>| ROLES.incorporated.contains(t.text().to_lowercase().trim_end_matches('.'));
        if is_dateline(doc, &tokens) || doc.slice(tokens.clone()).all(|t| legal(&t)) {
            continue;
        }
        let mut titled = 0;
        while tokens.len() > 1 && ROLES.title_words.contains(&doc.token(tokens.start).text().to_lowercase()) {
            tokens.start += 1;
            titled += 1;
        }
        let lower = doc.token(tokens.end - 1).text().to_lowercase();
        if tokens.len() == 1 && ROLES.body.contains(&lower)
            || ROLES.title_words.contains(&lower)
            || ROLES.group.contains(&doc.token(tokens.end - 1).lemma().to_lowercase())
        {
            continue;
        }
        if titled == 0 {
            tokens = whole_name(doc, covered, tokens);
        }
        let titled = titled > 0 || is_titled(doc, &tokens);
        if !titled && !acts(doc, &tokens) {
            continue;
        }
        let who = has_relative_who(doc, &tokens);
        found.push(Candidate {
            text: doc.text_of(tokens.clone()),
            legal: doc.text_of(tokens.clone()),
            tokens,
            person: if titled { 3 } else { -1 } + if who { 2 } else { 0 },
            region: false,
        });
    }
    found.sort_by_key(|c| c.tokens.start);
    found
}

/// A private body's name with the nation before it and the land after it: "Canadian Auto Workers", "Writers Guild of
/// America".
fn whole_name(doc: &Doc, covered: &[Cover], mut tokens: Range<usize>) -> Range<usize> {
    let last = doc.token(tokens.end - 1).text().to_lowercase();
    if !ROLES.private.contains(&last) && !ROLES.named.values().any(|words| words.contains(&last)) {
        return tokens;
    }
    if tokens.start > 0
        && covered[tokens.start - 1] == Cover::World(Form::Adjective)
        && tokens.contains(&doc.token(tokens.start - 1).head().index())
        && doc.slice(tokens.clone()).all(|t| t.pos() == Pos::Propn)
    {
        tokens.start -= 1;
    }
    let land = tokens.end + 1;
    if land < doc.len()
        && doc.token(tokens.end).text() == "of"
        && tokens.contains(&doc.token(tokens.end).head().index())
        && matches!(covered[land], Cover::World(Form::Name))
    {
        tokens.end = land + 1;
    }
    tokens
}

/// Takes out names that are no actor's: a heading's words, things, and places where nobody acts.
fn no_actors(doc: &Doc, candidates: &mut Vec<Candidate<'_>>, covered: &mut [Cover]) {
    let headings = headings(doc);
    let common: HashSet<&str> =
        doc.tokens().map(|t| t.text()).filter(|t| t.starts_with(|c: char| c.is_lowercase())).collect();
    let mut in_prose: HashSet<&str> = HashSet::new();
    let mut acting: HashSet<&str> = HashSet::new();
    for c in candidates.iter() {
        if !headings[c.tokens.start] {
            in_prose.insert(c.text);
        }
        if acts_as_party(doc, &c.tokens) {
            acting.insert(c.text);
        }
    }
    let named_in_prose =
        |c: &Candidate<'_>| in_prose.iter().any(|name| *name == c.text || name.split(' ').any(|word| word == c.text));
    candidates.retain(|c| {
        let last = doc.token(c.tokens.end - 1);
        let only_heading = headings[c.tokens.start] && !named_in_prose(c) && (c.person <= 0 || c.tokens.len() > 3);
        let thing = c.person <= 0
            && !is_capitals(c.text)
            && !doc.slice(c.tokens.clone()).any(|t| ROLES.body.contains(&t.lemma().to_lowercase()))
            && (ROLES.thing.contains(&last.text().to_lowercase())
                || ROLES.thing.contains(&last.lemma().to_lowercase()));
        // "Negotiators" at the head of a sentence, where the report writes it small elsewhere.
        let first = doc.token(c.tokens.start);
        let word = c.person <= 0
            && c.tokens.len() == 1
            && first.is_sentence_start()
            && common.contains(&*c.text.to_lowercase());
        let scenery = c.person <= 0 && c.region && !acting.contains(c.text);
        if scenery && !only_heading {
            for t in c.tokens.clone() {
                if covered[t] == Cover::Free {
                    covered[t] = Cover::Place;
                }
            }
        }
        !(only_heading || thing || word || scenery)
    });
}

/// Tokens of lines in title case or capitals, which have no stop at their end.
fn headings(doc: &Doc) -> Vec<bool> {
    let mut headings = vec![false; doc.len()];
    let mut start = 0;
    while start < doc.len() {
        let mut end = start + 1;
        while end < doc.len() && !doc.text()[doc.token(end - 1).span().end..doc.token(end).span().start].contains('\n')
        {
            end += 1;
        }
        let stop = matches!(doc.token(end - 1).text(), "." | "?" | "!" | "\"" | "”" | ";" | "''");
        let words = doc.slice(start..end).filter(|t| t.text().chars().all(char::is_alphabetic) && t.text().len() > 3);
        let (mut all, mut upper) = (0, 0);
        for word in words {
            all += 1;
            upper += usize::from(word.text().starts_with(char::is_uppercase));
        }
        if !stop && all > 3 && upper * 10 >= all * 9 {
            headings[start..end].fill(true);
        }
        start = end;
    }
    headings
}

fn is_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}

/// Whether a place does what a party does: speaks, owns, is dealt with.
fn acts_as_party(doc: &Doc, tokens: &Range<usize>) -> bool {
    let mut head = head_of(doc, tokens);
    for _ in 0..8 {
        if head.dep() != Dep::Conj {
            break;
        }
        head = head.head();
    }
    match head.dep() {
        Dep::Nsubj | Dep::Nsubjpass | Dep::Poss | Dep::Dative => true,
        Dep::Pobj => matches!(head.head().lemma(), "by" | "between" | "with" | "against"),
        Dep::Compound | Dep::Nmod | Dep::Amod => is_role_noun(head.head()),
        _ => false,
    }
}

/// "PARIS, 4 May -", "CAIRO (Agency) -": a place before a report.
fn is_dateline(doc: &Doc, tokens: &Range<usize>) -> bool {
    if crate::clause::dateline(doc.token(tokens.start).sentence()).is_some_and(|end| tokens.end <= end) {
        return true;
    }
    let text = doc.text_of(tokens.clone());
    text.len() > 3
        && !text.chars().any(char::is_lowercase)
        && (tokens.start == 0 || doc.token(tokens.start).is_sentence_start())
        && tokens.end < doc.len()
        && matches!(doc.token(tokens.end).text(), "," | "-" | "–" | "—" | "(" | "/" | "--")
}

/// Whether the name does something, or has something done with it by others.
fn acts(doc: &Doc, tokens: &Range<usize>) -> bool {
    let head = head_of(doc, tokens);
    matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Poss | Dep::Conj)
        || head.dep() == Dep::Pobj && matches!(head.head().lemma(), "by" | "between" | "with")
}

/// The token of a range whose head lies outside.
pub fn head_of<'a>(doc: &'a Doc, tokens: &Range<usize>) -> Token<'a> {
    doc.slice(tokens.clone())
        .find(|t| t.is_root() || !tokens.contains(&t.head().index()))
        .unwrap_or_else(|| doc.token(tokens.end - 1))
}

/// Whether a title stands right before the name ("President X", "the envoy, X" does not count).
fn is_titled(doc: &Doc, tokens: &Range<usize>) -> bool {
    tokens.start > 0 && {
        let before = doc.token(tokens.start - 1);
        let lower = before.text().to_lowercase();
        !doc.token(tokens.start).is_sentence_start()
            && (ROLES.person.contains(&lower) || ROLES.honorific.contains(&lower))
            && (before.pos() == Pos::Propn || before.pos() == Pos::Noun)
            && (before.head().index() >= tokens.start && before.head().index() < tokens.end
                || before.dep() != Dep::Pobj)
    }
}

/// "Its spokeswoman, X".
fn is_beside_role(doc: &Doc, tokens: &Range<usize>) -> bool {
    let head = head_of(doc, tokens);
    let noun = head.head();
    head.dep() == Dep::Appos
        && noun.index() < tokens.start
        && noun.tag() == Tag::NN
        && ROLES.person.contains(&noun.lemma().to_lowercase())
}

fn has_relative_who(doc: &Doc, tokens: &Range<usize>) -> bool {
    let head = head_of(doc, tokens);
    head.children().any(|c| {
        c.dep() == Dep::Relcl && c.children().any(|w| w.tag() == Tag::WP && w.norm() == "who")
            || c.dep() == Dep::Appos
                && tokens.end <= c.index()
                && ROLES.person.contains(&c.lemma().to_lowercase())
                && c.tag() != Tag::NNS
    })
}

/// The same words are the same kind of name throughout a report.
fn vote(candidates: &mut [Candidate<'_>]) {
    let mut sums: HashMap<&str, i32> = HashMap::new();
    for c in candidates.iter() {
        *sums.entry(c.text).or_default() += c.person;
    }
    // A surname that also stands in a full name of a person is that person's.
    let full: Vec<(&str, i32)> =
        sums.iter().filter(|(t, s)| t.contains(' ') && **s > 0).map(|(t, s)| (*t, *s)).collect();
    for c in candidates.iter_mut() {
        c.person = sums[c.text];
        if !c.text.contains(' ') {
            let surname = |name: &str| {
                name.rsplit(' ').next().is_some_and(|last| last == c.text || last.ends_with(&format!("-{}", c.text)))
            };
            let first = |name: &str| name.split(' ').next() == Some(c.text);
            let longer =
                full.iter().find(|(name, _)| surname(name)).or_else(|| full.iter().find(|(name, _)| first(name)));
            if let Some((_, s)) = longer {
                c.person = c.person.max(*s);
            }
        }
    }
}

fn persons(register: &mut Register, doc: &Doc, candidates: &[Candidate<'_>], covered: &mut [Cover]) {
    // Full names first: a surname in the headline may be met before the name it belongs to.
    let mut people: Vec<(&str, ActorIndex)> = Vec::new();
    let mut by_text: HashMap<&str, ActorIndex> = HashMap::new();
    let mut order: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.person > 0).collect();
    order.sort_by_key(|c| (std::cmp::Reverse(c.text.split(' ').count()), c.tokens.start));
    for c in &order {
        let index = *by_text.entry(c.text).or_insert_with(|| {
            let known = people.iter().rev().find(|(name, _)| is_short_for(c.text, name)).map(|p| p.1);
            let index = known.unwrap_or_else(|| register.add(c.text, ActorKind::Person, true));
            people.push((c.text, index));
            index
        });
        register.alias(index, c.text);
        register.mention(doc, c.tokens.clone(), index);
        if c.tokens.start > 0 && !doc.token(c.tokens.start).is_sentence_start() {
            let before = doc.token(c.tokens.start - 1);
            let title = before.text().to_lowercase();
            if before.pos() == Pos::Propn
                && covered[c.tokens.start - 1] == Cover::Free
                && ROLES.title_words.contains(&title)
            {
                register.alias(index, doc.text_of(c.tokens.start - 1..c.tokens.end));
            }
        }
        for t in c.tokens.clone() {
            covered[t] = Cover::Name;
        }
        if let Some(gender) = gender_before(doc, &c.tokens) {
            register.actor_mut(index).gender.get_or_insert(gender);
        }
    }
    // Surnames that the annotation passed over.
    let surnames: HashMap<&str, ActorIndex> = people
        .iter()
        .filter_map(|(name, index)| Some((name.rsplit(' ').next()?, *index)))
        .filter(|(n, _)| n.len() > 2)
        .collect();
    for token in doc.tokens() {
        if covered[token.index()] == Cover::Free
            && token.text().chars().next().is_some_and(char::is_uppercase)
            && matches!(token.pos(), Pos::Propn | Pos::Noun | Pos::Adj)
            && let Some(&index) = surnames.get(token.text())
        {
            register.mention(doc, token.index()..token.index() + 1, index);
            register.alias(index, token.text());
            covered[token.index()] = Cover::Name;
        }
    }
}

/// "Mr X", "the chairwoman X".
fn gender_before(doc: &Doc, tokens: &Range<usize>) -> Option<Gender> {
    let before = tokens.start.checked_sub(1)?;
    gender_of(&doc.token(before).text().to_lowercase())
}

/// What a title tells.
pub fn gender_of(title: &str) -> Option<Gender> {
    if ROLES.male.contains(title) {
        Some(Gender::He)
    } else if ROLES.female.contains(title) {
        Some(Gender::She)
    } else {
        None
    }
}

/// Whether one name of a person may stand for another, longer one.
fn is_short_for(short: &str, long: &str) -> bool {
    if short == long {
        return true;
    }
    let folded = |s: &str| s.to_lowercase().replace(['’', '.'], "");
    let (short, long) = (folded(short), folded(long));
    let words: Vec<&str> = long.split([' ']).collect();
    let parts: Vec<&str> = short.split(' ').collect();
    // "Sadat" of "el-Sadat".
    if let ([one], [whole]) = (&parts[..], &words[..]) {
        return whole.ends_with(&format!("-{one}"));
    }
    if parts.len() >= words.len() {
        return short == long;
    }
    if let [one] = parts[..] {
        let last = words[words.len() - 1];
        return last == one || last.ends_with(&format!("-{one}")) || words[0] == one;
    }
    words.last() == parts.last() && (words[0] == parts[0] || words.ends_with(&parts))
}

fn organisations(register: &mut Register, doc: &Doc, candidates: &[Candidate<'_>], covered: &mut [Cover]) {
    let mut known: Vec<(&str, &str, ActorIndex)> = Vec::new();
    let mut by_text: HashMap<&str, ActorIndex> = HashMap::new();
    let mut order: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.person <= 0).collect();
    let given = given_acronyms(doc, &order);
    order.sort_by_key(|c| (std::cmp::Reverse(c.text.split(' ').count()), c.tokens.start));
    for c in order {
        if c.tokens.clone().any(|t| covered[t] == Cover::Name) {
            continue;
        }
        let same = by_text.get(c.text).copied().or_else(|| {
            let stands_for = |(name, legal, _): &&(&str, &str, ActorIndex)| {
                is_part_of(c.text, name)
                    || is_acronym(c.text, name)
                    || is_acronym(c.text, legal)
                    || given.get(c.text) == Some(name)
            };
            known.iter().find(stands_for).map(|k| k.2)
        });
        let index = same.unwrap_or_else(|| {
            let kind = if c.region { ActorKind::State } else { ActorKind::Organisation };
            let index = register.add(c.text, kind, true);
            register.actor_mut(index).outlet = OUTLETS.is_outlet(c.text);
            // A body of a state is on the state's side.
            let head = head_of(doc, &c.tokens);
            let whose = super::modifiers(head).into_iter().chain(doc.slice(c.tokens.clone())).find_map(|m| {
                let &of = register.meant[m.index()].first()?;
                (matches!(covered[m.index()], Cover::World(_)) && of != index).then(|| register.actor(of).name.clone())
            });
            if let Some(whose) = whose
                && !c.region
                && doc.slice(c.tokens.clone()).any(|t| ROLES.body.contains(&t.lemma().to_lowercase()))
                && !doc.slice(c.tokens.clone()).any(|t| ROLES.private.contains(&t.text().to_lowercase()))
            {
                register.actor_mut(index).party = Some(whose);
            }
            index
        });
        if by_text.insert(c.text, index).is_none() {
            known.push((c.text, c.legal, index));
        }
        register.alias(index, c.text);
        register.mention(doc, c.tokens.clone(), index);
        for t in c.tokens.clone() {
            covered[t] = Cover::Name;
        }
    }
    passed_over(register, doc, &by_text, covered);
}

/// Acronyms that stand right after the name they are short for: "the Harbour Workers (HW)", "the Seamen's Guild, SMG,".
fn given_acronyms<'a>(doc: &Doc, candidates: &[&Candidate<'a>]) -> HashMap<&'a str, &'a str> {
    let mut given = HashMap::new();
    for pair in candidates.windows(2) {
        let [long, short] = pair else { continue };
        let (end, start) = (doc.token(long.tokens.end - 1).span().end, doc.token(short.tokens.start).span().start);
        let Some(between) = doc.text().get(end..start) else { continue };
        let bracket = matches!(between, " (" | ", or " | " - " | " [");
        let closed = doc.text()[doc.token(short.tokens.end - 1).span().end..].starts_with(',');
        let beside = between == ", " && (closed || head_of(doc, &short.tokens).dep() == Dep::Appos);
        if (bracket || beside)
            && short.tokens.len() == 1
            && is_capitals(short.text)
            && short.text.len() <= ACRONYM
            && long.text.contains(' ')
            && !is_capitals(long.text)
        {
            given.entry(short.text).or_insert(long.text);
        }
    }
    given
}

/// Letters of the longest acronym.
const ACRONYM: usize = 8;

/// Names of organisations where the annotation passed over them.
fn passed_over(register: &mut Register, doc: &Doc, by_text: &HashMap<&str, ActorIndex>, covered: &mut [Cover]) {
    for token in doc.tokens() {
        let i = token.index();
        if covered[i] == Cover::Free
            && token.pos() == Pos::Propn
            && is_capitals(token.text())
            && let Some(&index) = by_text.get(token.text())
        {
            register.mention(doc, i..i + 1, index);
            covered[i] = Cover::Name;
        }
    }
}

/// "Teamsters" of "International Brotherhood of Teamsters".
fn is_part_of(short: &str, long: &str) -> bool {
    let words: Vec<&str> = long.split(' ').collect();
    let parts: Vec<&str> = short.split(' ').collect();
    parts.len() < words.len()
        && parts[0].len() > 2
        && (words.starts_with(&parts) || words.ends_with(&parts))
        && !ROLES.body.contains(&short.to_lowercase())
}

/// "UAW" of "United Auto Workers".
fn is_acronym(short: &str, long: &str) -> bool {
    let letters: String = short.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() < 2 || letters.chars().any(char::is_lowercase) {
        return false;
    }
    let initials = |small: bool| -> String {
        long.split([' ', '-'])
            .filter(|w| small || w.chars().next().is_some_and(char::is_uppercase))
            .filter_map(|w| w.chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    };
    initials(false) == letters || initials(true) == letters
}
