/* /subscribe/: shows only what the chosen place needs, suggests streets as one types, tells where the reader is, and takes this browser as the reader. */

import { myPosition } from "../../roadmap/js/position.js";
import { askBrowser, canPush } from "../../roadmap/js/push.js";
import { post, toldOf } from "../../roadmap/js/request.js";
import { bringSearch } from "../../roadmap/js/search_box.js";

const form = document.getElementById("subscribe");
const said = document.getElementById("said");
const { dataset } = form;
const field = (name) => form.elements.namedItem(name);

for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
for (const box of form.querySelectorAll("[data-places]")) bringSearch(box, { onChoose() {} });
form.addEventListener("change", show);
document.getElementById("locate").addEventListener("click", locate);
const push = document.getElementById("push");
if (push && canPush()) push.addEventListener("click", subscribe);
else if (push) push.replaceWith(words(dataset.wordsNoPush));
show();

function show() {
  for (const part of form.querySelectorAll("[data-for]")) {
    const [name, value] = part.dataset.for.split("=");
    part.hidden = field(name).value !== value;
  }
}

function words(text) {
  const line = document.createElement("p");
  line.className = "hint";
  line.textContent = text;
  return line;
}

async function locate() {
  said.textContent = dataset.wordsLooking;
  try {
    const { lat, lon } = await myPosition();
    field("lon").value = lon.toFixed(6);
    field("lat").value = lat.toFixed(6);
    field("place").value = "";
    said.textContent = dataset.wordsFound;
  } catch {
    said.textContent = dataset.wordsNotFound;
  }
}

/** Asks the browser's owner first; whatever is wrong with the rest of the form is said before a browser is known to us. */
async function subscribe() {
  push.disabled = true;
  try {
    const browser = await askBrowser(dataset);
    if (!browser) {
      said.textContent = dataset.wordsRefused;
      return;
    }
    const told = new FormData(form);
    for (const [name, value] of Object.entries({ channel: "push", ...browser })) told.set(name, value);
    const { page } = await post(form.action, told);
    window.location.assign(page);
  } catch (error) {
    said.textContent = error.name === "AbortError" ? dataset.wordsNoPush : toldOf(error);
  } finally {
    push.disabled = false;
  }
}
