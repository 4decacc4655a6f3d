//! Wrapping: where a text breaks into lines.

use unicode_segmentation::UnicodeSegmentation;

use super::{Fonts, SLACK, Weight, clean};

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
    pub(in crate::render) broken: bool,
}

impl Fonts {
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
                    let step = self.cluster(cluster, weight).width * SLACK;
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
}
