/* The map in another site's frame: what lies there, and a card for what is touched. It has no controls of its own. */

import { choiceOf } from "../../roadmap/js/choice.js";
import { boxOf, createMap } from "../../roadmap/js/map.js";
import { getHTML, isOutdated, toldOf } from "../../roadmap/js/request.js";
import { Sources } from "../../roadmap/js/sources.js";

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
      tip: (layer, feature) => nameOf(layer, feature),
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

  choose(signs, lead) {
    const box = choiceOf(signs, this.words.here.replace("%s", signs.length), {
      onChoose: (sign) => { this.map.closeBox(); sign.open(); },
      onLeave: () => this.map.closeBox(),
    });
    this.map.askAt(lead.point, box);
  }

  async open(key) {
    const layer = this.layers.find(({ keyPrefix }) => key.startsWith(`${keyPrefix}-`));
    const id = key.slice(layer.keyPrefix.length + 1);
    try {
      const html = await getHTML(layer.card.replace("/0/", `/${id}/`));
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

function nameOf(layer, { properties }) {
  return Object.assign(document.createElement("strong"), { textContent: properties.headline || layer.label });
}

new EmbeddedMap();
