//! What speaks for and against two mentions meaning the same.

use std::collections::{HashMap, HashSet};

use lang::{Dep, Doc, EntityLabel, Pipeline, Pos, Tag, Token};

use super::answers::Answers;
use super::lexicon::{Gender, Number, WORDS};
use super::mentions::{Kind, Mention};
use crate::lexicon::{ROLES, WORLD};

/// Numbers in the vector of a word.
pub const STATIC: usize = 300;

/// What is known of one mention.
pub struct Facts {
    /// The mention.
    pub mention: Mention,
    /// Vector of the head.
    pub vector: Vec<f32>,
    /// Vector of the word that governs it.
    governor_vector: Vec<f32>,
    /// Its kind as a number: pronouns by entry, then names, then nouns.
    code: usize,
    sentence: usize,
    line: usize,
    number: Number,
    gender: Gender,
    /// Above zero for the name of a man, below for that of a woman.
    manly: f32,
    label: usize,
    determiner: usize,
    role: usize,
    lemma: u32,
    text: u32,
    /// In order.
    words: Vec<u32>,
    /// 0 where there is none.
    acronym: u32,
    quote: usize,
    question: bool,
    world: Option<usize>,
    governor: usize,
    subject_of: Option<usize>,
    speaker: Option<usize>,
    impersonal: bool,
    /// What is said of it: with a noun, with an adjective, otherwise; with a clause behind it.
    predicate: usize,
    reflexive: bool,
    seen_head: usize,
    seen_text: usize,
    later_head: usize,
    later_text: usize,
    first: bool,
    inside: bool,
    modified: bool,
    negated: bool,
}

/// Kinds of mentions.
fn codes() -> usize {
    WORDS.pronouns.len() + 2
}

/// The facts of a document's mentions.
pub struct Scene {
    /// One a mention.
    pub facts: Vec<Facts>,
    lines: usize,
    questions: usize,
    i_share: usize,
}

fn bucket(n: usize, bounds: &[usize]) -> usize {
    bounds.iter().take_while(|&&b| n >= b).count()
}

impl Facts {
    /// Whether a word stands beside the head.
    fn has(&self, word: u32) -> bool {
        self.words.binary_search(&word).is_ok()
    }
}

/// What is known of the mentions that were found to mean the same so far.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    /// The thread of each mention.
    of: Vec<usize>,
    threads: Vec<Thread>,
}

/// Mentions taken together.
#[derive(Clone, Debug, Default)]
struct Thread {
    size: usize,
    /// A bit for each gender, number and kind of its mentions.
    genders: u8,
    numbers: u8,
    codes: u32,
    /// Entity label of its first name, 0 for none.
    label: usize,
    manly: f32,
    world: Option<usize>,
    lemmas: Vec<u32>,
    texts: Vec<u32>,
    /// What governs its last mentions as a subject.
    governors: Vec<usize>,
    /// Sentences of its last mentions, latest first.
    sentences: Vec<usize>,
    /// Words beside the head of its names of persons.
    given: Vec<u32>,
}

impl Threads {
    /// The next mention, and the earlier one that it means the same as.
    pub fn link(&mut self, scene: &Scene, antecedent: Option<usize>) {
        let m = self.of.len();
        let at = antecedent.map_or(self.threads.len(), |a| self.of[a]);
        self.of.push(at);
        if at == self.threads.len() {
            self.threads.push(Thread::default());
        }
        self.threads[at].add(&scene.facts[m]);
    }
}

impl Thread {
    fn add(&mut self, f: &Facts) {
        self.size += 1;
        self.genders |= 1 << f.gender as u8;
        self.numbers |= 1 << f.number as u8;
        self.codes |= 1 << f.code;
        let named = f.code == codes() - 2;
        if self.label == 0 && named {
            self.label = f.label;
        }
        if self.manly == 0.0 {
            self.manly = f.manly;
        }
        self.world = self.world.or(f.world);
        if class(f.code) > 0 {
            for (list, x) in [(&mut self.lemmas, f.lemma), (&mut self.texts, f.text)] {
                if !list.contains(&x) && list.len() < 16 {
                    list.push(x);
                }
            }
        }
        if named && f.label == PERSON && self.given.is_empty() {
            self.given = f.words.clone();
        }
        if let Some(verb) = f.subject_of {
            self.governors.insert(0, verb);
            self.governors.truncate(4);
        }
        self.sentences.insert(0, f.sentence);
        self.sentences.truncate(6);
    }

