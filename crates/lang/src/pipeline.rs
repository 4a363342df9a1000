//! The pipeline: weights, rules and caches put together.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::doc::{Builder, Doc, Values};
use crate::forms::Forms;
use crate::hash::Map;
use crate::labels::{Dep, Pos, Tag};
use crate::lemma::Lemmatizer;
use crate::lexicon::{Lexicon, VECTOR_WIDTH};
use crate::ner;
use crate::parser::{self, Parse};
use crate::ruler::{Ruler, Seen};
use crate::steps::{BLOCK, Scorer, Source, Steps, Window, best};
use crate::tok2vec::{Context, D, DEPTH, Embeddings, Position, Scratch, Tok2Vec};
use crate::tokenizer::Tokenizer;
use crate::tree::Tree;
use crate::weights::{LoadError, Weights};
use dense::{Dense, Level};

/// Read wherever the linker puts it: nothing in the file relies on alignment.
static ENGLISH: &[u8] = include_bytes!("../weights/en-md.bin");

/// Tokenizer, tagger, parser, rules, lemmatizer and entity recogniser with one set of weights.
///
/// A pipeline is immutable and can be shared between threads; each call borrows a set of caches and buffers from a pool,
/// so calls on several threads do not wait for each other. What is cached never changes a result.
///
/// ```
/// let pipeline = lang::Pipeline::english();
/// let doc = pipeline.annotate("Both sides met in Geneva.\nTalks resume on Monday.");
/// let subject = doc.tokens().find(|t| t.dep() == lang::Dep::Nsubj).unwrap();
/// assert_eq!((subject.text(), subject.head().lemma()), ("sides", "meet"));
/// assert_eq!(doc.sentence_count(), 2);
/// ```
pub struct Pipeline {
    model: Model,
    idle: Mutex<Vec<Worker>>,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline").field("name", &self.model.name).finish_non_exhaustive()
    }
}

/// What is read from the weights.
struct Model {
    name: String,
    level: Level,
    tokenizer: Tokenizer,
    lexicon: Lexicon,
    shared: Tok2Vec,
    own: Tok2Vec,
    tagger: Dense,
    tags: Vec<Tag>,
    parser_actions: parser::Actions,
    parser: Steps,
    ner_actions: ner::Actions,
    ner: Steps,
    ruler: Ruler,
    lemmatizer: Lemmatizer,
}

