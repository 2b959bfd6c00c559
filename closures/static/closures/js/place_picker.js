/* Where the open place of the open stage is: a street between two crossings, a crossing, a drawing, or a signal.
   How it was chosen stays with it; what it replaced can be taken back. */

import { boxText } from "../../roadmap/js/map.js";
import { getJSON, post, toldOf } from "../../roadmap/js/request.js";
import { declared, has } from "./event_form.js";
import { addresses, byId, filled, words } from "./page.js";
import { PlaceMap } from "./place_map.js";
import { locationText, Places, placesText } from "./places.js";
import { formOf, isLine, pickedFromWords, pickedOnNetwork } from "./saved_place.js";
import { isAlike, Suggest } from "../../roadmap/js/suggest.js";

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
      findSignals: (box) => this.signalsIn(box),
    });
    this.connect();
  }

  connect() {
    const [nothing, noCrossing] = [words.wordsNoStreet, words.wordsNoCrossing];
    const ofEnd = (end) => ({
      find: (text, _signal, location) => this.crossingsCalled(text, location), nothing: noCrossing, isShort: true,
      choose: ({ id, road, at_m, point }, location) => this.takeEnd(location, end, { id, name: road, at_m, point }), empty: (location) => this.takeEnd(location, end, ""),
    });
    this.fields = {
      street: this.suggest("street", { find: roadsCalled, choose: (road, location) => this.takeRoad(location, road), empty: (location) => this.forget(location), nothing }),
      from: this.suggest("from", ofEnd("from")),
      to: this.suggest("to", ofEnd("to")),
      signal: this.suggest("signal", { find: signalsCalled, choose: (one) => this.takeSignal(one), empty: () => this.forgetSignal(), nothing }),
    };
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

  /** What is typed into the field stays with the place that it is about until it is understood. */
  suggest(id, how) {
    const doubt = (text, location, entries) => {
      location.typed[id] = text;
      if (entries) this.errors.note(this.stages.errorsOf(location, { [id]: [doubtText(entries, how.nothing)] }), `typed ${id}`);
    };
    const taken = (act) => (...given) => {
      delete given.at(-1).typed[id];
      this.errors.clear(`typed ${id}`);
      act(...given);
    };
    const isStill = (text, location) => location.typed[id] === text;
    return new Suggest(byId(id), byId(`${id}-list`), { ...how, doubt, isStill, choose: taken(how.choose), empty: taken(how.empty), about: () => this.location });
  }

  /** Resolves when all that was typed and chosen is a place, or said not to be one. */
  async settled() {
    for (const field of Object.values(this.fields)) {
      await field.settle();
      await this.allTaken();
    }
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
    this.showFields();
    const found = await this.errors.try(() => getJSON(addresses.junctions.replace("/0/", `/${id}/`)), "place");
    if (number !== location.asked) return;
    location.choosing = { ...location.choosing, crossings: found?.results ?? [] };
    await this.takeStretch(location, location.choosing);
  }

  takeEnd(location, end, crossing) {
    const picked = location.choosing ?? location.picked;
    if (crossing || picked?.[end]) this.wait(this.takeStretch(location, { ...picked, [end]: crossing }));
  }

  /** All crossings of the street for no words. A street that was chosen a moment ago has its crossings soon. */
  async crossingsCalled(text, location) {
    await this.fields.street.settling;
    await this.allTaken();
    const picked = location.choosing ?? location.picked;
    const crossings = entriesOf(picked).filter(({ name }) => isAlike(name, text));
    return [...crossings, ...await otherEnds(picked, text)];
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
    this.forgetTyped(location);
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
    const crossings = isSame ? before.crossings : (await getJSON(addresses.junctions.replace("/0/", `/${found.road.id}/`))).results;
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

  /** One that is known before anybody chose. */
  knowSignal({ id, name }) {
    this.signal = id;
    this.signalName = name;
  }

  takeSignal({ id, name, geometry }) {
    this.knowSignal({ id, name });
    this.errors.clear("place");
    this.forgetTyped(this.location);
    this.replace(this.location, { geometry, places: [{ type: "landmark", name }], picked: null, drawn: null });
  }

  /** Another place of the same stage; the one before can be taken back. */
  replace(location, values) {
    const { former, typed, choosing, asked, isUnanswered, ...before } = location;
    if (before.geometry && placesText(before.places) !== placesText(values.places)) former.push(before);
    Object.assign(location, { ...values, choosing: null, isUnanswered: false });
    if (values.drawn) this.forgetTyped(location);
    this.taken();
  }

  /** Another way of choosing took its place. */
  forgetTyped(location) {
    location.typed = {};
    for (const id of Object.keys(this.fields)) this.errors.clear(`typed ${id}`);
  }

  undo() {
    const { former } = this.location;
    if (!former.length) return;
    this.forgetTyped(this.location);
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

  async signalsIn(box) {
    const answer = await this.errors.try(() => getJSON(`${addresses.signals}?limit=500&bbox=${boxText(box)}`), "signals");
    return answer?.features ?? [];
  }

  show() {
    const { location } = this;
    this.showFields();
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

  /** They say how the open place was chosen, and what is typed and not understood yet. */
  showFields() {
    const { location } = this;
    const picked = location.choosing ?? location.picked ?? pickedFromWords(location);
    const shown = { street: picked?.road.name ?? "", from: endText(picked, "from"), to: endText(picked, "to"), signal: this.signalName };
    for (const [id, field] of Object.entries(this.fields)) field.put(location.typed[id] ?? shown[id], id in location.typed);
    for (const end of ["from", "to"]) byId(end).placeholder = emptyEnd(end, formOf(location));
    byId("close-crossing").disabled = !picked?.crossings.length;
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
function emptyEnd(id, form) {
  if (form === "crossing" && id === "to") return words.wordsCrossingOnly;
  return !["street", "between", "crossing"].includes(form) ? "—" : words.wordsWholeStreet.toLowerCase();
}

const endsOf = ({ from, to }) => ({ from, to });

/** From the first to the last of both; a click inside takes only its block. Ends that were not measured give way. */
function stretched({ from, to }, found) {
  const [low, high] = [from?.at_m, to?.at_m].filter((at) => at !== undefined && at !== null).sort((one, other) => one - other);
  if (high === undefined) return endsOf(found);
  const isInside = low <= found.from.at_m && found.to.at_m <= high;
  const ends = [from, to, found.from, found.to].sort((one, other) => one.at_m - other.at_m);
  return isInside ? endsOf(found) : { from: ends[0], to: ends.at(-1) };
}

/** Where the ends of an open stretch can be taken hold of. */
function handlesOf({ picked, geometry }) {
  const ends = geometry && picked?.from && picked?.to ? endsOf(picked) : {};
  return Object.fromEntries(Object.entries(ends).flatMap(([end, { id, point }]) => {
    const at = point ?? picked.crossings.find((each) => String(each.id) === String(id))?.point;
    return at ? [[end, at]] : [];
  }));
}

const nearestOf = (ends, [lon, lat]) => ends.toSorted((one, other) => farness(one, lon, lat) - farness(other, lon, lat))[0];

/** Of places of one street from one point: a degree of longitude is shorter than one of latitude. */
const farness = ({ point: [x, y] }, lon, lat) => Math.hypot((x - lon) * Math.cos((lat * Math.PI) / 180), y - lat);

const isArea = ({ type }) => type.endsWith("Polygon");

const matched = ({ direction }, geometry) => post(addresses.match, { geometry, direction });

/** Every street of every crossing; one that is met twice is told by its distance along this one. */
function entriesOf(picked) {
  const crossings = picked?.crossings ?? [];
  const isTwice = (name) => crossings.filter(({ roads }) => roads.includes(name)).length > 1;
  const told = (name, { at_m }) => (isTwice(name) ? `${name} · ${Math.round(at_m)} ${words.wordsMetres}` : name);
  return crossings.flatMap((crossing) => crossing.roads.map((road) => ({ id: crossing.id, road, at_m: crossing.at_m, point: crossing.point, name: told(road, crossing) })));
}

/** Houses of the street by what was typed, and its own ends. */
async function otherEnds(picked, text) {
  if (!picked?.road.id) return [];
  const { results } = await getJSON(`${addresses.ends}?${new URLSearchParams({ road: picked.road.id, q: text })}`);
  const isTwice = (name) => results.filter((each) => each.name === name).length > 1;
  return results.map((each) => ({ ...each, road: each.name, name: isTwice(each.name) ? `${each.name} · ${Math.round(each.at_m)} ${words.wordsMetres}` : each.name }));
}

/** A house, or a crossing that is not looked up yet, is no entry. */
function endText(picked, end) {
  const crossing = picked?.[end];
  if (!crossing) return "";
  return entriesOf(picked).find(({ id, road }) => id === crossing.id && road === crossing.name)?.name ?? crossing.name;
}

/** The first few of several that may be meant. */
function doubtText(entries, nothing) {
  const names = entries.slice(0, 3).map(({ name }) => name);
  return names.length ? `${words.wordsChooseOne} ${names.join("; ")}` : nothing;
}

async function roadsCalled(text, signal) {
  return (await getJSON(`${addresses.roads}?q=${encodeURIComponent(text)}`, { signal })).results;
}

async function signalsCalled(text, signal) {
  const { features } = await getJSON(`${addresses.signals}?limit=12&q=${encodeURIComponent(text)}`, { signal });
  return features.map((one) => ({ id: one.id, name: one.properties.name, geometry: one.geometry }));
}
