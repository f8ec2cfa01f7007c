//! From bound facts to an extraction: nodes with ids and keys, edges with their evidence.

mod gather;

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reading;
use super::bind::{Bound, End, Fact};
use super::event::Event;
use super::person::Persons;
use super::subject::Subject;
use super::talk::Talks;
use crate::document::Span;
use crate::extraction::{Extraction, Note};
use crate::identity::{fold, id};
use crate::mention::Strength;
use crate::vocabulary::{EdgeKind, NodeKind};
use gather::{Edges, Nodes, Number, Said};

/// The confidence of what layout and metadata state without a rule.
const STATED: f64 = 0.9;

pub(crate) fn assemble(
    read: &Reading,
    persons: &Persons,
    home: &[usize],
    authors: &[usize],
    bound: Bound,
    subjects: &[Subject],
) -> Extraction {
    let document = read.document;
    let mut builder = Builder::new(read, persons, &bound);
    for (number, person) in persons.list.iter().enumerate() {
        if home[number] == number && (person.shown || authors.iter().any(|a| home[*a] == number)) {
            builder.person(number);
        }
    }
    for number in 0..bound.talks.list.len() {
        builder.talk(number);
    }
    if let Some(event) = &bound.event {
        builder.event(event);
    }
    builder.known_organizations();
    for fact in &bound.facts {
        builder.fact(fact);
    }
    for subject in subjects {
        builder.subject(subject);
    }
    for author in authors {
        let source = builder.person(home[*author]);
        let span = builder.author_span(home[*author]);
        let ends = (source, EdgeKind::Wrote, builder.document);
        builder.edges.add(ends, stated(span, "byline"), false, None);
    }
    // All nodes are there: mentions only tell where they are shown.
    let places = builder.nodes.places();
    builder.mentions(home, &places);
    let Builder { nodes, edges, .. } = builder;
    let edges = edges.finish(&nodes, &places, document);
    let mut notes = document.notes.clone();
    if read.cut.get() {
        notes.push(Note {
            span: None,
            message: "it tells of so many talks or people that some were left out: split it"
                .to_owned(),
        });
    }
    Extraction {
        document: document.name.clone(),
        title: document.title.clone(),
        author: document.authors.clone(),
        date: document.date.clone(),
        url: document.url.clone(),
        nodes: nodes.sorted(&places),
        edges,
        notes,
    }
}

/// What layout or metadata say at `span`.
fn stated(span: Span, what: &str) -> Said<'_> {
    Said {
        span,
        rule: what,
        confidence: STATED,
    }
}

struct Builder<'r> {
    read: &'r Reading<'r>,
    persons: &'r Persons,
    talks: &'r Talks,
    events: BTreeMap<&'r str, &'r Event>,
    nodes: Nodes,
    edges: Edges<'r>,
    /// The document's own node.
    document: Number,
    /// For each person and talk that a node was added for: its node and its keys. Every fact
    /// about them asks for these anew.
    person_nodes: Vec<Option<Identity>>,
    talk_nodes: Vec<Option<Identity>>,
    /// For nodes of persons and talks: the number of that for which it was last written.
    written_for: FxHashMap<Number, usize>,
    /// The nodes of other names that facts have.
    named: FxHashMap<(NodeKind, &'r str), Number>,
}

/// A node, and the keys by which other documents know it.
type Identity = (Number, Vec<String>);

