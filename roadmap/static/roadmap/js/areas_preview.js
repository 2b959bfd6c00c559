/* Borders of an uploaded file, each where it would come to lie. */

import { token } from "./drawing.js";
import { createMap, padded } from "./map.js";

const map = createMap(document.getElementById("map"), { scroll: false });
const layer = map.layer();
for (const { geometry } of JSON.parse(document.getElementById("features").textContent)) {
  layer.geometry(geometry, { color: token("brand"), weight: 2, fillOpacity: 0.12 });
}
if (layer.box) map.fit(padded(layer.box, 0.1), { animate: false });
