//! `hallway rules`: what the rules are, one by one, and a skeleton for the next one.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use hallway_extractor::author::{self, page::place_name};
use hallway_extractor::rule::Rule;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format, FormatArgs};
use crate::rule_files::RuleArgs;

/// List, show, test and begin rules
#[derive(Args, Debug)]
pub struct Rules {
    #[command(subcommand)]
    verb: RulesVerb,
}

#[derive(Debug, Subcommand)]
enum RulesVerb {
    List(List),
    Show(Show),
    Test(Test),
    New(New),
}

/// List the rules, with what each one finds
#[derive(Args, Debug)]
struct List {
    #[command(flatten)]
    rules: RuleArgs,
    /// For people, for programs, or as the page docs/rules.md
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For people
    #[default]
    Text,
    /// For programs: one JSON value
    Json,
    /// The page docs/rules.md
    Markdown,
}

/// Show a rule: its pattern, what it emits, its examples
#[derive(Args, Debug)]
struct Show {
    /// The rule's id
    id: String,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Run the examples of the rules through the whole set
///
/// The facts that a rule finds in an example must be exactly those that the example states.
#[derive(Args, Debug)]
struct Test {
    /// Take each constraint of each rule away in turn, and list those whose absence no example notices
    #[arg(long)]
    mutate: bool,
    /// Propose an example for each of those, to be judged and put into a rule file
    #[arg(long, conflicts_with = "mutate")]
    suggest: bool,

    /// Only the rules of these ids
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Write a rule file to begin with
#[derive(Args, Debug)]
struct New {
    /// The rule's id: what it finds, in small letters and hyphens
    id: String,
    /// The folder of the rule file, to be given as --rules
    #[arg(long, value_name = "DIR", default_value = "rules")]
    dir: PathBuf,
}

#[derive(Debug, Serialize)]
struct RuleRow<'r> {
    id: &'r str,
    finds: &'r str,
    #[serde(rename = "where")]
    places: Vec<String>,
    pattern: &'r str,
    emits: &'r [String],
    confidence: f64,
    stated_confidence: f64,
    file: &'r str,
    fires: Vec<ExampleRow<'r>>,
    silent: &'r [String],
}

#[derive(Debug, Serialize)]
struct ExampleRow<'r> {
    text: &'r str,
    facts: &'r [String],
}

impl Rules {
    pub fn run(self) -> anyhow::Result<Exit> {
        match self.verb {
            RulesVerb::List(verb) => verb.run(),
            RulesVerb::Show(verb) => verb.run(),
            RulesVerb::Test(verb) => verb.run(),
            RulesVerb::New(verb) => verb.run(),
        }
    }
}

impl List {
    fn run(self) -> anyhow::Result<Exit> {
        let rules = self.rules.load()?;
        let format = match self.format {
            ListFormat::Text => Format::Text,
            ListFormat::Json => Format::Json,
            ListFormat::Markdown => {
                let mut out = output::stdout();
                out.write_all(author::page(&rules).as_bytes())?;
                out.flush()?;
                return Ok(Exit::Done);
            }
        };
        let rows: Vec<RuleRow<'_>> = rules.rules.iter().map(row).collect();
        output::print(format, &rows, |out| {
            let lines = rows.iter().map(|rule| {
                [
                    rule.id.to_owned(),
                    rule.places.join(", "),
                    rule.finds.to_owned(),
                ]
            });
            writeln!(
                out,
                "{}",
                output::table(["rule", "looks at", "finds"], lines).trim_fmt()
            )?;
            writeln!(out, "{}", output::count(rows.len(), "rule"))
        })?;
        Ok(Exit::found(!rows.is_empty()))
    }
}

impl Show {
    fn run(self) -> anyhow::Result<Exit> {
        let rules = self.rules.load()?;
        let Some(rule) = rules.rules.iter().find(|rule| rule.id == self.id) else {
            eprintln!(
                "hallway: there is no rule '{}'; `hallway rules list` lists them",
                self.id
            );
            return Ok(Exit::Partly);
        };
        let row = row(rule);
        output::print(self.format.format, &row, |out| print(out, &row))?;
        Ok(Exit::Done)
    }
}

