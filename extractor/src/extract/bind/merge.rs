//! Talks that a document tells of in several places, and headings that only stand over talks.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Binder, End};
use crate::extract::talk::{Origin, Talk};
use crate::identity::fold;
use crate::vocabulary::TalkKind;

/// Of a speaker of more talks than these none is taken for another telling: they would be compared
/// each with each.
const MOST_TALKS: usize = 64;

/// Titles that share so much of their words (Dice's coefficient) are one title written twice.
const SAME_TITLE: f64 = 0.75;

impl Binder<'_> {
    /// 'Impressions - Anna' over headings that are talks of others names no talk itself.
    pub(super) fn drop_headings_over_talks(&mut self) {
        let read = self.read;
        let mut over: FxHashSet<usize> = FxHashSet::default();
        for (heading, talk) in &self.talks.of_section {
            let mut above = read.layout.heading[*heading];
            for _ in 0..6 {
                let Some(at) = above else { break };
                if let Some(upper) = self.talks.of_section.get(&at)
                    && upper != talk
                {
                    let speakers = &self.talks.list[*upper].speakers;
                    let shared = self.talks.list[*talk]
                        .speakers
                        .iter()
                        .any(|s| speakers.contains(s));
                    if !shared && !self.talks.list[*talk].speakers.is_empty() {
                        over.insert(*upper);
                    }
                }
                above = read.layout.heading[at];
            }
        }
        let into: Vec<Option<usize>> = (0..self.talks.list.len())
            .map(|talk| (!over.contains(&talk)).then_some(talk))
            .collect();
        self.renumber(&into);
    }

    /// A speaker's talk told of without its title, or with the title written otherwise, is the
    /// one talk with a title that the same people gave.
    pub(super) fn one_talk_of_several_tellings(&mut self) {
        let list = &self.talks.list;
        let heading_of = |talk: &Talk| self.read.layout.heading[talk.block];
        let mut into: Vec<Option<usize>> = (0..list.len()).map(Some).collect();
        let mut given_by: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (number, talk) in list.iter().enumerate() {
            for speaker in &talk.speakers {
                given_by.entry(*speaker).or_default().push(number);
            }
        }
        for (number, talk) in list.iter().enumerate() {
            let Some(by_the_first) = talk.speakers.first().and_then(|s| given_by.get(s)) else {
                continue;
            };
            if by_the_first.len() > MOST_TALKS {
                continue;
            }
            // Another telling is one by the same people, or the item that it stands in.
            let item = self.talks.of_item.get(&talk.block);
            let item = item.filter(|other| list[**other].speakers.is_empty());
            let mut same = by_the_first.iter().chain(item).copied().filter(|other| {
                *other != number
                    && into[*other] == Some(*other)
                    && is_told_again(talk, &list[*other], &heading_of)
            });
            if let (Some(one), None) = (same.next(), same.next()) {
                into[number] = Some(one);
            }
        }
        for (number, one) in into.iter().enumerate() {
            let Some(one) = one.filter(|one| *one != number) else {
                continue;
            };
            let told = self.talks.list[number].clone();
            let kept = &mut self.talks.list[one];
            if kept.kind == TalkKind::Talk {
                kept.kind = told.kind;
            }
            for speaker in told.speakers {
                if !kept.speakers.contains(&speaker) {
                    kept.speakers.push(speaker);
                }
            }
            if kept.origin == Origin::Prose {
                kept.origin = told.origin;
            }
            kept.placed |= told.placed;
            kept.links.extend(told.links);
            kept.about = kept.about.take().or(told.about.filter(|_| kept.untitled));
            for sentence in told.told_in {
                if !kept.told_in.contains(&sentence) {
                    kept.told_in.push(sentence);
                }
            }
            if !told.untitled && fold(&told.name) != fold(&kept.name) {
                kept.aliases.push(told.name);
            }
        }
        self.renumber(&into);
    }

    /// Keeps only the talks that `into` maps to themselves; facts of the others go to the talk
    /// that it names, or go with them.
    fn renumber(&mut self, into: &[Option<usize>]) {
        if into.iter().enumerate().all(|(n, one)| *one == Some(n)) {
            return;
        }
        let mut fresh = vec![None; into.len()];
        let mut count = 0;
        for (number, one) in into.iter().enumerate() {
            if *one == Some(number) {
                fresh[number] = Some(count);
                count += 1;
            }
        }
        let place = |number: usize| into[number].and_then(|one| fresh[one]);
        let mut number = 0;
        self.talks.list.retain(|_| {
            number += 1;
            fresh[number - 1].is_some()
        });
        self.facts.retain_mut(|fact| {
            for end in [&mut fact.source, &mut fact.target] {
                if let End::Talk(talk) = end {
                    match place(*talk) {
                        Some(new) => *talk = new,
                        None => return false,
                    }
                }
            }
            true
        });
        for places in [&mut self.talks.of_section, &mut self.talks.of_item] {
            places.retain(|_, talk| match place(*talk) {
                Some(new) => {
                    *talk = new;
                    true
                }
                None => false,
            });
        }
    }
}

/// True where `talk` says less of, or the same as, `other`, which the same people gave.
fn is_told_again(talk: &Talk, other: &Talk, heading_of: &dyn Fn(&Talk) -> Option<usize>) -> bool {
    let kinds = talk.kind == other.kind
        || talk.kind == TalkKind::Talk
        || other.kind == TalkKind::Talk
        || talk.kind == TalkKind::Session
        || other.kind == TalkKind::Session;
    if !kinds || (talk.placed && other.placed) {
        return false;
    }
    let among = |one: &Talk, many: &Talk| one.speakers.iter().all(|s| many.speakers.contains(s));
    // A sentence in an item tells who gave the talk that the item names.
    let of_the_item = other.speakers.is_empty() && other.origin == Origin::Item(talk.block);
    if talk.untitled && of_the_item {
        return true;
    }
    if talk.untitled {
        // A section that only its speaker's name heads is of the talk that it names by title.
        let fits = match (talk.origin, other.origin) {
            (Origin::Section(heading), _) => !other.untitled && heading_of(other) == Some(heading),
            (_, Origin::Section(_)) => true,
            _ => !other.untitled || (talk.about.is_none() && other.about.is_some()),
        };
        return among(talk, other) && fits;
    }
    if other.untitled || !among(talk, other) || !among(other, talk) {
        return false;
    }
    let (short, long) = (fold(&talk.name), fold(&other.name));
    let starts = long.len() > short.len() && long.starts_with(&short);
    starts
        || (short != long
            && talk.shown.start > other.shown.start
            && dice(&short, &long) >= SAME_TITLE)
}

/// How much of their words two titles share: 0 to 1 (Dice's coefficient over sets of words).
fn dice(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> FxHashSet<String> { text.split(' ').map(str::to_owned).collect() };
    let (a, b) = (words(a), words(b));
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}
