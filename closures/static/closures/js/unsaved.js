/* Whoever leaves with entries that are not saved is asked, by the browser itself: a link, another page, a closed tab. */

export class Unsaved {
  /** `values()` is what the form says. */
  constructor(values) {
    this.values = values;
    this.keep();
    window.addEventListener("beforeunload", (event) => {
      if (this.isThere) event.preventDefault();
    });
  }

  get isThere() {
    return this.saved !== null && JSON.stringify(this.values()) !== this.saved;
  }

  /** All that is there now is saved. */
  keep() {
    this.saved = JSON.stringify(this.values());
  }

  /** The page is left on purpose. */
  leave() {
    this.saved = null;
  }
}
