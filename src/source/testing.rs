//! What the tests of the formats' readers share: a listing of blocks to compare whole, and what holds for all blocks.

use std::fmt::Write;
use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;

use super::document::{Block, BlockKind, Emphasis};

/// A reader of a format.
pub(super) type Read = fn(&str, usize) -> Vec<Block>;

/// Reads `text` and lists its blocks: kind and text, with `[address](target)` where a link is and `*`, `**` and `` ` ``
/// around what is set apart.
pub(super) fn listing(read: Read, text: &str) -> String {
    let blocks = read(text, 0);
    assert_faithful(text, &blocks, 0);
    let mut listing = String::new();
    for block in &blocks {
        let kind = match &block.kind {
            BlockKind::Heading(level) => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::Item(depth) => format!("li{depth}"),
            BlockKind::Quote => "q".to_owned(),
            BlockKind::Code(language) => format!("code({})", language.as_deref().unwrap_or_default()),
        };
        writeln!(listing, "{kind} {}", marked_up(block).replace('\n', "⏎")).expect("a string takes all");
    }
    listing
}

fn marked_up(block: &Block) -> String {
    // At one place, what opened last closes first; a link holds what is set apart as widely as it.
    let mut signs = Vec::new();
    let mut add = |range: &Range<usize>, outer: usize, opens: String, closes: String| {
        signs.push((range.start, 1, usize::MAX - range.end, outer, opens));
        signs.push((range.end, 0, usize::MAX - range.start, 1 - outer, closes));
    };
    for link in &block.flow.links {
        add(&link.anchor, 0, "[".to_owned(), format!("]({})", link.target));
    }
    for (range, emphasis) in &block.flow.marks {
        let sign = match emphasis {
            Emphasis::Light => "*",
            Emphasis::Strong => "**",
            Emphasis::Code => "`",
        };
        add(range, 1, sign.to_owned(), sign.to_owned());
    }
    signs.sort();
    let mut shown = String::new();
    let mut from = 0;
    for (at, _, _, _, sign) in signs {
        shown += &block.flow.text()[from..at];
        shown += &sign;
        from = at;
    }
    shown + &block.flow.text()[from..]
}

/// Panics unless the blocks, read from `text` as standing at byte `start`, keep every promise that blocks make.
pub(super) fn assert_faithful(text: &str, blocks: &[Block], start: usize) {
    let source = "·".repeat(start / 2) + text;
    let mut before = start;
    for block in blocks {
        assert!(block.span.start >= before, "{block:?} begins before {before}");
        assert!(source.get(block.span.range()).is_some(), "{block:?} is not in its source");
        assert!(!block.flow.is_empty(), "{block:?} shows nothing");
        block.flow.assert_faithful(&source);
        before = block.span.end;
    }
}

/// Texts made of a format's tokens and of what is hard on every reader.
pub(super) fn soup(tokens: &'static [&'static str]) -> impl Strategy<Value = String> {
    const COMMON: &[&str] = &[
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "  ",
        "    ",
        "a",
        "word",
        "é",
        "“",
        "😊",
        "\u{a0}",
        "\u{301}",
        "\0",
        "1",
        "-",
        "- ",
        "* ",
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "&amp;",
        "&",
        "\\",
        "/",
        ":",
        ".",
        "http://a.b/c",
        "://",
    ];
    let token = prop_oneof![
        3 => proptest::sample::select(tokens).prop_map(str::to_owned),
        3 => proptest::sample::select(COMMON).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

/// Panics unless reading a long run of `piece` takes about as long as reading as much of ordinary words.
///
/// Words are read many at once and some tokens are slow, but time that is quadratic is thousands of times as long.
pub(super) fn assert_linear(read: Read, piece: &str) {
    let time = |piece: &str| {
        let text = piece.repeat((1 << 18) / piece.len());
        let begin = std::time::Instant::now();
        std::hint::black_box(read(&text, 0));
        begin.elapsed().as_secs_f64()
    };
    let (mut words, mut hostile) = (f64::INFINITY, f64::INFINITY);
    // Other work goes on beside this and may disturb a try, but not every try.
    for _ in 0..4 {
        words = words.min(time("some words "));
        hostile = hostile.min(time(piece));
        if hostile < words * 300.0 {
            return;
        }
    }
    panic!("{piece:?} takes {hostile} s, words {words} s");
}
