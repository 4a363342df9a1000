//! The actors of one report: every mention, by name, acronym, metonym, role noun or pronoun, and who it stands for.

use lang::{Doc, Token};
use source::Span;

use crate::entry::ActorKind;

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
}

/// Who is who in one report.
#[derive(Clone, Debug, Default)]
pub struct Register {
    actors: Vec<RegisteredActor>,
    /// For each token of the document that heads a mention, who is meant (several for "both sides").
    meant: Vec<Vec<ActorIndex>>,
}

impl Register {
    /// Reads the mentions of a document.
    pub fn of(doc: &Doc) -> Self {
        // First version: names only. To be replaced.
        let mut register = Register { actors: Vec::new(), meant: vec![Vec::new(); doc.len()] };
        for entity in doc.entities() {
            use lang::EntityLabel::{Gpe, Norp, Org, Person};
            let kind = match entity.label {
                Person => ActorKind::Person,
                Gpe | Norp => ActorKind::State,
                Org => ActorKind::Organisation,
                _ => continue,
            };
            let name = doc.text_of(entity.tokens.clone()).to_owned();
            let known = register.actors.iter().position(|a| a.name == name);
            let index = known.unwrap_or_else(|| {
                register.actors.push(RegisteredActor {
                    party: (kind != ActorKind::Person).then(|| name.clone()),
                    name,
                    kind,
                    aliases: Vec::new(),
                    role: None,
                    mentions: Vec::new(),
                });
                register.actors.len() - 1
            });
            for i in entity.tokens.clone() {
                register.meant[i].push(ActorIndex(index as u32));
            }
        }
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
    /// Empty where nobody is ("the weather"); several for "both sides" or "U.S. and Ukrainian officials".
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
}
