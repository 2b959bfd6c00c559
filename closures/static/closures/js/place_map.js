/* The editor's map: shows the places of all stages, takes a drawing by mouse or finger, and shows signals to choose. */

/* global L */

import { createMap } from "../../roadmap/js/map.js";
import { token } from "../../roadmap/js/drawing.js";

const SIGNALS_FROM_ZOOM = 12;
const LEAST_POINTS = { line: 2, area: 3 };
const SAME_POINT_PX = 14;

export class PlaceMap {
  /** `bar` is the row of buttons shown while drawing; its `p` says what to do. */
  constructor(element, { bar, onDrawn, onSignal, findSignals }) {
    this.map = createMap(element);
    Object.assign(this, { bar, onDrawn, onSignal, findSignals, points: [], mode: "" });
    this.places = L.featureGroup().addTo(this.map);
    this.draft = L.featureGroup().addTo(this.map);
    this.signals = L.layerGroup().addTo(this.map);
    this.map.on("click", (event) => this.onClick(event));
    this.map.on("moveend", () => this.showSignals());
    this.map.on("mousemove", ({ latlng }) => this.lead(latlng));
    bar.addEventListener("click", ({ target }) => {
      const what = target.closest("[data-draw]")?.dataset.draw;
      if (what) this[what]();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.mode) this.stop();
    });
  }

  /** GeoJSON geometries of the stages; the current one stands out. */
  show(geometries, current) {
    this.places.clearLayers();
    geometries.forEach((geometry, number) => {
      if (!geometry) return;
      const color = token(number === current ? "kind-closure" : "over");
      const style = { color, weight: number === current ? 7 : 4, opacity: 0.85, fillOpacity: 0.15 };
      const marker = (_feature, latlng) => L.circleMarker(latlng, { ...style, radius: 10 });
      L.geoJSON(geometry, { style, pointToLayer: marker, interactive: false }).addTo(this.places);
    });
  }

  look() {
    const bounds = this.places.getBounds();
    // Without animation: Leaflet forgets a flight that is asked for during another.
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.3), { maxZoom: 16, animate: false });
  }

  /** “line” or “area”: clicks set points; the last one clicked again, or the button, ends it. */
  draw(mode, words) {
    this.mode = mode;
    this.points = [];
    this.redraw();
    this.bar.querySelector("p").textContent = words;
    this.bar.hidden = false;
    this.map.getContainer().style.cursor = "crosshair";
    this.map.doubleClickZoom.disable();
  }

  undo() {
    this.points.pop();
    this.redraw();
  }

  stop() {
    this.mode = "";
    this.points = [];
    this.draft.clearLayers();
    this.bar.hidden = true;
    this.map.getContainer().style.cursor = "";
    this.map.doubleClickZoom.enable();
  }

  onClick({ latlng }) {
    if (!this.mode) return;
    const last = this.points.at(-1);
    const isLast = last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(latlng)) < SAME_POINT_PX;
    if (!isLast) {
      this.points.push(latlng);
      this.redraw();
    } else if (this.isEnough) {
      this.finish();
    }
  }

  get isEnough() {
    return this.points.length >= LEAST_POINTS[this.mode];
  }

  /** A thread from the last point to the mouse: where the next click would lead. */
  lead(latlng) {
    this.thread?.remove();
    if (!this.mode || !this.points.length) return;
    const style = { color: token("focus"), weight: 2, dashArray: "2 6", interactive: false };
    this.thread = L.polyline([this.points.at(-1), latlng], style).addTo(this.draft);
  }

  redraw() {
    this.draft.clearLayers();
    this.bar.querySelector("[data-draw=finish]").disabled = !this.isEnough;
    this.bar.querySelector("[data-draw=undo]").disabled = !this.points.length;
    const style = { color: token("focus"), weight: 4, dashArray: "6 6", interactive: false };
    const shape = this.mode === "area" ? L.polygon(this.points, style) : L.polyline(this.points, style);
    shape.addTo(this.draft);
    for (const point of this.points) L.circleMarker(point, { radius: 6, color: token("focus"), fillOpacity: 1, interactive: false }).addTo(this.draft);
  }

  finish() {
    const ring = this.points.map(({ lng, lat }) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))]);
    const geometry =
      this.mode === "area"
        ? { type: "Polygon", coordinates: [[...ring, ring[0]]] }
        : { type: "LineString", coordinates: ring };
    this.stop();
    this.onDrawn(geometry);
  }

  watchSignals(isWatching) {
    this.isWatching = isWatching;
    if (isWatching && this.map.getZoom() < SIGNALS_FROM_ZOOM) this.map.setZoom(SIGNALS_FROM_ZOOM); // comes back by “moveend”
    else this.showSignals();
  }

  async showSignals() {
    this.signals.clearLayers();
    if (!this.isWatching || this.map.getZoom() < SIGNALS_FROM_ZOOM) return;
    const features = await this.findSignals(this.map.getBounds());
    this.signals.clearLayers();
    for (const feature of features) {
      const [lon, lat] = feature.geometry.coordinates;
      const style = { radius: this.map.getZoom() < 14 ? 6 : 9, color: "#fff", weight: 2, fillColor: token("kind-signal-outage"), fillOpacity: 1 };
      L.circleMarker([lat, lon], style)
        .bindTooltip(feature.properties.name)
        .on("click", () => this.onSignal(feature))
        .addTo(this.signals);
    }
  }
}
