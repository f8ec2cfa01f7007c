//! Scores the extraction of one document against its gold.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{TITLE_MATCH, align_talks};
use super::gold::{Gold, GoldFact, PREDICATES};
use super::names::{same_event, same_org, same_person, same_place, same_topic, title_similarity};
use super::tally::{Measure, Tally};
use super::{Miss, ScoredFact, Verdict};
use crate::extraction::{Edge, Extraction, Node};
use crate::vocabulary::{EdgeKind, NodeKind};

/// What scoring one document found.
#[derive(Default)]
pub(super) struct Scored {
    pub tallies: BTreeMap<Measure, Tally>,
    pub facts: Vec<ScoredFact>,
    /// For each required fact that was found: the rules that found it.
    pub finders: Vec<BTreeSet<String>>,
    pub missed: Vec<Miss>,
}

impl Scored {
    fn tally(&mut self, measure: Measure) -> &mut Tally {
        self.tallies.entry(measure).or_default()
    }
}

fn any_same(name: &str, names: &[String], same: fn(&str, &str) -> bool) -> bool {
    names.iter().any(|n| same(name, n))
}

/// Scores a document.
pub(super) fn score(gold: &Gold, extraction: &Extraction) -> Scored {
    let mut scored = Scored::default();
    let nodes: BTreeMap<&str, &Node> = extraction
        .nodes
        .iter()
        .map(|n| (n.id.as_str(), n))
        .collect();
    let mut speakers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for edge in extraction.edges.iter().filter(|e| e.kind == EdgeKind::Gave) {
        if let Some(speaker) = nodes.get(edge.source.as_str()) {
            speakers
                .entry(edge.target.clone())
                .or_default()
                .push(speaker.name.clone());
        }
    }
    let mut persons_ok = gold.persons_ok.clone();
    persons_ok.push(gold.author.clone());
    entities(
        &mut scored,
        Measure::Persons,
        extraction,
        NodeKind::Person,
        &gold.persons,
        &persons_ok,
        same_person,
    );
    entities(
        &mut scored,
        Measure::Organizations,
        extraction,
        NodeKind::Organization,
        &gold.organizations,
        &gold.organizations_ok,
        same_org,
    );

    let aligned = align_talks(gold, &extraction.nodes, &speakers);
    let neutral = neutral(gold, &extraction.nodes, &aligned, &persons_ok);
    for node in extraction.nodes.iter().filter(|n| n.kind == NodeKind::Talk) {
        if aligned.contains_key(&node.id) {
            scored.tally(Measure::Talks).right += 1;
        } else if !neutral.contains(node.id.as_str()) {
            scored.tally(Measure::Talks).wrong += 1;
        }
    }
    let talks = scored.tally(Measure::Talks);
    talks.required += gold.talks.len();
    talks.found += aligned.values().collect::<BTreeSet<_>>().len();

    let mut judge = Judge {
        gold,
        aligned: &aligned,
        nodes: &nodes,
        hit: BTreeMap::new(),
        topics_hit: BTreeMap::new(),
    };
    let mut seen = BTreeSet::new();
    for edge in extraction
        .edges
        .iter()
        .filter(|e| PREDICATES.contains(&e.kind))
    {
        let twice = !seen.insert((edge.kind, &edge.source, &edge.target));
        let rules: BTreeSet<String> = edge.evidence.iter().map(|e| e.rule.clone()).collect();
        let (right, neutral_talk) = if twice {
            (false, false)
        } else {
            judge.right(edge, &rules)
        };
        let excused = neutral_talk
            && (neutral.contains(edge.source.as_str()) || neutral.contains(edge.target.as_str()));
        let verdict = if right {
            Verdict::Right
        } else if excused {
            Verdict::Neutral
        } else {
            Verdict::Wrong
        };
        let tally = scored.tally(Measure::Predicate(edge.kind));
        match verdict {
            Verdict::Right => tally.right += 1,
            Verdict::Wrong => tally.wrong += 1,
            Verdict::Neutral => {}
        }
        let name = |id: &str| {
            nodes
                .get(id)
                .map_or_else(|| id.to_owned(), |n| n.name.clone())
        };
        scored.facts.push(ScoredFact {
            document: gold.document.clone(),
            source: name(&edge.source),
            kind: edge.kind,
            target: name(&edge.target),
            former: edge.former,
            verdict,
            rules: rules.into_iter().collect(),
        });
    }
    judge.close(&mut scored);
    scored
}

