/* Our own map. This file and its neighbours drawing.js and signs.js (what lies on it), tiles.js (what it is read from) and basemap.js (the ground) are the
   only ones that know Leaflet.
   Points are [lon, lat] and boxes [west, south, east, north], as in GeoJSON and in the API. */

/* global L */

import { drawGround } from "./basemap.js";
import { boxOfBounds, boundsOfBox, Layer, latLng, linesOf, paneOf, PatternCanvas, pointOf, token } from "./drawing.js";
import { distanceTo } from "./arrows.js";
import { middleOf } from "./signs.js";

export { signSVG } from "./signs.js";

const TOLERANCE_PX = 8; // a finger is wider than a line
const READER_PX = 12;
const EVENTS = "events";
const BEYOND = 2; // of the reach on each side: what lies at its edge can still be brought above a card
const EARTH = [-180, -60, 180, 75];

/**
 * Makes a map in the element. Its data attributes say the rest: data-bounds “west,south,east,north” where it opens, data-reach how far it goes, data-basemap (empty
 * before an import), data-districts (names on the ground), data-credit and data-credit-url, data-zoom-in and data-zoom-out (titles of the buttons), data-words-groundless.
 *
 * Options: `view` {zoom, center} instead of the bounds; `scroll: false` leaves the wheel to the page until the map is touched.
 */
export const createMap = (element, options) => new CityMap(element, options);

class CityMap {
  #leaflet;
  #ground = { isNamed: () => false, rename: () => {} }; // without a base map there are no names
  #spared = new Map(); // lines that names step aside from, by what they are of
  #sparedAt = { zoom: null };
  #signs = []; // the points that names of districts step aside from
  #reader = null; // where the reader is
  #spot = null;

