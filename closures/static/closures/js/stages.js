/* The stages of the event: which one is open, one more, one less. */

import { emptyPhase, fill, fromAPI, read, toAPI } from "./phase_form.js";
import { byId, initial, words } from "./page.js";
import { nextHour } from "./times.js";

export class Stages {
  /** `onShown()` hears that another stage is open, `onChanged()` that there are more or fewer. */
  constructor({ onShown, onChanged }) {
    Object.assign(this, { onShown, onChanged });
    this.phases = initial ? initial.phases.map(fromAPI) : [emptyPhase(nextHour())];
    this.current = 0;
    byId("add-phase").addEventListener("click", () => this.add());
    byId("phases").addEventListener("click", (event) => this.onTab(event));
  }

  get phase() {
    return this.phases[this.current];
  }

  /** As the API takes them. */
  values() {
    read(this.phase);
    return this.phases.map(toAPI);
  }

  show(number) {
    this.current = number;
    fill(this.phase);
    this.showTabs();
    this.onShown();
  }

  turnTo(number) {
    if (number !== this.current && number < this.phases.length) this.show(number);
  }

  showTabs() {
    const tabs = this.phases.map((_phase, number) => tab(`${words.wordsPhase} ${number + 1}`, number, number === this.current));
    byId("phases").replaceChildren(...tabs, tab(words.wordsRemove, "remove", false));
    byId("phases").hidden = this.phases.length < 2;
  }

  /** The next stage is in the same place, and begins when this one ends. */
  add() {
    read(this.phase);
    const { geometry, places, length_m: length, planned_end: end, direction, toward, vehicle_impact: impact } = this.phase;
    this.phases.push({ ...emptyPhase(end), geometry, places, length_m: length, direction, toward, vehicle_impact: impact });
    this.show(this.phases.length - 1);
    byId("phases").scrollIntoView({ block: "center" });
    this.onChanged();
  }

  onTab({ target }) {
    const what = target.closest("button")?.dataset.phase;
    if (what === undefined) return;
    read(this.phase);
    if (what === "remove") this.remove();
    else this.show(Number(what));
    this.onChanged();
  }

  remove() {
    this.phases.splice(this.current, 1);
    this.show(Math.max(0, this.current - 1));
  }
}

function tab(text, what, isCurrent) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.phase = what;
  if (isCurrent) button.ariaCurrent = "true";
  button.textContent = text;
  return button;
}
