//! The reading list: what an author means to look at later, by marks and turns of phrase.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::document::{Block, BlockKind};
use super::notes::{ReadingItem, Section, pattern, section_at, sentences};

/// Compiles the patterns ahead of their use.
pub(super) fn prepare() {
    for pattern in [&VERB, &THING_END, &WORTH, &PHRASE, &LEADING, &BRACKETED] {
        LazyLock::force(pattern);
    }
}

/// A mark in brackets: `(tocheck)`, `(tocheck: A, B)`, `(tocheck paper: Title)`.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\(\s*(?:to[ -]?check|to[ -]?read|to[ -]?watch|to[ -]?do|check|fixme)(?:\s+(?P<kind>paper|book|video|talk|article|link|blog|post|project|tool))?\s*(?::\s*(?P<items>[^()]{2,200}))?\)",
    )
});
/// A mark that leads: `tocheck: A, B`, `TODO read A`, `Watch later: A`.
static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[\s(•–-])(?:(?P<list>(?i:to[ -]?check|to[ -]?read|to[ -]?watch))(?:\s+(?P<kind>paper|book|video|talk|article))?\s*:\s*|(?P<task>TODO|To[ -]do|todo|FIXME|(?:[Ww]atch|[Rr]ead|[Ll]ook|[Cc]heck) later)\s*:\s*|(?P<bare>TODO|FIXME)\s+)",
    )
});
/// A turn of phrase: `need to look at A later`, `I should read A`.
static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        (?: # Who means to: the author, or nobody named at the beginning of a sentence; its full stop may be missing.
            (?: ^ (?i) | (?i) \b (?: i | i['’]ve | i['’]d | we | ich ) \s+ (?: [\w'’]+ \s+ ){0,3}? )
            (?: (?: also | still | really | definitely | probably ) \s+ )*
            (?: (?: need | want | have | ought | got | wish | plan | like | love | mean | intend | going ) \s+ to
              | must | should | gotta | \b i['’]ll | \b i \s+ will )
          | \b (?: Need | Want | Have ) \s+ to
          | \b (?i: i (?: ['’]ll | \s+ will ) )
        ) \s+
        (?i: (?: really | definitely | probably | also | have \s+ a | take \s+ a ) \s+ )?
        (?i: look \s+ (?: at | into | up ) | check (?: \s+ out )? | read (?: \s+ up \s+ on | \s+ about )?
           | try (?: \s+ out )? | watch | learn (?: \s+ more )? \s+ about | investigate | explore
           | play \s+ with | google | study ) \s+
        | ^ (?: [Ll]ook \s+ into | read \s+ up \s+ on ) \s+",
    )
});
/// `A is worth a look`, with what comes before it.
static WORTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\s+(?:is|are|was|were|seems?|looks?|(?:is|are)\s+definitely|(?:is|are)\s+certainly)\s+(?:really\s+|definitely\s+|well\s+|also\s+|probably\s+)?worth\s+(?:a\s+(?:second\s+|closer\s+)?(?:look|read|try|visit|watch)|checking(?:\s+out)?|reading|trying(?:\s+out)?|watching|exploring|investigating|looking\s+(?:at|into))\b",
    )
});
/// What ends the thing that a phrase is about.
static THING_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[.;!?()]|,\s|:\s|\s(?:later|sometime|soon|some\s+day|someday|at\s+some\s+point|again|when|because|since|which|that|if|after|before|as\s+(?:well|soon)|to\s+(?:see|learn|find|understand)|in\s+(?:more\s+)?detail|more\s+closely|but|and\s+(?:i|then|see))\b",
    )
});
/// A verb that says what to do with the thing.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:look\s+(?:into|at|up)|check(?:\s+out)?|read(?:\s+(?:up\s+on|about|more\s+about))?|try(?:\s+out)?|watch|learn(?:\s+more)?(?:\s+about)?|google|investigate|explore|see|play\s+with|have\s+a\s+look\s+at|find\s+out\s+(?:about\s+)?)\s+",
    )
});

