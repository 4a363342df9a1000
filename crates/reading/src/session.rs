//! Meetings, rounds and calls between sides.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, EntityLabel, Pos, Tag, Token};
use serde::Deserialize;

use crate::clause::{Modality, bare, doer, is_negated, is_passive, modality, noun_phrase, subject};
use crate::entry::{ActorKind, Evidence, Session, SessionStatus};
use crate::judge::{Candidate, Judges};
use crate::reason::Grounds;
use crate::rule::Rule;
use crate::scene::{Scene, low, short};
use crate::text;
use crate::time::{Interval, Sense, TimeExpression};

#[derive(Deserialize)]
pub(crate) struct Words {
    pub words: HashSet<String>,
}

#[derive(Deserialize)]
pub(crate) struct Verbs {
    pub verbs: HashSet<String>,
}

#[derive(Deserialize)]
struct Cancelled {
    verbs: HashSet<String>,
    phrases: HashSet<String>,
}

#[derive(Deserialize)]
struct Places {
    prepositions: HashSet<String>,
    nouns: HashSet<String>,
    here: HashSet<String>,
}

#[derive(Deserialize)]
struct Prepositions {
    prepositions: HashSet<String>,
}

#[derive(Deserialize)]
struct Outcome {
    words: HashSet<String>,
}

/// Words of meetings.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Lexicon {
    /// Nouns, with their kind.
    pub meetings: HashMap<String, String>,
    /// Verbs of meeting.
    pub meet: Verbs,
    meet_with: HashMap<String, HashSet<String>>,
    contact: Verbs,
    held: Verbs,
    begun: Verbs,
    over: Verbs,
    cancelled: Cancelled,
    planned: Verbs,
    unconfirmed: Verbs,
    particular: Words,
    not_meetings: Words,
    bounds: Words,
    /// What looks ahead to a meeting.
    pub ahead: Words,
    settle: Verbs,
    places: Places,
    with: Prepositions,
    of_sides: Prepositions,
    past_after: Prepositions,
    ahead_of: Prepositions,
    outcome: Outcome,
}

/// The words of meetings.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        toml::from_str(include_str!("../data/sessions.toml")).expect("sessions.toml is checked by a test")
    });
    &LEXICON
}

/// Meetings, rounds and calls between sides.
pub fn find(scene: &Scene<'_>) -> Vec<Session> {
    Judges::shipped().session.choose(candidates(scene), |session| &mut session.evidence)
}

/// One mention of a meeting.
struct Mention<'a> {
    /// The noun or verb that names it.
    trigger: Token<'a>,
    /// The verb that tells of it.
    verb: Option<Token<'a>>,
    rule: Rule,
    kind: &'static str,
    /// Points back: "the talks", "they met".
    definite: bool,
    /// "next", "another", "further".
    ahead: bool,
    place: Option<String>,
    /// The place is the dateline's.
    place_of_report: bool,
    time: Option<TimeExpression>,
    interval: Option<Interval>,
    parties: Vec<String>,
    people: Vec<String>,
    /// Somebody who is no side is told to meet ("Arab ministers").
    strangers: bool,
    status: SessionStatus,
    outcome: Option<String>,
}

/// Every mention of a meeting; the mentions of one meeting are rivals.
pub fn candidates(scene: &Scene<'_>) -> Vec<Candidate<Session>> {
    let dateline = Dateline::of(scene);
    let mut mentions: Vec<Mention<'_>> = Vec::new();
    for token in scene.doc.tokens() {
        let found = match token.pos() {
            Pos::Noun | Pos::Propn => noun_mention(token),
            Pos::Verb => verb_mention(scene, token),
            _ => None,
        };
        if let Some((rule, kind, verb)) = found {
            mentions.push(mention(scene, dateline.as_ref(), token, rule, kind, verb));
        }
    }
    if let Some(lead) = dateline.as_ref().and_then(|d| lead(scene, d, &mentions)) {
        let mention = mention(scene, dateline.as_ref(), lead, Rule::LeadSentence, "lead", Some(lead));
        let at = mentions.partition_point(|m| m.trigger.index() < lead.index());
        mentions.insert(at, mention);
    }
    let clusters = clusters(scene, &mentions);
    let main = main_parties(scene, &mentions, &clusters);
    let mut candidates: Vec<Option<Candidate<Session>>> = mentions.iter().map(|_| None).collect();
    for cluster in &clusters {
        let whole = Whole::of(&mentions, cluster, &main);
        for (rank, &i) in cluster.iter().enumerate() {
            let mention = &mentions[i];
            let mut features = features(scene, mention);
            whole.features(scene, &mentions, cluster, rank, &mut features);
            let session = Session {
                place: whole.place.clone(),
                date: mention.interval.and_then(Interval::fixed_day).or(whole.interval.and_then(Interval::fixed_day)),
                when: mention
                    .time
                    .as_ref()
                    .or(whole.time.as_ref())
                    .map(|t| scene.doc.text_of(t.words(scene.doc)).to_owned()),
                status: if mention.status == SessionStatus::Ongoing { whole.status } else { mention.status },
                parties: whole.parties.clone(),
                people: whole.people.clone(),
                outcome: near_outcome(&mentions, cluster, i),
                evidence: Evidence {
                    span: scene.sentence(mention.trigger),
                    probability: 0.5,
                    why: mention.rule,
                    grounds: Grounds::default(),
                },
            };
            let rivals = cluster.iter().copied().filter(|&k| k != i).collect();
            candidates[i] = Some(Candidate { entry: session, features, rivals });
        }
    }
    candidates.into_iter().flatten().collect()
}

/// Place at the head of a dispatch ("GENEVA, May 3 - ...").
struct Dateline {
    place: String,
    /// Its tokens: nobody who meets and no time of a meeting stands there.
    tokens: Range<usize>,
    /// The sentence that it opens.
    sentence: usize,
}

