/* The map in another site's frame: what lies there, and a card for what is touched. It has no controls of its own. */

import { choose } from "../../roadmap/js/choice.js";
import { boxOf, createMap } from "../../roadmap/js/map.js";
import { getHTML, isOutdated, toldOf } from "../../roadmap/js/request.js";
import { nameOf } from "../../roadmap/js/signs.js";
import { cardOf, Sources } from "../../roadmap/js/sources.js";

const REST_MS = 250; // after the last move of the map
const REFRESH_MS = 120000;

const json = (id) => JSON.parse(document.getElementById(id).textContent);

class EmbeddedMap {
  constructor() {
    this.element = document.getElementById("map");
    this.status = document.getElementById("map-status");
    this.card = document.getElementById("card");
    this.layers = json("map-layers");
    this.words = json("map-words");
    this.map = createMap(this.element, { scroll: false });
    this.map.fit(boxOf(this.element.dataset.opens), { animate: false });
    this.sources = new Sources(this.map, this.layers, {
      signs: this.element.dataset.signs,
      onOpen: (key) => this.open(key),
      onCrowd: (signs, lead) => this.choose(signs, lead),
      nameOf: (sign) => nameOf(sign, this.words.here),
      tip: (layer, feature) => titleOf(layer, feature),
    });
    this.listen();
    this.refresh();
  }

  listen() {
    this.map.on("moveend", () => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.refresh(), REST_MS);
    });
    this.map.on("click", () => this.close());
    this.card.querySelector("button").addEventListener("click", () => this.close());
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.close(); });
    setInterval(() => { if (document.visibilityState === "visible") this.refresh(); }, REFRESH_MS);
  }

  async refresh() {
    try {
      await this.sources.show({ kinds: null, filters: {}, time: {} });
      this.say("");
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error));
    }
  }

  async choose(signs, lead) {
    try {
      await choose(signs, lead, { map: this.map, sources: this.sources, here: this.words.here });
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error));
    }
  }

  async open(key) {
    try {
      const html = await getHTML(cardOf(this.layers, key));
      this.card.querySelector("[data-card-body]").innerHTML = html;
      this.card.querySelector("[data-share]")?.remove(); // the frame's address is not the reader's
      this.card.hidden = false;
      this.sources.mark(key);
      this.card.querySelector("h2")?.focus({ preventScroll: true });
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error));
    }
  }

  close() {
    this.card.hidden = true;
    this.sources.mark(null);
  }

  say(words) {
    this.status.textContent = words;
    this.status.hidden = !words;
  }
}

function titleOf(layer, { properties }) {
  return Object.assign(document.createElement("strong"), { textContent: properties.headline || layer.label });
}

new EmbeddedMap();
