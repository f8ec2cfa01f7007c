//! Documents: the texts that were read.

use async_graphql::Context;

use super::connection::{fact_connection, node_connection, node_object};
use super::kinds::Node;
use super::person::AuthorConnection;
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

node_object! {
    /// A text that was read, and stands behind everything it says.
    Document {
        /// Who wrote it.
        authors: AuthorConnection = Wrote Incoming;
        /// Everything it mentions.
        mentioned: MentionedConnection = Mentions Outgoing;
    }

    /// The name it was given when it was read: a path, an address, or `FILE#POST`. `forget` takes it.
    async fn path(&self, ctx: &Context<'_>) -> String {
        let data = self.data(ctx);
        data.path().unwrap_or(&data.name).to_owned()
    }

    /// The title that its metadata or first heading states.
    async fn title(&self, ctx: &Context<'_>) -> Option<String> {
        self.data(ctx).title().map(str::to_owned)
    }

    /// The address it states for itself.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        self.data(ctx).url().map(str::to_owned)
    }

    /// The date it states, as far as it states one: a year, a month or a day.
    async fn date(&self, ctx: &Context<'_>) -> Option<String> {
        self.data(ctx).date().map(str::to_owned)
    }

    /// Its plain text, which quotes and their places refer to.
    async fn text(&self, ctx: &Context<'_>) -> Option<String> {
        let scope = Scope::of(ctx);
        let name = self.data(ctx).path()?.to_owned();
        match scope.text(name).await {
            Ok(text) => text,
            Err(refusal) => {
                report(ctx, refusal);
                None
            }
        }
    }
}

/// Reports the error of a nullable field whose value is then `null`. Returning `Err` instead
/// would null the parent with it (async-graphql#1449).
pub fn report(ctx: &Context<'_>, refusal: Refusal) {
    let error = refusal.into_error().into_server_error(ctx.item.pos);
    ctx.add_error(ctx.set_error_path(error));
}

impl Scope {
    /// The text of a document, read from the store.
    async fn text(&self, name: String) -> Result<Option<String>, Refusal> {
        let hallway = self.hallway.clone();
        let read = self.aside(move |_| hallway.entry(&name)).await?;
        match read {
            Ok(entry) => Ok(entry.map(|entry| entry.document.text)),
            Err(error) => {
                tracing::error!(%error, "a document could not be read");
                Err(Refusal::new(
                    Code::Internal,
                    "the document could not be read; the server's log says why",
                ))
            }
        }
    }
}

node_connection!(
    DocumentConnection,
    DocumentEdge,
    Document,
    |_, node| Document(node),
    "documents"
);
fact_connection!(
    MentionConnection,
    MentionEdge,
    Document,
    |_, node| Document(node),
    "the documents that mention a node"
);
fact_connection!(
    MentionedConnection,
    MentionedEdge,
    Node,
    Node::new,
    "what a document mentions"
);
fact_connection!(
    WroteConnection,
    WroteEdge,
    Document,
    |_, node| Document(node),
    "the documents a person wrote"
);
