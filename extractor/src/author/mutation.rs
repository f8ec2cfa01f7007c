//! Which constraints do the examples of a rule need? Each is taken away in turn; an example
//! that no longer holds shows that somebody would notice.

use serde::Serialize;

use super::examples::{any_fails, cases};
use crate::rule::{Rule, RuleSet};

/// A rule with one constraint less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mutant {
    /// The rule.
    pub rule: String,
    /// What was taken away: a piece of the pattern, or `unless CLASS`.
    pub dropped: String,
    /// The pattern that is left.
    pub pattern: String,
    /// True where an example noticed.
    pub killed: bool,
}

/// What became of all mutants.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mutation {
    /// How many rules were tried.
    pub rules: usize,
    /// How many rules have examples that notice every one of their mutants.
    pub tight_rules: usize,
    /// How many mutants were tried.
    pub mutants: usize,
    /// How many of them an example noticed.
    pub killed: usize,
    /// Those that nobody noticed.
    pub survivors: Vec<Mutant>,
}

impl Mutation {
    /// The share of mutants that an example noticed.
    pub fn share(&self) -> f64 {
        if self.mutants == 0 {
            1.0
        } else {
            self.killed as f64 / self.mutants as f64
        }
    }
}

/// Takes each constraint of each rule away and runs the rule's examples. `only` keeps to
/// rules whose id it accepts. The set comes back as it was.
pub fn mutate(rules: &mut RuleSet, only: &dyn Fn(&str) -> bool) -> Mutation {
    let mut report = Mutation {
        rules: 0,
        tight_rules: 0,
        mutants: 0,
        killed: 0,
        survivors: Vec::new(),
    };
    for number in 0..rules.rules.len() {
        let rule = rules.rules[number].clone();
        if !only(&rule.id) {
            continue;
        }
        report.rules += 1;
        let cases = cases(&rule);
        // An example that fails anyway notices nothing.
        let sound = !any_fails(&cases, &rule, rules);
        let survived_before = report.survivors.len();
        for Variant {
            dropped,
            pattern,
            unless,
        } in variants(&rule)
        {
            // What a fact is made of cannot be left out: the rule would not load.
            let Ok(before) = rules.vary(number, &pattern, &unless) else {
                continue;
            };
            let killed = sound && any_fails(&cases, &rules.rules[number], rules);
            rules.restore(number, before);
            report.mutants += 1;
            if killed {
                report.killed += 1;
            } else {
                let pattern = pattern.split_whitespace().collect::<Vec<_>>().join(" ");
                report.survivors.push(Mutant {
                    rule: rule.id.clone(),
                    dropped,
                    pattern,
                    killed,
                });
            }
        }
        report.tight_rules += usize::from(report.survivors.len() == survived_before);
    }
    report
}

/// A rule with one constraint less, before it is tried.
pub(crate) struct Variant {
    pub dropped: String,
    pub pattern: String,
    pub unless: Vec<String>,
}

/// A rule with each of its constraints left out in turn.
pub(crate) fn variants(rule: &Rule) -> Vec<Variant> {
    let mut variants: Vec<Variant> = constraints(&rule.source)
        .into_iter()
        .map(|range| Variant {
            dropped: rule.source[range.clone()].to_owned(),
            pattern: format!(
                "{} {}",
                &rule.source[..range.start],
                &rule.source[range.end..]
            ),
            unless: rule.unless_names.clone(),
        })
        .collect();
    for class in &rule.unless_names {
        let unless = rule
            .unless_names
            .iter()
            .filter(|name| *name != class)
            .cloned()
            .collect();
        variants.push(Variant {
            dropped: format!("unless {class}"),
            pattern: rule.source.clone(),
            unless,
        });
    }
    variants
}

/// The pieces of a pattern that narrow or widen it, as byte ranges: each part of each
/// sequence, with its repetition. An alternative that is a single part is none: without it
/// the pattern would not say less, but something else.
fn constraints(source: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut scanner = Scanner { source, at: 0 };
    scanner.either(&mut found, true);
    found
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn blank(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn either(&mut self, found: &mut Vec<std::ops::Range<usize>>, outermost: bool) {
        loop {
            let mut parts = Vec::new();
            let mut inner = Vec::new();
            loop {
                self.blank();
                if self.rest().is_empty() || self.rest().starts_with(['|', ')']) {
                    break;
                }
                parts.push(self.part(&mut inner));
            }
            if parts.len() > 1 || outermost {
                found.extend(parts);
            }
            found.append(&mut inner);
            if !self.rest().starts_with('|') {
                break;
            }
            self.at += 1;
        }
    }

    /// One part with its repetition; what stands in its brackets goes to `inner`.
    fn part(&mut self, inner: &mut Vec<std::ops::Range<usize>>) -> std::ops::Range<usize> {
        let start = self.at;
        let first = self.rest().chars().next().unwrap_or(' ');
        let until = |rest: &str, close: char| rest[1..].find(close).map_or(rest.len(), |i| i + 2);
        match first {
            '(' => {
                self.at += 1;
                self.either(inner, false);
                self.at += self.rest().starts_with(')') as usize;
            }
            '<' => self.at += until(self.rest(), '>'),
            '"' => self.at += until(self.rest(), '"'),
            '^' | '$' => self.at += 1,
            _ => {
                let word = self
                    .rest()
                    .find(|c: char| c.is_whitespace() || "()|<>?*+{}\"$^".contains(c))
                    .unwrap_or(self.rest().len());
                self.at += word.max(first.len_utf8());
            }
        }
        match self.rest().chars().next() {
            Some('?' | '*' | '+') => self.at += 1,
            Some('{') => self.at += self.rest().find('}').map_or(self.rest().len(), |i| i + 1),
            _ => {}
        }
        start..self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_every_sequence_is_a_constraint() {
        let source =
            "^ <talk:title> ( DASH | COMMA )? by <speaker:names> ( OPEN .{1,14} CLOSE )? $";
        let parts: Vec<&str> = constraints(source)
            .into_iter()
            .map(|range| &source[range])
            .collect();
        let expected = [
            "^",
            "<talk:title>",
            "( DASH | COMMA )?",
            "by",
            "<speaker:names>",
            "( OPEN .{1,14} CLOSE )?",
            "$",
            "OPEN",
            ".{1,14}",
            "CLOSE",
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn odd_patterns_end() {
        for source in ["", "(", "<", "\"", "a{", ")", "( a | ) b", "é| %x"] {
            constraints(source);
        }
    }
}
