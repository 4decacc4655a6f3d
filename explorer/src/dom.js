// The page's elements. Texts become text and nothing else; links lead to pages of the Web or nowhere.

/**
 * Makes an element. Attributes that are true stand alone, false and null ones are left out, `on…` take functions.
 * @param {string} name
 * @param {Object<string, any>} [attributes]
 * @param {...(Node|string|number|null|undefined|false)} children
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(
    ...children
      .filter((child) => child !== null && child !== undefined && child !== false)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element of SVG. */
export function s(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** The element of that id. */
export const at = (id) => document.getElementById(id);

/** A name that somebody else wrote: it keeps its direction to itself. */
export const named = (text, attributes = {}) => h("bdi", attributes, short(text, 300));

/** A link if `address` leads to the Web, else what it would have held. */
export function link(address, attributes, ...children) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    // No address at all.
  }
  if (!url || !["http:", "https:"].includes(url.protocol)) return h("span", attributes, ...children);
  return h("a", { ...attributes, href: url.href, rel: "noreferrer noopener", target: "_blank" }, ...children);
}

const NUMBERS = new Intl.NumberFormat("en");

/** A number as people write it. */
export const number = (value) => NUMBERS.format(value);

/** So many of something: `1 talk`, `1,200 talks`. */
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** A share in per cent, with as many digits as tell something. */
export function share(part, of) {
  if (of === 0) return "–";
  const percent = (100 * part) / of;
  return `${percent >= 10 ? percent.toFixed(0) : percent >= 0.095 ? percent.toFixed(1) : percent.toFixed(2)} %`;
}

/** Tells those who cannot see it. */
export function tell(text) {
  at("live").textContent = text;
}

// What ends lines, and what turns the direction of what follows.
const UNSEEN = /[\p{Cc}\u2028\u2029]+/gu;
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/** A text on one line, not longer than somebody reads. */
export function short(text, most = 60) {
  const characters = [
    ...text
      .slice(0, 4 * most)
      .replace(UNSEEN, " ")
      .replace(TURNS, ""),
  ];
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}
