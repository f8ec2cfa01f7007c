//! Which of the matches stand: readings that their surroundings bear out, and of several
//! readings of one place the best.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reading;
use super::found::Found;
use crate::document::BlockKind;
use crate::lexicon::class;
use crate::mention::Strength;
use crate::rule::machine::{TokenMarkKind, marks_at};
use crate::rule::pattern::{Slot, Step};
use crate::rule::{Term, Where};
use crate::token::shape;
use crate::vocabulary::{EdgeKind, NodeKind, TalkKind};

/// Of the readings of one line, the best; weak names only where the list supports them.
pub(super) fn supported(read: &Reading, all: Vec<Found>) -> Vec<Found> {
    let strengths: Vec<Strength> = all.iter().map(|f| strength(read, f)).collect();
    // How many lines of a group a rule reads with names that are sure.
    let mut support: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for (found, strength) in all.iter().zip(&strengths) {
        if *strength >= Strength::Strong {
            *support.entry((found.rule, group(read, found))).or_default() += 1;
        }
    }
    let supporters = |found: &Found| {
        support
            .get(&(found.rule, group(read, found)))
            .copied()
            .unwrap_or(0)
    };
    let kept: Vec<Found> = all
        .iter()
        .zip(&strengths)
        .filter(|(found, strength)| match strength {
            Strength::Strong => true,
            Strength::Likely => {
                supporters(found) > 0 || !two_sided(read, found) || names_heading(read, found)
            }
            Strength::Weak => {
                supporters(found) > 0
                    || names_heading(read, found)
                    || (found.region.place == Where::Sentence
                        && (full_names(read, found)
                            || given_name(read, found)
                            || owns_talk(read, found)))
            }
        })
        .map(|(found, _)| found.clone())
        .collect();
    best_reading(read, kept, &|found| supporters(found))
}

/// True for '[Rain](…)'s talk' and 'Dave's talk': what has a talk is a person. '@media' that is
/// no link may be code.
fn owns_talk(read: &Reading, found: &Found) -> bool {
    let tokens = &read.tokens.tokens;
    found.introduced(read).iter().all(|name| {
        let linked = || marks_at(read.marks, name.start).next().is_some();
        let next = tokens.get(name.end);
        (!tokens[name.start].is(shape::HANDLE) || linked())
            && next.is_some_and(|token| token.is(shape::POSSESSIVE))
    })
}

/// True where the heading above is the name that the match introduces.
fn names_heading(read: &Reading, found: &Found) -> bool {
    let Some(heading) = read.layout.heading[found.region.block] else {
        return false;
    };
    let heading = read.text(read.tokens.blocks[heading].clone()).trim();
    let mut names = found.introduced(read).into_iter();
    names.any(|name| name.len() > 1 && read.text(name).trim() == heading)
}

/// True where a rule that speaks of the panel in the heading above stands under another.
pub(super) fn lacks_its_panel(read: &Reading, found: &Found) -> bool {
    let of_panel = |emit: &crate::rule::Emit| emit.target == Term::Panel;
    if !read.rules.rules[found.rule].emits.iter().any(of_panel) {
        return false;
    }
    let kind = read.layout.heading[found.region.block].and_then(|heading| {
        let tokens = &read.tokens.tokens[read.tokens.blocks[heading].clone()];
        super::talk::kind_in(tokens, &read.document.text)
    });
    kind != Some(TalkKind::Panel)
}

/// True where a line under a heading that is a name, or under the document's own, is read as a
/// byline: such a heading is no title of a talk.
pub(super) fn byline_under_no_title(read: &Reading, found: &Found) -> bool {
    let of_section = |emit: &crate::rule::Emit| emit.target == Term::Section;
    let is_own = |above: &Range<usize>| {
        let own = &read.layout.own_titles;
        own.iter().any(|block| read.tokens.blocks[*block] == *above)
    };
    let is_name = |above: &Range<usize>| {
        let mut mentions = read.mentions.at(above.start).iter();
        mentions.any(|m| {
            m.kind == NodeKind::Person && m.strength >= Strength::Likely && m.tokens() == *above
        })
    };
    found.region.place == Where::Byline
        && read.rules.rules[found.rule].emits.iter().any(of_section)
        && (found
            .region
            .above
            .as_ref()
            .is_some_and(|above| is_name(above) || is_own(above))
            || names_heading(read, found))
}

