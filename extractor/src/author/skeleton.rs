//! The file that the author of a new rule begins with.

/// A rule file that loads, with one rule of that id. Its examples fail until they are
/// replaced, so that nobody ships it by mistake.
pub fn skeleton(id: &str) -> String {
    format!(
        r#"# Run `hallway rules test --rules FOLDER {id}` until it is green.

[[rule]]
id = "{id}"
# One sentence: what does it find?
finds = "REPLACE: says what the rule finds."
# heading, list-item, line, sentence, caption, row, byline, aside, after-name or field
where = "sentence"
# What a reader sees; `<name:slot>` captures.
pattern = "<speaker:person> REPLACE <talk:quoted>"
# SOURCE KIND TARGET, by the names of captures
emits = ["speaker GAVE talk"]
confidence = 0.9
fires = [
  {{ text = "REPLACE: a sentence that says it.", facts = ["Somebody GAVE Something"] }},
  {{ text = "REPLACE: another one, by another author.", facts = ["Somebody Else GAVE Something Else"] }},
]
silent = [
  "REPLACE: a sentence that looks alike and says something else.",
  "REPLACE: another one.",
]
"#
    )
}

/// What a skeleton leaves to be replaced.
pub const PLACEHOLDER: &str = "REPLACE";