    fn is(&self, gender: Gender) -> bool {
        self.genders & 1 << gender as u8 != 0
    }
}

const PERSON: usize = EntityLabel::Person as usize + 1;

/// Kinds of mentions: each pronoun, names, descriptions.
pub fn kinds() -> usize {
    codes()
}

/// A pronoun, a name or a description.
fn class(code: usize) -> usize {
    code.saturating_sub(codes() - 3).min(2)
}

/// How many rows the answers of one mention and of a pair have.
pub fn widths() -> (usize, usize) {
    let alone = |tokens| Mention { tokens, head: 0, kind: Kind::Noun, joint: false };
    let word = lang::Row {
        span: 0..1,
        space_after: false,
        norm: "x".to_owned(),
        shape: "x".to_owned(),
        tag: Tag::NN,
        pos: Pos::Noun,
        morph: String::new(),
        lemma: "x".to_owned(),
        dep: Dep::Root,
        head: 0,
        sent_start: true,
        entity: None,
    };
    let scene = Scene::of(&Doc::from_rows("x", vec![word]), vec![alone(0..1), alone(0..1)]);
    let (mut own, mut pair) = (Answers::default(), Answers::default());
    scene.own(0, &mut own);
    let mut threads = Threads::default();
    threads.link(&scene, None);
    scene.pair(1, 0, &threads, &mut pair);
    (own.width(), pair.width())
}

