//! The whole name of an event of which the lists know a part: 'Embedded Open Source Summit'.

use crate::document::{Document, MarkKind};
use crate::identity::fold;
use crate::lexicon::class;
use crate::mention::{Mention, recounts};
use crate::token::{Tokens, shape};

/// The longest name, in tokens.
const LONGEST: usize = 8;

/// The whole name that `mention`, a name of an event, is the end of; `None` where it is whole.
///
/// What stands before it belongs to it where a link sets both apart together, 'the [AI Native
/// DevCon](…)', or where the title has both and the text has them again.
pub fn whole_name(document: &Document, tokens: &Tokens, mention: &Mention) -> Option<String> {
    let end = mention.end as usize;
    let start = linked_start(document, tokens, mention)
        .or_else(|| titled_start(document, tokens, mention))?;
    Some(tokens.text(&document.text, start..end).to_owned())
}

/// Where the link starts that sets the name apart with what stands before it.
fn linked_start(document: &Document, tokens: &Tokens, mention: &Mention) -> Option<usize> {
    let list = &tokens.tokens;
    let first = list.get(mention.start as usize)?.span.start;
    let last = list.get(mention.end as usize - 1)?.span.end;
    let link = document
        .marks
        .iter()
        .take_while(|mark| mark.span.start < first)
        .filter(|mark| matches!(mark.kind, MarkKind::Link(_)))
        .find(|mark| mark.span.end >= last)?;
    let start = list.partition_point(|token| token.span.start < link.span.start);
    let before = start..mention.start as usize;
    (before.len() < LONGEST && before.clone().all(|at| belongs(document, tokens, at)))
        .then_some(start)
}

/// Where the name starts in the title with what stands before it, if the text has both again.
fn titled_start(document: &Document, tokens: &Tokens, mention: &Mention) -> Option<usize> {
    let title = tokens.blocks.first()?.clone();
    let (from, end) = (mention.start as usize, mention.end as usize);
    if !title.contains(&from) {
        return None;
    }
    let mut start = from;
    while start > title.start
        && end - start < LONGEST
        && belongs(document, tokens, start - 1)
        && tokens.tokens[start - 1].is(shape::WORD)
    {
        start -= 1;
    }
    // Its year stands in the title only, its hyphens may stand elsewhere.
    let plain = |text: &str| fold(text).replace('-', " ");
    let dated = tokens.tokens[end - 1].is(shape::NUMBER);
    let name = tokens.text(&document.text, start..end - usize::from(dated));
    let after = tokens.tokens.get(title.end)?.span.start as usize;
    let again = || plain(&document.text[after..]).contains(&plain(name));
    (start < from && again()).then_some(start)
}

/// True for a token that can be a part of an event's name: a word with a capital, or one that
/// runs on without a blank, as the first of 'try!Swift'.
fn belongs(document: &Document, tokens: &Tokens, at: usize) -> bool {
    let token = &tokens.tokens[at];
    let capital = token.shape & (shape::CAPITAL | shape::CAMEL) != 0;
    let runs_on = tokens
        .tokens
        .get(at + 1)
        .is_some_and(|next| !next.is(shape::SPACED));
    let word = token.span.of(&document.text);
    // Which time it was held, or whose day there is told of.
    let aside = matches!(
        word.to_ascii_lowercase().as_str(),
        "day" | "first" | "second" | "third" | "annual" | "my" | "our" | "the" | "at" | "from"
    );
    !token.in_any(class::CALENDAR.bit() | class::TALK_NOUN.bit())
        && !aside
        && !recounts(word)
        && (capital && token.is(shape::WORD) || runs_on && !matches!(word, "(" | "[" | "\"" | "“"))
}
