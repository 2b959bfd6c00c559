/* A draft that was read from a notice, in the editor: what it fills, what stays open until somebody answers, and, of an event
   that was published before, what changes. */

import { getJSON, toldOf } from "../../roadmap/js/request.js";
import { fillEvent } from "./event_form.js";
import { addresses, byId, form, initial } from "./page.js";
import { emptyPhase, fromAPI } from "./phase_form.js";
import { crossingWith, roadNamed } from "./saved_place.js";

const pasted = JSON.parse(byId("pasted")?.textContent ?? "null");

/** What a write says of where it comes from. */
export const fromNotice = () => (pasted ? { notice: { id: pasted.notice, draft: pasted.draft.number } } : {});

/** The form's fields that a draft filled, by the name of the value. */
const OF_EVENT = { cause: "cause", performer: "performer", detour_roads: "detour_roads", bus_routes: "bus_routes", stops_removed: "stops_removed" };

export class Pasted {
  /** Null where the page was opened without a notice. */
  static open(editor) {
    return pasted && new Pasted(editor);
  }

  constructor({ stages, place, showKind }) {
    Object.assign(this, { stages, place, showKind, box: byId("pasted-notice"), draft: pasted.draft, answered: new Set(), before: [] });
    this.earlier = initial && this.draft.earlier.find(({ event }) => event === initial.id);
    this.connect();
    if (initial) this.takeChange();
    else this.take();
    this.show();
  }

  connect() {
    this.box.addEventListener("click", (event) => {
      const mark = event.target.closest("[data-fills]");
      if (!mark) return;
      event.preventDefault();
      this.leadTo(mark.dataset.fills);
    });
    byId("pasted-asks").addEventListener("click", ({ target }) => {
      const { ask, choice } = target.closest("button")?.dataset ?? {};
      if (ask !== undefined) this.answer(Number(ask), Number(choice));
    });
  }

  // --- a new event

  take() {
    form.querySelector(`[name=kind][value=${this.draft.kind}]`).checked = true;
    this.showKind();
    fillEvent(this.draft.fields);
    if (this.draft.signal) this.place.knowSignal(this.draft.signal);
    this.stages.replace(this.draft.phases.map((phase) => this.stageOf(phase)));
    this.place.map.look();
    this.markFields();
    this.before = this.stages.phases[0].locations.map(geometryOf);
    for (const location of this.stages.phases.flatMap(({ locations }) => locations)) if (!location.geometry && location.typed.street) this.lookUp(location);
  }

  stageOf(phase) {
    const stage = { ...emptyPhase(), ...fromAPI(phase) };
    if (this.draft.signal) Object.assign(stage.locations[0], { geometry: this.draft.signal.geometry, places: [{ type: "landmark", name: this.draft.signal.name }] });
    else stage.locations.forEach((location, number) => this.lay(location, number));
    if (!stage.locations.length) stage.locations = emptyPhase().locations;
    return stage;
  }

  lay(location, number) {
    location.length_m = this.draft.lengths[number] || null;
    if (!location.geometry) Object.assign(location, { places: [], typed: { ...this.draft.typed[number] } });
  }

  /** The street and the crossings that are known stand in the fields as if chosen; the rest stays as it was told. */
  async lookUp(location) {
    const { street, ...ends } = location.typed;
    try {
      const road = await roadNamed(street);
      if (!road || location.geometry) return;
      const { results } = await getJSON(addresses.junctions.replace("/0/", `/${road.id}/`));
      const found = Object.fromEntries(Object.entries(ends).map(([end, name]) => [end, crossingWith(name, results)]));
      Object.assign(location, {
        choosing: { road, crossings: results, from: found.from ?? "", to: found.to ?? "" }, isUnanswered: true,
        typed: Object.fromEntries(Object.entries(ends).filter(([end]) => !found[end])),
      });
      this.place.show();
    } catch (error) {
      console.warn(toldOf(error)); // the street stays as it was told, to be picked by hand
    }
  }

  // --- an event that was published before

  takeChange() {
    if (!this.earlier) return;
    const { verb, moment, start, difference } = this.earlier;
    byId("pasted-difference").hidden = false;
    byId("pasted-difference-text").textContent = difference;
    const how = { change: () => this.moveEnd(moment, start), reopen: () => this.offer("reopen", moment), finish: () => this.offer("finish", moment), cancel: () => this.offer("cancel") }[verb];
    how?.();
  }

  /** Of the stages that end last; one that is put off begins later, too. */
  moveEnd(moment, start) {
    const { phases } = this.stages;
    const last = phases.map(({ planned_end: end }) => end).sort((one, other) => Number(!one) - Number(!other) || one.localeCompare(other)).at(-1);
    const open = this.stages.current;
    for (const phase of phases) if (phase.planned_end === last) Object.assign(phase, { planned_end: moment }, start ? { planned_start: start } : {});
    this.stages.show(Math.max(open, phases.findIndex(({ planned_end: end }) => end === moment)));
    this.mark("planned_end", false);
    if (start) this.mark("planned_start", false);
    byId("said").textContent = this.box.dataset.wordsTaken;
  }

