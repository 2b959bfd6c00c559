/* What happens, seen from afar: the database's vector tiles hold no more than a screen shows (roadmap/tiles.py). */

/* global protomapsL */

import { getBytes } from "./request.js";

const TILE_PX = 512; // on the screen: a tile of a zoom less, a quarter as many
const CELL_PX = 32; // one sign each

const ENGLISH = "_en"; // what is told in English stands beside the other
const isEnglish = document.documentElement.lang === "en";

/** protomaps-leaflet reads them as it reads the ground's. */
export const canReadTiles = () => Boolean(globalThis.protomapsL);

/**
 * What lies in the box, as features: `lines` of streets and outlines of areas, cut at the tiles' borders, and `signs`, each a point that
 * stands for all of its `cell`, a box in a `column` and a `row`. `address` has {z}, {x} and {y}.
 */
export async function fetchTiles(address, query, { box, zoom }, signal) {
  const read = (tile) => readTile(`${placed(address, tile)}?${query}`, tile, signal);
  const found = await Promise.all(tilesOver(box, Math.max(0, zoom - 1)).map(read));
  return { lines: found.flatMap(({ lines }) => lines), signs: found.flatMap(({ signs }) => signs) };
}

/** Columns go on beyond the 180th meridian, as the map does. */
function tilesOver([west, south, east, north], z) {
  const [left, top] = columnAndRow([west, north], z);
  const [right, bottom] = columnAndRow([east, south], z);
  const tiles = [];
  for (let x = left; x <= right; x += 1) for (let y = Math.max(0, top); y <= Math.min(2 ** z - 1, bottom); y += 1) tiles.push({ z, x, y });
  return tiles;
}

function columnAndRow([lon, lat], z) {
  const down = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  return [((lon + 180) / 360) * 2 ** z, down * 2 ** z].map(Math.floor);
}

const wrapped = (x, z) => ((x % 2 ** z) + 2 ** z) % 2 ** z;

const placed = (address, { z, x, y }) => address.replace("{z}", z).replace("{x}", wrapped(x, z)).replace("{y}", y);

async function readTile(url, tile, signal) {
  const getZxy = async () => ({ data: await getBytes(url, { signal }) });
  const layers = await new protomapsL.PmtilesSource({ getZxy }, false).get(tile, TILE_PX);
  const pointOf = ({ x, y }) => onGlobe(tile, x, y);
  const lines = (layers.get("lines") ?? []).map(({ geom, geomType, props }) => lineOf(geom.map((line) => line.map(pointOf)), geomType, props));
  const signs = (layers.get("signs") ?? []).map(({ geom: [[at]], props }) => ({ ...signOf(pointOf(at), props), ...cellAround(tile, at) }));
  return { lines, signs };
}

/** Pixels of a tile as degrees. */
function onGlobe({ z, x, y }, right, down) {
  const [column, row] = [(x + right / TILE_PX) / 2 ** z, (y + down / TILE_PX) / 2 ** z];
  return [column * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * row))) * 180) / Math.PI];
}

/** The box of the cell, and its place among all of that zoom. */
function cellAround(tile, { x, y }) {
  const [right, down] = [x, y].map((each) => Math.floor(each / CELL_PX));
  const [left, top] = [right * CELL_PX, down * CELL_PX];
  const [[west, south], [east, north]] = [onGlobe(tile, left, top + CELL_PX), onGlobe(tile, left + CELL_PX, top)];
  return { cell: [west, south, east, north], column: (tile.x * TILE_PX) / CELL_PX + right, row: (tile.y * TILE_PX) / CELL_PX + down };
}

/** Rings of an area are told from lines by its type. */
function lineOf(coordinates, geomType, props) {
  const geometry = geomType === protomapsL.GeomType.Polygon ? { type: "Polygon", coordinates } : { type: "MultiLineString", coordinates };
  return { type: "Feature", id: idOf(props), geometry, properties: told(props) };
}

/** `ids` are those of all in the cell where they are few. */
function signOf(coordinates, { count, events, ids = events, ...props }) {
  const all = ids ? ids.split(",") : [];
  const geometry = { type: "Point", coordinates };
  return { type: "Feature", id: idOf(props) ?? all[0], ids: all, count, geometry, properties: told(props) };
}

const idOf = ({ event, phase }) => event && `${event}.${phase}`;

/** As the lists' features have them: tiles know neither lists nor moments. */
function told({ vehicle_classes: classes, starts, ends, ...props }) {
  const names = Object.keys(props).filter((name) => isEnglish && name.endsWith(ENGLISH) && props[name]);
  const english = Object.fromEntries(names.map((name) => [name.slice(0, -ENGLISH.length), props[name]]));
  return { ...props, ...english, vehicle_classes: classes ? classes.split(",") : [], start: momentOf(starts), end: momentOf(ends) };
}

const momentOf = (seconds) => (seconds === undefined ? null : new Date(seconds * 1000).toISOString());
