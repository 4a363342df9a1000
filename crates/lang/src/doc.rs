//! One annotated text: columns, one value a token, and cheap views into them.

use std::ops::Range;

use crate::hash::Map;
use crate::labels::{Dep, EntityLabel, Pos, Tag};

/// A text with its annotation.
///
/// Token positions (`usize`) count tokens of the document; offsets are byte offsets into [`Doc::text`].
///
/// The values lie in columns, one entry a token; texts that many tokens share (norms, shapes, lemmas) are stored once.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    text: String,
    spans: Vec<(u32, u32)>,
    space_after: Vec<bool>,
    norm: Vec<u32>,
    shape: Vec<u32>,
    morph: Vec<u32>,
    lemma: Vec<u32>,
    tag: Vec<Tag>,
    pos: Vec<Pos>,
    dep: Vec<Dep>,
    head: Vec<u32>,
    sentence_start: Vec<bool>,
    entity: Vec<Option<(EntityLabel, bool)>>,
    left_edge: Vec<u32>,
    right_edge: Vec<u32>,
    sentences: Vec<Range<u32>>,
    entities: Vec<Entity>,
    strings: Strings,
}

/// Texts by number; 0 is the empty one.
#[derive(Clone, Debug)]
struct Strings {
    bytes: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { bytes: String::new(), ends: vec![0] }
    }
}

impl Strings {
    fn add(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        self.ends.len() as u32 - 1
    }

    fn get(&self, number: u32) -> &str {
        let i = number as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start..self.ends[i]]
    }
}

/// The values of one token, for building a document from another program's output or by hand in a test.
#[derive(Clone, Debug)]
pub struct Row {
    /// Byte range in the text.
    pub span: Range<u32>,
    /// One U+0020 that is no token follows.
    pub space_after: bool,
    /// Normal form.
    pub norm: String,
    /// Shape, such as `Xxxx` or `dd`.
    pub shape: String,
    /// Fine tag.
    pub tag: Tag,
    /// Coarse part of speech.
    pub pos: Pos,
    /// Morphology, `Key=Value` joined by `|`; may be empty.
    pub morph: String,
    /// Lemma.
    pub lemma: String,
    /// Relation to the head.
    pub dep: Dep,
    /// Position of the head in the document; its own for a root.
    pub head: u32,
    /// First token of a sentence.
    pub sent_start: bool,
    /// Entity that this token belongs to, and whether it is the entity's first token.
    pub entity: Option<(EntityLabel, bool)>,
}

/// A named entity: a range of token positions and its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Token positions.
    pub tokens: Range<usize>,
    /// Type.
    pub label: EntityLabel,
}

impl Doc {
    /// Builds a document from its tokens, in order of position.
    ///
    /// # Panics
    /// If a head lies outside the document or a span outside the text or inside a character.
    pub fn from_rows(text: impl Into<String>, rows: Vec<Row>) -> Self {
        let text = text.into();
        let n = rows.len();
        for row in &rows {
            assert!((row.head as usize) < n, "head outside the document");
            assert!(text.get(row.span.start as usize..row.span.end as usize).is_some(), "span does not slice the text");
        }
        let mut builder = Builder::new(&text, n);
        let mut known: Map<String, u32> = Map::default();
        let mut intern = |builder: &mut Builder, text: String| match known.get(&text) {
            Some(&number) => number,
            None => {
                let number = builder.intern(&text);
                known.insert(text, number);
                number
            }
        };
        for row in rows {
            let [norm, shape, morph, lemma] =
                [row.norm, row.shape, row.morph, row.lemma].map(|text| intern(&mut builder, text));
            builder.heads.push(row.head);
            builder.deps.push(row.dep);
            builder.sentence_starts.push(row.sent_start);
            builder.entities.push(row.entity);
            let span = (row.span.start, row.span.end);
            let (space_after, tag, pos) = (row.space_after, row.tag, row.pos);
            builder.push(Values { span, space_after, norm, shape, morph, lemma, tag, pos });
        }
        builder.finish()
    }

