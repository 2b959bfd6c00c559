/* A draft that was read from a notice, in the editor: what it fills, what stays open until somebody answers, and, of an event
   that was published before, what changes. */

import { toldOf } from "../../roadmap/js/request.js";
import { fillEvent } from "./event_form.js";
import { readHours } from "./hours_form.js";
import { crossingsOf } from "./on_network.js";
import { byId, form, initial } from "./page.js";
import { emptyPhase, fromAPI, read } from "./phase_form.js";
import { crossingWith, roadNamed } from "./saved_place.js";

const pasted = JSON.parse(byId("pasted")?.textContent ?? "null");

/** What a write says of where it comes from, and by whose word a part of the event is open. */
export function fromNotice({ phases } = {}) {
  if (!pasted) return {};
  const comment = `${byId("pasted-notice").dataset.wordsByNotice} ${pasted.notice}`;
  return { notice: { id: pasted.notice, draft: pasted.draft.number }, ...(phases?.some(({ ended_at: end }) => end) ? { comment } : {}) };
}

/** The form's fields that a draft filled, by the name of the value. */
const OF_EVENT = { cause: "cause", performer: "performer", client: "client", contact: "contact", detour_roads: "detour_roads", bus_routes: "bus_routes", stops_removed: "stops_removed", note: "note" };

export class Pasted {
  /** Null where the page was opened without a notice. */
  static open(editor) {
    return pasted && new Pasted(editor);
  }

  constructor({ stages, place, showKind }) {
    Object.assign(this, { stages, place, showKind, box: byId("pasted-notice"), draft: pasted.draft, answered: new Set(), asked: [], there: [], before: [] });
    this.earlier = initial && this.spokenOf();
    this.connect();
    if (initial) this.takeChange();
    else this.take();
    this.show();
  }

  /** What was chosen of this event, else the first that is known of it. */
  spokenOf() {
    const { earlier } = this.draft;
    const chosen = earlier[pasted.chosen];
    return chosen?.event === initial.id ? chosen : earlier.find(({ event }) => event === initial.id);
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
    this.stages.replace(this.draft.phases.map((phase, number) => this.stageOf(phase, this.draft.places_of_phases[number])));
    this.remember();
    this.place.map.look();
    this.markFields();
    for (const location of this.stages.phases.flatMap(({ locations }) => locations)) if (!location.geometry && location.typed.street) this.lookUp(location);
  }

  /** `numbers` are those of its places in the draft. */
  stageOf(phase, numbers) {
    const stage = { ...emptyPhase(), ...fromAPI(phase) };
    if (this.draft.signal) Object.assign(stage.locations[0], { geometry: this.draft.signal.geometry, places: [{ type: "landmark", name: this.draft.signal.name }] });
    else stage.locations.forEach((location, place) => this.lay(location, numbers[place]));
    if (!stage.locations.length) stage.locations = emptyPhase().locations;
    return stage;
  }

  lay(location, number) {
    location.length_m = this.draft.lengths[number] || null;
    if (!location.geometry) Object.assign(location, { places: [], typed: { ...this.draft.typed[number] } });
  }

  /** The form's stages and places of each number of the draft: a person may add others, and part with these. */
  remember() {
    this.asked = [...this.stages.phases];
    this.read = this.asked.map(({ planned_start, planned_end, vehicle_impact, schedule }) => ({ planned_start, planned_end, vehicle_impact, schedule }));
    this.there = this.draft.lengths.map((_length, number) => this.draft.places_of_phases.flatMap((numbers, phase) => this.asked[phase].locations[numbers.indexOf(number)] ?? []));
    this.before = this.there.map(([location]) => geometryOf(location));
  }

  /** Of each stage that still holds there. */
  locationsOf(number) {
    const kept = new Set(this.stages.phases.flatMap(({ locations }) => locations));
    return (this.there[number] ?? []).filter((location) => kept.has(location));
  }

