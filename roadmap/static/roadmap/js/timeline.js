/* The scale of time over the map: a day and an hour by hand, by keyboard or day after day by itself, and above it how many events begin
   and end on each day. It writes into the form, which asks as ever. */

import { dayText, localDay, localMoment, wallLong } from "./format.js";
import { boxText } from "./map.js";
import { getJSON, isOutdated, toldOf } from "./request.js";

const REST_MS = 250; // after the last move of the thumb
const MARKS = 4; // days that are written below the scale
const A_DAY_MS = 900; // seen of each while it plays
const HEIGHT = 24; // of the bars above and below their line
const SVG = "http://www.w3.org/2000/svg";

/** A phone has no room for all of them at once. */
const showWhole = (button) => button?.scrollIntoView({ block: "nearest", inline: "nearest" });

export class Timeline {
  /** `form` has `when` and `moment`; `question()` is what it asks, for `layers`; `onTime()` is kept when the map shows another time. */
  constructor(element, { form, question, layers, onTime }) {
    Object.assign(this, { element, form, question, onTime });
    this.source = layers.find(({ days }) => days);
    this.slugs = layers.filter(({ days }) => days).map(({ slug, params, isShown }) => ({ slug, params, isShown }));
    const part = (name) => element.querySelector(`[data-part="${name}"]`);
    this.parts = Object.fromEntries(["moment", "counts", "bars", "day", "axis", "hour", "play", "close", "presets"].map((name) => [name, part(name)]));
    this.words = JSON.parse(document.getElementById(element.dataset.words).textContent);
    this.days = [];
    this.listen();
  }

