//! A proposed agenda as a file that the program reads.

use std::fmt::Write;

use record::{Cite, Count, Proposal, ProposedIssue, ProposedTerm};

/// A passage is cut to this many characters.
const PASSAGE: usize = 160;

/// The agenda in TOML, with what each issue and term rests on behind `#`.
pub fn toml(proposal: &Proposal) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_to(&mut out, proposal);
    out
}

fn write_to(out: &mut String, proposal: &Proposal) -> std::fmt::Result {
    let reports = plural(proposal.reports, "report");
    writeln!(out, "# An agenda proposed from {reports}. Rename, join and cut issues and terms as you see fit, then:")?;
    writeln!(out, "#     rapporteur brief --agenda FILE REPORT…")?;
    writeln!(
        out,
        "# A term is a lemma, or lemmas with a space between; `*` stands for any ending. Behind each: in how many"
    )?;
    writeln!(out, "# independent reports it stands in passages about the talks, and how often.")?;
    writeln!(out)?;
    writeln!(out, "id = {}", string(&id(&proposal.title)))?;
    writeln!(out, "title = {}", string(&proposal.title))?;
    for issue in &proposal.issues {
        writeln!(out)?;
        write_issue(out, issue)?;
    }
    Ok(())
}

fn write_issue(out: &mut String, issue: &ProposedIssue) -> std::fmt::Result {
    let new = if issue.known { "" } else { "Not on the agendas that ship. " };
    writeln!(out, "# {new}Told in {}.", count(issue.told))?;
    if !issue.phrases.is_empty() {
        let phrases: Vec<String> =
            issue.phrases.iter().map(|(words, told)| format!("{words} ({})", told.times)).collect();
        writeln!(out, "# In the reports: {}", phrases.join(", "))?;
    }
    if let Some(cite) = &issue.example {
        writeln!(out, "# {}", passage(cite))?;
    }
    writeln!(out, "[[issue]]")?;
    writeln!(out, "id = {}", string(&issue.id))?;
    writeln!(out, "label = {}", string(&issue.label))?;
    writeln!(out, "short = {}", string(&issue.short))?;
    writeln!(out, "terms = [")?;
    let terms: Vec<String> = issue.terms.iter().map(term).collect();
    let width = terms.iter().map(|term| term.chars().count()).max().unwrap_or_default();
    for (term, proposed) in terms.iter().zip(&issue.terms) {
        writeln!(out, "    {term:width$} # {}", count(proposed.told))?;
    }
    writeln!(out, "]")
}

fn term(term: &ProposedTerm) -> String {
    match term.weight {
        Some(weight) => format!("{{ term = {}, weight = {weight:.1} }},", string(&term.text)),
        None => format!("{},", string(&term.text)),
    }
}

fn passage(cite: &Cite) -> String {
    let words = match cite.quote.char_indices().nth(PASSAGE) {
        Some((end, _)) => {
            let cut = cite.quote[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &cite.quote[..cut])
        }
        None => cite.quote.clone(),
    };
    format!("[{}:{}] {words}", cite.label, cite.sentence)
}

fn count(told: Count) -> String {
    match told.times {
        1 => plural(told.reports, "report"),
        times => format!("{}, {times} times", plural(told.reports, "report")),
    }
}

fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A title as an id.
fn id(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// A basic string of TOML.
fn string(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("the \"gap\"\\\n"), r#""the \"gap\"\\ ""#);
        assert_eq!(id("Camp David, 1978"), "camp-david-1978");
    }
}
