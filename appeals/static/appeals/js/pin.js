/* One pin on a map: put by a tap, moved by dragging, never outside the city without saying so. */

/* global L */

import { createMap } from "../../roadmap/js/map.js";

const NEAR_ZOOM = 16;

export class PinMap {
  /** `onMove({lon, lat})` hears every new place of the pin. */
  constructor(element, { onMove, view = null }) {
    this.element = element;
    this.onMove = onMove;
    this.map = createMap(element, { view, scroll: false });
    this.map.on("click", ({ latlng }) => this.put(latlng.lng, latlng.lat, { isTold: true }));
    // The wheel is the page's until the map was touched once.
    this.map.on("focus click", () => this.map.scrollWheelZoom.enable());
  }

  /** Puts the pin; `isTold` says so to the listener, `near` brings the map to it. */
  put(lon, lat, { isTold = false, near = false } = {}) {
    if (!this.pin) this.make(lon, lat);
    else this.pin.setLatLng([lat, lon]);
    if (near) this.map.setView([lat, lon], Math.max(NEAR_ZOOM, this.map.getZoom()), { animate: false });
    if (isTold) this.onMove({ lon, lat });
  }

  make(lon, lat) {
    const icon = L.divIcon({ className: "pin", html: PIN, iconSize: [36, 44], iconAnchor: [18, 42] });
    this.pin = L.marker([lat, lon], { icon, draggable: true, autoPan: true, keyboard: false }).addTo(this.map);
    this.pin.on("dragend", () => {
      const { lng, lat: newLat } = this.pin.getLatLng();
      this.onMove({ lon: lng, lat: newLat });
    });
  }

  /** A ring of the phone's error around its position. */
  showAccuracy(lon, lat, accuracyM) {
    this.ring?.remove();
    const style = { radius: accuracyM, weight: 1, color: "#1763d6", fillOpacity: 0.1, interactive: false };
    this.ring = L.circle([lat, lon], style).addTo(this.map);
  }

  /** A thin line from the pin to the place on the road. */
  showSnapped(point) {
    this.thread?.remove();
    this.thread = null;
    if (!point || !this.pin) return;
    const { lat, lng } = this.pin.getLatLng();
    const [lon, roadLat] = point;
    this.thread = L.layerGroup([
      L.polyline([[lat, lng], [roadLat, lon]], { color: "#0f4c5c", weight: 2, dashArray: "4 4", interactive: false }),
      L.circleMarker([roadLat, lon], { radius: 6, color: "#ffffff", weight: 2, fillColor: "#0f4c5c", fillOpacity: 1, interactive: false }),
    ]).addTo(this.map);
  }
}

const PIN = `<svg viewBox="0 0 36 44" width="36" height="44" aria-hidden="true"><path d="M18 42C12 32 4 26 4 16a14 14 0 0 1 28 0c0 10-8 16-14 26z" fill="#0b6e66" stroke="#ffffff" stroke-width="2.5"/><circle cx="18" cy="16" r="5.5" fill="#ffffff"/></svg>`;
