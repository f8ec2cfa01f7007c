//! Events and the places they are held in.

use async_graphql::{Context, Result};
use hallway_extractor::vocabulary::EdgeKind;
use petgraph::Direction;

use super::connection::{
    CountedPage, fact_connection, node_connection, node_object, role_connection,
};
use super::facets::{counted_talks, organizations_at};
use super::page::Paging;
use super::person::{
    OrganizationCountConnection, OrganizerConnection, PersonCountConnection, SubjectCountConnection,
};
use super::talk::EventTalkConnection;
use crate::scope::Scope;

node_object! {
    /// One edition of a conference or meetup.
    Event {
        /// The talks given at it.
        talks: EventTalkConnection = PresentedAt Incoming;
        /// Who organises it.
        organizers: OrganizerConnection = Organizes Incoming;
        /// Where it took place.
        held_in: EventPlaceConnection = HeldIn Outgoing;
    }

    /// The series it is an edition of ('PyCon US').
    async fn series(&self, ctx: &Context<'_>) -> Option<String> {
        self.data(ctx).series().map(str::to_owned)
    }

    /// Its year.
    async fn year(&self, ctx: &Context<'_>) -> Option<i32> {
        self.data(ctx).year()
    }

    /// Who spoke at it, with the talks.
    async fn speakers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<PersonCountConnection> {
        let graph = &Scope::of(ctx).graph;
        let talks = graph.incoming(self.0, EdgeKind::PresentedAt).iter().map(|step| step.node);
        let list = counted_talks(graph, talks, EdgeKind::Gave, Direction::Incoming);
        let paging = Paging { first, after, last, before };
        Ok(PersonCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// What its talks are about, with those talks.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SubjectCountConnection> {
        let graph = &Scope::of(ctx).graph;
        let talks = graph.incoming(self.0, EdgeKind::PresentedAt).iter().map(|step| step.node);
        let list = counted_talks(graph, talks, EdgeKind::About, Direction::Outgoing);
        let paging = Paging { first, after, last, before };
        Ok(SubjectCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// The organisations that its speakers work at, with those speakers.
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<OrganizationCountConnection> {
        let list = organizations_at(&Scope::of(ctx).graph, self.0);
        let paging = Paging { first, after, last, before };
        Ok(OrganizationCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }
}

node_object! {
    /// A city, country or venue.
    Place {
        /// The events held there.
        events: PlaceEventConnection = HeldIn Incoming;
    }
}

node_connection!(
    EventConnection,
    EventEdge,
    Event,
    |_, node| Event(node),
    "events"
);
node_connection!(
    PlaceConnection,
    PlaceEdge,
    Place,
    |_, node| Place(node),
    "places"
);
fact_connection!(
    PresentationConnection,
    PresentationEdge,
    Event,
    |_, node| Event(node),
    "the events a talk was given at"
);
fact_connection!(
    PlaceEventConnection,
    PlaceEventEdge,
    Event,
    |_, node| Event(node),
    "the events held in a place"
);
role_connection!(
    OrganizedEventConnection,
    OrganizedEventEdge,
    Event,
    |_, node| Event(node),
    "the events a person organises"
);
fact_connection!(
    EventPlaceConnection,
    EventPlaceEdge,
    Place,
    |_, node| Place(node),
    "the places an event was held in"
);
