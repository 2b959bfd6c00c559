/* The map of one step of the history: where the event was, pale and dashed, and where it is since then. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";

const CLOSEST = 17;

const { before, after } = JSON.parse(document.getElementById("shapes").textContent);
const map = createMap(document.getElementById("map"), { scroll: false });
const shapes = map.layer();
for (const shape of after) shapes.geometry(shape, { color: token("chosen"), weight: 6, opacity: 0.9, fillOpacity: 0.2, radius: 10 });
for (const shape of before) shapes.geometry(shape, { color: token("over"), weight: 4, opacity: 1, dashArray: "2 8", fillOpacity: 0.1, radius: 8 });
map.fit(padded(shapes.box, 0.2), { maxZoom: CLOSEST, animate: false });
