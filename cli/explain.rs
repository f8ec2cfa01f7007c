//! `hallway explain`: which rule found each fact, and why another fact was not found.

use std::io::{self, Write};

use anyhow::anyhow;
use clap::Args;
use hallway_extractor::author::why::{Because, Explained, Missing};
use hallway_extractor::author::{explain, missing};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::reading::ReadArgs;
use crate::source;

/// Explain each fact of a document, or why a fact is missing
///
/// For each fact: the rule, what it captured, the words it matched, where, and what else competed for them. With
/// --missing: the rules that came nearest to a fact between two names, and the first thing that stopped each.
#[derive(Args, Debug)]
pub struct Explain {
    /// A file, an address, or - for standard input
    file: String,

    /// Two names between which there should be a fact
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    missing: Vec<String>,

    #[command(flatten)]
    reading: ReadArgs,

    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Serialize)]
struct Output<T> {
    document: String,
    #[serde(flatten)]
    answer: T,
}

#[derive(Serialize)]
struct Facts {
    facts: Vec<Explained>,
}

impl Explain {
    pub fn run(self) -> anyhow::Result<Exit> {
        let rules = self.reading.rules.load()?;
        let reader = self.reading.reader()?;
        let (sources, skipped) = source::expand(std::slice::from_ref(&self.file));
        let mut documents = Vec::new();
        for source in &sources {
            let read = reader.documents(source);
            documents
                .extend(read.map_err(|error| anyhow!("{}: {}", error.document, error.reason))?);
        }
        if let Some(left_out) = skipped.first() {
            return Err(anyhow!("{}: {}", left_out.document, left_out.reason));
        }
        let mut something = false;
        if let [a, b] = self.missing.as_slice() {
            let answers: Vec<Output<Missing>> = documents
                .iter()
                .map(|document| Output {
                    document: document.name.clone(),
                    answer: missing(document, &rules, a, b),
                })
                .collect();
            something |= answers
                .iter()
                .any(|a| !a.answer.attempts.is_empty() || !a.answer.found.is_empty());
            output::print(self.format.format, &answers, |out| {
                answers
                    .iter()
                    .try_for_each(|answer| print_missing(out, answer))
            })?;
        } else {
            let answers: Vec<Output<Facts>> = documents
                .iter()
                .map(|document| Output {
                    document: document.name.clone(),
                    answer: Facts {
                        facts: explain(document, &rules),
                    },
                })
                .collect();
            something |= answers.iter().any(|a| !a.answer.facts.is_empty());
            output::print(self.format.format, &answers, |out| {
                answers
                    .iter()
                    .try_for_each(|answer| print_facts(out, answer))
            })?;
        }
        Ok(Exit::found(something))
    }
}

fn print_facts(out: &mut dyn Write, output: &Output<Facts>) -> io::Result<()> {
    writeln!(out, "{}", output.document)?;
    for fact in &output.answer.facts {
        let former = if fact.former { " (former)" } else { "" };
        let (source, kind, target) = (&fact.source, fact.kind.name(), &fact.target);
        writeln!(
            out,
            "\n{source} {kind} {target}{former}  ({})",
            fact.confidence
        )?;
        for because in &fact.because {
            print_because(out, because)?;
        }
    }
    writeln!(
        out,
        "\n{}",
        output::count(output.answer.facts.len(), "fact")
    )
}

fn print_because(out: &mut dyn Write, because: &Because) -> io::Result<()> {
    writeln!(
        out,
        "    “{}”  ({})",
        output::shortened(&because.quote, 200),
        because.block
    )?;
    writeln!(out, "    rule      {}: {}", because.rule, because.finds)?;
    if let Some(pattern) = &because.pattern {
        let place = because.place.as_deref().unwrap_or("?");
        writeln!(out, "    pattern   {pattern}  (in a {place})")?;
    }
    for capture in &because.captures {
        writeln!(out, "    {:9} {}", capture.name, capture.text)?;
    }
    if !because.tokens.is_empty() {
        writeln!(
            out,
            "    tokens    {}",
            output::shortened(&because.tokens.join(" · "), 300)
        )?;
    }
    for other in &because.competed {
        let outcome = if other.stands {
            "stands too"
        } else {
            "gave way"
        };
        writeln!(
            out,
            "    competed  {} ({outcome}): {}",
            other.rule,
            output::shortened(&other.text, 100)
        )?;
    }
    Ok(())
}

fn print_missing(out: &mut dyn Write, output: &Output<Missing>) -> io::Result<()> {
    writeln!(out, "{}", output.document)?;
    let missing = &output.answer;
    for fact in &missing.found {
        writeln!(out, "    not missing: {fact}")?;
    }
    for note in &missing.notes {
        writeln!(out, "    {note}")?;
    }
    for attempt in &missing.attempts {
        let (held, all) = attempt.steps;
        writeln!(out, "\n    {} ({held} of {all} steps hold)", attempt.rule)?;
        writeln!(out, "        {}", attempt.reason)?;
        writeln!(out, "        pattern  {}", attempt.pattern)?;
        writeln!(
            out,
            "        {:8} {}",
            attempt.place,
            output::shortened(&attempt.text, 200)
        )?;
    }
    if missing.attempts.is_empty() && missing.found.is_empty() {
        writeln!(out, "    no rule looks at a place that holds both")?;
    }
    Ok(())
}
