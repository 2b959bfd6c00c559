/* What is wrong, said beside its field. */

import { toldOf } from "../../roadmap/js/request.js";
import { byId, form } from "./page.js";

export class FieldErrors {
  /** `stages` is asked to show the one that is wrong. */
  constructor({ stages }) {
    this.stages = stages;
  }

  /** Runs, and shows what went wrong; null then. */
  async try(work) {
    try {
      return await work();
    } catch (error) {
      if (!this.show(error.fields ?? {}, true)) this.say(toldOf(error), true);
      return null;
    }
  }

  say(text, isError = false) {
    byId("said").textContent = text;
    byId("said").classList.toggle("is-error", isError);
  }

  /** Beside the fields; says whether there was a place for any of them. */
  show(fields, isFinal = false) {
    const ofPhases = Array.isArray(fields.phases) ? {} : fields.phases ?? {}; // by number from 0; a list is about all of them
    const wrong = Object.keys(ofPhases).map(Number).find(Number.isInteger) ?? -1; // the first
    if (isFinal && wrong >= 0) this.stages.turnTo(wrong);
    const all = { ...fields, ...(wrong >= 0 ? ofPhases[wrong] : {}) };
    for (const line of form.querySelectorAll("[data-error]")) showLine(line, all);
    const [first, ...others] = form.querySelectorAll("[data-error]:not([hidden])");
    if (isFinal && first) {
      this.say([first, ...others].map((line) => line.textContent).join(" "), true);
      leadTo(first);
    } else if (byId("said").classList.contains("is-error")) this.say("");
    return Boolean(first);
  }
}

function showLine(line, all) {
  const told = line.dataset.error.split(" ").flatMap((name) => all[name] ?? []);
  line.textContent = told.join(" ");
  line.hidden = told.length === 0;
  line.closest(".field")?.classList.toggle("field--invalid", told.length > 0);
}

function leadTo(line) {
  const field = line.closest(".field, fieldset").querySelector("input:not([type=hidden]), select");
  if (field?.offsetParent) field.focus({ preventScroll: true });
  else form.querySelector("#signal")?.focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
}
