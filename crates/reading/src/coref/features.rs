//! What is asked of a mention, and of a mention and an earlier one.

use lang::{Dep, Doc, Pos, Tag};

use super::answers::Answers;
use super::facts::{
    Facts, LABELS, PERSON, POSSESSOR, PREDICATE, ROLES_IN_SENTENCE as PLACES, class, codes, determiners,
};
use super::lexicon::{Gender, Number, WORDS};
use super::mentions::{Kind, Mention};
use super::scene::Scene;
use super::threads::{Thread, Threads};

/// Mentions between two that are looked at.
const BETWEEN: usize = 40;
/// Ways in which two mentions share words, see [`shared`].
const SHARED: usize = 7;
/// Degrees of manliness, see [`degree`].
const DEGREES: usize = 5;
/// Kinds of voices and none, see `Words::voice`.
const VOICES: usize = 5;

/// The kind of a mention: each has weights of its own.
pub fn kind(scene: &Scene, m: usize) -> usize {
    scene.facts[m].code
}

/// How many kinds there are, and how many rows the answers of one mention and of a pair have.
pub fn sizes() -> [usize; 3] {
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
    let mention = Mention { tokens: 0..1, head: 0, kind: Kind::Noun, joint: false };
    let scene = Scene::of(&Doc::from_rows("x", vec![word]), vec![mention.clone(), mention]);
    let (mut alone, mut together) = (Answers::default(), Answers::default());
    own(&scene, 0, &mut alone);
    let mut threads = Threads::default();
    threads.link(&scene, None);
    pair(&scene, 1, 0, &threads, &mut together);
    [codes(), alone.width(), together.width()]
}

/// How many of the bounds a number reaches.
fn bucket(n: usize, bounds: &[usize]) -> usize {
    bounds.iter().take_while(|&&b| n >= b).count()
}

/// How manly a name is; none where nothing is known.
fn degree(manly: f32) -> Option<usize> {
    (manly != 0.0).then(|| bucket(((manly + 1.0) * 100.0) as usize, &[95, 98, 102, 105]))
}

/// What is asked of one mention.
pub fn own(scene: &Scene, m: usize, answers: &mut Answers) {
    let f = &scene.facts[m];
    answers.clear();
    answers.add(codes(), Some(f.code));
    answers.add(determiners(), Some(f.determiner));
    answers.add(PLACES, Some(f.role));
    answers.add(LABELS, Some(f.label));
    answers.add(3, Some(f.number as usize));
    answers.add(5, Some(f.gender as usize));
    answers.yes(f.mention.joint);
    answers.add(7, Some(bucket(f.mention.tokens.len(), &[2, 3, 4, 6, 9, 14])));
    answers.yes(f.modified);
    answers.yes(f.first);
    answers.add(6, Some(bucket(f.sentence, &[1, 2, 4, 8, 16])));
    answers.yes(f.quote > 0);
    answers.yes(f.question);
    for n in [f.seen_head, f.seen_text, f.later_head, f.later_text] {
        let often = bucket(n, &[1, 2, 4, 8]);
        answers.add(10, f.class().checked_sub(1).map(|class| class * 5 + often));
    }
    answers.yes(f.impersonal);
    answers.add(6, f.predicate);
    answers.yes(f.reflexive);
    answers.yes(f.inside);
    answers.yes(f.negated);
    answers.yes(f.world.is_some());
    answers.add(4, Some(bucket(scene.questions, &[1, 4, 10])));
    answers.add(5, Some(bucket(scene.confiding * 1000 / scene.facts.len().max(1), &[1, 20, 50, 100])));
    answers.add(DEGREES, degree(f.manly));
    answers.add(4, Some(bucket(f.words.len(), &[1, 2, 4])));
}

