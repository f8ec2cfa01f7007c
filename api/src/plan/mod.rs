//! Plans: the question the product exists for, answered without the library's machinery.
//!
//! `whoSpokeAbout` is asked over and over in the same words. Once such a document is known to
//! be valid, it is compiled into a plan: which fields to write, in which order, with their
//! keys already quoted. Running a plan walks the graph and writes JSON straight into the
//! answer, without a future, a boxed value or a copy of a string for each field.
//!
//! A plan only ever answers in full. Documents that use anything it does not know have no
//! plan, and where a run meets what would be an error (a page beyond its bounds, an exhausted
//! budget, a variable that does not fit) it gives up and the library answers from the start.
//! So there is one truth about errors, and a test compares the bytes of both.

mod compile;
mod write;

use async_graphql::{Name, Value, Variables};

use crate::scope::Scope;

/// How to answer one operation.
#[derive(Debug)]
pub struct Plan {
    /// The operation's name, where it has one.
    name: Option<String>,
    /// The variables that it declares.
    declared: Vec<Declared>,
    /// The key of its only root field, quoted, with what precedes it.
    head: String,
    arguments: Arguments,
    fields: Vec<Keyed<SpeakersField>>,
}

/// A declared variable of a plain type, without a default.
#[derive(Debug)]
struct Declared {
    name: String,
    ty: Plain,
    required: bool,
}

/// The types a variable may have here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plain {
    Text,
    Number,
}

/// The value of an argument.
#[derive(Debug)]
enum Argument<T> {
    Given(T),
    Variable(String),
}

/// The arguments of `whoSpokeAbout`; none where it is not given.
#[derive(Debug, Default)]
struct Arguments {
    topic: Option<Argument<String>>,
    event: Option<Argument<String>>,
    year: Option<Argument<i32>>,
    first: Option<Argument<i32>>,
    after: Option<Argument<String>>,
    last: Option<Argument<i32>>,
    before: Option<Argument<String>>,
}

/// A field with its key as it is written: quoted, with a colon, and a comma where it is not
/// the first.
#[derive(Debug)]
struct Keyed<F> {
    key: String,
    field: F,
}

/// Fields of a page of speakers.
#[derive(Debug)]
enum SpeakersField {
    Typename,
    TotalCount,
    PageInfo(Vec<Keyed<PageInfoField>>),
    Nodes(NodePlan),
    Edges(Vec<Keyed<SpeakerField>>),
}

#[derive(Clone, Copy, Debug)]
enum PageInfoField {
    Typename,
    HasNextPage,
    HasPreviousPage,
    StartCursor,
    EndCursor,
}

#[derive(Debug)]
enum SpeakerField {
    Typename,
    Cursor,
    Score,
    Node(NodePlan),
    Talks(Vec<Keyed<AnswerField>>),
}

#[derive(Debug)]
enum AnswerField {
    Typename,
    Talk(NodePlan),
    Matched(NodePlan),
    Evidence(usize, EvidencePlan),
}

/// Fields of a node whose kind is known.
#[derive(Debug)]
struct NodePlan(Vec<Keyed<NodeField>>);

#[derive(Debug)]
enum NodeField {
    Typename(&'static str),
    Id,
    Name,
    Aliases,
    DocumentCount,
    Titled,
    TalkKind,
    Series,
    Year,
    Path,
    DocumentTitle,
    Url,
    Date,
    Facts(Box<FactsPlan>),
}

/// A page of facts at a node, without cursors.
#[derive(Debug)]
struct FactsPlan {
    kind: hallway_extractor::vocabulary::EdgeKind,
    way: petgraph::Direction,
    first: usize,
    fields: Vec<Keyed<FactsField>>,
}

#[derive(Debug)]
enum FactsField {
    Typename(&'static str),
    TotalCount,
    Nodes(NodePlan),
    Edges(Vec<Keyed<FactField>>),
}

#[derive(Debug)]
enum FactField {
    Typename(&'static str),
    Node(NodePlan),
    Role,
    Former,
    Confidence,
    EvidenceCount,
    Evidence(usize, EvidencePlan),
}

#[derive(Debug)]
struct EvidencePlan(Vec<Keyed<EvidenceField>>);

#[derive(Debug)]
enum EvidenceField {
    Typename,
    Quote,
    Start,
    End,
    Rule,
    Confidence,
    Document(NodePlan),
}

impl Plan {
    /// Variables that make the operation as costly as it can be, for the gate to weigh once.
    pub fn worst(&self, most: usize) -> Variables {
        let mut worst = Variables::default();
        for declared in &self.declared {
            let value = match declared.ty {
                Plain::Text => Value::String(String::new()),
                Plain::Number => Value::from(most),
            };
            worst.insert(Name::new(&declared.name), value);
        }
        worst
    }

    /// The answer to the operation of that name, as JSON; none where the library has to answer.
    pub fn answer(
        &self,
        scope: &Scope,
        operation_name: Option<&str>,
        variables: &Variables,
    ) -> Option<Vec<u8>> {
        let asked = operation_name.filter(|name| !name.is_empty());
        if asked.is_some() && asked != self.name.as_deref() {
            return None;
        }
        write::Run { scope, variables }.answer(self)
    }
}
