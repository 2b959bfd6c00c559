/* “My district”: the phone's position goes into the form's own address, once, when it is asked for. */

import { myPosition } from "../../roadmap/js/position.js";

const form = document.getElementById("my-district");
const button = form.querySelector("[data-locate]");
const said = document.getElementById("said");
const REFUSED = 1;

button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  said.textContent = "";
  try {
    const { lat, lon } = await myPosition();
    location.assign(`${form.action}?${new URLSearchParams({ lat: lat.toFixed(6), lon: lon.toFixed(6) })}`);
  } catch ({ code }) {
    said.textContent = code === REFUSED ? form.dataset.wordsRefused : form.dataset.wordsUnknown;
  } finally {
    button.disabled = false;
  }
});
