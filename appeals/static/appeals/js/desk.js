/* One message at the desk: its map with pin, segment and candidates; and ready answers. */

import { listen } from "./keys.js";
import { PinMap } from "./pin.js";
import { myPosition } from "../../roadmap/js/position.js";

const SEGMENT = { color: "#0f4c5c", weight: 8, opacity: 0.85 };
const CANDIDATE = { color: "#b25000", weight: 5, opacity: 0.7, dashArray: "8 6" };

function showPlace(element, { pin, snapped, segment, candidates }) {
  const form = document.getElementById("place-form");
  const save = document.getElementById("save-pin");
  const map = new PinMap(element, {
    onMove({ lon, lat }) {
      if (!form) return; // of another body now: to be read only
      form.elements.lon.value = lon.toFixed(6);
      form.elements.lat.value = lat.toFixed(6);
      save.hidden = false;
    },
  });
  const lines = map.map.layer();
  for (const { line, street } of candidates) lines.line(line, CANDIDATE).explain(street ?? "");
  if (segment) lines.line(segment, SEGMENT);
  if (pin) map.put(...pin, { near: true });
  if (pin && snapped) map.showSnapped(snapped);
  if (!pin && lines.box) map.map.fit(lines.box);
}

function offerAnswers(text) {
  for (const button of document.querySelectorAll("[data-ready]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      text.value = button.dataset.ready;
      text.form.elements.outcome.value = button.dataset.outcome;
      text.focus();
    });
  }
}

/** The phone's position goes with the form when whoever sends it says so. */
function offerPosition(button) {
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { lon, lat, accuracy_m: accuracy } = button.form.elements;
    try {
      const here = await myPosition();
      [lon.value, lat.value, accuracy.value] = [here.lon, here.lat, here.accuracyM];
      button.textContent = button.dataset.wordsFound;
    } catch {
      button.textContent = button.dataset.wordsFailed;
    }
  });
}

showPlace(document.getElementById("desk-map"), JSON.parse(document.getElementById("appeal-place").textContent));
const answer = document.getElementById("id_text");
if (answer) offerAnswers(answer);
offerPosition(document.querySelector("[data-here]"));

listen({
  t: () => document.querySelector("[name=verb][value=take]")?.click(),
  a: () => {
    document.getElementById("answer")?.scrollIntoView();
    answer?.focus();
  },
  u: () => document.querySelector(".desk-nav [aria-current]").click(),
});
