#!/usr/bin/env python3
"""Has one Python library tag a text with names, and prints a line of JSON as the race of Rust's libraries does.

Whole words, leftmost-longest, ASCII in any case; what a library cannot do is said beside it.
"""

import argparse
import json
import time
from pathlib import Path

WORD = frozenset(range(ord("a"), ord("z") + 1)) | frozenset(range(ord("0"), ord("9") + 1)) | {ord("_")}


class FlashText:
    """A trie of characters in dictionaries, asked at the beginning of each word."""

    def __init__(self, names):
        from flashtext import KeywordProcessor

        self.keywords = KeywordProcessor()
        self.keywords.add_keywords_from_list(names)

    def count(self, records):
        return sum(len(self.keywords.extract_keywords(record)) for record in records)

    tag = count


class PyAhoCorasick:
    """An automaton in C; what goes over a word's end is dropped afterwards, and hides others."""

    def __init__(self, names):
        import ahocorasick

        self.automaton = ahocorasick.Automaton()
        for name in names:
            self.automaton.add_word(name, len(name))
        self.automaton.make_automaton()

    def count(self, records):
        count = 0
        for record in records:
            # Between two spaces, so that every match has a character at either side.
            lower = f" {record.lower()} "
            codes = lower.encode("ascii")
            for last, length in self.automaton.iter_long(lower):
                if codes[last + 1] not in WORD and codes[last - length] not in WORD:
                    count += 1
        return count

    tag = count


class Spacy:
    """Tokens, then a PhraseMatcher on their lower case; of matches that overlap the longest, not the leftmost."""

    def __init__(self, names):
        import spacy
        from spacy.matcher import PhraseMatcher

        self.filter = spacy.util.filter_spans
        self.tokenizer = spacy.blank("en").tokenizer
        self.matcher = PhraseMatcher(self.tokenizer.vocab, attr="LOWER")
        for start in range(0, len(names), 10_000):
            self.matcher.add("name", list(self.tokenizer.pipe(names[start : start + 10_000])))

    def count(self, records):
        return sum(len(self.filter(self.matcher(doc, as_spans=True))) for doc in self.tokenizer.pipe(records))

    tag = count


ENGINES = {"flashtext": FlashText, "pyahocorasick": PyAhoCorasick, "spacy": Spacy}


def head(text, size):
    """The first whole lines of a text."""
    return text[: text.rfind("\n", 0, size) + 1].splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bytes", type=int, required=True, help="how much of the text is tagged")
    parser.add_argument("--counted", type=int, required=True, help="in how much of it mentions are counted")
    options = parser.parse_args()
    text = options.text.read_text(encoding="ascii")
    names = options.names.read_text(encoding="ascii").splitlines()

    start = time.process_time()
    engine = ENGINES[options.engine](names)
    build = time.process_time() - start
    mentions = engine.count(head(text, options.counted))
    records, rates = head(text, options.bytes), []
    size = sum(map(len, records))
    for _ in range(options.rounds):
        start = time.process_time()
        engine.tag(records)
        rates.append(size / 1e6 / (time.process_time() - start))
    print(json.dumps({"engine": options.engine, "build": build, "mentions": mentions, "rates": rates}))


if __name__ == "__main__":
    main()
