//! The entries of a reading: plain data, in the shape of the record a careful reader would keep.
//!
//! Names of actors in all sections but `actors` are the `name` of an actor in [`Reading::actors`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use source::{ReportId, Span};

use crate::reason::Grounds;
use crate::rule::Rule;
use crate::topic::Topics;

mod saying;

pub use saying::{Attitude, Certainty, Mode, Speaker};

/// What one report says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The report that was read.
    pub report: ReportId,
    /// Its sentences in order; sentence 1 of a reference is the first of these. A line break ends a sentence.
    pub sentences: Vec<Span>,
    /// Who acts, speaks or is spoken for.
    pub actors: Vec<Actor>,
    /// Stances on things the talks could settle.
    pub positions: Vec<Position>,
    /// Meetings, rounds and calls.
    pub sessions: Vec<Session>,
    /// Plans, drafts, agreements on the table.
    pub texts: Vec<Text>,
    /// What blocks or divides.
    pub obstacles: Vec<Obstacle>,
    /// What happens next in the talks.
    pub next: Vec<NextStep>,
    /// Numbers that describe the conflict, the deal or the talks.
    pub figures: Vec<Figure>,
    /// Who says, thinks or wants what.
    pub attributions: Vec<Attribution>,
    /// What the passages about the talks speak of.
    #[serde(default)]
    pub topics: Topics,
}

impl Reading {
    /// The attributions that stand in nobody else's words.
    pub fn said(&self) -> impl Iterator<Item = &Attribution> {
        self.attributions.iter().filter(|a| a.within.is_none())
    }
}

/// The words an entry rests on, how sure the entry is, and which rule or model found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Verbatim, contiguous words of the report; never more than 600 characters.
    pub span: Span,
    /// How often entries found this way are right.
    pub probability: f32,
    /// Which rule or model found it.
    pub why: Rule,
    /// What speaks most for and against it.
    #[serde(default)]
    pub grounds: Grounds,
}

/// A person, state, organisation or group in the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// Ordinary name, the fullest of this report.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Other forms used in this report.
    pub aliases: Vec<String>,
    /// Role as the report words it.
    pub role: Option<String>,
    /// The side it belongs to or acts for; a party's own name for a party.
    pub party: Option<String>,
    /// Every mention, pronouns and descriptions included, in order.
    pub mentions: Vec<Span>,
    /// The first telling mention.
    pub evidence: Evidence,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// One human being.
    Person,
    /// A state, under any of its names.
    State,
    /// A body with a name.
    Organisation,
    /// People without a name of their own ("analysts", "U.S. officials").
    Group,
}

impl ActorKind {
    /// Its name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            ActorKind::Person => "person",
            ActorKind::State => "state",
            ActorKind::Organisation => "organisation",
            ActorKind::Group => "group",
        }
    }
}

/// Id of an issue of the agenda, such as `territory`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IssueId(pub String);

/// A stance of an actor on a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Whose stance.
    pub actor: String,
    /// Its side.
    pub party: Option<String>,
    /// Issue of the agenda.
    pub issue: IssueId,
    /// The thing itself, never its refusal.
    pub point: String,
    /// For, against, on terms, open.
    pub stance: Stance,
    /// How hard, where the words tell.
    pub force: Option<Force>,
    /// The terms, for a conditional stance that names them.
    pub condition: Option<String>,
    /// Who reports it, where that is neither the holder nor the narrator.
    pub per: Option<String>,
    /// The words.
    pub evidence: Evidence,
}

/// A stance on a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Demands, wants, offers, accepts, insists on, seeks.
    Supports,
    /// Rejects, rules out, refuses.
    Opposes,
    /// Only if, in exchange for.
    Conditional,
    /// Open, still considering.
    Undecided,
}

/// How hard a position is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// Will not move.
    RedLine,
    /// Asks for it.
    Demand,
    /// Would rather.
    Preference,
    /// Puts it on the table.
    Offer,
    /// Lets it be heard.
    Floated,
}

