/* The signs of a layer: each on its place or beside it on its line, so that none hides another. A sign without room stands
   behind the one that has its place, which then tells how many are there and lets the reader choose. */

/* global L */

import { boxAt, placesAlong, Room } from "./spread.js";

const SIGN_PX = 28; // as large as a finger needs at least, also where the sign itself is drawn smaller
const DRAWN_PX = 24; // its corners are empty
const ON_TOP = 10000; // signs are stacked by their height on the screen; whatever is put over others must weigh more
const LABEL_GAP_PX = { below: 2, above: 2, right: 5, left: 5 }; // as in leaflet.css; a chosen sign grows
const SIDES = ["below", "right", "left", "above"];

const latLng = ([lon, lat]) => L.latLng(lat, lon);

/** The picture of a sign; `signs` is the address of them all. */
export const signSVG = ({ sign, signState }, signs) =>
  `<svg class="sign sign--${sign}${signState ? ` ${signState}` : ""}" viewBox="0 0 32 32" aria-hidden="true"><use href="${signs}#sign-${sign}"/></svg>`;

export class Sign {
  #place = 0;
  #isMarked = false;
  #behind = [];
  #lead = null;
  #hear = null;
  #onCrowd = null;

  /** `style.title` and `style.term` are what a reader hears of it, `style.label` what is written beside it; it stands for `style.count` things,
      of which `style.about` says more. */
  constructor(geometry, style, signs) {
    const { label, title, term = "", count = 1, about } = style;
    this.geometry = geometry;
    this.count = count;
    this.about = about;
    this.title = title ?? label ?? "";
    this.term = term;
    this.svg = signSVG(style, signs);
    this.isPoint = geometry.type === "Point";
    this.middle = middleOf(geometry);
    const words = label ? `<span class="map-sign__label">${escaped(label)}</span>` : "";
    const html = `${this.svg}<span class="map-sign__count" hidden></span>${words}`;
    const icon = L.divIcon({ className: "map-sign", html, iconSize: [SIGN_PX, SIGN_PX] });
    this.marker = L.marker(latLng(this.middle), { icon, keyboard: false, riseOnHover: true });
  }

  get element() {
    return this.marker.getElement();
  }

