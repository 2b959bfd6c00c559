/* The list without a map: it renews itself, and puts what is near the reader first. */

import { myPosition, nearText } from "./position.js";
import { replace } from "./renewal.js";
import { getHTML, toldOf } from "./request.js";
import { Updates } from "./updates.js";

const list = document.getElementById("list");
const near = document.getElementById("near-me");
const said = document.getElementById("near-said");
let place = null; // not in the address: that would be handed on with a link

function listURL() {
  const query = new URLSearchParams(window.location.search);
  query.set("part", "list");
  if (place) query.set("near", place);
  return `${window.location.pathname}?${query}`;
}

const updates = new Updates(document.getElementById("updates"), { list, refetch: () => getHTML(listURL()) });

near.hidden = false;
near.addEventListener("click", async () => {
  said.textContent = "";
  try {
    place = nearText(await myPosition());
    replace(list, await getHTML(listURL()));
    updates.isUpToDate();
    near.setAttribute("aria-pressed", true);
  } catch (error) {
    if ("code" in error) said.textContent = error.code === 1 ? said.dataset.wordsRefused : said.dataset.wordsUnknown;
    else said.textContent = toldOf(error);
  }
});
