/* The small map of one event's page, and the button that hands its address on. */

import { createMap, padded } from "../../roadmap/js/map.js";
import { share } from "../../roadmap/js/share.js";
import { style } from "./styles.js";

const CLOSEST = 16;

const element = document.getElementById("map");
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const feature = json("feature");
const map = createMap(element, { scroll: false });
const shape = map.layer().feature(feature, style(feature, json("drawing")), element.dataset.signs);
map.fit(padded(shape.box, 0.2), { maxZoom: CLOSEST, animate: false });

const button = document.querySelector("[data-share]");
button.hidden = false;
button.addEventListener("click", () => share(button, (words) => { document.getElementById("shared").textContent = words; }));