    /// The text, unchanged.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The token at a position.
    ///
    /// # Panics
    /// If there is none.
    pub fn token(&self, i: usize) -> Token<'_> {
        assert!(i < self.len(), "token {i} of {}", self.len());
        Token { doc: self, i }
    }

    /// All tokens in order.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Token<'_>> + ExactSizeIterator {
        (0..self.len()).map(|i| Token { doc: self, i })
    }

    /// Tokens of a range of positions.
    pub fn slice(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = Token<'_>> + ExactSizeIterator {
        range.map(|i| self.token(i))
    }

    /// The text from the first to the last token of a range (white space inside kept); empty for an empty range.
    pub fn text_of(&self, range: Range<usize>) -> &str {
        if range.is_empty() {
            return "";
        }
        &self.text[self.spans[range.start].0 as usize..self.spans[range.end - 1].1 as usize]
    }

    /// Number of sentences.
    pub fn sentence_count(&self) -> usize {
        self.sentences.len()
    }

    /// All sentences in order.
    pub fn sentences(&self) -> impl DoubleEndedIterator<Item = Sentence<'_>> + ExactSizeIterator {
        (0..self.sentences.len()).map(|n| Sentence { doc: self, n })
    }

    /// Named entities in order; they do not overlap.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }
}

/// A sentence of a document.
#[derive(Clone, Copy, Debug)]
pub struct Sentence<'a> {
    doc: &'a Doc,
    n: usize,
}

impl<'a> Sentence<'a> {
    /// Number of the sentence in its document, from 0.
    pub fn number(self) -> usize {
        self.n
    }

    /// Token positions.
    pub fn range(self) -> Range<usize> {
        let r = &self.doc.sentences[self.n];
        r.start as usize..r.end as usize
    }

    /// Tokens in order.
    pub fn tokens(self) -> impl DoubleEndedIterator<Item = Token<'a>> + ExactSizeIterator {
        self.doc.slice(self.range())
    }

    /// The text from first to last token.
    pub fn text(self) -> &'a str {
        self.doc.text_of(self.range())
    }

    /// Head of the sentence (the first, where there are several).
    pub fn root(self) -> Token<'a> {
        self.tokens().find(|t| t.is_root()).unwrap_or_else(|| self.doc.token(self.range().start))
    }
}

/// A token of a document: a position and a way back to the columns; two words, copied freely.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    doc: &'a Doc,
    i: usize,
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.i == other.i
    }
}

impl Eq for Token<'_> {}

impl std::fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.i, self.text())
    }
}

impl<'a> Token<'a> {
    /// Position in the document.
    pub fn index(self) -> usize {
        self.i
    }

