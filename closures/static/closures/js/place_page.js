/* The small map of a street, a crossing or a part of a street, with what the page's lists tell as it stands now. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";
import { style } from "./styles.js";

const CLOSEST = 17;

const element = document.getElementById("map");
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const map = createMap(element, { scroll: false });
const place = map.layer().geometry(json("outline"), { color: token("brand"), weight: 10, opacity: 0.35, lineCap: "butt" });
map.fit(padded(place.box, 0.1), { maxZoom: CLOSEST, animate: false });

const drawings = json("drawings");
const events = map.layer();
for (const feature of json("features")) events.feature(feature, style(feature, drawings[feature.properties.kind]), element.dataset.signs);
events.arrange();
