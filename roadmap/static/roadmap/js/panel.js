/* The list beside the map and the card over it. Both are HTML from the server: one template for all. */

import { replace } from "./renewal.js";
import { getHTML } from "./request.js";

const SWIPE_PX = 40;
const AGAIN_MS = 4000; // without a connection
const FOCUSED = "h2, a, button, summary"; // what a reader may stand on in a card

export class Panel {
  /** `onOpen(key)` hears that a row was chosen, `onLeave()` that the card is to be closed, `onPoint(key|null)` a row under the mouse;
      `knownOf(key)` answers with what the map knows of it, [title, …facts], or null. */
  constructor({ list, card, onOpen, onLeave, onPoint, knownOf }) {
    Object.assign(this, { list, card, onOpen, onLeave, knownOf, opened: null });
    this.body = card.querySelector("[data-card-body]");
    list.addEventListener("click", (event) => this.choose(event));
    list.addEventListener("pointerover", (event) => onPoint(rowOf(event.target)?.dataset.key ?? null));
    list.addEventListener("pointerleave", () => onPoint(null));
    list.addEventListener("focusin", (event) => onPoint(rowOf(event.target)?.dataset.key ?? null));
    this.followFinger();
    card.querySelector("[data-card-close]").addEventListener("click", () => this.onLeave());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !card.hidden) this.onLeave(); });
  }

  /** On a phone the card is a sheet: its head drawn up makes it tall, drawn down makes it low, then closes it. */
  followFinger() {
    let from = null;
    this.card.addEventListener("touchstart", ({ target, touches }) => {
      const isHead = target === this.card || target.closest("header");
      from = isHead && this.body.scrollTop === 0 ? touches[0].clientY : null;
    }, { passive: true });
    this.card.addEventListener("touchend", ({ changedTouches }) => {
      const way = from === null ? 0 : changedTouches[0].clientY - from;
      from = null;
      if (Math.abs(way) < SWIPE_PX) return;
      if (way > 0 && !this.card.classList.contains("is-tall")) this.onLeave();
      else this.card.classList.toggle("is-tall", way < 0);
    });
  }

  /** A row is a link to the event's page: with a modifier key it stays one. */
  choose(event) {
    const row = rowOf(event.target);
    if (!row || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.onOpen(row.dataset.key);
  }

  /** Answers with its HTML. A newer question takes the place of an older one. */
  async showList(url) {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.list.classList.add("is-loading");
    try {
      const html = await getHTML(url, { signal });
      this.replaceList(html);
      return html;
    } finally {
      if (!signal.aborted) this.list.classList.remove("is-loading");
    }
  }

  replaceList(html) {
    replace(this.list, html);
    this.markRow(this.opened);
  }

  rowWith(key) {
    return this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  async open(key, url) {
    if (!this.opened) this.openedFrom = document.activeElement;
    this.opened = key;
    this.markRow(key);
    this.card.hidden = false;
    this.card.classList.add("is-loading");
    const html = await this.cardFrom(url, key);
    if (this.opened !== key) return;
    this.cardHTML = html;
    this.body.innerHTML = html;
    this.card.classList.remove("is-loading");
    this.body.scrollTop = 0;
    this.body.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** Without a connection, what its row knows, else the map; the rest follows when there is one. */
  async cardFrom(url, key) {
    try {
      return await getHTML(url);
    } catch (error) {
      const told = error.status === 0 ? (this.toldByRow(key) ?? this.toldByMap(key)) : null;
      if (!told) throw error;
      this.followUp(key, url);
      return told;
    }
  }

  /** As soon as it can be had, while the card is open. */
  followUp(key, url) {
    setTimeout(() => { if (this.opened === key) this.renew(key, url).catch(() => this.followUp(key, url)); }, AGAIN_MS);
  }

  toldByRow(key) {
    const row = this.rowWith(key);
    return row && this.toldAs(row.querySelector(".row__title").textContent, [...row.querySelectorAll(".row__meta")].map((fact) => fact.cloneNode(true)));
  }

  toldByMap(key) {
    const [title, ...facts] = this.knownOf(key) ?? [];
    return title && this.toldAs(title, facts.map((textContent) => Object.assign(document.createElement("p"), { textContent })));
  }

  toldAs(title, facts) {
    const head = document.createElement("header");
    head.append(Object.assign(document.createElement("h2"), { tabIndex: -1, textContent: title }));
    const later = Object.assign(document.createElement("p"), { className: "notice", textContent: this.card.dataset.wordsLater });
    const box = document.createElement("div");
    box.className = "stack";
    box.append(head, ...facts, later);
    return box.outerHTML;
  }

  /** What has changed of the open card takes its place; the reader stays where he reads, and on what he stands. */
  async renew(key, url) {
    const html = await getHTML(url);
    if (this.opened !== key || html === this.cardHTML) return;
    this.cardHTML = html;
    const { scrollTop } = this.body;
    const place = [...this.body.querySelectorAll(FOCUSED)].indexOf(document.activeElement);
    this.body.innerHTML = html;
    this.body.scrollTop = scrollTop;
    this.body.querySelectorAll(FOCUSED)[place]?.focus({ preventScroll: true });
  }

  close() {
    if (this.card.hidden) return;
    const isThere = this.openedFrom?.isConnected && this.openedFrom !== document.body;
    const place = isThere ? this.openedFrom : this.rowWith(this.opened); // the list may have been fetched anew, or never held it
    this.card.hidden = true;
    this.card.classList.remove("is-loading", "is-tall");
    this.body.replaceChildren();
    this.opened = null;
    this.markRow(null);
    place?.focus({ preventScroll: true }); // where the reader was
  }

  markRow(key) {
    for (const row of this.list.querySelectorAll("[data-key]")) {
      row.classList.toggle("is-current", row.dataset.key === key);
    }
  }
}

const rowOf = (element) => element.closest?.("[data-key]");