  listen() {
    const { day, hour, play, close, presets } = this.parts;
    for (const slider of [day, hour]) slider.addEventListener("input", () => { this.stop(); this.moved(); });
    play.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
    play.addEventListener("click", () => (this.isPlaying ? this.stop() : this.play()));
    close.addEventListener("click", () => this.toggle(this.opener));
    presets.addEventListener("click", ({ target }) => this.choose(target.closest("[data-when]")));
    presets.addEventListener("focusin", ({ target }) => showWhole(target));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // an open card stays
      this.toggle(this.opener);
    });
    document.addEventListener("visibilitychange", () => this.stop());
  }

  toggle(opener) {
    this.opener = opener;
    this.stop();
    this.element.hidden = !this.element.hidden;
    document.body.classList.toggle("has-timeline", !this.element.hidden);
    opener.setAttribute("aria-expanded", !this.element.hidden);
    if (this.element.hidden) opener.focus({ preventScroll: true });
    else this.open();
  }

  open() {
    this.showAxis();
    this.follow();
    this.parts.day.focus({ preventScroll: true });
  }

  /** Evenly from today to the scale's last day. */
  showAxis() {
    const { axis, day } = this.parts;
    const marks = Array.from({ length: MARKS }, (_none, number) => dayLater(this.today, Math.round((Number(day.max) * number) / (MARKS - 1))));
    axis.replaceChildren(...marks.map((date) => Object.assign(document.createElement("span"), { textContent: dayText(noon(date)) })));
  }

  /** The form says another time or other kinds: thumbs, words and bars follow. */
  follow() {
    if (this.element.hidden) return;
    const { when, moment } = this.form.elements;
    const at = when.value === "moment" && moment.value ? moment.value : localMoment(new Date());
    this.parts.day.value = daysBetween(this.today, at.slice(0, 10));
    this.parts.hour.value = Number(at.slice(11, 13));
    for (const button of this.parts.presets.children) button.setAttribute("aria-pressed", button.dataset.when === when.value);
    showWhole(this.parts.presets.querySelector("[aria-pressed=true]"));
    this.say();
    this.count();
  }

  get today() {
    return localDay(new Date());
  }

  /** “2026-12-08T22:00” where the thumbs stand. */
  get moment() {
    const { day, hour } = this.parts;
    return `${dayLater(this.today, Number(day.value))}T${hour.value.padStart(2, "0")}:00`;
  }

  moved() {
    const { when, moment } = this.form.elements;
    when.value = "moment";
    moment.value = this.moment;
    for (const button of this.parts.presets.children) button.setAttribute("aria-pressed", false);
    this.say();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.onTime(), REST_MS);
  }

  choose(button) {
    if (!button) return;
    this.stop();
    this.form.elements.when.value = button.dataset.when;
    this.onTime();
  }

  /** In words, also for who hears the thumb: the moment and the numbers of its day. */
  say() {
    const { day, hour, moment, counts, bars } = this.parts;
    const isMoment = this.form.elements.when.value === "moment";
    const chosen = this.form.elements.when.selectedOptions[0].textContent;
    const told = this.countsOf(Number(day.value));
    moment.textContent = isMoment ? wallLong(this.moment) : chosen;
    counts.textContent = told;
    for (const slider of [day, hour]) slider.setAttribute("aria-valuetext", [wallLong(this.moment), told].filter(Boolean).join(". "));
    bars.querySelector(".timeline__here")?.setAttribute("x", day.value);
  }

  countsOf(number) {
    const day = this.days[number];
    return day ? this.words.counts.replace("%h", day.holds).replace("%s", day.starts).replace("%e", day.ends) : "";
  }

  /** The bars are of the kinds and filters that the form asks for, in the whole city, or at the place that was searched for. */
  async count() {
    const query = this.daysQuery();
    if (query === this.counted) return;
    this.counted = query;
    try {
      const { days } = query === null ? { days: [] } : await getJSON(`${this.source.days}?${query}`);
      if (query !== this.counted) return;
      this.days = days;
      this.draw();
      this.say();
    } catch (error) {
      this.counted = undefined;
      if (!isOutdated(error)) this.parts.counts.textContent = toldOf(error);
    }
  }

  /** Null where none of the layers that have days is shown. */
  daysQuery() {
    const { kinds, filters, alone } = this.question();
    const shown = this.slugs.filter(({ slug, isShown }) => (kinds ? kinds.has(slug) : isShown));
    if (!shown.length) return null;
    const query = new URLSearchParams({ from: this.today });
    if (alone?.street) query.set("road", alone.street);
    else if (alone?.box) query.set("bbox", boxText(alone.box));
    for (const name of Object.keys(this.source.params)) query.set(name, shown.map(({ params }) => params[name]).join(","));
    for (const [name, value] of Object.entries(filters)) {
      const sent = this.source.filters[name]?.[value];
      if (sent) query.set(name, sent);
    }
    return query.toString();
  }

  /** Upwards how many begin, downwards how many end: told apart by their side, not by colour alone. */
  draw() {
    const { bars, day } = this.parts;
    const most = Math.max(1, ...this.days.flatMap(({ starts, ends }) => [starts, ends]));
    const heightOf = (number) => (number ? Math.max(2, (number / most) * HEIGHT) : 0);
    bars.setAttribute("viewBox", `0 0 ${Number(day.max) + 1} ${2 * HEIGHT}`);
    const here = bar("here", 0, 0, 2 * HEIGHT);
    const all = this.days.slice(0, Number(day.max) + 1).flatMap(({ starts, ends }, number) => [
      bar("starts", number, HEIGHT - heightOf(starts), heightOf(starts)),
      bar("ends", number, HEIGHT, heightOf(ends)),
    ]);
    bars.replaceChildren(here, ...all);
  }

  // Day after day

  async play() {
    const turn = {};
    this.playing = turn;
    this.showPlaying();
    const { day } = this.parts;
    if (day.value === day.max) day.value = 0;
    while (this.playing === turn && day.value !== day.max) {
      day.value = Number(day.value) + 1;
      this.moved();
      clearTimeout(this.resting);
      await this.onTime();
      await new Promise((go) => { setTimeout(go, A_DAY_MS); });
    }
    if (this.playing === turn) this.stop();
  }

  get isPlaying() {
    return Boolean(this.playing);
  }

  stop() {
    this.playing = null;
    this.showPlaying();
  }

  showPlaying() {
    const { play } = this.parts;
    play.classList.toggle("is-playing", this.isPlaying);
    play.setAttribute("aria-label", this.isPlaying ? this.words.pause : this.words.play);
  }
}

function bar(name, x, y, height) {
  const rect = document.createElementNS(SVG, "rect");
  for (const [key, value] of Object.entries({ class: `timeline__${name}`, x: x + 0.1, y, width: 0.8, height })) rect.setAttribute(key, value);
  return rect;
}

const noon = (day) => new Date(`${day}T12:00:00Z`);
const dayLater = (day, days) => new Date(noon(day).getTime() + days * 86400000).toISOString().slice(0, 10);
const daysBetween = (one, other) => Math.round((noon(other) - noon(one)) / 86400000);