impl Pipeline {
    /// The English pipeline with the weights that this crate carries (`en_core_web_md` 3.8.0), loaded at the first call.
    pub fn english() -> &'static Pipeline {
        static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
        PIPELINE.get_or_init(|| {
            Pipeline::from_bytes(Cow::Borrowed(ENGLISH)).expect("the embedded weights are checked by the tests")
        })
    }

    /// A pipeline with other weights, as `convert/convert.py` writes them.
    ///
    /// # Errors
    /// If the bytes are not a whole weights file of the format this version reads.
    pub fn from_bytes(weights: impl Into<Cow<'static, [u8]>>) -> Result<Pipeline, LoadError> {
        let model = Model::read(Arc::new(Weights::new(weights.into())?))?;
        Ok(Pipeline { model, idle: Mutex::default() })
    }

    /// Name and version of the model, such as `en_core_web_md 3.8.0`.
    pub fn name(&self) -> &str {
        &self.model.name
    }

    /// Annotates a text line by line.
    ///
    /// Each line is read as a text of its own, so that a heading or a list item is not joined to the next sentence;
    /// sentences, heads and entities never cross a line. Line breaks (`\n`, `\r\n`) give no tokens, and neither do
    /// lines of nothing but white space. The result is one document over the whole text.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    pub fn annotate(&self, text: &str) -> Doc {
        self.with_worker(|worker| worker.annotate(&self.model, text, &lines(&self.model.tokenizer, text), None))
    }

    /// Annotates a text as one piece, exactly as spaCy does: line breaks are tokens.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    pub fn annotate_whole(&self, text: &str) -> Doc {
        self.with_worker(|worker| worker.annotate(&self.model, text, std::slice::from_ref(&(0..text.len())), None))
    }

    /// As [`Pipeline::annotate`], and every token's vector in context: 96 numbers, the input of tagger and parser.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    pub fn annotate_with_vectors(&self, text: &str) -> (Doc, Vec<[f32; 96]>) {
        let mut vectors = Vec::new();
        let lines = lines(&self.model.tokenizer, text);
        let doc = self.with_worker(|worker| worker.annotate(&self.model, text, &lines, Some(&mut vectors)));
        (doc, vectors)
    }

    /// The byte ranges of the tokens of a text taken as one piece; no annotation.
    pub fn tokenize(&self, text: &str) -> Vec<Range<usize>> {
        self.with_worker(|worker| {
            worker.begin(text);
            worker.tokenize(&self.model, text, 0..text.len());
            worker.tokens.iter().map(|token| token.start as usize..token.end as usize).collect()
        })
    }

    /// Annotates many texts line by line, on up to `threads` threads; documents come in the order of the texts.
    ///
    /// The result does not depend on the number of threads.
    ///
    /// # Panics
    /// If a text is 4 GiB or longer.
    pub fn annotate_many<T: AsRef<str> + Sync>(&self, texts: &[T], threads: usize) -> Vec<Doc> {
        let threads = threads.clamp(1, texts.len().max(1));
        if threads == 1 {
            return texts.iter().map(|text| self.annotate(text.as_ref())).collect();
        }
        let next = AtomicUsize::new(0);
        let docs: Vec<OnceLock<Doc>> = texts.iter().map(|_| OnceLock::new()).collect();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while let Some(i) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&i| i < texts.len()) {
                        // Each position is taken by one thread only.
                        let _ = docs[i].set(self.annotate(texts[i].as_ref()));
                    }
                });
            }
        });
        docs.into_iter().map(|doc| doc.into_inner().expect("every text was annotated")).collect()
    }

    /// The static vector of a word form (300 numbers), exactly as written; `None` if the weights have none for it.
    ///
    /// ```
    /// let pipeline = lang::Pipeline::english();
    /// assert_eq!(pipeline.vector("ceasefire").map(|v| v.len()), Some(300));
    /// assert_eq!(pipeline.vector("qwzxqwzx"), None);
    /// ```
    pub fn vector(&self, form: &str) -> Option<Vec<f32>> {
        let row = self.model.lexicon.vector_row(form)?;
        let mut vector = vec![0.0; VECTOR_WIDTH];
        self.model.lexicon.vector(row, &mut vector);
        Some(vector)
    }

    fn with_worker<T>(&self, run: impl FnOnce(&mut Worker) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut worker = idle().pop().unwrap_or_default();
        let result = run(&mut worker);
        idle().push(worker);
        result
    }
}

impl Model {
    fn read(weights: Arc<Weights>) -> Result<Self, LoadError> {
        let mut about = weights.table("about")?;
        let name = format!("{} {}", about.text()?, about.text()?);
        let mut labels = weights.table("labels")?;
        let tags: Option<Vec<Tag>> = labels.texts()?.into_iter().map(Tag::from_label).collect();
        let tags = tags.filter(|tags| !tags.is_empty()).ok_or_else(|| labels.malformed("unknown tag"))?;
        let parser_actions = parser::Actions::read(&mut labels)?;
        let ner_actions = ner::Actions::read(&mut labels)?;
        let w = weights.floats("tagger.w", tags.len() * D)?;
        let b = weights.floats("tagger.b", tags.len())?;
        Ok(Model {
            name,
            level: Level::detect(),
            tokenizer: Tokenizer::read(&weights)?,
            lexicon: Lexicon::read(weights.clone())?,
            shared: Tok2Vec::read(&weights, "tok", true)?,
            own: Tok2Vec::read(&weights, "ner", false)?,
            tagger: Dense::new(&w, Some(&b), D, 0..tags.len()),
            tags,
            parser: Steps::read(&weights, "parser", parser::SLOTS, parser_actions.len())?,
            parser_actions,
            ner: Steps::read(&weights, "ner", ner::SLOTS, ner_actions.len())?,
            ner_actions,
            ruler: Ruler::read(&mut weights.table("ruler")?)?,
            lemmatizer: Lemmatizer::read(weights)?,
        })
    }
}

