/* Photos that are still being looked at: the secret page is asked again until they are there. */

import { getHTML, toldOf } from "../../roadmap/js/request.js";

const PAUSE_MS = 3000;
const MOST_TIMES = 40; // then the page's own link is left

async function lookAgain(times) {
  const own = document.getElementById("own-photos");
  if (!own?.hasAttribute("data-waiting") || times === 0) return;
  try {
    const page = new DOMParser().parseFromString(await getHTML(window.location.pathname), "text/html");
    own.replaceWith(document.adoptNode(page.getElementById("own-photos")));
  } catch (error) {
    toldOf(error); // a fault of ours goes to the console; a lost network is met by the next look
  }
  setTimeout(() => lookAgain(times - 1), PAUSE_MS);
}

setTimeout(() => lookAgain(MOST_TIMES), PAUSE_MS);
