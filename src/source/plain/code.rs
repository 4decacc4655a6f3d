//! Code that nothing fences: found by how its lines look.
//!
//! A line can be code for sure (`}`, `x = f();`, `#include`, `$ make`), possibly (indented, `err:`) or not. A run that
//! begins with a sure line goes on over blank and possible lines, and while braces are open over any line; it ends with
//! its last sure line.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::notes::pattern;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Blank,
    Sure,
    Possible,
    Prose,
}

/// A sure line in any of the languages that people paste: C, shell, Python, JavaScript, Rust, YAML's keys are left out.
static SURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(?:",
        r"\}[\s;,)]*(?:else.*\{)?|\{|\);?|\*/|/\*.*|//\s?\S.*", // brackets and comments
        r"|#\s*(?:include|define|ifdef|ifndef|endif|pragma)\b.*|#!/.*", // preprocessor, shebang
        r"|(?:\$|>>>|\.\.\.|%>|sqlite>|mysql>|root@\S+#)\s+\S.*", // prompts
        r"|(?:def|class)\s+\w+\s*(?:\(.*\))?.*:|(?:if|for|while|elif|with|try|except|else)\b.*:\s*$",
        r"|(?:from\s+[\w.]+\s+)?import\s+[\w.*{}, ]+;?|from\s+[\w.]+\s+import\s.*",
        r"|(?:if|for|while|switch|else|do)\b[^.]*[({].*[){]\s*\{?",
        r"|(?:return|goto|break|continue|raise|yield|await|throw)\b[^.]*;|return\s+[\w.()]+\s*$",
        r"|(?:const|let|var|static|int|char|void|struct|unsigned|long|bool|fn|pub|func|function|public|private|async)\b.*[;{(),=].*",
        r"|(?:sudo|apt-get|apt|dnf|yum|npm|pip|cargo|kubectl|docker|podman|git|curl|wget|make|cd|export|echo)\s+[-\w./:@=$]+(?:\s+[-\w./:@=$]+)*",
        r"|@\w+(?:\(.*\))?|\w+:\s*$|</?\w+[^>]*>.*",
        r"|\S.*[;{]\s*|[\w.\[\]>*\x22'-]+\s*(?:[-+*/|&]|:)?=\s*\S.*|\w[\w.:>-]*\([^)]*\)[;:]?\s*",
        r")$"
    ))
});

/// Sure lines that are sure only beside others: a label, a call, an assignment, a command, a tag.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:\w[\w ]*:|[\w.]+\([^)]*\)|(?:make|git|cd|echo|export|if|for|while|else|with|do|return|import|static|public|private|class|from|let|long)\b[^;{}()=]*|[A-Z][\w ,']*;)\s*$",
    )
});

fn look(line: &str) -> Look {
    if line.trim().is_empty() {
        return Look::Blank;
    }
    // Code is not written in lines of hundreds of letters, and neither is it bulleted.
    let bare = line.trim_start();
    let bulleted = ["• ", "- ", "* ", "+ ", "– "].iter().any(|mark| bare.starts_with(mark));
    if bulleted || line.len() > 240 {
        return Look::Prose;
    }
    // Six words and a full stop make a sentence, whatever stands in it.
    let sentence = bare.ends_with(['.', '!', '?']) && bare.split_whitespace().count() > 5;
    if !sentence && SURE.is_match(line) {
        return if WEAK.is_match(line) { Look::Possible } else { Look::Sure };
    }
    let indented = line.starts_with('\t') || line.starts_with("    ");
    let symbols = bare.chars().filter(|c| "{}();=<>[]&|$\\_#*/".contains(*c)).count();
    if !sentence && (indented || symbols * 6 > bare.len()) { Look::Possible } else { Look::Prose }
}

/// The runs of lines that are code.
pub(super) fn find(lines: &[&str]) -> Vec<Range<usize>> {
    let looks: Vec<Look> = lines.iter().map(|line| look(line)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if looks[at] != Look::Sure {
            at += 1;
            continue;
        }
        let run = run_from(lines, &looks, at);
        let sure = looks[run.clone()].iter().filter(|look| **look == Look::Sure).count();
        let prompted = lines[at].trim_start().starts_with("$ ");
        let written = looks[run.clone()].iter().filter(|look| **look != Look::Blank).count();
        if (sure >= 2 && sure * 2 >= written) || prompted {
            let begin = lead(lines, &looks, run.start, found.last().map_or(0, |last: &Range<usize>| last.end));
            found.push(begin..run.end);
        }
        at = run.end;
    }
    found
}

/// The run that begins with the sure line `first`.
fn run_from(lines: &[&str], looks: &[Look], first: usize) -> Range<usize> {
    let mut end = first + 1;
    let mut open = 0i64;
    let mut gap = 0;
    for (index, line) in lines.iter().enumerate().skip(first) {
        match looks[index] {
            Look::Sure => {
                end = index + 1;
                gap = 0;
            }
            Look::Possible if open > 0 || gap == 0 => gap = 0,
            Look::Blank if gap < 3 => gap += 1,
            // Inside braces anything may stand, but not for long.
            Look::Prose if open > 0 && line.len() < 120 && gap < 3 => gap += 1,
            _ => break,
        }
        for byte in line.bytes() {
            match byte {
                b'{' => open += 1,
                b'}' => open -= 1,
                _ => {}
            }
        }
    }
    first..end
}

/// Takes in a possible line or two just above: the head of a function whose brace stands on its own line.
fn lead(lines: &[&str], looks: &[Look], first: usize, least: usize) -> usize {
    let mut begin = first;
    while begin > least && looks[begin - 1] == Look::Possible && lines[begin - 1].contains(['(', '=', ':']) {
        begin -= 1;
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_prose_and_lists() {
        for (text, expected) in [
            ("x = 1\ny = f(x)\nprint(y);\n", Some(0..3)),
            ("def row(boat):\n    return boat.oars\n\nrow(x);", Some(0..4)),
            ("We rowed; we sailed.\nThen (at last) we slept.\n", None),
            ("Rows:\nBoats (two)\nOars\n", None),
            ("$ make sail", Some(0..1)),
            ("#include <oar.h>\nint main(void)\n{\n}\n", Some(0..4)),
            ("for (;;) {\n  row();\n}\nGood talk about rowing.", Some(0..3)),
            ("  • if (a) { b; }\n  • c = d;\n", None),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(find(&lines), Vec::from_iter(expected), "{text}");
        }
    }
}