/// Tallies the entities of one kind; those that only `accepted` names count neither way.
fn entities(
    scored: &mut Scored,
    measure: Measure,
    extraction: &Extraction,
    kind: NodeKind,
    groups: &[Vec<String>],
    accepted: &[Vec<String>],
    same: fn(&str, &str) -> bool,
) {
    let mut hit = BTreeSet::new();
    let tally = scored.tally(measure);
    for node in extraction.nodes.iter().filter(|n| n.kind == kind) {
        match groups
            .iter()
            .position(|group| any_same(&node.name, group, same))
        {
            Some(group) => {
                tally.right += 1;
                hit.insert(group);
            }
            None if accepted
                .iter()
                .any(|group| any_same(&node.name, group, same)) => {}
            None => tally.wrong += 1,
        }
    }
    tally.required += groups.len();
    tally.found += hit.len();
}

/// The nodes that count neither way.
fn neutral<'n>(
    gold: &Gold,
    nodes: &'n [Node],
    aligned: &BTreeMap<String, &str>,
    persons_ok: &[Vec<String>],
) -> BTreeSet<&'n str> {
    let counts_neither_way = |node: &&Node| match node.kind {
        NodeKind::Person => {
            persons_ok
                .iter()
                .any(|g| any_same(&node.name, g, same_person))
                && !gold
                    .persons
                    .iter()
                    .any(|g| any_same(&node.name, g, same_person))
        }
        NodeKind::Organization => gold
            .organizations_ok
            .iter()
            .any(|g| any_same(&node.name, g, same_org)),
        NodeKind::Talk => {
            !aligned.contains_key(&node.id)
                && gold.talks_ok.iter().any(|g| {
                    g.all()
                        .iter()
                        .any(|t| title_similarity(&node.name, t) >= TITLE_MATCH)
                })
        }
        _ => false,
    };
    nodes
        .iter()
        .filter(counts_neither_way)
        .map(|n| n.id.as_str())
        .collect()
}

struct Judge<'g> {
    gold: &'g Gold,
    aligned: &'g BTreeMap<String, &'g str>,
    nodes: &'g BTreeMap<&'g str, &'g Node>,
    /// Gold facts that were found, with the rules that found them.
    hit: BTreeMap<usize, BTreeSet<String>>,
    /// Topics that were found, by talk and place in its list, with the rules.
    topics_hit: BTreeMap<(String, usize), BTreeSet<String>>,
}

