//! What the lines of reStructuredText begin with, and what that tells.

/// The sign of a line that is nothing but one sign, repeated: the line above or below a title.
pub(super) fn rule(body: &str) -> Option<u8> {
    let sign = *body.as_bytes().first()?;
    (sign.is_ascii_punctuation() && body.len() > 1 && body.bytes().all(|byte| byte == sign)).then_some(sign)
}

/// Whether `body` is the border of a table.
pub(super) fn is_border(body: &str) -> bool {
    let simple = body.contains("= ") && body.bytes().all(|byte| matches!(byte, b'=' | b' '));
    let grid = body.starts_with('+')
        && body.ends_with('+')
        && body.contains(['-', '='])
        && body.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'='));
    simple || grid
}

pub(super) fn bullet(body: &str) -> Option<usize> {
    let sign = body.chars().next().filter(|c| matches!(c, '*' | '-' | '+' | '•' | '‣' | '⁃'))?;
    let rest = &body[sign.len_utf8()..];
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(sign.len_utf8())
}

/// The bytes of `1.`, `1)`, `(1)` and `#.` at the start of an item.
pub(super) fn enumerator(body: &str) -> Option<usize> {
    let opens = usize::from(body.starts_with('('));
    let rest = &body[opens..];
    let digits = rest.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let count = if digits == 0 && rest.starts_with('#') { 1 } else { digits };
    let ends = rest[count..].starts_with(')') || (opens == 0 && rest[count..].starts_with('.'));
    let bytes = opens + count + 1;
    (count > 0 && ends && body[bytes..].starts_with([' ', '\t'])).then_some(bytes)
}

/// The name of `:name: text`.
pub(super) fn field_name(body: &str) -> Option<&str> {
    let (name, rest) = body.strip_prefix(':')?.split_once(':')?;
    let plain = !name.is_empty() && name.len() < 80 && !name.starts_with(' ') && !name.contains('`');
    (plain && (rest.is_empty() || rest.starts_with(' '))).then_some(name)
}

/// The text of `[label] text`.
pub(super) fn footnote_text(rest: &str) -> Option<&str> {
    let (label, text) = rest.strip_prefix('[')?.split_once(']')?;
    (!label.is_empty() && !label.contains(' ')).then_some(text.trim_start())
}

/// The name and the argument of `name:: argument`.
pub(super) fn directive(rest: &str) -> Option<(&str, &str)> {
    let (name, argument) = rest.split_once("::")?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+:".contains(&byte));
    (is_name && (argument.is_empty() || argument.starts_with([' ', '\t']))).then(|| (name, argument.trim_start()))
}