  /** One press more does it: the verb's own button asks for what it needs. */
  offer(verb, moment) {
    const button = form.querySelector(verb === "cancel" ? "[data-do=cancel]" : `[data-ask=${verb}]`);
    if (!button) return;
    this.isOffered = true;
    const own = byId("pasted-do");
    own.hidden = false;
    own.textContent = button.textContent;
    own.addEventListener("click", () => {
      button.click();
      const at = moment && byId(`moment-${verb}`)?.querySelector("[data-moment]");
      if (!at) return;
      at.value = moment;
      at.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // --- what is open

  /** To the first open question, else to the button that ends it all. */
  leadOn() {
    const number = this.draft.asks.findIndex((ask, index) => ask.is_open && !this.isAnswered(ask, index));
    if (number < 0) mainButton()?.focus({ preventScroll: true });
    else (byId("pasted-asks").querySelector(`[data-ask="${number}"]`) ?? fieldOf(this.draft.asks[number])).focus();
  }

  /** In the shape of the API's errors; empty where nothing is. */
  missing() {
    const open = initial ? undefined : this.draft.asks.find((ask, number) => ask.is_open && !this.isAnswered(ask, number));
    if (!open) return {};
    if (open.location === null) return open.field === "signal" ? { signal: [open.text] } : { phases: { 0: { [open.field === "street" ? "geometry" : open.field]: [open.text] } } };
    return { phases: { 0: { locations: { [open.location]: { [open.field === "direction" ? "direction" : "geometry"]: [open.text] } } } } };
  }

  /** By a choice, or by hand in the form. */
  isAnswered({ field, location: number }, ask) {
    if (this.answered.has(ask)) return true;
    const location = this.stages.phases[0].locations[number ?? 0];
    if (field === "planned_start") return Boolean(byId("planned_start").value || this.stages.phases[0].planned_start);
    if (field === "signal") return Boolean(this.place.signal);
    const isMoved = Boolean(location?.geometry) && geometryOf(location) !== this.before[number ?? 0];
    return !location || isMoved || (field === "direction" && location.direction !== "both");
  }

  answer(number, choice) {
    const ask = this.draft.asks[number];
    this.answered.add(number);
    for (const phase of this.stages.phases) Object.assign(phase.locations[ask.location] ?? {}, chosenOf(ask.choices[choice]?.location));
    this.place.taken();
    this.show();
    byId("pasted-asks").querySelector("li:not(.is-answered) button")?.focus();
  }

  show() {
    const asks = initial ? [] : this.draft.asks;
    byId("pasted-asks").hidden = !asks.length;
    byId("pasted-asks").replaceChildren(...asks.map((ask, number) => this.item(ask, number)));
  }

  item(ask, number) {
    const item = document.createElement("li");
    const isAnswered = this.isAnswered(ask, number);
    item.classList.toggle("is-answered", isAnswered);
    item.classList.toggle("is-open", ask.is_open && !isAnswered);
    const text = document.createElement("span");
    text.textContent = isAnswered && ask.is_open ? `${ask.text} ✓ ${this.box.dataset.wordsAnswered}` : ask.text;
    const choices = document.createElement("span");
    choices.className = "cluster";
    choices.append(...ask.choices.map(({ text: told }, choice) => choiceButton(told, number, choice)));
    item.append(text, ...(ask.choices.length ? [choices] : []));
    return item;
  }

  // --- marks

  markFields() {
    const asks = new Set(this.draft.asks.map(({ field }) => field));
    const { fields, phases: [stage] } = this.draft;
    for (const [name, id] of Object.entries(OF_EVENT)) if (fields[name]?.length && fields[name] !== "unknown") this.mark(id, false);
    if (this.draft.lengths.some(Boolean)) this.mark("street", asks.has("street"));
    if (stage?.planned_start) this.mark("planned_start", asks.has("planned_start"));
    if (stage?.planned_end) this.mark("planned_end", false);
    if (stage?.locations.some(({ direction }) => direction !== "both")) this.mark("direction", asks.has("direction"));
    if (this.draft.signal) this.mark("signal", false);
    this.mark("vehicle_impact", Boolean(this.box.querySelector(".said--impact.said--asks")));
  }

  mark(id, isDoubtful) {
    const label = form.querySelector(`label[for=${id}]`);
    if (!label || label.querySelector(".from-text")) return;
    const note = document.createElement("span");
    note.className = isDoubtful ? "from-text from-text--check" : "from-text";
    note.textContent = isDoubtful ? this.box.dataset.wordsCheck : this.box.dataset.wordsFromText;
    label.append(note);
  }

  leadTo(id) {
    const field = id === "kind" ? form.querySelector("[name=kind]:checked") : byId(id);
    for (let outer = field?.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    const shown = field?.offsetParent ? field : byId("street");
    shown.focus({ preventScroll: true });
    shown.scrollIntoView({ block: "center" });
  }
}

/** Of what the page is for: to publish, or to hand in. */
export const mainButton = () => form.querySelector(".editor__bar .button--primary:not([hidden], :disabled)");

const fieldOf = ({ field }) => {
  const found = byId(field);
  return found?.offsetParent ? found : byId("street");
};

const geometryOf = ({ geometry }) => JSON.stringify(geometry);

/** A place that was chosen among several takes the other's stead. */
const chosenOf = (location) => (location ? { ...structuredClone(location), picked: null, drawn: null, choosing: null, typed: {}, isAsked: false, isUnanswered: false, length_m: null } : {});

function choiceButton(text, ask, choice) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = text;
  Object.assign(button.dataset, { ask, choice });
  return button;
}
