//! What has been found to mean the same so far.

use super::facts::{Facts, PERSON, POSSESSOR, class, codes};
use super::lexicon::{Gender, Number, WORDS};
use super::scene::Scene;

/// What is known of the mentions that were found to mean the same so far.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    /// The thread of each mention.
    of: Vec<usize>,
    threads: Vec<Thread>,
}

/// Mentions taken together.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// How many.
    pub size: usize,
    /// A bit for each gender, number and kind of its mentions.
    genders: u8,
    numbers: u8,
    codes: u32,
    /// Entity label of its first name, 0 for none.
    pub label: usize,
    /// Above zero for the name of a man, below for that of a woman.
    pub manly: f32,
    /// The state or body of the world that it is.
    pub world: Option<usize>,
    /// Heads of its names and descriptions.
    pub lemmas: Vec<u32>,
    /// Their words.
    pub texts: Vec<u32>,
    /// What governs its last mentions as a subject.
    pub governors: Vec<usize>,
    /// Sentences of its last mentions, latest first.
    pub sentences: Vec<usize>,
    /// Words beside the head of its first name of a person.
    pub given: Vec<u32>,
}

impl Threads {
    /// What an earlier mention belongs to.
    pub fn of(&self, mention: usize) -> &Thread {
        &self.threads[self.of[mention]]
    }

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

    /// Whether nothing forbids that a mention means the same: he is not she, who does something to him is not he,
    /// and one state is not another.
    pub fn admits(&self, f: &Facts) -> bool {
        let other = match f.gender {
            Gender::He => self.is(Gender::She),
            Gender::She => self.is(Gender::He),
            _ => false,
        };
        let bound = WORDS.voice(f.code) == Some(3)
            && !f.reflexive
            && f.role != POSSESSOR
            && f.subject_of.is_none()
            && self.governors.contains(&f.governor);
        let elsewhere = f.world.zip(self.world).is_some_and(|(x, y)| x != y);
        !other && !bound && !elsewhere
    }

    /// Whether one of its mentions is of this gender.
    pub fn is(&self, gender: Gender) -> bool {
        self.genders & 1 << gender as u8 != 0
    }

    /// Whether one of its mentions is of this number.
    pub fn counts(&self, number: Number) -> bool {
        self.numbers & 1 << number as u8 != 0
    }

    /// Whether one of its mentions is of this kind.
    pub fn holds(&self, code: usize) -> bool {
        self.codes & 1 << code != 0
    }
}
