//! The page that lists every rule, generated from the rules.

use crate::rule::{Rule, RuleSet, Where};
use std::fmt::Write;

/// The command that writes the page anew.
pub const REFRESH: &str = "cargo run -q -- rules list --format markdown > docs/rules.md";

/// The page `docs/rules.md`, as Markdown.
pub fn page(rules: &RuleSet) -> String {
    let mut page = String::from("# The rules\n\n");
    let _ = writeln!(
        page,
        "Generated from the rule files by `{REFRESH}`; edit those. How to write one: [writing a rule](writing-a-rule.md).\n"
    );
    let mut files: Vec<&str> = rules.rules.iter().map(|rule| rule.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let _ = writeln!(
        page,
        "{} rules in {} files.",
        rules.rules.len(),
        files.len()
    );
    for file in files {
        let of_file = || rules.rules.iter().filter(|rule| rule.file == file);
        let _ = writeln!(
            page,
            "\n## {}\n\n| rule | finds | where | facts |\n| --- | --- | --- | --- |",
            file.trim_start_matches("built-in ")
        );
        for rule in of_file() {
            let facts: Vec<String> = rule
                .emits_source
                .iter()
                .map(|fact| format!("`{fact}`"))
                .collect();
            let places: Vec<String> = rule.places.iter().map(|place| place_name(*place)).collect();
            let cells = [
                format!("[`{0}`](#{0})", rule.id),
                rule.finds.clone(),
                places.join(", "),
                facts.join(", "),
            ];
            let _ = writeln!(
                page,
                "| {} |",
                cells.map(|cell| cell.replace('|', "\\|")).join(" | ")
            );
        }
        of_file().for_each(|rule| section(&mut page, rule));
    }
    page
}

fn section(page: &mut String, rule: &Rule) {
    let _ = writeln!(
        page,
        "\n### {}\n\n{}\n\n```text\n{}\n```",
        rule.id, rule.finds, rule.source
    );
    if !rule.unless_names.is_empty() {
        let _ = writeln!(
            page,
            "\nSilent beside words of {}.",
            rule.unless_names
                .iter()
                .map(|name| format!("`@{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    let _ = writeln!(page, "\nFires on:\n");
    for example in &rule.fires {
        let _ = writeln!(
            page,
            "- {}  \n  {}",
            quoted(&example.text),
            example
                .facts
                .iter()
                .map(|fact| quoted(fact))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    let _ = writeln!(page, "\nSilent on:\n");
    for text in &rule.silent {
        let _ = writeln!(page, "- {}", quoted(text));
    }
}

/// `text` as code on one line.
fn quoted(text: &str) -> String {
    let text = text.replace('\n', "⏎");
    let fence = if text.contains('`') { "``" } else { "`" };
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The name of a place as rule files write it: `list-item`.
pub fn place_name(place: Where) -> String {
    let mut name = String::new();
    for letter in format!("{place:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
