/* What clashes with what is being entered: a list beside the map, each with its number on the map. */

import { padded } from "../../roadmap/js/map.js";
import { middleOf } from "../../roadmap/js/signs.js";
import { post } from "../../roadmap/js/request.js";
import { token } from "../../roadmap/js/drawing.js";
import { addresses, byId, words } from "./page.js";
import { Soon } from "./soon.js";

export class Clashes {
  /** `values()` is what the form says, `isLacking(values)` whether that is too little to know. */
  constructor({ map, values, isLacking }) {
    Object.assign(this, { map, values, isLacking });
    this.drawn = map.layer();
    const ask = (signal) => post(addresses.clashes, this.values(), { signal });
    this.soon = new Soon({ ask, take: ({ clashes }) => this.show(clashes), fail: () => this.show([]) });
    byId("clashes-list").addEventListener("click", ({ target }) => this.look(target.closest("button")?.dataset.clash));
  }

  put() {
    if (this.isLacking(this.values())) this.forget();
    else this.soon.put();
  }

  load() {
    if (!this.isLacking(this.values())) this.soon.load();
  }

  forget() {
    this.soon.drop();
    this.show([]);
  }

  show(clashes) {
    byId("clashes").hidden = !clashes.length;
    byId("clashes-list").replaceChildren(...clashes.map((clash, number) => row(clash, number)));
    this.drawn.clear();
    this.boxes = clashes.map(({ geometry }, number) => this.draw(geometry, String(number + 1)));
  }

  /** Its box. */
  draw(geometry, number) {
    const color = token("clash");
    this.drawn.geometry(geometry, { color: token("map-label-halo"), weight: 12, opacity: 0.9, radius: 14, fillOpacity: 0 });
    const shape = this.drawn.geometry(geometry, { color, weight: 8, opacity: 1, dashArray: "3 6", lineCap: "butt", radius: 12, fillOpacity: 0.2 });
    this.drawn.letter(middleOf(geometry), number, "clash-mark");
    return shape.box;
  }

  look(number) {
    if (number === undefined) return;
    byId("map").scrollIntoView({ block: "nearest" });
    this.map.fit(padded(this.boxes[number], 0.4), { maxZoom: 16, animate: false });
  }
}

/** A line of the list; also of the dialog, which has no button to look. */
export function told({ text, headline, agency }) {
  const made = document.createDocumentFragment();
  const what = Object.assign(document.createElement("strong"), { textContent: text });
  made.append(what);
  if (headline) made.append(Object.assign(document.createElement("span"), { className: "muted", textContent: `${headline} · ${agency}` }));
  return made;
}

function row(clash, number) {
  const item = document.createElement("li");
  const show = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: words.wordsShowOnMap });
  show.dataset.clash = number;
  item.append(told(clash), show);
  return item;
}