impl Scene {
    /// Gathers what is known.
    pub fn of(doc: &Doc, mentions: Vec<Mention>) -> Self {
        let pipeline = Pipeline::english();
        let mut vectors: HashMap<String, Vec<f32>> = HashMap::new();
        let mut vector = |form: &str| -> Vec<f32> {
            vectors
                .entry(form.to_owned())
                .or_insert_with(|| {
                    let mut v = pipeline
                        .vector(form)
                        .or_else(|| pipeline.vector(&form.to_lowercase()))
                        .unwrap_or_else(|| vec![0.0; STATIC]);
                    let norm = v.iter().map(|x| x * x).sum::<f32>().sqrt();
                    if norm > 0.0 {
                        v.iter_mut().for_each(|x| *x /= norm);
                    }
                    v
                })
                .clone()
        };
        let mean = |forms: &[String], vector: &mut dyn FnMut(&str) -> Vec<f32>| {
            let mut sum = vec![0.0; STATIC];
            for form in forms {
                sum.iter_mut().zip(vector(form)).for_each(|(s, v)| *s += v / forms.len() as f32);
            }
            sum
        };
        let he = mean(&WORDS.he, &mut vector);
        let she = mean(&WORDS.she, &mut vector);
        // Lines, and which of them ask.
        let text = doc.text();
        let mut line_of = vec![0; doc.len()];
        let mut asks = vec![false];
        let mut line = 0;
        for i in 0..doc.len() {
            let t = doc.token(i);
            if i > 0 && text[doc.token(i - 1).span().end..t.span().start].contains('\n') {
                line += 1;
                asks.push(false);
            }
            line_of[i] = line;
            if t.text() == "?" {
                asks[line] = true;
            } else if t.pos() != Pos::Punct {
                asks[line] = false;
            }
        }
        // Quotations.
        let mut quote_of = vec![0; doc.len()];
        let (mut open, mut quotes) = (false, 0);
        for i in 0..doc.len() {
            let t = doc.token(i);
            if i > 0 && line_of[i] != line_of[i - 1] {
                open = false;
            }
            let opens = matches!(t.text(), "“" | "``") || t.text() == "\"" && !open;
            let closes = matches!(t.text(), "”" | "''") || t.text() == "\"" && open;
            if opens {
                open = true;
                quotes += 1;
            } else if closes {
                open = false;
            }
            quote_of[i] = if open { quotes } else { 0 };
        }
        let mut ids: HashMap<String, u32> = HashMap::from([(String::new(), 0)]);
        let mut id = |text: &str| {
            let next = ids.len() as u32;
            *ids.entry(text.to_owned()).or_insert(next)
        };
        let mut heads: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut texts: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut i_share = 0;
        let mut facts: Vec<Facts> = Vec::new();
        let mut seen_sentences = HashSet::new();
        let mut edge = 0;
        let mut speakers: HashMap<usize, usize> = HashMap::new();
        for mention in mentions {
            let head = doc.token(mention.head);
            let tokens = mention.tokens.clone();
            let code = match mention.kind {
                Kind::Pronoun(n) => n as usize,
                Kind::Name => codes() - 2,
                Kind::Noun => codes() - 1,
            };
            let lower = head.text().to_lowercase();
            let lemma = if head.pos() == Pos::Noun { head.lemma().to_lowercase() } else { lower.clone() };
            let label = match mention.joint {
                true => None,
                false => head.entity_label(),
            };
            let norm_text = id(&normal(doc, &mention));
            let mut words: Vec<u32> = doc
                .slice(tokens.clone())
                .filter(|t| t.index() != head.index() && t.pos() != Pos::Punct)
                .map(|t| if t.pos() == Pos::Noun { t.lemma().to_lowercase() } else { t.text().to_lowercase() })
                .filter(|w| !WORDS.little.contains(w))
                .map(|w| id(&w))
                .collect();
            words.sort_unstable();
            words.dedup();
            let (number, mut gender) = kind_of(doc, &mention, &lemma);
            let mut manly = 0.0;
            if mention.kind == Kind::Name && label == Some(EntityLabel::Person) {
                let given = head.entity().map_or(head.index(), |e| e.tokens.start);
                let v = vector(doc.token(given).text());
                manly = dot(&v, &he) - dot(&v, &she);
                for t in doc.slice(tokens.start..head.index()) {
                    let title = t.text().to_lowercase();
                    if ROLES.male.contains(&title) {
                        gender = Gender::He;
                    } else if ROLES.female.contains(&title) {
                        gender = Gender::She;
                    }
                }
            }
            let determiner = determiner(doc, &mention);
            let governor = if head.is_root() { head.index() } else { head.head().index() };
            let role = role(head);
            let subject_of = matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass).then(|| head.head().index());
            let quote = quote_of[head.index()];
            let speaker = (quote > 0)
                .then(|| {
                    head.ancestors().take(12).find_map(|verb| {
                        if quote_of[verb.index()] == quote {
                            return None;
                        }
                        let subject = verb.children().find(|c| c.dep() == Dep::Nsubj)?;
                        (quote_of[subject.index()] == 0).then(|| subject.index())
                    })
                })
                .flatten();
            let speaker = speaker.or_else(|| speakers.get(&quote).copied());
            if let Some(speaker) = speaker {
                speakers.insert(quote, speaker);
            }
            let inside = tokens.end <= edge;
            edge = edge.max(tokens.end);
            let sentence = head.sentence().number();
            if code == 0 {
                i_share += 1;
            }
            let at = facts.len();
            let lemma_id = id(&lemma);
            heads.entry(lemma_id).or_default().push(at);
            texts.entry(norm_text).or_default().push(at);
            let governor_vector = vector(doc.token(governor).lemma());
            facts.push(Facts {
                vector: vector(head.text()),
                governor_vector,
                code,
                sentence,
                line: line_of[head.index()],
                number,
                gender,
                manly,
                label: label.map_or(0, |l| l as usize + 1),
                determiner,
                role,
                acronym: id(&acronym(doc, &mention)),
                text: norm_text,
                words,
                quote,
                question: asks[line_of[head.index()]],
                world: world(doc, &mention),
                governor,
                subject_of,
                speaker,
                impersonal: impersonal(head),
                predicate: predicate(head),
                reflexive: WORDS.reflexive.contains(&lower),
                seen_head: heads[&lemma_id].len() - 1,
                seen_text: 0,
                later_head: 0,
                later_text: 0,
                first: seen_sentences.insert(sentence),
                inside,
                modified: tokens.end > head.index() + 1,
                negated: doc.slice(tokens.clone()).any(|t| t.dep() == Dep::Neg || t.norm() == "no"),
                lemma: lemma_id,
                mention,
            });
        }
        for list in texts.values() {
            for (n, &i) in list.iter().enumerate() {
                facts[i].seen_text = n;
                facts[i].later_text = list.len() - n - 1;
            }
        }
        for list in heads.values() {
            for (n, &i) in list.iter().enumerate() {
                facts[i].later_head = list.len() - n - 1;
            }
        }
        let questions = asks.iter().filter(|&&q| q).count();
        Scene { facts, lines: line + 1, questions, i_share }
    }

    /// The earlier mentions that one may mean the same as, nearest first.
    pub fn antecedents(&self, m: usize) -> Vec<usize> {
        let mention = &self.facts[m];
        let pronoun = mention.code < codes() - 2;
        let mut near = 0;
        (0..m)
            .rev()
            .filter(|&a| {
                let other = &self.facts[a];
                near += 1;
                let overlap = other.mention.head == mention.mention.head;
                let close = if pronoun { near <= 50 } else { near <= 60 };
                let alike = !pronoun
                    && (other.lemma == mention.lemma
                        || other.has(mention.lemma)
                        || mention.has(other.lemma)
                        || mention.world.is_some() && mention.world == other.world
                        || mention.acronym != 0 && mention.acronym == other.text
                        || other.acronym != 0 && other.acronym == mention.text);
                let same_pronoun = pronoun && other.code == mention.code && near <= 150;
                !overlap && (close || alike || same_pronoun)
            })
            .collect()
    }

    /// The kind of a mention.
    pub fn kind(&self, m: usize) -> usize {
        self.facts[m].code
    }

    /// What is asked of one mention.
    pub fn own(&self, m: usize, answers: &mut Answers) {
        let f = &self.facts[m];
        answers.clear();
        answers.add(codes() + 1, f.code + 1);
        answers.add(WORDS.determiners + 3, f.determiner);
        answers.add(11, f.role);
        answers.add(EntityLabel::ALL.len() + 1, f.label);
        answers.add(3, f.number as usize);
        answers.add(5, f.gender as usize);
        answers.yes(f.mention.joint);
        answers.add(7, bucket(f.mention.tokens.len(), &[2, 3, 4, 6, 9, 14]));
        answers.yes(f.modified);
        answers.yes(f.first);
        answers.add(6, bucket(f.sentence, &[1, 2, 4, 8, 16]));
        answers.yes(f.quote > 0);
        answers.yes(f.question);
        let named = usize::from(f.code == codes() - 2);
        let noun = usize::from(f.code == codes() - 1);
        for n in [f.seen_head, f.seen_text, f.later_head, f.later_text] {
            let b = bucket(n, &[1, 2, 4, 8]);
            answers.add(9, if named + noun == 0 { 0 } else { b + 4 * noun * usize::from(b > 0) });
        }
        answers.yes(f.impersonal);
        answers.add(7, f.predicate);
        answers.yes(f.reflexive);
        answers.yes(f.inside);
        answers.yes(f.negated);
        answers.yes(f.world.is_some());
        answers.add(4, bucket(self.questions, &[1, 4, 10]));
        answers.add(5, bucket(self.i_share * 1000 / self.facts.len().max(1), &[1, 20, 50, 100]));
        answers
            .add(5, if f.manly == 0.0 { 0 } else { 1 + bucket(((f.manly + 1.0) * 100.0) as usize, &[95, 100, 105]) });
        answers.add(4, bucket(f.words.len(), &[1, 2, 4]));
        let _ = self.lines;
    }

    /// What is asked of a mention and an earlier one.
    pub fn pair(&self, m: usize, a: usize, threads: &Threads, answers: &mut Answers) {
        let (f, g) = (&self.facts[m], &self.facts[a]);
        answers.clear();
        let n = codes();
        let classes = class(f.code) * 3 + class(g.code);
        answers.add(n * n + 1, f.code * n + g.code + 1);
        let sentences = f.sentence.saturating_sub(g.sentence);
        let far = bucket(sentences, &[1, 2, 3, 4, 6, 10, 20]);
        answers.add(9, far + 1);
        answers.add(n * 8 + 1, f.code * 8 + far + 1);
        let between = m - a - 1;
        answers.add(9, 1 + bucket(between, &[1, 2, 3, 5, 9, 19, 39]));
        // Words.
        let pronouns = class(f.code) == 0 || class(g.code) == 0;
        let same_text = f.text == g.text && !pronouns;
        let same_head = f.lemma == g.lemma && !pronouns;
        answers.add(10, if same_text { classes + 1 } else { 0 });
        answers.add(10, if same_head { classes + 1 } else { 0 });
        answers.add(10, if !pronouns && g.has(f.lemma) { classes + 1 } else { 0 });
        answers.add(10, if !pronouns && f.has(g.lemma) { classes + 1 } else { 0 });
        let subset = f.words.iter().all(|&w| g.has(w));
        let superset = g.words.iter().all(|&w| f.has(w));
        let disjoint = !f.words.iter().any(|&w| g.has(w));
        let fit = match (f.words.is_empty(), g.words.is_empty()) {
            (true, true) => 1,
            (true, false) => 2,
            (false, true) => 3,
            _ if subset && superset => 4,
            _ if subset => 5,
            _ if superset => 6,
            _ if disjoint => 7,
            _ => 8,
        };
        answers.add(
            28,
            if pronouns {
                0
            } else if same_head {
                fit + 18
            } else if disjoint {
                0
            } else {
                fit
            },
        );
        // How much they share, by how far apart they are and how the later one is made known.
        let shared = match () {
            () if pronouns => 0,
            () if same_text => 1,
            () if same_head && subset => 2,
            () if same_head && superset => 3,
            () if same_head => 4,
            () if g.has(f.lemma) => 5,
            () if f.has(g.lemma) => 6,
            () if !disjoint => 7,
            () => 0,
        };
        let determiners = WORDS.determiners + 3;
        let standing = match shared {
            0 => 0,
            _ => 1 + ((shared - 1) * 4 + far / 2) * determiners + f.determiner,
        };
        answers.add(1 + 7 * 4 * determiners, standing);
        answers.add(1 + 7 * determiners, if shared == 0 { 0 } else { 1 + (shared - 1) * determiners + g.determiner });
        answers.yes(!pronouns && (f.acronym != 0 && f.acronym == g.text || g.acronym != 0 && g.acronym == f.text));
        answers.add(
            4,
            match (f.world, g.world) {
                (Some(x), Some(y)) if x == y => 1,
                (Some(_), Some(_)) => 2,
                (None, None) => 0,
                _ => 3,
            },
        );
        // Names of persons: part of the longer, another first name.
        let names = f.label == PERSON && g.label == PERSON;
        answers.add(
            4,
            match names {
                false => 0,
                true if same_head && !f.words.is_empty() && !g.words.is_empty() && disjoint => 1,
                true if same_head => 2,
                true => 3,
            },
        );
        // Kinds.
        answers.add(10, f.number as usize * 3 + g.number as usize + 1);
        answers.add(26, f.gender as usize * 5 + g.gender as usize + 1);
        let labels = EntityLabel::ALL.len() + 1;
        answers.add(labels * labels + 1, if f.label + g.label == 0 { 0 } else { f.label * labels + g.label + 1 });
        answers.add(n * labels + 1, f.code * labels + g.label + 1);
        let manly = match f.gender {
            Gender::He => Some(g.manly),
            Gender::She => Some(-g.manly),
            _ => match g.gender {
                Gender::He => Some(f.manly),
                Gender::She => Some(-f.manly),
                _ => None,
            },
        };
        answers.add(
            6,
            match manly {
                Some(x) if x != 0.0 => 1 + bucket(((x + 1.0) * 100.0) as usize, &[95, 98, 102, 105]),
                _ => 0,
            },
        );
        // Places in the sentence.
        answers.add(122, f.role * 11 + g.role + 1);
        let contains = |x: &Mention, y: &Mention| x.tokens.start <= y.tokens.start && y.tokens.end <= x.tokens.end;
        let nested = if contains(&g.mention, &f.mention) {
            1
        } else if contains(&f.mention, &g.mention) {
            2
        } else {
            0
        };
        answers.add(3 * 3 + 1, if nested == 0 { 0 } else { 1 + nested * 3 + class(f.code) - 3 });
        let clause = sentences == 0 && f.governor == g.governor;
        answers.add(
            7,
            match (clause, f.reflexive) {
                (false, false) => 0,
                (false, true) => 1,
                (true, true) => 2,
                (true, false) if f.role == 5 => 3,
                (true, false) if class(f.code) == 0 => 4,
                (true, false) => 5,
            },
        );
        answers.yes(sentences == 0 && g.subject_of.is_some_and(|v| v == f.governor) && f.role == 4);
        answers.yes(sentences == 0 && g.subject_of.is_some() && f.subject_of.is_some());
        answers.add(n + 1, if g.subject_of.is_some() && sentences <= 1 { f.code + 1 } else { 0 });
        answers.add(n + 1, if g.first && sentences == 1 { f.code + 1 } else { 0 });
        // Who speaks.
        let quotes = match (f.quote, g.quote) {
            (0, 0) => 0,
            (x, y) if x == y => 1,
            (0, _) => 2,
            (_, 0) => 3,
            _ => 4,
        };
        let person = |code: usize| match code {
            0 => 1,
            1 => 2,
            2 => 3,
            c if c < n - 2 => 4,
            _ => 0,
        };
        let persons = person(f.code) * 5 + person(g.code);
        answers.add(5 * 25 + 1, quotes * 25 + persons + 1);
        answers.add(
            4,
            match (f.speaker, g.speaker) {
                (Some(x), _) if x == g.mention.head => 1,
                (_, Some(x)) if x == f.mention.head => 1,
                (Some(x), Some(y)) if x == y => 2,
                (Some(_), Some(_)) => 3,
                _ => 0,
            },
        );
        let lines = match f.line - g.line.min(f.line) {
            0 => 0,
            1 => 1,
            _ => 2,
        };
        let asks = usize::from(f.question) * 2 + usize::from(g.question);
        let interview = bucket(self.questions, &[1, 4]);
        let turn = (lines * 4 + asks) * 25 + persons;
        answers.add(301, if persons == 0 || person(f.code) > 3 || person(g.code) > 3 { 0 } else { turn + 1 });
        answers.add(
            901,
            if persons == 0 || person(f.code) > 3 || person(g.code) > 3 { 0 } else { interview * 300 + turn + 1 },
        );
        // Meaning.
        let near = |x: &[f32], y: &[f32]| {
            let c = dot(x, y);
            if c == 0.0 {
                0
            } else {
                1 + bucket(((c + 1.0) * 100.0) as usize, &[105, 115, 125, 135, 145, 155, 170, 195])
            }
        };
        answers.add(
            3 * 9 + 1,
            if pronouns || same_head {
                0
            } else {
                let k = near(&f.vector, &g.vector);
                if k == 0 { 0 } else { k + 9 * (classes % 3).min(2) }
            },
        );
        answers.add(10, if pronouns { near(&f.governor_vector, &g.governor_vector) } else { 0 });
        // Standing.
        answers.add(6, 1 + bucket(g.seen_head + g.later_head, &[1, 2, 4, 8]));
        answers.add(5, 1 + bucket(g.sentence, &[1, 2, 4]));
        answers.add(
            determiners * determiners + 1,
            if pronouns { 0 } else { f.determiner * determiners + g.determiner + 1 },
        );
        answers.yes(g.mention.joint);
        answers.yes(g.inside);
        // All that the earlier one was found to mean.
        let t = &threads.threads[threads.of[a]];
        answers.add(7, bucket(t.size, &[2, 3, 5, 9, 17]));
        let conflict = match f.gender {
            Gender::He => t.is(Gender::She) || t.is(Gender::It),
            Gender::She => t.is(Gender::He) || t.is(Gender::It),
            Gender::It => t.is(Gender::He) || t.is(Gender::She) || t.is(Gender::Who),
            Gender::Who => t.is(Gender::It),
            Gender::Any => false,
        };
        let agree = match f.gender {
            Gender::Any => false,
            Gender::Who => t.is(Gender::He) || t.is(Gender::She) || t.is(Gender::Who),
            gender => t.is(gender),
        };
        answers.add(4, usize::from(conflict) * 2 + usize::from(agree));
        let other = match f.number {
            Number::One => Number::Many,
            Number::Many => Number::One,
            Number::Either => Number::Either,
        };
        answers.yes(f.number != Number::Either && t.numbers & 1 << other as u8 != 0);
        answers.add(labels, t.label);
        answers.yes(t.codes & 1 << (n - 2) != 0);
        for code in 0..6 {
            answers.yes(t.codes & 1 << code != 0);
        }
        let described = class(f.code) > 0;
        answers.yes(described && t.lemmas.contains(&f.lemma));
        answers.yes(described && t.texts.contains(&f.text));
        answers.yes(described && t.codes >> (n - 2) != 0 && !t.lemmas.contains(&f.lemma));
        answers.yes(
            f.label == PERSON
                && !f.words.is_empty()
                && !t.given.is_empty()
                && !f.words.iter().any(|w| t.given.contains(w)),
        );
        answers.add(
            3,
            match (f.world, t.world) {
                (Some(x), Some(y)) => 1 + usize::from(x != y),
                _ => 0,
            },
        );
        let bound = f.role != 5 && !f.reflexive && f.subject_of.is_none() && t.governors.contains(&f.governor);
        answers.yes(bound);
        answers.add(5, t.sentences.iter().filter(|&&s| f.sentence - s.min(f.sentence) <= 2).count());
        answers.add(
            6,
            match f.gender {
                Gender::He if t.manly != 0.0 => 1 + bucket(((t.manly + 1.0) * 100.0) as usize, &[95, 98, 102, 105]),
                Gender::She if t.manly != 0.0 => 1 + bucket(((1.0 - t.manly) * 100.0) as usize, &[95, 98, 102, 105]),
                _ => 0,
            },
        );
        // Between them: as many that fit as well.
        let agrees = |h: &Facts| {
            (h.number == f.number || h.number == Number::Either || f.number == Number::Either)
                && fits(f.gender, h.gender)
        };
        let fitting =
            if class(f.code) == 0 { (a + 1..m).rev().take(40).filter(|&k| agrees(&self.facts[k])).count() } else { 0 };
        answers.add(7, if class(f.code) == 0 { 1 + bucket(fitting, &[1, 2, 3, 5, 9]) } else { 0 });
        answers.add(3, if class(f.code) == 0 { 1 + usize::from(agrees(g)) } else { 0 });
        let place = match () {
            () if class(f.code) > 0 => 0,
            () => 1 + (bucket(sentences, &[1, 2, 4]) * 5 + bucket(fitting, &[1, 2, 4, 8])) * 11 + g.role,
        };
        answers.add(1 + 4 * 5 * 11, place);
        let same_between =
            (a + 1..m).rev().take(40).filter(|&k| self.facts[k].code == f.code && class(f.code) == 0).count();
        answers.add(4, if class(f.code) == 0 { bucket(same_between, &[1, 2, 4]) } else { 0 });
    }
}

