//! RDF in the words of schema.org, with the evidence of every fact as a statement about it.

use std::io::{self, Write};

use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{LiteralRef, NamedNode, NamedNodeRef, TermRef, TripleRef};
use oxttl::{NTriplesSerializer, TurtleSerializer};

use super::Scope;
use crate::name;
use crate::view::{EdgeData, EdgeIndex, NodeData};

/// The namespace of schema.org.
pub(super) const SCHEMA: &str = "https://schema.org/";
/// The namespace of what schema.org has no word for.
pub(super) const OURS: &str = "urn:hallway:vocabulary:";

type Sink<'s> = dyn FnMut(TripleRef<'_>) -> io::Result<()> + 's;

pub(super) fn write_ntriples(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = NTriplesSerializer::new().for_writer(out);
    triples(scope, &mut |triple| serializer.serialize_triple(triple))?;
    serializer.finish().flush()
}

pub(super) fn write_turtle(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, namespace) in [
        ("schema", SCHEMA),
        ("hallway", OURS),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ] {
        serializer = serializer
            .with_prefix(prefix, namespace)
            .map_err(io::Error::other)?;
    }
    let mut serializer = serializer.for_writer(out);
    triples(scope, &mut |triple| serializer.serialize_triple(triple))?;
    serializer.finish()?.flush()
}

/// The class of schema.org that a kind of node is of.
pub(super) fn class(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Person => "Person",
        // A talk is given by performers at a larger event.
        NodeKind::Talk | NodeKind::Event => "Event",
        NodeKind::Organization => "Organization",
        NodeKind::Topic => "DefinedTerm",
        NodeKind::Project => "SoftwareApplication",
        NodeKind::Place => "Place",
        NodeKind::Document => "Article",
    }
}

/// The property of schema.org that says what an edge says, and whether it is read from
/// the edge's target to its source.
pub(super) fn property(edge: &EdgeData) -> (&'static str, bool) {
    match edge.kind {
        EdgeKind::Gave => ("performer", true),
        EdgeKind::WorksAt if edge.former => ("alumniOf", false),
        EdgeKind::WorksAt => ("worksFor", false),
        EdgeKind::About => ("about", false),
        EdgeKind::PresentedAt => ("superEvent", false),
        EdgeKind::WorksOn => ("maintainer", true),
        EdgeKind::Organizes => ("organizer", true),
        EdgeKind::HeldIn => ("location", false),
        EdgeKind::Wrote => ("author", true),
        EdgeKind::Mentions => ("mentions", false),
    }
}

/// A node's IRI: its id, with what an IRI may not hold percent-encoded.
pub(super) fn iri(id: &str) -> String {
    let mut iri = String::from("urn:hallway:");
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b':'
            | b'/'
            | b'@' => {
                iri.push(char::from(byte));
            }
            other => iri.push_str(&format!("%{other:02X}")),
        }
    }
    iri
}

/// The IRI of the statement about an edge.
pub(super) fn statement(source: &str, kind: EdgeKind, target: &str, position: usize) -> String {
    let digest = name::digest(format!("{source} {} {target}", kind.name()).as_bytes(), 24);
    format!("urn:hallway:fact:{digest}:{position}")
}

fn triples(scope: &Scope<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    for &node in &scope.nodes {
        describe(scope.graph.data(node), sink)?;
    }
    for &edge in &scope.edges {
        fact(scope, edge, sink)?;
    }
    Ok(())
}

fn describe(data: &NodeData, sink: &mut Sink<'_>) -> io::Result<()> {
    let subject = node(iri(&data.id));
    let class = node(format!("{SCHEMA}{}", class(data.kind)));
    sink(TripleRef::new(&subject, rdf::TYPE, &class))?;
    let mut say = |property: &str, value: &str| {
        let property = node(format!("{SCHEMA}{property}"));
        sink(TripleRef::new(
            &subject,
            &property,
            LiteralRef::new_simple_literal(value),
        ))
    };
    say("name", &data.name)?;
    for alias in data.aliases() {
        say("alternateName", alias)?;
    }
    if let Some(kind) = data.talk_kind {
        say("additionalType", kind.name())?;
    }
    for (_, url) in data.links() {
        say("url", url)?;
    }
    if let Some(date) = data.date() {
        say("datePublished", date)?;
    }
    if let Some(url) = data.url() {
        say("url", url)?;
    }
    Ok(())
}

fn fact(scope: &Scope<'_>, index: EdgeIndex, sink: &mut Sink<'_>) -> io::Result<()> {
    let edge = scope.graph.edge(index);
    let (source, target) = (
        &*scope.graph.data(edge.source).id,
        &*scope.graph.data(edge.target).id,
    );
    let (property, inverse) = property(edge);
    let (subject, object) = if inverse {
        (target, source)
    } else {
        (source, target)
    };
    let (subject, object) = (node(iri(subject)), node(iri(object)));
    let predicate = node(format!("{SCHEMA}{property}"));
    sink(TripleRef::new(&subject, &predicate, &object))?;
    for (position, evidence) in scope.graph.all_evidence(index).enumerate() {
        let about = node(statement(source, edge.kind, target, position));
        let mut say = |property: NamedNodeRef<'_>, value: TermRef<'_>| {
            sink(TripleRef::new(&about, property, value))
        };
        say(rdf::TYPE, rdf::STATEMENT.into())?;
        say(rdf::SUBJECT, subject.as_ref().into())?;
        say(rdf::PREDICATE, predicate.as_ref().into())?;
        say(rdf::OBJECT, object.as_ref().into())?;
        let document = node(iri(&scope.graph.data(evidence.document).id));
        say(
            node(format!("{SCHEMA}isBasedOn")).as_ref(),
            document.as_ref().into(),
        )?;
        say(
            node(format!("{SCHEMA}text")).as_ref(),
            LiteralRef::new_simple_literal(evidence.quote).into(),
        )?;
        let rule = LiteralRef::new_simple_literal(evidence.rule);
        say(node(format!("{OURS}rule")).as_ref(), rule.into())?;
        if let Some(role) = scope.graph.role(edge) {
            say(
                node(format!("{SCHEMA}roleName")).as_ref(),
                LiteralRef::new_simple_literal(role).into(),
            )?;
        }
        let confidence = evidence.confidence().to_string();
        let numbers = [
            ("start", evidence.start.to_string(), xsd::INTEGER),
            ("end", evidence.end.to_string(), xsd::INTEGER),
            ("confidence", confidence, xsd::DECIMAL),
        ];
        for (property, value, datatype) in numbers {
            let value = LiteralRef::new_typed_literal(&value, datatype);
            say(node(format!("{OURS}{property}")).as_ref(), value.into())?;
        }
    }
    Ok(())
}

/// Our IRIs are made of what IRIs may hold, see [`iri`].
fn node(iri: String) -> NamedNode {
    NamedNode::new_unchecked(iri)
}

#[cfg(test)]
mod tests {
    use super::iri;

    #[test]
    fn iris_hold_nothing_that_they_may_not() {
        assert_eq!(iri("person:lynn-root"), "urn:hallway:person:lynn-root");
        assert_eq!(
            iri("document:a b#<ł>"),
            "urn:hallway:document:a%20b%23%3C%C5%82%3E"
        );
    }
}
