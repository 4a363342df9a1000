//! What the bench needs to train the learned parts: the cases of an annotated report.

use source::Span;

use crate::agenda::Agenda;
use crate::attribution;
use crate::entry::{Reading, Stance};
use crate::issue::Classifier;
use crate::linear::{Feature, Linear};
use crate::position::{self, Holders};
use crate::register::Register;
use crate::speech::Annotated;

/// A candidate for a position with what the judge looks at.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The side, or the actor where there is none.
    pub side: String,
    /// The stance.
    pub stance: Stance,
    /// The issue by the agenda, and how sure.
    pub issue: (String, f32),
    /// The words.
    pub span: Span,
    /// What the judge looks at.
    pub features: Vec<Feature>,
    /// Name of the rule, and its cue.
    pub rule: String,
}

/// How likely a report must be about talks to count as one.
pub const ABOUT_TALKS: f32 = crate::about::THRESHOLD;

/// What tells whether a report is about talks.
pub fn about(doc: &lang::Doc) -> Vec<Feature> {
    crate::about::features(doc)
}

/// The candidates of a report.
pub fn candidates(text: &Annotated) -> Vec<Candidate> {
    let doc = &text.doc;
    let register = Register::of(doc);
    let attributions = attribution::find(text, &register);
    let holders = Holders::new(doc, &register, &attributions);
    let classifier = Classifier::new(doc, Agenda::shipped());
    position::cases(doc, &holders, &classifier)
}

/// A sentence that may tell an obstacle, with what the judge looks at.
#[derive(Clone, Debug)]
pub struct ObstacleCase {
    /// The issue by the agenda.
    pub issue: String,
    /// The words.
    pub span: Span,
    /// What the judge looks at.
    pub features: Vec<Feature>,
}

/// The candidates for obstacles of a report, with a judge of positions.
pub fn obstacles(text: &Annotated, judge: &Linear) -> Vec<ObstacleCase> {
    let doc = &text.doc;
    let register = Register::of(doc);
    let attributions = attribution::find(text, &register);
    let classifier = Classifier::new(doc, Agenda::shipped());
    let positions = position::find_with(doc, &register, &attributions, &classifier, judge);
    crate::obstacle::candidates(doc, &positions, &classifier)
        .into_iter()
        .map(|c| ObstacleCase {
            issue: c.issue,
            span: Span::new(doc.token(c.tokens.start).span().start..doc.token(c.tokens.end - 1).span().end),
            features: c.features,
        })
        .collect()
}

/// An actor that a reading may have, with what tells.
#[derive(Clone, Debug)]
pub struct ActorCase {
    /// Every name of the actor.
    pub names: Vec<String>,
    /// What the model looks at.
    pub features: Vec<Feature>,
}

/// Who may be an actor of a reading.
pub fn actors(text: &Annotated, reading: &Reading) -> Vec<ActorCase> {
    let register = Register::of(&text.doc);
    let cases = crate::actor::cases(&register, reading).into_iter();
    cases
        .map(|c| {
            let actor = register.actor(c.index);
            let names = std::iter::once(&actor.name).chain(&actor.aliases).cloned().collect();
            ActorCase { names, features: c.features }
        })
        .collect()
}
