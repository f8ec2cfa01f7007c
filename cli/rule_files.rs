//! The rules to read with: the built-in ones, and those in a folder of the user's over them.

use std::fs;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use hallway_extractor::{RuleSet, builtin};

/// The option that names a folder of rules.
#[derive(Args, Clone, Debug, Default)]
pub struct RuleArgs {
    /// Rule files (*.toml) that add to the built-in rules, or override those of the same id
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

/// A set of rules, wherever it came from.
pub enum Rules {
    /// Nothing but what is built in.
    BuiltIn(&'static RuleSet),
    /// The built-in rules with the user's over them.
    Own(Arc<RuleSet>),
}

impl Deref for Rules {
    type Target = RuleSet;

    fn deref(&self) -> &RuleSet {
        match self {
            Rules::BuiltIn(rules) => rules,
            Rules::Own(rules) => rules,
        }
    }
}

impl RuleArgs {
    /// Loads the rules.
    pub fn load(&self) -> anyhow::Result<Rules> {
        match self.rules {
            None => Ok(Rules::BuiltIn(builtin::rules())),
            Some(_) => Ok(Rules::Own(Arc::new(self.load_own()?))),
        }
    }

    /// Loads the rules for a caller who changes them.
    pub fn load_own(&self) -> anyhow::Result<RuleSet> {
        let Some(folder) = &self.rules else {
            return builtin::load(&[]).context("reading the built-in rules");
        };
        let naming = || format!("reading the rules in {}", folder.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).with_context(naming)? {
            let path = entry.with_context(naming)?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let content = fs::read_to_string(&path)
                    .with_context(|| format!("reading {}", path.display()))?;
                files.push((path.display().to_string(), content));
            }
        }
        if files.is_empty() {
            bail!(
                "there is no rule file (*.toml) in {}; `hallway rules new` makes one",
                folder.display()
            );
        }
        files.sort();
        builtin::load(&files).with_context(naming)
    }
}
