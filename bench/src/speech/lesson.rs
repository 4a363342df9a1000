//! What a network is to learn of a text: what people marked, what other networks think, or both.

use std::collections::HashMap;
use std::error::Error;
use std::ops::Range;
use std::path::Path;

use lang::Doc;
use ndarray::Array2;
use reading::speech;
use reading::speech::features::Features;
use reading::speech::model::Model;
use reading::speech::panel::Panel;
use reading::speech::shape::{PARTS, ROLES};
use reading::speech::window::Windows;
use safetensors::SafeTensors;

use super::gold::{self, Article, Marked};

/// Probabilities to learn.
pub struct Lesson {
    /// Of the encoder's labels: a row a token, [`ROLES`] columns.
    pub roles: Array2<f32>,
    /// Cues to read.
    pub cues: Vec<Range<usize>>,
    /// Of the labels of the reader of one cue: a row for each of the windows' tokens, [`PARTS`] columns.
    pub parts: Array2<f32>,
}

impl Lesson {
    /// What people marked.
    pub fn marked(doc: &Doc, marked: &[Marked]) -> Self {
        let cues: Vec<Range<usize>> = marked.iter().map(|m| m.cue.clone()).collect();
        let windows = Windows::of(doc, &cues, 0..doc.len());
        let spans = marked.iter().zip(&windows.spans);
        let parts: Vec<u8> = spans.flat_map(|(m, &(first, length))| gold::parts(m, first, length)).collect();
        Lesson { roles: certain(&gold::roles(doc, marked), ROLES), cues, parts: certain(&parts, PARTS) }
    }

    /// What teachers think of a text that nobody marked.
    pub fn heard(article: &Article, features: &Features, teachers: &Teachers) -> Self {
        let found = speech::hear(&teachers.model, &article.doc, features);
        let mut lesson = Lesson {
            roles: Array2::zeros((article.doc.len(), ROLES)),
            cues: found.into_iter().map(|u| u.cue).collect(),
            parts: Array2::zeros((0, PARTS)),
        };
        let windows = Windows::of(&article.doc, &lesson.cues, 0..article.doc.len());
        lesson.parts = Array2::zeros((windows.token.len(), PARTS));
        lesson.blend(article, features, teachers, 1.0);
        lesson
    }

    /// The same lesson, a share of it as teachers think.
    pub fn blend(&mut self, article: &Article, features: &Features, teachers: &Teachers, share: f32) {
        let doc = &article.doc;
        let panel = Panel::new(&teachers.model, features);
        let rows = panel.encode(doc, 0..doc.len());
        let windows = Windows::of(doc, &self.cues, 0..doc.len());
        let mut roles = likely(panel.roles(&rows), ROLES);
        if let Some(other) = teachers.roles.get(&article.name).filter(|other| other.dim() == roles.dim()) {
            mix(&mut roles, other, SECOND);
        }
        mix(&mut self.roles, &roles, share);
        mix(&mut self.parts, &likely(panel.parts(&rows, 0, &self.cues, &windows), PARTS), share);
    }
}

/// What a second kind of teacher weighs beside the first.
const SECOND: f32 = 0.5;

/// Those a network learns from beside people.
pub struct Teachers {
    /// Networks of the same kind.
    pub model: Model,
    /// What a network of another kind thinks of the roles, by name of text.
    pub roles: HashMap<String, Array2<f32>>,
}

impl Teachers {
    /// Reads the networks, and the roles from a safetensors file of a matrix for each text: a row a token, probabilities in
    /// 255ths.
    pub fn read(model: &Path, roles: Option<&Path>) -> Result<Self, Box<dyn Error>> {
        let model = Model::read(&std::fs::read(model)?)?;
        let mut known = HashMap::new();
        if let Some(path) = roles {
            let bytes = std::fs::read(path)?;
            for (name, tensor) in SafeTensors::deserialize(&bytes)?.tensors() {
                let shares = tensor.data().iter().map(|&x| f32::from(x) / 255.0).collect();
                let [rows, columns] = *tensor.shape() else { return Err(format!("{name} is no matrix").into()) };
                known.insert(name, Array2::from_shape_vec((rows, columns), shares)?);
            }
        }
        Ok(Teachers { model, roles: known })
    }
}

/// Probabilities from their logarithms; a mean of logarithms adds up to less than 1 and is scaled.
fn likely(logarithms: Vec<f32>, columns: usize) -> Array2<f32> {
    let mut rows = Array2::zeros((logarithms.len() / columns, columns));
    for (mut row, logarithms) in rows.rows_mut().into_iter().zip(logarithms.chunks_exact(columns)) {
        row.iter_mut().zip(logarithms).for_each(|(p, l)| *p = l.exp());
        let sum = row.sum();
        row /= sum;
    }
    rows
}

fn mix(rows: &mut Array2<f32>, other: &Array2<f32>, share: f32) {
    rows.zip_mut_with(other, |row, other| *row = (1.0 - share) * *row + share * other);
}

/// All of the probability on the right label.
fn certain(labels: &[u8], columns: usize) -> Array2<f32> {
    let mut rows = Array2::zeros((labels.len(), columns));
    labels.iter().enumerate().for_each(|(i, &label)| rows[[i, usize::from(label)]] = 1.0);
    rows
}
