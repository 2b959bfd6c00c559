/* The map page: filters, map, list and card tell one story, and the address bar keeps it. */

import { readAddress, readView, viewText, writeAddress } from "./address.js";
import { dayText, daysOfThisWeek, localDay, localMoment, plural, spanText } from "./format.js";
import { boxOf, boxText, createMap, middleOfBox, myPosition } from "./map.js";
import { Panel } from "./panel.js";
import { isOutdated, toldOf } from "./request.js";
import { Sources } from "./sources.js";

const REST_MS = 250; // after the last move of the map
const REFRESH_MS = 120000;
const CARD_ZOOM = 16;
const EDGE_PX = 40; // a sign this close to an edge is hardly seen

const json = (id) => JSON.parse(document.getElementById(id).textContent);

class MapPage {
  constructor() {
    this.element = document.getElementById("map");
    this.form = document.getElementById("filters");
    this.status = document.getElementById("map-status");
    this.words = json("map-words");
    this.layers = json("map-layers");
    const address = readAddress();
    const view = readView(address.get("map"));
    this.map = createMap(this.element, { view });
    this.here = this.map.layer();
    this.panel = new Panel({
      list: document.getElementById("list"),
      card: document.getElementById("card"),
      onOpen: (key) => this.open(key, { isFlight: true }),
      onClose: () => this.closed(),
      onPoint: (key) => this.sources.mark(key ?? this.panel.opened),
    });
    this.sources = new Sources(this.map, this.layers, {
      signs: this.element.dataset.signs,
      onOpen: (key) => this.open(key),
      tip: (layer, feature) => this.tip(layer, feature),
    });
    this.listen();
    this.showZoom();
    // The list in the page is that of the whole city from afar; is this what the map shows?
    const isNear = this.layers.some(({ firstZoom }) => firstZoom > 0 && firstZoom <= this.map.zoom);
    this.refresh({ withList: Boolean(view) || isNear });
    const key = address.get("open");
    if (key) this.open(key, { isFlight: !view });
  }

