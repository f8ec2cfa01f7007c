//! Titles as they are compared: without what programmes put around them, in words that say
//! something.

use super::{Event, GENERIC};
use crate::name::{self, is_filler, singular};

/// What programmes put before or behind a title to say what sort of talk it is.
const LABELS: [&str; 8] = [
    "keynote",
    "talk",
    "lightning",
    "tutorial",
    "workshop",
    "poster",
    "plenary",
    "invited",
];
/// True where the word is a part of the event's name.
pub(super) fn names((series, year): &Event, word: &str) -> bool {
    series.split(' ').any(|part| singular(part) == word)
        || year.is_some_and(|year| year.to_string() == word)
}

pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The title without what programmes put around it: 'Keynote: …', '… - Lynn Root', '… - PyCon
/// Italia 2019'.
pub(super) fn bare<'t>(title: &'t str, speakers: &[Vec<String>], events: &[Event]) -> &'t str {
    let around = |word: &String| {
        LABELS.contains(&word.as_str())
            || speakers.iter().flatten().any(|name| singular(name) == word)
            || events.iter().any(|event| names(event, word))
    };
    let says = |part: &str| {
        title_words(part)
            .iter()
            .any(|word| !around(word) && !GENERIC.contains(&word.as_str()) && !is_number(word))
    };
    // 'Closing Session' says little, but it is no label: other sessions have other names.
    let is_label = |part: &str| !says(part) && title_words(part).iter().any(around);
    let mut bare = title;
    for sign in [": ", " - ", " – ", " — "] {
        if let Some((label, rest)) = bare.split_once(sign)
            && is_label(label)
            && says(rest)
        {
            bare = rest;
        }
        if let Some((rest, label)) = bare.rsplit_once(sign)
            && is_label(label)
            && says(rest)
        {
            bare = rest;
        }
    }
    bare
}

/// A word without the ending of a verb: 'protecting', 'protects' and 'protected' are one.
pub(super) fn stem(word: &str) -> &str {
    if !word.is_ascii() {
        return word;
    }
    let cut = match () {
        () if word.len() > 6 && word.ends_with("ing") => 3,
        () if word.len() > 5 && word.ends_with("ed") => 2,
        () => 0,
    };
    let stem = &word[..word.len() - cut];
    let bytes = stem.as_bytes();
    match bytes {
        // 'mapping' and 'map', but not 'calling' and 'cal'.
        [.., a, b] if cut > 0 && a == b && !matches!(b, b'l' | b's' | b'z') => {
            &stem[..stem.len() - 1]
        }
        // 'using' and 'use'.
        [.., b'e'] if stem.len() > 3 => &stem[..stem.len() - 1],
        _ => stem,
    }
}
/// The words of a title that say something.
pub(super) fn title_words(title: &str) -> Vec<String> {
    let folded = name::fold(title);
    folded
        .split(' ')
        .filter(|word| !word.is_empty() && !is_filler(word))
        .map(|word| match singular(word) {
            "versus" => "vs".to_owned(),
            word => word.to_owned(),
        })
        .collect()
}

/// A series of events under the one name it is compared by. 'PyCon' alone is the one in
/// the United States, which bore that name for its first years.
pub(crate) fn series(name: &str) -> String {
    let words = name::fold(name);
    let words = words.trim_end_matches(|c: char| c.is_ascii_digit()).trim();
    // 'DjangoCon US US' is what a heading and its place make of 'DjangoCon US'.
    let mut parts: Vec<&str> = words.split(' ').collect();
    parts.dedup();
    match parts.join(" ").as_str() {
        "pycon" | "pycon usa" | "us pycon" | "pycon north america" => "pycon us".to_owned(),
        "djangocon" => "djangocon us".to_owned(),
        "djangocon eu" => "djangocon europe".to_owned(),
        "pycon uk" | "pyconuk" => "pycon uk".to_owned(),
        other => other.to_owned(),
    }
}
