//! The words of a position as they stand after "for" or "against": a noun phrase without its article, a verb in base
//! form, or "that" and a clause with a subject of its own.

use lang::{Dep, Doc, Pos, Tag, Token};

use super::candidates::Candidate;
use super::conditions::Terms;
use super::holder::Holders;
use super::lexicon::LEXICON;
use crate::clause::{self, Modality};
use crate::entry::Stance;
use crate::rule::Rule;

/// Most words of a point; longer ones lose their last phrases.
const MOST: usize = 14;

/// The point of a candidate; none where its words name nothing that the talks could settle: a pronoun without
/// antecedent, a state of affairs.
pub(crate) fn point(candidate: &Candidate<'_>, holders: &Holders<'_>) -> Option<String> {
    let mut head = antecedent(candidate.head)?;
    // "agreed to recognise Syria": not Syria is the point.
    if head.dep() == Dep::Dobj
        && head.pos() == Pos::Propn
        && candidate.stance == Stance::Supports
        && head.head() != candidate.cue
        && is_clausal(head.head())
    {
        head = head.head();
    }
    let mut kept = if head == candidate.head { kept(head) } else { kept_plain(head) };
    if let Some(terms) = &candidate.terms
        && !terms.range.contains(&head.index())
    {
        kept.retain(|t| !terms.range.contains(&t.index()));
    }
    let words = if is_clausal(head) {
        verbal(head, kept, candidate, holders)?
    } else if let Some(subject) = subject(head) {
        // "wants them ready", "wants the border open"
        let (of_subject, rest) = split(kept, subject);
        let mut words = Words::default();
        words.push("that");
        words.subject(subject, &of_subject, holders);
        words.push("be");
        words.tokens(&rest);
        words
    } else {
        nominal(head, kept, candidate.stance)?
    };
    words.finish()
}

/// The terms of a conditional stance: what is asked for, or the clause that names it.
pub(crate) fn terms(doc: &Doc, terms: &Terms<'_>) -> Option<String> {
    let reporting = &LEXICON.reporting;
    let bare = reporting.lacking.contains(terms.word) || reporting.term_nouns.contains(terms.word);
    let mut words = Words::default();
    if bare && terms.head.lemma() != terms.word {
        if is_clausal(terms.head) {
            let kept = kept(terms.head);
            words.tokens(&kept);
        } else {
            words = nominal(terms.head, kept(terms.head), Stance::Supports)?;
        }
    } else {
        let inside = kept(terms.head);
        let tokens: Vec<Token<'_>> = doc
            .slice(terms.range.clone())
            .filter(|t| t.index() < terms.head.index() || inside.iter().any(|k| k.index() == t.index()))
            .skip_while(|t| t.pos() == Pos::Punct || t.dep() == Dep::Cc)
            .collect();
        words.tokens(&tokens);
    }
    words.finish()
}

