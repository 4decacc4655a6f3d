//! Theme files: a theme of somebody's own in YAML.
//!
//! Says what the file says and where; fonts and a logo are files beside it, which are named here and read elsewhere.

use super::{APART, KINDS, Role, SHAPE, Said, TEXT, Theme};
use crate::complaint::{Complaint, did_you_mean};
use crate::query::saved::THEMES;
use crate::render::colour::{Colour, Eye, least_apart};
use crate::render::logo::Corner;
use crate::text::Span;
use crate::view::{NodeKind, SERIES};
use crate::yaml::{self, Node, Value};

const KEYS: [&str; 8] = ["base", "fonts", "background", "ink", "accent", "palette", "kinds", "logo"];

const LOGO_KEYS: [&str; 4] = ["file", "corner", "height", "title"];

/// How high a logo is where nobody says, and at most, in pixels of a page of its first size.
const LOGO_HEIGHT: f64 = 40.0;
const LOGO_HIGHEST: f64 = 200.0;

/// What a theme file says.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// The colours.
    pub theme: Theme,
    /// The font files, the first of them that of most letters.
    pub fonts: Vec<Named>,
    /// The logo.
    pub logo: Option<LogoSaid>,
    /// What can be used as it is, but will be hard to see for some.
    pub warnings: Vec<Complaint>,
}

/// A file that a theme file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its path, relative to the theme file's folder.
    pub file: String,
    /// Where it is named.
    pub span: Span,
}

/// What a theme file says of a logo.
#[derive(Debug, Clone, PartialEq)]
pub struct LogoSaid {
    /// The file.
    pub named: Named,
    /// The corner of the page that it stands in.
    pub corner: Corner,
    /// Its height in pixels of a page of its first size.
    pub height: f64,
    /// What it says to those who cannot see it; empty for an ornament.
    pub title: String,
}

/// Reads the theme at `path`.
///
/// # Errors
///
/// Everything that is wrong with it, each with its place.
pub fn read(path: &str, text: &str) -> Result<ThemeFile, Vec<Complaint>> {
    let tree = yaml::parse(path, text).map_err(|complaint| vec![complaint])?;
    let mut reader = Reader { path, text, complaints: Vec::new() };
    reader.check_keys(&tree, &KEYS);
    let mut said = Said::default();
    if let Some(node) = tree.get("base") {
        said.base = node.scalar().and_then(Theme::named);
        if said.base.is_none() {
            reader.unknown("base", node, &THEMES);
        }
    }
    said.page = reader.colour_of(&tree, "background");
    said.ink = reader.colour_of(&tree, "ink");
    said.accent = reader.colour_of(&tree, "accent");
    if let Some(node) = tree.get("palette") {
        let items = reader.list(node);
        if items.len() > SERIES {
            reader.complain(items[SERIES].span, format!("a palette has at most {SERIES} colours"), None);
        }
        said.palette = items.iter().take(SERIES).filter_map(|item| reader.colour(item)).collect();
    }
    if let Some(node) = tree.get("kinds") {
        let names = KINDS.map(name);
        reader.check_keys(node, &names);
        for kind in KINDS {
            said.outlines[kind as usize] = reader.colour_of(node, name(kind));
        }
    }
    let fonts: Vec<Named> = tree
        .get("fonts")
        .map_or_else(Vec::new, |node| reader.list(node).iter().filter_map(|item| reader.named(item)).collect());
    let logo = tree.get("logo").and_then(|node| reader.logo(node));
    if !reader.complaints.is_empty() {
        return Err(reader.complaints);
    }
    let theme = said.theme();
    reader.check_contrasts(&tree, &theme);
    reader.check_distances(&tree, &said);
    Ok(ThemeFile { theme, fonts, logo, warnings: reader.complaints })
}

/// What a kind is called in a theme file.
fn name(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Project => "project",
        NodeKind::Technology => "technology",
        NodeKind::Topic => "topic",
        NodeKind::Organisation => "organisation",
        NodeKind::Licence => "licence",
        NodeKind::Unknown => "unknown",
    }
}

