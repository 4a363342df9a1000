//! The actors of one report: every mention, by name, acronym, metonym, role noun or pronoun, and who it stands for.
//!
//! Three passes: names ([`names`]) fix who is there, descriptions ([`described`]) give roles, sides and unnamed actors,
//! and pronouns ([`pronouns`]) follow in the order of reading.

mod camps;
mod described;
mod home;
mod leaders;
mod names;
mod pronouns;
mod titles;

use lang::{Dep, Doc, Pos, Token};
use source::Span;

use crate::entry::ActorKind;
use crate::lexicon::ROLES;

/// Position of an actor in a [`Register`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorIndex(pub u32);

/// One actor of the report, before it is known whether any entry needs it.
#[derive(Clone, Debug)]
pub struct RegisteredActor {
    /// Ordinary name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Other forms in this report.
    pub aliases: Vec<String>,
    /// Role in the report's words.
    pub role: Option<String>,
    /// The side, by its ordinary name.
    pub party: Option<String>,
    /// Every mention in order.
    pub mentions: Vec<Span>,
    /// Whether the actor has a name of its own.
    pub named: bool,
    /// He or she, where a title tells.
    gender: Option<Gender>,
    /// Head noun of the description, for an actor without a name, and of roles.
    nouns: Vec<String>,
    /// An outlet: relays, is no actor.
    pub outlet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    He,
    She,
}

impl RegisteredActor {
    /// Head nouns of its descriptions and roles, in lower case.
    pub fn nouns(&self) -> &[String] {
        &self.nouns
    }

    /// Whether the report calls the actor a president, beside the name or right before it.
    fn is_president(&self) -> bool {
        let titled = |name: &String| name.to_lowercase().starts_with("president ");
        self.nouns.iter().any(|n| n == "president") || self.aliases.iter().any(titled)
    }
}

/// Who is who in one report.
#[derive(Clone, Debug, Default)]
pub struct Register {
    actors: Vec<RegisteredActor>,
    /// For each token of the document that heads or belongs to a mention, who is meant (several for "both sides").
    meant: Vec<Vec<ActorIndex>>,
    /// Tokens inside quotation marks.
    quoted: Vec<bool>,
}

impl Register {
    /// Reads the mentions of a document.
    pub fn of(doc: &Doc) -> Self {
        let mut register =
            Register { actors: Vec::new(), meant: vec![Vec::new(); doc.len()], quoted: quoted_tokens(doc) };
        let covered = names::read(&mut register, doc);
        let home = home::state(doc, &covered);
        let year = leaders::last_year(doc);
        // Those known by full name now, so that their aides and governments share their side.
        leaders::sides(&mut register, doc, year);
        described::attach(&mut register, doc, &covered);
        // Those known by surname and office now, so that "the Egyptian president" is not taken for another one.
        leaders::sides(&mut register, doc, year);
        pronouns::resolve(&mut register, doc, &covered, home);
        described::sides_of_lists(&mut register, doc, &covered);
        // Once more, for aides of those whose side is known only now.
        described::sides_by_pronoun(&mut register, doc, &covered);
        leaders::sides(&mut register, doc, year);
        titles::spokesmen(&mut register, doc);
        camps::sides(&mut register, doc);
        camps::irregulars(&mut register);
        camps::labour(&mut register);
        titles::sides(&mut register, doc, &covered, home);
        // Once more, for those whom only their titles placed.
        camps::sides(&mut register, doc);
        camps::irregulars(&mut register);
        register.join_leaders();
        register.settle_parties();
        register.aides_of_presidents();
        register.join_headline();
        register
    }

    /// An actor by its index.
    pub fn actor(&self, index: ActorIndex) -> &RegisteredActor {
        &self.actors[index.0 as usize]
    }

    /// All actors, in order of first mention.
    pub fn actors(&self) -> impl Iterator<Item = (ActorIndex, &RegisteredActor)> {
        self.actors.iter().enumerate().map(|(i, a)| (ActorIndex(i as u32), a))
    }

    /// Who is meant by the noun phrase with this head, pronouns and descriptions resolved; without its conjuncts.
    /// Empty where nobody is ("the weather"); several for "both sides". A state's adjective means the state.
    pub fn meant(&self, head: Token<'_>) -> &[ActorIndex] {
        &self.meant[head.index()]
    }