/// What a relative pronoun stands for; none for a pronoun that stands alone.
fn antecedent(head: Token<'_>) -> Option<Token<'_>> {
    if matches!(head.tag(), Tag::WDT | Tag::WP) || (head.lemma() == "that" && head.pos() == Pos::Pron) {
        let relative = head.ancestors().take(4).find(|t| t.dep() == Dep::Relcl);
        return relative.map(|r| r.head());
    }
    let alone = !head.children().any(|c| matches!(c.dep(), Dep::Prep | Dep::Relcl | Dep::Acl | Dep::Nsubj));
    let pronoun = matches!(head.pos(), Pos::Pron | Pos::Det) || head.tag() == Tag::PRP;
    (!(pronoun && alone)).then_some(head)
}

fn is_clausal(head: Token<'_>) -> bool {
    matches!(head.pos(), Pos::Verb | Pos::Aux)
        && (!matches!(head.tag(), Tag::VBN | Tag::VBG)
            || head.dep() != Dep::Pobj
            || subject(head).is_some()
            || head.child(Dep::Dobj).is_some())
}

fn subject(head: Token<'_>) -> Option<Token<'_>> {
    head.children()
        .find(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj | Dep::Expl) && c.index() < head.index())
}

/// The tokens below a head, in order, without what comments on it: what dashes, brackets or commas set off, the
/// clauses and items coordinated with it.
fn kept(head: Token<'_>) -> Vec<Token<'_>> {
    let doc = head.doc();
    let range = head.subtree();
    let mut drop = vec![false; range.len()];
    let mut mark = |cut: std::ops::Range<usize>| {
        for i in cut.start.max(range.start)..cut.end.min(range.end) {
            drop[i - range.start] = true;
        }
    };
    for token in doc.slice(range.clone()) {
        if token == head {
            continue;
        }
        let subtree = token.subtree();
        let own = token.head() == head;
        if own && token.index() > head.index() && matches!(token.dep(), Dep::Conj | Dep::Cc) {
            // What comes after is another point, or belongs to it.
            mark(subtree.start..range.end);
            continue;
        }
        // A comma inside a closing quotation mark sets off as well.
        let mut edge = subtree.start;
        if edge > range.start + 1 && is_quote(doc.token(edge - 1)) {
            edge -= 1;
        }
        let set_off = edge > range.start
            && matches!(doc.token(edge - 1).text(), "," | "-" | "–" | "—" | "--" | ":" | ";" | "(" | "[");
        let comment = match token.dep() {
            Dep::Appos | Dep::Parataxis | Dep::Intj | Dep::Dep | Dep::Dative if set_off => true,
            Dep::Relcl => set_off || starts_with_which(token) || is_late(token, head, 6),
            Dep::Advcl | Dep::Acl | Dep::Prep | Dep::Npadvmod | Dep::Advmod | Dep::Ccomp => {
                set_off && token.index() > token.head().index()
            }
            _ => false,
        };
        if comment {
            mark(subtree);
        }
    }
    let mut depth = 0_u32;
    for token in doc.slice(range.clone()) {
        match token.text() {
            "(" | "[" => depth += 1,
            ")" | "]" if depth > 0 => {
                depth -= 1;
                mark(token.index()..token.index() + 1);
            }
            _ => {}
        }
        if depth > 0 && token != head {
            mark(token.index()..token.index() + 1);
        }
    }
    doc.slice(range.clone())
        .filter(|t| *t == head || !drop[t.index() - range.start])
        .filter(|t| t.pos() != Pos::Space)
        .collect()
}

fn starts_with_which(verb: Token<'_>) -> bool {
    verb.doc().token(verb.subtree().start).norm() == "which"
}

/// A relative clause that would make the phrase long.
fn is_late(verb: Token<'_>, head: Token<'_>, at_least: usize) -> bool {
    let subtree = verb.subtree();
    subtree.start > head.index() + at_least && subtree.end - head.index() > MOST
}

fn split<'a>(kept: Vec<Token<'a>>, part: Token<'_>) -> (Vec<Token<'a>>, Vec<Token<'a>>) {
    let range = part.subtree();
    kept.into_iter().partition(|t| range.contains(&t.index()))
}

/// A clause or verb phrase in base form.
fn verbal<'a>(
    head: Token<'a>,
    kept: Vec<Token<'a>>,
    candidate: &Candidate<'a>,
    holders: &Holders<'_>,
) -> Option<Words> {
    let own = subject(head);
    let passive = head.children().any(|c| matches!(c.dep(), Dep::Auxpass | Dep::Nsubjpass))
        || (own.is_some() && head.tag() == Tag::VBN && !head.children().any(|c| c.dep() == Dep::Aux));
    let mut words = Words::default();
    // What has happened stays as it is told; in terms the past is one of form only.
    if clause::modality(head) == Modality::Past
        && head.tag() == Tag::VBD
        && let Some(subject) = own
        && !matches!(subject.pos(), Pos::Pron)
        && candidate.rule != Rule::StanceTerms
    {
        words.push("that");
        words.tokens(&kept.into_iter().filter(|t| t.dep() != Dep::Mark || t.head() != head).collect::<Vec<_>>());
        return Some(words);
    }
    let (mut of_subject, mut rest) = (Vec::new(), kept);
    if let Some(subject) = own {
        (of_subject, rest) = split(rest, subject);
    }
    let mut before: Vec<Token<'a>> = Vec::new();
    rest.retain(|t| {
        if t.index() >= head.index() {
            return true;
        }
        // The child of the head that holds it.
        let child = std::iter::once(*t).chain(t.ancestors()).take_while(|a| *a != head).last();
        // A phrase put first that limits the act goes behind it.
        if child.is_some_and(|c| matches!(c.dep(), Dep::Prep) && c.subtree().len() <= 5) && t.pos() != Pos::Punct {
            before.push(*t);
        }
        false
    });
    // "not only A but also B" is no refusal of A.
    let mut joined = false;
    let mut i = 0;
    while i < rest.len() {
        let not_only = rest[i].norm() == "not" && rest.get(i + 1).is_some_and(|n| n.norm() == "only");
        if not_only {
            rest.drain(i..i + 2);
            // "but also" joins what it would set apart.
            if let Some(but) = rest.iter().position(|t| t.norm() == "but" && t.dep() == Dep::Cc) {
                let also = rest.get(but + 1).is_some_and(|t| t.norm() == "also");
                rest.drain(but + 1..but + 1 + usize::from(also));
                joined = true;
            }
        } else if rest[i].dep() == Dep::Neg && rest[i].head() == head {
            rest.remove(i);
        } else {
            i += 1;
        }
    }
    let other = match own {
        Some(subject) => {
            let meant = holders.single(subject);
            let pronoun = is_personal(subject);
            let named = pronoun || subject.pos() == Pos::Propn || subject.child(Dep::Poss).is_none();
            let holder = named
                && meant.iter().any(|h| h.side() == candidate.holder.side() || h.name == candidate.holder.name)
                && clause::conjuncts(subject).len() == 1;
            !(holder || pronoun && meant.is_empty() && !passive)
        }
        None => false,
    };
    if other && let Some(subject) = own {
        words.push("that");
        if let Some(meant) = antecedent(subject).filter(|m| *m != subject) {
            // "a plan that would bind both": the plan
            let plain: Vec<Token<'_>> = kept_plain(meant);
            words.subject(meant, &plain, holders);
        } else {
            words.nobody = candidate.stance == Stance::Opposes;
            words.subject(subject, &of_subject, holders);
            words.nobody = false;
        }
    } else if let Some(subject) = sufferer(candidate, head) {
        // "urged Moscow to withdraw"
        words.push("that");
        let range = subject.subtree();
        let of_subject: Vec<Token<'_>> =
            kept_before(subject, head).into_iter().filter(|t| range.contains(&t.index())).collect();
        words.subject(subject, &of_subject, holders);
    }
    if passive {
        words.push("be");
        words.tokens(&rest);
    } else {
        words.push(head.lemma());
        words.glue(head);
        words.tokens(&rest[1..]);
    }
    if joined && let Some(but) = words.all.iter().rposition(|w| w.0 == "but") {
        words.all[but].0 = "and".to_owned();
        if let Some(comma) = but.checked_sub(1).filter(|&c| words.all[c].0 == ",") {
            words.all[comma] = (String::new(), true);
        }
    }
    if !before.is_empty() && words.count() + before.len() <= MOST {
        words.trim();
        words.tokens(&before);
    }
    Some(words)
}

