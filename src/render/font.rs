//! Font: which face draws a text, how wide it is, and where it breaks into lines.
//!
//! Faces are asked in the order of their families: those that somebody leads with, Noto Sans, those that somebody adds.
//! What no face has is guessed. What measures a letter also draws it (see [`super::paint`]); in SVG the reader's fonts
//! draw, which may be wider, so there is some slack.

mod wrap;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use notosans::{BOLD_TTF, REGULAR_TTF};
use resvg::usvg::fontdb::{self, Database, FaceInfo, ID, Source};
use resvg::usvg::{FontFamily, FontResolver};
use rustybuzz::Direction;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

pub use wrap::Wrapped;

/// What a text is given beyond its width: in a viewer a fallback font may be wider.
pub const SLACK: f64 = 1.08;

/// The distance between two baselines, as a share of the size of the text.
pub const LINE: f64 = 1.28;

/// From the middle of a line of text to its baseline, as a share of the size of the text.
pub const MIDDLE: f64 = 0.355;

/// The heaviness of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// As in a text.
    Regular,
    /// As in a headline.
    Bold,
}

impl Weight {
    /// The number that fonts have for it.
    fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::Bold => 700,
        }
    }
}

/// The faces that pictures are measured and painted in.
#[derive(Debug, Clone)]
pub struct Fonts {
    faces: Arc<Database>,
    /// In the order in which they are asked for a letter.
    families: Vec<Family>,
    /// How many of them lead, before Noto Sans.
    leading: usize,
    /// What was found of a cluster of characters, by weight. The same faces find the same.
    found: Arc<[Mutex<BTreeMap<String, Found>>; 2]>,
    /// The widths of texts whose letters are joined, by weight.
    joined: Arc<[Mutex<BTreeMap<String, f64>>; 2]>,
}

/// A part of a text that is drawn in one face and one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece<'t> {
    /// None where no face has it.
    pub(super) face: Option<ID>,
    /// The width in ems.
    pub(super) width: f64,
    pub(super) text: &'t str,
}

#[derive(Debug, Clone)]
struct Family {
    name: String,
    faces: Vec<ID>,
    /// Whether the machine had it: then it is not named in SVG, which is the same everywhere.
    is_machines: bool,
}

/// A cluster in the face that draws it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    /// None where no face has it.
    face: Option<ID>,
    /// In ems.
    width: f64,
}

/// The fonts that the machine has.
#[derive(Debug)]
pub struct Machine(Database);

impl Machine {
    /// Looks through the machine's folders, which takes a moment.
    pub fn look() -> Self {
        let mut faces = Database::new();
        faces.load_system_fonts();
        Self(faces)
    }

    /// Those of `letters` that a face has.
    fn has<'a>(&self, face: &FaceInfo, letters: &'a BTreeSet<char>) -> Vec<&'a char> {
        let has = |data: &[u8], index: u32| {
            let charmap = FontRef::from_index(data, index).ok()?.charmap();
            Some(letters.iter().filter(|c| charmap.map(**c).is_some_and(|glyph| glyph.to_u32() > 0)).collect())
        };
        self.0.with_face_data(face.id, has).flatten().unwrap_or_default()
    }
}

impl Default for Fonts {
    fn default() -> Self {
        static NOTO_SANS: LazyLock<Fonts> = LazyLock::new(|| {
            let mut fonts = Fonts {
                faces: Arc::new(Database::new()),
                families: Vec::new(),
                leading: 0,
                found: Arc::default(),
                joined: Arc::default(),
            };
            for face in [REGULAR_TTF, BOLD_TTF] {
                fonts.take(Source::Binary(Arc::new(face)), 0);
            }
            fonts
        });
        NOTO_SANS.clone()
    }
}

impl Fonts {
    /// Adds the faces of a TrueType or OpenType file or collection, for letters that those before them lack; how many it
    /// has, 0 if it is none.
    pub fn add(&mut self, font: Vec<u8>) -> usize {
        self.take(Source::Binary(Arc::new(font)), self.families.len())
    }

    /// Adds faces like [`Fonts::add`], but before Noto Sans and after others that lead.
    pub fn lead_with(&mut self, font: Vec<u8>) -> usize {
        let before = self.families.len();
        let added = self.take(Source::Binary(Arc::new(font)), self.leading);
        self.leading += self.families.len() - before;
        added
    }

