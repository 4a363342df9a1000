//! PolNeAR's articles: texts with the spans that people marked, in tokens.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use lang::{Doc, Pipeline};
use rayon::prelude::*;

/// An attribution that people marked, in tokens.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// Pieces of the source; may be none.
    pub source: Vec<Range<usize>>,
    /// The cue.
    pub cue: Range<usize>,
    /// Pieces of the content.
    pub content: Vec<Range<usize>>,
}

/// An article with its attributions.
pub struct Article {
    /// Name of its file, without what follows the last point.
    pub name: String,
    /// The text, annotated.
    pub doc: Doc,
    /// Vectors in context.
    pub context: Vec<[f32; 96]>,
    /// What people marked.
    pub marked: Vec<Marked>,
}

/// Reads a PolNeAR folder, in the order of file names.
pub fn articles(path: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let mut articles = texts(&path.join("text"))?;
    for article in &mut articles {
        let marks = path.join("attributions").join(format!("{}.ann", article.name));
        article.marked = parse(&std::fs::read_to_string(marks)?, &article.doc);
    }
    Ok(articles)
}

/// Reads the texts of a folder, in the order of file names; nothing is marked in them.
pub fn texts(path: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let mut files: Vec<_> =
        std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|x| x == "txt"));
    files.sort();
    let read = |file: &std::path::PathBuf| -> std::io::Result<Article> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (doc, context) = Pipeline::english().annotate_with_vectors(&std::fs::read_to_string(file)?);
        Ok(Article { name, doc, context, marked: Vec::new() })
    };
    Ok(files.par_iter().map(read).collect::<std::io::Result<_>>()?)
}

/// Reads brat standoff; what has no cue is left out.
pub fn parse(marks: &str, doc: &Doc) -> Vec<Marked> {
    let bytes: Vec<usize> = doc.text().char_indices().map(|(b, _)| b).chain([doc.text().len()]).collect();
    let tokens = |start: usize, end: usize| -> Option<Range<usize>> {
        let (start, end) = (*bytes.get(start)?, *bytes.get(end)?);
        let mut inside = doc.tokens().filter(|t| t.span().start < end && start < t.span().end).map(|t| t.index());
        let first = inside.next()?;
        Some(first..inside.next_back().unwrap_or(first) + 1)
    };
    let mut spans: std::collections::HashMap<&str, Vec<Range<usize>>> = Default::default();
    for line in marks.lines() {
        let Some((id, rest)) = line.split_once('\t') else { continue };
        let Some((_, places)) = rest.split('\t').next().unwrap_or_default().split_once(' ') else { continue };
        if !id.starts_with('T') {
            continue;
        }
        let mut pieces: Vec<Range<usize>> = places
            .split(';')
            .filter_map(|piece| {
                let (start, end) = piece.split_once(' ')?;
                tokens(start.parse().ok()?, end.parse().ok()?)
            })
            .collect();
        pieces.sort_by_key(|p| p.start);
        pieces.dedup_by(|next, last| {
            let touch = next.start <= last.end;
            if touch {
                last.end = last.end.max(next.end);
            }
            touch
        });
        spans.insert(id, pieces);
    }
    let mut all = Vec::new();
    for line in marks.lines().filter(|l| l.starts_with('E')) {
        let mut marked = Marked::default();
        let mut cue = None;
        for part in line.split_whitespace().skip(1) {
            let Some((role, id)) = part.split_once(':') else { continue };
            let Some(pieces) = spans.get(id) else { continue };
            match role {
                "Source" => marked.source.extend(pieces.iter().cloned()),
                "Cue" => cue = cue.or_else(|| pieces.first().cloned()),
                "Content" | "Content2" => marked.content.extend(pieces.iter().cloned()),
                _ => {}
            }
        }
        if let Some(cue) = cue {
            marked.cue = cue;
            all.push(marked);
        }
    }
    all
}

/// The encoder's label of every token.
pub fn roles(doc: &Doc, marked: &[Marked]) -> Vec<u8> {
    let mut labels = vec![0; doc.len()];
    for m in marked {
        for (role, pieces) in [(0, m.source.as_slice()), (1, std::slice::from_ref(&m.cue)), (2, m.content.as_slice())] {
            for piece in pieces {
                label(&mut labels, piece.clone(), role);
            }
        }
    }
    labels
}

/// The labels of a window around a cue, from its first token.
pub fn parts(marked: &Marked, first: usize, length: usize) -> Vec<u8> {
    let mut labels = vec![0; length];
    for (role, pieces) in [(0, &marked.source), (1, &marked.content)] {
        for piece in pieces {
            let start = piece.start.max(first) - first;
            let end = piece.end.min(first + length).saturating_sub(first);
            if start < end {
                label(&mut labels, start..end, role);
            }
        }
    }
    labels
}

fn label(labels: &mut [u8], range: Range<usize>, role: u8) {
    labels[range.clone()].fill(2 * role + 2);
    labels[range.start] = 2 * role + 1;
}

/// Share of tokens in common, of all in either.
pub fn common(a: &[Range<usize>], b: &[Range<usize>]) -> f32 {
    let size = |x: &[Range<usize>]| x.iter().map(ExactSizeIterator::len).sum::<usize>();
    let both: usize =
        a.iter().flat_map(|x| b.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum();
    both as f32 / (size(a) + size(b) - both).max(1) as f32
}
