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
    /// Found by the network of speech.
    Heard = "heard",
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

    // Propositions.
    /// A verb of a party in a bulletin, with those who join or oppose it.
    PartyVerb = "party-verb",
    /// What parties are told to do with a point, in the passive.
    PartyPassive = "party-passive",
    /// What a party puts forward, told by a noun.
    PartyNoun = "party-noun",

    // Sessions, texts, next steps, figures.
    /// A number with what it counts.
    NumberWithUnit = "number-with-unit",
    /// "an hour", "half a year": a unit with an article.
    ArticleWithUnit = "article-with-unit",
    /// A verb of meeting ("met", "sat down") with those who meet.
    MeetingVerb = "meeting-verb",
    /// A noun of meeting ("a round of talks", "the summit") with what makes it a particular one.
    MeetingNoun = "meeting-noun",
    /// A verb of calling or receiving ("phoned", "hosted").
    ContactVerb = "contact-verb",
    /// A text agreed or signed at a place or time, which tells of a meeting.
    SettledThere = "settled-there",
    /// The lead of a dispatch, from the place where something was announced.
    LeadSentence = "lead-sentence",
    /// A noun of texts ("draft", "plan") with what names it.
    TextNoun = "text-noun",
    /// A text told by its number of points.
    TextWithPoints = "text-with-points",
    /// A clause in the future.
    FutureClause = "future-clause",
    /// "is to", "is due to", "is expected to".
    DueClause = "due-clause",
    /// "plans to", "agreed to", "hopes to".
    IntendedClause = "intended-clause",
    /// A present or infinitive with a time ahead.
    TimedClause = "timed-clause",
    /// "the next round", "another meeting".
    NextNoun = "next-noun",

    // What a person says.
    /// Confirmed, corrected or added by an analyst.
    Analyst = "analyst",
}

impl Rule {
    /// How often its entries were right on the training reports. Entries that a judge weighs carry the judge's
    /// probability instead; before it has spoken they are as likely as not.
    pub const fn probability(self) -> f32 {
        match self {
            Rule::Named => 0.86,
            Rule::Described => 0.74,
            Rule::VerbClause => 0.87,
            Rule::VerbInfinitive => 0.79,
            Rule::VerbObject => 0.77,
            Rule::CueNoun => 0.65,
            Rule::CueAdjective => 0.59,
            Rule::AccordingTo => 0.85,
            Rule::Colon => 0.5,
            Rule::QuotationGoesOn => 0.67,
            // Measured on the half of the bulletins that the rules were not written from.
            Rule::PartyVerb => 0.9,
            // Few of these there: a guess on the low side.
            Rule::PartyPassive | Rule::PartyNoun => 0.8,
            Rule::Analyst => 1.0,
            _ => 0.5,
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
