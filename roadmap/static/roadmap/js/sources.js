/* The layers' features: fetched by box and time, one request a source, and drawn by each layer's own style. What one
   key stands for may lie there in several parts: the phases of an event. */

import { around, boxText, padded } from "./map.js";
import { getJSON } from "./request.js";

const LIMIT = 2000; // of one answer
const MOST_PAGES = 5; // of one source: a phone draws no more
const MARGIN = 0.25; // fetched beyond the view, as a share of it

export class Sources {
  /** `layers` as roadmap/layers.py describes them; `onOpen(key, at)` hears a click on a feature and where it was. */
  constructor(map, layers, { signs, onOpen, tip }) {
    Object.assign(this, { map, layers, signs, onOpen, tip });
    this.drawn = map.layer();
    this.shapes = new Map(); // by key, a list
    this.styles = {};
    this.asked = null;
  }

  /** Fetches what the question asks for in the view; `question` is { kinds: Set|null, filters, time }. Says whether that was all. */
  async show(question) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const shown = this.layers.filter((layer) => isShown(layer, question) && this.map.zoom >= layer.firstZoom);
    const box = boxText(padded(this.map.box, MARGIN));
    const [answers] = await Promise.all([
      Promise.all(bySource(shown).map((layers) => fetchSource(layers, question, box, signal))),
      this.loadStyles(shown),
    ]);
    if (signal.aborted) return true;
    this.draw(answers.flatMap(({ found }) => found));
    return answers.every(({ isAll }) => isAll);
  }

  async loadStyles(layers) {
    const missing = [...new Set(layers.map((layer) => layer.module))].filter((module) => !(module in this.styles));
    const modules = await Promise.all(missing.map((module) => import(module)));
    missing.forEach((module, i) => { this.styles[module] = modules[i].style; });
  }

  draw(found) {
    this.drawn.clear();
    this.shapes.clear();
    for (const { layer, feature } of found) {
      if (!feature.geometry) continue;
      const style = this.styles[layer.module](feature, layer.drawing);
      const key = keyOf(layer, feature);
      const shape = this.drawn.feature(feature, { label: layer.labels[style.sign] ?? layer.label, ...style }, this.signs);
      shape.onClick((at) => this.onOpen(key, at)).explain(() => this.tip(layer, feature));
      shape.stack(this.layers.indexOf(layer)); // the legend's first lies on top
      this.shapes.set(key, [...(this.shapes.get(key) ?? []), shape]);
    }
    this.mark(this.marked);
  }

  /** What is chosen stands out from the others; null for nothing. */
  mark(key) {
    for (const shape of this.shapes.get(this.marked) ?? []) shape.mark(false);
    this.marked = key;
    for (const shape of this.shapes.get(key) ?? []) shape.mark(true);
  }

  /** Around all its parts; null where it is not drawn. */
  boxOf(key) {
    const boxes = (this.shapes.get(key) ?? []).map(({ box }) => box);
    return boxes.length ? around(boxes) : null;
  }
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
  const { features, isAll } = await fetchPages(layers[0].source, `?${query}`, signal);
  const found = features.map((feature) => ({ feature, layer: layers.find((layer) => isOf(layer, feature)) })).filter(({ layer }) => layer);
  return { found, isAll };
}

/** All pages of an answer, as far as a map can hold them. */
async function fetchPages(source, query, signal) {
  const features = [];
  for (let page = 0; query && page < MOST_PAGES; page += 1) {
    const answer = await getJSON(`${source}${query}`, { signal });
    features.push(...answer.features);
    query = answer.next && new URL(answer.next).search;
  }
  return { features, isAll: !query };
}

const isOf = ({ params }, { properties }) => Object.entries(params).every(([name, value]) => properties[name] === value);
