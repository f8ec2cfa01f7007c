//! When two places are one: 'Pittsburgh, PA' and 'Pittsburgh, Pennsylvania' are, and so is
//! 'Pittsburgh' where only one is known.

use serde::Serialize;

use super::block::{Block, Part, Scope};
use crate::name;

/// A place in its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    /// The city, or whatever stands first.
    pub city: String,
    /// The state or country that stands after it.
    pub within: Option<String>,
}

/// The states of the United States as addresses shorten them.
const STATES: [(&str, &str); 51] = [
    ("al", "alabama"),
    ("ak", "alaska"),
    ("az", "arizona"),
    ("ar", "arkansas"),
    ("ca", "california"),
    ("co", "colorado"),
    ("ct", "connecticut"),
    ("de", "delaware"),
    ("dc", "district of columbia"),
    ("fl", "florida"),
    ("ga", "georgia"),
    ("hi", "hawaii"),
    ("id", "idaho"),
    ("il", "illinois"),
    ("in", "indiana"),
    ("ia", "iowa"),
    ("ks", "kansas"),
    ("ky", "kentucky"),
    ("la", "louisiana"),
    ("me", "maine"),
    ("md", "maryland"),
    ("ma", "massachusetts"),
    ("mi", "michigan"),
    ("mn", "minnesota"),
    ("ms", "mississippi"),
    ("mo", "missouri"),
    ("mt", "montana"),
    ("ne", "nebraska"),
    ("nv", "nevada"),
    ("nh", "new hampshire"),
    ("nj", "new jersey"),
    ("nm", "new mexico"),
    ("ny", "new york"),
    ("nc", "north carolina"),
    ("nd", "north dakota"),
    ("oh", "ohio"),
    ("ok", "oklahoma"),
    ("or", "oregon"),
    ("pa", "pennsylvania"),
    ("ri", "rhode island"),
    ("sc", "south carolina"),
    ("sd", "south dakota"),
    ("tn", "tennessee"),
    ("tx", "texas"),
    ("ut", "utah"),
    ("vt", "vermont"),
    ("va", "virginia"),
    ("wa", "washington"),
    ("wv", "west virginia"),
    ("wi", "wisconsin"),
    ("wy", "wyoming"),
];

impl Place {
    /// The parts of a place's name.
    pub fn new(name: &str) -> Place {
        let mut parts = name
            .split(',')
            .map(name::fold)
            .filter(|part| !part.is_empty());
        let city = parts.next().unwrap_or_default();
        let within = parts.next().map(|part| {
            let long = STATES
                .iter()
                .find(|(short, _)| *short == part)
                .map(|(_, long)| (*long).to_owned());
            long.unwrap_or(part)
        });
        Place { city, within }
    }

    /// What two forms of one place have in common.
    pub fn blocks(&self) -> Vec<Block> {
        vec![Scope::new("city", &self.city).block(Part::Both, "any", ())]
    }

    /// Why the two are one place; `None` where nothing says so.
    pub fn same(&self, other: &Place) -> Option<(u8, &'static str)> {
        if self.city != other.city {
            return None;
        }
        match (&self.within, &other.within) {
            (Some(mine), Some(theirs)) if mine == theirs => {
                Some((100, "one city in one state or country"))
            }
            (Some(_), Some(_)) => None,
            (None, None) => Some((100, "one name, however it is written")),
            _ => Some((50, "the only city of that name here")),
        }
    }

    /// True where the two cannot be one place.
    pub fn conflicts(&self, other: &Place) -> bool {
        matches!((&self.within, &other.within), (Some(mine), Some(theirs)) if mine != theirs)
    }
}
