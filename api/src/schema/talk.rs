//! Talks.

use async_graphql::Context;

use super::connection::{fact_connection, node_connection, node_object};
use super::event::PresentationConnection;
use super::evidence::Link;
use super::kinds::{Subject, TalkKind};
use super::person::SpeakerOfConnection;

node_object! {
    /// A talk, keynote, tutorial, panel, … as a work; it may be given at several events.
    Talk {
        /// Who gave it.
        speakers: SpeakerOfConnection = Gave Incoming;
        /// What it is about.
        about: AboutConnection = About Outgoing;
        /// The events it was given at.
        presented_at: PresentationConnection = PresentedAt Outgoing;
    }

    /// The title; a description where no document gives one.
    async fn title(&self, ctx: &Context<'_>) -> String {
        self.data(ctx).name.to_string()
    }

    /// False where the title is a description.
    async fn titled(&self, ctx: &Context<'_>) -> bool {
        !self.data(ctx).untitled
    }

    /// What sort of talk it is.
    async fn kind(&self, ctx: &Context<'_>) -> TalkKind {
        self.data(ctx).talk_kind.unwrap_or_default().into()
    }

    /// Its video, slides and page.
    async fn links(&self, ctx: &Context<'_>) -> Vec<Link> {
        let links = self.data(ctx).links();
        links.map(|(kind, url)| Link { kind: kind.to_owned(), url: url.to_owned() }).collect()
    }
}

node_connection!(
    TalkConnection,
    TalkEdge,
    Talk,
    |_, node| Talk(node),
    "talks"
);
fact_connection!(
    PersonTalkConnection,
    PersonTalkEdge,
    Talk,
    |_, node| Talk(node),
    "the talks a person gave"
);
fact_connection!(
    SubjectTalkConnection,
    SubjectTalkEdge,
    Talk,
    |_, node| Talk(node),
    "the talks about a topic or project"
);
fact_connection!(
    EventTalkConnection,
    EventTalkEdge,
    Talk,
    |_, node| Talk(node),
    "the talks given at an event"
);
fact_connection!(
    AboutConnection,
    AboutEdge,
    Subject,
    Subject::new,
    "the topics and projects a talk is about"
);
