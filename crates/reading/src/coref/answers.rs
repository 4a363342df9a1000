//! Answers to a fixed list of questions, each a row of a table of weights.

/// Collects the answers to questions that are always asked in the same order.
///
/// The rows of the table are those of the first question, one for each of its answers, then those of the second, and so on.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    rows: Vec<u16>,
    next: usize,
}

impl Answers {
    /// The answer to the next question, one of `of`, if it has one; what lies beyond counts as the last.
    pub fn add(&mut self, of: usize, answer: Option<usize>) {
        if let Some(answer) = answer {
            self.rows.push((self.next + answer.min(of - 1)) as u16);
        }
        self.next += of;
    }

    /// The answer to a question with two: where it is no, nothing is added.
    pub fn yes(&mut self, answer: bool) {
        self.add(1, answer.then_some(0));
    }

    /// The rows of the answers given.
    pub fn rows(&self) -> &[u16] {
        &self.rows
    }

    /// How many rows the questions asked so far have.
    pub fn width(&self) -> usize {
        self.next
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_has_its_row() {
        let mut answers = Answers::default();
        answers.add(3, Some(9));
        answers.add(4, None);
        answers.yes(false);
        answers.yes(true);
        assert_eq!((answers.rows(), answers.width()), (&[2, 8][..], 9));
        answers.clear();
        assert_eq!((answers.rows().len(), answers.width()), (0, 0));
    }
}
