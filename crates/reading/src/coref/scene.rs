//! All mentions of a document and what is known of them.

use std::collections::{HashMap, HashSet};

use lang::{Dep, Doc, EntityLabel, Pipeline, Pos, Token};

use super::facts::{self, Facts, codes};
use super::lexicon::{Gender, WORDS};
use super::mentions::{Kind, Mention};
use crate::lexicon::ROLES;

/// Numbers in the vector of a word.
const STATIC: usize = 300;
/// Mentions back that a pronoun reaches, and the same pronoun, a description, and one that shares a word.
const REACH: [usize; 4] = [50, 150, 60, 1000];

/// The mentions of a document.
pub struct Scene {
    /// One a mention.
    pub facts: Vec<Facts>,
    /// Vectors of words.
    pub vectors: Vectors,
    /// Lines that end in a question mark.
    pub questions: usize,
    /// How often somebody says "I".
    pub confiding: usize,
}

impl Scene {
    /// Gathers what is known.
    pub fn of(doc: &Doc, mentions: Vec<Mention>) -> Self {
        let mut vectors = Vectors::default();
        let he = vectors.mean(&WORDS.he);
        let she = vectors.mean(&WORDS.she);
        let lines = Lines::of(doc);
        let quotes = quotes(doc, &lines);
        let mut ids: HashMap<String, u32> = HashMap::from([(String::new(), 0)]);
        let mut id = |text: &str| {
            let next = ids.len() as u32;
            *ids.entry(text.to_owned()).or_insert(next)
        };
        let mut heads: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut texts: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut confiding = 0;
        let mut all: Vec<Facts> = Vec::new();
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
            let norm_text = id(&facts::normal(doc, &mention));
            let mut words: Vec<u32> = doc
                .slice(tokens.clone())
                .filter(|t| t.index() != head.index() && t.pos() != Pos::Punct)
                .map(|t| if t.pos() == Pos::Noun { t.lemma().to_lowercase() } else { t.text().to_lowercase() })
                .filter(|w| !WORDS.little.contains(w))
                .map(|w| id(&w))
                .collect();
            words.sort_unstable();
            words.dedup();
            let (number, mut gender) = facts::kind_of(doc, &mention, &lemma);
            let mut manly = 0.0;
            if mention.kind == Kind::Name && label == Some(EntityLabel::Person) {
                let given = head.entity().map_or(head.index(), |e| e.tokens.start);
                let of = vectors.of(doc.token(given).text());
                manly = vectors.near(of, he) - vectors.near(of, she);
                for t in doc.slice(tokens.start..head.index()) {
                    let title = t.text().to_lowercase();
                    if ROLES.male.contains(&title) {
                        gender = Gender::He;
                    } else if ROLES.female.contains(&title) {
                        gender = Gender::She;
                    }
                }
            }
            let determiner = facts::determiner(doc, &mention);
            let governor = if head.is_root() { head.index() } else { head.head().index() };
            let role = facts::role(head);
            let subject_of = matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass).then(|| head.head().index());
            let quote = quotes[head.index()];
            let speaker = speaker(head, &quotes);
            let speaker = speaker.or_else(|| speakers.get(&quote).copied());
            if let Some(speaker) = speaker {
                speakers.insert(quote, speaker);
            }
            let inside = tokens.end <= edge;
            edge = edge.max(tokens.end);
            let sentence = head.sentence().number();
            if WORDS.voice(code) == Some(0) {
                confiding += 1;
            }
            let at = all.len();
            let lemma_id = id(&lemma);
            heads.entry(lemma_id).or_default().push(at);
            texts.entry(norm_text).or_default().push(at);
            let governor_vector = vectors.of(doc.token(governor).lemma());
            all.push(Facts {
                vector: vectors.of(head.text()),
                governor_vector,
                code,
                sentence,
                line: lines.of[head.index()],
                number,
                gender,
                manly,
                label: label.map_or(0, |l| l as usize + 1),
                determiner,
                role,
                acronym: id(&facts::acronym(doc, &mention)),
                text: norm_text,
                words,
                quote,
                question: lines.asks[lines.of[head.index()]],
                world: facts::world(doc, &mention),
                governor,
                subject_of,
                speaker,
                impersonal: facts::impersonal(head),
                predicate: facts::predicate(head),
                reflexive: WORDS.reflexive.contains(&lower),
                seen_head: heads[&lemma_id].len() - 1,
                seen_text: 0,
                later_head: 0,
                later_text: 0,
                first: seen_sentences.insert(sentence),
                inside,
                modified: tokens.end > head.index() + 1,
                negated: doc.slice(tokens.clone()).any(|t| t.dep() == Dep::Neg || WORDS.denying.contains(t.norm())),
                lemma: lemma_id,
                mention,
            });
        }
        for list in texts.values() {
            for (n, &i) in list.iter().enumerate() {
                all[i].seen_text = n;
                all[i].later_text = list.len() - n - 1;
            }
        }
        for list in heads.values() {
            for (n, &i) in list.iter().enumerate() {
                all[i].later_head = list.len() - n - 1;
            }
        }
        let questions = lines.asks.iter().filter(|&&q| q).count();
        Scene { facts: all, vectors, questions, confiding }
    }

    /// The earlier mentions that one may mean the same as, nearest first.
    pub fn antecedents(&self, m: usize) -> Vec<usize> {
        let mention = &self.facts[m];
        let [pronoun, same_pronoun, description, alike] = REACH;
        let may = |&a: &usize| {
            let other = &self.facts[a];
            let back = m - a;
            if other.mention.head == mention.mention.head {
                return false;
            }
            if mention.class() == 0 {
                return back <= pronoun || back <= same_pronoun && other.code == mention.code;
            }
            back <= description
                || other.lemma == mention.lemma
                || other.has(mention.lemma)
                || mention.has(other.lemma)
                || mention.world.is_some() && mention.world == other.world
                || mention.acronym != 0 && mention.acronym == other.text
                || other.acronym != 0 && other.acronym == mention.text
        };
        (m.saturating_sub(alike)..m).rev().filter(may).collect()
    }
}

