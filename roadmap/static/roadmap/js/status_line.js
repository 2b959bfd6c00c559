/* What the reader is told over the map, with a button to try again where something failed. */

import { isOutdated, toldOf } from "./request.js";

export class StatusLine {
  #words;
  #button;

  /** `onAgain()` hears that the reader tries again; `next` is where he stands when the button is gone. */
  constructor(element, { onAgain, next }) {
    Object.assign(this, { element, next });
    this.lasts = false;
    [this.#words, this.#button] = [element.querySelector("span"), element.querySelector("button")];
    this.#button.addEventListener("click", onAgain);
    window.addEventListener("online", () => { if (this.lasts && this.#words.textContent === document.body.dataset.wordsOffline) this.say(""); });
  }

  /** What `lasts` stays until the reader does something else; the rest, until the map shows anew. */
  say(words, { isError = false, lasts = false } = {}) {
    this.lasts = lasts;
    if (this.#words.textContent !== words) this.#words.textContent = words; // told once, not with every try
    if (!isError && document.activeElement === this.#button) this.next.focus({ preventScroll: true });
    this.#button.hidden = !isError;
    this.element.classList.toggle("is-error", isError);
    this.element.hidden = !words;
  }

  /** In place of what was said in passing. */
  sayInPassing(words) {
    if (!this.lasts) this.say(words);
  }

  /** What was asked by a button and failed. */
  async told(work) {
    try {
      await work();
    } catch (error) {
      if (!isOutdated(error)) this.say(toldOf(error), { lasts: true });
    }
  }
}
