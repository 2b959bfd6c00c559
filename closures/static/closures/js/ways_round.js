/* Ways round of what is entered: proposed for cars and lorries, read from what was typed, taken by a click, led elsewhere by dragging
   or by keyboard. Nothing is taken by itself: what a post says of a way somebody has looked at. */

import { toldOf, post } from "../../roadmap/js/request.js";
import { escaped, padded } from "../../roadmap/js/map.js";
import { addresses, byId, words } from "./page.js";
import { Soon } from "./soon.js";

const FIELDS = ["detour_geometry", "detour_roads", "detour"];

export class WaysRound {
  /** `values()` is what the form says, `isLacking(values)` whether that is too little to know; `onTaken()` hears of another way. */
  constructor({ map, values, isLacking, onTaken }) {
    Object.assign(this, { map, values, isLacking, onTaken, ways: [], via: [], through: null, former: null });
    this.drawn = map.layer();
    this.handles = map.layer();
    this.soon = new Soon({ ask: (signal) => this.ask(signal), take: (answer) => this.show(answer), fail: (error) => this.forget(toldOf(error)) });
    byId("ways").addEventListener("click", ({ target }) => this.onRow(target.closest("button")?.dataset.way));
    byId("way-remove").addEventListener("click", () => this.put({ detour_geometry: "" }));
    byId("way-undo").addEventListener("click", () => this.undo());
    byId("way-middle").addEventListener("click", () => this.lead(this.map.center));
  }

  ask(signal) {
    return post(addresses.ways, { ...this.values(), ...(this.through ? { through: this.through } : {}) }, { signal });
  }

  /** Soon, or at once. */
  askAnew({ isUrgent = false } = {}) {
    if (this.isLacking(this.values())) this.forget();
    else if (isUrgent) this.soon.load();
    else this.soon.put();
  }

  forget(why = "") {
    this.soon.drop();
    this.through = null;
    this.say({ ways: [], notes: why ? [why] : [] });
  }

  show({ ways, through, typed }) {
    const wasLed = this.through !== null;
    this.through = null;
    if (wasLed && through?.geometry) {
      this.take(through, { isLed: true });
      return;
    }
    const notes = [...typed.notes, ...(wasLed ? [words.wordsNoWayThere] : [])];
    if (wasLed) this.via = this.viaBefore;
    const read = this.stored ? [] : typed.ways.map((way) => ({ ...way, isTyped: true }));
    const others = ways.filter((way) => !read.some((one) => String(one.streets) === String(way.streets)));
    this.say({ ways: [...read, ...others], notes });
  }

