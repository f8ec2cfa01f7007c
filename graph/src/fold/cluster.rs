//! Which forms are one node: those that share a key, and those that are judged to be one.
//!
//! Everything that a judgement joins is gathered first, then parted again where it holds
//! what cannot be one. The parting sees the whole of what was gathered and nothing else,
//! so it comes out the same in whatever order the forms came.

use rustc_hash::FxHashMap;

use super::curation::Corrections;
use super::form::{Form, FormId};
use crate::view::Merge;

/// Forms that are one node, and why.
pub(super) struct Component {
    pub forms: Vec<FormId>,
    pub merges: Vec<Merge>,
}

/// Two forms that may be one.
struct Link {
    strength: u8,
    a: usize,
    b: usize,
    reason: String,
}

/// Disjoint sets of numbers.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub fn new(count: usize) -> Sets {
        Sets((0..count).collect())
    }

    pub fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    /// Joins two sets; false where they are one.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }
}

/// Parts `cluster`, all of whose forms hang together by keys and judgements, into nodes.
pub(super) fn part(
    cluster: &[FormId],
    forms: &[Option<Form>],
    corrections: &Corrections,
) -> Vec<Component> {
    let mut members: Vec<(FormId, &Form)> = cluster
        .iter()
        .filter_map(|&id| forms[id as usize].as_ref().map(|form| (id, form)))
        .collect();
    members.sort_by_key(|(_, form)| form.digest);
    if let [(only, _)] = members[..] {
        return vec![Component {
            forms: vec![only],
            merges: Vec::new(),
        }];
    }
    let links = links(&members, corrections);
    let mut sets = Sets::new(members.len());
    let mut groups: FxHashMap<usize, Vec<usize>> = (0..members.len())
        .map(|index| (index, vec![index]))
        .collect();
    let mut merges: FxHashMap<usize, Vec<Merge>> = FxHashMap::default();
    let mut at = 0;
    while at < links.len() {
        let link = &links[at];
        at += 1;
        let (a, b) = (sets.root(link.a), sets.root(link.b));
        if a == b {
            continue;
        }
        let forced = link.strength == u8::MAX;
        let apart = groups[&a].iter().any(|&mine| {
            groups[&b]
                .iter()
                .any(|&theirs| conflict(members[mine].1, members[theirs].1))
        });
        // What may be either of two that cannot be one is neither.
        if !forced && (apart || link.strength < 100 && ambiguous(link, &links, &mut sets, &members))
        {
            continue;
        }
        sets.join(a, b);
        let (root, other) = (a.min(b), a.max(b));
        let moved = groups.remove(&other).unwrap_or_default();
        groups.entry(root).or_default().extend(moved);
        let mut reasons = merges.remove(&other).unwrap_or_default();
        let (left, right) = (&members[link.a].1.node.name, &members[link.b].1.node.name);
        let (left, right) = if left <= right {
            (left, right)
        } else {
            (right, left)
        };
        reasons.push(Merge {
            left: left.clone(),
            right: right.clone(),
            reason: link.reason.clone(),
        });
        merges.entry(root).or_default().extend(reasons);
    }
    let mut components: Vec<Component> = groups
        .into_iter()
        .map(|(root, group)| Component {
            forms: group.into_iter().map(|index| members[index].0).collect(),
            merges: merges.remove(&root).unwrap_or_default(),
        })
        .collect();
    components.sort_by_key(|component| component.forms.iter().copied().min());
    components
}

/// Why two forms are one, with how surely; `None` where nothing says so.
pub(super) fn judged(a: &Form, b: &Form) -> Option<(u8, &'static str)> {
    if a.apart != b.apart {
        return None;
    }
    match (&a.talk, &b.talk, &a.place, &b.place) {
        (Some(mine), Some(theirs), ..) => mine
            .same(theirs)
            .map(|judged| (judged.strength, judged.reason)),
        (_, _, Some(mine), Some(theirs)) => mine.same(theirs),
        _ => None,
    }
}

fn conflict(a: &Form, b: &Form) -> bool {
    match (&a.talk, &b.talk, &a.place, &b.place) {
        (Some(mine), Some(theirs), ..) => mine.conflicts(theirs),
        (_, _, Some(mine), Some(theirs)) => mine.conflicts(theirs),
        _ => false,
    }
}

/// All links within a cluster, the surest first.
fn links(members: &[(FormId, &Form)], corrections: &Corrections) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    for (index, (_, form)) in members.iter().enumerate() {
        for &key in &form.keys {
            let other = *first.entry(key).or_insert(index);
            if other == index {
                continue;
            }
            let by_hand = corrections.merging(&form.keys, &members[other].1.keys);
            let (strength, reason) = match by_hand {
                Some(number) => (u8::MAX, format!("correction {number} says so")),
                None => (200, by_name(form, members[other].1)),
            };
            links.push(Link {
                strength,
                a: other,
                b: index,
                reason,
            });
        }
    }
    let mut blocks: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (index, (_, form)) in members.iter().enumerate() {
        for &block in &form.blocks {
            blocks.entry(block).or_default().push(index);
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for block in blocks.values() {
        for (position, &b) in block.iter().enumerate() {
            pairs.extend(block[..position].iter().map(|&a| (a, b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    for (a, b) in pairs {
        if let Some((strength, reason)) = judged(members[a].1, members[b].1) {
            links.push(Link {
                strength,
                a,
                b,
                reason: reason.to_owned(),
            });
        }
    }
    links.sort_by(|x, y| {
        y.strength
            .cmp(&x.strength)
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    links
}

fn by_name(a: &Form, b: &Form) -> String {
    let reason = if crate::name::compact(&a.node.name) == crate::name::compact(&b.node.name) {
        match a.node.kind {
            hallway_extractor::NodeKind::Person => "one full name",
            hallway_extractor::NodeKind::Event => "one series and one year",
            _ => "one name, however it is written",
        }
    } else {
        match a.node.kind {
            hallway_extractor::NodeKind::Person
                if a.node.name.contains(' ') != b.node.name.contains(' ') =>
            {
                "the short name belongs to a speaker of the same talk"
            }
            hallway_extractor::NodeKind::Event => "one series and one year",
            hallway_extractor::NodeKind::Person
                if person_of(&a.node.name) == person_of(&b.node.name) =>
            {
                "one full name, beside a nickname"
            }
            _ => "a document gives both names to one",
        }
    };
    reason.to_owned()
}

fn person_of(name: &str) -> String {
    crate::name::compact(crate::name::without_nickname(name))
}

/// True where an equally sure link joins one of the two with something that the other
/// cannot be.
fn ambiguous(link: &Link, links: &[Link], sets: &mut Sets, members: &[(FormId, &Form)]) -> bool {
    links
        .iter()
        .filter(|other| other.strength == link.strength)
        .any(|other| {
            let shared =
                [(link.a, link.b), (link.b, link.a)]
                    .into_iter()
                    .find_map(|(mine, far)| {
                        (other.a == mine)
                            .then_some((far, other.b))
                            .or((other.b == mine).then_some((far, other.a)))
                    });
            shared.is_some_and(|(far, rival)| {
                sets.root(far) != sets.root(rival) && conflict(members[far].1, members[rival].1)
            })
        })
}
