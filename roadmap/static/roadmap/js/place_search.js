/* The search box for places (roadmap/_search.html): streets, houses, crossings, districts, as one types. Without this script the form
   around it sends the words; with it a place is chosen by arrows and Enter or by a touch, and is heard by the page. */

import { getJSON } from "./request.js";
import { Suggest } from "./suggest.js";

export class PlaceSearch extends Suggest {
  /** `box` is the element with `data-places`, which may name one `kind` of them; `onChoose({ kind, kind_word, label, note, point, box, url })` hears what was taken,
      `onEmpty()` that the field was cleared; `asked()` is what the page has asked for without this script. */
  constructor(box, { onChoose, onEmpty = () => {}, asked = () => "" }) {
    const { places, kind, wordsNothing } = box.dataset;
    super(box.querySelector("[role=combobox]"), box.querySelector("[role=listbox]"), {
      find: (words, signal) => findPlaces(places, { q: words, ...(kind && { kind }) }, signal),
      choose: onChoose,
      empty: onEmpty,
      doubt: () => {},
      isStill: () => true,
      about: () => null,
      nothing: () => wordsNothing,
    });
    this.box = box;
    this.status = box.querySelector("[role=status]");
    if (document.activeElement === this.input && this.words && this.input.value !== asked()) this.onTyped(); // typed while the script was on its way
  }

  onTyped() {
    this.tell("");
    super.onTyped();
    if (!this.words) this.empty();
  }

  /** What was left unfinished stays as it is: only a choice moves the map. */
  leave() {
    if (document.activeElement === this.input) return;
    clearTimeout(this.timer);
    this.close();
  }

  onKey(event) {
    if (event.key !== "Escape") super.onKey(event);
    else if (!this.list.hidden || this.words) {
      event.stopPropagation(); // an open card stays
      if (this.list.hidden) this.clear();
      else this.close();
    }
  }

  /** The marked row, or the likeliest; what the page knows the words to mean, a page of its own would answer, too. */
  async enter() {
    if (!this.words) return;
    clearTimeout(this.timer);
    const entries = await this.load(this.words);
    if (!entries) return;
    const entry = entries[Math.max(this.active, 0)] ?? entries[0];
    if (entry) this.take(entry);
    else this.say(this.nothing);
  }

  show(entries) {
    super.show(entries);
    if (entries.length) this.tell(this.box.dataset.wordsFound.replace("%s", entries.length), { isSeen: false });
  }

  say(words) {
    this.close();
    this.tell(words);
  }

  /** For those who hear the page; those who see it need not be told how long a list is. */
  tell(words, { isSeen = true } = {}) {
    this.status.classList.toggle("visually-hidden", !isSeen);
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  row(entry, number) {
    const row = super.row(entry, number);
    row.replaceChildren(piece("suggest__name", entry.name), piece("suggest__kind", entry.note || entry.kind_word));
    return row;
  }

  take(entry) {
    super.take(entry);
    this.tell("");
    this.input.select();
  }

  clear() {
    this.input.value = "";
    this.onTyped();
  }
}

function piece(className, text) {
  return Object.assign(document.createElement("span"), { className, textContent: text });
}

async function findPlaces(url, asked, signal) {
  const { results } = await getJSON(`${url}?${new URLSearchParams(asked)}`, { signal });
  return results.map((place) => ({ ...place, name: place.label }));
}
