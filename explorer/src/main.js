// The page: one state, which the address says, and everything that shows it.

import { around } from "./around.js";
import { fill as fillCard, focusCard, ofWhich } from "./card.js";
import { Data, KINDS } from "./data.js";
import { at, count, h, named, number, short, tell } from "./dom.js";
import { listen } from "./events.js";
import { Network } from "./network.js";
import { radius } from "./paint.js";
import { open as openSaving } from "./save.js";
import { Scope } from "./scope.js";
import { Index, search } from "./search.js";
import { SHOWN, VIEWS, read, within, write } from "./state.js";
import { caption as tableCaption, fill as fillTable } from "./timeline.js";
import { Years } from "./years.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

const KEYS = [
  ["/", "search"],
  ["Esc", "close what is selected"],
  ["Arrow keys", "walk the network from entity to entity"],
  ["Enter", "open the one that was walked to"],
  ["+ − 0", "zoom in, zoom out, show all"],
  ["1 2 3", "network, around, timeline"],
  ["p", "play the years"],
];

class Page {
  constructor(data) {
    this.years = new Years((chosen) => this.change({ years: within(chosen, this.data) }));
    this.take(data);
    this.state = read(location.hash, data);
    const does = {
      open: (entity, byKey) => this.open(entity, byKey),
      around: (entity) => this.change({ entity, view: "around" }, { push: true, fit: true }),
      close: () => this.close(),
      leave: () => this.state.view === "network" && this.close(),
      community: (community) =>
        this.change({ community: community === this.state.community ? null : community }, { fit: true }),
      year: (year) => this.change({ years: within([year, year], this.data) }),
      turn: () => this.network && this.show({ fit: true }),
      dim: (entities) => this.network.dim(entities),
    };
    this.does = does;
    this.network = new Network(at("network"), does);
    search({
      index: { find: (...asked) => this.index.find(...asked) },
      counts: () => this.scope.counts,
      choose: ({ entity, track, find }) => {
        if (entity) this.open(entity, true);
        else if (track !== undefined) this.change({ track }, { focus: true });
        else
          this.change(
            { find, entity: null, view: this.state.view === "around" ? "network" : this.state.view },
            { push: true, focus: true },
          );
      },
    });
    this.wire();
    this.recolour();
    this.show({ fit: true });
  }

  /** Takes what is to be shown, at first and when it has changed. */
  take(data) {
    this.data = data;
    this.index = new Index(data);
    this.scopes = new Map();
    document.title = data.title ? `${short(data.title)} – Hallway` : "Hallway";
    at("title").replaceChildren(
      named(data.title),
      h("span", { class: "quiet" }, ` ${count(data.mentions.length, "talk")}`),
    );
    const option = (value, text) => h("option", { value }, text);
    at("track").replaceChildren(
      option("", "all tracks"),
      ...data.tracks.map((name, track) => option(track, short(name, 40))),
    );
    at("track").parentElement.hidden = data.tracks.length === 0;
    at("show").replaceChildren(...SHOWN.map((limit) => option(limit, limit === Infinity ? "all" : number(limit))));
    this.years.take(data);
  }

  /** The talks of some years and a track; those asked for last are kept. */
  scoped(years, track) {
    const key = `${years} ${track}`;
    if (!this.scopes.has(key)) {
      if (this.scopes.size > 40) this.scopes.clear();
      this.scopes.set(key, new Scope(this.data, { years, track }));
    }
    return this.scopes.get(key);
  }

