/* The small map of one event's page. */

import { drawFeature } from "../../roadmap/js/drawing.js";
import { createMap } from "../../roadmap/js/map.js";
import { styles } from "./styles.js";

const CLOSEST = 16;

const element = document.getElementById("map");
const feature = JSON.parse(document.getElementById("feature").textContent);
const map = createMap(element, { scroll: false });
const shape = drawFeature(feature, styles[feature.properties.kind](feature), element.dataset.icons).addTo(map);
map.fitBounds(shape.getBounds().pad(0.2), { maxZoom: CLOSEST, animate: false });
