//! Attributions by rules over the parse: cue verbs, nouns, adjectives and prepositions of the lexicon with what they take.
//!
//! They find what stands inside another's words, which the network reads for the outermost speaker only.

use std::ops::Range;

use lang::{Dep, Doc, Pos, Sentence, Tag, Token};

use super::Finding;
use super::cue::{CUES, Frame};
use crate::clause::{self, Modality};
use crate::entry::ActorKind;
use crate::register::Register;
use crate::rule::Rule;

/// What the rules find, in the order of the cues.
pub fn by_rules<'a>(doc: &'a Doc, register: &Register) -> Vec<Finding<'a>> {
    let mut findings: Vec<Finding<'_>> = Vec::new();
    for sentence in doc.sentences() {
        for token in sentence.tokens() {
            findings.extend(by_verb(register, token));
            findings.extend(by_noun(register, token));
            findings.extend(by_adjective(register, token));
            findings.extend(by_source(register, token));
        }
        findings.extend(by_colon(register, sentence));
    }
    findings.sort_by_key(|f| (f.cue.start, f.cue.end));
    findings.dedup_by_key(|f| f.cue.start);
    for finding in &mut findings {
        cut_at_semicolons(doc, register, finding);
    }
    cut_at_conjuncts(doc, register, &mut findings);
    findings
}

/// A semicolon ends what is said, unless "that" takes it up again or a quotation runs over it.
fn cut_at_semicolons(doc: &Doc, register: &Register, finding: &mut Finding<'_>) {
    let cue = finding.cue.clone();
    let ends = |i: usize| {
        let token = doc.token(i);
        let taken_up = doc.slice(i + 1..(i + 3).min(doc.len())).any(|t| matches!(t.norm(), "that" | "to"));
        token.text() == ";" && !register.is_quoted(token) && !taken_up
    };
    let content = finding.content.clone();
    if let Some(before) = content.clone().rev().find(|&i| i < cue.start && ends(i))
        && content.start < before
    {
        finding.content.start = before + 1;
    }
    let from = content.start.max(cue.end);
    if let Some(after) = (from..content.end).find(|&i| ends(i)) {
        finding.content.end = after;
    }
    if finding.content.is_empty() {
        finding.content = content;
    }
}

/// "Promised that his men would comply but warned that ...": the parser hangs the second cue on the first one's words,
/// tense and subject tell that it is the speaker's own.
fn cut_at_conjuncts<'a>(doc: &'a Doc, register: &Register, findings: &mut [Finding<'a>]) {
    for i in 0..findings.len() {
        let cue = findings[i].cue.clone();
        let Some(verb) = doc.slice(cue.clone()).find(|t| t.pos() == Pos::Verb) else { continue };
        if verb.dep() != Dep::Conj || register.is_quoted(verb) {
            continue;
        }
        let near = i.saturating_sub(6)..(i + 6).min(findings.len());
        let outer = near.filter(|&j| j != i).find(|&j| findings[j].content.contains(&cue.start));
        let Some(j) = outer else { continue };
        let Some(first) = doc.slice(findings[j].cue.clone()).find(|t| t.pos() == Pos::Verb) else { continue };
        let inner = verb.head();
        let own_subject = verb.children().find(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass));
        let ours = match own_subject {
            // "..., he said, and he warned that ...".
            Some(subject) => {
                findings[j].around.as_ref().is_some_and(|a| !a.is_empty() && a.end <= verb.index())
                    && !register.meant(subject).is_empty()
            }
            None => {
                let modal = inner.children().any(|c| c.dep() == Dep::Aux && c.index() < inner.index());
                let speaks = clause::subject(inner).is_some_and(|s| !register.meant(s).is_empty());
                first.index() < inner.index()
                    && verb.tag() == first.tag()
                    && (modal || inner.tag() != verb.tag() || !speaks)
            }
        };
        if !ours {
            continue;
        }
        if own_subject.is_none() {
            findings[i].source = findings[j].source;
        }
        let mut start = own_subject.map_or(cue.start, |s| s.subtree().start.min(cue.start));
        while start > findings[j].content.start + 1 {
            let before = doc.token(start - 1);
            if before.pos() == Pos::Cconj || before.pos() == Pos::Punct {
                start -= 1;
            } else {
                break;
            }
        }
        if start > findings[j].content.start {
            findings[j].content.end = start;
        }
    }
}

