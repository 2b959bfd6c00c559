/* Where the open place of the open stage is: a street between two crossings, a crossing, a drawing, or a signal.
   How it was chosen stays with it; what it replaced can be taken back. */

import { getJSON, post, toldOf } from "../../roadmap/js/request.js";
import { declared, has } from "./event_form.js";
import { crossingsOf, matched, signalsIn } from "./on_network.js";
import { addresses, byId, filled, words } from "./page.js";
import { showDirection, turned } from "./place_direction.js";
import { endsOf, handlesOf, nearestOf, stretched } from "./place_ends.js";
import { PlaceFields } from "./place_fields.js";
import { PlaceMap } from "./place_map.js";
import { locationText, Places, placesText } from "./places.js";
import { isLine, pickedFromWords, pickedOnNetwork } from "./saved_place.js";

export class PlacePicker {
  /** `onTaken()` hears that there is another place. */
  constructor({ stages, errors, onTaken, onLanes }) {
    Object.assign(this, { stages, errors, onTaken, onLanes });
    this.takeSignalOf(filled);
    this.places = new Places({ stages, onShown: () => this.show(), onChanged: onTaken });
    this.map = new PlaceMap(byId("map"), {
      bar: byId("draw-bar"),
      onDrawn: (geometry) => this.match(geometry),
      onPick: (point) => this.pick(point),
      onEnd: (end, point) => this.moveEnd(end, point),
      onSignal: (feature) => this.takeSignal({ id: feature.id, name: feature.properties.name, geometry: feature.geometry }),
      findSignals: async (box) => (await this.errors.try(() => signalsIn(box), "signals")) ?? [],
    });
    this.fields = new PlaceFields({
      stages, errors, allTaken: () => this.allTaken(),
      onRoad: (location, road) => this.takeRoad(location, road), onNoRoad: (location) => this.forget(location),
      onEnd: (location, end, crossing) => this.takeEnd(location, end, crossing),
      onSignal: (signal) => this.takeSignal(signal), onNoSignal: () => this.forgetSignal(),
    });
    this.connect();
  }

  connect() {
    byId("direction").addEventListener("change", () => { this.wait(this.takeDirection()); });
    byId("toward").addEventListener("focus", () => this.lookAhead());
    byId("toward").addEventListener("input", () => Object.assign(this.location, { toward: byId("toward").value.trim() }));
    byId("close-crossing").addEventListener("click", () => this.takeCrossing());
    byId("draw-line").addEventListener("click", () => this.draw("line"));
    byId("draw-area").addEventListener("click", () => this.draw("area"));
    byId("drawing-file").addEventListener("change", () => this.takeFile());
    byId("undo-place").addEventListener("click", () => this.undo());
  }

  get location() {
    return this.stages.location;
  }

  /** Resolves when all that was typed and chosen is a place, or said not to be one. */
  settled() {
    return this.fields.settled();
  }

  wait(taking) {
    this.taking = Promise.all([this.taking, taking]);
  }

  async allTaken() {
    for (let taking = null; taking !== this.taking;) {
      taking = this.taking;
      await taking;
    }
  }

  /** Of an event as the API gives it. */
  takeSignalOf(event) {
    this.signal = event?.signal ?? null;
    this.signalName = event?.signal ? placesText(event.phases[0]?.places) : "";
  }

  /** A signal is no stretch of a street, and a closure no area: such places are forgotten. */
  takeKind() {
    for (const phase of this.stages.phases) for (const location of phase.locations) forgetUnlessOf(location);
    this.signal = null;
    this.signalName = "";
  }

  showKind() {
    this.map.watchSignals(declared().isAtSignal ? declared().token : null);
    this.map.stop();
    this.show();
  }

  takeRoad(location, road) {
    this.wait(this.crossingsAndStretch(location, road));
  }

