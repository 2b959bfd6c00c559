/* A line or an area drawn on our map, point after point: by mouse, by finger, or by keyboard, where the arrows move the map and Enter
   sets a point in its middle. The last point set again ends it. */

import { token } from "./drawing.js";

const LEAST_POINTS = { line: 2, area: 3 };
const SAME_POINT_PX = 14; // a finger hits its own point again

export class Sketch {
  /** `onChange()` hears every new state, `onDone(geometry)` the GeoJSON at the end. */
  constructor(map, { onChange, onDone }) {
    Object.assign(this, { map, onChange, onDone, mode: "", points: [] });
    this.drawn = map.layer();
    this.lead = map.layer();
    map.on("click", (point) => this.put(point));
    map.on("mousemove", (point) => this.leadTo(point));
    map.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === map.element) this.put(map.center);
    });
  }

  /** “line” or “area”. */
  start(mode) {
    this.mode = mode;
    this.points = [];
    this.map.element.classList.add("is-drawing");
    this.map.zoomsByDoubleClick(false);
    this.map.element.focus({ preventScroll: true }); // the keyboard goes on where the drawing is
    this.redraw();
  }

  stop() {
    this.mode = "";
    this.points = [];
    this.map.element.classList.remove("is-drawing");
    this.map.zoomsByDoubleClick(true);
    this.redraw();
  }

  undo() {
    this.points.pop();
    this.redraw();
  }

  put(point) {
    if (!this.mode) return;
    if (!this.isLast(point)) {
      this.points.push(point);
      this.redraw();
    } else if (this.isEnough) {
      this.finish();
    }
  }

  isLast(point) {
    if (!this.points.length) return false;
    const [[lastX, lastY], [x, y]] = [this.map.pixelOf(this.points.at(-1)), this.map.pixelOf(point)];
    return Math.hypot(x - lastX, y - lastY) < SAME_POINT_PX;
  }

  get isEnough() {
    return this.points.length >= (LEAST_POINTS[this.mode] ?? Infinity);
  }

  finish() {
    const ring = this.points.map((point) => point.map((each) => Number(each.toFixed(7))));
    const geometry = this.mode === "area" ? { type: "Polygon", coordinates: [[...ring, ring[0]]] } : { type: "LineString", coordinates: ring };
    this.stop();
    this.onDone(geometry);
  }

  redraw() {
    this.drawn.clear();
    this.lead.clear();
    const color = token("focus");
    const style = { color, weight: 4, dashArray: "6 6", interactive: false };
    if (this.mode === "area") this.drawn.area(this.points, style);
    else this.drawn.line(this.points, style);
    for (const point of this.points) this.drawn.dot(point, { radius: 6, color, fillOpacity: 1, interactive: false });
    this.onChange();
  }

  /** A thread from the last point to the mouse: where the next click would lead. */
  leadTo(point) {
    this.lead.clear();
    if (!this.mode || !this.points.length) return;
    this.lead.line([this.points.at(-1), point], { color: token("focus"), weight: 2, dashArray: "2 6", interactive: false });
  }
}
