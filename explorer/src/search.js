// Search: entities, tracks and words of titles, suggested while somebody types.

import { at, count, h, named, short, tell } from "./dom.js";
import { distance, fold } from "./text.js";

const SUGGESTED = 8;

/** Finds what names begin with, hold or resemble. */
export class Index {
  constructor(data) {
    this.entries = [];
    for (const entity of data.entities) {
      // Aliases between slashes are patterns, which nobody types.
      const names = [entity.name, ...entity.aliases.filter((alias) => !/^\/.*\/$/.test(alias))];
      for (const name of names) this.entries.push({ name, folded: fold(name), entity });
    }
    data.tracks.forEach((name, track) => this.entries.push({ name, folded: fold(name), track }));
  }

  /** What fits `text`, best first: each entity and each track once. */
  find(text, counts) {
    const wanted = fold(text.trim());
    if (!wanted) return [];
    const tolerated = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2;
    const best = new Map();
    for (const entry of this.entries) {
      const rank = nearness(entry.folded, wanted, tolerated) + (entry.entity ? 0 : 0.5);
      const key = entry.entity ?? entry.track;
      if (rank < 5 && rank < (best.get(key)?.rank ?? 5)) best.set(key, { ...entry, rank });
    }
    const talks = ({ entity }) => (entity ? counts[entity.index] : 0);
    return [...best.values()].sort(
      (a, b) => a.rank - b.rank || talks(b) - talks(a) || a.folded.length - b.folded.length,
    );
  }
}

/** 0 for the name itself, then what begins with it, has a word that does, has it anywhere, and what is nearly it; else 5. */
function nearness(name, wanted, tolerated) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  const found = name.indexOf(wanted);
  if (found > 0) return /[\p{L}\p{N}]/u.test(name[found - 1]) ? 3 : 2;
  return tolerated > 0 && distance(name, wanted, tolerated) <= tolerated ? 4 : 5;
}

/** Makes the field of the page suggest; `choose` gets `{entity}`, `{track}` or `{find}`. */
export function search({ index, counts, choose }) {
  const [field, list] = [at("query"), at("suggestions")];
  let options = [];
  let current = -1;

  const close = () => {
    list.hidden = true;
    [options, current] = [[], -1];
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const mark = (wanted) => {
    current = (wanted + options.length) % options.length;
    [...list.children].forEach((option, nth) => option.setAttribute("aria-selected", String(nth === current)));
    field.setAttribute("aria-activedescendant", `suggestion-${current}`);
    list.children[current].scrollIntoView({ block: "nearest" });
  };

  const take = (option) => {
    close();
    field.value = "";
    choose(option);
  };

  const suggest = () => {
    const text = field.value.trim();
    if (!text) return close();
    const found = index.find(text, counts());
    options = [...found.slice(0, SUGGESTED), { find: text }];
    list.replaceChildren(...options.map((option, nth) => row(option, nth, counts(), () => take(options[nth]))));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(0);
    tell(found.length === 0 ? "No name fits" : `${count(Math.min(found.length, SUGGESTED), "suggestion")}`);
  };

  field.addEventListener("input", suggest);
  field.addEventListener("focus", suggest);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (list.hidden) field.value = "";
      else close();
    } else if (options.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      mark(current + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
  at("search").addEventListener("submit", (event) => {
    event.preventDefault();
    if (current >= 0) take(options[current]);
  });
}

function row(option, nth, counts, take) {
  const { entity, track, name, find } = option;
  const about = entity
    ? [entity.kind, count(counts[entity.index], "talk")].join(" · ")
    : track !== undefined
      ? "track"
      : "in titles and names of speakers";
  const label = find ? `“${short(find, 40)}”` : short(entity ? entity.name : name, 60);
  const also = entity && name !== entity.name ? h("span", { class: "also" }, "also ", named(short(name, 40))) : null;
  return h(
    "li",
    {
      id: `suggestion-${nth}`,
      role: "option",
      "aria-selected": "false",
      // The field keeps the focus.
      onpointerdown: (event) => event.preventDefault(),
      onclick: take,
    },
    named(label, { class: "what" }),
    also,
    h("span", { class: "about" }, about),
  );
}