impl Dateline {
    fn of(scene: &Scene<'_>) -> Option<Self> {
        const LINES: usize = 5;
        const LONGEST: usize = 16;
        for sentence in scene.doc.sentences().take(LINES) {
            let range = sentence.range();
            let capital = |i: usize| {
                let text = scene.doc.token(i).text();
                text.chars().any(char::is_alphabetic)
                    && text.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '\'' | '’'))
            };
            let end = range
                .clone()
                .take_while(|&i| {
                    capital(i)
                        || (i > range.start
                            && matches!(scene.doc.token(i).text(), "-" | "/")
                            && i + 1 < range.end
                            && capital(i + 1))
                })
                .count();
            if end == 0 || scene.doc.text_of(range.start..range.start + end).chars().count() < 3 {
                continue;
            }
            let head = range.start + end;
            let dash = (head..range.end.min(range.start + LONGEST)).find(|&i| {
                let text = scene.doc.token(i).text();
                matches!(text, "-" | "–" | "—" | "--") || (text == ":" && i == head && sentence.number() <= 1)
            });
            let date = scene.times_in(range.clone()).next().filter(|t| t.tokens.start < head + 4);
            let Some(last) = dash.map(|d| d + 1).or(date.map(|t| t.tokens.end)) else { continue };
            let place = scene.doc.text_of(range.start..head);
            let place = place.split('/').next().unwrap_or(place).to_owned();
            return Some(Dateline { place, tokens: range.start..last, sentence: sentence.number() });
        }
        None
    }
}

/// The verb of a dispatch's first sentence, where no meeting is told in it: what is announced there was often done at one.
fn lead<'a>(scene: &Scene<'a>, dateline: &Dateline, mentions: &[Mention<'_>]) -> Option<Token<'a>> {
    let sentence = scene.doc.sentences().nth(dateline.sentence)?;
    let told = mentions.iter().any(|m| sentence.range().contains(&m.trigger.index()));
    let root = sentence.root();
    (!told && matches!(root.pos(), Pos::Verb | Pos::Aux)).then_some(root)
}

/// The sides that most of the report's meetings are between.
fn main_parties(scene: &Scene<'_>, mentions: &[Mention<'_>], clusters: &[Vec<usize>]) -> Vec<String> {
    let parties = |cluster: &Vec<usize>| {
        let mut all: Vec<String> = Vec::new();
        for party in
            cluster.iter().filter(|&&i| mentions[i].rule != Rule::ContactVerb).flat_map(|&i| &mentions[i].parties)
        {
            if !all.contains(party) {
                all.push(party.clone());
            }
        }
        all
    };
    clusters
        .iter()
        .map(|c| (c.len(), parties(c)))
        .filter(|(_, p)| (2..=6).contains(&p.len()))
        .max_by_key(|&(n, _)| n)
        .map(|(_, p)| p)
        .unwrap_or_else(|| {
            // Else those that the report speaks of most.
            let mut sides: Vec<(usize, &str)> = scene
                .register
                .actors()
                .filter(|(_, a)| !a.outlet && a.party.as_deref() == Some(&a.name))
                .map(|(_, a)| (a.mentions.len(), a.name.as_str()))
                .filter(|&(n, _)| n >= 2)
                .collect();
            sides.sort_by_key(|&(n, _)| std::cmp::Reverse(n));
            sides.truncate(2);
            if sides.len() == 2 { sides.into_iter().map(|(_, name)| name.to_owned()).collect() } else { Vec::new() }
        })
}

type Found<'a> = Option<(Rule, &'static str, Option<Token<'a>>)>;

fn noun_mention<'a>(noun: Token<'a>) -> Found<'a> {
    let lemma = noun.lemma().to_lowercase();
    let meetings = &lexicon().meetings;
    let kind = meetings.get(&lemma).or_else(|| meetings.get(lemma.strip_suffix('s')?))?;
    // "the meeting room" is no meeting.
    if matches!(noun.dep(), Dep::Compound | Dep::Nmod | Dep::Amod) && noun.head().index() > noun.index() {
        return None;
    }
    // "a press conference" neither, nor is "no further round".
    let other = noun.children().any(|c| {
        lexicon().not_meetings.words.contains(&c.text().to_lowercase()) || (c.dep() == Dep::Det && c.norm() == "no")
    });
    if other {
        return None;
    }
    // "a round of talks" is told by its first noun.
    if noun.dep() == Dep::Pobj && noun.head().norm() == "of" && meetings.contains_key(noun.head().head().lemma()) {
        return None;
    }
    Some((Rule::MeetingNoun, kind, verb_of(noun)))
}

/// The verb that tells of a noun: the nearest above it that is no relative clause's below it.
fn verb_of(noun: Token<'_>) -> Option<Token<'_>> {
    // A clause that describes the noun tells more of it than the clause that it stands in: "a meeting to be held".
    noun.ancestors()
        .take(32)
        .find(|t| matches!(t.pos(), Pos::Verb) || (t.pos() == Pos::Aux && !matches!(t.dep(), Dep::Aux | Dep::Auxpass)))
}

fn verb_mention<'a>(scene: &Scene<'_>, verb: Token<'a>) -> Found<'a> {
    let lexicon = lexicon();
    let lemma = verb.lemma().to_lowercase();
    let found = |rule, kind| Some((rule, kind, Some(verb)));
    if verb.dep() == Dep::Amod {
        return None;
    }
    // "demands to be met" are no meeting.
    if lexicon.meet.verbs.contains(&lemma) && (!is_passive(verb) || lexicon.held.verbs.contains(&lemma)) {
        return found(Rule::MeetingVerb, "meet");
    }
    if let Some(with) = lexicon.meet_with.get(&lemma) {
        let near = verb.index() + 1..(verb.index() + 7).min(verb.sentence().range().end);
        if near.into_iter().any(|i| with.contains(&low(scene.doc, i))) {
            return found(Rule::MeetingVerb, "meet with");
        }
    }
    if lexicon.contact.verbs.contains(&lemma) {
        let object = verb.child(Dep::Dobj).or_else(|| {
            verb.children()
                .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "to" | "with" | "at"))
                .find_map(|p| p.child(Dep::Pobj))
        });
        let someone = |t: Token<'_>| !scene.register.meant(t).is_empty();
        if object.is_some_and(someone) || (is_passive(verb) && subject(verb).is_some_and(someone)) {
            return found(Rule::ContactVerb, "contact");
        }
    }
    if lexicon.settle.verbs.contains(&lemma) {
        let thing = verb.child(Dep::Dobj).or_else(|| verb.child(Dep::Nsubjpass));
        let prepositional = verb
            .children()
            .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "on" | "to"))
            .find_map(|p| p.child(Dep::Pobj));
        let is_text = |t: Token<'_>| text::lexicon().texts.contains_key(&t.lemma().to_lowercase());
        if thing.is_some_and(is_text)
            || prepositional.is_some_and(is_text)
            || verb.child(Dep::Ccomp).is_some()
            || verb.child(Dep::Xcomp).is_some()
        {
            return found(Rule::SettledThere, "settle");
        }
    }
    None
}

