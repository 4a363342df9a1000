//! Rules from tag, word and relation to part of speech, morphology and, for some words, the lemma.

use crate::labels::{Dep, Pos, Tag};
use crate::weights::{LoadError, Table};

/// What the rules leave on a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attributes<'a> {
    pub tag: Tag,
    pub pos: Pos,
    pub morph: &'a str,
    pub lemma: Option<&'a str>,
    pub dep: Dep,
}

/// What the rules see of a token.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub tag: Tag,
    pub lower: &'a str,
    pub dep: Dep,
    pub is_space: bool,
}

/// The rules, in order.
pub(crate) struct Ruler {
    rules: Vec<Rule>,
    /// Patterns of two tokens: rule and pattern number.
    pairs: Vec<(usize, usize)>,
}

struct Rule {
    index: usize,
    patterns: Vec<Vec<Condition>>,
    tag: Option<Tag>,
    pos: Option<Pos>,
    morph: Option<Box<str>>,
    lemma: Option<Box<str>>,
    dep: Option<Dep>,
}

/// What a rule asks of one token. A set that is absent asks nothing.
#[derive(Default)]
struct Condition {
    tag: Option<Set<Tag>>,
    lower: Option<Set<Box<str>>>,
    dep: Option<Set<Dep>>,
    is_space: Option<bool>,
}

struct Set<T> {
    values: Vec<T>,
    excluded: bool,
}

impl<T: PartialEq> Set<T> {
    fn has<Q: ?Sized + PartialEq>(&self, value: &Q) -> bool
    where
        T: std::borrow::Borrow<Q>,
    {
        self.values.iter().any(|v| v.borrow() == value) != self.excluded
    }
}

impl Condition {
    fn holds(&self, token: &Seen) -> bool {
        self.tag.as_ref().is_none_or(|set| set.has(&token.tag))
            && self.dep.as_ref().is_none_or(|set| set.has(&token.dep))
            && self.is_space.is_none_or(|is_space| is_space == token.is_space)
            && self.lower.as_ref().is_none_or(|set| set.has(token.lower))
    }
}

impl Ruler {
    pub fn read(table: &mut Table) -> Result<Self, LoadError> {
        let mut rules = Vec::new();
        for _ in 0..table.count()? {
            let mut rule = Rule {
                index: table.u32()? as usize,
                patterns: Vec::new(),
                tag: None,
                pos: None,
                morph: None,
                lemma: None,
                dep: None,
            };
            for _ in 0..table.count()? {
                let (key, value) = (table.text()?, table.text()?);
                let known = match key {
                    "TAG" => {
                        rule.tag = Tag::from_label(value);
                        rule.tag.is_some()
                    }
                    "POS" => {
                        rule.pos = Pos::from_label(value);
                        rule.pos.is_some()
                    }
                    "DEP" => {
                        rule.dep = Dep::from_label(value);
                        rule.dep.is_some()
                    }
                    "MORPH" => {
                        rule.morph = Some(value.into());
                        true
                    }
                    "LEMMA" => {
                        rule.lemma = Some(value.into());
                        true
                    }
                    _ => false,
                };
                if !known {
                    return Err(table.malformed("unknown attribute"));
                }
            }
            for _ in 0..table.count()? {
                let mut pattern = Vec::new();
                for _ in 0..table.count()? {
                    pattern.push(Condition::read(table)?);
                }
                if !(1..=2).contains(&pattern.len()) || rule.index >= pattern.len() {
                    return Err(table.malformed("a pattern is neither one nor two tokens"));
                }
                rule.patterns.push(pattern);
            }
            rules.push(rule);
        }
        let mut pairs = Vec::new();
        for (r, rule) in rules.iter().enumerate() {
            pairs.extend((0..rule.patterns.len()).filter(|&p| rule.patterns[p].len() == 2).map(|p| (r, p)));
        }
        if pairs.len() > 32 {
            return Err(table.malformed("too many patterns of two tokens"));
        }
        Ok(Ruler { rules, pairs })
    }

    /// Which patterns of two tokens a form may be the target of, one bit each.
    pub fn pairs_of(&self, lower: &str) -> u32 {
        let mut mask = 0;
        for (bit, &(r, p)) in self.pairs.iter().enumerate() {
            let condition = &self.rules[r].patterns[p][self.rules[r].index];
            if condition.lower.as_ref().is_none_or(|set| set.has(lower)) {
                mask |= 1 << bit;
            }
        }
        mask
    }

    /// Of the patterns in `mask`, those that a token matches between its neighbours.
    pub fn matching_pairs<'a>(
        &self,
        mask: u32,
        token: &Seen,
        before: Option<Seen<'a>>,
        after: Option<Seen<'a>>,
    ) -> u32 {
        let mut matching = 0;
        for (bit, &(r, p)) in self.pairs.iter().enumerate() {
            if mask >> bit & 1 == 0 {
                continue;
            }
            let rule = &self.rules[r];
            let pattern = &rule.patterns[p];
            let (first, second) = if rule.index == 0 { (Some(*token), after) } else { (before, Some(*token)) };
            if first.is_some_and(|t| pattern[0].holds(&t)) && second.is_some_and(|t| pattern[1].holds(&t)) {
                matching |= 1 << bit;
            }
        }
        matching
    }

    /// Applies every rule that matches, in order; `pairs` are the two-token patterns that do.
    pub fn apply(&self, token: &Seen, pairs: u32) -> Attributes<'_> {
        let mut result = Attributes { tag: token.tag, pos: Pos::X, morph: "", lemma: None, dep: token.dep };
        for (r, rule) in self.rules.iter().enumerate() {
            let matches = rule.patterns.iter().enumerate().any(|(p, pattern)| match &pattern[..] {
                [condition] => condition.holds(token),
                _ => self.pairs.iter().position(|&pair| pair == (r, p)).is_some_and(|bit| pairs >> bit & 1 == 1),
            });
            if !matches {
                continue;
            }
            result.tag = rule.tag.unwrap_or(result.tag);
            result.pos = rule.pos.unwrap_or(result.pos);
            result.dep = rule.dep.unwrap_or(result.dep);
            result.morph = rule.morph.as_deref().unwrap_or(result.morph);
            result.lemma = rule.lemma.as_deref().or(result.lemma);
        }
        result
    }
}

impl Condition {
    fn read(table: &mut Table) -> Result<Self, LoadError> {
        let mut condition = Condition::default();
        for _ in 0..table.count()? {
            let (attribute, excluded) = (table.u32()?, table.u32()? == 1);
            let texts = table.texts()?;
            match attribute {
                // A label that no model gives can be left out of a set.
                0 => {
                    let values = texts.iter().filter_map(|text| Tag::from_label(text)).collect();
                    condition.tag = Some(Set { values, excluded });
                }
                1 => {
                    let values = texts.into_iter().map(Box::from).collect();
                    condition.lower = Some(Set { values, excluded });
                }
                2 => {
                    let values = texts.iter().filter_map(|text| Dep::from_label(text)).collect();
                    condition.dep = Some(Set { values, excluded });
                }
                3 => condition.is_space = Some(texts == ["1"]),
                _ => return Err(table.malformed("unknown condition")),
            }
        }
        Ok(condition)
    }
}
