/* The page of a trip: its way on the map with what lies along it and the ways round; both ends by words as one types, by a tap, or by
   the phone's position. Without this script the form and the answer in words are whole. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";
import { myPosition } from "../../roadmap/js/position.js";
import { PlaceSearch } from "../../roadmap/js/place_search.js";
import { style } from "./styles.js";

const CLOSEST = 16;
const PLACE_ZOOM = 15;

for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;

const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const element = document.getElementById("map");
const map = createMap(element, { scroll: false });
drawAnswer();

const form = document.getElementById("trip-form");

/** The ways round below, the trip above them, what is shut on top. */
function drawAnswer() {
  const way = json("way");
  if (!way) return;
  const layer = map.layer();
  const round = { color: token("trip-round"), weight: 5, dashArray: "10 8", opacity: 0.95 };
  for (const geometry of json("rounds")) {
    layer.geometry(geometry, { color: token("map-label-halo"), weight: 8, opacity: 0.9 });
    layer.geometry(geometry, round);
  }
  layer.geometry(way, { color: token("map-label-halo"), weight: 10, opacity: 0.9 });
  layer.geometry(way, { color: token("trip"), weight: 6, opacity: 0.9, arrows: { direction: "forward", color: token("trip") } });
  const [start, end] = [way.coordinates[0], way.coordinates.at(-1)];
  layer.letter(start, "A", "trip-mark");
  layer.letter(end, "B", "trip-mark");
  const box = layer.box;
  const drawings = json("drawings");
  const events = map.layer();
  for (const feature of json("features")) events.feature(feature, style(feature, drawings[feature.properties.kind]), element.dataset.signs);
  events.arrange();
  map.fit(padded(box, 0.1), { maxZoom: CLOSEST, animate: false });
}

function fillByHand() {
  const ends = new Map([...form.querySelectorAll("[data-end]")].map((box) => [box.dataset.end, new End(box)]));
  const [start, end] = ends.values();
  map.on("click", ([lon, lat]) => {
    const next = start.words ? end : start;
    next.take(lon, lat);
  });
  document.getElementById("locate").addEventListener("click", () => locate(start));
}

/** One end: its search box, and its mark on the map. */
class End {
  constructor(box) {
    const search = box.querySelector("[data-places]");
    this.mark = map.layer();
    this.search = new PlaceSearch(search, { onChoose: ({ point }) => this.show(point), onEmpty: () => this.mark.clear() });
    this.input = this.search.input;
  }

  get words() {
    return this.input.value.trim();
  }

  /** As the server reads coordinates: latitude first. */
  take(lon, lat) {
    this.input.value = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    this.show([lon, lat], { isNear: false });
  }

  show(point, { isNear = true } = {}) {
    this.mark.clear();
    if (!point) return;
    this.mark.dot(point, { radius: 9, color: "#ffffff", weight: 3, fillColor: token("trip"), fillOpacity: 1, interactive: false });
    if (isNear) map.show(point, Math.max(PLACE_ZOOM, map.zoom), { animate: false });
  }
}

async function locate(start) {
  const said = document.getElementById("position-said");
  const { wordsInsecure, wordsLooking, wordsRefused, wordsUnknown } = said.dataset;
  if (!isSecureContext) {
    said.textContent = wordsInsecure;
    return;
  }
  said.textContent = wordsLooking;
  try {
    const { lon, lat } = await myPosition();
    said.textContent = "";
    start.take(lon, lat);
    start.show([lon, lat]);
  } catch ({ code }) {
    said.textContent = code === 1 ? wordsRefused : wordsUnknown;
  }
}

if (form) fillByHand();
