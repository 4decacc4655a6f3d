//! Font: how wide a text is, and where it breaks into lines.
//!
//! Widths are those of Noto Sans, with some slack, since a viewer may have another font at hand.

use notosans::{BOLD_TTF, REGULAR_TTF};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

/// The families a picture asks for, best first.
pub const FAMILY: &str = "'Noto Sans', 'DejaVu Sans', sans-serif";

/// What a text is given beyond its width in Noto Sans: a fallback font is wider.
pub const SLACK: f64 = 1.08;

/// The distance between two baselines, as a share of the size of the text.
pub const LINE: f64 = 1.28;

/// From the middle of a line of text to its baseline, as a share of the size of the text.
pub const MIDDLE: f64 = 0.355;

/// The heaviness of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As in a text.
    Regular,
    /// As in a headline.
    Bold,
}

/// The two faces that pictures are set in.
pub struct Fonts {
    regular: Face,
    bold: Face,
}

struct Face {
    tables: Option<(Charmap<'static>, GlyphMetrics<'static>)>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Self {
        let tables = FontRef::new(bytes).ok().map(|font| {
            // One unit per em, so that a width is a share of the size.
            (font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default()))
        });
        Self { tables }
    }

    fn advance(&self, c: char) -> Option<f64> {
        let (charmap, metrics) = self.tables.as_ref()?;
        let glyph = charmap.map(c)?;
        metrics.advance_width(glyph).map(f64::from)
    }
}

impl Default for Fonts {
    fn default() -> Self {
        Self { regular: Face::read(REGULAR_TTF), bold: Face::read(BOLD_TTF) }
    }
}

impl Fonts {
    /// The width of `text` on one line in ems, without slack.
    ///
    /// What Noto Sans lacks is guessed: an East Asian wide character 1, an emoji 1.25, any other 0.6.
    pub fn width(&self, text: &str, weight: Weight) -> f64 {
        text.graphemes(true).map(|cluster| self.cluster(cluster, weight)).sum()
    }

    fn cluster(&self, cluster: &str, weight: Weight) -> f64 {
        let face = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let mut widths = cluster.chars().map(|c| {
            if is_invisible(c) {
                0.0
            } else {
                face.advance(c).unwrap_or_else(|| {
                    if is_emoji(c) {
                        1.25
                    } else if is_wide(c) {
                        1.0
                    } else {
                        0.6
                    }
                })
            }
        });
        if cluster.chars().any(is_emoji) { widths.fold(0.0, f64::max) } else { widths.by_ref().sum() }
    }

    /// Breaks `text` into at most `lines` lines that are no wider than `most` ems, slack included.
    ///
    /// Lines break between words; a word that is wider than a line breaks between characters. Where the text does not
    /// fit, the last line ends in an ellipsis. Line feeds of the text are kept as breaks. The lines are about equally
    /// wide.
    pub fn wrap(&self, text: &str, weight: Weight, most: f64, lines: usize) -> Wrapped {
        let clean = clean(text);
        let paragraphs: Vec<String> =
            clean.lines().map(crate::text::squeeze).filter(|paragraph| !paragraph.is_empty()).collect();
        let mut wrapped = self.fill(&paragraphs, weight, most, lines);
        if wrapped.lines.len() > 1 {
            // The narrowest width that needs no more lines makes them about equal.
            let (mut low, mut high) = (most / lines as f64, wrapped.width.min(most));
            for _ in 0..12 {
                let middle = f64::midpoint(low, high);
                let narrower = self.fill(&paragraphs, weight, middle, lines);
                if narrower.lines.len() <= wrapped.lines.len() && !narrower.cut && !narrower.broken && !wrapped.cut {
                    wrapped = narrower;
                    high = middle;
                } else {
                    low = middle;
                }
            }
        }
        wrapped
    }

