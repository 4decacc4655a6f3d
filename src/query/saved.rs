//! Saved queries: pictures described in YAML.

use serde::{Deserialize, Deserializer};

use super::picture::{ClusterBy, PictureKind, PictureQuery};
use super::{Query, Years, parse};
use crate::complaint::{Complaint, did_you_mean};
use crate::gazetteer::Gazetteer;
use crate::text::Span;
use crate::view::Direction;
use crate::yaml::{self, Node};

const KEYS: [&str; 15] = [
    "title",
    "draw",
    "focus",
    "where",
    "years",
    "min_talks",
    "limit",
    "periods",
    "cluster",
    "direction",
    "lock",
    "theme",
    "size",
    "scale",
    "formats",
];

/// The formats a picture can be written in, by file extension.
pub const FORMATS: [&str; 6] = ["svg", "png", "pdf", "dot", "mmd", "txt"];

/// The themes by name; the first is the usual one.
pub const THEMES: [&str; 3] = ["light", "dark", "high-contrast"];

/// Whether a theme is not one of [`THEMES`] but somebody's own, in a file.
pub fn is_theme_file(theme: &str) -> bool {
    [".yaml", ".yml"].iter().any(|ending| theme.ends_with(ending))
}

/// The pages by name; the first is the usual one.
pub const SIZES: [&str; 5] = ["16:9", "4:3", "1:1", "a4", "content"];

/// Those that are written where nobody says.
const USUAL: [&str; 3] = ["svg", "dot", "mmd"];

/// A saved query, ready to be drawn.
#[derive(Debug, Clone)]
pub struct SavedQuery {
    /// The file's name without folder and extension: the name of what is written.
    pub name: String,
    /// What is drawn.
    pub picture: PictureQuery,
    /// The file that keeps the places of nodes, beside the saved query.
    pub lock: Option<String>,
    /// One of [`THEMES`], or a theme file, relative to the query's folder.
    pub theme: String,
    /// One of [`SIZES`].
    pub size: String,
    /// The pixels of a PNG for each of the page's; none for what is usual.
    pub scale: Option<f64>,
    /// The formats to write.
    pub formats: Vec<String>,
}

/// A saved query as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    title: Option<String>,
    draw: Option<String>,
    #[serde(deserialize_with = "one_or_many")]
    focus: Vec<String>,
    #[serde(rename = "where")]
    condition: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    years: Option<String>,
    min_talks: Option<usize>,
    limit: Option<usize>,
    periods: Option<usize>,
    cluster: Option<String>,
    direction: Option<String>,
    lock: Option<String>,
    theme: Option<String>,
    size: Option<String>,
    scale: Option<f64>,
    #[serde(deserialize_with = "one_or_many")]
    formats: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Option::<OneOrMany>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(OneOrMany::One(text)) => text.split(',').map(|part| part.trim().to_owned()).collect(),
        Some(OneOrMany::Many(list)) => list,
    })
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u32),
        Text(String),
    }
    Ok(Option::<Either>::deserialize(deserializer)?.map(|either| match either {
        Either::Number(number) => number.to_string(),
        Either::Text(text) => text,
    }))
}

