//! Which rules match where.

use std::ops::Range;

use super::Reading;
use super::choice::{
    best_reading, byline_under_no_title, lacks_its_panel, lists_of_speakers, stands_alone,
    supported, takes_no_title,
};
use super::person::Persons;
use crate::layout::Region;
use crate::lexicon::{ClassSet, class};
use crate::mention::Strength;
use crate::rule::guard::Guard;
use crate::rule::machine::{Captures, LONGEST_REGION, Machine, TokenMarkKind, View};
use crate::rule::pattern::{Slot, Step};
use crate::rule::prefilter::{Begin, Feature, Traits};
use crate::rule::{Candidate, Where};
use crate::vocabulary::NodeKind;

/// At so many matches a document is looked at no further. The longest programme of a conference
/// stays below it; what is above was made to fill memory.
const MOST_MATCHES: usize = 4_000;

/// A match of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The rule's number in the set.
    pub rule: usize,
    /// Where it looked.
    pub region: Region,
    /// The tokens it matched.
    pub tokens: Range<usize>,
    /// What it captured.
    pub captures: Captures,
}

impl Found {
    /// The tokens of a capture.
    pub fn capture(&self, number: u8) -> Option<Range<usize>> {
        let (start, end) = (*self.captures.get(number as usize)?)?;
        Some(start as usize..end as usize)
    }

    /// The names that this match introduces, as runs of tokens.
    pub fn introduced(&self, read: &Reading) -> Vec<Range<usize>> {
        let rule = &read.rules.rules[self.rule];
        let mut names = Vec::new();
        for step in &rule.pattern.steps {
            if let Step::Slot(slot, Some(number)) = step
                && slot.introduces()
                && let Some(range) = self.capture(*number)
            {
                names.extend(people_in(
                    read,
                    &[],
                    range,
                    matches!(slot, Slot::Name | Slot::Handle),
                ));
            }
        }
        names
    }
}

/// The persons named in a captured run, as runs of tokens.
pub(crate) fn people_in(
    read: &Reading,
    persons: &[Option<(u32, u32)>],
    range: Range<usize>,
    one: bool,
) -> Vec<Range<usize>> {
    if read.layout.byline[read.block_of(range.start)] {
        return vec![range];
    }
    let view = view(read, persons, false);
    let (list, _) = view.list_at(range.start, range.end, Strength::Weak);
    let mut names: Vec<Range<usize>> = list
        .into_iter()
        .map(|(s, e)| s as usize..e as usize)
        .collect();
    if one {
        names.truncate(1);
    }
    if names.is_empty() && range.len() == 1 {
        names.push(range);
    }
    names
}

pub(crate) fn view<'d>(
    read: &'d Reading,
    persons: &'d [Option<(u32, u32)>],
    first_person: bool,
) -> View<'d> {
    View {
        text: &read.document.text,
        tokens: read.tokens,
        cues: read.cues,
        mentions: read.mentions,
        marks: read.marks,
        lexicon: &read.rules.lexicon,
        persons,
        first_person,
        place: Where::Sentence,
        name_line: false,
    }
}

/// Matches of the rules that may introduce names. Only readings that a known name, or the other lines of the same list, support are kept.
pub(crate) fn introductions(
    read: &Reading,
    regions: &[Region],
    shown: &[Traits],
    persons: &Persons,
    machine: &mut Machine,
) -> Vec<Found> {
    let pass = Pass::new(read, &[], !persons.list.is_empty(), true);
    let mut all = Vec::new();
    for (region, shown) in regions.iter().zip(shown) {
        match_region(read, &pass, region, *shown, machine, &mut all);
    }
    all.retain(|found| {
        !lacks_its_panel(read, found)
            && !takes_no_title(read, found)
            && !byline_under_no_title(read, found)
    });
    supported(read, all)
}

/// Matches of all other rules, now that persons are known, with `introduced` that stood
/// before: of all these, the best readings.
pub(crate) fn others(
    read: &Reading,
    regions: &[Region],
    shown: &[Traits],
    persons: &Persons,
    first_person: bool,
    introduced: Vec<Found>,
    machine: &mut Machine,
) -> Vec<Found> {
    let pass = Pass::new(read, &persons.at, first_person, false);
    let mut all = introduced;
    for (region, shown) in regions.iter().zip(shown) {
        match_region(read, &pass, region, *shown, machine, &mut all);
    }
    for region in after_names(read, &pass.view, persons) {
        let shown = shown_in(read, &region.tokens);
        match_region(read, &pass, &region, shown, machine, &mut all);
    }
    let lists = lists_of_speakers(read);
    all.retain(|found| !stands_alone(read, found, &lists));
    best_reading(read, all, &|_| 0)
}

