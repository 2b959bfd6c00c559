/* The place that was searched for: its words are a part of the page's question (`q`), the list answers, the map goes there and marks it. */

import { token } from "./drawing.js";
import { boxOf } from "./map.js";
import { getJSON, isOutdated } from "./request.js";
import { bringSearch } from "./search_box.js";

const PLACE_ZOOM = 17; // of a house or a crossing, at most
const MOST_SEGMENTS = 2000;
const DOT = { radius: 9, weight: 4, fillColor: "#ffffff", fillOpacity: 1, interactive: false };
const LINE = { weight: 12, opacity: 0.35, lineCap: "butt", interactive: false };

export class Answer {
  /** `box` holds the search field (roadmap/_search.html), `list` what the server answers; `onAsk(isNew)` hears that another place is
      asked for: the question is in the form already. */
  constructor({ box, list, map, onAsk }) {
    Object.assign(this, { box, list, map, onAsk, shown: null });
    this.input = box.querySelector("input");
    this.words = Object.assign(document.createElement("input"), { type: "hidden", name: this.input.name, value: this.input.value });
    this.input.removeAttribute("name"); // what is only being typed asks nothing yet
    box.append(this.words);
    this.layer = map.layer({ isAbove: true });
    bringSearch(box, { onChoose: ({ label }) => this.ask(label), onEmpty: () => this.ask(""), asked: () => this.asked });
    list.addEventListener("click", (event) => this.follow(event));
  }

  get asked() {
    return this.words.value;
  }

  /** What the list answers with: { keys, box, street }, the last two empty where the place has none; null where it is not about a place. */
  get alone() {
    const found = this.asked && this.list.querySelector("[data-answer]");
    if (!found || !found.dataset.answer) return null;
    const keys = [...found.querySelectorAll("[data-key]")].map(({ dataset }) => dataset.key);
    return { keys: new Set(keys), box: boxOf(found.dataset.box), street: found.dataset.street ?? "" };
  }

  /** Those who read with a modifier key want the link itself. */
  follow(event) {
    const link = event.target.closest("[data-answer-other], [data-answer-close]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.ask(link.dataset.answerOther ?? "");
    this.input.focus();
  }

  /** Enter without the suggestions' script: what was typed is asked as it stands. False where there is nothing new. */
  enter() {
    const isNew = document.activeElement === this.input && this.input.value !== this.asked;
    if (isNew) this.ask(this.input.value);
    return isNew;
  }

  ask(words) {
    if (words === this.asked) return;
    this.put(words);
    this.onAsk();
  }

  /** As the address says, or the reader. */
  put(words) {
    this.words.value = words;
    if (this.input.value !== words) this.input.value = words;
  }

  /** After each new list: a place that was not shown yet is marked; `isFlight` takes the map there. */
  show({ isFlight }) {
    const found = this.list.querySelector("[data-answer]");
    const place = found?.dataset.answer ?? "";
    if (place === this.shown) return;
    this.shown = place;
    this.layer.clear();
    if (!place) return;
    const box = boxOf(found.dataset.box);
    if (box && isFlight) this.map.fit(box, { maxZoom: PLACE_ZOOM });
    if (found.dataset.street) this.markStreet(found.dataset);
    else if (found.dataset.point) this.layer.dot(found.dataset.point.split(",").map(Number), { ...DOT, color: token("focus") });
  }

  async markStreet({ segments, street, answer }) {
    try {
      const { features } = await getJSON(`${segments}?${new URLSearchParams({ road: street, limit: MOST_SEGMENTS })}`);
      if (this.shown === answer) for (const { geometry } of features) this.layer.geometry(geometry, { ...LINE, color: token("focus") });
    } catch (error) {
      if (!isOutdated(error)) console.error(error); // the place is told in words all the same
    }
  }
}
