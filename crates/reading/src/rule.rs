//! The rules that find entries, by name, and how often each is right.

use serde::{Deserialize, Serialize};

/// Defines the rules with the text each is told by.
macro_rules! rules {
    ($($(#[$meta:meta])* $variant:ident = $text:literal,)*) => {
        /// Which rule found an entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule { $($(#[$meta])* #[serde(rename = $text)] $variant,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            /// Its name, as it leaves the program.
            pub const fn as_str(self) -> &'static str {
                match self { $(Rule::$variant => $text,)* }
            }
        }
    };
}

rules! {
    // Actors.
    /// A named person, state or organisation.
    Named = "named",
    /// An actor without a name, told by what it is ("a Western diplomat").
    Described = "described",

    // Attributions.
    /// A verb of saying or thinking with a clause or quotation.
    VerbClause = "verb-clause",
    /// A cue verb with an infinitive or gerund ("wants to").
    VerbInfinitive = "verb-infinitive",
    /// A cue verb with an object ("demands guarantees").
    VerbObject = "verb-object",
    /// A cue noun with its owner ("Kyiv's insistence that").
    CueNoun = "cue-noun",
    /// A cue adjective ("is willing to").
    CueAdjective = "cue-adjective",
    /// "according to X", "in X's view".
    AccordingTo = "according-to",
    /// A name, a colon and what it says.
    Colon = "colon",
    /// A quotation that goes on without a cue.
    QuotationGoesOn = "quotation-goes-on",

    // Positions and obstacles.
    /// A verb of stance with its subject ("Kyiv rejects Z").
    StanceVerb = "stance-verb",
    /// A noun of stance with its owner ("Moscow's insistence on Z").
    StanceNoun = "stance-noun",
    /// An adjective or noun that is said of a party or of the point ("ready to Z", "Z is a non-starter").
    StanceAdjective = "stance-adjective",
    /// What a speaker says that somebody must or should do.
    StanceDuty = "stance-duty",
    /// What a speaker says that the speaker's side will or would do.
    StancePledge = "stance-pledge",
    /// What is asked for in exchange.
    StanceTerms = "stance-terms",
    /// Words of blockage ("sticking point", "deadlock").
    Blockage = "blockage",

    // Sessions, texts, next steps, figures.
}

impl Rule {
    /// How often its entries were right on the training reports.
    pub const fn probability(self) -> f32 {
        match self {
            Rule::VerbClause => 0.6,
            _ => 0.5,
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
