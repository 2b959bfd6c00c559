/* What a change that waits would make of the event: asked for once the page is there, and approved once it was read. */

import { postForHTML, toldOf } from "../../roadmap/js/request.js";
import { drawIn } from "./moved_map.js";

const part = document.querySelector("[data-outcome]");
const form = part.querySelector("form");

async function ask() {
  const [line, again] = [form.querySelector("[role=status]"), form.querySelector("button")];
  try {
    part.innerHTML = await postForHTML(form.action, new FormData(form));
  } catch (error) {
    line.textContent = toldOf(error);
    again.hidden = false;
    return;
  }
  drawIn(part);
  const isPossible = !part.querySelector("[data-impossible]");
  for (const button of document.querySelectorAll("[data-if-possible]")) button.hidden = !isPossible;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
ask();
