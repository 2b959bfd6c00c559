/* The dispatcher's editor: stages with place and time, the event's own fields, the post before it goes, and the moves. */

import { boxText } from "../../roadmap/js/map.js";
import { getJSON, isOutdated, patch, post, toldOf } from "../../roadmap/js/request.js";
import { missingIn } from "./checks.js";
import { MomentDialog } from "./moment_dialog.js";
import { emptyPhase, fill, fromAPI, read, toAPI } from "./phase_form.js";
import { PlaceMap } from "./place_map.js";
import { Suggest } from "./suggest.js";
import { nextHour, Times } from "./times.js";

const PREVIEW_PAUSE_MS = 700;
const LISTS = ["detour_roads", "bus_routes"];
const WORDS = ["cause", "reason", "performer", "contact", "detour", "act_kind", "act_number", "note"];

const byId = (id) => document.getElementById(id);
const form = byId("editor");
const words = form.dataset;
const addresses = JSON.parse(byId("addresses").textContent);
const forms = JSON.parse(byId("forms").textContent);
const initial = JSON.parse(byId("initial").textContent || '""') || null;

class Editor {
  constructor() {
    this.id = initial?.id ?? null;
    this.phases = initial ? initial.phases.map(fromAPI) : [emptyPhase(nextHour())];
    this.current = 0;
    this.road = null;
    this.signal = initial?.signal ?? null;
    this.times = new Times(byId("time"), { onSet: () => this.changed(), openEnd: words.wordsOpenEnd });
    this.map = new PlaceMap(byId("map"), {
      bar: byId("draw-bar"),
      onDrawn: (geometry) => this.match(geometry),
      onSignal: (feature) => this.takeSignal({ id: feature.id, name: feature.properties.name, geometry: feature.geometry }),
      findSignals: (box) => this.signalsIn(box),
    });
    this.fillEvent();
    this.connect();
    this.showKind();
    this.showPhase(0);
    this.map.look();
    if (["draft", "in-review"].includes(initial?.state)) this.preview(); // of a change there is nothing to tell yet
  }

  get kind() {
    return form.querySelector("[name=kind]:checked").value;
  }

  /** What the kind's declaration says of this form. */
  get declared() {
    return forms[this.kind];
  }

  has(part) {
    return this.declared.parts.includes(part);
  }

  get phase() {
    return this.phases[this.current];
  }

