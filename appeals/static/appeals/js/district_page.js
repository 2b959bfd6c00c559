/* The small map of a district: its border, and the works of the page's lists as they stand now. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";
import { style } from "../../closures/js/styles.js";

const element = document.getElementById("map");
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const map = createMap(element, { scroll: false });
const border = map.layer().geometry(json("outline"), { color: token("brand"), weight: 3, dashArray: "6 5", fillOpacity: 0.05 });
map.fit(padded(border.box, 0.03), { animate: false });

const drawings = json("drawings");
const works = map.layer();
for (const feature of json("features")) works.feature(feature, style(feature, drawings[feature.properties.kind]), element.dataset.signs);
works.arrange();
