/* The editor's map: shows the places of all stages, takes a drawing by mouse, finger or keyboard, and shows signals to choose. */

import { isOneWay } from "../../roadmap/js/arrows.js";
import { createMap, padded } from "../../roadmap/js/map.js";
import { token } from "../../roadmap/js/drawing.js";
import { Sketch } from "../../roadmap/js/sketch.js";

const SIGNALS_FROM_ZOOM = 12;

export class PlaceMap {
  /** `bar` is the row of buttons shown while drawing; its `p` says what to do. */
  constructor(element, { bar, onDrawn, onPick, onEnd, onSignal, findSignals }) {
    this.map = createMap(element);
    Object.assign(this, { bar, onEnd, onSignal, findSignals });
    this.places = this.map.layer();
    this.map.on("click", (point) => { // before the sketch, whose last click ends it
      if (!this.sketch.mode) onPick(point);
    });
    this.sketch = new Sketch(this.map, { onChange: () => this.showBar(), onDone: onDrawn });
    this.signals = this.map.layer();
    this.ends = this.map.layer();
    this.map.on("moveend", () => this.showSignals());
    bar.addEventListener("click", ({ target }) => {
      const what = target.closest("[data-draw]")?.dataset.draw;
      if (what) this.sketch[what]();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.stop();
    });
  }

  /** Places of all stages, GeoJSON geometries with their directions; the open one stands out. */
  show(places, current) {
    this.places.clear();
    places.forEach(({ geometry, direction }, number) => {
      if (!geometry) return;
      const color = token(number === current ? "chosen" : "over");
      const arrows = isOneWay(direction) && geometry.type.endsWith("LineString") && { direction, color };
      this.places.geometry(geometry, { color, weight: number === current ? 7 : 4, opacity: 0.85, fillOpacity: 0.15, radius: 10, arrows });
    });
  }

  /** What can be taken hold of: by the name of the end its place. */
  showEnds(ends) {
    this.ends.clear();
    for (const [end, point] of Object.entries(ends)) {
      this.ends.pin(point, { html: "", className: "stretch-end", size: [22, 22], anchor: [11, 11], onDrop: (at) => this.onEnd(end, at) });
    }
  }

  look() {
    const { box } = this.places;
    // Without animation: Leaflet forgets a flight that is asked for during another.
    if (box) this.map.fit(padded(box, 0.3), { maxZoom: 16, animate: false });
  }

  draw(mode, words) {
    this.bar.querySelector("p").textContent = words;
    this.sketch.start(mode);
  }

  /** While something is drawn a touch of whatever lies there sets a point; says whether it did. */
  sketches(point) {
    this.sketch.put(point);
    return Boolean(this.sketch.mode);
  }

  stop() {
    if (this.sketch.mode) this.sketch.stop();
  }

  showBar() {
    this.bar.hidden = !this.sketch.mode;
    this.bar.querySelector("[data-draw=finish]").disabled = !this.sketch.isEnough;
    this.bar.querySelector("[data-draw=undo]").disabled = !this.sketch.points.length;
  }

  /** `colour` is the token of the signals that may be chosen; null hides them. */
  watchSignals(colour) {
    this.signalColour = colour;
    if (colour && this.map.zoom < SIGNALS_FROM_ZOOM) this.map.zoom = SIGNALS_FROM_ZOOM; // comes back by “moveend”
    else this.showSignals();
  }

  async showSignals() {
    this.signals.clear();
    if (!this.signalColour || this.map.zoom < SIGNALS_FROM_ZOOM) return;
    const features = await this.findSignals(this.map.box);
    this.signals.clear();
    const style = { radius: this.map.zoom < 14 ? 6 : 9, color: "#fff", weight: 2, fillColor: token(this.signalColour), fillOpacity: 1 };
    for (const feature of features) {
      this.signals.dot(feature.geometry.coordinates, style).explain(feature.properties.name).onClick(() => this.onSignal(feature));
    }
  }
}