fn mention<'a>(
    scene: &Scene<'_>,
    dateline: Option<&Dateline>,
    trigger: Token<'a>,
    rule: Rule,
    kind: &'static str,
    verb: Option<Token<'a>>,
) -> Mention<'a> {
    let doc = scene.doc;
    let noun = rule == Rule::MeetingNoun;
    let determiner = trigger.children().find(|c| c.dep() == Dep::Det || c.dep() == Dep::Poss);
    let ahead = trigger.children().any(|c| lexicon().ahead.words.contains(c.lemma()));
    let particular = trigger.children().any(|c| lexicon().particular.words.contains(c.lemma()));
    let definite = if noun {
        determiner.map_or(trigger.tag() == Tag::NNS && !ahead && !particular, |d| {
            !matches!(d.norm(), "a" | "an" | "another" | "no" | "any") && !ahead
        })
    } else {
        false
    };
    let window = window(scene, trigger, verb, noun);
    let time = scene
        .times_in(window.clone())
        .filter(|t| t.places() && !matches!(t.sense, Sense::Vague(0)))
        .filter(|t| !dateline.is_some_and(|d| d.tokens.contains(&t.tokens.start)))
        .filter(|t| t.tokens.start == 0 || !lexicon().bounds.words.contains(&low(doc, t.tokens.start - 1)))
        .min_by_key(|t| {
            // A time that hangs on the trigger or its verb is nearer than one that stands nearer.
            let above = doc.token(t.tokens.start).ancestors().take(6).position(|a| a.index() == trigger.index());
            (
                above.is_none(),
                matches!(t.sense, Sense::Vague(_) | Sense::Clock),
                t.tokens.start.abs_diff(trigger.index()),
            )
        })
        .cloned();
    let status = status(scene, trigger, verb, noun, ahead, time.as_ref());
    let past = matches!(status, SessionStatus::Held | SessionStatus::Cancelled);
    let interval = time.as_ref().and_then(|t| t.resolve(scene.day, past));
    let (mut parties, mut people, mut strangers) = (Vec::new(), Vec::new(), false);
    participants(trigger, verb, noun, &mut |token| {
        if dateline.is_some_and(|d| d.tokens.contains(&token.index())) {
            return;
        }
        let mut told = |token| {
            scene.sides(token, &mut parties);
            scene.persons(token, &mut people);
        };
        told(token);
        strangers |= scene.register.meant(token).iter().any(|&a| {
            let actor = scene.register.actor(a);
            actor.kind == ActorKind::Group && actor.party.is_none()
        });
        // "negotiators for the company and the union", "the panels of both".
        for head in crate::clause::conjuncts(token).into_iter().filter(|t| t.pos() == Pos::Noun) {
            for preposition in head.children().filter(|c| c.dep() == Dep::Prep) {
                if lexicon().of_sides.prepositions.contains(preposition.norm()) {
                    preposition.children().filter(|c| c.dep() == Dep::Pobj).for_each(&mut told);
                }
            }
        }
    });
    let mut place = place(scene, trigger, verb, noun, window.clone());
    let mut place_of_report = false;
    if let Some(dateline) = dateline {
        // "in the Iraqi capital" under the dateline of that capital.
        let described = place.as_ref().is_some_and(|p| {
            !p.starts_with(char::is_uppercase)
                || p.ends_with(char::is_lowercase) && lexicon().places.nouns.iter().any(|n| p.ends_with(n.as_str()))
        });
        let told = matches!(status, SessionStatus::Held | SessionStatus::Ongoing);
        if described && told && trigger.sentence().number() <= dateline.sentence + 1 {
            place = Some(dateline.place.clone());
        }
    }
    if let (None, Some(dateline)) = (&place, dateline) {
        let here = window.clone().any(|i| lexicon().places.here.contains(&low(doc, i)));
        let led = trigger.sentence().number() == dateline.sentence
            && matches!(status, SessionStatus::Held | SessionStatus::Ongoing)
            && rule != Rule::ContactVerb;
        if here || led {
            place = Some(dateline.place.clone());
            place_of_report = true;
        }
    }
    let outcome = matches!(status, SessionStatus::Held | SessionStatus::Ongoing)
        .then(|| outcome(scene, trigger, verb, rule, time.as_ref().map_or(0..0, |t| t.words(doc))))
        .flatten();
    Mention {
        trigger,
        verb,
        rule,
        kind,
        definite,
        ahead,
        place,
        place_of_report,
        time,
        interval,
        parties,
        people,
        strangers,
        status,
        outcome,
    }
}

