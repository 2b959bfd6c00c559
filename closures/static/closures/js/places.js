/* The places of the open stage, which hold at the same time: a list to choose from, one more, one less. */

import { has } from "./event_form.js";
import { byId, words } from "./page.js";
import { emptyLocation } from "./phase_form.js";
import { formText } from "./saved_place.js";

export class Places {
  constructor({ stages, onShown, onChanged }) {
    Object.assign(this, { stages, onShown, onChanged });
    byId("add-place").addEventListener("click", () => this.add());
    byId("locations").addEventListener("click", ({ target }) => this.onClick(target.closest("button")));
  }

  /** The new one is filled in next. */
  add() {
    const { phase } = this.stages;
    phase.locations.push(emptyLocation());
    phase.open = phase.locations.length - 1;
    this.onShown();
    byId("street").focus();
    this.onChanged();
  }

  onClick(button) {
    if (!button) return;
    const { phase } = this.stages;
    const number = Number(button.dataset.place ?? button.dataset.removePlace);
    if (button.dataset.place) phase.open = number;
    else {
      phase.locations.splice(number, 1);
      phase.open = Math.max(0, Math.min(phase.open, phase.locations.length - 1));
      this.onChanged();
    }
    this.onShown();
  }

  show() {
    const { phase } = this.stages;
    byId("add-place").hidden = !has("street");
    byId("locations").hidden = phase.locations.length < 2;
    byId("locations").replaceChildren(...phase.locations.map((location, number) => row(location, number, number === phase.open)));
  }
}

function row(location, number, isOpen) {
  const item = document.createElement("li");
  const told = locationText(location) || words.wordsNowhere;
  const open = button(`${number + 1}. ${told}`, "place", number);
  if (isOpen) open.ariaCurrent = "true";
  const remove = button("×", "removePlace", number);
  remove.ariaLabel = `${words.wordsRemove}: ${told}`;
  item.append(open, ...(words.isOver ? [] : [remove]));
  return item;
}

function button(text, name, number) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.dataset[name] = number;
  return made;
}

/** What a place is, and where: «Отрезок: улица Пушкина, от … до …». */
export const locationText = (location) => [formText(location), placesText(location.places)].filter(Boolean).join(": ");

export const placesText = (places) => (places ?? []).map(placeText).join("; ");

/** A place in words, as a label: the post has it in full sentences. */
function placeText({ type, on, from, to, with: other, house, name }) {
  if (type === "between" || type === "range_of_houses") return `${on}: ${from} — ${to}`;
  if (type === "crossing") return `${on} / ${other}`;
  if (type === "address") return `${on}, ${house}`;
  if (type === "landmark" && on) return `${on}, ${words.wordsNear} ${name}`;
  return [on, name].filter(Boolean).join(", ");
}
