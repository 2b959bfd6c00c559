/* How the city's own base map is drawn. Its layers are made by roadmap/basemap.py; colours are tokens of base.css. */

/* global protomapsL */

import { paneOf } from "./drawing.js";

const LAST_DATA_ZOOM = 14;

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
  const rail = new protomapsL.LineSymbolizer({ color: color("rail"), width: (zoom) => (zoom < 13 ? 1 : 2), dash: [6, 3] });
  return [
    { ...area("green", "green"), filter: (zoom, feature) => !isLine(zoom, feature) },
    { ...area("water", "water"), filter: (zoom, feature) => !isLine(zoom, feature) },
    { dataLayer: "water", filter: isLine, symbolizer: river },
    { ...area("buildings", "building"), minzoom: 14 },
    { dataLayer: "railway", symbolizer: rail },
    ...roadRules(color),
  ];
}

/** An English page's map names streets as its texts do; a base map of the time before has the local names alone. */
const LABELS = document.documentElement.lang === "en" ? ["name_en", "name"] : ["name"];

function labelRules(color) {
  const family = getComputedStyle(document.body).fontFamily;
  const halo = { stroke: color("label-halo"), width: 3 };
  const isOf = (classes) => (zoom, feature) => classes.includes(feature.props.class);
  const street = (classes, minzoom, font) => ({
    dataLayer: "labels",
    minzoom,
    filter: isOf(classes),
    symbolizer: new protomapsL.LineLabelSymbolizer({
      labelProps: LABELS, fill: color("label"), font, position: protomapsL.LineLabelPlacement.Center, maxLabelChars: 60, repeatDistance: 500, ...halo,
    }),
  });
  const water = new protomapsL.CenteredTextSymbolizer({
    labelProps: LABELS, fill: color("water-label"), font: `italic 500 13px ${family}`, ...halo,
  });
  return [
    street(["motorway", "trunk", "primary"], 11, `600 13px ${family}`),
    street(["secondary"], 12, `600 12.5px ${family}`),
    { dataLayer: "water", minzoom: 12, symbolizer: water },
    street(["tertiary"], 13, `500 12px ${family}`),
    street(["unclassified", "residential", "living_street", "road"], 14, `500 12px ${family}`),
  ];
}

/**
 * Lays the base map under everything. The map fires “ground” when it is first drawn, “names” whenever all names in sight are; `told`
 * hears whether its file can be read, and that it cannot where the script that draws it did not come. Answers with a function that
 * says whether a name is written in a box of the world's pixels at that zoom.
 */
export function drawGround(map, url, told) {
  if (!globalThis.protomapsL) {
    told(false);
    return () => false;
  }
  const color = palette();
  const options = { url: heard(url, told), maxDataZoom: LAST_DATA_ZOOM, attribution: "", tileDelay: 1 };
  const ground = protomapsL.leafletLayer({ ...options, backgroundColor: color("ground"), paintRules: paintRules(color) });
  ground.once("load", () => map.fire("ground")).addTo(map);
  const names = namesOf(map, ground, { ...options, labelRules: labelRules(color) });
  names.on("load", () => map.fire("names")).addTo(map);
  return (zoom, box) => names.labelers.getIndex(zoom)?.bboxCollides(box, Infinity) ?? false;
}

/** Names lie over the lines of what happens, so that those of shut streets can be read; both layers read each tile once. */
function namesOf(map, ground, options) {
  const names = protomapsL.leafletLayer({ ...options, pane: paneOf(map, "names", 450) });
  names.views = ground.views;
  return names;
}

/** protomaps-leaflet tells only the console of a file that it cannot read. */
function heard(url, told) {
  const { p: file } = new protomapsL.PmtilesSource(url, true);
  const getZxy = async (...asked) => {
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
