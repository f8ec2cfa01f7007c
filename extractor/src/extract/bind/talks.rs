//! Which talk a match speaks of: a title, the section's, the item's, the one told of last.

use std::ops::Range;

use super::{Binder, LONGEST_LINE_TITLE, MOST_TOLD, whole};
use crate::document::BlockKind;
use crate::extract::found::{Found, view};
use crate::extract::talk::{self, Origin, Talks};
use crate::lexicon::class;
use crate::rule::machine::{CAPTURES, TokenMarkKind, marks_at};
use crate::rule::pattern::Step;
use crate::rule::{Term, Where};
use crate::token::shape;
use crate::vocabulary::{NodeKind, TalkKind};

/// A clause that begins with 'how' and ends sooner than this was cut short, in tokens.
const SHORTEST_CLAUSE: usize = 4;

/// A talk is told of so many blocks under its title at the latest.
const FARTHEST_BLOCK: usize = 12;

/// The longest line that only links or says when and where, in tokens.
const LONGEST_NOTE: usize = 8;

/// How far a clause that begins with 'how' is read, in tokens.
const LONGEST_CLAUSE: usize = 10;

impl Binder<'_> {
    /// The talk that a term stands for, made where it is new.
    pub(super) fn talk(
        &mut self,
        found: &Found,
        term: Term,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let block = found.region.block;
        match term {
            Term::Capture(number) => {
                let range = found.capture(number)?;
                // '**Title**. This talk by Anna': the title ends where it is set apart.
                let range = match self.parted_head(block) {
                    Some(head) if range.start <= head.start && head.end < range.end => head,
                    _ => range,
                };
                if let Some(talk) = self.goes_on(found, speakers) {
                    return Some(talk);
                }
                // '**Title** - Anna gave an overview of [Project](…)': the title is told first.
                let quoted = marks_at(self.read.marks, range.start.saturating_sub(1))
                    .any(|mark| mark.kind == TokenMarkKind::Quotation);
                if found.region.place == Where::Sentence
                    && !quoted
                    && let Some(head) = self.parted_head(block)
                    && head.end <= found.tokens.start
                {
                    return self.titled(head, block, Origin::Prose, speakers, kind, found);
                }
                let origin = match found.region.place {
                    Where::Heading => Origin::Section(block),
                    Where::ListItem => Origin::Item(block),
                    _ if self.read.document.blocks[block].kind == BlockKind::ListItem => {
                        Origin::Item(block)
                    }
                    _ => Origin::Prose,
                };
                self.titled(range, block, origin, speakers, kind, found)
            }
            Term::Section => self.section_talk(found, speakers, kind),
            Term::Panel => {
                let heading = self.read.layout.heading[block]?;
                if let Some(talk) = self.talks.of_section.get(&heading) {
                    return (self.talks.list[*talk].kind == TalkKind::Panel).then_some(*talk);
                }
                let range = self.read.tokens.blocks[heading].clone();
                let kind = talk::kind_in(
                    &self.read.tokens.tokens[range.clone()],
                    &self.read.document.text,
                );
                if kind != Some(TalkKind::Panel) || self.is_document_title(heading) {
                    return None;
                }
                self.titled(
                    range,
                    heading,
                    Origin::Section(heading),
                    speakers,
                    kind,
                    found,
                )
            }
            Term::Described => self.described(found, speakers, kind),
            Term::It => self.spoken_of(found),
            _ => None,
        }
    }

    /// The talk with a title that a section told of before 'He talked about *x*' or 'Anna showed
    /// *x*': by the same speakers, and the sentence names no other talk. What it sets apart is
    /// then no title.
    fn goes_on(&self, found: &Found, speakers: &[usize]) -> Option<usize> {
        let read = self.read;
        let tokens = &read.tokens.tokens;
        let start = found.tokens.start;
        let first_name =
            || self.persons.at[start].is_some_and(|(end, _)| end as usize == start + 1);
        let names_talk = |i: usize| {
            tokens[i].in_any(class::TALK_NOUN.bit()) && !tokens[i].in_any(self.classes.spoke)
        };
        if found.region.place != Where::Sentence
            || !(tokens[start].in_any(class::PRONOUN.bit()) || first_name())
            || found.tokens.clone().any(names_talk)
        {
            return None;
        }
        let heading = read.layout.heading[found.region.block];
        let last = self.last_talk.filter(|(_, sentence)| {
            let told = read.tokens.sentences.get(*sentence);
            told.is_some_and(|told| read.layout.heading[told.block] == heading)
        });
        let of_section = heading.and_then(|heading| self.talks.of_section.get(&heading));
        [last.map(|(talk, _)| talk), of_section.copied()]
            .into_iter()
            .flatten()
            .find(|talk| {
                let told = &self.talks.list[*talk];
                !told.untitled && told.speakers == speakers
            })
    }

    pub(super) fn titled(
        &mut self,
        range: Range<usize>,
        block: usize,
        origin: Origin,
        speakers: &[usize],
        kind: Option<TalkKind>,
        found: &Found,
    ) -> Option<usize> {
        let read = self.read;
        // A heading is what its author made it.
        let range = match origin {
            Origin::Section(_) => range,
            _ => talk::first_sentence(read.tokens, range),
        };
        let (range, label) = talk::trim_title(read.tokens, &read.document.text, range);
        if range.is_empty()
            || !talk::reads_as_title(read.document, read.tokens, &range)
            || self.is_saying(range.clone())
        {
            return None;
        }
        if self.is_named_thing(range.clone())
            || (self.all_generic(range.clone()) && !self.only_talk_words(range.clone()))
            || (range.len() == 1 && read.tokens.tokens[range.start].is(shape::HANDLE))
            || (found.region.place == Where::Line
                && (range.len() > LONGEST_LINE_TITLE || self.opens_a_sentence(range.start))
                && read.document.blocks[block].kind == BlockKind::Paragraph
                && !self.is_marked(range.clone()))
        {
            return None;
        }
        let kind = kind
            .or(label)
            .or_else(|| self.kind_around(range.clone(), block, found));
        // A title under 'Name Keynote' is that keynote's.
        if matches!(found.region.place, Where::Byline | Where::Opening)
            && let Some(above) = &found.region.above
            && let Some(talk) = self
                .talks
                .of_section
                .get(&read.block_of(above.start))
                .copied()
            && self.talks.list[talk].untitled
        {
            let title = crate::extract::person::clean(read.text(range.clone()));
            self.talks.entitle(talk, &title, range);
            return Some(talk);
        }
        let text = crate::extract::person::clean(read.text(range.clone()));
        if self.only_talk_words(range.clone()) {
            let kind = kind
                .or_else(|| talk::kind_in(&read.tokens.tokens[range.clone()], &read.document.text))
                .unwrap_or_default();
            // Under the heading of a talk by the same person it is that talk.
            if origin == Origin::Prose
                && let Some(heading) = read.layout.heading[block]
                && let Some(talk) = self.talks.of_section.get(&heading).copied()
                && self.talks.list[talk]
                    .speakers
                    .iter()
                    .any(|s| speakers.contains(s))
            {
                return Some(talk);
            }
            // 'Opening keynote' names the talk better than its speaker; 'Keynote' does not.
            let name = if range.len() > 1 && kind == TalkKind::Keynote {
                text
            } else {
                self.describe(speakers, kind, None)
            };
            return Some(self.talks.untitled(name, range, block, origin, kind));
        }
        Some(
            self.talks
                .titled(&text, range, block, origin, kind.unwrap_or_default()),
        )
    }

    /// True for the words that sentences open with, and titles hardly ever: 'I liked …'.
    fn opens_a_sentence(&self, at: usize) -> bool {
        let next = self.read.tokens.tokens.get(at + 1);
        matches!(
            self.read.word(at),
            "I" | "We" | "There" | "It" | "She" | "He" | "They" | "Then" | "Also" | "Another"
        ) && next.is_some_and(|t| t.is(shape::WORD) && !t.is(shape::CAPITAL))
    }

    pub(super) fn section_talk(
        &mut self,
        found: &Found,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let read = self.read;
        let above = found.region.above.clone().or_else(|| {
            read.layout.heading[found.region.block].map(|h| read.tokens.blocks[h].clone())
        })?;
        let block = read.block_of(above.start);
        let heading = read.document.blocks[block].kind == BlockKind::Heading;
        let origin = if heading {
            Origin::Section(block)
        } else {
            Origin::Item(block)
        };
        let known = if heading {
            self.talks.of_section.get(&block)
        } else {
            self.talks.of_item.get(&block)
        };
        if let Some(talk) = known.copied() {
            let list = &self.talks.list[talk].speakers;
            let agrees = list.is_empty() || speakers.iter().all(|s| list.contains(s));
            return agrees.then_some(talk);
        }
        // What stands right under a heading makes it a title, whatever its words.
        let names_only = found.region.place == Where::Byline
            && (found.tokens.end..found.region.tokens.end)
                .all(|i| !read.tokens.tokens[i].is(shape::WORD));
        let fits = if matches!(found.region.place, Where::Byline | Where::Opening)
            && heading
            && !names_only
        {
            self.can_open_section(above.clone()) && !self.is_document_title(block)
        } else if names_only {
            !self.is_document_title(block)
                && (self.only_talk_words(above.clone()) || !self.all_generic(above.clone()))
        } else if heading {
            self.title_heading(block)
        } else {
            self.can_be_title(above.clone())
        };
        if !fits {
            return None;
        }
        self.titled(above, block, origin, speakers, kind, found)
    }

    /// The talk described in a sentence: the item's or section's, or a new one without title.
    pub(super) fn described(
        &mut self,
        found: &Found,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let read = self.read;
        let block = found.region.block;
        if kind == Some(TalkKind::Panel)
            && let Some(talk) = self.talk(found, Term::Panel, speakers, kind)
        {
            return Some(talk);
        }
        if found.region.place == Where::Heading {
            return self.talk_under_name(found, speakers, kind);
        }
        let agrees = |talks: &Talks, talk: usize| {
            let list = &talks.list[talk].speakers;
            // A panel has many voices.
            list.is_empty()
                || speakers.is_empty()
                || (kind == Some(TalkKind::Panel) && talks.list[talk].kind == TalkKind::Panel)
                || speakers.iter().any(|s| list.contains(s))
        };
        let mut item = Some(block);
        while let Some(at) = item {
            if let Some(talk) = self.talks.of_item.get(&at).copied()
                && agrees(&self.talks, talk)
            {
                return Some(talk);
            }
            item = read.layout.parent[at];
        }
        // One speaker's talk, told of in several sentences of a section, is one talk.
        let same_section = |sentence: usize| {
            read.tokens
                .sentences
                .get(sentence)
                .is_some_and(|s| read.layout.heading[s.block] == read.layout.heading[block])
        };
        if !speakers.is_empty()
            && let Some((talk, sentence)) = self.last_talk
            && agrees(&self.talks, talk)
            && !self.talks.list[talk].speakers.is_empty()
            && same_section(sentence)
        {
            self.tell_more(found, talk, speakers);
            return Some(talk);
        }
        if let Some(heading) = read.layout.heading[block] {
            if let Some(talk) = self.talks.of_section.get(&heading).copied() {
                if agrees(&self.talks, talk) {
                    return Some(talk);
                }
            } else if (self.title_heading(heading) || self.opens_above_parts(heading, block))
                && !self.other_titles_under(heading)
                && self.introduced_under(heading, speakers)
                && (self.one_speaks_under(heading)
                    || read.layout.opening[block] && self.is_among_talks(heading))
                && self.near_heading(heading, block)
                && self.tells_of_heading(found, heading)
            {
                return self.section_talk(found, speakers, kind);
            }
        }
        // Who 'talked about lunch' gave no talk: something must say that talks are meant.
        if !speakers.is_empty() && !self.speaks_of_talks(found) && !self.recounts(found) {
            return None;
        }
        let about = self.about(found);
        if about
            .as_ref()
            .is_some_and(|about| self.is_no_subject(about))
        {
            return None;
        }
        // The linked words that an item opens with are a title, not a description.
        if speakers.is_empty()
            && (about.is_none()
                || found.region.place == Where::ListItem && self.linked_head(block).is_some())
        {
            return None;
        }
        let kind = kind
            .or_else(|| self.kind_around(found.tokens.clone(), block, found))
            .unwrap_or_default();
        // 'A talk about Building Happier Teams' says its title.
        let region = found.region.tokens.clone();
        if let Some(about) = &about
            && let Some(end) = view(read, &[], false).title_in_prose(about.start, region.end)
        {
            let run = about.start..end;
            let title = crate::extract::person::clean(read.text(run.clone()));
            return Some(self.talks.titled(&title, run, block, Origin::Prose, kind));
        }
        let words = about
            .clone()
            .map(|r| crate::extract::person::clean(read.text(r)));
        let name = self.describe(speakers, kind, words.as_deref());
        let talk = self
            .talks
            .untitled(name, found.tokens.clone(), block, Origin::Prose, kind);
        self.talks.list[talk].about = about;
        Some(talk)
    }

    /// The talk that a section tells of whose heading is its speaker's name.
    fn talk_under_name(
        &mut self,
        found: &Found,
        speakers: &[usize],
        kind: Option<TalkKind>,
    ) -> Option<usize> {
        let block = found.region.block;
        let kind = kind
            .or_else(|| self.kind_around(found.tokens.clone(), block, found))
            .unwrap_or_default();
        let name = self.describe(speakers, kind, None);
        let origin = Origin::Section(block);
        Some(
            self.talks
                .untitled(name, found.tokens.clone(), block, origin, kind),
        )
    }

    /// False where a sentence says what the talk was about and shares no word with a heading
    /// that nothing else shows to be a title.
    fn tells_of_heading(&self, found: &Found, heading: usize) -> bool {
        let read = self.read;
        let Some(about) = self.about(found) else {
            return true;
        };
        let long = |i: &usize| read.tokens.tokens[*i].span.len() > 3;
        let stem = |i: usize| {
            read.word(i)
                .chars()
                .take(5)
                .collect::<String>()
                .to_lowercase()
        };
        let said: Vec<String> = about.filter(long).map(stem).collect();
        let labelled = || {
            let range = read.tokens.blocks[heading].clone();
            talk::is_labelled(read.tokens, &read.document.text, range)
        };
        self.is_among_talks(heading)
            || labelled()
            || said.is_empty()
            || read.tokens.blocks[heading]
                .clone()
                .filter(long)
                .any(|i| said.contains(&stem(i)))
    }

    /// What a match says that the talk was about, where its rule captures that.
    fn about(&self, found: &Found) -> Option<Range<usize>> {
        let read = self.read;
        let captures = &read.rules.rules[found.rule].pattern.captures;
        let number = captures.iter().position(|c| &**c == "about")?;
        let mut about = found.capture(number as u8)?;
        // 'Anna talked about on Friday' says when, not what about; so does 'her keynote on Friday'.
        if matches!(
            read.word(about.start),
            "on" | "at" | "during" | "before" | "after" | "when" | "while"
        ) || read.tokens.tokens[about.start].in_any(class::CALENDAR.bit())
        {
            return None;
        }
        let letters = |i: usize| read.word(i).chars().any(char::is_alphabetic);
        let praise = |i: usize| read.tokens.tokens[i].in_any(self.classes.adjective);
        // 'Opened with great talks' says how they were.
        if !about.clone().any(letters) || about.clone().all(praise) {
            return None;
        }
        // 'Explained how to test' tells of how to test.
        if about.start > found.tokens.start
            && matches!(read.word(about.start - 1), "how" | "why" | "what")
        {
            about.start -= 1;
        }
        // 'How they did it' says more than 'how'.
        let says_nothing = about.clone().all(|i| {
            let word = read.word(i).to_ascii_lowercase();
            matches!(
                word.as_str(),
                "how" | "what" | "why" | "when" | "where" | "the" | "a" | "an" | "it" | "that"
            )
        });
        let word = |at: usize| match at < found.region.tokens.end {
            true => read.word(at).to_ascii_lowercase(),
            false => String::new(),
        };
        let asks = about.len() < SHORTEST_CLAUSE
            && matches!(word(about.start).as_str(), "how" | "why" | "what")
            && !matches!(word(about.end).as_str(), "was" | "is" | "were" | "are");
        // 'Challenges for' and 'their take on how' were cut short as well.
        let cut = about.len() > 1
            && matches!(
                word(about.end - 1).as_str(),
                "how" | "why" | "what" | "for" | "of" | "on" | "about" | "the" | "a" | "an"
            );
        if says_nothing || asks || cut {
            let end = found.region.tokens.end.min(about.end + LONGEST_CLAUSE);
            about.end = (about.end..end)
                .find(|i| matches!(read.word(*i), "," | "." | ";" | "!" | "?" | "(" | "–" | "—"))
                .unwrap_or(end);
        }
        Some(about)
    }

    /// True for 'me', 'us' and 'this article', which no talk is about.
    fn is_no_subject(&self, about: &Range<usize>) -> bool {
        let word = |at: usize| self.read.word(at).to_ascii_lowercase();
        let first = word(about.start);
        let person = matches!(first.as_str(), "me" | "us" | "him" | "them" | "you");
        let writing = matches!(first.as_str(), "this" | "his" | "her" | "their")
            && about.len() > 1
            && self.read.tokens.tokens[about.start + 1].in_any(self.classes.books);
        person || writing
    }

    /// 'Anna was next. Her talk on tracing …' says of a talk without title what it was about.
    fn tell_more(&mut self, found: &Found, talk: usize, speakers: &[usize]) {
        let known = &self.talks.list[talk];
        if !known.untitled || known.about.is_some() || known.origin != Origin::Prose {
            return;
        }
        let Some(about) = self.about(found) else {
            return;
        };
        let words = crate::extract::person::clean(self.read.text(about.clone()));
        let name = self.describe(speakers, known.kind, Some(&words));
        self.talks.list[talk].about = Some(about);
        self.talks.rename(talk, name);
    }

    /// True where the section names its speaker for the first time, or the headings beside
    /// it are talks: a person met before who talks again makes no title of a heading.
    pub(super) fn introduced_under(&self, heading: usize, speakers: &[usize]) -> bool {
        let start = self.read.tokens.blocks[heading].start;
        speakers.iter().any(|s| {
            self.persons.list[*s]
                .first
                .is_none_or(|first| first >= start)
        }) || self.is_among_talks(heading)
    }

    /// True for 'This talk …' right under a heading that can be a title and has headings under
    /// it, none of which is a talk's.
    fn opens_above_parts(&self, heading: usize, block: usize) -> bool {
        let read = self.read;
        let mut parts = (heading + 1..read.document.blocks.len())
            .take_while(|part| read.layout.heading[*part].is_some_and(|above| above >= heading))
            .filter(|part| read.layout.heading[*part] == Some(heading));
        let opens = read.word(read.tokens.blocks[block].start);
        matches!(opens, "This" | "this")
            && self.near_heading(heading, block)
            && read.layout.heading[block] == Some(heading)
            && !self.is_document_title(heading)
            && self.can_be_title(read.tokens.blocks[heading].clone())
            && !parts.any(|part| self.talks.of_section.contains_key(&part))
    }

    /// True where one of the headings beside this one is a talk's title.
    fn is_among_talks(&self, heading: usize) -> bool {
        self.groups_of_talks
            .contains(&self.read.layout.group[heading])
    }

    /// True where no more than one group of people is said to have spoken under a heading.
    fn one_speaks_under(&self, heading: usize) -> bool {
        let groups = self.speakers_under.get(&heading);
        groups.is_none_or(|groups| groups.len() <= 1)
    }

    /// True where the section names talks with titles of their own.
    pub(super) fn other_titles_under(&self, heading: usize) -> bool {
        self.titled_under.contains(&heading)
    }

    /// A section's talk is told of near its heading: in the first two blocks, those left out that
    /// only link or say when and where.
    pub(super) fn near_heading(&self, heading: usize, block: usize) -> bool {
        let long = |between: &usize| self.read.tokens.blocks[*between].len() > LONGEST_NOTE;
        block - heading <= FARTHEST_BLOCK && (heading + 1..block).filter(long).nth(1).is_none()
    }

    /// True where the block, the one before it or the headings above speak of talks.
    pub(super) fn speaks_of_talks(&self, found: &Found) -> bool {
        let read = self.read;
        // The rule itself matched a talk.
        let names_talk =
            |step: &Step| matches!(step, Step::Class(c) if c.bit() & self.classes.named_talks != 0);
        if read.rules.rules[found.rule]
            .pattern
            .steps
            .iter()
            .any(names_talk)
        {
            return true;
        }
        let block = found.region.block;
        let says = |block: usize| self.of_talks[block];
        let mut heading = read.layout.heading[block];
        let mut steps = 0;
        while let Some(above) = heading
            && steps < 3
        {
            if says(above) && !self.is_document_title(above) {
                return true;
            }
            heading = read.layout.heading[above];
            steps += 1;
        }
        let list_intro = (0..block)
            .rev()
            .find(|b| read.document.blocks[*b].kind != BlockKind::ListItem);
        says(block) || block > 0 && says(block - 1) || list_intro.is_some_and(says)
    }

    /// True where a block itself has a word for talks or their speakers.
    pub(super) fn speaks_of_talks_itself(&self, block: usize) -> bool {
        let tokens = &self.read.tokens.tokens;
        let range = self.read.tokens.blocks[block].clone();
        range.clone().any(|i| {
            // 'Anna talks about' and 'who talks' are the verb, 'the talks' and 'great talks' the noun.
            let verb = tokens[i].in_any(self.classes.spoke)
                && i > range.start
                && !tokens[i - 1].in_any(self.classes.small | class::PRONOUN.bit())
                && (!tokens[i - 1].is(shape::WORD)
                    || tokens[i - 1].shape & (shape::CAPITAL | shape::CAMEL | shape::HANDLE) != 0
                    || matches!(
                        self.read.word(i - 1),
                        "who" | "also" | "then" | "which" | "that"
                    ));
            tokens[i].in_any(class::TALK_NOUN.bit() | self.classes.speaking) && !verb
        })
    }

    /// True where a recap says what somebody, by full name, told of.
    fn recounts(&self, found: &Found) -> bool {
        let full_name = |range: Range<usize>| {
            let persons = self.read.mentions.at(range.start).iter();
            persons
                .filter(|m| m.kind == NodeKind::Person)
                .any(|m| m.tokens().len() > 1)
        };
        matches!(found.region.place, Where::Sentence | Where::Opening)
            && (self.event.is_some() || self.tells_of_talks)
            && self.about(found).is_some()
            && (0..CAPTURES as u8)
                .filter_map(|number| found.capture(number))
                .any(full_name)
    }

    /// The talk that 'this talk' stands for.
    pub(super) fn spoken_of(&self, found: &Found) -> Option<usize> {
        let read = self.read;
        let mut item = Some(found.region.block);
        while let Some(at) = item {
            if let Some(talk) = self.talks.of_item.get(&at) {
                return Some(*talk);
            }
            item = read.layout.parent[at];
        }
        if let Some(heading) = read.layout.heading[found.region.block]
            && let Some(talk) = self.talks.of_section.get(&heading)
        {
            return Some(*talk);
        }
        let sentence = read.tokens.sentence_of(found.tokens.start);
        self.last_talk
            .filter(|(_, at)| sentence.saturating_sub(*at) <= 2 && *at <= sentence)
            .map(|(talk, _)| talk)
    }

    /// A title told right after a talk without one, by the same speaker, is that talk's.
    pub(super) fn same_talk(&mut self, found: &Found, talk: usize, speakers: &[usize]) -> usize {
        let Some((last, sentence)) = self.last_talk else {
            return talk;
        };
        let here = self.read.tokens.sentence_of(found.tokens.start);
        let fresh = last != talk
            && !self.talks.list[talk].untitled
            && self.talks.list[talk].speakers.is_empty()
            && !matches!(self.talks.list[talk].origin, Origin::Section(_));
        if fresh
            && self.talks.list[last].untitled
            && !matches!(self.talks.list[last].origin, Origin::Section(_))
            && here.saturating_sub(sentence) <= 1
            && here >= sentence
            && self.read.block_of(found.tokens.start) == self.read.tokens.sentences[sentence].block
            && self.talks.list[last].speakers == speakers
            && talk + 1 == self.talks.list.len()
        {
            let title = self.talks.list[talk].name.clone();
            let shown = self.talks.list[talk].shown.clone();
            let kind = self.talks.list[talk].kind;
            self.talks.drop_last();
            self.talks.entitle(last, &title, shown);
            if self.talks.list[last].kind == TalkKind::Talk {
                self.talks.list[last].kind = kind;
            }
            return last;
        }
        talk
    }

    pub(super) fn note_talk(&mut self, found: &Found, talk: usize) {
        let layout = self.read.layout;
        match self.talks.list[talk].origin {
            Origin::Section(heading) => {
                self.groups_of_talks.insert(layout.group[heading]);
            }
            Origin::Prose if !self.talks.list[talk].untitled => {
                self.titled_under
                    .extend(layout.heading[self.talks.list[talk].block]);
            }
            _ => {}
        }
        let sentence = self.read.tokens.sentence_of(found.tokens.start);
        let told = &self.talks.list[talk].told_in;
        if !whole(found) && told.len() < MOST_TOLD && !told.contains(&sentence) {
            self.talks.list[talk].told_in.push(sentence);
        }
        self.last_talk = Some((talk, sentence));
    }
}
