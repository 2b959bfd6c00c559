/* The small map of a story's place. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap } from "../../roadmap/js/map.js";

const CLOSE = 15;

const element = document.getElementById("map");
const { coordinates: [lon, lat] } = JSON.parse(document.getElementById("place").textContent);
const map = createMap(element, { scroll: false });
map.fit([lon, lat, lon, lat], { maxZoom: CLOSE, animate: false });
map.layer().dot([lon, lat], { radius: 9, color: token("map-label-halo"), weight: 3, fillColor: token("chosen"), fillOpacity: 1 });