/// The lines of a text that hold more than white space, without their breaks.
fn lines(tokenizer: &Tokenizer, text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let content = line.strip_suffix('\r').unwrap_or(line);
        if !content.chars().all(|c| tokenizer.classes.py_space.has(c)) {
            lines.push(start..start + content.len());
        }
        start += line.len() + 1;
    }
    lines
}

/// A token found by the tokenizer.
#[derive(Clone, Copy)]
struct Tok {
    start: u32,
    end: u32,
    form: u32,
    space: bool,
}

/// Key of what the rules and the lemmatizer make of a token.
type OutcomeKey = (u32, Tag, Dep, u32);

/// What the rules and the lemmatizer make of a token.
struct Outcome {
    tag: Tag,
    pos: Pos,
    dep: Dep,
    morph: Box<str>,
    lemma: Box<str>,
}

/// Caches and buffers of one thread.
#[derive(Default)]
struct Worker {
    forms: Forms,
    shared: Network,
    own: Network,
    tags: Vec<Tag>,
    parse: Parse,
    tree: Tree,
    pairs: Vec<Option<u32>>,
    outcome_index: Map<OutcomeKey, u32>,
    outcomes: Vec<Outcome>,
    tokens: Vec<Tok>,
    token_outcomes: Vec<u32>,
    spans: Vec<(u32, u32)>,
    /// Documents' own numbers of norm and shape by form, and of morphology and lemma by outcome.
    form_values: Vec<Option<[u32; 2]>>,
    outcome_values: Vec<Option<[u32; 2]>>,
}

/// Outcomes kept from one text to the next.
const MOST_OUTCOMES: usize = 65_536;

/// Caches and buffers of one tok2vec network and the layers on it.
#[derive(Default)]
struct Network {
    embeddings: Embeddings,
    window: Window,
    scratch: Scratch,
    block: Vec<f32>,
    scores: Vec<f32>,
    /// Positions encoded so far: what time depends on.
    encoded: usize,
}

/// The tokens of a text as positions of a padded sequence: four rows of padding before, between and after its lines.
struct Padded<'a> {
    tokens: &'a [Tok],
    /// Token ranges of the lines; none is empty.
    lines: &'a [Range<usize>],
}

impl Padded<'_> {
    /// The line of a token.
    fn line(&self, token: usize) -> usize {
        self.lines.partition_point(|line| line.end <= token)
    }
}

/// Vectors from one network, computed block by block.
struct Vectors<'a> {
    model: &'a Model,
    net: &'a Tok2Vec,
    forms: &'a Forms,
    padded: Padded<'a>,
    embeddings: &'a mut Embeddings,
    scratch: &'a mut Scratch,
    block: &'a mut Vec<f32>,
    /// Positions encoded so far.
    encoded: &'a mut usize,
    tagging: Option<Tagging<'a>>,
}

/// Where the tags of tokens go, and their vectors if they are to be kept.
struct Tagging<'a> {
    tags: &'a mut Vec<Tag>,
    scores: &'a mut Vec<f32>,
    kept: Option<&'a mut Vec<[f32; D]>>,
}

