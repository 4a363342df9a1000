//! Holders: whose stance it is.

use lang::{Dep, Doc, Pos, Tag, Token};

use super::lexicon::{LEXICON, Part};
use crate::clause;
use crate::entry::{ActorKind, Attribution};
use crate::register::{ActorIndex, Register};

/// Who holds a position.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Name of the actor, or the report's own words for a group without one.
    pub name: String,
    /// Its side.
    pub party: Option<String>,
    /// What it is, where it is registered.
    pub kind: Option<ActorKind>,
    /// How often the report names it.
    pub mentions: usize,
    /// Came along with the first ("backed by").
    pub company: bool,
}

impl Holder {
    /// The side, or the actor where there is none.
    pub fn side(&self) -> &str {
        self.party.as_deref().unwrap_or(&self.name)
    }
}

/// Finds holders in one report.
pub struct Holders<'a> {
    register: &'a Register,
    /// For each token: the index of the attribution whose content it stands in.
    attributed: Vec<Option<u32>>,
    attributions: &'a [Attribution],
}

impl<'a> Holders<'a> {
    /// For the attributions of a report.
    pub fn new(doc: &Doc, register: &'a Register, attributions: &'a [Attribution]) -> Self {
        let mut attributed = vec![None; doc.len()];
        for (n, attribution) in attributions.iter().enumerate().filter(|(_, a)| a.within.is_none()) {
            for span in &attribution.content_spans {
                let range = span.range();
                let mut i = partition(doc, range.start);
                while i < doc.len() && doc.token(i).span().start < range.end {
                    attributed[i] = Some(n as u32);
                    i += 1;
                }
            }
        }
        Holders { register, attributed, attributions }
    }