/// True where what would be the title is none: it has the looks of a name, 'Danqi Chen, Jason
/// Bolton'; it is a time of day, or the label 'Speaker'; or it goes on in small letters from the
/// name right before it, '**Anna Berg** from Acme'.
pub(super) fn takes_no_title(read: &Reading, found: &Found) -> bool {
    let steps = &read.rules.rules[found.rule].pattern.steps;
    let after_name =
        |number: usize| number > 0 && matches!(steps[number - 1], Step::Slot(Slot::MarkedNames, _));
    let after_company = |number: usize| {
        let slot = |step: &&Step| matches!(step, Step::Slot(..));
        let before = steps[..number].iter().rev().find(slot);
        matches!(before, Some(Step::Slot(Slot::Company, _)))
    };
    steps.iter().enumerate().any(|(at, step)| {
        let Step::Slot(Slot::Title, Some(number)) = step else {
            return false;
        };
        found.capture(*number).is_some_and(|title| {
            let first = &read.tokens.tokens[title.start];
            let is_name = read.mentions.at(title.start).iter().any(|m| {
                m.kind == NodeKind::Person && m.strength >= Strength::Likely && m.tokens() == title
            });
            let label = title.len() == 1
                && matches!(
                    read.word(title.start).to_ascii_lowercase().as_str(),
                    "speaker" | "speakers" | "presenter" | "presenters" | "host" | "author"
                );
            let letters = |i: usize| read.word(i).chars().any(char::is_alphabetic);
            let capital = first.shape & (shape::CAPITAL | shape::CAMEL | shape::DIGIT) != 0;
            // After a company and a comma, a word or two are what somebody does there, or where
            // it is.
            let role = after_company(at)
                && title.len() < SHORTEST_TITLE
                && read.word(title.start - 1) == ",";
            is_name || label || role || !title.clone().any(letters) || after_name(at) && !capital
        })
    })
}

/// The shortest title after a company, in tokens.
const SHORTEST_TITLE: usize = 4;

/// So many headings that are names are a list of speakers.
const FEWEST_NAMES: usize = 3;

/// The groups of headings that are lists of speakers: most of them are names, and the heading
/// or the block above speaks of talks.
pub(super) fn lists_of_speakers(read: &Reading) -> FxHashSet<usize> {
    let layout = read.layout;
    let says = |block: usize| {
        read.tokens.tokens[read.tokens.blocks[block].clone()]
            .iter()
            .any(|t| t.in_any(class::TALK_NOUN.bit()))
    };
    // For each group: its names, its headings, and whether it was announced.
    let mut groups: FxHashMap<usize, (usize, usize, bool)> = FxHashMap::default();
    for (block, group) in layout.group.iter().enumerate() {
        if read.document.blocks[block].kind != BlockKind::Heading || layout.byline[block] {
            continue;
        }
        let range = read.tokens.blocks[block].clone();
        let is_name = read.mentions.at(range.start).iter().any(|m| {
            m.kind == NodeKind::Person && m.strength >= Strength::Likely && m.tokens() == range
        });
        let (names, headings, announced) = groups.entry(*group).or_default();
        if is_name && *names == 0 {
            let above = layout.heading[block]
                .into_iter()
                .chain(block.checked_sub(1));
            *announced = above.into_iter().any(says);
        }
        *names += usize::from(is_name);
        *headings += 1;
    }
    groups.retain(|_, (names, headings, announced)| {
        *announced && *names >= FEWEST_NAMES && *names * 3 >= *headings * 2
    });
    groups.into_keys().collect()
}

/// True where a heading that is a name and nothing more is taken for its speaker's talk outside
/// such a list.
pub(super) fn stands_alone(read: &Reading, found: &Found, lists: &FxHashSet<usize>) -> bool {
    let described = |emit: &crate::rule::Emit| emit.target == Term::Described;
    let says_speaker = |step: &Step| matches!(step, Step::Word(_) | Step::Class(_));
    let rule = &read.rules.rules[found.rule];
    found.region.place == Where::Heading
        && !rule.pattern.steps.iter().any(says_speaker)
        && read.rules.rules[found.rule].emits.iter().any(described)
        && !lists.contains(&read.layout.group[found.region.block])
}