  connect() {
    const roads = async (text, signal) => (await getJSON(`${addresses.roads}?q=${encodeURIComponent(text)}`, { signal })).results;
    new Suggest(byId("street"), byId("street-list"), { find: roads, choose: (road) => this.takeRoad(road), nothing: words.wordsNoStreet });
    const find = async (text, signal) => this.signalsCalled(text, signal);
    new Suggest(byId("signal"), byId("signal-list"), { find, choose: (one) => this.takeSignal(one), nothing: words.wordsNoStreet });
    for (const id of ["from", "to", "direction"]) byId(id).addEventListener("change", () => this.takeStretch());
    byId("close-crossing").addEventListener("click", () => this.takeCrossing());
    byId("draw-line").addEventListener("click", () => this.draw("line"));
    byId("draw-area").addEventListener("click", () => this.draw("area"));
    byId("add-phase").addEventListener("click", () => this.addPhase());
    byId("phases").addEventListener("click", (event) => this.onPhaseTab(event));
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", ({ target }) => {
      if (target.name === "kind") this.takeKind();
      this.showDirection();
      this.changed();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of form.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.do(button.dataset.do));
    for (const button of form.querySelectorAll("[data-ask]")) this.askWith(button);
  }

  /* --- the event's own fields --- */

  fillEvent() {
    if (!initial) return;
    for (const name of WORDS) byId(name).value = initial[name] ?? "";
    for (const name of LISTS) byId(name).value = (initial[name] ?? []).join(", ");
    for (const name of ["severity", "act_on", "parking_places", "signal_mode"]) if (initial[name]) byId(name).value = initial[name];
  }

  /** A signal is no stretch of a street, and a closure no area: such a place is forgotten. */
  takeKind() {
    const shape = this.phase.geometry?.type.replace("Multi", "");
    if (shape && !this.declared.shapes.includes(shape)) {
      this.signal = null;
      this.road = null;
      for (const id of ["signal", "street"]) byId(id).value = "";
      this.dropPlace();
    }
    this.showKind();
  }

  showKind() {
    for (const part of form.querySelectorAll("[data-part]")) part.hidden = !part.dataset.part.split(" ").some((name) => this.has(name));
    byId("draw-area").hidden = !this.declared.shapes.includes("Polygon");
    this.map.watchSignals(this.declared.isAtSignal ? this.declared.token : null);
    this.map.stop();
    this.showPlace();
    this.showErrors({});
    if (!initial) byId("vehicle_impact").value = this.declared.impact;
  }

  /** Words for one direction are asked for only where there is one. */
  showDirection() {
    byId("toward-box").hidden = byId("direction").value === "both";
  }

  values() {
    read(this.phase);
    const values = { phases: this.phases.map(toAPI), severity: Number(byId("severity").value) };
    for (const name of WORDS) values[name] = byId(name).value.trim();
    for (const name of LISTS) values[name] = byId(name).value.split(/[,;]/).map((part) => part.trim()).filter(Boolean);
    values.act_on = byId("act_on").value || null;
    if (this.declared.isAtSignal) {
      Object.assign(values, { signal: this.signal, signal_mode: byId("signal_mode").value });
      for (const phase of values.phases) { // the signal says where
        delete phase.geometry;
        delete phase.places;
      }
    }
    if (this.has("parking")) values.parking_places = byId("parking_places").value ? Number(byId("parking_places").value) : null;
    if (!this.id) values.kind = this.kind;
    return values;
  }

  /* --- stages --- */

  showPhase(number) {
    this.current = number;
    fill(this.phase);
    this.times.say();
    this.showDirection();
    this.showTabs();
    this.showPlace();
  }

  showTabs() {
    const tabs = this.phases.map((_phase, number) => tab(`${words.wordsPhase} ${number + 1}`, number, number === this.current));
    byId("phases").replaceChildren(...tabs, tab(words.wordsRemove, "remove", false));
    byId("phases").hidden = this.phases.length < 2;
  }

  /** The next stage is in the same place, and begins when this one ends. */
  addPhase() {
    read(this.phase);
    const { geometry, places, length_m: length, planned_end: end, direction, toward, vehicle_impact: impact } = this.phase;
    this.phases.push({ ...emptyPhase(end), geometry, places, length_m: length, direction, toward, vehicle_impact: impact });
    this.showPhase(this.phases.length - 1);
    byId("phases").scrollIntoView({ block: "center" });
    this.changed();
  }

  onPhaseTab({ target }) {
    const what = target.closest("button")?.dataset.phase;
    if (what === undefined) return;
    read(this.phase);
    if (what === "remove") {
      this.phases.splice(this.current, 1);
      this.showPhase(Math.max(0, this.current - 1));
    } else {
      this.showPhase(Number(what));
    }
    this.changed();
  }

  /* --- place --- */

  async takeRoad(road) {
    this.road = road;
    const { results } = await this.try(() => getJSON(addresses.junctions.replace("/0/", `/${road.id}/`))) ?? { results: [] };
    for (const id of ["from", "to"]) {
      const select = byId(id);
      const options = results.flatMap((crossing) => crossing.roads.map((name) => option(name, crossing, results)));
      select.replaceChildren(select.options[0], ...options);
      select.value = "";
      select.disabled = results.length === 0;
    }
    byId("close-crossing").disabled = results.length === 0;
    await this.takeStretch();
  }

  async takeStretch() {
    if (!this.road) return;
    const query = new URLSearchParams({ road: this.road.id, direction: byId("direction").value });
    const [from, to] = [byId("from").value, byId("to").value];
    if (Boolean(from) !== Boolean(to)) {
      this.dropPlace(); // else the whole street would be closed by half a choice
      this.showErrors({ geometry: [words.wordsOtherCrossing] });
      return;
    }
    if (from) {
      query.set("from", from);
      query.set("to", to);
      for (const id of ["from", "to"]) query.set(`${id}_name`, byId(id).selectedOptions[0].dataset.road);
    }
    await this.takePlace(() => getJSON(`${addresses.stretch}?${query}`));
  }

  async takeCrossing() {
    const crossing = byId("from").value;
    if (!crossing) {
      this.showErrors({ geometry: [words.wordsChooseCrossing] });
      byId("from").focus();
      return;
    }
    await this.takePlace(() => getJSON(`${addresses.stretch}?crossing=${crossing}`));
  }

  draw(mode) {
    this.map.draw(mode, mode === "area" ? words.wordsDrawingArea : words.wordsDrawingLine);
    byId("map").scrollIntoView({ block: "center" });
  }

  dropPlace() {
    this.asked = (this.asked ?? 0) + 1; // an answer under way is about a place that is no longer wanted
    Object.assign(this.phase, { geometry: null, places: [], length_m: null });
    this.showPlace();
  }

  /** A drawn line takes the course of the streets under it; an area stays as drawn. */
  async match(geometry) {
    await this.takePlace(async () => {
      const answer = await post(addresses.match, { geometry, direction: byId("direction").value });
      return geometry.type === "Polygon" ? { ...answer, geometry } : answer;
    });
  }

  async takePlace(ask) {
    this.asked = (this.asked ?? 0) + 1;
    const number = this.asked;
    const answer = await this.try(ask);
    if (!answer || number !== this.asked) return; // a later choice took this one's place
    this.phase.geometry = answer.geometry;
    this.phase.places = answer.places;
    this.phase.length_m = answer.length_m;
    this.say("");
    this.showErrors({});
    this.showPlace();
    this.map.look();
    this.changed();
  }

  takeSignal(signal) {
    this.signal = signal.id;
    byId("signal").value = signal.name;
    this.phase.geometry = signal.geometry;
    this.phase.places = [{ type: "landmark", name: signal.name }];
    this.showErrors({});
    this.showPlace();
    this.map.look();
    this.changed();
  }

  async signalsCalled(text, signal) {
    const { features } = await getJSON(`${addresses.signals}?limit=12&q=${encodeURIComponent(text)}`, { signal });
    return features.map((one) => ({ id: one.id, name: one.properties.name, geometry: one.geometry }));
  }

  async signalsIn(box) {
    const answer = await this.try(() => getJSON(`${addresses.signals}?limit=500&bbox=${boxText(box)}`));
    return answer?.features ?? [];
  }

  showPlace() {
    const told = (this.phase.places ?? []).map(placeText).join("; ");
    const length = this.phase.length_m ? ` · ${this.phase.length_m}\u00a0${words.wordsMetres}` : "";
    byId("picked").textContent = told ? `${told}${length}` : words.wordsNowhere;
    byId("picked").classList.toggle("is-empty", !told);
    this.map.show(this.phases.map((phase) => phase.geometry), this.current);
  }

  /* --- the post before it goes --- */

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.preview(), PREVIEW_PAUSE_MS);
  }

  async preview() {
    const values = { ...this.values(), kind: this.kind, ...(this.id ? { event: this.id } : {}) };
    if (Object.keys(this.missing(values)).length) {
      byId("preview").textContent = words.wordsNoPreview;
      return;
    }
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const texts = await post(addresses.preview, values, { signal: this.asking.signal });
      byId("preview").textContent = texts.long;
      this.showErrors({});
    } catch (error) {
      if (!isOutdated(error)) this.showErrors(error.fields ?? {});
    }
  }

  /* --- moves --- */

  /** A verb that asks for its moment. */
  askWith(button) {
    const verb = button.dataset.ask;
    const send = async (values) => this.leave(await post(`${addresses.events}${this.id}/${verb}/`, values));
    const dialog = new MomentDialog(byId(`moment-${verb}`), { send });
    button.addEventListener("click", () => dialog.open());
  }

  leave(event) {
    window.location.assign(addresses.page.replace("/0/", `/${event.id}/`));
  }

  async do(what) {
    if (what === "cancel" && !window.confirm(words.wordsSureCancel)) return;
    const move = { publish: () => this.publish(), save: () => this.save(), change: () => this.save() }[what];
    if (move && this.isLacking()) return;
    this.setBusy(true);
    const event = await this.try(move ?? (() => post(`${addresses.events}${this.id}/${what}/`, {})));
    this.setBusy(false);
    if (!event) return;
    this.say({ publish: words.wordsPublished, change: words.wordsChanged }[what] ?? words.wordsSaved);
    this.leave(event);
  }

  missing(values) {
    return missingIn({ isSignal: this.declared.isAtSignal, signal: this.signal, phases: values.phases }, words);
  }

  /** Says what is missing, beside each field; nothing is sent then. */
  isLacking() {
    const found = this.missing(this.values());
    const isLacking = Object.keys(found).length > 0;
    if (isLacking) this.showErrors(found, true);
    return isLacking;
  }

  setBusy(isBusy) {
    for (const button of form.querySelectorAll("[data-do]")) button.disabled = isBusy;
  }

  async save() {
    const values = this.values();
    if (this.id) return patch(`${addresses.events}${this.id}/`, values);
    const event = await post(addresses.events, values);
    this.id = event.id; // saved: should publishing fail, the next try changes this draft
    return event;
  }

  async publish() {
    const event = await this.save();
    return post(`${addresses.events}${event.id}/publish/`, {});
  }

  /** Runs, and shows what went wrong; null then. */
  async try(work) {
    try {
      return await work();
    } catch (error) {
      if (!this.showErrors(error.fields ?? {}, true)) this.say(toldOf(error), true);
      return null;
    }
  }

  say(text, isError = false) {
    byId("said").textContent = text;
    byId("said").classList.toggle("is-error", isError);
  }

  /** Beside the fields; says whether there was a place for any of them. */
  showErrors(fields, isFinal = false) {
    const ofPhases = Array.isArray(fields.phases) ? {} : fields.phases ?? {}; // by number from 0; a list is about all of them
    const wrong = Object.keys(ofPhases).map(Number).find(Number.isInteger) ?? -1; // the first
    if (isFinal && wrong >= 0 && wrong !== this.current && wrong < this.phases.length) this.showPhase(wrong);
    const all = { ...fields, ...(wrong >= 0 ? ofPhases[wrong] : {}) };
    for (const line of form.querySelectorAll("[data-error]")) {
      const told = line.dataset.error.split(" ").flatMap((name) => all[name] ?? []);
      line.textContent = told.join(" ");
      line.hidden = told.length === 0;
      line.closest(".field")?.classList.toggle("field--invalid", told.length > 0);
    }
    const [first, ...others] = form.querySelectorAll("[data-error]:not([hidden])");
    if (isFinal && first) {
      this.say([first, ...others].map((line) => line.textContent).join(" "), true);
      const field = first.closest(".field, fieldset").querySelector("input:not([type=hidden]), select");
      if (field?.offsetParent) field.focus({ preventScroll: true });
      else form.querySelector("#signal")?.focus({ preventScroll: true });
      first.scrollIntoView({ block: "center" });
    } else if (byId("said").classList.contains("is-error")) this.say("");
    return Boolean(first);
  }
}

/** One street of a crossing; a street that is met twice is told by its distance along this one. */
function option(name, crossing, all) {
  const isTwice = all.filter((other) => other.roads.includes(name)).length > 1;
  const made = new Option(isTwice ? `${name} · ${Math.round(crossing.at_m)} ${words.wordsMetres}` : name, crossing.id);
  made.dataset.road = name;
  return made;
}

function tab(text, what, isCurrent) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.phase = what;
  if (isCurrent) button.ariaCurrent = "true";
  button.textContent = text;
  return button;
}

/** A place in words, as a label: the post has it in full sentences. */
function placeText({ type, on, from, to, with: other, house, name }) {
  if (type === "between" || type === "range_of_houses") return `${on}: ${from} — ${to}`;
  if (type === "crossing") return `${on} / ${other}`;
  if (type === "address") return `${on}, ${house}`;
  return [on, name].filter(Boolean).join(", ");
}

new Editor();
