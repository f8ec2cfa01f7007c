//! `hallway eval`: how right the rules are on documents whose facts are known.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use hallway_extractor::author::confidence;
use hallway_extractor::author::eval::{self, Comparison, Gold, Report, ScoredFact};
use hallway_extractor::extraction::Extraction;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, FormatArgs};
use crate::parallel;
use crate::reading::ReadArgs;
use crate::source::{self, Skipped, Source};

/// Score the rules on documents whose facts are known
///
/// Precision counts a fact as right when the gold has it; recall counts the required ones.
#[derive(Args, Debug)]
pub struct Eval {
    /// Folders of gold, one NAME.gold.json for each document NAME
    #[arg(long, required = true, value_name = "DIR")]
    gold: Vec<PathBuf>,

    /// Folders of the documents
    #[arg(long, required = true, value_name = "DIR")]
    documents: Vec<String>,

    /// An earlier score (--format json): print the facts gained and lost since
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,

    /// List every wrong fact and every miss
    #[arg(long)]
    errors: bool,

    /// Write each rule's measured confidence to this file, in the source tree extractor/rules/confidence.toml
    #[arg(long, value_name = "FILE")]
    write_confidence: Option<PathBuf>,

    #[command(flatten)]
    reading: ReadArgs,

    #[command(flatten)]
    format: FormatArgs,
}

/// A score, with what changed since an earlier one.
#[derive(Serialize)]
struct Output<'r> {
    #[serde(flatten)]
    report: &'r Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: &'r Option<Comparison>,
    failed_examples: usize,
}

impl Eval {
    pub fn run(self) -> anyhow::Result<Exit> {
        let mut gold = Vec::new();
        for folder in &self.gold {
            gold.extend(golds(folder)?);
        }
        if gold.is_empty() {
            bail!("there is no gold (*.gold.json) in the folders given as --gold");
        }
        let rules = self.reading.rules.load()?;
        let (extractions, skipped) = self.extractions(&gold)?;
        let report = eval::evaluate(&gold, extractions, &rules);
        let comparison = match &self.compare {
            Some(path) => Some(eval::compare(&earlier(path)?, &report)),
            None => None,
        };
        let failed_examples = hallway_extractor::author::run_examples(&rules).len();
        if let Some(path) = &self.write_confidence {
            let written = confidence::file(&confidence::measure(&rules, &report.rules));
            fs::write(path, written).with_context(|| format!("writing {}", path.display()))?;
        }
        let output = Output {
            report: &report,
            comparison: &comparison,
            failed_examples,
        };
        output::print(self.format.format, &output, |out| self.print(out, &output))?;
        for left_out in &skipped {
            eprintln!(
                "hallway: skipped {}: {}",
                left_out.document, left_out.reason
            );
        }
        Ok(Exit::found(skipped.is_empty()))
    }

    /// The extractions of the documents that have gold.
    fn extractions(&self, gold: &[Gold]) -> anyhow::Result<(Vec<Extraction>, Vec<Skipped>)> {
        let (mut sources, mut skipped) = source::expand(&self.documents);
        sources.retain(|source| {
            let name = source.name();
            let file = Path::new(&name).file_name().map(|f| f.to_string_lossy());
            file.is_some_and(|file| gold.iter().any(|gold| gold.document == file))
        });
        let reader = self.reading.reader()?;
        let mut extractions = Vec::new();
        parallel::in_order(
            &sources,
            self.reading.threads(),
            |source: &Source| {
                let documents = reader.documents(source)?;
                Ok(documents.iter().map(|d| reader.extract(d)).collect())
            },
            |done: Result<Vec<Extraction>, Skipped>| {
                match done {
                    Ok(done) => extractions.extend(done),
                    Err(reason) => skipped.push(reason),
                }
                Ok::<(), io::Error>(())
            },
        )?;
        Ok((extractions, skipped))
    }

