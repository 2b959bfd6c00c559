/* The stages of the event: which one is open, and which of its places; one more, one less. */

import { emptyLocation, emptyPhase, fill, fromAPI, read, toAPI } from "./phase_form.js";
import { byId, filled, words } from "./page.js";
import { nextHour } from "./times.js";

export class Stages {
  /** `onShown()` hears that another stage or place is open, `onChanged()` that there are more or fewer. */
  constructor({ onShown, onChanged }) {
    Object.assign(this, { onShown, onChanged, wrong: new Set(), current: 0 });
    this.phases = filled ? filled.phases.map(fromAPI) : [emptyPhase(nextHour())];
    byId("add-phase").addEventListener("click", () => this.add());
    byId("phases").addEventListener("click", (event) => this.onTab(event));
  }

  get phase() {
    return this.phases[this.current];
  }

  /** The place that the picker is about. */
  get location() {
    return this.phase.locations[this.phase.open];
  }

  /** What is wrong with this place, in the shape of the API's errors. */
  errorsOf(location, errors) {
    const stage = this.phases.findIndex(({ locations }) => locations.includes(location));
    return stage < 0 ? {} : { phases: { [stage]: { locations: { [this.phases[stage].locations.indexOf(location)]: errors } } } };
  }

  isOpen(stage, location = this.phase.open) {
    return stage === this.current && location === this.phase.open;
  }

  /** What is not understood yet, place by place. */
  get typed() {
    return this.phases.flatMap(({ locations }) => locations.map(({ typed }) => typed));
  }

  /** As the API takes them. */
  values() {
    read(this.phase);
    return this.phases.map(toAPI);
  }

  /** All are as the server tells them: those that were new have their ids now, and they stand in the order of their starts, as the event numbers them. */
  name(saved) {
    const open = this.phase;
    this.phases.sort((one, other) => one.planned_start.localeCompare(other.planned_start));
    this.current = this.phases.indexOf(open);
    this.showTabs();
    this.phases.forEach((phase, number) => saved[number] && takeSaved(phase, saved[number]));
  }

  /** Other ones altogether; what is open stays so, as far as it is still there. */
  replace(phases) {
    this.phases = phases;
    this.show(Math.min(this.current, phases.length - 1));
  }

  show(number, location = this.phases[number].open) {
    this.current = number;
    this.phase.open = Math.min(location, this.phase.locations.length - 1);
    fill(this.phase);
    this.showTabs();
    this.onShown();
  }

  turnTo(number, location) {
    if (number >= this.phases.length || this.isOpen(number, location)) return;
    read(this.phase);
    this.show(number, location);
  }

  markWrong(numbers) {
    this.wrong = numbers;
    this.showTabs();
  }

  showTabs() {
    const tabs = this.phases.map((_phase, number) => this.tab(number));
    byId("phases").replaceChildren(...tabs, ...(words.isOver ? [] : [Object.assign(button(words.wordsRemoveStage, "remove"), { className: "tabs__remove" })]));
    byId("phases").hidden = this.phases.length < 2;
    byId("stage-name-box").hidden = this.phases.length < 2 && !this.phase.name;
  }

  tab(number) {
    const isWrong = this.wrong.has(number);
    const tab = button(`${words.wordsPhase} ${number + 1}${isWrong ? ` · ${words.wordsWrong}` : ""}`, number);
    if (number === this.current) tab.ariaCurrent = "true";
    tab.classList.toggle("is-wrong", isWrong);
    return tab;
  }

  /** The next stage is in the same places, and begins when this one ends. */
  add() {
    read(this.phase);
    const { locations, planned_end: end, vehicle_impact, vehicle_classes, exemptions, restrictions, lanes } = this.phase;
    const same = locations.map(({ id, former, typed, ...location }) => emptyLocation(structuredClone(location)));
    this.phases.push({ ...emptyPhase(end), locations: same, vehicle_impact, vehicle_classes: [...vehicle_classes], exemptions: [...exemptions], restrictions: structuredClone(restrictions ?? []), lanes: structuredClone(lanes ?? []) });
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

/** What is typed meanwhile stays: a moment counts as given only where the field still says the same. */
function takeSaved(phase, { id, planned_start, planned_end, actual_end, locations = [] }) {
  Object.assign(phase, { id, part_of: undefined, ended_at: undefined, actual_end, given: { planned_start, planned_end } });
  phase.locations.forEach((location, place) => {
    const { id: number, geometry, places } = locations[place] ?? {};
    Object.assign(location, { id: number }, geometry ? { geometry, places } : {});
  });
}

function button(text, what) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.phase = what;
  made.textContent = text;
  return made;
}
