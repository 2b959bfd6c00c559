/* Several things in one place: what a reader may mean by a touch of their common sign, on whatever map. */

import { around } from "./map.js";

const NEARER = 3; // zooms at most, towards very many things in one place

/** Of what a touch of `signs` may mean the reader says which, in a box at `lead`, the sign that was touched; of very many the map comes nearer. */
export async function choose(signs, lead, { map, sources, here }) {
  const choices = await sources.choices(signs);
  if (choices) ask(choices, lead, map, here);
  else comeNearer(signs, map);
}

function ask(choices, lead, map, here) {
  const onChoose = (choice) => { map.closeBox(); choice.open(); };
  const onLeave = () => { map.closeBox(); lead.element?.focus({ preventScroll: true }); };
  map.askAt(lead.point, choiceOf(choices, here.replace("%s", choices.length), { onChoose, onLeave }));
}

function comeNearer(signs, map) {
  const boxes = signs.map(({ about: { cell }, point: [lon, lat] }) => cell ?? [lon, lat, lon, lat]);
  map.fit(around(boxes), { maxZoom: map.zoom + NEARER });
}

/** A heading and a button for each of `choices`, { svg, title, term }; `onChoose(choice)` hears which, `onLeave()` that none is. */
function choiceOf(choices, heading, { onChoose, onLeave }) {
  const box = document.createElement("div");
  const title = Object.assign(document.createElement("p"), { className: "map-choice__title", textContent: heading });
  const list = document.createElement("ul");
  list.append(...choices.map((choice) => rowOf(choice, onChoose)));
  box.append(title, list);
  box.addEventListener("click", (event) => event.stopPropagation()); // the map would take sign and row, touched in quick turn, for a double tap
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // an open card stays
    onLeave();
  });
  return box;
}

function rowOf(choice, onChoose) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "map-choice__row" });
  const words = Object.assign(document.createElement("span"), { textContent: choice.title });
  if (choice.term) words.append(Object.assign(document.createElement("small"), { textContent: choice.term }));
  button.insertAdjacentHTML("afterbegin", choice.svg);
  button.append(words);
  button.addEventListener("click", () => onChoose(choice));
  const row = document.createElement("li");
  row.append(button);
  return row;
}
