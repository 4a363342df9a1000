//! One published item.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Name of a report: `<folder>/<file stem>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportId(pub String);

impl ReportId {
    /// The part after the folder.
    pub fn stem(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl std::fmt::Display for ReportId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One published item: its text and what is known of where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its name in the dossier.
    pub id: ReportId,
    /// Headline, from front matter or from the text.
    pub title: Option<String>,
    /// Who published it, from front matter or from the text.
    pub outlet: Option<String>,
    /// When it was published, from front matter or from the text.
    pub published: Option<Date>,
    /// The text without front matter; all spans are into this.
    pub text: String,
}
