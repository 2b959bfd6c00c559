/* What lies on our map: lines with a pattern, hatched areas, signs with their labels, pins. Handed out by map.js. */

/* global L */

import { drawArrows } from "./arrows.js";
import { drawEnds } from "./ends.js";
import { middleOf, Sign, Signs } from "./signs.js";

const HATCH_PX = 10;
const WAY = { weight: 5, dashArray: "14 7", lineCap: "butt", interactive: false };
const WAY_CASING_PX = 4;
const MARK = { color: "#ffd166", weight: 18, opacity: 0.55, fill: false };

export const latLng = ([lon, lat]) => L.latLng(lat, lon);
export const pointOf = ({ lng, lat }) => [lng, lat];
export const boundsOfBox = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
export const boxOfBounds = (bounds) => [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];

/** Leaflet's canvas with hatched and dotted areas (`pattern` of the path's options), bars across the ends of lines (`ends`) and arrows along them (`arrows`). */
export const PatternCanvas = L.Canvas.extend({
  _fillStroke(ctx, layer) {
    const { pattern, color, patternOpacity, ends, arrows } = layer.options;
    if (pattern) {
      ctx.globalAlpha = patternOpacity ?? 0.5;
      ctx.fillStyle = ctx.createPattern(patternTile(pattern, color), "repeat");
      ctx.fill("evenodd");
    }
    L.Canvas.prototype._fillStroke.call(this, ctx, layer);
    if (ends) drawEnds(ctx, layer._rings, ends); // whole lines: what is on them stays when the map moves
    if (arrows) drawArrows(ctx, layer._rings, arrows);
  },
});

const tiles = new Map();

function patternTile(pattern, color) {
  const key = `${pattern} ${color}`;
  if (!tiles.has(key)) tiles.set(key, drawTile(pattern, color));
  return tiles.get(key);
}

function drawTile(pattern, color) {
  const tile = document.createElement("canvas");
  tile.width = HATCH_PX;
  tile.height = HATCH_PX;
  const ctx = tile.getContext("2d");
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 2.4;
  ctx.beginPath();
  if (pattern === "dots") {
    ctx.arc(HATCH_PX / 2, HATCH_PX / 2, 1.9, 0, 2 * Math.PI);
    ctx.fill();
  } else {
    for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
      ctx.moveTo(shift - 1, HATCH_PX + 1);
      ctx.lineTo(shift + HATCH_PX + 1, -1);
    }
    ctx.stroke();
  }
  return tile;
}

/** The name of a pane of our own, at that height among Leaflet's (lines lie at 400, signs at 600); what lies in it hears nothing. */
export function paneOf(map, name, height) {
  if (!map.getPane(name)) Object.assign(map.createPane(name).style, { zIndex: height, pointerEvents: "none" });
  return name;
}

const tokens = new Map(); // asked for by every line of a city
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => tokens.clear());

/** A colour of base.css or of a layer: token("over"), token("kind-closure"). */
export function token(name) {
  if (!tokens.has(name)) tokens.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return tokens.get(name);
}

/** Shapes that come and go together. */
export class Layer {
  #map;
  #group;
  #pane;
  #signs;

  /** `isNamed`, `onCrowd` and `nameOf` as of Signs. */
  constructor(map, { pane, isNamed = () => false, onCrowd, nameOf } = {}) {
    this.#map = map;
    this.#pane = pane;
    this.#group = L.featureGroup().addTo(map);
    this.#signs = new Signs(map, { isNamed, onCrowd, nameOf });
  }

  /** The box of all that lies here, null for nothing. */
  get box() {
    const bounds = this.#group.getBounds();
    return bounds.isValid() ? boxOfBounds(bounds) : null;
  }

  clear() {
    this.#group.clearLayers();
    this.#signs.clear();
  }

