/* What everybody else has published, on the editor's map: by the box in sight and the hours that are entered. A touch tells
   what it is, whose and when. */

import { boxText } from "../../roadmap/js/map.js";
import { momentText } from "../../roadmap/js/format.js";
import { getJSON } from "../../roadmap/js/request.js";
import { style } from "./styles.js";
import { addresses, byId, drawings } from "./page.js";
import { Soon } from "./soon.js";

const MOST = 300;

export class Others {
  /** `own()` is the number of the event itself, `sketches(point)` says that a touch was a point of a drawing. */
  constructor({ map, own, sketches }) {
    Object.assign(this, { map, own, sketches });
    this.layer = map.layer();
    this.soon = new Soon({ ask: (signal) => this.ask(signal), take: (answer) => this.show(answer), fail: () => this.layer.clear() });
    map.on("moveend", () => this.soon.put());
    this.soon.load();
  }

  ask(signal) {
    return getJSON(`${addresses.others}?${new URLSearchParams({ bbox: boxText(this.map.box), limit: MOST })}`, { signal });
  }

  show({ features }) {
    this.layer.clear();
    for (const feature of features) {
      if (feature.id === this.own()) continue;
      const how = { ...style(feature, drawings[feature.properties.kind]), title: feature.properties.headline };
      const shape = this.layer.feature(feature, how, byId("map").dataset.signs);
      shape.onSign((point) => this.sketches(point) || this.map.askAt(point, told(feature.properties, () => this.map.closeBox())));
    }
    this.layer.arrange();
  }
}

function told({ headline, agency_name: agency, start, end, hours, url }, close) {
  const made = byId("other-event").content.cloneNode(true).firstElementChild;
  const [from, to] = [start, end].map((each) => each && momentText(new Date(each)));
  const when = [from, to || made.dataset.openEnd].join(" – ");
  const values = { headline, agency, when: [when, hours].filter(Boolean).join(" · ") };
  for (const [name, text] of Object.entries(values)) made.querySelector(`[data-${name}]`).textContent = text;
  made.querySelector("a").href = url;
  made.querySelector("button").addEventListener("click", close);
  return made;
}
