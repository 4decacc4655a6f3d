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

/**
 * @param {Object} surface
 * @param {{bodies: Object[], links: Object[], lit: ?Set<Object>, active: ?Object, dimmed: ?Function}} scene
 * @param {{k: number, x: number, y: number, width: number, height: number, colours: Object, by: string}} view
 */
export function paint(surface, scene, view) {
  const { k, x, y, width, height, colours } = view;
  surface.page(width, height, colours.page);
  const put = (body) => [body.x * k + x, body.y * k + y];
  const { lit, active } = scene;
  const isLit = (body) => !lit || lit.has(body);

  const groups = new Map();
  for (const link of scene.links) {
    const alpha = Math.min(link.a.alpha, link.b.alpha);
    if (alpha <= 0.02) continue;
    const isOwn = active && (link.a === active || link.b === active);
    const strength = Math.round(alpha * 4) / 4 || 0.25;
    const how = isOwn ? "own" : !lit ? "plain" : lit.has(link.a) && lit.has(link.b) ? "lit" : "dim";
    const key = `${how} ${link.step} ${strength}`;
    if (!groups.has(key)) groups.set(key, { isOwn, how, step: link.step, alpha: strength, lines: [] });
    groups.get(key).lines.push([...put(link.a), ...put(link.b)]);
  }
  const thick = Math.min(1.4, Math.max(0.7, k ** 0.5));
  const ordered = [...groups.values()].sort((a, b) => a.isOwn - b.isOwn || a.step - b.step);
  for (const { isOwn, how, step, alpha, lines } of ordered) {
    const faded = { own: 0.75, lit: 0.4, dim: 0.13, plain: 0.55 }[how];
    surface.lines(lines, isOwn ? colours.accent : colours.together, WIDTHS[step] * thick, faded * alpha);
  }

  const discs = new Map();
  const labels = [];
  for (const body of scene.bodies) {
    if (body.alpha <= 0.02) continue;
    const [px, py] = put(body);
    const r = scaled(body.r, k);
    if (px < -80 || py < -80 || px > width + 80 || py > height + 80) continue;
    const isBack = !isLit(body);
    const { fill, line } = colourOf(body.entity, view.by, colours);
    const strength = Math.max(0.1, Math.round(body.alpha * 10) / 10) * (isBack ? 0.28 : 1);
    const key = `${fill} ${line} ${strength}`;
    if (!discs.has(key)) discs.set(key, { fill, line, alpha: strength, isBack, discs: [] });
    discs.get(key).discs.push([px, py, r]);
    if (isBack && lit.size > 1) continue;
    const isActive = body === active;
    // Letters are painted fast in sizes that were painted before.
    const usual = Math.round(11.5 + Math.min(4, r / 5));
    const size = isActive ? Math.max(14, usual) : usual;
    const text = short(body.entity.name, isActive ? 60 : 32);
    labels.push({ x: px, y: py, radius: r, text, size, isBold: isActive, alpha: body.alpha, isActive });
  }
  const line = Math.min(1.6, Math.max(0.8, k));
  for (const group of [...discs.values()].sort((a, b) => b.isBack - a.isBack)) {
    surface.discs(group.discs, group.fill, group.line, line, group.alpha);
  }
  if (active && active.alpha > 0.02) {
    const [px, py] = put(active);
    surface.discs([[px, py, scaled(active.r, k) + 3.5]], null, colours.accent, 2, 1);
  }
  labels.sort((a, b) => b.isActive - a.isActive || b.radius - a.radius);
  for (const label of place(labels, view)) {
    surface.text(label.text, label.tx, label.ty, {
      size: label.size,
      isBold: label.isBold,
      colour: colours.ink,
      halo: label.isInside ? null : colours.page,
      alpha: Math.min(1, label.alpha),
      anchor: label.anchor,
    });
  }
}
