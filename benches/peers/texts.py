#!/usr/bin/env python3
"""Writes the text and the names that taggers race on: `text.txt`, a record of about 2 kB a line, and `names-N.txt`.

The text is made of the descriptions of Debian's packages where apt has them, else of made-up words. Names are packages'
names, phrases of the text and phrases that stand nowhere, a third each. Everything is ASCII and free of markup, so that
all peers agree what a letter is, and names are in lower case, begin and end with a letter or digit.
"""

import argparse
import math
import re
import subprocess
from collections import Counter
from pathlib import Path
from random import Random

from model import words, zipf

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
SENTENCE = re.compile(r"[\x20-\x7e]{20,600}")
MARKUP = re.compile(r"[<>&`*_{}\[\]|#\\^~]|://")
NAME = re.compile(r"[a-z0-9]+(?:[ .+/-][a-z0-9]+)*")
TOKEN = re.compile(r"[A-Za-z0-9]+")
COMMON = 2_500


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout


def debian(folder):
    """The sentences of each package's description, and the packages' names; nothing where apt cannot say."""
    lists = folder / "apt"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    own = ["-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={lists / 'cache'}", "-o", "Acquire::Languages=en"]
    try:
        if not list(lists.glob("*Translation-en*")):
            run("apt-get", "update", "-qq", *own)
        files = sorted(lists.glob("*Translation-en*"))
        text = "".join(run("/usr/lib/apt/apt-helper", "cat-file", str(file)) for file in files)
        names = run("apt-cache", "pkgnames", *own).split()
    except (OSError, subprocess.CalledProcessError):
        return [], []
    packages, seen = [], set()
    for stanza in text.split("\n\n"):
        lines = stanza.partition("Description-en:")[2].split("\n")
        # A full stop alone on a line parts paragraphs.
        body = " ".join(line.strip() if line.strip() != "." else "\n" for line in lines[1:])
        sentences = []
        for sentence in re.split(r"\n|(?<=[.!?:])\s+(?=[A-Z0-9])", body):
            sentence = " ".join(sentence.split())
            if SENTENCE.fullmatch(sentence) and not MARKUP.search(sentence) and sentence not in seen:
                seen.add(sentence)
                sentences.append(sentence)
        if sentences:
            packages.append(sentences)
    return packages, sorted(set(names))


def invented(random):
    """The same of made-up words: 40,000 packages of six sentences, each with a stock of words of its own."""
    vocabulary = words(random, 60_000, (1, 2, 2, 3))
    weights = zipf(len(vocabulary))
    names = words(random, 40_000, (2, 3, 3), set(vocabulary))
    packages = []
    for name in names:
        own = random.choices(vocabulary, k=12) + [name] * 3
        sentences = []
        for _ in range(6):
            chosen = random.choices(vocabulary, cum_weights=weights, k=random.randrange(8, 18))
            for at in range(3, len(chosen), 4):
                chosen[at] = random.choice(own)
            sentences.append(" ".join(chosen).capitalize() + ".")
        packages.append(sentences)
    return packages, names


def write_text(file, random, packages, size):
    written = 0
    while written < size:
        near, want, record = random.randrange(len(packages)), max(400, random.gauss(2000, 500)), []
        while want > 0:
            # Packages beside each other are of one family, as the parts of one talk are.
            at = int(random.gauss(near, 20)) if random.random() < 0.7 else random.randrange(len(packages))
            sentence = random.choice(packages[at % len(packages)])
            record.append(sentence)
            want -= len(sentence) + 1
        written += file.write(" ".join(record) + "\n")


def phrases(packages):
    """How often each phrase of up to three words occurs, none with a very common word at its ends; and each word."""
    single = Counter(word.lower() for sentences in packages for s in sentences for word in TOKEN.findall(s))
    stop = {word for word, _ in single.most_common(300)}
    found = Counter()
    for sentences in packages:
        for sentence in sentences:
            lower = sentence.lower()
            spans = [match.span() for match in TOKEN.finditer(lower)]
            for at, (start, end) in enumerate(spans):
                if lower[start:end] in stop:
                    continue
                for last, end in spans[at : at + 3]:
                    if lower[last:end] not in stop:
                        phrase = lower[start:end]
                        if not phrase.isdigit() and 2 < len(phrase) < 60 and NAME.fullmatch(phrase):
                            found[phrase] += 1
    return found, single


def names(random, packages, titles):
    found, single = phrases(packages)
    common = {word for word, _ in single.most_common(COMMON)}
    titles = [title.lower() for title in titles if 2 < len(title) < 60 and NAME.fullmatch(title.lower())]
    random.shuffle(titles)
    # By frequency, but not strictly: a dictionary has rare names among its first ones, too.
    frequent = sorted(found.keys() - common, key=lambda phrase: (-found[phrase], phrase))
    order = sorted((math.log(rank + COMMON) + random.gauss(0, 1), phrase) for rank, phrase in enumerate(frequent))
    occurring = iter([phrase for _, phrase in order])
    titles = iter(titles)
    vocabulary = sorted(word for word in single if len(word) > 2 and word not in common and word.isalpha())

    def absent():
        while True:
            phrase = " ".join(random.choices(vocabulary, k=random.choice((2, 2, 3))))
            if phrase not in found and len(phrase) < 60:
                return phrase

    chosen = {}
    while len(chosen) < SIZES[-1]:
        share = random.random()
        name = next(titles, None) if share < 0.33 else next(occurring, None) if share < 0.66 else absent()
        if name and name not in common:
            chosen[name] = None
    return list(chosen)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--invented", action="store_true", help="make up the words, whatever apt has")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    random = Random(2001)
    packages, titles = ([], []) if options.invented else debian(options.folder)
    kind = "the descriptions of Debian's packages" if packages else "made-up words"
    if not packages:
        packages, titles = invented(random)
    with open(options.folder / "text.txt", "w", encoding="ascii") as file:
        write_text(file, random, packages, options.megabytes * 1_000_000)
    chosen = names(random, packages, titles)
    for size in SIZES:
        (options.folder / f"names-{size}.txt").write_text("\n".join(chosen[:size]) + "\n", encoding="ascii")
    # Last, as the sign that all is there.
    (options.folder / "about.txt").write_text(kind + "\n")


if __name__ == "__main__":
    main()