/// Where the place and time of a mention are looked for: its clause, for a noun deep in a phrase that phrase first.
fn window(scene: &Scene<'_>, trigger: Token<'_>, verb: Option<Token<'_>>, noun: bool) -> Range<usize> {
    let sentence = trigger.sentence().range();
    let own = trigger.subtree();
    let clause = match verb {
        Some(verb) => {
            let core = noun
                && !matches!(trigger.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Attr | Dep::Root)
                && scene.times_in(own.clone()).next().is_some();
            if core { own.clone() } else { scene.clause(verb) }
        }
        None => own.clone(),
    };
    clause.start.min(own.start).max(sentence.start)..clause.end.max(own.end).min(sentence.end)
}

fn status(
    scene: &Scene<'_>,
    trigger: Token<'_>,
    verb: Option<Token<'_>>,
    noun: bool,
    ahead: bool,
    time: Option<&TimeExpression>,
) -> SessionStatus {
    use SessionStatus::{Cancelled, Held, Ongoing, Planned, Unconfirmed};
    let lexicon = lexicon();
    let direction = time.map_or(0, |t| t.direction(scene.day, scene.doc));
    // What describes the noun itself: "a meeting planned for Monday", "the talks called off in June".
    let own = if noun { trigger.children().find(|c| matches!(c.dep(), Dep::Acl | Dep::Relcl)) } else { None };
    for verb in own.into_iter().chain(verb) {
        let lemma = verb.lemma().to_lowercase();
        let particle = verb.child(Dep::Prt).map(|p| format!("{lemma} {}", p.norm()));
        let called_off = lexicon.cancelled.verbs.contains(&lemma)
            || particle.is_some_and(|p| lexicon.cancelled.phrases.contains(&p));
        if called_off && noun && !is_negated(verb) && matches!(modality(verb), Modality::Past | Modality::Present) {
            return Cancelled;
        }
    }
    let verb = own
        .filter(|v| {
            [&lexicon.begun, &lexicon.over, &lexicon.held, &lexicon.planned].iter().any(|l| l.verbs.contains(v.lemma()))
        })
        .or(verb);
    // "after the talks", "ahead of the summit": the preposition tells more than the verb.
    if noun && trigger.dep() == Dep::Pobj {
        let preposition = trigger.head();
        let joined = format!("{} {}", preposition.head().norm(), preposition.norm());
        if lexicon.past_after.prepositions.contains(preposition.norm()) {
            return Held;
        }
        if lexicon.ahead_of.prepositions.contains(preposition.norm()) || lexicon.ahead_of.prepositions.contains(&joined)
        {
            return Planned;
        }
    }
    let Some(verb) = verb else {
        return match (ahead, direction) {
            (true, _) | (_, 1) => Planned,
            _ => Held,
        };
    };
    let lemma = verb.lemma().to_lowercase();
    let mut modal = modality(verb);
    // "agreed to meet", "is due to see", "wants to talk": the verb above tells.
    let mut at = verb;
    for _ in 0..4 {
        if modal != Modality::NonFinite || at.is_root() {
            break;
        }
        let above = at.head();
        let told = above.lemma().to_lowercase();
        let to = at.children().any(|c| c.dep() == Dep::Aux && c.norm() == "to");
        if at.dep() == Dep::Conj || at.dep() == Dep::Pcomp || above.pos() == Pos::Adp {
            at = above;
            if above.pos() == Pos::Verb {
                modal = modality(above);
            }
            continue;
        }
        if to && lexicon.unconfirmed.verbs.contains(&told) {
            return Unconfirmed;
        }
        if to
            && (lexicon.planned.verbs.contains(&told)
                || told == "be"
                || above.pos() == Pos::Adj
                || above.pos() == Pos::Noun)
        {
            return Planned;
        }
        at = above;
        if matches!(above.pos(), Pos::Verb | Pos::Aux) {
            modal = modality(above);
        }
    }
    if noun
        && lexicon.unconfirmed.verbs.contains(&lemma)
        && matches!(trigger.dep(), Dep::Dobj | Dep::Nsubjpass | Dep::Pobj)
        && direction >= 0
    {
        return Unconfirmed;
    }
    if noun && lexicon.planned.verbs.contains(&lemma) && matches!(trigger.dep(), Dep::Dobj | Dep::Nsubjpass) {
        return Planned;
    }
    let speaker = verb.head();
    if verb.dep() == Dep::Ccomp && lexicon.unconfirmed.verbs.contains(speaker.lemma()) && modal != Modality::Past {
        return Unconfirmed;
    }
    let progressive = verb.tag() == Tag::VBG && verb.children().any(|c| c.dep() == Dep::Aux && c.lemma() == "be");
    if progressive
        && direction <= 0
        && !lexicon.over.verbs.contains(&lemma)
        && matches!(modal, Modality::Past | Modality::Present)
    {
        return Ongoing;
    }
    match modal {
        Modality::Future => Planned,
        Modality::Possible | Modality::Necessary => {
            let would = verb.children().any(|c| c.dep() == Dep::Aux && matches!(c.norm(), "would" | "'d"));
            if would { Planned } else { Unconfirmed }
        }
        Modality::Past | Modality::NonFinite
            if ahead
                && noun
                && direction >= 0
                && !lexicon.begun.verbs.contains(&lemma)
                && !lexicon.held.verbs.contains(&lemma) =>
        {
            Planned
        }
        Modality::Past | Modality::NonFinite if direction > 0 => Planned,
        // "talks that open on Sept. 5" in a report of August: what no verb puts in the past lies on the nearer day.
        Modality::NonFinite if time.is_some_and(|t| t.sooner_ahead(scene.day)) => Planned,
        // "invited them for talks that open on Sept. 5": nobody tells of a day ten months ago without its year.
        Modality::Past if time.and_then(|t| t.days_ahead(scene.day)).is_some_and(|days| days <= 60) => Planned,
        Modality::Past | Modality::NonFinite => {
            // What opened or resumed these days goes on, unless the report says more of it.
            let begun = lexicon.begun.verbs.contains(&lemma) && modal == Modality::Past;
            let recent = time.is_none_or(|t| match t.sense {
                Sense::Weekday { shift, .. } => shift.is_none(),
                Sense::Away { by, .. } => by == Some(0),
                Sense::Clock | Sense::Vague(0) => true,
                _ => false,
            });
            if begun && recent { Ongoing } else { Held }
        }
        Modality::Present => {
            let over = lexicon.over.verbs.contains(&lemma);
            match (direction, time.is_some()) {
                (1, _) => Planned,
                (-1, _) => Held,
                _ if time.is_some_and(|t| t.sooner_ahead(scene.day)) => Planned,
                (_, true) if !progressive && !over => Planned,
                _ if scene.in_title(trigger.index()) => Held,
                _ => Ongoing,
            }
        }
    }
}