  wire() {
    // The address says what is shown, so that no link within the page may change it.
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      at("panel").focus();
    });
    for (const button of at("views").children) button.addEventListener("click", () => this.view(button.dataset.view));
    at("kinds").append(
      ...KINDS.map((kind) =>
        h(
          "button",
          { type: "button", "data-kind": kind, onclick: () => this.toggle(kind) },
          h("i", { class: `spot kind-${kind}`, "aria-hidden": "true" }),
          kind,
        ),
      ),
    );
    at("track").addEventListener("change", ({ target }) =>
      this.change({ track: target.value === "" ? null : Number(target.value) }),
    );
    at("show").addEventListener("change", ({ target }) => this.change({ show: Number(target.value) }, { fit: true }));
    at("only").addEventListener("click", () => this.does.community(this.state.community));
    at("colour").addEventListener("change", ({ target }) => this.change({ colour: target.value }));
    for (const button of at("zoom").children)
      button.addEventListener("click", () => this.network.zoomBy(button.dataset.zoom));
    at("save").addEventListener("click", () => {
      this.years.stop();
      openSaving({ ...this, shown: this.shown.length, caption: this.caption });
    });
    at("theme").addEventListener("click", () => {
      const isDark = this.isDark;
      this.change({ theme: isDark === DARK.matches ? (isDark ? "light" : "dark") : null });
      this.recolour();
    });
    DARK.addEventListener("change", () => this.recolour());
    at("help").addEventListener("click", () => this.help());
    addEventListener("hashchange", () => {
      this.state = read(location.hash, this.data);
      this.recolour();
      this.show({ fit: true });
    });
    addEventListener("keydown", (event) => this.press(event));
    listen((data) => {
      const address = write(this.state, this.data);
      this.years.stop();
      this.take(data);
      this.state = read(address, data);
      this.show({});
      tell("The talks have changed");
    });
  }

  press(event) {
    const isTyping = event.target.matches?.("input[type=text], select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && !isTyping) this.close();
    else if (isTyping) return;
    else if (event.key === "/") at("query").focus();
    else if (event.key === "p") at("play").click();
    else if (["1", "2", "3"].includes(event.key)) this.view(VIEWS[event.key - 1]);
    else return;
    event.preventDefault();
  }

  open(entity, byKey = false) {
    this.change({ entity, find: "" }, { push: true, focus: byKey });
    if (!byKey) tell(`${entity.name}: ${count(this.scope.counts[entity.index], "talk")}`);
  }

  close() {
    if (!this.state.entity && !this.state.find) return;
    this.change(
      { entity: null, find: "", view: this.state.view === "around" ? "network" : this.state.view },
      { push: true, fit: this.state.view === "around" },
    );
  }

  view(view) {
    if (view === "around" && !this.state.entity) return tell("Select an entity first");
    this.change({ view }, { fit: true });
  }

  /** Shows a kind or not; without any, all are shown. */
  toggle(kind) {
    const kinds = new Set(this.state.kinds);
    // From all of them, one click leaves one.
    if (kinds.size === KINDS.length) kinds.clear();
    if (!kinds.delete(kind)) kinds.add(kind);
    this.change({ kinds: kinds.size === 0 ? new Set(KINDS) : kinds }, { fit: true });
  }

  /** Changes the state and shows it. */
  change(what, { push = false, fit = false, focus = false } = {}) {
    const isElsewhere = what.entity !== undefined && what.entity !== this.state.entity && this.state.view === "around";
    this.state = { ...this.state, ...what };
    const address = `#${write(this.state, this.data)}`;
    if (address !== location.hash && !(address === "#" && !location.hash)) {
      history[push ? "pushState" : "replaceState"](
        null,
        "",
        address === "#" ? location.pathname + location.search : address,
      );
    }
    this.show({ fit: fit || isElsewhere });
    if (focus) focusCard();
  }

  /** Shows the state everywhere. */
  show({ fit = false }) {
    const { state } = this;
    this.scope = this.scoped(state.years, state.track);
    this.everything = this.scoped(null, state.track);
    this.showControls();
    const ranked = this.scope.ranked(state);
    if (state.view === "around") this.showAround(fit);
    else if (state.view === "timeline") this.showTimeline(ranked);
    else this.showNetwork(ranked, fit);
    this.years.show({ everything: this.everything, chosen: state.years, entity: state.entity });
    this.showPanel();
  }

  /** Shows what is chosen on what it is chosen with. */
  showControls() {
    const { data, state } = this;
    const root = document.documentElement;
    const press = (button, isPressed) => button.setAttribute("aria-pressed", String(isPressed));
    for (const button of at("views").children) {
      press(button, button.dataset.view === state.view);
      if (button.dataset.view === "around") button.disabled = !state.entity;
    }
    const isEvery = state.kinds.size === KINDS.length;
    for (const button of at("kinds").children) press(button, !isEvery && state.kinds.has(button.dataset.kind));
    const only = at("only");
    only.hidden = state.community === null;
    if (state.community !== null) {
      const { name } = data.communities[state.community];
      only.replaceChildren("only ", named(short(name, 24)), h("span", { "aria-hidden": "true" }, " ×"));
    }
    at("track").value = state.track ?? "";
    at("show").value = state.show;
    at("colour").value = state.colour;
    root.dataset.colour = state.colour;
    if (state.theme) root.dataset.theme = state.theme;
    else delete root.dataset.theme;
    press(at("theme"), this.isDark);
    const isTimeline = state.view === "timeline";
    at("network").hidden = at("zoom").hidden = isTimeline;
    at("table").hidden = !isTimeline;
  }

  /** Fills the panel anew if what it says has changed; what was scrolled to stays, if it is of the same. */
  showPanel() {
    const { data, state } = this;
    const subject = `${state.entity?.id} ${state.find}`;
    const said = `${subject} ${state.years} ${state.track} ${[...state.kinds]} ${state.community}`;
    if (this.said === said && this.saidOf === data) return;
    const panel = at("panel");
    const top = this.subject === subject ? panel.scrollTop : 0;
    fillCard(panel, this);
    panel.scrollTop = top;
    [this.said, this.saidOf, this.subject] = [said, data, subject];
  }

  showNetwork(ranked, fit) {
    const { state } = this;
    const entities = ranked.slice(0, state.show);
    if (state.entity && !entities.includes(state.entity)) entities.push(state.entity);
    this.shown = entities;
    const { pairs, isTelling } = this.scope.links(entities);
    const links = pairs.map(({ a, b, both }) => ({ a: entities[a], b: entities[b], both }));
    // What is selected shows all those here that it is met with more often than once.
    if (state.entity) {
      const [isShown, isLinked] = [new Set(entities), new Set()];
      for (const { a, b } of links) {
        if (a === state.entity) isLinked.add(b);
        if (b === state.entity) isLinked.add(a);
      }
      const near = this.scope
        .neighbours(state.entity)
        .filter((other) => isShown.has(other.entity) && !isLinked.has(other.entity) && (other.both >= 2 || !isTelling));
      for (const { entity, both } of near.slice(0, 12)) links.push({ a: state.entity, b: entity, both });
    }
    // What is drawn for a wide page lies on its side on a high one.
    const nodes = entities.map((entity) =>
      this.network.isWide ? { entity, x: entity.x, y: entity.y } : { entity, x: -entity.y, y: entity.x },
    );
    this.caption = `${number(entities.length)} of ${number(ranked.length)} entities in ${ofWhich(this.data, this.scope, state)}, linked where they meet${isTelling ? " more often than by chance" : ""}`;
    at("caption").textContent = this.caption;
    this.network.show({ nodes, links, sizeOf: this.sizeOf, selected: state.entity, by: state.colour, fit });
    this.describe(entities);
  }

  showAround(fit) {
    const { state, scope } = this;
    const { nodes, links, of } = around(scope, state.entity, state.kinds, this.network.isWide);
    this.shown = nodes.map((node) => node.entity);
    this.caption = `${number(nodes.length - 1)} of ${number(of)} that are met with ${short(state.entity.name, 40)} in ${ofWhich(this.data, scope, state)}, the nearest ring the most telling by G²`;
    at("caption").textContent = this.caption;
    this.network.show({ nodes, links, sizeOf: this.sizeOf, selected: state.entity, by: state.colour, fit });
    this.describe(this.shown);
  }

  showTimeline(ranked) {
    const entities = ranked.slice(0, this.state.show);
    if (this.state.entity && !entities.includes(this.state.entity)) entities.unshift(this.state.entity);
    this.shown = entities;
    this.caption = tableCaption(entities, ranked.length);
    at("caption").textContent = this.caption;
    fillTable(at("table"), { ...this, entities });
  }

  /** How large an entity is drawn: by its share, so that a year is as legible as all; of very few talks less, for want of room. */
  get sizeOf() {
    const { data, scope } = this;
    const times = Math.min(30, data.mentions.length / Math.max(1, scope.talks));
    const most = data.entities[0]?.talks.length ?? 1;
    return (entity) => radius(scope.counts[entity.index] * times, most);
  }

  /** Says in words what the network shows. */
  describe(entities) {
    const names = entities.slice(0, 5).map((entity) => short(entity.name, 40));
    at("network").setAttribute(
      "aria-label",
      `${this.caption}: ${names.join(", ")}${entities.length > 5 ? " and others" : ""}`,
    );
  }

  get isDark() {
    return this.state.theme ? this.state.theme === "dark" : DARK.matches;
  }

  recolour() {
    this.showControls();
    this.network.recolour();
  }

  help() {
    const dialog = at("keys");
    dialog.replaceChildren(
      h("h2", { id: "keys-title" }, "Keys"),
      h(
        "table",
        {},
        h(
          "tbody",
          {},
          ...KEYS.map(([key, does]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, does))),
        ),
      ),
      h(
        "p",
        { class: "note" },
        "Drag to move, scroll or pinch to zoom, click an entity for its card, double-click for what is around it. Drag over the bars to choose years. The address always says what is shown.",
      ),
      h("form", { method: "dialog" }, h("button", { class: "close" }, "Close")),
    );
    dialog.showModal();
  }
}

Data.of(document).then(
  (data) => {
    new Page(data);
    document.documentElement.dataset.ready = "";
  },
  (error) => {
    at("panel").replaceChildren(
      h("h2", {}, "This page cannot be read"),
      h("p", {}, String(error?.message ?? error)),
      h("p", { class: "note" }, "It needs a browser of 2024 or later, and the whole of its file."),
    );
  },
);
