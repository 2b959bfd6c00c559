/* Where the open stage is: a street between two crossings, a crossing, a drawing, or a signal. */

import { boxText } from "../../roadmap/js/map.js";
import { getJSON, post } from "../../roadmap/js/request.js";
import { declared } from "./event_form.js";
import { addresses, byId, initial, words } from "./page.js";
import { PlaceMap } from "./place_map.js";
import { Suggest } from "./suggest.js";

export class PlacePicker {
  /** `onTaken()` hears that the stage has another place. */
  constructor({ stages, errors, onTaken }) {
    Object.assign(this, { stages, errors, onTaken, road: null, signal: initial?.signal ?? null });
    this.map = new PlaceMap(byId("map"), {
      bar: byId("draw-bar"),
      onDrawn: (geometry) => this.match(geometry),
      onSignal: (feature) => this.takeSignal({ id: feature.id, name: feature.properties.name, geometry: feature.geometry }),
      findSignals: (box) => this.signalsIn(box),
    });
    this.connect();
  }

  connect() {
    const nothing = words.wordsNoStreet;
    new Suggest(byId("street"), byId("street-list"), { find: roadsCalled, choose: (road) => this.takeRoad(road), nothing });
    new Suggest(byId("signal"), byId("signal-list"), { find: signalsCalled, choose: (one) => this.takeSignal(one), nothing });
    for (const id of ["from", "to"]) byId(id).addEventListener("change", () => this.takeStretch());
    byId("direction").addEventListener("change", () => this.takeDirection());
    byId("toward").addEventListener("focus", () => this.lookAhead());
    byId("close-crossing").addEventListener("click", () => this.takeCrossing());
    byId("draw-line").addEventListener("click", () => this.draw("line"));
    byId("draw-area").addEventListener("click", () => this.draw("area"));
  }

  /** A signal is no stretch of a street, and a closure no area: such a place is forgotten. */
  takeKind() {
    const shape = this.stages.phase.geometry?.type.replace("Multi", "");
    if (!shape || declared().shapes.includes(shape)) return;
    this.signal = null;
    this.road = null;
    for (const id of ["signal", "street"]) byId(id).value = "";
    this.drop();
  }

  showKind() {
    this.map.watchSignals(declared().isAtSignal ? declared().token : null);
    this.map.stop();
    this.show();
  }

  async takeRoad(road) {
    this.road = road;
    const { results } = await this.errors.try(() => getJSON(addresses.junctions.replace("/0/", `/${road.id}/`))) ?? { results: [] };
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
      this.drop(); // else the whole street would be closed by half a choice
      this.errors.show({ geometry: [words.wordsOtherCrossing] });
      return;
    }
    if (from) {
      query.set("from", from);
      query.set("to", to);
      for (const id of ["from", "to"]) query.set(`${id}_name`, byId(id).selectedOptions[0].dataset.road);
    }
    await this.take(() => getJSON(`${addresses.stretch}?${query}`));
  }

  /** Another direction has other carriageways of the same place: its words stay. */
  async takeDirection() {
    const { phase } = this.stages;
    phase.direction = byId("direction").value;
    await this.taking; // a place chosen a moment ago
    if (isLine(phase.geometry)) await this.take(async () => ({ ...await matched(phase.geometry), places: phase.places }));
  }

  /** A place that was saved earlier came without what lies ahead of it. */
  async lookAhead() {
    const { phase } = this.stages;
    if (phase.ahead || !isLine(phase.geometry)) return;
    phase.ahead = (await this.errors.try(() => matched(phase.geometry)))?.toward;
    showAhead(phase);
  }

  async takeCrossing() {
    const crossing = byId("from").value;
    if (!crossing) {
      this.errors.show({ geometry: [words.wordsChooseCrossing] });
      byId("from").focus();
      return;
    }
    await this.take(() => getJSON(`${addresses.stretch}?crossing=${crossing}`));
  }

  draw(mode) {
    this.map.draw(mode, mode === "area" ? words.wordsDrawingArea : words.wordsDrawingLine);
    byId("map").scrollIntoView({ block: "center" });
  }

  drop() {
    this.asked = (this.asked ?? 0) + 1; // an answer under way is about a place that is no longer wanted
    Object.assign(this.stages.phase, { geometry: null, places: [], length_m: null });
    this.show();
  }

  /** A drawn line takes the course of the streets under it; an area stays as drawn. */
  async match(geometry) {
    await this.take(async () => {
      const answer = await matched(geometry);
      return geometry.type === "Polygon" ? { ...answer, geometry } : answer;
    });
  }

  async take(ask) {
    this.asked = (this.asked ?? 0) + 1;
    const number = this.asked;
    this.taking = this.errors.try(ask);
    const answer = await this.taking;
    if (!answer || number !== this.asked) return; // a later choice took this one's place
    const { geometry, places, length_m, toward: ahead } = answer;
    Object.assign(this.stages.phase, { geometry, places, length_m, ahead });
    this.errors.say("");
    this.taken();
  }

  takeSignal({ id, name, geometry }) {
    this.signal = id;
    byId("signal").value = name;
    Object.assign(this.stages.phase, { geometry, places: [{ type: "landmark", name }] });
    this.taken();
  }

  taken() {
    this.errors.show({});
    this.show();
    this.map.look();
    this.onTaken();
  }

  async signalsIn(box) {
    const answer = await this.errors.try(() => getJSON(`${addresses.signals}?limit=500&bbox=${boxText(box)}`));
    return answer?.features ?? [];
  }

  show() {
    const { places, length_m: length } = this.stages.phase;
    const told = (places ?? []).map(placeText).join("; ");
    const metres = length ? ` · ${length}\u00a0${words.wordsMetres}` : "";
    byId("picked").textContent = told ? `${told}${metres}` : words.wordsNowhere;
    byId("picked").classList.toggle("is-empty", !told);
    this.map.show(this.stages.phases, this.stages.current);
    showAhead(this.stages.phase);
  }
}

const isLine = (geometry) => geometry?.type.endsWith("LineString");

function matched(geometry) {
  return post(addresses.match, { geometry, direction: byId("direction").value });
}

/** What may stand for «toward», and what the post says where nothing does. */
function showAhead({ ahead }) {
  const proposed = ahead?.[byId("direction").value] ?? [];
  byId("toward-list").replaceChildren(...proposed.map(({ name, text }) => new Option(text, name)));
  byId("toward").placeholder = proposed[0]?.text ?? byId("toward").dataset.example;
}

async function roadsCalled(text, signal) {
  return (await getJSON(`${addresses.roads}?q=${encodeURIComponent(text)}`, { signal })).results;
}

async function signalsCalled(text, signal) {
  const { features } = await getJSON(`${addresses.signals}?limit=12&q=${encodeURIComponent(text)}`, { signal });
  return features.map((one) => ({ id: one.id, name: one.properties.name, geometry: one.geometry }));
}

/** One street of a crossing; a street that is met twice is told by its distance along this one. */
function option(name, crossing, all) {
  const isTwice = all.filter((other) => other.roads.includes(name)).length > 1;
  const made = new Option(isTwice ? `${name} · ${Math.round(crossing.at_m)} ${words.wordsMetres}` : name, crossing.id);
  made.dataset.road = name;
  return made;
}

/** A place in words, as a label: the post has it in full sentences. */
function placeText({ type, on, from, to, with: other, house, name }) {
  if (type === "between" || type === "range_of_houses") return `${on}: ${from} — ${to}`;
  if (type === "crossing") return `${on} / ${other}`;
  if (type === "address") return `${on}, ${house}`;
  return [on, name].filter(Boolean).join(", ");
}
