//! Kept: the places of named nodes, from one picture to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scene::Arrangement;
use crate::complaint::Complaint;
use crate::layout::{Extent, Point};
use crate::view::Network;
use crate::yaml;

/// Where nodes were in an earlier picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kept {
    /// The room that they were drawn in.
    pub extent: Extent,
    /// The place of each in it, by its id.
    pub places: BTreeMap<String, Point>,
}

/// What stands at the top of a lock.
const HEAD: &str = "# Where nodes stand, so that they stay there from picture to picture. Delete a line, and that node finds a new\n\
    # place; delete the file, and all do.\n";

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Written {
    extent: [f64; 2],
    places: BTreeMap<String, [f64; 2]>,
}

impl Kept {
    /// Reads the lock at `path`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, each with its place.
    pub fn read(path: &str, text: &str) -> Result<Self, Vec<Complaint>> {
        let (written, complaints) = yaml::read_known::<Written>(path, text, &["extent", "places"]);
        let Some(Written { extent: [w, h], places }) = written.filter(|_| complaints.is_empty()) else {
            return Err(complaints);
        };
        let is_place = |[x, y]: &[f64; 2]| x.abs() < FARTHEST && y.abs() < FARTHEST;
        if !(is_place(&[w, h]) && w > 0.0 && h > 0.0 && places.values().all(is_place)) {
            let complaint = Complaint::error(path, "has an extent or a place that no drawing can have");
            return Err(vec![complaint.hint("delete the file to have all places found anew")]);
        }
        let places = places.into_iter().map(|(id, [x, y])| (id, Point::new(x, y)));
        Ok(Self { extent: Extent::new(w, h), places: places.collect() })
    }

    /// Writes the lock.
    pub fn write(&self) -> String {
        let number = |value: f64| {
            let text = format!("{value:.1}");
            if text == "-0.0" { "0.0".to_owned() } else { text }
        };
        let pair = |a: f64, b: f64| format!("[{}, {}]", number(a), number(b));
        let mut out = format!("{HEAD}extent: {}\nplaces:\n", pair(self.extent.w, self.extent.h));
        for (id, at) in &self.places {
            // A JSON string is a YAML string.
            out.push_str(&format!("  {}: {}\n", serde_json::Value::String(id.clone()), pair(at.x, at.y)));
        }
        if self.places.is_empty() {
            out.push_str("  {}\n");
        }
        out
    }

    /// Takes in the places of the nodes that it does not know; whether there are any.
    ///
    /// Places are kept as they are written, so that what is drawn now is what is drawn from the file.
    pub fn learn(&mut self, network: &Network, arrangement: &Arrangement) -> bool {
        let round = |value: f64| libm::round(value * 10.0) / 10.0;
        let before = self.places.len();
        if self.places.is_empty() {
            let Extent { w, h } = arrangement.placed.extent;
            self.extent = Extent::new(round(w), round(h));
        }
        for (node, centre) in network.nodes.iter().zip(&arrangement.placed.centres) {
            self.places.entry(node.id.clone()).or_insert_with(|| Point::new(round(centre.x), round(centre.y)));
        }
        self.places.len() > before
    }
}

/// Further away is no place in a drawing.
const FARTHEST: f64 = 1e6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let places = [("criu", Point::new(10.5, -0.04)), ("box.\"0\"", Point::new(1.0, 2.0))];
        let kept = Kept {
            extent: Extent::new(900.0, 400.5),
            places: places.into_iter().map(|(id, at)| (id.to_owned(), at)).collect(),
        };
        let read = Kept::read("layout.lock", &kept.write()).unwrap();
        assert_eq!(read.places["criu"], Point::new(10.5, 0.0));
        assert_eq!((read.extent, read.places.len()), (kept.extent, 2));
        assert_eq!(read.write(), kept.write());
        assert_eq!(
            Kept::read("layout.lock", &Kept { extent: kept.extent, ..Kept::default() }.write()).unwrap().places.len(),
            0
        );
    }

    #[test]
    fn what_is_no_lock_is_refused() {
        for text in
            ["", "extent: [1]", "extent: [0, 1]\nplaces: {}", "extent: [1, 1]\nplaces: {a: [.nan, 1]}", "extnet: 1"]
        {
            assert!(Kept::read("layout.lock", text).is_err(), "{text}");
        }
    }
}
