"""Reads graphs that Hallway writes with the programs that they are for, and prints what those understood as JSON.

Install what it needs, in the versions of requirements.txt, where the tests look for it:
  python3 -m venv target/clients/python
  target/clients/python/bin/pip install -r tests/clients/requirements.txt
Run: target/clients/python/bin/python tests/clients/graph.py READER FILE...

Most readers print {"nodes": [[id, label, talks], ...], "edges": [[source, target, weight], ...]}.
"""

import csv
import json
import sqlite3
import sys
from collections import Counter


def networkx_graph(graph):
    """Nodes and edges of a NetworkX graph."""
    nodes = [[node, data.get("label"), data.get("talks")] for node, data in graph.nodes(data=True)]
    edges = [[a, b, data["weight"]] for a, b, data in graph.edges(data=True)]
    return {"nodes": nodes, "edges": edges, "directed": graph.is_directed()}


def networkx_graphml(path):
    import networkx

    return networkx_graph(networkx.read_graphml(path, force_multigraph=True))


def networkx_gexf(path):
    import networkx

    return networkx_graph(networkx.read_gexf(path, version="1.3"))


def networkx_pajek(path):
    import networkx

    return networkx_graph(networkx.read_pajek(path))


def networkx_json(path):
    import networkx

    with open(path, encoding="utf-8") as file:
        return networkx_graph(networkx.node_link_graph(json.load(file), edges="edges"))


def igraph_graph(graph, name, label):
    """Nodes and edges of an igraph graph, whose nodes have those attributes."""
    talks = graph.vs["talks"] if "talks" in graph.vs.attributes() else [None] * graph.vcount()
    names, labels = graph.vs[name], graph.vs[label]
    weights = graph.es["weight"] if graph.ecount() else []
    edges = [[names[edge.source], names[edge.target], weight] for edge, weight in zip(graph.es, weights)]
    nodes = [list(node) for node in zip(names, labels, talks)]
    return {"nodes": nodes, "edges": edges, "directed": graph.is_directed()}


def igraph_graphml(path):
    import igraph

    return igraph_graph(igraph.Graph.Read_GraphML(path), "id", "label")


def igraph_pajek(path):
    import igraph

    graph = igraph.Graph.Read_Pajek(path)
    name = "name" if "name" in graph.vs.attributes() else "id"
    return igraph_graph(graph, name, name)


def ndex_cx2(path):
    from ndex2.cx2 import RawCX2NetworkFactory

    with open(path, encoding="utf-8") as file:
        network = RawCX2NetworkFactory().get_cx2network(json.load(file))
    ids = {at: node["v"]["id"] for at, node in network.get_nodes().items()}
    nodes = [[node["v"]["id"], node["v"]["name"], node["v"]["talks"]] for node in network.get_nodes().values()]
    edges = [[ids[edge["s"]], ids[edge["t"]], edge["v"]["weight"]] for edge in network.get_edges().values()]
    return {"nodes": nodes, "edges": edges}


def sqlite_csv(nodes, edges, id_, label, source, target):
    """Lists of nodes and edges, joined by a database."""
    database = sqlite3.connect(":memory:")
    for table, path in [("nodes", nodes), ("edges", edges)]:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        # What follows a colon is the type of a column, but for those of which it is the name.
        names = [column if column.startswith(":") else column.split(":")[0] for column in rows[0]]
        columns = ", ".join(f'"{name}"' for name in names)
        database.execute(f"create table {table} ({columns})")
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"insert into {table} values ({marks})", rows[1:])
    found = database.execute(f'select "{id_}", "{label}", cast(talks as integer) from nodes').fetchall()
    joined = database.execute(
        f'select a."{id_}", b."{id_}", cast(edges.weight as real) from edges'
        f' join nodes a on a."{id_}" = edges."{source}" join nodes b on b."{id_}" = edges."{target}"'
    ).fetchall()
    return {"nodes": [list(node) for node in found], "edges": [list(edge) for edge in joined]}


def csv_lists(nodes, edges):
    return sqlite_csv(nodes, edges, "id", "label", "source", "target")


def neo4j_lists(nodes, edges):
    return sqlite_csv(nodes, edges, "id", "label", ":START_ID", ":END_ID")


MENTIONS = "PREFIX schema: <https://schema.org/> SELECT ?talk WHERE { ?talk a schema:Event ; schema:about <%s> }"
NAMES = "PREFIX schema: <https://schema.org/> SELECT ?id ?name WHERE { ?id schema:name ?name FILTER(isIRI(?id)) }"


def said(graph):
    """How often each thing is said, whatever blank nodes are called."""
    import rdflib

    def name(term):
        return "_" if isinstance(term, rdflib.BNode) else term.n3()

    return Counter(tuple(map(name, triple)) for triple in graph)


def rdflib_linked(turtle, jsonld, entity):
    """Both syntaxes of linked data, which must say the same, and who mentions an entity."""
    import rdflib

    one = rdflib.Graph().parse(turtle, format="turtle")
    other = rdflib.Graph().parse(jsonld, format="json-ld")
    return {
        "triples": [len(one), len(other)],
        "same": said(one) == said(other),
        "mentions": sorted(str(row.talk) for row in one.query(MENTIONS % entity)),
        "names": sorted([str(row.id), str(row.name)] for row in other.query(NAMES)),
    }


def oxigraph_linked(turtle, jsonld, entity):
    import pyoxigraph

    stores = []
    for path, syntax in [(turtle, pyoxigraph.RdfFormat.TURTLE), (jsonld, pyoxigraph.RdfFormat.JSON_LD)]:
        store = pyoxigraph.Store()
        store.load(path=path, format=syntax)
        stores.append(store)
    return {
        "triples": [len(store) for store in stores],
        "mentions": sorted(row["talk"].value for row in stores[0].query(MENTIONS % entity)),
        "names": sorted([row["id"].value, row["name"].value] for row in stores[1].query(NAMES)),
    }


def gexf_schema(schema, path):
    """What a grammar has against a document, and its dynamic side."""
    from lxml import etree

    grammar = etree.RelaxNG(etree.parse(schema))
    document = etree.parse(path)
    grammar.validate(document)
    names = {"g": "http://gexf.net/1.3"}
    return {
        "errors": [str(error) for error in grammar.error_log],
        "spells": len(document.findall(".//g:spell", names)),
        "weights": len(document.findall(".//g:attvalue[@for='weight']", names)),
    }


def json_schema(schema, path):
    from jsonschema import Draft202012Validator

    with open(schema, encoding="utf-8") as file:
        validator = Draft202012Validator(json.load(file))
    Draft202012Validator.check_schema(validator.schema)
    with open(path, encoding="utf-8") as file:
        return {"errors": [error.message for error in validator.iter_errors(json.load(file))]}


READERS = {
    "networkx-graphml": networkx_graphml,
    "networkx-gexf": networkx_gexf,
    "networkx-pajek": networkx_pajek,
    "networkx-json": networkx_json,
    "igraph-graphml": igraph_graphml,
    "igraph-pajek": igraph_pajek,
    "ndex-cx2": ndex_cx2,
    "csv": csv_lists,
    "neo4j": neo4j_lists,
    "rdflib": rdflib_linked,
    "oxigraph": oxigraph_linked,
    "gexf-schema": gexf_schema,
    "json-schema": json_schema,
}

if __name__ == "__main__":
    csv.field_size_limit(1 << 30)
    reader, *arguments = sys.argv[1:]
    try:
        understood = READERS[reader](*arguments)
    except ModuleNotFoundError as missing:
        understood = {"missing": missing.name}
    print(json.dumps(understood))
