//! Runs a plan: asks the graph and writes the answer. `None` anywhere means that the library
//! has to answer instead.

use async_graphql::{Value, Variables};
use hallway_extractor::vocabulary::{NodeKind, TalkKind};
use hallway_graph::NodeIndex;
use hallway_graph::query::{Question, Speaker, TalkAnswer};
use hallway_graph::view::{Adjacent, EvidenceRef};
use serde::Serialize;

use super::{
    AnswerField, Argument, EvidenceField, EvidencePlan, FactField, FactsField, FactsPlan, Keyed,
    NodeField, NodePlan, PageInfoField, Plain, Plan, SpeakerField, SpeakersField,
};
use crate::schema::page::{Paging, Window};
use crate::schema::who::{check_text, speaker_cursor, speakers};
use crate::scope::Scope;

/// One run of a plan.
pub(super) struct Run<'r> {
    pub scope: &'r Scope,
    pub variables: &'r Variables,
}

/// What is written into. Writing to memory does not fail.
type Out = Vec<u8>;

impl Run<'_> {
    pub fn answer(&self, plan: &Plan) -> Option<Vec<u8>> {
        for declared in &plan.declared {
            let fits = match (self.variables.get(declared.name.as_str()), declared.ty) {
                (None | Some(Value::Null), _) => !declared.required,
                (Some(Value::String(_)), Plain::Text) => true,
                (Some(Value::Number(number)), Plain::Number) => number
                    .as_i64()
                    .is_some_and(|number| i32::try_from(number).is_ok()),
                _ => false,
            };
            if !fits {
                return None;
            }
        }
        let given = &plan.arguments;
        let topic = self.text(given.topic.as_ref())??;
        let event = self.text(given.event.as_ref())?;
        let year = self.number(given.year.as_ref())?;
        let paging = Paging {
            first: self.number(given.first.as_ref())?,
            after: self.text(given.after.as_ref())?.map(str::to_owned),
            last: self.number(given.last.as_ref())?,
            before: self.text(given.before.as_ref())?.map(str::to_owned),
        };
        check_text("topic", topic).ok()?;
        check_text("event", event.unwrap_or_default()).ok()?;
        let question = Question { topic, event, year };
        let (window, speakers) = speakers(self.scope, &question, &paging).ok()?;

        let mut out = Vec::with_capacity(8 * 1024);
        out.extend_from_slice(plan.head.as_bytes());
        self.object(&mut out, &plan.fields, |out, field| {
            self.speakers(out, field, window, &speakers)
        })?;
        out.extend_from_slice(b"}}");
        (out.len() <= self.scope.config.max_response_bytes).then_some(out)
    }

    /// The text of an argument: the outer `None` is for the library, the inner for no text.
    #[allow(clippy::option_option, reason = "each level means something")]
    fn text<'a>(&'a self, argument: Option<&'a Argument<String>>) -> Option<Option<&'a str>> {
        match argument {
            None => Some(None),
            Some(Argument::Given(text)) => Some(Some(text)),
            Some(Argument::Variable(name)) => match self.variables.get(name.as_str()) {
                None | Some(Value::Null) => Some(None),
                Some(Value::String(text)) => Some(Some(text)),
                Some(_) => None,
            },
        }
    }

    #[allow(clippy::option_option, reason = "each level means something")]
    fn number(&self, argument: Option<&Argument<i32>>) -> Option<Option<i32>> {
        match argument {
            None => Some(None),
            Some(Argument::Given(number)) => Some(Some(*number)),
            Some(Argument::Variable(name)) => match self.variables.get(name.as_str()) {
                None | Some(Value::Null) => Some(None),
                Some(Value::Number(number)) => i32::try_from(number.as_i64()?).ok().map(Some),
                Some(_) => None,
            },
        }
    }

    fn object<F>(
        &self,
        out: &mut Out,
        fields: &[Keyed<F>],
        mut write: impl FnMut(&mut Out, &F) -> Option<()>,
    ) -> Option<()> {
        out.push(b'{');
        for Keyed { key, field } in fields {
            out.extend_from_slice(key.as_bytes());
            write(out, field)?;
        }
        out.push(b'}');
        Some(())
    }

    fn speakers(
        &self,
        out: &mut Out,
        field: &SpeakersField,
        window: Window,
        speakers: &[Speaker],
    ) -> Option<()> {
        match field {
            SpeakersField::Typename => json(out, "SpeakerConnection"),
            SpeakersField::TotalCount => json(out, &window.total),
            SpeakersField::PageInfo(fields) => {
                let cursor = |speaker: Option<&Speaker>| {
                    speaker.map(|speaker| speaker_cursor(self.scope, speaker))
                };
                let info = window.info(cursor(speakers.first()), cursor(speakers.last()));
                self.object(out, fields, |out, field| match field {
                    PageInfoField::Typename => json(out, "PageInfo"),
                    PageInfoField::HasNextPage => json(out, &info.has_next_page),
                    PageInfoField::HasPreviousPage => json(out, &info.has_previous_page),
                    PageInfoField::StartCursor => json(out, &info.start_cursor),
                    PageInfoField::EndCursor => json(out, &info.end_cursor),
                })
            }
            SpeakersField::Nodes(plan) => list(out, speakers, |out, speaker| {
                self.node(out, plan, speaker.person)
            }),
            SpeakersField::Edges(fields) => list(out, speakers, |out, speaker| {
                self.object(out, fields, |out, field| self.speaker(out, field, speaker))
            }),
        }
    }

    fn speaker(&self, out: &mut Out, field: &SpeakerField, speaker: &Speaker) -> Option<()> {
        match field {
            SpeakerField::Typename => json(out, "SpeakerEdge"),
            SpeakerField::Cursor => json(out, &speaker_cursor(self.scope, speaker)),
            SpeakerField::Score => json(out, &speaker.score),
            SpeakerField::Node(plan) => self.node(out, plan, speaker.person),
            SpeakerField::Talks(fields) => list(out, &speaker.talks, |out, answer| {
                self.object(out, fields, |out, field| {
                    self.talk_answer(out, field, answer)
                })
            }),
        }
    }

    fn talk_answer(&self, out: &mut Out, field: &AnswerField, answer: &TalkAnswer) -> Option<()> {
        match field {
            AnswerField::Typename => json(out, "TalkAnswer"),
            AnswerField::Talk(plan) => self.node(out, plan, answer.talk),
            AnswerField::Matched(plan) => {
                let graph = &self.scope.graph;
                let topic = |node: &&NodeIndex| graph.data(**node).kind == NodeKind::Topic;
                list(out, answer.matched.iter().filter(topic), |out, node| {
                    self.node(out, plan, *node)
                })
            }
            AnswerField::Evidence(first, plan) => {
                let evidence = answer.evidence.iter().copied().take(*first);
                self.all_evidence(out, plan, evidence)
            }
        }
    }

    fn node(&self, out: &mut Out, plan: &NodePlan, node: NodeIndex) -> Option<()> {
        let data = self.scope.graph.data(node);
        self.object(out, &plan.0, |out, field| match field {
            NodeField::Typename(name) => json(out, name),
            NodeField::Id => json(out, &*data.id),
            NodeField::Name => json(out, &*data.name),
            NodeField::Aliases => list(out, data.aliases(), json),
            NodeField::DocumentCount => json(out, &data.documents),
            NodeField::Titled => json(out, &!data.untitled),
            NodeField::TalkKind => json(out, talk_kind(data.talk_kind.unwrap_or_default())),
            NodeField::Series => json(out, &data.series()),
            NodeField::Year => json(out, &data.year()),
            NodeField::Path => json(out, data.path().unwrap_or(&data.name)),
            NodeField::DocumentTitle => json(out, &data.title()),
            NodeField::Url => json(out, &data.url()),
            NodeField::Date => json(out, &data.date()),
            NodeField::Facts(plan) => self.facts(out, plan, node),
        })
    }

    fn facts(&self, out: &mut Out, plan: &FactsPlan, node: NodeIndex) -> Option<()> {
        let all = self.scope.graph.adjacent(node, plan.kind, plan.way);
        let page = &all[..plan.first.min(all.len())];
        self.scope.spend_now(page.len()).ok()?;
        self.object(out, &plan.fields, |out, field| match field {
            FactsField::Typename(name) => json(out, name),
            FactsField::TotalCount => json(out, &all.len()),
            FactsField::Nodes(plan) => list(out, page, |out, step| self.node(out, plan, step.node)),
            FactsField::Edges(fields) => list(out, page, |out, step| {
                self.object(out, fields, |out, field| self.fact(out, field, *step))
            }),
        })
    }

    fn fact(&self, out: &mut Out, field: &FactField, step: Adjacent) -> Option<()> {
        let edge = self.scope.graph.edge(step.edge);
        match field {
            FactField::Typename(name) => json(out, name),
            FactField::Node(plan) => self.node(out, plan, step.node),
            FactField::Role => json(out, &self.scope.graph.role(edge)),
            FactField::Former => json(out, &edge.former),
            FactField::Confidence => json(out, &edge.confidence()),
            FactField::EvidenceCount => json(out, &edge.evidence_count),
            FactField::Evidence(first, plan) => {
                let evidence = self.scope.graph.evidence_of(step.edge).take(*first);
                self.all_evidence(out, plan, evidence)
            }
        }
    }

    fn all_evidence(
        &self,
        out: &mut Out,
        plan: &EvidencePlan,
        evidence: impl Iterator<Item = EvidenceRef>,
    ) -> Option<()> {
        let evidence: Vec<EvidenceRef> = evidence.collect();
        self.scope.spend_now(evidence.len()).ok()?;
        list(out, evidence, |out, evidence| {
            let data = self.scope.graph.evidence(evidence);
            self.object(out, &plan.0, |out, field| match field {
                EvidenceField::Typename => json(out, "Evidence"),
                EvidenceField::Quote => json(out, data.quote),
                EvidenceField::Start => json(out, &data.start),
                EvidenceField::End => json(out, &data.end),
                EvidenceField::Rule => json(out, data.rule),
                EvidenceField::Confidence => json(out, &data.confidence()),
                EvidenceField::Document(plan) => self.node(out, plan, data.document),
            })
        })
    }
}

/// The kind of a talk as GraphQL writes it.
fn talk_kind(kind: TalkKind) -> &'static str {
    match kind {
        TalkKind::Talk => "TALK",
        TalkKind::Keynote => "KEYNOTE",
        TalkKind::Tutorial => "TUTORIAL",
        TalkKind::Lightning => "LIGHTNING",
        TalkKind::Panel => "PANEL",
        TalkKind::Poster => "POSTER",
        TalkKind::Session => "SESSION",
    }
}

fn json<T: Serialize + ?Sized>(out: &mut Out, value: &T) -> Option<()> {
    serde_json::to_writer(out, value).ok()
}

fn list<T>(
    out: &mut Out,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Out, T) -> Option<()>,
) -> Option<()> {
    out.push(b'[');
    for (number, item) in items.into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(out, item)?;
    }
    out.push(b']');
    Some(())
}
