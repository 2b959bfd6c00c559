/* A question about what is being entered: asked a moment after the last change, and only the newest answer counts. */

import { isOutdated } from "../../roadmap/js/request.js";

const PAUSE_MS = 700;

export class Soon {
  /** `ask(signal)` asks, `take(answer)` gets what came; `fail(error)` hears why there is none. */
  constructor({ ask, take, fail, pauseMs = PAUSE_MS }) {
    Object.assign(this, { ask, take, fail, pauseMs });
  }

  /** More may come; what is under way is about what stood there before. */
  put() {
    this.drop();
    this.timer = setTimeout(() => this.load(), this.pauseMs);
  }

  /** Nothing is wanted any more, and nothing that is under way counts. */
  drop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  async load() {
    this.drop();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const answer = await this.ask(signal);
      if (!signal.aborted) this.take(answer);
    } catch (error) {
      if (!isOutdated(error)) this.fail(error);
    }
  }
}
