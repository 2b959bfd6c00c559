/* A text field that suggests: type, choose by arrow keys and Enter or by a click. What was typed and means one entry only is taken
   when the field is left; what means none or several is said to be so, and stays. */

import { alike } from "./letters.js";
import { isOutdated } from "./request.js";

const PAUSE_MS = 200;

export class Suggest {
  /** `find(text, signal, about)` answers with [{ name, beside, … }] (what tells it from another one of
      that name, if there is one), all of a short list for an empty text; `about()` is what the field is about
      while it is typed into; `choose(entry, about)` hears what was taken, `empty(about)` that nothing is wanted, `doubt(text, about,
      entries)` what is typed and not taken (yet: `entries` undefined); `isStill(text, about)`: nothing else was meanwhile. `nothing(text)`
      is said where there is no entry. */
  constructor(input, list, { find, choose, empty, doubt, isStill, about, nothing, isShort = false }) {
    Object.assign(this, { input, list, find, choose, empty, doubt, isStill, nothing, isShort, whatItIsAbout: about, found: null, active: -1, settling: null });
    input.addEventListener("input", () => this.onTyped());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => afterPress(() => this.leave()));
    if (isShort) input.addEventListener("click", () => this.offerAll());
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = event.target.closest("li[data-number]");
      if (row) this.take(this.found.entries[row.dataset.number]);
    });
  }

  /** The page says what the field shows; `isTyped`: it is still to be understood. What was typed about something else is understood meanwhile. */
  put(text, isTyped = false) {
    const about = this.whatItIsAbout();
    if (this.isTyped && this.about !== about) this.follow(this.words, this.about);
    if (this.input.value !== text) this.input.value = text;
    Object.assign(this, { isTyped, about });
  }

  get words() {
    return this.input.value.trim();
  }

  onTyped() {
    this.isTyped = true;
    this.about = this.whatItIsAbout();
    this.doubt(this.words, this.about);
    clearTimeout(this.timer);
    this.request?.abort();
    if (!this.words && !this.isShort) this.close();
    else this.timer = setTimeout(() => this.offer(this.words), PAUSE_MS);
  }

  leave() {
    if (document.activeElement !== this.input) this.settle();
  }

  /** Resolves when what was typed is taken, or said not to be understood. */
  settle() {
    this.close();
    clearTimeout(this.timer);
    if (this.isTyped) this.follow(this.words, this.about);
    return this.settling;
  }

  /** One after the other. */
  follow(words, about) {
    const before = this.settling;
    this.settling = (async () => {
      await before;
      await this.understand(words, about);
    })();
  }

  async understand(words, about) {
    const entries = words && this.isStill(words, about) ? await this.load(words, about) : [];
    if (!this.isStill(words, about)) return; // taken, or went on meanwhile
    const meant = entries && meantBy(words, entries);
    if (!words) this.empty(about);
    else if (meant) this.take(meant, about);
    else if (entries) this.doubt(words, about, entries);
  }

  /** Those of these words; null where the answer failed or is no longer wanted. Who asks while the answer is on its way waits for that one. */
  load(words, about = this.whatItIsAbout()) {
    const isOf = (asked) => asked?.words === words && asked.about === about;
    if (!this.isShort && isOf(this.found)) return this.found.entries;
    if (isOf(this.asking) && !this.request.signal.aborted) return this.asking.entries;
    this.request?.abort();
    this.request = new AbortController();
    this.asking = { words, about, entries: this.ask(words, this.request.signal, about) };
    return this.asking.entries;
  }

  async ask(words, signal, about) {
    try {
      const entries = await this.find(words, signal, about);
      this.found = { words, about, entries };
      return entries;
    } catch (error) {
      if (!isOutdated(error)) this.say(error.message);
      return null;
    } finally {
      if (this.request.signal === signal) this.asking = null;
    }
  }

  async offer(words) {
    const entries = await this.load(words);
    if (entries && document.activeElement === this.input) this.show(entries);
  }

  offerAll() {
    if (!this.isTyped) this.offer("");
  }

  show(entries) {
    this.active = entries.length && this.isTyped ? 0 : -1;
    this.list.replaceChildren(...entries.map((entry, number) => this.row(entry, number)));
    if (entries.length) this.open();
    else this.say(this.nothing(this.input.value));
  }

  row(entry, number) {
    const row = document.createElement("li");
    row.role = "option";
    row.id = `${this.list.id}-${number}`;
    row.dataset.number = number;
    row.ariaSelected = String(number === this.active);
    row.textContent = entry.name;
    if (entry.beside) row.append(Object.assign(document.createElement("span"), { className: "suggest__kind", textContent: entry.beside }));
    return row;
  }

  say(words) {
    const row = document.createElement("li");
    row.className = "muted";
    row.textContent = words;
    this.list.replaceChildren(row);
    if (document.activeElement === this.input) this.open();
  }

  open() {
    this.list.hidden = false;
    this.input.ariaExpanded = "true";
    this.mark();
  }

  close() {
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
  }

  mark() {
    for (const row of this.list.children) row.ariaSelected = String(Number(row.dataset.number) === this.active);
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.step(step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.enter();
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  step(step) {
    const { length } = this.found?.entries ?? [];
    if (this.list.hidden) this.offer(this.isTyped ? this.words : "");
    else if (length) {
      this.active = this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length;
      this.mark();
    }
  }

  /** The marked row, as long as it is one of these words; else what they mean, or a list to choose from. */
  async enter() {
    const isCurrent = !this.isTyped || this.found?.words === this.words;
    if (!this.list.hidden && this.active >= 0 && isCurrent) this.take(this.found.entries[this.active]);
    else if (this.isTyped) {
      await this.settle();
      if (this.isTyped && this.words) await this.offer(this.words);
    }
  }

  take(entry, about = this.whatItIsAbout()) {
    clearTimeout(this.timer);
    if (about === this.whatItIsAbout()) {
      this.isTyped = false;
      this.input.value = entry.name;
      this.close();
    }
    this.choose(entry, about);
  }
}

let isPressed = false;
document.addEventListener("pointerdown", () => { isPressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { isPressed = false; }, true);

/** A line that appears while a button is pressed would move the button away from under the finger. */
function afterPress(work) {
  if (isPressed) document.addEventListener("pointerup", () => setTimeout(work), { once: true, capture: true });
  else work();
}

const partsOf = (text) => alike(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Each word that was typed begins one of the name. */
export function isAlike(name, words) {
  const parts = partsOf(name);
  return partsOf(words).every((word) => parts.some((part) => part.startsWith(word)));
}

/** The one entry that these words mean. */
function meantBy(words, entries) {
  const begun = entries.filter(({ name }) => isAlike(name, words));
  const same = begun.filter(({ name }) => alike(name) === alike(words));
  const [only] = same.length ? same : begun;
  return (same.length || begun.length) === 1 ? only : null;
}