impl Judge<'_> {
    /// Whether an edge is right, and whether a neutral end would excuse it.
    fn right(&mut self, edge: &Edge, rules: &BTreeSet<String>) -> (bool, bool) {
        let (Some(source), Some(target)) = (
            self.nodes.get(edge.source.as_str()),
            self.nodes.get(edge.target.as_str()),
        ) else {
            return (false, false);
        };
        let (source, target) = (&source.name, &target.name);
        let of = |id: &str| self.aligned.get(id).copied();
        if edge.kind == EdgeKind::About {
            let Some(talk) =
                of(&edge.source).and_then(|id| self.gold.talks.iter().find(|t| t.id == id))
            else {
                return (false, true);
            };
            let mut right = talk
                .topics_ok
                .iter()
                .any(|group| any_same(target, group, same_topic));
            for (number, group) in talk.topics.iter().enumerate() {
                if any_same(target, group, same_topic) {
                    right = true;
                    self.topics_hit
                        .entry((talk.id.clone(), number))
                        .or_default()
                        .extend(rules.iter().cloned());
                }
            }
            return (right, false);
        }
        let facts = |fits: &dyn Fn(&GoldFact) -> bool| -> Vec<usize> {
            self.gold
                .facts
                .iter()
                .enumerate()
                .filter(|(_, f)| f.p.contains(&edge.kind) && fits(f))
                .map(|(i, _)| i)
                .collect()
        };
        let (found, right) = match edge.kind {
            EdgeKind::PresentedAt => {
                let talk = of(&edge.source);
                let placed = facts(&|f| talk.is_some_and(|id| f.s.is_talk(id)));
                let found: Vec<usize> = placed
                    .iter()
                    .copied()
                    .filter(|i| any_same(target, self.gold.facts[*i].o.all(), same_event))
                    .collect();
                let at_main = talk.is_some()
                    && placed.is_empty()
                    && any_same(target, &self.gold.event, same_event);
                let right = !found.is_empty() || at_main;
                (found, right)
            }
            kind => {
                let found = facts(&|f| {
                    let (s, o) = (f.s.all(), f.o.all());
                    match kind {
                        EdgeKind::Gave => {
                            any_same(source, s, same_person)
                                && of(&edge.target).is_some_and(|id| f.o.is_talk(id))
                        }
                        EdgeKind::HeldIn => {
                            any_same(source, s, same_event) && any_same(target, o, same_place)
                        }
                        EdgeKind::WorksAt => {
                            f.former == edge.former
                                && any_same(source, s, same_person)
                                && any_same(target, o, same_org)
                        }
                        EdgeKind::Organizes => {
                            any_same(source, s, same_person) && any_same(target, o, same_event)
                        }
                        _ => any_same(source, s, same_person) && any_same(target, o, same_topic),
                    }
                });
                let right = !found.is_empty();
                (found, right)
            }
        };
        for fact in found {
            self.hit
                .entry(fact)
                .or_default()
                .extend(rules.iter().cloned());
        }
        (right, true)
    }

    /// Counts what was found of what is required.
    fn close(mut self, scored: &mut Scored) {
        // One fact that the gold shows in several places is found by finding it once.
        let key = |f: &GoldFact| (f.p.first().copied(), f.s.clone(), f.o.clone());
        let reached: BTreeMap<_, BTreeSet<String>> = self
            .hit
            .iter()
            .map(|(i, rules)| (key(&self.gold.facts[*i]), rules.clone()))
            .collect();
        for (number, fact) in self.gold.facts.iter().enumerate() {
            if let Some(rules) = reached.get(&key(fact)) {
                self.hit
                    .entry(number)
                    .or_default()
                    .extend(rules.iter().cloned());
            }
        }
        let document = &self.gold.document;
        let title = |id: &str| {
            self.gold
                .talks
                .iter()
                .find(|t| t.id == id)
                .and_then(|t| t.titles.first())
                .cloned()
        };
        let named = |names: &super::gold::Names| {
            let first = names.all().first().cloned().unwrap_or_default();
            title(&first).unwrap_or(first)
        };
        for (number, fact) in self
            .gold
            .facts
            .iter()
            .enumerate()
            .filter(|(_, f)| f.required)
        {
            let Some(kind) = fact.p.first().copied() else {
                continue;
            };
            let tally = scored.tallies.entry(Measure::Predicate(kind)).or_default();
            tally.required += 1;
            match self.hit.get(&number) {
                Some(rules) => {
                    tally.found += 1;
                    scored.finders.push(rules.clone());
                }
                None => scored.missed.push(Miss {
                    document: document.clone(),
                    kind,
                    source: named(&fact.s),
                    target: named(&fact.o),
                }),
            }
        }
        for talk in &self.gold.talks {
            for (number, group) in talk.topics.iter().enumerate() {
                let tally = scored
                    .tallies
                    .entry(Measure::Predicate(EdgeKind::About))
                    .or_default();
                tally.required += 1;
                match self.topics_hit.get(&(talk.id.clone(), number)) {
                    Some(rules) => {
                        tally.found += 1;
                        scored.finders.push(rules.clone());
                    }
                    None => scored.missed.push(Miss {
                        document: document.clone(),
                        kind: EdgeKind::About,
                        source: talk.titles.first().cloned().unwrap_or_default(),
                        target: group.first().cloned().unwrap_or_default(),
                    }),
                }
            }
        }
    }
}