  listen() {
    this.map.on("ground movestart", () => document.querySelector(".stage picture")?.remove());
    this.map.on("moveend", () => this.moved());
    this.map.on("zoomend", () => this.showZoom());
    this.map.on("click", () => this.panel.close());
    this.map.on("click movestart", () => this.showFilters(false));
    this.form.addEventListener("change", () => this.filtered());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.filtered(); });
    document.getElementById("locate").addEventListener("click", () => this.locate());
    document.getElementById("show-filters").addEventListener("click", () => this.showFilters());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.showFilters(false); });
    this.status.querySelector("button").addEventListener("click", () => this.refresh());
    document.getElementById("card").addEventListener("click", (event) => this.share(event));
    // The other language opens on the view of now, not on that of the page's beginning.
    document.querySelector(".languages")?.addEventListener("submit", ({ currentTarget }) => {
      currentTarget.elements.next.value = window.location.pathname + window.location.search;
    });
    const again = () => { if (document.visibilityState === "visible") this.refresh(); };
    document.addEventListener("visibilitychange", again);
    setInterval(again, REFRESH_MS);
    this.showMoment();
  }

  // The question

  /** What the form asks, as the page's address has it; empty values stand for “not asked”. */
  asked() {
    const data = new FormData(this.form);
    const kinds = data.getAll("kind");
    const usual = this.layers.filter((layer) => layer.isShown).map((layer) => layer.slug);
    const isUsual = kinds.length === usual.length && usual.every((slug) => kinds.includes(slug));
    const asked = { kind: isUsual ? "" : kinds.join(",") || "none" };
    for (const [name, value] of data) if (name !== "kind") asked[name] = value;
    if (asked.when !== "moment") asked.moment = "";
    return asked;
  }

  /** The same for the API. */
  question() {
    const { kind, when, moment, ...filters } = this.asked();
    return { kinds: kind ? new Set(kind.split(",")) : null, filters, time: timeOf(when, moment) };
  }

  listURL() {
    const query = new URLSearchParams({ part: "list", map: viewText(this.map), bbox: boxText(this.map.box) });
    for (const [name, value] of Object.entries(this.asked())) if (value) query.set(name, value);
    return `${window.location.pathname}?${query}`;
  }

  // What the reader does

  moved() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      writeAddress({ map: viewText(this.map) });
      this.refresh();
    }, REST_MS);
  }

  filtered() {
    this.showMoment();
    writeAddress(this.asked());
    this.refresh();
  }

  /** A date that was only just asked for begins with the present. */
  showMoment() {
    const { when, moment } = this.form.elements;
    if (when.value === "moment" && !moment.value) moment.value = localMoment(new Date());
  }

  /** The panel that a phone folds away; without a word it changes sides. */
  showFilters(isWanted) {
    const isOpen = document.getElementById("filters-panel").classList.toggle("is-open", isWanted);
    document.getElementById("show-filters").setAttribute("aria-expanded", isOpen);
  }

  async refresh({ withList = true } = {}) {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.say("");
    this.element.setAttribute("aria-busy", "true");
    try {
      const list = withList ? this.panel.showList(this.listURL(), signal) : null;
      const [isAll] = await Promise.all([this.sources.show(this.question()), list]);
      this.showCount();
      if (!isAll) this.say(this.words.tooMany);
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error), { isError: true });
    } finally {
      if (!signal.aborted) this.element.removeAttribute("aria-busy");
    }
  }

  async open(key, { isFlight = false } = {}) {
    const [prefix, id] = key.split("-");
    const layer = this.layers.find((each) => each.keyPrefix === prefix);
    if (!layer || !/^\d+$/.test(id)) return;
    this.sources.mark(key);
    writeAddress({ open: key });
    document.body.classList.add("has-card");
    try {
      await this.panel.open(key, layer.card.replace("/0/", `/${id}/`));
      if (this.panel.opened !== key) return; // another card was asked for meanwhile
      if (isFlight) this.fly(key);
      else this.uncover(key);
    } catch (error) {
      if (this.panel.opened !== key) return;
      this.panel.close();
      this.say(toldOf(error), { isError: true });
    }
  }

  closed() {
    document.body.classList.remove("has-card");
    this.sources.mark(null);
    writeAddress({ open: "" });
  }

  /** To the feature, past what the card covers. */
  fly(key) {
    const box = this.boxOf(key);
    if (!box) return;
    this.element.scrollIntoView({ block: "nearest" }); // on a phone the list may have been scrolled over it
    const covered = this.coveredByCard();
    const closest = Math.max(CARD_ZOOM, this.map.zoom);
    this.map.fit(box, { before: [40, 40], after: [60, 40 + covered], maxZoom: closest });
  }

  /** What was tapped stays in sight when the card rises over it; the zoom is the reader's. */
  uncover(key) {
    const covered = this.coveredByCard();
    const box = this.boxOf(key);
    if (!covered || !box) return;
    const { width, height } = this.map.size;
    const [x, y] = this.map.pixelOf(middleOfBox(box));
    const isSeen = x > 0 && x < width && y > EDGE_PX && y < height - covered - EDGE_PX;
    if (!isSeen) this.map.moveBy(x - width / 2, y - (height - covered) / 2);
  }

  boxOf(key) {
    return this.sources.boxOf(key) ?? boxOf(this.panel.body.querySelector("[data-bounds]")?.dataset.bounds);
  }

  /** Pixels of the map's lower part under the card: a sheet on a phone, nothing on a desktop. */
  coveredByCard() {
    const [map, card] = [this.element.getBoundingClientRect(), document.getElementById("card").getBoundingClientRect()];
    return card.right <= map.left ? 0 : Math.max(0, map.bottom - card.top);
  }

  async locate() {
    try {
      const { lat, lon, accuracyM } = await myPosition();
      this.here.clear();
      const circle = { radius: accuracyM, weight: 1, color: "#1763d6", fillOpacity: 0.12, interactive: false };
      const dot = { radius: 7, weight: 3, color: "#ffffff", fillColor: "#1763d6", fillOpacity: 1, interactive: false };
      this.here.circle([lon, lat], circle);
      this.here.dot([lon, lat], dot);
      this.map.show([lon, lat], Math.max(15, this.map.zoom));
    } catch (error) {
      this.say(error.code === 1 ? this.words.positionRefused : this.words.positionUnknown);
    }
  }

  async share(event) {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const link = { title: button.dataset.share, url: window.location.href };
    try {
      if (navigator.share) await navigator.share(link);
      else {
        await navigator.clipboard.writeText(link.url);
        this.say(this.words.copied);
      }
    } catch (error) {
      if (!isOutdated(error)) this.say(`${this.words.copyThis} ${link.url}`);
    }
  }

  // What the reader is told

  say(words, { isError = false } = {}) {
    this.status.querySelector("span").textContent = words;
    this.status.querySelector("button").hidden = !isError;
    this.status.classList.toggle("is-error", isError);
    this.status.hidden = !words;
  }

  showCount() {
    const count = document.getElementById("list").querySelector("[data-count]")?.dataset.count ?? 0;
    document.getElementById("count").textContent = plural(count, this.words.found);
  }

  /** Signs grow and get words as one comes nearer. */
  showZoom() {
    const zoom = this.map.zoom;
    this.element.classList.toggle("is-far", zoom < 12);
    this.element.classList.toggle("is-near", zoom >= 15);
    this.element.classList.toggle("is-close", zoom >= 17);
  }

  tip(layer, { properties }) {
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = properties.headline || layer.tip || layer.label;
    box.append(title, this.termText(properties));
    return box;
  }

  termText({ state, start, end }) {
    if (state === "planned") return this.words.from.replace("%s", dayText(new Date(start)));
    if (state !== "active" || !end) return "";
    return this.words.left.replace("%s", spanText(new Date(end), new Date(), this.words.spans));
  }
}

/** The API's `at`, or `from` and `to`, all by the city's clock. */
function timeOf(when, moment) {
  const now = new Date();
  if (when === "now") return { at: localMoment(now) };
  if (when === "moment") return { at: moment || localMoment(now) };
  const days = { today: [0, 1], tomorrow: [1, 2], week: [0, daysOfThisWeek(now)] }[when];
  return days ? { from: localDay(now, days[0]), to: localDay(now, days[1]) } : {};
}

new MapPage();