/// Tells of every noun phrase of those who meet.
fn participants(trigger: Token<'_>, verb: Option<Token<'_>>, noun: bool, tell: &mut dyn FnMut(Token<'_>)) {
    let lexicon = lexicon();
    let with = |token: Token<'_>, tell: &mut dyn FnMut(Token<'_>)| {
        for preposition in token.children().filter(|c| c.dep() == Dep::Prep || c.dep() == Dep::Agent) {
            if lexicon.with.prepositions.contains(preposition.norm()) {
                preposition.children().filter(|c| c.dep() == Dep::Pobj).for_each(&mut *tell);
            }
        }
    };
    if noun {
        with(trigger, tell);
        // "U.S.-Russian talks", "the leaders' summit".
        for child in trigger.children().filter(|c| c.index() < trigger.index()) {
            let side = matches!(child.dep(), Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Poss);
            let place = child.entity_label() == Some(EntityLabel::Gpe) && child.dep() != Dep::Poss;
            if side && !place {
                tell(child);
            }
        }
        for nested in trigger.children().filter(|c| c.dep() == Dep::Prep && c.norm() == "of") {
            if let Some(talks) = nested.child(Dep::Pobj).filter(|t| lexicon.meetings.contains_key(t.lemma())) {
                with(talks, tell);
            }
        }
        if let Some(verb) = verb {
            let lemma = verb.lemma().to_lowercase();
            let holds = matches!(trigger.dep(), Dep::Dobj | Dep::Pobj | Dep::Nsubjpass)
                && (lexicon.held.verbs.contains(&lemma)
                    || lexicon.begun.verbs.contains(&lemma)
                    || lexicon.over.verbs.contains(&lemma)
                    || lexicon.planned.verbs.contains(&lemma)
                    || lexicon.settle.verbs.contains(&lemma)
                    || lexicon.meet.verbs.contains(&lemma));
            if holds {
                doer(verb).into_iter().for_each(&mut *tell);
                with(verb, tell);
            } else if matches!(trigger.dep(), Dep::Nsubj) {
                verb.children()
                    .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "with" | "between" | "among"))
                    .filter_map(|p| p.child(Dep::Pobj))
                    .for_each(&mut *tell);
            } else if trigger.dep() == Dep::Pobj
                && !verb.children().any(|c| matches!(c.dep(), Dep::Ccomp | Dep::Parataxis))
            {
                doer(verb).into_iter().for_each(&mut *tell);
            }
        }
    } else if let Some(verb) = verb {
        subject(verb).into_iter().for_each(&mut *tell);
        crate::clause::agent(verb).into_iter().for_each(&mut *tell);
        verb.children().filter(|c| c.dep() == Dep::Dobj).for_each(&mut *tell);
        verb.children()
            .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "with" | "between" | "among" | "to"))
            .filter_map(|p| p.child(Dep::Pobj))
            .for_each(&mut *tell);
    }
}

/// The place of a mention in the report's words.
fn place(
    scene: &Scene<'_>,
    trigger: Token<'_>,
    verb: Option<Token<'_>>,
    noun: bool,
    window: Range<usize>,
) -> Option<String> {
    let doc = scene.doc;
    let places = &lexicon().places;
    let mut best: Option<((bool, usize), String)> = None;
    for i in window {
        let preposition = doc.token(i);
        if preposition.pos() != Pos::Adp || !places.prepositions.contains(preposition.norm()) {
            continue;
        }
        let travels = matches!(preposition.norm(), "from" | "to");
        let Some(object) = preposition.child(Dep::Pobj) else { continue };
        let named = matches!(object.entity_label(), Some(EntityLabel::Gpe | EntityLabel::Fac | EntityLabel::Loc));
        let described = places.nouns.contains(object.lemma());
        if !(named || described) || travels && !(named && noun && preposition.norm() == "to") {
            continue;
        }
        if travels {
            continue;
        }
        let host = preposition.head();
        let attached = host.index() == trigger.index() || verb.is_some_and(|v| v.index() == host.index());
        // "the capital Abuja" is Abuja; "the capital" alone is no place that a reader could find.
        let apposed = object.children().find(|c| c.dep() == Dep::Appos && c.entity_label() == Some(EntityLabel::Gpe));
        let qualified = object.children().any(|c| matches!(c.dep(), Dep::Amod | Dep::Compound | Dep::Poss | Dep::Nmod))
            || object.children().any(|c| c.dep() == Dep::Prep);
        if !named && !qualified && apposed.is_none() {
            continue;
        }
        let object = apposed.unwrap_or(object);
        let named = named || apposed.is_some();
        let name = match object.entity().filter(|_| named) {
            Some(entity) => bare(doc, entity.tokens.clone()).to_owned(),
            None => bare(doc, noun_phrase(object)).to_owned(),
        };
        let key = (!attached, i.abs_diff(trigger.index()));
        if best.as_ref().is_none_or(|(known, _)| key < *known) {
            best = Some((key, name));
        }
    }
    if best.is_none() && noun {
        // "the Geneva talks": a place that is no side.
        let city = trigger.children().find(|c| {
            c.index() < trigger.index()
                && c.dep() == Dep::Compound
                && c.entity_label() == Some(EntityLabel::Gpe)
                && scene.register.meant(*c).is_empty()
        });
        return city.map(|c| c.text().to_owned());
    }
    best.map(|(_, name)| name)
}