/// What is asked of a mention and an earlier one; `threads` tell what the earlier one was found to mean.
pub fn pair(scene: &Scene, m: usize, a: usize, threads: &Threads, answers: &mut Answers) {
    let (f, g) = (&scene.facts[m], &scene.facts[a]);
    let far = bucket(f.sentence.saturating_sub(g.sentence), &[1, 2, 3, 4, 6, 10, 20]);
    answers.clear();
    answers.add(codes() * codes(), Some(f.code * codes() + g.code));
    answers.add(8, Some(far));
    answers.add(codes() * 8, Some(f.code * 8 + far));
    answers.add(8, Some(bucket(m - a - 1, &[1, 2, 3, 5, 9, 19, 39])));
    words(f, g, far, answers);
    kinds(f, g, answers);
    places(f, g, answers);
    voices(scene, f, g, answers);
    meanings(scene, f, g, answers);
    standing(f, g, answers);
    thread(f, threads.of(a), answers);
    rivals(scene, m, a, answers);
}

/// How two descriptions share words.
fn shared(f: &Facts, g: &Facts) -> Option<usize> {
    let alike = f.lemma == g.lemma;
    match () {
        () if f.class() == 0 || g.class() == 0 => None,
        () if f.text == g.text => Some(0),
        () if alike && f.words.iter().all(|&w| g.has(w)) => Some(1),
        () if alike && g.words.iter().all(|&w| f.has(w)) => Some(2),
        () if alike => Some(3),
        () if g.has(f.lemma) => Some(4),
        () if f.has(g.lemma) => Some(5),
        () if f.words.iter().any(|&w| g.has(w)) => Some(6),
        () => None,
    }
}

/// The words of both.
fn words(f: &Facts, g: &Facts, far: usize, answers: &mut Answers) {
    let described = f.class() > 0 && g.class() > 0;
    let classes = |holds: bool| (described && holds).then(|| f.class() * 3 + g.class());
    let alike = f.lemma == g.lemma;
    answers.add(9, classes(f.text == g.text));
    answers.add(9, classes(alike));
    answers.add(9, classes(g.has(f.lemma)));
    answers.add(9, classes(f.has(g.lemma)));
    let fewer = f.words.iter().all(|&w| g.has(w));
    let more = g.words.iter().all(|&w| f.has(w));
    let apart = !f.words.iter().any(|&w| g.has(w));
    let beside = match (f.words.is_empty(), g.words.is_empty()) {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => 2,
        _ if fewer && more => 3,
        _ if fewer => 4,
        _ if more => 5,
        _ if apart => 6,
        _ => 7,
    };
    answers.add(16, (described && (alike || !apart)).then_some(beside + 8 * usize::from(alike)));
    // How much they share, by how far apart they are and how they are made known.
    let shared = shared(f, g);
    let n = determiners();
    answers.add(SHARED * 4 * n, shared.map(|s| (s * 4 + far / 2) * n + f.determiner));
    answers.add(SHARED * n, shared.map(|s| s * n + g.determiner));
    let short = f.acronym != 0 && f.acronym == g.text || g.acronym != 0 && g.acronym == f.text;
    answers.yes(described && short);
    answers.add(
        3,
        match (f.world, g.world) {
            (Some(x), Some(y)) => Some(usize::from(x != y)),
            (None, None) => None,
            _ => Some(2),
        },
    );
    // Names of persons: part of the longer, another first name.
    let known = !f.words.is_empty() && !g.words.is_empty();
    answers.add(
        3,
        (f.label == PERSON && g.label == PERSON).then_some(match alike {
            true if known && apart => 0,
            true => 1,
            false => 2,
        }),
    );
}

/// What kinds of things both are.
fn kinds(f: &Facts, g: &Facts, answers: &mut Answers) {
    answers.add(9, Some(f.number as usize * 3 + g.number as usize));
    answers.add(25, Some(f.gender as usize * 5 + g.gender as usize));
    answers.add(LABELS * LABELS, Some(f.label * LABELS + g.label));
    answers.add(codes() * LABELS, Some(f.code * LABELS + g.label));
    let manly = match (f.gender, g.gender) {
        (Gender::He, _) => g.manly,
        (Gender::She, _) => -g.manly,
        (_, Gender::He) => f.manly,
        (_, Gender::She) => -f.manly,
        _ => 0.0,
    };
    answers.add(DEGREES, degree(manly));
}

