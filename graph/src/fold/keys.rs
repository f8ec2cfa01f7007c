//! Identity keys of a node, where the extractor wrote none.

use hallway_extractor::Node;
use hallway_extractor::vocabulary::NodeKind;

use crate::name;

/// The keys of `node`: nodes that share one are one.
pub fn keys(node: &Node, document: &str) -> Vec<String> {
    if !node.keys.is_empty() {
        return node.keys.clone();
    }
    let family = match node.kind {
        NodeKind::Topic | NodeKind::Project => "subject",
        kind => kind.prefix(),
    };
    let mut keys: Vec<String> = std::iter::once(&node.name)
        .chain(&node.aliases)
        .filter_map(|bears| match node.kind {
            // A first name says who within its document only.
            NodeKind::Person if !name::fold(bears).contains(' ') => None,
            _ => Some(format!("{family}:{}", name::compact(bears))),
        })
        .collect();
    if keys.is_empty() {
        keys.push(format!("{family}:{}@{document}", name::compact(&node.name)));
    }
    keys.sort();
    keys.dedup();
    keys
}