impl Test {
    fn run(self) -> anyhow::Result<Exit> {
        let mut rules = self.rules.load_own()?;
        let unknown = |id: &&String| !rules.rules.iter().any(|rule| rule.id == **id);
        if let Some(unknown) = self.ids.iter().find(unknown) {
            bail!("there is no rule '{unknown}'; `hallway rules list` lists them");
        }
        let chosen = |id: &str| self.ids.is_empty() || self.ids.iter().any(|known| known == id);
        if self.mutate {
            let mutation = author::mutate(&mut rules, &chosen);
            output::print(self.format.format, &mutation, |out| {
                survivors(out, &mutation)
            })?;
            return Ok(Exit::found(mutation.survivors.is_empty()));
        }
        if self.suggest {
            let suggestions = author::suggest(&mut rules, &chosen);
            output::print(self.format.format, &suggestions, |out| {
                suggestions
                    .iter()
                    .try_for_each(|suggestion| close_call(out, suggestion))
            })?;
            return Ok(Exit::found(suggestions.is_empty()));
        }
        let (mut examples, mut failures, mut tested) = (0, Vec::new(), 0);
        for rule in rules.rules.iter().filter(|rule| chosen(&rule.id)) {
            tested += 1;
            examples += rule.fires.len() + rule.silent.len();
            failures.extend(author::run_examples_of(rule, &rules));
        }
        output::print(self.format.format, &failures, |out| {
            for failure in &failures {
                writeln!(out, "{failure}")?;
            }
            let (rules, examples) = (
                output::count(tested, "rule"),
                output::count(examples, "example"),
            );
            writeln!(out, "{rules}, {examples}, {} failed", failures.len())
        })?;
        Ok(Exit::found(failures.is_empty()))
    }
}

/// A suggestion as rule files write it.
fn close_call(out: &mut dyn Write, suggestion: &author::Suggestion) -> io::Result<()> {
    writeln!(out, "[[example]]  # needs {}", suggestion.dropped)?;
    writeln!(out, "rule = {}", serde_json::to_string(&suggestion.rule)?)?;
    writeln!(out, "text = {}", serde_json::to_string(&suggestion.text)?)?;
    if !suggestion.facts.is_empty() {
        writeln!(out, "facts = {}", serde_json::to_string(&suggestion.facts)?)?;
    }
    writeln!(out)
}

fn survivors(out: &mut dyn Write, mutation: &author::Mutation) -> io::Result<()> {
    let mut rule = "";
    for mutant in &mutation.survivors {
        if rule != mutant.rule {
            rule = &mutant.rule;
            writeln!(out, "{rule}: no example needs")?;
        }
        writeln!(out, "    {:24} left: {}", mutant.dropped, mutant.pattern)?;
    }
    writeln!(
        out,
        "{} of {} constraints are needed by an example ({:.1} %); in {} of {} all are",
        mutation.killed,
        mutation.mutants,
        100.0 * mutation.share(),
        mutation.tight_rules,
        output::count(mutation.rules, "rule"),
    )
}

impl New {
    fn run(self) -> anyhow::Result<Exit> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(plain) {
            bail!(
                "'{}' is no rule id; use small letters, digits and hyphens",
                self.id
            );
        }
        let path = self.dir.join(format!("{}.toml", self.id));
        if path.exists() {
            bail!(
                "{} is there already; choose another id, or edit it",
                path.display()
            );
        }
        std::fs::create_dir_all(&self.dir)
            .with_context(|| format!("making {}", self.dir.display()))?;
        std::fs::write(&path, author::skeleton(&self.id))
            .with_context(|| format!("writing {}", path.display()))?;
        let mut out = output::stdout();
        let folder = self.dir.display();
        writeln!(
            out,
            "wrote {}; change it, then run `hallway rules test --rules {folder}`",
            path.display()
        )?;
        out.flush()?;
        Ok(Exit::Done)
    }
}

fn row(rule: &Rule) -> RuleRow<'_> {
    RuleRow {
        id: &rule.id,
        finds: &rule.finds,
        places: rule.places.iter().map(|place| place_name(*place)).collect(),
        pattern: &rule.source,
        emits: &rule.emits_source,
        confidence: rule.evidence_confidence(),
        stated_confidence: rule.confidence,
        file: &rule.file,
        fires: rule
            .fires
            .iter()
            .map(|example| ExampleRow {
                text: &example.text,
                facts: &example.facts,
            })
            .collect(),
        silent: &rule.silent,
    }
}

fn print(out: &mut dyn Write, rule: &RuleRow<'_>) -> io::Result<()> {
    writeln!(out, "{}  ({})\n{}\n", rule.id, rule.file, rule.finds)?;
    writeln!(out, "where       {}", rule.places.join(", "))?;
    writeln!(out, "pattern     {}", rule.pattern)?;
    writeln!(out, "emits       {}", rule.emits.join("; "))?;
    writeln!(
        out,
        "confidence  {} (its author says {})",
        rule.confidence, rule.stated_confidence
    )?;
    for example in &rule.fires {
        writeln!(out, "\nfires       {}", example.text)?;
        for fact in example.facts {
            writeln!(out, "            {fact}")?;
        }
    }
    for text in rule.silent {
        writeln!(out, "\nsilent      {text}")?;
    }
    Ok(())
}
