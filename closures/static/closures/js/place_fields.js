/* The fields that a place is chosen by: a street, the ends of a stretch, a signal. What is typed into one stays with the
   place that it is about until it is understood. */

import { isAlike, Suggest } from "../../roadmap/js/suggest.js";
import { roadsCalled, signalsCalled } from "./on_network.js";
import { byId, words } from "./page.js";
import { emptyEnd, endBeside, endText, entriesOf, otherEnds } from "./place_ends.js";
import { formOf, pickedFromWords } from "./saved_place.js";

const ENDS = ["from", "to"];
const HOUSE = /^(?:дом|д\.?)?\s*№?\s*\d+\s*[а-яёa-z]?(?:\s*[/к]\s*\d+)?$/iu; // “32”, «дом 5а», «17/1», not «50 лет Октября»

export class PlaceFields {
  /** `allTaken()` resolves when what was chosen is taken; the rest hear of what is chosen. */
  constructor({ stages, errors, allTaken, onRoad, onNoRoad, onEnd, onSignal, onNoSignal }) {
    Object.assign(this, { stages, errors, allTaken });
    const nothing = () => words.wordsNoStreet;
    const ofEnd = (end) => ({
      find: (text, _signal, location) => this.crossingsCalled(text, location), nothing: (text) => (HOUSE.test(text) ? words.wordsNoHouse : words.wordsNoCrossing), isShort: true,
      choose: ({ id, road, at_m, point }, location) => onEnd(location, end, { id, name: road, at_m, point }), empty: (location) => onEnd(location, end, ""),
    });
    this.fields = {
      street: this.suggest("street", { find: roadsCalled, choose: (road, location) => onRoad(location, road), empty: onNoRoad, nothing }),
      from: this.suggest("from", ofEnd("from")),
      to: this.suggest("to", ofEnd("to")),
      signal: this.suggest("signal", { find: signalsCalled, choose: onSignal, empty: onNoSignal, nothing }),
    };
  }

  suggest(id, how) {
    const doubt = (text, location, entries) => {
      location.typed[id] = text;
      if (entries) this.errors.note(this.stages.errorsOf(location, { [id]: [doubtText(entries, how.nothing(text))] }), `typed ${id}`);
    };
    const taken = (act) => (...given) => {
      delete given.at(-1).typed[id];
      this.errors.clear(`typed ${id}`);
      act(...given);
    };
    const isStill = (text, location) => location.typed[id] === text;
    return new Suggest(byId(id), byId(`${id}-list`), { ...how, doubt, isStill, choose: taken(how.choose), empty: taken(how.empty), about: () => this.stages.location });
  }

  async settled() {
    for (const field of Object.values(this.fields)) {
      await field.settle();
      await this.allTaken();
    }
  }

  /** All crossings of the street for no words. A street that was chosen a moment ago has its crossings soon. */
  async crossingsCalled(text, location) {
    await this.fields.street.settling;
    await this.allTaken();
    const picked = location.choosing ?? location.picked;
    const crossings = entriesOf(picked).filter(({ name }) => isAlike(name, text));
    return [...crossings, ...await otherEnds(picked, text)];
  }

  /** Another way of choosing took its place. */
  forgetTyped(location) {
    location.typed = {};
    for (const id of Object.keys(this.fields)) this.errors.clear(`typed ${id}`);
  }

  /** How the open place was chosen, and what is typed and not understood yet. */
  show(location, signalName) {
    const picked = location.choosing ?? location.picked ?? pickedFromWords(location);
    const shown = { street: picked?.road.name ?? "", from: endText(picked, "from"), to: endText(picked, "to"), signal: signalName };
    for (const [id, field] of Object.entries(this.fields)) field.put(location.typed[id] ?? shown[id], id in location.typed);
    for (const end of ENDS) {
      byId(end).placeholder = emptyEnd(end, formOf(location));
      const beside = end in location.typed ? "" : endBeside(picked, end);
      Object.assign(byId(`${end}-beside`), { textContent: beside, hidden: !beside });
    }
    byId("close-crossing").disabled = !picked?.crossings.length;
  }
}

/** The first few of several that may be meant. */
function doubtText(entries, nothing) {
  const names = entries.slice(0, 3).map(({ name, beside }) => [name, beside].filter(Boolean).join(", "));
  return names.length ? `${words.wordsChooseOne} ${names.join("; ")}` : nothing;
}
