/* A text field that suggests: type, choose by arrow keys and Enter or by a click. */

import { isOutdated } from "../../roadmap/js/request.js";

const PAUSE_MS = 200;

/** `find(words, signal)` answers with [{ id, name }]; `choose(entry)` hears what was taken. */
export class Suggest {
  constructor(input, list, { find, choose, nothing }) {
    Object.assign(this, { input, list, find, choose, nothing, entries: [], active: -1 });
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    list.addEventListener("mousedown", (event) => {
      const row = event.target.closest("li[data-number]");
      if (row) this.take(Number(row.dataset.number));
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const words = this.input.value.trim();
    if (!words) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.load(words), PAUSE_MS);
  }

  async load(words) {
    this.request = new AbortController();
    try {
      this.show(await this.find(words, this.request.signal));
    } catch (error) {
      if (!isOutdated(error)) this.say(error.message);
    }
  }

  show(entries) {
    this.entries = entries;
    this.active = entries.length ? 0 : -1;
    this.list.replaceChildren(...entries.map((entry, number) => this.row(entry, number)));
    if (!entries.length) this.say(this.nothing);
    this.open(true);
  }

  row(entry, number) {
    const row = document.createElement("li");
    row.role = "option";
    row.id = `${this.list.id}-${number}`;
    row.dataset.number = number;
    row.ariaSelected = String(number === this.active);
    row.textContent = entry.name;
    return row;
  }

  say(words) {
    const row = document.createElement("li");
    row.className = "muted";
    row.textContent = words;
    this.list.replaceChildren(row);
    this.open(true);
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.ariaExpanded = String(isOpen);
    this.mark();
  }

  close() {
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
  }

  mark() {
    for (const row of this.list.children) row.ariaSelected = String(Number(row.dataset.number) === this.active);
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.entries.length) {
      event.preventDefault();
      this.active = (this.active + step + this.entries.length) % this.entries.length;
      this.mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!this.list.hidden && this.active >= 0) this.take(this.active);
      else if (this.input.value.trim()) this.ask();
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  take(number) {
    const entry = this.entries[number];
    this.input.value = entry.name;
    this.close();
    this.choose(entry);
  }
}
