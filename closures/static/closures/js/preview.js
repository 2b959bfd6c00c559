/* The post before it goes. */

import { isOutdated, post } from "../../roadmap/js/request.js";
import { addresses, byId, words } from "./page.js";

const PAUSE_MS = 700;

export class Preview {
  /** `values()` is what the form says, `isLacking(values)` whether that is enough for a text. */
  constructor({ values, isLacking, errors }) {
    Object.assign(this, { values, isLacking, errors });
  }

  /** Soon: more may come. */
  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), PAUSE_MS);
  }

  /** Under a picture some networks take less: what goes there is shown where it is not the same. */
  show(long, caption = long) {
    byId("preview").textContent = long;
    byId("preview-caption").textContent = caption;
    byId("preview-short").hidden = caption === long;
  }

  async load() {
    const values = this.values();
    if (this.isLacking(values)) {
      this.show(words.wordsNoPreview);
      return;
    }
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const texts = await post(addresses.preview, values, { signal: this.asking.signal });
      this.show(texts.long, texts.caption);
      this.errors.show({});
    } catch (error) {
      if (!isOutdated(error)) this.errors.show(error.fields ?? {});
    }
  }
}
