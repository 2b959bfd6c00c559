/* The layers' features: fetched by box and time, from near one request a source, from afar as tiles, and drawn by each layer's own style. What
   one key stands for may lie there in several parts, the phases of an event; from afar one sign may stand for several keys. */

import { FEW, gathered, grouped } from "./gather.js";
import { around, boxText, overlap, padded, signSVG } from "./map.js";
import { brought, getJSON } from "./request.js";
import { canReadTiles, fetchTiles } from "./tiles.js";

const LIMIT = 2000; // of one answer
const MANY = 600; // so many signs a phone still moves with ease; more there are only without tiles
const MARGIN = 0.25; // fetched beyond the view, as a share of it
const ROUNDED_DEG = 0.0005; // more than what the text of a box leaves off

export class Sources {
  /** `layers` as roadmap/layers.py describes them; `onOpen(key, at)` hears a click on a feature and where it was,
      `onCrowd(signs, lead)` one on a sign that stands for several, which is heard as `nameOf(sign)`; `tip(layer, feature)` is what a mouse
      is told, `termOf(feature)` the time that is left. */
  constructor(map, layers, { signs, onOpen, onCrowd, nameOf, tip, termOf = () => "" }) {
    Object.assign(this, { map, layers, signs, onOpen, tip, termOf });
    this.drawn = map.layer({ onCrowd, nameOf });
    map.on("zoomend names", () => this.drawn.arrange());
    this.outlines = map.layer(); // from afar
    this.lines = [];
    this.parts = new Map(); // by what is drawn, text: { keys, shape }
    this.styles = {};
    this.asked = null;
  }

