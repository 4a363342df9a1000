//! Who says, thinks or wants what.
//!
//! What the network of [`crate::speech`] finds makes a [`Finding`]; so does what the rules find inside another's words (X says
//! that Y wants Z is an attribution to X, and one to Y within it); each is split by speaker. What is told of one beside its words comes
//! from its token ranges alone ([`saying`]).

mod attitude;
mod certainty;
mod cue;
mod mode;
mod nesting;
mod parts;
mod relay;
mod rules;
mod saying;
mod speaker;

use std::ops::Range;

use lang::{Dep, Doc, Pos, Token};
use source::Span;

use crate::clause;
use crate::entry::{Attribution, Evidence};
use crate::lexicon::OUTLETS;
use crate::reason::Grounds;
use crate::register::{ActorIndex, Register};
use crate::rule::Rule;
use crate::speech::{Annotated, Utterance};
use parts::Parts;
use saying::Describer;

/// Longest evidence, in bytes (never more characters than that).
const LONGEST: usize = 600;

/// One cue with what belongs to it, in tokens.
struct Finding<'a> {
    cue: Range<usize>,
    content: Range<usize>,
    /// Parts of the content range that are not content: the cue's own clause, where the content goes around it.
    around: Option<Range<usize>>,
    source: Option<Token<'a>>,
    /// The outlet, where it is told outside the cue's own clause.
    relay: Option<String>,
    rule: Rule,
    /// The finding whose content holds this one, by its number before sorting.
    within: Option<usize>,
    /// What the network made of it, where the network found it.
    heard: Option<Heard>,
}

/// Parts that the network found, and how sure it is of them.
struct Heard {
    parts: Parts,
    probability: f32,
}

impl Finding<'_> {
    fn parts(&self) -> Parts {
        if let Some(heard) = &self.heard {
            return heard.parts.clone();
        }
        let content = match &self.around {
            Some(around) if !around.is_empty() => [
                self.content.start..around.start.clamp(self.content.start, self.content.end),
                around.end.clamp(self.content.start, self.content.end)..self.content.end,
            ]
            .into_iter()
            .filter(|r| !r.is_empty())
            .collect(),
            _ => vec![self.content.clone()],
        };
        Parts { source: self.source.map(clause::noun_phrase), cue: self.cue.clone(), content }
    }
}

/// Who says, thinks or wants what.
pub fn find(text: &Annotated, register: &Register) -> Vec<Attribution> {
    let doc = &text.doc;
    let mut findings = within_words(doc, register, &text.utterances);
    findings.extend(text.utterances.iter().map(|utterance| heard(doc, register, utterance)));
    findings.sort_by_key(|f| (f.cue.start, f.cue.end));
    quoted_by_outlets(doc, register, &mut findings);
    outlets_relay(doc, register, &mut findings);
    let parts: Vec<Parts> = findings.iter().map(Finding::parts).collect();
    for (finding, within) in findings.iter_mut().zip(nesting::outer(&parts)) {
        finding.within = within;
    }
    let mut numbered: Vec<(usize, Finding<'_>)> = findings.into_iter().enumerate().collect();
    let more = quotations_that_go_on(doc, register, &numbered);
    let last = numbered.len();
    numbered.extend(more.into_iter().enumerate().map(|(i, finding)| (last + i, finding)));
    numbered.sort_by_key(|(_, f)| (f.content.start.min(f.cue.start), f.cue.start));
    listed(doc, register, &numbered)
}

/// What the network found, with the head of its source.
fn heard<'a>(doc: &'a Doc, register: &Register, utterance: &Utterance) -> Finding<'a> {
    let source = utterance.source.iter().max_by_key(|piece| piece.len()).cloned();
    let mut heads: Vec<Token<'a>> = source.iter().flat_map(|range| parts::heads(doc, range.clone())).collect();
    heads.sort_by_key(|head| (register.meant(*head).is_empty(), head.index()));
    let hull = utterance.content[0].start..utterance.content[utterance.content.len() - 1].end;
    Finding {
        cue: utterance.cue.clone(),
        content: hull,
        around: None,
        source: heads.first().copied(),
        relay: None,
        rule: Rule::Heard,
        within: None,
        heard: Some(Heard {
            parts: Parts { source, cue: utterance.cue.clone(), content: utterance.content.clone() },
            probability: utterance.probability,
        }),
    }
}

