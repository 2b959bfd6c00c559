/* The layers' features: fetched by box and time, one request a source, and drawn by each layer's own style. */

/* global L */

import { drawFeature } from "./drawing.js";
import { boxText } from "./map.js";
import { getJSON } from "./request.js";

const LIMIT = 2000;
const RANK_PX = 10000; // signs are stacked by their height on the screen; a layer must weigh more
const MARGIN = 0.25; // fetched beyond the view, as a share of it

export class Sources {
  /** `layers` as roadmap/layers.py describes them; `onOpen(key)` hears a click on a feature. */
  constructor(map, layers, { icons, onOpen, tip }) {
    Object.assign(this, { map, layers, icons, onOpen, tip });
    this.group = L.featureGroup().addTo(map);
    this.tooltip = L.tooltip({ direction: "top", offset: [0, -10], className: "map-tip" });
    this.shapes = new Map();
    this.styles = {};
    this.asked = null;
  }

  /** Fetches what the question asks for in the view; `question` is { kinds: Set|null, filters, time }. */
  async show(question) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const shown = this.layers.filter((layer) => isShown(layer, question) && this.map.getZoom() >= layer.firstZoom);
    const box = boxText(this.map.getBounds().pad(MARGIN));
    const [answers] = await Promise.all([
      Promise.all(bySource(shown).map((layers) => fetchSource(layers, question, box, signal))),
      this.loadStyles(shown),
    ]);
    if (signal.aborted) return;
    this.draw(answers.flat());
  }

  async loadStyles(layers) {
    const missing = [...new Set(layers.map((layer) => layer.module))].filter((module) => !(module in this.styles));
    const modules = await Promise.all(missing.map((module) => import(module)));
    missing.forEach((module, i) => { this.styles[module] = modules[i].styles; });
  }

  draw(found) {
    this.tooltip.remove();
    this.group.clearLayers();
    this.shapes.clear();
    for (const { layer, feature } of found) {
      if (!feature.geometry) continue;
      const style = this.styles[layer.module][layer.slug](feature);
      const key = `${layer.keyPrefix}-${feature.id}`;
      const shape = drawFeature(feature, { label: layer.labels[style.sign] ?? layer.label, ...style }, this.icons);
      shape.on("click", (event) => { L.DomEvent.stop(event); this.onOpen(key, shape); });
      this.explain(shape, layer, feature);
      shape.rank = RANK_PX * this.layers.indexOf(layer); // the legend's first lies on top
      shape.sign.setZIndexOffset(-shape.rank);
      this.shapes.set(key, shape);
      this.group.addLayer(shape);
    }
    if (this.marked) this.mark(this.marked);
  }

  /** Words under the mouse. Not bindTooltip: Leaflet 1.9.3 cannot bind one to shapes on a canvas. */
  explain(shape, layer, feature) {
    shape.on("mouseover", ({ latlng }) => {
      this.tooltip.setContent(this.tip(layer, feature)).setLatLng(latlng).addTo(this.map);
    });
    shape.on("mousemove", ({ latlng }) => this.tooltip.setLatLng(latlng));
    shape.on("mouseout", () => this.tooltip.remove());
  }

  /** The chosen feature stands out from the others; null for none. */
  mark(key) {
    this.halo?.remove();
    const before = this.shapes.get(this.marked);
    before?.sign.setZIndexOffset(-before.rank).getElement()?.classList.remove("is-chosen");
    this.marked = key;
    const shape = this.shapes.get(key);
    if (!shape) return;
    shape.sign.getElement()?.classList.add("is-chosen");
    shape.sign.setZIndexOffset(RANK_PX);
    this.halo = L.featureGroup();
    shape.eachLayer((layer) => {
      if (!layer.toGeoJSON || layer === shape.sign) return;
      L.geoJSON(layer.toGeoJSON(), { interactive: false, style: { color: "#ffd166", weight: 18, opacity: 0.55, fill: false } }).addTo(this.halo);
    });
    this.halo.addTo(this.map);
    this.halo.bringToBack?.();
  }

  boundsOf(key) {
    return this.shapes.get(key)?.getBounds() ?? null;
  }
}

const isShown = (layer, { kinds }) => (kinds ? kinds.has(layer.slug) : layer.isShown);

function bySource(layers) {
  return [...new Set(layers.map((layer) => layer.source))].map((source) => layers.filter((layer) => layer.source === source));
}

/** Layers of one source differ by a property: those values are joined into one request, and sort its answer. */
async function fetchSource(layers, { filters, time }, box, signal) {
  const query = new URLSearchParams({ bbox: box, limit: LIMIT });
  for (const name of Object.keys(layers[0].params)) query.set(name, layers.map((layer) => layer.params[name]).join(","));
  for (const [name, value] of Object.entries(filters)) {
    const sent = layers[0].filters[name]?.[value];
    if (sent) query.set(name, sent);
  }
  if (layers[0].takesTime) for (const [name, value] of Object.entries(time)) query.set(name, value);
  const { features } = await getJSON(`${layers[0].source}?${query}`, { signal });
  return features.map((feature) => ({ feature, layer: layers.find((layer) => isOf(layer, feature)) })).filter(({ layer }) => layer);
}

const isOf = ({ params }, { properties }) => Object.entries(params).every(([name, value]) => properties[name] === value);
