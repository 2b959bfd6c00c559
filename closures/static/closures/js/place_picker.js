/* Where the open place of the open stage is: a street between two crossings, a crossing, a drawing, or a signal.
   How it was chosen stays with it; what it replaced can be taken back. */

import { boxText } from "../../roadmap/js/map.js";
import { getJSON, post } from "../../roadmap/js/request.js";
import { declared } from "./event_form.js";
import { addresses, byId, initial, words } from "./page.js";
import { PlaceMap } from "./place_map.js";
import { locationText, Places, placesText } from "./places.js";
import { formOf, isLine, pickedFromWords, pickedOnNetwork } from "./saved_place.js";
import { Suggest } from "./suggest.js";

export class PlacePicker {
  /** `onTaken()` hears that there is another place. */
  constructor({ stages, errors, onTaken }) {
    Object.assign(this, { stages, errors, onTaken, asked: 0 });
    this.takeSignalOf(initial);
    this.places = new Places({ stages, onShown: () => this.show(), onChanged: onTaken });
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
    for (const id of ["from", "to"]) byId(id).addEventListener("change", () => this.takeEnds());
    byId("direction").addEventListener("change", () => this.takeDirection());
    byId("toward").addEventListener("focus", () => this.lookAhead());
    byId("toward").addEventListener("input", () => Object.assign(this.location, { toward: byId("toward").value.trim() }));
    byId("close-crossing").addEventListener("click", () => this.takeCrossing());
    byId("draw-line").addEventListener("click", () => this.draw("line"));
    byId("draw-area").addEventListener("click", () => this.draw("area"));
    byId("undo-place").addEventListener("click", () => this.undo());
  }

  get location() {
    return this.stages.location;
  }

  /** Of an event as the API gives it. */
  takeSignalOf(event) {
    this.signal = event?.signal ?? null;
    byId("signal").value = event?.signal ? placesText(event.phases[0]?.places) : "";
  }

  /** A signal is no stretch of a street, and a closure no area: such places are forgotten. */
  takeKind() {
    for (const phase of this.stages.phases) for (const location of phase.locations) forgetUnlessOf(location);
    this.signal = null;
    byId("signal").value = "";
    this.asked += 1;
  }

  showKind() {
    this.map.watchSignals(declared().isAtSignal ? declared().token : null);
    this.map.stop();
    this.show();
  }

  takeRoad(road) {
    this.taking = this.crossingsAndStretch(this.location, road);
  }

  async crossingsAndStretch(location, { id, name }) {
    this.asked += 1;
    const number = this.asked;
    showPicked({ road: { id, name }, crossings: [] }); // those of the street before are none of this one
    const found = await this.errors.try(() => getJSON(addresses.junctions.replace("/0/", `/${id}/`)), "place");
    if (number !== this.asked) return;
    location.choosing = { road: { id, name }, crossings: found?.results ?? [], from: "", to: "" };
    showPicked(location.choosing);
    await this.takeStretch(location, location.choosing);
  }

  takeEnds() {
    const { location } = this;
    const ends = Object.fromEntries(["from", "to"].map((end) => [end, endOf(byId(end))]));
    const picked = location.choosing ?? location.picked;
    if (picked) this.taking = this.takeStretch(location, { ...picked, ...ends });
  }

  /** Another direction has other carriageways of the same place, told from where its traffic comes; how it was chosen stays. */
  async takeDirection() {
    const { location } = this;
    const { value } = byId("direction");
    if ((value === "backward") !== (location.direction === "backward")) location.places = (location.places ?? []).map(turned);
    location.direction = value;
    showDirection(location);
    await this.taking; // a place chosen a moment ago
    if (!isLine(location.geometry)) return;
    const { picked, drawn, places } = location;
    await this.take(location, async () => ({ ...await matched(location, location.geometry), places }), { picked, drawn });
  }

  /** A place that was saved earlier came without what lies ahead of it. */
  async lookAhead() {
    const { location } = this;
    if (location.ahead || !isLine(location.geometry)) return;
    location.ahead = (await this.errors.try(() => matched(location, location.geometry), "place"))?.toward;
    showDirection(location);
  }

