/* The small map of one event's page with all its phases, each as it stands now, and the button that hands its address on. */

import { around, createMap, padded } from "../../roadmap/js/map.js";
import { share } from "../../roadmap/js/share.js";
import { style } from "./styles.js";

const CLOSEST = 16;

const element = document.getElementById("map");
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const map = createMap(element, { scroll: false });
const drawing = json("drawing");
const layer = map.layer();
const shapes = json("features").map((feature) => layer.feature(feature, style(feature, drawing), element.dataset.signs));
map.fit(padded(around(shapes.map((shape) => shape.box)), 0.2), { maxZoom: CLOSEST, animate: false });

const button = document.querySelector("[data-share]");
button.hidden = false;
button.addEventListener("click", () => share(button, (words) => { document.getElementById("shared").textContent = words; }));