  /** All that a touch of it may mean, itself first. */
  get crowd() {
    return [this, ...this.#behind];
  }

  /** How many things a touch of it may mean. */
  get total() {
    return this.crowd.reduce((sum, { count }) => sum + count, 0);
  }

  /** What a reader hears of it alone. */
  get words() {
    return [this.title, this.term].filter(Boolean).join(", ");
  }

  get place() {
    return this.#place;
  }

  stack(place) {
    this.#place = place;
    this.marker.setZIndexOffset(this.#isMarked ? ON_TOP : -ON_TOP * place);
  }

  mark(isMarked) {
    this.#isMarked = isMarked;
    this.element?.classList.toggle("is-chosen", isMarked);
    this.stack(this.#place);
    this.#show();
  }

  /** From now on a button, for the mouse and by keyboard. */
  onOpen(hear) {
    this.#hear = hear;
  }

  get isButton() {
    return this.#hear !== null;
  }

  onCrowd(hear) {
    this.#onCrowd = hear;
  }

  press() {
    if (this.total > 1) this.#onCrowd?.(this.crowd, this);
    else this.open();
  }

  open() {
    this.#hear?.(this.point);
  }

  get point() {
    const { lat, lng } = this.marker.getLatLng();
    return [lng, lat];
  }

  // Where it stands

  standAlone() {
    this.#lead = null;
    this.#behind = [];
  }

  standAt(point) {
    if (!this.marker.getLatLng().equals(point)) this.marker.setLatLng(point);
  }

  standBehind(lead) {
    this.#lead = lead;
    this.standAt(latLng(this.middle));
    lead.#behind.push(this);
  }

  get isBehind() {
    return this.#lead !== null;
  }

  /** Says on the sign what `arrange` has found; a chosen one is seen whatever stands before it. */
  #show() {
    if (!this.element) return;
    this.element.hidden = this.isBehind && !this.#isMarked;
    this.#showCount(this.total > 1 ? String(this.total) : "");
  }

  /** Not written anew where it stands: a map has hundreds of signs. */
  #showCount(text) {
    const count = this.element.querySelector(".map-sign__count");
    if (count.textContent !== text) Object.assign(count, { textContent: text, hidden: !text });
  }

  /** `nameOf(sign)` is what is heard of it. */
  show(nameOf) {
    this.#show();
    if (!this.isButton) return;
    this.element.setAttribute("role", "button");
    const seen = [this.#behind.length ? this.crowd.length : "", this.label?.textContent ?? ""].filter(Boolean);
    this.element.setAttribute("aria-label", [...seen, nameOf(this)].join(". ")); // who speaks to the page says what is written (WCAG 2.5.3)
    this.element.tabIndex = -1;
  }

  get label() {
    return this.element.querySelector(".map-sign__label");
  }
}

export class Signs {
  #map;
  #signs = new Set();
  #isNamed;
  #onCrowd;
  #nameOf;

  /**
   * `isNamed(zoom, box)`: something is written, or kept free, in that box of the world's pixels. `onCrowd(signs, lead)` hears that a sign was
   * touched which stands for several; `nameOf(sign)` is what is heard of a sign.
   */
  constructor(map, { isNamed, onCrowd, nameOf = namesOf }) {
    this.#map = map;
    this.#isNamed = isNamed;
    this.#onCrowd = onCrowd;
    this.#nameOf = nameOf;
  }

  add(sign) {
    this.#signs.add(sign);
    sign.onCrowd((signs, lead) => this.#onCrowd?.(signs, lead));
  }

  remove(sign) {
    this.#signs.delete(sign);
  }

  clear() {
    this.#signs.clear();
  }

  /** Those of lower places choose first. */
  arrange() {
    const signs = [...this.#signs].filter(({ element }) => element).sort((one, other) => one.place - other.place);
    const [room, points] = [new Room(), pointsOf(signs, this.#pixelOf)];
    for (const sign of signs) sign.standAlone();
    for (const sign of signs) this.#place(sign, room, points);
    for (const sign of signs) sign.show(this.#nameOf);
    const leads = signs.filter(({ isBehind }) => !isBehind);
    this.#placeLabels(leads, room);
    walkByKeyboard(leads.filter((sign) => sign.isButton && this.#isInSight(sign)));
  }

  #isInSight({ marker }) {
    return this.#map.getBounds().contains(marker.getLatLng());
  }

  #pixelOf = (point) => this.#map.project(latLng(point));

  /** On its line, where it covers neither a name nor a point that has a sign of its own, if there is such a place. */
  #place(sign, room, points) {
    const places = this.#placesOf(sign);
    const best = this.#bestOf(places, sign, room, points);
    if (!best) return sign.standBehind(room.ownerOf(boxAt(places[0], SIGN_PX)));
    room.take(boxAt(best, SIGN_PX), sign);
    return sign.standAt(this.#map.unproject(L.point(best.x, best.y)));
  }

  #bestOf(places, { isPoint }, room, points) {
    let free = null;
    for (const place of places) {
      if (!room.isFree(boxAt(place, SIGN_PX))) continue;
      if (isPoint || this.#coversNothing(place, points)) return place;
      free ??= place;
    }
    return free;
  }

  #coversNothing(place, points) {
    return points.isFree(boxAt(place, SIGN_PX)) && !this.#isNamed(this.#map.getZoom(), boxAt(place, DRAWN_PX));
  }

  #placesOf({ geometry, middle }) {
    const line = lineOf(geometry);
    return line ? placesAlong(line.map(this.#pixelOf)) : [this.#pixelOf(middle)];
  }

  /** All are measured before the first is moved: the browser lays the page out once. */
  #placeLabels(signs, room) {
    const labels = signs.filter(({ label }) => label).map((sign) => ({ sign, label: sign.label, size: sizeOf(sign.label) }));
    for (const { sign, label, size } of labels) {
      const at = this.#map.project(sign.marker.getLatLng());
      const box = SIDES.map((side) => labelBox(at, size, side)).find((each) => this.#isFreeForWords(each, room));
      label.dataset.side = box?.side ?? "none";
      if (box) room.take(box, label);
    }
  }

  /** Beside the sign, on the first side where it covers nothing; else the sign says it without words. */
  #isFreeForWords(box, room) {
    return room.isFree(box) && !this.#isNamed(this.#map.getZoom(), box);
  }
}

const namesOf = ({ crowd }) => crowd.map(({ words }) => words).join("; ");

/** The places of signs that cannot move. */
function pointsOf(signs, pixelOf) {
  const room = new Room();
  for (const sign of signs.filter(({ isPoint }) => isPoint)) room.take(boxAt(pixelOf(sign.middle), SIGN_PX), sign);
  return room;
}

const sizeOf = ({ offsetWidth: width, offsetHeight: height }) => ({ width, height });

function labelBox({ x, y }, { width, height }, side) {
  const gap = LABEL_GAP_PX[side];
  const [down, right] = [(SIGN_PX + height) / 2 + gap, (SIGN_PX + width) / 2 + gap];
  const shift = { below: [0, down], above: [0, -down], right: [right, 0], left: [-right, 0] }[side];
  return { ...boxAt({ x: x + shift[0], y: y + shift[1] }, width, height), side };
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** One stop for the Tab key, where the reader stands or else the gravest; from there the arrows lead from sign to sign in that order. */
function walkByKeyboard(signs) {
  const stop = signs.find(({ element }) => element === document.activeElement) ?? signs[0];
  if (stop) stop.element.tabIndex = 0;
  signs.forEach((sign, number) => {
    sign.element.onkeydown = (event) => {
      const step = STEPS[event.key];
      if (event.key === "Enter" || event.key === " ") sign.press();
      else if (step) goTo(sign, signs.at((number + step) % signs.length));
      else return;
      event.preventDefault();
      event.stopPropagation(); // the map would move
    };
  });
}

function goTo(from, { element }) {
  from.element.tabIndex = -1;
  element.tabIndex = 0;
  element.focus({ preventScroll: true });
}

function escaped(text) {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
}

/** The line that a sign may move along, undefined for none. */
function lineOf({ type, coordinates }) {
  if (type === "LineString") return coordinates;
  return type === "MultiLineString" ? longest(coordinates) : undefined;
}

/** Where the sign stands. */
export function middleOf({ type, coordinates }) {
  if (type === "Point") return coordinates;
  if (type === "LineString") return middleOfLine(coordinates);
  if (type === "MultiLineString") return middleOfLine(longest(coordinates));
  return middleOfArea(type === "Polygon" ? coordinates[0] : longest(coordinates.map((rings) => rings[0])));
}

const length = (line) => line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i][0], y - line[i][1]), 0);

const longest = (lines) => lines.reduce((best, line) => (length(line) > length(best) ? line : best));

function middleOfLine(line) {
  let left = length(line) / 2;
  for (let i = 1; i < line.length; i += 1) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
    const step = Math.hypot(bx - ax, by - ay);
    if (step >= left && step > 0) return [ax + ((bx - ax) * left) / step, ay + ((by - ay) * left) / step];
    left -= step;
  }
  return line[0];
}

/** The middle of the ring's area; of a ring without area, of its line. */
function middleOfArea(ring) {
  let [area, x, y] = [0, 0, 0];
  const [originX, originY] = ring[0];
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay, bx, by] = [ring[i - 1][0] - originX, ring[i - 1][1] - originY, ring[i][0] - originX, ring[i][1] - originY];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area === 0 ? middleOfLine(ring) : [originX + x / (3 * area), originY + y / (3 * area)];
}

/** What is heard of a sign: each of the things that it stands for; `here` is “Here: %s”. */
export function nameOf({ crowd, total }, here) {
  const words = crowd.map((sign) => sign.words).join("; ");
  return total > 1 ? `${here.replace("%s", total)}. ${words}` : words;
}
