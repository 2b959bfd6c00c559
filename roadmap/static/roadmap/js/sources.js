/* The layers' features: fetched by box and time, one request a source, and drawn by each layer's own style. What one
   key stands for may lie there in several parts: the phases of an event. */

import { around, boxText, overlap, padded } from "./map.js";
import { getJSON } from "./request.js";

const LIMIT = 2000; // of one answer
const MANY = 600; // so many signs a phone still moves with ease
const MARGIN = 0.25; // fetched beyond the view, as a share of it

export class Sources {
  /** `layers` as roadmap/layers.py describes them; `onOpen(key, at)` hears a click on a feature and where it was,
      `onCrowd(signs, lead)` one on a sign that stands for several. */
  constructor(map, layers, { signs, onOpen, onCrowd, tip }) {
    Object.assign(this, { map, layers, signs, onOpen, tip });
    this.drawn = map.layer({ onCrowd: (signs, lead) => onCrowd(signs, lead) });
    map.on("zoomend names", () => this.drawn.arrange());
    this.shapes = new Map(); // by key, a list
    this.styles = {};
    this.asked = null;
  }

  /** Fetches and draws all that the question asks for in the view; `question` is { kinds: Set|null, filters, time }. */
  async show(question) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const shown = this.layers.filter((layer) => isShown(layer, question) && this.map.zoom >= layer.firstZoom);
    const box = boxText(padded(this.map.box, MARGIN));
    const [found] = await Promise.all([
      Promise.all(bySource(shown).map((layers) => fetchSource(layers, question, box, signal))),
      this.loadStyles(shown),
    ]);
    if (!signal.aborted) this.draw(found.flat());
  }

  async loadStyles(layers) {
    const missing = [...new Set(layers.map((layer) => layer.module))].filter((module) => !(module in this.styles));
    const modules = await Promise.all(missing.map((module) => import(module)));
    missing.forEach((module, i) => { this.styles[module] = modules[i].style; });
  }

  draw(found) {
    this.drawn.clear();
    this.shapes.clear();
    const placed = found.filter(({ feature }) => feature.geometry).map((each) => ({ ...each, style: this.styleOf(each) }));
    placed.sort((one, other) => inOrder(other.style.order, one.style.order)); // drawn later, it lies higher
    const isCrowd = placed.length > MANY;
    placed.forEach((each, number) => this.add(each, { place: placed.length - number, isCrowd }));
    this.drawn.arrange();
    this.mark(this.marked);
  }

  styleOf({ layer, feature }) {
    const style = this.styles[layer.module](feature, layer.drawing);
    const told = { label: layer.labels[style.sign] ?? layer.label, ...style, order: style.order ?? [Infinity] };
    return { ...told, title: feature.properties.headline || told.label };
  }

  add({ layer, feature, style }, { place, isCrowd }) {
    const key = keyOf(layer, feature);
    const shape = isCrowd ? this.drawn.speck(feature, style) : this.drawn.feature(feature, style, this.signs);
    shape.onClick((at) => this.onOpen(key, at)).explain(() => this.tip(layer, feature));
    shape.stack(place);
    this.shapes.set(key, [...(this.shapes.get(key) ?? []), shape]);
  }

  /** What is chosen stands out from the others; null for nothing. */
  mark(key) {
    for (const shape of this.shapes.get(this.marked) ?? []) shape.mark(false);
    this.marked = key;
    for (const shape of this.shapes.get(key) ?? []) shape.mark(true);
  }

  /** How many keys have a part in the box. */
  countIn(box) {
    return [...this.shapes.values()].filter((shapes) => shapes.some((shape) => overlap(shape.box, box))).length;
  }

  /** Around all its parts; null where it is not drawn. */
  boxOf(key) {
    const boxes = (this.shapes.get(key) ?? []).map(({ box }) => box);
    return boxes.length ? around(boxes) : null;
  }
}

/** The first number that differs decides. */
function inOrder(one, other) {
  const at = one.findIndex((number, place) => number !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
}

/** Of the whole that the feature is, or is a part of: “26.2” is the second part of 26. */
const keyOf = (layer, { id }) => `${layer.keyPrefix}-${String(id).split(".")[0]}`;

const isShown = (layer, { kinds }) => (kinds ? kinds.has(layer.slug) : layer.isShown);

function bySource(layers) {
  return [...new Set(layers.map((layer) => layer.source))].map((source) => layers.filter((layer) => layer.source === source));
}

/** Layers of one source differ by a property: those values are joined into one request, and sort its answer. */
async function fetchSource(layers, { filters, time }, box, signal) {
  const query = new URLSearchParams({ ...layers[0].asks, bbox: box, limit: LIMIT });
  for (const name of Object.keys(layers[0].params)) query.set(name, layers.map((layer) => layer.params[name]).join(","));
  for (const [name, value] of Object.entries(filters)) {
    const sent = layers[0].filters[name]?.[value];
    if (sent) query.set(name, sent);
  }
  if (layers[0].takesTime) for (const [name, value] of Object.entries(time)) query.set(name, value);
  const features = await fetchPages(layers[0].source, `?${query}`, signal);
  return features.map((feature) => ({ feature, layer: layers.find((layer) => isOf(layer, feature)) })).filter(({ layer }) => layer);
}

/** All pages of an answer: whatever answers the question is drawn. */
async function fetchPages(source, query, signal) {
  const features = [];
  while (query) {
    const answer = await getJSON(`${source}${query}`, { signal });
    features.push(...answer.features);
    query = answer.next && new URL(answer.next).search;
  }
  return features;
}

const isOf = ({ params }, { properties }) => Object.entries(params).every(([name, value]) => properties[name] === value);