impl Source for Vectors<'_> {
    fn len(&self) -> usize {
        self.padded.tokens.len()
    }

    fn vectors(&mut self, tokens: Range<usize>, out: &mut Vec<f32>) {
        out.clear();
        if tokens.is_empty() {
            return;
        }
        let (first, last) = (self.padded.line(tokens.start), self.padded.line(tokens.end - 1));
        let lines = self.padded.lines;
        let all = self.padded.tokens;
        let position = |t: usize| -> Position { Some((all[t].form, all[t].space)) };
        // The halo: neighbours on the same line, then padding.
        let from = tokens.start.saturating_sub(DEPTH).max(lines[first].start);
        let to = (tokens.end + DEPTH).min(lines[last].end);
        let before = DEPTH - (tokens.start - from);
        let after = DEPTH - (to - tokens.end);
        let pad = |n: usize| std::iter::repeat_n(None, n);
        let body = (first..=last).flat_map(|l| {
            let line = lines[l].start.max(from)..lines[l].end.min(to);
            line.map(position).chain(pad(if l < last { DEPTH } else { 0 }))
        });
        let positions = pad(before).chain(body).chain(pad(after));
        let (net, level, lexicon) = (self.net, self.model.level, &self.model.lexicon);
        let context = Context { net, level, lexicon, forms: &self.forms.forms };
        self.embeddings.encode(context, positions, self.scratch, self.block);
        *self.encoded += to + before + after - from;
        let mut row = DEPTH;
        for line in &lines[first..=last] {
            let n = line.end.min(tokens.end) - line.start.max(tokens.start);
            out.extend_from_slice(&self.block[row * D..(row + n) * D]);
            row += n + DEPTH;
        }
        let Some(Tagging { tags, scores, kept }) = &mut self.tagging else { return };
        // Blocks come in order; a later look back at a token does not tag it again.
        if tags.len() != tokens.start {
            return;
        }
        let tagger = &self.model.tagger;
        scores.resize(tokens.len() * tagger.outputs, 0.0);
        tagger.apply(level, out, D, tokens.len(), scores);
        for scores in scores.chunks_exact(tagger.outputs) {
            let scores = &scores[..self.model.tags.len()];
            tags.push(best(scores, std::slice::from_ref(&(0..scores.len()))).map_or(Tag::XX, |i| self.model.tags[i]));
        }
        if let Some(kept) = kept {
            kept.extend_from_slice(out.as_chunks::<D>().0);
        }
    }
}

impl Worker {
    fn annotate(&mut self, model: &Model, text: &str, lines: &[Range<usize>], kept: Option<&mut Vec<[f32; D]>>) -> Doc {
        self.begin(text);
        let mut token_lines = Vec::with_capacity(lines.len());
        for line in lines {
            let start = self.tokens.len();
            self.tokenize(model, text, line.clone());
            if self.tokens.len() > start {
                token_lines.push(start..self.tokens.len());
            }
        }
        let mut builder = Builder::new(text, self.tokens.len());
        self.form_values.clear();
        self.form_values.resize(self.forms.forms.len(), None);

        self.tags.clear();
        let network = &mut self.shared;
        network.window.reset(&model.parser);
        let source = Vectors {
            model,
            net: &model.shared,
            forms: &self.forms,
            padded: Padded { tokens: &self.tokens, lines: &token_lines },
            embeddings: &mut network.embeddings,
            scratch: &mut network.scratch,
            block: &mut network.block,
            encoded: &mut network.encoded,
            tagging: Some(Tagging { tags: &mut self.tags, scores: &mut network.scores, kept }),
        };
        let (steps, level) = (&model.parser, model.level);
        let mut scorer = Scorer { steps, level, window: &mut network.window, source };
        for line in &token_lines {
            let first = line.start;
            self.parse.run(&model.parser_actions, &mut scorer, line.clone());
            let is_space = |i: usize| self.forms.forms[self.tokens[first + i].form as usize].is_space;
            self.tree.build(&self.parse.heads, &self.parse.labels, is_space);
            builder.heads.extend(self.tree.heads.iter().map(|head| head + first as u32));
            builder.deps.extend_from_slice(&self.tree.deps);
            builder.sentence_starts.extend_from_slice(&self.tree.sentence_starts);
        }
        // The parser looks at every token, unless the weights lead it astray.
        let mut rest = Vec::new();
        let mut source = scorer.source;
        while let Some(done) = source.tagging.as_ref().map(|t| t.tags.len()).filter(|&done| done < source.len()) {
            source.vectors(done..(done + BLOCK).min(source.len()), &mut rest);
        }

        let network = &mut self.own;
        network.window.reset(&model.ner);
        let source = Vectors {
            model,
            net: &model.own,
            forms: &self.forms,
            padded: Padded { tokens: &self.tokens, lines: &token_lines },
            embeddings: &mut network.embeddings,
            scratch: &mut network.scratch,
            block: &mut network.block,
            encoded: &mut network.encoded,
            tagging: None,
        };
        builder.entities.resize(self.tokens.len(), None);
        let mut scorer = Scorer { steps: &model.ner, level, window: &mut network.window, source };
        for line in &token_lines {
            let first = line.start;
            let Builder { entities, sentence_starts, .. } = &mut builder;
            ner::run(
                &model.ner_actions,
                &mut scorer,
                line.clone(),
                &sentence_starts[line.clone()],
                |i| self.forms.forms[self.tokens[first + i].form as usize].is_space,
                |i, entity| entities[first + i] = entity,
            );
        }

        self.tokens_outcomes(model, &builder.deps, &token_lines);
        self.outcome_values.clear();
        self.outcome_values.resize(self.outcomes.len(), None);
        for (i, token) in self.tokens.iter().enumerate() {
            let form = &self.forms.forms[token.form as usize];
            let [norm, shape] = *self.form_values[token.form as usize]
                .get_or_insert_with(|| [builder.intern(&form.norm), builder.intern(&form.shape)]);
            let outcome = self.token_outcomes[i] as usize;
            let result = &self.outcomes[outcome];
            let [morph, lemma] = *self.outcome_values[outcome]
                .get_or_insert_with(|| [builder.intern(&result.morph), builder.intern(&result.lemma)]);
            builder.deps[i] = result.dep;
            builder.push(Values {
                span: (token.start, token.end),
                space_after: token.space,
                norm,
                shape,
                morph,
                lemma,
                tag: result.tag,
                pos: result.pos,
            });
        }
        builder.finish()
    }

