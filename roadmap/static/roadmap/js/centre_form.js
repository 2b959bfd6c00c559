/* The centre of the city: a press on the map or a drag of the pin fills the field, and what is typed there moves the pin. */

import { createMap } from "./map.js";
import { PIN } from "./pin.js";

const NEAR_ZOOM = 14;
const DIGITS = 5; // a metre
const PAIR = /^\s*(-?\d{1,3}(?:\.\d+)?)(?:\s*[,;]\s*|\s+)(-?\d{1,3}(?:\.\d+)?)\s*$/; // as the form reads it: latitude first
const field = document.getElementById("centre").elements.centre;
const map = createMap(document.getElementById("map"), { scroll: false });
const layer = map.layer();
let pin = null;

function put(point) {
  if (pin) pin.moveTo(point);
  else pin = layer.pin(point, { ...PIN, onDrop: tell });
}

function tell([lon, lat]) {
  field.value = `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;
}

/** Nothing where it is no place: the server says why. */
function typed() {
  const [, lat, lon] = field.value.match(PAIR) ?? [];
  return lat === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180 ? null : [Number(lon), Number(lat)];
}

function show() {
  const point = typed();
  if (!point) return;
  put(point);
  map.show(point, Math.max(NEAR_ZOOM, map.zoom), { animate: false });
}

map.on("click", (point) => {
  put(point);
  tell(point);
});
field.addEventListener("change", show);

show();
