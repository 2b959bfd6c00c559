/* The map page: filters, map, list and card tell one story, and the address bar keeps it. */

import { readAddress, readView, remember, remembered, viewText, writeAddress } from "./address.js";
import { Answer } from "./answer.js";
import { Filters } from "./filters.js";
import { dayText, momentText, spanText } from "./format.js";
import { legendOf } from "./legend.js";
import { boxOf, boxText, createMap } from "./map.js";
import { Panel } from "./panel.js";
import { parsed } from "./renewal.js";
import { brought, getHTML, isOutdated, toldOf } from "./request.js";
import { Sight } from "./sight.js";
import { nameOf } from "./signs.js";
import { cardOf, Sources } from "./sources.js";
import { StatusLine } from "./status_line.js";
import { seenAt } from "./times.js";
import { Updates } from "./updates.js";

const REST_MS = 250; // after the last move of the map
const A_STEP_MS = 3000; // times that follow each other as quickly are one step of the history
const LATE_MS = 5000; // an answer that takes longer is missed
const AGAIN_MS = 10000; // after an answer that did not come

const BESIDE = /^\s*<template data-now[^]*?<\/template>/;

const json = (id) => JSON.parse(document.getElementById(id).textContent);

class MapPage {
  constructor() {
    this.element = document.getElementById("map");
    this.form = document.getElementById("filters");
    this.words = json("map-words");
    this.layers = json("map-layers");
    this.legend = legendOf(this.form, this.layers);
    this.status = new StatusLine(document.getElementById("map-status"), { onAgain: () => this.refresh(), next: this.element });
    const onChange = (change) => this.filtered(change);
    this.filters = new Filters(this.form, { layers: this.layers, presets: json("map-times"), off: this.words.off, onChange });
    const address = readAddress();
    const { home, listTop } = remembered();
    const view = home ?? readView(address.get("map"));
    this.map = createMap(this.element, { view });
    this.sight = new Sight(this.map, { card: document.getElementById("card") });
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
    this.map.on("click movestart", () => this.filters.unfold(false));
    this.map.on("dragstart", () => { if (this.status.lasts) this.status.say(""); });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); if (!this.answer.enter()) this.filtered(); });
    document.getElementById("locate").addEventListener("click", ({ currentTarget }) => this.locate(currentTarget));
    document.getElementById("card").addEventListener("click", ({ target }) => {
      const button = target.closest("[data-share]");
      if (button) this.status.told(() => this.share(button));
    });
    // The other language opens on the view of now, not on that of the page's beginning.
    document.querySelector(".languages")?.addEventListener("submit", ({ currentTarget }) => {
      currentTarget.elements.next.value = window.location.pathname + window.location.search;
    });
    document.getElementById("whole-city").addEventListener("click", () => this.map.showHome());
    document.getElementById("show-time").addEventListener("click", () => this.status.told(() => this.showTimeline()));
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
  }

  // The question

  question() {
    return { ...this.filters.question(), alone: this.answer.alone };
  }

  listURL() {
    const query = new URLSearchParams({ part: "list", map: viewText(this.map), bbox: boxText(this.map.box) });
    for (const [name, value] of Object.entries(this.filters.asked())) if (value) query.set(name, value);
    if (this.near) query.set("near", this.near);
    return `${window.location.pathname}?${query}`;
  }

  /** The card is of the moment that the map is asked for; null where the key is none. */
  cardURL(key) {
    const url = cardOf(this.layers, key);
    const { when, moment } = this.filters.asked();
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
      if (this.sight.isMovedByHand) this.sight.forgetHome();
      this.refresh();
    }, REST_MS);
  }

  /** The promise is kept when the map shows it. Another time is a step back of the history, unless a card is open. */
  async filtered({ isTime = false } = {}) {
    this.filters.tell();
    this.legend.tell(this.map.zoom);
    const isStep = isTime && !this.panel.opened && !(Date.now() - this.steppedAt < A_STEP_MS);
    if (isTime) this.steppedAt = Date.now();
    writeAddress(this.filters.asked(), { isNew: isStep, state: {} });
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
    remember({ isQuestion: true }); // Back leads to all that was asked before, not to its time alone
    this.filters.ask(search);
    this.map.showHome();
    this.filtered({ isTime: true });
    remember({ isQuestion: true });
  }

  /** Another place: a step of the history, an open card closed. */
  searched() {
    if (this.panel.opened) this.close();
    this.steppedAt = 0;
    this.filters.tell();
    writeAddress({ ...this.filters.asked(), map: "" }, { isNew: true, state: {} });
    this.refresh({ withList: true }).then(() => this.timeline?.follow());
  }

  /** The list waits while a card is open: the reader goes back to it as it was. */
  async refresh({ withList = !this.panel.opened } = {}) {
    const turn = {};
    this.turn = turn;
    clearTimeout(this.again);
    const late = setTimeout(() => this.status.sayInPassing(this.words.late), LATE_MS);
    this.element.setAttribute("aria-busy", "true");
    try {
      const list = withList ? this.showList() : null;
      if (this.answer.asked) await list; // of a place the map shows what the list answers
      await Promise.all([this.sources.show(this.question()), list]);
      this.status.sayInPassing(this.map.isOutside ? this.words.outside : "");
    } catch (error) {
      if (!isOutdated(error)) this.failed(error);
    } finally {
      clearTimeout(late);
      if (this.turn === turn) this.element.removeAttribute("aria-busy");
    }
  }

  /** Says so, and asks again by itself: what is on the screen is older than it looks. */
  failed(error) {
    this.status.say(toldOf(error), { isError: true });
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
      this.status.say(toldOf(error), { lasts: true });
    }
  }

  // The card

  /** `at` is where the map was touched; a new card is a step of the history, one in place of another is not. */
  async open(key, { isFlight = false, isNew = !this.panel.opened, at = null } = {}) {
    const url = this.cardURL(key);
    if (!url) {
      writeAddress({ open: "" });
      this.status.say(document.body.dataset.wordsMissing, { lasts: true });
      return;
    }
    this.status.say("");
    this.sources.mark(key);
    this.way?.clear();
    writeAddress({ open: key }, { isNew });
    if (isFlight) this.sight.setHome();
    try {
      const card = this.panel.open(key, url);
      this.map.reframe(() => document.body.classList.add("has-card"));
      await card;
      if (this.panel.opened !== key) return; // another card was asked for meanwhile
      this.showWay(key, { isFlight });
      document.body.style.setProperty("--card-height", `${this.panel.card.offsetHeight}px`); // the map's credit stands above it
      if (isFlight) this.fly(key);
      else this.sight.uncover(this.boxOf(key), at);
    } catch (error) {
      if (this.panel.opened !== key) return;
      this.leave();
      this.status.say(toldOf(error), { lasts: true });
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
      if (isFlight && this.way.box && this.panel.opened === key && !this.sight.isMovedByHand) this.fly(key);
    } catch (error) {
      if (!isOutdated(error)) this.status.say(toldOf(error), { lasts: true });
    }
  }

  /** Through the history where the card is a step of it: Back would open it again otherwise. */
  leave() {
    if (!this.panel.opened || this.isLeaving) return;
    this.status.say(""); // what was said of the card
    this.isLeaving = Boolean(remembered().isCard);
    if (this.isLeaving) window.history.back(); // the browser tells `returned`
    else this.close();
  }

  /** By Back or Forward: the card follows the history, all else stays as the reader set it meanwhile. */
  returned() {
    if (!this.isLeaving) this.status.say("");
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
    writeAddress({ ...this.filters.asked(), map: viewText(this.map) });
  }

  /** Back to the time that stands in the address; on either side of a number of the city's line to all that it asks. */
  takeTime() {
    const address = readAddress();
    if (remembered().isQuestion) this.filters.ask(address);
    this.filters.askForTime({ when: address.get("when"), moment: address.get("moment") });
    this.legend.tell(this.map.zoom);
    this.timeline?.follow();
    this.refresh();
  }

  close() {
    const box = this.boxOf(this.panel.opened);
    const [home, seen] = [this.sight.wayHome, this.sight.pointSeen(box)];
    this.panel.close();
    this.way?.clear();
    this.sources.mark(null);
    writeAddress({ open: "" });
    this.map.reframe(() => document.body.classList.remove("has-card"));
    if (home) this.map.show(home.center, home.zoom, { animate: false });
    else if (seen) this.sight.uncover(box, seen); // the page's map is lower than the one above a card
    this.sight.forgetHome();
    this.moved();
  }

  /** To its place and the way round it. */
  fly(key) {
    this.sight.fly([this.boxOf(key), this.way?.box].filter(Boolean));
  }

  boxOf(key) {
    return this.sources.boxOf(key) ?? boxOf(this.panel.body.querySelector("[data-bounds]")?.dataset.bounds);
  }

  // What its buttons do

  async share(button) {
    const { share } = await brought(import("./share.js"));
    await share(button, (words) => this.status.say(words, { lasts: true }));
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
      if ("code" in error) this.status.say(error.code === 1 ? this.words.positionRefused : this.words.positionUnknown, { lasts: true });
      else this.status.say(toldOf(error), { lasts: true });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  // What the map says

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
