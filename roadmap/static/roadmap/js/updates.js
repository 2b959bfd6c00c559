/* An open page asks each minute for the number of what the public is told; only when that has moved is anything fetched anew. */

import { clockText, plural } from "./format.js";
import { inPlace, isOverUnderfoot, newIn, renew, replace } from "./renewal.js";
import { getJSON, isOutdated, toldOf } from "./request.js";

const EVERY_MS = 60000;
const WHOLE_EVERY = 10; // that many times of asking, all the same: messages of residents have no number

export class Updates {
  /** `element` holds a line of status and a button, its data the number's address (`version`), when the page was made (`at`) and words (`words`).
      `refetch()` answers with the list's HTML as it is by now, or null; `show(html)` puts it in; `others()` renews what else the page shows. */
  constructor(element, { list, refetch, show = (html) => replace(list, html), others = () => null }) {
    Object.assign(this, { list, refetch, show, others, url: element.dataset.version, words: JSON.parse(document.getElementById(element.dataset.words).textContent) });
    [this.told, this.button] = [element.querySelector("[role=status]"), element.querySelector("button")];
    this.button.addEventListener("click", () => this.showNew());
    this.number = null;
    this.since = new Date(element.dataset.at); // what the page was made as of
    this.times = 0;
    const ask = () => { if (document.visibilityState === "visible") this.ask(); };
    document.addEventListener("visibilitychange", ask);
    window.addEventListener("online", ask);
    setTimeout(() => setInterval(ask, EVERY_MS), Math.random() * EVERY_MS); // not all pages in the same second
    ask();
  }

  /** A connection that is away is told where the reader asks for something; here it is tried again. */
  async ask() {
    try {
      const { version, moved_at: movedAt } = await getJSON(this.url);
      const isKnown = this.number === null ? new Date(movedAt) < this.since : version === this.number;
      const isDue = (this.times += 1) % WHOLE_EVERY === 0;
      if (!isKnown || isDue) await this.update();
      this.number = version;
    } catch (error) {
      if (!isOutdated(error)) toldOf(error); // a fault of ours goes to the console
    }
  }

  async update() {
    const [html] = await Promise.all([this.refetch(), this.others()]);
    if (html === null || html === this.html) return;
    this.html = html;
    inPlace(this.list, () => this.takeOver(html));
  }

  /** New rows wait until they are asked for: they would push down what is read. What is stood on stays though it is over. */
  takeOver(html) {
    const { length } = newIn(this.list, html);
    if (length || isOverUnderfoot(this.list, html)) renew(this.list, html);
    else this.show(html);
    this.button.hidden = !length;
    this.button.textContent = plural(length, this.words.fresh);
    this.told.textContent = this.words.updated.replace("%s", clockText(new Date()));
  }

  showNew() {
    const [first] = newIn(this.list, this.html);
    this.show(this.html);
    this.button.hidden = true;
    const row = this.list.querySelector(`[href="${CSS.escape(first)}"]`);
    row?.scrollIntoView({ block: "nearest" });
    row?.focus({ preventScroll: true });
  }

  /** The reader asked for something else, and has it: nothing is kept back. */
  isUpToDate() {
    this.button.hidden = true;
    this.html = null;
  }
}