  /** Fetches and draws all that the question asks for in the view; `question` is { kinds: Set|null, filters, time, alone }, where `alone`,
      { keys: Set, box }, leaves nothing but those of a place. */
  async show(question) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const shown = this.layers.filter((layer) => isShown(layer, question) && this.map.zoom >= layer.firstZoom);
    this.question = question;
    const [found] = await Promise.all([
      Promise.all(bySource(shown).map((layers) => this.foundOf(layers, signal))),
      this.loadStyles(shown),
    ]);
    if (signal.aborted) return;
    this.outline(found.flatMap(({ lines }) => lines));
    await breath();
    if (signal.aborted) return;
    this.draw(found.flatMap(({ signs }) => signs));
  }

  /** Of one source: `signs`, and from afar `lines` by themselves. */
  async foundOf(layers, signal) {
    const { box, zoom } = this.map;
    const [{ tiles, tilesBelow }] = layers;
    const { alone } = this.question;
    const isFar = tiles && zoom < tilesBelow && canReadTiles();
    if (alone) { // from afar a sign of a tile may stand for others, too
      const asked = isFar && alone.box ? wider(alone.box) : padded(box, MARGIN);
      const found = await fetchSource(layers, this.question, boxText(asked), signal);
      return { lines: [], signs: found.filter(({ layer, feature }) => alone.keys.has(keyOf(layer, feature.id))) };
    }
    if (isFar) {
      const { lines, signs } = await fetchTiles(tiles, queryOf(layers, this.question), { box, zoom }, signal);
      const near = signs.filter(({ cell }) => overlap(cell, padded(box, MARGIN)));
      return { lines: ofLayers(lines, layers), signs: ofLayers(near, layers) };
    }
    return { lines: [], signs: await fetchSource(layers, this.question, boxText(padded(box, MARGIN)), signal) };
  }

  async loadStyles(layers) {
    const missing = [...new Set(layers.map((layer) => layer.module))].filter((module) => !(module in this.styles));
    const modules = await Promise.all(missing.map((module) => brought(import(module))));
    missing.forEach((module, i) => { this.styles[module] = modules[i].style; });
  }

  /** What is on the map already stays as it is: a hand may rest on it, a reader stand on it by keyboard. */
  draw(found) {
    const placed = found.filter(({ feature }) => feature.geometry).map((each) => ({ ...each, style: this.styleOf(each) }));
    placed.sort((one, other) => inOrder(other.style.order, one.style.order)); // drawn later, it lies higher
    const isCrowd = placed.length > MANY && !placed.some(({ feature }) => feature.cell);
    const told = gathered(placed).map((each) => ({ ...each, isCrowd, text: JSON.stringify([isCrowd, each.layer.slug, each.feature]) }));
    const isNew = this.dropAllBut(new Set(told.map(({ text }) => text))) || told.some(({ text }) => !this.parts.has(text));
    for (const each of told) this.add(each);
    if (isNew) told.forEach(({ text }, number) => this.parts.get(text).shape.stack(told.length - number));
    if (isNew) this.map.spare(told.map(({ feature }) => feature.geometry));
    this.drawn.arrange();
    this.mark(this.marked);
  }

  /** As the layer's own module says it. */
  lookOf({ layer, feature }) {
    const look = this.styles[layer.module](feature, layer.drawing);
    look.order ??= [Infinity];
    return look;
  }

  /** With the words of its sign. */
  styleOf({ layer, feature }) {
    const style = this.lookOf({ layer, feature });
    const told = { label: layer.labels[style.sign] ?? layer.label, ...style };
    return { ...told, title: feature.properties.headline || told.label, term: this.termOf(feature) };
  }

  /** Lines seen from afar, those of one look in one stroke. */
  outline(found) {
    const told = JSON.stringify(found.map(({ feature }) => feature));
    if (told === this.told) return;
    this.told = told;
    this.outlines.clear();
    this.lines = found.map(({ layer, feature }) => ({ layer, feature, style: this.lookOf({ layer, feature }) }));
    this.lines.sort((one, other) => inOrder(other.style.order, one.style.order));
    const looks = grouped(this.lines, ({ feature, style }) => JSON.stringify([style.color, style.isHollow, style.isPale, feature.geometry.type]));
    for (const alike of looks.values()) this.outlines.outline(alike.map(({ feature }) => feature.geometry), alike[0].style);
  }

  /** Whether something went. */
  dropAllBut(texts) {
    const gone = [...this.parts].filter(([text]) => !texts.has(text));
    for (const [text, { shape }] of gone) {
      this.drawn.drop(shape);
      this.parts.delete(text);
    }
    return gone.length > 0;
  }

  add({ layer, feature, style, isCrowd, text }) {
    if (!this.parts.has(text)) {
      const { count = 1, cell, ids = [] } = feature;
      const about = { layer, cell, ids };
      const shape = isCrowd ? this.drawn.speck(feature, style) : this.drawn.feature(feature, { ...style, count, about }, this.signs);
      const key = keyOf(layer, feature.id);
      shape.onClick((at) => this.onOpen(key, at)).explain(() => this.tip(layer, feature));
      this.parts.set(text, { keys: [key, ...ids.map((id) => keyOf(layer, id))], shape, layer, feature });
    }
    this.parts.get(text).shape.retell(style);
  }

  /** What is chosen stands out from the others; null for nothing. */
  mark(key) {
    for (const shape of this.shapesOf(this.marked)) shape.mark(false);
    this.marked = key;
    for (const shape of this.shapesOf(key)) shape.mark(true);
  }

  shapesOf(key) {
    return [...this.parts.values()].filter(({ keys }) => keys.includes(key)).map(({ shape }) => shape);
  }

  /** As it is drawn, { feature, style }; null where it is not, or only as one of several that a sign stands for. */
  drawnAs(key) {
    const drawn = [...[...this.parts.values()].filter(({ keys }) => keys[0] === key), ...this.lines];
    const found = drawn.find(({ layer, feature }) => keyOf(layer, feature.id) === key);
    return found ? { feature: found.feature, style: this.styleOf(found) } : null;
  }

  /** Around all its parts; null where it is not drawn. */
  boxOf(key) {
    const boxes = this.shapesOf(key).map(({ box }) => box);
    return boxes.length ? around(boxes) : null;
  }

  /** The key of the line that runs under a point of the map seen from afar; null for none. */
  keyAt(point) {
    const hit = this.lines.findLast(({ feature }) => this.map.isOn(feature.geometry, point));
    return hit ? keyOf(hit.layer, hit.feature.id) : null;
  }

  /** What may be meant by a touch of signs, each as { title, term, svg, open() }; null where it is more than a reader chooses among. */
  async choices(signs) {
    const all = signs.reduce((sum, { count }) => sum + count, 0);
    if (signs.some(({ count }) => count > 1) && all > FEW) return null;
    const found = await Promise.all(signs.map((sign) => (sign.count > 1 ? this.membersOf(sign) : [sign])));
    return found.flat();
  }

  /** The things that one sign stands for, from afar: each by itself, as the list of the API has it. */
  async membersOf({ about: { layer, cell, ids }, point }) {
    const alike = this.layers.filter(({ source }) => source === layer.source);
    const found = await fetchSource(alike, this.question, boxText(padded(cell, 1)));
    const parts = grouped(found, ({ feature }) => String(feature.id).split(".")[0]);
    return ids.filter((id) => parts.has(id)).map((id) => this.choiceOf(parts.get(id)[0], point));
  }

  choiceOf({ layer, feature }, point) {
    const style = this.styleOf({ layer, feature });
    return { ...style, svg: signSVG(style, this.signs), open: () => this.onOpen(keyOf(layer, feature.id), point) };
  }
}

