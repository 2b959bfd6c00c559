/* The days on which a stage holds by its hours, month by month; a day that is pressed is left out, or is one again. */

import { post } from "../../roadmap/js/request.js";
import { dayText, leaveOut, leftOut, readHours } from "./hours_form.js";
import { addresses, byId } from "./page.js";
import { Soon } from "./soon.js";

const PAUSE_MS = 400;
const MONTHS_AT_ONCE = 3;

export class Calendar {
  #soon = new Soon({
    pauseMs: PAUSE_MS,
    ask: (signal) => this.#asked(signal),
    take: (answer) => this.#take(answer),
    fail: () => { this.box.hidden = true; }, // what is wrong is said beside its field when it is sent
  });
  #months = MONTHS_AT_ONCE;
  #told = { days: new Map(), isAll: true };

  /** `onChanged()` hears that a day was left out, or is one again. */
  constructor({ onChanged }) {
    this.box = byId("calendar");
    this.onChanged = onChanged;
    this.box.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")));
  }

  ask() {
    this.#soon.put();
  }

  /** Nothing where there are no hours to tell of. */
  async #asked(signal) {
    const schedule = readHours({});
    const [planned_start, planned_end] = ["planned_start", "planned_end"].map((id) => byId(id).value || null);
    this.box.hidden = !planned_start || !schedule.hours?.length;
    return this.box.hidden ? null : post(addresses.occurrences, { planned_start, planned_end, schedule }, { signal });
  }

  #take(answer) {
    if (!answer) return;
    this.#told = toldOf(answer);
    this.#draw();
  }

  #draw() {
    const days = new Set([...this.#told.days.keys(), ...leftOut()]);
    const months = [...new Set([...days].map((day) => day.slice(0, 7)))].sort();
    const shown = months.slice(0, this.#months).map((month) => this.#month(month));
    this.box.querySelector("[data-months]").replaceChildren(...shown);
    this.box.querySelector("[data-more]").hidden = months.length <= this.#months;
    this.box.querySelector("[data-count]").textContent = `${this.box.dataset.wordsCount} ${this.#told.days.size}${this.#told.isAll ? "" : "+"}`;
  }

  #month(month) {
    const made = document.createElement("table");
    made.className = "calendar__month";
    const first = new Date(`${month}-01T00:00Z`);
    const lead = (first.getUTCDay() + 6) % 7; // Monday first
    const count = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    made.createCaption().textContent = nameOf(first, { month: "long", year: "numeric" });
    let row = made.insertRow();
    for (let place = 0; place < lead; place += 1) row.insertCell();
    for (let number = 1; number <= count; number += 1) {
      if (row.cells.length === 7) row = made.insertRow();
      this.#day(row.insertCell(), `${month}-${String(number).padStart(2, "0")}`, number);
    }
    return made;
  }

  #day(cell, day, number) {
    const windows = this.#told.days.get(day);
    const isLeftOut = leftOut().includes(day);
    if (!windows && !isLeftOut) {
      cell.textContent = number;
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.day = day;
    button.textContent = number;
    button.ariaPressed = String(!isLeftOut);
    const hours = isLeftOut ? this.box.dataset.wordsLeftOut : windows.join(", ");
    button.title = hours;
    button.ariaLabel = `${nameOf(new Date(`${day}T00:00Z`), { day: "numeric", month: "long", weekday: "long" })}: ${hours}`;
    cell.append(button);
  }

  async #onClick(button) {
    if (!button) return;
    if (button.dataset.day) {
      leaveOut(button.dataset.day, button.ariaPressed === "true");
      this.onChanged();
      await this.#soon.load();
      this.box.querySelector(`[data-day="${button.dataset.day}"]`)?.focus();
    } else {
      this.#months += MONTHS_AT_ONCE;
      this.#draw();
    }
  }
}

/** By the day by which each is left out: “22:00–06:00”; a night that the start of the term cuts begins on the day after its own. */
function toldOf({ results, is_all: isAll }) {
  const days = new Map();
  for (const { start, end, days: own } of results) {
    const hours = `${start.slice(11, 16)}–${end ? end.slice(11, 16) : ""}`;
    for (const day of own) days.set(day, [...(days.get(day) ?? []), start.slice(0, 10) > day ? `${dayText(start.slice(0, 10))} ${hours}` : hours]);
  }
  return { days, isAll };
}

const nameOf = (date, parts) => new Intl.DateTimeFormat(document.documentElement.lang, { ...parts, timeZone: "UTC" }).format(date);
