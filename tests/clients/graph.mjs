// Reads graphs that Hallway writes with programs for Node: a list of reader and text from standard input as JSON; prints what
// each reader understood.
//
// Install what it needs, in the versions of package.json, where the tests look for it; see parse.mjs.
// Run: node tests/clients/graph.mjs target/clients < [["cytoscape", TEXT], ["d2", TEXT]]

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const require = createRequire(pathToFileURL(resolve(process.argv[2], "package.json")));

const readers = {
  cytoscape(text) {
    const graph = require("cytoscape")({ headless: true, ...JSON.parse(text) });
    return {
      nodes: graph.nodes().map((node) => [node.id(), node.data("label"), node.data("talks")]),
      edges: graph.edges().map((edge) => [edge.source().id(), edge.target().id(), edge.data("weight")]),
    };
  },
  async d2(text) {
    // What it gives to `require` is no module of that sort.
    const path = resolve(process.argv[2], "node_modules/@terrastruct/d2/dist/node-esm/index.js");
    const { D2 } = await import(pathToFileURL(path));
    const { diagram } = await new D2().compile(text);
    return {
      nodes: diagram.shapes.map((shape) => [shape.id, shape.label, null]),
      edges: diagram.connections.map((edge) => [edge.src, edge.dst, edge.label]),
    };
  },
};
const understood = [];
for (const [reader, text] of JSON.parse(readFileSync(0, "utf8"))) {
  understood.push(await readers[reader](text));
}
// D2 leaves a worker behind.
process.stdout.write(JSON.stringify(understood), () => process.exit(0));