/// What came of it, in few words of its sentence or the next.
fn outcome(
    scene: &Scene<'_>,
    trigger: Token<'_>,
    verb: Option<Token<'_>>,
    rule: Rule,
    time: Range<usize>,
) -> Option<String> {
    const MOST: usize = 14;
    let doc = scene.doc;
    let lexicon = lexicon();
    let told = |words: String| (words.split_whitespace().count() > 1).then_some(words);
    let past = |v: &Token<'_>| modality(*v) == Modality::Past;
    // "ended without a word", "signed two agreements".
    let noun = rule == Rule::MeetingNoun;
    if let Some(verb) = verb.filter(past) {
        let clause = verb.index()..scene.clause(verb).end;
        if let Some(without) =
            clause.clone().find(|&i| doc.token(i).norm() == "without" && doc.token(i).pos() == Pos::Adp)
        {
            let words = short(doc, without..doc.token(without).subtree().end.max(without + 1), MOST, &time);
            if let Some(words) = told(words) {
                return Some(words);
            }
        }
        let over = noun && lexicon.over.verbs.contains(verb.lemma()) && trigger.dep() == Dep::Nsubj;
        let settled = rule == Rule::SettledThere;
        if over || settled {
            // "ended" alone says nothing that the status does not.
            let words = short(doc, clause, MOST, &time);
            if words.split_whitespace().count() > 1 {
                return Some(words);
            }
        }
    }
    // "no agreement was reached", "the talks were productive and constructive".
    let own = trigger.sentence();
    let next = doc.sentences().nth(own.number() + 1).filter(|s| {
        // Where the next sentence has a place or time of its own, it may be of another meeting.
        let placed = s.tokens().any(|t| {
            t.dep() == Dep::Pobj
                && matches!(t.entity_label(), Some(EntityLabel::Gpe | EntityLabel::Fac | EntityLabel::Loc))
                && lexicon.places.prepositions.contains(t.head().norm())
        });
        !placed
            && scene.times_in(s.range()).next().is_none()
            && !s
                .tokens()
                .any(|t| lexicon.particular.words.contains(t.lemma()) || lexicon.ahead.words.contains(t.lemma()))
    });
    for sentence in [Some(own), next].into_iter().flatten() {
        for token in sentence.tokens().filter(|t| lexicon.outcome.words.contains(&t.lemma().to_lowercase())) {
            if token.pos() == Pos::Adj {
                let all = crate::clause::conjuncts(token);
                let first = all.first().map_or(token.index(), |t| t.index());
                let last = all.last().map_or(token.index(), |t| t.index()).min(sentence.range().end - 1);
                let noun_after =
                    matches!(token.dep(), Dep::Amod) && lexicon.meetings.contains_key(token.head().lemma());
                if (token.head().pos() == Pos::Adp && token.head().norm() == "as")
                    || matches!(token.dep(), Dep::Acomp | Dep::Oprd | Dep::Conj | Dep::Root | Dep::Pobj)
                    || noun_after
                {
                    return Some(short(doc, first.min(token.index())..last + 1, MOST, &time));
                }
                continue;
            }
            let Some(verb) = scene.verb_above(token).filter(|v| past(v) && v.sentence().number() == sentence.number())
            else {
                continue;
            };
            // What a clause says of another noun ("Moscow, where no deal was reached") is of that.
            if verb.dep() == Dep::Relcl && verb.head().index() != trigger.index() {
                continue;
            }
            let none = token.children().any(|c| c.dep() == Dep::Det && c.norm() == "no") || is_negated(verb);
            let subject = matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass);
            if subject && none {
                return told(short(doc, noun_phrase(token).start..scene.clause(verb).end, MOST, &time));
            }
            if none && token.dep() == Dep::Dobj {
                return told(short(doc, verb.index()..scene.clause(verb).end, MOST, &time));
            }
        }
    }
    None
}

/// Mentions that are one meeting: each a list of mentions in order.
fn clusters(scene: &Scene<'_>, mentions: &[Mention<'_>]) -> Vec<Vec<usize>> {
    // How far back a mention is joined with others, and with how many: a long report must not cost more than it is long.
    const NEAR: usize = 64;
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        let fits = |cluster: &Vec<usize>| {
            let together = cluster.iter().any(|&k| same_clause(&mentions[k], mention));
            together
                || (cluster.iter().all(|&k| compatible(&mentions[k], mention))
                    && cluster.iter().any(|&k| linked(scene, &mentions[k], mention)))
        };
        let place = clusters
            .iter()
            .enumerate()
            .rev()
            .take(NEAR)
            .filter(|(_, c)| c.len() < NEAR && fits(c))
            .map(|(n, c)| (c.last().copied(), n))
            .max();
        match place {
            Some((_, n)) => clusters[n].push(i),
            None => clusters.push(vec![i]),
        }
    }
    clusters
}

/// "met for talks", "held a meeting at which they agreed".
fn same_clause(a: &Mention<'_>, b: &Mention<'_>) -> bool {
    let verb = |m: &Mention<'_>| m.verb.map(Token::index);
    let joined =
        a.trigger.index() == verb(b).unwrap_or(usize::MAX) || b.trigger.index() == verb(a).unwrap_or(usize::MAX);
    let places = a.place.is_none() || b.place.is_none() || a.place == b.place;
    joined && places && a.trigger.dep() != Dep::Conj && b.trigger.dep() != Dep::Conj
}

fn group(status: SessionStatus) -> u8 {
    match status {
        SessionStatus::Held | SessionStatus::Ongoing => 0,
        SessionStatus::Planned | SessionStatus::Unconfirmed => 1,
        SessionStatus::Cancelled => 2,
    }
}

