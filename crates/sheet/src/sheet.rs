//! What any renderer lays out: a heading, sections, and the reports they refer to.

use std::borrow::Cow;

use record::{Brief, ReportLine};

use super::sections::{Limits, Section, heading, legend, sections};

/// A page of the record in words.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// What it is: "Brief", "Positions".
    pub(crate) kind: &'static str,
    /// Of what: the name of the negotiation.
    pub(crate) title: String,
    /// The line under the title.
    pub(crate) lead: String,
    /// How to read a reference.
    pub(crate) legend: Option<String>,
    pub(crate) sections: Vec<Section>,
    /// The reports referred to, with their sentences where the page shows them.
    pub(crate) reports: Cow<'a, [ReportLine]>,
}

impl<'a> Sheet<'a> {
    /// The brief, with as much of it as a format has room for.
    pub(crate) fn of_brief(brief: &'a Brief, limits: &Limits) -> Sheet<'a> {
        let heading = heading(brief);
        let lead = heading.strip_prefix(&brief.title).unwrap_or(&heading).trim_start_matches([':', ' ']).to_owned();
        Sheet {
            kind: "Brief",
            title: brief.title.clone(),
            lead,
            legend: legend(brief),
            sections: sections(brief, limits),
            reports: Cow::Borrowed(&brief.reports),
        }
    }

    /// The brief with as much of it as a page that scrolls has room for.
    pub fn page(brief: &'a Brief) -> Sheet<'a> {
        Sheet::of_brief(brief, &Limits::PAGE)
    }

    /// The line under the title.
    pub fn lead(&self) -> &str {
        &self.lead
    }

    /// What stands between title and lead.
    pub(crate) fn colon(&self) -> &'static str {
        // "camp-david as of 1978-09-01: …" has its own.
        if self.lead.starts_with("as of ") { "" } else { ":" }
    }

    /// The names of the reports it refers to.
    pub fn report_names(&self) -> impl Iterator<Item = &str> {
        self.reports.iter().map(|report| report.id.as_str())
    }

    /// What references call them.
    pub fn report_labels(&self) -> impl Iterator<Item = &str> {
        self.reports.iter().map(|report| report.label.as_str())
    }

    /// With the reports' own words, for a page whose references lead to them.
    pub fn with_reports(self, reports: Vec<ReportLine>) -> Sheet<'static> {
        Sheet {
            kind: self.kind,
            title: self.title,
            lead: self.lead,
            legend: self.legend,
            sections: self.sections,
            reports: Cow::Owned(reports),
        }
    }
}