/// What a run of tokens shows by itself, whoever is known: the same whichever rules are tried.
pub(crate) fn shown_in(read: &Reading, tokens: &Range<usize>) -> Traits {
    Traits::of(&read.cues[tokens.clone()])
}

/// As [`shown_in`], of each region. A line that is a sentence is looked at once.
pub(crate) fn shown_in_each(read: &Reading, regions: &[Region]) -> Vec<Traits> {
    let mut shown: Vec<Traits> = Vec::with_capacity(regions.len());
    for (number, region) in regions.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| &regions[before].tokens);
        let traits = match shown.last() {
            Some(same) if before == Some(&region.tokens) => *same,
            _ => shown_in(read, &region.tokens),
        };
        shown.push(traits);
    }
    shown
}

/// Every place where rules look, those after names included.
pub(crate) fn every_region(
    read: &Reading,
    regions: &[Region],
    persons: &Persons,
    first_person: bool,
) -> Vec<Region> {
    let mut all = regions.to_vec();
    all.extend(after_names(
        read,
        &view(read, &persons.at, first_person),
        persons,
    ));
    all
}

/// Every match of every rule, before one reading of each place is chosen.
pub(crate) fn every_match(
    read: &Reading,
    regions: &[Region],
    persons: &Persons,
    first_person: bool,
) -> Vec<Found> {
    let (before, after) = (
        Pass::new(read, &[], first_person, true),
        Pass::new(read, &persons.at, first_person, false),
    );
    let (mut machine, mut all) = (Machine::default(), Vec::new());
    for region in every_region(read, regions, persons, first_person) {
        let shown = shown_in(read, &region.tokens);
        if !matches!(region.place, Where::Aside | Where::AfterName | Where::Field) {
            match_region(read, &before, &region, shown, &mut machine, &mut all);
        }
        match_region(read, &after, &region, shown, &mut machine, &mut all);
    }
    all
}

/// One look at all regions for the rules that introduce names, or for the others.
struct Pass<'d> {
    view: View<'d>,
    introduces: bool,
    /// For each token the slots that may begin with it, as [`Begin`] bits.
    begins: Vec<u16>,
}

impl<'d> Pass<'d> {
    fn new(
        read: &'d Reading,
        persons: &'d [Option<(u32, u32)>],
        first_person: bool,
        introduces: bool,
    ) -> Pass<'d> {
        let view = view(read, persons, first_person);
        Pass {
            view,
            introduces,
            begins: begins(&view),
        }
    }

    /// True where a match that begins with what the guard lets through may begin at a token.
    fn may_begin(&self, guard: &Guard, at: usize) -> bool {
        guard.may_begin(&self.view.cues[at], self.begins[at])
    }

    /// The first of the tokens at which one may: most are passed over.
    fn next_begin(&self, guard: &Guard, tokens: Range<usize>) -> Option<usize> {
        let start = tokens.start;
        let cues = self.view.cues[tokens.clone()].iter();
        let mut here = cues.zip(&self.begins[tokens]);
        let found = here.position(|(cue, begins)| guard.may_begin(cue, *begins));
        found.map(|offset| start + offset)
    }
}

