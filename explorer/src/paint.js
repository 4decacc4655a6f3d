// Paints what a network shows at the moment on any surface.

import { colourOf } from "./colours.js";
import { short } from "./dom.js";
import { place } from "./label.js";

/**
 * How large the disc of an entity is of which so many talks are, where one has the most; src/export/explorer.rs says the
 * same. Where all have few, they are larger, so that there is something to see.
 */
export function radius(talks, most) {
  const plain = (of) => 2.5 + 0.9 * Math.sqrt(of);
  return plain(talks) * Math.max(1, LARGE / plain(most));
}

/** How large the largest disc is at least. */
const LARGE = 20;

/** How large a disc is on the page: it grows less than the distances do. */
export const scaled = (r, k) => Math.max(1.4, r * k ** 0.7);

/** Widths of links, from the weakest to the strongest. */
const WIDTHS = [0.7, 1.1, 1.7, 2.6, 4];

/** What stands back: of links and discs how much is seen, by whether they are lit, or whether nothing is. */
const SEEN = { own: 0.75, lit: 0.4, dim: 0.13, plain: 0.55 };
const DIMMED = 0.28;

/** Below that, nothing is seen of what comes or goes. */
const GONE = 0.02;

/**
 * Paints links, then discs, then labels. Where some are lit, the others stand back; the active one is ringed.
 * @param {Object} surface
 * @param {{bodies: Object[], links: Object[], lit: ?Set<Object>, active: ?Object}} scene
 * @param {{k: number, x: number, y: number, width: number, height: number, colours: Object, by: string}} view
 */
export function paint(surface, scene, view) {
  const { k, x, y, width, height, colours } = view;
  surface.page(width, height, colours.page);
  const shown = scene.bodies
    .filter((body) => body.alpha > GONE)
    .map((body) => ({ body, x: body.x * k + x, y: body.y * k + y, r: scaled(body.r, k) }))
    .filter((disc) => disc.x > -80 && disc.y > -80 && disc.x < width + 80 && disc.y < height + 80);
  paintLinks(surface, scene, view);
  paintDiscs(surface, shown, scene, view);
  paintLabels(surface, shown, scene, view);
}

function paintLinks(surface, { links, lit, active }, { k, x, y, colours }) {
  const groups = new Map();
  for (const { a, b, step } of links) {
    const alpha = Math.min(a.alpha, b.alpha);
    if (alpha <= GONE) continue;
    const isOwn = active && (a === active || b === active);
    const how = isOwn ? "own" : !lit ? "plain" : lit.has(a) && lit.has(b) ? "lit" : "dim";
    const strength = Math.max(0.25, Math.round(alpha * 4) / 4);
    const key = `${how} ${step} ${strength}`;
    if (!groups.has(key)) groups.set(key, { how, step, strength, lines: [] });
    groups.get(key).lines.push([a.x * k + x, a.y * k + y, b.x * k + x, b.y * k + y]);
  }
  const thick = Math.min(1.4, Math.max(0.7, k ** 0.5));
  const rank = ({ how, step }) => (how === "own" ? 10 : 0) + step;
  for (const { how, step, strength, lines } of [...groups.values()].sort((a, b) => rank(a) - rank(b))) {
    const colour = how === "own" ? colours.accent : colours.together;
    surface.lines(lines, colour, WIDTHS[step] * thick, SEEN[how] * strength);
  }
}

function paintDiscs(surface, shown, { lit, active }, { k, colours, by }) {
  const groups = new Map();
  for (const { body, x, y, r } of shown) {
    const { fill, line } = colourOf(body.entity, by, colours);
    const isBack = Boolean(lit) && !lit.has(body);
    const alpha = Math.max(0.1, Math.round(body.alpha * 10) / 10) * (isBack ? DIMMED : 1);
    const key = `${fill} ${line} ${alpha}`;
    if (!groups.has(key)) groups.set(key, { fill, line, alpha, isBack, discs: [] });
    groups.get(key).discs.push([x, y, r]);
  }
  const width = Math.min(1.6, Math.max(0.8, k));
  for (const { fill, line, alpha, discs } of [...groups.values()].sort((a, b) => b.isBack - a.isBack)) {
    surface.discs(discs, fill, line, width, alpha);
  }
  const ringed = shown.find(({ body }) => body === active);
  if (ringed) surface.discs([[ringed.x, ringed.y, ringed.r + 3.5]], null, colours.accent, 2, 1);
}

function paintLabels(surface, shown, { lit, active }, view) {
  const labels = shown
    .filter(({ body }) => !lit || lit.has(body))
    .map(({ body, x, y, r }) => {
      const isActive = body === active;
      // Letters are painted fast in sizes that were painted before.
      const usual = Math.round(11.5 + Math.min(4, r / 5));
      return {
        x,
        y,
        radius: r,
        text: short(body.entity.name, isActive ? 60 : 32),
        size: isActive ? Math.max(14, usual) : usual,
        isActive,
        alpha: body.alpha,
      };
    });
  labels.sort((a, b) => b.isActive - a.isActive || b.radius - a.radius);
  for (const { text, tx, ty, size, isActive, isInside, alpha, anchor } of place(labels, view)) {
    const halo = isInside ? null : view.colours.page;
    surface.text(text, tx, ty, { size, isBold: isActive, colour: view.colours.ink, halo, alpha, anchor });
  }
}
