//! Gold: what a careful reader takes from one document, as a file says it.

use serde::Deserialize;

use crate::vocabulary::EdgeKind;

/// The predicates that are scored, in the order of reports.
pub const PREDICATES: [EdgeKind; 7] = [
    EdgeKind::Gave,
    EdgeKind::About,
    EdgeKind::WorksAt,
    EdgeKind::PresentedAt,
    EdgeKind::WorksOn,
    EdgeKind::Organizes,
    EdgeKind::HeldIn,
];

/// The gold of one document. Where a name is asked for, a list holds all that are right.
#[derive(Clone, Debug, Deserialize)]
pub struct Gold {
    /// The file name of the document.
    pub document: String,
    /// The main event.
    #[serde(default, deserialize_with = "or_default")]
    pub event: Vec<String>,
    /// The author.
    #[serde(default, deserialize_with = "or_default")]
    pub author: Vec<String>,
    /// Every person who is named.
    pub persons: Vec<Vec<String>>,
    /// Every organisation that is named.
    pub organizations: Vec<Vec<String>>,
    /// Every talk that is described or named.
    pub talks: Vec<GoldTalk>,
    /// The facts.
    pub facts: Vec<GoldFact>,
    /// Persons that count neither way.
    #[serde(default, deserialize_with = "or_default")]
    pub persons_ok: Vec<Vec<String>>,
    /// Organisations that count neither way.
    #[serde(default, deserialize_with = "or_default")]
    pub organizations_ok: Vec<Vec<String>>,
    /// Talks that count neither way.
    #[serde(default, deserialize_with = "or_default")]
    pub talks_ok: Vec<Titles>,
}

/// A talk of the gold.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldTalk {
    /// Its id in the file.
    pub id: String,
    /// Its titles.
    pub titles: Vec<String>,
    /// True where the titles are descriptions.
    #[serde(default)]
    pub untitled: bool,
    /// What it is about; each must be found.
    #[serde(default)]
    pub topics: Vec<Vec<String>>,
    /// What it may be said to be about.
    #[serde(default)]
    pub topics_ok: Vec<Vec<String>>,
}

/// A fact of the gold.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldFact {
    /// The predicates that would be right, best first.
    pub p: Vec<EdgeKind>,
    /// The names of the subject, or a talk's id.
    pub s: Names,
    /// The names of the object, or a talk's id.
    pub o: Names,
    /// True where a reader would be annoyed to miss it.
    pub required: bool,
    /// True where it was so once.
    #[serde(default)]
    pub former: bool,
}

/// A name, or several that would be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One: a talk's id.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Names {
    /// The names.
    pub fn all(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Several(names) => names,
        }
    }

    /// True where this is the talk of that id.
    pub fn is_talk(&self, id: &str) -> bool {
        self.all().first().is_some_and(|name| name == id)
    }
}

/// The titles of a talk that counts neither way, however the file writes them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Titles {
    /// A title.
    One(String),
    /// Several titles.
    Several(Vec<String>),
    /// A talk.
    Talk {
        /// Its titles.
        titles: Vec<String>,
    },
}

impl Titles {
    /// The titles.
    pub fn all(&self) -> &[String] {
        match self {
            Titles::One(title) => std::slice::from_ref(title),
            Titles::Several(titles) | Titles::Talk { titles } => titles,
        }
    }
}

/// `null` stands for nothing.
fn or_default<'de, D: serde::Deserializer<'de>, T: Default + Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// Reads the gold of one document.
pub fn gold(json: &str) -> Result<Gold, serde_json::Error> {
    serde_json::from_str(json)
}