/// A verb of the lexicon with what it takes.
fn by_verb<'a>(register: &Register, verb: Token<'a>) -> Option<Finding<'a>> {
    if !matches!(verb.pos(), Pos::Verb | Pos::Aux) {
        return None;
    }
    for entry in CUES.verbs(verb.lemma()) {
        let particle = match &entry.particle {
            Some(particle) => match particle_of(verb, particle) {
                Some(found) => Some(found),
                None => continue,
            },
            None => None,
        };
        let Some((content, around, rule)) = complement(register, verb, particle, &entry.frames) else { continue };
        let source = speaker(register, verb)?;
        if source.index() == verb.index() || source.pos() == Pos::Verb {
            return None;
        }
        let mut cue = verb.index()..verb.index() + 1;
        for aux in verb.children().filter(|c| matches!(c.dep(), Dep::Aux | Dep::Auxpass | Dep::Neg)) {
            if aux.index() < cue.start && cue.start - aux.index() <= 3 {
                cue.start = aux.index();
            }
        }
        if let Some(particle) = particle
            && particle.index() > verb.index()
            && particle.index() - verb.index() <= 3
        {
            cue.end = particle.index() + 1;
        }
        return Some(Finding {
            cue,
            content,
            around,
            source: Some(source),
            relay: None,
            rule,
            within: None,
            heard: None,
        });
    }
    None
}

/// Who does what the verb says; the parser may have taken a dateline or half a title for the subject.
fn speaker<'a>(register: &Register, verb: Token<'a>) -> Option<Token<'a>> {
    let doer = clause::doer(verb)?;
    if !register.meant(doer).is_empty() {
        return Some(doer);
    }
    let beside = |t: Token<'a>| t.children().find(|c| c.dep() == Dep::Appos && !register.meant(*c).is_empty());
    let others = verb.children().filter(|c| c.dep() == Dep::Nsubj);
    let better = std::iter::once(doer)
        .chain(others)
        .find_map(|t| if register.meant(t).is_empty() { beside(t) } else { Some(t) });
    Some(better.unwrap_or(doer))
}

/// The second word of a cue ("rule out", "call for", "make clear").
fn particle_of<'a>(verb: Token<'a>, particle: &str) -> Option<Token<'a>> {
    verb.children().find(|c| {
        c.norm() == particle
            && matches!(
                c.dep(),
                Dep::Prt
                    | Dep::Prep
                    | Dep::Advmod
                    | Dep::Acomp
                    | Dep::Oprd
                    | Dep::Dobj
                    | Dep::Ccomp
                    | Dep::Xcomp
                    | Dep::Dative
            )
    })
}

/// What a cue verb ascribes: token range, the part of it that is not content, and by which rule.
fn complement(
    register: &Register,
    verb: Token<'_>,
    particle: Option<Token<'_>>,
    frames: &[Frame],
) -> Option<(Range<usize>, Option<Range<usize>>, Rule)> {
    let passive = clause::is_passive(verb);
    let object = verb.children().find(|c| matches!(c.dep(), Dep::Dobj | Dep::Dative));
    let clausal = verb.children().find(|c| {
        c.dep() == Dep::Ccomp && Some(c.index()) != particle.map(Token::index)
            || c.dep() == Dep::Oprd && c.pos() == Pos::Verb
    });
    let infinitive = verb.children().find(|c| {
        c.dep() == Dep::Xcomp
            && (c.tag() == Tag::VBG || c.children().any(|a| a.dep() == Dep::Aux && a.tag() == Tag::TO))
            || c.dep() == Dep::Ccomp && c.children().any(|a| a.dep() == Dep::Aux && a.tag() == Tag::TO)
    });
    for frame in frames {
        match frame {
            Frame::Person => {
                if object.is_none() && !passive && particle.and_then(|p| p.child(Dep::Pobj)).is_none() {
                    continue;
                }
                if frames.contains(&Frame::Infinitive)
                    && let Some(c) = infinitive
                {
                    return Some((c.subtree(), None, Rule::VerbInfinitive));
                }
            }
            Frame::Clause => {
                if let Some(c) = clausal {
                    return Some((c.subtree(), None, Rule::VerbClause));
                }
                if let Some((content, around)) = set_around(register, verb) {
                    return Some((content, Some(around), Rule::VerbClause));
                }
            }
            Frame::Infinitive => {
                if let Some(c) = infinitive {
                    return Some((c.subtree(), None, Rule::VerbInfinitive));
                }
            }
            // "to demand guarantees", "could offer more": what might be, not what somebody holds.
            Frame::Object if is_possible(verb) => {}
            Frame::Object => {
                let below = match particle {
                    Some(p) => p.children().find(|c| matches!(c.dep(), Dep::Pobj | Dep::Pcomp)).or(object),
                    None if passive => clause::undergoer(verb),
                    None => verb.children().find(|c| matches!(c.dep(), Dep::Dobj | Dep::Oprd)),
                };
                if let Some(below) = below {
                    return Some((below.subtree(), None, Rule::VerbObject));
                }
            }
        }
    }
    None
}

