/* What the map's form asks: layers, filters, a time. The page's address says the same, and the line below the folded panel which are set. */

import { localMoment } from "./format.js";
import { timeOf } from "./times.js";

export class Filters {
  /** `presets` is the page's table of times, `off` its words “Not shown: %s”; `onChange({ isTime })` hears that something else is asked. */
  constructor(form, { layers, presets, off, onChange }) {
    Object.assign(this, { form, layers, presets, off, onChange });
    this.panel = document.getElementById("filters-panel");
    this.folder = document.getElementById("show-filters");
    form.addEventListener("change", ({ target }) => onChange({ isTime: target.name === "when" || target.name === "moment" }));
    this.folder.addEventListener("click", () => this.unfold());
    document.getElementById("clear-filters").addEventListener("click", () => this.clear());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.unfold(false); });
    this.tell();
  }

  /** As the page's address has it; empty values stand for “not asked”. */
  asked() {
    const data = new FormData(this.form);
    const kinds = data.getAll("kind");
    const usual = this.layers.filter((layer) => layer.isShown).map((layer) => layer.slug);
    const isUsual = kinds.length === usual.length && usual.every((slug) => kinds.includes(slug));
    const asked = { kind: isUsual ? "" : kinds.join(",") || "none", at: "", from: "", to: "" }; // of a link, now in the form or left out
    for (const [name, value] of data) if (name !== "kind") asked[name] = value;
    if (asked.when !== "moment") asked.moment = "";
    return asked;
  }

  /** As the API has it: { kinds: Set|null, filters, time }. */
  question() {
    const { kind, when, moment, ...filters } = this.asked();
    return { kinds: kind ? new Set(kind.split(",")) : null, filters, time: timeOf(when, moment, this.presets) };
  }

  /** Just what an address asks, and nothing else. */
  ask(search) {
    const asked = new URLSearchParams(search);
    const kinds = asked.get("kind")?.split(",");
    for (const select of this.form.querySelectorAll("select")) select.value = asked.get(select.name) ?? "";
    for (const box of this.form.querySelectorAll("[name=kind]")) box.checked = kinds ? kinds.includes(box.value) : this.#isUsual(box);
  }

  askForTime({ when, moment }) {
    const { elements } = this.form;
    elements.when.value = when ?? "";
    elements.moment.value = moment ?? "";
    this.tell();
  }

  clear() {
    for (const select of this.panel.querySelectorAll("select")) select.value = "";
    for (const box of this.form.querySelectorAll("[name=kind]")) box.checked = this.#isUsual(box);
    this.onChange({ isTime: false });
  }

  /** The panel that a phone folds away; without a word it changes sides. */
  unfold(isWanted) {
    const isOpen = this.panel.classList.toggle("is-open", isWanted);
    this.folder.setAttribute("aria-expanded", isOpen);
    if (!isOpen) this.#stepOutOf(this.panel);
  }

  /** Who stood in what is folded away stands at its button. */
  #stepOutOf(element) {
    if (element.contains(document.activeElement)) this.folder.focus({ preventScroll: true });
  }

  /** Beside the folded panel: how many of its filters are set, and which. A date that was only just asked for begins with the present. */
  tell() {
    const { when, moment } = this.form.elements;
    if (when.value === "moment" && !moment.value) moment.value = localMoment(new Date());
    const set = this.#narrowings();
    const count = document.getElementById("filters-count");
    const line = document.getElementById("filters-on");
    if (!set.length) this.#stepOutOf(line);
    count.textContent = set.length;
    count.hidden = line.hidden = !set.length;
    line.querySelector("span").textContent = set.join(" · ");
    this.folder.classList.toggle("is-set", set.length > 0);
  }

  /** The filters that are set, each in the form's own words; the layers that are off count as one. */
  #narrowings() {
    const chosen = [...this.panel.querySelectorAll("select")].filter(({ value }) => value);
    const words = chosen.map(({ selectedOptions }) => selectedOptions[0].textContent);
    const off = [...this.form.querySelectorAll("[name=kind]:not(:checked)")].map(({ dataset }) => dataset.title);
    return off.length ? [...words, this.off.replace("%s", off.join(", "))] : words;
  }

  #isUsual({ value }) {
    return this.layers.find(({ slug }) => slug === value).isShown;
  }
}
