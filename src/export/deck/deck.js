"use strict";
(() => {
  const root = document.documentElement;
  const slides = [...document.querySelectorAll(".slide")];
  const controls = document.querySelector(".controls");
  const help = document.querySelector("dialog");
  const number = controls.querySelector("output");
  let at = 0;

  const is = (mode) => root.classList.contains(mode);

  function show(wanted, focus = true) {
    slides[at].classList.remove("current");
    at = Math.min(Math.max(wanted, 0), slides.length - 1);
    const slide = slides[at];
    slide.classList.add("current");
    // Controls and margins take the colours of the slide.
    root.style.cssText = slide.style.cssText;
    root.style.setProperty("--done", at / Math.max(slides.length - 1, 1));
    number.textContent = `${at + 1} / ${slides.length}`;
    if (location.hash.slice(1) !== slide.id) history.replaceState(null, "", `#${slide.id}`);
    if (focus) slide.focus({ preventScroll: true });
    if (is("overview")) slide.scrollIntoView({ block: "nearest" });
  }

  function toggle(mode, on = !is(mode)) {
    root.classList.toggle(mode, on);
    const name = mode === "with-notes" ? "notes" : mode;
    controls.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", on);
    show(at);
  }

  /** The slide that the address names, by its name or its number; the first where it names none. */
  function addressed() {
    const name = decodeURIComponent(location.hash.slice(1));
    const found = slides.findIndex((slide) => slide.id === name);
    return found >= 0 ? found : (parseInt(name, 10) || 1) - 1;
  }

  const actions = {
    next: () => show(at + 1),
    previous: () => show(at - 1),
    first: () => show(0),
    last: () => show(slides.length - 1),
    notes: () => toggle("with-notes"),
    overview: () => toggle("overview"),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.()),
    help: () => (help.open ? help.close() : help.showModal()),
    back: () => (is("overview") ? toggle("overview", false) : slides[at].focus()),
  };
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous",
    Home: "first", End: "last",
    n: "notes", s: "notes", o: "overview", f: "full", "?": "help", Escape: "back", Enter: "back",
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (help.open && event.key !== "?")) return;
    // Buttons and summaries keep the keys that press them.
    if ([" ", "Enter"].includes(event.key) && event.target.closest("button, summary, a")) return;
    // Notes in focus scroll.
    if (event.target.closest(".notes") && /^(ArrowUp|ArrowDown|Page|Home|End| )/.test(event.key)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = key === " " && event.shiftKey ? "previous" : keys[key];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });

  controls.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) actions[button.dataset.do]();
  });

  document.querySelector("main").addEventListener("click", (event) => {
    const slide = event.target.closest(".slide");
    if (!slide) return;
    if (is("overview")) {
      at = slides.indexOf(slide);
      slides.forEach((other) => other.classList.remove("current"));
      toggle("overview", false);
    } else if (!event.target.closest(".notes, a") && getSelection().isCollapsed) {
      event.clientX < innerWidth / 3 ? actions.previous() : actions.next();
    }
  });

  let start = null;
  document.addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!start || is("overview")) return;
    const [x, y] = [event.changedTouches[0].clientX - start.clientX, event.changedTouches[0].clientY - start.clientY];
    if (Math.abs(x) > 40 && Math.abs(x) > 2 * Math.abs(y)) x < 0 ? actions.next() : actions.previous();
  }, { passive: true });

  let rest;
  function wake() {
    root.classList.remove("idle");
    clearTimeout(rest);
    rest = setTimeout(() => root.classList.add("idle"), 2500);
  }
  for (const sign of ["pointermove", "pointerdown", "keydown"]) document.addEventListener(sign, wake);

  addEventListener("hashchange", () => show(addressed()));
  for (const notes of document.querySelectorAll(".notes")) {
    notes.open = true;
    notes.tabIndex = 0;
  }
  root.classList.add("live");
  controls.hidden = false;
  show(addressed(), false);
  wake();
})();