/// Whether the verb stands in an infinitive or under "can", "could", "may", "should".
fn is_possible(verb: Token<'_>) -> bool {
    let own = verb.children().any(|c| c.dep() == Dep::Aux && c.tag() == Tag::TO);
    own || matches!(clause::modality(verb), Modality::Possible | Modality::Necessary)
        && !verb.children().any(|c| c.dep() == Dep::Aux && matches!(c.norm(), "would" | "'d"))
}

/// Words set around or before a verb of saying without a complementiser: "Two states, he argued, would ...", quotations,
/// "as he put it".
fn set_around(register: &Register, verb: Token<'_>) -> Option<(Range<usize>, Range<usize>)> {
    let sentence = verb.sentence().range();
    let own = verb.subtree();
    if matches!(verb.dep(), Dep::Parataxis) || verb.dep() == Dep::Advcl && has_as(verb) {
        let head = verb.head();
        if head.pos() == Pos::Verb || head.pos() == Pos::Aux || head.is_root() {
            return Some((head.subtree(), own));
        }
    }
    // A quotation in the same sentence, outside the cue's own words.
    if register.is_quoted(verb) {
        return None;
    }
    let doc = verb.doc();
    let first = sentence.clone().find(|&i| register.is_quoted(doc.token(i)))?;
    let last = sentence.clone().rev().find(|&i| register.is_quoted(doc.token(i)))?;
    if last - first < 3 {
        return None;
    }
    let around = if first < verb.index() && verb.index() < last { verb.index()..verb.index() + 1 } else { 0..0 };
    // Another verb of saying nearer to the quotation has the better claim.
    let between = if verb.index() < first { verb.index() + 1..first } else { last.min(verb.index())..verb.index() };
    let nearer = doc.slice(between).any(|t| {
        t.pos() == Pos::Verb
            && !register.is_quoted(t)
            && CUES.verbs(t.lemma()).iter().any(|c| c.frames.contains(&Frame::Clause))
    });
    (!nearer).then_some((first..last + 1, around))
}

fn has_as(verb: Token<'_>) -> bool {
    verb.children().any(|c| c.norm() == "as" && matches!(c.dep(), Dep::Mark | Dep::Advmod | Dep::Prep))
}

/// "Kyiv's insistence that", "a demand by the union for".
fn by_noun<'a>(register: &Register, noun: Token<'a>) -> Option<Finding<'a>> {
    if noun.pos() != Pos::Noun || !CUES.has_noun(&noun.lemma().to_lowercase()) {
        return None;
    }
    let possessor = noun.children().find(|c| c.dep() == Dep::Poss);
    let complement = noun.children().find(|c| {
        c.index() > noun.index()
            && (matches!(c.dep(), Dep::Acl | Dep::Ccomp | Dep::Relcl) && c.tag() != Tag::VBN && c.dep() != Dep::Relcl
                || c.dep() == Dep::Prep && matches!(c.lemma(), "for" | "on" | "to" | "against" | "about" | "that"))
    });
    let content = complement.or(possessor.filter(|_| CUES.stands_alone(&noun.lemma().to_lowercase())).map(|_| noun))?;
    let by = clause::prepositional(noun, "by").or_else(|| clause::prepositional(noun, "from"));
    let adjective = noun
        .children()
        .find(|c| matches!(c.dep(), Dep::Amod | Dep::Compound | Dep::Nmod) && !register.meant(*c).is_empty());
    let source = possessor.or(by).or(adjective)?;
    if register.meant(source).is_empty() {
        return None;
    }
    Some(Finding {
        cue: noun.index()..noun.index() + 1,
        content: content.subtree(),
        around: None,
        source: Some(source),
        relay: None,
        rule: Rule::CueNoun,
        within: None,
        heard: None,
    })
}

