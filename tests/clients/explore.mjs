// Uses pages that `hallway explore` wrote as people do, in Chromium, and prints what came of it.
//
// Reads [[what, page, …], …] from standard input: names of functions below and what they take. Prints an array of what
// they return.
//
// Install what it needs, in the versions of package.json, where the tests look for it, and Chromium as /usr/bin/chromium:
//   npm install --prefix target/clients --no-package-lock playwright-core@1.65.1 axe-core@4.14.1
// Run: node tests/clients/explore.mjs target/clients < tasks.json

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const require = createRequire(pathToFileURL(resolve(process.argv[2], "package.json")));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
    " ",
  ),
});

/** Opens a page; `faults` is everything that it says to the console, throws, asks for or pops up. */
async function open(page, { hash = "", ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    reducedMotion: "reduce",
    ...options,
  });
  const tab = await context.newPage();
  const address = page.startsWith("http") ? page : pathToFileURL(page).href;
  const faults = [];
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  tab.on("pageerror", (error) => faults.push(String(error)));
  tab.on("dialog", (dialog) => [faults.push(`dialog ${dialog.message()}`), dialog.dismiss()]);
  context.on("request", (request) => {
    const isOwn = request.url().split("#")[0] === address.split("#")[0] || /^(data|blob):/.test(request.url());
    if (!isOwn && !(page.startsWith("http") && request.url().startsWith(new URL(page).origin)))
      faults.push(`asks for ${request.url()}`);
  });
  const began = performance.now();
  await tab.goto(address + hash);
  await tab.waitForSelector("html[data-ready]", { timeout: 60_000 });
  return { tab, faults, ready: Math.round(performance.now() - began), close: () => context.close() };
}

const settled = (tab) => tab.waitForFunction(() => !document.querySelector("[aria-busy]"));
const text = (tab, selector) => tab.locator(selector).first().innerText();

/** The picture on the canvas, as a digest. */
async function picture(tab) {
  await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const data = await tab.evaluate(() => document.getElementById("network").toDataURL());
  return createHash("sha256").update(data).digest("hex");
}

/** What the panel says of an entity. */
async function card(tab) {
  await settled(tab);
  while ((await tab.locator("#panel .more:visible").count()) > 0) {
    await tab.locator("#panel .more:visible").first().click();
    await settled(tab);
  }
  return tab.evaluate(() => {
    const texts = (root, selector) => [...root.querySelectorAll(selector)].map((element) => element.textContent);
    const panel = document.getElementById("panel");
    return {
      name: panel.querySelector("h2").textContent,
      figure: panel.querySelector(".figure strong")?.textContent,
      talks: [...panel.querySelectorAll(".talks li")].map((talk) => ({
        where: talk.querySelector(".where").textContent,
        title: talk.querySelector(".title").textContent,
        link: talk.querySelector("a.title")?.href ?? null,
        speakers: talk.querySelector(".speakers")?.textContent ?? "",
        quote: talk.querySelector("blockquote")?.textContent ?? null,
        counted: talk.querySelector(".counted")?.textContent ?? null,
        place: talk.querySelector(".place").textContent,
      })),
      near: [...panel.querySelectorAll(".near li")].map((near) => [
        near.querySelector("bdi").textContent,
        near.querySelector(".numbers").textContent,
      ]),
      history: texts(panel, ".history .unseen"),
      notes: texts(panel, ".note"),
      classes: [...panel.querySelectorAll(".history li")].map((item) => item.className.trim()),
    };
  });
}