    /// Takes the faces of a source, as families from place `at` on, or into a family of that name.
    fn take(&mut self, source: Source, mut at: usize) -> usize {
        let faces = Arc::make_mut(&mut self.faces);
        let added: Vec<ID> = faces.load_font_source(source).into_iter().collect();
        for id in &added {
            let name = faces.face(*id).and_then(|face| face.families.first()).map(|(name, _)| name.clone());
            let name = name.unwrap_or_default();
            if let Some(family) = self.families.iter_mut().find(|family| family.name == name) {
                family.faces.push(*id);
            } else {
                self.families.insert(at, Family { name, faces: vec![*id], is_machines: false });
                at += 1;
            }
        }
        (self.found, self.joined) = (Arc::default(), Arc::default());
        added.len()
    }

    /// Adds families of the machine for letters that no face has, as few as will do: upright sans serifs before others,
    /// those that have most of the letters first.
    pub fn borrow(&mut self, machine: &Machine, letters: &BTreeSet<char>) {
        let is_odd = |face: &FaceInfo| {
            let is_sans = face.families.iter().any(|(name, _)| name.contains("Sans"));
            (face.style != fontdb::Style::Normal, face.stretch != fontdb::Stretch::Normal, face.monospaced, !is_sans)
        };
        // Folders list their files in any order.
        let mut faces: Vec<&FaceInfo> = machine.0.faces().filter(|face| !face.families.is_empty()).collect();
        faces.sort_by_key(|face| {
            (is_odd(face), face.weight.0.abs_diff(400), &face.families[0].0, &face.post_script_name)
        });
        let mut left = letters.clone();
        while !left.is_empty() {
            let mut best: Option<(&FaceInfo, Vec<char>)> = None;
            for &face in &faces {
                if best.as_ref().is_some_and(|(best, _)| is_odd(best) != is_odd(face)) {
                    break;
                }
                let has: Vec<char> = machine.has(face, &left).into_iter().copied().collect();
                if has.len() > best.as_ref().map_or(0, |(_, has)| has.len()) {
                    best = Some((face, has));
                }
            }
            let Some((best, has)) = best else { break };
            left.retain(|c| !has.contains(c));
            let name = best.families[0].0.clone();
            let mut family = Family { name, faces: Vec::new(), is_machines: true };
            for weight in [Weight::Regular, Weight::Bold] {
                let alike =
                    faces.iter().filter(|face| face.families[0].0 == family.name && is_odd(face) == is_odd(best));
                if let Some(face) = alike.min_by_key(|face| face.weight.0.abs_diff(weight.number())) {
                    family.faces.push(Arc::make_mut(&mut self.faces).push_face_info((*face).clone()));
                }
            }
            self.families.push(family);
        }
        (self.found, self.joined) = (Arc::default(), Arc::default());
    }

    /// The faces, to paint with.
    pub(super) fn faces(&self) -> Arc<Database> {
        Arc::clone(&self.faces)
    }

    /// The face of most letters.
    pub(super) fn first(&self, weight: Weight) -> Option<ID> {
        self.closest(self.families.first()?, weight).next()
    }