  async takeStretch(location, picked) {
    const query = new URLSearchParams({ road: picked.road.id, direction: location.direction });
    if (Boolean(picked.from) !== Boolean(picked.to)) {
      this.asked += 1; // an answer under way is about a place that is no longer wanted
      this.replace(location, { geometry: null, places: [], length_m: null, picked, drawn: null }); // else the whole street would be closed by half a choice
      this.errors.note({ geometry: [words.wordsOtherCrossing] }, "place");
      return;
    }
    for (const end of picked.from ? ["from", "to"] : []) {
      query.set(end, picked[end].id);
      query.set(`${end}_name`, picked[end].name);
    }
    await this.take(location, () => getJSON(`${addresses.stretch}?${query}`), { picked, drawn: null });
  }

  takeCrossing() {
    const { location } = this;
    const crossing = endOf(byId("from"));
    if (!crossing) {
      this.errors.note({ geometry: [words.wordsChooseCrossing] }, "place");
      byId("from").focus();
      return;
    }
    this.taking = this.take(location, () => getJSON(`${addresses.stretch}?crossing=${crossing.id}`), { picked: { ...location.picked, from: crossing, to: "" }, drawn: null });
  }

  draw(mode) {
    this.map.draw(mode, mode === "area" ? words.wordsDrawingArea : words.wordsDrawingLine);
    byId("map").scrollIntoView({ block: "center" });
  }

  /** A drawn line takes the course of the streets under it; an area stays as drawn. */
  match(geometry) {
    const { location } = this;
    const ask = async () => {
      const answer = await matched(location, geometry);
      return geometry.type === "Polygon" ? { ...answer, geometry } : answer;
    };
    this.taking = this.take(location, ask, { picked: null, drawn: geometry });
  }

  /** `chosen` says how; it counts only once there is an answer. */
  async take(location, ask, chosen) {
    this.asked += 1;
    const number = this.asked;
    const answer = await this.errors.try(ask, "place");
    if (number !== this.asked) return; // a later choice took this one's place
    delete location.choosing;
    if (!answer) {
      this.show(); // the fields go back to what holds
      return;
    }
    const { geometry, places, length_m, toward: ahead } = answer;
    this.replace(location, { geometry, places, length_m, ahead, ...chosen });
    this.errors.say("");
  }

  takeSignal({ id, name, geometry }) {
    this.signal = id;
    byId("signal").value = name;
    this.errors.clear("place");
    this.replace(this.location, { geometry, places: [{ type: "landmark", name }], picked: null, drawn: null });
  }

  /** Another place of the same stage; the one before can be taken back. */
  replace(location, values) {
    delete location.choosing;
    const { former, ...before } = location;
    if (before.geometry && placesText(before.places) !== placesText(values.places)) former.push(before);
    Object.assign(location, values);
    this.taken();
  }

  undo() {
    const { former } = this.location;
    if (!former.length) return;
    Object.assign(this.location, { picked: null, drawn: null, ahead: null, length_m: null }, former.pop());
    this.errors.clear("place");
    this.taken();
  }

  taken() {
    this.show();
    this.map.look();
    this.onTaken();
  }

  async signalsIn(box) {
    const answer = await this.errors.try(() => getJSON(`${addresses.signals}?limit=500&bbox=${boxText(box)}`), "signals");
    return answer?.features ?? [];
  }

  show() {
    const { location } = this;
    showPicked(location.picked ?? pickedFromWords(location), formOf(location));
    this.recognise(location);
    showDirection(location);
    const told = locationText(location);
    const metres = location.length_m ? ` · ${location.length_m}\u00a0${words.wordsMetres}` : "";
    byId("picked").textContent = told ? `${told}${metres}` : words.wordsNowhere;
    byId("picked").classList.toggle("is-empty", !told);
    this.showFormer(location);
    this.places.show();
    this.map.show(this.stages.phases.flatMap((phase) => phase.locations), this.openNumber());
  }

