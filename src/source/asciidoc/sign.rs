//! What the lines of AsciiDoc begin with, and what that tells.

use std::collections::BTreeMap;

use crate::source::line::{Line, lines};

/// A delimiter of blocks: its sign and how often it stands there.
pub(super) type Delimiter = (u8, usize);

/// A list's marker: its sign and how often it stands there.
pub(super) type Marker = (u8, usize);

/// Where the lines of `text` stand that are nothing but a delimiter.
pub(super) fn delimiters(text: &str) -> BTreeMap<Delimiter, Vec<usize>> {
    let mut found: BTreeMap<Delimiter, Vec<usize>> = BTreeMap::new();
    for line in lines(text, 0) {
        if let Some(delimiter) = delimiter(line) {
            found.entry(delimiter).or_default().push(line.start);
        }
    }
    found
}

/// The delimiter that `line` is: four signs or more, `--`, `|===` or a fence of backquotes.
pub(super) fn delimiter(line: Line) -> Option<Delimiter> {
    let sign = *line.body.as_bytes().first().filter(|_| line.indent == 0)?;
    match (sign, line.body) {
        (b'-', "--") => Some((b'-', 2)),
        (b'|' | b',' | b'!', body) if body.len() >= 4 && body[1..].bytes().all(|byte| byte == b'=') => {
            Some((b'|', usize::from(sign)))
        }
        (b'`', body) if body.starts_with("```") && !body[3..].contains('`') => Some((b'`', 3)),
        (b'-' | b'.' | b'=' | b'*' | b'_' | b'+' | b'/', body) => {
            (body.len() >= 4 && body.bytes().all(|byte| byte == sign)).then_some((sign, body.len()))
        }
        _ => None,
    }
}

/// The marker that begins an item, and its bytes.
pub(super) fn marker(body: &str) -> Option<(Marker, usize)> {
    let sign = body.bytes().next()?;
    let (count, bytes) = match sign {
        b'*' | b'.' => {
            let count = body.bytes().take(MOST_SIGNS + 1).take_while(|byte| *byte == sign).count();
            (count, count)
        }
        b'-' => (1, 1),
        b'0'..=b'9' => {
            let digits = body.bytes().take(10).take_while(u8::is_ascii_digit).count();
            (0, digits + usize::from(body[digits..].starts_with('.')))
        }
        b'<' => {
            let digits = body[1..].bytes().take(3).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
            (0, if digits > 0 && body[1 + digits..].starts_with('>') { digits + 2 } else { 0 })
        }
        _ => return None,
    };
    let sign = if sign.is_ascii_digit() { b'1' } else { sign };
    let ends = bytes > 0 && count <= MOST_SIGNS && body[bytes..].starts_with([' ', '\t']);
    (ends && !body.as_bytes()[bytes - 1].is_ascii_digit()).then_some(((sign, count), bytes))
}

/// The deepest list that a marker can tell.
const MOST_SIGNS: usize = 9;

/// The byte at which the title of `.Title`, the line above a block, begins.
pub(super) fn block_title(line: Line) -> Option<usize> {
    let title = line.body.strip_prefix('.')?;
    (line.indent == 0 && title.starts_with(|c: char| !c.is_whitespace() && c != '.')).then_some(line.from + 1)
}

/// Where the term of `term:: text` ends.
pub(super) fn term(body: &str) -> Option<usize> {
    let end = body.find("::").filter(|end| *end > 0)?;
    let after = body[end..].trim_start_matches(':');
    (body[..end].len() < 100 && (after.is_empty() || after.starts_with(' '))).then_some(end)
}

/// Whether `body` is `name::target[...]`.
pub(super) fn is_macro(body: &str) -> bool {
    let Some((name, rest)) = body.split_once("::") else { return false };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_name && rest.ends_with(']') && !rest.starts_with(' ')
}
