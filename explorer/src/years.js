// The years: bars of talks, two handles, and a button that plays them.

import { at, h, number, tell } from "./dom.js";

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
/** How long one step of playing takes, in milliseconds. */
const STEP = 1100;

/** Makes the strip of years; `choose` gets the first and the last of those chosen. */
export function years(data, choose) {
  const [first, last, bars, play] = ["first", "last", "bars", "play"].map(at);
  const chosen = () => [Number(first.value), Number(last.value)];
  let timer = null;

  at("years").hidden = data.years.length < 2;
  for (const handle of [first, last]) {
    handle.min = data.firstYear;
    handle.max = data.lastYear;
    handle.addEventListener("input", () => {
      stop();
      const [a, b] = chosen();
      // A handle that passes the other takes it along.
      choose(handle === first ? [a, Math.max(a, b)] : [Math.min(a, b), b]);
    });
  }

  // Whoever drags over the bars chooses from where to where.
  let from = null;
  const yearAt = (event) => {
    const { left, width } = bars.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * data.years.length);
    return data.years[Math.min(Math.max(place, 0), data.years.length - 1)];
  };
  bars.addEventListener("pointerdown", (event) => {
    stop();
    from = yearAt(event);
    bars.setPointerCapture(event.pointerId);
    choose([from, from]);
  });
  bars.addEventListener("pointermove", (event) => {
    if (from !== null) choose([from, yearAt(event)]);
  });
  for (const end of ["pointerup", "pointercancel"]) bars.addEventListener(end, () => (from = null));

  function stop() {
    clearInterval(timer);
    timer = null;
    play.classList.remove("playing");
    play.setAttribute("aria-label", "Play the years");
  }

  /** Moves the window of years on by one; all years are played three at a time. */
  function step() {
    const [a, b] = chosen();
    if (b >= data.lastYear) return stop();
    choose([a + 1, b + 1]);
  }

  play.addEventListener("click", () => {
    if (timer !== null) return stop();
    const [a, b] = chosen();
    if (b >= data.lastYear) {
      const wide = a <= data.firstYear ? Math.min(3, data.years.length - 1) : b - a + 1;
      choose([data.firstYear, data.firstYear + wide - 1]);
    }
    timer = setInterval(step, reduced.matches ? 2 * STEP : STEP);
    play.classList.add("playing");
    play.setAttribute("aria-label", "Stop playing");
  });

  return {
    stop,
    /** Shows which years are chosen, how many talks each has, and in which an entity is. */
    show({ everything, chosen: years, entity }) {
      const [a, b] = years ?? [data.firstYear, data.lastYear];
      [first.value, last.value] = [a, b];
      const said = a === b ? `${a}` : `${a}–${b}`;
      for (const handle of [first, last]) handle.setAttribute("aria-valuetext", handle.value);
      at("chosen").textContent = said;
      const counts = everything.byEdition(entity);
      const sums = new Map(data.years.map((year) => [year, { of: 0, talks: 0, coverage: null }]));
      data.editions.forEach((edition, nth) => {
        const sum = sums.get(edition.year);
        sum.of += counts.of[nth];
        sum.talks += counts.talks[nth];
        sum.coverage = sum.coverage === null || sum.coverage === edition.coverage ? edition.coverage : "partly";
      });
      const most = Math.max(1, ...[...sums.values()].map((sum) => sum.of));
      const mostTalks = Math.max(1, ...[...sums.values()].map((sum) => sum.talks));
      bars.replaceChildren(
        ...[...sums].map(([year, { of, talks, coverage }]) => {
          const bar = h("i", { class: "of" });
          bar.style.height = `calc((100% - 1.75rem) * ${of / most})`;
          const dot = h("i", { class: "dot" });
          if (talks > 0) {
            const size = Math.max(3, 9 * Math.sqrt(talks / mostTalks));
            [dot.style.width, dot.style.height] = [`${size}px`, `${size}px`];
          }
          const known = coverage === "full" ? "" : coverage === null ? "unobserved" : "partly";
          const isIn = year >= a && year <= b;
          const isEnd = year === data.firstYear || year === data.lastYear || (year % 5 === 0 && year > data.firstYear + 2 && year < data.lastYear - 2);
          const title = coverage === null ? `${year}: nobody can say` : entity ? `${year}: ${number(talks)} of ${number(of)} talks` : `${year}: ${number(of)} talks`;
          return h("span", { class: `${known} ${isIn ? "" : "outside"}`, title }, bar, talks > 0 && dot, h("b", { class: isEnd ? "" : "unlabelled" }, year));
        }),
      );
      if (timer !== null) tell(said);
    },
  };
}
