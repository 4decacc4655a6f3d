// Reads Mermaid diagrams from standard input as a JSON array, and prints what Mermaid understood as one.
//
// Install what it needs, in the versions of package.json, where the tests look for it:
//   npm install --prefix target/clients --no-package-lock mermaid@12.3.0 jsdom@26.1.0
// Run: node tests/clients/parse.mjs target/clients < diagrams.json

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const require = createRequire(pathToFileURL(resolve(process.argv[2], "package.json")));
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
for (const name of ["DOMParser", "Element", "HTMLElement", "SVGElement", "Node", "DocumentFragment", "HTMLTemplateElement", "NodeFilter", "NamedNodeMap"]) {
  globalThis[name] = window[name];
}

const mermaid = (await import(pathToFileURL(require.resolve("mermaid/dist/mermaid.core.mjs")))).default;
mermaid.initialize({ startOnLoad: false, maxTextSize: 5_000_000, maxEdges: 10_000 });

// Mermaid keeps entities as these marks until it draws.
const decoded = (text) => {
  const box = window.document.createElement("textarea");
  box.innerHTML = (text ?? "").replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";");
  return box.value;
};

const understood = [];
for (const diagram of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await mermaid.parse(diagram);
    const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(diagram);
    if (type.startsWith("flowchart")) {
      understood.push({
        type,
        nodes: [...db.getVertices().values()].map((node) => decoded(node.text)),
        edges: db.getEdges().map((edge) => [edge.start, edge.end, decoded(edge.text)]),
      });
    } else if (type.startsWith("xychart")) {
      const lines = db.getDrawableElem().filter((part) => part.groupTexts[0] === "plot");
      understood.push({ type, nodes: [decoded(db.getDiagramTitle())], edges: lines.flatMap((part) => part.data.map((line) => line.path)) });
    } else if (type === "sankey") {
      const { nodes, links } = db.getGraph();
      understood.push({
        type,
        nodes: nodes.map((node) => decoded(node.id)),
        edges: links.map((link) => [link.source, link.target, link.value]),
      });
    } else if (type.startsWith("quadrant")) {
      db.setWidth(500);
      db.setHeight(500);
      const points = db.getQuadrantData().points;
      understood.push({ type, nodes: points.map((point) => decoded(point.text.text)), edges: [] });
    } else {
      // Each call would collect the tasks once more.
      const tasks = db.getTasks();
      understood.push({
        type,
        nodes: tasks.map((task) => decoded(task.task)),
        edges: tasks.map((task) => task.events.map(decoded)),
      });
    }
  } catch (error) {
    understood.push({ error: String(error.message ?? error) });
  }
}
console.log(JSON.stringify(understood));