/** The address of the card of “event-26”; null where no layer has such a key. */
export function cardOf(layers, key) {
  const [, prefix, id] = /^(.+)-(\d+)$/.exec(key) ?? [];
  const layer = layers.find(({ keyPrefix }) => keyPrefix === prefix);
  return layer ? layer.card.replace("/0/", `/${id}/`) : null;
}

/** The browser may answer the reader in between: a cheap phone draws a city in more than one go. */
const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((go) => { setTimeout(go); });

/** The first number that differs decides. */
function inOrder(one, other) {
  const at = one.findIndex((number, place) => number !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
}

/** Of the whole that the feature is, or is a part of: “26.2” is the second part of 26. */
const keyOf = (layer, id) => `${layer.keyPrefix}-${String(id).split(".")[0]}`;

const isShown = (layer, { kinds }) => (kinds ? kinds.has(layer.slug) : layer.isShown);

/** A street may run due east. */
const wider = ([west, south, east, north]) => [west - ROUNDED_DEG, south - ROUNDED_DEG, east + ROUNDED_DEG, north + ROUNDED_DEG];

function bySource(layers) {
  return [...new Set(layers.map((layer) => layer.source))].map((source) => layers.filter((layer) => layer.source === source));
}

/** Layers of one source differ by a property: those values are joined into one request, and sort its answer. */
function queryOf(layers, { filters, time }) {
  const query = new URLSearchParams();
  for (const name of Object.keys(layers[0].params)) query.set(name, layers.map((layer) => layer.params[name]).join(","));
  for (const [name, value] of Object.entries(filters)) {
    const sent = layers[0].filters[name]?.[value];
    if (sent) query.set(name, sent);
  }
  if (layers[0].takesTime) for (const [name, value] of Object.entries(time)) query.set(name, value);
  return query;
}

async function fetchSource(layers, question, box, signal) {
  const { source, asks } = layers[0];
  const query = new URLSearchParams([...Object.entries({ ...asks, bbox: box, limit: LIMIT }), ...queryOf(layers, question)]);
  return ofLayers(await fetchPages(source, `?${query}`, signal), layers);
}

/** Each feature with the layer that it belongs to. */
const ofLayers = (features, layers) =>
  features.map((feature) => ({ feature, layer: layers.find((layer) => isOf(layer, feature)) })).filter(({ layer }) => layer);

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