  /** The street and the crossings that are known stand in the fields as if chosen; the rest stays as it was told. */
  async lookUp(location) {
    const { typed: { street, ...ends }, asked } = location;
    try {
      const road = await roadNamed(street);
      if (!road) return;
      const results = await crossingsOf(road);
      if (location.asked !== asked) return; // a hand was quicker
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
    const { verb, moment, start, difference, cuts } = this.earlier;
    byId("pasted-difference").hidden = false;
    byId("pasted-difference-text").textContent = difference;
    const how = { change: () => this.moveEnd(moment, start), part: () => this.takeOut(cuts), reopen: () => this.offer("reopen", moment), finish: () => this.offer("finish", moment), cancel: () => this.offer("cancel") }[verb];
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

  /** Places that are open stand in a stage of their own, which ended in fact; what does not take place is gone, and a stage without a place, too. */
  takeOut(cuts) {
    for (const { phase: id, locations, end } of cuts) {
      const phase = this.stages.phases.find((each) => each.id === id);
      if (!phase) continue;
      const [out, rest] = [true, false].map((isOut) => phase.locations.filter((each) => locations.includes(each.id) === isOut));
      if (end && !rest.length) phase.ended_at = end;
      else if (end) this.stages.phases.push({ ...structuredClone(phase), id: undefined, part_of: id, ended_at: end, open: 0, locations: out.map((one) => ({ ...one, id: undefined })) });
      if (rest.length) Object.assign(phase, { locations: rest, open: 0 });
      else if (!end) this.stages.phases.splice(this.stages.phases.indexOf(phase), 1);
    }
    this.stages.replace([...this.stages.phases]);
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
    if (open.location !== null) return this.stages.errorsOf(this.locationsOf(open.location)[0], { [open.field === "direction" ? "direction" : "geometry"]: [open.text] });
    if (open.field === "signal") return { signal: [open.text] };
    return { phases: { [this.stages.phases.indexOf(this.asked[open.phase])]: { [open.field === "street" ? "geometry" : open.field]: [open.text] } } };
  }

  /** By a choice, or by hand in the form. */
  isAnswered({ field, phase, location: number }, ask) {
    if (this.answered.has(ask)) return true;
    const stage = this.stages.phases.find((each) => each === this.asked[phase]);
    const isOfTimes = field.startsWith("planned_") && this.draft.asks[ask].choices.length;
    if (stage && (isOfTimes || field === "vehicle_impact")) return this.isOther(stage, phase, field);
    if (field === "planned_start") return !stage || Boolean(stage.planned_start || (stage === this.stages.phase && byId("planned_start").value));
    const location = number === null ? stage?.locations[0] : this.locationsOf(number)[0];
    if (field === "signal") return Boolean(this.place.signal);
    const isMoved = Boolean(location?.geometry) && geometryOf(location) !== this.before[number ?? 0];
    return !location || isMoved || (field === "direction" && location.direction !== "both");
  }

  /** Than what was read; of times its hours may be. */
  isOther(stage, phase, field) {
    const { schedule } = this.read[phase];
    const hours = stage === this.stages.phase ? readHours(schedule) : stage.schedule;
    if (field.startsWith("planned_") && JSON.stringify(hours) !== JSON.stringify(schedule)) return true;
    return (stage === this.stages.phase ? byId(field).value : stage[field]) !== this.read[phase][field];
  }

  answer(number, choice) {
    const ask = this.draft.asks[number];
    const { signal, stage } = ask.choices[choice] ?? {};
    this.answered.add(number);
    if (stage) this.putInto(stage, ask);
    if (signal) this.place.takeSignal(signal);
    for (const location of this.locationsOf(ask.location)) this.place.put(location, chosenOf(ask.choices[choice]?.location));
    this.place.taken();
    this.show();
    this.leadOn();
  }

  /** What is left for traffic, in every stage that was read, or times of the stage asked about; the rest of the form stays as it was typed. */
  putInto(values, { field, phase }) {
    read(this.stages.phase);
    for (const stage of field === "vehicle_impact" ? this.asked : [this.asked[phase]]) Object.assign(stage, structuredClone(values));
    this.stages.show(this.stages.current);
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
