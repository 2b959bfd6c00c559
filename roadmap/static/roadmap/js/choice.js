/* Several things in one place: what a reader may mean by a touch of their common sign. */

/** A heading and a button for each of `choices`, { svg, title, term }; `onChoose(choice)` hears which, `onLeave()` that none is. */
export function choiceOf(choices, heading, { onChoose, onLeave }) {
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
