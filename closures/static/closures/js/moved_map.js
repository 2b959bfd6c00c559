/* Maps of what moved: where the event and its way round were, pale and dashed, and where they are since then or would be.
   `data-moved` names the JSON. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";

const CLOSEST = 17;

function draw(element) {
  const { before, after, way_before: formerWay, way_after: way } = JSON.parse(document.getElementById(element.dataset.moved).textContent);
  const map = createMap(element, { scroll: false });
  const shapes = map.layer();
  for (const shape of after) shapes.geometry(shape, { color: token("chosen"), weight: 6, opacity: 0.9, fillOpacity: 0.2, radius: 10 });
  for (const shape of before) shapes.geometry(shape, { color: token("over"), weight: 4, opacity: 1, dashArray: "2 8", fillOpacity: 0.1, radius: 8 });
  for (const shape of formerWay) shapes.geometry(shape, { color: token("way-round"), weight: 3, opacity: 0.8, dashArray: "2 8" });
  for (const shape of way) shapes.way(shape);
  map.fit(padded(shapes.box, 0.2), { maxZoom: CLOSEST, animate: false });
}

/** Those of the page, or of a piece of it that came later. */
export function drawIn(part) {
  for (const element of part.querySelectorAll("[data-moved]")) draw(element);
}

drawIn(document);
