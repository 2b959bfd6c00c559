/* “My district”: the phone's position goes into the form's own address, once, when it is asked for. */

import { myPosition, roughly } from "../../roadmap/js/position.js";

const form = document.getElementById("my-district");
const button = form.querySelector("[data-locate]");
const said = document.getElementById("said");
const REFUSED = 1;

button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  said.textContent = "";
  try {
    location.assign(`${form.action}?${new URLSearchParams(roughly(await myPosition()))}`);
  } catch ({ code }) {
    said.textContent = code === REFUSED ? form.dataset.wordsRefused : form.dataset.wordsUnknown;
  } finally {
    button.disabled = false;
  }
});