fn compatible(a: &Mention<'_>, b: &Mention<'_>) -> bool {
    if group(a.status) != group(b.status) {
        return false;
    }
    if let (Some(x), Some(y)) = (&a.place, &b.place) {
        let (x, y) = (x.to_lowercase(), y.to_lowercase());
        if !x.contains(&y) && !y.contains(&x) {
            return false;
        }
    }
    if let (Some(x), Some(y)) = (&a.interval, &b.interval) {
        if x.end < y.start || y.end < x.start {
            return false;
        }
    } else if let (Some(x), Some(y)) = (&a.time, &b.time) {
        let told = |t: &TimeExpression| !matches!(t.sense, Sense::Vague(_) | Sense::Clock);
        if told(x) && told(y) && x.sense != y.sense {
            return false;
        }
    }
    let contact = |m: &Mention<'_>| m.rule == Rule::ContactVerb;
    if !a.parties.is_empty() && !b.parties.is_empty() {
        let shared = a.parties.iter().filter(|p| b.parties.contains(p)).count();
        if shared == 0 || ((contact(a) || contact(b)) && shared < a.parties.len().min(b.parties.len())) {
            return false;
        }
    }
    true
}

fn linked(scene: &Scene<'_>, earlier: &Mention<'_>, later: &Mention<'_>) -> bool {
    let titled = scene.in_title(earlier.trigger.index());
    let shared = earlier.parties.iter().filter(|p| later.parties.contains(p)).count();
    if later.ahead != earlier.ahead && !titled {
        return false;
    }
    let same_time = match (&earlier.interval, &later.interval) {
        (Some(x), Some(y)) => x == y,
        _ => matches!((&earlier.time, &later.time), (Some(x), Some(y)) if x.sense == y.sense),
    };
    let same_place =
        earlier.place.is_some() && earlier.place == later.place && !(earlier.place_of_report || later.place_of_report);
    let near = later.trigger.sentence().number().saturating_sub(earlier.trigger.sentence().number()) <= 1;
    later.definite && later.time.as_ref().is_none_or(|_| same_time || earlier.time.is_none())
        || titled
        || (same_time && (shared > 0 || same_place || near))
        || same_place && (shared > 0 || later.time.is_none())
        || (shared >= 2 && later.rule == Rule::MeetingVerb && later.time.is_none() && later.place.is_none())
        || (near && later.rule == Rule::SettledThere && later.time.is_none() && later.place.is_none())
}

