//! What a catalogue's record states outright, bound to the tokens that say so.

use super::{Binder, End};
use crate::document::Span;
use crate::extract::event::Event;
use crate::extract::talk::Origin;
use crate::extraction::Link;
use crate::vocabulary::{EdgeKind, NodeKind};

/// What states the facts of a record.
const RECORD: &str = "catalogue-record";

impl Binder<'_> {
    /// What a catalogue's record states outright: its talk, speakers, event and place. What
    /// the rules read in its description comes on top.
    pub(super) fn record(&mut self) {
        let read = self.read;
        let Some(record) = &read.document.record else {
            return;
        };
        let title = read.tokens_of(record.title);
        if title.is_empty() {
            return;
        }
        let block = read.block_of(title.start);
        let name = crate::extract::person::clean(record.title.of(&read.document.text));
        let talk = self.talks.titled(
            &name,
            title.clone(),
            block,
            Origin::Section(block),
            record.kind.unwrap_or_default(),
        );
        let links = record.links.iter().map(|(kind, url)| Link {
            kind: kind.clone(),
            url: url.clone(),
        });
        self.talks.list[talk].links.extend(links);
        for speaker in &record.speakers {
            let name = read.tokens_of(speaker.name);
            let Some(Some((_, person))) = self.persons.at.get(name.start) else {
                continue;
            };
            let person = self.home[*person as usize];
            if !self.talks.list[talk].speakers.contains(&person) {
                self.talks.list[talk].speakers.push(person);
            }
            let tokens = title.start.min(name.start)..title.end.max(name.end);
            let ends = (End::Person(person), EdgeKind::Gave, End::Talk(talk));
            self.state(ends, RECORD, tokens);
            let employer = speaker.organization.map(|span| read.tokens_of(span));
            if let Some(employer) = employer.filter(|tokens| !tokens.is_empty())
                && let Some(target) = self.named(NodeKind::Organization, employer.clone())
            {
                let tokens = name.start.min(employer.start)..name.end.max(employer.end);
                let ends = (End::Person(person), EdgeKind::WorksAt, target);
                self.state(ends, RECORD, tokens);
            }
        }
        if let Some(span) = record.event {
            let event = self.stated_event(span);
            if let Some(place) = record.place.map(|span| read.tokens_of(span))
                && let Some(target) = self.named(NodeKind::Place, place.clone())
                && !place.is_empty()
            {
                let source = End::Named(NodeKind::Event, event.name.clone());
                self.state((source, EdgeKind::HeldIn, target), RECORD, place);
            }
            self.remember(event.clone());
            self.event = Some(event);
        }
    }

    /// The event that a record names, by its series' known name where there is one.
    pub(super) fn stated_event(&self, span: Span) -> Event {
        let read = self.read;
        let tokens = read.tokens_of(span);
        let known = read
            .mentions
            .at(tokens.start)
            .iter()
            .find(|m| m.kind == NodeKind::Event && m.tokens() == tokens);
        if let Some(mention) = known {
            return Event::of(
                mention,
                &read.document.text,
                read.tokens,
                &read.rules.lexicon,
            );
        }
        let name = crate::extract::person::clean(span.of(&read.document.text));
        let (series, year) = crate::extract::event::split_year(&name);
        Event { name, series, year }
    }
}