/// Finds what an author means to look at later, in the order in which it stands.
pub fn find_items(blocks: &[Block], sections: &[Section]) -> Vec<ReadingItem> {
    let mut found = Vec::new();
    for block in blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Code(_))) {
        let text = block.flow.text();
        let whole = matches!(block.kind, BlockKind::Item(_) | BlockKind::Heading(_));
        let quotes =
            if whole && text.len() <= 2000 { std::iter::once(0..text.len()).collect() } else { sentences(text) };
        for quote in quotes {
            for thing in find_things(&text[quote.clone()]) {
                let place = quote.start + thing.start..quote.start + thing.end;
                let span = block.flow.source(place.clone());
                let asked = if whole { block.span } else { block.flow.source(quote.clone()) };
                found.push(ReadingItem {
                    item: crate::text::squeeze(&text[place]),
                    span,
                    quote: asked,
                    section: section_at(sections, span).or_else(|| section_at(sections, asked)),
                });
            }
        }
    }
    found
}

/// The things that one sentence or item means to look at.
fn find_things(text: &str) -> Vec<Range<usize>> {
    let mut things = Vec::new();
    let mut marked = false;
    for captures in BRACKETED.captures_iter(text) {
        let Some(mark) = captures.get(0) else { continue };
        marked = true;
        match captures.name("items") {
            Some(items) if captures.name("kind").is_some() => things.extend(trimmed(text, items.range())),
            Some(items) => things.extend(split(text, items.range())),
            None => things.extend(noun_before(text, mark.start())),
        }
    }
    if marked {
        return things;
    }
    if let Some(captures) = LEADING.captures(text) {
        let end = captures.get(0).map_or(0, |mark| mark.end());
        let rest = end..text.len();
        // A list is split, a task is one thing; a bare `TODO` must stand first.
        if captures.name("list").is_some() && captures.name("kind").is_none() {
            return split(text, rest);
        }
        let first = captures.get(0).is_some_and(|mark| text[..mark.start()].trim().is_empty());
        if captures.name("bare").is_none() || first {
            return task(text, rest).into_iter().collect();
        }
    }
    if let Some(found) = PHRASE.find(text) {
        let end = THING_END.find(&text[found.end()..]).map_or(text.len(), |end| found.end() + end.start());
        return named(text, found.end()..end).into_iter().collect();
    }
    if let Some(found) = WORTH.find(text) {
        // An address in brackets belongs to what stands before it.
        let mut end = found.start();
        if text[..end].ends_with(')')
            && let Some(open) = text[..end].rfind(" (")
        {
            end = open;
        }
        let start =
            [", ", "; ", ": ", "("].iter().filter_map(|mark| text[..end].rfind(mark).map(|at| at + mark.len())).max();
        return named(text, start.unwrap_or(0)..end).into_iter().collect();
    }
    Vec::new()
}

/// The range without white space and punctuation at its ends; none if nothing is left.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let inner = &text[range.clone()];
    let hanging =
        |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '"' | '“' | '”' | '!' | '*' | '_' | '`');
    let front = inner.len() - inner.trim_start_matches(hanging).len();
    let kept = inner[front..].trim_end_matches(hanging);
    kept.contains(char::is_alphanumeric).then(|| range.start + front..range.start + front + kept.len())
}

/// The parts of a list: `A, B and C`.
fn split(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let inner = &text[range.clone()];
    let mut depth = 0usize;
    let mut skip = 0;
    for (at, c) in inner.char_indices() {
        if at < skip {
            continue;
        }
        let word = [" and ", " und ", " et "].iter().find(|word| inner[at..].starts_with(**word));
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                parts.extend(trimmed(text, start..range.start + at));
                start = range.start + at + 1;
            }
            _ if depth == 0 => {
                if let Some(word) = word {
                    parts.extend(trimmed(text, start..range.start + at));
                    skip = at + word.len() - 1;
                    start = range.start + skip;
                }
            }
            _ => {}
        }
    }
    parts.extend(trimmed(text, start..range.end));
    // `A, and B` leaves the word at the front.
    parts.into_iter().filter_map(|part| without_front(text, part, &["and ", "or "])).collect()
}

/// A task without the verb and article in front.
fn task(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let range = trimmed(text, range)?;
    let after = VERB.find(&text[range.clone()]).map_or(range.start, |verb| range.start + verb.end());
    without_front(text, after..range.end, &["the ", "a ", "an "])
}

