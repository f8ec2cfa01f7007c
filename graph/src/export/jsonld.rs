//! JSON-LD: the same triples as the RDF formats, for programs that read JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::Scope;
use super::rdf::{OURS, SCHEMA, class, iri, property, statement};

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let context = json!({
        "@vocab": SCHEMA,
        "hallway": OURS,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    });
    write!(out, "{{\"@context\": {context}, \"@graph\": [")?;
    let mut first = true;
    let mut put = |out: &mut dyn Write, value: Value| {
        out.write_all(if std::mem::take(&mut first) {
            b"\n"
        } else {
            b",\n"
        })?;
        serde_json::to_writer(out, &value).map_err(io::Error::from)
    };
    // A property may be read against the edge, so a node's edges are gathered first.
    let mut of_subject: FxHashMap<_, BTreeMap<&str, Vec<Value>>> = FxHashMap::default();
    for &edge in &scope.edges {
        let edge = scope.graph.edge(edge);
        let (property, inverse) = property(edge);
        let (subject, object) = if inverse {
            (edge.target, edge.source)
        } else {
            (edge.source, edge.target)
        };
        let object = json!({ "@id": iri(&scope.graph.data(object).id) });
        of_subject
            .entry(subject)
            .or_default()
            .entry(property)
            .or_default()
            .push(object);
    }
    for &node in &scope.nodes {
        let data = scope.graph.data(node);
        let mut value = Map::new();
        value.insert("@id".to_owned(), iri(&data.id).into());
        value.insert("@type".to_owned(), class(data.kind).into());
        value.insert("name".to_owned(), (*data.name).into());
        let aliases: Vec<&str> = data.aliases().collect();
        if !aliases.is_empty() {
            value.insert("alternateName".to_owned(), aliases.into());
        }
        if let Some(kind) = data.talk_kind {
            value.insert(
                "additionalType".to_owned(),
                json!({ "@value": kind.name() }),
            );
        }
        let mut urls: Vec<&str> = data.links().map(|(_, url)| url).collect();
        urls.extend(data.url());
        if let Some(date) = data.date() {
            value.insert("datePublished".to_owned(), date.into());
        }
        if !urls.is_empty() {
            value.insert("url".to_owned(), urls.into());
        }
        for (property, objects) in of_subject.remove(&node).unwrap_or_default() {
            value.insert(property.to_owned(), objects.into());
        }
        put(out, value.into())?;
    }
    for &edge in &scope.edges {
        let data = scope.graph.edge(edge);
        let (source, target) = (
            &*scope.graph.data(data.source).id,
            &*scope.graph.data(data.target).id,
        );
        let (property, inverse) = property(data);
        let (subject, object) = if inverse {
            (target, source)
        } else {
            (source, target)
        };
        for (position, evidence) in scope.graph.all_evidence(edge).enumerate() {
            let mut value = json!({
                "@id": statement(source, data.kind, target, position),
                "@type": "rdf:Statement",
                "rdf:subject": { "@id": iri(subject) },
                "rdf:predicate": { "@id": format!("{SCHEMA}{property}") },
                "rdf:object": { "@id": iri(object) },
                "isBasedOn": { "@id": iri(&scope.graph.data(evidence.document).id) },
                "text": evidence.quote,
                "hallway:rule": evidence.rule,
                "hallway:start": evidence.start,
                "hallway:end": evidence.end,
                "hallway:confidence": {
                    "@value": evidence.confidence().to_string(),
                    "@type": "http://www.w3.org/2001/XMLSchema#decimal",
                },
            });
            if let (Some(role), Some(object)) = (scope.graph.role(data), value.as_object_mut()) {
                object.insert("roleName".to_owned(), role.into());
            }
            put(out, value)?;
        }
    }
    out.write_all(b"\n]}\n")
}