  /** Takes one feature away. */
  drop(feature) {
    feature.leave(this.#group, this.#signs);
  }

  /** Gives each sign a place where it hides no other; to be asked for again when the zoom or the names of the ground have changed. */
  arrange() {
    this.#signs.arrange();
  }

  line(points, style) {
    return this.#add(L.polyline(points.map(latLng), style));
  }

  area(points, style) {
    return this.#add(L.polygon(points.map(latLng), style));
  }

  /** `style.radius` is in pixels. */
  dot(point, style) {
    return this.#add(L.circleMarker(latLng(point), this.#placed(style)));
  }

  /** `style.radius` is in metres. */
  circle(point, style) {
    return this.#add(L.circle(latLng(point), this.#placed(style)));
  }

  /** GeoJSON that hears no clicks; its points are dots. */
  geometry(geometry, style) {
    return this.#add(L.geoJSON(geometry, { style, pointToLayer: (_feature, at) => L.circleMarker(at, { ...style, interactive: false }), interactive: false }));
  }

  /** A way round, GeoJSON lines in the direction of travel, under everything that is shut; one that is only `isPossible` is paler. */
  way(geometry, { isPossible = false } = {}) {
    const [color, halo] = [token("way-round"), token("map-label-halo")];
    const lines = joined(linesOf(geometry)).map((line) => line.map(latLng));
    const opacity = isPossible ? 0.75 : 1;
    const arrows = { direction: "forward", color, halo, isBare: true };
    const casing = L.polyline(lines, { ...WAY, color: halo, weight: WAY.weight + WAY_CASING_PX, dashArray: null });
    const way = L.polyline(lines, { ...WAY, color, opacity, arrows });
    return this.#add(L.featureGroup([way, casing])).lower(); // one after the other goes to the bottom
  }

  /** A letter that stands on a place and hears nothing. */
  letter(point, letter, className) {
    const icon = L.divIcon({ className, html: letter, iconSize: [24, 24] });
    return this.#add(L.marker(latLng(point), { icon, interactive: false, keyboard: false }));
  }

  /** A picture that a hand can drag; `anchor` is the pixel of it that points at the place. */
  pin(point, { html, className, size, anchor, onDrop }) {
    const icon = L.divIcon({ className, html, iconSize: size, iconAnchor: anchor });
    const marker = L.marker(latLng(point), { icon, draggable: true, autoPan: true, keyboard: false });
    marker.on("dragend", () => onDrop(pointOf(marker.getLatLng())));
    return this.#add(marker);
  }

  /**
   * One feature. `style` is { strokes() → [path options, the lowest first], sign, signState, label, title }; with { color, isHollow }
   * it also serves `speck`.
   * The sign stands in the middle of a line, inside an area, on a point, until `arrange` finds it a better place.
   */
  feature(feature, style, signs) {
    const group = L.featureGroup();
    if (feature.geometry.type !== "Point") {
      for (const stroke of style.strokes()) {
        L.geoJSON(feature, { style: { lineCap: "butt", lineJoin: "round", fill: isArea(feature), fillOpacity: 0.08, ...stroke } }).addTo(group);
      }
    }
    const sign = new Sign(feature.geometry, style, signs);
    sign.marker.addTo(group);
    this.#group.addLayer(group);
    this.#signs.add(sign);
    return new Feature(this.#map, group, sign, feature);
  }

  /** Lines, or areas, of very many features of one look, seen from afar; they hear nothing. */
  outline(geometries, { color, isHollow, isPale }) {
    const halo = token("map-label-halo");
    const shape = geometries[0].type === "Polygon" ? L.polygon : L.polyline;
    const points = geometries.flatMap(linesOf).map((line) => line.map(latLng));
    const opacity = isPale ? 0.75 : 1;
    const strokes = [{ color: halo, weight: 6, opacity: 0.9 }, { color, weight: 4, opacity }, ...(isHollow ? [{ color: halo, weight: 1.6, opacity: 0.95 }] : [])];
    return this.#add(L.featureGroup(strokes.map((stroke) => shape(points, { ...stroke, fillOpacity: 0.08, interactive: false }))));
  }

  /** One of very many: a thin line and a dot in place of its sign, all on the canvas. `style` is { color, isHollow }. */
  speck(feature, { color, isHollow }) {
    const group = L.featureGroup();
    const line = { color, weight: 3, fill: isArea(feature), fillOpacity: 0.08 };
    const paper = token("map-label-halo");
    const [rim, middle] = isHollow ? [color, paper] : [paper, color];
    const dot = { radius: 5, weight: 1.5, fillOpacity: 1, color: rim, fillColor: middle };
    if (feature.geometry.type !== "Point") L.geoJSON(feature, { style: line }).addTo(group);
    L.circleMarker(latLng(middleOf(feature.geometry)), dot).addTo(group);
    this.#group.addLayer(group);
    return new Feature(this.#map, group, null, feature);
  }

  #placed(style) {
    return this.#pane ? { ...style, pane: this.#pane } : style;
  }

  #add(leaflet) {
    this.#group.addLayer(leaflet);
    return new Shape(this.#map, leaflet);
  }
}

class Shape {
  #map;
  #leaflet;

  constructor(map, leaflet) {
    this.#map = map;
    this.#leaflet = leaflet;
  }

  get box() {
    return boxOfBounds(this.#leaflet.getBounds());
  }

  get point() {
    return pointOf(this.#leaflet.getLatLng());
  }

  moveTo(point) {
    this.#leaflet.setLatLng(latLng(point));
  }

  /** Under all that lies on its canvas. */
  lower() {
    this.#leaflet.bringToBack();
    return this;
  }

  remove() {
    this.#leaflet.remove();
  }

  /** `hear` gets the point that was touched and Leaflet's event; the map below does not hear of it. */
  onClick(hear) {
    this.#leaflet.on("click", (event) => {
      L.DomEvent.stop(event);
      hear(pointOf(event.latlng), event);
    });
    return this;
  }

  /** Words under the mouse: a text, or a function that makes an element. Not bindTooltip: Leaflet 1.9.3 cannot bind one to a group on a canvas. */
  explain(words) {
    const tooltip = L.tooltip({ direction: "top", offset: [0, -10], className: "map-tip" });
    this.#leaflet.on("mouseover", ({ latlng }) => tooltip.setContent(contentOf(words)).setLatLng(latlng).addTo(this.#map));
    this.#leaflet.on("mousemove", ({ latlng }) => tooltip.setLatLng(latlng));
    this.#leaflet.on("mouseout remove", () => tooltip.remove());
    return this;
  }
}

function contentOf(words) {
  if (typeof words === "function") return words();
  return Object.assign(document.createElement("span"), { textContent: words });
}

/** A feature with its sign; null is the sign of one of very many. */
class Feature extends Shape {
  #map;
  #group;
  #sign;
  #feature;
  #mark = null;

  constructor(map, group, sign, feature) {
    super(map, group);
    this.#map = map;
    this.#group = group;
    this.#sign = sign;
    this.#feature = feature;
  }

  /** Of the place itself: its sign may stand beside it, or behind another's. */
  get box() {
    return boxOfBounds(L.geoJSON(this.#feature).getBounds());
  }

  leave(layer, signs) {
    this.mark(false);
    layer.removeLayer(this.#group);
    if (this.#sign) signs.remove(this.#sign);
  }

  /** A touched sign that stands for others lets the reader choose; the line below it is that of one. */
  onClick(hear) {
    this.#sign?.onOpen(hear);
    return super.onClick((point, { layer }) => (layer === this.#sign?.marker ? this.#sign.press() : hear(point)));
  }

  /** Its sign alone hears: a touch of its lines is one of the map. */
  onSign(hear) {
    this.#sign?.onOpen(hear);
    this.#sign?.marker.on("click", (event) => {
      L.DomEvent.stop(event);
      this.#sign.press();
    });
    return this;
  }

  /** Its lines lie over all that is there already, its sign under those of lower places, and makes room for them. */
  stack(place) {
    this.#group.bringToFront();
    this.#sign?.stack(place);
  }

  /** Time has passed: `style.term` is what is left of it. */
  retell({ term }) {
    if (this.#sign) this.#sign.term = term;
  }

  /** Stands out from the others, or no longer. */
  mark(isMarked) {
    this.#sign?.mark(isMarked);
    this.#mark?.remove();
    if (!isMarked || (this.#sign && this.#feature.geometry.type === "Point")) return;
    const pointToLayer = (_feature, at) => L.circleMarker(at, { ...MARK, interactive: false });
    this.#mark = L.geoJSON(this.#feature, { style: MARK, pointToLayer, interactive: false }).addTo(this.#map);
    this.#mark.bringToBack();
  }
}

/** The lines of GeoJSON, of an area its rings. */
export const linesOf = ({ type, coordinates }) => (type === "LineString" ? [coordinates] : type === "MultiPolygon" ? coordinates.flat() : coordinates);

/** Those in one that go on where the one before ends. */
function joined(lines) {
  const whole = [];
  for (const line of lines) {
    const end = whole.at(-1)?.at(-1);
    if (end && end[0] === line[0][0] && end[1] === line[0][1]) whole.at(-1).push(...line.slice(1));
    else whole.push([...line]);
  }
  return whole;
}

const isArea = (feature) => feature.geometry.type.endsWith("Polygon");