  /** One that was saved earlier knows its words only; its street and crossings are looked up to go on from. */
  async recognise(location) {
    if (location.isAsked || location.picked || location.drawn || !pickedFromWords(location)) return;
    location.isAsked = true;
    const { geometry } = location;
    const picked = await this.errors.try(() => pickedOnNetwork(location), "street");
    if (location.geometry !== geometry || location.choosing || location.picked) return; // another one was chosen meanwhile
    Object.assign(location, { picked, isSeen: true });
    if (location === this.location) this.show();
  }

  showFormer({ former }) {
    const last = former.at(-1);
    byId("former").hidden = !last;
    if (last) byId("former-place").textContent = `${words.wordsReplaced} ${locationText(last)}`;
  }

  /** Of all places of all stages, as they lie on the map. */
  openNumber() {
    const before = this.stages.phases.slice(0, this.stages.current);
    return before.reduce((sum, phase) => sum + phase.locations.length, 0) + this.stages.phase.open;
  }
}

function forgetUnlessOf(location) {
  const shape = location.geometry?.type.replace("Multi", "");
  if (shape && !declared().shapes.includes(shape)) Object.assign(location, { geometry: null, places: [], length_m: null, picked: null, drawn: null, former: [] });
}

/** The fields say how the open place was chosen; `form` is what it is. */
function showPicked(picked, form = "street") {
  byId("street").value = picked?.road.name ?? "";
  const crossings = picked?.crossings ?? [];
  for (const id of ["from", "to"]) {
    const select = byId(id);
    const options = crossings.flatMap((crossing) => crossing.roads.map((name) => option(name, crossing, crossings)));
    select.replaceChildren(new Option(emptyEnd(id, picked, form), ""), ...options);
    if (picked?.[id] && !options.some((each) => isEnd(each, picked[id]))) select.append(new Option(picked[id].name, "")); // a house, or one not looked up yet
    select.disabled = crossings.length === 0;
    select.selectedIndex = picked?.[id] ? [...select.options].findIndex((each) => isEnd(each, picked[id]) || each.text === picked[id].name) : 0;
  }
  byId("close-crossing").disabled = crossings.length === 0;
}

/** Words for one direction are asked for only where there is one; what lies ahead is proposed. */
function showDirection(location) {
  const { direction, toward, ahead } = location;
  const proposed = ahead?.[direction] ?? [];
  nameDirections(location);
  byId("direction").value = direction ?? "both";
  byId("toward").value = toward ?? "";
  byId("toward").placeholder = proposed[0]?.text ?? byId("toward").dataset.example;
  byId("toward-box").hidden = byId("direction").value === "both";
  byId("toward-list").replaceChildren(...proposed.map(({ name, text }) => new Option(text, name)));
}

/** By the ends of the stretch, else by what lies ahead, else by its line. */
function nameDirections({ places, direction, ahead }) {
  const [place] = places ?? [];
  const along = direction === "backward" && place ? turned(place) : place;
  for (const option of byId("direction").querySelectorAll("[data-line]")) {
    const { from, to } = (option.value === "backward" && along ? turned(along) : along) ?? {};
    const told = from ? `${from} → ${to}` : ahead?.[option.value]?.[0]?.text;
    option.textContent = told ? `${words.wordsOnly} ${told}` : option.dataset.line;
  }
}

/** Of a stretch; any other place has no ends. */
const turned = (place) => (place.from ? { ...place, from: place.to, to: place.from } : place);

/** What stands where no crossing is chosen. */
function emptyEnd(id, picked, form) {
  if (form === "crossing" && id === "to") return words.wordsCrossingOnly;
  return !["street", "between", "crossing"].includes(form) ? "—" : words.wordsWholeStreet.toLowerCase();
}

const matched = ({ direction }, geometry) => post(addresses.match, { geometry, direction });

const endOf = (select) => (select.value ? { id: select.value, name: select.selectedOptions[0].dataset.road } : "");
const isEnd = (option, end) => Boolean(end) && option.value === String(end.id) && option.dataset.road === end.name;

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
