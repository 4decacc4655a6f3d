// The colours of the style sheet, for what is painted; dark or light, as the reader or the address has it.

const ROLES = ["page", "ink", "quiet", "line", "together", "faint", "hatch", "accent"];
const SERIES = 8;

/** The colour of each role, with `series` and `kinds`. */
export function colours() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    // A mixed colour is told in a way that few readers of SVG know.
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    const channels = [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
    return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
  };
  const found = Object.fromEntries(ROLES.map((role) => [role, colour(role)]));
  found.series = Array.from({ length: SERIES }, (_, nth) => ({
    line: colour(`series-${nth}`),
    fill: colour(`tint-${nth}`),
  }));
  found.kinds = Object.fromEntries(
    ["project", "technology", "topic", "organisation", "licence"].map((kind) => [
      kind,
      { line: colour(`line-${kind}`), fill: colour(`tint-${kind}`) },
    ]),
  );
  found.none = { line: found.together, fill: found.faint };
  probe.remove();
  return found;
}

/** The class of style that has the colour of an entity. */
export const spotOf = (entity, by) =>
  by === "kind"
    ? `kind-${entity.kind}`
    : entity.community === null || entity.community >= SERIES
      ? "none"
      : `series-${entity.community}`;

/** The colours of an entity: by its kind, or by its community; those of small communities stand back. */
export function colourOf(entity, by, colours) {
  if (by === "kind") return colours.kinds[entity.kind];
  return colours.series[entity.community] ?? colours.none;
}
