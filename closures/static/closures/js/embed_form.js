/* /embed/: the line to copy and the preview follow the form at once; without this script its button asks for them. */

import { parsed } from "../../roadmap/js/renewal.js";
import { getHTML, isOutdated, toldOf } from "../../roadmap/js/request.js";

const form = document.getElementById("embed-form");
const result = document.getElementById("embed-result");
let asked = new AbortController();

form.addEventListener("change", follow);

async function follow() {
  asked.abort();
  asked = new AbortController();
  const address = `${window.location.pathname}?${new URLSearchParams(new FormData(form))}`;
  try {
    const fresh = parsed(await getHTML(address, { signal: asked.signal })).querySelector("#embed-result");
    result.replaceChildren(...fresh.childNodes);
    window.history.replaceState(null, "", address);
  } catch (error) {
    if (!isOutdated(error)) result.textContent = toldOf(error);
  }
}
