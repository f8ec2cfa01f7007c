//! `whoSpokeAbout` and `search`: the two questions that take words.

use async_graphql::connection::PageInfo;
use async_graphql::{Context, Object, Result, SimpleObject};
use hallway_extractor::vocabulary;
use hallway_graph::query::{Answers, Question, Speaker, TalkAnswer as Answer};
use hallway_graph::search;

use super::evidence::Evidence;
use super::kinds::{Node, NodeKind, Subject};
use super::page::{Paging, Position, Sort, Window, compare, limit};
use super::person::Person;
use super::subject::Topic;
use super::talk::Talk;
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

/// Words longer than this are no question; looking them up would only cost time.
const MAX_TEXT: usize = 200;

/// As many hits of a search can be paged through; `totalCount` counts them all.
const MAX_HITS: usize = 1000;

/// Checks the length of a text to look up.
pub(crate) fn check_text(name: &str, text: &str) -> Result<(), Refusal> {
    if text.len() <= MAX_TEXT {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Argument,
        format!("'{name}' is longer than {MAX_TEXT} bytes; ask with a few words"),
    ))
}

/// Scores order the best first; a cursor holds them as whole numbers.
fn by_score(score: f64) -> Sort {
    Sort::Number(-((score * 1e6).round() as i64))
}

/// A page of speakers, the best answer first.
pub struct SpeakerConnection {
    window: Window,
    speakers: Vec<Speaker>,
}

impl SpeakerConnection {
    /// Asks the graph.
    pub async fn ask(
        ctx: &Context<'_>,
        topic: &str,
        event: Option<&str>,
        year: Option<i32>,
        paging: Paging,
    ) -> Result<Self, Refusal> {
        check_text("topic", topic)?;
        check_text("event", event.unwrap_or_default())?;
        let scope = Scope::of(ctx);
        let question = Question { topic, event, year };
        let (window, speakers) = speakers(scope, &question, &paging)?;
        scope.pause().await;
        Ok(SpeakerConnection { window, speakers })
    }
}

/// A page of speakers, taken from the budget.
pub(crate) fn speakers(
    scope: &Scope,
    question: &Question<'_>,
    paging: &Paging,
) -> Result<(Window, Vec<Speaker>), Refusal> {
    let mut answers = Answers::find(&scope.graph, question);
    scope.work(answers.len() + answers.talks())?;
    // The first page, which is nearly always the only one, needs no order beyond itself.
    let plain = paging.after.is_none() && paging.before.is_none() && paging.last.is_none();
    let first =
        limit("first", paging.first, &scope.config)?.unwrap_or(scope.config.default_page_size);
    answers.sort(if plain { first } else { usize::MAX });
    let window = paging.window(&scope.config, answers.len(), |index, position| {
        let (person, score) = answers.at(index);
        compare(&by_score(score), &scope.graph.data(person).id, position)
    })?;
    let speakers: Vec<Speaker> = (window.start..window.end)
        .map(|place| answers.speaker(place))
        .collect();
    let size = speakers.iter().map(|speaker| 1 + speaker.talks.len());
    scope.spend_now(size.sum())?;
    Ok((window, speakers))
}

/// A page of speakers, the best answer first.
#[Object]
impl SpeakerConnection {
    /// The speakers of this page, with what they said.
    async fn edges(&self) -> Vec<SpeakerEdge<'_>> {
        self.speakers.iter().map(SpeakerEdge).collect()
    }

    /// The speakers of this page.
    async fn nodes(&self) -> Vec<Person> {
        self.speakers
            .iter()
            .map(|speaker| Person(speaker.person))
            .collect()
    }

    /// Where this page lies in the list.
    async fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        let at = |speaker: Option<&Speaker>| {
            speaker.map(|speaker| speaker_cursor(Scope::of(ctx), speaker))
        };
        self.window
            .info(at(self.speakers.first()), at(self.speakers.last()))
    }

    /// How many there are on all pages.
    async fn total_count(&self) -> usize {
        self.window.total
    }
}

/// The cursor of a speaker.
pub(crate) fn speaker_cursor(scope: &Scope, speaker: &Speaker) -> String {
    let id = scope.graph.data(speaker.person).id.to_string();
    Position {
        sort: by_score(speaker.score),
        id,
    }
    .encode()
}

/// Someone who spoke about it.
pub struct SpeakerEdge<'s>(&'s Speaker);

/// Someone who spoke about it.
#[Object]
impl SpeakerEdge<'_> {
    /// Its place in the list.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        speaker_cursor(Scope::of(ctx), self.0)
    }

    /// Who.
    async fn node(&self) -> Person {
        Person(self.0.person)
    }

    /// How well it answers; only good for comparing within one answer.
    async fn score(&self) -> f64 {
        self.0.score
    }

    /// The talks that answer, best first.
    async fn talks(&self) -> Vec<TalkAnswer<'_>> {
        self.0.talks.iter().map(TalkAnswer).collect()
    }
}

/// A talk that answers the question.
pub struct TalkAnswer<'s>(&'s Answer);

