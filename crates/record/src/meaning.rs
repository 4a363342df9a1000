//! What phrases mean, as far as it can be compared: the words they share, and the static vectors of the language engine.

use lang::Pipeline;

use crate::lexicon::Lexicon;
use crate::words::{Bag, fold};

/// How much the vectors count beside the shared words.
const VECTORS: f32 = 0.65;

/// What a phrase is compared by.
#[derive(Clone, Debug)]
pub(crate) struct Meaning {
    bag: Bag,
    /// Of length one; none where no word has a vector.
    vector: Option<Vec<f32>>,
}

impl Meaning {
    /// Of a phrase.
    pub(crate) fn of(text: &str, lexicon: &Lexicon) -> Meaning {
        Meaning { bag: Bag::of(text, lexicon), vector: mean(&telling(text, lexicon)) }
    }

    /// How alike two phrases are, from 0 to 1.
    pub(crate) fn likeness(&self, other: &Meaning) -> f32 {
        let words = self.bag.overlap(&other.bag);
        self.by_vectors(other).map_or(words, |vectors| VECTORS * vectors + (1.0 - VECTORS) * words)
    }

    fn by_vectors(&self, other: &Meaning) -> Option<f32> {
        Some(cosine(self.vector.as_ref()?, other.vector.as_ref()?).max(0.0))
    }
}

/// The folded words that carry what a phrase is about.
fn telling(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let folded = fold(text);
    let words: Vec<String> =
        folded.split(' ').filter(|w| !w.is_empty() && !lexicon.is_empty_word(w)).map(str::to_owned).collect();
    let heavy: Vec<String> = words.iter().filter(|w| !lexicon.is_light_word(w)).cloned().collect();
    if heavy.is_empty() { words } else { heavy }
}

/// The mean of the words' vectors, each of length one, brought to length one.
fn mean(words: &[String]) -> Option<Vec<f32>> {
    let mut sum: Option<Vec<f32>> = None;
    for mut vector in words.iter().filter_map(|word| Pipeline::english().vector(word)) {
        scale(&mut vector);
        match &mut sum {
            Some(sum) => sum.iter_mut().zip(&vector).for_each(|(s, v)| *s += v),
            None => sum = Some(vector),
        }
    }
    let mut sum = sum?;
    scale(&mut sum);
    Some(sum)
}

fn scale(vector: &mut [f32]) {
    let length = vector.iter().map(|v| v * v).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|v| *v /= length);
    }
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_on_one_subject_are_more_alike_than_others() {
        let lexicon = Lexicon::default();
        let like = |a, b| Meaning::of(a, &lexicon).likeness(&Meaning::of(b, &lexicon));
        assert!(like("minority language", "schools in the minority's language") > 0.6);
        assert!(like("teachers in village schools", "education") > like("teachers in village schools", "visas"));
        assert!(like("visas", "visas") > 0.99);
    }
}
