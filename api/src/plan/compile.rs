//! Turns a validated document into a plan, where it asks for nothing that plans do not know.

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, Field, OperationType, Selection,
    SelectionSet, VariableDefinition,
};
use async_graphql_value::Value;
use hallway_extractor::vocabulary::{EdgeKind, NodeKind};
use petgraph::Direction;

use super::{
    AnswerField, Argument, Arguments, Declared, EvidenceField, EvidencePlan, FactField, FactsField,
    FactsPlan, Keyed, NodeField, NodePlan, PageInfoField, Plain, Plan, SpeakerField, SpeakersField,
};
use crate::config::Config;

impl Plan {
    /// The plan of `document`, which has been validated; none where it has several operations,
    /// is not about `whoSpokeAbout` alone, or uses what plans do not know.
    pub fn compile(document: &ExecutableDocument, config: &Config) -> Option<Plan> {
        if !document.fragments.is_empty() {
            return None;
        }
        let (name, operation) = match &document.operations {
            DocumentOperations::Single(operation) => (None, operation),
            DocumentOperations::Multiple(operations) if operations.len() == 1 => {
                let (name, operation) = operations.iter().next()?;
                (Some(name.to_string()), operation)
            }
            DocumentOperations::Multiple(_) => return None,
        };
        let operation = &operation.node;
        if operation.ty != OperationType::Query || !operation.directives.is_empty() {
            return None;
        }
        let declared = operation
            .variable_definitions
            .iter()
            .map(|definition| declared(&definition.node))
            .collect::<Option<Vec<_>>>()?;
        let [root] = operation.selection_set.node.items.as_slice() else {
            return None;
        };
        let (key, root) = plain_field(&root.node)?;
        if root.name.node != "whoSpokeAbout" {
            return None;
        }
        let compiler = Compiler { config };
        Some(Plan {
            name,
            declared,
            head: format!("{{\"data\":{{\"{key}\":"),
            arguments: arguments(root)?,
            fields: fields(&root.selection_set.node, |field| compiler.speakers(field))?,
        })
    }
}

fn declared(definition: &VariableDefinition) -> Option<Declared> {
    let ty = &definition.var_type.node;
    let BaseType::Named(named) = &ty.base else {
        return None;
    };
    let plain = match named.as_str() {
        "String" => Plain::Text,
        "Int" => Plain::Number,
        _ => return None,
    };
    let fits = definition.default_value.is_none() && definition.directives.is_empty();
    fits.then(|| Declared {
        name: definition.name.node.to_string(),
        ty: plain,
        required: !ty.nullable,
    })
}

/// The field of a selection with its key in the answer; none for fragments and directives.
fn plain_field(selection: &Selection) -> Option<(&str, &Field)> {
    match selection {
        Selection::Field(field) if field.node.directives.is_empty() => {
            Some((field.node.response_key().node.as_str(), &field.node))
        }
        _ => None,
    }
}

/// The fields of a selection set. One key twice means that two selections become one, which
/// is left to the library.
fn fields<F>(set: &SelectionSet, compile: impl Fn(&Field) -> Option<F>) -> Option<Vec<Keyed<F>>> {
    let mut seen: Vec<&str> = Vec::new();
    let mut fields = Vec::with_capacity(set.items.len());
    for selection in &set.items {
        let (key, field) = plain_field(&selection.node)?;
        if seen.contains(&key) {
            return None;
        }
        let comma = if seen.is_empty() { "" } else { "," };
        seen.push(key);
        fields.push(Keyed {
            key: format!("{comma}\"{key}\":"),
            field: compile(field)?,
        });
    }
    Some(fields)
}

fn arguments(field: &Field) -> Option<Arguments> {
    let mut arguments = Arguments::default();
    for (name, value) in &field.arguments {
        let value = &value.node;
        // A null is as good as nothing where nothing is required.
        if *value == Value::Null {
            continue;
        }
        match name.node.as_str() {
            "topic" => arguments.topic = Some(text(value)?),
            "event" => arguments.event = Some(text(value)?),
            "after" => arguments.after = Some(text(value)?),
            "before" => arguments.before = Some(text(value)?),
            "year" => arguments.year = Some(number(value)?),
            "first" => arguments.first = Some(number(value)?),
            "last" => arguments.last = Some(number(value)?),
            _ => return None,
        }
    }
    Some(arguments)
}

