//! Changes: documents in and out, and corrections that survive re-ingestion.

use async_graphql::connection::PageInfo;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use hallway_extractor::read::read;
use hallway_graph::{Curation, CurationRecord, Done, Entry, Hallway, StoreError};

use super::kinds::{EdgeKind, Node};
use super::page::{Paging, Position, Sort, Window, compare};
use crate::auth::Access;
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

/// Names longer than this are no names.
const MAX_NAME: usize = 1024;

/// Changes. They need a bearer token, and are off where the server was given none.
pub struct Mutation;

/// Changes. They need a bearer token, and are off where the server was given none.
#[Object]
impl Mutation {
    /// Reads a text, extracts its facts and keeps both, in place of the document of that name.
    async fn ingest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text.")] input: IngestInput,
    ) -> Result<IngestPayload> {
        let scope = writer(ctx)?;
        check_name("name", &input.name)?;
        let most = scope.config.max_ingest_bytes;
        if input.content.len() > most {
            return Err(Refusal::new(
                Code::Argument,
                format!(
                    "'content' is larger than {most} bytes; split it, or raise max-ingest-bytes"
                ),
            )
            .into());
        }
        let extractor = std::sync::Arc::clone(&scope.extractor);
        let payload = change(scope, move |hallway| {
            let media = input.media_type.as_deref();
            let documents = read(&input.name, input.content.as_bytes(), media)
                .map_err(|error| rejected(&error.to_string()))?;
            let mut notes = Vec::new();
            let entries: Vec<Entry> = documents
                .into_iter()
                .map(|document| {
                    let extraction = extractor(&document);
                    let all = document.notes.iter().chain(&extraction.notes);
                    notes.extend(all.map(|note| format!("{}: {}", document.name, note.message)));
                    Entry {
                        document,
                        extraction,
                    }
                })
                .collect();
            let names: Vec<String> = entries
                .iter()
                .map(|entry| entry.document.name.clone())
                .collect();
            let done = hallway.ingest(entries).map_err(store)?;
            let documents = names
                .into_iter()
                .zip(done)
                .map(|(name, done)| IngestedDocument {
                    name,
                    outcome: done.into(),
                })
                .collect();
            Ok(IngestPayload {
                documents,
                notes,
                generation: hallway.graph().generation(),
            })
        });
        Ok(payload.await?)
    }

    /// Takes documents out, and exactly their facts.
    async fn forget(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The documents' names.")] documents: Vec<String>,
    ) -> Result<ForgetPayload> {
        let scope = writer(ctx)?;
        let payload = change(scope, move |hallway| {
            let done = hallway.forget(&documents).map_err(store)?;
            let (mut forgotten, mut absent) = (Vec::new(), Vec::new());
            for (name, done) in documents.into_iter().zip(done) {
                if done == Done::Removed {
                    forgotten.push(name)
                } else {
                    absent.push(name)
                }
            }
            Ok(ForgetPayload {
                forgotten,
                absent,
                generation: hallway.graph().generation(),
            })
        });
        Ok(payload.await?)
    }

    /// Says that two nodes are one.
    async fn merge_nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the node that keeps its id and name.")] keep: ID,
        #[graphql(desc = "The id of the other.")] other: ID,
    ) -> Result<CurationPayload> {
        let scope = writer(ctx)?;
        let (keep, other) = (known(scope, &keep)?, known(scope, &other)?);
        if keep == other {
            return Err(rejected("the two are one node already").into());
        }
        if keep.split(':').next() != other.split(':').next() {
            return Err(
                rejected("nodes of two kinds cannot be one; merge nodes of one kind").into(),
            );
        }
        curate(scope, keep.clone(), Curation::Merge { keep, other }).await
    }

    /// Says that what bears a name within a node is a node of its own.
    async fn split_node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the node that was merged wrongly.")] node: ID,
        #[graphql(desc = "The name or alias that is someone or something else.")] name: String,
        #[graphql(desc = "The names of the documents in which it is; all where none are given.")]
        documents: Option<Vec<String>>,
    ) -> Result<CurationPayload> {
        let scope = writer(ctx)?;
        check_name("name", &name)?;
        let node = known(scope, &node)?;
        curate(
            scope,
            node.clone(),
            Curation::Split {
                node,
                name,
                documents: documents.unwrap_or_default(),
            },
        )
        .await
    }

    /// Gives a node another name.
    async fn rename_node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The node's id.")] node: ID,
        #[graphql(desc = "Its name.")] name: String,
    ) -> Result<CurationPayload> {
        let scope = writer(ctx)?;
        check_name("name", &name)?;
        let node = known(scope, &node)?;
        curate(scope, node.clone(), Curation::Rename { node, name }).await
    }

    /// Says that a fact is wrong, whatever documents say.
    async fn retract_fact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the source.")] source: ID,
        #[graphql(desc = "How they would be related.")] kind: EdgeKind,
        #[graphql(desc = "The id of the target.")] target: ID,
    ) -> Result<CurationPayload> {
        let scope = writer(ctx)?;
        let (from, to) = (
            super::traverse::find(&scope.graph, &source)?,
            super::traverse::find(&scope.graph, &target)?,
        );
        if scope.graph.find_edge(from, kind.into(), to).is_none() {
            return Err(Refusal::new(
                Code::NotFound,
                "there is no such fact; look at the node's edges",
            )
            .into());
        }
        let (source, target) = (known(scope, &source)?, known(scope, &target)?);
        curate(
            scope,
            source.clone(),
            Curation::Retract {
                source,
                kind: kind.into(),
                target,
            },
        )
        .await
    }

    /// Takes a correction back.
    async fn undo_curation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its number.")] number: u64,
    ) -> Result<UndoPayload> {
        let scope = writer(ctx)?;
        let payload = change(scope, move |hallway| {
            let undone = hallway.undo(number).map_err(store)?;
            Ok(UndoPayload {
                undone,
                generation: hallway.graph().generation(),
            })
        });
        Ok(payload.await?)
    }
}

