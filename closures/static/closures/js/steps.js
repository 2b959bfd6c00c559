/* Steps of the workflow that need nothing of the form: approve, return, withdraw, undo, send now. A button names its step,
   what is said when it is done, and the dialog that asks for words where the step needs them. */

import { toldOf } from "../../roadmap/js/request.js";
import { byId } from "./page.js";

export class Steps {
  constructor({ moves }) {
    this.moves = moves;
    for (const button of document.querySelectorAll("[data-step]")) this.connect(button);
    for (const button of document.querySelectorAll("[data-read-anew]")) button.addEventListener("click", readAnew);
  }

  connect(button) {
    const { step, said, dialog, proposal } = button.dataset; // which change was read
    const take = (values) => this.moves.step(step, proposal ? { ...values, proposal } : values, said);
    if (dialog) askForWords(button, byId(dialog), take);
    else button.addEventListener("click", () => this.moves.tryStep(take));
  }
}

/** The page as it is by now, at the change that waits. */
function readAnew() {
  window.location.hash = "proposal-title";
  window.location.reload();
}

/** The dialog closes only when it went well; what is wrong stands beside the field. */
function askForWords(button, dialog, take) {
  const comment = dialog.querySelector("[data-comment]");
  button.addEventListener("click", () => {
    show(dialog, {});
    dialog.showModal();
    comment.focus();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await take({ comment: comment.value.trim() });
      dialog.close();
    } catch (error) {
      show(dialog, error.fields?.comment ? error.fields : { other: [toldOf(error)] });
      comment.focus();
    }
  });
}

function show(dialog, fields) {
  for (const line of dialog.querySelectorAll("[data-wrong]")) {
    const told = (fields[line.dataset.wrong] ?? []).join(" ");
    line.textContent = told;
    line.hidden = !told;
  }
}