/// A thing named in a phrase: short, and not a mere `it`.
fn named(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let range =
        without_front(text, trimmed(text, range)?, &["the ", "a ", "an ", "his ", "her ", "their ", "this ", "that "])?;
    let words = &text[range.clone()];
    let folded = crate::text::fold(words);
    let pronoun = matches!(
        folded.as_str(),
        "it" | "this"
            | "that"
            | "them"
            | "these"
            | "those"
            | "one"
            | "there"
            | "all"
            | "all that"
            | "everything"
            | "you"
    );
    let verb = folded.starts_with("to ") || folded.starts_with("if ") || folded.starts_with("and ");
    (!pronoun && !verb && words.split_whitespace().count() <= 12).then_some(range)
}

fn without_front(text: &str, range: Range<usize>, words: &[&str]) -> Option<Range<usize>> {
    let inner = &text[range.clone()];
    let cut = words
        .iter()
        .find(|word| inner.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
        .map_or(0, |word| word.len());
    trimmed(text, range.start + cut..range.end)
}

/// Where the last word begins.
fn word_start(text: &str) -> usize {
    let parts = |c: char| c.is_whitespace() || c == '(';
    text.char_indices().rev().find(|(_, c)| parts(*c)).map_or(0, |(at, c)| at + c.len_utf8())
}

/// The noun just before a mark: the last word, and the capitalised words before it.
fn noun_before(text: &str, end: usize) -> Option<Range<usize>> {
    let before = text[..end].trim_end();
    let mut start = word_start(before);
    let capital = |at: usize| before[at..].starts_with(char::is_uppercase);
    for _ in 0..4 {
        let head = before[..start].trim_end();
        let previous = word_start(head);
        // The first word of a sentence is capitalised anyway.
        if !capital(start) || start == 0 || previous == 0 || !capital(previous) || head.ends_with([',', '.', ':', ';'])
        {
            break;
        }
        start = previous;
    }
    trimmed(text, start..before.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::document::Flow;
    use crate::text::Span;

    #[test]
    fn marks_and_phrases_give_things() {
        for (text, expected) in [
            ("tocheck: Oars, Sails", vec!["Oars", "Sails"]),
            ("tocheck: oars and sails.", vec!["oars", "sails"]),
            ("it uses a Mast (tocheck)", vec!["Mast"]),
            ("they row with Long Boat (tocheck), they say", vec!["Long Boat"]),
            ("now it floats (tocheck paper: On Boats and Water)", vec!["On Boats and Water"]),
            ("Need to look at Rudder later.", vec!["Rudder"]),
            ("I should read the book on knots when I have time", vec!["book on knots"]),
            ("TODO look into shared oars", vec!["shared oars"]),
            ("TODO: does it float in salt water?", vec!["does it float in salt water?"]),
            ("TODO Read the Raft paper: In Search of Wood", vec!["Raft paper: In Search of Wood"]),
            ("Watch later: Anna Fox on knots.", vec!["Anna Fox on knots"]),
            ("The Rudder project is definitely worth checking out.", vec!["Rudder project"]),
            ("As for boats, the Rudder project (https://r.example/a) is worth reading.", vec!["Rudder project"]),
            ("Sailors will learn about Knots, and we will look at sails.", vec![]),
            ("It has a \"sail\" Need to look at Rudder later.", vec!["Rudder"]),
            ("Google took an oar", vec![]),
            ("I will try to be here again.", vec![]),
            ("We need to check it.", vec![]),
            ("A boat to check in at the harbour", vec![]),
        ] {
            let things: Vec<&str> = find_things(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(things, expected, "{text}");
        }
    }

    #[test]
    fn an_item_quotes_its_sentence_and_knows_its_section() {
        let text = "Nice. Need to look at Rudder later. Done.";
        let block =
            Block { kind: BlockKind::Paragraph, span: Span::new(10, 10 + text.len()), flow: Flow::verbatim(text, 10) };
        let sections = [Section { span: Span::new(0, 60), ..Section::default() }];
        let items = find_items(&[block], &sections);
        assert_eq!(items[0].item, "Rudder");
        assert_eq!(items[0].span, Span::new(32, 38));
        assert_eq!(items[0].quote, Span::new(16, 45));
        assert_eq!(items[0].section, Some(0));
    }
}
