/* The way round what is opened: the page names its address (data-way), the map draws it under what is shut. */

import { getJSON } from "./request.js";

export class WayRound {
  constructor(map) {
    this.map = map;
    this.drawn = map.layer();
  }

  /** null where none is drawn. */
  get box() {
    return this.drawn.box;
  }

  /** `url` answers GeoJSON, lines in the direction of travel, of which those are drawn that are open; without one, or with nothing in the answer, there is none. */
  async show(url) {
    this.clear();
    if (!url) return;
    this.asked = new AbortController();
    const { features } = await getJSON(url, { signal: this.asked.signal });
    const ways = features.filter(({ geometry, properties }) => geometry && !properties.shut.length);
    for (const { geometry, properties } of ways) this.drawn.way(geometry, { isPossible: properties.source !== "stored" });
    if (ways.length) this.map.spare(ways.map(({ geometry }) => geometry), "way");
  }

  clear() {
    this.asked?.abort();
    if (!this.box) return;
    this.drawn.clear();
    this.map.spare([], "way");
  }
}
