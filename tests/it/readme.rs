//! Every example in the README is real: the program says today what is printed there.

use std::fs;

use crate::support::{hallway, project, stderr, stdout};

/// The commands in the README's console blocks that only ask, each with the lines printed below it.
fn examples() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(project().join("README.md")).expect("the README is there");
    let mut examples: Vec<(String, Vec<String>)> = Vec::new();
    for block in text.split("```console\n").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default();
        for line in block.lines() {
            match line.strip_prefix("$ ") {
                Some(command) => examples.push((command.to_owned(), Vec::new())),
                None => examples.last_mut().into_iter().for_each(|(_, lines)| lines.push(line.to_owned())),
            }
        }
    }
    let asks = [
        "talks",
        "why",
        "show",
        "related",
        "path",
        "tocheck",
        "corpus",
        "mentions",
        "check",
        "draw",
        "people",
        "editions",
        "tracks",
        "entities",
        "suggest",
        "eval",
        "recur",
        "delta",
        "trend",
        "trends",
        "communities",
    ];
    examples.retain(|(command, _)| {
        let plain = !command.contains(['|', '>', '&', ';']);
        let rest = command.strip_prefix("hallway ").or_else(|| command.strip_prefix("cargo run --release -- "));
        let ask = rest.and_then(|rest| rest.split(' ').next()).is_some_and(|name| asks.contains(&name));
        let writes = command.contains(" draw ") && !command.contains("--out -");
        plain && ask && !writes && !command.contains("--source")
    });
    examples
}

/// Splits as a shell does, as far as the README needs it.
fn arguments(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().expect("there is a word").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_example_is_real() {
    let examples = examples();
    assert!(examples.len() >= 8, "the README shows what the commands say");
    let mut wrong = Vec::new();
    for (command, lines) in examples {
        let command = command.replace("cargo run --release --", "hallway");
        let words = arguments(&command);
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let output = hallway(&words);
        let said = squeezed(&format!("{}\n{}", stdout(&output), stderr(&output)));
        for part in lines.iter().flat_map(|line| line.split('…')).map(squeezed).filter(|part| part.len() > 2) {
            if !said.contains(&part) {
                wrong.push(format!("{command}: {part}"));
            }
        }
    }
    assert!(wrong.is_empty(), "not said any more:\n{}", wrong.join("\n"));
}
