//! What a merged node is called and carries: decided by its forms and how many documents
//! have each, never by the order in which they came.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hallway_extractor::extraction::Link;
use hallway_extractor::vocabulary::NodeKind;

use super::account::Account;
use super::curation::Corrections;
use super::form::Form;
use super::talk::Talk;
use crate::name;
use crate::view::{Known, Merge, NodeData};

/// A merged node before its id is known to be its own.
pub(super) struct Merged {
    pub data: NodeData,
    /// Tells it from others that want the same id: the smallest digest of its forms.
    pub digest: [u8; 16],
}

/// The id that a node of that name takes when no other has it. A talk with a title that
/// many have carries who gave it, and where.
pub(super) fn base_id(kind: NodeKind, name: &str, talk: Option<&Talk>) -> String {
    let mut words = name.to_owned();
    if let Some(talk) = talk.filter(|talk| talk.is_generic()) {
        let folded = name::fold(name);
        for speaker in &talk.speakers {
            let missing = speaker.iter().any(|word| {
                !folded
                    .split(' ')
                    .any(|own| own == word || own == format!("{word}s"))
            });
            if missing {
                words.push(' ');
                words.push_str(&speaker.join(" "));
            }
        }
        for (series, year) in &talk.events {
            if !folded.contains(series.as_str()) {
                words.push(' ');
                words.push_str(series);
            }
            if let Some(year) = year
                .map(|year| year.to_string())
                .filter(|year| !folded.contains(year.as_str()))
            {
                words.push(' ');
                words.push_str(&year);
            }
        }
    }
    name::id(kind, &words)
}