/// A meeting, round or call between sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Place as the report has it.
    pub place: Option<String>,
    /// Day, where the report fixes it.
    pub date: Option<Date>,
    /// The report's own words for when.
    pub when: Option<String>,
    /// Held or not.
    pub status: SessionStatus,
    /// Sides that meet.
    pub parties: Vec<String>,
    /// Persons who take part.
    pub people: Vec<String>,
    /// What came of it, in the report's words.
    pub outcome: Option<String>,
    /// The words.
    pub evidence: Evidence,
}

/// Whether a session took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// It took place.
    Held,
    /// Begun and not over.
    Ongoing,
    /// Agreed and to come.
    Planned,
    /// Called off.
    Cancelled,
    /// Asked for, suggested or doubted.
    Unconfirmed,
}

/// A plan, draft, framework, agreement or statement on the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Name or description.
    pub name: String,
    /// Number of its points, where told.
    pub points: Option<u32>,
    /// Who drafted it.
    pub drafter: Option<String>,
    /// What became of it.
    pub state: TextState,
    /// The words.
    pub evidence: Evidence,
}

/// State of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextState {
    /// Being written or written, not shown.
    #[serde(rename = "drafted")]
    Drafted,
    /// Put forward.
    #[serde(rename = "proposed")]
    Proposed,
    /// Made public without its author's leave.
    #[serde(rename = "leaked")]
    Leaked,
    /// Changed since an earlier version.
    #[serde(rename = "revised")]
    Revised,
    /// Talked about by the sides.
    #[serde(rename = "under discussion")]
    UnderDiscussion,
    /// Turned down.
    #[serde(rename = "rejected")]
    Rejected,
    /// Accepted by the sides.
    #[serde(rename = "agreed")]
    Agreed,
    /// Signed.
    #[serde(rename = "signed")]
    Signed,
}

/// What blocks or divides, on an issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Obstacle {
    /// Issue of the agenda.
    pub issue: IssueId,
    /// The words.
    pub evidence: Evidence,
}

/// What the report says will happen next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextStep {
    /// Who does it.
    pub who: Vec<String>,
    /// What, in few words of the report.
    pub what: String,
    /// The report's own words for when.
    pub when: Option<String>,
    /// The words.
    pub evidence: Evidence,
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Value, written out: 100 billion is 100000000000.
    pub value: f64,
    /// Unit: `dollars`, `percent`, `points`, `soldiers`.
    pub unit: Option<String>,
    /// What it measures, with words of vagueness ("more than").
    pub of: String,
    /// Who says so.
    pub source: Option<String>,
    /// The words.
    pub evidence: Evidence,
}

/// What somebody is quoted or paraphrased as saying, thinking or wanting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Whose words: name of an actor, or the report's own words for an unnamed source; none where the report does not
    /// say ("it was announced that").
    pub source: Option<String>,
    /// What kind of source it is: some are anonymous.
    pub speaker: Speaker,
    /// What the source does with the words, by the cue.
    pub attitude: Attitude,
    /// Whether it is told that this was not done ("did not say"). A denial is an attitude.
    pub negated: bool,
    /// How sure the report is of it.
    pub certainty: Certainty,
    /// Whether the words are the speaker's own.
    pub mode: Mode,
    /// Agency or outlet that relays it.
    pub relayed_by: Option<String>,
    /// The attribution whose content holds the cue of this one ("A says that B demands C"), as an index into
    /// [`Reading::attributions`]; of joint speakers the first. Following it always ends.
    pub within: Option<usize>,
    /// What is said, in the report's words.
    pub content: String,
    /// The cue ("said", "according to"); empty for a quotation that goes on without one.
    pub cue: String,
    /// Where source, cue and content stand; a part may be in pieces or missing.
    pub source_spans: Vec<Span>,
    /// See `source_spans`.
    pub cue_spans: Vec<Span>,
    /// See `source_spans`.
    pub content_spans: Vec<Span>,
    /// The words.
    pub evidence: Evidence,
}
