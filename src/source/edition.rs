//! Editions: one conference in one year.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::notes::EditionClaim;
use crate::text::kebab;

/// One edition of a series: `fosdem-2020`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EditionId {
    /// The series in kebab case.
    pub series: String,
    /// The year.
    pub year: u16,
}

impl EditionId {
    /// Reads `SERIES-YEAR`.
    pub fn parse(text: &str) -> Option<Self> {
        let (series, year) = text.trim().rsplit_once(['-', ' '])?;
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let series = kebab(series);
        (is_year && series != "untitled").then_some(())?;
        Some(Self { series, year: year.parse().ok()? })
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.series, self.year)
    }
}

impl From<&EditionClaim> for EditionId {
    fn from(claim: &EditionClaim) -> Self {
        Self { series: claim.series.clone(), year: claim.year }
    }
}

impl TryFrom<String> for EditionId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        let parts = id.rsplit_once('-').and_then(|(series, year)| Some((series.to_owned(), year.parse().ok()?)));
        let (series, year) = parts.ok_or_else(|| format!("`{id}` is no edition's id"))?;
        Ok(Self { series, year })
    }
}

impl From<EditionId> for String {
    fn from(id: EditionId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_a_series_and_a_year() {
        assert_eq!(EditionId::parse("FOSDEM 2016").map(|id| id.to_string()).as_deref(), Some("fosdem-2016"));
        assert_eq!(EditionId::parse("kubecon-eu-2019").map(|id| id.series).as_deref(), Some("kubecon-eu"));
        assert_eq!(EditionId::parse("2016"), None);
        assert_eq!(EditionId::parse("fosdem-16"), None);
    }
}
