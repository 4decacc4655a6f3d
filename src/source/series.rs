//! Series that are known: where their schedules and pages are, and whom their facts are owed to.

/// A series that is known.
#[derive(Debug)]
pub struct Series {
    /// Its id.
    pub id: &'static str,
    /// Whom its facts are owed to, and under which licence.
    pub attribution: Option<&'static str>,
    /// The page of an event, with `{year}` and `{slug}`, and the first year that has one.
    page: Option<(&'static str, u16)>,
}

static KNOWN: [Series; 1] = [Series {
    id: "fosdem",
    attribution: Some("FOSDEM, CC BY 2.0 BE"),
    page: Some(("https://archive.fosdem.org/{year}/schedule/event/{slug}/", 2013)),
}];

/// The series of that id.
pub fn named(id: &str) -> Option<&'static Series> {
    KNOWN.iter().find(|series| series.id == id)
}

impl Series {
    /// The page of an event.
    pub fn page(&self, year: u16, slug: &str) -> Option<String> {
        let (template, first) = self.page.filter(|(_, first)| *first <= year)?;
        let _ = first;
        Some(template.replace("{year}", &year.to_string()).replace("{slug}", slug))
    }
}
