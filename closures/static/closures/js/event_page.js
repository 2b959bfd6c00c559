/* The small map of one event's page with all its phases, each as it stands now, and the button that hands its address on. */

import { around, createMap, padded } from "../../roadmap/js/map.js";
import { isOutdated, toldOf } from "../../roadmap/js/request.js";
import { share } from "../../roadmap/js/share.js";
import { WayRound } from "../../roadmap/js/way.js";
import { style } from "./styles.js";

const CLOSEST = 16;

const element = document.getElementById("map");
const shared = document.getElementById("shared"); // a line for the reader
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const map = createMap(element, { scroll: false });
const drawing = json("drawing");
const layer = map.layer();
const features = json("features");
const shapes = features.map((feature) => layer.feature(feature, style(feature, drawing), element.dataset.signs));
map.spare(features.map(({ geometry }) => geometry));
const boxes = shapes.map((shape) => shape.box);
const way = new WayRound(map);
look();
way.show(element.dataset.way).then(look, (error) => { if (!isOutdated(error)) shared.textContent = toldOf(error); });

/** All of it, and the way round where there is one. */
function look() {
  map.fit(padded(around(way.box ? [...boxes, way.box] : boxes), 0.1), { maxZoom: CLOSEST, animate: false });
}

const button = document.querySelector("[data-share]");
button.hidden = false;
button.addEventListener("click", () => share(button, (words) => { shared.textContent = words; }));
