//! The inline markup of Org.

use crate::source::document::{Emphasis, Flow};
use crate::source::inline::{self, Ahead, Dialect, Scan, Sign};

/// Reads the inline markup of `text`, which stands in its source from byte `start` on.
pub(super) fn read(text: &str, start: usize) -> Option<Flow> {
    inline::read(text, start, &mut Org::default())
}

#[derive(Default)]
struct Org {
    /// Where the next end of `=verbatim=` and of `~code~` is.
    code: [Ahead; 2],
    /// Where the next `]` and the next `]]` are.
    target: Ahead,
    link: Ahead,
}

/// The signs that nest, and what they mean.
const SIGNS: [(u8, Option<Emphasis>); 4] =
    [(b'*', Some(Emphasis::Strong)), (b'/', Some(Emphasis::Light)), (b'_', Some(Emphasis::Light)), (b'+', None)];

impl Dialect for Org {
    fn is_sign(&self, byte: u8) -> bool {
        matches!(byte, b'*' | b'/' | b'_' | b'+' | b'=' | b'~' | b'[' | b'\\')
    }

    fn take(&mut self, scan: &mut Scan) -> bool {
        match scan.rest().as_bytes()[0] {
            b'=' => self.take_code(scan, 0),
            b'~' => self.take_code(scan, 1),
            b'[' if scan.rest().starts_with("[[") => self.take_link(scan),
            b'[' => take_footnote(scan) || take_priority(scan),
            b'\\' => take_break(scan),
            sign => take_sign(scan, sign),
        }
    }
}

impl Org {
    fn take_code(&mut self, scan: &mut Scan, index: usize) -> bool {
        let (text, from) = (scan.text, scan.at + 1);
        if !may_begin(scan) {
            return false;
        }
        let sign = ["=", "~"][index];
        let found = self.code[index].find_where(text, sign, from, |at| may_end(text, at));
        let Some(end) = found.filter(|end| *end > from && *end < scan.limit()) else { return false };
        scan.marked(from..end, Emphasis::Code, end + 1);
        true
    }

    /// Takes `[[address][text]]` and `[[address]]`.
    fn take_link(&mut self, scan: &mut Scan) -> bool {
        let (text, from) = (scan.text, scan.at + 2);
        if scan.is_linked() {
            return false;
        }
        let Some(end) = self.target.find_where(text, "]", from, |_| true) else { return false };
        // What is not a link is not copied: it may be long, and many may begin in it.
        let close = match text.as_bytes().get(end + 1) {
            Some(b']') => end,
            Some(b'[') => match self.link.find_where(text, "]]", end + 2, |_| true) {
                Some(close) => close,
                None => return false,
            },
            _ => return false,
        };
        let target = text[from..end].trim();
        let shown = if close == end { from..end } else { end + 2..close };
        let shown = if is_image(&text[shown.clone()]) { close..close } else { shown };
        let address = target.strip_prefix("file:").unwrap_or(target).to_owned();
        scan.link(scan.at, shown, address, scan.place(from..end), close + 2);
        true
    }
}

fn is_image(target: &str) -> bool {
    let name = target.rsplit_once('.').map(|(_, name)| name.to_ascii_lowercase());
    matches!(name.as_deref(), Some("png" | "jpg" | "jpeg" | "gif" | "svg" | "webp")) && !target.contains(' ')
}

fn take_sign(scan: &mut Scan, sign: u8) -> bool {
    let Some(kind) = SIGNS.iter().position(|(known, _)| *known == sign) else { return false };
    let (opens, closes) = (may_begin(scan), may_end(scan.text, scan.at));
    if opens || closes {
        scan.sign(Sign {
            kind: u8::try_from(kind).unwrap_or_default(),
            at: scan.at..scan.at + 1,
            emphasis: SIGNS[kind].1,
            opens,
            closes,
        });
    }
    opens || closes
}

/// Takes `[fn:1]` and `[fn:name: text]`, which a page shows as a small number.
fn take_footnote(scan: &mut Scan) -> bool {
    let Some(label) = scan.rest().strip_prefix("[fn:") else { return false };
    let len = label.bytes().take(100).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
    if !label[len..].starts_with(']') {
        return false;
    }
    scan.skip(len + 5);
    true
}

/// Takes `[#A]`.
fn take_priority(scan: &mut Scan) -> bool {
    let is_priority = matches!(scan.rest().as_bytes(), [b'[', b'#', b'A'..=b'Z', b']', ..]);
    if is_priority {
        scan.skip(4);
    }
    is_priority
}

/// Takes `\\` at the end of a line.
fn take_break(scan: &mut Scan) -> bool {
    let breaks =
        scan.rest().strip_prefix("\\\\").is_some_and(|after| after.is_empty() || after.starts_with(['\n', '\r']));
    if breaks {
        scan.skip(2);
    }
    breaks
}

fn may_begin(scan: &Scan) -> bool {
    let after = scan.rest()[1..].chars().next();
    let apart = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '(' | '\'' | '"' | '{' | '“' | '‘');
    // Signs may stand one right after another, as in `*/both/*`, and right at the start of a link's text.
    let nested = |c: char| matches!(c, '*' | '/' | '_' | '+' | '[');
    after.is_some_and(|c| !c.is_whitespace()) && scan.before().is_none_or(|c| apart(c) || nested(c))
}

/// Whether a sign at byte `at` may end what it set apart.
fn may_end(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let apart = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '–' | '—' | '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '"' | ')' | '}' | '[' | '\\' | '”' | '’'
            )
    };
    let nested = |c: char| matches!(c, '*' | '/' | '_' | '+' | ']');
    before.is_some_and(|c| !c.is_whitespace()) && text[at + 1..].chars().next().is_none_or(|c| apart(c) || nested(c))
}