  async crossingsAndStretch(location, { id, name }) {
    const number = asking(location);
    location.choosing = { road: { id, name }, crossings: [], from: "", to: "" }; // those of the street before are none of this one
    this.fields.show(location, this.signalName);
    const crossings = await this.errors.try(() => crossingsOf({ id }), "place");
    if (number !== location.asked) return;
    location.choosing = { ...location.choosing, crossings: crossings ?? [] };
    await this.takeStretch(location, location.choosing);
  }

  takeEnd(location, end, crossing) {
    const picked = location.choosing ?? location.picked;
    if (crossing || picked?.[end]) this.wait(this.takeStretch(location, { ...picked, [end]: crossing }));
  }

  /** No street, no place; it can be taken back. */
  forget(location) {
    if (!(location.choosing ?? location.picked ?? pickedFromWords(location))) return;
    asking(location); // an answer under way is about a place that is no longer wanted
    this.replace(location, { geometry: null, places: [], length_m: null, picked: null, drawn: null });
  }

  forgetSignal() {
    this.signal = null;
    this.signalName = "";
    this.onTaken();
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
    if (!picked.from?.id !== !picked.to?.id) {
      asking(location); // an answer under way is about a place that is no longer wanted
      this.replace(location, { geometry: null, places: [], length_m: null, picked, drawn: null }); // else the whole street would be closed by half a choice
      this.errors.note({ geometry: [words.wordsOtherCrossing] }, "place");
      return;
    }
    for (const end of picked.from?.id ? ["from", "to"] : []) {
      query.set(end, picked[end].id);
      query.set(`${end}_name`, picked[end].name);
    }
    await this.take(location, () => getJSON(`${addresses.stretch}?${query}`), { picked, drawn: null });
  }

  takeCrossing() {
    const { location } = this;
    const crossing = (location.choosing ?? location.picked)?.from;
    if (!crossing?.id) {
      this.errors.note({ geometry: [words.wordsChooseCrossing] }, "place");
      byId("from").focus();
      return;
    }
    this.wait(this.take(location, () => getJSON(`${addresses.stretch}?crossing=${crossing.id}`), { picked: { ...location.choosing ?? location.picked, to: "" }, drawn: null }));
  }

  /** A click on a street takes its block there; another one on the same street takes all between, one inside only that block. */
  pick(point) {
    if (!has("street") || words.isOver) return;
    const { location } = this;
    this.fields.forgetTyped(location);
    this.errors.clear("place");
    this.wait(this.takePicked(location, point).catch((error) => this.errors.note({ geometry: [toldOf(error)] }, "place")));
  }

  async takePicked(location, [lon, lat]) {
    const number = asking(location);
    const before = location.picked;
    const found = await post(addresses.pick, { lon, lat }).catch((error) => {
      location.isUnanswered = false;
      throw error;
    });
    if (number !== location.asked) return;
    const isSame = before?.road.id === found.road.id;
    const crossings = isSame ? before.crossings : await crossingsOf(found.road);
    await this.takeStretch(location, { road: found.road, crossings, ...(isSame ? stretched(before, found) : endsOf(found)) });
  }

  /** An end of the open stretch was dragged: to the nearest end of a block of its street. */
  moveEnd(end, point) {
    const { location } = this;
    const { picked } = location;
    const near = nearestOf(picked.crossings.map(({ roads, ...crossing }) => ({ ...crossing, name: roads[0] })), point);
    const other = picked[end === "from" ? "to" : "from"];
    if (!near || String(near.id) === String(other.id)) return this.show();
    this.wait(this.takeStretch(location, { ...picked, [end]: near }));
  }

  draw(mode) {
    this.map.draw(mode, mode === "area" ? words.wordsDrawingArea : words.wordsDrawingLine);
    byId("map").scrollIntoView({ block: "center" });
  }

  /** What a file draws is taken as if a hand had drawn it. */
  async takeFile() {
    const [file] = byId("drawing-file").files;
    if (!file) return;
    const body = new FormData();
    body.append("file", file);
    const drawn = await this.errors.try(() => post(addresses.drawing, body), "file");
    byId("drawing-file").value = ""; // the same file again is another try
    if (drawn) this.match(drawn.geometry);
  }

