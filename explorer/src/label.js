// Labels: each beside its disc, where it lies on no other; those for which there is no room are left out.

import { widthOf } from "./surface.js";

const CELL = 64;

/** The radius from which a disc has its label, whatever smaller ones are around it. */
const LARGE = 8;

/** Boxes on a page, found by where they are. */
class Boxes {
  constructor() {
    this.cells = new Map();
  }

  *near([left, top, right, bottom]) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield x * 100_003 + y;
    }
  }

  add(box) {
    for (const cell of this.near(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }

  /** Whether a box lies on one whose owner is in the way. */
  hits(box, isInTheWay) {
    for (const cell of this.near(box)) {
      for (const other of this.cells.get(cell) ?? []) {
        if (isInTheWay(other.owner) && other[0] < box[2] && box[0] < other[2] && other[1] < box[3] && box[1] < other[3])
          return true;
      }
    }
    return false;
  }
}

/**
 * Places labels, the most important first.
 * @param {{x: number, y: number, radius: number, text: string, size: number, isActive: boolean}[]} wanted
 * @param {{width: number, height: number}} page
 */
export function place(wanted, page, most = 160) {
  const boxes = new Boxes();
  for (const label of wanted) {
    if (label.radius < 4) continue;
    const reach = label.radius * 0.8;
    boxes.add(Object.assign([label.x - reach, label.y - reach, label.x + reach, label.y + reach], { owner: label }));
  }
  const placed = [];
  for (const label of wanted) {
    if (placed.length >= most) break;
    const { x, y, radius, size } = label;
    const width = widthOf(label.text, size, label.isActive);
    const high = size * 1.1;
    const spots =
      width + 6 < radius * 2
        ? [[x, y, "middle", true]]
        : [
            [x, y + radius + high * 0.62, "middle"],
            [x + radius + 4, y, "start"],
            [x - radius - 4, y, "end"],
            [x, y - radius - high * 0.62, "middle"],
          ];
    const free = spots.flatMap(([tx, ty, anchor, isInside]) => {
      const left = anchor === "middle" ? tx - width / 2 : anchor === "start" ? tx : tx - width;
      const box = [left - 3, ty - high / 2, left + width + 3, ty + high / 2];
      const isOff = box[0] < 0 || box[1] < 0 || box[2] > page.width || box[3] > page.height;
      return isOff || boxes.hits(box, (owner) => owner === null)
        ? []
        : [{ box, label: { ...label, tx, ty, anchor, isInside } }];
    });
    // Labels never lie on each other; on discs only where those are smaller: much smaller, but for the largest labels.
    const isClear =
      (least) =>
      ({ box }) =>
        !boxes.hits(box, (owner) => owner && owner !== label && owner.radius > least);
    const best =
      free.find(isClear(label.radius * 0.75)) ??
      (label.radius >= LARGE ? free.find(isClear(label.radius)) : null) ??
      (label.isActive ? free[0] : null);
    if (!best) continue;
    boxes.add(Object.assign(best.box, { owner: null }));
    placed.push(best.label);
  }
  return placed;
}