/// Whole lines have one reading as to who gave what: the best supported, then the surest,
/// then the most specific. Sentences keep all readings that do not overlap.
pub(super) fn best_reading(
    read: &Reading,
    all: Vec<Found>,
    support: &dyn Fn(&Found) -> usize,
) -> Vec<Found> {
    let whole = |f: &Found| {
        !matches!(
            f.region.place,
            Where::Sentence | Where::Opening | Where::Aside | Where::AfterName
        )
    };
    let gives = |f: &Found| {
        read.rules.rules[f.rule]
            .emits
            .iter()
            .any(|e| e.kind == EdgeKind::Gave)
    };
    let rank = |f: &Found| {
        let rule = &read.rules.rules[f.rule];
        // The first item of a list is a byline only where it is no talk of its own.
        let item = read.document.blocks[f.region.block].kind == BlockKind::ListItem
            && read.layout.parent[f.region.block].is_none();
        (
            !(item && f.region.place == Where::Byline),
            strength(read, f) >= Strength::Likely,
            support(f).min(1),
            (rule.confidence * 1000.0) as i64,
            support(f),
            rule.pattern.steps.len(),
        )
    };
    let mut best: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for (i, found) in all.iter().enumerate() {
        if !(gives(found) && whole(found)) {
            continue;
        }
        let key = (found.region.block, found.region.tokens.start);
        match best.get(&key) {
            Some(other) if rank(&all[*other]) >= rank(found) => {}
            _ => {
                best.insert(key, i);
            }
        }
    }
    // A reading with a title beats a reading without, then the surer one.
    let titled = |f: &Found| {
        read.rules.rules[f.rule]
            .emits
            .iter()
            .any(|e| e.kind == EdgeKind::Gave && matches!(e.target, Term::Capture(_)))
    };
    let key = |f: &Found| {
        let rule = &read.rules.rules[f.rule];
        (
            titled(f),
            // Without the rule that brought a strange name in, no other could have matched.
            rule.introduces && strength(read, f) < Strength::Likely,
            (rule.confidence * 1000.0) as i64,
            rule.pattern.steps.len(),
        )
    };
    let mut order: Vec<usize> = (0..all.len())
        .filter(|i| gives(&all[*i]) && !whole(&all[*i]))
        .collect();
    order.sort_by_cached_key(|i| (std::cmp::Reverse(key(&all[*i])), *i));
    // The tokens that are read already; runs never overlap.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut stands = vec![true; all.len()];
    for i in order {
        let Range { start, end } = all[i].tokens;
        let before = taken.range(..end).next_back();
        if before.is_some_and(|(_, stop)| *stop > start) {
            stands[i] = false;
        } else {
            taken.insert(start, end);
        }
    }
    let mut kept: Vec<Found> = Vec::new();
    for (i, found) in all.iter().enumerate() {
        let best = || best.get(&(found.region.block, found.region.tokens.start)) == Some(&i);
        if stands[i] && (!gives(found) || !whole(found) || best()) {
            kept.push(found.clone());
        }
    }
    kept
}

/// The weakest name that a match introduces.
fn strength(read: &Reading, found: &Found) -> Strength {
    found
        .introduced(read)
        .iter()
        .map(|name| {
            // A linked '@anna' is what somebody goes by, and no title; '@media' is code.
            if name.len() == 1
                && read.tokens.tokens[name.start].is(shape::HANDLE)
                && marks_at(read.marks, name.start).next().is_some()
            {
                return match found.region.place {
                    Where::Sentence => Strength::Likely,
                    _ => Strength::Strong,
                };
            }
            read.mentions
                .at(name.start)
                .iter()
                .filter(|m| m.kind == NodeKind::Person && m.tokens() == *name)
                .map(|m| m.strength)
                .max()
                .unwrap_or(Strength::Weak)
        })
        .min()
        .unwrap_or(Strength::Strong)
}

/// The lines that a line stands with: its list, or the headings beside the one above it.
fn group(read: &Reading, found: &Found) -> usize {
    let block = match &found.region.above {
        Some(above) => read.block_of(above.start),
        None => found.region.block,
    };
    read.layout.group[block]
}

/// True for patterns in which a title and a name stand side by side and could change places.
fn two_sided(read: &Reading, found: &Found) -> bool {
    let steps = &read.rules.rules[found.rule].pattern.steps;
    found.region.place != Where::Sentence
        && steps
            .iter()
            .any(|s| matches!(s, Step::Slot(Slot::Title, _)))
}

/// True where a sentence begins with a given name that has no other meaning, 'Jimmy gave a talk',
/// or where the name is a link of its own.
fn given_name(read: &Reading, found: &Found) -> bool {
    let [name] = &found.introduced(read)[..] else {
        return false;
    };
    let token = &read.tokens.tokens[name.start];
    let linked = || {
        marks_at(read.marks, name.start)
            .any(|m| m.kind == TokenMarkKind::Link && m.end as usize == name.end)
            // '[Anand](…) [Pillai](…)' is one name.
            && read
                .tokens
                .tokens
                .get(name.end)
                .is_none_or(|next| !next.is(shape::CAPITAL))
    };
    name.len() == 1
        && (name.start == found.region.tokens.start || linked())
        && token.in_any(class::GIVEN.bit())
        && !token.in_any(class::COMMON.bit() | class::NOT_NAME.bit())
}

fn full_names(read: &Reading, found: &Found) -> bool {
    found.introduced(read).iter().all(|name| name.len() > 1)
}
