//! The edges by number, with what says so.
//!
//! A part of the table has the rows of its edges, all their evidence in one list and all
//! quotes in one text: no edge or piece of evidence has memory of its own, and a quote that
//! several edges share, as those of one line do, stands once. A change of one edge writes its
//! part anew.

use std::sync::Arc;

use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

use super::data::{EdgeData, EvidenceData, NewEdge};
use super::labels::{Label, Labels};

/// How many edges a part covers.
const PART: usize = 128;

/// An edge as it is now, or is no more.
pub(crate) type EdgeChange<'t> = (EdgeIndex, Option<NewEdge<'t>>);

/// The edges by number. A clone copies a list of pointers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edges {
    parts: Vec<Arc<Part>>,
    labels: Arc<Labels>,
    count: usize,
}

#[derive(Debug)]
struct Part {
    rows: Box<[Option<EdgeData>]>,
    evidence: Box<[Piece]>,
    quotes: Box<str>,
}

/// A piece of evidence.
#[derive(Clone, Copy, Debug)]
struct Piece {
    document: NodeIndex,
    start: u32,
    end: u32,
    /// Where the quote is in the text of the part.
    quote: (u32, u32),
    /// The rule and its confidence.
    rule: Label,
}

// There are very many of them: another field is felt.
const _: () = assert!(size_of::<Option<EdgeData>>() == 28 && size_of::<Piece>() == 24);

impl Edges {
    /// The edge, where there is one.
    #[inline]
    pub fn get(&self, edge: EdgeIndex) -> Option<&EdgeData> {
        let part = self.parts.get(edge.index() / PART)?;
        part.rows.get(edge.index() % PART)?.as_ref()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The role of an edge, where a text names one.
    pub fn role(&self, edge: &EdgeData) -> Option<&str> {
        edge.role.map(|role| self.labels.get(role).0)
    }

    /// What says an edge; nothing where there is no such edge.
    pub fn evidence(&self, edge: EdgeIndex) -> impl ExactSizeIterator<Item = EvidenceData<'_>> {
        let said = self.get(edge).map(|data| {
            let part = &*self.parts[edge.index() / PART];
            (part, part.pieces(data))
        });
        let (part, pieces) = said.map_or((None, &[][..]), |(part, all)| (Some(part), all));
        let text = part.map_or("", |part| &part.quotes);
        pieces.iter().map(|piece| {
            let (from, to) = piece.quote;
            let (rule, confidence) = self.labels.get(piece.rule);
            EvidenceData {
                document: piece.document,
                start: piece.start,
                end: piece.end,
                confidence,
                quote: &text[from as usize..to as usize],
                rule,
            }
        })
    }

    /// Makes changes, which are sorted by edge and name each once.
    pub fn change(&mut self, changes: Vec<EdgeChange<'_>>) {
        let mut changes = changes.into_iter().peekable();
        while let Some((first, _)) = changes.peek() {
            let number = first.index() / PART;
            while self.parts.len() <= number {
                self.parts.push(Arc::default());
            }
            let old = Arc::clone(&self.parts[number]);
            let mut new = Writer::default();
            for row in 0..PART {
                let edge = EdgeIndex::new(number * PART + row);
                let before = old.rows.get(row).and_then(Option::as_ref);
                let now = match changes.next_if(|change| change.0 == edge) {
                    Some((_, now)) => now.map(|now| new.write(now, &mut self.labels)),
                    None => before.map(|data| new.keep(data, &old)),
                };
                self.count += usize::from(now.is_some());
                self.count -= usize::from(before.is_some());
                new.rows.push(now);
            }
            self.parts[number] = Arc::new(new.part());
        }
    }
}

impl Part {
    fn pieces(&self, edge: &EdgeData) -> &[Piece] {
        let first = edge.evidence as usize;
        &self.evidence[first..first + edge.evidence_count as usize]
    }
}

impl Default for Part {
    fn default() -> Part {
        Writer::default().part()
    }
}

/// A part that is being written.
#[derive(Default)]
struct Writer<'t> {
    rows: Vec<Option<EdgeData>>,
    evidence: Vec<Piece>,
    quotes: String,
    /// Where each quote is.
    known: FxHashMap<&'t str, (u32, u32)>,
}

