/* Who answers here? A press on the map fills the place and asks; zones of the page are drawn below the pin. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap, padded } from "../../roadmap/js/map.js";
import { PIN } from "../../roadmap/js/pin.js";

const NEAR_ZOOM = 14;
const DIGITS = 5; // a metre
const form = document.getElementById("case");
const field = form.elements.place;
const map = createMap(document.getElementById("map"), { scroll: false });

function drawZones() {
  const zones = document.getElementById("zones");
  if (!zones) return;
  const layer = map.layer();
  for (const { outline, is_chosen } of JSON.parse(zones.textContent)) {
    const look = { weight: is_chosen ? 4 : 2, fillOpacity: is_chosen ? 0.2 : 0.06, interactive: false };
    layer.geometry(outline, { ...look, color: token("brand") });
  }
  if (layer.box && !form.dataset.pin) map.fit(padded(layer.box, 0.03), { animate: false });
}

drawZones();
const [lat, lon] = (form.dataset.pin ?? field.value).split(",").map(Number);
if (Number.isFinite(lat) && Number.isFinite(lon)) {
  map.layer().pin([lon, lat], { ...PIN, onDrop: ask });
  map.show([lon, lat], Math.max(NEAR_ZOOM, map.zoom), { animate: false });
}
map.on("click", ask);

function ask([newLon, newLat]) {
  field.value = `${newLat.toFixed(DIGITS)}, ${newLon.toFixed(DIGITS)}`;
  form.requestSubmit();
}
