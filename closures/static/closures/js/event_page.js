/* The small map of one event's page. */

import { createMap, padded } from "../../roadmap/js/map.js";
import { styles } from "./styles.js";

const CLOSEST = 16;

const element = document.getElementById("map");
const feature = JSON.parse(document.getElementById("feature").textContent);
const map = createMap(element, { scroll: false });
const shape = map.layer().feature(feature, styles[feature.properties.kind](feature), element.dataset.icons);
map.fit(padded(shape.box, 0.2), { maxZoom: CLOSEST, animate: false });
