/* The heat map of messages: a cell is the darker the more of them came from there. The table below says the same. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap } from "../../roadmap/js/map.js";

const FAINT = 0.12;
const STRONG = 0.75;

const { cells, step: [east, north] } = JSON.parse(document.getElementById("heat").textContent);
const map = createMap(document.getElementById("map"), { scroll: false });
const layer = map.layer();
const most = Math.max(...cells.map(([, , count]) => count));
const color = token("danger");
for (const [west, south, count] of cells) {
  const [right, top] = [west + east, south + north];
  const ring = [[west, south], [right, south], [right, top], [west, top], [west, south]];
  const fillOpacity = FAINT + (STRONG - FAINT) * Math.sqrt(count / most);
  layer.geometry({ type: "Polygon", coordinates: [ring] }, { color, weight: 0, fillOpacity });
}