/// A text to ingest.
#[derive(Debug, InputObject)]
pub struct IngestInput {
    /// The document's name: a path or an address. Its ending tells the format.
    pub name: String,
    /// The text.
    pub content: String,
    /// The format, where the name does not tell it: `text/html`, `text/markdown`, ….
    pub media_type: Option<String>,
}

/// What an ingestion did.
#[derive(Debug, SimpleObject)]
pub struct IngestPayload {
    /// The documents that were in the text; a feed holds several.
    pub documents: Vec<IngestedDocument>,
    /// What was odd.
    pub notes: Vec<String>,
    /// The store's generation with them.
    pub generation: u64,
}

/// A document that was ingested.
#[derive(Debug, SimpleObject)]
pub struct IngestedDocument {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub outcome: IngestOutcome,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum IngestOutcome {
    /// It is new.
    Added,
    /// It took the place of an older one.
    Replaced,
    /// It is the one that was there.
    Unchanged,
}

impl From<Done> for IngestOutcome {
    fn from(done: Done) -> IngestOutcome {
        match done {
            Done::Added => IngestOutcome::Added,
            Done::Unchanged => IngestOutcome::Unchanged,
            _ => IngestOutcome::Replaced,
        }
    }
}

/// What forgetting did.
#[derive(Debug, SimpleObject)]
pub struct ForgetPayload {
    /// The documents that are gone.
    pub forgotten: Vec<String>,
    /// The names that were none.
    pub absent: Vec<String>,
    /// The store's generation without them.
    pub generation: u64,
}

/// A correction that was recorded.
pub struct CurationPayload {
    number: u64,
    node: String,
    scope: std::sync::Arc<hallway_graph::Graph>,
}

/// A correction that was recorded.
#[Object]
impl CurationPayload {
    /// Its number, which `undoCuration` takes.
    async fn number(&self) -> u64 {
        self.number
    }

    /// The id of the node as it is now; null where it went.
    async fn node_id(&self) -> Option<ID> {
        self.scope
            .node(&self.node)
            .map(|node| ID(self.scope.data(node).id.to_string()))
    }

    /// The name of the node as it is now; null where it went.
    async fn node_name(&self) -> Option<String> {
        self.scope
            .node(&self.node)
            .map(|node| self.scope.data(node).name.to_string())
    }

    /// The store's generation with it.
    async fn generation(&self) -> u64 {
        self.scope.generation()
    }
}

/// What undoing did.
#[derive(Debug, SimpleObject)]
pub struct UndoPayload {
    /// True where there was a correction of that number.
    pub undone: bool,
    /// The store's generation without it.
    pub generation: u64,
}

/// The scope, where the caller may write. The handler has checked already; this is the
/// lock on the door itself.
fn writer<'a>(ctx: &Context<'a>) -> Result<&'a Scope, Refusal> {
    let scope = Scope::of(ctx);
    match scope.access {
        Access::Writer => Ok(scope),
        _ => Err(Refusal::new(
            Code::Unauthenticated,
            "mutations need the header 'Authorization: Bearer TOKEN'",
        )),
    }
}

fn check_name(what: &str, name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() || name.len() > MAX_NAME || name.contains(['\0', '\n', '\r']) {
        return Err(Refusal::new(
            Code::Argument,
            format!("'{what}' is one line of 1 to {MAX_NAME} bytes"),
        ));
    }
    Ok(())
}

/// The id of a node that is there, as the graph has it.
fn known(scope: &Scope, id: &ID) -> Result<String, Refusal> {
    super::traverse::find(&scope.graph, id).map(|node| scope.graph.data(node).id.to_string())
}