impl<'r> Builder<'r> {
    fn new(read: &'r Reading<'r>, persons: &'r Persons, bound: &'r Bound) -> Builder<'r> {
        let document = read.document;
        let mut nodes = Nodes::default();
        let title = document.title.as_ref().unwrap_or(&document.name);
        let number = nodes.add(
            id(NodeKind::Document, &document.name),
            NodeKind::Document,
            title,
        );
        nodes.get_mut(number).keys = vec![document.name.clone()];
        Builder {
            read,
            persons,
            talks: &bound.talks,
            events: bound.events.iter().map(|e| (e.name.as_str(), e)).collect(),
            nodes,
            edges: Edges::default(),
            document: number,
            person_nodes: vec![None; persons.list.len()],
            talk_nodes: vec![None; bound.talks.list.len()],
            written_for: FxHashMap::default(),
            named: FxHashMap::default(),
        }
    }

    fn person(&mut self, number: usize) -> Number {
        if let Some(node) = self.written(&self.person_nodes[number], number) {
            return node;
        }
        let person = &self.persons.list[number];
        let (at, keys) = match self.person_nodes[number].clone() {
            Some(identity) => identity,
            None => self.person_identity(number),
        };
        self.written_for.insert(at, number);
        let node = self.nodes.get_mut(at);
        for alias in &person.aliases {
            if !node.aliases.contains(alias) && *alias != node.name {
                node.aliases.push(alias.clone());
            }
        }
        node.aliases.sort();
        node.keys = keys;
        at
    }

    /// The node of the person or talk of that number, where it says all there is to say.
    fn written(&self, identity: &Option<Identity>, number: usize) -> Option<Number> {
        let (node, _) = identity.as_ref()?;
        (self.written_for.get(node) == Some(&number)).then_some(*node)
    }

    fn person_identity(&mut self, number: usize) -> Identity {
        let person = &self.persons.list[number];
        // Full names alone identify a person across documents.
        let mut keys: Vec<String> = [&person.name]
            .into_iter()
            .chain(&person.aliases)
            .filter(|n| n.contains(' '))
            .map(|n| fold(n))
            .collect();
        if keys.is_empty() {
            keys.push(format!(
                "{} in {}",
                fold(&person.name),
                self.read.document.name
            ));
        }
        keys.sort();
        keys.dedup();
        let id = id(NodeKind::Person, &person.name);
        let identity = (self.nodes.add(id, NodeKind::Person, &person.name), keys);
        self.person_nodes[number] = Some(identity.clone());
        identity
    }

    fn talk(&mut self, number: usize) -> Number {
        if let Some(node) = self.written(&self.talk_nodes[number], number) {
            return node;
        }
        let talk = &self.talks.list[number];
        let (at, keys) = match self.talk_nodes[number].clone() {
            Some(identity) => identity,
            None => self.talk_identity(number),
        };
        self.written_for.insert(at, number);
        let node = self.nodes.get_mut(at);
        node.aliases.clone_from(&talk.aliases);
        node.aliases.sort();
        node.details.talk_kind = Some(talk.kind);
        node.details.untitled = talk.untitled;
        node.details.links.clone_from(&talk.links);
        node.keys = keys;
        at
    }

    fn talk_identity(&mut self, number: usize) -> Identity {
        let talk = &self.talks.list[number];
        let name = fold(&talk.name);
        let speaker = talk
            .speakers
            .first()
            .map(|s| fold(&self.persons.list[*s].name));
        // A title of few words does not tell a talk from another of the same title.
        let key = match &speaker {
            _ if talk.untitled => format!("{name} in {}", self.read.document.name),
            Some(speaker) if name.split(' ').count() < 3 => format!("{name} by {speaker}"),
            _ => name,
        };
        let id = id(NodeKind::Talk, &talk.name);
        let identity = (self.nodes.add(id, NodeKind::Talk, &talk.name), vec![key]);
        self.talk_nodes[number] = Some(identity.clone());
        identity
    }

    fn event(&mut self, event: &Event) -> Number {
        let id = id(NodeKind::Event, &event.name);
        let at = self.nodes.add(id, NodeKind::Event, &event.name);
        let node = self.nodes.get_mut(at);
        node.details.series = Some(event.series.clone());
        node.details.year = event.year;
        node.keys = vec![match event.year {
            Some(year) => format!("{} {year}", fold(&event.series)),
            None => fold(&event.series),
        }];
        at
    }

    fn named(&mut self, kind: NodeKind, name: &'r str) -> Number {
        if kind == NodeKind::Event
            && let Some(event) = self.events.get(name)
        {
            return self.event(event);
        }
        if let Some(node) = self.named.get(&(kind, name)) {
            return *node;
        }
        let node = self.keyed(kind, name);
        self.named.insert((kind, name), node);
        node
    }

    /// The node of that name, which is its key where it has none.
    fn keyed(&mut self, kind: NodeKind, name: &str) -> Number {
        let at = self.nodes.add(id(kind, name), kind, name);
        let node = self.nodes.get_mut(at);
        if node.keys.is_empty() {
            node.keys.push(fold(name));
        }
        at
    }

    /// Adds the organisations that the lists know, each by the longest name that the document has.
    fn known_organizations(&mut self) {
        let mut seen = FxHashSet::default();
        for mention in self.read.mentions.all() {
            let canonical = mention.canonical;
            if mention.kind == NodeKind::Organization
                && mention.strength == Strength::Strong
                && canonical > 0
                && seen.insert(canonical)
            {
                let name = self.read.organization_name(canonical);
                let node = self.keyed(NodeKind::Organization, &name);
                self.also_known(node, self.read.rules.lexicon.canonical(canonical - 1));
            }
        }
    }

    /// Adds the name by which other documents may know a node to its keys.
    fn also_known(&mut self, node: Number, name: &str) {
        let node = self.nodes.get_mut(node);
        let key = fold(name);
        if !node.keys.contains(&key) {
            node.keys.push(key);
            node.keys.sort();
        }
    }

    fn end(&mut self, end: &'r End) -> Number {
        match end {
            End::Person(number) => self.person(*number),
            End::Talk(number) => self.talk(*number),
            End::Named(kind, name) => self.named(*kind, name),
            End::Document => self.document,
        }
    }

    fn fact(&mut self, fact: &'r Fact) {
        let source = self.end(&fact.source);
        let target = self.end(&fact.target);
        let span = self.read.tokens.span(fact.tokens.clone());
        let said = match fact.rule {
            Some(number) => {
                let rule = &self.read.rules.rules[number];
                Said {
                    span,
                    rule: &rule.id,
                    confidence: rule.evidence_confidence(),
                }
            }
            None => stated(span, fact.stated),
        };
        let ends = (source, fact.kind, target);
        self.edges
            .add(ends, said, fact.former, fact.role.as_deref());
    }

    fn subject(&mut self, subject: &Subject) {
        let topic = &subject.topic;
        let kind = if topic.is_project {
            NodeKind::Project
        } else {
            NodeKind::Topic
        };
        let target = self.keyed(kind, &topic.label);
        let node = self.nodes.get_mut(target);
        if let Some(alias) = &topic.alias
            && !node.aliases.contains(alias)
            && fold(alias) != fold(&node.name)
        {
            node.aliases.push(alias.clone());
            node.aliases.sort();
        }
        node.details.broader.clone_from(&topic.broader);
        let source = self.talk(subject.talk);
        let rule = if subject.in_title {
            "topic-in-title"
        } else {
            "topic-in-sentence"
        };
        let said = Said {
            span: subject.evidence,
            rule,
            confidence: topic.confidence,
        };
        self.edges
            .add((source, EdgeKind::About, target), said, false, None);
    }

    /// The place that shows who wrote the document: the name, or else its first words.
    fn author_span(&self, number: usize) -> Span {
        let person = &self.persons.list[number];
        let text = &self.read.document.text;
        match (person.first, text.find(&person.name)) {
            (_, Some(start)) => Span::new(start, start + person.name.len()),
            (Some(first), None) => self.read.tokens.span(first..first + 1),
            (None, None) => self
                .read
                .tokens
                .sentences
                .first()
                .map_or(Span::default(), |s| self.read.tokens.span(s.tokens.clone())),
        }
    }

    /// The document mentions every node; the evidence is the first place that shows it.
    fn mentions(&mut self, home: &[usize], places: &[usize]) {
        let first = self.first_shown(home);
        let said = self.edges.first_spans(places);
        for (node, range) in first.into_iter().enumerate() {
            let span = match range {
                Some(range) => self.read.tokens.span(range),
                None => said[node].unwrap_or_default(),
            };
            if node != self.document && !span.is_empty() {
                let ends = (self.document, EdgeKind::Mentions, node);
                self.edges.add(ends, stated(span, "mention"), false, None);
            }
        }
    }

    /// For each node the tokens that show it first, as far as names in the text do.
    fn first_shown(&self, home: &[usize]) -> Vec<Option<Range<usize>>> {
        let mut first: Vec<Option<Range<usize>>> = vec![None; self.nodes.len()];
        for (number, person) in self.persons.list.iter().enumerate() {
            let Some(at) = person.first else { continue };
            let node = match &self.person_nodes[home[number]] {
                Some((node, _)) => Some(*node),
                None => {
                    let name = &self.persons.list[home[number]].name;
                    self.nodes.number(&id(NodeKind::Person, name))
                }
            };
            let Some(node) = node else { continue };
            if first[node].as_ref().is_none_or(|range| at < range.start) {
                let end = self.persons.at[at].map_or(at + 1, |(end, _)| end as usize);
                first[node] = Some(at..end);
            }
        }
        let mut seen = FxHashSet::default();
        for mention in self.read.mentions.all() {
            if mention.canonical > 0 && seen.insert((mention.kind, mention.canonical)) {
                let name = self.read.rules.lexicon.canonical(mention.canonical - 1);
                if let Some(node) = self.nodes.number(&id(mention.kind, name)) {
                    first[node].get_or_insert(mention.tokens());
                }
            }
        }
        for (talk, identity) in self.talks.list.iter().zip(&self.talk_nodes) {
            if let Some((node, _)) = identity {
                first[*node].get_or_insert(talk.shown.clone());
            }
        }
        first
    }
}
