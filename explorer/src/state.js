// What is shown, and the address that says so: #entity=criu&years=2016-2023&view=around.

import { KINDS } from "./data.js";

export const VIEWS = ["network", "around", "timeline"];
export const SHOWN = [60, 150, 400, 1000, Infinity];
const USUAL = 150;

/**
 * What is shown. `years` is null for all, `find` are words to look for in titles and speakers.
 * @typedef {{view: string, entity: ?Object, find: string, years: ?[number, number], track: ?number, kinds: Set<string>,
 *   community: ?number, show: number, colour: string, theme: ?string}} State
 */

/** What an address says; what it says wrongly is left out. @returns {State} */
export function read(address, data) {
  const said = new URLSearchParams(address.replace(/^#/, ""));
  const years = /^(\d{4})(?:-(\d{4}))?$/.exec(said.get("years") ?? "");
  const kinds = (said.get("kinds") ?? "").split(",").filter((kind) => KINDS.includes(kind));
  const track = data.tracks.indexOf(said.get("track"));
  const show = said.get("show") === "all" ? Infinity : Number(said.get("show"));
  const entity = data.byId.get(said.get("entity")) ?? null;
  const view = VIEWS.includes(said.get("view")) ? said.get("view") : "network";
  return {
    view: view === "around" && !entity ? "network" : view,
    entity,
    find: said.get("find") ?? "",
    years: years ? within([Number(years[1]), Number(years[2] ?? years[1])], data) : null,
    track: track >= 0 ? track : null,
    // A community is told by any of its members.
    community: data.byId.get(said.get("community"))?.community ?? null,
    kinds: new Set(kinds.length > 0 ? kinds : KINDS),
    show: SHOWN.includes(show) ? show : USUAL,
    colour: said.get("colour") === "kind" ? "kind" : "community",
    theme: ["dark", "light"].includes(said.get("theme")) ? said.get("theme") : null,
  };
}

/** Years that there are, the first first; null for all of them. */
export function within([a, b], data) {
  const clamp = (year) => Math.min(Math.max(year, data.firstYear), data.lastYear);
  const [first, last] = [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
  return data.hasYears && (first > data.firstYear || last < data.lastYear) ? [first, last] : null;
}

/** The address of a state: only what is not usual. */
export function write(state, data) {
  const said = new URLSearchParams();
  if (state.entity) said.set("entity", state.entity.id);
  if (state.find) said.set("find", state.find);
  if (state.years) said.set("years", state.years[0] === state.years[1] ? `${state.years[0]}` : state.years.join("-"));
  if (state.track !== null) said.set("track", data.tracks[state.track]);
  if (state.kinds.size < KINDS.length) said.set("kinds", KINDS.filter((kind) => state.kinds.has(kind)).join(","));
  if (state.community !== null) said.set("community", data.communities[state.community].members[0].id);
  if (state.view !== "network") said.set("view", state.view);
  if (state.show !== USUAL) said.set("show", state.show === Infinity ? "all" : state.show);
  if (state.colour !== "community") said.set("colour", state.colour);
  if (state.theme) said.set("theme", state.theme);
  return said.toString().replaceAll("%2C", ",");
}