fn text(value: &Value) -> Option<Argument<String>> {
    match value {
        Value::String(text) => Some(Argument::Given(text.clone())),
        Value::Variable(name) => Some(Argument::Variable(name.to_string())),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Argument<i32>> {
    match value {
        Value::Number(number) => {
            let number = i32::try_from(number.as_i64()?).ok()?;
            Some(Argument::Given(number))
        }
        Value::Variable(name) => Some(Argument::Variable(name.to_string())),
        _ => None,
    }
}

/// What of a connection's type names depends on where it hangs.
type Names = (&'static str, &'static str);

struct Compiler<'c> {
    config: &'c Config,
}

impl Compiler<'_> {
    fn speakers(&self, field: &Field) -> Option<SpeakersField> {
        let set = &field.selection_set.node;
        Some(match bare(field)? {
            "__typename" => SpeakersField::Typename,
            "totalCount" => SpeakersField::TotalCount,
            "pageInfo" => SpeakersField::PageInfo(fields(set, page_info)?),
            "nodes" => SpeakersField::Nodes(self.node(NodeKind::Person, set)?),
            "edges" => SpeakersField::Edges(fields(set, |field| self.speaker(field))?),
            _ => return None,
        })
    }

    fn speaker(&self, field: &Field) -> Option<SpeakerField> {
        let set = &field.selection_set.node;
        Some(match bare(field)? {
            "__typename" => SpeakerField::Typename,
            "cursor" => SpeakerField::Cursor,
            "score" => SpeakerField::Score,
            "node" => SpeakerField::Node(self.node(NodeKind::Person, set)?),
            "talks" => SpeakerField::Talks(fields(set, |field| self.talk_answer(field))?),
            _ => return None,
        })
    }

    fn talk_answer(&self, field: &Field) -> Option<AnswerField> {
        let set = &field.selection_set.node;
        if field.name.node == "evidence" {
            let first = self.page(field, "first", 20)?;
            return Some(AnswerField::Evidence(first, self.evidence(set)?));
        }
        Some(match bare(field)? {
            "__typename" => AnswerField::Typename,
            "talk" => AnswerField::Talk(self.node(NodeKind::Talk, set)?),
            "matched" => AnswerField::Matched(self.node(NodeKind::Topic, set)?),
            _ => return None,
        })
    }

    fn node(&self, kind: NodeKind, set: &SelectionSet) -> Option<NodePlan> {
        fields(set, |field| self.node_field(kind, field)).map(NodePlan)
    }

    fn node_field(&self, kind: NodeKind, field: &Field) -> Option<NodeField> {
        use EdgeKind::{Gave, PresentedAt, WorksAt};
        let name = field.name.node.as_str();
        // The facts at a node: the kind of edge, the way, what is at the other end, the types.
        let facts = match (kind, name) {
            (NodeKind::Person, "talks") => {
                let names = ("PersonTalkConnection", "PersonTalkEdge");
                Some((Gave, Direction::Outgoing, NodeKind::Talk, names))
            }
            (NodeKind::Person, "worksAt") => {
                let names = ("EmploymentConnection", "EmploymentEdge");
                Some((WorksAt, Direction::Outgoing, NodeKind::Organization, names))
            }
            (NodeKind::Talk, "speakers") => {
                let names = ("SpeakerOfConnection", "SpeakerOfEdge");
                Some((Gave, Direction::Incoming, NodeKind::Person, names))
            }
            (NodeKind::Talk, "presentedAt") => {
                let names = ("PresentationConnection", "PresentationEdge");
                Some((PresentedAt, Direction::Outgoing, NodeKind::Event, names))
            }
            _ => None,
        };
        if let Some((edge, way, other, names)) = facts {
            let facts = FactsPlan {
                kind: edge,
                way,
                first: self.page(field, "first", self.config.default_page_size)?,
                fields: fields(&field.selection_set.node, |field| {
                    self.facts(edge, other, names, field)
                })?,
            };
            return Some(NodeField::Facts(Box::new(facts)));
        }
        bare(field)?;
        Some(match (kind, name) {
            (kind, "__typename") => NodeField::Typename(type_name(kind)),
            (_, "id") => NodeField::Id,
            (_, "name") => NodeField::Name,
            (_, "aliases") => NodeField::Aliases,
            (_, "documentCount") => NodeField::DocumentCount,
            (NodeKind::Talk, "title") => NodeField::Name,
            (NodeKind::Talk, "titled") => NodeField::Titled,
            (NodeKind::Talk, "kind") => NodeField::TalkKind,
            (NodeKind::Event, "series") => NodeField::Series,
            (NodeKind::Event, "year") => NodeField::Year,
            (NodeKind::Document, "path") => NodeField::Path,
            (NodeKind::Document, "title") => NodeField::DocumentTitle,
            (NodeKind::Document, "url") => NodeField::Url,
            (NodeKind::Document, "date") => NodeField::Date,
            _ => return None,
        })
    }

    fn facts(
        &self,
        edge: EdgeKind,
        other: NodeKind,
        names: Names,
        field: &Field,
    ) -> Option<FactsField> {
        let set = &field.selection_set.node;
        Some(match bare(field)? {
            "__typename" => FactsField::Typename(names.0),
            "totalCount" => FactsField::TotalCount,
            "nodes" => FactsField::Nodes(self.node(other, set)?),
            "edges" => {
                FactsField::Edges(fields(set, |field| self.fact(edge, other, names, field))?)
            }
            _ => return None,
        })
    }

    fn fact(
        &self,
        edge: EdgeKind,
        other: NodeKind,
        names: Names,
        field: &Field,
    ) -> Option<FactField> {
        let set = &field.selection_set.node;
        if field.name.node == "evidence" {
            let first = self.page(field, "first", 20)?;
            return Some(FactField::Evidence(first, self.evidence(set)?));
        }
        Some(match bare(field)? {
            "__typename" => FactField::Typename(names.1),
            "node" => FactField::Node(self.node(other, set)?),
            "role" if edge == EdgeKind::WorksAt => FactField::Role,
            "former" if edge == EdgeKind::WorksAt => FactField::Former,
            "confidence" => FactField::Confidence,
            "evidenceCount" => FactField::EvidenceCount,
            _ => return None,
        })
    }

    fn evidence(&self, set: &SelectionSet) -> Option<EvidencePlan> {
        let evidence = |field: &Field| {
            Some(match bare(field)? {
                "__typename" => EvidenceField::Typename,
                "quote" => EvidenceField::Quote,
                "start" => EvidenceField::Start,
                "end" => EvidenceField::End,
                "rule" => EvidenceField::Rule,
                "confidence" => EvidenceField::Confidence,
                "document" => {
                    let set = &field.selection_set.node;
                    EvidenceField::Document(self.node(NodeKind::Document, set)?)
                }
                _ => return None,
            })
        };
        fields(set, evidence).map(EvidencePlan)
    }

    /// The size that a field's only argument gives, where it is a number within its bounds.
    fn page(&self, field: &Field, name: &str, default: usize) -> Option<usize> {
        let size = match field.arguments.as_slice() {
            [] => default,
            [(argument, value)] if argument.node == name => match &value.node {
                Value::Number(number) => usize::try_from(number.as_i64()?).ok()?,
                _ => return None,
            },
            _ => return None,
        };
        (size <= self.config.max_page_size).then_some(size)
    }
}

/// The name of a field that is given no argument.
fn bare(field: &Field) -> Option<&str> {
    field
        .arguments
        .is_empty()
        .then_some(field.name.node.as_str())
}

fn page_info(field: &Field) -> Option<PageInfoField> {
    Some(match bare(field)? {
        "__typename" => PageInfoField::Typename,
        "hasNextPage" => PageInfoField::HasNextPage,
        "hasPreviousPage" => PageInfoField::HasPreviousPage,
        "startCursor" => PageInfoField::StartCursor,
        "endCursor" => PageInfoField::EndCursor,
        _ => return None,
    })
}

fn type_name(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Person => "Person",
        NodeKind::Talk => "Talk",
        NodeKind::Organization => "Organization",
        NodeKind::Topic => "Topic",
        NodeKind::Project => "Project",
        NodeKind::Event => "Event",
        NodeKind::Place => "Place",
        NodeKind::Document => "Document",
    }
}