fn fits(x: Gender, y: Gender) -> bool {
    use Gender::{Any, He, It, She, Who};
    match (x, y) {
        (Any, _) | (_, Any) => true,
        (It, other) | (other, It) => other == It,
        (He, She) | (She, He) => false,
        (Who | He | She, Who | He | She) => true,
    }
}

fn dot(x: &[f32], y: &[f32]) -> f32 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

/// The words in lower case, without articles and possessive ending.
fn normal(doc: &Doc, mention: &Mention) -> String {
    let mut tokens = mention.tokens.clone();
    if tokens.len() > 1 && doc.token(tokens.end - 1).tag() == Tag::POS {
        tokens.end -= 1;
    }
    while tokens.len() > 1
        && matches!(doc.token(tokens.start).norm(), "the" | "a" | "an" | "this" | "that" | "these" | "those")
    {
        tokens.start += 1;
    }
    doc.text_of(tokens).to_lowercase().replace('.', "")
}

/// The capitals of a name of several words.
fn acronym(doc: &Doc, mention: &Mention) -> String {
    let capitals: String = doc
        .slice(mention.tokens.clone())
        .skip_while(|t| t.pos() == Pos::Det)
        .take_while(|t| t.pos() != Pos::Punct)
        .filter_map(|t| t.text().chars().next().filter(|c| c.is_uppercase()))
        .collect();
    if capitals.chars().count() > 1 { capitals.to_lowercase() } else { String::new() }
}