    /// Who is meant by a noun phrase with all that is coordinated with its head, in order, each once.
    pub fn all_meant(&self, head: Token<'_>) -> Vec<ActorIndex> {
        let mut all = Vec::new();
        for token in crate::clause::conjuncts(head) {
            for &index in self.meant(token) {
                if !all.contains(&index) {
                    all.push(index);
                }
            }
        }
        all
    }

    /// The side of an actor, by its ordinary name.
    pub fn party(&self, index: ActorIndex) -> Option<&str> {
        self.actor(index).party.as_deref()
    }

    /// The sides behind a noun phrase with all that is coordinated with its head, in order, each once: those of the
    /// actors meant, and those that adjectives and possessors name ("U.S. and Ukrainian officials": two).
    pub fn parties_meant(&self, head: Token<'_>) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut add = |party: &str| {
            if !all.iter().any(|known| known == party) {
                all.push(party.to_owned());
            }
        };
        for token in crate::clause::conjuncts(head) {
            let modifiers: Vec<ActorIndex> = modifiers(token)
                .into_iter()
                .flat_map(crate::clause::conjuncts)
                .flat_map(|m| self.meant(m).iter().copied())
                .filter(|&i| self.party(i) == Some(&self.actor(i).name))
                .collect();
            let group = self.meant(token).iter().all(|&i| self.actor(i).kind == ActorKind::Group);
            if group && modifiers.len() > 1 {
                modifiers.iter().for_each(|&i| add(&self.actor(i).name));
                continue;
            }
            for &index in self.meant(token) {
                match self.party(index) {
                    Some(party) => add(party),
                    None => modifiers.iter().for_each(|&i| add(&self.actor(i).name)),
                }
            }
            if self.meant(token).is_empty() {
                modifiers.iter().for_each(|&i| add(&self.actor(i).name));
            }
        }
        all
    }

    /// The noun that owns this one and is an actor: "Kyiv" in "Kyiv's statement", "the ministry" in "statement by the
    /// ministry".
    pub fn owner<'a>(&self, noun: Token<'a>) -> Option<Token<'a>> {
        modifiers(noun).into_iter().chain(crate::clause::prepositional(noun, "by")).find(|m| !self.meant(*m).is_empty())
    }

    /// Whether the token stands inside quotation marks.
    pub fn is_quoted(&self, token: Token<'_>) -> bool {
        self.quoted[token.index()]
    }

    /// The actor with this name or alias, if there is one.
    pub fn find(&self, name: &str) -> Option<ActorIndex> {
        let position = self
            .actors
            .iter()
            .position(|a| a.name == name)
            .or_else(|| self.actors.iter().position(|a| a.aliases.iter().any(|x| x == name)));
        position.map(|i| ActorIndex(i as u32))
    }

    fn add(&mut self, name: &str, kind: ActorKind, named: bool) -> ActorIndex {
        self.actors.push(RegisteredActor {
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            role: None,
            party: (named && kind != ActorKind::Person).then(|| name.to_owned()),
            mentions: Vec::new(),
            named,
            gender: None,
            nouns: Vec::new(),
            outlet: false,
        });
        ActorIndex(self.actors.len() as u32 - 1)
    }

    fn actor_mut(&mut self, index: ActorIndex) -> &mut RegisteredActor {
        &mut self.actors[index.0 as usize]
    }

    /// Notes that the tokens stand for the actor.
    fn mention(&mut self, doc: &Doc, tokens: std::ops::Range<usize>, index: ActorIndex) {
        if tokens.is_empty() {
            return;
        }
        let span = Span::new(doc.token(tokens.start).span().start..doc.token(tokens.end - 1).span().end);
        for i in tokens {
            self.meant[i] = vec![index];
        }
        let mentions = &mut self.actor_mut(index).mentions;
        let at = mentions.partition_point(|m| m.start < span.start);
        if mentions.get(at) != Some(&span) {
            mentions.insert(at, span);
        }
    }

    /// Notes another form of the actor's name.
    fn alias(&mut self, index: ActorIndex, form: &str) {
        let actor = self.actor_mut(index);
        if actor.name != form && !form.is_empty() && !actor.aliases.iter().any(|a| a == form) {
            actor.aliases.push(form.to_owned());
        }
    }

    /// A presidential spokesman is on the side of the one president of the report.
    fn aides_of_presidents(&mut self) {
        let mut sides: Vec<Option<&String>> = self
            .actors
            .iter()
            .filter(|a| a.kind == ActorKind::Person && a.is_president())
            .map(|a| a.party.as_ref())
            .collect();
        sides.sort();
        sides.dedup();
        let [Some(side)] = sides[..] else { return };
        let side = side.clone();
        for actor in &mut self.actors {
            let presidential = actor.role.as_ref().is_some_and(|r| r.to_lowercase().starts_with("presidential "));
            if actor.kind == ActorKind::Person && actor.party.is_none() && presidential {
                actor.party = Some(side.clone());
            }
        }
    }

    /// "A Norwegian adviser" of a headline is the adviser whom the report names soon after.
    fn join_headline(&mut self) {
        const HEADLINE: u32 = 200;
        const SOON: u32 = 600;
        for i in 0..self.actors.len() {
            let unnamed = &self.actors[i];
            let Some(first) = unnamed.mentions.first().map(|m| m.start) else { continue };
            let article =
                |a: &String| a.starts_with("a ") || a.starts_with("A ") || a.starts_with("an ") || a.starts_with("An ");
            if unnamed.named
                || unnamed.kind != ActorKind::Person
                || unnamed.party.is_none()
                || first > HEADLINE
                || !(unnamed.aliases.iter().any(article) || article(&unnamed.name))
            {
                continue;
            }
            let same = |a: &RegisteredActor| {
                a.named
                    && a.kind == ActorKind::Person
                    && a.party == unnamed.party
                    && a.nouns.iter().any(|n| unnamed.nouns.first() == Some(n))
                    && a.mentions.first().is_some_and(|m| m.start > first && m.start - first < SOON)
            };
            let named =
                self.actors.iter().enumerate().filter(|(_, a)| same(a)).min_by_key(|(_, a)| a.mentions[0].start);
            let Some((named, _)) = named else { continue };
            self.merge(ActorIndex(i as u32), ActorIndex(named as u32));
        }
    }

    /// "The Northern leader" is the one person of whom nothing is said but a name, if there is but one of either.
    fn join_leaders(&mut self) {
        let leads = |a: &RegisteredActor| a.nouns.iter().any(|n| ROLES.head.contains(n) || ROLES.chief.contains(n));
        let person = |a: &RegisteredActor| a.kind == ActorKind::Person && !a.mentions.is_empty() && !a.outlet;
        let index = |(index, _): (ActorIndex, &RegisteredActor)| index;
        let open = self.actors().filter(|(_, a)| person(a) && a.named && a.party.is_none() && a.mentions.len() > 1);
        let open: Vec<ActorIndex> = open.map(index).collect();
        let leaders = self.actors().filter(|(_, a)| person(a) && !a.named && a.party.is_some() && leads(a));
        let leaders: Vec<ActorIndex> = leaders.map(index).collect();
        let ([person], [leader]) = (&open[..], &leaders[..]) else { return };
        let (named, unnamed) = (self.actor(*person), self.actor(*leader));
        let led =
            self.actors.iter().any(|a| a.named && a.party == unnamed.party && a.kind == ActorKind::Person && leads(a));
        if led || !named.nouns.is_empty() && !leads(named) {
            return;
        }
        let (side, role, nouns) = (unnamed.party.clone(), unnamed.role.clone(), unnamed.nouns.clone());
        self.merge(*leader, *person);
        let actor = self.actor_mut(*person);
        actor.party = side;
        actor.role = actor.role.take().or(role);
        actor.nouns.extend(nouns);
    }

    /// Takes one actor for another, whose are its mentions and its names from now on; nothing is left of the one.
    fn merge(&mut self, from: ActorIndex, to: ActorIndex) {
        for meant in &mut self.meant {
            for index in meant.iter_mut().filter(|index| **index == from) {
                *index = to;
            }
            meant.dedup();
        }
        let one = self.actor_mut(from);
        let (mentions, name) = (std::mem::take(&mut one.mentions), std::mem::take(&mut one.name));
        let aliases = std::mem::take(&mut one.aliases);
        let party = one.party.take();
        let known = self.actor_mut(to);
        known.mentions.extend(mentions);
        known.mentions.sort_by_key(|m| (m.start, m.end));
        for form in std::iter::once(&name).chain(&aliases) {
            self.alias(to, form);
        }
        // Whoever was on the side of the one is on the side of the other.
        if party.as_ref() == Some(&name) {
            let side = self.actor(to).party.clone();
            for actor in self.actors.iter_mut().filter(|a| a.party.as_ref() == Some(&name)) {
                actor.party.clone_from(&side);
            }
        }
    }

    /// A party that is itself somebody's ("the ministry", party Norway) leads on to the last in the chain.
    fn settle_parties(&mut self) {
        for i in 0..self.actors.len() {
            let Some(party) = self.actors[i].party.clone() else { continue };
            if party == self.actors[i].name {
                continue;
            }
            if let Some(ActorIndex(of)) = self.find(&party) {
                let next = self.actors[of as usize].party.clone();
                if next.is_some() {
                    self.actors[i].party = next;
                }
            }
        }
    }
}

