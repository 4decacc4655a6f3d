//! Links: addresses that name an entity because they are its home page or lie in its repository.

use std::collections::BTreeMap;

use crate::gazetteer::{EntityIndex, Gazetteer, Kind};

/// From addresses to the entities whose they are.
#[derive(Debug, Default)]
pub(crate) struct LinkIndex {
    /// Addresses that stand for everything below them.
    below: BTreeMap<String, EntityIndex>,
    /// Addresses that stand for themselves only.
    exact: BTreeMap<String, EntityIndex>,
}

impl LinkIndex {
    /// Collects the links of all entities; where two have the same, the first id keeps it.
    ///
    /// An organisation's page stands for itself only: `github.com` is the home of GitHub, but what lies below it is
    /// not about GitHub.
    pub(crate) fn of(gazetteer: &Gazetteer) -> Self {
        let mut index = Self::default();
        for at in gazetteer.indices() {
            let entity = gazetteer.entity(at);
            let whole = entity.kind != Kind::Organisation;
            let homepage = entity.homepage.iter().map(|link| (link, whole));
            for (link, whole) in homepage.chain(entity.repository.iter().map(|link| (link, true))) {
                let Some(address) = address(link) else { continue };
                let map = if whole { &mut index.below } else { &mut index.exact };
                map.entry(address).or_insert(at);
            }
        }
        index
    }

    /// The entity that an address belongs to: that of the longest address above it.
    pub(crate) fn entity(&self, target: &str) -> Option<EntityIndex> {
        let address = address(target)?;
        if let Some(entity) = self.exact.get(&address) {
            return Some(*entity);
        }
        let mut above = address.as_str();
        loop {
            if let Some(entity) = self.below.get(above) {
                return Some(*entity);
            }
            above = &above[..above.rfind('/')?];
        }
    }
}

/// Host and path in lower case, without scheme, `www.`, query, fragment and the slash at the end.
fn address(link: &str) -> Option<String> {
    let (scheme, rest) = link.trim().split_once("://")?;
    if !["https", "http", "git"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return None;
    }
    let rest = rest.split(['?', '#']).next()?;
    let mut address = rest.trim_end_matches('/').to_lowercase();
    if address.starts_with("www.") {
        address.drain(.."www.".len());
    }
    if let Some(stem) = address.strip_suffix(".git") {
        address.truncate(stem.len());
    }
    (!address.is_empty()).then_some(address)
}
