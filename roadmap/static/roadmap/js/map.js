/* A thin door to Leaflet: the map page, the event's page, the desk and the report form all make their maps here. */

/* global L */

import { baseLayer } from "./basemap.js";
import { PatternCanvas } from "./drawing.js";

const TOLERANCE_PX = 8; // a finger is wider than a line

/**
 * Makes a map in the element. Its data attributes say the rest: data-bounds “west,south,east,north” where it opens, data-reach how far it goes, data-basemap (empty
 * before an import), data-credit and data-credit-url, data-zoom-in and data-zoom-out (titles of the buttons).
 *
 * The map fires “basemapload” when the base map is first drawn.
 *
 * Options: `view` {zoom, center} instead of the bounds; `scroll: false` leaves the wheel to the page; Leaflet's own pass on.
 */
export function createMap(element, { view = null, scroll = true, ...options } = {}) {
  const { basemap, credit, creditUrl, zoomIn, zoomOut } = element.dataset;
  const bounds = boundsOf(element.dataset.bounds);
  const map = L.map(element, {
    zoomControl: false,
    scrollWheelZoom: scroll,
    minZoom: 8,
    maxZoom: 19,
    maxBounds: (boundsOf(element.dataset.reach) ?? bounds)?.pad(0.5),
    renderer: new PatternCanvas({ tolerance: TOLERANCE_PX, padding: 0.3 }),
    ...options,
  });
  map.attributionControl.setPrefix(false);
  if (credit) map.attributionControl.addAttribution(`<a href="${creditUrl}">${escaped(credit)}</a>`);
  L.control.zoom({ position: "bottomright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  if (view) map.setView(view.center, view.zoom);
  else map.fitBounds(bounds ?? L.latLngBounds([-60, -180], [75, 180]));
  if (basemap) baseLayer(basemap).once("load", () => map.fire("basemapload")).addTo(map);
  return map;
}

/** “west,south,east,north” → bounds, null for nothing. */
export function boundsOf(text) {
  const [west, south, east, north] = (text ?? "").split(",").map(Number);
  return Number.isFinite(north) ? L.latLngBounds([south, west], [north, east]) : null;
}

/** The visible box as the API takes it, a little wider so that small moves need no new answer. */
export function boxText(bounds) {
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((each) => each.toFixed(4)).join(",");
}

/** The phone's position, once: {lat, lon, accuracyM}; fails with `code` 1 (refused) or 2, 3 (not found). */
export function myPosition() {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) {
      failed({ code: 2 });
      return;
    }
    const take = ({ coords }) => found({ lat: coords.latitude, lon: coords.longitude, accuracyM: coords.accuracy });
    navigator.geolocation.getCurrentPosition(take, failed, { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 });
  });
}

export function escaped(text) {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
}