/// The words that say whose or from where, left and right of a noun: "Kyiv's", "Ukrainian", "of the union".
fn modifiers(noun: Token<'_>) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for child in noun.children() {
        match child.dep() {
            Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod => {
                found.push(child);
                // "Ukraine's chief negotiator's aide", "European Union foreign policy chief": one level more.
                if child.pos() != Pos::Adj {
                    let inner = |c: &Token<'_>| matches!(c.dep(), Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod);
                    found.extend(child.children().filter(inner));
                }
            }
            Dep::Prep if matches!(child.lemma(), "of" | "for" | "from" | "with" | "to" | "in") => {
                let Some(object) = child.child(Dep::Pobj) else { continue };
                found.push(object);
                // "an adviser in X's office", "a member of the Danish delegation": the body's owner.
                let lemma = object.lemma().to_lowercase();
                if crate::lexicon::ROLES.body.contains(&lemma) || crate::lexicon::ROLES.group.contains(&lemma) {
                    let owns = |c: &Token<'_>| matches!(c.dep(), Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod);
                    found.extend(object.children().filter(owns));
                }
            }
            _ => {}
        }
    }
    // "his American counterpart": the adjective tells more than the pronoun.
    found.sort_by_key(|m| m.pos() == Pos::Pron);
    found
}

/// Which tokens stand inside quotation marks; a quotation ends with its paragraph.
fn quoted_tokens(doc: &Doc) -> Vec<bool> {
    let mut quoted = vec![false; doc.len()];
    let mut open = false;
    for token in doc.tokens() {
        let text = token.text();
        if text.contains('\n') {
            open = false;
        }
        match text {
            "\"" | "''" | "``" => {
                quoted[token.index()] = true;
                open = !open;
            }
            "“" | "„" | "«" => open = true,
            "”" | "»" => {
                quoted[token.index()] = true;
                open = false;
            }
            _ => {}
        }
        quoted[token.index()] |= open;
        let end = token.span().end;
        if doc.text()[end..].starts_with('\n') {
            open = false;
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotated::{doc, token};

    fn names(register: &Register, head: Token<'_>) -> Vec<String> {
        register.meant(head).iter().map(|&i| register.actor(i).name.clone()).collect()
    }

    #[test]
    fn names_come_with_role_and_side() {
        let doc = doc("names");
        let register = Register::of(&doc);
        let nasser = register.actor(register.find("Farid Nasser").unwrap());
        assert_eq!((nasser.role.as_deref(), nasser.party.as_deref()), (Some("Egyptian President"), Some("Egypt")));
        let dahl = register.actor(register.find("Liv Dahl").unwrap());
        assert_eq!((dahl.role.as_deref(), dahl.party.as_deref()), (Some("chief negotiator"), Some("Norway")));
        assert!(dahl.aliases.iter().any(|a| a == "Dahl"));
        assert_eq!(names(&register, token(&doc, "she", 0)), ["Liv Dahl"]);
        assert_eq!(register.find("Austria"), None, "a capital where they meet does not act");
    }

    #[test]
    fn a_capital_that_acts_is_its_state() {
        let doc = doc("metonym");
        let register = Register::of(&doc);
        assert_eq!(names(&register, token(&doc, "Oslo", 0)), ["Norway"]);
        assert_eq!(names(&register, token(&doc, "It", 0)), ["Norway"]);
    }

    #[test]
    fn both_sides_are_those_named_together() {
        let doc = doc("sides");
        let register = Register::of(&doc);
        assert_eq!(names(&register, token(&doc, "sides", 0)), ["Kenya", "Uganda"]);
        assert_eq!(names(&register, token(&doc, "they", 0)), ["Kenya", "Uganda"]);
    }

    #[test]
    fn officials_of_two_states_are_two_groups() {
        let doc = doc("officials");
        let register = Register::of(&doc);
        let officials = token(&doc, "officials", 0);
        assert_eq!(names(&register, officials), ["Chadian officials", "Sudanese officials"]);
        assert_eq!(register.parties_meant(officials), ["Chad", "Sudan"]);
    }

    #[test]
    fn descriptions_stand_for_the_name_beside_them() {
        let doc = doc("described");
        let register = Register::of(&doc);
        assert_eq!(names(&register, token(&doc, "envoy", 0)), ["Peter Maro"]);
        assert_eq!(names(&register, token(&doc, "envoy", 1)), ["Peter Maro"]);
        assert_eq!(names(&register, token(&doc, "he", 0)), ["Peter Maro"]);
        assert_eq!(names(&register, token(&doc, "spokeswoman", 0)), ["Ruth Abel"]);
    }

    fn read(text: &str) -> Register {
        Register::of(&lang::Pipeline::english().annotate(text))
    }

    #[test]
    fn a_heading_and_a_town_are_no_parties() {
        let register = read(
            "New Harbour Talks Will Focus On Quotas\n\nNorway and Kenya met in Lisbon. Norway's envoy Liv Dahl saw \
             Peter Maro in Mombasa on Monday. \"We agree,\" she said.",
        );
        let parties: Vec<&str> = register.actors().filter_map(|(_, a)| a.party.as_deref()).collect();
        assert!(
            !parties.iter().any(|p| p.contains("Talks") || p.contains("Mombasa") || p.contains("Lisbon")),
            "{parties:?}"
        );
    }

    #[test]
    fn an_outlet_is_known_by_its_form() {
        let register = read("OSLO, May 4 (Lakeside Tribune) - Norway rejected the plan. The Lakeside Tribune said so.");
        assert!(register.find("Lakeside Tribune").is_none_or(|i| register.actor(i).outlet));
    }

    #[test]
    fn a_list_of_those_present_tells_their_sides() {
        let register = read(
            "Who is there\nKenya: President Peter Maro, Foreign Minister Ruth Abel.\nNorway: Prime Minister Liv Dahl.\n",
        );
        let party = |name: &str| register.find(name).and_then(|i| register.party(i));
        assert_eq!((party("Peter Maro"), party("Liv Dahl")), (Some("Kenya"), Some("Norway")));
    }

    #[test]
    fn the_leader_of_a_delegation_is_on_its_side() {
        let register =
            read("The Kenyan delegation, led by Peter Maro, left. The Norwegian delegation, led by Liv Dahl, stayed.");
        let party = |name: &str| register.find(name).and_then(|i| register.party(i));
        assert_eq!((party("Peter Maro"), party("Liv Dahl")), (Some("Kenya"), Some("Norway")));
    }

    #[test]
    fn an_unnamed_official_is_called_without_article() {
        let register = read("An Egyptian official said on Monday that the talks would go on.");
        let official = register.find("Egyptian official").unwrap();
        assert_eq!(
            (register.actor(official).name.as_str(), register.party(official)),
            ("Egyptian official", Some("Egypt"))
        );
    }

    #[test]
    fn partners_of_a_bloc_are_the_bloc() {
        let register = read("European allies said they would pay. European partners want guarantees.");
        assert_eq!(register.actors().filter(|(_, a)| a.party.as_deref() == Some("Europe")).count(), 1);
    }

    #[test]
    fn the_union_is_the_federation() {
        let doc = doc("union");
        let register = Register::of(&doc);
        let federation = register.find("Harbour Workers' Federation").unwrap();
        assert_eq!(register.actor(federation).kind, ActorKind::Organisation);
        assert_eq!(register.meant(token(&doc, "it", 0)).len(), 1);
    }
}
