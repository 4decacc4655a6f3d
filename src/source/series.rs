//! Series that are known: where their schedules and pages are, and whom their facts are owed to.

/// A series that is known.
#[derive(Debug)]
pub struct Series {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whom its facts are owed to, and under which licence.
    pub attribution: Option<&'static str>,
    /// Where an edition's schedule is: addresses with `{year}` (or `{yy}`, two digits), to be tried in this order.
    schedules: &'static [&'static str],
    /// The page of an event: what stands before its year, between that and its name, and behind; and the first year whose pages
    /// are named so.
    page: Option<([&'static str; 3], u16)>,
}

static KNOWN: [Series; 3] = [
    Series {
        id: "ccc",
        name: "the Chaos Communication Congress",
        attribution: None,
        schedules: &[
            "https://fahrplan.events.ccc.de/congress/{year}/Fahrplan/schedule.xml",
            "https://fahrplan.events.ccc.de/congress/{year}/fahrplan/schedule.xml",
            "https://fahrplan.events.ccc.de/congress/{year}/fahrplan/schedules/schedule.xml",
        ],
        page: None,
    },
    Series {
        id: "debconf",
        name: "DebConf",
        attribution: None,
        schedules: &["https://debconf{yy}.debconf.org/schedule/pentabarf.xml"],
        page: None,
    },
    Series {
        id: "fosdem",
        name: "FOSDEM",
        attribution: Some("FOSDEM, CC BY 2.0 BE"),
        schedules: &["https://fosdem.org/{year}/schedule/xml", "https://archive.fosdem.org/{year}/schedule/xml"],
        page: Some((["https://archive.fosdem.org/", "/schedule/event/", "/"], 2013)),
    },
];

/// The series of that id, in any case.
pub fn named(id: &str) -> Option<&'static Series> {
    KNOWN.iter().find(|series| series.id.eq_ignore_ascii_case(id))
}

impl Series {
    /// All that are known, by id.
    pub fn all() -> &'static [Self] {
        &KNOWN
    }

    /// The addresses at which an edition's schedule may be.
    pub fn schedules(&self, year: u16) -> Vec<String> {
        let short = format!("{:02}", year % 100);
        let filled = |address: &&str| address.replace("{year}", &year.to_string()).replace("{yy}", &short);
        self.schedules.iter().map(filled).collect()
    }

    /// The page of an event.
    pub fn page(&self, year: u16, slug: &str) -> Option<String> {
        let ([before, between, behind], _) = self.page.filter(|(_, first)| *first <= year)?;
        Some([before, itoa::Buffer::new().format(year), between, slug, behind].concat())
    }
}
