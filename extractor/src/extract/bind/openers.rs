//! Paragraphs and items that each open with a speaker: 'Anna Berg framed caches as …'.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Binder;
use crate::document::BlockKind;
use crate::extract::talk::Origin;
use crate::lexicon::class;
use crate::rule::machine::marks_at;
use crate::token::shape;

/// So many blocks that open with a speaker are no accident.
const FEWEST: usize = 3;

/// The most words between the speakers and the verb: brackets, or where they work.
const LONGEST_ASIDE: usize = 12;

/// A block that opens with persons and a verb.
struct Opener {
    block: usize,
    speakers: Vec<usize>,
    /// From the first name to the verb, or to the end of the names.
    tokens: Range<usize>,
}

impl Binder<'_> {
    /// Where most blocks that open with a full name and a verb tell of that person's talk, the
    /// others do as well, whatever the verb.
    pub(super) fn blocks_open_with_speakers(&mut self) {
        let read = self.read;
        let told: FxHashSet<(usize, usize)> = self
            .talks
            .list
            .iter()
            .flat_map(|talk| talk.speakers.iter().map(|speaker| (talk.block, *speaker)))
            .collect();
        let speaks: FxHashSet<usize> = told.iter().map(|(_, speaker)| *speaker).collect();
        let mut groups: BTreeMap<usize, Vec<Opener>> = BTreeMap::new();
        for (block, kind) in read.document.blocks.iter().map(|b| b.kind).enumerate() {
            // All paragraphs of a document are one group.
            let group = match kind {
                BlockKind::Paragraph => usize::MAX,
                BlockKind::ListItem => read.layout.group[block],
                _ => continue,
            };
            groups.entry(group).or_default().extend(self.opener(block));
        }
        for openers in groups.into_values() {
            let known = |opener: &&Opener| told.contains(&(opener.block, opener.speakers[0]));
            let tell = openers.iter().filter(known).count();
            if openers.len() < FEWEST || tell * 2 < openers.len() {
                continue;
            }
            for opener in openers {
                if self.is_full() {
                    return;
                }
                // Who spoke elsewhere is spoken of here.
                if opener
                    .speakers
                    .iter()
                    .any(|speaker| speaks.contains(speaker))
                    || self.talks.of_item.contains_key(&opener.block)
                {
                    continue;
                }
                self.talk_of_opener(opener);
            }
        }
    }

    /// Lines that hold a speaker and where they work, each above a block that tells of the talk:
    /// '[Anna Berg, Acme](…)'.
    pub(super) fn lines_of_speakers(&mut self) {
        let read = self.read;
        let speaks: FxHashSet<usize> = self
            .talks
            .list
            .iter()
            .flat_map(|talk| talk.speakers.iter().copied())
            .collect();
        let lines: Vec<(Opener, usize)> = (0..read.document.blocks.len())
            .filter_map(|block| Some((self.speaker_line(block)?, block + 1)))
            .collect();
        let told = |line: &&(Opener, usize)| self.of_talks[line.1];
        if lines.len() < FEWEST || lines.iter().filter(told).count() * 2 < lines.len() {
            return;
        }
        for (line, below) in lines {
            if self.is_full() {
                return;
            }
            if !line.speakers.iter().any(|speaker| speaks.contains(speaker)) {
                let talk = self.talk_of_opener(line);
                let first = read.tokens.sentence_of(read.tokens.blocks[below].start);
                self.talks.list[talk].told_in.push(first);
            }
        }
    }

    /// A paragraph that is one link or bold throughout, opens with a full name and has a longer
    /// block below it.
    fn speaker_line(&self, block: usize) -> Option<Opener> {
        let read = self.read;
        let range = read.tokens.blocks[block].clone();
        let below = read.document.blocks.get(block + 1)?;
        let (end, person) = (*self.persons.at.get(range.start)?)?;
        let apart = marks_at(read.marks, range.start).any(|mark| mark.end as usize == range.end);
        (read.document.blocks[block].kind == BlockKind::Paragraph
            && range.len() <= LONGEST_ASIDE
            && end as usize > range.start + 1
            && (end as usize == range.end
                || matches!(read.word(end as usize), "," | "(" | "–" | "-"))
            && apart
            && matches!(below.kind, BlockKind::Paragraph | BlockKind::Quote)
            && read.tokens.blocks[block + 1].len() >= LONGEST_ASIDE)
            .then(|| Opener {
                block,
                speakers: vec![self.home[person as usize]],
                tokens: range.start..end as usize,
            })
    }

    fn talk_of_opener(&mut self, opener: Opener) -> usize {
        let name = self.describe(&opener.speakers, Default::default(), None);
        let talk = self.talks.untitled(
            name,
            opener.tokens.clone(),
            opener.block,
            Origin::Prose,
            Default::default(),
        );
        let sentence = self.read.tokens.sentence_of(opener.tokens.start);
        self.talks.list[talk].told_in.push(sentence);
        self.state_gave(
            &opener.speakers,
            talk,
            "blocks-open-with-speakers",
            &opener.tokens,
        );
        talk
    }

    /// The persons that a block opens with, where a verb of the past or the present follows.
    fn opener(&self, block: usize) -> Option<Opener> {
        let read = self.read;
        let range = read.tokens.blocks[block].clone();
        let sentence = read
            .tokens
            .sentences
            .get(read.tokens.sentence_of(range.start))?;
        let end = sentence.tokens.end.min(range.end);
        let mut at = range.start;
        let mut speakers = Vec::new();
        while at < end
            && let Some((stop, person)) = self.persons.at[at]
        {
            let stop = stop as usize;
            let marked = marks_at(read.marks, at).next().is_some();
            if stop - at < 2 && !marked {
                return None;
            }
            speakers.push(self.home[person as usize]);
            at = stop;
            if at < end && matches!(read.word(at), "and" | "&") {
                at += 1;
            }
        }
        if speakers.is_empty() {
            return None;
        }
        let verb = (at..end.min(at + LONGEST_ASIDE)).find(|i| self.is_telling(*i))?;
        // What stands between says where they work, or is in brackets.
        let aside = at == verb || matches!(read.word(at), "(" | "," | "from" | "of" | "at" | "who");
        let adverb = verb == at + 1 && read.word(at).ends_with("ly");
        (aside || adverb).then_some(Opener {
            block,
            speakers,
            tokens: range.start..verb + 1,
        })
    }

    /// True for a verb that can say what somebody did on a stage.
    fn is_telling(&self, at: usize) -> bool {
        let token = &self.read.tokens.tokens[at];
        let word = self.read.word(at);
        token.is(shape::WORD)
            && !token.is(shape::CAPITAL)
            && !token.in_any(self.classes.organizes | self.classes.small | class::PARTICLE.bit())
            && (token.in_any(self.classes.telling) || word.len() > 4 && word.ends_with("ed"))
    }
}
