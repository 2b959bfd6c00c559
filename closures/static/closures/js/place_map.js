/* The editor's map: shows the places of all stages, takes a drawing, and shows signals to click. */

/* global L */

import { createMap } from "../../roadmap/js/map.js";
import { token } from "../../roadmap/js/drawing.js";

const SIGNALS_FROM_ZOOM = 13;

export class PlaceMap {
  constructor(element, { onDrawn, onSignal, findSignals }) {
    this.map = createMap(element);
    Object.assign(this, { onDrawn, onSignal, findSignals, points: [], mode: "" });
    this.places = L.featureGroup().addTo(this.map);
    this.draft = L.featureGroup().addTo(this.map);
    this.signals = L.layerGroup().addTo(this.map);
    this.map.on("click", (event) => this.onClick(event));
    this.map.on("moveend", () => this.showSignals());
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
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.6), { maxZoom: 16 });
  }

  /** “line” or “area”: clicks set points until the last one is clicked again. */
  draw(mode) {
    this.mode = mode;
    this.points = [];
    this.draft.clearLayers();
    this.map.getContainer().style.cursor = "crosshair";
    this.map.doubleClickZoom.disable();
  }

  stop() {
    this.mode = "";
    this.points = [];
    this.draft.clearLayers();
    this.map.getContainer().style.cursor = "";
    this.map.doubleClickZoom.enable();
  }

  onClick({ latlng }) {
    if (!this.mode) return;
    const last = this.points.at(-1);
    const isLast = last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(latlng)) < 12;
    if (!isLast) {
      this.points.push(latlng);
      this.redraw();
    } else if (this.points.length >= (this.mode === "area" ? 3 : 2)) {
      this.finish();
    }
  }

  redraw() {
    this.draft.clearLayers();
    const style = { color: token("focus"), weight: 4, dashArray: "6 6" };
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
    this.showSignals();
  }

  async showSignals() {
    this.signals.clearLayers();
    if (!this.isWatching || this.map.getZoom() < SIGNALS_FROM_ZOOM) return;
    const features = await this.findSignals(this.map.getBounds());
    this.signals.clearLayers();
    for (const feature of features) {
      const [lon, lat] = feature.geometry.coordinates;
      const style = { radius: 9, color: "#fff", weight: 2, fillColor: token("kind-signal-outage"), fillOpacity: 1 };
      L.circleMarker([lat, lon], style)
        .bindTooltip(feature.properties.name)
        .on("click", () => this.onSignal(feature))
        .addTo(this.signals);
    }
  }
}
