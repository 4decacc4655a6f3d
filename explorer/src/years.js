// The years: bars of talks, two handles, and a button that plays them.

import { at, count, h, number, tell } from "./dom.js";

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
/** How long one step of playing takes, in milliseconds. */
const STEP = 1100;

export class Years {
  /** @param {function([number, number])} choose gets the first and the last of the years that somebody chooses */
  constructor(choose) {
    [this.first, this.last, this.bars, this.button] = ["first", "last", "bars", "play"].map(at);
    this.choose = (years) => {
      if (String(years) !== String(this.chosen)) choose(years);
    };
    this.timer = null;
    for (const handle of [this.first, this.last]) {
      handle.addEventListener("input", () => {
        this.stop();
        // A handle that passes the other takes it along.
        const [a, b] = [Number(this.first.value), Number(this.last.value)];
        this.choose(handle === this.first ? [a, Math.max(a, b)] : [Math.min(a, b), b]);
      });
    }
    this.drag();
    this.button.addEventListener("click", () => (this.timer === null ? this.play() : this.stop()));
  }

  /** Takes the years that there are. */
  take(data) {
    this.data = data;
    at("years").hidden = data.years.length < 2;
    at("span").style.setProperty("--many", data.years.length);
    for (const handle of [this.first, this.last]) [handle.min, handle.max] = [data.firstYear, data.lastYear];
  }

  /** Whoever drags over the bars chooses from where to where. */
  drag() {
    let from = null;
    const yearAt = (event) => {
      const { left, width } = this.bars.getBoundingClientRect();
      const { years } = this.data;
      const place = Math.floor(((event.clientX - left) / width) * years.length);
      return years[Math.min(Math.max(place, 0), years.length - 1)];
    };
    const sorted = (a, b) => [Math.min(a, b), Math.max(a, b)];
    this.bars.addEventListener("pointerdown", (event) => {
      this.stop();
      from = yearAt(event);
      this.bars.setPointerCapture(event.pointerId);
      this.choose([from, from]);
    });
    this.bars.addEventListener("pointermove", (event) => from !== null && this.choose(sorted(from, yearAt(event))));
    for (const end of ["pointerup", "pointercancel"]) this.bars.addEventListener(end, () => (from = null));
  }

  /** Moves the window of years on, year by year; where all are chosen, three at a time. */
  play() {
    const { firstYear, lastYear, years } = this.data;
    const [a, b] = this.chosen;
    if (b >= lastYear) {
      const wide = a <= firstYear ? Math.min(3, years.length - 1) : b - a + 1;
      this.choose([firstYear, firstYear + wide - 1]);
    }
    this.timer = setInterval(
      () => {
        const [from, to] = this.chosen;
        if (to >= lastYear) this.stop();
        else this.choose([from + 1, to + 1]);
      },
      reduced.matches ? 2 * STEP : STEP,
    );
    this.button.classList.add("playing");
    this.button.setAttribute("aria-label", "Stop playing");
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.button.classList.remove("playing");
    this.button.setAttribute("aria-label", "Play the years");
  }

  /** Shows which years are chosen, how many talks each has, and in which an entity is. */
  show({ everything, chosen, entity }) {
    const { data } = this;
    this.chosen = chosen ?? [data.firstYear, data.lastYear];
    const [a, b] = this.chosen;
    [this.first.value, this.last.value] = [a, b];
    for (const handle of [this.first, this.last]) handle.setAttribute("aria-valuetext", handle.value);
    const said = a === b ? `${a}` : `${a}–${b}`;
    at("chosen").textContent = said;
    if (this.timer !== null) tell(said);
    const sums = this.sums(everything.byEdition(entity));
    const most = Math.max(1, ...sums.map((sum) => sum.of));
    const mostTalks = Math.max(1, ...sums.map((sum) => sum.talks));
    this.bars.replaceChildren(
      ...sums.map(({ year, of, talks, coverage }) => {
        const bar = h("i", { class: "of" });
        bar.style.height = `calc((100% - 1.75rem) * ${of / most})`;
        const dot = talks > 0 && h("i", { class: "dot" });
        if (dot) dot.style.width = dot.style.height = `${Math.max(3, 9 * Math.sqrt(talks / mostTalks))}px`;
        const known = coverage === "full" ? "" : coverage === null ? "unobserved" : "partly";
        const isLabelled =
          year === data.firstYear ||
          year === data.lastYear ||
          (year % 5 === 0 && year > data.firstYear + 2 && year < data.lastYear - 2);
        const title =
          coverage === null
            ? `${year}: nobody can say`
            : `${year}: ${entity ? `${number(talks)} of ` : ""}${count(of, "talk")}`;
        return h(
          "span",
          { class: `${known} ${year >= a && year <= b ? "" : "outside"}`, title },
          bar,
          dot,
          h("b", { class: isLabelled ? "" : "unlabelled" }, year),
        );
      }),
    );
  }

  /** What the editions of each year have together; no coverage where there is none. */
  sums({ of, talks }) {
    const sums = new Map(this.data.years.map((year) => [year, { year, of: 0, talks: 0, coverage: null }]));
    this.data.editions.forEach((edition, nth) => {
      const sum = sums.get(edition.year);
      sum.of += of[nth];
      sum.talks += talks[nth];
      sum.coverage = sum.coverage === null || sum.coverage === edition.coverage ? edition.coverage : "partly";
    });
    return [...sums.values()];
  }
}
