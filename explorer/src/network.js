// The network on its canvas: moves to what is to be shown, zooms, finds what somebody points at, and is walked by keys.

import { quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

import { colours } from "./colours.js";
import { at, count, tell } from "./dom.js";
import { paint, scaled } from "./paint.js";
import { CanvasSurface } from "./surface.js";

const DURATION = 420;
/** What is left free at the sides, above, and below with the caption. */
const [EDGE, ABOVE, BELOW] = [56, 24, 28];
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const ease = (t) => 1 - (1 - t) ** 3;

export class Network {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{open: Function, around: Function, leave: Function, turn: Function}} does what a click or a key on an entity, two of
   *   them, a click beside all, and a page that is turned on its side do
   */
  constructor(canvas, does) {
    this.canvas = canvas;
    this.surface = new CanvasSurface(canvas.getContext("2d", { alpha: false }));
    this.does = does;
    this.bodies = new Map();
    this.links = [];
    this.selected = this.pointed = this.walked = null;
    this.dimming = null;
    this.by = "community";
    this.began = 0;
    this.transform = zoomIdentity;
    this.isFitted = true;
    this.zoom = zoom()
      .scaleExtent([0.05, 8])
      .on("zoom", ({ transform, sourceEvent }) => {
        this.transform = transform;
        if (sourceEvent) this.isFitted = false;
        this.draw();
      });
    this.selection = select(canvas).call(this.zoom).on("dblclick.zoom", null);
    canvas.addEventListener("pointermove", (event) => this.point(this.under(event)));
    canvas.addEventListener("pointerleave", () => this.point(null));
    canvas.addEventListener("click", (event) => {
      const body = this.under(event);
      if (body) does.open(body.entity);
      else does.leave();
    });
    canvas.addEventListener("dblclick", (event) => {
      const body = this.under(event);
      if (body) does.around(body.entity);
    });
    canvas.addEventListener("keydown", (event) => this.press(event));
    canvas.addEventListener("blur", () => this.walk(null));
    new ResizeObserver(() => this.resize()).observe(canvas);
  }

  /** Takes the colours that the page has now. */
  recolour() {
    this.colours = colours();
    this.draw();
  }

  /**
   * Moves to a picture.
   * @param {{nodes: {entity: Object, x: number, y: number}[], links: {a: Object, b: Object, both: number}[],
   *   sizeOf: function(Object): number, selected: ?Object, by: string, fit: boolean}} picture
   */
  show({ nodes, links, sizeOf, selected, by, fit }) {
    this.by = by;
    const before = this.bodies;
    const bodies = new Map();
    for (const { entity, x, y } of nodes) {
      const body = before.get(entity.id) ?? { entity, x, y, r: 0, alpha: 0 };
      body.entity = entity;
      body.from = { x: body.x, y: body.y, r: body.r, alpha: body.alpha };
      body.to = { x, y, r: sizeOf(entity), alpha: 1 };
      bodies.set(entity.id, body);
    }
    for (const [id, body] of before) {
      if (bodies.has(id) || body.alpha <= 0.02) continue;
      body.from = { x: body.x, y: body.y, r: body.r, alpha: body.alpha };
      body.to = { x: body.x, y: body.y, r: 0, alpha: 0 };
      bodies.set(id, body);
    }
    this.bodies = bodies;
    // Large ones lie below, so that small ones can be pointed at.
    this.ordered = [...bodies.values()].sort((a, b) => b.to.r - a.to.r || a.entity.index - b.entity.index);
    const most = Math.max(1, ...links.map((link) => link.both));
    this.links = links.map(({ a, b, both }) => ({
      a: bodies.get(a.id),
      b: bodies.get(b.id),
      both,
      // Where all links are weak, none is drawn as if it were strong.
      step: Math.min(4, Math.floor(5 * Math.sqrt(both / most) * 0.999), Math.floor(Math.log2(both))),
    }));
    this.beside = new Map();
    for (const { a, b } of this.links) {
      for (const [one, other] of [
        [a, b],
        [b, a],
      ]) {
        if (!this.beside.has(one)) this.beside.set(one, new Set([one]));
        this.beside.get(one).add(other);
      }
    }
    this.selected = selected ? (bodies.get(selected.id) ?? null) : null;
    this.pointed = this.walked = null;
    this.tree = quadtree(
      this.ordered.filter((body) => body.to.alpha > 0),
      (body) => body.to.x,
      (body) => body.to.y,
    );
    this.began = reduced.matches ? -Infinity : performance.now();
    if (fit) this.isFitted = true;
    if (this.isFitted) this.glide(this.fitting());
    else if (this.selected) this.bringIn(this.selected);
    this.move();
  }

  /** Brings everything a step nearer to where it goes, and paints it, until it is there. */
  move() {
    cancelAnimationFrame(this.frame);
    const t = Math.min(1, (performance.now() - this.began) / DURATION);
    const part = ease(t);
    for (const body of this.bodies.values()) {
      for (const key of ["x", "y", "r", "alpha"]) body[key] = body.from[key] + (body.to[key] - body.from[key]) * part;
    }
    this.paint();
    if (t < 1) this.frame = requestAnimationFrame(() => this.move());
  }

  draw() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.paint();
    });
  }

  get active() {
    return this.pointed ?? this.walked ?? this.selected;
  }

  /** What there is to paint, and with which colours. */
  get scene() {
    const active = this.active;
    const lit = active ? (this.beside?.get(active) ?? new Set([active])) : this.dimming;
    return { bodies: this.ordered ?? [], links: this.links, lit, active };
  }

  view(width = this.width, height = this.height) {
    const { k, x, y } = this.transform;
    return { k, x, y, width, height, colours: this.colours, by: this.by };
  }

  paint() {
    if (!this.width || !this.colours) return;
    const ratio = this.canvas.width / this.width;
    this.surface.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.surface.context.globalAlpha = 1;
    paint(this.surface, this.scene, this.view());
  }

  resize() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width || !height) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    [this.canvas.width, this.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const wasWide = this.isWide;
    [this.width, this.height] = [width, height];
    if (this.isWide !== wasWide) this.does.turn();
    if (this.isFitted) this.jump(this.fitting());
    this.paint();
  }

  /** Whether the page is wider than high; nobody knows before it is there. */
  get isWide() {
    return !this.width || this.width > this.height;
  }

  /** The transform that shows everything. */
  fitting() {
    const bodies = (this.ordered ?? []).filter((body) => body.to.alpha > 0);
    if (bodies.length === 0 || !this.width) return zoomIdentity;
    const reach = (key, sign) => Math.max(...bodies.map((body) => sign * body.to[key] + body.to.r));
    const [left, right, top, bottom] = [-reach("x", -1), reach("x", 1), -reach("y", -1), reach("y", 1)];
    const edge = Math.min(EDGE, this.width / 8);
    const room = {
      w: this.width - 2 * edge,
      h: Math.max(50, this.height - ABOVE - BELOW - at("caption").offsetHeight),
    };
    const k = Math.min(room.w / (right - left || 1), room.h / (bottom - top || 1), 2.2);
    return zoomIdentity
      .translate(this.width / 2 - (k * (left + right)) / 2, ABOVE + room.h / 2 - (k * (top + bottom)) / 2)
      .scale(k);
  }

  jump(transform) {
    this.selection.call(this.zoom.transform, transform);
  }

  /** Goes to a transform, smoothly unless somebody wants no motion. */
  glide(to) {
    cancelAnimationFrame(this.gliding);
    const from = this.transform;
    if (reduced.matches || !this.hasGlided) {
      this.hasGlided = Boolean(this.width);
      return this.jump(to);
    }
    const began = performance.now();
    const step = () => {
      const part = ease(Math.min(1, (performance.now() - began) / DURATION));
      const mix = (key) => from[key] + (to[key] - from[key]) * part;
      this.jump(zoomIdentity.translate(mix("x"), mix("y")).scale(mix("k")));
      if (part < 1) this.gliding = requestAnimationFrame(step);
    };
    step();
  }

  /** Shows everything, or goes nearer or farther. */
  zoomBy(how) {
    if (how === "all") {
      this.isFitted = true;
      this.glide(this.fitting());
    } else {
      this.isFitted = false;
      this.selection.call(this.zoom.scaleBy, how === "in" ? 1.4 : 1 / 1.4);
    }
  }

  /** Moves the picture if a body is not in it. */
  bringIn(body) {
    const [x, y] = this.transform.apply([body.to.x, body.to.y]);
    const margin = 40;
    if (x > margin && y > margin && x < this.width - margin && y < this.height - margin) return;
    const { k } = this.transform;
    this.glide(zoomIdentity.translate(this.width / 2 - body.to.x * k, this.height / 2 - body.to.y * k).scale(k));
  }

  under(event) {
    if (!this.tree) return null;
    const { left, top } = this.canvas.getBoundingClientRect();
    const { k } = this.transform;
    const [x, y] = this.transform.invert([event.clientX - left, event.clientY - top]);
    let found = null;
    let nearest = 10 / k;
    // Of those that lie under the pointer the nearest to it by its rim.
    const reach = (scaled(this.ordered[0]?.to.r ?? 0, k) + 10) / k;
    this.tree.visit((node, x0, y0, x1, y1) => {
      if (!node.length) {
        for (let leaf = node; leaf; leaf = leaf.next) {
          const body = leaf.data;
          const far = Math.hypot(body.to.x - x, body.to.y - y) - scaled(body.to.r, k) / k;
          if (far < nearest) [nearest, found] = [far, body];
        }
      }
      return x0 > x + reach || y0 > y + reach || x1 < x - reach || y1 < y - reach;
    });
    return found;
  }

  point(body) {
    if (body === this.pointed) return;
    this.pointed = body;
    this.canvas.classList.toggle("pointing", Boolean(body));
    this.draw();
  }

  /** Lets all but some entities stand back for a while; none for all alike. */
  dim(entities) {
    this.dimming = entities && new Set(entities.map((entity) => this.bodies.get(entity.id)).filter(Boolean));
    this.draw();
  }

  walk(body) {
    this.walked = body;
    if (body) {
      this.bringIn(body);
      const near = (this.beside.get(body)?.size ?? 1) - 1;
      tell(`${body.entity.name}, ${body.entity.kind}, ${count(near, "link")}. Enter opens it.`);
    }
    this.draw();
  }

  press(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way) this.step(way);
    else if (event.key === "Enter" && this.walked) this.does.open(this.walked.entity, true);
    else if (event.key === "+" || event.key === "=") this.zoomBy("in");
    else if (event.key === "-") this.zoomBy("out");
    else if (event.key === "0") this.zoomBy("all");
    else return;
    event.preventDefault();
  }

  /** Walks to whatever lies that way: what is linked, if something is. */
  step([dx, dy]) {
    const shown = this.ordered.filter((body) => body.to.alpha > 0);
    const here = this.walked ?? this.selected;
    if (!here) return this.walk(shown[0] ?? null);
    const cost = (body) => {
      const [x, y] = [body.to.x - here.to.x, body.to.y - here.to.y];
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy - y * dx);
      return along <= 0 || aside > along * 1.2 ? Infinity : along + 2 * aside;
    };
    const nearest = (bodies) => {
      const best = bodies.filter((body) => body !== here).sort((a, b) => cost(a) - cost(b))[0];
      return best && cost(best) < Infinity ? best : null;
    };
    const next = nearest([...(this.beside.get(here) ?? [])]) ?? nearest(shown);
    if (next) this.walk(next);
    else tell("Nothing lies that way");
  }
}