/// The items of a list; a single value stands for a list of one.
fn items(node: &Node) -> &[Node] {
    match node.value {
        Value::List(_) => node.items(),
        _ => std::slice::from_ref(node),
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Span, cause: impl Into<String>, hint: Option<&str>) {
        let complaint = Complaint::error(self.path, cause).at(self.text, span);
        self.complaints.push(match hint {
            Some(hint) => complaint.hint(hint),
            None => complaint,
        });
    }

    /// Complains about what is no map, and about keys that nobody knows or that stand in it twice.
    fn check_keys(&mut self, node: &Node, known: &[&str]) {
        match &node.value {
            Value::Map(entries) => {
                self.complaints.extend(node.unknown_keys(self.path, self.text, known));
                for (at, (key, _)) in entries.iter().enumerate() {
                    if entries[..at].iter().any(|(other, _)| other.value == key.value) {
                        let name = key.scalar().unwrap_or_default().to_owned();
                        self.complain(key.span, format!("`{name}` is said twice"), None);
                    }
                }
            }
            // An empty file is a theme that says nothing.
            Value::Scalar(text) if text.is_empty() => {}
            _ => self.complain(
                node.span,
                "these are no keys with values",
                Some(&format!("keys are {}", known.join(", "))),
            ),
        }
    }

    fn unknown(&mut self, key: &str, node: &Node, choices: &[&str]) {
        let value = node.scalar().unwrap_or_default();
        let hint = did_you_mean(value, choices.iter().copied())
            .map_or_else(|| format!("choices are {}", choices.join(", ")), |close| format!("did you mean `{close}`?"));
        self.complain(node.span, format!("unknown {key} `{value}`"), Some(&hint));
    }

    /// The items of a list, or a complaint about what is a map.
    fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        if let Value::Map(_) = node.value {
            self.complain(node.span, "this is no list", None);
            return &[];
        }
        items(node)
    }

    fn colour_of(&mut self, map: &Node, key: &str) -> Option<Colour> {
        self.colour(map.get(key)?)
    }

    fn colour(&mut self, node: &Node) -> Option<Colour> {
        let value = node.scalar().unwrap_or_default();
        let colour = Colour::parse(value);
        if colour.is_none() {
            let (cause, hint) = match node.scalar() {
                Some("") => {
                    ("there is no colour here".to_owned(), "quote it, as in '#1f5fa8': YAML takes # for a comment")
                }
                Some(value) => {
                    (format!("`{value}` is no colour"), "write red, green and blue in hexadecimal, as in '#1f5fa8'")
                }
                None => ("this is no colour".to_owned(), "write one, as in '#1f5fa8'"),
            };
            self.complain(node.span, cause, Some(hint));
        }
        colour
    }

    fn named(&mut self, node: &Node) -> Option<Named> {
        let file = node.scalar().filter(|file| !file.is_empty());
        if file.is_none() {
            self.complain(node.span, "there is no file's name here", None);
        }
        Some(Named { file: file?.to_owned(), span: node.span })
    }

    fn logo(&mut self, node: &Node) -> Option<LogoSaid> {
        // Only a file is said, as often.
        if let Value::Scalar(_) = node.value {
            let named = self.named(node)?;
            return Some(LogoSaid { named, corner: Corner::default(), height: LOGO_HEIGHT, title: String::new() });
        }
        self.check_keys(node, &LOGO_KEYS);
        let corner = match node.get("corner") {
            None => Corner::default(),
            Some(said) => {
                Corner::ALL.into_iter().find(|corner| said.scalar() == Some(corner.name())).unwrap_or_else(|| {
                    self.unknown("corner", said, &Corner::ALL.map(Corner::name));
                    Corner::default()
                })
            }
        };
        let height = node.get("height").map_or(LOGO_HEIGHT, |said| {
            let height = said.scalar().and_then(|text| text.parse::<f64>().ok());
            height.filter(|height| (1.0..=LOGO_HIGHEST).contains(height)).unwrap_or_else(|| {
                self.complain(said.span, format!("a logo's height is a number from 1 to {LOGO_HIGHEST:.0}"), None);
                LOGO_HEIGHT
            })
        });
        let title = node.get("title").and_then(Node::scalar).unwrap_or_default().to_owned();
        let Some(file) = node.get("file") else {
            self.complain(node.span.starting(), "no `file:` says which logo", None);
            return None;
        };
        Some(LogoSaid { named: self.named(file)?, corner, height, title })
    }

    fn warn(&mut self, node: &Node, cause: String, hint: &str) {
        self.complaints.push(Complaint::warning(self.path, cause).at(self.text, node.span).hint(hint));
    }

    /// Warns of what would be hard to see, where it is said: what is not said has the contrast that it needs.
    fn check_contrasts(&mut self, tree: &Node, theme: &Theme) {
        let contrast = |role: Role, on: Role| theme.colour(role).contrast(theme.colour(on));
        let words = contrast(Role::Ink, Role::Page);
        if let Some(node) = tree.get("ink").or(tree.get("background")).filter(|_| words < TEXT) {
            self.warn_of_contrast(node, "text on the background", words, TEXT);
        }
        let mut shapes: Vec<(&Node, Role, Option<Role>)> = Vec::new();
        shapes.extend(tree.get("accent").map(|node| (node, Role::Accent, None)));
        for (at, node) in tree.get("palette").map_or(&[][..], items).iter().enumerate() {
            shapes.push((node, Role::Series(at), Some(Role::OnSeries(at))));
        }
        for kind in KINDS {
            let node = tree.get("kinds").and_then(|kinds| kinds.get(name(kind)));
            shapes.extend(node.map(|node| (node, Role::Outline(kind), Some(Role::OnOutline(kind)))));
        }
        for (node, role, text) in shapes {
            let shape = contrast(role, Role::Page);
            let text = text.map_or(TEXT, |text| contrast(text, role));
            if shape < SHAPE {
                self.warn_of_contrast(node, "this on the background", shape, SHAPE);
            } else if text < TEXT {
                self.warn_of_contrast(node, "text on this", text, TEXT);
            }
        }
    }

    fn warn_of_contrast(&mut self, node: &Node, what: &str, contrast: f64, least: f64) {
        let cause = format!("{what} has a contrast of {contrast:.2}:1, less than {least}:1");
        self.warn(node, cause, "make one of the two lighter or darker");
    }

    /// Warns of two colours of the palette, or of the kinds, that some eyes cannot tell apart.
    fn check_distances(&mut self, tree: &Node, said: &Said) {
        let palette = tree.get("palette").map_or(&[][..], items);
        let palette: Vec<(Colour, &Node)> = said.palette.iter().copied().zip(palette).collect();
        let kinds: Vec<(Colour, &Node)> = KINDS
            .into_iter()
            .filter_map(|kind| Some((said.outlines[kind as usize]?, tree.get("kinds")?.get(name(kind))?)))
            .collect();
        for list in [palette, kinds] {
            for (at, (colour, node)) in list.iter().enumerate() {
                for (other, _) in &list[..at] {
                    let (apart, eye) = least_apart(*colour, *other);
                    if apart < APART {
                        let who = match eye {
                            Eye::Protan => "eyes without red ",
                            Eye::Deutan => "eyes without green ",
                            Eye::Tritan => "eyes without blue ",
                            Eye::Common | Eye::Grey => "eyes ",
                        };
                        let cause = format!("{who}can hardly tell {colour} from {other}");
                        self.warn(node, cause, "make one of the two lighter or darker");
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(complaints: &[Complaint]) -> Vec<String> {
        let told = complaints.iter().map(|complaint| {
            let at = complaint.place.as_ref().expect("a place").position;
            format!("{}:{} {}", at.line, at.column, complaint.cause)
        });
        told.collect()
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let text = "base: drak\nbackgruond: '#fff'\nink: black\naccent: #d33682\npalette: ['#12', '#123456']\n\
            kinds: {projekt: '#fff', topic: [1]}\nlogo: {file: x.svg, corner: left, height: 4000}\nink: '#000'\nfonts: {}\n";
        assert_eq!(
            told(&read("t.yaml", text).unwrap_err()),
            [
                "2:1 unknown key `backgruond`",
                "8:1 `ink` is said twice",
                "1:7 unknown base `drak`",
                "3:6 `black` is no colour",
                "4:7 there is no colour here",
                "5:11 `#12` is no colour",
                "6:9 unknown key `projekt`",
                "6:33 this is no colour",
                "9:8 this is no list",
                "7:29 unknown corner `left`",
                "7:43 a logo's height is a number from 1 to 200",
            ]
        );
        for text in ["- a", "x", "palette: ['#111', '#222', '#333', '#444', '#555', '#666', '#777', '#888', '#999']"] {
            assert_eq!(read("t.yaml", text).unwrap_err().len(), 1, "{text}");
        }
    }

    #[test]
    fn a_background_and_an_ink_make_a_theme_that_can_be_read() {
        for (page, ink) in [
            ("#fdf6e3", "#073642"),
            ("#002b36", "#eee8d5"),
            ("#ffffff", "#000000"),
            ("#000000", "#ffffff"),
            ("#2e3440", "#eceff4"),
            ("#ffe0f0", "#401020"),
        ] {
            for more in ["", "base: high-contrast\n", "base: dark\n", "accent: '#d33682'\n"] {
                let file = read("t.yaml", &format!("background: '{page}'\nink: '{ink}'\n{more}")).unwrap();
                let contrast = |a: Role, b: Role| file.theme.colour(a).contrast(file.theme.colour(b));
                let mut pairs = vec![
                    (Role::Ink, Role::Page, TEXT),
                    (Role::Quiet, Role::Page, TEXT),
                    (Role::OnAccent, Role::Accent, TEXT),
                    (Role::Line, Role::Page, SHAPE),
                    (Role::Together, Role::Page, 2.2),
                    (Role::Hatch, Role::Page, 1.1),
                    (Role::Faint, Role::Page, 1.02),
                    (Role::Heat(2), Role::Heat(3), 1.2),
                    (Role::Heat(0), Role::Heat(4), 4.0),
                ];
                for kind in KINDS {
                    pairs.push((Role::Ink, Role::Fill(kind), TEXT));
                    pairs.push((Role::OnOutline(kind), Role::Outline(kind), TEXT));
                    pairs.push((Role::Outline(kind), Role::Page, SHAPE));
                }
                pairs.extend((0..SERIES).map(|at| (Role::OnSeries(at), Role::Series(at), TEXT)));
                pairs.extend((0..SERIES).map(|at| (Role::Series(at), Role::Page, SHAPE)));
                pairs.extend((0..5).map(|step| (Role::OnHeat(step), Role::Heat(step), TEXT)));
                for (a, b, least) in pairs {
                    assert!(contrast(a, b) >= least, "{page} {ink} {more}: {a:?} on {b:?} has {:.2}", contrast(a, b));
                }
                let accent = contrast(Role::Accent, Role::Page);
                assert_eq!(
                    file.warnings.is_empty(),
                    accent >= SHAPE,
                    "{page} {ink} {more}: {:?}",
                    told(&file.warnings)
                );
            }
        }
    }

    #[test]
    fn an_empty_theme_is_its_base() {
        for (text, theme) in
            [("", Theme::LIGHT), ("base: dark", Theme::DARK), ("base: high-contrast", Theme::HIGH_CONTRAST)]
        {
            let file = read("t.yaml", text).unwrap();
            assert_eq!((file.theme, file.warnings), (theme, Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_is_said_is_kept_and_what_is_hard_to_see_is_told() {
        let text = "background: '#fdf6e3'\nink: '#93a1a1'\npalette: ['#268bd2', '#b58900', '#859900']\n\
            kinds: {project: '#eee8d5'}\n";
        let file = read("t.yaml", text).unwrap();
        assert_eq!(file.theme.colour(Role::Series(1)), Colour(0xB5, 0x89, 0));
        assert_eq!(file.theme.colour(Role::Outline(NodeKind::Project)), Colour(0xEE, 0xE8, 0xD5));
        let warnings = told(&file.warnings);
        for wanted in [
            "2:6 text on the background has a contrast of 2.48:1, less than 4.5:1",
            "3:22 this on the background has a contrast of 2.98:1, less than 3:1",
            "4:18 this on the background has a contrast of 1.14:1, less than 3:1",
            "3:33 eyes without red can hardly tell #859900 from #b58900",
        ] {
            assert!(warnings.iter().any(|warning| warning == wanted), "{wanted} is not in {warnings:#?}");
        }
    }

    #[test]
    fn a_palette_is_filled_up_with_what_differs_most() {
        // The light theme's first two, which are not taken again.
        let file = read("t.yaml", "palette: ['#104fa7', '#b6600a']").unwrap();
        let series: Vec<Colour> = (0..SERIES).map(|at| file.theme.colour(Role::Series(at))).collect();
        for (at, a) in series.iter().enumerate() {
            for b in &series[..at] {
                assert!(least_apart(*a, *b).0 > APART, "{a} {b}");
            }
        }
    }

    #[test]
    fn whatever_is_written_is_read_or_refused() {
        let hostile =
            ["[", "{a: b", "logo: {}", "logo: []", "kinds: x", "fonts: ['']", "palette: []", "? [a]\n: b", "\u{0}"];
        for text in hostile {
            if let Err(complaints) = read("t.yaml", text) {
                assert!(!complaints.is_empty(), "{text}");
            }
        }
    }
}
