// Where a server serves the page, it tells of changes, and the page takes what has become new without losing its place.

import { Data } from "./data.js";

/** Calls `take` with what the page carries now, each time that the server says it has changed. */
export function listen(take) {
  const path = document.querySelector('meta[name="hallway-events"]')?.content;
  if (!path) return;
  const changed = async () => {
    try {
      const text = await (await fetch(location.pathname + location.search, { cache: "no-store" })).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      take(await Data.of(page));
    } catch {
      // A server that is being started again, or a page of another version: then all of it is asked for.
      location.reload();
    }
  };
  const events = new EventSource(path);
  for (const name of ["message", "changed"]) events.addEventListener(name, changed);
}
