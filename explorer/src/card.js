// The card of an entity, and what the panel has where none is selected.

import { spotOf } from "./colours.js";
import { at, count, h, link, named, number, share, short, tell } from "./dom.js";
import { bars, columns, summary } from "./history.js";
import { association } from "./measure.js";
import { find, list } from "./talks.js";
import { fold } from "./text.js";

const NEIGHBOURS = 10;
const FOREMOST = 12;
const RELATIONS = 8;

/** A button with an entity's name. */
function entityButton(entity, does, ...more) {
  return h(
    "button",
    { type: "button", class: "entity", onclick: () => does.open(entity) },
    named(entity.name),
    ...more,
  );
}

/** The colour that a community has, as a spot. */
const spot = (community) => h("i", { class: `spot ${spotOf({ community }, "community")}`, "aria-hidden": "true" });

/** Of which talks the numbers are, in words. */
export function ofWhich(data, scope, state) {
  const years = state.years ?? [data.firstYear, data.lastYear];
  const when = state.years ? ` of ${years[0] === years[1] ? years[0] : years.join("–")}` : "";
  const where = state.track === null ? "" : ` in ${data.tracks[state.track]}`;
  return `${count(scope.talks, "talk")}${when}${where}`;
}

/** Fills the panel. */
export function fill(panel, { data, scope, everything, state, does }) {
  const content = state.entity
    ? card(data, scope, everything, state, does)
    : state.find
      ? found(data, scope, state, does)
      : overview(data, scope, state, does);
  panel.replaceChildren(...content.filter(Boolean));
  panel.scrollTop = 0;
}