    /// The document.
    pub fn doc(self) -> &'a Doc {
        self.doc
    }

    /// The text of the token.
    pub fn text(self) -> &'a str {
        let span = self.span();
        &self.doc.text[span]
    }

    /// Byte range in the text.
    pub fn span(self) -> Range<usize> {
        let (start, end) = self.doc.spans[self.i];
        start as usize..end as usize
    }

    /// One U+0020 that is no token follows.
    pub fn has_space_after(self) -> bool {
        self.doc.space_after[self.i]
    }

    /// Normal form: lower case, contractions and spelling variants undone ("n't" is "not").
    pub fn norm(self) -> &'a str {
        self.doc.strings.get(self.doc.norm[self.i])
    }

    /// Shape, such as `Xxxx` or `dd`.
    pub fn shape(self) -> &'a str {
        self.doc.strings.get(self.doc.shape[self.i])
    }

    /// Fine tag.
    pub fn tag(self) -> Tag {
        self.doc.tag[self.i]
    }

    /// Coarse part of speech.
    pub fn pos(self) -> Pos {
        self.doc.pos[self.i]
    }

    /// Morphology, `Key=Value` joined by `|`; may be empty.
    pub fn morph(self) -> &'a str {
        self.doc.strings.get(self.doc.morph[self.i])
    }

    /// Lemma.
    pub fn lemma(self) -> &'a str {
        self.doc.strings.get(self.doc.lemma[self.i])
    }

    /// Relation to the head.
    pub fn dep(self) -> Dep {
        self.doc.dep[self.i]
    }

    /// The head; the token itself for a root.
    pub fn head(self) -> Token<'a> {
        Token { doc: self.doc, i: self.doc.head[self.i] as usize }
    }

    /// Whether it is the head of its sentence.
    pub fn is_root(self) -> bool {
        self.doc.head[self.i] as usize == self.i
    }

    /// Whether it is the first token of a sentence.
    pub fn is_sentence_start(self) -> bool {
        self.doc.sentence_start[self.i]
    }

    /// Number of the sentence that holds this token.
    pub fn sentence(self) -> Sentence<'a> {
        let n = self.doc.sentences.partition_point(|s| s.end as usize <= self.i);
        Sentence { doc: self.doc, n }
    }

    /// The tokens whose head is this one, in order.
    pub fn children(self) -> impl DoubleEndedIterator<Item = Token<'a>> {
        let range = self.subtree();
        let i = self.i;
        range.map(move |j| Token { doc: self.doc, i: j }).filter(move |t| t.i != i && self.doc.head[t.i] as usize == i)
    }

    /// The first child with this relation.
    pub fn child(self, dep: Dep) -> Option<Token<'a>> {
        self.children().find(|t| t.dep() == dep)
    }

    /// The heads above this token, nearest first, without itself.
    pub fn ancestors(self) -> impl Iterator<Item = Token<'a>> {
        std::iter::successors((!self.is_root()).then(|| self.head()), |t| (!t.is_root()).then(|| t.head()))
    }

    /// Positions from the leftmost to the rightmost descendant.
    pub fn subtree(self) -> Range<usize> {
        self.doc.left_edge[self.i] as usize..self.doc.right_edge[self.i] as usize + 1
    }

    /// Type of the entity that holds this token.
    pub fn entity_label(self) -> Option<EntityLabel> {
        self.doc.entity[self.i].map(|(label, _)| label)
    }

    /// The entity that holds this token.
    pub fn entity(self) -> Option<&'a Entity> {
        self.doc.entity[self.i]?;
        let n = self.doc.entities.partition_point(|e| e.tokens.end <= self.i);
        self.doc.entities.get(n)
    }
}

/// A document being built, column by column.
///
/// [`Builder::push`] fills the columns of lexical values; the public columns are filled directly.
pub(crate) struct Builder {
    doc: Doc,
    pub heads: Vec<u32>,
    pub deps: Vec<Dep>,
    pub sentence_starts: Vec<bool>,
    pub entities: Vec<Option<(EntityLabel, bool)>>,
}

/// Values of one token; texts by the numbers that [`Builder::intern`] gave.
pub(crate) struct Values {
    pub span: (u32, u32),
    pub space_after: bool,
    pub norm: u32,
    pub shape: u32,
    pub morph: u32,
    pub lemma: u32,
    pub tag: Tag,
    pub pos: Pos,
}

impl Builder {
    pub fn new(text: &str, tokens: usize) -> Self {
        let doc = Doc {
            text: text.to_owned(),
            spans: Vec::with_capacity(tokens),
            space_after: Vec::with_capacity(tokens),
            norm: Vec::with_capacity(tokens),
            shape: Vec::with_capacity(tokens),
            morph: Vec::with_capacity(tokens),
            lemma: Vec::with_capacity(tokens),
            tag: Vec::with_capacity(tokens),
            pos: Vec::with_capacity(tokens),
            ..Doc::default()
        };
        Builder {
            doc,
            heads: Vec::with_capacity(tokens),
            deps: Vec::with_capacity(tokens),
            sentence_starts: Vec::with_capacity(tokens),
            entities: Vec::with_capacity(tokens),
        }
    }

