#!/usr/bin/env python3
"""Writes schedules of made-up conferences and a dictionary of what their talks mention.

Four series of 25 editions, a file of JSON Lines each, with about 2 kB of text a talk. Names follow the law of Zipf and
Mandelbrot, and a talk keeps to the neighbourhood of a topic, so that what is mentioned together comes back together.
"""

import argparse
import json
from itertools import islice
from pathlib import Path
from random import Random

from model import words, zipf

SERIES = ("northconf", "southconf", "eastconf", "westconf")
YEARS = range(2001, 2026)
KINDS = ("project", "project", "project", "technology", "organisation")
SENTENCES = 120_000
NEIGHBOURHOOD = 60


def entities(random, count, vocabulary):
    """Names, commonest first: three of five are a word, the others a word and an ordinary one."""
    for word in words(random, count, (2, 3, 3), set(vocabulary)):
        name = word.capitalize()
        yield name if random.random() < 0.6 else f"{name} {random.choice(vocabulary)}"


def distinct(names):
    """The names; where two are the same but for a space, the one with the space has its first word only."""
    taken = {name.lower() for name in names if " " not in name}
    for name in names:
        joined = name.replace(" ", "").lower()
        yield name.split()[0] if " " in name and joined in taken else name
        taken.add(joined)


def write_dictionary(file, random, names, aliases):
    topics = max(20, len(names) // 200)
    ids = [name.lower().replace(" ", "-") for name in names]
    for at, (name, own) in enumerate(zip(names, ids)):
        entry = {"id": own, "name": name, "kind": "topic" if at < topics else KINDS[at % len(KINDS)]}
        if name in aliases:
            entry["aliases"] = [aliases[name]]
        if at >= topics:
            entry["broader"] = [ids[random.randrange(topics)]]
        # A flow mapping of JSON is YAML.
        file.write(f"- {json.dumps(entry)}\n")


def sentences(random, vocabulary, names, aliases, density):
    """Sentences with `density` names a kilobyte; those near each other share names beyond the common ones."""
    weights, ordinary = zipf(len(names)), zipf(len(vocabulary))
    draw = iter(lambda: random.choices(names, cum_weights=weights, k=10_000), None)
    drawn = (name for batch in draw for name in batch)
    local, debt, found = [], 0.0, []
    for at in range(SENTENCES):
        if at % NEIGHBOURHOOD == 0:
            local = list(islice(drawn, 40))
        chosen = random.choices(vocabulary, cum_weights=ordinary, k=random.randrange(9, 18))
        debt += sum(map(len, chosen)) * 1.2 * density / 1000
        while debt >= 1:
            name = random.choice(local) if random.random() < 0.6 else next(drawn)
            chosen[random.randrange(len(chosen))] = aliases.get(name, name) if random.random() < 0.3 else name
            debt -= 1
        sentence = " ".join(chosen)
        found.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return found


def write_edition(file, random, series, year, talks, stock, titles, people, tracks):
    for number in range(talks):
        near, text, want = random.randrange(len(stock)), [], random.gauss(2000, 300)
        while want > 0:
            at = near + random.randrange(NEIGHBOURHOOD) if random.random() < 0.7 else random.randrange(len(stock))
            sentence = stock[at % len(stock)]
            text.append(sentence)
            want -= len(sentence) + 1
        speakers = '", "'.join(random.choices(people, k=1 + (number % 3 == 0)))
        # None of the words needs an escape.
        file.write(
            f'{{"id": "{number + 1}", "edition": "{series}-{year}", "title": "{random.choice(titles)} {number + 1}", '
            f'"date": "{year}-03-{1 + number % 3:02}", "track": "{tracks[near * len(tracks) // len(stock)]}", '
            f'"speakers": ["{speakers}"], "abstract": "{" ".join(text)}"}}\n'
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to write `schedules` and `dictionaries`")
    parser.add_argument("--talks", type=int, default=1_000_000)
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--density", type=float, default=8.0, help="names a kilobyte")
    options = parser.parse_args()
    random = Random(2025)
    vocabulary = words(random, 20_000, (1, 2, 2, 3))
    names = list(distinct(list(entities(random, options.names, vocabulary))))
    aliases = {name: f"{name} {random.choice(vocabulary)}" for name in names[::4]}
    for folder in ("schedules", "dictionaries"):
        (options.folder / folder).mkdir(parents=True, exist_ok=True)
    with open(options.folder / "dictionaries" / "names.yaml", "w", encoding="ascii") as file:
        write_dictionary(file, random, names, aliases)
    stock = sentences(random, vocabulary, names, aliases, options.density)
    titles = [" ".join(sentence[:-1].split()[:7]) for sentence in stock[::4]]
    first, last = words(random, 800, (2,)), words(random, 3_000, (2, 3))
    people = [f"{random.choice(first).capitalize()} {random.choice(last).capitalize()}" for _ in range(200_000)]
    tracks = [f"{word.capitalize()} devroom" for word in words(random, 80, (2,))]
    editions = [(series, year) for year in YEARS for series in SERIES]
    for at, (series, year) in enumerate(editions):
        talks = options.talks * (at + 1) // len(editions) - options.talks * at // len(editions)
        with open(options.folder / "schedules" / f"{series}-{year}.jsonl", "w", encoding="ascii") as file:
            write_edition(file, random, series, year, talks, stock, titles, people, tracks)
    # Asked about later: of 10,000 names those that one in four talks mentions, one in 200, one in 2,000; of more the same ranks,
    # since far behind are names that no talk has. Last, as the sign that all is there.
    count = min(options.names, 10_000)
    about = {"common": names[count // 2000], "usual": names[count // 20], "seldom": names[count // 4]}
    (options.folder / "about.json").write_text(json.dumps(about))


if __name__ == "__main__":
    main()