/// "it", "they": a subject that somebody before stands for.
fn is_personal(subject: Token<'_>) -> bool {
    subject.tag() == Tag::PRP && subject.dep() != Dep::Expl && subject.children().next().is_none()
}

/// Whom the cue asks to do it, where the clause does not say so itself.
fn sufferer<'a>(candidate: &Candidate<'a>, head: Token<'a>) -> Option<Token<'a>> {
    if !candidate.traits.iter().any(|t| t == "slot:other") || subject(head).is_some() {
        return None;
    }
    let cue = candidate.cue;
    let object = cue.child(Dep::Dobj).or_else(|| cue.child(Dep::Nsubjpass)).or_else(|| {
        cue.children()
            .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "on" | "upon" | "to"))
            .find_map(|p| p.child(Dep::Pobj))
    });
    object.filter(|o| o.index() < head.index())
}

/// A noun phrase without its relative clauses.
fn kept_plain(head: Token<'_>) -> Vec<Token<'_>> {
    let relative: Vec<std::ops::Range<usize>> =
        head.children().filter(|c| c.dep() == Dep::Relcl).map(|c| c.subtree()).collect();
    kept(head).into_iter().filter(|t| !relative.iter().any(|r| r.contains(&t.index()))).collect()
}

fn kept_before<'a>(subject: Token<'a>, head: Token<'_>) -> Vec<Token<'a>> {
    let mut all = kept(subject);
    // Its coordinated phrases are subjects too.
    for t in clause::conjuncts(subject).into_iter().skip(1) {
        all.push(t);
    }
    let doc = subject.doc();
    let subtree = subject.subtree();
    if clause::conjuncts(subject).len() > 1 {
        return doc.slice(subtree.start..subtree.end.min(head.index())).collect();
    }
    all
}

/// A noun phrase without what stands before it.
fn nominal(head: Token<'_>, kept: Vec<Token<'_>>, stance: Stance) -> Option<Words> {
    let outer = |t: &Token<'_>| {
        t.index() < head.index()
            && (matches!(t.norm(), "the" | "a" | "an" | "that" | "to")
                || matches!(t.dep(), Dep::Mark | Dep::Cc | Dep::Preconj | Dep::Neg | Dep::Case | Dep::Prep)
                || (t.pos() == Pos::Punct && !is_quote(*t))
                || (stance == Stance::Opposes && matches!(t.norm(), "no" | "any"))
                || (t.dep() == Dep::Advmod && matches!(t.norm(), "also" | "even" | "only" | "not" | "just" | "rather")))
    };
    let mut tokens = kept;
    while tokens.len() > 1 && (outer(&tokens[0]) || is_quote(tokens[0]) && outer(&tokens[1])) {
        tokens.remove(0);
    }
    let mut words = Words::default();
    words.tokens(&tokens);
    Some(words)
}

