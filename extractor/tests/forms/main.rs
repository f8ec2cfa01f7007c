//! Forms of recaps that no single rule reads: what the layout of a post, or several of its
//! sentences together, say of a talk.

mod lines;
mod names;
mod titles;

use std::collections::BTreeSet;

use hallway_extractor::EdgeKind;
use hallway_extractor::builtin;
use hallway_extractor::extract::extract;
use hallway_extractor::read::read;

/// The facts of a Markdown post, as `SOURCE KIND TARGET`; mentions left out.
fn facts(markdown: &str) -> BTreeSet<String> {
    let documents = read("post.md", markdown.as_bytes(), None).expect("the post can be read");
    let extraction = extract(&documents[0], builtin::rules());
    let name = |id: &str| {
        extraction
            .nodes
            .iter()
            .find(|node| node.id == id)
            .map_or("?", |node| node.name.as_str())
    };
    extraction
        .edges
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Mentions)
        .map(|edge| {
            format!(
                "{} {} {}",
                name(&edge.source),
                edge.kind.name(),
                name(&edge.target)
            )
        })
        .collect()
}

#[track_caller]
fn has(markdown: &str, expected: &[&str]) {
    let facts = facts(markdown);
    for fact in expected {
        assert!(facts.contains(*fact), "no '{fact}' in {facts:#?}");
    }
}

#[track_caller]
fn has_not(markdown: &str, part: &str) {
    let facts = facts(markdown);
    assert!(
        !facts.iter().any(|fact| fact.contains(part)),
        "'{part}' in {facts:#?}"
    );
}
