// Surfaces: a canvas and an SVG take the same strokes.

const FONT = '"Noto Sans", system-ui, sans-serif';

const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** How wide a text is. */
export function widthOf(text, size, isBold) {
  const key = `${isBold ? "b" : ""}${text}`;
  if (!widths.has(key)) {
    measure.font = `${isBold ? 600 : 400} 100px ${FONT}`;
    widths.set(key, measure.measureText(text).width / 100);
  }
  return widths.get(key) * size;
}

/** How many lines make one path: with thousands, finding out what lies inside takes longer than painting. */
const AT_ONCE = 64;

/** Paints on a canvas. */
export class CanvasSurface {
  constructor(context) {
    this.context = context;
  }

  page(width, height, colour) {
    this.context.fillStyle = colour;
    this.context.fillRect(0, 0, width, height);
  }

  /** Lines of one colour: `[x, y, x, y][]`. */
  lines(lines, colour, width, alpha) {
    const { context } = this;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (let begin = 0; begin < lines.length; begin += AT_ONCE) {
      context.beginPath();
      for (const [x, y, toX, toY] of lines.slice(begin, begin + AT_ONCE)) {
        context.moveTo(x, y);
        context.lineTo(toX, toY);
      }
      context.stroke();
    }
  }

  /** Discs of one colour: `[x, y, radius][]`. */
  discs(discs, fill, line, width, alpha) {
    const { context } = this;
    context.globalAlpha = alpha;
    context.fillStyle = fill ?? line;
    context.strokeStyle = line;
    context.lineWidth = width;
    for (const [x, y, radius] of discs) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      if (fill) context.fill();
      context.stroke();
    }
  }

  /** A text around its middle, with the page's colour around its letters. */
  text(text, x, y, { size, isBold, colour, halo, alpha = 1, anchor = "middle" }) {
    const { context } = this;
    context.globalAlpha = alpha;
    context.font = `${isBold ? 600 : 400} ${size}px ${FONT}`;
    context.textAlign = anchor === "middle" ? "center" : anchor;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    if (halo) {
      context.strokeStyle = halo;
      context.lineWidth = 3.5;
      context.strokeText(text, x, y);
    }
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
}

const escaped = (text) =>
  text
    // XML has no control characters.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);
const round = (value) => Math.round(value * 10) / 10;
const opacity = (alpha) => (alpha < 1 ? ` opacity="${Math.round(alpha * 100) / 100}"` : "");

/** Writes an SVG. */
export class SvgSurface {
  constructor(width, height, title) {
    this.head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escaped(FONT)}" role="img"><title>${escaped(title)}</title>`;
    this.parts = [];
  }

  page(width, height, colour) {
    this.parts.push(`<rect width="${width}" height="${height}" fill="${colour}"/>`);
  }

  lines(lines, colour, width, alpha) {
    const way = lines.map(([x, y, toX, toY]) => `M${round(x)} ${round(y)}L${round(toX)} ${round(toY)}`).join("");
    if (way)
      this.parts.push(
        `<path d="${way}" fill="none" stroke="${colour}" stroke-width="${round(width)}"${opacity(alpha)}/>`,
      );
  }

  discs(discs, fill, line, width, alpha) {
    const circles = discs
      .map(([x, y, radius]) => `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"/>`)
      .join("");
    if (circles)
      this.parts.push(
        `<g fill="${fill || "none"}" stroke="${line}" stroke-width="${round(width)}"${opacity(alpha)}>${circles}</g>`,
      );
  }

  text(text, x, y, { size, isBold, colour, halo, alpha = 1, anchor = "middle" }) {
    const around = halo ? ` stroke="${halo}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"` : "";
    this.parts.push(
      `<text x="${round(x)}" y="${round(y)}" dy="0.35em" font-size="${round(size)}"${isBold ? ' font-weight="600"' : ""} fill="${colour}" text-anchor="${anchor}"${around}${opacity(alpha)}>${escaped(text)}</text>`,
    );
  }

  toString() {
    return `${this.head}\n${this.parts.join("\n")}\n</svg>\n`;
  }
}
