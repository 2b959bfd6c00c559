/* Asks for the moment of a verb (when the works began, when the road was opened) and for who says so. What is wrong stays
   beside its field. */

import { localMoment, wallText } from "../../roadmap/js/format.js";
import { toldOf } from "../../roadmap/js/request.js";

export class MomentDialog {
  /** `send(values)` does the verb; the dialog closes only when it went well. */
  constructor(dialog, { send }) {
    Object.assign(this, { dialog, send });
    this.moment = dialog.querySelector("[data-moment]");
    this.source = dialog.querySelector("[data-source]");
    this.comment = dialog.querySelector("[data-comment]");
    this.isUntouched = true;
    this.moment.addEventListener("input", () => {
      this.isUntouched = false;
      this.say();
      this.showErrors({}); // what was said of the other moment
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.do();
    });
  }

  /** data-now: it is proposed that it happens now, and left to the server which moment that is. */
  open() {
    if (this.leavesNow) this.moment.value = localMoment(new Date());
    this.say();
    this.showErrors({});
    this.dialog.showModal();
    this.moment.focus();
  }

  get leavesNow() {
    return this.isUntouched && "now" in this.dialog.dataset;
  }

  say() {
    this.dialog.querySelector("[data-said]").textContent = wallText(this.moment.value);
  }

  async do() {
    const button = this.dialog.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const { field } = this.dialog.dataset;
      const moment = this.leavesNow ? {} : { [field]: this.moment.value || null };
      await this.send({ ...moment, ...(this.source ? { source: this.source.value } : {}), comment: this.comment.value.trim() });
      this.dialog.close();
    } catch (error) {
      this.showErrors(error.fields ?? {}, toldOf(error));
    } finally {
      button.disabled = false;
    }
  }

  /** Beside its field; what belongs to none is told below. */
  showErrors(fields, otherwise = "") {
    let isTold = false;
    for (const line of this.dialog.querySelectorAll("[data-wrong]")) {
      const told = line.dataset.wrong.split(" ").flatMap((name) => fields[name] ?? []);
      this.showLine(line, told.join(" "));
      isTold ||= told.length > 0;
    }
    const rest = Object.values(fields).flat().join(" ") || otherwise;
    if (!isTold) this.showLine(this.dialog.querySelector("[data-wrong=other]"), rest);
    this.dialog.querySelector(".field--invalid :is(input, select)")?.focus();
  }

  showLine(line, text) {
    line.textContent = text;
    line.hidden = !text;
    line.closest(".field")?.classList.toggle("field--invalid", Boolean(text));
  }
}