/// Which slots may begin with each token, by what it is itself, and because of names and marks that
/// begin there.
fn begins(view: &View) -> Vec<u16> {
    const PERSON: u16 = Begin::PERSON | Begin::SUBJECT | Begin::OWNER | Begin::NAME;
    let own = match view.first_person {
        true => !0,
        false => !(Begin::AUTHOR | Begin::AUTHORS_OWN),
    };
    let mut begins: Vec<u16> = view.cues.iter().map(|cue| cue.begins & own).collect();
    for (bits, person) in begins.iter_mut().zip(view.persons) {
        if person.is_some() {
            *bits |= PERSON;
        }
    }
    for mark in view.marks {
        begins[mark.start as usize] |= Begin::MARK;
    }
    for mention in view.mentions.all() {
        let at = mention.start as usize;
        let entity = match mention.kind {
            NodeKind::Person => {
                begins[at] |= PERSON;
                continue;
            }
            NodeKind::Event => Begin::EVENT,
            NodeKind::Place => Begin::PLACE,
            NodeKind::Organization => Begin::ORGANIZATION,
            NodeKind::Project => Begin::PROJECT,
            _ => continue,
        };
        // An article before a name belongs to it.
        let article = |at: usize| matches!(view.word(at), "the" | "The");
        if !article(at) {
            begins[at] |= entity;
        }
        if at > 0 && article(at - 1) {
            begins[at - 1] |= entity;
        }
    }
    begins
}

/// Tries the rules of the pass on a region that shows these traits, unless there are too many
/// matches already.
fn match_region(
    read: &Reading,
    pass: &Pass,
    region: &Region,
    mut shown: Traits,
    machine: &mut Machine,
    all: &mut Vec<Found>,
) {
    if all.len() >= MOST_MATCHES {
        read.cut.set(true);
        return;
    }
    let view = &View {
        place: region.place,
        name_line: region.place == Where::Byline && read.layout.byline[region.block],
        ..pass.view
    };
    let mut tokens = region.tokens.clone();
    if tokens.len() > LONGEST_REGION {
        // Whole lines of that length are prose; sentences of that length are cut.
        if !matches!(region.place, Where::Sentence | Where::Opening) {
            return;
        }
        while tokens.len() > LONGEST_REGION {
            let part = tokens.start..tokens.start + LONGEST_REGION;
            tokens.start = part.end;
            let shown = shown_in(read, &part);
            let region = Region {
                tokens: part,
                ..region.clone()
            };
            match_region(read, pass, &region, shown, machine, all);
        }
        shown = shown_in(read, &tokens);
    }
    shown.add_features(features(read, view, &tokens, &shown));
    let mut candidates = std::mem::take(&mut machine.candidates);
    read.rules
        .candidates(region.place, pass.introduces, &shown, &mut candidates);
    // The branches of one rule take turns at each token.
    for branches in candidates.chunk_by(|a, b| a.0 == b.0) {
        let number = branches[0].0 as usize;
        let rule = &read.rules.rules[number];
        let unless = shown.shown_of(rule.unless);
        if unless != 0 && silenced(read, view, unless, &tokens) {
            continue;
        }
        let branch = |candidate: &Candidate| &rule.pattern.branches[candidate.1 as usize];
        // Most rules can begin with few words, and most tokens are none of these.
        let guards = || {
            branches
                .iter()
                .map(|c| rule.pattern.guards[branch(c).entry])
        };
        let guard = guards().fold(Guard::default(), Guard::or);
        let anchored = branches.iter().all(|candidate| branch(candidate).anchored);
        let last = if anchored {
            tokens.end.min(tokens.start + 1)
        } else {
            tokens.end
        };
        let mut next = tokens.start;
        while let Some(at) = pass.next_begin(&guard, next.min(last)..last) {
            let matched = branches.iter().find_map(|candidate| {
                let branch = branch(candidate);
                let fits = (at == tokens.start || !branch.anchored)
                    && pass.may_begin(&rule.pattern.guards[branch.entry], at);
                fits.then(|| machine.run(view, &rule.pattern, branch.entry, &tokens, at))?
            });
            if let Some((end, captures)) = matched {
                all.push(Found {
                    rule: number,
                    region: region.clone(),
                    tokens: at..end.max(at + 1).min(tokens.end),
                    captures,
                });
                next = end.max(at + 1);
            } else {
                next = at + 1;
            }
        }
    }
    machine.candidates = candidates;
}