/** All about one entity. */
function card(data, scope, everything, state, does) {
  const { entity } = state;
  const talks = scope.counts[entity.index];
  const isIn = (year) => !state.years || (year >= state.years[0] && year <= state.years[1]);
  const aliases = entity.aliases.filter((alias) => !/^\/.*\/$/.test(alias));
  const histories = data.series
    .map((series) => [series, columns(data, everything, entity, series)])
    .filter(([, all], _, shown) => shown.length === 1 || all.some((column) => column.talks > 0));
  const neighbours = scope.neighbours(entity);
  const community = data.communities[entity.community];
  const outside = talks < entity.talks.length ? ` (${number(entity.talks.length)} in all)` : "";
  return [
    h(
      "p",
      { class: "kind" },
      entity.kind,
      community ? h("span", {}, " · ", spot(community.index), named(community.name)) : null,
    ),
    h("h2", { tabindex: "-1", id: "card-title" }, named(entity.name)),
    entity.about && h("p", { class: "about", dir: "auto" }, short(entity.about, 600)),
    h(
      "p",
      { class: "figure" },
      h("strong", {}, number(talks)),
      ` of ${ofWhich(data, scope, state)}`,
      h("span", {}, ` · ${share(talks, scope.talks)}${outside}`),
    ),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", onclick: () => does.around(entity) }, "Around it"),
      h("button", { type: "button", onclick: () => does.close() }, "Close"),
    ),
    histories.length > 0 && h("h3", {}, "Through the years"),
    ...histories.flatMap(([series, all]) => [
      data.series.length > 1 ? h("h4", {}, series) : null,
      bars(all, isIn, does.year),
      h("p", { class: "note" }, summary(all)),
    ]),
    h("h3", {}, "Mentioned with"),
    neighbours.length > 0
      ? h(
          "ul",
          { class: "near" },
          ...neighbours.slice(0, NEIGHBOURS).map((near) => neighbour(near, talks, scope, does)),
        )
      : h("p", { class: "note" }, "Nothing else in these talks."),
    neighbours.length > 0 &&
      h(
        "p",
        { class: "note" },
        `Talks that mention both; × is how much more often than by chance. ${number(Math.min(NEIGHBOURS, neighbours.length))} of ${number(neighbours.length)}, by G², those met only once last.`,
      ),
    h("h3", { id: "talks-title" }, count(talks, "talk")),
    talks > 0
      ? list(data, scope.mentioning(entity).reverse(), entity)
      : h("p", { class: "note" }, "None here. Widen the years or the track."),
    ...relations(entity, does),
    h("h3", {}, "Described"),
    h(
      "dl",
      {},
      ...(aliases.length > 0 ? [h("dt", {}, "also"), h("dd", {}, ...joined(aliases))] : []),
      ...(entity.broader.length > 0 ? [h("dt", {}, "belongs to"), h("dd", {}, ...joined(entity.broader))] : []),
      ...entity.links.flatMap(([what, address]) => [
        h("dt", {}, what),
        h("dd", {}, link(address, {}, named(address.replace(/^https?:\/\//, "")))),
      ]),
      ...(entity.defined ? [h("dt", {}, "defined"), h("dd", { class: "place" }, named(entity.defined))] : []),
    ),
  ];
}

const joined = (texts) => texts.flatMap((text, nth) => (nth > 0 ? [", ", named(text)] : [named(text)]));

function neighbour({ entity, both, talks }, own, scope, does) {
  const strength = association(own, talks, both, scope.talks);
  const times = strength >= 10 ? number(Math.round(strength)) : strength.toFixed(1);
  return h(
    "li",
    {},
    entityButton(entity, does),
    h("span", { class: "numbers" }, `${number(both)} `, h("span", {}, `× ${times}`)),
  );
}

function relations(entity, does) {
  if (entity.relations.length === 0) return [];
  const rows = entity.relations.map(({ from, verb, to, isDrawn, place }) => {
    const name = (end) => (end === entity ? named(end.name) : entityButton(end, does));
    return h(
      "li",
      {},
      name(from),
      h("em", {}, verb ? ` ${short(verb).replaceAll("-", " ")} ` : " → "),
      name(to),
      h("p", { class: "place" }, isDrawn ? "drawn, " : "", named(place)),
    );
  });
  const box = h("ul", { class: "relations" }, ...rows.splice(0, RELATIONS));
  const more = h(
    "button",
    { type: "button", class: "more", onclick: () => [box.append(...rows), more.remove()] },
    `Show ${number(rows.length)} more`,
  );
  return [h("h3", {}, "Related"), box, rows.length > 0 && more];
}

/** What is talked about, where nothing is selected. */
function overview(data, scope, state, does) {
  const ranked = scope.ranked(state);
  const foremost = ranked.slice(0, FOREMOST);
  const communities = data.communities.map((community) => ({
    community,
    shown: community.members.filter((member) => scope.counts[member.index] > 0),
  }));
  const point = (members) => ({
    onpointerenter: () => does.dim(members),
    onpointerleave: () => does.dim(null),
    onfocus: () => does.dim(members),
    onblur: () => does.dim(null),
  });
  return [
    h("h2", { tabindex: "-1" }, "What is talked about"),
    h("p", { class: "figure" }, h("strong", {}, number(ranked.length)), ` entities in ${ofWhich(data, scope, state)}`),
    data.condition && h("p", { class: "note" }, "Selected by ", h("code", {}, named(data.condition))),
    h("h3", {}, "Most mentioned"),
    h(
      "ul",
      { class: "near" },
      ...foremost.map((entity) =>
        h(
          "li",
          {},
          entityButton(entity, does),
          h(
            "span",
            { class: "numbers" },
            `${number(scope.counts[entity.index])} `,
            h("span", {}, share(scope.counts[entity.index], scope.talks)),
          ),
        ),
      ),
    ),
    ranked.length === 0 && h("p", { class: "note" }, "Nothing. Widen the years, the track or the kinds."),
    communities.length > 0 && h("h3", {}, "Communities"),
    communities.length > 0 &&
      h(
        "ul",
        { class: "communities" },
        ...communities.map(({ community, shown }) =>
          h(
            "li",
            {},
            h(
              "button",
              {
                type: "button",
                class: "entity",
                disabled: shown.length === 0,
                "aria-pressed": state.community === community.index,
                onclick: () => does.community(community.index),
                ...point(community.members),
              },
              spot(community.index),
              named(community.name),
            ),
            h("span", { class: "numbers" }, number(shown.length)),
          ),
        ),
      ),
    communities.length > 0 &&
      h(
        "p",
        { class: "note" },
        "Talked about together more than with the rest: all years, the 400 entities of the most talks, by the Leiden algorithm. One can be shown by itself.",
      ),
  ];
}

/** The talks whose titles or speakers have some words. */
function found(data, scope, state, does) {
  const box = h("div", { "aria-busy": "true" });
  const head = h("h2", { tabindex: "-1" }, "Talks with ", named(`“${state.find}”`));
  const note = h("p", { class: "figure" }, "…");
  find(data, scope, state.find, fold).then((talks) => {
    note.replaceChildren(
      h("strong", {}, number(talks.length)),
      ` of ${ofWhich(data, scope, state)}, in their titles or speakers`,
    );
    box.replaceWith(list(data, talks, null));
    tell(`${count(talks.length, "talk")} found`);
  });
  return [
    head,
    note,
    h("div", { class: "actions" }, h("button", { type: "button", onclick: () => does.close() }, "Close")),
    box,
  ];
}

/** Brings the heading of what is selected to those who read by keys. */
export function focusCard() {
  at("panel").querySelector("h2")?.focus({ preventScroll: true });
}