    fn print(&self, out: &mut dyn Write, output: &Output<'_>) -> io::Result<()> {
        let report = output.report;
        if self.errors {
            for fact in report
                .facts
                .iter()
                .filter(|f| f.verdict == eval::Verdict::Wrong)
            {
                writeln!(out, "{}", told("wrong ", fact))?;
            }
            for miss in &report.missed {
                let (source, kind, target) = (&miss.source, miss.kind.name(), &miss.target);
                writeln!(out, "missed  {}: {source} {kind} {target}", miss.document)?;
            }
            writeln!(out)?;
        }
        if let Some(comparison) = output.comparison {
            for (word, facts) in [("gained", &comparison.gained), ("lost  ", &comparison.lost)] {
                for fact in facts {
                    writeln!(out, "{:7} {}", fact.verdict.name(), told(word, fact))?;
                }
            }
            writeln!(
                out,
                "{} gained, {} lost\n",
                output::count(comparison.gained.len(), "fact"),
                comparison.lost.len()
            )?;
        }
        rules(out, report)?;
        writeln!(
            out,
            "\n{:30}{:>10}{:>8}{:>8}{:>7}{:>7}{:>7}{:>6}",
            "", "precision", "recall", "F1", "right", "wrong", "found", "of"
        )?;
        for row in &report.rows {
            let tally = row.tally();
            writeln!(
                out,
                "{:30}{:10.3}{:8.3}{:8.3}{:7}{:7}{:7}{:6}",
                row.name,
                tally.precision(),
                tally.recall(),
                tally.f1(),
                row.right,
                row.wrong,
                row.found,
                row.required
            )?;
        }
        writeln!(
            out,
            "core F1, mean over documents: {:.3}",
            report.macro_core_f1
        )?;
        writeln!(
            out,
            "{}, {} edges without a quote",
            output::count(report.documents, "document"),
            report.no_evidence
        )?;
        if output.failed_examples > 0 {
            writeln!(
                out,
                "{} of the rules fail; see `hallway rules test`",
                output::count(output.failed_examples, "example")
            )?;
        }
        Ok(())
    }
}

/// Rule by rule, then the rules that do nothing here, or nothing of their own.
fn rules(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(
        out,
        "{:40}{:>7}{:>7}{:>9}{:>7}{:>8}{:>8}",
        "rule", "right", "wrong", "neutral", "found", "unique", "recall"
    )?;
    for row in &report.rules {
        writeln!(
            out,
            "{:40}{:7}{:7}{:9}{:7}{:8}{:8.3}{}",
            row.rule,
            row.right,
            row.wrong,
            row.neutral,
            row.found,
            row.unique,
            row.unique_recall,
            row.shadowed_by
                .as_ref()
                .map_or_else(String::new, |other| format!("  shadowed by {other}"))
        )?;
    }
    if !report.silent_rules.is_empty() {
        writeln!(out, "never fires here: {}", report.silent_rules.join(", "))?;
    }
    Ok(())
}

fn told(word: &str, fact: &ScoredFact) -> String {
    let former = if fact.former { " (former)" } else { "" };
    format!(
        "{word}  {}: {} {} {}{former}  [{}]",
        fact.document,
        fact.source,
        fact.kind.name(),
        fact.target,
        fact.rules.join(", ")
    )
}

/// The gold files of a folder.
fn golds(folder: &Path) -> anyhow::Result<Vec<Gold>> {
    let naming = || format!("reading the gold in {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(naming)? {
        let path = entry.with_context(naming)?.path();
        if path.to_string_lossy().ends_with(".gold.json") {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let json =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        eval::gold(&json).with_context(|| format!("{} is not a gold file", path.display()))
    };
    paths.iter().map(read).collect()
}

fn earlier(path: &Path) -> anyhow::Result<Report> {
    let json = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&json).with_context(|| {
        format!(
            "{} is no score; `hallway eval … --format json` writes one",
            path.display()
        )
    })
}
