//! From bound facts to an extraction: nodes with ids and keys, edges with their evidence.

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
use crate::extraction::{Details, Edge, Evidence, Extraction, Node, Note};
use crate::identity::{fold, id, slug};
use crate::mention::Strength;
use crate::vocabulary::{EdgeKind, NodeKind};

/// The most places of one document that are kept for one fact.
const MOST_EVIDENCE: usize = 16;

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
    let mut builder = Builder {
        read,
        persons,
        talks: &bound.talks,
        events: bound.events.iter().map(|e| (e.name.as_str(), e)).collect(),
        nodes: BTreeMap::new(),
        edges: BTreeMap::new(),
        person_ids: vec![None; persons.list.len()],
        talk_ids: vec![None; bound.talks.list.len()],
        written_for: FxHashMap::default(),
    };
    let document_id = id(NodeKind::Document, &document.name);
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
    let mut organizations: BTreeMap<u32, String> = BTreeMap::new();
    for mention in read.mentions.all() {
        if mention.kind == NodeKind::Organization
            && mention.strength == Strength::Strong
            && mention.canonical > 0
        {
            let canonical = mention.canonical;
            if let std::collections::btree_map::Entry::Vacant(entry) =
                organizations.entry(canonical)
            {
                let name = read.organization_name(canonical);
                let id = builder.named(NodeKind::Organization, &name);
                builder.also_known(&id, read.rules.lexicon.canonical(canonical - 1));
                entry.insert(id);
            }
        }
    }
    for fact in &bound.facts {
        builder.fact(fact, &document_id);
    }
    for subject in subjects {
        builder.subject(subject);
    }
    builder.document(&document_id);
    for author in authors {
        let source = builder.person(home[*author]);
        let span = builder.author_span(home[*author]);
        builder.edge(
            source,
            EdgeKind::Wrote,
            document_id.clone(),
            span,
            "byline",
            STATED,
            false,
            None,
        );
    }
    builder.mentions(&document_id, home);
    let Builder { nodes, edges, .. } = builder;
    let mut edges: Vec<Edge> = edges.into_values().collect();
    edges.sort_by(|a, b| (&a.source, a.kind, &a.target).cmp(&(&b.source, b.kind, &b.target)));
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
        nodes: nodes.into_values().collect(),
        edges,
        notes,
    }
}

struct Builder<'r> {
    read: &'r Reading<'r>,
    persons: &'r Persons,
    talks: &'r Talks,
    events: BTreeMap<&'r str, &'r Event>,
    nodes: BTreeMap<String, Node>,
    edges: BTreeMap<(String, EdgeKind, String, bool), Edge>,
    /// For each person and talk that a node was added for: its id and its keys. Every fact
    /// about them asks for these anew.
    person_ids: Vec<Option<Identity>>,
    talk_ids: Vec<Option<Identity>>,
    /// The person or talk that a node was last written for, by its id: most facts are of those.
    written_for: FxHashMap<String, usize>,
}

/// The id of a node, and the keys by which other documents know it.
type Identity = (String, Vec<String>);

