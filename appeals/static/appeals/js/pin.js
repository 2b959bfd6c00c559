/* One pin on a map: put by a tap, moved by dragging, never outside the city without saying so. */

import { token } from "../../roadmap/js/drawing.js";
import { createMap } from "../../roadmap/js/map.js";
import { PIN } from "../../roadmap/js/pin.js";

const NEAR_ZOOM = 16;
const STREET_ZOOM = 14;
const RING = { weight: 1, fillOpacity: 0.1, interactive: false };
const THREAD = { color: "#0f4c5c", weight: 2, dashArray: "4 4", interactive: false };
const FOOT = { radius: 6, color: "#ffffff", weight: 2, fillColor: "#0f4c5c", fillOpacity: 1, interactive: false };

export class PinMap {
  /** `onMove({lon, lat})` hears every new place of the pin. */
  constructor(element, { onMove, view = null }) {
    this.element = element;
    this.onMove = onMove;
    this.map = createMap(element, { view, scroll: false });
    this.accuracy = this.map.layer();
    this.thread = this.map.layer();
    this.stretch = this.map.layer();
    this.near = this.map.layer();
    this.pins = this.map.layer();
    this.map.on("click", ([lon, lat]) => (this.onEnd ? this.onEnd({ lon, lat }) : this.put(lon, lat, { isTold: true })));
  }

  /** Puts the pin; `isTold` says so to the listener, `near` brings the map to it. */
  put(lon, lat, { isTold = false, near = false } = {}) {
    if (!this.pin) this.make(lon, lat);
    else this.pin.moveTo([lon, lat]);
    if (near) this.map.show([lon, lat], Math.max(NEAR_ZOOM, this.map.zoom), { animate: false });
    if (isTold) this.onMove({ lon, lat });
  }

  /** Takes the pin away, with all that was drawn around it. */
  lift() {
    for (const layer of [this.pins, this.thread, this.accuracy, this.stretch, this.near]) layer.clear();
    this.pin = null;
  }

  /** Brings the place into sight without a pin. */
  look(lon, lat) {
    this.map.show([lon, lat], Math.max(STREET_ZOOM, this.map.zoom), { animate: false });
  }

  make(lon, lat) {
    const onDrop = ([newLon, newLat]) => this.onMove({ lon: newLon, lat: newLat });
    this.pin = this.pins.pin([lon, lat], { ...PIN, onDrop });
  }

  /** A ring of the phone's error around its position. */
  showAccuracy(lon, lat, accuracyM) {
    this.accuracy.clear();
    this.accuracy.circle([lon, lat], { ...RING, color: token("focus"), radius: accuracyM });
  }

  /** The next tap is the other end of a stretch, heard by `onEnd({lon, lat})`; with null taps put the pin again. */
  askEnd(onEnd) {
    this.onEnd = onEnd;
  }

  /** The stretch that was understood, GeoJSON; null takes it away. */
  showStretch(geometry) {
    this.stretch.clear();
    if (geometry) this.stretch.geometry(geometry, { color: token("brand"), weight: 7, opacity: 0.75 });
  }

  /** Earlier messages around the pin; a touch opens the page on which one joins. */
  showNear(messages) {
    this.near.clear();
    const style = { ...FOOT, radius: 8, fillColor: token("kind-appeal") };
    for (const { point, words, url } of messages) this.near.dot(point, style).explain(words).onClick(() => window.open(url, "_blank", "noopener"));
  }

  /** A thin line from the pin to the place on the road. */
  showSnapped(point) {
    this.thread.clear();
    if (!point || !this.pin) return;
    this.thread.line([this.pin.point, point], THREAD);
    this.thread.dot(point, FOOT);
  }
}