/// A talk that answers the question.
#[Object]
impl TalkAnswer<'_> {
    /// The talk.
    async fn talk(&self) -> Talk {
        Talk(self.0.talk)
    }

    /// The topics by which it answers; empty where its title or a project does.
    async fn matched(&self, ctx: &Context<'_>) -> Vec<Topic> {
        let graph = &Scope::of(ctx).graph;
        let topics = self
            .0
            .matched
            .iter()
            .copied()
            .filter(|node| graph.data(*node).kind == vocabulary::NodeKind::Topic);
        topics.map(Topic).collect()
    }

    /// The topics and projects by which it answers; empty where its title does.
    async fn subjects(&self, ctx: &Context<'_>) -> Vec<Subject> {
        let graph = &Scope::of(ctx).graph;
        self.0
            .matched
            .iter()
            .map(|node| Subject::new(graph, *node))
            .collect()
    }

    /// What says that the speaker gave it and what it is about.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many.", default = 20)] first: i32,
    ) -> Result<Vec<Evidence>> {
        let scope = Scope::of(ctx);
        let first = limit("first", Some(first), &scope.config)?.unwrap_or(0);
        let evidence: Vec<_> = self
            .0
            .evidence
            .iter()
            .copied()
            .take(first)
            .map(Evidence)
            .collect();
        scope.spend(evidence.len()).await?;
        Ok(evidence)
    }
}

/// A page of what a search found, best first.
pub struct SearchConnection {
    window: Window,
    hits: Vec<search::Hit>,
}

impl SearchConnection {
    /// Searches the graph.
    pub async fn ask(
        ctx: &Context<'_>,
        text: &str,
        kinds: &[NodeKind],
        paging: Paging,
    ) -> Result<Self, Refusal> {
        check_text("text", text)?;
        let scope = Scope::of(ctx);
        let kinds: Vec<vocabulary::NodeKind> = kinds.iter().map(|kind| (*kind).into()).collect();
        // The first page, which is nearly always the only one, needs no more than itself.
        let plain = paging.after.is_none() && paging.before.is_none() && paging.last.is_none();
        let first =
            limit("first", paging.first, &scope.config)?.unwrap_or(scope.config.default_page_size);
        let most = if plain { first } else { MAX_HITS };
        let found = search::search_everywhere(&scope.graph, text, &kinds, most);
        scope.work(found.total)?;
        let mut hits = found.hits;
        let mut window = paging.window(&scope.config, hits.len(), |index, position| {
            let hit = &hits[index];
            compare(
                &Sort::Number(hit.place),
                &scope.graph.data(hit.node).id,
                position,
            )
        })?;
        window.total = found.total;
        hits.truncate(window.end);
        hits.drain(..window.start);
        scope.spend(hits.len()).await?;
        Ok(SearchConnection { window, hits })
    }
}

/// A page of what a search found, best first.
#[Object]
impl SearchConnection {
    /// The hits of this page.
    async fn edges(&self) -> Vec<SearchEdge<'_>> {
        self.hits.iter().map(SearchEdge).collect()
    }

    /// The nodes of this page.
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Node> {
        let graph = &Scope::of(ctx).graph;
        self.hits
            .iter()
            .map(|hit| Node::new(graph, hit.node))
            .collect()
    }

    /// Where this page lies in the list.
    async fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        let at = |hit: Option<&search::Hit>| hit.map(|hit| hit_cursor(ctx, hit));
        self.window
            .info(at(self.hits.first()), at(self.hits.last()))
    }

    /// How many nodes match in all; the first thousand can be paged through.
    async fn total_count(&self) -> usize {
        self.window.total
    }
}

fn hit_cursor(ctx: &Context<'_>, hit: &search::Hit) -> String {
    let id = Scope::of(ctx).graph.data(hit.node).id.to_string();
    Position {
        sort: Sort::Number(hit.place),
        id,
    }
    .encode()
}

/// A node that matches.
pub struct SearchEdge<'s>(&'s search::Hit);

/// A node that matches.
#[Object]
impl SearchEdge<'_> {
    /// Its place in the list.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        hit_cursor(ctx, self.0)
    }

    /// The node.
    async fn node(&self, ctx: &Context<'_>) -> Node {
        Node::new(&Scope::of(ctx).graph, self.0.node)
    }

    /// How well it matches; only good for comparing within one answer.
    async fn score(&self) -> f64 {
        self.0.score
    }

    /// The name, alias, title or quote that matches best.
    async fn matched(&self) -> String {
        self.0.matched.clone()
    }

    /// The same in pieces: what matches and what lies between.
    async fn highlights(&self) -> Vec<Piece> {
        pieces(&self.0.matched, &self.0.highlights)
    }

    /// The sentence that matches; null where a name, alias or title does.
    async fn evidence(&self) -> Option<Evidence> {
        self.0.evidence.map(Evidence)
    }
}

/// A piece of a text that was searched.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// True where they match.
    pub hit: bool,
}

/// Cuts `text` at the ranges, which are in order; ranges that don't fit are left out.
fn pieces(text: &str, ranges: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |text: &str, hit: bool| {
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                hit,
            });
        }
    };
    for &(start, end) in ranges {
        if let (Some(between), Some(hit)) = (text.get(at..start), text.get(start..end)) {
            push(between, false);
            push(hit, true);
            at = end;
        }
    }
    push(&text[at..], false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_names_into_pieces() {
        let cut = |text: &str, ranges: &[(usize, usize)]| {
            pieces(text, ranges)
                .into_iter()
                .map(|piece| {
                    if piece.hit {
                        format!("[{}]", piece.text)
                    } else {
                        piece.text
                    }
                })
                .collect::<String>()
        };
        assert_eq!(cut("Free threading", &[(0, 4)]), "[Free] threading");
        assert_eq!(cut("Zoë Mu", &[(0, 4), (5, 7)]), "[Zoë] [Mu]");
        assert_eq!(cut("Zoë", &[(0, 3)]), "Zoë");
        assert_eq!(cut("abc", &[(2, 9)]), "abc");
        assert_eq!(cut("abc", &[]), "abc");
    }
}