  say({ ways, notes }) {
    this.ways = ways;
    byId("ways").hidden = !ways.length;
    byId("ways").replaceChildren(...ways.map((way, number) => row(way, number, this.isStored(way))));
    byId("way-notes").replaceChildren(...notes.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    byId("way-drawn").hidden = !this.stored && !this.former;
    byId("way-undo").hidden = !this.former;
    byId("way-remove").hidden = !this.stored;
    byId("way-middle").hidden = !this.main;
    this.draw();
  }

  /** GeoJSON of the way that the form holds. */
  get stored() {
    const text = byId("detour_geometry").value;
    return text ? JSON.parse(text) : null;
  }

  isStored({ geometry }) {
    return geometry !== null && JSON.stringify(lineOf(geometry)) === JSON.stringify(lineOf(this.stored));
  }

  /** The one that can be led elsewhere: what is stored, else the first proposal. */
  get main() {
    return lineOf(this.stored) ?? this.ways.find(({ geometry }) => geometry)?.geometry.coordinates ?? null;
  }

  draw() {
    this.drawn.clear();
    this.handles.clear();
    const possible = this.stored ? [] : this.ways.filter(({ geometry }) => geometry);
    for (const { geometry } of possible) this.drawn.way(geometry, { isPossible: true });
    if (this.stored) this.drawn.way(this.stored);
    if (!this.main) return;
    const known = this.ways.find((way) => (this.stored ? this.isStored(way) : way.geometry));
    const difference = this.led && this.stored ? this.led.difference : known?.difference;
    if (difference) this.drawn.letter(midway(this.main), escaped(difference), "way-label");
    this.drawHandles();
  }

  drawHandles() {
    const places = this.via.map((point) => foot(this.main, point));
    places.forEach(({ point }, number) => this.pin(point, "way-handle way-handle--set", (at) => this.move(number, at)));
    const at = [0, ...places.map(({ place }) => place), this.main.length - 1];
    at.slice(1).forEach((end, leg) => this.pin(midway(this.main, at[leg], end), "way-handle", (point) => this.insert(leg, point)));
  }

  pin(point, className, onDrop) {
    this.handles.pin(point, { html: "", className, size: [20, 20], anchor: [10, 10], onDrop });
  }

  move(number, point) {
    this.leadThrough(this.via.with(number, point));
  }

  insert(leg, point) {
    this.leadThrough([...this.via.slice(0, leg), point, ...this.via.slice(leg)]);
  }

  /** Through a place; between which two others its line says. */
  lead(point) {
    const { place } = foot(this.main, point);
    this.insert(this.via.filter((each) => foot(this.main, each).place < place).length, point);
  }

  leadThrough(via) {
    const { vehicle, number } = this.basis ?? this.ways.find(({ geometry }) => geometry) ?? { vehicle: "car", number: 0 };
    Object.assign(this, { viaBefore: this.via, via, through: { places: via, number, vehicle: vehicle === "lorry" ? vehicle : "car" } });
    this.soon.load();
  }

  onRow(number) {
    if (number !== undefined) this.take(this.ways[number]);
  }

  /** The streets of a way are told in the place of what was typed. */
  take(way, { isLed = false } = {}) {
    if (!isLed) this.via = [];
    Object.assign(this, { led: isLed ? way : null, basis: way });
    this.put({ detour_geometry: JSON.stringify(way.geometry), detour_roads: way.streets.join(", "), detour: "" });
    if (!isLed) this.map.fit(padded(this.drawn.box, 0.2), { animate: false });
  }

  put(values) {
    this.former ??= Object.fromEntries(FIELDS.map((name) => [name, byId(name).value]));
    for (const [name, value] of Object.entries(values)) byId(name).value = value;
    if (!byId("detour_geometry").value) Object.assign(this, { via: [], led: null });
    this.changed();
  }

  undo() {
    for (const [name, value] of Object.entries(this.former)) byId(name).value = value;
    Object.assign(this, { former: null, via: [], led: null });
    this.changed();
  }

  changed() {
    this.say({ ways: this.ways, notes: [] });
    this.onTaken();
  }
}

/** Of one line, also as the API stores it; null for none and for several. */
function lineOf(geometry) {
  if (geometry?.type === "LineString") return geometry.coordinates;
  return geometry?.coordinates.length === 1 ? geometry.coordinates[0] : null;
}

/** The place of the line that is nearest, and where along it that is: 2.5 is in the middle of the third stretch. */
function foot(line, point) {
  const feet = line.slice(1).map((end, number) => {
    const share = shareOf(line[number], end, point);
    const at = line[number].map((each, axis) => each + share * (end[axis] - each));
    return { point: at, place: number + share, away: apart(at, point) };
  });
  return feet.reduce((best, each) => (each.away < best.away ? each : best));
}

/** How far between two places the foot of a third lies, 0 to 1. */
function shareOf(start, end, point) {
  const narrow = Math.cos((start[1] * Math.PI) / 180) ** 2; // a degree to the east is shorter
  const [along, beside] = [[end[0] - start[0], end[1] - start[1]], [point[0] - start[0], point[1] - start[1]]];
  const length = along[0] ** 2 * narrow + along[1] ** 2;
  return length ? Math.min(1, Math.max(0, (along[0] * beside[0] * narrow + along[1] * beside[1]) / length)) : 0;
}

/** In degrees of latitude. */
const apart = (one, other) => Math.hypot((one[0] - other[0]) * Math.cos((one[1] * Math.PI) / 180), one[1] - other[1]);

/** Half-way along the line, or along the part of it between two of its places. */
function midway(line, from = 0, to = line.length - 1) {
  const places = [from, ...[...line.keys()].filter((number) => number > from && number < to), to];
  const points = places.map((place) => pointAt(line, place));
  const lengths = points.slice(1).map((point, number) => apart(points[number], point));
  let left = lengths.reduce((sum, each) => sum + each, 0) / 2;
  const leg = lengths.findIndex((length) => (left -= length) <= 0);
  return leg < 0 ? points[0] : pointBetween(points[leg + 1], points[leg], lengths[leg] ? -left / lengths[leg] : 0);
}

const pointAt = (line, place) => pointBetween(line[Math.floor(place)], line[Math.ceil(place)], place % 1);

const pointBetween = (one, other, share) => one.map((each, axis) => each + share * (other[axis] - each));

function row({ words: text, geometry, isTyped }, number, isTaken) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("span"), { textContent: isTyped ? `${words.wordsAsTyped} ${text}` : text }));
  if (isTaken) item.append(Object.assign(document.createElement("span"), { className: "badge badge--success", textContent: words.wordsWayTaken }));
  else if (geometry) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: words.wordsTakeWay });
    button.dataset.way = number;
    item.append(button);
  }
  return item;
}