/// The state or body of the world that it names.
fn world(doc: &Doc, mention: &Mention) -> Option<usize> {
    if mention.kind != Kind::Name {
        return None;
    }
    let mut tokens = mention.tokens.clone();
    if doc.token(tokens.start).norm() == "the" {
        tokens.start += 1;
    }
    if tokens.len() > 1 && doc.token(tokens.end - 1).tag() == Tag::POS {
        tokens.end -= 1;
    }
    if tokens.is_empty() {
        return None;
    }
    let text = doc.text_of(tokens.clone());
    WORLD.forms(doc.token(tokens.start).text()).iter().find(|(form, ..)| form == text).map(|f| f.1)
}

fn determiner(doc: &Doc, mention: &Mention) -> usize {
    let first = doc.token(mention.tokens.start);
    if matches!(mention.kind, Kind::Pronoun(_)) {
        return 0;
    }
    if let Some(&n) = WORDS.determiner.get(first.norm()) {
        return n;
    }
    if first.tag() == Tag::PRPS || doc.token(mention.head).children().any(|c| c.dep() == Dep::Poss) {
        return WORDS.determiners;
    }
    if first.pos() == Pos::Num { WORDS.determiners + 1 } else { WORDS.determiners + 2 }
}

fn role(head: Token<'_>) -> usize {
    let mut top = head;
    for _ in 0..4 {
        if top.dep() != Dep::Conj {
            break;
        }
        top = top.head();
    }
    match top.dep() {
        Dep::Nsubj => 1,
        Dep::Nsubjpass => 2,
        Dep::Dobj | Dep::Dative => 3,
        Dep::Attr | Dep::Oprd => 4,
        Dep::Poss => 5,
        Dep::Pobj => 6,
        Dep::Compound | Dep::Nmod | Dep::Amod => 7,
        Dep::Root => 8,
        Dep::Npadvmod | Dep::Appos | Dep::Intj => 9,
        _ => 10,
    }
}

