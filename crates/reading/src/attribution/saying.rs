//! Everything that is told of one attribution beside its words, from its token ranges.

use std::ops::Range;

use lang::Doc;

use super::mode::Quotations;
use super::parts::Parts;
use super::{attitude, certainty, relay, speaker};
use crate::entry::{Attitude, Certainty, Mode, Speaker};
use crate::register::{ActorIndex, Register};

/// What is told of an attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// What the speaker does with the words.
    pub attitude: Attitude,
    /// Whether it is told that this was not done.
    pub negated: bool,
    /// How sure the report is of it.
    pub certainty: Certainty,
    /// Whether the words are the speaker's own.
    pub mode: Mode,
    /// The agency or outlet it came through.
    pub relayed_by: Option<String>,
}

/// Tells of the attributions of one document; reads its quotation marks once.
#[derive(Debug)]
pub struct Describer<'a> {
    doc: &'a Doc,
    register: &'a Register,
    quotations: Quotations,
}

impl<'a> Describer<'a> {
    /// For a document and its actors.
    pub fn new(doc: &'a Doc, register: &'a Register) -> Self {
        Describer { doc, register, quotations: Quotations::of(doc) }
    }

    /// What is told of an attribution.
    pub fn describe(&self, parts: &Parts) -> Saying {
        let doc = self.doc;
        let meaning = attitude::meaning(doc, parts);
        Saying {
            attitude: meaning.attitude,
            negated: certainty::is_negated(doc, parts, &meaning),
            certainty: certainty::certainty(doc, parts, &meaning),
            mode: self.quotations.mode(doc, parts),
            relayed_by: relay::relay(doc, self.register, parts, meaning.head),
        }
    }