/// Reads the saved query at `path`, whose name is the file's.
///
/// # Errors
///
/// Everything that is wrong with it, each with its place.
pub fn read(path: &str, text: &str, gazetteer: &Gazetteer) -> Result<SavedQuery, Vec<Complaint>> {
    let (written, complaints) = yaml::read_known::<Written>(path, text, &KEYS);
    let Some(written) = written else { return Err(complaints) };
    let tree = yaml::parse(path, text).map_err(|complaint| vec![complaint])?;
    let mut reader = Reader { path, text, tree: &tree, complaints };

    let kind = reader.choice("draw", written.draw.as_deref(), &PictureKind::names()).and_then(PictureKind::of_name);
    if written.draw.is_none() {
        reader.complain(tree.span.start..tree.span.start, "no `draw:` says what to draw", Some(PictureKind::hint()));
    }
    let mut focus = Vec::new();
    let focus_nodes: Vec<&Node> = match tree.get("focus") {
        Some(node) if node.items().is_empty() => vec![node; written.focus.len()],
        Some(node) => node.items().iter().collect(),
        None => Vec::new(),
    };
    for (name, node) in written.focus.iter().zip(focus_nodes) {
        if let Some(entity) = gazetteer.find(name) {
            focus.push(entity);
        } else {
            let hint = gazetteer.did_you_mean(name).map(|close| format!("did you mean `{close}`?"));
            reader.complain(node.span.range(), format!("no dictionary knows `{name}`"), hint);
        }
    }
    let condition = written.condition.as_deref().map_or_else(Query::everything, |condition| {
        parse(condition, gazetteer).unwrap_or_else(|error| {
            reader.complain_in_scalar("where", error.span, error.cause, error.hint);
            Query::everything()
        })
    });
    let years = written.years.as_deref().map_or(Some(Years::ALL), Years::parse);
    if years.is_none() {
        reader.complain_at("years", "these are no years", Some("write 2016 or 2016..2023".to_owned()));
    }
    let cluster = reader.choice("cluster", written.cluster.as_deref(), &ClusterBy::ALL.map(ClusterBy::name));
    let direction = reader.choice("direction", written.direction.as_deref(), &Direction::NAMES);
    if written.lock.is_some() && written.cluster.is_some() {
        reader.complain_at(
            "lock",
            "frames and a lock cannot both say where nodes go",
            Some("leave one out".to_owned()),
        );
    }
    let theme = match written.theme {
        Some(file) if is_theme_file(&file) => Some(file),
        name => reader.choice("theme", name.as_deref(), &THEMES).map(str::to_owned),
    };
    let size = reader.choice("size", written.size.as_deref(), &SIZES);
    for (at, format) in written.formats.iter().enumerate() {
        if !FORMATS.contains(&format.as_str()) {
            let node = tree.get("formats").map(|node| node.items().get(at).unwrap_or(node));
            let span = node.map_or(tree.span, |node| node.span);
            reader.complain(
                span.range(),
                format!("unknown format `{format}`"),
                Some(format!("formats are {}", FORMATS.join(", "))),
            );
        }
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(name).to_owned();
    let (complaints, title) = (reader.complaints, written.title);
    match (kind, years, complaints.is_empty()) {
        (Some(kind), Some(years), true) => Ok(SavedQuery {
            name,
            picture: PictureQuery {
                kind,
                title,
                focus,
                condition,
                years,
                min_talks: written.min_talks,
                limit: written.limit,
                periods: written.periods,
                cluster: cluster.and_then(ClusterBy::of_name),
                direction: direction.and_then(Direction::of_name),
            },
            lock: written.lock,
            theme: theme.unwrap_or_else(|| THEMES[0].to_owned()),
            size: size.unwrap_or(SIZES[0]).to_owned(),
            scale: written.scale,
            formats: if written.formats.is_empty() { USUAL.map(str::to_owned).to_vec() } else { written.formats },
        }),
        _ => Err(complaints),
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    tree: &'a Node,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn complain(&mut self, at: std::ops::Range<usize>, cause: impl Into<String>, hint: Option<String>) {
        let complaint = Complaint::error(self.path, cause).at(self.text, Span::new(at.start, at.end));
        self.complaints.push(match hint {
            Some(hint) => complaint.hint(hint),
            None => complaint,
        });
    }

    fn complain_at(&mut self, key: &str, cause: impl Into<String>, hint: Option<String>) {
        let span = self.tree.get(key).map_or(self.tree.span, |node| node.span);
        self.complain(span.range(), cause, hint);
    }

    /// Complains about a part of a key's text; where quoting moves bytes, about the whole of it.
    fn complain_in_scalar(&mut self, key: &str, part: Span, cause: String, hint: Option<String>) {
        let Some(node) = self.tree.get(key) else { return self.complain_at(key, cause, hint) };
        let value = node.scalar().unwrap_or_default();
        match self.text[node.span.range()].find(value) {
            Some(offset) if !value.is_empty() => {
                let start = node.span.start + offset;
                self.complain(start + part.start..start + part.end, cause, hint);
            }
            _ => self.complain(node.span.range(), cause, hint),
        }
    }

    /// The choice that a key makes, if it is one of `choices`.
    fn choice(&mut self, key: &'static str, value: Option<&str>, choices: &[&'static str]) -> Option<&'static str> {
        let value = value?;
        if let Some(choice) = choices.iter().find(|choice| **choice == value) {
            return Some(choice);
        }
        let hint = did_you_mean(value, choices.iter().copied())
            .map_or_else(|| format!("choices are {}", choices.join(", ")), |close| format!("did you mean `{close}`?"));
        self.complain_at(key, format!("unknown {key} `{value}`"), Some(hint));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Dictionary;

    #[test]
    fn everything_wrong_is_said_at_once() {
        let dictionary = Dictionary::new("d", "- {id: criu, name: CRIU, kind: project}");
        let (gazetteer, _) = Gazetteer::compile(vec![dictionary]);
        let good = read("q/below.yaml", "draw: ego\nfocus: CRIU\nyears: 2016\n", &gazetteer).unwrap();
        assert_eq!((good.name.as_str(), good.picture.focus.len(), good.formats.len()), ("below", 1, 3));

        let text = "draw: sketsh\nfocus: [CRUI]\nyears: x\nwhere: 'criu and'\nformats: [gif]\n";
        let causes: Vec<String> = read("q.yaml", text, &gazetteer)
            .unwrap_err()
            .into_iter()
            .map(|complaint| {
                let at = complaint.place.expect("a place").position;
                format!("{}:{} {}", at.line, at.column, complaint.cause)
            })
            .collect();
        assert_eq!(
            causes,
            [
                "1:7 unknown draw `sketsh`",
                "2:9 no dictionary knows `CRUI`",
                "4:17 something is missing here",
                "3:8 these are no years",
                "5:11 unknown format `gif`",
            ]
        );
    }
}