impl Builder<'_> {
    fn add(&mut self, id: String, kind: NodeKind, name: &str) -> String {
        if !self.nodes.contains_key(&id) {
            let node = Node {
                id: id.clone(),
                kind,
                name: name.to_owned(),
                aliases: Vec::new(),
                details: Details::default(),
                keys: vec![fold(name)],
            };
            self.nodes.insert(id.clone(), node);
        }
        id
    }

    fn person(&mut self, number: usize) -> String {
        if let Some(id) = self.written(&self.person_ids[number], number) {
            return id;
        }
        let person = &self.persons.list[number];
        let (id, keys) = match self.person_ids[number].clone() {
            Some(identity) => identity,
            None => self.person_identity(number),
        };
        self.written_for.insert(id.clone(), number);
        let id = self.add(id, NodeKind::Person, &person.name);
        if let Some(node) = self.nodes.get_mut(&id) {
            for alias in &person.aliases {
                if !node.aliases.contains(alias) && *alias != node.name {
                    node.aliases.push(alias.clone());
                }
            }
            node.aliases.sort();
            node.keys = keys;
        }
        id
    }

    /// The id of the person or talk of that number, where its node says all there is to say.
    fn written(&self, identity: &Option<Identity>, number: usize) -> Option<String> {
        let (id, _) = identity.as_ref()?;
        (self.written_for.get(id) == Some(&number)).then(|| id.clone())
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
        let identity = (id(NodeKind::Person, &person.name), keys);
        self.person_ids[number] = Some(identity.clone());
        identity
    }

    fn talk(&mut self, number: usize) -> String {
        if let Some(id) = self.written(&self.talk_ids[number], number) {
            return id;
        }
        let talk = &self.talks.list[number];
        let (id, keys) = match self.talk_ids[number].clone() {
            Some(identity) => identity,
            None => self.talk_identity(number),
        };
        self.written_for.insert(id.clone(), number);
        let id = self.add(id, NodeKind::Talk, &talk.name);
        if let Some(node) = self.nodes.get_mut(&id) {
            node.aliases.clone_from(&talk.aliases);
            node.aliases.sort();
            node.details.talk_kind = Some(talk.kind);
            node.details.untitled = talk.untitled;
            node.details.links.clone_from(&talk.links);
            node.keys = keys;
        }
        id
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
        let id = format!("{}:{}", NodeKind::Talk.prefix(), slug(&talk.name));
        self.talk_ids[number] = Some((id.clone(), vec![key.clone()]));
        (id, vec![key])
    }

    fn event(&mut self, event: &Event) -> String {
        let id = self.add(
            id(NodeKind::Event, &event.name),
            NodeKind::Event,
            &event.name,
        );
        if let Some(node) = self.nodes.get_mut(&id) {
            node.details.series = Some(event.series.clone());
            node.details.year = event.year;
            node.keys = vec![match event.year {
                Some(year) => format!("{} {year}", fold(&event.series)),
                None => fold(&event.series),
            }];
        }
        id
    }

    fn named(&mut self, kind: NodeKind, name: &str) -> String {
        if kind == NodeKind::Event
            && let Some(event) = self.events.get(name)
        {
            return self.event(event);
        }
        self.add(id(kind, name), kind, name)
    }

    /// Adds the name by which other documents may know a node to its keys.
    fn also_known(&mut self, id: &str, name: &str) {
        if let Some(node) = self.nodes.get_mut(id) {
            let key = fold(name);
            if !node.keys.contains(&key) {
                node.keys.push(key);
                node.keys.sort();
            }
        }
    }

    fn end(&mut self, end: &End, document_id: &str) -> String {
        match end {
            End::Person(number) => self.person(*number),
            End::Talk(number) => self.talk(*number),
            End::Named(kind, name) => self.named(*kind, name),
            End::Document => document_id.to_owned(),
        }
    }

    fn fact(&mut self, fact: &Fact, document_id: &str) {
        let source = self.end(&fact.source, document_id);
        let target = self.end(&fact.target, document_id);
        let span = self.read.tokens.span(fact.tokens.clone());
        let (rule, confidence) = match fact.rule {
            Some(number) => {
                let rule = &self.read.rules.rules[number];
                (rule.id.clone(), rule.evidence_confidence())
            }
            None => (fact.stated.to_owned(), STATED),
        };
        self.edge(
            source,
            fact.kind,
            target,
            span,
            &rule,
            confidence,
            fact.former,
            fact.role.clone(),
        );
    }

    fn subject(&mut self, subject: &Subject) {
        let topic = &subject.topic;
        let kind = if topic.is_project {
            NodeKind::Project
        } else {
            NodeKind::Topic
        };
        let target = self.add(id(kind, &topic.label), kind, &topic.label);
        if let Some(node) = self.nodes.get_mut(&target) {
            if let Some(alias) = &topic.alias
                && fold(alias) != fold(&node.name)
                && !node.aliases.contains(alias)
            {
                node.aliases.push(alias.clone());
                node.aliases.sort();
            }
            node.details.broader.clone_from(&topic.broader);
        }
        let source = self.talk(subject.talk);
        let rule = if subject.in_title {
            "topic-in-title"
        } else {
            "topic-in-sentence"
        };
        self.edge(
            source,
            EdgeKind::About,
            target,
            subject.evidence,
            rule,
            topic.confidence,
            false,
            None,
        );
    }

    #[allow(clippy::too_many_arguments)]
    fn edge(
        &mut self,
        source: String,
        kind: EdgeKind,
        target: String,
        span: Span,
        rule: &str,
        confidence: f64,
        former: bool,
        role: Option<String>,
    ) {
        let document = self.read.document;
        // What is so now is not also stated as past.
        let key = (source.clone(), kind, target.clone(), false);
        let edge = self.edges.entry(key).or_insert_with(|| Edge {
            source,
            kind,
            target,
            confidence: 0.0,
            role: None,
            former,
            evidence: Vec::new(),
        });
        edge.former &= former;
        edge.role = edge.role.take().or(role);
        let evidence = Evidence {
            document: document.name.clone(),
            start: span.start as usize,
            end: span.end as usize,
            quote: span.of(&document.text).to_owned(),
            rule: rule.to_owned(),
            confidence,
        };
        if edge.evidence.len() < MOST_EVIDENCE
            && !edge.evidence.iter().any(|e| {
                e.start == evidence.start && e.end == evidence.end && e.rule == evidence.rule
            })
        {
            edge.evidence.push(evidence);
            edge.evidence
                .sort_by(|a, b| (a.start, a.end, &a.rule).cmp(&(b.start, b.end, &b.rule)));
        }
        edge.confidence = combined(edge.evidence.iter().map(|e| e.confidence));
    }

    fn document(&mut self, document_id: &str) {
        let document = self.read.document;
        let name = document
            .title
            .clone()
            .unwrap_or_else(|| document.name.clone());
        self.add(document_id.to_owned(), NodeKind::Document, &name);
        if let Some(node) = self.nodes.get_mut(document_id) {
            node.keys = vec![document.name.clone()];
        }
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
    fn mentions(&mut self, document_id: &str, home: &[usize]) {
        let mut first: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for (number, person) in self.persons.list.iter().enumerate() {
            if let Some(at) = person.first {
                let end = self.persons.at[at].map_or(at + 1, |(end, _)| end as usize);
                let id = match &self.person_ids[home[number]] {
                    Some((id, _)) => id.clone(),
                    None => id(NodeKind::Person, &self.persons.list[home[number]].name),
                };
                let range = first.entry(id).or_insert(at..end);
                if at < range.start {
                    *range = at..end;
                }
            }
        }
        let mut seen = FxHashSet::default();
        for mention in self.read.mentions.all() {
            if mention.canonical > 0 && seen.insert((mention.kind, mention.canonical)) {
                let id = id(
                    mention.kind,
                    self.read.rules.lexicon.canonical(mention.canonical - 1),
                );
                first.entry(id).or_insert(mention.tokens());
            }
        }
        for (number, talk) in self.talks.list.iter().enumerate() {
            let id = match &self.talk_ids[number] {
                Some((id, _)) => id.clone(),
                None => format!("{}:{}", NodeKind::Talk.prefix(), slug(&talk.name)),
            };
            first.entry(id).or_insert(talk.shown.clone());
        }
        let mut by_edge: BTreeMap<&str, Span> = BTreeMap::new();
        for edge in self.edges.values() {
            if let Some(evidence) = edge.evidence.first() {
                let span = Span::new(evidence.start, evidence.end);
                by_edge.entry(&edge.source).or_insert(span);
                by_edge.entry(&edge.target).or_insert(span);
            }
        }
        let shown: Vec<(String, Span)> = self
            .nodes
            .keys()
            .filter(|id| *id != document_id)
            .map(|id| {
                let span = first
                    .get(id)
                    .map(|range| self.read.tokens.span(range.clone()))
                    .or_else(|| by_edge.get(id.as_str()).copied());
                (id.clone(), span.unwrap_or_default())
            })
            .filter(|(_, span)| !span.is_empty())
            .collect();
        for (target, span) in shown {
            self.edge(
                document_id.to_owned(),
                EdgeKind::Mentions,
                target,
                span,
                "mention",
                STATED,
                false,
                None,
            );
        }
    }
}

/// Independent evidence adds up: the chance that not all of it is wrong.
fn combined(confidences: impl Iterator<Item = f64>) -> f64 {
    let wrong: f64 = confidences.map(|c| 1.0 - c).product();
    ((1.0 - wrong) * 10_000.0).round() / 10_000.0
}