/// Where both stand in their sentences.
fn places(f: &Facts, g: &Facts, answers: &mut Answers) {
    let sentences = f.sentence.saturating_sub(g.sentence);
    answers.add(PLACES * PLACES, Some(f.role * PLACES + g.role));
    let holds = |x: &Mention, y: &Mention| x.tokens.start <= y.tokens.start && y.tokens.end <= x.tokens.end;
    let nested = if holds(&g.mention, &f.mention) { Some(0) } else { holds(&f.mention, &g.mention).then_some(1) };
    answers.add(6, nested.map(|n| n * 3 + f.class()));
    let clause = sentences == 0 && f.governor == g.governor;
    answers.add(
        5,
        match (clause, f.reflexive) {
            (false, false) => None,
            (false, true) => Some(0),
            (true, true) => Some(1),
            (true, false) if f.role == POSSESSOR => Some(2),
            (true, false) if f.class() == 0 => Some(3),
            (true, false) => Some(4),
        },
    );
    answers.yes(sentences == 0 && g.subject_of == Some(f.governor) && f.role == PREDICATE);
    answers.yes(sentences == 0 && g.subject_of.is_some() && f.subject_of.is_some());
    answers.add(codes(), (g.subject_of.is_some() && sentences <= 1).then_some(f.code));
    answers.add(codes(), (g.first && sentences == 1).then_some(f.code));
}

/// Who speaks: "I" and "you" within and across quotations, questions and answers.
fn voices(scene: &Scene, f: &Facts, g: &Facts, answers: &mut Answers) {
    let quotes = match (f.quote, g.quote) {
        (0, 0) => 0,
        (x, y) if x == y => 1,
        (0, _) => 2,
        (_, 0) => 3,
        _ => 4,
    };
    let voice = |code: usize| WORDS.voice(code).unwrap_or(VOICES - 1);
    let both = voice(f.code) * VOICES + voice(g.code);
    answers.add(5 * VOICES * VOICES, Some(quotes * VOICES * VOICES + both));
    answers.add(
        4,
        match (f.speaker, g.speaker) {
            (Some(x), _) if x == g.mention.head => Some(0),
            (_, Some(x)) if x == f.mention.head => Some(0),
            (Some(x), Some(y)) => Some(1 + usize::from(x != y)),
            _ => None,
        },
    );
    let lines = f.line.saturating_sub(g.line).min(2);
    let asks = usize::from(f.question) * 2 + usize::from(g.question);
    // Of "I", "we" and "you" alone: who else speaks does not turn with the lines.
    let turn = (voice(f.code) < 3 || voice(g.code) < 3).then_some((lines * 4 + asks) * VOICES * VOICES + both);
    let turns = 12 * VOICES * VOICES;
    answers.add(turns, turn);
    answers.add(3 * turns, turn.map(|t| bucket(scene.questions, &[1, 4]) * turns + t));
}

/// How near the words are in meaning: the heads, or for a pronoun what is said of both.
fn meanings(scene: &Scene, f: &Facts, g: &Facts, answers: &mut Answers) {
    let near = |x: usize, y: usize| {
        let cosine = scene.vectors.near(x, y);
        let bounds = [105, 115, 125, 135, 145, 155, 170, 195];
        (cosine != 0.0).then(|| bucket(((cosine + 1.0) * 100.0) as usize, &bounds))
    };
    let pronouns = f.class() == 0 || g.class() == 0;
    let heads = if pronouns || f.lemma == g.lemma { None } else { near(f.vector, g.vector) };
    answers.add(27, heads.map(|n| n + 9 * g.class()));
    answers.add(9, if pronouns { near(f.governor_vector, g.governor_vector) } else { None });
}

