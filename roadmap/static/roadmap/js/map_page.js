/* The map page: filters, map, list and card tell one story, and the address bar keeps it. */

import { readAddress, readView, remember, remembered, viewText, writeAddress } from "./address.js";
import { Answer } from "./answer.js";
import { dayText, localMoment, momentText, spanText } from "./format.js";
import { legendOf } from "./legend.js";
import { around, boxOf, boxText, createMap, middleOfBox } from "./map.js";
import { Panel } from "./panel.js";
import { parsed } from "./renewal.js";
import { brought, getHTML, isOutdated, toldOf } from "./request.js";
import { nameOf } from "./signs.js";
import { cardOf, Sources } from "./sources.js";
import { seenAt, timeOf } from "./times.js";
import { Updates } from "./updates.js";

const REST_MS = 250; // after the last move of the map
const A_STEP_MS = 3000; // times that follow each other as quickly are one step of the history
const LATE_MS = 5000; // an answer that takes longer is missed
const AGAIN_MS = 10000; // after an answer that did not come
const CARD_ZOOM = 16;
const EDGE_PX = 40; // a sign this close to an edge is hardly seen
const BUTTONS_PX = 60; // at the map's right

const BESIDE = /^\s*<template data-now[^]*?<\/template>/;

const json = (id) => JSON.parse(document.getElementById(id).textContent);

class MapPage {
  constructor() {
    this.element = document.getElementById("map");
    this.form = document.getElementById("filters");
    this.status = document.getElementById("map-status");
    this.words = json("map-words");
    this.layers = json("map-layers");
    this.legend = legendOf(this.form, this.layers);
    this.presets = json("map-times");
    const address = readAddress();
    const { home, listTop } = remembered();
    const view = home ?? readView(address.get("map"));
    this.map = createMap(this.element, { view });
    this.near = null; // not in the address: that would be handed on with a link
    this.panel = new Panel({
      list: document.getElementById("list"),
      card: document.getElementById("card"),
      onOpen: (key) => this.open(key, { isFlight: true }),
      onLeave: () => this.leave(),
      onPoint: (key) => this.sources.mark(key ?? this.panel.opened),
      knownOf: (key) => this.knownOf(key),
    });
    this.sources = new Sources(this.map, this.layers, {
      signs: this.element.dataset.signs,
      onOpen: (key, at) => this.open(key, { at }),
      onCrowd: (signs, lead) => this.choose(signs, lead),
      nameOf: (sign) => nameOf(sign, this.words.here),
      tip: (layer, feature) => this.tip(layer, feature),
      termOf: ({ properties }) => this.termText(properties),
    });
    this.answer = new Answer({ box: document.querySelector(".search"), list: this.panel.list, map: this.map, onAsk: () => this.searched() });
    this.listen();
    this.showZoom();
    this.answer.show({ isFlight: !view });
    this.refresh({ withList: true }).then(() => { if (listTop) this.panel.list.scrollTop = listTop; });
    const key = address.get("open");
    if (key) this.open(key, { isFlight: Boolean(home) || !view, isNew: false });
  }