    /// Finds the faces that an SVG asks for: by the names of [`face_name`], by family, else that of most letters.
    pub(super) fn resolver(&self) -> FontResolver<'_> {
        FontResolver {
            select_font: Box::new(|wanted, faces| {
                let weight = if wanted.weight() < 600 { Weight::Regular } else { Weight::Bold };
                let named = wanted.families().iter().find_map(|family| {
                    let FontFamily::Named(name) = family else { return None };
                    let face = faces.faces().find(|face| face_name(face.id) == *name);
                    let family = || self.families.iter().find(|family| family.name == *name);
                    face.map(|face| face.id).or_else(|| self.closest(family()?, weight).next())
                });
                named.or_else(|| self.first(weight))
            }),
            // Texts are cut by face, so that nothing falls back to another.
            select_fallback: Box::new(|_, _, _| None),
        }
    }

    /// The families that an SVG asks for, best first, as a value of `font-family`.
    pub(super) fn names(&self) -> String {
        let own = self.families.iter().filter(|family| !family.is_machines).map(|family| family.name.as_str());
        let quoted = own.chain(["DejaVu Sans"]).map(|name| format!("'{}'", name.replace(['\'', '"', '\\'], "")));
        quoted.chain(["sans-serif".to_owned()]).collect::<Vec<_>>().join(", ")
    }

    /// The faces of a family, upright ones and those of about that weight first.
    fn closest(&self, family: &Family, weight: Weight) -> impl Iterator<Item = ID> + use<> {
        let mut faces: Vec<&FaceInfo> = family.faces.iter().filter_map(|id| self.faces.face(*id)).collect();
        faces.sort_by_key(|face| (face.style != fontdb::Style::Normal, face.weight.0.abs_diff(weight.number())));
        faces.into_iter().map(|face| face.id).collect::<Vec<_>>().into_iter()
    }

    /// The width of `text` on one line in ems, without slack.
    ///
    /// The advances of its letters, one after the other, or joined where a script joins them. What no face has is guessed:
    /// an East Asian wide character 1, an emoji 1.25, any other 0.6.
    pub fn width(&self, text: &str, weight: Weight) -> f64 {
        if text.chars().any(is_joined) {
            let mut joined = self.joined[weight as usize].lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(width) = joined.get(text) {
                return *width;
            }
            let width = self.pieces(text, weight).iter().map(|piece| piece.width).sum();
            joined.insert(text.to_owned(), width);
            return width;
        }
        text.graphemes(true).map(|cluster| self.cluster(cluster, weight).width).sum()
    }

    /// Cuts `text`, a line, into pieces of one face and one direction each, from left to right as they are seen.
    pub(super) fn pieces<'t>(&self, text: &'t str, weight: Weight) -> Vec<Piece<'t>> {
        let base = if is_right_to_left(text) { Level::rtl() } else { Level::ltr() };
        let bidi = BidiInfo::new(text, Some(base));
        let mut pieces = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let is_turned = levels[run.start].is_rtl();
                let mut faces: Vec<(Option<ID>, Range<usize>)> = Vec::new();
                for (at, cluster) in text[run.clone()].grapheme_indices(true) {
                    let (face, start) = (self.cluster(cluster, weight).face, run.start + at);
                    match faces.last_mut() {
                        Some((last, range)) if *last == face => range.end = start + cluster.len(),
                        _ => faces.push((face, start..start + cluster.len())),
                    }
                }
                if is_turned {
                    faces.reverse();
                }
                pieces.extend(faces.into_iter().map(|(face, range)| {
                    let text = &text[range];
                    let join = |data: &[u8], index: u32| join(data, index, text, is_turned);
                    let joined = face.and_then(|face| self.faces.with_face_data(face, join).flatten());
                    let apart = || text.graphemes(true).map(|cluster| self.cluster(cluster, weight).width).sum();
                    Piece { face, width: joined.unwrap_or_else(apart), text }
                }));
            }
        }
        pieces
    }

    /// The characters of `text` that no face has.
    pub(super) fn missing(&self, text: &str, weight: Weight) -> BTreeSet<char> {
        let letters = text.chars().filter(|c| !is_unseen(*c));
        letters.filter(|c| self.cluster(c.encode_utf8(&mut [0; 4]), weight).face.is_none()).collect()
    }

    fn cluster(&self, cluster: &str, weight: Weight) -> Found {
        let mut found = self.found[weight as usize].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = found.get(cluster) {
            return *found;
        }
        let new = self.find(cluster, weight);
        found.insert(cluster.to_owned(), new);
        new
    }

    fn find(&self, cluster: &str, weight: Weight) -> Found {
        for family in &self.families {
            for face in self.closest(family, weight) {
                let width = self.faces.with_face_data(face, |data, index| measure(data, index, cluster)).flatten();
                if let Some(width) = width {
                    return Found { face: Some(face), width };
                }
            }
        }
        // A letter with a mark that no face has goes without it.
        let mut letters = cluster.chars();
        if let (Some(first), true) = (letters.next(), letters.next().is_some()) {
            let first = self.find(first.encode_utf8(&mut [0; 4]), weight);
            if first.face.is_some() {
                return first;
            }
        }
        let widths = cluster.chars().map(guess);
        let width = if cluster.chars().any(is_emoji) { widths.fold(0.0, f64::max) } else { widths.sum() };
        Found { face: None, width }
    }
}

