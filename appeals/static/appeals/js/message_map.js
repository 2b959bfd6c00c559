/* The small map of the secret page: where the message is. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap } from "../../roadmap/js/map.js";

const ZOOM = 16;

const element = document.getElementById("message-map");
const point = [Number(element.dataset.lon), Number(element.dataset.lat)];
const map = createMap(element, { view: { center: point, zoom: ZOOM }, scroll: false });
map.layer().dot(point, { radius: 9, color: "#ffffff", weight: 3, fillColor: token("brand"), fillOpacity: 1, interactive: false });
const { stretch } = element.dataset;
if (stretch) map.layer().geometry(JSON.parse(stretch), { color: token("brand"), weight: 7, opacity: 0.75 });
