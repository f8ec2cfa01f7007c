//! People and the organisations they work at.

use async_graphql::{Context, Result};
use hallway_extractor::vocabulary;
use hallway_graph::query;
use petgraph::Direction;

use super::connection::{
    CountedPage, FactFilter, FactPage, counted_connection, fact_connection, node_connection,
    node_object, role_connection,
};
use super::document::WroteConnection;
use super::event::OrganizedEventConnection;
use super::evidence::YearCount;
use super::facets::{counted_talks, years_of};
use super::kinds::Subject;
use super::page::Paging;
use super::subject::ProjectWorkConnection;
use super::talk::{PersonTalkConnection, TalkConnection};
use crate::scope::Scope;

node_object! {
    /// A human being who speaks, writes, organises or works on something.
    Person {
        /// The talks this person gave.
        talks: PersonTalkConnection = Gave Outgoing;
        /// The events this person organises.
        organizes: OrganizedEventConnection = Organizes Outgoing;
        /// The documents this person wrote.
        wrote: WroteConnection = Wrote Outgoing;
    }

    /// Where this person works or worked.
    async fn works_at(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only facts at least so sure, 0 to 1.")] min_confidence: Option<f64>,
        #[graphql(desc = "Only past (true) or only present (false) ones.")] former: Option<bool>,
    ) -> Result<EmploymentConnection> {
        let (kind, way) = (vocabulary::EdgeKind::WorksAt, Direction::Outgoing);
        let paging = Paging { first, after, last, before };
        let filter = FactFilter { min_confidence, former };
        Ok(EmploymentConnection(FactPage::load(ctx, self.0, kind, way, paging, filter).await?))
    }

    /// The projects this person creates, maintains or leads.
    async fn works_on(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only facts at least so sure, 0 to 1.")] min_confidence: Option<f64>,
        #[graphql(desc = "Only past (true) or only present (false) ones.")] former: Option<bool>,
    ) -> Result<ProjectWorkConnection> {
        let (kind, way) = (vocabulary::EdgeKind::WorksOn, Direction::Outgoing);
        let paging = Paging { first, after, last, before };
        let filter = FactFilter { min_confidence, former };
        Ok(ProjectWorkConnection(FactPage::load(ctx, self.0, kind, way, paging, filter).await?))
    }

    /// What this person spoke about, with the talks.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SubjectCountConnection> {
        let list = query::topics_of(&Scope::of(ctx).graph, self.0);
        let paging = Paging { first, after, last, before };
        Ok(SubjectCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// Who gave talks together with this person, with the talks.
    async fn co_speakers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<PersonCountConnection> {
        let list = query::co_speakers(&Scope::of(ctx).graph, self.0);
        let paging = Paging { first, after, last, before };
        Ok(PersonCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }

    /// How many talks this person gave in each year, by the talks' events.
    async fn talks_by_year(&self, ctx: &Context<'_>) -> Vec<YearCount> {
        let graph = &Scope::of(ctx).graph;
        years_of(graph, graph.outgoing(self.0, vocabulary::EdgeKind::Gave).iter().map(|step| step.node))
    }
}

node_object! {
    /// A company, foundation, university, community or working group.
    Organization {}

    /// Who works or worked there.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only facts at least so sure, 0 to 1.")] min_confidence: Option<f64>,
        #[graphql(desc = "Only past (true) or only present (false) ones.")] former: Option<bool>,
    ) -> Result<EmployeeConnection> {
        let (kind, way) = (vocabulary::EdgeKind::WorksAt, Direction::Incoming);
        let paging = Paging { first, after, last, before };
        let filter = FactFilter { min_confidence, former };
        Ok(EmployeeConnection(FactPage::load(ctx, self.0, kind, way, paging, filter).await?))
    }

    /// What its people spoke about, with the talks.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<SubjectCountConnection> {
        let graph = &Scope::of(ctx).graph;
        let people = graph.incoming(self.0, vocabulary::EdgeKind::WorksAt).iter().map(|step| step.node);
        let talks = people.flat_map(|person| graph.outgoing(person, vocabulary::EdgeKind::Gave)).map(|step| step.node);
        let list = counted_talks(graph, talks, vocabulary::EdgeKind::About, Direction::Outgoing);
        let paging = Paging { first, after, last, before };
        Ok(SubjectCountConnection(CountedPage::cut(ctx, list, paging).await?))
    }
}

node_connection!(
    PersonConnection,
    PersonEdge,
    Person,
    |_, node| Person(node),
    "people"
);
node_connection!(
    OrganizationConnection,
    OrganizationEdge,
    Organization,
    |_, node| Organization(node),
    "organisations"
);
fact_connection!(
    SpeakerOfConnection,
    SpeakerOfEdge,
    Person,
    |_, node| Person(node),
    "the people who gave a talk"
);
role_connection!(
    EmploymentConnection,
    EmploymentEdge,
    Organization,
    |_, node| Organization(node),
    "the organisations a person works at"
);
role_connection!(
    EmployeeConnection,
    EmployeeEdge,
    Person,
    |_, node| Person(node),
    "the people who work at an organisation"
);
role_connection!(
    OrganizerConnection,
    OrganizerEdge,
    Person,
    |_, node| Person(node),
    "the people who organise an event"
);
role_connection!(
    MaintainerConnection,
    MaintainerEdge,
    Person,
    |_, node| Person(node),
    "the people who work on a project"
);
fact_connection!(
    AuthorConnection,
    AuthorEdge,
    Person,
    |_, node| Person(node),
    "the people who wrote a document"
);
counted_connection!(PersonCountConnection, PersonCountEdge, Person, |_, node| Person(node), talks: TalkConnection, "people with talks");
counted_connection!(OrganizationCountConnection, OrganizationCountEdge, Organization, |_, node| Organization(node), people: PersonConnection, "organisations with people");
counted_connection!(SubjectCountConnection, SubjectCountEdge, Subject, Subject::new, talks: TalkConnection, "topics and projects with talks");
