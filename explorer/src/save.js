// Saves what is shown: as a picture, and as a saved query that `hallway run` draws.

import { at, h, tell } from "./dom.js";
import { KINDS } from "./data.js";
import { paint } from "./paint.js";
import { CanvasSurface, SvgSurface } from "./surface.js";

/** A text as YAML has it in single quotes: one line. */
const quoted = (text) =>
  `'${text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029\ufeff]+/g, " ").replaceAll("'", "''")}'`;

/** What is shown, in the language of saved queries. */
function savedQuery(data, state, shown) {
  const conditions = [];
  if (data.condition) conditions.push(state.track === null ? data.condition : `(${data.condition})`);
  // A quotation mark ends a value, so that a name is looked for up to its first.
  const track =
    state.track === null
      ? ""
      : data.tracks[state.track]
          .split(/["“”]/)
          .map((part) => part.trim())
          .find(Boolean);
  if (track) conditions.push(`track:"${track}"`);
  const draw = state.view === "around" ? "ego" : state.view;
  const focus = draw === "ego" || (draw === "timeline" && state.entity) ? state.entity : null;
  const lines = [`title: ${quoted(title(data, state))}`, `draw: ${draw}`];
  if (focus) lines.push(`focus: ${quoted(focus.id)}`);
  if (conditions.length > 0) lines.push(`where: ${quoted(conditions.join(" and "))}`);
  if (state.years) lines.push(`years: ${state.years[0]}..${state.years[1]}`);
  if (!focus || draw === "ego")
    lines.push(`limit: ${Math.max(2, Math.min(draw === "ego" ? shown - 1 : shown, draw === "timeline" ? 30 : 300))}`);
  // What is left out of a picture without leaving out talks.
  const only = [...(state.kinds.size < KINDS.length ? [KINDS.filter((kind) => state.kinds.has(kind)).join(", ")] : [])];
  if (state.community !== null) only.push(`the community of ${data.communities[state.community].members[0].id}`);
  if (only.length > 0)
    lines.push(`# The page shows only these, which a saved query cannot say: ${quoted(only.join("; "))}`);
  return `${lines.join("\n")}\n`;
}

/** What a picture is called. */
export function title(data, state) {
  const years = state.years ? ` ${state.years[0] === state.years[1] ? state.years[0] : state.years.join("–")}` : "";
  if (state.view === "around") return `What is said with ${state.entity.name}${years}`;
  if (state.view === "timeline")
    return state.entity ? `${state.entity.name} through the years` : `What comes back${years}`;
  return `What is talked about together${years}`;
}

function download(name, blob) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  // The browser takes what it was given before it comes back to this.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  tell(`Saved ${name}`);
}

/** What a saved picture has above the network for its title, and below for what it is of. */
const [ABOVE, BELOW] = [64, 36];

/** The size of the picture that is saved. */
const extent = (network) => [Math.round(network.width), Math.round(network.height) + ABOVE + BELOW];

/** The network as it is on the screen, with its title and what it is of. */
function picture(surface, network, { heading, caption }) {
  const [width, height] = extent(network);
  const view = network.view();
  paint(surface, network.scene, { ...view, y: view.y + ABOVE, width, height });
  const { colours } = network;
  surface.text(heading, 24, 34, { size: 22, isBold: true, colour: colours.ink, halo: colours.page, anchor: "start" });
  surface.text(caption, 24, height - BELOW / 2 - 4, {
    size: 13,
    colour: colours.quiet,
    halo: colours.page,
    anchor: "start",
  });
}

/** An SVG of what the network shows. */
export function svg(network, said) {
  const surface = new SvgSurface(...extent(network), said.heading);
  picture(surface, network, said);
  return surface.toString();
}

function png(network, said) {
  const [width, height] = extent(network);
  const canvas = h("canvas", { width: width * 2, height: height * 2 });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  picture(new CanvasSurface(context), network, said);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** Shows the dialog that saves. */
export function open({ data, state, network, shown, caption }) {
  const dialog = at("saving");
  const query = savedQuery(data, state, shown);
  const name =
    `${state.view}${state.entity ? `-${state.entity.id}` : ""}${state.years ? `-${state.years.join("-")}` : ""}`.replace(
      /[^a-z0-9-]+/g,
      "-",
    );
  const said = { heading: title(data, state), caption };
  const isDrawn = state.view !== "timeline";
  const button = (label, act) => h("button", { type: "button", onclick: act }, label);
  const copy = (text, what) => async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell(`${what} copied`);
    } catch {
      // Not every page may: then it is there to be selected.
      tell(`${what} could not be copied`);
    }
  };
  const content = [
    h("h2", { id: "saving-title" }, "Save this view"),
    isDrawn && h("p", {}, "The picture as it is on the screen:"),
    isDrawn &&
      h(
        "div",
        { class: "actions" },
        button("SVG", () => download(`${name}.svg`, new Blob([svg(network, said)], { type: "image/svg+xml" }))),
        button("PNG", async () => download(`${name}.png`, await png(network, said))),
      ),
    h(
      "p",
      {},
      isDrawn
        ? "As a saved query, which Hallway draws for slides:"
        : "As a saved query, which Hallway draws as SVG, PNG and PDF:",
    ),
    h("pre", { id: "saved-query", tabindex: "0", role: "region", "aria-label": "Saved query" }, query),
    h(
      "div",
      { class: "actions" },
      button("Save query", () => download(`${name}.yaml`, new Blob([query], { type: "text/yaml" }))),
      button("Copy query", copy(query, "Query")),
      button("Copy address", copy(location.href, "Address")),
    ),
    h("p", { class: "note" }, `Put it into queries/, then: hallway run queries/${name}.yaml`),
    h("form", { method: "dialog" }, h("button", { class: "close" }, "Close")),
  ];
  dialog.replaceChildren(...content.filter(Boolean));
  dialog.showModal();
}
