//! Answers to a fixed list of questions, each a row of a table of weights.

/// Collects the answers to questions that are always asked in the same order.
///
/// Every question has a number of answers; the rows of the table are those of the first question, then those of the
/// second, and so on. Answer 0 says nothing and has no row.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    rows: Vec<u16>,
    next: usize,
}

impl Answers {
    /// The answer to the next question, one of `of`; what lies beyond counts as the last.
    pub fn add(&mut self, of: usize, answer: usize) {
        let answer = answer.min(of - 1);
        if answer > 0 {
            self.rows.push((self.next + answer - 1) as u16);
        }
        self.next += of - 1;
    }

    /// The answer to the next question, yes or no.
    pub fn yes(&mut self, answer: bool) {
        self.add(2, usize::from(answer));
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
