// Reads decks from standard input as a JSON array of {html, marp}, and prints what a browser's parser and Marp
// understood as one.
//
// Install what it needs, in the versions of package.json, where the tests look for it:
//   npm install --prefix target/clients --no-package-lock @marp-team/marp-core@5.0.2 jsdom@26.1.0
// Run: node tests/clients/deck.mjs target/clients < decks.json

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const require = createRequire(pathToFileURL(resolve(process.argv[2], "package.json")));
const { JSDOM, VirtualConsole } = require("jsdom");
const parser = createRequire(require.resolve("jsdom"))("parse5");
const { Marp } = require("@marp-team/marp-core");

const texts = (nodes) => [...nodes].map((node) => node.textContent);
const all = (document, selector) => [...document.querySelectorAll(selector)];

/** What there is on a page, whoever made it. */
function elements(document) {
  const everything = all(document, "*");
  const attributes = everything.flatMap((element) => [...element.attributes]);
  return {
    names: [...new Set(everything.map((element) => element.localName))].sort(),
    handlers: attributes.map(({ name }) => name).filter((name) => name.startsWith("on")),
    links: attributes.filter(({ name }) => /(^|:)(href|src|srcset|data|action|poster)$/.test(name)).map(({ value }) => value),
    ids: everything.map((element) => element.id).filter((id) => id !== ""),
  };
}

function page(html) {
  const errors = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on("jsdomError", (error) => errors.push(String(error.message)));
  const faults = [];
  parser.parse(html, { onParseError: ({ code, startLine }) => faults.push(`${code} in line ${startLine}`) });
  const still = new JSDOM(html).window.document;
  const policy = still.querySelector("meta[http-equiv]").content;
  const scripts = all(still, "script").map((script) => script.textContent);
  const digests = scripts.map((script) => `sha256-${createHash("sha256").update(script).digest("base64")}`);

  // Nothing has a place here to scroll to.
  const beforeParse = (window) => (window.Element.prototype.scrollIntoView = () => {});
  const { window } = new JSDOM(html, { runScripts: "dangerously", url: "https://deck.example/#2", virtualConsole, beforeParse });
  const { document } = window;
  const current = () => all(document, ".current").map((slide) => slide.id).join();
  const shown = [current()];
  const press = (key) => {
    document.body.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    shown.push(current());
  };
  ["End", "ArrowRight", "PageUp", "ArrowLeft", " ", "Home"].forEach(press);
  const modes = ["n", "o", "Escape", "s"].map((key) => {
    press(key);
    return document.documentElement.className;
  });
  return {
    ...elements(still),
    doctype: still.doctype?.name,
    policy,
    digests,
    slides: all(still, "section").map((slide) => slide.id),
    titles: texts(still.querySelectorAll("h1, h2")),
    captions: texts(still.querySelectorAll("details.notes > p:nth-of-type(2)")),
    notes: texts(still.querySelectorAll("details.notes")),
    pictures: all(still, "figure > svg[role~=graphics-document]").length,
    sources: texts(still.querySelectorAll("details details code")),
    shown,
    modes,
    errors,
    faults,
  };
}

function marp(markdown) {
  const { html, comments } = new Marp({ script: false }).render(markdown, { htmlAsArray: true });
  const slides = html.map((slide) => new JSDOM(slide).window.document);
  return {
    names: elements(new JSDOM(html.join("")).window.document).names,
    handlers: slides.flatMap((slide) => elements(slide).handlers),
    titles: slides.flatMap((slide) => texts(slide.querySelectorAll("h1, h2"))),
    pictures: slides.map((slide) => all(slide, "img").map(({ attributes }) => [attributes.alt.value, attributes.src.value])),
    looks: slides.flatMap((slide) => all(slide, "img").map((image) => image.getAttribute("style") ?? "")),
    classes: slides.map((slide) => slide.querySelector("section").className),
    sources: slides.flatMap((slide) => texts(slide.querySelectorAll("pre code.language-mermaid"))),
    comments,
  };
}

const decks = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(decks.map((deck) => ({ html: page(deck.html), marp: marp(deck.marp) }))));