    fn begin(&mut self, text: &str) {
        assert!(u32::try_from(text.len()).is_ok(), "a text of 4 GiB or more");
        if self.forms.is_full() || self.outcomes.len() > MOST_OUTCOMES {
            *self = Worker::default();
        }
        self.tokens.clear();
    }

    /// Appends the tokens of one line.
    fn tokenize(&mut self, model: &Model, text: &str, line: Range<usize>) {
        let first = self.tokens.len();
        let (forms, tokens) = (&mut self.forms, &mut self.tokens);
        model.tokenizer.chunks(&text[line.clone()], |start, end, space| {
            let chunk = &text[line.start + start..line.start + end];
            let mut at = (line.start + start) as u32;
            for &(form, len) in forms.chunk(&model.tokenizer, &model.lexicon, chunk) {
                tokens.push(Tok { start: at, end: at + len, form, space: false });
                at += len;
            }
            if let Some(last) = tokens.last_mut() {
                last.space = space;
            }
        });
        self.join_special_cases(model, text, first);
    }

    /// Replaces sequences of tokens that together are an exception.
    fn join_special_cases(&mut self, model: &Model, text: &str, first: usize) {
        self.spans.clear();
        let word = |token: &Tok| self.forms.forms[token.form as usize].word;
        for start in first..self.tokens.len() {
            let words = self.tokens[start..].iter().map(word);
            let spans = &mut self.spans;
            model.tokenizer.sequences.starts(words, |len| spans.push((start as u32, (start + len) as u32)));
        }
        if self.spans.is_empty() {
            return;
        }
        // The longest first, the earliest of equals first; a span is dropped if its first or last token has been seen,
        // and counts as seen even then.
        self.spans.sort_by_key(|&(start, end)| (std::cmp::Reverse(end - start), start));
        let mut seen = vec![false; self.tokens.len() - first];
        self.spans.retain(|&(start, end)| {
            let span = &mut seen[start as usize - first..end as usize - first];
            let kept = !span[0] && !span[span.len() - 1];
            span.fill(true);
            kept
        });
        self.spans.sort_unstable();
        let mut rest = self.tokens.split_off(first).into_iter();
        let mut at = first;
        for &(start, end) in &self.spans {
            self.tokens.extend(rest.by_ref().take(start as usize - at));
            let old: Vec<Tok> = rest.by_ref().take((end - start) as usize).collect();
            at = end as usize;
            let (from, to) = (old[0].start, old[old.len() - 1].end);
            let Some(special) = model.tokenizer.special(&text[from as usize..to as usize]) else {
                self.tokens.extend(old);
                continue;
            };
            let mut start = from;
            for i in special {
                let (form, len) = self.forms.special(&model.tokenizer, &model.lexicon, i);
                self.tokens.push(Tok { start, end: start + len, form, space: false });
                start += len;
            }
            if let (Some(last), Some(replaced)) = (self.tokens.last_mut(), old.last()) {
                last.space = replaced.space;
            }
        }
        self.tokens.extend(rest);
    }

