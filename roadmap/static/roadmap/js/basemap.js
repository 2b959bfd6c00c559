/* How the city's own base map is drawn. Its layers are made by roadmap/basemap.py; colours are tokens of base.css. */

/* global protomapsL */

import { besideLines, besideSigns } from "./beside.js";
import { paneOf } from "./drawing.js";
import { stretchesOf } from "./names.js";
import { getJSON } from "./request.js";

const LAST_DATA_ZOOM = 14;
const AREAS = "areas"; // the source of names and borders of districts, and its layer
const AREA_TILE_PX = 512;
const TOGETHER_MS = 2000;
const AREA_AGAIN_PX = 800;

// The narrower and lesser first, so that the main streets are drawn over them. Widths in pixels by zoom.
const ROADS = [
  { classes: ["service"], from: 14, widths: [[14, 1], [16, 3], [18, 7]] },
  { classes: ["living_street", "road"], from: 13, widths: [[13, 1], [15, 3.5], [18, 11]] },
  { classes: ["unclassified", "residential"], from: 12, widths: [[12, 0.8], [14, 2.6], [16, 7], [18, 15]] },
  { classes: ["tertiary"], from: 10, widths: [[10, 0.8], [12, 2], [14, 4.5], [16, 10], [18, 20]] },
  { classes: ["secondary"], from: 9, widths: [[9, 0.8], [12, 2.6], [14, 5.5], [16, 11], [18, 22]] },
  { classes: ["motorway", "trunk", "primary"], from: 8, isMain: true, widths: [[8, 0.8], [12, 3.2], [14, 6.5], [16, 13], [18, 26]] },
];

/** Between two zooms the width grows evenly. */
function widthAt(stops, zoom) {
  if (zoom <= stops[0][0]) return stops[0][1];
  for (let i = 1; i < stops.length; i += 1) {
    const [[lowZoom, low], [highZoom, high]] = [stops[i - 1], stops[i]];
    if (zoom <= highZoom) return low + ((high - low) * (zoom - lowZoom)) / (highZoom - lowZoom);
  }
  return stops.at(-1)[1];
}