    pub fn intern(&mut self, text: &str) -> u32 {
        self.doc.strings.add(text)
    }

    pub fn push(&mut self, values: Values) {
        let doc = &mut self.doc;
        doc.spans.push(values.span);
        doc.space_after.push(values.space_after);
        doc.norm.push(values.norm);
        doc.shape.push(values.shape);
        doc.morph.push(values.morph);
        doc.lemma.push(values.lemma);
        doc.tag.push(values.tag);
        doc.pos.push(values.pos);
    }

    pub fn finish(self) -> Doc {
        let Builder { mut doc, heads, deps, sentence_starts, entities } = self;
        let n = doc.spans.len();
        assert!(
            [heads.len(), deps.len(), sentence_starts.len(), entities.len()] == [n; 4],
            "columns of unequal length"
        );
        (doc.left_edge, doc.right_edge) = edges(&heads);
        for i in 0..n {
            if sentence_starts[i] || i == 0 {
                doc.sentences.push(i as u32..i as u32 + 1);
            } else if let Some(last) = doc.sentences.last_mut() {
                last.end = i as u32 + 1;
            }
            if let Some((label, begins)) = entities[i] {
                match doc.entities.last_mut() {
                    Some(e) if !begins && e.tokens.end == i && e.label == label => e.tokens.end = i + 1,
                    _ => doc.entities.push(Entity { tokens: i..i + 1, label }),
                }
            }
        }
        doc.head = heads;
        doc.dep = deps;
        doc.sentence_start = sentence_starts;
        doc.entity = entities;
        doc
    }
}

/// Leftmost and rightmost descendant of every token: children are folded into their heads from the leaves up, each once.
/// (Tokens on a cycle, which no parser makes, are never folded.)
fn edges(heads: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let n = heads.len();
    let mut waiting = vec![0u32; n];
    for (i, &head) in heads.iter().enumerate() {
        if head as usize != i {
            waiting[head as usize] += 1;
        }
    }
    let mut left: Vec<u32> = (0..n as u32).collect();
    let mut right = left.clone();
    for leaf in 0..n {
        let mut i = leaf;
        // A token is folded by the last of its children; `u32::MAX` marks those folded.
        while waiting[i] == 0 {
            waiting[i] = u32::MAX;
            let head = heads[i] as usize;
            if head == i {
                break;
            }
            left[head] = left[head].min(left[i]);
            right[head] = right[head].max(right[i]);
            waiting[head] -= 1;
            i = head;
        }
    }
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(span: Range<u32>, dep: Dep, head: u32, sent_start: bool) -> Row {
        Row {
            span,
            space_after: true,
            norm: String::new(),
            shape: String::new(),
            tag: Tag::NN,
            pos: Pos::Noun,
            morph: String::new(),
            lemma: String::new(),
            dep,
            head,
            sent_start,
            entity: None,
        }
    }

    #[test]
    fn edges_children_and_sentences_follow_from_heads() {
        let doc = Doc::from_rows(
            "Both sides met. Talks failed",
            vec![
                row(0..4, Dep::Det, 1, true),
                row(5..10, Dep::Nsubj, 2, false),
                row(11..14, Dep::Root, 2, false),
                row(14..15, Dep::Punct, 2, false),
                row(16..21, Dep::Nsubj, 5, true),
                row(22..28, Dep::Root, 5, false),
            ],
        );
        assert_eq!(doc.token(2).subtree(), 0..4);
        assert_eq!(doc.token(2).children().map(Token::index).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(doc.sentences().map(Sentence::text).collect::<Vec<_>>(), ["Both sides met.", "Talks failed"]);
        assert_eq!(doc.token(0).ancestors().map(Token::index).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(doc.token(4).sentence().number(), 1);
        assert_eq!(doc.token(5).sentence().root().text(), "failed");
    }
}
