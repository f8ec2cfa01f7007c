//! What each talk is about: which sentences speak of it, and the topics they name.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Reading;
use super::bind::{Bound, End};
use super::person::Persons;
use super::talk::{Origin, Talk};
use crate::document::{BlockKind, Span, TalkRecord};
use crate::lexicon::class;
use crate::mention::Strength;
use crate::topic::{self, FoundTopic, Names, TopicContext, TopicSource};
use crate::vocabulary::{EdgeKind, NodeKind};

/// A topic of a talk, and the place that says so.
pub(crate) struct Subject {
    /// The talk's number.
    pub talk: usize,
    /// The topic.
    pub topic: FoundTopic,
    /// The title or the sentence that names it.
    pub evidence: Span,
    /// True where the title names it.
    pub in_title: bool,
}

/// The most sentences that are read for what a talk is about.
const SENTENCES: usize = 5;

/// How many of the sentences after the last that tells of a talk in prose are read for it.
const FOLLOWING: usize = 3;

/// The longest topic, in bytes: what is longer is no label that anybody files a talk under.
const LONGEST_TOPIC: usize = 80;

/// The topics of all talks.
pub(crate) fn subjects(read: &Reading, bound: &Bound, persons: &Persons) -> Vec<Subject> {
    let text = &read.document.text;
    let mut subjects = Vec::new();
    if let Some(record) = &read.document.record {
        tags(read, record, &mut subjects);
    }
    let told = told(read, bound);
    for (number, talk) in bound.talks.list.iter().enumerate() {
        let title = match (&talk.about, talk.untitled) {
            (Some(about), _) => read.tokens.span(about.clone()),
            (None, true) => Span::default(),
            (None, false) => read.tokens.span(talk.shown.clone()),
        };
        let mut sentences = sentences_about(read, bound, &told, number, talk);
        sentences.retain(|sentence| !speaks_of_another(read, persons, talk, sentence));
        for sentence in &mut sentences {
            *sentence = between_others(persons, talk, sentence.clone());
        }
        let names = Names::new(names_in(read, bound, persons, talk, &sentences));
        let passages: Vec<Span> = sentences
            .into_iter()
            .map(|range| read.tokens.span(range))
            .collect();
        let texts: Vec<&str> = passages.iter().map(|span| span.of(text)).collect();
        let context = TopicContext {
            names: &names,
            untitled: false,
        };
        for found in topic::find(title.of(text), &texts, &context) {
            let (evidence, in_title) = match found.source {
                TopicSource::Title => (title, true),
                TopicSource::Passage(i) => match passages.get(i) {
                    Some(span) => (*span, false),
                    None => continue,
                },
            };
            subjects.push(Subject {
                talk: number,
                topic: found,
                evidence,
                in_title,
            });
        }
    }
    subjects.retain(|subject| subject.topic.label.len() <= LONGEST_TOPIC);
    subjects
}

/// The tags of a catalogue's record that name a subject; its talk is the first.
fn tags(read: &Reading, record: &TalkRecord, subjects: &mut Vec<Subject>) {
    let text = &read.document.text;
    for tag in &record.tags {
        let names = Names::new(Vec::new());
        let context = TopicContext {
            names: &names,
            untitled: false,
        };
        // A tag says one thing; what the taxonomy does not know may be a room or a year.
        let Some(label) = topic::taxonomy::resolve(tag.of(text)) else {
            continue;
        };
        let found = topic::find(tag.of(text), &[], &context)
            .into_iter()
            .find(|found| found.label == label);
        subjects.extend(found.map(|topic| Subject {
            talk: 0,
            topic,
            evidence: *tag,
            in_title: false,
        }));
    }
}