/// What a region whose tokens show these traits holds, as [`Feature`] bits.
fn features(read: &Reading, view: &View, tokens: &Range<usize>, shown: &Traits) -> u8 {
    let mut bits = 0;
    for mention in read.mentions.within(tokens.clone()) {
        bits |= match mention.kind {
            NodeKind::Person => Feature::PERSON | Feature::NAME | Feature::SUBJECT,
            NodeKind::Event => Feature::EVENT,
            NodeKind::Place => Feature::PLACE,
            NodeKind::Organization => Feature::ORGANIZATION,
            NodeKind::Project => Feature::PROJECT,
            _ => 0,
        };
    }
    let from = read
        .marks
        .partition_point(|m| (m.start as usize) < tokens.start);
    if read
        .marks
        .get(from)
        .is_some_and(|m| (m.start as usize) < tokens.end)
    {
        bits |= Feature::MARK | Feature::NAME;
    }
    let named = Feature::PERSON | Feature::NAME | Feature::SUBJECT;
    if bits & named != named {
        if tokens.len() == 1 {
            bits |= Feature::NAME;
        }
        if shown.shows_class(class::PRONOUN) || view.first_person && shown.shows_first_person() {
            bits |= Feature::SUBJECT;
        }
        if shown.shows_handle() {
            bits |= Feature::NAME;
        }
        let named_here = view.persons.get(tokens.clone());
        if named_here.is_some_and(|persons| persons.iter().any(Option::is_some)) {
            bits |= named;
        }
    }
    bits
}

/// True where the region holds a word or phrase of one of the classes, outside of quotation
/// marks: 'paper' in “Ruby Paper Scissors” says nothing of papers.
fn silenced(read: &Reading, view: &View, unless: ClassSet, tokens: &Range<usize>) -> bool {
    let from = read
        .marks
        .partition_point(|mark| (mark.start as usize) < tokens.start);
    let quoted = |at: usize| {
        let marks = read.marks[from..].iter();
        marks
            .take_while(|mark| mark.start as usize <= at)
            .any(|mark| mark.kind == TokenMarkKind::Quotation && at < mark.end as usize)
    };
    let mut ends = Vec::new();
    let mut open = unless;
    while open != 0 {
        let class = crate::lexicon::Class(open.trailing_zeros() as u8);
        open &= open - 1;
        for at in tokens
            .clone()
            .filter(|at| read.cues[*at].mask & class.bit() != 0)
        {
            view.class_ends(class, at, tokens.end, &mut ends);
            if !ends.is_empty() && !quoted(at) {
                return true;
            }
            ends.clear();
        }
    }
    false
}

/// What follows each person's name: each part of the brackets after it, and the rest of
/// the sentence.
fn after_names(read: &Reading, view: &View, persons: &Persons) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut at = 0;
    while at < persons.at.len() {
        if persons.at[at].is_none() {
            at += 1;
            continue;
        }
        let sentence = &read.tokens.sentences[read.tokens.sentence_of(at)];
        let end = sentence.tokens.end;
        let (people, stop) = direct_list(view, at, end);
        let region = |place, tokens: Range<usize>| Region {
            place,
            tokens,
            block: sentence.block,
            above: None,
            subject: Some(people.clone()),
        };
        let open = stop;
        if open < end && matches!(read.word(open), "(" | "[") {
            let close = (open + 1..end.min(open + 40)).find(|i| matches!(read.word(*i), ")" | "]"));
            if let Some(close) = close {
                let mut start = open + 1;
                for i in open + 1..=close {
                    if i == close || matches!(read.word(i), "," | ";") {
                        if i > start {
                            regions.push(region(Where::Aside, start..i));
                        }
                        start = i + 1;
                    }
                }
                if close + 1 < end {
                    regions.push(region(Where::AfterName, close + 1..end.min(close + 41)));
                }
            }
        } else if stop < end {
            regions.push(region(Where::AfterName, stop..end.min(stop + 40)));
        }
        at = stop.max(at + 1);
    }
    regions
}

/// The persons 'A and B' that stand together from `at`, without asides between them; of 'A, B
/// and C of Org' only the last.
fn direct_list(view: &View, at: usize, end: usize) -> (Range<usize>, usize) {
    let mut stop = view
        .person_end(at, end, Strength::Likely)
        .map_or(at + 1, |e| e as usize);
    let mut last = at;
    loop {
        if stop + 1 < end
            && matches!(view.word(stop), "and" | "&")
            && let Some(next) = view.person_end(stop + 1, end, Strength::Likely)
        {
            last = stop + 1;
            stop = next as usize;
        } else {
            let listed = at > 0 && view.word(at - 1) == ",";
            return (if listed { last } else { at }..stop, stop);
        }
    }
}