  /** A drawn line takes the course of the streets under it, and so does an area where the kind is of lines: all streets inside. */
  match(geometry) {
    const { location } = this;
    const ask = async () => {
      const answer = await matched(location, geometry);
      return isArea(geometry) && declared().shapes.includes("Polygon") ? { ...answer, geometry } : answer;
    };
    this.wait(this.take(location, ask, { picked: null, drawn: geometry }));
  }

  /** `chosen` says how; it counts only once there is an answer. */
  async take(location, ask, chosen) {
    const number = asking(location);
    const answer = await this.errors.try(ask, "place");
    if (number !== location.asked) return; // a later choice took this one's place
    if (!answer) {
      location.choosing = chosen.picked; // the fields stay as chosen, and nothing goes out meanwhile
      this.show();
      return;
    }
    const { geometry, places, length_m, lanes, toward: ahead } = answer;
    this.replace(location, { geometry, places, length_m, lanes, ahead, ...chosen });
    if (location === this.location) this.onLanes(lanes);
    this.errors.say("");
  }

  /** What a question about this place was answered with; an earlier answer under way counts no more. */
  put(location, values) {
    asking(location);
    Object.assign(location, { isUnanswered: false }, values);
  }

  /** One that is known before anybody chose. */
  knowSignal({ id, name }) {
    this.signal = id;
    this.signalName = name;
  }

  takeSignal({ id, name, geometry }) {
    this.knowSignal({ id, name });
    this.errors.clear("place");
    this.fields.forgetTyped(this.location);
    this.replace(this.location, { geometry, places: [{ type: "landmark", name }], picked: null, drawn: null });
  }

  /** Another place of the same stage; the one before can be taken back. */
  replace(location, values) {
    const { former, typed, choosing, asked, isUnanswered, ...before } = location;
    if (before.geometry && placesText(before.places) !== placesText(values.places)) former.push(before);
    Object.assign(location, { ...values, choosing: null, isUnanswered: false });
    if (values.drawn) this.fields.forgetTyped(location);
    this.taken();
  }

  undo() {
    const { former } = this.location;
    if (!former.length) return;
    this.fields.forgetTyped(this.location);
    asking(this.location);
    Object.assign(this.location, { picked: null, drawn: null, ahead: null, length_m: null, choosing: null, isUnanswered: false }, former.pop());
    this.errors.clear("place");
    this.taken();
  }

  taken() {
    this.show();
    this.map.look();
    this.onTaken();
  }

  show() {
    const { location } = this;
    this.fields.show(location, this.signalName);
    if (isToRecognise(location)) this.wait(this.recognise(location));
    showDirection(location);
    const told = location.isUnanswered ? "" : locationText(location);
    const metres = location.length_m ? ` · ${location.length_m}\u00a0${words.wordsMetres}` : "";
    byId("picked").textContent = told ? `${told}${metres}` : words.wordsNowhere;
    byId("picked").classList.toggle("is-empty", !told);
    this.showFormer(location);
    this.places.show();
    this.map.show(this.stages.phases.flatMap((phase) => phase.locations), this.openNumber());
    this.map.showEnds(words.isOver ? {} : handlesOf(location));
  }

  /** One that was saved earlier knows its words only; its street and crossings are looked up to go on from. */
  async recognise(location) {
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

/** Another place is asked for: an earlier answer counts no more, and until there is one nothing goes out. */
function asking(location) {
  Object.assign(location, { asked: (location.asked ?? 0) + 1, isUnanswered: true });
  return location.asked;
}

const isToRecognise = (location) => !location.isAsked && !location.picked && !location.drawn && !location.choosing && Boolean(pickedFromWords(location));

function forgetUnlessOf(location) {
  asking(location);
  location.isUnanswered = false;
  const shape = location.geometry?.type.replace("Multi", "");
  if (shape && !declared().shapes.includes(shape)) Object.assign(location, { geometry: null, places: [], length_m: null, picked: null, drawn: null, former: [], typed: {}, choosing: null, isUnanswered: false });
}

const isArea = ({ type }) => type.endsWith("Polygon");