fn impersonal(head: Token<'_>) -> bool {
    let verb = head.head();
    head.norm() == "it"
        && matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Expl)
        && (verb.lemma() == "be" || crate::clause::is_passive(verb) || WORDS.impersonal.contains(verb.lemma()))
        && verb
            .children()
            .any(|c| matches!(c.dep(), Dep::Ccomp | Dep::Xcomp | Dep::Advcl | Dep::Csubj | Dep::Acl | Dep::Relcl))
}

/// How a subject is spoken of: 0 where it is none.
fn predicate(head: Token<'_>) -> usize {
    let verb = head.head();
    if !matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass) {
        return 0;
    }
    let clause = verb.children().any(|c| {
        c.index() > verb.index() && matches!(c.dep(), Dep::Ccomp | Dep::Xcomp | Dep::Advcl | Dep::Csubj | Dep::Relcl)
    });
    let kind = if verb.child(Dep::Attr).is_some() {
        1
    } else if verb.child(Dep::Acomp).is_some() {
        2
    } else {
        3
    };
    kind + 3 * usize::from(clause)
}

/// Number, and what kind of thing it is.
fn kind_of(doc: &Doc, mention: &Mention, lemma: &str) -> (Number, Gender) {
    if let Kind::Pronoun(n) = mention.kind {
        let pronoun = &WORDS.pronouns[n as usize];
        return (pronoun.number, pronoun.gender);
    }
    let head = doc.token(mention.head);
    let group = ROLES.body.contains(lemma) || WORDS.bodies.contains(lemma);
    let number = if mention.joint || matches!(head.tag(), Tag::NNS | Tag::NNPS) {
        Number::Many
    } else if group || matches!(head.entity_label(), Some(EntityLabel::Org | EntityLabel::Gpe)) {
        Number::Either
    } else if matches!(head.tag(), Tag::NN | Tag::NNP) {
        Number::One
    } else {
        Number::Either
    };
    let gender = match head.entity_label().filter(|_| mention.kind == Kind::Name) {
        Some(EntityLabel::Person) => Gender::Who,
        Some(EntityLabel::Norp) | None => {
            if ROLES.male.contains(lemma) {
                Gender::He
            } else if ROLES.female.contains(lemma) {
                Gender::She
            } else if ROLES.person.contains(lemma) || WORDS.people.contains(lemma) {
                Gender::Who
            } else if mention.kind == Kind::Noun && !ROLES.group.contains(lemma) && !group {
                Gender::It
            } else {
                Gender::Any
            }
        }
        Some(EntityLabel::Org | EntityLabel::Gpe) if mention.joint => Gender::Any,
        Some(_) => Gender::It,
    };
    (number, gender)
}