    /// Applies rules and lemmatizer to every token, by way of the cache.
    fn tokens_outcomes(&mut self, model: &Model, deps: &[Dep], lines: &[Range<usize>]) {
        self.token_outcomes.clear();
        self.pairs.resize(self.forms.forms.len(), None);
        let forms = &self.forms.forms;
        let seen = |i: usize| {
            let form = &forms[self.tokens[i].form as usize];
            Seen { tag: self.tags[i], lower: &form.lower, dep: deps[i], is_space: form.is_space }
        };
        for line in lines {
            for i in line.clone() {
                let number = self.tokens[i].form;
                let form = &forms[number as usize];
                let mut pairs = *self.pairs[number as usize].get_or_insert_with(|| model.ruler.pairs_of(&form.lower));
                if pairs != 0 {
                    let before = (i > line.start).then(|| seen(i - 1));
                    let after = (i + 1 < line.end).then(|| seen(i + 1));
                    pairs = model.ruler.matching_pairs(pairs, &seen(i), before, after);
                }
                let next = self.outcomes.len() as u32;
                let key = (number, self.tags[i], deps[i], pairs);
                let outcome = *self.outcome_index.entry(key).or_insert(next);
                if outcome == next {
                    let result = model.ruler.apply(&seen(i), pairs);
                    let alphabetic = &model.tokenizer.classes.py_alpha;
                    let lemma = match result.lemma {
                        Some(lemma) => lemma.to_owned(),
                        None => model.lemmatizer.lemma(alphabetic, &form.text, &form.lower, result.pos, result.morph),
                    };
                    self.outcomes.push(Outcome {
                        tag: result.tag,
                        pos: result.pos,
                        dep: result.dep,
                        morph: result.morph.into(),
                        lemma: lemma.into(),
                    });
                }
                self.token_outcomes.push(outcome);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work done on a text: tokens found, positions encoded by either network, states scored by parser and recogniser.
    fn work(text: &str) -> [usize; 4] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/en-sm.bin");
        let pipeline = Pipeline::from_bytes(std::fs::read(path).unwrap()).unwrap();
        let tokens = pipeline.annotate(text).len();
        let workers = pipeline.idle.into_inner().unwrap();
        let [worker] = &workers[..] else { panic!("one call needs one worker") };
        let scored = worker.shared.window.scored + worker.own.window.scored;
        [tokens, worker.shared.encoded, worker.own.encoded, scored]
    }

    #[test]
    fn work_grows_with_the_text() {
        for unit in [
            "Both sides met in Geneva, but the talks failed. ",
            "Both sides met.\n",
            "a,b",
            "(((",
            "a.b@c:d//",
            "... -- ) ",
            "the the the the ",
            "and of which to whom ",
        ] {
            let [one, two] = [1000, 2000].map(|n| work(&unit.repeat(n)));
            for (one, two) in one.into_iter().zip(two) {
                assert!(two <= 2 * one + one / 2, "{unit:?}: from {one} to {two}");
            }
        }
    }
}
