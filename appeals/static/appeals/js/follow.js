/* The form of following a message: takes this browser as the reader. By mail it works without this script. */

import { askBrowser, canPush } from "../../roadmap/js/push.js";
import { post, toldOf } from "../../roadmap/js/request.js";

const form = document.getElementById("follow");
const said = document.getElementById("said");
const push = document.getElementById("push");
if (push && canPush()) {
  push.hidden = false;
  push.addEventListener("click", follow);
}

async function follow() {
  push.disabled = true;
  try {
    const browser = await askBrowser(form.dataset);
    if (!browser) {
      said.textContent = form.dataset.wordsRefused;
      return;
    }
    const told = new FormData(form);
    for (const [name, value] of Object.entries({ channel: "push", ...browser })) told.set(name, value);
    const { page } = await post(form.action, told);
    window.location.assign(page);
  } catch (error) {
    said.textContent = error.name === "AbortError" ? form.dataset.wordsNoPush : toldOf(error);
  } finally {
    push.disabled = false;
  }
}