/// Places, events and people that a talk's title and sentences name: they are no topics.
fn names_in<'r>(
    read: &'r Reading,
    bound: &'r Bound,
    persons: &'r Persons,
    talk: &'r Talk,
    sentences: &[Range<usize>],
) -> Vec<&'r str> {
    let mut names: Vec<&str> = talk
        .speakers
        .iter()
        .map(|s| persons.list[*s].name.as_str())
        .collect();
    names.extend(
        bound
            .event
            .iter()
            .flat_map(|e| [e.name.as_str(), e.series.as_str()]),
    );
    let title = talk.about.clone().unwrap_or(talk.shown.clone());
    for range in sentences.iter().chain([&title]) {
        for mention in read.mentions.within(range.clone()) {
            if matches!(mention.kind, NodeKind::Place | NodeKind::Event)
                && mention.strength >= Strength::Likely
            {
                names.push(read.text(mention.tokens()));
            }
        }
        for at in range.clone() {
            if let Some((end, _)) = persons.at[at] {
                names.push(read.text(at..end as usize));
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// True for a sentence that names somebody else in full beside a talk, or tells of what did
/// not take place: what it is about is not what this talk is about.
fn speaks_of_another(
    read: &Reading,
    persons: &Persons,
    talk: &Talk,
    sentence: &Range<usize>,
) -> bool {
    let list = &read.tokens.tokens[sentence.clone()];
    let annulled = read.rules.lexicon.class("annulled");
    if annulled.is_some_and(|class| list.iter().any(|t| t.in_any(class.bit()))) {
        return true;
    }
    if talk.speakers.is_empty() || !list.iter().any(|t| t.in_any(class::TALK_NOUN.bit())) {
        return false;
    }
    let mut others = false;
    for at in sentence.clone() {
        if let Some((end, person)) = persons.at[at] {
            if talk.speakers.contains(&(person as usize)) {
                return false;
            }
            others |= end as usize - at > 1;
        }
    }
    others
}

/// A sentence that names a talk's speaker among others, from where it turns to the speaker to
/// where it turns to the next: 'Anna's story of A, Ben's talk on B and Carla's on C'.
fn between_others(persons: &Persons, talk: &Talk, sentence: Range<usize>) -> Range<usize> {
    let is_own = |at: &usize| {
        persons.at[*at].is_some_and(|(_, person)| talk.speakers.contains(&(person as usize)))
    };
    let is_other = |at: &usize| {
        persons.at[*at].is_some_and(|(end, person)| {
            end as usize - at > 1 && !talk.speakers.contains(&(person as usize))
        })
    };
    let Some(own) = sentence.clone().find(is_own) else {
        return sentence;
    };
    let titled = !talk.untitled && sentence.contains(&talk.shown.start);
    let own = if titled {
        own.min(talk.shown.start)
    } else {
        own
    };
    let last = sentence.clone().rfind(is_own).unwrap_or(own);
    let from = if titled {
        last.max(talk.shown.end)
    } else {
        last
    };
    let start = match (sentence.start..own).any(|at| is_other(&at)) {
        true => own,
        false => sentence.start,
    };
    let end = (from..sentence.end).find(is_other).unwrap_or(sentence.end);
    start..end
}

/// By sentence: the talks that it tells of, and the token at which it turns to each.
type Told = FxHashMap<usize, Vec<(usize, usize)>>;

/// Which sentences tell of which talks.
fn told(read: &Reading, bound: &Bound) -> Told {
    let mut told = Told::default();
    for (number, talk) in bound.talks.list.iter().enumerate() {
        for sentence in &talk.told_in {
            let tokens = &read.tokens.sentences[*sentence].tokens;
            let at = tokens
                .contains(&talk.shown.start)
                .then_some(talk.shown.start);
            told.entry(*sentence)
                .or_default()
                .push((number, at.unwrap_or(tokens.end)));
        }
    }
    for fact in &bound.facts {
        if let (EdgeKind::Gave, End::Talk(talk)) = (fact.kind, &fact.target) {
            let turns = told.get_mut(&read.tokens.sentence_of(fact.tokens.start));
            for (number, at) in turns.into_iter().flatten() {
                if number == talk {
                    *at = fact.tokens.start.min(*at);
                }
            }
        }
    }
    told
}

/// The part of a sentence that tells of this talk where it tells of others too: from where it
/// turns to this one to where it turns to the next.
fn own_part(read: &Reading, told: &Told, sentence: usize, number: usize) -> Option<Range<usize>> {
    let tokens = read.tokens.sentences[sentence].tokens.clone();
    let Some(turns) = told.get(&sentence).filter(|turns| turns.len() > 1) else {
        return Some(tokens);
    };
    let (_, start) = *turns.iter().find(|(talk, _)| *talk == number)?;
    let others = turns.iter().filter(|(talk, _)| *talk != number);
    if others.clone().any(|(_, at)| *at == start) {
        return None;
    }
    let end = others.map(|(_, at)| *at).filter(|at| *at > start).min();
    Some(start..end.unwrap_or(tokens.end))
}

/// The sentences that speak of a talk, most telling first.
fn sentences_about(
    read: &Reading,
    bound: &Bound,
    told: &Told,
    number: usize,
    talk: &Talk,
) -> Vec<Range<usize>> {
    let mut found: Vec<usize> = talk.told_in.clone();
    match talk.origin {
        Origin::Section(heading) => {
            for block in heading + 1..read.document.blocks.len() {
                let kind = read.document.blocks[block].kind;
                let own = read.layout.heading[block] == Some(heading);
                if kind == BlockKind::Heading
                    && read.document.blocks[block].level <= read.document.blocks[heading].level
                    || found.len() >= SENTENCES
                {
                    break;
                }
                if own
                    && matches!(
                        kind,
                        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote
                    )
                    && !bound.talks.of_item.contains_key(&block)
                {
                    add_block(read, block, &talk.shown, &mut found);
                }
            }
        }
        Origin::Item(item) => {
            add_block(read, item, &talk.shown, &mut found);
            for block in item + 1..read.document.blocks.len() {
                let nested = read.layout.parent[block]
                    .is_some_and(|p| p == item || read.layout.parent[p] == Some(item));
                if !nested || bound.talks.of_item.contains_key(&block) || found.len() >= SENTENCES {
                    break;
                }
                add_block(read, block, &talk.shown, &mut found);
            }
        }
        Origin::Prose => {
            // The sentences after the one that names the talk often say what it was about, up
            // to the one that speaks of the next.
            if let Some(last) = found.last().copied() {
                let block = read.tokens.sentences[last].block;
                let following = (last + 1..read.tokens.sentences.len())
                    .take_while(|s| {
                        read.tokens.sentences[*s].block == block && !told.contains_key(s)
                    })
                    .take(FOLLOWING);
                found.extend(following);
            }
        }
    }
    found.truncate(SENTENCES);
    found
        .into_iter()
        .filter_map(|s| own_part(read, told, s, number))
        .collect()
}

fn add_block(read: &Reading, block: usize, title: &Range<usize>, found: &mut Vec<usize>) {
    let range = read.tokens.blocks[block].clone();
    if range.is_empty() {
        return;
    }
    let first = read.tokens.sentence_of(range.start);
    for sentence in first..read.tokens.sentences.len() {
        let tokens = &read.tokens.sentences[sentence].tokens;
        if read.tokens.sentences[sentence].block != block || found.len() >= SENTENCES {
            break;
        }
        if tokens.len() >= 4
            && !(title.start <= tokens.start && tokens.end <= title.end)
            && !found.contains(&sentence)
        {
            found.push(sentence);
        }
    }
}
