//! XML: text that no parser takes for markup.

use std::fmt;

/// Text for an element or an attribute, escaped.
///
/// Line breaks and tabs become references, since a parser makes spaces of those in attributes. What XML 1.0 has no form for
/// (control characters, U+FFFE, U+FFFF) becomes U+FFFD.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut plain = 0;
        for (at, c) in self.0.char_indices() {
            let reference = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&apos;",
                '\t' => "&#9;",
                '\n' => "&#10;",
                '\r' => "&#13;",
                '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => "\u{FFFD}",
                _ => continue,
            };
            f.write_str(&self.0[plain..at])?;
            f.write_str(reference)?;
            plain = at + c.len_utf8();
        }
        f.write_str(&self.0[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text_and_what_xml_forbids_is_marked() {
        let text = "a]]><b c=\"d\" e='f'>&\n\u{1}\u{FFFE}é";
        let escaped = "a]]&gt;&lt;b c=&quot;d&quot; e=&apos;f&apos;&gt;&amp;&#10;\u{FFFD}\u{FFFD}é";
        assert_eq!(Escaped(text).to_string(), escaped);
    }
}
