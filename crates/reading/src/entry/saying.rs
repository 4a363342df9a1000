//! What is told of an attribution beside its words: closed sets that a reader can filter by.

use serde::{Deserialize, Serialize};

/// What a speaker does with the words, by the cue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attitude {
    /// States it: says, adds, announces, confirms; also where a cue tells no more, and where there is none.
    #[default]
    Says,
    /// Puts a question: asks whether, wonders.
    Asks,
    /// Wants it from others: demands, urges, calls for, insists on.
    Demands,
    /// Puts it on the table: proposes, offers, recommends.
    Proposes,
    /// Binds itself to it: promises, pledges, guarantees.
    Promises,
    /// Is after it: wants, seeks, prefers, plans, intends.
    Wants,
    /// Holds it for so: believes, thinks, expects, predicts, estimates.
    Believes,
    /// Hopes for it.
    Hopes,
    /// Is afraid or sorry that it is so: fears, worries, regrets.
    Fears,
    /// Says what will follow: warns, threatens.
    Warns,
    /// Says that it is not so, disputes or doubts it.
    Denies,
    /// Says no to it: rejects, refuses, opposes, rules out.
    Rejects,
    /// Says yes to it: accepts, agrees to, supports, is ready to.
    Accepts,
    /// Grants it unwillingly: admits, concedes, acknowledges.
    Admits,
    /// Speaks well of it: praises, welcomes, thanks. Not yet a yes.
    Praises,
    /// Speaks ill of it: criticises, blames, accuses. Not yet a no.
    Criticises,
}

/// Whether the words are the speaker's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Every word stands in quotation marks.
    Direct,
    /// None does: the report's own wording.
    #[default]
    Indirect,
    /// Some do.
    Mixed,
}

/// How sure the report is that it was said or meant; not how sure the speaker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Told as a fact.
    #[default]
    Plain,
    /// Told with a reservation: "reportedly", "appeared to", "is said to", "may have".
    Hedged,
    /// Only a case put: "would reject", "if they accept", a question.
    Conditional,
    /// Not said yet: "will announce", "is expected to propose".
    Expected,
}

/// What kind of source the words are from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// Known by name, or by an office that one person or body holds ("the foreign minister").
    Named,
    /// Kept as the report words it: "a Western official", "analysts".
    Unnamed,
    /// A text that speaks for itself: "the draft says".
    Document,
    /// A poll, study or set of figures.
    Study,
    /// An agency, paper or station in its own right.
    Outlet,
    /// The report does not say who, or says it by a pronoun that leads nowhere.
    #[default]
    Unstated,
}

impl Attitude {
    /// Every attitude.
    pub const ALL: [Attitude; 16] = [
        Attitude::Says,
        Attitude::Asks,
        Attitude::Demands,
        Attitude::Proposes,
        Attitude::Promises,
        Attitude::Wants,
        Attitude::Believes,
        Attitude::Hopes,
        Attitude::Fears,
        Attitude::Warns,
        Attitude::Denies,
        Attitude::Rejects,
        Attitude::Accepts,
        Attitude::Admits,
        Attitude::Praises,
        Attitude::Criticises,
    ];

    /// The attitude as a bare verb: "demand".
    pub const fn bare(self) -> &'static str {
        match self {
            Attitude::Says => "say",
            Attitude::Asks => "ask",
            Attitude::Demands => "demand",
            Attitude::Proposes => "propose",
            Attitude::Promises => "promise",
            Attitude::Wants => "want",
            Attitude::Believes => "believe",
            Attitude::Hopes => "hope",
            Attitude::Fears => "fear",
            Attitude::Warns => "warn",
            Attitude::Denies => "deny",
            Attitude::Rejects => "reject",
            Attitude::Accepts => "accept",
            Attitude::Admits => "admit",
            Attitude::Praises => "praise",
            Attitude::Criticises => "criticise",
        }
    }

    /// The attitude as a verb in the third person: "demands".
    pub const fn as_str(self) -> &'static str {
        match self {
            Attitude::Says => "says",
            Attitude::Asks => "asks",
            Attitude::Demands => "demands",
            Attitude::Proposes => "proposes",
            Attitude::Promises => "promises",
            Attitude::Wants => "wants",
            Attitude::Believes => "believes",
            Attitude::Hopes => "hopes",
            Attitude::Fears => "fears",
            Attitude::Warns => "warns",
            Attitude::Denies => "denies",
            Attitude::Rejects => "rejects",
            Attitude::Accepts => "accepts",
            Attitude::Admits => "admits",
            Attitude::Praises => "praises",
            Attitude::Criticises => "criticises",
        }
    }
}

impl std::fmt::Display for Attitude {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