/// The attributions inside what somebody says: the network reads each word once, for the outermost speaker; what that
/// one says of others, the rules find.
fn within_words<'a>(doc: &'a Doc, register: &Register, utterances: &[Utterance]) -> Vec<Finding<'a>> {
    let mut said = vec![false; doc.len()];
    let mut cues = vec![false; doc.len()];
    for utterance in utterances {
        utterance.content.iter().for_each(|piece| said[piece.clone()].fill(true));
        cues[utterance.cue.clone()].fill(true);
    }
    let mut findings = rules::by_rules(doc, register);
    findings.retain(|f| said[f.cue.start] && !cues[f.cue.clone()].contains(&true));
    findings
}

/// The entries in order, each pointing at the first entry of the finding that holds it. What only an unwritten finding
/// holds in the end is left out with it.
fn listed(doc: &Doc, register: &Register, numbered: &[(usize, Finding<'_>)]) -> Vec<Attribution> {
    let describer = Describer::new(doc, register);
    let mut place: Vec<usize> = vec![0; numbered.len()];
    for (at, (number, _)) in numbered.iter().enumerate() {
        place[*number] = at;
    }
    let outwards = |at: usize| numbered[at].1.within.map(|number| place[number]);
    let mut entries: Vec<Vec<Attribution>> =
        numbered.iter().map(|(_, finding)| written(doc, register, &describer, finding)).collect();
    let outermost = |at: usize| std::iter::successors(Some(at), |&at| outwards(at)).last().unwrap_or(at);
    let dropped: Vec<usize> = (0..entries.len()).filter(|&at| entries[outermost(at)].is_empty()).collect();
    dropped.into_iter().for_each(|at| entries[at].clear());
    let outer: Vec<Option<usize>> = (0..entries.len())
        .map(|at| std::iter::successors(outwards(at), |&at| outwards(at)).find(|&at| !entries[at].is_empty()))
        .collect();
    let mut first = Vec::with_capacity(entries.len());
    let mut count = 0;
    for entries in &entries {
        first.push(count);
        count += entries.len();
    }
    let mut all = Vec::with_capacity(count);
    for (entries, outer) in entries.into_iter().zip(&outer) {
        let within = outer.map(|at| first[at]);
        all.extend(entries.into_iter().map(|entry| Attribution { within, ..entry }));
    }
    all
}

/// "Interfax quoted him as saying": he is the source, and the outlet relays.
fn quoted_by_outlets<'a>(doc: &'a Doc, register: &Register, findings: &mut [Finding<'a>]) {
    for finding in findings {
        let Some(source) = finding.source else { continue };
        let parts = finding.parts();
        let cue = attitude::meaning(doc, &parts).head;
        if let Some((speaker, outlet)) = relay::quoted_speaker(register, &parts, source, cue) {
            finding.source = Some(speaker);
            finding.relay = Some(outlet);
            if let Some(heard) = &mut finding.heard {
                heard.parts.source = Some(clause::noun_phrase(speaker));
            }
        }
    }
}

/// "Two envoys agreed, an official said, Reuters reported": the outlet relays the official.
fn outlets_relay(doc: &Doc, register: &Register, findings: &mut Vec<Finding<'_>>) {
    let parts: Vec<Parts> = findings.iter().map(Finding::parts).collect();
    let around = relay::around(doc, register, &parts);
    for (_, outlet, inner) in &around {
        for &j in inner {
            findings[j].relay.get_or_insert_with(|| outlet.clone());
        }
    }
    for (i, ..) in around.into_iter().rev() {
        findings.remove(i);
    }
}

/// A quotation that goes on into sentences without a cue belongs to the same speaker.
fn quotations_that_go_on<'a>(doc: &'a Doc, register: &Register, numbered: &[(usize, Finding<'a>)]) -> Vec<Finding<'a>> {
    let mut by_sentence: Vec<Vec<usize>> = vec![Vec::new(); doc.sentence_count()];
    for (i, (_, finding)) in numbered.iter().enumerate().filter(|(_, (_, finding))| finding.within.is_none()) {
        by_sentence[doc.token(finding.cue.start).sentence().number()].push(i);
    }
    let mut speaker: Option<Token<'a>> = None;
    let mut more = Vec::new();
    for sentence in doc.sentences() {
        let range = sentence.range();
        let own = &by_sentence[sentence.number()];
        let mut speaking = own.iter().filter_map(|&i| {
            let f = &numbered[i].1;
            matches!(f.rule, Rule::Heard | Rule::VerbClause | Rule::AccordingTo | Rule::Colon).then_some(f.source?)
        });
        if let Some(source) = speaking.next_back() {
            speaker = Some(source);
            continue;
        }
        let words = doc.slice(range.clone()).filter(|t| t.pos() != Pos::Punct);
        let (mut all, mut quoted) = (0, 0);
        for word in words {
            all += 1;
            quoted += usize::from(register.is_quoted(word));
        }
        if all >= 3 && quoted == all && own.is_empty() {
            if let Some(source) = speaker {
                more.push(Finding {
                    cue: range.start..range.start,
                    content: range,
                    around: None,
                    source: Some(source),
                    relay: None,
                    rule: Rule::QuotationGoesOn,
                    within: None,
                    heard: None,
                });
            }
        } else if quoted == 0 {
            speaker = None;
        }
    }
    more
}

/// The entries of a finding, one a speaker.
fn written(doc: &Doc, register: &Register, describer: &Describer<'_>, finding: &Finding<'_>) -> Vec<Attribution> {
    let parts = finding.parts();
    let Some(mut source) = finding.source else {
        return if finding.heard.is_some() {
            vec![entry(doc, describer, finding, &parts, None, None)]
        } else {
            Vec::new()
        };
    };
    // "A ministry statement said": the ministry speaks.
    if register.meant(source).is_empty()
        && OUTLETS.document.contains(&source.lemma().to_lowercase())
        && let Some(of) = register.owner(source)
    {
        source = of;
    }
    let mut names: Vec<(String, Option<ActorIndex>)> = Vec::new();
    for index in register.all_meant(source) {
        names.push((register.actor(index).name.clone(), Some(index)));
    }
    if names.is_empty() {
        let weak = matches!(finding.rule, Rule::VerbInfinitive | Rule::VerbObject | Rule::CueAdjective | Rule::CueNoun);
        let named = matches!(source.pos(), Pos::Noun | Pos::Propn);
        if finding.heard.is_none() && (weak || !named) {
            return Vec::new();
        }
        // The network ends a source where a reader would; a noun phrase goes on with all that hangs on it.
        let heard = parts.source.clone().filter(|range| finding.heard.is_some() && range.contains(&source.index()));
        let name = clause::bare(doc, heard.unwrap_or_else(|| clause::noun_phrase(source)));
        if name.is_empty() {
            return vec![entry(doc, describer, finding, &parts, None, None)];
        }
        names.push((name.to_owned(), None));
    }
    let phrase = clause::noun_phrase(source);
    let entry = |(name, actor)| entry(doc, describer, finding, &parts, Some((name, phrase.clone(), source)), actor);
    names.into_iter().map(entry).collect()
}

/// One entry of a finding.
fn entry(
    doc: &Doc,
    describer: &Describer<'_>,
    finding: &Finding<'_>,
    parts: &Parts,
    source: Option<(String, Range<usize>, Token<'_>)>,
    actor: Option<ActorIndex>,
) -> Attribution {
    let sentence = doc.token(finding.cue.start.min(doc.len() - 1)).sentence().range();
    let mut start = finding.content.start.min(finding.cue.start);
    let mut end = finding.content.end.max(finding.cue.end);
    let spans = |ranges: &[Range<usize>]| -> Vec<Span> {
        ranges
            .iter()
            .filter(|r| !r.is_empty())
            .map(|r| Span::new(doc.token(r.start).span().start..doc.token(r.end - 1).span().end))
            .collect()
    };
    let mut source_spans = Vec::new();
    if let Some((_, phrase, head)) = &source {
        let near = sentence.contains(&head.index()) && finding.rule != Rule::QuotationGoesOn;
        if near {
            start = start.min(phrase.start);
            end = end.max(phrase.end);
        }
        if let Some(range) = parts.source.as_ref().filter(|_| finding.heard.is_some()) {
            source_spans = spans(std::slice::from_ref(range));
        } else if near {
            source_spans = spans(&[whole_source(*head, phrase.clone(), finding)]);
        }
    }
    start = start.max(sentence.start);
    end = end.min(sentence.end).max(start + 1);
    let words: Vec<&str> =
        parts.content.iter().map(|r| clause_text(doc, r.clone())).filter(|w| !w.is_empty()).collect();
    let content_spans = match finding.heard {
        Some(_) => spans(&parts.content),
        None => spans(&parts.content.iter().map(|r| with_quotes(doc, r.clone())).collect::<Vec<_>>()),
    };
    let saying = describer.describe(parts);
    let probability = finding.heard.as_ref().map_or(finding.rule.probability(), |heard| heard.probability);
    Attribution {
        source: source.map(|(name, ..)| name),
        speaker: describer.speaker(parts.source.clone(), actor),
        attitude: saying.attitude,
        negated: saying.negated,
        certainty: saying.certainty,
        mode: saying.mode,
        relayed_by: saying.relayed_by.or_else(|| finding.relay.clone()),
        within: None,
        content: words.join(" "),
        cue: doc.text_of(finding.cue.clone()).to_owned(),
        source_spans,
        cue_spans: spans(std::slice::from_ref(&finding.cue)),
        content_spans,
        evidence: Evidence {
            span: trimmed(doc, start..end),
            probability,
            why: finding.rule,
            grounds: Grounds::default().with_cue(Some(doc.text_of(finding.cue.clone()))),
        },
    }
}

/// A source with those named beside it and what is set beside it: "X, head of the union," and "X and Y".
fn whole_source(source: Token<'_>, phrase: Range<usize>, finding: &Finding<'_>) -> Range<usize> {
    let mut end = phrase.end;
    for part in clause::conjuncts(source) {
        end = end.max(clause::noun_phrase(part).end);
        for beside in part.children().filter(|c| matches!(c.dep(), Dep::Appos | Dep::Relcl | Dep::Acl)) {
            if beside.index() > part.index() {
                end = end.max(beside.subtree().end);
            }
        }
    }
    // Never into the cue or the words.
    for stop in [finding.cue.start, finding.content.start] {
        if stop >= phrase.end {
            end = end.min(stop);
        }
    }
    let doc = source.doc();
    while end > phrase.end && matches!(doc.token(end - 1).text(), "." | ":" | ";" | "“" | "\"" | "``") {
        end -= 1;
    }
    if end == phrase.end + 1 && doc.token(end - 1).text() == "," {
        end -= 1;
    }
    phrase.start..end.max(phrase.end)
}

/// Words with their quotation marks, without the punctuation around them; empty where only that is left.
fn with_quotes(doc: &Doc, range: Range<usize>) -> Range<usize> {
    let opens = |t: &str| matches!(t, "“" | "\"" | "``" | "''" | "‘");
    let closes = |t: &str| matches!(t, "”" | "\"" | "''" | "’");
    let (mut start, mut end) = (range.start, range.end);
    while start < end && matches!(doc.token(start).text(), "," | ":" | ";" | "." | "-" | "–" | "—" | "--") {
        start += 1;
    }
    if start > 0 && start < end && opens(doc.token(start - 1).text()) {
        start -= 1;
    }
    let comma = end + 1 < doc.len() && matches!(doc.token(end).text(), "," | "." | "?" | "!");
    if start < end && comma && closes(doc.token(end + 1).text()) && !closes(doc.token(end - 1).text()) {
        end += 2;
    } else if start < end && end < doc.len() && closes(doc.token(end).text()) && !doc.token(end - 1).has_space_after() {
        end += 1;
    }
    while end > start && matches!(doc.token(end - 1).text(), "," | "." | ";" | ":") {
        end -= 1;
    }
    start..end
}

fn clause_text(doc: &Doc, range: Range<usize>) -> &str {
    doc.text_of(range).trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '“' | '”' | ';'))
}

/// The span of a token range, cut at a token so that it is not too long.
fn trimmed(doc: &Doc, range: Range<usize>) -> Span {
    let start = doc.token(range.start).span().start;
    let mut last = range.end - 1;
    while last > range.start && doc.token(last).span().end - start > LONGEST {
        last -= 1;
    }
    let end = doc.token(last).span().end;
    let end = if end - start > LONGEST {
        start + doc.text()[start..].char_indices().map(|(i, _)| i).take_while(|&i| i <= LONGEST).last().unwrap_or(0)
    } else {
        end
    };
    Span::new(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotated::doc;
    use lang::Tag;

    fn all(id: &str) -> Vec<Attribution> {
        let text = Annotated::of(doc(id).text());
        find(&text, &Register::of(&text.doc))
    }

    /// Source, cue and content of each attribution.
    fn found(id: &str) -> Vec<(String, String, String)> {
        let doc = doc(id);
        let found = all(id);
        for attribution in &found {
            let words = attribution.evidence.span.of(doc.text());
            assert!(words.contains(&attribution.cue), "{words}");
            for span in attribution.source_spans.iter().chain(&attribution.content_spans) {
                assert!(!span.of(doc.text()).is_empty());
            }
        }
        found.into_iter().map(|a| (a.source.unwrap_or_default(), a.cue, a.content)).collect()
    }

    fn sources_and_cues(id: &str) -> Vec<(String, String)> {
        found(id).into_iter().map(|(source, cue, _)| (source, cue)).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn joint_speakers_are_split() {
        assert_eq!(sources_and_cues("sides"), pairs(&[("Kenya", "said"), ("Uganda", "said")]));
    }

    #[test]
    fn every_cue_of_a_speaker_counts() {
        assert_eq!(
            sources_and_cues("verbs"),
            pairs(&[("Norway", "promised"), ("Norway", "warned"), ("Kenya", "demands"), ("Uganda", "has ruled out"),])
        );
    }

    #[test]
    fn what_another_is_said_to_want_is_within_the_speakers_words() {
        assert_eq!(sources_and_cues("nested"), pairs(&[("Liv Dahl", "said"), ("Kenya", "wants")]));
        let found = all("nested");
        assert_eq!(found.iter().map(|a| a.within).collect::<Vec<_>>(), [None, Some(0)]);
    }

    #[test]
    fn nouns_and_prepositions_are_cues() {
        assert_eq!(sources_and_cues("nouns"), pairs(&[("Peru", "insistence"), ("Chile", "According to")]));
    }

    #[test]
    fn a_quotation_goes_on_with_its_speaker() {
        let found = found("goeson");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], ("Liv Dahl".into(), String::new(), "It can be closed in a week.".into()));
    }

    #[test]
    fn an_outlet_that_is_told_relays() {
        let found = all("officials");
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|a| a.relayed_by.as_deref() == Some("AFP")));
    }

    #[test]
    fn unnamed_speakers_keep_the_reports_words() {
        assert_eq!(sources_and_cues("unnamed"), pairs(&[("Western diplomat close to the talks", "said")]));
    }

    #[test]
    fn what_might_be_is_nobodys_word() {
        assert_eq!(sources_and_cues("acts"), pairs(&[]));
    }

    #[test]
    fn no_parse_makes_it_panic() {
        let mut state = 1_u64;
        let mut next = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for id in ["names", "verbs", "nouns", "goeson", "described", "officials", "sides", "unnamed"] {
            for _ in 0..100 {
                let (text, mut rows) = crate::annotated::rows(id);
                let mut first = 0;
                for (i, row) in rows.iter_mut().enumerate() {
                    if row.sent_start {
                        first = i;
                    }
                    if next(3) == 0 {
                        // Up to an earlier token of the sentence, so that there is no cycle.
                        row.head = (first + next(i - first + 1)) as u32;
                        row.dep = Dep::ALL[next(Dep::ALL.len())];
                        row.tag = Tag::ALL[next(Tag::ALL.len())];
                        row.pos = Pos::ALL[next(Pos::ALL.len())];
                    } else {
                        let head = row.head as usize;
                        row.head = if head < i && head >= first { head } else { i } as u32;
                    }
                }
                let doc = Doc::from_rows(text, rows);
                let utterances = (0..doc.len() / 6)
                    .map(|i| {
                        let mut range = |from: usize| 6 * i + from..6 * i + from + 1 + next(2);
                        let (source, cue, content) = (range(0), range(2), range(4));
                        Utterance {
                            source: vec![source],
                            cue,
                            content: vec![content],
                            probability: 0.5,
                            support: [0.0; 5],
                        }
                    })
                    .collect();
                let text = Annotated { doc, utterances };
                let found = find(&text, &Register::of(&text.doc));
                let doc = &text.doc;
                for attribution in &found {
                    assert!(attribution.evidence.span.of(doc.text()).len() <= LONGEST);
                    let Some(outer) = attribution.within else { continue };
                    let (cue, words) = (attribution.cue_spans[0], &found[outer].content_spans);
                    assert!(words.iter().any(|w| w.start <= cue.start && cue.start < w.end));
                    let mut outwards = std::iter::successors(Some(outer), |&i| found[i].within);
                    assert!(outwards.nth(found.len()).is_none(), "a ring");
                }
            }
        }
    }

    #[test]
    fn no_cue_in_an_empty_document() {
        let empty = Annotated::of("");
        assert!(find(&empty, &Register::of(&empty.doc)).is_empty());
    }
}