/// What a face is called where it is asked for.
pub(super) fn face_name(face: ID) -> String {
    format!("face-{face}")
}

/// The width of a cluster in a face, in ems; none if it lacks a letter.
fn measure(data: &[u8], index: u32, cluster: &str) -> Option<f64> {
    let font = FontRef::from_index(data, index).ok()?;
    let charmap = font.charmap();
    // One unit per em, so that a width is a share of the size.
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let marks = font.gdef().ok().and_then(|table| table.glyph_class_def()?.ok());
    let mut widths = Vec::new();
    for c in cluster.chars() {
        let Some(glyph) = charmap.map(c).filter(|glyph| glyph.to_u32() > 0) else {
            if is_unseen(c) && !c.is_whitespace() {
                continue;
            }
            return None;
        };
        // Fonts may give marks a width, which is not used where they lie on another letter.
        let is_mark = || marks.as_ref().is_some_and(|classes| classes.get(glyph) == GDEF_MARK);
        let lies_on_another = unicode_normalization::char::is_combining_mark(c) && is_mark();
        if !is_invisible(c) && !lies_on_another {
            widths.push(f64::from(metrics.advance_width(glyph)?));
        }
    }
    // Emoji that are joined are one.
    let is_one = cluster.chars().any(is_emoji);
    Some(if is_one { widths.into_iter().fold(0.0, f64::max) } else { widths.into_iter().sum() })
}

/// The width of a text in a face and a direction, its letters joined, in ems.
fn join(data: &[u8], index: u32, text: &str, is_turned: bool) -> Option<f64> {
    let face = rustybuzz::Face::from_slice(data, index)?;
    let mut buffer = rustybuzz::UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(if is_turned { Direction::RightToLeft } else { Direction::LeftToRight });
    let glyphs = rustybuzz::shape(&face, &[], buffer);
    let sum: i32 = glyphs.glyph_positions().iter().map(|glyph| glyph.x_advance).sum();
    Some(f64::from(sum) / f64::from(face.units_per_em()))
}

/// The class of glyphs that lie on others (OpenType, GDEF).
const GDEF_MARK: u32 = 3;

/// Whether a letter is of a script that joins or reorders letters, or runs from right to left: those from Hebrew to Myanmar,
/// from Khmer to Balinese, and their supplements.
fn is_joined(c: char) -> bool {
    matches!(
        u32::from(c),
        0x590..=0x109F
            | 0x1780..=0x1CFF
            | 0xA800..=0xABFF
            | 0xFB1D..=0xFDFF
            | 0xFE70..=0xFEFE
            | 0x10800..=0x11FFF
            | 0x1E800..=0x1EFFF
    )
}

/// The width of a character that no face has.
fn guess(c: char) -> f64 {
    if is_invisible(c) || unicode_normalization::char::is_combining_mark(c) {
        0.0
    } else if is_emoji(c) {
        1.25
    } else if is_wide(c) {
        1.0
    } else {
        0.6
    }
}

/// The text as far as it can be set: no control characters, line feeds as they are.
///
/// Marks that turn the direction of what follows are dropped as well, since they would turn the rest of the picture.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\r' | '\u{85}' => ' ',
            '\u{2028}' | '\u{2029}' => '\n',
            other => other,
        })
        .filter(|c| is_settable(*c))
        .collect()
}

fn is_settable(c: char) -> bool {
    let turns_direction = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let not_in_xml = (u32::from(c) & 0xFFFE) == 0xFFFE;
    c == '\n' || !(c.is_control() || turns_direction || not_in_xml)
}

/// Whether `text` runs from right to left: its first letter decides.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| {
        matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
    })
}

/// Whether a character takes no room: it joins others, or says how they are drawn.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
}

/// Whether nobody misses a character that no face has.
fn is_unseen(c: char) -> bool {
    is_invisible(c) || c.is_whitespace() || c.is_control()
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x231A..=0x231B | 0x23E9..=0x23FA | 0x2600..=0x27BF | 0x2B50..=0x2B55 | 0x1F000..=0x1FAFF)
}

