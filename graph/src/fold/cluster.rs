//! Which forms are one node: those that share a key, and those that are judged to be one.
//!
//! Everything that a judgement joins is gathered first, then parted again where it holds
//! what cannot be one. The parting sees the whole of what was gathered and nothing else,
//! so it comes out the same in whatever order the forms came.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::block::{self, Block};
use super::curation::Corrections;
use super::form::{Form, FormId};
use crate::view::Merge;

/// Forms that are one node, and why.
pub(super) struct Component {
    pub forms: Vec<FormId>,
    pub merges: Vec<Merge<Box<str>>>,
}

/// Two forms that may be one.
struct Link {
    strength: u8,
    a: usize,
    b: usize,
    reason: Cow<'static, str>,
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
    let mut links_at: Vec<Vec<u32>> = vec![Vec::new(); members.len()];
    for (number, link) in (0..).zip(&links) {
        links_at[link.a].push(number);
        links_at[link.b].push(number);
    }
    let mut sets = Sets::new(members.len());
    let mut groups: FxHashMap<usize, Vec<usize>> = (0..members.len())
        .map(|index| (index, vec![index]))
        .collect();
    let mut merges: FxHashMap<usize, Vec<Merge<Box<str>>>> = FxHashMap::default();
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
        if !forced
            && (apart
                || link.strength < 100 && ambiguous(link, &links, &links_at, &mut sets, &members))
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
            left: left.as_str().into(),
            right: right.as_str().into(),
            reason: (*link.reason).into(),
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

/// False where a glance shows that `judged` says nothing of the two.
pub(super) fn may_be_one(a: &Form, b: &Form) -> bool {
    match (&a.talk, &b.talk) {
        (Some(mine), Some(theirs)) => mine.may_be(theirs),
        _ => true,
    }
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
                Some(number) => (u8::MAX, format!("correction {number} says so").into()),
                None => (200, by_name(form, members[other].1).into()),
            };
            links.push(Link {
                strength,
                a: other,
                b: index,
                reason,
            });
        }
    }
    let mut blocks: FxHashMap<Block, Vec<usize>> = FxHashMap::default();
    let mut compared: Vec<usize> = Vec::new();
    for (b, (_, form)) in members.iter().enumerate() {
        let facing = form.blocks.iter().flat_map(|block| block::facing(*block));
        compared.extend(facing.flat_map(|block| blocks.get(&block).into_iter().flatten()));
        compared.sort_unstable();
        compared.dedup();
        for a in compared.drain(..) {
            if let Some((strength, reason)) = judged(members[a].1, form) {
                links.push(Link {
                    strength,
                    a,
                    b,
                    reason: Cow::Borrowed(reason),
                });
            }
        }
        for &block in &form.blocks {
            blocks.entry(block).or_default().push(b);
        }
    }
    links.sort_by(|x, y| {
        y.strength
            .cmp(&x.strength)
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    links
}

fn by_name(a: &Form, b: &Form) -> &'static str {
    if crate::name::compact(&a.node.name) == crate::name::compact(&b.node.name) {
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
    }
}

fn person_of(name: &str) -> String {
    crate::name::compact(crate::name::without_nickname(name))
}

/// True where an equally sure link joins one of the two with something that the other
/// cannot be. `at` has the numbers of each member's links, the surest first.
fn ambiguous(
    link: &Link,
    links: &[Link],
    at: &[Vec<u32>],
    sets: &mut Sets,
    members: &[(FormId, &Form)],
) -> bool {
    [(link.a, link.b), (link.b, link.a)]
        .into_iter()
        .any(|(mine, far)| {
            let surer =
                at[mine].partition_point(|&other| links[other as usize].strength > link.strength);
            at[mine][surer..]
                .iter()
                .map(|&other| &links[other as usize])
                .take_while(|other| other.strength == link.strength)
                .map(|other| if other.a == mine { other.b } else { other.a })
                .any(|rival| {
                    sets.root(far) != sets.root(rival) && conflict(members[far].1, members[rival].1)
                })
        })
}