/// Vectors of words, each kept once, of length 1.
#[derive(Default)]
pub struct Vectors {
    known: HashMap<String, usize>,
    all: Vec<Vec<f32>>,
}

impl Vectors {
    /// The number of a word's vector; one of zeros where it has none.
    fn of(&mut self, form: &str) -> usize {
        if let Some(&n) = self.known.get(form) {
            return n;
        }
        let pipeline = Pipeline::english();
        let found = pipeline.vector(form).or_else(|| pipeline.vector(&form.to_lowercase()));
        let mut vector = found.unwrap_or_else(|| vec![0.0; STATIC]);
        let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if norm > 0.0 {
            vector.iter_mut().for_each(|x| *x /= norm);
        }
        self.known.insert(form.to_owned(), self.all.len());
        self.all.push(vector);
        self.all.len() - 1
    }

    /// The number of the mean of several words.
    fn mean(&mut self, forms: &[String]) -> usize {
        let mut sum = vec![0.0; STATIC];
        for form in forms {
            let of = self.of(form);
            sum.iter_mut().zip(&self.all[of]).for_each(|(s, v)| *s += v / forms.len() as f32);
        }
        self.all.push(sum);
        self.all.len() - 1
    }

    /// How near two vectors are: the cosine of their angle, 0 where one is unknown.
    pub fn near(&self, x: usize, y: usize) -> f32 {
        self.all[x].iter().zip(&self.all[y]).map(|(a, b)| a * b).sum()
    }
}

/// The lines of a document.
struct Lines {
    /// The line of each token.
    of: Vec<usize>,
    /// Whether a line ends in a question mark.
    asks: Vec<bool>,
}

impl Lines {
    fn of(doc: &Doc) -> Self {
        let text = doc.text();
        let mut lines = Lines { of: Vec::with_capacity(doc.len()), asks: vec![false] };
        let mut end = 0;
        for token in doc.tokens() {
            let span = token.span();
            if end > 0 && text[end..span.start].contains('\n') {
                lines.asks.push(false);
            }
            end = span.end;
            let line = lines.asks.len() - 1;
            lines.of.push(line);
            if token.text() == "?" {
                lines.asks[line] = true;
            } else if token.pos() != Pos::Punct {
                lines.asks[line] = false;
            }
        }
        lines
    }
}

/// The number of the quotation that each token stands in, 0 for none. A line that ends closes it.
fn quotes(doc: &Doc, lines: &Lines) -> Vec<usize> {
    let (mut open, mut count, mut line) = (false, 0, 0);
    let mut quotes = Vec::with_capacity(doc.len());
    for token in doc.tokens() {
        open &= lines.of[token.index()] == line;
        line = lines.of[token.index()];
        match token.text() {
            "“" | "``" => (open, count) = (true, count + 1),
            "\"" if !open => (open, count) = (true, count + 1),
            "”" | "''" | "\"" => open = false,
            _ => {}
        }
        quotes.push(if open { count } else { 0 });
    }
    quotes
}

/// Who says the quotation that a token stands in: the subject, outside it, of a verb above the token.
fn speaker(head: Token<'_>, quotes: &[usize]) -> Option<usize> {
    let quote = quotes[head.index()];
    if quote == 0 {
        return None;
    }
    head.ancestors().take(12).filter(|verb| quotes[verb.index()] != quote).find_map(|verb| {
        let subject = verb.children().find(|c| c.dep() == Dep::Nsubj)?;
        (quotes[subject.index()] == 0).then(|| subject.index())
    })
}