impl<'t> Writer<'t> {
    fn write(&mut self, edge: NewEdge<'t>, labels: &mut Arc<Labels>) -> EdgeData {
        let mut label = |text: &str, confidence: f32| match labels.find(text, confidence) {
            Some(known) => known,
            None => Arc::make_mut(labels).add(text, confidence),
        };
        let role = edge.role.map(|role| label(role, 0.0));
        let first = self.evidence.len() as u32;
        for piece in &edge.evidence {
            let piece = Piece {
                document: piece.document,
                start: piece.start,
                end: piece.end,
                quote: self.quote(piece.quote),
                rule: label(piece.rule, piece.confidence),
            };
            self.evidence.push(piece);
        }
        EdgeData {
            source: edge.source,
            target: edge.target,
            kind: edge.kind,
            former: edge.former,
            confidence: edge.confidence,
            role,
            evidence: first,
            evidence_count: edge.evidence.len() as u32,
        }
    }

    /// Takes over an edge that stays as it was.
    fn keep(&mut self, edge: &EdgeData, old: &'t Part) -> EdgeData {
        let first = self.evidence.len() as u32;
        for piece in old.pieces(edge) {
            let (from, to) = piece.quote;
            let quote = self.quote(&old.quotes[from as usize..to as usize]);
            self.evidence.push(Piece { quote, ..*piece });
        }
        EdgeData {
            evidence: first,
            ..edge.clone()
        }
    }

    fn quote(&mut self, quote: &'t str) -> (u32, u32) {
        *self.known.entry(quote).or_insert_with(|| {
            let from = self.quotes.len() as u32;
            self.quotes.push_str(quote);
            (from, self.quotes.len() as u32)
        })
    }

    fn part(self) -> Part {
        Part {
            rows: self.rows.into(),
            evidence: self.evidence.into(),
            quotes: self.quotes.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use hallway_extractor::vocabulary::EdgeKind;

    use super::*;

    /// An edge that says its `number`; those of one `line` share a quote.
    fn edge(number: usize, line: &str) -> NewEdge<'_> {
        let piece = |start: u32| EvidenceData {
            document: NodeIndex::new(0),
            start,
            end: start + line.len() as u32,
            confidence: if number.is_multiple_of(2) { 0.9 } else { 0.8 },
            quote: line,
            rule: "rule",
        };
        NewEdge {
            source: NodeIndex::new(number),
            target: NodeIndex::new(number + 1),
            kind: EdgeKind::WorksAt,
            former: false,
            confidence: 0.5,
            role: number.is_multiple_of(3).then_some("rule"),
            evidence: (0..number as u32 % 4).map(piece).collect(),
        }
    }

    #[test]
    fn edges_that_come_change_and_go_leave_the_others_as_they_are() {
        let lines: Vec<String> = (0..9).map(|line| format!("line {line}")).collect();
        let mut edges = Edges::default();
        let mut plain: BTreeMap<usize, &str> = BTreeMap::new();
        for round in 1..40 {
            let mut changes = Vec::new();
            for number in (0..3 * PART).step_by(round) {
                let line = &*lines[(number + round) % 9];
                let gone = (number + round).is_multiple_of(5);
                match gone {
                    true => plain.remove(&number),
                    false => plain.insert(number, line),
                };
                let now = (!gone).then(|| edge(number, line));
                changes.push((EdgeIndex::new(number), now));
            }
            edges.change(changes);
            assert_eq!(edges.count(), plain.len());
            for number in 0..3 * PART {
                let index = EdgeIndex::new(number);
                let Some(line) = plain.get(&number) else {
                    assert!(edges.get(index).is_none() && edges.evidence(index).len() == 0);
                    continue;
                };
                let (new, data) = (edge(number, line), edges.get(index).expect("is there"));
                assert_eq!((data.source, data.target), (new.source, new.target));
                assert_eq!(edges.role(data), new.role);
                let evidence: Vec<EvidenceData<'_>> = edges.evidence(index).collect();
                assert_eq!(evidence, new.evidence);
            }
        }
        assert!(edges.parts.iter().all(|part| part.quotes.len() <= 9 * 6));
        assert_eq!(edges.labels.find("rule", 0.7), None);
    }
}