    /// Who does it: the subject of an active verb, the agent of a passive one; never the place of a dateline.
    pub fn doer<'d>(&self, verb: Token<'d>) -> Option<Token<'d>> {
        let doer = clause::doer(verb)?;
        let Some(end) = clause::dateline(verb.sentence()) else { return Some(doer) };
        if doer.index() >= end {
            return Some(doer);
        }
        let doc = verb.doc();
        (end..verb.index()).map(|i| doc.token(i)).find(|t| {
            matches!(t.pos(), Pos::Noun | Pos::Propn | Pos::Pron)
                && matches!(t.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Appos | Dep::Conj | Dep::Root | Dep::Npadvmod)
        })
    }

    fn of_index(&self, index: ActorIndex, company: bool) -> Holder {
        let actor = self.register.actor(index);
        Holder {
            name: actor.name.clone(),
            party: actor.party.clone(),
            kind: Some(actor.kind),
            mentions: actor.mentions.len(),
            company,
        }
    }

    /// Those that a noun phrase means, with those it speaks for, and those "backed by" brings in.
    pub fn meant(&self, head: Token<'_>) -> Vec<Holder> {
        let mut all: Vec<Holder> = Vec::new();
        let mut push = |h: Holder| {
            if all.iter().all(|k| k.name != h.name) {
                all.push(h);
            }
        };
        for token in clause::conjuncts(head) {
            let own = self.single(token);
            let behalf = token
                .children()
                .filter(|c| c.dep() == Dep::Prep && LEXICON.reporting.on_behalf.contains(c.norm()))
                .find_map(|p| {
                    let pobj = p.child(Dep::Pobj)?;
                    let meant = self.single(pobj);
                    (!meant.is_empty() && !own.is_empty()).then_some(meant)
                });
            behalf.unwrap_or(own).into_iter().for_each(&mut push);
        }
        if all.is_empty() {
            return all;
        }
        for token in clause::conjuncts(head) {
            // "JAPAN, with AUSTRALIA, objected": the phrase may hang on the verb.
            let beside = (token == head && matches!(token.dep(), Dep::Nsubj)).then(|| token.head());
            let beside = beside.into_iter().flat_map(|verb| {
                verb.children()
                    .filter(move |c| token.index() < c.index() && c.index() < verb.index() && c.dep() != Dep::Conj)
            });
            for child in token.children().chain(beside) {
                let company = match child.dep() {
                    Dep::Acl | Dep::Advcl | Dep::Conj | Dep::Amod
                        if LEXICON.reporting.company.contains(child.lemma()) =>
                    {
                        clause::agent(child)
                            .or_else(|| clause::prepositional(child, "by"))
                            .or_else(|| clause::prepositional(child, "with"))
                    }
                    Dep::Prep if LEXICON.reporting.with.contains(child.norm()) => child.child(Dep::Pobj),
                    _ => None,
                };
                if let Some(company) = company {
                    for t in clause::conjuncts(company) {
                        for mut h in self.single(t) {
                            h.company = true;
                            if all.iter().all(|k| k.name != h.name) {
                                all.push(h);
                            }
                        }
                    }
                }
            }
        }
        all
    }

    /// Those that one noun phrase means, without its conjuncts.
    pub fn single(&self, token: Token<'_>) -> Vec<Holder> {
        let known: Vec<Holder> = self.register.meant(token).iter().map(|&i| self.of_index(i, false)).collect();
        if !known.is_empty() {
            return known;
        }
        if token.tag() == Tag::PRP && matches!(token.norm(), "i" | "we" | "us" | "me") {
            return self.said_of(token).into_iter().collect();
        }
        let is_group = token.pos() == Pos::Noun && LEXICON.reporting.groups.contains(token.lemma());
        if is_group && !token.children().any(|c| c.dep() == Dep::Poss) {
            let words = clause::bare(token.doc(), clause::noun_phrase(token));
            if !words.is_empty() && words.len() < 60 {
                return vec![Holder { name: words.to_owned(), party: None, kind: None, mentions: 1, company: false }];
            }
        }
        Vec::new()
    }

    /// The source of the attribution whose content holds the token.
    pub fn said_of(&self, token: Token<'_>) -> Option<Holder> {
        let attribution = &self.attributions[self.attributed[token.index()]? as usize];
        let source = attribution.source.as_ref()?;
        let index = self.register.find(source);
        Some(match index {
            Some(index) => self.of_index(index, false),
            None => Holder { name: source.clone(), party: None, kind: None, mentions: 1, company: false },
        })
    }

    /// Who says the clause that holds the token: the doer of the verb of saying above it, or the attribution's source.
    pub fn speakers(&self, token: Token<'_>) -> Vec<Holder> {
        let mut below = token;
        for above in token.ancestors().take(12) {
            let clausal = matches!(below.dep(), Dep::Ccomp | Dep::Parataxis | Dep::Xcomp | Dep::Acl | Dep::Dep);
            if clausal
                && above.pos() == Pos::Verb
                && LEXICON.reporting.say.contains(above.lemma())
                && let Some(doer) = self.doer(above)
            {
                let meant = self.meant(doer);
                if !meant.is_empty() {
                    return meant;
                }
            }
            below = above;
        }
        self.said_of(token).into_iter().collect()
    }

    /// Whose the noun is: possessor, "of" or "by" phrase, adjective of a state, or the doer of the verb it is object of.
    pub fn owners(&self, noun: Token<'_>, part: Part) -> (Vec<Holder>, &'static str) {
        debug_assert_eq!(part, Part::Noun);
        let possessor = noun
            .children()
            .filter(|c| matches!(c.dep(), Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod))
            .map(|c| (c, self.single(c)))
            .find(|(_, h)| !h.is_empty());
        if let Some((token, _)) = possessor {
            return (self.meant(token), if token.dep() == Dep::Poss { "poss" } else { "mod" });
        }
        for preposition in ["by", "from", "of", "among"] {
            if let Some(pobj) = clause::prepositional(noun, preposition) {
                let meant = self.meant(pobj);
                if !meant.is_empty() {
                    return (meant, "prep");
                }
            }
        }
        let verb = match noun.dep() {
            Dep::Dobj | Dep::Attr | Dep::Nsubjpass => Some(noun.head()),
            Dep::Pobj => Some(noun.head().head()).filter(|v| v.pos() == Pos::Verb),
            _ => None,
        };
        let doer = verb.and_then(|v| if v.lemma() == "be" { None } else { self.doer(v) });
        (doer.map(|d| self.meant(d)).unwrap_or_default(), "doer")
    }
}

fn partition(doc: &Doc, byte: usize) -> usize {
    let (mut low, mut high) = (0, doc.len());
    while low < high {
        let mid = (low + high) / 2;
        if doc.token(mid).span().end <= byte {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    low
}
