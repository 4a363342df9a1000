//! The closed sets of labels: fine tags, coarse parts of speech, dependencies, entity types.
//!
//! Each is spelled to text in one place, as spaCy spells it.

/// Defines an enum whose variants are spelled as the models spell them.
macro_rules! labels {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$vmeta])* $variant,)* }

        impl $name {
            /// Every label, in the order of the enum.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The label as spaCy spells it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The label with this spelling, if there is one.
            pub fn from_label(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|label| label.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

labels! {
    /// Fine part-of-speech tag (OntoNotes, after the Penn Treebank).
    Tag {
        /// Currency sign.
        Dollar = "$",
        /// Closing quotation mark.
        CloseQuote = "''",
        /// Comma.
        Comma = ",",
        /// Opening bracket.
        LeftBracket = "-LRB-",
        /// Closing bracket.
        RightBracket = "-RRB-",
        /// Sentence-final punctuation.
        Stop = ".",
        /// Colon, semicolon, dash, ellipsis.
        Colon = ":",
        /// E-mail or web address.
        ADD = "ADD",
        /// Affix.
        AFX = "AFX",
        /// Coordinating conjunction.
        CC = "CC",
        /// Cardinal number.
        CD = "CD",
        /// Determiner.
        DT = "DT",
        /// Existential "there".
        EX = "EX",
        /// Foreign word.
        FW = "FW",
        /// Hyphen.
        HYPH = "HYPH",
        /// Preposition or subordinating conjunction.
        IN = "IN",
        /// Adjective.
        JJ = "JJ",
        /// Comparative adjective.
        JJR = "JJR",
        /// Superlative adjective.
        JJS = "JJS",
        /// List item marker.
        LS = "LS",
        /// Modal.
        MD = "MD",
        /// Superfluous punctuation.
        NFP = "NFP",
        /// Singular or mass noun.
        NN = "NN",
        /// Singular proper noun.
        NNP = "NNP",
        /// Plural proper noun.
        NNPS = "NNPS",
        /// Plural noun.
        NNS = "NNS",
        /// Predeterminer.
        PDT = "PDT",
        /// Possessive ending.
        POS = "POS",
        /// Personal pronoun.
        PRP = "PRP",
        /// Possessive pronoun (`PRP$`).
        PRPS = "PRP$",
        /// Adverb.
        RB = "RB",
        /// Comparative adverb.
        RBR = "RBR",
        /// Superlative adverb.
        RBS = "RBS",
        /// Particle.
        RP = "RP",
        /// Symbol.
        SYM = "SYM",
        /// "to".
        TO = "TO",
        /// Interjection.
        UH = "UH",
        /// Verb, base form.
        VB = "VB",
        /// Verb, past tense.
        VBD = "VBD",
        /// Verb, gerund or present participle.
        VBG = "VBG",
        /// Verb, past participle.
        VBN = "VBN",
        /// Verb, present, not third person singular.
        VBP = "VBP",
        /// Verb, present, third person singular.
        VBZ = "VBZ",
        /// Wh-determiner.
        WDT = "WDT",
        /// Wh-pronoun.
        WP = "WP",
        /// Possessive wh-pronoun (`WP$`).
        WPS = "WP$",
        /// Wh-adverb.
        WRB = "WRB",
        /// Unknown.
        XX = "XX",
        /// White space.
        Space = "_SP",
        /// Opening quotation mark.
        OpenQuote = "``",
    }
}

labels! {
    /// Coarse part of speech (Universal Dependencies, with white space).
    Pos {
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Other.
        X = "X",
        /// White space.
        Space = "SPACE",
    }
}

labels! {
    /// Dependency label (ClearNLP style, as in spaCy's English models).
    Dep {
        /// Head of the sentence.
        Root = "ROOT",
        /// Clausal modifier of a noun.
        Acl = "acl",
        /// Adjectival complement.
        Acomp = "acomp",
        /// Adverbial clause.
        Advcl = "advcl",
        /// Adverbial modifier.
        Advmod = "advmod",
        /// "by" of a passive.
        Agent = "agent",
        /// Adjectival modifier.
        Amod = "amod",
        /// Apposition.
        Appos = "appos",
        /// Attribute of a copula.
        Attr = "attr",
        /// Auxiliary.
        Aux = "aux",
        /// Passive auxiliary.
        Auxpass = "auxpass",
        /// Possessive marker.
        Case = "case",
        /// Coordinating conjunction.
        Cc = "cc",
        /// Clausal complement.
        Ccomp = "ccomp",
        /// Part of a compound.
        Compound = "compound",
        /// Conjunct.
        Conj = "conj",
        /// Clausal subject.
        Csubj = "csubj",
        /// Clausal subject of a passive.
        Csubjpass = "csubjpass",
        /// Indirect object.
        Dative = "dative",
        /// Unclassified.
        Dep = "dep",
        /// Determiner.
        Det = "det",
        /// Direct object.
        Dobj = "dobj",
        /// Expletive.
        Expl = "expl",
        /// Interjection.
        Intj = "intj",
        /// Subordinating marker.
        Mark = "mark",
        /// Meta text.
        Meta = "meta",
        /// Negation.
        Neg = "neg",
        /// Nominal modifier.
        Nmod = "nmod",
        /// Noun phrase as adverbial.
        Npadvmod = "npadvmod",
        /// Subject.
        Nsubj = "nsubj",
        /// Subject of a passive.
        Nsubjpass = "nsubjpass",
        /// Numeric modifier.
        Nummod = "nummod",
        /// Object predicate.
        Oprd = "oprd",
        /// Clause set beside.
        Parataxis = "parataxis",
        /// Complement of a preposition.
        Pcomp = "pcomp",
        /// Object of a preposition.
        Pobj = "pobj",
        /// Possessor.
        Poss = "poss",
        /// First half of a paired conjunction.
        Preconj = "preconj",
        /// Predeterminer.
        Predet = "predet",
        /// Preposition.
        Prep = "prep",
        /// Verb particle.
        Prt = "prt",
        /// Punctuation.
        Punct = "punct",
        /// Modifier of a quantity.
        Quantmod = "quantmod",
        /// Relative clause.
        Relcl = "relcl",
        /// Complement without subject.
        Xcomp = "xcomp",
    }
}

labels! {
    /// Type of a named entity (OntoNotes 5).
    EntityLabel {
        /// Number that is nothing else.
        Cardinal = "CARDINAL",
        /// Date or period.
        Date = "DATE",
        /// Named battle, war, sports event.
        Event = "EVENT",
        /// Building, airport, road.
        Fac = "FAC",
        /// Country, city, state.
        Gpe = "GPE",
        /// Language.
        Language = "LANGUAGE",
        /// Named law or treaty.
        Law = "LAW",
        /// Place that is no GPE.
        Loc = "LOC",
        /// Amount of money.
        Money = "MONEY",
        /// Nationality, religious or political group.
        Norp = "NORP",
        /// Ordinal.
        Ordinal = "ORDINAL",
        /// Company, agency, institution.
        Org = "ORG",
        /// Percentage.
        Percent = "PERCENT",
        /// Person.
        Person = "PERSON",
        /// Product.
        Product = "PRODUCT",
        /// Measured quantity.
        Quantity = "QUANTITY",
        /// Time shorter than a day.
        Time = "TIME",
        /// Title of a work.
        WorkOfArt = "WORK_OF_ART",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_found_by_its_spelling() {
        for &tag in Tag::ALL {
            assert_eq!(Tag::from_label(tag.as_str()), Some(tag));
        }
        for &dep in Dep::ALL {
            assert_eq!(Dep::from_label(dep.as_str()), Some(dep));
        }
        for &pos in Pos::ALL {
            assert_eq!(Pos::from_label(pos.as_str()), Some(pos));
        }
        for &label in EntityLabel::ALL {
            assert_eq!(EntityLabel::from_label(label.as_str()), Some(label));
        }
        assert_eq!(Tag::from_label("NOPE"), None);
    }
}
