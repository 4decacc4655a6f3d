// Talks in a list, each with what it says of an entity and where.

import { count, h, link, named, number, short } from "./dom.js";

const AT_FIRST = 10;

/**
 * A list of talks that goes on when asked to; what is told of them is unpacked as it is needed.
 * @param {import("./data.js").Data} data
 * @param {number[]} talks
 * @param {?Object} entity whose evidence is shown
 */
export function list(data, talks, entity) {
  const items = h("ol", { class: "talks" });
  const more = h("button", { type: "button", class: "more" });
  let shown = 0;
  const grow = async (by, focus) => {
    const next = talks.slice(shown, shown + by);
    shown += next.length;
    const told = await data.told(next);
    const rows = told.map((talk) => row(talk, entity));
    items.append(...rows);
    more.hidden = shown >= talks.length;
    more.textContent = `Show ${number(Math.min(100, talks.length - shown))} more of ${number(talks.length - shown)}`;
    if (focus) rows[0]?.querySelector("a, .title")?.focus();
  };
  more.addEventListener("click", () => grow(100, true));
  more.hidden = true;
  const box = h("div", { "aria-busy": "true" }, items, more);
  grow(AT_FIRST, false).finally(() => box.removeAttribute("aria-busy"));
  return box;
}

function row(talk, entity) {
  const evidence = entity && talk.evidence(entity);
  const where = [talk.edition && `${talk.edition.series} ${talk.edition.year}`, talk.track].filter(Boolean).join(" · ");
  return h(
    "li",
    {},
    h("p", { class: "where" }, where ? named(where) : "edition unknown"),
    link(talk.url, { class: "title" }, named(talk.title)),
    talk.speakers.length > 0 && h("p", { class: "speakers" }, named(talk.speakers.join(", "))),
    evidence &&
      evidence.quote !== null &&
      !evidence.isTitle &&
      h("blockquote", { dir: "auto" }, short(evidence.quote, 400)),
    evidence &&
      evidence.quote === null &&
      h("p", { class: "counted" }, `${count(evidence.count, "mention")} in the abstract, whose text is not bundled`),
    h("p", { class: "place" }, named(evidence ? evidence.place : talk.place)),
  );
}

/** The talks whose titles or speakers have all of some words, the newest first. */
export async function find(data, scope, words, fold) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  const talks = [...scope.isIn.keys()].filter((talk) => scope.isIn[talk]);
  const told = await data.told(talks);
  const fits = told.filter(({ title, speakers }) => {
    const text = fold([title, ...speakers].join(" "));
    return wanted.every((word) => text.includes(word));
  });
  return fits.map(({ talk }) => talk).reverse();
}