/** The tokens of base.css, --map-water as `water`. */
function palette() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--map-${name}`).trim();
}

function roadRules(color) {
  const isOf = ({ classes }) => (zoom, feature) => classes.includes(feature.props.class);
  const line = (road, options) => ({
    dataLayer: "roads",
    minzoom: road.from,
    filter: isOf(road),
    symbolizer: new protomapsL.LineSymbolizer({ lineCap: "round", lineJoin: "round", ...options }),
  });
  const casings = ROADS.map((road) =>
    line(road, {
      color: color(road.isMain ? "casing-main" : "casing"),
      width: (zoom) => widthAt(road.widths, zoom) + (zoom < 12 ? 1.2 : 1.6),
    }),
  );
  const fills = ROADS.map((road) =>
    line(road, { color: color(road.isMain ? "road-main" : "road"), width: (zoom) => widthAt(road.widths, zoom) }),
  );
  return [...casings, ...fills];
}

function paintRules(color) {
  const area = (dataLayer, name) => ({ dataLayer, symbolizer: new protomapsL.PolygonSymbolizer({ fill: color(name) }) });
  const isLine = (zoom, feature) => feature.geomType === protomapsL.GeomType.Line;
  const river = new protomapsL.LineSymbolizer({ color: color("water"), width: (zoom) => Math.max(1, zoom - 10) });
  const border = new protomapsL.LineSymbolizer({ color: color("border"), width: 1.6, dash: [9, 3, 2, 3] });
  const rail = new protomapsL.LineSymbolizer({ color: color("rail"), width: (zoom) => (zoom < 13 ? 1 : 2), dash: [6, 3] });
  return [
    { ...area("green", "green"), filter: (zoom, feature) => !isLine(zoom, feature) },
    { ...area("water", "water"), filter: (zoom, feature) => !isLine(zoom, feature) },
    { dataLayer: "water", filter: isLine, symbolizer: river },
    { ...area("buildings", "building"), minzoom: 14 },
    { dataLayer: "railway", symbolizer: rail },
    { dataSource: AREAS, dataLayer: AREAS, minzoom: 10, filter: isLine, symbolizer: border },
    ...roadRules(color),
  ];
}

/** An English page's map names streets as its texts do; a base map of the time before has the local names alone. */
const NAMES = document.documentElement.lang === "en" ? ["name_en", "name"] : ["name"];
const SHORT_NAMES = document.documentElement.lang === "en" ? NAMES : ["short", "name"]; // «ул. Пушкина»

/** The first has precedence where there is room for one of two. */
function labelRules(color, { linesAt, signsAt }) {
  const family = getComputedStyle(document.body).fontFamily;
  const halo = { stroke: color("label-halo"), width: 3 };
  const isOf = (classes) => (zoom, feature) => classes.includes(feature.props.class);
  const text = (options) => new protomapsL.CenteredTextSymbolizer({ labelProps: NAMES, lineHeight: 1.25, maxLineChars: 16, ...halo, ...options });
  const level = (options) => once(besideSigns(text(options), signsAt));
  const isFor = (name) => (zoom, { props }) => props.class === name && zoom >= props.from;
  const area = (name, zooms, options) => ({ dataSource: AREAS, dataLayer: AREAS, ...zooms, filter: isFor(name), symbolizer: level(options) });
  const street = (classes, minzoom, font) => ({
    dataLayer: "labels",
    minzoom,
    filter: isOf(classes),
    symbolizer: besideLines(streetName({ labelProps: SHORT_NAMES, fill: color("label"), font, maxLabelChars: 60, repeatDistance: 600, ...halo }), linesAt),
  });
  return [
    area("city", { maxzoom: 11 }, { fill: color("label"), font: `700 17px ${family}` }),
    street(["motorway", "trunk", "primary"], 10, (zoom) => `600 ${zoom < 12 ? 11.5 : 13}px ${family}`),
    area("district", { minzoom: 10, maxzoom: 15 }, { fill: color("district"), font: `600 12px ${family}` }),
    street(["secondary"], 11, (zoom) => `600 ${zoom < 13 ? 11.5 : 12.5}px ${family}`),
    ...waterNames(color, family, halo),
    street(["tertiary"], 12, (zoom) => `500 ${zoom < 14 ? 11 : 12}px ${family}`),
    street(["unclassified", "residential", "living_street", "road"], 14, `500 12px ${family}`),
  ];
}

/** Of a river along its line, of a lake in its middle. */
function waterNames(color, family, halo) {
  const look = { labelProps: NAMES, fill: color("water-label"), font: `italic 500 13px ${family}`, ...halo };
  const isRiver = (zoom, { geomType }) => geomType === protomapsL.GeomType.Line;
  const river = { dataLayer: "water", minzoom: 10, filter: isRiver, symbolizer: streetName({ ...look, repeatDistance: 900 }) };
  const lake = { dataLayer: "water", minzoom: 12, filter: (zoom, feature) => !isRiver(zoom, feature), symbolizer: new protomapsL.CenteredTextSymbolizer(look) };
  return [river, lake];
}

/** A district has several places for its name: one in sight is enough. */
function once(symbolizer) {
  const told = (label, { props }) => ({ ...label, deduplicationKey: props.name, deduplicationDistance: AREA_AGAIN_PX });
  return { place: (layout, lines, feature) => symbolizer.place(layout, lines, feature)?.map((label) => told(label, feature)) };
}

/** Along the line. protomaps-leaflet's own writes on stretches without a bend of more than 4° only, which few streets have. */
function streetName(options) {
  const plain = new protomapsL.LineLabelSymbolizer({ position: protomapsL.LineLabelPlacement.Center, ...options });
  const place = (layout, lines, feature) => {
    const name = plain.text.get(layout.zoom, feature);
    if (!name) return undefined;
    layout.scratch.font = plain.font.get(layout.zoom, feature);
    const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = layout.scratch.measureText(name);
    const chords = lines.flatMap((line) => stretchesOf(line, width)).map(({ start, end }) => longer(start, end, 2 * (up + down), lines[0][0]));
    return chords.length ? plain.place(layout, chords, feature) : undefined;
  };
  return { place };
}

/** protomaps-leaflet begins a name so far from the line's start: it gets the line so much longer, as points of its own kind. */
function longer(start, end, more, { constructor: Point }) {
  const share = more / Math.hypot(end.x - start.x, end.y - start.y);
  return [new Point(start.x - (end.x - start.x) * share, start.y - (end.y - start.y) * share), new Point(end.x + (end.x - start.x) * 0.01, end.y + (end.y - start.y) * 0.01)];
}

/**
 * Lays the base map under everything. The map fires “ground” when it is first drawn, “names” whenever all names in sight are; `told`
 * hears whether its file can be read, and that it cannot where the script that draws it did not come. Answers with a function that
 * says whether a name is written in a box of the world's pixels at that zoom, and with one that writes all names anew.
 *
 * Names step aside from the lines of `linesAt(zoom)` and from the signs of `signsAt(zoom)` (beside.js).
 */
export function drawGround(map, { basemap, districts, linesAt, signsAt }, told) {
  if (!globalThis.protomapsL) {
    told(false);
    return { isNamed: () => false, rename: () => {} };
  }
  const color = palette();
  const options = { url: heard(basemap, told), maxDataZoom: LAST_DATA_ZOOM, attribution: "", tileDelay: 1 };
  const ground = protomapsL.leafletLayer({ ...options, backgroundColor: color("ground"), paintRules: paintRules(color) });
  if (districts) ground.views.set(AREAS, areasOf(districts));
  const names = namesOf(map, ground, { ...options, labelRules: labelRules(color, { linesAt, signsAt }) });
  names.on("load", () => map.fire("names"));
  ground.once("load", () => { map.fire("ground"); names.addTo(map); }); // after what they lie on, and mostly after the lines that they step aside from
  for (const layer of [ground, names]) together(layer);
  names.once("add", () => map.on("zoomanim zoomend", () => hideOldZooms(names))); // heard after the layer itself has made the new zoom
  ground.addTo(map);
  const isNamed = (zoom, box) => names.labelers.getIndex(zoom)?.bboxCollides(box, Infinity) ?? false;
  return { isNamed, rename: () => rename(map, names) };
}

/** The first tiles are shown together, or those that are there after a while: a cheap phone pays for each frame with all that it shows. */
function together(layer) {
  const show = () => layer.getContainer()?.style.removeProperty("visibility");
  layer.once("loading", () => {
    layer.getContainer().style.visibility = "hidden";
    setTimeout(show, TOGETHER_MS);
  });
  layer.once("load", show);
}

/** Names of the zoom before would be blown up, or too small to read, until the new ones are there. */
function hideOldZooms(names) {
  for (const level of Object.values(names._levels ?? {})) level.el.style.visibility = level === names._level ? "" : "hidden";
}

/** In the tiles that are there: of all its own, rerenderTiles() does not say when they are drawn. */
async function rename(map, names) {
  if (!names._map) return; // not drawn yet
  names.clearLayout();
  await Promise.all(Object.values(names._tiles).map(({ coords, el }) => names.renderTile(names._wrapCoords(coords), el, el.key)));
  map.fire("names");
}

/** Names lie over the lines of what happens, so that those of shut streets can be read; both layers read each tile once. */
function namesOf(map, ground, options) {
  const names = protomapsL.leafletLayer({ ...options, pane: paneOf(map, "names", 450) });
  names.views = ground.views;
  return names;
}

/** One tile of the whole earth, asked for once: the names come from rows, which change without a new base map. */
function areasOf(url) {
  const view = new protomapsL.View(new protomapsL.TileCache({ get: () => tile }, AREA_TILE_PX), 0, 1);
  const { constructor: Point } = view.dataTileForDisplayTile({ z: 0, x: 0, y: 0 }).origin;
  const tile = getJSON(url).then(({ features }) => new Map([[AREAS, features.map((feature) => drawable(feature, Point))]]), () => new Map());
  return view;
}

/** A feature of GeoJSON as protomaps-leaflet has those of its tiles. */
function drawable({ geometry: { type, coordinates }, properties: props }, Point) {
  const lines = { Point: [[coordinates]], LineString: [coordinates], MultiLineString: coordinates }[type];
  const geom = lines.map((line) => line.map((position) => new Point(...onTile(position))));
  const [xs, ys] = ["x", "y"].map((axis) => geom.flat().map((point) => point[axis]));
  const bbox = { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
  const geomType = type === "Point" ? protomapsL.GeomType.Point : protomapsL.GeomType.Line;
  return { props, geom, bbox, geomType, numVertices: xs.length };
}

/** Web Mercator, as Leaflet draws it. */
function onTile([lon, lat]) {
  const south = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  return [((lon + 180) / 360) * AREA_TILE_PX, south * AREA_TILE_PX];
}

/** protomaps-leaflet tells only the console of a file that it cannot read. */
function heard(url, told) {
  const file = fileAt(url);
  const note = keptLater(url);
  const getZxy = async (...asked) => {
    note(asked);
    try {
      const tile = await file.getZxy(...asked);
      told(true);
      return tile;
    } catch (error) {
      if (error.name !== "AbortError") told(false);
      throw error;
    }
  };
  return { getZxy };
}

const fileAt = (url) => new protomapsL.PmtilesSource(url, true).p;

/** On a browser's first visit, what was read before there was a service worker is read once more for the worker to keep; the browser has it still. */
function keptLater(url) {
  const worker = navigator.serviceWorker;
  if (!worker || worker.controller) return () => {};
  const seen = [];
  worker.addEventListener("controllerchange", () => {
    const file = fileAt(url);
    for (const [z, x, y] of seen.splice(0)) file.getZxy(z, x, y).catch(console.error); // nobody waits for it
  });
  return ([z, x, y]) => { if (!worker.controller) seen.push([z, x, y]); };
}
