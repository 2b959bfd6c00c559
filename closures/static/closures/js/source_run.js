/* The map of a file of others' works: the rows of this page, each where it would come to lie; a click leads to its row. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";

const CLOSEST = 16;
const STYLES = {
  created: { color: "brand" },
  updated: { color: "brand", dashArray: "6 5" },
  kept: { color: "chosen", dashArray: "2 5" },
};
const OTHER = { color: "over", dashArray: "1 6" };

const element = document.getElementById("map");
const map = createMap(element, { scroll: false });
const shapes = map.layer();
for (const row of JSON.parse(document.getElementById("features").textContent)) draw(row);
map.fit(padded(shapes.box, 0.2), { maxZoom: CLOSEST, animate: false });

function draw({ number, outcome, title, geometry }) {
  const { color, dashArray } = STYLES[outcome] ?? OTHER;
  shapes.geometry(geometry, { color: token(color), weight: 4, dashArray, fillOpacity: 0.15 });
  const dot = { radius: 7, color: "#fff", weight: 2, fillColor: token(color), fillOpacity: 1 };
  shapes.dot(firstPoint(geometry.coordinates), dot).explain(title).onClick(() => lead(number));
}

/** Of a shape of whatever depth. */
function firstPoint(coordinates) {
  return typeof coordinates[0] === "number" ? coordinates : firstPoint(coordinates[0]);
}

function lead(number) {
  const row = document.getElementById(`row-${number}`);
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}
