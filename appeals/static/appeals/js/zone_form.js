/* A zone of responsibility: each press on the map adds a corner as a line of the form, and the lines are drawn. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";

const DIGITS = 5; // a metre
const PAIR = /^\s*(-?\d{1,3}(?:\.\d+)?)(?:\s*[,;]\s*|\s+)(-?\d{1,3}(?:\.\d+)?)\s*$/; // as the form reads it: latitude first
const field = document.getElementById("zone").elements.corners;
const map = createMap(document.getElementById("map"), { scroll: false });
const layer = map.layer();

function corners() {
  const read = field.value.split("\n").map((line) => line.match(PAIR)).filter(Boolean);
  return read.map(([, lat, lon]) => [Number(lon), Number(lat)]);
}

function draw() {
  layer.clear();
  const ring = corners();
  const look = { color: token("brand"), weight: 2, fillOpacity: 0.12 };
  for (const corner of ring) layer.dot(corner, { ...look, radius: 5, fillOpacity: 1 });
  if (ring.length >= 3) layer.geometry({ type: "Polygon", coordinates: [[...ring, ring[0]]] }, look);
  else if (ring.length === 2) layer.line(ring, look);
}

map.on("click", ([lon, lat]) => {
  const before = field.value.trimEnd();
  field.value = `${before}${before ? "\n" : ""}${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;
  draw();
});
field.addEventListener("input", draw);

draw();
if (layer.box) map.fit(padded(layer.box, 0.1), { animate: false });
