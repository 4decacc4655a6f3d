// Builds dist/, which the program carries, from src/: `npm ci && node build.mjs`; `node build.mjs --check` only says
// whether dist/ is what would be built.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const read = (...path) => readFileSync(join(here, ...path));

/** A digest of what dist/ is built from, by which a test without Node tells that it is out of date (FNV-1a, 64 bits). */
function digest() {
  const files = [
    "build.mjs",
    "package-lock.json",
    ...readdirSync(join(here, "src"))
      .sort()
      .map((name) => `src/${name}`),
  ];
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.concat(files.map((name) => read(name)))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}

/** What the licences of the packages in the page ask to go with it. */
function notice() {
  const packages = [
    "d3-color",
    "d3-dispatch",
    "d3-drag",
    "d3-ease",
    "d3-interpolate",
    "d3-quadtree",
    "d3-selection",
    "d3-timer",
    "d3-transition",
    "d3-zoom",
  ];
  const texts = new Map();
  for (const name of packages) {
    const text = read("node_modules", name, "LICENSE").toString().trim();
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  return [...texts].map(([text, names]) => `${names.join(", ")}:\n${text}`).join("\n\n");
}

async function bundle(entry, banner) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [join("src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["chrome123", "firefox120", "safari17.5"],
    legalComments: "none",
    banner,
    charset: "ascii",
  });
  // Nothing in the page may look like the end of the element that it stands in.
  const text = outputFiles[0].text;
  if (/<\/(script|style)/i.test(text)) throw new Error(`${entry} would end its element`);
  return text;
}

const sources = digest();
const script = await bundle("main.js", { js: `/* made of ${sources}\n\n${notice()}\n*/` });
const style = await bundle("explorer.css", {});
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const built = {
  "explorer.js": script,
  "explorer.css": style,
  "policy.txt": `script-src ${hash(script)}; style-src ${hash(style)}\n`,
};

if (process.argv.includes("--check")) {
  const stale = Object.keys(built).filter((name) => read("dist", name).toString() !== built[name]);
  if (stale.length > 0) throw new Error(`not what src/ makes: ${stale.join(", ")}`);
} else {
  mkdirSync(join(here, "dist"), { recursive: true });
  for (const [name, text] of Object.entries(built)) writeFileSync(join(here, "dist", name), text);
}
