// How something comes back: its talks edition by edition, those of which less is known marked.

import { count, h, number } from "./dom.js";
import { recurrence } from "./measure.js";

/** What stands for an edition of which not every talk's text is known. */
const SAID = { full: "", titles: ", known by titles only", sampled: ", known from notes only" };

/**
 * The columns of a series: every year from its first to its last edition; an edition of which nothing is known has no
 * number and no talks.
 */
export function columns(data, scope, entity, series) {
  const { of, talks } = scope.byEdition(entity);
  const known = data.editions
    .map((edition, at) => ({ ...edition, of: of[at], talks: talks[at] }))
    .filter((edition) => edition.series === series);
  const byYear = new Map(known.map((edition) => [edition.year, edition]));
  const years = [...byYear.keys()];
  const all = Array.from({ length: Math.max(...years) - Math.min(...years) + 1 }, (_, at) => Math.min(...years) + at);
  return all.map((year) => byYear.get(year) ?? { year, series, coverage: "unobserved", of: null, talks: 0 });
}

/** What one edition has, in words. */
export function inWords({ year, coverage, of, talks }) {
  if (of === null) return `${year}: nobody can say`;
  return `${year}: ${number(talks)} of ${count(of, "talk")}${SAID[coverage] ?? ""}`;
}

/** How something recurs, in words; where not everything is known, that nobody can say it is absent. */
export function summary(columns) {
  const observed = columns.filter((column) => column.of !== null);
  const found = recurrence(observed.map((column) => column.talks));
  if (!found) return "In none of these talks.";
  const [first, last] = [observed[found.first], observed[found.last]];
  const said = [`In ${found.editions} of ${count(observed.length, "edition")}`];
  said.push(first === last ? `only ${first.year}` : `first ${first.year}, last ${last.year}`);
  if (found.longestGap > 0) said.push(`longest gap ${count(found.longestGap, "edition")}`);
  const partly = columns.filter((column) => column.talks === 0 && column.coverage !== "full");
  const cannot =
    partly.length > 0
      ? ` Of ${partly.map((column) => column.year).join(", ")} nobody can say: not every talk is known.`
      : "";
  return `${said.join(" · ")}.${cannot}`;
}

/** Bars, one for each edition; `choose` takes the year of one that is clicked. */
export function bars(columns, isIn, choose) {
  const most = Math.max(1, ...columns.map((column) => column.talks));
  const list = h("ol", { class: "history" });
  columns.forEach((column, at) => {
    const bar = h("i", {});
    bar.style.height = `${column.talks === 0 ? 0 : Math.max(6, (100 * column.talks) / most)}%`;
    const isLabelled =
      at === 0 || at === columns.length - 1 || (column.year % 5 === 0 && at > 2 && at < columns.length - 3);
    const kind = column.coverage === "full" ? "" : column.coverage === "unobserved" ? "unobserved" : "partly";
    const year = h("span", { class: isLabelled ? "year" : "year unlabelled", "aria-hidden": "true" }, column.year);
    const item = h(
      "li",
      {
        class: `${kind} ${isIn(column.year) ? "" : "outside"}`,
        title: inWords(column),
        onclick: () => choose(column.year),
      },
      h("span", { class: "unseen" }, inWords(column)),
      h("span", { class: "bar" }, bar),
      year,
    );
    list.append(item);
  });
  return list;
}