/// The id of a node whose own id another has.
pub(super) fn told_apart(base: &str, digest: &[u8; 16]) -> String {
    format!("{base}-{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2])
}

/// The node that `forms` are.
pub(super) fn merged(
    forms: &[&Form],
    mut merges: Vec<Merge<Box<str>>>,
    corrections: &Corrections,
) -> Merged {
    let mut forms: Vec<&Form> = forms.to_vec();
    forms.sort_by_key(|form| form.digest);
    let digest = forms.first().map_or([0; 16], |form| form.digest);
    let support: u32 = forms.iter().map(|form| form.support()).sum();

    // Software with a topic's name is software.
    let kind = forms
        .iter()
        .map(|form| form.node.kind)
        .max_by_key(|kind| *kind == NodeKind::Project);
    let kind = kind.unwrap_or(NodeKind::Topic);
    let mut names: BTreeMap<&str, (bool, bool, u32)> = BTreeMap::new();
    for form in &forms {
        let titled = !form.node.details.untitled
            && (kind != NodeKind::Person || form.node.name.contains(' '));
        let entry = names.entry(&form.node.name).or_default();
        entry.0 |= titled;
        // 'Keynote: …' is what a programme makes of a title.
        entry.1 |= form.talk.as_ref().is_none_or(|talk| talk.is_bare);
        entry.2 += form.support();
    }
    let kept = forms
        .iter()
        .filter_map(|form| corrections.kept(form).map(|number| (number, form)))
        .max_by_key(|(number, form)| (*number, form.support(), Reverse(form.digest)));
    let natural = match kept {
        Some((_, form)) => form.node.name.as_str(),
        None => names
            .iter()
            .max_by_key(|(name, (titled, bare, count))| {
                (
                    *titled,
                    *bare,
                    *count,
                    name.chars().count(),
                    Reverse(**name),
                )
            })
            .map_or("", |(name, _)| name),
    };
    let given = forms
        .iter()
        .filter_map(|form| corrections.given_name(form))
        .max_by_key(|(number, _)| *number);
    let name = given.map_or(natural, |(_, name)| name);
    let mut aliases: BTreeSet<&str> = names.keys().copied().collect();
    aliases.extend(
        forms
            .iter()
            .flat_map(|form| form.node.aliases.iter().map(String::as_str)),
    );
    aliases.remove(name);

    let named = |form: &&&Form| form.node.name == natural;
    let talk = forms
        .iter()
        .filter(named)
        .find_map(|form| form.talk.as_deref());
    let id = base_id(kind, natural, talk);
    let mut former_ids: BTreeSet<&str> = forms.iter().map(|form| form.node.id.as_str()).collect();
    former_ids.remove(id.as_str());
    merges.sort();
    merges.dedup();
    let mut known: Vec<Known<Box<str>>> = Vec::new();
    known.extend(aliases.into_iter().map(|alias| Known::Alias(alias.into())));
    known.extend(former_ids.into_iter().map(|id| Known::FormerId(id.into())));
    add_details(&forms, &mut known);
    let merges = merges.into_iter();
    known.extend(merges.map(|merge| Known::Merge(Box::new(merge))));
    let data = NodeData {
        id: id.into(),
        name: name.into(),
        kind,
        talk_kind: most(&forms, |form| form.node.details.talk_kind),
        untitled: forms.iter().all(|form| form.node.details.untitled),
        documents: support,
        known: list(known),
    };
    Merged { data, digest }
}

/// The node of a document itself.
pub(super) fn document(account: &Account) -> Merged {
    let title = account.title.as_deref();
    let title = title.filter(|title| !title.trim().is_empty());
    let document = &*account.document;
    let id = name::id(NodeKind::Document, document);
    let former = account.own.as_deref().filter(|own| *own != id);
    let mut digest = [0; 16];
    digest.copy_from_slice(&blake3::hash(document.as_bytes()).as_bytes()[..16]);
    let text = |text: &str| Box::from(text);
    let mut known: Vec<Known<Box<str>>> = Vec::new();
    known.extend(former.map(|id| Known::FormerId(id.into())));
    known.push(Known::Path(text(document)));
    known.extend(account.title.as_deref().map(|it| Known::Title(text(it))));
    known.extend(account.author.iter().map(|it| Known::Author(text(it))));
    known.extend(account.date.as_deref().map(|it| Known::Date(text(it))));
    known.extend(account.url.as_deref().map(|it| Known::Url(text(it))));
    let data = NodeData {
        id: id.into(),
        name: title.unwrap_or(document).into(),
        kind: NodeKind::Document,
        talk_kind: None,
        untitled: false,
        documents: 1,
        known: list(known),
    };
    Merged { data, digest }
}

/// The list of what is known; none where that is nothing.
fn list(known: Vec<Known<Box<str>>>) -> Option<Arc<[Known<Box<str>>]>> {
    (!known.is_empty()).then(|| known.into())
}

/// What the forms say, taken together; where they differ, what most documents say.
fn add_details(forms: &[&Form], known: &mut Vec<Known<Box<str>>>) {
    let details = || forms.iter().map(|form| &form.node.details);
    let links: BTreeSet<&Link> = details().flat_map(|details| &details.links).collect();
    known.extend(links.into_iter().map(|link| {
        Known::Link(Box::new(
            [&link.kind, &link.url].map(|text| text.as_str().into()),
        ))
    }));
    let series = most(forms, |form| form.node.details.series.as_deref());
    known.extend(series.map(|series| Known::Series(series.into())));
    let year = most(forms, |form| form.node.details.year);
    known.extend(year.map(Known::Year));
    let broader: BTreeSet<&String> = details().flat_map(|details| &details.broader).collect();
    let broader = broader.into_iter();
    known.extend(broader.map(|name| Known::Broader(name.as_str().into())));
}

fn most<'f, T: Ord>(forms: &[&'f Form], value: impl Fn(&'f Form) -> Option<T>) -> Option<T> {
    let mut counts: BTreeMap<T, u32> = BTreeMap::new();
    for form in forms {
        if let Some(value) = value(form) {
            *counts.entry(value).or_default() += form.support();
        }
    }
    let mut best: Option<(T, u32)> = None;
    for (value, count) in counts {
        if best.as_ref().is_none_or(|(_, most)| count > *most) {
            best = Some((value, count));
        }
    }
    best.map(|(value, _)| value)
}