/// Whether `c` is as wide as high: the ranges of East Asian Width W and F that carry letters.
fn is_wide(c: char) -> bool {
    matches!(
        u32::from(c),
        0x1100..=0x115F
            | 0x2E80..=0x303E
            | 0x3041..=0xA4CF
            | 0xA960..=0xA97C
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0xFFE0..=0xFFE6
            | 0x17000..=0x18CFF
            | 0x1B000..=0x1B2FF
            | 0x20000..=0x3FFFD
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_noto_sans() {
        let fonts = Fonts::default();
        // `i` is 258 and `m` 930 of 1,000 units in Noto Sans Regular.
        assert!((fonts.width("im", Weight::Regular) - 1.19).abs() < 0.02);
        assert!(fonts.width("Kubernetes", Weight::Bold) > fonts.width("Kubernetes", Weight::Regular));
    }

    #[test]
    fn characters_without_a_glyph_have_a_width() {
        let fonts = Fonts::default();
        for (text, width) in [("容器", 2.0), ("🦀", 1.25), ("👩‍💻", 1.25), ("\u{200B}", 0.0), ("שלום", 2.4)]
        {
            assert!((fonts.width(text, Weight::Regular) - width).abs() < 1e-6, "{text}");
        }
    }

    #[test]
    fn a_font_that_somebody_names_measures_what_noto_sans_lacks_and_one_that_leads_measures_all() {
        let machine = Machine::look();
        let wanted = BTreeSet::from(['容', 'ش', 'ש', '中']);
        let is_other = |face: &&FaceInfo| face.index == 0 && face.families[0].0 != "Noto Sans";
        let has_some = |face: &&FaceInfo| !machine.has(face, &wanted).is_empty();
        let Some(face) = machine.0.faces().filter(is_other).find(has_some) else {
            eprintln!("skipped: no font here has Arabic, Hebrew or Chinese letters");
            return;
        };
        let (name, letters) = (face.families[0].0.clone(), machine.has(face, &wanted));
        let Some(data) = machine.0.with_face_data(face.id, |data, _| data.to_vec()) else { return };
        let (mut added, mut led) = (Fonts::default(), Fonts::default());
        assert!(added.add(data.clone()) > 0 && led.lead_with(data) > 0);
        for letter in letters {
            let letter = letter.to_string();
            assert!(added.missing(&letter, Weight::Regular).is_empty(), "{name} has {letter}");
            assert!(Fonts::default().cluster(&letter, Weight::Regular).face.is_none());
        }
        assert_eq!(added.first(Weight::Regular), Fonts::default().first(Weight::Regular));
        assert_ne!(led.first(Weight::Regular), added.first(Weight::Regular));
        assert!(added.names().starts_with("'Noto Sans', ") && led.names().starts_with(&format!("'{name}', ")));
        assert_eq!(added.add(b"no font".to_vec()), 0);
    }

    #[test]
    fn svg_asks_for_no_font_of_the_machine() {
        let mut fonts = Fonts::default();
        assert_eq!(fonts.names(), "'Noto Sans', 'DejaVu Sans', sans-serif");
        fonts.borrow(&Machine::look(), &BTreeSet::from(['容', 'ש']));
        assert_eq!(fonts.names(), Fonts::default().names());
    }

    #[test]
    fn pieces_stand_in_the_order_in_which_they_are_seen() {
        let fonts = Fonts::default();
        let seen = |text| fonts.pieces(text, Weight::Regular).iter().map(|piece| piece.text).collect::<String>();
        assert_eq!(seen("CRIU, runC"), "CRIU, runC");
        // The first letter decides on which side a line starts; inside of a piece letters stay as they are said.
        assert_eq!(seen("שלום CRIU"), "CRIU שלום");
        assert_eq!(seen("CRIU שלום runC"), "CRIU שלום runC");
        assert_eq!(seen(""), "");
    }

    #[test]
    fn the_first_letter_decides_the_direction() {
        for (text, right) in [("שלום CRIU", true), ("CRIU שלום", false), ("2016 مرحبا", true), ("", false)]
        {
            assert_eq!(is_right_to_left(text), right, "{text}");
        }
    }
}
