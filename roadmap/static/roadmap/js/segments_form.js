/* Segments whose facts are set: those of a street or a district lie chosen on the map; a click takes one out or adds the one that was touched. */

import { token } from "./drawing.js";
import { createMap, padded } from "./map.js";
import { getJSON, RequestError, toldOf } from "./request.js";

const CLOSEST = 16;
const NOT_FOUND = 404;
const form = document.getElementById("facts");
const field = form.elements.segments;
const status = document.getElementById("chosen");
const map = createMap(document.getElementById("map"), { scroll: false });
const layer = map.layer();
const drawn = new Map();
const numbers = new Set(field.value.split(",").filter(Boolean).map(Number));

for (const feature of JSON.parse(document.getElementById("features").textContent)) draw(feature);
if (layer.box) map.fit(padded(layer.box, 0.2), { maxZoom: CLOSEST, animate: false });
map.on("click", add);

function draw({ id, title, geometry }) {
  const shape = layer.line(geometry.coordinates, { color: token("chosen"), weight: 6 }).explain(title);
  drawn.set(id, shape);
  shape.onClick(() => take(id));
}

function take(id) {
  drawn.get(id).remove();
  drawn.delete(id);
  numbers.delete(id);
  tell();
}

async function add([lon, lat]) {
  try {
    const feature = await getJSON(`${form.dataset.nearest}?lon=${lon}&lat=${lat}`);
    if (numbers.has(feature.id)) return;
    numbers.add(feature.id);
    draw(feature);
    tell();
  } catch (error) {
    status.textContent = error instanceof RequestError && error.status === NOT_FOUND ? form.dataset.wordsNone : toldOf(error);
  }
}

function tell() {
  field.value = [...numbers].join(",");
  status.textContent = form.dataset.wordsChosen.replace("0", numbers.size);
}