const tasks = {
  /** Searches as somebody does who has no mouse. */
  async search(page, words) {
    const { tab, faults, ready, close } = await open(page);
    await tab.keyboard.press("/");
    await tab.keyboard.type(words);
    const option = await tab.evaluate(() => {
      const field = document.activeElement;
      const current = document.getElementById(field.getAttribute("aria-activedescendant"));
      return {
        role: field.getAttribute("role"),
        expanded: field.getAttribute("aria-expanded"),
        selected: current?.getAttribute("aria-selected"),
        text: current?.textContent,
      };
    });
    await tab.keyboard.press("Enter");
    const focused = await tab.evaluate(() => document.activeElement.textContent);
    const found = {
      ready,
      option,
      focused,
      hash: new URL(tab.url()).hash,
      card: await card(tab),
      told: await text(tab, "#live"),
    };
    await tab.keyboard.press("Escape");
    const closed = { hash: new URL(tab.url()).hash, heading: await text(tab, "#panel h2") };
    await close();
    return { ...found, closed, faults };
  },

  /** Walks the network with arrow keys and opens where the walk ends. */
  async walk(page) {
    const { tab, faults, close } = await open(page);
    await tab.locator("#network").focus();
    const walked = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
      await tab.keyboard.press(key);
      walked.push(await text(tab, "#live"));
    }
    await tab.keyboard.press("Enter");
    const heading = await text(tab, "#panel h2");
    await close();
    return { walked, heading, faults };
  },

  /** Moves the handles of the years, and plays them. */
  async years(page) {
    const { tab, faults, close } = await open(page);
    const seen = [];
    const look = async () =>
      seen.push({
        chosen: await text(tab, "#chosen"),
        caption: await text(tab, "#caption"),
        figure: await text(tab, ".figure"),
        picture: await picture(tab),
        hash: new URL(tab.url()).hash,
      });
    await look();
    await tab.locator("#first").focus();
    for (let step = 0; step < 9; step += 1) await tab.keyboard.press("ArrowRight");
    await look();
    await tab.locator("#last").focus();
    for (let step = 0; step < 3; step += 1) await tab.keyboard.press("ArrowLeft");
    await look();
    await tab.locator("#play").click();
    await tab.waitForFunction((before) => document.getElementById("chosen").textContent !== before, seen.at(-1).chosen);
    await tab.locator("#play").click();
    await look();
    await close();
    return { seen, faults };
  },

  /** What an address shows. */
  async address(page, hash) {
    const { tab, faults, close } = await open(page, { hash });
    const shown = await tab.evaluate(() => ({
      chosen: document.getElementById("chosen").textContent,
      views: [...document.querySelectorAll("#views [aria-pressed=true]")].map((button) => button.textContent),
      kinds: [...document.querySelectorAll("#kinds [aria-pressed=true]")].map((button) => button.textContent),
      track: document.getElementById("track").selectedOptions[0].textContent,
      caption: document.getElementById("caption").textContent,
      rows: document.querySelectorAll("#table tbody tr").length,
      isDark: document.documentElement.dataset.theme === "dark",
    }));
    const result = { ...shown, card: await card(tab), hash: new URL(tab.url()).hash, faults };
    await close();
    return result;
  },

  /** What is saved of a view. */
  async save(page, hash) {
    const { tab, faults, close } = await open(page, { hash });
    await tab.locator("#save").click();
    const query = await tab.locator("#saved-query").textContent();
    const saved = {};
    for (const name of ["SVG", "PNG", "Save query"]) {
      const button = tab.locator("#saving").getByRole("button", { name, exact: true });
      if ((await button.count()) === 0) continue;
      const [download] = await Promise.all([tab.waitForEvent("download"), button.click()]);
      saved[download.suggestedFilename().split(".").at(-1)] = readFileSync(await download.path()).toString(
        name === "PNG" ? "hex" : "utf8",
      );
    }
    await tab.keyboard.press("Escape");
    const isOpen = await tab.locator("#saving").isVisible();
    await close();
    return { query, ...saved, png: saved.png?.slice(0, 16), isOpen, faults };
  },

  /** What axe finds that is serious, with everything open once, light and dark, wide and narrow. */
  async access(page) {
    const found = [];
    const [wide, narrow] = [
      { width: 1280, height: 720 },
      { width: 390, height: 844 },
    ];
    const all = [
      "",
      "#entity=linux&years=2016-2020",
      "#entity=linux&view=around&colour=kind",
      "#view=timeline",
      "#find=linux",
    ];
    for (const [colorScheme, viewport, hashes] of [
      ["light", wide, all],
      ["dark", wide, all.slice(0, 4)],
      ["light", narrow, all.slice(0, 2)],
    ]) {
      for (const hash of hashes) {
        const { tab, close } = await open(page, { hash, colorScheme, viewport, bypassCSP: true });
        await settled(tab);
        const states = hash === "" ? ["", "suggestions", "saving", "keys"] : [""];
        for (const state of states) {
          if (state === "suggestions") await tab.locator("#query").fill("linux");
          if (state === "saving") await tab.locator("#save").click();
          if (state === "keys") await tab.evaluate(() => document.getElementById("help").click());
          await tab.evaluate(axe);
          const { violations } = await tab.evaluate(() => window.axe.run());
          for (const { id, impact, nodes } of violations.filter((violation) =>
            ["serious", "critical"].includes(violation.impact),
          )) {
            found.push(
              `${colorScheme} ${viewport.width} ${hash} ${state}: ${id} (${impact}) ${nodes
                .map((node) => node.html)
                .join(" ")
                .slice(0, 300)} ${nodes[0].failureSummary}`,
            );
          }
          await tab.keyboard.press("Escape");
        }
        await close();
      }
    }
    return found;
  },

  /** How long frames take while the whole network is dragged about. */
  async pan(page) {
    const { tab, faults, ready, close } = await open(page, { hash: "#show=all" });
    const caption = await text(tab, "#caption");
    await tab.evaluate(() => {
      window.frames_ = [];
      let last = performance.now();
      const next = (now) => {
        window.frames_.push(now - last);
        last = now;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
    const before = await picture(tab);
    await tab.mouse.move(440, 340);
    await tab.mouse.down();
    await tab.evaluate(() => (window.frames_ = []));
    for (let step = 0; step < 60; step += 1) await tab.mouse.move(440 + 3 * step, 340 + 2 * (step % 30));
    await tab.mouse.up();
    const frames = await tab.evaluate(() => window.frames_.slice(1));
    const after = await picture(tab);
    await close();
    return {
      caption,
      ready,
      frames: frames.length,
      longest: Math.round(Math.max(...frames)),
      isMoved: before !== after,
      faults,
    };
  },

  /** What becomes of names that mean harm: everything is opened, and looked at for what should not be there. */
  async harm(page, hashes) {
    const results = [];
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 390, height: 844 },
    ]) {
      for (const hash of hashes) {
        const { tab, faults, close } = await open(page, { hash, viewport });
        await tab.locator("#query").fill("x");
        await settled(tab);
        const cardOf = await card(tab);
        await tab.locator("#save").click();
        results.push(
          await tab.evaluate(() => ({
            harm: window.harm ?? null,
            names: [...new Set([...document.querySelectorAll("*")].map((element) => element.localName))].sort(),
            handlers: [...document.querySelectorAll("*")]
              .flatMap((element) => [...element.attributes])
              .map(({ name }) => name)
              .filter((name) => name.startsWith("on")),
            links: [...document.querySelectorAll("[href], [src]")]
              .map((element) => element.getAttribute("href") ?? element.getAttribute("src"))
              .filter((link) => !/^(https?:|#panel|data:image\/svg\+xml,)/.test(link)),
            overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            title: document.title,
          })),
        );
        Object.assign(results.at(-1), { heading: cardOf.name, talks: cardOf.talks.map((talk) => talk.title), faults });
        await close();
      }
    }
    return results;
  },

  /** A server says that there is something new. */
  async serve(before, after, hash) {
    let [content, listener] = [before, null];
    const server = createServer((request, response) => {
      if (request.url === "/events") {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(": here\n\n");
        listener = response;
      } else if (request.url === "/") {
        response.writeHead(200, { "content-type": "text/html" });
        response.end(readFileSync(content));
      } else {
        response.writeHead(404).end();
      }
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const { tab, faults, close } = await open(`http://127.0.0.1:${server.address().port}/`, { hash });
    const look = async () => ({
      title: await text(tab, "#title"),
      heading: await text(tab, "#panel h2"),
      figure: await text(tab, ".figure strong"),
      chosen: await text(tab, "#chosen"),
      kept: await tab.evaluate(() => window.kept ?? null),
    });
    const first = await look();
    await tab.evaluate(() => (window.kept = true));
    while (!listener) await new Promise((done) => setTimeout(done, 20));
    content = after;
    listener.write("data: changed\n\n");
    await tab.waitForFunction((old) => document.getElementById("title").innerText !== old, first.title);
    const second = await look();
    await close();
    listener.end();
    server.close();
    server.closeAllConnections();
    return { first, second, faults };
  },

  /** Takes a picture of the page, for those who look. */
  async shot(page, hash, name, options) {
    const { tab, close } = await open(page, { hash, ...options });
    await settled(tab);
    await tab.screenshot({ path: name });
    await close();
    return name;
  },
};

const results = [];
for (const [what, ...taken] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    results.push(await tasks[what](...taken));
  } catch (error) {
    results.push({ broken: `${what}: ${error.stack}` });
  }
}
await browser.close();
console.log(JSON.stringify(results));
