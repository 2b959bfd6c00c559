/* The post before it goes. What is wrong beside the fields is none of its business: it only says that there is no text yet. */

import { post, toldOf } from "../../roadmap/js/request.js";
import { addresses, byId, words } from "./page.js";
import { Soon } from "./soon.js";

export class Preview {
  /** `values()` is what the form says, `isLacking(values)` whether that is too little for a text. */
  constructor({ values, isLacking }) {
    Object.assign(this, { values, isLacking });
    this.soon = new Soon({
      ask: (signal) => post(addresses.preview, this.values(), { signal }),
      take: ({ long, caption }) => this.show(long, caption),
      fail: (error) => this.show(`${words.wordsNoText} ${toldOf(error)}`),
    });
  }

  /** Soon: more may come. What stands there meanwhile is not the text of what is entered, and looks so. */
  ask() {
    if (this.isToCome()) this.soon.put();
  }

  load() {
    if (this.isToCome()) this.soon.load();
  }

  isToCome() {
    const isLacking = this.isLacking(this.values());
    if (isLacking) this.say(words.wordsNoPreview);
    else byId("preview").closest("section").classList.add("is-loading");
    return !isLacking;
  }

  /** The text is another one: it is made with the verb that is proposed. */
  tellLater() {
    this.say(words.wordsTextLater);
  }

  /** In the stead of a text. */
  say(told) {
    this.soon.drop();
    this.show(told);
  }

  /** Under a picture some networks take less: what goes there is shown where it is not the same. */
  show(long, caption = long) {
    byId("preview").closest("section").classList.remove("is-loading");
    byId("preview").textContent = long;
    byId("preview-caption").textContent = caption;
    byId("preview-short").hidden = caption === long;
  }
}