/// What came of a meeting, told where it is told of or in a sentence beside that; farther off it may be of another.
fn near_outcome(mentions: &[Mention<'_>], cluster: &[usize], of: usize) -> Option<String> {
    let at = mentions[of].trigger.sentence().number();
    let near = cluster.iter().copied().filter(|&k| mentions[k].trigger.sentence().number().abs_diff(at) <= 1);
    std::iter::once(of).chain(near).find_map(|k| mentions[k].outcome.clone())
}

/// What the mentions of one meeting tell together.
struct Whole {
    place: Option<String>,
    time: Option<TimeExpression>,
    interval: Option<Interval>,
    parties: Vec<String>,
    people: Vec<String>,
    status: SessionStatus,
}

impl Whole {
    fn of(mentions: &[Mention<'_>], cluster: &[usize], main: &[String]) -> Self {
        let all = || cluster.iter().map(|&i| &mentions[i]);
        let place = all()
            .filter(|m| !m.place_of_report)
            .find_map(|m| m.place.clone())
            .or_else(|| all().find_map(|m| m.place.clone()));
        let (mut parties, mut people) = (Vec::new(), Vec::new());
        for mention in all() {
            for party in &mention.parties {
                if !parties.contains(party) {
                    parties.push(party.clone());
                }
            }
            for person in &mention.people {
                if !people.contains(person) {
                    people.push(person.clone());
                }
            }
        }
        // "The next round" is between the sides that the talks are between.
        let general =
            all().all(|m| m.rule == Rule::MeetingNoun || m.rule == Rule::MeetingVerb || m.rule == Rule::LeadSentence);
        let strangers = all().any(|m| m.strangers);
        if general && !strangers && parties.iter().all(|p| main.contains(p)) {
            parties.extend(main.iter().filter(|p| !parties.contains(p)).cloned().collect::<Vec<_>>());
        }
        // The fullest mention tells the status best.
        let told = all().max_by_key(|m| {
            (m.time.is_some(), m.rule == Rule::MeetingVerb || m.kind != "talks", std::cmp::Reverse(m.trigger.index()))
        });
        let mut status = told.map_or(SessionStatus::Held, |m| m.status);
        // What has ended goes on no longer.
        let ended = all().any(|m| {
            m.verb.is_some_and(|v| {
                lexicon().over.verbs.contains(v.lemma()) && modality(v) == Modality::Past && !is_negated(v)
            })
        });
        if status == SessionStatus::Ongoing && ended {
            status = SessionStatus::Held;
        }
        Whole {
            place,
            time: all().find_map(|m| m.time.clone()),
            interval: all().find_map(|m| m.interval),
            parties,
            people,
            status,
        }
    }

    fn features(
        &self,
        scene: &Scene<'_>,
        mentions: &[Mention<'_>],
        cluster: &[usize],
        rank: usize,
        into: &mut Vec<String>,
    ) {
        let size = cluster.len().min(4);
        into.push(format!("mentions={size}"));
        into.push(format!("rank={}", rank.min(3)));
        into.push(format!("whole time={} place={}", self.time.is_some(), self.place.is_some()));
        into.push(format!("whole parties={}", self.parties.len().min(3)));
        into.push(format!("whole status={:?}", self.status));
        let first = cluster.first().map_or(0, |&i| mentions[i].trigger.sentence().number());
        into.push(format!("whole begins={}", first.min(6)));
        let titled = cluster.iter().any(|&i| scene.in_title(mentions[i].trigger.index()));
        into.push(format!("whole titled={titled}"));
        let verbs = cluster.iter().any(|&i| mentions[i].rule == Rule::MeetingVerb);
        into.push(format!("whole verb={verbs}"));
    }
}

fn features(scene: &Scene<'_>, mention: &Mention<'_>) -> Vec<String> {
    let Mention { trigger, rule, kind, .. } = *mention;
    let lemma = trigger.lemma().to_lowercase();
    let noun = rule == Rule::MeetingNoun;
    let determiner = trigger.children().find(|c| c.dep() == Dep::Det).map_or("none", |d| match d.norm() {
        "the" => "the",
        "a" | "an" => "a",
        "no" | "any" => "no",
        "this" | "that" | "these" | "those" => "this",
        "another" => "another",
        _ => "other",
    });
    let when = mention.time.as_ref().map_or("none", |t| match t.sense {
        Sense::Vague(_) => "vague",
        Sense::Weekday { .. } => "weekday",
        Sense::Calendar { day: Some(_), .. } => "day",
        Sense::Calendar { .. } => "calendar",
        Sense::Clock => "clock",
        _ => "away",
    });
    let own_time = mention
        .time
        .as_ref()
        .is_some_and(|t| scene.doc.token(t.tokens.start).ancestors().take(6).any(|a| a.index() == trigger.index()));
    let number = trigger.sentence().number();
    let mut features = vec![
        format!("rule={rule}"),
        format!("lemma={lemma}"),
        format!("kind={kind}"),
        format!("status={:?}", mention.status),
        format!("rule={rule} status={:?}", mention.status),
        format!("when={when}"),
        format!("rule={rule} when={when}"),
        format!("kind={kind} when={when}"),
        format!("kind={kind} place={}", mention.place.is_some()),
        format!("kind={kind} when={} place={}", mention.time.is_some(), mention.place.is_some()),
        format!("own time={own_time}"),
        format!(
            "place={}",
            if mention.place_of_report {
                "report"
            } else if mention.place.is_some() {
                "own"
            } else {
                "none"
            }
        ),
        format!("parties={}", mention.parties.len().min(3)),
        format!("rule={rule} parties={}", mention.parties.len().min(3)),
        format!("people={}", mention.people.len().min(2)),
        format!("rule={rule} people={}", mention.people.len().min(2)),
        format!("ahead={}", mention.ahead),
        format!("kind={kind} ahead={}", mention.ahead),
        format!("title={}", scene.in_title(trigger.index())),
        format!("quoted={}", scene.register.is_quoted(trigger)),
        format!("sentence={}", number.min(8)),
        format!("last sentences={}", number + 3 >= scene.doc.sentence_count()),
        format!("dep={:?}", trigger.dep()),
    ];
    if noun {
        features.push(format!("determiner={determiner}"));
        features.push(format!("lemma={lemma} determiner={determiner}"));
        features.push(format!("definite={} time={}", mention.definite, mention.time.is_some()));
        features.push(format!("plural={}", trigger.tag() == Tag::NNS));
        features.push(format!("proper={}", trigger.pos() == Pos::Propn));
        for child in trigger.children() {
            match child.dep() {
                Dep::Amod | Dep::Compound | Dep::Nummod => {
                    features.push(format!("modifier={}", child.text().to_lowercase()))
                }
                Dep::Prep => features.push(format!("preposition={}", child.norm())),
                _ => {}
            }
            if lexicon().particular.words.contains(child.lemma()) {
                features.push("particular".into());
            }
        }
        if trigger.dep() == Dep::Pobj {
            let preposition = trigger.head();
            features.push(format!("after={}", preposition.norm()));
            let above = preposition.head();
            features.push(format!("after={} {}", above.lemma().to_lowercase(), preposition.norm()));
            let long = scene.time_at(above.index()).is_some_and(|t| matches!(t.sense, Sense::Length { .. }));
            features.push(format!("length={long}"));
        }
    } else {
        features.push(format!("tense={:?}", modality(trigger)));
        features.push(format!("passive={}", is_passive(trigger)));
    }
    if let Some(verb) = mention.verb {
        let verb_lemma = verb.lemma().to_lowercase();
        let lexicon = lexicon();
        if noun {
            features.push(format!("verb={verb_lemma}"));
            features.push(format!("verb={verb_lemma} dep={:?}", trigger.dep()));
        }
        features.push(format!("negated={}", is_negated(verb) || is_negated(trigger)));
        features.push(format!("modality={:?}", modality(verb)));
        for (name, verbs) in
            [("held", &lexicon.held), ("begun", &lexicon.begun), ("over", &lexicon.over), ("planned", &lexicon.planned)]
        {
            if noun && verbs.verbs.contains(&verb_lemma) {
                features.push(format!("verb is {name} {:?}", trigger.dep()));
            }
        }
        let if_above = verb.children().any(|c| c.dep() == Dep::Mark && matches!(c.norm(), "if" | "unless" | "whether"));
        features.push(format!("condition={if_above}"));
        features.push(format!("verb dep={:?}", verb.dep()));
    }
    let sentence = trigger.sentence();
    let result = sentence.tokens().any(|t| lexicon().outcome.words.contains(t.lemma()));
    features.push(format!("result={result}"));
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_parses() {
        assert_eq!(lexicon().meetings["summit"], "meeting");
        assert!(lexicon().meet_with["sit"].contains("down"));
    }

    #[test]
    fn a_meeting_told_twice_is_one() {
        let doc = crate::example::doc("talks");
        let register = crate::register::Register::of(&doc);
        let scene = Scene::of(&crate::example::report(&doc), &doc, &register);
        let found = find(&scene);
        // The signing next month may be told as a third.
        let found = &found[..2];
        let told: Vec<(Option<&str>, Option<String>, SessionStatus)> =
            found.iter().map(|s| (s.place.as_deref(), s.date.map(|d| d.to_string()), s.status)).collect();
        assert_eq!(
            told,
            [
                (Some("GENEVA"), Some("2021-03-03".to_owned()), SessionStatus::Held),
                (Some("Stockholm"), Some("2021-04-14".to_owned()), SessionStatus::Planned),
            ]
        );
        for session in found {
            assert_eq!(session.parties, ["Norway", "Sweden"], "{session:?}");
        }
    }
}