  listen() {
    this.map.on("ground movestart", () => document.querySelector(".stage picture")?.remove());
    this.map.on("movestart", () => clearTimeout(this.resting)); // on its way it is nowhere yet
    this.map.on("moveend", () => this.moved());
    this.map.on("zoomend", () => this.showZoom());
    this.map.on("click", (point) => this.touched(point));
    window.addEventListener("popstate", () => this.returned());
    window.addEventListener("pagehide", () => remember({ listTop: this.panel.list.scrollTop }));
    this.map.on("click movestart", () => this.showFilters(false));
    this.form.addEventListener("change", ({ target }) => this.filtered({ isTime: target.name === "when" || target.name === "moment" }));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); if (!this.answer.enter()) this.filtered(); });
    document.getElementById("locate").addEventListener("click", ({ currentTarget }) => this.locate(currentTarget));
    document.getElementById("show-filters").addEventListener("click", () => this.showFilters());
    document.getElementById("clear-filters").addEventListener("click", () => this.clearFilters());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.showFilters(false); });
    this.status.querySelector("button").addEventListener("click", () => this.refresh());
    document.getElementById("card").addEventListener("click", ({ target }) => {
      const button = target.closest("[data-share]");
      if (button) this.told(() => this.share(button));
    });
    // The other language opens on the view of now, not on that of the page's beginning.
    document.querySelector(".languages")?.addEventListener("submit", ({ currentTarget }) => {
      currentTarget.elements.next.value = window.location.pathname + window.location.search;
    });
    document.getElementById("whole-city").addEventListener("click", () => this.map.showHome());
    document.getElementById("show-time").addEventListener("click", () => this.told(() => this.showTimeline()));
    document.getElementById("city-now").addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link?.dataset.key) this.openTold(event, link);
      else if (link?.getAttribute("href").startsWith("?")) this.askLike(event, link);
    });
    this.updates = new Updates(document.getElementById("updates"), {
      list: this.panel.list,
      refetch: () => this.refetched(),
      show: (html) => { this.panel.replaceList(html); this.showCount(html); if (this.answer.asked) this.refresh({ withList: false }); },
      others: () => this.sources.show(this.question()).then(() => this.renewCard()),
    });
    this.showMoment();
    this.showIsNarrowed();
  }

  // The question

  /** What the form asks, as the page's address has it; empty values stand for “not asked”. */
  asked() {
    const data = new FormData(this.form);
    const kinds = data.getAll("kind");
    const usual = this.layers.filter((layer) => layer.isShown).map((layer) => layer.slug);
    const isUsual = kinds.length === usual.length && usual.every((slug) => kinds.includes(slug));
    const asked = { kind: isUsual ? "" : kinds.join(",") || "none", at: "", from: "", to: "" }; // of a link, now in the form or left out
    for (const [name, value] of data) if (name !== "kind") asked[name] = value;
    if (asked.when !== "moment") asked.moment = "";
    return asked;
  }

  /** The same for the API. */
  question() {
    const { kind, when, moment, ...filters } = this.asked();
    return { kinds: kind ? new Set(kind.split(",")) : null, filters, time: timeOf(when, moment, this.presets), alone: this.answer.alone };
  }

  listURL() {
    const query = new URLSearchParams({ part: "list", map: viewText(this.map), bbox: boxText(this.map.box) });
    for (const [name, value] of Object.entries(this.asked())) if (value) query.set(name, value);
    if (this.near) query.set("near", this.near);
    return `${window.location.pathname}?${query}`;
  }

  /** The card is of the moment that the map is asked for; null where the key is none. */
  cardURL(key) {
    const url = cardOf(this.layers, key);
    const { when, moment } = this.asked();
    const query = new URLSearchParams(Object.entries({ when, moment }).filter(([, value]) => value));
    return url && `${url}?${query}`;
  }

  // What the reader does

  /** The map itself, or from afar a line on it. */
  touched(point) {
    const key = this.sources.keyAt(point);
    if (key) this.open(key, { at: point });
    else this.leave();
  }

  moved() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      writeAddress({ map: viewText(this.map) });
      if (this.isMovedByHand) this.forgetHome();
      this.refresh();
    }, REST_MS);
  }

  /** The promise is kept when the map shows it. Another time is a step back of the history, unless a card is open. */
  async filtered({ isTime = false } = {}) {
    this.showMoment();
    this.showIsNarrowed();
    this.legend.tell(this.map.zoom);
    const isStep = isTime && !this.panel.opened && !(Date.now() - this.steppedAt < A_STEP_MS);
    if (isTime) this.steppedAt = Date.now();
    writeAddress(this.asked(), { isNew: isStep, state: {} });
    this.timeline?.follow();
    if (this.panel.opened) this.open(this.panel.opened, { isNew: false });
    await this.refresh();
  }

  /** The scale of time is fetched when it is first wanted. */
  async showTimeline() {
    const element = document.getElementById("timeline");
    if (!this.timeline) {
      const { Timeline } = await brought(import(element.dataset.module));
      this.timeline = new Timeline(element, { form: this.form, question: () => this.question(), layers: this.layers, onTime: () => this.filtered({ isTime: true }) });
    }
    this.timeline.toggle(document.getElementById("show-time"));
  }

  openTold(event, { dataset }) {
    event.preventDefault();
    this.open(dataset.key, { isFlight: true });
  }

  /** A number of the city's line of status: the form asks for just those. */
  askLike(event, { search }) {
    event.preventDefault();
    const asked = new URLSearchParams(search);
    const kinds = asked.get("kind")?.split(",");
    for (const select of this.form.querySelectorAll("select")) select.value = asked.get(select.name) ?? "";
    for (const box of this.form.querySelectorAll("[name=kind]")) box.checked = kinds ? kinds.includes(box.value) : this.isUsual(box);
    this.map.showHome();
    this.filtered({ isTime: true });
  }

  isUsual({ value }) {
    return this.layers.find(({ slug }) => slug === value).isShown;
  }

  /** Another place: a step of the history, an open card closed. */
  searched() {
    if (this.panel.opened) this.close();
    this.steppedAt = 0;
    this.showMoment();
    writeAddress({ ...this.asked(), map: "" }, { isNew: true, state: {} });
    this.refresh({ withList: true }).then(() => this.timeline?.follow());
  }

  /** Beside the folded panel: how many of its filters are set, and which. */
  showIsNarrowed() {
    const set = this.narrowings();
    const count = document.getElementById("filters-count");
    const line = document.getElementById("filters-on");
    count.textContent = set.length;
    count.hidden = line.hidden = !set.length;
    line.querySelector("span").textContent = set.join(" · ");
    document.getElementById("show-filters").classList.toggle("is-set", set.length > 0);
  }

  /** The filters that are set, each in the form's own words; the layers that are off count as one. */
  narrowings() {
    const chosen = [...this.form.querySelectorAll("#filters-panel select")].filter(({ value }) => value);
    const words = chosen.map(({ selectedOptions }) => selectedOptions[0].textContent);
    const off = [...this.form.querySelectorAll("[name=kind]:not(:checked)")].map(({ dataset }) => dataset.title);
    return off.length ? [...words, this.words.off.replace("%s", off.join(", "))] : words;
  }

  clearFilters() {
    for (const select of this.form.querySelectorAll("#filters-panel select")) select.value = "";
    for (const box of this.form.querySelectorAll("[name=kind]")) box.checked = this.isUsual(box);
    this.filtered();
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

  /** The list waits while a card is open: the reader goes back to it as it was. */
  async refresh({ withList = !this.panel.opened } = {}) {
    const turn = {};
    this.turn = turn;
    clearTimeout(this.again);
    const late = setTimeout(() => { if (!this.sayingLasts) this.say(this.words.late); }, LATE_MS);
    this.element.setAttribute("aria-busy", "true");
    try {
      const list = withList ? this.showList() : null;
      if (this.answer.asked) await list; // of a place the map shows what the list answers
      await Promise.all([this.sources.show(this.question()), list]);
      if (!this.sayingLasts) this.say(this.map.isOutside ? this.words.outside : "");
    } catch (error) {
      if (!isOutdated(error)) this.failed(error);
    } finally {
      clearTimeout(late);
      if (this.turn === turn) this.element.removeAttribute("aria-busy");
    }
  }

  /** Says so, and asks again by itself: what is on the screen is older than it looks. */
  failed(error) {
    this.say(toldOf(error), { isError: true });
    this.again = setTimeout(() => this.refresh(), AGAIN_MS);
  }

  async showList() {
    const html = await this.panel.showList(this.listURL());
    this.answer.show({ isFlight: true });
    this.showCityNow(html);
    this.showCount(html);
    this.updates.isUpToDate();
  }

  /** The list as it is by now; null where the reader asked for another meanwhile. */
  async refetched() {
    const url = this.listURL();
    const html = await getHTML(url);
    if (url !== this.listURL()) return null;
    this.showCityNow(html);
    return html;
  }

  /** The line of the place searched for, else of the city, which comes with each list; it is heard where it says something new. */
  showCityNow(html) {
    const told = besideList(html).content;
    const line = document.getElementById("city-now");
    if (told.textContent.trim() !== line.textContent.trim()) line.replaceChildren(told);
  }

  /** An open card takes over what has changed of its event. */
  async renewCard() {
    const key = this.panel.opened;
    const url = key && this.cardURL(key);
    if (url) await this.panel.renew(key, url);
  }

  /** What the list counts; where it holds the most urgent only, also how many there are. */
  showCount(html) {
    document.getElementById("count").textContent = besideList(html).dataset.counted;
  }

  /** Several things in one place: the reader says which. */
  async choose(signs, lead) {
    try {
      const { choose } = await brought(import("./choice.js"));
      await choose(signs, lead, { map: this.map, sources: this.sources, here: this.words.here });
    } catch (error) {
      this.say(toldOf(error), { lasts: true });
    }
  }

  // The card

  /** `at` is where the map was touched; a new card is a step of the history, one in place of another is not. */
  async open(key, { isFlight = false, isNew = !this.panel.opened, at = null } = {}) {
    const url = this.cardURL(key);
    if (!url) {
      writeAddress({ open: "" });
      this.say(document.body.dataset.wordsMissing, { lasts: true });
      return;
    }
    this.say("");
    this.sources.mark(key);
    this.way?.clear();
    writeAddress({ open: key }, { isNew });
    if (isFlight) this.setHome();
    try {
      const card = this.panel.open(key, url);
      this.map.reframe(() => document.body.classList.add("has-card"));
      await card;
      if (this.panel.opened !== key) return; // another card was asked for meanwhile
      this.showWay(key, { isFlight });
      document.body.style.setProperty("--card-height", `${this.panel.card.offsetHeight}px`); // the map's credit stands above it
      if (isFlight) this.fly(key);
      else this.uncover(key, at);
    } catch (error) {
      if (this.panel.opened !== key) return;
      this.leave();
      this.say(toldOf(error), { lasts: true });
    }
  }

  /** Round what the card is of; the card is read meanwhile. A map that went to the place by itself shows the way, too. */
  async showWay(key, { isFlight }) {
    const way = this.panel.body.querySelector("[data-way]")?.dataset.way;
    if (!way) return;
    try {
      const { WayRound } = await brought(import("./way.js"));
      if (this.panel.opened !== key) return;
      this.way ??= new WayRound(this.map);
      await this.way.show(way);
      if (isFlight && this.way.box && this.panel.opened === key && !this.isMovedByHand) this.fly(key);
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error), { lasts: true });
    }
  }

  /** Through the history where the card is a step of it: Back would open it again otherwise. */
  leave() {
    if (!this.panel.opened || this.isLeaving) return;
    this.isLeaving = Boolean(remembered().isCard);
    if (this.isLeaving) window.history.back(); // the browser tells `returned`
    else this.close();
  }

  /** By Back or Forward: the card follows the history, all else stays as the reader set it meanwhile. */
  returned() {
    this.isLeaving = false;
    this.steppedAt = 0; // the next time is a step of its own, however soon: this one is what the reader sees
    const key = readAddress().get("open");
    const place = readAddress().get("q") ?? "";
    if (place !== this.answer.asked) {
      this.answer.put(place);
      this.refresh({ withList: true }).then(() => this.timeline?.follow());
    }
    if (key && key !== this.panel.opened) this.open(key, { isFlight: true, isNew: false });
    else if (!key && this.panel.opened) this.close();
    else if (!key) this.takeTime();
    writeAddress({ ...this.asked(), map: viewText(this.map) });
  }

  /** Back to the time that stands in the address. */
  takeTime() {
    const address = readAddress();
    const { when, moment } = this.form.elements;
    when.value = address.get("when") ?? "";
    moment.value = address.get("moment") ?? "";
    this.showMoment();
    this.timeline?.follow();
    this.refresh();
  }

  close() {
    const home = this.isMovedByHand ? null : this.home;
    const [key, seen] = [this.panel.opened, this.pointInSight(this.panel.opened)];
    this.panel.close();
    this.way?.clear();
    this.sources.mark(null);
    writeAddress({ open: "" });
    this.map.reframe(() => document.body.classList.remove("has-card"));
    if (home) this.map.show(home.center, home.zoom, { animate: false });
    else if (seen) this.uncover(key, seen); // the page's map is lower than the one above a card
    this.forgetHome();
    this.moved();
  }

  // Where the map looks

  /** The view that the list is of: a card takes the reader away from it and brings the reader back. */
  setHome() {
    if (!this.home || this.isMovedByHand) this.home = this.map.view;
    this.flownTo = null;
    remember({ home: this.home });
  }

  forgetHome() {
    this.home = null;
    remember({ home: undefined });
  }

  /** The map is no longer where the card took it; on its way there nobody has moved it. */
  get isMovedByHand() {
    return Boolean(this.flownTo) && this.flownTo !== viewText(this.map);
  }

  /** To the feature and the way round it, past what the card covers. */
  fly(key) {
    const boxes = [this.boxOf(key), this.way?.box].filter(Boolean);
    if (!boxes.length) return;
    const [left, top, right, bottom] = this.freeArea();
    const edge = Math.min(EDGE_PX, (right - left) / 4, (bottom - top) / 4);
    const { width, height } = this.element.getBoundingClientRect();
    const before = [left + edge, top + edge];
    const after = [width - right + Math.max(edge, BUTTONS_PX), height - bottom + edge];
    this.map.settle(); // an earlier flight ends here, not where this one does
    this.flownTo = null; // on its way nobody has moved it
    this.map.once("moveend", () => { this.flownTo = viewText(this.map); });
    this.map.fit(around(boxes), { before, after, maxZoom: Math.max(CARD_ZOOM, this.map.zoom) });
  }

  /** What was touched stays in sight when the card rises over it, and the zoom is the reader's; a link's view that hides its place is left. */
  uncover(key, at) {
    const box = this.boxOf(key);
    if (!box) return;
    const [left, top, right, bottom] = this.freeArea();
    const [x, y] = this.map.pixelOf(at ?? middleOfBox(box));
    const isSeen = x > left && x < right && y > top + EDGE_PX && y < bottom - EDGE_PX;
    if (isSeen) return;
    if (at) this.map.moveBy(x - (left + right) / 2, y - (top + bottom) / 2);
    else this.fly(key);
  }

  /** The middle of its place; null where the reader does not see it. */
  pointInSight(key) {
    const box = this.boxOf(key);
    const [x, y] = box ? this.map.pixelOf(middleOfBox(box)) : [-1, -1];
    return x >= 0 && y >= 0 && x <= this.element.clientWidth && y <= this.element.clientHeight ? middleOfBox(box) : null;
  }

  boxOf(key) {
    return this.sources.boxOf(key) ?? boxOf(this.panel.body.querySelector("[data-bounds]")?.dataset.bounds);
  }

  /** What the card leaves of the map, [left, top, right, bottom] in its pixels: below it lies a sheet, beside it a panel. */
  freeArea() {
    const [map, card] = [this.element.getBoundingClientRect(), this.panel.card.getBoundingClientRect()];
    if (card.width < map.width || card.right <= map.left) return [Math.max(0, card.right - map.left), 0, map.width, map.height];
    return [0, 0, map.width, Math.min(map.height, card.top - map.top)];
  }

  async share(button) {
    const { share } = await brought(import("./share.js"));
    await share(button, (words) => this.say(words, { lasts: true }));
  }

  async locate(button) {
    button.setAttribute("aria-busy", "true");
    try {
      const { myPosition, nearText } = await brought(import("./position.js"));
      const { lat, lon, accuracyM } = await myPosition();
      this.map.showReader([lon, lat], accuracyM);
      button.setAttribute("aria-pressed", "true");
      this.near = nearText({ lat, lon });
      this.map.show([lon, lat], Math.max(15, this.map.zoom));
    } catch (error) {
      if ("code" in error) this.say(error.code === 1 ? this.words.positionRefused : this.words.positionUnknown, { lasts: true });
      else this.say(toldOf(error), { lasts: true });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  // What the reader is told

  /** What was asked by a button and failed. */
  async told(work) {
    try {
      await work();
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error), { lasts: true });
    }
  }

  /** What `lasts` stays until the reader does something else; the rest, until the map shows anew. */
  say(words, { isError = false, lasts = false } = {}) {
    this.sayingLasts = lasts;
    const told = this.status.querySelector("span");
    if (told.textContent !== words) told.textContent = words; // told once, not with every try
    this.status.querySelector("button").hidden = !isError;
    this.status.classList.toggle("is-error", isError);
    this.status.hidden = !words;
  }

  /** Signs grow and get words as one comes nearer. */
  showZoom() {
    const zoom = this.map.zoom;
    this.element.classList.toggle("is-far", zoom < 12);
    this.element.classList.toggle("is-near", zoom >= 15);
    this.element.classList.toggle("is-close", zoom >= 17);
    this.legend.tell(zoom);
  }

  tip(layer, { properties }) {
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = properties.headline || layer.tip || layer.label;
    box.append(title, this.termText(properties));
    return box;
  }

  /** As its row would have it. */
  knownOf(key) {
    const drawn = this.sources.drawnAs(key);
    if (!drawn) return null;
    const { start, end, hours } = drawn.feature.properties;
    const period = [start, end].filter(Boolean).map((moment) => momentText(new Date(moment))).join(" – ");
    return [drawn.style.title, [period, hours].filter(Boolean).join(", "), drawn.style.term].filter(Boolean);
  }

  termText({ state, start, end }) {
    if (state === "planned") return this.words.from.replace("%s", dayText(new Date(start)));
    if (state !== "active" || !end) return "";
    return this.words.left.replace("%s", spanText(new Date(end), seenAt(this.question().time), this.words.spans));
  }
}

/** What comes with each list and does not stand in it: the template at its beginning. */
const besideList = (html) => parsed(BESIDE.exec(html)[0]).querySelector("template");

new MapPage();
