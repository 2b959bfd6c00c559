/* The foreman's link handed on: by the phone's own sheet, else to the clipboard. */

import { share } from "../../roadmap/js/share.js";

const button = document.querySelector("#from-street [data-share]");
const said = document.getElementById("site-link-said");

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => share(button, (words) => { said.textContent = words; }));
}
