/* Which way is shut of a stretch: told by its ends, else by what lies ahead. */

import { byId, words } from "./page.js";

/** Words for one direction are asked for only where there is one; what lies ahead is proposed. */
export function showDirection(location) {
  const { direction, toward, ahead } = location;
  const proposed = ahead?.[direction] ?? [];
  nameDirections(location);
  byId("direction").value = direction ?? "both";
  byId("toward").value = toward ?? "";
  byId("toward").placeholder = proposed[0]?.text ?? byId("toward").dataset.example;
  byId("toward-box").hidden = byId("direction").value === "both";
  byId("toward-list").replaceChildren(...proposed.map(({ name, text }) => new Option(text, name)));
}

/** By the ends of the stretch, else by what lies ahead, else by its line. */
function nameDirections({ places, direction, ahead }) {
  const [place] = places ?? [];
  const along = direction === "backward" && place ? turned(place) : place;
  for (const option of byId("direction").querySelectorAll("[data-line]")) {
    const { from, to } = (option.value === "backward" && along ? turned(along) : along) ?? {};
    const told = from ? `${from} → ${to}` : ahead?.[option.value]?.[0]?.text;
    option.textContent = told ? `${words.wordsOnly} ${told}` : option.dataset.line;
  }
}

/** Of a stretch; any other place has no ends. */
export const turned = (place) => (place.from ? { ...place, from: place.to, to: place.from } : place);