async fn curate(scope: &Scope, node: String, curation: Curation) -> Result<CurationPayload> {
    let payload = change(scope, move |hallway| {
        let number = hallway.curate(curation).map_err(store)?;
        Ok(CurationPayload {
            number,
            node,
            scope: hallway.graph(),
        })
    });
    Ok(payload.await?)
}

/// Makes a change on a thread that may wait for the disk.
async fn change<T: Send + 'static>(
    scope: &Scope,
    work: impl FnOnce(&Hallway) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let hallway = scope.hallway.clone();
    match tokio::task::spawn_blocking(move || work(&hallway)).await {
        Ok(done) => done,
        Err(_) => Err(Refusal::new(
            Code::Internal,
            "the change broke off; please report it with the request",
        )),
    }
}

fn rejected(message: &str) -> Refusal {
    Refusal::new(Code::Rejected, crate::gate::clip(message))
}

/// A store's error goes to the log in full and to the caller without paths.
#[allow(
    clippy::needless_pass_by_value,
    reason = "it is what `map_err` hands over"
)]
fn store(error: StoreError) -> Refusal {
    if let StoreError::Refused(why) = &error {
        return rejected(why);
    }
    tracing::error!(%error, "a change failed");
    Refusal::new(
        Code::Internal,
        "the store did not take the change; the server's log says why",
    )
}

/// One page of the corrections.
pub struct CurationPage {
    window: Window,
    records: Vec<CurationRecord>,
}

impl CurationPage {
    /// Reads a page.
    pub async fn load(ctx: &Context<'_>, paging: Paging) -> Result<CurationPage, Refusal> {
        let scope = Scope::of(ctx);
        let hallway = scope.hallway.clone();
        let mut records = scope
            .aside(move |_| hallway.curations())
            .await?
            .map_err(store)?;
        let window = paging.window(&scope.config, records.len(), |index, position| {
            compare(&by_number(&records[index]), "", position)
        })?;
        records.truncate(window.end);
        records.drain(..window.start);
        scope.spend(records.len()).await?;
        Ok(CurationPage { window, records })
    }
}

fn by_number(record: &CurationRecord) -> Sort {
    Sort::Number(record.number as i64)
}

fn cursor(record: &CurationRecord) -> String {
    Position {
        sort: by_number(record),
        id: String::new(),
    }
    .encode()
}

/// A page of the corrections made by hand.
pub struct CurationConnection(pub CurationPage);

/// A page of the corrections made by hand.
#[Object]
impl CurationConnection {
    /// The corrections of this page with their cursors.
    async fn edges(&self) -> Vec<CurationEdge> {
        self.0.records.iter().cloned().map(CurationEdge).collect()
    }

    /// The corrections of this page.
    async fn nodes(&self) -> Vec<CurationNote> {
        self.0.records.iter().cloned().map(CurationNote).collect()
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        self.0.window.info(
            self.0.records.first().map(cursor),
            self.0.records.last().map(cursor),
        )
    }

    /// How many there are on all pages.
    async fn total_count(&self) -> usize {
        self.0.window.total
    }
}

/// A correction in its list.
pub struct CurationEdge(CurationRecord);

/// A correction in its list.
#[Object]
impl CurationEdge {
    /// Its place in the list.
    async fn cursor(&self) -> String {
        cursor(&self.0)
    }

    /// The correction.
    async fn node(&self) -> CurationNote {
        CurationNote(self.0.clone())
    }
}

/// A correction made by hand.
pub struct CurationNote(CurationRecord);

/// A correction made by hand.
#[Object(name = "Curation")]
impl CurationNote {
    /// Its number, which `undoCuration` takes.
    async fn number(&self) -> u64 {
        self.0.number
    }

    /// What it does, in words.
    async fn says(&self) -> String {
        match &self.0.curation {
            Curation::Merge { keep, other } => format!("{keep} and {other} are one"),
            Curation::Split { node, name, .. } => {
                format!("'{name}' within {node} is a node of its own")
            }
            Curation::Rename { node, name } => format!("{node} is named '{name}'"),
            Curation::Retract {
                source,
                kind,
                target,
            } => format!("{source} {} {target} is wrong", kind.name()),
        }
    }

    /// The node it is about, where it is in the graph.
    async fn node(&self, ctx: &Context<'_>) -> Option<Node> {
        let id = match &self.0.curation {
            Curation::Merge { keep, .. } => keep,
            Curation::Split { node, .. } | Curation::Rename { node, .. } => node,
            Curation::Retract { source, .. } => source,
        };
        let graph = &Scope::of(ctx).graph;
        graph.node(id).map(|node| Node::new(graph, node))
    }
}
