#!/usr/bin/env python3
"""The job that `hallway pairs` does, as a short script does it: lxml, spaCy's PhraseMatcher and NetworkX.

Reads schedules in XML, finds names in titles and abstracts, counts in how many talks each two entities meet, and writes
that as CSV. `--prepare` turns dictionaries into the list of names that it takes, which is not part of the job.
"""

import argparse
import csv
import json
import re
from itertools import combinations
from pathlib import Path


def prepare(folder, file):
    """Names and aliases by entity; regular expressions and rules are left out."""
    import srsly

    names = {}
    for dictionary in sorted(folder.glob("*.yaml")):
        for entry in srsly.read_yaml(dictionary):
            aliases = [alias if isinstance(alias, str) else alias.get("name") for alias in entry.get("aliases", [])]
            names[entry["id"]] = [entry["name"], *filter(None, aliases)]
    file.write_text(json.dumps(names))


def texts(file):
    """The title and the abstract of each event, without markup."""
    from lxml import etree

    for _, event in etree.iterparse(str(file), tag="event"):
        parts = [event.findtext(part) or "" for part in ("title", "subtitle", "abstract", "description")]
        yield re.sub(r"<[^>]*>", " ", "\n".join(parts))
        event.clear()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prepare", type=Path, help="a folder of dictionaries")
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--schedules", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.prepare:
        return prepare(options.prepare, options.names)

    import networkx
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for entity, names in json.loads(options.names.read_text()).items():
        matcher.add(entity, list(language.tokenizer.pipe(names)))
    graph = networkx.Graph()
    for file in sorted(options.schedules.glob("*.xml")):
        for doc in language.tokenizer.pipe(texts(file)):
            spans = spacy.util.filter_spans(matcher(doc, as_spans=True))
            for one, other in combinations(sorted({span.label_ for span in spans}), 2):
                weight = graph.get_edge_data(one, other, {"weight": 0})["weight"]
                graph.add_edge(one, other, weight=weight + 1)
    with open(options.out, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "talks"])
        writer.writerows(sorted(graph.edges(data="weight")))


if __name__ == "__main__":
    main()
