/* A call that is entered: the words find the place, the pin may be put by hand. */

import { post } from "../../roadmap/js/request.js";
import { askAbout } from "./category_questions.js";
import { PinMap } from "./pin.js";

const form = document.getElementById("entry");
const found = document.getElementById("found");
const said = document.getElementById("place-said");
const map = new PinMap(document.getElementById("entry-map"), { onMove: pinned });

function pinned({ lon, lat }) {
  form.elements.lon.value = lon.toFixed(6);
  form.elements.lat.value = lat.toFixed(6);
  found.replaceChildren();
  said.textContent = "";
}

function choose({ lon, lat }) {
  map.put(lon, lat, { near: true });
  pinned({ lon, lat });
}

function choice(one) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: one.title });
  button.addEventListener("click", () => choose(one));
  return button;
}

async function find() {
  const words = form.elements.place_text.value.trim();
  if (!words) return;
  const { results, said: answer, is_sure: isSure } = await post(form.dataset.findUrl, new URLSearchParams({ q: words }));
  if (isSure) choose(results[0]);
  else found.replaceChildren(...results.map(choice));
  said.textContent = results.length ? answer : said.dataset.wordsNothing;
}

const { category } = form.elements;
category.addEventListener("change", () => askAbout(form, category.value));
askAbout(form, category.value);

const button = document.getElementById("find");
button.hidden = false;
button.addEventListener("click", find);
form.elements.place_text.addEventListener("input", () => {
  form.elements.lon.value = form.elements.lat.value = ""; // other words, another place
});
if (form.elements.lon.value) map.put(Number(form.elements.lon.value), Number(form.elements.lat.value), { near: true });