    fn fill(&self, paragraphs: &[String], weight: Weight, most: f64, lines: usize) -> Wrapped {
        let measure = |text: &str| self.width(text, weight) * SLACK;
        let space = measure(" ");
        let mut done: Vec<String> = Vec::new();
        let (mut cut, mut broken) = (false, false);
        'all: for paragraph in paragraphs {
            let mut line = String::new();
            let mut width = 0.0;
            for word in paragraph.split(' ') {
                let wide = measure(word);
                if !line.is_empty() && width + space + wide <= most {
                    line.push(' ');
                    line.push_str(word);
                    width += space + wide;
                    continue;
                }
                if !line.is_empty() {
                    done.push(std::mem::take(&mut line));
                    if done.len() >= lines {
                        cut = true;
                        break 'all;
                    }
                }
                if wide <= most {
                    word.clone_into(&mut line);
                    width = wide;
                    continue;
                }
                broken = true;
                width = 0.0;
                for cluster in word.graphemes(true) {
                    let step = self.cluster(cluster, weight) * SLACK;
                    if width + step > most && !line.is_empty() {
                        let rest = line.split_off(after_joint(&line));
                        done.push(std::mem::replace(&mut line, rest));
                        width = measure(&line);
                        if done.len() >= lines {
                            cut = true;
                            break 'all;
                        }
                    }
                    line.push_str(cluster);
                    width += step;
                }
            }
            if !line.is_empty() {
                if done.len() >= lines {
                    cut = true;
                    break;
                }
                done.push(line);
            }
        }
        if cut && let Some(last) = done.last_mut() {
            while measure(last) + measure("…") > most {
                let Some((at, _)) = last.grapheme_indices(true).next_back() else { break };
                last.truncate(at);
            }
            last.truncate(last.trim_end_matches([' ', ',', ';', ':', '.', '-']).len());
            last.push('…');
        }
        let width = done.iter().map(|line| measure(line)).fold(0.0, f64::max);
        Wrapped { lines: done, width, cut, broken }
    }
}

/// Where a word that has to be broken may be: after its last joint, as in `Checkpoint/` and `Restore`, else at its end.
fn after_joint(part: &str) -> usize {
    let joint = part.rmatch_indices(['/', '-', '–', '_', ':', '.', '@']).next();
    joint.map_or(part.len(), |(at, joint)| at + joint.len())
}

/// A text in lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wrapped {
    /// The lines, from top to bottom.
    pub lines: Vec<String>,
    /// The width of the widest in ems, slack included.
    pub width: f64,
    /// Whether something was left out.
    pub cut: bool,
    /// Whether a word was broken.
    pub(super) broken: bool,
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

fn is_invisible(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
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
    fn words_that_are_too_long_break_at_their_joints() {
        let fonts = Fonts::default();
        let wrapped = fonts.wrap("Checkpoint/Restore", Weight::Regular, 8.0, 3);
        assert_eq!(wrapped.lines, ["Checkpoint/", "Restore"]);
    }

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
    fn text_breaks_between_words_into_equal_lines() {
        let wrapped = Fonts::default().wrap("checkpoint and restore in userspace", Weight::Regular, 12.0, 3);
        assert_eq!(wrapped.lines, ["checkpoint and", "restore in userspace"]);
        assert!(!wrapped.cut);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis_and_never_is_too_wide() {
        let fonts = Fonts::default();
        for text in ["word ".repeat(60), "x".repeat(10_000), "漢".repeat(300)] {
            let wrapped = fonts.wrap(&text, Weight::Regular, 10.0, 3);
            assert_eq!(wrapped.lines.len(), 3);
            assert!(wrapped.cut && wrapped.lines[2].ends_with('…'));
            assert!(wrapped.lines.iter().all(|line| fonts.width(line, Weight::Regular) * SLACK <= 10.001));
        }
    }

    #[test]
    fn nothing_to_say_is_no_line() {
        let wrapped = Fonts::default().wrap(" \u{7}\n ", Weight::Regular, 10.0, 3);
        assert_eq!(wrapped.lines, Vec::<String>::new());
        assert!(wrapped.width.abs() < f64::EPSILON);
    }

    #[test]
    fn the_first_letter_decides_the_direction() {
        for (text, right) in [("שלום CRIU", true), ("CRIU שלום", false), ("2016 مرحبا", true), ("", false)]
        {
            assert_eq!(is_right_to_left(text), right, "{text}");
        }
    }
}
