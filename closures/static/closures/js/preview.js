/* The post before it goes. What is wrong beside the fields is none of its business: it only says that there is no text yet. */

import { isOutdated, post, toldOf } from "../../roadmap/js/request.js";
import { addresses, byId, words } from "./page.js";

const PAUSE_MS = 700;

export class Preview {
  /** `values()` is what the form says, `isLacking(values)` whether that is too little for a text. */
  constructor({ values, isLacking }) {
    Object.assign(this, { values, isLacking });
  }

  /** Soon: more may come. */
  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), PAUSE_MS);
  }

  /** The text is another one: it is made with the verb that is proposed. */
  tellLater() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.show(words.wordsTextLater);
  }

  /** Under a picture some networks take less: what goes there is shown where it is not the same. */
  show(long, caption = long) {
    byId("preview").textContent = long;
    byId("preview-caption").textContent = caption;
    byId("preview-short").hidden = caption === long;
  }

  async load() {
    const values = this.values();
    this.asking?.abort();
    if (this.isLacking(values)) {
      this.show(words.wordsNoPreview);
      return;
    }
    this.asking = new AbortController();
    try {
      const texts = await post(addresses.preview, values, { signal: this.asking.signal });
      this.show(texts.long, texts.caption);
    } catch (error) {
      if (!isOutdated(error)) this.show(`${words.wordsNoText} ${toldOf(error)}`);
    }
  }
}
