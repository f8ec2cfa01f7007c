//! Authors whom a document names only in passing: by a nickname that its text gives in
//! full, or in the address of their own site.

use crate::builtin::GIVEN_NAMES;
use crate::document::Document;

/// Completes an author of one word by the surname which the text always gives to it.
pub(super) fn complete(document: &mut Document) {
    let Document { authors, text, .. } = document;
    for author in authors.iter_mut().take(5) {
        if author.len() > 1
            && author.chars().all(char::is_alphabetic)
            && let Some(full) = in_full(author, text)
        {
            *author = full;
        }
    }
}

/// 'alex' as 'Alex Ellis', where every 'Alex' that has a surname has that one.
fn in_full(author: &str, text: &str) -> Option<String> {
    let mut letters = author.chars();
    let given: String = letters.next()?.to_uppercase().chain(letters).collect();
    let mut found: Option<&str> = None;
    for (at, _) in text.match_indices(given.as_str()) {
        let starts = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let Some(rest) = text[at + given.len()..]
            .strip_prefix(' ')
            .filter(|_| starts)
        else {
            continue;
        };
        let surname = rest
            .split(|c: char| !c.is_alphabetic() && c != '-')
            .next()?;
        let is_name = surname.chars().next().is_some_and(char::is_uppercase)
            && surname.chars().skip(1).any(char::is_lowercase);
        if !is_name {
            continue;
        }
        if found.is_some_and(|known| known != surname) {
            return None;
        }
        found = Some(surname);
    }
    found.map(|surname| format!("{given} {surname}"))
}

/// The person whose name the host is: `https://blog.ann-lee.example/2024` is Ann Lee's.
pub(super) fn of_address(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', ':', '?']).next()?;
    // The last part is a country or the like, never a name.
    let (names, _) = host.rsplit_once('.')?;
    names.split('.').find_map(|label| {
        let (given, surname) = label.split_once('-')?;
        let given = capitalised(given)?;
        let surname = capitalised(surname)?;
        is_given(&given).then(|| format!("{given} {surname}"))
    })
}

/// A word of small letters as a name is written.
fn capitalised(word: &str) -> Option<String> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut letters = word.chars();
    Some(letters.next()?.to_uppercase().chain(letters).collect())
}

/// True for a given name that is nothing else.
fn is_given(name: &str) -> bool {
    GIVEN_NAMES.lines().any(|line| {
        let mut columns = line.split('\t');
        columns.next() == Some(name) && columns.next().unwrap_or("").is_empty()
    })
}