  constructor(element, { view = null, scroll = true } = {}) {
    this.element = element;
    const box = boxOf(element.dataset.bounds);
    const reach = boxOf(element.dataset.reach) ?? box;
    this.#leaflet = L.map(element, {
      zoomControl: false,
      fadeAnimation: false, // of tiles: a cheap phone pays for each frame of it with all of the map
      scrollWheelZoom: scroll,
      minZoom: 8,
      maxZoom: 19,
      maxBounds: reach && boundsOfBox(padded(reach, BEYOND)),
      renderer: new PatternCanvas({ tolerance: TOLERANCE_PX, padding: 0.3 }),
    });
    this.#dress();
    if (view) this.show(view.center, view.zoom);
    else this.fit(box ?? EARTH);
    this.#layGround();
    if (!scroll) this.#leaflet.on("focus click", () => this.#leaflet.scrollWheelZoom.enable());
  }

  /** The credit and the buttons. */
  #dress() {
    const { credit, creditUrl, zoomIn, zoomOut } = this.element.dataset;
    this.#leaflet.attributionControl.setPrefix(false);
    if (credit) this.#leaflet.attributionControl.addAttribution(`<a href="${creditUrl}">${escaped(credit)}</a>`);
    L.control.zoom({ position: "bottomright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(this.#leaflet);
  }

  /** A map without its ground still shows what happens where; a line says what is missing. */
  #layGround() {
    const { basemap, districts, wordsGroundless } = this.element.dataset;
    const note = Object.assign(document.createElement("p"), { className: "map__note", textContent: wordsGroundless, hidden: true });
    note.setAttribute("role", "status");
    this.element.append(note);
    const told = (isThere) => { note.hidden = isThere; };
    const spared = { linesAt: (zoom) => this.#sparedOf(zoom).lines, signsAt: (zoom) => this.#sparedOf(zoom).signs };
    if (basemap) this.#ground = drawGround(this.#leaflet, { basemap, districts, ...spared }, told);
  }

  // Where it looks

  get zoom() {
    return this.#leaflet.getZoom();
  }

  set zoom(zoom) {
    this.#leaflet.setZoom(zoom);
  }

  get center() {
    return pointOf(this.#leaflet.getCenter());
  }

  get box() {
    return boxOfBounds(this.#leaflet.getBounds());
  }

  /** Nothing of what the city's data reach is in sight. */
  get isOutside() {
    const reach = boxOf(this.element.dataset.reach);
    return reach !== null && !this.#leaflet.getBounds().intersects(boundsOfBox(reach));
  }

  get view() {
    return { zoom: this.zoom, center: this.center };
  }

  /** Makes a change that gives the map another place or size on the screen; what it shows stays where the reader saw it. */
  reframe(change) {
    this.settle();
    const before = this.element.getBoundingClientRect();
    change();
    const after = this.element.getBoundingClientRect();
    this.#leaflet.invalidateSize({ pan: false, animate: false });
    this.#leaflet.panBy([after.left - before.left, after.top - before.top], { animate: false });
  }

  /** A glide stops where it is, a zoom is at once where it leads: Leaflet's own go on over whatever is asked of the map meanwhile. */
  settle() {
    this.#leaflet._onZoomTransitionEnd(); // of its public names, stop() leaves a zoom going
    this.#leaflet._stop();
  }

  /** Pixels from the upper left corner. */
  pixelOf(point) {
    const { x, y } = this.#leaflet.latLngToContainerPoint(latLng(point));
    return [x, y];
  }

  /** A finger on the point touches one of the lines. */
  isOn(geometry, point) {
    const at = this.#leaflet.latLngToContainerPoint(latLng(point));
    const lines = linesOf(geometry).map((line) => line.map((each) => this.#leaflet.latLngToContainerPoint(latLng(each))));
    return lines.some((line) => distanceTo(line, at) < TOLERANCE_PX);
  }

  show(center, zoom, { animate } = {}) {
    this.settle();
    this.#leaflet.setView(latLng(center), zoom, { animate });
  }

  /** Brings the whole box into sight; `before` and `after` are pixels [right, down] kept free at its corners. */
  fit(box, { maxZoom, animate, before, after } = {}) {
    this.settle();
    this.#leaflet.fitBounds(boundsOfBox(box), { maxZoom, animate, paddingTopLeft: before, paddingBottomRight: after });
  }

  /** Where it opens without a view: the middle of the city. */
  showHome() {
    this.fit(boxOf(this.element.dataset.bounds) ?? EARTH);
  }

  /** So many pixels to the right and down. */
  moveBy(right, down) {
    this.settle();
    this.#leaflet.panBy([right, down]);
  }

  /** A box with the page's own element at a point, until it is closed or the map is touched; its first button gets the focus. */
  askAt(point, element) {
    const maxWidth = Math.min(320, this.element.clientWidth - 40);
    const options = { className: "map-choice", minWidth: Math.min(220, maxWidth), maxWidth, closeButton: false, offset: [0, -8] };
    this.#leaflet.openPopup(element, latLng(point), options);
    element.querySelector("button").focus({ preventScroll: true });
  }

  closeBox() {
    this.#leaflet.closePopup();
  }

  /** The names of streets step aside from these lines, GeoJSON geometries, in place of what was spared of the same `matter`; those of districts
      from the signs of events, which may be points. */
  spare(geometries, matter = EVENTS) {
    this.#spared.set(matter, geometries.filter(({ type }) => type !== "Point").flatMap(linesOf));
    if (matter === EVENTS) this.#signs = geometries.map(middleOf);
    this.#sparedAt = { zoom: null };
    this.#ground.rename();
  }

  /** In the world's pixels. */
  #sparedOf(zoom) {
    if (this.#sparedAt.zoom !== zoom) {
      const lines = [...this.#spared.values()].flat().map((line) => this.#projected(line, zoom));
      this.#sparedAt = { zoom, lines, signs: this.#signs.map((point) => this.#leaflet.project(latLng(point), zoom)) };
    }
    return this.#sparedAt;
  }

  #projected(line, zoom) {
    const points = line.map((point) => this.#leaflet.project(latLng(point), zoom));
    const { min, max } = L.bounds(points);
    return { points, box: { minX: min.x, minY: min.y, maxX: max.x, maxY: max.y } };
  }

  /** «You are here», and how sure that is in metres: signs and words leave the place free. */
  showReader(point, accuracyM) {
    this.#spot ??= this.layer({ isAbove: true });
    this.#spot.clear();
    this.#spot.circle(point, { radius: accuracyM, weight: 1, color: token("focus"), fillOpacity: 0.12, interactive: false });
    this.#spot.dot(point, { radius: 7, weight: 3, color: "#ffffff", fillColor: token("focus"), fillOpacity: 1, interactive: false });
    this.#reader = point;
    this.#leaflet.fire("names");
  }

  /** Whether a name is written in a box of the world's pixels at that zoom, or the reader stands there. */
  #isTaken(zoom, box) {
    if (this.#ground.isNamed(zoom, box)) return true;
    if (!this.#reader) return false;
    const { x, y } = this.#leaflet.project(latLng(this.#reader), zoom);
    return x > box.minX - READER_PX && x < box.maxX + READER_PX && y > box.minY - READER_PX && y < box.maxY + READER_PX;
  }

  // What it hears and bears

  /** Leaflet's names of events, “ground” when the base map is first drawn and “names” when its names are; `hear` gets the point of those that have one. */
  on(names, hear) {
    this.#leaflet.on(names, ({ latlng }) => hear(latlng && pointOf(latlng)));
  }

  once(name, hear) {
    this.#leaflet.once(name, () => hear());
  }

  /** A double click sets points while something is drawn. */
  zoomsByDoubleClick(isOn) {
    if (isOn) this.#leaflet.doubleClickZoom.enable();
    else this.#leaflet.doubleClickZoom.disable();
  }

  /** An empty layer of its own for shapes; `isAbove` signs and names, hearing nothing; `onCrowd` and `nameOf` as of Layer. */
  layer({ isAbove = false, onCrowd, nameOf } = {}) {
    const pane = isAbove ? paneOf(this.#leaflet, "above", 650) : undefined;
    return new Layer(this.#leaflet, { pane, isNamed: (zoom, place) => this.#isTaken(zoom, place), onCrowd, nameOf });
  }
}

/** “west,south,east,north” → box, null for nothing. */
export function boxOf(text) {
  const box = (text ?? "").split(",").map(Number);
  return box.length === 4 && box.every(Number.isFinite) ? box : null;
}

/** Wider on each side by a share of its width and height. */
export function padded([west, south, east, north], share) {
  const [lon, lat] = [(east - west) * share, (north - south) * share];
  return [west - lon, south - lat, east + lon, north + lat];
}

/** The box as the API takes it; west is greater than east where it crosses the 180th meridian. */
export function boxText([west, south, east, north]) {
  const [from, to] = east - west >= 360 ? [-180, 180] : [wrapped(west), wrapped(east)];
  return [from, Math.max(south, -90), to, Math.min(north, 90)].map((each) => each.toFixed(4)).join(",");
}

/** A longitude of the map, which goes on beyond the 180th meridian, as one of the globe. */
const wrapped = (longitude) => (Math.abs(longitude) <= 180 ? longitude : ((((longitude + 180) % 360) + 360) % 360) - 180);

/** The smallest box that holds them all. */
export function around(boxes) {
  const side = (number, furthest) => furthest(...boxes.map((box) => box[number]));
  return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
}

export const overlap = (one, other) => one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];

export const middleOfBox = ([west, south, east, north]) => [(west + east) / 2, (south + north) / 2];

export function escaped(text) {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
}
