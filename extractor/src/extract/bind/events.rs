//! At which event a talk was given, and where that event took place.

use super::{Binder, End};
use crate::extract::event::Event;
use crate::extract::found::Found;
use crate::extract::talk::Origin;
use crate::lexicon::class;
use crate::mention::{Mention, Strength};
use crate::rule::Term;
use crate::token::shape;
use crate::vocabulary::{EdgeKind, NodeKind};

impl Binder<'_> {
    pub(super) fn event_end(&mut self, found: &Found, term: Term) -> Option<End> {
        let event = match term {
            Term::Capture(number) => {
                let range = found.capture(number)?;
                let read = self.read;
                let mention = read
                    .mentions
                    .at(range.start)
                    .iter()
                    .find(|m| m.kind == NodeKind::Event && m.tokens() == range)
                    .or_else(|| {
                        read.mentions
                            .within(range.clone())
                            .iter()
                            .find(|m| m.kind == NodeKind::Event)
                    })?;
                self.mentioned(mention)
            }
            Term::Event => {
                let read = self.read;
                let mention = read
                    .mentions
                    .within(found.region.tokens.clone())
                    .iter()
                    .find(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely);
                match mention {
                    Some(mention) => self.mentioned(mention),
                    None => self.event.clone()?,
                }
            }
            _ => return None,
        };
        let name = event.name.clone();
        self.remember(event);
        Some(End::Named(NodeKind::Event, name))
    }

    /// The event that a mention names.
    fn mentioned(&self, mention: &Mention) -> Event {
        let read = self.read;
        let (text, lexicon) = (&read.document.text, &read.rules.lexicon);
        self.of_main_series(Event::of(mention, text, read.tokens, lexicon))
    }

    /// A yearless mention of the document's event is that edition.
    pub(super) fn of_main_series(&self, event: Event) -> Event {
        match &self.event {
            Some(main)
                if event.year.is_none()
                    && crate::identity::fold(&main.series)
                        == crate::identity::fold(&event.series) =>
            {
                main.clone()
            }
            Some(main)
                if event.year == main.year
                    && crate::identity::fold(&main.series)
                        == crate::identity::fold(&event.series) =>
            {
                main.clone()
            }
            _ => event,
        }
    }

    pub(super) fn remember(&mut self, event: Event) {
        if self.known_events.insert(event.name.clone()) {
            self.events.push(event);
        }
    }

    /// An edition that names its city ('OSS Summit Prague') was held there.
    pub(super) fn places_in_names(&mut self) {
        let read = self.read;
        for mention in read
            .mentions
            .all()
            .iter()
            .filter(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely)
        {
            let place = read
                .mentions
                .within(mention.start as usize + 1..mention.end as usize)
                .iter()
                .find(|p| {
                    p.kind == NodeKind::Place
                        && p.strength == Strength::Strong
                        && p.end <= mention.end
                        && p.canonical > 0
                        && !read.tokens.tokens[p.start as usize].in_any(class::REGION.bit())
                        && !read.tokens.tokens[p.start as usize].is(shape::UPPER)
                });
            let Some(place) = place else { continue };
            let event = self.of_main_series(Event::of(
                mention,
                &read.document.text,
                read.tokens,
                &read.rules.lexicon,
            ));
            let Some(target) = self.named(NodeKind::Place, place.tokens()) else {
                continue;
            };
            let name = event.name.clone();
            if event.year.is_none() {
                continue;
            }
            self.remember(event);
            let event = End::Named(NodeKind::Event, name);
            let ends = (event, EdgeKind::HeldIn, target);
            self.state(ends, "event-name", mention.tokens());
        }
    }

    /// Talks that no sentence places were given at the event of their section, else of the
    /// document.
    pub(super) fn place_talks(&mut self) {
        for number in 0..self.talks.list.len() {
            if self.talks.list[number].placed {
                continue;
            }
            let block = self.talks.list[number].block;
            let told = if self.talks.list[number].origin == Origin::Prose {
                self.event_told(number)
            } else {
                None
            };
            let Some(event) = told
                .or_else(|| self.event_above(block))
                .or_else(|| self.event.clone())
            else {
                continue;
            };
            let shown = self.talks.list[number].shown.clone();
            let name = event.name.clone();
            self.remember(event);
            let event = End::Named(NodeKind::Event, name);
            let ends = (End::Talk(number), EdgeKind::PresentedAt, event);
            self.state(ends, "document-event", shown);
        }
    }

    /// The event that the sentence about a talk names.
    pub(super) fn event_told(&self, talk: usize) -> Option<Event> {
        let read = self.read;
        let talk = &self.talks.list[talk];
        talk.told_in.iter().take(1).find_map(|sentence| {
            let range = read.tokens.sentences.get(*sentence)?.tokens.clone();
            let mention = read
                .mentions
                .within(range)
                .iter()
                .filter(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely)
                .min_by_key(|m| m.start.abs_diff(talk.shown.start as u32))?;
            Some(self.of_main_series(Event::of(
                mention,
                &read.document.text,
                read.tokens,
                &read.rules.lexicon,
            )))
        })
    }

    /// The event that a heading above a block names.
    pub(super) fn event_above(&self, block: usize) -> Option<Event> {
        let read = self.read;
        let mut heading = read.layout.heading[block];
        for _ in 0..5 {
            let above = heading?;
            if !self.talks.of_section.contains_key(&above) && !self.is_document_title(above) {
                let range = read.tokens.blocks[above].clone();
                let mention = read
                    .mentions
                    .within(range)
                    .iter()
                    .find(|m| m.kind == NodeKind::Event && m.strength >= Strength::Likely);
                if let Some(mention) = mention {
                    let event = Event::of(
                        mention,
                        &read.document.text,
                        read.tokens,
                        &read.rules.lexicon,
                    );
                    let event = self.of_main_series(event);
                    return Some(
                        event
                            .clone()
                            .dated(self.event.as_ref().and_then(|e| e.year)),
                    );
                }
            }
            heading = read.layout.heading[above];
        }
        None
    }
}