    /// What kind of source the words are from; `actor` is one of those that the source means, if it means any.
    pub fn speaker(&self, source: Option<Range<usize>>, actor: Option<ActorIndex>) -> Speaker {
        speaker::speaker(self.doc, self.register, source, actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lang::Pipeline;

    /// A document and one attribution, marked as `{source}`, `<cue>` and `[content]`.
    fn marked(marked: &str) -> (Doc, Parts) {
        let mut text = String::new();
        let mut open = Vec::new();
        let (mut source, mut cue, mut content) = (None, 0..0, Vec::new());
        for c in marked.chars() {
            match c {
                '{' | '<' | '[' => open.push(text.len()),
                '}' => source = open.pop().map(|start| start..text.len()),
                '>' => cue = open.pop().unwrap()..text.len(),
                ']' => content.push(open.pop().unwrap()..text.len()),
                c => text.push(c),
            }
        }
        let doc = Pipeline::english().annotate(&text);
        let tokens = |bytes: Range<usize>| {
            let inside = |t: &lang::Token<'_>| t.span().start < bytes.end && t.span().end > bytes.start;
            let first = doc.tokens().find(inside).map_or(0, |t| t.index());
            let last = doc.tokens().rfind(inside).map_or(0, |t| t.index() + 1);
            first..last
        };
        let parts =
            Parts { source: source.map(tokens), cue: tokens(cue), content: content.into_iter().map(tokens).collect() };
        (doc, parts)
    }

    fn told(text: &str) -> Saying {
        let (doc, parts) = marked(text);
        Describer::new(&doc, &Register::of(&doc)).describe(&parts)
    }

    fn speaker_of(text: &str) -> Speaker {
        let (doc, parts) = marked(text);
        let register = Register::of(&doc);
        let head = parts.source.clone().and_then(|s| super::super::parts::heads(&doc, s).next());
        let actor = head.and_then(|head| register.all_meant(head).first().copied());
        Describer::new(&doc, &register).speaker(parts.source, actor)
    }

    #[track_caller]
    fn attitudes(expected: &[(&str, Attitude)]) {
        for (text, attitude) in expected {
            assert_eq!(told(text).attitude, *attitude, "{text}");
        }
    }

    #[test]
    fn verbs_tell_an_attitude() {
        attitudes(&[
            ("{Norway} <has repeatedly said> [it would not accept the quota].", Attitude::Says),
            ("{Norway} <rejected> [the quota].", Attitude::Rejects),
            ("{The union} <refused> [to sign the draft].", Attitude::Rejects),
            ("{Iceland} <ruled out> [a pause].", Attitude::Rejects),
            ("{Iceland} <ruled> out [a pause].", Attitude::Rejects),
            ("{The envoy} <denied> [that a deal was near].", Attitude::Denies),
            ("{Peru} <called for> [a truce].", Attitude::Demands),
            ("{Peru} <insists on> [a truce].", Attitude::Demands),
            ("{Peru} <pledged> [to withdraw its troops].", Attitude::Promises),
            ("{Peru} <wants> [to join the talks].", Attitude::Wants),
            ("{Chile} <fears> [that the truce will not hold].", Attitude::Fears),
            ("{Chile} <hopes> [that the truce will hold].", Attitude::Hopes),
            ("{Chile} <warned> [that the truce would not hold].", Attitude::Warns),
            ("{The minister} <conceded> [that the talks had failed].", Attitude::Admits),
            ("{The minister} <welcomed> [the report].", Attitude::Praises),
            ("{The minister} <accused> [the rebels of stalling].", Attitude::Criticises),
            ("{The union} <agreed> [to meet again].", Attitude::Accepts),
            ("{The envoy} <made it clear> [that the talks were over].", Attitude::Says),
            ("[“We will sign,”] {she} <murbled>.", Attitude::Says),
        ]);
    }

    #[test]
    fn what_follows_tells_verbs_of_two_meanings_apart() {
        attitudes(&[
            ("{Kenya} <asked> [when the talks would begin].", Attitude::Asks),
            ("{Kenya} <asked> [Uganda to withdraw its troops].", Attitude::Demands),
            ("{Kenya} <asked for> [more time].", Attitude::Demands),
            ("{Kenya} <suggested> [a pause in the talks].", Attitude::Proposes),
            ("{Kenya} <suggested> [that the talks were over].", Attitude::Says),
        ]);
    }

    #[test]
    fn nouns_adjectives_and_prepositions_tell_one_too() {
        attitudes(&[
            ("{Oslo}'s <insistence> [that the quota stay] surprised them.", Attitude::Demands),
            ("{Oslo}'s <hopes> [for a quick deal] have faded.", Attitude::Hopes),
            ("{The mediator} is <confident that> [a deal is near].", Attitude::Hopes),
            ("{The rebels} are <unwilling to> [talk].", Attitude::Rejects),
            ("{The rebels} are <ready to> [talk].", Attitude::Accepts),
            ("<According to> {the ministry}, [the talks failed].", Attitude::Says),
            ("{The minister} <expressed concern> [about the delay].", Attitude::Fears),
            ("{The minister} <said in reply to a question> [that they would meet].", Attitude::Says),
        ]);
    }

    #[test]
    fn what_was_not_said_is_negated() {
        for (text, negated) in [
            ("{Norway} <did not say> [whether it would sign].", true),
            ("{Norway} <has never promised> [to sign].", true),
            ("{Norway} <denied> [that it would sign].", false),
            ("{Norway} <declined to say> [whether it would sign].", true),
            ("{Norway} <refused to rule out> [a ban].", true),
            ("{Norway} <did not rule out> [a ban].", true),
            ("{Norway} <said> [it would not sign].", false),
            ("{Neither side} <demanded> [a ban].", true),
            ("{Norway} <not only demanded> [a ban] but won it.", false),
        ] {
            assert_eq!(told(text).negated, negated, "{text}");
        }
        let refused = told("{Norway} <refused to rule out> [a ban].");
        assert_eq!(refused.attitude, Attitude::Rejects);
        assert_eq!(told("{Norway} <declined to say> [whether it would sign].").attitude, Attitude::Says);
    }

    #[test]
    fn a_reservation_of_the_report_is_kept() {
        for (text, certainty) in [
            ("{Norway} <demanded> [a ban].", Certainty::Plain),
            ("{Norway} <reportedly demanded> [a ban].", Certainty::Hedged),
            ("{Norway} reportedly <demanded> [a ban].", Certainty::Hedged),
            ("{Norway} <appeared to suggest> [that a ban was near].", Certainty::Hedged),
            ("{Norway} is said to <want> [a ban].", Certainty::Hedged),
            ("{The envoy} <may have told> them [that a ban was near].", Certainty::Hedged),
            ("{Norway} <would reject> [a ban].", Certainty::Conditional),
            ("{Norway} <would like> [a ban].", Certainty::Plain),
            ("{Norway} <would not say> [whether it wants a ban].", Certainty::Plain),
            ("{Norway} <cannot accept> [a ban].", Certainty::Plain),
            ("{Norway} <will announce> [a ban] on Monday.", Certainty::Expected),
            ("{Norway} is expected to <propose> [a ban].", Certainty::Expected),
            ("{Norway} <said> [it would reject a ban].", Certainty::Plain),
        ] {
            assert_eq!(told(text).certainty, certainty, "{text}");
        }
    }

    #[test]
    fn quotation_marks_tell_the_mode() {
        for (text, mode) in [
            ("[“We will sign,”] {she} <said>.", Mode::Direct),
            ("[\"We will sign,\"] {she} <said>, [\"and soon.\"]", Mode::Direct),
            ("[‘We will sign,’] {she} <said>.", Mode::Direct),
            ("[«We will sign»], {she} <said>.", Mode::Direct),
            ("{She} <said> [that they would sign].", Mode::Indirect),
            ("{She} <said> [that the workers' demands were met].", Mode::Indirect),
            ("{She} <called> [the draft a “gift” to the rebels].", Mode::Mixed),
            ("{She} <said> [they would sign “very soon”].", Mode::Mixed),
            ("{She} <said>:\n[“We will sign.\n“It will be soon.”]", Mode::Direct),
            ("“He <told> us [they would sign],” she said.", Mode::Indirect),
        ] {
            assert_eq!(told(text).mode, mode, "{text}");
        }
    }

    #[test]
    fn outlets_between_are_relays() {
        for (text, outlet) in [
            ("{The envoy} <told> AFP [that the talks had failed].", Some("AFP")),
            ("{The envoy} <told> Reuters by phone [that the talks had failed].", Some("Reuters")),
            ("{The envoy} <said> in an interview with CNN [that the talks had failed].", Some("CNN")),
            ("{The envoy} <said> in remarks carried by TASS [that the talks had failed].", Some("TASS")),
            ("{The envoy} was quoted by TASS as <saying> [that the talks had failed].", Some("TASS")),
            ("Interfax quoted {the envoy} as <saying> [that the talks had failed].", Some("Interfax")),
            ("<According to> {an official cited by Reuters}, [the talks failed].", Some("Reuters")),
            ("{The envoy} <told> reporters [that the talks had failed].", None),
            ("{The envoy} <said> in the capital of Peru [that the talks had failed].", None),
        ] {
            assert_eq!(told(text).relayed_by.as_deref(), outlet, "{text}");
        }
    }

    #[test]
    fn sources_are_known_or_not() {
        for (text, speaker) in [
            ("{Liv Dahl} <said> [the talks had failed].", Speaker::Named),
            ("{Norway} <said> [the talks had failed].", Speaker::Named),
            ("{The foreign minister} <said> [the talks had failed].", Speaker::Named),
            ("{A Western official} <said> [the talks had failed].", Speaker::Unnamed),
            ("{Diplomats close to the talks} <said> [they had failed].", Speaker::Unnamed),
            ("{Many} <said> [the talks had failed].", Speaker::Unnamed),
            ("<According to> {Western accounts}, [the talks had failed].", Speaker::Unnamed),
            ("{The draft} <says> [the border is open].", Speaker::Document),
            ("{A poll} <shows> [that most want a deal].", Speaker::Study),
            ("{Reuters} <reported> [that the talks had failed].", Speaker::Outlet),
            ("<According to> {state media}, [the talks had failed].", Speaker::Outlet),
            ("It <is said> [that the talks had failed].", Speaker::Unstated),
        ] {
            assert_eq!(speaker_of(text), speaker, "{text}");
        }
    }
}