/// How prominent the earlier one is, and how both are made known.
fn standing(f: &Facts, g: &Facts, answers: &mut Answers) {
    answers.add(5, Some(bucket(g.seen_head + g.later_head, &[1, 2, 4, 8])));
    answers.add(4, Some(bucket(g.sentence, &[1, 2, 4])));
    let described = f.class() > 0 && g.class() > 0;
    answers.add(determiners() * determiners(), described.then(|| f.determiner * determiners() + g.determiner));
    answers.yes(g.mention.joint);
    answers.yes(g.inside);
}

/// Whether all that the earlier one was found to mean fits.
fn thread(f: &Facts, thread: &Thread, answers: &mut Answers) {
    let is = |genders: &[Gender]| genders.iter().any(|&g| thread.is(g));
    answers.add(6, Some(bucket(thread.size, &[2, 3, 5, 9, 17])));
    let (conflict, agreement) = match f.gender {
        Gender::He => (is(&[Gender::She, Gender::It]), is(&[Gender::He])),
        Gender::She => (is(&[Gender::He, Gender::It]), is(&[Gender::She])),
        Gender::It => (is(&[Gender::He, Gender::She, Gender::Who]), is(&[Gender::It])),
        Gender::Who => (is(&[Gender::It]), is(&[Gender::He, Gender::She, Gender::Who])),
        Gender::Any => (false, false),
    };
    answers.add(4, Some(usize::from(conflict) * 2 + usize::from(agreement)));
    answers.yes(match f.number {
        Number::One => thread.counts(Number::Many),
        Number::Many => thread.counts(Number::One),
        Number::Either => false,
    });
    answers.add(LABELS, Some(thread.label));
    for code in 0..codes() {
        answers.yes(thread.holds(code));
    }
    let described = f.class() > 0;
    let names = (0..codes()).any(|code| class(code) > 0 && thread.holds(code));
    answers.yes(described && thread.lemmas.contains(&f.lemma));
    answers.yes(described && thread.texts.contains(&f.text));
    answers.yes(described && names && !thread.lemmas.contains(&f.lemma));
    let given = !f.words.is_empty() && !thread.given.is_empty();
    answers.yes(f.label == PERSON && given && !f.words.iter().any(|w| thread.given.contains(w)));
    answers.add(2, f.world.zip(thread.world).map(|(x, y)| usize::from(x != y)));
    let free = f.role == POSSESSOR || f.reflexive || f.subject_of.is_some();
    answers.yes(!free && thread.governors.contains(&f.governor));
    answers.add(5, Some(thread.sentences.iter().filter(|&&s| f.sentence.saturating_sub(s) <= 2).count()));
    answers.add(
        DEGREES,
        match f.gender {
            Gender::He => degree(thread.manly),
            Gender::She => degree(-thread.manly),
            _ => None,
        },
    );
}

/// For a pronoun: how many between the two fit it as well.
fn rivals(scene: &Scene, m: usize, a: usize, answers: &mut Answers) {
    let (f, g) = (&scene.facts[m], &scene.facts[a]);
    let pronoun = f.class() == 0;
    let between = |fits: &dyn Fn(&Facts) -> bool| match pronoun {
        true => (a + 1..m).rev().take(BETWEEN).filter(|&k| fits(&scene.facts[k])).count(),
        false => 0,
    };
    let fitting = between(&|other| f.agrees(other));
    answers.add(6, pronoun.then(|| bucket(fitting, &[1, 2, 3, 5, 9])));
    answers.add(2, pronoun.then(|| usize::from(f.agrees(g))));
    let sentences = bucket(f.sentence.saturating_sub(g.sentence), &[1, 2, 4]);
    let place = || (sentences * 5 + bucket(fitting, &[1, 2, 4, 8])) * PLACES + g.role;
    answers.add(4 * 5 * PLACES, pronoun.then(place));
    let same = between(&|other| other.code == f.code);
    answers.add(4, pronoun.then(|| bucket(same, &[1, 2, 4])));
}
