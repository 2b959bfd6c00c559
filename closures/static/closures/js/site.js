/* The foreman's page: the phone's place where it is allowed, and one sending for two taps. */

import { myPosition } from "../../roadmap/js/position.js";

const form = document.getElementById("site");
const button = document.getElementById("place");
const said = document.getElementById("place-said");

/** The form's hidden fields; nothing is sent before one of its buttons is pressed. */
async function attachPlace() {
  said.textContent = form.dataset.wordsWaiting;
  try {
    const { lat, lon, accuracyM } = await myPosition();
    form.elements.lat.value = lat;
    form.elements.lon.value = lon;
    form.elements.accuracy.value = accuracyM;
    said.textContent = form.dataset.wordsFound.replace("{m}", Math.round(accuracyM));
  } catch {
    said.textContent = form.dataset.wordsRefused;
  }
}

/** The second tap is the first one's echo. */
function sendOnce(event) {
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  form.setAttribute("aria-busy", "true");
}

if (form) {
  button.hidden = false;
  button.addEventListener("click", attachPlace);
  form.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
}
document.getElementById("errors")?.focus();
