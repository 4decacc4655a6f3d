// The timeline: what the network shows, as a table with a dot for each edition.

import { count, h, named, number, s, share, short } from "./dom.js";
import { spotOf } from "./colours.js";
import { columns, inWords } from "./history.js";

const ROWS = 150;
const HIGH = 28;

/** Fills the table with entities and how each comes back. */
export function fill(box, { data, scope, everything, state, entities, does }) {
  const series = data.series.filter((name) => data.editions.some((edition) => edition.series === name));
  const heads = series.flatMap((name) => columns(data, everything, null, name));
  const order = heads
    .map((column, at) => [column, at])
    .sort(([a], [b]) => a.year - b.year)
    .map(([, at]) => at);
  const isIn = (year) => !state.years || (year >= state.years[0] && year <= state.years[1]);
  const cell = Math.max(15, Math.min(30, Math.floor((box.clientWidth - 430) / heads.length)));
  const body = h("tbody");
  let shown = 0;
  const more = h("button", { type: "button", class: "more", onclick: () => grow() });
  const rowOf = (entity) => {
    const all = series.flatMap((name) => columns(data, everything, entity, name));
    const row = order.map((at) => all[at]);
    const open = () => does.open(entity);
    return h(
      "tr",
      { class: `${entity === state.entity ? "selected" : ""} ${spotOf(entity, state.colour)}` },
      h("th", { scope: "row" }, h("button", { type: "button", class: "entity", onclick: open }, named(entity.name))),
      h("td", { class: "sort" }, entity.kind),
      h("td", { class: "numbers" }, number(scope.counts[entity.index])),
      h("td", { class: "numbers" }, share(scope.counts[entity.index], scope.talks)),
      h("td", { class: "dots" }, dots(row, isIn, cell)),
    );
  };
  const grow = () => {
    const next = entities.slice(shown, shown + ROWS);
    shown += next.length;
    body.append(...next.map(rowOf));
    more.hidden = shown >= entities.length;
    more.textContent = `Show ${number(Math.min(ROWS, entities.length - shown))} more of ${number(entities.length - shown)}`;
  };
  const years = order.map((at) => heads[at]);
  const table = h(
    "table",
    {},
    h("caption", { class: "unseen" }, "Entities of the most talks, and the talks of each edition that mention them"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Entity"),
        h("th", { scope: "col", class: "sort" }, "Kind"),
        h("th", { scope: "col", class: "numbers" }, "Talks"),
        h("th", { scope: "col", class: "numbers" }, "Share"),
        h(
          "th",
          { scope: "col", class: "dots" },
          h("span", { class: "unseen" }, "Talks by edition"),
          head(years, isIn, cell),
        ),
      ),
    ),
    body,
  );
  grow();
  box.replaceChildren(
    entities.length > 0 ? table : h("p", { class: "note" }, "Nothing is mentioned in these talks."),
    more,
  );
}

/** The years at the head of the dots, with their series where there are several; what is known in part is hatched. */
function head(years, isIn, cell) {
  const isOne = years.every((column) => column.series === years[0].series);
  const high = isOne ? HIGH : 5 * HIGH;
  const picture = s("svg", { width: years.length * cell, height: high, "aria-hidden": "true" });
  years.forEach((column, at) => {
    const middle = at * cell + cell / 2;
    const place = isOne
      ? { x: middle, y: high - 10 }
      : { transform: `translate(${middle + 4} ${high - 10}) rotate(-90)`, class: "sideways" };
    const text = s("text", place);
    text.textContent = isOne ? `’${String(column.year).slice(2)}` : `${short(column.series, 12)} ${column.year}`;
    if (!isIn(column.year)) text.classList.add("outside");
    // Where years are narrow, every other one is named.
    if (!isOne || cell >= 22 || at % 2 === 0) picture.append(text);
    if (column.coverage !== "full")
      picture.append(
        s("rect", {
          x: at * cell + 3,
          y: high - 5,
          width: cell - 6,
          height: 5,
          class: column.coverage === "unobserved" ? "unobserved" : "partly",
        }),
      );
  });
  return picture;
}

/** A dot for each edition, its area the talks, joined where two observed editions follow each other. */
function dots(row, isIn, cell) {
  const most = Math.max(1, ...row.map((column) => column.talks));
  const size = (column) => Math.max(1.8, (cell / 2 - 2) * Math.sqrt(column.talks / most));
  const disc = (column, at) => {
    const r = size(column);
    return `M${at * cell + cell / 2 - r} ${HIGH / 2}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  };
  const way = (wanted) =>
    row.map((column, at) => (column.talks > 0 && wanted(column) ? disc(column, at) : "")).join("");
  const isNext = (column, before) => before?.series === column.series && before.talks > 0 && column.talks > 0;
  const bridges = row
    .map((column, at) => (isNext(column, row[at - 1]) ? `M${(at - 0.5) * cell} ${HIGH / 2}h${cell}` : ""))
    .join("");
  const title = s("title");
  title.textContent = row
    .filter((column) => column.talks > 0 || column.of === null)
    .map(inWords)
    .join("\n");
  return s(
    "svg",
    { width: row.length * cell, height: HIGH, role: "img" },
    title,
    s("path", { class: "ground", d: `M0 ${HIGH / 2}h${row.length * cell}` }),
    s("path", { class: "bridge", d: bridges }),
    s("path", { class: "dot outside", d: way((column) => !isIn(column.year)) }),
    s("path", { class: "dot", d: way((column) => isIn(column.year)) }),
  );
}

/** What the table is of, in words. */
export const caption = (entities, all) =>
  `${number(entities.length)} of ${count(all, "entity").replace("entitys", "entities")}; a dot’s area is an entity’s talks of an edition`;