fn is_quote(token: Token<'_>) -> bool {
    matches!(token.text(), "\"" | "“" | "”" | "''" | "``" | "‘")
}

/// Words on their way to a text.
#[derive(Default)]
struct Words {
    /// Each with whether a space follows, and the index of its token.
    all: Vec<(String, bool)>,
    /// For each word: the lengths to which the phrase may be cut at it.
    ends: Vec<usize>,
    /// "nobody" and "no" name who is meant: the stance says no.
    nobody: bool,
}

impl Words {
    fn push(&mut self, word: &str) {
        self.all.push((word.to_owned(), true));
    }

    /// The last word is followed by what follows the token.
    fn glue(&mut self, token: Token<'_>) {
        if let Some(last) = self.all.last_mut() {
            last.1 = token.has_space_after();
        }
    }

    fn count(&self) -> usize {
        self.all.iter().filter(|w| w.0.chars().any(char::is_alphanumeric)).count()
    }

    /// The subject of a clause; a pronoun by the name of whom it means.
    fn subject(&mut self, subject: Token<'_>, tokens: &[Token<'_>], holders: &Holders<'_>) {
        if subject.pos() == Pos::Pron && tokens.len() <= 1 {
            let meant = holders.single(subject);
            let word = match (meant.first(), subject.norm()) {
                (Some(h), "it" | "they" | "he" | "she" | "we" | "i") if meant.len() == 1 => h.side(),
                (_, "them") => "they",
                (_, "him") => "he",
                (_, "us") => "we",
                (_, "nobody") if self.nobody => "anybody",
                (_, other) => other,
            };
            let word = word.to_owned();
            self.push(&word);
            return;
        }
        let start = self.all.len();
        self.tokens(tokens);
        // A clause is never cut within its subject.
        self.ends.clear();
        if self.nobody
            && let Some(first) = self.all.get_mut(start)
        {
            match first.0.to_lowercase().as_str() {
                "no" => "any".clone_into(&mut first.0),
                "neither" => "either".clone_into(&mut first.0),
                _ => {}
            }
        }
    }

    fn tokens(&mut self, tokens: &[Token<'_>]) {
        let base = self.all.len();
        for (i, token) in tokens.iter().enumerate() {
            // Gaps leave a space; what a gap leaves of its commas goes.
            let next = tokens.get(i + 1);
            let gap = next.is_none_or(|n| n.index() != token.index() + 1);
            let comma = token.text() == ",";
            let opens = self.all.is_empty();
            if comma && (gap || opens || i > 0 && tokens[i - 1].index() + 1 != token.index()) {
                if let Some(last) = self.all.last_mut() {
                    last.1 = true;
                }
                continue;
            }
            let mut text = token.text().to_owned();
            if token.is_sentence_start()
                && token.pos() != Pos::Propn
                && text.chars().skip(1).all(char::is_lowercase)
                && text != "I"
                && token.entity_label().is_none()
            {
                text = text.to_lowercase();
            }
            self.all.push((text, token.has_space_after() || gap));
        }
        // Where the phrase may end: before what hangs on it from behind.
        for (i, token) in tokens.iter().enumerate().skip(1) {
            let inside = token.subtree();
            let first = tokens.iter().position(|t| inside.contains(&t.index())).unwrap_or(i);
            let last = tokens.iter().rposition(|t| inside.contains(&t.index())).unwrap_or(i);
            let adjunct = match token.dep() {
                Dep::Prep => token.norm() != "of" && token.head().dep() != Dep::Prep && token.head().lemma() != "be",
                Dep::Relcl | Dep::Advcl | Dep::Acl | Dep::Npadvmod | Dep::Appos => true,
                Dep::Advmod => token.index() > token.head().index(),
                _ => false,
            };
            if adjunct && token.index() > token.head().index() && last + 1 == tokens.len() && first > 0 {
                // Commas that were left out shift the count; never cut beyond what there is.
                self.ends.push((base + first).min(self.all.len()));
            }
        }
    }

    fn trim(&mut self) {
        while let Some(last) = self.all.last() {
            let loose =
                matches!(last.0.as_str(), "," | ";" | ":" | "." | "-" | "–" | "—" | "--" | "and" | "or" | "but");
            if !loose {
                break;
            }
            self.all.pop();
        }
        if let Some(last) = self.all.last_mut() {
            last.1 = true;
        }
    }

    fn finish(mut self) -> Option<String> {
        if self.count() > MOST {
            // The latest end that makes it short enough, else the earliest that leaves a phrase.
            let words_before =
                |n: usize| self.all[..n].iter().filter(|w| w.0.chars().any(char::is_alphanumeric)).count();
            let fitting = self.ends.iter().copied().filter(|&n| (3..=MOST).contains(&words_before(n))).max();
            let cut = fitting.or_else(|| self.ends.iter().copied().filter(|&n| words_before(n) > MOST).min());
            if let Some(n) = cut {
                self.all.truncate(n);
            }
        }
        self.trim();
        let mut text = String::new();
        for (word, space) in &self.all {
            text.push_str(word);
            if *space {
                text.push(' ');
            }
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text =
            text.replace(",”", "”").replace(",\"", "\"").replace(" ,", ",").replace(" 's", "'s").replace(" ’s", "’s");
        let text = balanced(text.trim_matches([',', ';', ':', '.', '-', '–', '—', ' ']));
        text.chars().any(char::is_alphabetic).then_some(text)
    }
}

/// Without quotation marks that have no partner.
fn balanced(text: &str) -> String {
    let straight = text.matches('"').count() % 2 == 1;
    let curly = text.matches('“').count() != text.matches('”').count();
    let text: String = text
        .chars()
        .filter(|c| match c {
            '"' => !straight,
            '“' | '”' => !curly,
            _ => true,
        })
        .collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {

    use super::super::candidates::candidates;
    use super::*;
    use crate::attribution;
    use crate::register::Register;
    use crate::speech::Annotated;

    /// The words of every candidate, and of its terms.
    fn words(text: &str) -> Vec<String> {
        let text = Annotated::of(text);
        let doc = &text.doc;
        let register = Register::of(doc);
        let attributions = attribution::find(&text, &register);
        let holders = Holders::new(doc, &register, &attributions);
        candidates(doc, &holders)
            .iter()
            .filter_map(|c| {
                let point = point(c, &holders)?;
                Some(match c.terms.as_ref().and_then(|t| terms(doc, t)) {
                    Some(terms) => format!("{point} [{terms}]"),
                    None => point,
                })
            })
            .collect()
    }

    fn reads(text: &str, expected: &str) {
        let words = words(text);
        assert!(words.iter().any(|w| w == expected), "{text}: {words:?}");
    }

    #[test]
    fn a_side_that_must_has_its_verb_alone() {
        reads("Norway insists it must keep the fishing grounds.", "keep the fishing grounds");
        reads("Norway refuses to leave the harbour.", "leave the harbour");
        reads("Sweden agreed to removing the mines.", "remove the mines");
    }

    #[test]
    fn another_subject_stands_in_a_clause() {
        reads("Norway insists that the treaty must protect its islands.", "that the treaty protect its islands");
        reads("Norway wants Sweden to open the border.", "that Sweden open the border");
        reads("Norway urged Sweden to open the border.", "that Sweden open the border");
        reads("Norway demands that the prisoners be released.", "that the prisoners be released");
    }

    #[test]
    fn what_comments_is_left_out() {
        reads("Norway rejects the fishing quota, a measure that has angered its ports.", "fishing quota");
        reads("Norway accepted the ceasefire, which begins on Monday.", "ceasefire");
    }

    #[test]
    fn terms_stand_bare() {
        reads("Norway offered fishing rights in exchange for a naval base.", "fishing rights [naval base]");
    }

    #[test]
    fn not_only_refuses_nothing() {
        let doc = "Norway said the treaty must cover not only fish but also oil.";
        assert!(words(doc).iter().all(|w| !w.contains("not") && !w.contains("but")), "{:?}", words(doc));
    }

    #[test]
    fn quotation_marks_balance() {
        assert_eq!(balanced("a \"bad deal"), "a bad deal");
        assert_eq!(balanced("a “bad” deal"), "a “bad” deal");
    }
}