/// "is willing to", "are opposed to", "was confident that".
fn by_adjective<'a>(register: &Register, adjective: Token<'a>) -> Option<Finding<'a>> {
    if !CUES.has_adjective(adjective.norm())
        || !matches!(adjective.dep(), Dep::Acomp | Dep::Attr | Dep::Prep | Dep::Root)
    {
        return None;
    }
    let be = adjective.head();
    let source = clause::subject(be).filter(|s| !register.meant(*s).is_empty())?;
    let content = adjective
        .children()
        .find(|c| matches!(c.dep(), Dep::Xcomp | Dep::Ccomp | Dep::Pobj) || c.dep() == Dep::Prep)?;
    Some(Finding {
        cue: adjective.index()..adjective.index() + 1,
        content: content.subtree(),
        around: None,
        source: Some(source),
        relay: None,
        rule: Rule::CueAdjective,
        within: None,
        heard: None,
    })
}

/// "according to X", "in X's view".
fn by_source<'a>(register: &Register, token: Token<'a>) -> Option<Finding<'a>> {
    let doc = token.doc();
    if token.norm() == "according" {
        let to = token.children().find(|c| c.norm() == "to").or_else(|| {
            let next = token.index() + 1;
            (next < doc.len() && doc.token(next).norm() == "to").then(|| doc.token(next))
        })?;
        let source = to.child(Dep::Pobj)?;
        let around = token.index().min(token.subtree().start)..to.subtree().end.max(token.subtree().end);
        let clause = clause_of(token);
        return Some(Finding {
            cue: token.index()..to.index() + 1,
            content: clause,
            around: Some(around),
            source: Some(source),
            relay: None,
            rule: Rule::AccordingTo,
            within: None,
            heard: None,
        });
    }
    if CUES.is_possessed(token.lemma()) && token.dep() == Dep::Pobj && token.head().norm() == "in" {
        let source = token.child(Dep::Poss).or_else(|| clause::prepositional(token, "of"))?;
        if register.meant(source).is_empty() {
            return None;
        }
        let preposition = token.head();
        return Some(Finding {
            cue: preposition.index()..token.index() + 1,
            content: clause_of(preposition),
            around: Some(preposition.subtree()),
            source: Some(source),
            relay: None,
            rule: Rule::AccordingTo,
            within: None,
            heard: None,
        });
    }
    None
}

/// The clause that an adverbial belongs to.
fn clause_of(token: Token<'_>) -> Range<usize> {
    let verb = token.ancestors().find(|a| matches!(a.pos(), Pos::Verb | Pos::Aux) && a.dep() != Dep::Acl);
    verb.unwrap_or_else(|| token.sentence().root()).subtree()
}

/// A headline or line "X: no deal before spring".
fn by_colon<'a>(register: &Register, sentence: Sentence<'a>) -> Option<Finding<'a>> {
    let range = sentence.range();
    let doc = sentence.root().doc();
    let colon = doc.slice(range.clone()).take(8).find(|t| t.text() == ":")?.index();
    if colon == range.start || colon + 3 > range.end {
        return None;
    }
    let source = doc.token(colon - 1);
    let actors = register.meant(source);
    let &actor = actors.first()?;
    // The line begins with the name and nothing else.
    let whole = doc.slice(range.start..colon).all(|t| {
        register.meant(t) == actors || matches!(t.pos(), Pos::Det | Pos::Punct | Pos::Adj | Pos::Noun | Pos::Propn)
    });
    let speaks = register.actor(actor).kind == ActorKind::Person && register.actor(actor).mentions.len() > 1;
    if !whole || !speaks {
        return None;
    }
    Some(Finding {
        cue: colon..colon + 1,
        content: colon + 1..range.end,
        around: None,
        source: Some(source),
        relay: None,
        rule: Rule::Colon,
        within: None,
        heard: None,
    })
}
