/* What lies on our map: lines with a pattern, hatched areas, signs with their labels, pins. Handed out by map.js. */

/* global L */

import { drawArrows } from "./arrows.js";

const HATCH_PX = 10;
const ON_TOP = 10000; // signs are stacked by their height on the screen; whatever is put over others must weigh more
const MARK = { color: "#ffd166", weight: 18, opacity: 0.55, fill: false };

export const latLng = ([lon, lat]) => L.latLng(lat, lon);
export const pointOf = ({ lng, lat }) => [lng, lat];
export const boundsOfBox = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
export const boxOfBounds = (bounds) => [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];

/** Leaflet's canvas with hatched and dotted areas (`pattern` of the path's options) and arrows along lines (`arrows`). */
export const PatternCanvas = L.Canvas.extend({
  _fillStroke(ctx, layer) {
    const { pattern, color, patternOpacity } = layer.options;
    if (pattern) {
      ctx.globalAlpha = patternOpacity ?? 0.5;
      ctx.fillStyle = ctx.createPattern(patternTile(pattern, color), "repeat");
      ctx.fill("evenodd");
    }
    L.Canvas.prototype._fillStroke.call(this, ctx, layer);
    if (layer.options.arrows) drawArrows(ctx, layer._rings, layer.options.arrows); // whole lines: arrows stay when the map moves
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

/** A colour of base.css or of a layer: token("over"), token("kind-closure"). */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Shapes that come and go together. */
export class Layer {
  #map;
  #group;
  #pane;

  constructor(map, pane) {
    this.#map = map;
    this.#pane = pane;
    this.#group = L.featureGroup().addTo(map);
  }

  /** The box of all that lies here, null for nothing. */
  get box() {
    const bounds = this.#group.getBounds();
    return bounds.isValid() ? boxOfBounds(bounds) : null;
  }

  clear() {
    this.#group.clearLayers();
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

  /** A picture that a hand can drag; `anchor` is the pixel of it that points at the place. */
  pin(point, { html, className, size, anchor, onDrop }) {
    const icon = L.divIcon({ className, html, iconSize: size, iconAnchor: anchor });
    const marker = L.marker(latLng(point), { icon, draggable: true, autoPan: true, keyboard: false });
    marker.on("dragend", () => onDrop(pointOf(marker.getLatLng())));
    return this.#add(marker);
  }

  /**
   * One feature. `style` is { strokes: [path options, the lowest first], sign, signState, label }; with { color, isHollow }
   * it also serves `speck`.
   * The sign stands in the middle of a line, inside an area, on a point.
   */
  feature(feature, style, signs) {
    const group = L.featureGroup();
    if (feature.geometry.type !== "Point") {
      for (const stroke of style.strokes) {
        L.geoJSON(feature, { style: { lineCap: "butt", lineJoin: "round", fill: isArea(feature), fillOpacity: 0.08, ...stroke } }).addTo(group);
      }
    }
    const sign = signMarker(middleOf(feature.geometry), style, signs).addTo(group);
    this.#group.addLayer(group);
    return new Feature(this.#map, group, sign, feature);
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

  remove() {
    this.#leaflet.remove();
  }

  /** `hear` gets the point that was touched; the map below does not hear of it. */
  onClick(hear) {
    this.#leaflet.on("click", (event) => {
      L.DomEvent.stop(event);
      hear(pointOf(event.latlng));
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
  #sign;
  #feature;
  #place = 0;
  #mark = null;

  constructor(map, group, sign, feature) {
    super(map, group);
    this.#map = map;
    this.#sign = sign;
    this.#feature = feature;
  }

  /** Its sign lies under those of lower places. */
  stack(place) {
    this.#place = place;
    this.#sign?.setZIndexOffset(-ON_TOP * place);
  }

  /** Stands out from the others, or no longer. */
  mark(isMarked) {
    this.#sign?.getElement()?.classList.toggle("is-chosen", isMarked);
    this.#sign?.setZIndexOffset(isMarked ? ON_TOP : -ON_TOP * this.#place);
    this.#mark?.remove();
    if (!isMarked || (this.#sign && this.#feature.geometry.type === "Point")) return;
    const pointToLayer = (_feature, at) => L.circleMarker(at, { ...MARK, interactive: false });
    this.#mark = L.geoJSON(this.#feature, { style: MARK, pointToLayer, interactive: false }).addTo(this.#map);
    this.#mark.bringToBack();
  }
}

const isArea = (feature) => feature.geometry.type.endsWith("Polygon");

function signMarker(point, { sign, signState, label }, signs) {
  const state = signState ? ` ${signState}` : "";
  const svg = `<svg class="sign sign--${sign}${state}" viewBox="0 0 32 32" aria-hidden="true"><use href="${signs}#sign-${sign}"/></svg>`;
  const words = document.createElement("span");
  words.textContent = label ?? "";
  const html = `${svg}${label ? `<span class="map-sign__label">${words.innerHTML}</span>` : ""}`;
  const icon = L.divIcon({ className: "map-sign", html, iconSize: [28, 28] });
  // The list says the same and works by keyboard; hundreds of stops between two links would help nobody.
  return L.marker(latLng(point), { icon, keyboard: false, riseOnHover: true });
}

/** Where the sign stands. */
function middleOf({ type, coordinates }) {
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
